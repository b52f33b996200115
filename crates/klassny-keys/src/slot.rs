//! One slot: a record of 192 bytes, and how its keys are sealed and opened.
//!
//! `seat 16 | salt 16 | memory KiB, passes, lanes u32 each | nonce 24 | sealed 112 | failures u32 |
//! failed at i64`, numbers little-endian; the seat is the associated data of what is sealed.

use crate::kdf::{KdfCost, is_long_enough, slot_key};
use crate::keyslots::{KeyslotError, SlotKeys};
use crate::secret::Secret;
use klassny_domain::ids::SeatId;
use klassny_log::keys::{aead_open, aead_seal};
use klassny_log::{BoxKey, Random, SeatKey};
use zeroize::Zeroizing;

/// Three keys of 32 bytes and the tag.
const SEALED: usize = 3 * 32 + 16;
/// The length of a record.
pub(crate) const LEN: usize = 16 + 16 + 3 * 4 + 24 + SEALED + 4 + 8;

/// A slot as the file keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// The seat.
    pub seat: SeatId,
    salt: [u8; 16],
    cost: KdfCost,
    nonce: [u8; 24],
    sealed: [u8; SEALED],
    /// Wrong passwords since the last right one.
    pub failures: u32,
    /// When the last of them was tried, milliseconds of UTC.
    pub failed_ms: i64,
}

impl Slot {
    /// Seals keys under a password and the secret of the system.
    pub fn seal(
        keys: &SlotKeys,
        password: &Secret<String>,
        os_secret: &Secret<[u8; 32]>,
        (cost, random): (KdfCost, Random<'_>),
    ) -> Result<Self, KeyslotError> {
        if !is_long_enough(password.expose()) {
            return Err(KeyslotError::WeakPassword);
        }
        let (mut salt, mut nonce) = ([0; 16], [0; 24]);
        random(&mut salt);
        random(&mut nonce);
        let seat = keys.sign.seat();
        let key = slot_key(password.expose(), os_secret, &salt, cost).ok_or(KeyslotError::Cost)?;
        let (sign, box_key) = (keys.sign.to_bytes(), keys.box_key.to_bytes());
        let parts = [keys.replica.expose(), &*sign, &*box_key].map(<[u8; 32]>::as_slice);
        let plain = Zeroizing::new(parts.concat());
        let sealed = aead_seal(key.expose(), &nonce, seat.as_bytes(), &plain)
            .and_then(|sealed| sealed.try_into().ok())
            .ok_or(KeyslotError::Damaged)?;
        Ok(Self {
            seat,
            salt,
            cost,
            nonce,
            sealed,
            failures: 0,
            failed_ms: 0,
        })
    }

    /// Opens the keys; the one answer to anything wrong is `Refused`.
    pub fn open(
        &self,
        password: &Secret<String>,
        os_secret: &Secret<[u8; 32]>,
    ) -> Result<SlotKeys, KeyslotError> {
        let key = slot_key(password.expose(), os_secret, &self.salt, self.cost)
            .ok_or(KeyslotError::Cost)?;
        let plain = aead_open(
            key.expose(),
            &self.nonce,
            self.seat.as_bytes(),
            &self.sealed,
        )
        .map(Zeroizing::new)
        .ok_or(KeyslotError::Refused)?;
        let mut rest = plain.as_slice();
        Ok(SlotKeys {
            replica: Secret::new(take(&mut rest)?),
            sign: SeatKey::from_bytes(Secret::new(take(&mut rest)?).expose()),
            box_key: BoxKey::from_bytes(Secret::new(take(&mut rest)?).expose()),
        })
    }

    /// Writes the record.
    pub fn put(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.seat.as_bytes());
        bytes.extend_from_slice(&self.salt);
        for number in [self.cost.memory_kib, self.cost.passes, self.cost.lanes] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&self.sealed);
        bytes.extend_from_slice(&self.failures.to_le_bytes());
        bytes.extend_from_slice(&self.failed_ms.to_le_bytes());
    }

    /// Reads a record of `LEN` bytes.
    pub fn get(mut record: &[u8]) -> Result<Self, KeyslotError> {
        let rest = &mut record;
        Ok(Self {
            seat: SeatId::from_bytes(take(rest)?),
            salt: take(rest)?,
            cost: KdfCost {
                memory_kib: u32::from_le_bytes(take(rest)?),
                passes: u32::from_le_bytes(take(rest)?),
                lanes: u32::from_le_bytes(take(rest)?),
            },
            nonce: take(rest)?,
            sealed: take(rest)?,
            failures: u32::from_le_bytes(take(rest)?),
            failed_ms: i64::from_le_bytes(take(rest)?),
        })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], KeyslotError> {
    let (head, tail) = rest.split_first_chunk::<N>().ok_or(KeyslotError::Damaged)?;
    *rest = tail;
    Ok(*head)
}
