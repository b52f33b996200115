//! Today: my lessons in bell order with what is missing in each, and until when I may.

use crate::view::lesson::Place;
use crate::view::permit::PermitLine;
use serde::Serialize;
use ts_rs::TS;

/// The day of the person who is signed in.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TodayView {
    /// The day shown.
    pub date: String,
    /// Why there are no lessons on the day: «Осенние каникулы», «воскресенье»; empty otherwise.
    pub no_school: String,
    /// The lessons in bell order.
    pub lessons: Vec<TodayLesson>,
    /// Lessons of earlier days that still lack something, oldest first.
    pub overdue: Vec<OverdueLesson>,
    /// The next school day.
    pub next: Option<NextDay>,
    /// Open remarks of the deputy to this person.
    pub remarks: Vec<RemarkLine>,
    /// The person's requests and permits of these days.
    pub permits: Vec<PermitLine>,
    /// The person's times by the plan of entry, through the week (R34).
    pub slots: Vec<OwnSlot>,
    /// What the person is to do this week: reasons of absences, accumulation, conflicts.
    pub duties: Vec<DutyLine>,
}

/// A time of the person by the plan of entry.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct OwnSlot {
    /// 1 Monday … 7 Sunday.
    pub weekday: u8,
    /// «14:00».
    pub from: String,
    /// «15:40».
    pub until: String,
    /// The machine's number.
    pub workstation: u16,
}

/// A lesson of the day.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TodayLesson {
    /// The lesson.
    pub place: Place,
    /// The term it is in.
    pub term: String,
    /// «8:30».
    pub starts: String,
    /// «9:15».
    pub ends: String,
    /// «каб. 214» without the word: «214».
    pub room: String,
    /// «9 «Б»» without quotes: «9Б».
    pub class_name: String,
    /// «Алгебра».
    pub subject: String,
    /// 0 for the whole class.
    pub subgroup: u8,
    /// The topic, or the topic of the plan where none is stated.
    pub topic: String,
    /// Whom the person stands in for; empty for own lessons.
    pub instead_of: String,
    /// What is there and what is missing.
    pub items: Vec<TodayItem>,
    /// The nearest deadline of what is missing.
    pub deadline: Option<Deadline>,
    /// Whether nothing is missing.
    pub filled: bool,
    /// The time of the last change; none where nothing was entered.
    pub saved_at: Option<String>,
    /// Whether the lesson has not begun.
    pub ahead: bool,
}

/// One thing of a lesson.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TodayItem {
    /// Which.
    pub what: LessonPart,
    /// How it stands.
    pub state: ItemState,
    /// How many: marks given, pupils absent; 0 otherwise.
    pub count: u16,
}

/// A part of a lesson that people fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LessonPart {
    /// Held or not.
    Held,
    /// Topic.
    Topic,
    /// Homework.
    Homework,
    /// Marks.
    Marks,
    /// Absences.
    Absences,
}

/// How a part of a lesson stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ItemState {
    /// Entered.
    Done,
    /// Said to be nothing: not held, homework not set.
    Nothing,
    /// Missing, and the norm has not passed.
    Missing,
    /// Missing, and the norm has passed.
    Late,
    /// In the plan, not taken over yet (topic only).
    Planned,
    /// Does not apply: no works, no homework in this grade, not held.
    NotNeeded,
}

/// A deadline.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Deadline {
    /// Of what.
    pub what: LessonPart,
    /// The instant it passes.
    pub at: String,
}

/// A lesson of an earlier day that lacks something.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct OverdueLesson {
    /// The lesson.
    pub place: Place,
    /// The term it is in.
    pub term: String,
    /// «9Б».
    pub class_name: String,
    /// «Алгебра».
    pub subject: String,
    /// What is missing.
    pub missing: Vec<LessonPart>,
}

/// The next school day in a line.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct NextDay {
    /// The day.
    pub date: String,
    /// The lessons.
    pub lessons: Vec<NextLesson>,
    /// The person's slot on the day, as «13:30–14:20, АРМ № 12»; empty for none.
    pub slot: String,
}

/// A lesson of the next day.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct NextLesson {
    /// The number of the lesson.
    pub bell: u8,
    /// «9Б».
    pub class_name: String,
    /// «Алгебра».
    pub subject: String,
}

/// A remark of the deputy.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct RemarkLine {
    /// The remark.
    pub remark: String,
    /// The lesson it is pinned to.
    pub place: Option<Place>,
    /// The term of that lesson; empty for none.
    pub term: String,
    /// «9Б».
    pub class_name: String,
    /// «Алгебра».
    pub subject: String,
    /// What is wrong.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// The last day.
    pub due_on: String,
    /// Whether that day has passed.
    pub late: bool,
}

/// Something to be done, counted from the journal.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct DutyLine {
    /// What.
    pub duty: DutyCode,
    /// «9Б», «Алгебра» or both.
    pub about: String,
    /// How many.
    pub count: u16,
    /// The first few names.
    pub names: Vec<String>,
    /// Where to go.
    pub place: Option<Place>,
    /// The term to open it in; empty for none.
    pub term: String,
    /// The class whose families it is about; none for duties of the journal.
    pub class: Option<String>,
    /// The last day; none where there is none.
    pub due_on: Option<String>,
}

/// Kinds of duties counted from the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DutyCode {
    /// Absences without a reason, for class teachers.
    AbsenceReasons,
    /// Pupils short of marks.
    Accumulation,
    /// Term marks not decided.
    TermMarks,
    /// Two records of one cell.
    Conflicts,
    /// Families whose data were not checked in a month (R88).
    FamilyCheck,
    /// Weekly extracts not handed over (R62).
    WeekExtract,
    /// Information about results not given (R63).
    FamilyResults,
    /// Forecasts not handed over (R64).
    Forecast,
    /// Report cards not handed over.
    ReportCard,
    /// The preliminary report (R143).
    PreliminaryReport,
    /// The final report (R144).
    FinalReport,
    /// Letters of families that wait for an answer (R74).
    FamilyAnswers,
}

/// The next lesson that lacks something.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct NextUnfilled {
    /// The lesson; none when everything is filled.
    pub lesson: Option<OverdueLesson>,
}
