//! The kinds of findings: their codes, and what people call them.

macro_rules! finding_kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)+) => {
        /// What may be wrong. Closed: a new check is a new kind with its own words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingKind { $($(#[$doc])* $name,)+ }

        impl FindingKind {
            /// Every kind, in the order they are listed to people.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code by which settings name the kind: `no-topic`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What people call the kind: «нет темы».
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }

            /// The kind of a code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

finding_kinds! {
    /// A lesson without a topic (R15).
    NoTopic = "no-topic" "нет темы урока",
    /// A lesson without homework, and without «не задано» (R16).
    NoHomework = "no-homework" "нет домашнего задания",
    /// A lesson with entries that nobody recorded as held (R21).
    NotRecorded = "not-recorded" "не отмечено, что урок проведён",
    /// A lesson of the timetable without any record (R13).
    NoLesson = "no-lesson" "урок по расписанию не записан",
    /// A mark in a column without a lesson that was held (R48).
    MarkWithoutLesson = "mark-without-lesson" "отметка в день без урока",
    /// A pupil both absent and marked, without the day the work was written.
    AbsentAndMarked = "absent-and-marked" "неявка и отметка в одной клетке",
    /// A pupil attended too many lessons in a row without a mark (R58).
    LongWithoutMark = "long-without-mark" "долго без отметки",
    /// Fewer marks than the norm by now (R52–R57).
    BelowNorm = "below-norm" "накопляемость ниже нормы",
    /// A pupil without any mark (R110).
    NoMarks = "no-marks" "нет отметок",
    /// A pupil with one mark (R110).
    OneMark = "one-mark" "одна отметка",
    /// «2» at the first lesson after an absence.
    TwoAfterAbsence = "two-after-absence" "«2» после пропуска",
    /// «2» at the first or last lesson of the term.
    TwoAtEdge = "two-at-edge" "«2» на первом или последнем уроке периода",
    /// «2» not corrected within the settable number of lessons.
    TwoNotCorrected = "two-not-corrected" "«2» не исправлена",
    /// No term mark where there should be one (R59).
    NoTermMark = "no-term-mark" "нет отметки за период",
    /// A term mark that is not what the average proposes.
    TermMarkOffAverage = "term-mark-off-average" "отметка за период не по среднему",
    /// A term mark given with too few marks (R52–R53).
    TermMarkTooFew = "term-mark-too-few" "отметка за период при малом числе отметок",
    /// More lessons missed than the settable share.
    MissedTooMany = "missed-too-many" "пропущено слишком много уроков",
    /// A year mark that does not follow from the terms.
    YearMarkOffTerms = "year-mark-off-terms" "годовая отметка не по периодам",
    /// An absence whose reason nobody gave (R38).
    AbsenceWithoutReason = "absence-without-reason" "пропуск без причины",
    /// Fewer or more hours of the plan given than the calendar has by now (R30).
    PlanOff = "plan-off" "отставание или опережение плана",
    /// A control work of the schedule that the journal does not have (R51).
    ControlMissing = "control-missing" "нет работы из графика контрольных",
    /// A substitution whose lesson has no record (R23).
    SubstitutionWithoutRecord = "substitution-without-record" "замена не записана",
    /// A plan that no deputy approved (R29).
    PlanNotApproved = "plan-not-approved" "план не утверждён",
    /// A cell corrected under a permit (R50).
    Corrected = "corrected" "исправлено по разрешению",
}

impl FindingKind {
    /// The kinds that stop a volume unless the school says otherwise.
    pub const BLOCKING: [Self; 6] = [
        Self::NoTopic,
        Self::NotRecorded,
        Self::NoLesson,
        Self::MarkWithoutLesson,
        Self::NoTermMark,
        Self::SubstitutionWithoutRecord,
    ];
}
