//! What the simulator itself knows: who entered what where, and what may be lost.
//!
//! Never asks the program what is right; it only notes what people were told.

use crate::school;
use klassny_domain::change::{Change, FactId};
use klassny_domain::ids::{ClassId, CloseId, SeatId, TermId};
use klassny_keys::InvitationKeys;
use klassny_store::LoggedFact;
use std::collections::{BTreeMap, BTreeSet};

/// A fact by what its author's clocks and register say: the same on every replica.
pub type FactKey = (SeatId, u64, u64, u16, [u8; 16]);

/// The key of a logged fact; none for what this program does not understand.
pub fn key_of(fact: &LoggedFact) -> Option<FactKey> {
    let op = fact.op.as_ref()?;
    let register = op.change.register();
    Some((
        fact.seat,
        op.entered.boot,
        op.entered.monotonic_ms,
        register.kind.number(),
        register.key,
    ))
}

/// Why a fact may be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// It was on one disk only, and that disk was replaced by an older copy.
    Unpublished,
    /// Its only copy besides that disk was destroyed on the share.
    DoubleFault,
}

/// A fact that was answered as saved.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where.
    pub device: usize,
    /// By whom.
    pub staff: u8,
    /// What, in words.
    pub what: String,
    /// Why it may be lost, if it may.
    pub loss: Option<Loss>,
}

/// A close, and what its author held.
#[derive(Clone, Debug)]
pub struct Close {
    /// The fact that states it.
    pub fact: FactKey,
    /// Which.
    pub close: CloseId,
    /// The class.
    pub class: ClassId,
    /// The term.
    pub term: TermId,
    /// The segments held when it was entered.
    pub held: BTreeSet<[u8; 32]>,
    /// What waited there for sealing.
    pub waiting: BTreeSet<FactKey>,
}

/// A revocation, and what its author held of the seat.
#[derive(Clone, Debug)]
pub struct Revocation {
    /// Whose seat ends.
    pub seat: SeatId,
    /// Who says so.
    pub by: SeatId,
    /// The segments held when it was entered.
    pub held: BTreeSet<[u8; 32]>,
    /// What waited there for sealing.
    pub waiting: BTreeSet<FactKey>,
}

/// The simulator's own book.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Everything that was answered as saved.
    pub facts: BTreeMap<FactKey, Entry>,
    /// Whose seats there are.
    pub seats: BTreeMap<SeatId, u8>,
    /// Seats that the root certified.
    pub root_seats: BTreeSet<SeatId>,
    /// Seats of devices.
    pub devices: BTreeSet<SeatId>,
    /// Printed invitations.
    pub invitations: Vec<(u8, InvitationKeys)>,
    /// Closes.
    pub closes: Vec<Close>,
    /// Closes that a deputy took back.
    pub reopened: BTreeSet<CloseId>,
    /// Facts that deputies accepted.
    pub accepted: BTreeSet<FactId>,
    /// Revocations.
    pub revocations: Vec<Revocation>,
    /// Forged segments of which nothing may ever count.
    pub never: BTreeMap<[u8; 32], String>,
    /// Segments that were on a disk which was replaced.
    pub lost_from_disks: BTreeSet<[u8; 32]>,
    /// Facts that only the share holds, by their segment.
    pub only_on_share: BTreeMap<[u8; 32], BTreeSet<FactKey>>,
    /// How many disks were replaced by an older copy.
    pub replaced_disks: u64,
    /// How many facts were entered on them after that copy was made: no more may be lost.
    pub at_risk: u64,
    /// What is confirmed was seen to be elsewhere.
    pub confirmed: BTreeSet<[u8; 32]>,
}

impl Book {
    /// Lets facts be lost, for a reason.
    pub fn allow(&mut self, facts: &BTreeSet<FactKey>, loss: Loss) {
        for key in facts {
            if let Some(entry) = self.facts.get_mut(key) {
                entry.loss = Some(entry.loss.map_or(loss, |known| known.max(loss)));
            }
        }
    }

    /// How many facts were entered.
    pub fn ops(&self) -> u64 {
        self.facts.len() as u64
    }
}

/// A change in words.
pub fn words(change: &Change) -> String {
    let value = |value: Option<klassny_domain::mark::MarkValue>| {
        value.map_or("nothing", klassny_domain::mark::MarkValue::text)
    };
    let group = |id| {
        (0..school::GROUPS)
            .find(|number| school::group(*number) == id)
            .map_or_else(|| "?".to_owned(), |number| number.to_string())
    };
    match change {
        Change::Mark(x) => format!(
            "mark {} in group {} on {}",
            value(x.value),
            group(x.place.group),
            x.place.date
        ),
        Change::Attendance(x) => {
            format!(
                "absence in group {} on {}",
                group(x.place.group),
                x.place.date
            )
        }
        Change::FinalMark(x) => format!("term mark {} in group {}", value(x.value), group(x.group)),
        Change::Load(x) => format!("load of group {} until {:?}", group(x.group), x.until),
        Change::TermClose(x) => format!("close no {}", x.ordinal),
        other => format!("{:?}", other.kind()),
    }
}
