//! The school's root: 32 bytes on the director's paper, as 24 words (P1, D13, D14).
//!
//! It creates the school, certifies administrators, gives the first keys again and opens the recovery
//! copies of all later ones.
//! No workstation keeps it: it lives for one act and is wiped.

use crate::secret::Secret;
use klassny_domain::change::Compartment;
use klassny_log::words::{self, WordsError};
use klassny_log::{BoxKey, CompartmentKey, Random, SeatKey};

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

    /// Every later key is also wrapped to the public part of this key (D14), which
    /// `klassny_log::recovery_of` makes of the root's public key.
    pub fn recovery_key(&self) -> BoxKey {
        self.sign_key().recovery()
    }

    /// The first key of a compartment: it comes with the school, and the words give it again.
    pub fn first_key(&self, compartment: Compartment) -> CompartmentKey {
        let number: u32 = match compartment {
            Compartment::Journal => 1,
            Compartment::Personal => 2,
            Compartment::Control => 3,
        };
        let mut hasher = blake3::Hasher::new_derive_key("klassny 2026-11-30 first key v1");
        hasher.update(self.seed.expose());
        hasher.update(&number.to_le_bytes());
        CompartmentKey::from_bytes(*hasher.finalize().as_bytes())
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
        for compartment in [Compartment::Journal, Compartment::Control] {
            assert_eq!(typed.first_key(compartment), root.first_key(compartment));
        }
        let first = root.first_key(Compartment::Journal);
        assert_ne!(first, root.first_key(Compartment::Personal));
    }

    /// D14: whoever knows the school's public key can wrap a key for its recovery.
    #[test]
    fn what_is_wrapped_to_the_public_root_opens_with_the_words() {
        let root = RootKey::random(&mut |bytes| bytes.fill(0x5a));
        let public = klassny_log::recovery_of(&root.sign_key().public()).unwrap();
        assert_eq!(public, root.recovery_key().public());
        let wrapped =
            klassny_log::wrap_to(&public, "test", &[7; 32], &mut |bytes| bytes.fill(3)).unwrap();
        let opened = klassny_log::unwrap(&root.recovery_key(), "test", &wrapped).unwrap();
        assert_eq!(opened.as_slice(), [7; 32]);
    }
}
