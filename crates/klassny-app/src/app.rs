//! The program of one profile: where it stands, who is signed in, and the way into each use case.
//!
//! Everything is synchronous; the window calls from a thread of its own, and another thread calls
//! [`App::tick`] for the share.

use crate::desk::{Desk, Person};
use crate::env::Env;
use crate::error::{AppError, Result};
use crate::file_store::FileStore;
use crate::place::Opener;
use crate::profile::{Door, Profile};
use crate::sharing::Sharing;
use crate::undo::UndoStack;
use crate::view::event::AppEvent;
use crate::view::text::ErrorCode;
use crate::workstation::Workstation;
use klassny_domain::change::EnteredAt;
use klassny_keys::{DeviceKeys, Keyslots, Secret, vault};
use klassny_log::join::JoinRequest;
use klassny_store::{OpenStore, Store};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Who listens to events.
pub type Listener = Box<dyn Fn(AppEvent) + Send + Sync>;

/// A person who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) person: Person,
    pub(crate) locked: bool,
    /// When the slot ends that the person was seen to work in, local time.
    pub(crate) slot_ends: Option<chrono::NaiveDateTime>,
}

/// A request to join that waits.
pub(crate) struct Joining {
    pub(crate) device: DeviceKeys,
    pub(crate) request: JoinRequest,
    pub(crate) identity: klassny_log::Identity,
    /// The machine will only read: it takes no key of the personal cards and puts nothing.
    pub(crate) reads_only: bool,
}

/// What changes while the program runs.
#[derive(Default)]
pub(crate) struct State {
    /// The open replica; none before a school, or before anybody signed in since the start.
    pub(crate) workstation: Option<Arc<Workstation>>,
    pub(crate) session: Option<Session>,
    pub(crate) joining: Option<Joining>,
}

/// The program of one profile.
pub struct App {
    pub(crate) env: Env,
    pub(crate) profile: Mutex<Profile>,
    pub(crate) os_secret: Secret<[u8; 32]>,
    pub(crate) state: Mutex<State>,
    pub(crate) sharing: Sharing,
    pub(crate) badges: Mutex<crate::badges::Kept>,
    /// Who opens a share that is no folder.
    pub(crate) opener: Mutex<Option<Opener>>,
    undo: Mutex<UndoStack>,
    /// Whether a print is to stop; read between its sheets.
    pub(crate) cancelled: AtomicBool,
    listeners: Mutex<Vec<Listener>>,
}

impl App {
    /// Opens a profile; a new one is made in an empty folder.
    ///
    /// # Errors
    /// Where another program has it open, the keyring does not answer, or the disk refuses.
    pub fn open(env: Env, dir: &Path) -> Result<Self> {
        let name = || format!("profile-{}", klassny_log::hex(&env.bytes::<8>()));
        let profile = Profile::open(dir, name)?;
        let os_secret = vault::first(&*env.vault, &profile.settings.vault_name, &mut |bytes| {
            (env.random)(bytes);
        })
        .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        let app = Self {
            env,
            profile: Mutex::new(profile),
            os_secret,
            state: Mutex::default(),
            sharing: Sharing::default(),
            badges: Mutex::default(),
            opener: Mutex::default(),
            undo: Mutex::default(),
            cancelled: AtomicBool::new(false),
            listeners: Mutex::default(),
        };
        app.resume_joined()?;
        Ok(app)
    }

    /// Tells a listener everything that happens from now on.
    pub fn subscribe(&self, listener: Listener) {
        lock(&self.listeners).push(listener);
    }

    pub(crate) fn tell(&self, event: &AppEvent) {
        for listener in lock(&self.listeners).iter() {
            listener(event.clone());
        }
    }

    /// The clocks of the profile.
    pub fn now(&self) -> EnteredAt {
        self.env.now(self.clock_offset_ms())
    }

    pub(crate) fn clock_offset_ms(&self) -> i64 {
        lock(&self.profile)
            .settings
            .demo_clock_ms
            .unwrap_or_default()
    }

    /// Gives the profile a clock of its own, which the window shows: the demo.
    ///
    /// # Errors
    /// What the disk says.
    pub fn start_demo_clock(&self, at_ms: i64) -> Result<()> {
        let offset = at_ms.saturating_sub(self.env.clock.now().wall_ms);
        let mut profile = lock(&self.profile);
        profile.settings.demo_clock_ms = Some(offset);
        profile.save()?;
        drop(profile);
        if let Some(workstation) = self.workstation_if_open() {
            workstation.set_clock(offset);
        }
        Ok(())
    }

    /// The open replica.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedIn`] before anybody has signed in since the start.
    pub fn workstation(&self) -> Result<Arc<Workstation>> {
        self.workstation_if_open()
            .ok_or_else(|| AppError::new(ErrorCode::NotSignedIn, "replica"))
    }

    pub(crate) fn workstation_if_open(&self) -> Option<Arc<Workstation>> {
        lock(&self.state).workstation.clone()
    }

    /// Who is signed in with the screen open.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedIn`].
    pub fn person(&self) -> Result<Person> {
        match &lock(&self.state).session {
            Some(session) if !session.locked => Ok(session.person.clone()),
            Some(_) => Err(AppError::new(ErrorCode::NotSignedIn, "locked")),
            None => Err(AppError::new(ErrorCode::NotSignedIn, "")),
        }
    }

    /// Does something at the desk of the person who is signed in.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedIn`], or what the work says.
    pub fn at_desk<T>(&self, work: impl FnOnce(&Desk<'_>) -> Result<T>) -> Result<T> {
        let workstation = self.workstation()?;
        let person = self.person()?;
        workstation.seal_others(person.seat)?;
        let progress = |done, total| {
            self.tell(&AppEvent::Progress {
                job: "print".to_owned(),
                done,
                total,
            });
        };
        let store = &workstation.store;
        let desk = Desk::new(store, person, self.now(), &self.undo, &progress)?;
        work(&desk)
    }

    pub(crate) fn forget_undo(&self) {
        lock(&self.undo).clear();
    }

    pub(crate) fn keyslots(&self) -> Keyslots {
        Keyslots::at(&lock(&self.profile).path("keyslots"), self.env.cost)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        lock(&self.profile).path(name)
    }

    /// The folder or place of the share; empty before a school is chosen.
    pub fn folder(&self) -> String {
        lock(&self.profile).settings.folder.clone()
    }

    /// What the sign-in screen shows.
    pub(crate) fn door(&self) -> Result<Door> {
        let bytes = lock(&self.profile).read_sealed("door", &self.os_secret)?;
        Ok(bytes
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default())
    }

    pub(crate) fn write_door(&self, door: &Door) -> Result<()> {
        let bytes = serde_json::to_vec(door)
            .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        lock(&self.profile).write_sealed("door", &self.os_secret, self.env.bytes(), &bytes)
    }

    /// Takes a replica whose key is known into use.
    pub(crate) fn start_workstation(
        &self,
        store: Store,
        replica_key: Secret<[u8; 32]>,
        device: DeviceKeys,
    ) -> Result<Arc<Workstation>> {
        let keys = (replica_key, device);
        let offset = self.clock_offset_ms();
        let store = store.read_as(self.env.program.reader)?;
        let workstation = Workstation::new(store, keys, self.env.clone(), offset)?;
        let workstation = Arc::new(workstation.with_files(FileStore::at(self.path("files"))));
        lock(&self.state).workstation = Some(Arc::clone(&workstation));
        Ok(workstation)
    }

    /// Opens the replica with its key, unless it is open already.
    pub(crate) fn open_replica(&self, replica_key: &Secret<[u8; 32]>) -> Result<Arc<Workstation>> {
        if let Some(workstation) = self.workstation_if_open() {
            return Ok(workstation);
        }
        let path = self.path("replica.db");
        let store = Store::open(&OpenStore {
            path: &path,
            key: replica_key.expose(),
        })?;
        let wrapped = std::fs::read(self.path("device"))
            .map_err(|_| AppError::new(ErrorCode::ReplicaBroken, "device"))?;
        let device = DeviceKeys::unwrap(replica_key, &wrapped)
            .map_err(|_| AppError::new(ErrorCode::ReplicaBroken, "device"))?;
        self.start_workstation(store, replica_key.clone(), device)
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
