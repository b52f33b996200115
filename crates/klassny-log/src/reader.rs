//! What a program understands of the log, and what it leaves to a newer one (sync.md P10).
//!
//! A segment beyond it is kept, passed on and counted; nothing of it is guessed.

use crate::error::{OpError, SegmentError};
use crate::header::{FORMAT, Header};
use crate::op::{FactOrUnknown, Unknown};
use klassny_domain::change::Kind;

/// The newest rules that this program judges by.
pub const RULESET: u16 = 1;

/// What a program understands of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The newest format of ops it reads.
    pub format: u32,
    /// The newest rules it judges by.
    pub ruleset: u16,
    /// Of the kinds of facts that there are, those it does not know yet.
    pub lacks: &'static [Kind],
}

impl Reader {
    /// This program.
    pub const THIS: Self = Self {
        format: FORMAT,
        ruleset: RULESET,
        lacks: &[],
    };

    /// Whether the ops of a segment may be applied at all.
    ///
    /// # Errors
    /// [`SegmentError::NeedsNewer`], [`SegmentError::NeedsRules`] or
    /// [`SegmentError::UnknownCompartment`]: a newer program reads it.
    pub fn reads(&self, header: &Header) -> Result<(), SegmentError> {
        if header.min_reader > self.format {
            return Err(SegmentError::NeedsNewer(header.min_reader));
        }
        if header.ruleset > u32::from(self.ruleset) {
            return Err(SegmentError::NeedsRules(header.ruleset));
        }
        match header.known_compartment() {
            Some(_) => Ok(()),
            None => Err(SegmentError::UnknownCompartment(header.compartment)),
        }
    }

    /// What this program makes of a fact that the format has.
    pub(crate) fn takes(&self, read: FactOrUnknown, op: &[u8]) -> FactOrUnknown {
        match read {
            FactOrUnknown::Fact(fact) if self.lacks.contains(&fact.change.kind()) => {
                let kind = fact.change.kind().number().into();
                FactOrUnknown::Unknown(Unknown {
                    kind,
                    bytes: op.to_vec(),
                    why: OpError::UnknownKind(kind),
                })
            }
            FactOrUnknown::Fact(_) | FactOrUnknown::Unknown(_) => read,
        }
    }
}
