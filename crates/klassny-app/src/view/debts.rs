//! Who owes which work.

use crate::view::journal::TermRef;
use crate::view::lesson::Place;
use crate::view::text::{AbsenceCode, WorkKindCode};
use serde::Serialize;
use ts_rs::TS;

/// The debts of a group.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct DebtsView {
    /// The pupils who owe anything, in the order of the list.
    pub lines: Vec<DebtLine>,
    /// The last day a work of the term may be marked on.
    pub until: String,
    /// Whether the term is closed: its works can be marked under a permit only.
    pub closed: bool,
}

/// What a pupil owes.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct DebtLine {
    /// The pupil.
    pub pupil: String,
    /// The number on the list.
    pub number: u16,
    /// «Алексеева Мария».
    pub name: String,
    /// Earlier first.
    pub works: Vec<DebtWork>,
}

/// One debt.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "owes", rename_all = "snake_case")]
#[ts(export)]
pub enum DebtWork {
    /// The pupil was away and has not written it since.
    Missed {
        /// The lesson.
        place: Place,
        /// The work.
        ordinal: u8,
        /// Its kind.
        kind: WorkKindCode,
        /// Why the pupil was away; none where nobody said.
        reason: Option<AbsenceCode>,
    },
    /// A term that ended without a mark.
    Term(TermRef),
}
