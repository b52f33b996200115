//! Term, year and final marks, the closing of terms, permits, remarks and acceptances (R50, R59,
//! R106–R108, D12).

use crate::change::FactId;
use crate::ids::{
    AcceptanceId, ClassId, CloseId, GroupId, PermitId, PermitRequestId, PupilId, RemarkId, StaffId,
    TermId, YearId,
};
use crate::lesson::LessonPlace;
use crate::mark::MarkValue;
use chrono::{DateTime, NaiveDate, Utc};

/// What a final mark is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FinalKind {
    /// A term.
    Term(TermId),
    /// The year.
    Year,
    /// The exam.
    Exam,
    /// The final mark of the certificate.
    Final,
}

/// A term, year, exam or final mark of a pupil in a group (R59).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalMark {
    /// The group where the term ended.
    pub group: GroupId,
    /// The pupil.
    pub pupil: PupilId,
    /// Term, year, exam or final.
    pub kind: FinalKind,
    /// The mark, or nothing for an emptied cell.
    pub value: Option<MarkValue>,
    /// Why it differs from the proposal; empty where it does not.
    pub reason: String,
}

/// The closing of a term for a class (P7). The frontier it closes over is in the segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermClose {
    /// Derived from class, term and the number of the closing: `TermClose::id_of`.
    pub close: CloseId,
    /// The class.
    pub class: ClassId,
    /// The term.
    pub term: TermId,
    /// 1 for the first closing, 2 after a reopening …
    pub ordinal: u16,
}

impl TermClose {
    /// The id of the n-th closing of a term for a class.
    pub fn id_of(class: ClassId, term: TermId, ordinal: u16) -> CloseId {
        CloseId::derive(&[class.as_bytes(), term.as_bytes(), &ordinal.to_le_bytes()])
    }
}

/// The reopening of a closed term, by the closing it takes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermReopen {
    /// The closing.
    pub close: CloseId,
    /// Why.
    pub reason: String,
}

/// The closing of an academic year (P7): marks and lessons of its classes that the director's frontier
/// does not hold come too late. The frontier is in the segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearClose {
    /// Derived from the year and the number of the closing: `YearClose::id_of`.
    pub close: CloseId,
    /// The year.
    pub year: YearId,
    /// 1 for the first closing, 2 after a reopening …
    pub ordinal: u16,
    /// Why it is closed although something is open; empty where nothing is.
    pub note: String,
}

impl YearClose {
    /// The id of the n-th closing of a year.
    pub fn id_of(year: YearId, ordinal: u16) -> CloseId {
        CloseId::derive(&[year.as_bytes(), &ordinal.to_le_bytes()])
    }
}

/// The reopening of a closed year, by the closing it takes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearReopen {
    /// The closing.
    pub close: CloseId,
    /// Why.
    pub reason: String,
}

/// Which cells a permit opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PermitScope {
    /// One lesson: its record, marks and absences.
    Lesson(LessonPlace),
    /// One cell: the assignment of the lesson with this ordinal, and the pupil.
    Cell(LessonPlace, u8, PupilId),
    /// All lessons of a group from one day to another, both in.
    Group(GroupId, NaiveDate, NaiveDate),
}

/// A permit to correct (R50, F37).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// Random.
    pub permit: PermitId,
    /// Who may correct.
    pub staff: StaffId,
    /// What.
    pub scope: PermitScope,
    /// Why.
    pub reason: String,
    /// The instant it ends at.
    pub ends_at: DateTime<Utc>,
    /// `false` takes the permit back.
    pub stands: bool,
    /// The request it answers; none where the deputy gave it unasked.
    pub request: Option<PermitRequestId>,
}

/// A remark of the deputy (R106–R108, F10–F12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Random.
    pub remark: RemarkId,
    /// The group.
    pub group: GroupId,
    /// The lesson it is pinned to.
    pub lesson: Option<LessonPlace>,
    /// The pupil it is pinned to.
    pub pupil: Option<PupilId>,
    /// Who shall mend it.
    pub staff: StaffId,
    /// What is wrong.
    pub text: String,
    /// The last day to mend it; its cells are open to its addressee until then.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub state: RemarkState,
}

/// Where a remark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkState {
    /// Written.
    Open,
    /// The teacher handed back the return slip.
    Returned,
    /// The deputy accepted it.
    Accepted,
    /// Taken back.
    Withdrawn,
}

/// A decision on facts that do not count by themselves: late after a close, cut off by a
/// revocation, or a correction without a permit (P6, P7, D12).
///
/// A fact counts as if it were under the cut while an acceptance that stands names it. Facts that
/// give or take rights are never accepted, so that no acceptance rests on another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// Random.
    pub acceptance: AcceptanceId,
    /// The facts, ascending, each once; 1 … [`Acceptance::FACTS_MAX`].
    pub facts: Vec<FactId>,
    /// What is decided.
    pub state: AcceptanceState,
    /// Why.
    pub reason: String,
}

impl Acceptance {
    /// How many facts one acceptance may name.
    pub const FACTS_MAX: usize = 256;
}

/// What is decided of facts that do not count by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AcceptanceState {
    /// They count.
    Accepted,
    /// They were read and stay as they are.
    Left,
    /// The decision is taken back: they are as if nobody had decided.
    Withdrawn,
}
