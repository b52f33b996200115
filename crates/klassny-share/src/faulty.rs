//! A store that fails as shares do, by a seed.
//!
//! Owns the faults of the simulations: read errors, short and zeroed reads, puts that fail before
//! or after they are done, files silently filled with zeros, stale listings, a share that is away,
//! full or read-only, lost beacons, and a crash before or after any change. The same seed gives
//! the same faults.

use crate::error::{Error, Operation};
use crate::folder::{Listing, Put, SegmentStore, Stat};
use crate::name::{BeaconName, Name};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How often each fault happens, in thousandths of the calls it can hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// A read fails.
    pub read_error: u16,
    /// A read ends early.
    pub read_short: u16,
    /// A read gives zeros for its second half.
    pub read_zeros: u16,
    /// A put fails and nothing is there.
    pub put_error_undone: u16,
    /// A put fails although the file is there.
    pub put_error_done: u16,
    /// A put succeeds and the file holds zeros.
    pub put_zeros: u16,
    /// A listing shows what was there at an earlier listing.
    pub stale_listing: u16,
    /// A beacon is not set although the call succeeds.
    pub beacon_loss: u16,
}

/// How the share stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weather {
    /// It answers.
    #[default]
    Fine,
    /// The server is away.
    Offline,
    /// It can be read and is full.
    Full,
    /// It can be read only.
    ReadOnly,
    /// An empty folder stands in its place, as when it is not mounted; what is put there is lost.
    Elsewhere,
}

/// A store with faults.
pub struct FaultyStore<S> {
    inner: S,
    state: Mutex<State>,
}

struct State {
    faults: Faults,
    weather: Weather,
    random: u64,
    listings: BTreeMap<Name, Listing>,
    crash_in: Option<u32>,
    crashed: bool,
    count: u64,
}

impl State {
    fn next(&mut self) -> u64 {
        // splitmix64
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn hits(&mut self, thousandths: u16) -> bool {
        let hit = self.next() % 1000 < u64::from(thousandths);
        self.count += u64::from(hit);
        hit
    }

    /// Counts down to the crash at each point where a program may die.
    fn crash_point(&mut self, operation: Operation, name: &Name) -> Result<(), Error> {
        match &mut self.crash_in {
            Some(0) => self.crashed = true,
            Some(left) => *left -= 1,
            None => {}
        }
        self.alive(operation, name)
    }

    fn alive(&self, operation: Operation, name: &Name) -> Result<(), Error> {
        if self.crashed {
            return Err(refused(operation, name, io::ErrorKind::Other));
        }
        Ok(())
    }

    fn reachable(&self, operation: Operation, name: &Name) -> Result<(), Error> {
        self.alive(operation, name)?;
        match self.weather {
            Weather::Offline => Err(refused(operation, name, io::ErrorKind::HostUnreachable)),
            Weather::Fine | Weather::Full | Weather::ReadOnly | Weather::Elsewhere => Ok(()),
        }
    }

    fn writable(&self, operation: Operation, name: &Name) -> Result<(), Error> {
        self.reachable(operation, name)?;
        match self.weather {
            Weather::Full => Err(refused(operation, name, io::ErrorKind::StorageFull)),
            Weather::ReadOnly => Err(refused(operation, name, io::ErrorKind::ReadOnlyFilesystem)),
            Weather::Fine | Weather::Offline | Weather::Elsewhere => Ok(()),
        }
    }

    fn is_elsewhere(&self) -> bool {
        self.weather == Weather::Elsewhere
    }
}

impl<S: SegmentStore> FaultyStore<S> {
    /// Wraps a store; the seed decides every fault to come.
    pub fn new(inner: S, seed: u64, faults: Faults) -> Self {
        let state = State {
            faults,
            weather: Weather::Fine,
            random: seed,
            listings: BTreeMap::new(),
            crash_in: None,
            crashed: false,
            count: 0,
        };
        Self {
            inner,
            state: Mutex::new(state),
        }
    }

    /// The store below.
    pub fn inner(&self) -> &S {
        &self.inner
    }

    /// Changes how the share stands.
    pub fn set_weather(&self, weather: Weather) {
        self.state().weather = weather;
    }

    /// Changes how often faults happen.
    pub fn set_faults(&self, faults: Faults) {
        self.state().faults = faults;
    }

    /// Kills the program at the n-th point from now, n from 0: each change of the share has one
    /// point before it and one after it.
    pub fn crash_in(&self, points: u32) {
        self.state().crash_in = Some(points);
    }

    /// Tells whether the program was killed.
    pub fn crashed(&self) -> bool {
        self.state().crashed
    }

    /// Starts the program again.
    pub fn restart(&self) {
        let mut state = self.state();
        state.crashed = false;
        state.crash_in = None;
    }

    /// How many faults were injected.
    pub fn count(&self) -> u64 {
        self.state().count
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn before_change(&self, operation: Operation, name: &Name) -> Result<(), Error> {
        let mut state = self.state();
        state.crash_point(operation, name)?;
        state.writable(operation, name)
    }

    fn after_change(&self, operation: Operation, name: &Name) -> Result<(), Error> {
        self.state().crash_point(operation, name)
    }
}

fn refused(operation: Operation, name: &Name, kind: io::ErrorKind) -> Error {
    Error::io(operation, Path::new(name.as_str()), kind.into())
}

fn zero_half(bytes: &mut [u8]) {
    let half = bytes.len() / 2;
    bytes.iter_mut().skip(half).for_each(|byte| *byte = 0);
}

impl<S: SegmentStore> SegmentStore for FaultyStore<S> {
    fn put_new(&self, name: &Name, bytes: &[u8]) -> Result<Put, Error> {
        self.before_change(Operation::Create, name)?;
        if self.state().is_elsewhere() {
            return Ok(Put::New);
        }
        let (undone, done, zeros) = {
            let mut state = self.state();
            let faults = state.faults;
            (
                state.hits(faults.put_error_undone),
                state.hits(faults.put_error_done),
                state.hits(faults.put_zeros),
            )
        };
        let lost = || refused(Operation::Write, name, io::ErrorKind::ConnectionReset);
        if undone {
            return Err(lost());
        }
        let mut written = bytes.to_vec();
        if zeros {
            zero_half(&mut written);
        }
        let put = self.inner.put_new(name, &written)?;
        self.after_change(Operation::Rename, name)?;
        if done { Err(lost()) } else { Ok(put) }
    }

    fn get(&self, name: &Name, limit: u64) -> Result<Vec<u8>, Error> {
        let (error, short, zeros) = {
            let mut state = self.state();
            state.reachable(Operation::Read, name)?;
            let faults = state.faults;
            (
                state.hits(faults.read_error),
                state.hits(faults.read_short),
                state.hits(faults.read_zeros),
            )
        };
        if error {
            return Err(refused(Operation::Read, name, io::ErrorKind::TimedOut));
        }
        if self.state().is_elsewhere() {
            return Err(refused(Operation::Read, name, io::ErrorKind::NotFound));
        }
        let mut bytes = self.inner.get(name, limit)?;
        if short {
            bytes.truncate(bytes.len() / 2);
        }
        if zeros {
            zero_half(&mut bytes);
        }
        Ok(bytes)
    }

    fn list(&self, folder: &Name) -> Result<Listing, Error> {
        let mut state = self.state();
        state.reachable(Operation::List, folder)?;
        if state.is_elsewhere() {
            return Ok(Listing::default());
        }
        let faults = state.faults;
        if state.hits(faults.stale_listing) {
            return Ok(state.listings.get(folder).cloned().unwrap_or_default());
        }
        let listing = self.inner.list(folder)?;
        state.listings.insert(folder.clone(), listing.clone());
        Ok(listing)
    }

    fn stat(&self, name: &Name) -> Result<Stat, Error> {
        let state = self.state();
        state.reachable(Operation::Stat, name)?;
        if state.is_elsewhere() {
            return Err(refused(Operation::Stat, name, io::ErrorKind::NotFound));
        }
        drop(state);
        self.inner.stat(name)
    }

    fn remove_own(&self, name: &Name) -> Result<(), Error> {
        self.before_change(Operation::Remove, name)?;
        if self.state().is_elsewhere() {
            return Ok(());
        }
        self.inner.remove_own(name)?;
        self.after_change(Operation::Remove, name)
    }

    fn set_beacon(&self, head: &BeaconName) -> Result<(), Error> {
        let name = Name::from(*head);
        self.before_change(Operation::Rename, &name)?;
        let lost = {
            let mut state = self.state();
            let faults = state.faults;
            state.hits(faults.beacon_loss) || state.is_elsewhere()
        };
        if lost {
            return Ok(());
        }
        self.inner.set_beacon(head)?;
        self.after_change(Operation::Rename, &name)
    }

    fn place(&self) -> PathBuf {
        self.inner.place()
    }
}
