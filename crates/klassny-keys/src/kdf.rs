//! From a password to a key: Argon2id, then the secret of the system.

use crate::secret::Secret;
use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

/// The cost of Argon2id, kept with each slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfCost {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl KdfCost {
    /// For people: 64 MiB, three passes (D3).
    pub const SCHOOL: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };
    /// For tests and throw-away demonstrations only: opens in a millisecond.
    pub const TESTS_ONLY: Self = Self {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };

    /// Whether a file may ask for this cost: a damaged one must not eat the machine's memory.
    pub(crate) const fn is_sane(self) -> bool {
        self.memory_kib <= 1024 * 1024
            && self.passes >= 1
            && self.passes <= 16
            && self.lanes >= 1
            && self.lanes <= 4
            && self.memory_kib >= 8 * self.lanes
    }
}

/// The key of a slot, or nothing where the cost is not one Argon2 takes.
///
/// Argon2id(password) and the secret of the system are hashed together, so that neither a stolen
/// file nor a known password opens anything alone.
pub(crate) fn slot_key(
    password: &str,
    os_secret: &Secret<[u8; 32]>,
    salt: &[u8; 16],
    cost: KdfCost,
) -> Option<Secret<[u8; 32]>> {
    if !cost.is_sane() {
        return None;
    }
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).ok()?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut stretched = Zeroizing::new([0; 32]);
    argon
        .hash_password_into(password.as_bytes(), salt, stretched.as_mut_slice())
        .ok()?;
    let mut hasher = blake3::Hasher::new_derive_key("klassny 2026-11-22 keyslot v1");
    hasher
        .update(stretched.as_slice())
        .update(os_secret.expose());
    Some(Secret::new(*hasher.finalize().as_bytes()))
}

/// Whether a password is long enough: ten characters, or three words of three (P11).
pub fn is_long_enough(password: &str) -> bool {
    let words = password
        .split_whitespace()
        .filter(|word| word.chars().count() >= 3)
        .count();
    password.chars().count() >= 10 || words >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn password_salt_cost_and_system_each_change_the_key() {
        let os = Secret::new([1; 32]);
        let key =
            |password, os: &Secret<_>, salt, cost| slot_key(password, os, salt, cost).unwrap();
        let usual = key("три лихих коня", &os, &[2; 16], KdfCost::TESTS_ONLY);
        let again = key("три лихих коня", &os, &[2; 16], KdfCost::TESTS_ONLY);
        assert_eq!(usual, again);
        let costly = KdfCost {
            passes: 2,
            ..KdfCost::TESTS_ONLY
        };
        for other in [
            key("три лихих кони", &os, &[2; 16], KdfCost::TESTS_ONLY),
            key(
                "три лихих коня",
                &Secret::new([9; 32]),
                &[2; 16],
                KdfCost::TESTS_ONLY,
            ),
            key("три лихих коня", &os, &[3; 16], KdfCost::TESTS_ONLY),
            key("три лихих коня", &os, &[2; 16], costly),
        ] {
            assert_ne!(other, usual);
        }
    }

    #[test]
    fn the_cost_for_people_is_64_mib_and_three_passes() {
        assert_eq!(KdfCost::SCHOOL.memory_kib, 65_536);
        assert_eq!(KdfCost::SCHOOL.passes, 3);
        assert!(slot_key("x", &Secret::new([0; 32]), &[0; 16], KdfCost::SCHOOL).is_some());
    }

    #[test]
    fn an_insane_cost_is_refused_without_being_paid() {
        let insane = KdfCost {
            memory_kib: u32::MAX,
            ..KdfCost::SCHOOL
        };
        assert_eq!(slot_key("x", &Secret::new([0; 32]), &[0; 16], insane), None);
    }

    #[test]
    fn short_passwords_are_told() {
        for (password, enough) in [
            ("", false),
            ("пароль123", false),
            ("десятьбукв", true),
            ("кот пёс мак", true),
            ("а б в г", false),
        ] {
            assert_eq!(is_long_enough(password), enough, "{password}");
        }
    }
}
