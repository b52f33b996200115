//! The machine as the core is given it: clocks, randomness, the keyring, the account's folder,
//! a place for the program's log.
//!
//! For programs that people start: the window, the command, the test bridge. The only crate that
//! asks the operating system for the time or for random bytes; the core takes both from [`env`].

mod clock;
mod folder;
mod log;
mod vault;

pub use clock::SystemClock;
pub use folder::own_profile;
pub use klassny_keys::{KdfCost, Vault, VaultError};
pub use log::log_into;
pub use vault::{WithoutKeyring, vault};

use klassny_app::Env;
use std::sync::Arc;

/// The environment of a program at a school: this machine's clocks and randomness, passwords dear
/// to try.
pub fn env(vault: Arc<dyn Vault>) -> Env {
    Env {
        clock: Arc::new(SystemClock::start()),
        random: Arc::new(fill),
        vault,
        cost: KdfCost::SCHOOL,
        sleep: Arc::new(std::thread::sleep),
    }
}

/// Fills bytes with randomness of the system.
///
/// # Panics
/// Where the system has none: no key may be made then, and nothing can be entered without keys.
#[allow(
    clippy::panic,
    reason = "a program without randomness must not go on for a single step"
)]
pub fn fill(bytes: &mut [u8]) {
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
