//! «Изменения, пока вас не было»: what others changed in a person's classes.

use crate::view::lesson::Place;
use serde::Serialize;
use ts_rs::TS;

/// What changed while the person was not here.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct AwayView {
    /// When the person was here last; none on the first time.
    pub since: Option<String>,
    /// By group, then the rest; empty where nothing changed.
    pub groups: Vec<AwayGroup>,
    /// How many changes in all.
    pub total: u32,
}

/// What changed in a group.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct AwayGroup {
    /// The group, to open it; empty for the class as a whole.
    pub group: String,
    /// «9Б».
    pub class_name: String,
    /// The subject; empty for the class as a whole.
    pub subject: String,
    /// The changes, newest first.
    pub lines: Vec<AwayLine>,
    /// How many more there are than lines.
    pub more: u32,
}

/// A change.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct AwayLine {
    /// What changed.
    pub what: AwayCode,
    /// The lesson, to open it.
    pub place: Option<Place>,
    /// The term, to open it; empty for none.
    pub term: String,
    /// The pupil.
    pub pupil: Option<String>,
    /// «Петросян Ани»; empty for none.
    pub pupil_name: String,
    /// What it says now; empty for nothing.
    pub text: String,
    /// «Орлова Т. Н.».
    pub by: String,
    /// When it was entered.
    pub at: String,
}

/// What can change while a person is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AwayCode {
    /// A mark.
    Mark,
    /// Presence, lateness, absence.
    Attendance,
    /// The reason of an absence.
    AbsenceReason,
    /// That a lesson was held or not.
    Held,
    /// The topic.
    Topic,
    /// The homework.
    Homework,
    /// A work of a lesson.
    Work,
    /// A term, year or final mark.
    TermMark,
    /// A remark to the person, or its state.
    Remark,
    /// A permit to the person, given or taken back.
    Permit,
    /// The term was closed for the class.
    Closed,
    /// The term was opened again.
    Reopened,
}
