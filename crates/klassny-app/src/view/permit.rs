//! Permits to correct, from the request to the last use (R50, F37).

use crate::view::journal::Stamp;
use crate::view::lesson::Place;
use serde::Serialize;
use ts_rs::TS;

/// Requests and permits that a person sees: deputies and the director all, others their own.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PermitsView {
    /// Requests without an answer, the oldest first.
    pub waiting: Vec<PermitLine>,
    /// Open permits, the one that ends first before the others.
    pub open: Vec<PermitLine>,
    /// What is over: expired, taken back, declined, withdrawn; the newest first.
    pub past: Vec<PermitLine>,
    /// Whether the person answers requests.
    pub may_give: bool,
    /// Whether the person may print the register.
    pub may_print: bool,
}

/// A request for a permit with what answers it, or a permit given unasked.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PermitLine {
    /// The request; none where the deputy gave the permit unasked.
    pub request: Option<String>,
    /// The permit; none where there is none.
    pub permit: Option<String>,
    /// How it stands.
    pub state: PermitCode,
    /// The lesson; none for days of a group.
    pub place: Option<Place>,
    /// The first and the last day, where it is for days of a group.
    pub days: Option<(String, String)>,
    /// The term of the lesson; empty for none.
    pub term: String,
    /// «9Б».
    pub class_name: String,
    /// «Алгебра».
    pub subject: String,
    /// The pupil whose cell it is; none for the whole lesson.
    pub pupil: Option<String>,
    /// The pupil's name; empty for the whole lesson.
    pub pupil_name: String,
    /// The work of the lesson.
    pub ordinal: u8,
    /// Who may write.
    pub staff: String,
    /// Whether that is the person who asks.
    pub mine: bool,
    /// What is wanted; empty where nobody asked.
    pub wanted: String,
    /// Why it is asked for, or given.
    pub reason: String,
    /// Who asked and when.
    pub asked: Option<Stamp>,
    /// Who answered and when.
    pub answered: Option<Stamp>,
    /// What the answer says: the reason of the permit or of the refusal.
    pub answer: String,
    /// The instant the permit ends.
    pub until: Option<String>,
    /// Marks that stand and were corrected under it.
    pub used: u16,
    /// The code of the permit as the register prints it; empty for none.
    pub code: String,
}

/// How a request or a permit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PermitCode {
    /// Nobody has answered.
    Waiting,
    /// The permit is open.
    Open,
    /// Its hour has passed.
    Expired,
    /// The deputy took it back.
    TakenBack,
    /// The deputy declined.
    Declined,
    /// Who asked took the request back.
    Withdrawn,
}

/// A form that was printed into a file.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PrintedForm {
    /// The finished file.
    pub file: String,
    /// Its pages.
    pub pages: u32,
}
