//! The machine as the core is given it: clocks, randomness, the keyring, the account's folder,
//! a place for the program's log.
//!
//! For programs that people start: the window, the command, the test bridge. The only crate that
//! asks the operating system for the time or for random bytes; the core takes both from [`env`].

mod clock;
mod folder;
mod log;
mod vault;

pub use folder::own_profile;
pub use klassny_keys::{KdfCost, VaultError};
pub use log::log_into;
pub use vault::{VaultChoice, keeps_file};

use clock::SystemClock;
use klassny_app::{Env, Program};
use std::path::Path;
use std::sync::Arc;

/// What the core takes from this machine, for a profile.
///
/// # Errors
/// [`VaultError::NoService`] where the keyring is wanted and the machine has none.
pub fn env(profile: &Path, choice: VaultChoice, cost: KdfCost) -> Result<Env, VaultError> {
    Ok(Env {
        clock: Arc::new(SystemClock::start()),
        random: Arc::new(fill),
        vault: vault::vault(profile, choice)?,
        cost,
        sleep: Arc::new(std::thread::sleep),
        program: Program::THIS,
    })
}

/// Fills bytes with randomness of the system.
///
/// Where the system has none the program ends: no key may be made then.
#[allow(
    clippy::panic,
    reason = "a program without randomness must not go on for a single step"
)]
fn fill(bytes: &mut [u8]) {
    if let Err(error) = getrandom::fill(bytes) {
        panic!("the system gives no random bytes: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_bytes_are_not_the_same_twice() {
        let (mut one, mut other) = ([0; 32], [0; 32]);
        fill(&mut one);
        fill(&mut other);
        assert_ne!(one, other);
    }
}
