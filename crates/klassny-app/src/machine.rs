//! The machine itself: the one place of the core that asks the system for time and randomness.
//!
//! The window and the command take their [`Env`] from here; tests bring their own.

#![allow(
    clippy::disallowed_methods,
    reason = "this is where the system is asked"
)]

use crate::env::{Clock, Env};
use crate::error::{AppError, Result};
use crate::view::text::ErrorCode;
use klassny_domain::change::EnteredAt;
use klassny_keys::{FileVault, KdfCost, OsVault, Vault};
use std::path::Path;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Where the secret of the system is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VaultChoice {
    /// The keyring of the account.
    Keyring,
    /// A file of the owner's in the profile: somebody must choose it knowingly (D3).
    File,
}

/// The clocks of the system.
struct SystemClock {
    start: Instant,
    boot: u64,
}

impl Clock for SystemClock {
    fn now(&self) -> EnteredAt {
        let wall = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        EnteredAt {
            wall_ms: i64::try_from(wall.as_millis()).unwrap_or(i64::MAX),
            boot: self.boot,
            monotonic_ms: u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl Env {
    /// The machine this runs on.
    ///
    /// # Errors
    /// Where the chosen vault is not there.
    pub fn of_machine(profile: &Path, choice: VaultChoice, cost: KdfCost) -> Result<Self> {
        let vault: Arc<dyn Vault> = match choice {
            VaultChoice::Keyring => {
                let vault = OsVault::system();
                Arc::new(
                    vault.map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?,
                )
            }
            VaultChoice::File => Arc::new(FileVault::in_folder(profile)),
        };
        let mut boot = [0; 8];
        fill(&mut boot);
        let clock = SystemClock {
            start: Instant::now(),
            boot: u64::from_le_bytes(boot),
        };
        Ok(Self {
            clock: Arc::new(clock),
            random: Arc::new(fill),
            vault,
            cost,
            sleep: Arc::new(std::thread::sleep),
        })
    }
}

/// Randomness of the system. A system without any cannot keep a secret, so the program ends.
#[allow(clippy::expect_used, reason = "nothing can be done without randomness")]
fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives random bytes");
}
