//! What the program takes from the machine: clocks, randomness, the secret of the system.
//!
//! Rules get time and random bytes as arguments from here; nobody else asks the machine.

use klassny_domain::change::EnteredAt;
use klassny_keys::{KdfCost, Vault};
use klassny_log::Reader;
use std::sync::Arc;

/// The clocks of the machine.
pub trait Clock: Send + Sync {
    /// Wall and monotonic clock now.
    fn now(&self) -> EnteredAt;

    /// Whether it is the machine's own clock, by which times of files can be compared with it; a
    /// clock that tests hold is not.
    fn is_of_machine(&self) -> bool {
        false
    }
}

/// Fills bytes with randomness of the system.
pub type RandomSource = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// The program that runs: what it is called and what it understands of the log (P10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    /// «0.1.0».
    pub version: &'static str,
    /// What it understands.
    pub reader: Reader,
}

impl Program {
    /// This one.
    pub const THIS: Self = Self {
        version: env!("CARGO_PKG_VERSION"),
        reader: Reader::THIS,
    };
}

/// What the program takes from the machine.
#[derive(Clone)]
pub struct Env {
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: RandomSource,
    /// The secret of the system.
    pub vault: Arc<dyn Vault>,
    /// How dear a password is to try.
    pub cost: KdfCost,
    /// Waits between tries of the share.
    pub sleep: Arc<dyn Fn(std::time::Duration) + Send + Sync>,
    /// Which program runs.
    pub program: Program,
}

impl Env {
    /// Random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }

    /// The clocks, moved for a profile that has a clock of its own (the demo).
    pub fn now(&self, offset_ms: i64) -> EnteredAt {
        let now = self.clock.now();
        EnteredAt {
            wall_ms: now.wall_ms.saturating_add(offset_ms),
            ..now
        }
    }
}
