//! A share in memory, for tests and for schools tried out without a server.
//!
//! Owns nothing but a map. It is as strict as a folder can be: no name is overwritten.

use crate::error::{Error, Operation};
use crate::folder::{Entry, LISTING_MAX, Listed, Listing, Put, SegmentStore, Stat};
use crate::name::{BeaconName, Folder, Name};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A store of segments in memory.
#[derive(Debug, Default)]
pub struct MemStore {
    files: Mutex<BTreeMap<Name, Vec<u8>>>,
}

impl MemStore {
    /// An empty store, without an identity file.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every name in the store.
    pub fn names(&self) -> Vec<Name> {
        self.files().keys().cloned().collect()
    }

    /// Does to a file what a failing disk or a stranger may do: replaces or removes it.
    pub fn damage(&self, name: &Name, bytes: Option<Vec<u8>>) {
        match bytes {
            Some(bytes) => self.files().insert(name.clone(), bytes),
            None => self.files().remove(name),
        };
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<Name, Vec<u8>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refused(operation: Operation, name: &Name, kind: io::ErrorKind) -> Error {
    Error::io(operation, Path::new(name.as_str()), kind.into())
}

impl SegmentStore for MemStore {
    fn put_new(&self, name: &Name, bytes: &[u8]) -> Result<Put, Error> {
        let mut files = self.files();
        match files.get(name) {
            None => {
                files.insert(name.clone(), bytes.to_vec());
                Ok(Put::New)
            }
            Some(there) if there == bytes => Ok(Put::Same),
            Some(_) => Err(Error::Occupied {
                operation: Operation::Rename,
                path: PathBuf::from(name.as_str()),
            }),
        }
    }

    fn get(&self, name: &Name, limit: u64) -> Result<Vec<u8>, Error> {
        let bytes = self.files().get(name).cloned();
        let bytes = bytes.ok_or_else(|| refused(Operation::Read, name, io::ErrorKind::NotFound))?;
        if bytes.len() as u64 > limit {
            return Err(Error::TooLarge {
                operation: Operation::Read,
                path: PathBuf::from(name.as_str()),
                limit,
            });
        }
        Ok(bytes)
    }

    fn list(&self, folder: &Name) -> Result<Listing, Error> {
        let mut listing = Listing::default();
        let mut folders = BTreeSet::new();
        let prefix = format!("{folder}/");
        for (name, bytes) in self.files().iter() {
            let Some(rest) = name.as_str().strip_prefix(&prefix) else {
                continue;
            };
            match rest.split_once('/') {
                Some((child, _)) => {
                    if let Some(name) = folder.join(child).filter(|n| folders.insert(n.clone())) {
                        listing.entries.push(Listed {
                            name,
                            entry: Entry::Folder,
                        });
                    }
                }
                None => {
                    let entry = Entry::File {
                        len: bytes.len() as u64,
                    };
                    listing.entries.push(Listed {
                        name: name.clone(),
                        entry,
                    });
                }
            }
        }
        listing.entries.sort();
        listing.cut = listing.entries.len() > LISTING_MAX;
        listing.entries.truncate(LISTING_MAX);
        Ok(listing)
    }

    fn stat(&self, name: &Name) -> Result<Stat, Error> {
        let len = self.files().get(name).map(|bytes| bytes.len() as u64);
        let len = len.ok_or_else(|| refused(Operation::Stat, name, io::ErrorKind::NotFound))?;
        Ok(Stat {
            len,
            modified_ms: None,
        })
    }

    fn remove_own(&self, name: &Name) -> Result<(), Error> {
        self.files().remove(name);
        Ok(())
    }

    fn set_beacon(&self, head: &BeaconName) -> Result<(), Error> {
        let mut files = self.files();
        let beacons = Name::top(Folder::Beacon);
        let own = files
            .keys()
            .filter(|name| name.folder().as_ref() == Some(&beacons));
        let old = own
            .filter_map(|name| BeaconName::parse(name.as_str()))
            .filter(|name| name.seat == head.seat && name.seq <= head.seq)
            .min_by_key(|name| name.seq);
        if let Some(old) = old {
            files.remove(&Name::from(old));
        }
        files.insert(Name::from(*head), Vec::new());
        Ok(())
    }

    fn place(&self) -> PathBuf {
        PathBuf::from("memory")
    }
}
