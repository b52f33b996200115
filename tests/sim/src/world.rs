//! The world of a run: workstations, the share between them, the time, the book.

use crate::act::Thief;
use crate::book::{Book, Close, Entry, FactKey, Revocation, key_of, words};
use crate::chance::{Chance, fill};
use crate::check::{Failure, Kind};
use crate::device::{Device, Disk};
use crate::school;
use crate::step::{Act, Step};
use anyhow::{Context as _, Result, bail};
use klassny_domain::change::{Change, Compartment};
use klassny_keys::{DeviceKeys, Secret};
use klassny_log::SeatKey;
use klassny_share::faulty::{Faults, Weather};
use klassny_share::folder::SegmentStore as _;
use klassny_share::mem::MemStore;
use klassny_share::name::{Name, SegmentName};
use klassny_share::plan::Moment;
use klassny_share::status::SyncReport;
use klassny_store::{Identity, OpenStore, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The largest file that is looked at.
pub const FILE_MAX: u64 = 4 * 1024 * 1024;
/// A pass that finds everything to do takes longer than half an hour of the model's time.
const HALF_HOUR_MS: i64 = 31 * 60_000;
/// Everything must have healed in so many half hours.
const ROUNDS_MAX: u32 = 300;
/// Something may move in so many half hours on end: a copy that is put again late, after days in
/// which nothing moved, is no unrest.
const BUSY_MAX: u32 = 60;

/// What came of something done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Entered,
    /// The program said no.
    Refused,
    /// It made no sense here and now.
    Idle,
}

/// Everything there is in a run.
pub struct World {
    /// The workstations.
    pub devices: Vec<Device>,
    /// The share.
    pub share: Arc<MemStore>,
    /// The true time, ms.
    pub now_ms: i64,
    /// What the simulator knows.
    pub book: Book,
    /// The school's root key.
    pub root: SeatKey,
    /// The keys of the compartments.
    pub keys: [(Compartment, [u8; 32]); 3],
    /// Every chance from here on.
    pub chance: Chance,
    /// Where replicas lie.
    pub disk: Disk,
    /// Whether devices repair the share.
    pub mends: bool,
    /// The faults of every device's way to the share.
    pub faults_of_wires: Faults,
    /// The server's backup.
    pub kept: Option<BTreeMap<Name, Vec<u8>>>,
    /// The stranger.
    pub thief: Option<Thief>,
    /// Why the program said no the last time.
    pub refusal: String,
    /// Faults injected by steps.
    pub faults: u64,
    /// In how many other orders the segments of a device are taken at the end.
    pub orders: u8,
    boots: u64,
}

impl World {
    /// An empty share, no workstation.
    pub fn new(seed: u64, disk: Disk) -> Self {
        let mut root = [0; 32];
        fill(0, 1, &mut root);
        Self {
            devices: Vec::new(),
            share: Arc::new(MemStore::new()),
            now_ms: school::START_MS,
            book: Book::default(),
            root: SeatKey::from_bytes(&root),
            keys: [
                (Compartment::Journal, [21; 32]),
                (Compartment::Personal, [22; 32]),
                (Compartment::Control, [23; 32]),
            ],
            chance: Chance::new(seed),
            disk,
            mends: true,
            faults_of_wires: Faults::default(),
            kept: None,
            thief: None,
            refusal: String::new(),
            faults: 0,
            orders: 1,
            boots: 0,
        }
    }

    /// The device with a number, whatever the number.
    pub fn device_of(&self, number: u8) -> usize {
        usize::from(number) % self.devices.len().max(1)
    }

    /// A device.
    pub fn device(&self, device: usize) -> &Device {
        &self.devices[device]
    }

    /// A device, to change it.
    pub fn device_mut(&mut self, device: usize) -> &mut Device {
        &mut self.devices[device]
    }

    /// Another start of a machine.
    pub const fn next_boot(&mut self) -> u64 {
        self.boots += 1;
        self.boots
    }

    /// Puts something in the place of a device.
    pub fn replace(
        &mut self,
        device: usize,
        change: impl FnOnce(Device, u64) -> Result<Device>,
    ) -> Result<()> {
        let boot = self.next_boot();
        let old = self.devices.remove(device);
        self.devices.insert(device, change(old, boot)?);
        Ok(())
    }

    /// Keys of a new machine.
    pub fn fresh_keys(&mut self) -> DeviceKeys {
        let (seed, mut draw) = (self.chance.next(), 0);
        DeviceKeys::random(&mut |bytes| {
            draw += 1;
            fill(seed, draw, bytes);
        })
    }

    /// An empty replica.
    pub fn new_store(&self, identity: Identity, number: usize) -> Result<Store> {
        match &self.disk {
            Disk::Memory => Ok(Store::create_in_memory(identity)?),
            Disk::Files(folder) => {
                let path = folder.join(format!("new-{number}"));
                let key = Secret::new([5; 32]);
                let open = OpenStore {
                    path: &path,
                    key: key.expose(),
                };
                Ok(Store::create(&open, identity)?)
            }
        }
    }

    /// Lets time go on.
    pub fn advance(&mut self, ms: i64) {
        self.now_ms += ms;
        for device in &self.devices {
            device.clock.true_ms.store(self.now_ms, Ordering::Relaxed);
        }
    }

    /// Makes a step.
    pub fn step(&mut self, step: Step) -> Result<Outcome> {
        let seconds = i64::try_from(self.chance.below(9))? + 3;
        self.advance(seconds * 1000);
        match step {
            Step::Pass(device) => self.pass(self.device_of(device)).map(|_| Outcome::Entered),
            Step::Wait(minutes) => {
                self.advance(i64::from(minutes) * 60_000);
                Ok(Outcome::Entered)
            }
            Step::Do(device, staff, act) => {
                self.act(self.device_of(device), staff % school::STAFF, act)
            }
            Step::SignOut(device, staff) => {
                self.sign_out(self.device_of(device), staff % school::STAFF)
            }
            Step::Device(device, mishap) => self.mishap(self.device_of(device), mishap),
            Step::Share(harm) => self.harm(harm),
            Step::Forge(forgery) => self.forge(forgery),
            Step::Check => Ok(Outcome::Idle),
        }
    }

    /// A device makes a pass over the share.
    pub fn pass(&mut self, device: usize) -> Result<SyncReport> {
        let chance = self.chance.next();
        self.look_after_keys(device)?;
        let here = &mut self.devices[device];
        let moment = Moment {
            now_ms: here.clock.wall_ms(),
            chance,
        };
        let dies_in = here.dies_in.take();
        let mortal = crate::mortal::Mortal::new(&here.station, dies_in);
        let report = here.exchange.pass(&here.wire, &mortal, moment);
        let died = mortal.is_dead();
        if died || here.wire.crashed() {
            self.faults += u64::from(died);
            self.replace(device, Device::restart)?;
        } else if let Some(error) = report.replica_errors.first() {
            let text = format!("the replica of device {device} failed in a pass: {error}");
            return Err(Failure::ends(Kind::Broken, text));
        }
        Ok(report)
    }

    /// What an administrator's program does by itself before a pass.
    fn look_after_keys(&self, device: usize) -> Result<()> {
        let here = self.device(device);
        let present = here.present.iter().filter_map(|staff| here.seat(*staff));
        for seat in present {
            here.station.look_after_keys(seat)?;
        }
        Ok(())
    }

    /// Notes what was answered as saved.
    pub fn note_entered(&mut self, device: usize, staff: u8, before: i64, _act: Act) -> Result<()> {
        let here = self.device(device);
        let entered = here.store().facts_after(before)?;
        for fact in &entered {
            let (Some(key), Some(op)) = (key_of(fact), &fact.op) else {
                bail!("a fact that was just entered cannot be read");
            };
            match &op.change {
                Change::TermClose(x) => {
                    let (held, waiting) = self.held(device)?;
                    self.book.closes.push(Close {
                        fact: key,
                        close: x.close,
                        class: x.class,
                        term: x.term,
                        held,
                        waiting,
                    });
                }
                Change::TermReopen(x) => {
                    self.book.reopened.insert(x.close);
                }
                Change::Acceptance(x) => self.book.accepted.extend(x.facts.iter().copied()),
                Change::SeatRevocation(x) => {
                    let (held, waiting) = self.held(device)?;
                    self.book.revocations.push(Revocation {
                        seat: x.seat,
                        by: fact.seat,
                        held,
                        waiting,
                    });
                }
                _ => {}
            }
            let entry = Entry {
                device,
                staff,
                what: words(&op.change),
                loss: None,
            };
            if self.book.facts.insert(key, entry).is_some() {
                bail!("two facts of one clock reading: {key:?}");
            }
        }
        Ok(())
    }

    /// The segments a device holds, and what waits there for sealing.
    pub fn held(&self, device: usize) -> Result<(BTreeSet<[u8; 32]>, BTreeSet<FactKey>)> {
        let store = self.device(device).store();
        let segments = store.every_segment()?;
        let facts = store.every_fact()?;
        let waiting = facts.iter().filter(|fact| fact.segment.is_none());
        Ok((
            segments.iter().map(|segment| segment.head.hash).collect(),
            waiting.filter_map(key_of).collect(),
        ))
    }

    /// Every file of the share.
    pub fn files(&self) -> BTreeMap<Name, Vec<u8>> {
        let names = self.share.names();
        names
            .into_iter()
            .filter_map(|name| {
                let bytes = self.share.get(&name, FILE_MAX).ok()?;
                Some((name, bytes))
            })
            .collect()
    }

    /// Lets the faults end, and everybody pass until nothing moves any more.
    pub fn settle(&mut self) -> Result<()> {
        for device in 0..self.devices.len() {
            if self.device(device).wire.crashed() {
                self.replace(device, Device::restart)?;
            }
            let here = self.device_mut(device);
            here.dies_in = None;
            here.wire.restart();
            here.wire.set_weather(Weather::Fine);
            here.wire.set_faults(Faults::default());
            here.exchange.ask_for_everything();
            self.sign_everybody_in(device)?;
        }
        let (mut quiet, mut busy) = (0, 0);
        let mut last = String::new();
        for _ in 0..ROUNDS_MAX {
            self.advance(HALF_HOUR_MS);
            let mut moved = false;
            for device in 0..self.devices.len() {
                for _ in 0..20 {
                    let report = self.pass(device)?;
                    if report.taken + report.published + report.repaired > 0 {
                        moved = true;
                        last = format!(
                            "device {device}: {} taken, {} published, {} repaired, bad {:?}",
                            report.taken, report.published, report.repaired, report.bad
                        );
                    }
                    self.advance(61_000);
                    if !report.more {
                        break;
                    }
                }
            }
            (quiet, busy) = match moved {
                true => (0, busy + 1),
                false => (quiet + 1, 0),
            };
            if quiet >= 3 && !self.is_healing()? {
                return Ok(());
            }
            if busy > BUSY_MAX {
                break;
            }
        }
        Err(Failure::ends(Kind::Unrest, last))
    }

    /// Whether a file is still damaged that somebody holds whole: its author reads what is
    /// confirmed again about once a day only. A new machine does not even know the author while
    /// the first file of an administrator is damaged; it lacks what others hold.
    fn is_healing(&self) -> Result<bool> {
        if self.mends && self.differs()? {
            return Ok(true);
        }
        for device in self.devices.iter().filter(|_| self.mends) {
            for bad in device.store().bad_files()? {
                let Some(name) = SegmentName::parse(&bad.name) else {
                    continue;
                };
                for other in &self.devices {
                    let held = (name.seat, name.seq.into(), name.hash);
                    if other.store().has_segment(held.0, held.1, held.2)? {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }

    /// Whether a device lacks a segment that another holds.
    fn differs(&self) -> Result<bool> {
        let mut first = None;
        for device in 0..self.devices.len() {
            let held = self.held(device)?.0;
            if *first.get_or_insert_with(|| held.clone()) != held {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Those whose facts wait for their keys sign in once more.
    fn sign_everybody_in(&mut self, device: usize) -> Result<()> {
        let here = self.device(device);
        let outboxes = here.store().outboxes()?;
        let waiting: Vec<u8> = here
            .slots
            .iter()
            .filter(|(_, key)| {
                let of_key = outboxes.iter().find(|outbox| outbox.seat == key.seat());
                of_key.is_some_and(|outbox| outbox.unsealed > 0)
            })
            .map(|(staff, _)| *staff)
            .collect();
        for staff in waiting {
            let signed_in = self.admit(device, staff)?;
            signed_in.then_some(()).context("a keyslot opens")?;
        }
        Ok(())
    }

    /// How many faults were injected.
    pub fn fault_count(&self) -> u64 {
        let wires = self.devices.iter().map(|device| device.wire.count());
        self.faults + wires.sum::<u64>()
    }
}
