//! A thread of its own for a store that may not answer for minutes.
//!
//! Owns the watchdog: a dead server was seen to block one call for 310 seconds. Every call waits
//! for at most its patience; the thread goes on waiting, and until it is free every further call
//! fails at once and says since when. Nothing here retries or decides.

use crate::error::{Error, Operation};
use crate::folder::{Listing, Put, SegmentStore, Stat};
use crate::name::{BeaconName, Folder, Name};
use crate::status::ShareState;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long a call may be out before the window says so, milliseconds.
pub const WORRY_MS: i64 = 5_000;
/// How long a caller waits for one call.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What a call of the usual patience moves, bytes; what it moves beyond comes at so many a second
/// over the slowest line of a school, and is waited for so many seconds at most.
const USUAL: u64 = 1024 * 1024;
const SLOWEST: u64 = 128 * 1024;
const LONGEST_S: u64 = 80;

/// Tells the wall clock, milliseconds of UTC since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The call that is out now: the window asks for it at any time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Out {
    /// What is being done.
    pub operation: Operation,
    /// Which file or folder.
    pub path: PathBuf,
    /// Since when, milliseconds of UTC since 1970.
    pub since_ms: i64,
}

type Job<S> = Box<dyn FnOnce(&S) + Send>;

/// A store behind a thread of its own.
pub struct Sharer<S> {
    jobs: Sender<Job<S>>,
    watch: Watch,
    place: PathBuf,
    clock: Clock,
    patience: Duration,
}

/// The watchdog's window onto the thread; it can be cloned and asked from anywhere.
#[derive(Clone, Default)]
pub struct Watch(Arc<Mutex<Option<Out>>>);

impl Watch {
    /// The call that is out now, if one is.
    pub fn out(&self) -> Option<Out> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// «Сервер не отвечает с …»: the state to show while a call is out for too long; `None` while
    /// there is nothing to worry about.
    pub fn state(&self, now_ms: i64) -> Option<ShareState> {
        let since_ms = self.out()?.since_ms;
        let waited_ms = now_ms.saturating_sub(since_ms);
        (waited_ms > WORRY_MS).then_some(ShareState::NotAnswering { since_ms })
    }

    fn set(&self, out: Option<Out>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = out;
    }
}

impl<S: SegmentStore + 'static> Sharer<S> {
    /// Starts the thread. It ends when the handle is dropped and its last call has come back;
    /// nobody waits for that.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(store: S, patience: Duration, clock: Clock) -> std::io::Result<Self> {
        let (jobs, inbox): (Sender<Job<S>>, Receiver<Job<S>>) = channel();
        let watch = Watch::default();
        let place = store.place();
        thread::Builder::new()
            .name("share".to_owned())
            .spawn(move || {
                for job in inbox {
                    job(&store);
                }
            })?;
        Ok(Self {
            jobs,
            watch,
            place,
            clock,
            patience,
        })
    }

    /// The watchdog's window.
    pub fn watch(&self) -> Watch {
        self.watch.clone()
    }

    /// Has the thread do a longer piece of work, for example the setup check, with the patience of
    /// one call.
    ///
    /// # Errors
    /// [`Error::NotAnswering`] while another call is out or when patience ends.
    pub fn ask<T: Send + 'static>(
        &self,
        operation: Operation,
        work: impl FnOnce(&S) -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.call(operation, &Name::identity(), |store| Ok(work(store)))
    }

    fn call<T: Send + 'static>(
        &self,
        operation: Operation,
        name: &Name,
        work: impl FnOnce(&S) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.call_of((operation, 0), name, work)
    }

    /// A call that moves so many bytes at most: a large file is waited for longer.
    fn call_of<T: Send + 'static>(
        &self,
        (operation, bytes): (Operation, u64),
        name: &Name,
        work: impl FnOnce(&S) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        if let Some(out) = self.watch.out() {
            return Err(not_answering(out));
        }
        let out = Out {
            operation,
            path: self.place.join(name.as_str()),
            since_ms: (self.clock)(),
        };
        let (answer, answered) = channel();
        let watch = self.watch.clone();
        watch.set(Some(out.clone()));
        let sent = self.jobs.send(Box::new(move |store| {
            let done = work(store);
            watch.set(None);
            // The caller may have lost patience: then nobody listens.
            let _ = answer.send(done);
        }));
        if sent.is_err() {
            return Err(not_answering(out));
        }
        let more_s = (bytes.saturating_sub(USUAL) / SLOWEST).min(LONGEST_S);
        match answered.recv_timeout(self.patience + Duration::from_secs(more_s)) {
            Ok(done) => done,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                Err(not_answering(out))
            }
        }
    }
}

fn not_answering(out: Out) -> Error {
    Error::NotAnswering {
        operation: out.operation,
        path: out.path,
        since_ms: out.since_ms,
    }
}

impl<S: SegmentStore + 'static> SegmentStore for Sharer<S> {
    fn put_new(&self, name: &Name, bytes: &[u8]) -> Result<Put, Error> {
        let (own, bytes) = (name.clone(), bytes.to_vec());
        let len = bytes.len() as u64;
        self.call_of((Operation::Write, len), name, move |store| {
            store.put_new(&own, &bytes)
        })
    }

    fn get(&self, name: &Name, limit: u64) -> Result<Vec<u8>, Error> {
        let own = name.clone();
        self.call_of((Operation::Read, limit), name, move |store| {
            store.get(&own, limit)
        })
    }

    fn list(&self, folder: &Name) -> Result<Listing, Error> {
        let own = folder.clone();
        self.call(Operation::List, folder, move |store| store.list(&own))
    }

    fn stat(&self, name: &Name) -> Result<Stat, Error> {
        let own = name.clone();
        self.call(Operation::Stat, name, move |store| store.stat(&own))
    }

    fn remove_own(&self, name: &Name) -> Result<(), Error> {
        let own = name.clone();
        self.call(Operation::Remove, name, move |store| store.remove_own(&own))
    }

    fn set_beacon(&self, head: &BeaconName) -> Result<(), Error> {
        let own = *head;
        let folder = Name::top(Folder::Beacon);
        self.call(Operation::Rename, &folder, move |store| {
            store.set_beacon(&own)
        })
    }

    fn place(&self) -> PathBuf {
        self.place.clone()
    }

    fn clock_ms(&self) -> Option<i64> {
        let folder = Name::top(Folder::Temporary);
        let told = self.call(Operation::Stat, &folder, |store| Ok(store.clock_ms()));
        told.ok().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Class;
    use crate::mem::MemStore;
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicI64, Ordering};

    /// A server that answers a listing only when the test lets it.
    struct Frozen {
        inner: MemStore,
        thaw: Arc<Barrier>,
    }

    impl SegmentStore for Frozen {
        fn put_new(&self, name: &Name, bytes: &[u8]) -> Result<Put, Error> {
            self.inner.put_new(name, bytes)
        }
        fn get(&self, name: &Name, limit: u64) -> Result<Vec<u8>, Error> {
            self.inner.get(name, limit)
        }
        fn list(&self, folder: &Name) -> Result<Listing, Error> {
            self.thaw.wait();
            self.inner.list(folder)
        }
        fn stat(&self, name: &Name) -> Result<Stat, Error> {
            self.inner.stat(name)
        }
        fn remove_own(&self, name: &Name) -> Result<(), Error> {
            self.inner.remove_own(name)
        }
        fn set_beacon(&self, head: &BeaconName) -> Result<(), Error> {
            self.inner.set_beacon(head)
        }
        fn place(&self) -> PathBuf {
            PathBuf::from("frozen")
        }
    }

    #[test]
    fn a_frozen_server_holds_nobody_and_the_watch_says_since_when() {
        let thaw = Arc::new(Barrier::new(2));
        let store = Frozen {
            inner: MemStore::new(),
            thaw: Arc::clone(&thaw),
        };
        let now = Arc::new(AtomicI64::new(1000));
        let told = Arc::clone(&now);
        let clock: Clock = Arc::new(move || told.load(Ordering::Relaxed));
        let sharer = Sharer::start(store, Duration::ZERO, clock).expect("a thread");
        let watch = sharer.watch();

        let name = Name::parse("tmp/a").expect("a name");
        let folder = Name::top(Folder::Segment);
        let frozen = sharer.list(&folder).expect_err("no answer yet");
        assert_eq!(frozen.class(), Class::Offline);

        now.store(60_000, Ordering::Relaxed);
        let refused = sharer
            .put_new(&name, b"x")
            .expect_err("the thread is taken");
        let Error::NotAnswering {
            since_ms,
            operation,
            ..
        } = refused
        else {
            panic!("{refused}");
        };
        assert_eq!((since_ms, operation), (1000, Operation::List));
        assert_eq!(watch.out().map(|out| out.since_ms), Some(1000));
        let worry = ShareState::NotAnswering { since_ms: 1000 };
        assert_eq!(watch.state(60_000), Some(worry));
        assert_eq!(watch.state(6_000), None, "too early to worry");

        thaw.wait();
        while watch.out().is_some() {
            thread::yield_now();
        }
        // With no patience at all the call is made and its answer not awaited.
        let _ = sharer.put_new(&name, b"x");
        while watch.out().is_some() {
            thread::yield_now();
        }
        drop(sharer);
    }

    #[test]
    fn a_large_file_is_waited_for_longer_than_a_call() {
        let clock: Clock = Arc::new(|| 0);
        let sharer = Sharer::start(MemStore::new(), Duration::ZERO, clock).expect("a thread");
        let name = Name::parse("tmp/a").expect("a name");
        let len = USUAL + 8 * SLOWEST;
        let bytes = vec![7; usize::try_from(len).expect("small")];
        assert_eq!(sharer.put_new(&name, &bytes).expect("put"), Put::New);
        assert_eq!(sharer.get(&name, len).expect("get"), bytes);
    }

    #[test]
    fn a_store_behind_its_thread_answers_as_before() {
        let clock: Clock = Arc::new(|| 0);
        let patience = Duration::from_secs(60);
        let sharer = Sharer::start(MemStore::new(), patience, clock).expect("a thread");
        let name = Name::parse("tmp/a").expect("a name");
        assert_eq!(sharer.put_new(&name, b"x").expect("put"), Put::New);
        assert_eq!(sharer.get(&name, 9).expect("get"), b"x");
        assert_eq!(
            sharer.get(&name, 0).expect_err("too large").class(),
            Class::Other
        );
        assert_eq!(sharer.watch().out(), None);
    }
}
