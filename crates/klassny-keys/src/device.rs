//! The keys of a device's own seat, kept under the key of the replica (D2).
//!
//! The replica's key stays in memory until the program ends, so that fetching and publishing go on
//! when nobody is signed in; the device signs acks and seals with these keys meanwhile.

use crate::secret::Secret;
use klassny_log::keys::{aead_open, aead_seal};
use klassny_log::{BoxKey, Random, SeatKey};
use zeroize::Zeroizing;

const PURPOSE: &[u8] = b"klassny device keys v1";

/// The keys do not open with this replica's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the device's keys do not open with the key of this replica")]
pub struct DeviceKeysError;

/// The two keys of a device's own seat.
#[derive(Clone, Debug)]
pub struct DeviceKeys {
    /// Signs acks, seals and digests, never facts of school life.
    pub sign: SeatKey,
    /// The school's keys are wrapped to it.
    pub box_key: BoxKey,
}

impl DeviceKeys {
    /// Makes the keys of a new device.
    pub fn random(random: Random<'_>) -> Self {
        Self {
            sign: SeatKey::random(random),
            box_key: BoxKey::random(random),
        }
    }

    /// Wraps the keys under the key of the replica: nonce 24 | sealed 64 | tag 16.
    pub fn wrap(
        &self,
        replica: &Secret<[u8; 32]>,
        random: Random<'_>,
    ) -> Result<Vec<u8>, DeviceKeysError> {
        let mut nonce = [0; 24];
        random(&mut nonce);
        let (sign, box_key) = (self.sign.to_bytes(), self.box_key.to_bytes());
        let plain = Zeroizing::new([sign.as_slice(), box_key.as_slice()].concat());
        let key = wrapping_key(replica);
        let sealed = aead_seal(key.expose(), &nonce, PURPOSE, &plain).ok_or(DeviceKeysError)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what `wrap` made.
    pub fn unwrap(replica: &Secret<[u8; 32]>, wrapped: &[u8]) -> Result<Self, DeviceKeysError> {
        let (nonce, sealed) = wrapped.split_first_chunk::<24>().ok_or(DeviceKeysError)?;
        let plain = aead_open(wrapping_key(replica).expose(), nonce, PURPOSE, sealed)
            .map(Zeroizing::new)
            .ok_or(DeviceKeysError)?;
        let (sign, box_key) = plain.split_first_chunk::<32>().ok_or(DeviceKeysError)?;
        let box_key: &[u8; 32] = box_key.try_into().map_err(|_| DeviceKeysError)?;
        Ok(Self {
            sign: SeatKey::from_bytes(sign),
            box_key: BoxKey::from_bytes(box_key),
        })
    }
}

/// The replica's key opens the database; what wraps with it uses a key of its own.
fn wrapping_key(replica: &Secret<[u8; 32]>) -> Secret<[u8; 32]> {
    Secret::new(blake3::derive_key(
        "klassny 2026-11-22 device keys v1",
        replica.expose(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn device_keys_open_under_their_replica_only() {
        let keys = DeviceKeys::random(&mut |bytes| bytes.fill(7));
        let replica = Secret::new([1; 32]);
        let wrapped = keys.wrap(&replica, &mut |bytes| bytes.fill(9)).unwrap();
        let opened = DeviceKeys::unwrap(&replica, &wrapped).unwrap();
        assert_eq!(opened.sign.public(), keys.sign.public());
        assert_eq!(opened.box_key.public(), keys.box_key.public());
        assert!(DeviceKeys::unwrap(&Secret::new([2; 32]), &wrapped).is_err());
        for len in 0..wrapped.len() {
            assert!(DeviceKeys::unwrap(&replica, &wrapped[..len]).is_err());
        }
    }
}
