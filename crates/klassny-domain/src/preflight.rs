//! The check of a class, term and subject before printing, and the deputy's monthly check.
//!
//! A pure function over plain rows: it finds, it never mends, and every finding names its cell.

macro_rules! finding_kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)+) => {
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

            /// The kind of a code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

finding_kinds! {
    /// A lesson without a topic (R15).
    NoTopic = "no-topic",
    /// A lesson without homework, and without «не задано» (R16).
    NoHomework = "no-homework",
    /// A lesson with entries that nobody recorded as held (R21).
    NotRecorded = "not-recorded",
    /// A lesson of the timetable without any record (R13).
    NoLesson = "no-lesson",
    /// A mark in a column without a lesson that was held (R48).
    MarkWithoutLesson = "mark-without-lesson",
    /// A pupil both absent and marked, without the day the work was written.
    AbsentAndMarked = "absent-and-marked",
    /// A pupil attended too many lessons in a row without a mark (R58).
    LongWithoutMark = "long-without-mark",
    /// Fewer marks than the norm by now (R52–R57).
    BelowNorm = "below-norm",
    /// A pupil without any mark (R110).
    NoMarks = "no-marks",
    /// A pupil with one mark (R110).
    OneMark = "one-mark",
    /// «2» at the first lesson after an absence.
    TwoAfterAbsence = "two-after-absence",
    /// «2» at the first or last lesson of the term.
    TwoAtEdge = "two-at-edge",
    /// «2» not corrected within the settable number of lessons.
    TwoNotCorrected = "two-not-corrected",
    /// No term mark where there should be one (R59).
    NoTermMark = "no-term-mark",
    /// A term mark that is not what the average proposes.
    TermMarkOffAverage = "term-mark-off-average",
    /// A term mark given with too few marks (R52–R53).
    TermMarkTooFew = "term-mark-too-few",
    /// More lessons missed than the settable share.
    MissedTooMany = "missed-too-many",
    /// A year mark that does not follow from the terms.
    YearMarkOffTerms = "year-mark-off-terms",
    /// An absence whose reason nobody gave (R38).
    AbsenceWithoutReason = "absence-without-reason",
    /// Fewer or more hours of the plan given than the calendar has by now (R30).
    PlanOff = "plan-off",
    /// A control work of the schedule that the journal does not have (R51).
    ControlMissing = "control-missing",
    /// A substitution whose lesson has no record (R23).
    SubstitutionWithoutRecord = "substitution-without-record",
    /// A plan that no deputy approved (R29).
    PlanNotApproved = "plan-not-approved",
    /// A cell corrected under a permit (R50).
    Corrected = "corrected",
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
