//! The share as it mostly is: a folder on the school's file server.
//!
//! Owns every system call on that folder and the order of publishing a file: one write to a
//! temporary name, flush, close, read back, rename without replacing, read back (sync.md P4). It
//! never creates the root, never creates a folder where the identity file is not, and never
//! believes that a file is gone because it was not found.

use crate::error::{Class, Error, Operation, Stranger, System};
use crate::error::{flush_is_unsupported, link_is_unsupported};
use crate::folder::{Entry, LISTING_MAX, Listed, Listing, Put, SegmentStore, Stat};
use crate::name::{BeaconName, Folder, Name, TempName};
use klassny_domain::ids::SeatId;
use klassny_log::kill_point;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

/// How long to wait before each new try of a busy file, milliseconds (P4).
pub const PATIENCE_MS: [u64; 6] = [10, 25, 50, 100, 250, 500];
/// How many times a file is written anew when reading back shows other bytes.
const WRITES_MAX: u32 = 3;

/// Waits; tests pass one that does not.
pub type Sleep = Box<dyn Fn(Duration) + Send + Sync>;
/// Is asked before each step on the disk; tests make it fail, spoil the file or stop the world.
pub type Probe = Box<dyn Fn(Step, &Path) -> io::Result<()> + Send + Sync>;

/// A step on the disk, in the order of publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Creating the temporary file.
    Create,
    /// Writing all its bytes at once.
    Write,
    /// Flushing it.
    Flush,
    /// Reading it back after it was closed.
    ReadTemporary,
    /// Renaming it to its name.
    Rename,
    /// Reading a file under its name.
    Read,
    /// Listing a folder.
    List,
    /// Removing an own file.
    Remove,
    /// Moving a beacon.
    Beacon,
}

/// A folder on a file server.
pub struct ShareFs {
    root: PathBuf,
    seat: SeatId,
    tags: AtomicU64,
    sleep: Sleep,
    probe: Option<Probe>,
}

impl ShareFs {
    /// Names a folder; asks nothing of it yet.
    ///
    /// `seat` is the device's own seat and `first_tag` a random number: together they keep the
    /// temporary names of all programs apart.
    pub fn new(root: PathBuf, seat: SeatId, first_tag: u64, sleep: Sleep) -> Self {
        Self {
            root,
            seat,
            tags: AtomicU64::new(first_tag),
            sleep,
            probe: None,
        }
    }

    /// Lets `probe` see, fail or spoil every step.
    pub fn with_probe(mut self, probe: Probe) -> Self {
        self.probe = Some(probe);
        self
    }

    /// Makes the folders of the first level in a root that stands already.
    pub(crate) fn skeleton(&self) -> Result<(), Error> {
        Folder::ALL
            .into_iter()
            .try_for_each(|folder| self.make_folder(&Name::top(folder)))
    }

    /// Where the root is.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, name: &Name) -> PathBuf {
        self.root.join(name.as_str())
    }

    fn step(&self, step: Step, path: &Path) -> io::Result<()> {
        self.probe
            .as_ref()
            .map_or(Ok(()), |probe| probe(step, path))
    }

    /// Tries a busy file again, each time after a longer wait.
    fn patiently<T>(&self, mut work: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
        for wait_ms in PATIENCE_MS {
            match work() {
                Err(error) if error.class() == Class::Busy => {
                    (self.sleep)(Duration::from_millis(wait_ms));
                }
                done => return done,
            }
        }
        work()
    }

    /// Writes the whole file under a temporary name of this seat: one write, one flush, closed.
    pub(crate) fn write_temporary(&self, bytes: &[u8]) -> Result<PathBuf, Error> {
        let name = self.temporary();
        let path = self.path(&name);
        let mut file = match self.create(&path) {
            Err(error) if error.class() == Class::Missing => {
                self.need_folder(&name)?;
                self.create(&path)?
            }
            file => file?,
        };
        kill_point("put.created");
        let written = self.fill(&mut file, bytes, &path);
        drop(file);
        kill_point("put.flushed");
        if written.is_err() {
            self.drop_temporary(&path);
        }
        written.map(|()| path)
    }

    /// A temporary name that no other program has used.
    pub(crate) fn temporary(&self) -> Name {
        let mut random = [0; 10];
        let tag = self.tags.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (to, from) in random.iter_mut().zip(tag) {
            *to = from;
        }
        TempName {
            seat: self.seat,
            random,
        }
        .into()
    }

    fn create(&self, path: &Path) -> Result<File, Error> {
        self.step(Step::Create, path)
            .and_then(|()| OpenOptions::new().write(true).create_new(true).open(path))
            .map_err(|source| Error::io(Operation::Create, path, source))
    }

    fn fill(&self, file: &mut File, bytes: &[u8], path: &Path) -> Result<(), Error> {
        // One write: a kernel client was seen to zero parts of a file written in several.
        let written = self
            .step(Step::Write, path)
            .and_then(|()| file.write(bytes));
        let written = written.map_err(|source| Error::io(Operation::Write, path, source))?;
        if written != bytes.len() {
            let short = io::Error::from(io::ErrorKind::Interrupted);
            return Err(Error::io(Operation::Write, path, short));
        }
        kill_point("put.written");
        match self.step(Step::Flush, path).and_then(|()| file.sync_all()) {
            Ok(()) => Ok(()),
            Err(source) => match source.raw_os_error() {
                Some(code) if flush_is_unsupported(System::HERE, code) => Ok(()),
                Some(_) | None => Err(Error::io(Operation::Flush, path, source)),
            },
        }
    }

    /// Removes an own temporary file, and says so where that fails.
    pub(crate) fn remove(&self, path: &Path) -> Result<(), Error> {
        self.step(Step::Remove, path)
            .and_then(|()| fs::remove_file(path))
            .map_err(|source| Error::io(Operation::Remove, path, source))
    }

    /// Removes a temporary file that serves no more; one that stays is swept later.
    fn drop_temporary(&self, path: &Path) {
        if self.step(Step::Remove, path).is_ok() {
            let _ = fs::remove_file(path);
        }
    }

    /// Tells whether a file holds these bytes.
    pub(crate) fn holds(&self, step: Step, path: &Path, bytes: &[u8]) -> Result<bool, Error> {
        let there = self.patiently(|| self.read(step, path, bytes.len() as u64));
        match there {
            Ok(there) => Ok(there == bytes),
            Err(Error::TooLarge { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn read(&self, step: Step, path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
        let refused = |source| Error::io(Operation::Read, path, source);
        self.step(step, path).map_err(refused)?;
        // Only plain files: opening a pipe that a stranger left there would wait for ever.
        let about = fs::metadata(path).map_err(refused)?;
        if !about.is_file() {
            return Err(refused(io::ErrorKind::InvalidInput.into()));
        }
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(refused)?;
        file.take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(refused)?;
        if bytes.len() as u64 > limit {
            let path = path.to_path_buf();
            return Err(Error::TooLarge {
                operation: Operation::Read,
                path,
                limit,
            });
        }
        Ok(bytes)
    }

    /// One whole try of publishing.
    fn publish(&self, name: &Name, bytes: &[u8]) -> Result<Put, Error> {
        let temporary = self.patiently(|| self.write_temporary(bytes))?;
        let done = match self.holds(Step::ReadTemporary, &temporary, bytes) {
            Ok(true) => {
                kill_point("put.read_back");
                self.give_name(&temporary, name, bytes)
            }
            Ok(false) => Err(Error::ReadBack {
                operation: Operation::Compare,
                path: temporary.clone(),
            }),
            Err(error) => Err(error),
        };
        match done {
            Ok(Put::New) => {}
            Ok(Put::Same) | Err(_) => self.drop_temporary(&temporary),
        }
        kill_point("put.done");
        done
    }

    fn give_name(&self, temporary: &Path, name: &Name, bytes: &[u8]) -> Result<Put, Error> {
        let target = self.path(name);
        let mut renamed = self.patiently(|| self.rename_new(temporary, &target));
        if matches!(&renamed, Err(error) if error.class() == Class::Missing) {
            self.need_folder(name)?;
            renamed = self.patiently(|| self.rename_new(temporary, &target));
        }
        kill_point("put.renamed");
        let there = self.holds(Step::Read, &target, bytes);
        kill_point("put.read_again");
        match (renamed, there) {
            (Ok(()), Ok(true)) => Ok(Put::New),
            // An answer may be lost on the way: what counts is what stands under the name.
            (Err(_), Ok(true)) => Ok(Put::Same),
            (Ok(()), Ok(false)) => {
                self.remove_own(name)?;
                Err(Error::ReadBack {
                    operation: Operation::Compare,
                    path: target,
                })
            }
            (Ok(()), Err(error)) if error.class() == Class::Missing => Err(Error::ReadBack {
                operation: Operation::Compare,
                path: target,
            }),
            (Ok(()), Err(error)) => Err(error),
            (Err(error), Ok(false)) if error.class() != Class::Offline => Err(Error::Occupied {
                operation: Operation::Rename,
                path: target,
            }),
            (Err(error), Ok(false) | Err(_)) => Err(error),
        }
    }

    /// Renames without replacing.
    pub(crate) fn rename_new(&self, from: &Path, to: &Path) -> Result<(), Error> {
        let refused = |source| Error::io(Operation::Rename, to, source);
        let renamed = self.step(Step::Rename, to).and_then(|()| {
            let mut temporary = tempfile::TempPath::try_from_path(from)?;
            temporary.disable_cleanup(true);
            temporary.persist_noclobber(to).map_err(|error| error.error)
        });
        match renamed {
            Ok(()) => Ok(()),
            Err(source) => match source.raw_os_error() {
                // No rename without replacing and no links here: look, then rename. Whoever wins
                // a race wrote the same bytes, since the name holds their hash.
                Some(code) if link_is_unsupported(System::HERE, code) => {
                    if fs::symlink_metadata(to).is_ok() {
                        return Err(refused(io::ErrorKind::AlreadyExists.into()));
                    }
                    rename_plain(from, to).map_err(refused)
                }
                Some(_) | None => Err(refused(source)),
            },
        }
    }

    /// Makes the folder of a name, below a root that is surely a share.
    fn need_folder(&self, name: &Name) -> Result<(), Error> {
        if !self.path(&Name::identity()).is_file() {
            return Err(Error::NotOurFolder {
                operation: Operation::Create,
                path: self.root.clone(),
                found: Stranger::NoIdentity,
            });
        }
        name.folder()
            .map_or(Ok(()), |folder| self.make_folder(&folder))
    }

    fn make_folder(&self, folder: &Name) -> Result<(), Error> {
        let mut path = self.root.clone();
        for part in folder.as_str().split('/') {
            path.push(part);
            match fs::create_dir(&path) {
                Ok(()) => kill_point("folder.made"),
                Err(source) if source.kind() == io::ErrorKind::AlreadyExists => {}
                Err(source) => return Err(Error::io(Operation::Create, &path, source)),
            }
        }
        Ok(())
    }

    /// Tells a missing file from a missing share.
    fn or_offline(&self, error: Error) -> Error {
        if error.class() != Class::Missing || self.root.is_dir() {
            return error;
        }
        Error::Io {
            class: Class::Offline,
            operation: error.operation(),
            path: self.root.clone(),
            source: io::ErrorKind::NotFound.into(),
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "publishing is done by renaming")]
fn rename_plain(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

impl SegmentStore for ShareFs {
    fn put_new(&self, name: &Name, bytes: &[u8]) -> Result<Put, Error> {
        for _ in 1..WRITES_MAX {
            match self.publish(name, bytes) {
                Err(Error::ReadBack { .. }) => {}
                done => return done.map_err(|error| self.or_offline(error)),
            }
        }
        self.publish(name, bytes)
            .map_err(|error| self.or_offline(error))
    }

    fn get(&self, name: &Name, limit: u64) -> Result<Vec<u8>, Error> {
        let path = self.path(name);
        self.patiently(|| self.read(Step::Read, &path, limit))
            .map_err(|error| self.or_offline(error))
    }

    fn list(&self, folder: &Name) -> Result<Listing, Error> {
        let path = self.path(folder);
        let refused = |source| Error::io(Operation::List, &path, source);
        let entries = match self
            .step(Step::List, &path)
            .and_then(|()| fs::read_dir(&path))
        {
            Ok(entries) => entries,
            Err(source) if source.kind() == io::ErrorKind::NotFound => {
                return match self.or_offline(refused(source)) {
                    error if error.class() == Class::Missing => Ok(Listing::default()),
                    error => Err(error),
                };
            }
            Err(source) => return Err(refused(source)),
        };
        let mut listing = Listing::default();
        for entry in entries {
            let entry = entry.map_err(refused)?;
            let name = entry
                .file_name()
                .to_str()
                .and_then(|text| folder.join(text));
            let kind = entry_of(&entry);
            match (name, kind) {
                _ if listing.entries.len() == LISTING_MAX => listing.cut = true,
                (Some(name), Some(entry)) => listing.entries.push(Listed { name, entry }),
                (None | Some(_), _) => listing.foreign += 1,
            }
        }
        listing.entries.sort();
        Ok(listing)
    }

    fn stat(&self, name: &Name) -> Result<Stat, Error> {
        let path = self.path(name);
        let about = self
            .step(Step::Read, &path)
            .and_then(|()| fs::metadata(&path))
            .map_err(|source| self.or_offline(Error::io(Operation::Stat, &path, source)))?;
        Ok(Stat {
            len: about.len(),
            modified_ms: modified_ms(&about),
        })
    }

    fn remove_own(&self, name: &Name) -> Result<(), Error> {
        let path = self.path(name);
        self.patiently(|| {
            match self
                .step(Step::Remove, &path)
                .and_then(|()| fs::remove_file(&path))
            {
                Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(()),
                done => done.map_err(|source| Error::io(Operation::Remove, &path, source)),
            }
        })
    }

    fn set_beacon(&self, head: &BeaconName) -> Result<(), Error> {
        let own = self.list(&Name::top(Folder::Beacon))?;
        let own = own
            .entries
            .iter()
            .filter_map(|listed| BeaconName::parse(listed.name.as_str()));
        let own: Vec<_> = own.filter(|name| name.seat == head.seat).collect();
        if own.contains(head) {
            return Ok(());
        }
        let old = own
            .into_iter()
            .filter(|name| name.seq <= head.seq)
            .min_by_key(|name| name.seq);
        let name = Name::from(*head);
        let to = self.path(&name);
        kill_point("beacon.due");
        let moved = old.map(|old| {
            self.patiently(|| {
                self.step(Step::Beacon, &to)
                    .and_then(|()| rename_plain(&self.path(&Name::from(old)), &to))
                    .map_err(|source| Error::io(Operation::Rename, &to, source))
            })
        });
        match moved {
            Some(Ok(())) => {
                kill_point("beacon.moved");
                return Ok(());
            }
            Some(Err(error)) if error.class() != Class::Missing => return Err(error),
            Some(Err(_)) | None => self.need_folder(&name)?,
        }
        self.patiently(|| {
            let created = self
                .step(Step::Beacon, &to)
                .and_then(|()| OpenOptions::new().write(true).create_new(true).open(&to));
            match created {
                Err(source) if source.kind() == io::ErrorKind::AlreadyExists => Ok(()),
                done => done
                    .map(drop)
                    .map_err(|source| Error::io(Operation::Create, &to, source)),
            }
        })
    }

    fn place(&self) -> PathBuf {
        self.root.clone()
    }

    fn clock_ms(&self) -> Option<i64> {
        let path = self.write_temporary(&[]).ok()?;
        let about = fs::metadata(&path);
        self.drop_temporary(&path);
        about.ok().as_ref().and_then(modified_ms)
    }
}

/// When the server says that a file was last written.
fn modified_ms(about: &fs::Metadata) -> Option<i64> {
    let since = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

fn entry_of(entry: &fs::DirEntry) -> Option<Entry> {
    let about = entry.metadata().ok()?;
    if about.is_dir() {
        return Some(Entry::Folder);
    }
    about.is_file().then_some(Entry::File { len: about.len() })
}
