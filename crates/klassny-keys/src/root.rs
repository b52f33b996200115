//! The school's root: 32 bytes on the director's paper, as 24 words (P1, D13, D14).
//!
//! It creates the school, certifies administrators and opens the recovery copies of all keys.
//! No workstation keeps it: it lives for one act and is wiped.

use crate::secret::Secret;
use klassny_log::words::{self, WordsError};
use klassny_log::{BoxKey, Random, SeatKey};

/// The words of the root's paper.
pub const WORDS: usize = words::count_of(32);

/// The root of a school, for the length of one act.
#[derive(Clone, Debug)]
pub struct RootKey {
    seed: Secret<[u8; 32]>,
}

impl RootKey {
    /// Makes the root of a new school.
    pub fn random(random: Random<'_>) -> Self {
        Self {
            seed: Secret::random(random),
        }
    }

    /// Reads the words of the paper as typed.
    pub fn from_words(text: &str) -> Result<Self, WordsError> {
        Ok(Self {
            seed: Secret::new(*words::decode(text)?),
        })
    }

    /// The words to print, once.
    pub fn words(&self) -> Vec<&'static str> {
        words::encode(self.seed.expose())
    }

    /// Signs administrators' seats; its public part names the school in `school.jsg`.
    pub fn sign_key(&self) -> SeatKey {
        SeatKey::from_bytes(self.derive("klassny 2026-11-22 root sign v1").expose())
    }

    /// Every epoch's key is also wrapped to the public part of this key (D14).
    pub fn recovery_key(&self) -> BoxKey {
        BoxKey::from_bytes(self.derive("klassny 2026-11-22 root recovery v1").expose())
    }

    fn derive(&self, context: &str) -> Secret<[u8; 32]> {
        Secret::new(blake3::derive_key(context, self.seed.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_survives_its_paper() {
        let root = RootKey::random(&mut |bytes| bytes.fill(0x5a));
        assert_eq!(root.words().len(), 24);
        assert_eq!(WORDS, 24);
        let typed = RootKey::from_words(&root.words().join("\n")).unwrap();
        assert_eq!(typed.sign_key().public(), root.sign_key().public());
        assert_eq!(typed.recovery_key().public(), root.recovery_key().public());
        assert_ne!(typed.sign_key().public(), typed.recovery_key().public());
    }
}
