//! A workstation: its disk, its keys, its clock and the program that runs on it.

use crate::chance::fill;
use anyhow::{Context as _, Result};
use klassny_app::undo::UndoStack;
use klassny_app::workstation::Workstation;
use klassny_app::{Clock, Env, Program};
use klassny_domain::change::EnteredAt;
use klassny_domain::ids::SeatId;
use klassny_keys::{DeviceKeys, KdfCost, MemoryVault, Secret};
use klassny_log::SeatKey;
use klassny_share::exchange::Exchange;
use klassny_share::faulty::{Faults, FaultyStore};
use klassny_share::mem::MemStore;
use klassny_store::{OpenStore, Store};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// The share as one device sees it, with the faults of its network.
pub type Wire = FaultyStore<Arc<MemStore>>;

/// The key of every replica in a run on files; a run in memory has none.
const REPLICA_KEY: [u8; 32] = [5; 32];

/// The clocks of a device.
#[derive(Debug, Default)]
pub struct SimClock {
    /// The true time, ms.
    pub true_ms: AtomicI64,
    /// How far the wall clock is off, ms.
    pub skew_ms: AtomicI64,
    boot: AtomicU64,
    monotonic: AtomicU64,
}

impl Clock for SimClock {
    /// No two readings of a device are the same.
    fn now(&self) -> EnteredAt {
        let wall_ms = self.wall_ms();
        EnteredAt {
            wall_ms,
            boot: self.boot.load(Ordering::Relaxed),
            monotonic_ms: self.monotonic.fetch_add(1, Ordering::Relaxed),
        }
    }
}

impl SimClock {
    /// What the wall clock shows, ms.
    pub fn wall_ms(&self) -> i64 {
        self.true_ms.load(Ordering::Relaxed) + self.skew_ms.load(Ordering::Relaxed)
    }
}

/// Where the replicas of a run lie.
#[derive(Clone, Debug)]
pub enum Disk {
    /// In memory.
    Memory,
    /// In encrypted files of this folder.
    Files(PathBuf),
}

/// A backup of a device's disk.
pub struct Backup {
    store: Store,
    slots: BTreeMap<u8, SeatKey>,
}

/// A workstation.
pub struct Device {
    /// What people call it.
    pub number: usize,
    /// The keys of its own seat.
    pub keys: DeviceKeys,
    /// The program; there is always one.
    pub station: Workstation,
    /// What it remembers of the share.
    pub exchange: Exchange,
    /// Its way to the share.
    pub wire: Wire,
    /// Its clocks.
    pub clock: Arc<SimClock>,
    /// Keyslots on its disk: who may sign in with a password.
    pub slots: BTreeMap<u8, SeatKey>,
    /// Who is signed in.
    pub present: Vec<u8>,
    /// What may be taken back.
    pub undo: Mutex<UndoStack>,
    /// An earlier copy of its disk.
    pub backup: Option<Backup>,
    /// After how many calls of the replica the program dies in its next pass.
    pub dies_in: Option<u32>,
    env: Env,
    disk: Disk,
    mends: bool,
    files: u32,
}

/// What a device is made of.
pub struct Making {
    /// Its number.
    pub number: usize,
    /// Its replica.
    pub store: Store,
    /// The keys of its own seat.
    pub keys: DeviceKeys,
    /// Begins its own chances.
    pub seed: u64,
    /// The true time, ms.
    pub now_ms: i64,
    /// Where its replica lies.
    pub disk: Disk,
    /// Whether it repairs the share.
    pub mends: bool,
}

impl Device {
    /// Starts the program on a disk.
    pub fn start(making: Making, share: Arc<MemStore>, boot: u64) -> Result<Self> {
        let clock = Arc::new(SimClock::default());
        clock.true_ms.store(making.now_ms, Ordering::Relaxed);
        clock.boot.store(boot, Ordering::Relaxed);
        let env = env(making.seed, &clock);
        let wire = FaultyStore::new(share, making.seed, Faults::default());
        let secret = (Secret::new(REPLICA_KEY), making.keys.clone());
        let station = Workstation::new(making.store, secret, env.clone(), 0)?;
        Ok(Self {
            number: making.number,
            keys: making.keys,
            station,
            exchange: exchange(making.mends),
            wire,
            clock,
            slots: BTreeMap::new(),
            present: Vec::new(),
            undo: Mutex::default(),
            backup: None,
            dies_in: None,
            env,
            disk: making.disk,
            mends: making.mends,
            files: 0,
        })
    }

    /// Its replica.
    pub const fn store(&self) -> &Store {
        &self.station.store
    }

    /// The seat of a person here.
    pub fn seat(&self, staff: u8) -> Option<SeatId> {
        self.slots.get(&staff).map(SeatKey::seat)
    }

    /// The program dies and is started again: what was committed is there, nobody is signed in.
    pub fn restart(self, boot: u64) -> Result<Self> {
        self.restart_on(None, boot)
    }

    /// As [`Device::restart`], on another disk where one is given.
    fn restart_on(self, disk: Option<Backup>, boot: u64) -> Result<Self> {
        let (store, slots) = match disk {
            Some(backup) => (backup.store, backup.slots),
            None => (self.station.store, self.slots),
        };
        self.clock.boot.store(boot, Ordering::Relaxed);
        self.clock.monotonic.store(0, Ordering::Relaxed);
        self.wire.restart();
        let secret = (Secret::new(REPLICA_KEY), self.keys.clone());
        Ok(Self {
            station: Workstation::new(store, secret, self.env.clone(), 0)?,
            exchange: exchange(self.mends),
            slots,
            present: Vec::new(),
            undo: Mutex::default(),
            dies_in: None,
            ..self
        })
    }

    /// Copies the disk as a backup program would.
    pub fn copy_disk(&mut self) -> Result<Backup> {
        self.files += 1;
        let name = format!(
            "device-{}-{}-{}",
            self.number,
            self.files,
            self.env_number()
        );
        let store = copy(self.store(), &self.disk, &name)?;
        Ok(Backup {
            store,
            slots: self.slots.clone(),
        })
    }

    /// Puts the earlier copy back in place of the disk; without one nothing happens.
    pub fn restore(mut self, boot: u64) -> Result<Self> {
        let Some(backup) = self.backup.take() else {
            return Ok(self);
        };
        let mut restored = self.restart_on(Some(backup), boot)?;
        // The medium of the backup is still there.
        restored.backup = Some(restored.copy_disk()?);
        Ok(restored)
    }

    /// A second machine with a copy of this disk.
    pub fn clone_disk(
        &mut self,
        (number, seed, boot): (usize, u64, u64),
        share: Arc<MemStore>,
    ) -> Result<Self> {
        let Backup { store, slots } = self.copy_disk()?;
        let making = Making {
            number,
            store,
            keys: self.keys.clone(),
            seed,
            now_ms: self.clock.true_ms.load(Ordering::Relaxed),
            disk: self.disk.clone(),
            mends: self.mends,
        };
        let clone = Self::start(making, share, boot)?;
        Ok(Self { slots, ..clone })
    }

    /// The disk of the backup, to see what it lacks.
    pub fn backup_store(&self) -> Option<&Store> {
        self.backup.as_ref().map(|backup| &backup.store)
    }

    fn env_number(&self) -> String {
        klassny_log::hex(&self.env.bytes::<4>())
    }
}

/// Copies a replica to where a run keeps its replicas.
pub fn copy(store: &Store, disk: &Disk, name: &str) -> Result<Store> {
    match disk {
        Disk::Memory => Ok(store.copy_in_memory()?),
        Disk::Files(folder) => {
            let path = folder.join(name);
            let open = OpenStore {
                path: &path,
                key: &REPLICA_KEY,
            };
            store.copy_to(&open).context("copy to a file")
        }
    }
}

fn exchange(mends: bool) -> Exchange {
    if mends {
        Exchange::new()
    } else {
        Exchange::new().never_mend()
    }
}

fn env(seed: u64, clock: &Arc<SimClock>) -> Env {
    let drawn = AtomicU64::new(0);
    Env {
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        random: Arc::new(move |bytes: &mut [u8]| {
            fill(seed, drawn.fetch_add(1, Ordering::Relaxed), bytes);
        }),
        vault: Arc::new(MemoryVault::default()),
        cost: KdfCost::TESTS_ONLY,
        sleep: Arc::new(|_| {}),
        program: Program::THIS,
    }
}
