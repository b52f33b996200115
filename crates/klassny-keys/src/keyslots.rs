//! The keyslots of a machine: for each seat, its keys under its person's password (D3).
//!
//! One local file, `"JSK1" | slots | BLAKE3`, replaced whole. A wrong password, a wrong system and a
//! seat that is not there give one and the same answer. Nothing of the file ever goes to the share.

use crate::file::{self, FileError};
use crate::kdf::KdfCost;
use crate::secret::Secret;
use crate::slot::{self, Slot};
use klassny_domain::ids::SeatId;
use klassny_log::{BoxKey, Random, SeatKey, kill_point};
use std::path::{Path, PathBuf};

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
        Ok(self.load()?.iter().map(|slot| slot.seat).collect())
    }

    /// Makes a slot for the seat of the signing key under a first password.
    pub fn create(
        &self,
        keys: &SlotKeys,
        password: &Secret<String>,
        os_secret: &Secret<[u8; 32]>,
        random: Random<'_>,
    ) -> Result<(), KeyslotError> {
        let mut slots = self.load()?;
        if find(&mut slots, keys.sign.seat()).is_ok() {
            return Err(KeyslotError::Exists);
        }
        slots.push(Slot::seal(keys, password, os_secret, (self.cost, random))?);
        kill_point("slot.sealed");
        self.save(&slots)?;
        kill_point("slot.made");
        Ok(())
    }

    /// Opens a slot. The attempt counts as failed before it is tried, so that ending the program
    /// in between gains nothing. On a full disk nothing can be counted, and a person must come in
    /// all the same: the attempt then costs only its derivation of a key.
    pub fn open(&self, attempt: &Attempt<'_>) -> Result<SlotKeys, KeyslotError> {
        let mut slots = self.load()?;
        let slot = find(&mut slots, attempt.seat)?;
        let wait = wait_ms(slot, attempt.now_ms);
        if wait > 0 {
            return Err(KeyslotError::Wait(wait));
        }
        slot.failures = slot.failures.saturating_add(1);
        slot.failed_ms = attempt.now_ms;
        let tried = slot.clone();
        self.count(&slots)?;
        kill_point("slot.counted");
        let keys = tried.open(attempt.password, attempt.os_secret)?;
        find(&mut slots, attempt.seat)?.failures = 0;
        kill_point("slot.opened");
        self.count(&slots)?;
        Ok(keys)
    }

    /// Keeps what was counted, unless there is no room for it.
    fn count(&self, slots: &[Slot]) -> Result<(), KeyslotError> {
        match self.save(slots) {
            Err(KeyslotError::File(error)) if error.is_full() => Ok(()),
            kept => kept,
        }
    }

    /// The milliseconds to wait before the next attempt at a seat.
    pub fn wait_ms(&self, seat: SeatId, now_ms: i64) -> Result<u64, KeyslotError> {
        let slots = self.load()?;
        let slot = slots.iter().find(|slot| slot.seat == seat);
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
        let slot = Slot::seal(&keys, new, attempt.os_secret, (self.cost, random))?;
        let mut slots = self.load()?;
        *find(&mut slots, attempt.seat)? = slot;
        self.save(&slots)
    }

    /// Removes the slot of a seat; its keys are gone from this machine.
    pub fn remove(&self, seat: SeatId) -> Result<(), KeyslotError> {
        let mut slots = self.load()?;
        slots.retain(|slot| slot.seat != seat);
        self.save(&slots)
    }

    fn load(&self) -> Result<Vec<Slot>, KeyslotError> {
        let Some(bytes) = file::read(&self.path, FILE_MAX)? else {
            return Ok(Vec::new());
        };
        let (body, hash) = bytes
            .split_last_chunk::<HASH>()
            .ok_or(KeyslotError::Damaged)?;
        let records = body.strip_prefix(MAGIC).ok_or(KeyslotError::Damaged)?;
        if blake3::hash(body).as_bytes() != hash {
            return Err(KeyslotError::Damaged);
        }
        records.chunks(slot::LEN).map(Slot::get).collect()
    }

    fn save(&self, slots: &[Slot]) -> Result<(), KeyslotError> {
        let mut bytes = MAGIC.to_vec();
        slots.iter().for_each(|slot| slot.put(&mut bytes));
        let hash = blake3::hash(&bytes);
        bytes.extend_from_slice(hash.as_bytes());
        Ok(file::replace(&self.path, &bytes)?)
    }
}

fn find(slots: &mut [Slot], seat: SeatId) -> Result<&mut Slot, KeyslotError> {
    slots
        .iter_mut()
        .find(|slot| slot.seat == seat)
        .ok_or(KeyslotError::Refused)
}

/// A clock that was set back makes nobody wait longer than the delay itself.
fn wait_ms(slot: &Slot, now_ms: i64) -> u64 {
    let delay = delay_ms(slot.failures);
    let passed = u64::try_from(now_ms.saturating_sub(slot.failed_ms)).unwrap_or(0);
    delay.saturating_sub(passed)
}
