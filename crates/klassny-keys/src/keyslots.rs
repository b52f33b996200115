//! The keyslots of a machine: for each seat, its keys under its person's password (D3).
//!
//! One local file, `"JSK1" | slots | BLAKE3`, replaced whole. A wrong password, a wrong system and a
//! seat that is not there give one and the same answer. Nothing of the file ever goes to the share.

use crate::file::{self, FileError};
use crate::kdf::{KdfCost, is_long_enough, slot_key};
use crate::secret::Secret;
use klassny_domain::ids::SeatId;
use klassny_log::keys::{aead_open, aead_seal};
use klassny_log::{BoxKey, Random, SeatKey};
use prost::Message;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The longest file of keyslots: a thousand seats and more.
const FILE_MAX: u64 = 1024 * 1024;
const MAGIC: &[u8] = b"JSK1";
const HASH: usize = 32;

/// What a slot keeps: the key of the replica, and the two keys of the seat.
#[derive(Clone, Debug)]
pub struct SlotKeys {
    /// The key of the replica's database; the same in every slot of the machine.
    pub replica: Secret<[u8; 32]>,
    /// The seat's signing key.
    pub sign: SeatKey,
    /// The seat's box key.
    pub box_key: BoxKey,
}

/// Someone at the keyboard who says to be the person of a seat.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The seat.
    pub seat: SeatId,
    /// The password as typed.
    pub password: &'a Secret<String>,
    /// The secret of the system, from the vault.
    pub os_secret: &'a Secret<[u8; 32]>,
    /// The clock, milliseconds of UTC.
    pub now_ms: i64,
}

/// Why a slot does not open or cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum KeyslotError {
    /// The password is wrong, or the seat or the system is another: which, is not told.
    #[error("the seat does not open with this password")]
    Refused,
    /// Too many wrong passwords: wait.
    #[error("wait {0} ms before the next attempt")]
    Wait(u64),
    /// The new password is too short (P11).
    #[error("a password has ten characters or three words")]
    WeakPassword,
    /// The seat has a slot already.
    #[error("the seat has a slot already")]
    Exists,
    /// The cost of the key derivation is not one that Argon2 takes.
    #[error("the cost of the key derivation is out of bounds")]
    Cost,
    /// The file is damaged; keys come back through a new invitation (D3).
    #[error("the file of keyslots is damaged")]
    Damaged,
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}

#[derive(Clone, PartialEq, Message)]
struct SlotsFile {
    #[prost(message, repeated, tag = 1)]
    slots: Vec<Slot>,
}

#[derive(Clone, PartialEq, Message)]
struct Slot {
    #[prost(bytes = "vec", tag = 1)]
    seat: Vec<u8>,
    #[prost(bytes = "vec", tag = 2)]
    salt: Vec<u8>,
    #[prost(uint32, tag = 3)]
    memory_kib: u32,
    #[prost(uint32, tag = 4)]
    passes: u32,
    #[prost(uint32, tag = 5)]
    lanes: u32,
    #[prost(bytes = "vec", tag = 6)]
    nonce: Vec<u8>,
    #[prost(bytes = "vec", tag = 7)]
    sealed: Vec<u8>,
    /// Wrong passwords since the last right one.
    #[prost(uint32, tag = 8)]
    failures: u32,
    #[prost(sint64, tag = 9)]
    failed_ms: i64,
}

/// The milliseconds to wait after so many wrong passwords: none for three, then doubling from two
/// seconds to five minutes.
pub const fn delay_ms(failures: u32) -> u64 {
    const LONGEST: u64 = 5 * 60 * 1000;
    match failures {
        0..=3 => 0,
        4..=11 => {
            let delay = 1000 << (failures - 3);
            if delay < LONGEST { delay } else { LONGEST }
        }
        _ => LONGEST,
    }
}

/// The keyslots in a file.
#[derive(Clone, Debug)]
pub struct Keyslots {
    path: PathBuf,
    cost: KdfCost,
}

impl Keyslots {
    /// The keyslots in this file, which need not be there yet; new slots are made at this cost.
    pub fn at(path: &Path, cost: KdfCost) -> Self {
        let path = path.to_path_buf();
        Self { path, cost }
    }

    /// The seats that have a slot, in the order they were made.
    pub fn seats(&self) -> Result<Vec<SeatId>, KeyslotError> {
        self.load()?.slots.iter().map(seat_of).collect()
    }

    /// Makes a slot for the seat of the signing key under a first password.
    pub fn create(
        &self,
        keys: &SlotKeys,
        password: &Secret<String>,
        os_secret: &Secret<[u8; 32]>,
        random: Random<'_>,
    ) -> Result<(), KeyslotError> {
        let mut file = self.load()?;
        if find(&file, keys.sign.seat()).is_some() {
            return Err(KeyslotError::Exists);
        }
        file.slots
            .push(sealed_slot(keys, password, os_secret, (self.cost, random))?);
        self.save(&file)
    }

    /// Opens a slot. The attempt counts as failed before it is tried, so that ending the program
    /// in between gains nothing.
    pub fn open(&self, attempt: &Attempt<'_>) -> Result<SlotKeys, KeyslotError> {
        let mut file = self.load()?;
        let at = find(&file, attempt.seat).ok_or(KeyslotError::Refused)?;
        let slot = file.slots.get_mut(at).ok_or(KeyslotError::Refused)?;
        let wait = wait_ms(slot, attempt.now_ms);
        if wait > 0 {
            return Err(KeyslotError::Wait(wait));
        }
        let before = (slot.failures, slot.failed_ms);
        slot.failures = slot.failures.saturating_add(1);
        slot.failed_ms = attempt.now_ms;
        let tried = slot.clone();
        self.save(&file)?;
        let keys = open_slot(&tried, attempt)?;
        if let Some(slot) = file.slots.get_mut(at) {
            (slot.failures, slot.failed_ms) = (0, before.1);
        }
        self.save(&file)?;
        Ok(keys)
    }

    /// The milliseconds to wait before the next attempt at a seat.
    pub fn wait_ms(&self, seat: SeatId, now_ms: i64) -> Result<u64, KeyslotError> {
        let file = self.load()?;
        let slot = find(&file, seat).and_then(|at| file.slots.get(at));
        Ok(slot.map_or(0, |slot| wait_ms(slot, now_ms)))
    }

    /// Gives a slot a new password; the old one must open it.
    pub fn change_password(
        &self,
        attempt: &Attempt<'_>,
        new: &Secret<String>,
        random: Random<'_>,
    ) -> Result<(), KeyslotError> {
        let keys = self.open(attempt)?;
        let slot = sealed_slot(&keys, new, attempt.os_secret, (self.cost, random))?;
        let mut file = self.load()?;
        let at = find(&file, attempt.seat).ok_or(KeyslotError::Refused)?;
        *file.slots.get_mut(at).ok_or(KeyslotError::Refused)? = slot;
        self.save(&file)
    }

    /// Removes the slot of a seat; its keys are gone from this machine.
    pub fn remove(&self, seat: SeatId) -> Result<(), KeyslotError> {
        let mut file = self.load()?;
        file.slots.retain(|slot| slot.seat != seat.as_bytes());
        self.save(&file)
    }

    fn load(&self) -> Result<SlotsFile, KeyslotError> {
        let Some(bytes) = file::read(&self.path, FILE_MAX)? else {
            return Ok(SlotsFile::default());
        };
        let (body, hash) = bytes
            .split_last_chunk::<HASH>()
            .ok_or(KeyslotError::Damaged)?;
        let slots = body.strip_prefix(MAGIC).ok_or(KeyslotError::Damaged)?;
        if blake3::hash(body).as_bytes() != hash {
            return Err(KeyslotError::Damaged);
        }
        SlotsFile::decode(slots).map_err(|_| KeyslotError::Damaged)
    }

    fn save(&self, file: &SlotsFile) -> Result<(), KeyslotError> {
        let mut bytes = [MAGIC, &file.encode_to_vec()].concat();
        let hash = blake3::hash(&bytes);
        bytes.extend_from_slice(hash.as_bytes());
        Ok(file::replace(&self.path, &bytes)?)
    }
}

fn find(file: &SlotsFile, seat: SeatId) -> Option<usize> {
    file.slots
        .iter()
        .position(|slot| slot.seat == seat.as_bytes())
}

fn seat_of(slot: &Slot) -> Result<SeatId, KeyslotError> {
    let bytes = slot
        .seat
        .as_slice()
        .try_into()
        .map_err(|_| KeyslotError::Damaged)?;
    Ok(SeatId::from_bytes(bytes))
}

/// A clock that was set back makes nobody wait longer than the delay itself.
fn wait_ms(slot: &Slot, now_ms: i64) -> u64 {
    let delay = delay_ms(slot.failures);
    let passed = u64::try_from(now_ms.saturating_sub(slot.failed_ms)).unwrap_or(0);
    delay.saturating_sub(passed)
}

fn sealed_slot(
    keys: &SlotKeys,
    password: &Secret<String>,
    os_secret: &Secret<[u8; 32]>,
    (cost, random): (KdfCost, Random<'_>),
) -> Result<Slot, KeyslotError> {
    if !is_long_enough(password.expose()) {
        return Err(KeyslotError::WeakPassword);
    }
    let (mut salt, mut nonce) = ([0; 16], [0; 24]);
    random(&mut salt);
    random(&mut nonce);
    let seat = keys.sign.seat();
    let key = slot_key(password.expose(), os_secret, &salt, cost).ok_or(KeyslotError::Cost)?;
    let (sign, box_key) = (keys.sign.to_bytes(), keys.box_key.to_bytes());
    let plain = [
        keys.replica.expose().as_slice(),
        sign.as_slice(),
        box_key.as_slice(),
    ]
    .concat();
    let plain = Zeroizing::new(plain);
    let sealed = aead_seal(key.expose(), &nonce, seat.as_bytes(), &plain);
    Ok(Slot {
        seat: seat.as_bytes().to_vec(),
        salt: salt.to_vec(),
        memory_kib: cost.memory_kib,
        passes: cost.passes,
        lanes: cost.lanes,
        nonce: nonce.to_vec(),
        sealed: sealed.ok_or(KeyslotError::Damaged)?,
        failures: 0,
        failed_ms: 0,
    })
}

fn open_slot(slot: &Slot, attempt: &Attempt<'_>) -> Result<SlotKeys, KeyslotError> {
    let damaged = |_| KeyslotError::Damaged;
    let salt: [u8; 16] = slot.salt.as_slice().try_into().map_err(damaged)?;
    let nonce: [u8; 24] = slot.nonce.as_slice().try_into().map_err(damaged)?;
    let cost = KdfCost {
        memory_kib: slot.memory_kib,
        passes: slot.passes,
        lanes: slot.lanes,
    };
    let password = attempt.password.expose();
    let key = slot_key(password, attempt.os_secret, &salt, cost).ok_or(KeyslotError::Damaged)?;
    let plain = aead_open(key.expose(), &nonce, attempt.seat.as_bytes(), &slot.sealed)
        .map(Zeroizing::new)
        .ok_or(KeyslotError::Refused)?;
    let mut parts = plain
        .chunks_exact(32)
        .filter_map(|part| <[u8; 32]>::try_from(part).ok());
    let (Some(replica), Some(sign), Some(box_key), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(KeyslotError::Damaged);
    };
    Ok(SlotKeys {
        replica: Secret::new(replica),
        sign: SeatKey::from_bytes(Secret::new(sign).expose()),
        box_key: BoxKey::from_bytes(Secret::new(box_key).expose()),
    })
}
