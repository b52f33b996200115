//! The journal of missed and substituted lessons (F18, R6, R33).

use crate::view::lesson::Place;
use serde::Serialize;
use ts_rs::TS;

/// A month of missed and substituted lessons.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SubstitutionsView {
    /// The first day of the month.
    pub first: String,
    /// Its last day.
    pub last: String,
    /// The lessons by day and number.
    pub lessons: Vec<SubstitutedLesson>,
    /// Totals of the month by teacher.
    pub totals: Vec<SubstitutionTotal>,
    /// Whether the list is of the whole school.
    pub all: bool,
    /// Whether the person may print it.
    pub may_print: bool,
}

/// A lesson missed by its teacher.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SubstitutedLesson {
    /// The lesson as it was given, on whose page it stands.
    pub place: Place,
    /// The term it is in; empty for none.
    pub term: String,
    /// «9Б».
    pub class_name: String,
    /// The subject that was missed.
    pub subject: String,
    /// Who missed it.
    pub absent: String,
    /// Why.
    pub reason: String,
    /// The document.
    pub document: String,
    /// How it was given.
    pub kind: SubstitutionCode,
    /// Who gave it; empty for nobody.
    pub substitute: String,
    /// The subject taught instead; empty for the same.
    pub taught: String,
    /// The topic that was given; empty for none yet.
    pub topic: String,
    /// The hours.
    pub hours: u8,
    /// К оплате.
    pub paid: bool,
    /// How its record stands.
    pub record: SubstitutionRecord,
}

/// How a lesson missed by its teacher was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SubstitutionCode {
    /// The same subject by another teacher.
    Substitute,
    /// Another subject.
    OtherSubject,
    /// Joined groups.
    JoinedGroups,
    /// Not held.
    NotHeld,
}

/// Whether the substitute has recorded the lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SubstitutionRecord {
    /// The lesson is still to come.
    Ahead,
    /// It was, and nobody recorded it.
    Missing,
    /// The substitute recorded it.
    Made,
    /// Somebody else is recorded as its teacher.
    OfAnother,
    /// It was not held.
    NotHeld,
}

/// What a teacher missed and gave in the month.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SubstitutionTotal {
    /// «Соколова И. В.».
    pub staff: String,
    /// Hours missed.
    pub missed: u16,
    /// Hours given for others.
    pub given: u16,
    /// Of these, to be paid.
    pub paid: u16,
}
