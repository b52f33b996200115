//! What is kept without counting: late after a close, cut off, unpermitted, waiting.

use crate::view::journal::Stamp;
use crate::view::lesson::Place;
use serde::Serialize;
use ts_rs::TS;

/// The list of what does not count, by class, term and teacher.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct AsideView {
    /// Those of the whole school for who decides, one's own for others.
    pub groups: Vec<AsideGroup>,
    /// How many nobody has decided on.
    pub open: u32,
    /// Whether more is kept than the list shows.
    pub more: bool,
    /// Whether the person may accept.
    pub may_decide: bool,
}

/// What a teacher stated of a class and term.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct AsideGroup {
    /// «9Б»; empty for what is of no class.
    pub class_name: String,
    /// The term; empty for none.
    pub term: String,
    /// Quarter, half-year or trimester, and its number; 0 for none.
    pub term_number: u8,
    /// «Соколова И. В.»; empty where the author is not known.
    pub teacher: String,
    /// The facts, newest first.
    pub lines: Vec<AsideLine>,
}

/// A fact that does not count, or one that counts because it was accepted.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct AsideLine {
    /// Names the fact for a decision; empty while it is not sealed.
    pub fact: String,
    /// The group, to open it; empty for none.
    pub group: String,
    /// The lesson; none for a term mark.
    pub place: Option<Place>,
    /// The pupil.
    pub pupil: Option<String>,
    /// «Алгебра»; empty for none.
    pub subject: String,
    /// «Петросян А.»; empty for none.
    pub pupil_name: String,
    /// What was stated.
    pub part: AsidePart,
    /// What stands in the journal now; empty for nothing.
    pub was: String,
    /// What was stated; empty empties the cell.
    pub now: String,
    /// Who entered it, when and where.
    pub by: Stamp,
    /// When it came to this machine; none while it waits here unsealed.
    pub arrived: Option<String>,
    /// Why it does not count; none where it counts.
    pub why: Option<AsideCode>,
    /// The words of the rule, in Russian; empty for none.
    pub rule: String,
    /// What was decided of it, if anything.
    pub decision: Option<DecisionView>,
    /// Whether an acceptance would make it count.
    pub acceptable: bool,
}

/// What a fact of the list states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AsidePart {
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
    /// Something outside the pages of the journal.
    Other,
}

/// Why a fact does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AsideCode {
    /// It came after its term was closed.
    Late,
    /// Its author's seat was revoked, or the right had ended.
    Cut,
    /// It corrects a mark without a permit (D12).
    Unpermitted,
    /// Its author, or the author's right, is not known here.
    Held,
    /// A newer program made it.
    Newer,
}

/// What a deputy decided of a fact.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct DecisionView {
    /// Accepted, left, or taken back.
    pub state: DecisionCode,
    /// Who decided, when and where.
    pub by: Stamp,
    /// Why.
    pub reason: String,
}

/// What can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DecisionCode {
    /// It counts.
    Accepted,
    /// It was read and stays without counting.
    Left,
    /// The decision was taken back.
    Withdrawn,
}

/// A decision in the history of a cell.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct CellDecision {
    /// The value decided on.
    pub text: String,
    /// Who entered it.
    pub stamp: Stamp,
    /// The decision.
    pub decision: DecisionView,
}
