//! The profile of this account on this machine: a folder with the replica and what opens it.
//!
//! Everything secret in it is sealed; names of people are sealed under the secret of the system,
//! so that the sign-in screen can show them before anybody has signed in.

use crate::error::{AppError, Result};
use crate::view::text::ErrorCode;
use chrono::{NaiveDate, NaiveTime};
use klassny_domain::ids::{DeviceId, SchoolId, SeatId};
use klassny_keys::{Secret, file};
use klassny_log::keys::{aead_open, aead_seal};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// The longest file of a profile that is read whole, bytes.
const FILE_MAX: u64 = 4 * 1024 * 1024;

/// What a profile says of itself; nothing of it is secret.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Settings {
    /// Under which name the secret of the system is kept.
    pub vault_name: String,
    /// The folder of the share; empty before a school is chosen.
    pub folder: String,
    /// «АРМ 7».
    pub workstation: String,
    /// Its number in the plan of entry; 0 for none.
    pub number: u16,
    /// How far the clock of this profile is from the machine's, ms; none for a real school.
    pub demo_clock_ms: Option<i64>,
    /// The school, once it was created or joined.
    pub school: Option<SchoolRef>,
}

/// Which school and device the replica is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolRef {
    /// The school, hexadecimal.
    pub school: String,
    /// The root's public key, hexadecimal.
    pub root_key: String,
    /// This device, hexadecimal.
    pub device: String,
    /// The device's own seat, hexadecimal.
    pub device_seat: String,
}

impl SchoolRef {
    /// Writes the ids down.
    pub fn of(identity: klassny_store::Identity) -> Self {
        Self {
            school: identity.school.to_string(),
            root_key: klassny_log::hex(&identity.root_key),
            device: identity.device.to_string(),
            device_seat: identity.device_seat.to_string(),
        }
    }

    /// Reads the ids back.
    ///
    /// # Errors
    /// Where the profile is damaged.
    pub fn identity(&self) -> Result<klassny_store::Identity> {
        let damaged = || AppError::new(ErrorCode::ReplicaBroken, "profile");
        Ok(klassny_store::Identity {
            school: SchoolId::parse(&self.school).ok_or_else(damaged)?,
            root_key: klassny_log::parse_hex(&self.root_key).ok_or_else(damaged)?,
            device: DeviceId::parse(&self.device).ok_or_else(damaged)?,
            device_seat: SeatId::parse(&self.device_seat).ok_or_else(damaged)?,
        })
    }
}

/// What the sign-in screen shows before the replica is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// The school's name.
    pub school: String,
    /// «г. Примерск».
    pub city: String,
    /// «2026/2027».
    pub year: String,
    /// Whom to ask about a forgotten password.
    pub helpers: Vec<String>,
    /// Everybody who may sign in here.
    pub people: Vec<DoorPerson>,
    /// Whose time it is at this machine, through the week (R34).
    #[serde(default)]
    pub plan: Vec<DoorSlot>,
    /// When the newest facts came to this machine, ms of its clock.
    #[serde(default)]
    pub as_of_ms: Option<i64>,
    /// The school's rule for who comes outside the plan (R34–R36).
    #[serde(default)]
    pub rule: DoorRule,
    /// All times of the plan at other machines, so that the door says where a person's time is.
    #[serde(default)]
    pub elsewhere: Vec<DoorTime>,
    /// Who was let in here outside the plan, from today on.
    #[serde(default)]
    pub let_in: Vec<DoorLetIn>,
    /// The replica's key, sealed to open invitations (D3).
    pub invitations: Vec<DoorInvitation>,
}

/// Somebody at the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorPerson {
    /// The person, hexadecimal.
    pub staff: String,
    /// «Соколова Ирина Викторовна».
    pub name: String,
    /// The position.
    pub about: String,
    /// The person's seats on this machine, hexadecimal, newest last.
    pub seats: Vec<String>,
    /// Whether no plan of entry binds the person.
    #[serde(default)]
    pub unbound: bool,
    /// Whether the person may let others in outside the plan.
    #[serde(default)]
    pub lets_in: bool,
}

/// The school's rule for the plan of entry, as the door asks it before anything is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorRule {
    /// `note`, `read-only` or `no-sign-in`.
    pub policy: String,
    /// Idle minutes after which the screen locks.
    pub lock_minutes: u32,
    /// The warning comes so many minutes before the end of a slot.
    pub warn_minutes: u32,
}

impl Default for DoorRule {
    fn default() -> Self {
        let entry = klassny_domain::regulation::Rules::s4().entry;
        Self {
            policy: entry.slots.word().to_owned(),
            lock_minutes: entry.lock_minutes,
            warn_minutes: entry.slot_warn_minutes,
        }
    }
}

/// Somebody's time at another machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorTime {
    /// The machine.
    pub workstation: u16,
    /// The time.
    pub slot: DoorSlot,
}

/// A time for which somebody was let in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorLetIn {
    /// The person, hexadecimal.
    pub staff: String,
    /// The day.
    pub day: NaiveDate,
    /// From.
    pub from: NaiveTime,
    /// To.
    pub until: NaiveTime,
}

/// Somebody's time at this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorSlot {
    /// Days since Monday.
    pub weekday: u32,
    /// The person, hexadecimal.
    pub staff: String,
    /// From.
    pub from: NaiveTime,
    /// To.
    pub until: NaiveTime,
}

/// An invitation that opens this replica.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorInvitation {
    /// The invitation, hexadecimal.
    pub invitation: String,
    /// The person, hexadecimal.
    pub staff: String,
    /// The replica's key sealed to it, hexadecimal.
    pub sealed: String,
    /// The instant it ends, ms.
    pub expires_ms: i64,
}

/// Whether a folder is the profile of a school. Asks only: nothing is made, nothing is locked.
///
/// # Errors
/// Where the profile is damaged or cannot be read.
pub fn holds_school(dir: &Path) -> Result<bool> {
    let Some(bytes) = read(&dir.join("profile.json"))? else {
        return Ok(false);
    };
    Ok(settings_in(&bytes)?.school.is_some())
}

fn settings_in(bytes: &[u8]) -> Result<Settings> {
    serde_json::from_slice(bytes)
        .map_err(|_| AppError::new(ErrorCode::ReplicaBroken, "profile.json"))
}

/// A profile, held by this process alone.
pub struct Profile {
    dir: PathBuf,
    /// What it says of itself.
    pub settings: Settings,
    _lock: File,
}

impl Profile {
    /// Opens a profile and locks it; a new one is made.
    ///
    /// # Errors
    /// Where another program has it open, or the disk refuses.
    pub fn open(dir: &Path, vault_name: impl FnOnce() -> String) -> Result<Self> {
        std::fs::create_dir_all(dir).map_err(|error| AppError::file("profile", &error))?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(dir.join("lock"))
            .map_err(|error| AppError::file("lock", &error))?;
        if lock.try_lock().is_err() {
            return Err(AppError::new(
                ErrorCode::NotAllowed,
                "the profile is open in another program",
            ));
        }
        let settings = match read(&dir.join("profile.json"))? {
            Some(bytes) => settings_in(&bytes)?,
            None => Settings {
                vault_name: vault_name(),
                ..Settings::default()
            },
        };
        let profile = Self {
            dir: dir.to_path_buf(),
            settings,
            _lock: lock,
        };
        profile.save()?;
        Ok(profile)
    }

    /// Writes the settings.
    ///
    /// # Errors
    /// What the disk says.
    pub fn save(&self) -> Result<()> {
        let bytes = serde_json::to_vec_pretty(&self.settings)
            .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        write(&self.dir.join("profile.json"), &bytes)
    }

    /// A file of the profile.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Reads a sealed file.
    ///
    /// # Errors
    /// Where it does not open with this secret.
    pub fn read_sealed(&self, name: &str, secret: &Secret<[u8; 32]>) -> Result<Option<Vec<u8>>> {
        let Some(bytes) = read(&self.path(name))? else {
            return Ok(None);
        };
        let damaged = || AppError::new(ErrorCode::ReplicaBroken, name.to_owned());
        let (nonce, sealed) = bytes.split_first_chunk::<24>().ok_or_else(damaged)?;
        let key = file_key(secret, name);
        aead_open(key.expose(), nonce, name.as_bytes(), sealed)
            .map(Some)
            .ok_or_else(damaged)
    }

    /// Seals a file.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write_sealed(
        &self,
        name: &str,
        secret: &Secret<[u8; 32]>,
        nonce: [u8; 24],
        plain: &[u8],
    ) -> Result<()> {
        let key = file_key(secret, name);
        let sealed = aead_seal(key.expose(), &nonce, name.as_bytes(), plain)
            .ok_or_else(|| AppError::new(ErrorCode::Internal, "seal"))?;
        write(&self.path(name), &[&nonce[..], &sealed].concat())
    }

    /// Removes a file that may not be there.
    ///
    /// # Errors
    /// What the disk says.
    pub fn remove(&self, name: &str) -> Result<()> {
        file::remove(&self.path(name))
            .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))
    }
}

fn file_key(secret: &Secret<[u8; 32]>, name: &str) -> Secret<[u8; 32]> {
    let mut hasher = blake3::Hasher::new_derive_key("klassny 2026-11-22 profile file v1");
    hasher.update(secret.expose()).update(name.as_bytes());
    Secret::new(*hasher.finalize().as_bytes())
}

fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    file::read(path, FILE_MAX).map_err(|error| AppError::file("read", &error.source))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    file::replace(path, bytes).map_err(|error| AppError::file("write", &error.source))
}
