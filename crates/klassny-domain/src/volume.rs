//! Printed volumes and their route (forms.md «How a volume is made»).

use crate::ids::{ClassId, TermId, VolumeId};
use chrono::NaiveDate;

/// A step of the route of a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VolumeStep {
    /// Preflight found nothing that blocks.
    Preflighted,
    /// Printed.
    Printed,
    /// The deputy certified the transfer (F13).
    TransferCertified,
    /// Substitutes and the class teacher signed.
    TeachersSigned,
    /// The second check.
    Checked,
    /// The director signed F13.
    DirectorSigned,
    /// Numbered and laced by the clerk.
    Laced,
    /// Signed and sealed over the knot by the director (F14).
    Sealed,
    /// Entered into the register (F17).
    Registered,
}

impl VolumeStep {
    /// The steps in the order of the route.
    pub const ROUTE: [Self; 9] = [
        Self::Preflighted,
        Self::Printed,
        Self::TransferCertified,
        Self::TeachersSigned,
        Self::Checked,
        Self::DirectorSigned,
        Self::Laced,
        Self::Sealed,
        Self::Registered,
    ];
}

/// One printed edition of a volume. No edition is ever overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeEdition {
    /// Derived from class and term.
    pub volume: VolumeId,
    /// The class.
    pub class: ClassId,
    /// The term.
    pub term: TermId,
    /// 1, 2 …
    pub edition: u16,
    /// BLAKE3 of the canonical data of the volume.
    pub content_hash: [u8; 32],
    /// BLAKE3 of the finished PDF.
    pub file_hash: [u8; 32],
    /// BLAKE3 of the canonical data of each part of the content, in order.
    pub sheet_hashes: Vec<[u8; 32]>,
    /// The canonical data of the volume, compressed, so that differences can be told years later.
    pub content: Vec<u8>,
    /// The day it was printed, from the clock of the program.
    pub printed_on: NaiveDate,
    /// How many sheets of paper are numbered in it, as its certifying sheet says (F16).
    pub sheet_count: u16,
}

impl VolumeEdition {
    /// The id of the volume of a class and term.
    pub fn id_of(class: ClassId, term: TermId) -> VolumeId {
        VolumeId::derive(&[class.as_bytes(), term.as_bytes()])
    }
}

/// A step taken with an edition of a volume; taken back only by a new fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeRouteStep {
    /// The volume.
    pub volume: VolumeId,
    /// The edition.
    pub edition: u16,
    /// The step.
    pub step: VolumeStep,
    /// `false` takes the step back.
    pub done: bool,
    /// Words to the step: number of sheets, place on the shelf, reason of taking back.
    pub note: String,
}
