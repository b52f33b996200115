//! The six calls of a store of segments.
//!
//! Owns the trait and the words of its answers. An implementation must hold what
//! `tests/it/conformance.rs` asks of all of them: a file never changes once it has its name, a put
//! that failed may be repeated, an absent file is no error of the store.

use crate::error::{Class, Error, Operation, Stranger};
use crate::name::{BeaconName, Name};
use crate::replica::School;
use klassny_log::{IDENTITY_MAX, Identity};
use std::path::PathBuf;
use std::sync::Arc;

/// How many entries of one folder are read; the rest of an absurd folder waits.
pub const LISTING_MAX: usize = 100_000;

/// What a put did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// The file is new.
    New,
    /// The same bytes stood there already.
    Same,
}

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Its full name below the root.
    pub name: Name,
    /// What it is.
    pub entry: Entry,
}

/// What an entry of a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// A file of so many bytes.
    File {
        /// Its length.
        len: u64,
    },
    /// A folder.
    Folder,
}

/// The entries of one folder, sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Entries whose names could be ours.
    pub entries: Vec<Listed>,
    /// How many entries could not be ours: copies, hidden files, other people's things.
    pub foreign: u64,
    /// Whether the folder held more than [`LISTING_MAX`] entries.
    pub cut: bool,
}

/// The length and time of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// The length, bytes.
    pub len: u64,
    /// When the server says it was last written: a hint, never proof. Milliseconds of UTC since
    /// 1970.
    pub modified_ms: Option<i64>,
}

/// A store of immutable, content-named files: a folder, or something that can play one.
pub trait SegmentStore: Send + Sync {
    /// Puts a file that has never been there; whole or not at all under that name.
    ///
    /// The same bytes there already are success; other bytes are [`Class::Exists`].
    fn put_new(&self, name: &Name, bytes: &[u8]) -> Result<Put, Error>;

    /// Reads a file of at most `limit` bytes.
    fn get(&self, name: &Name, limit: u64) -> Result<Vec<u8>, Error>;

    /// Lists one folder; a folder that is not there is empty.
    fn list(&self, folder: &Name) -> Result<Listing, Error>;

    /// Asks for the length and time of a file.
    fn stat(&self, name: &Name) -> Result<Stat, Error>;

    /// Removes a file of this seat's own; one that is not there is removed already.
    fn remove_own(&self, name: &Name) -> Result<(), Error>;

    /// Moves the seat's beacon to this head, or sets its first.
    fn set_beacon(&self, head: &BeaconName) -> Result<(), Error>;

    /// Tells where the store stands, for people.
    fn place(&self) -> PathBuf;

    /// Asks for the store's clock by a fresh file of this seat's own, which goes at once; none
    /// where the store has no clock or does not tell it now. A hint, never proof: milliseconds of
    /// UTC since 1970.
    fn clock_ms(&self) -> Option<i64> {
        None
    }

    /// Reads whose share this is.
    ///
    /// A place without an identity file is not our folder: an unmounted share looks like that.
    fn identity(&self) -> Result<Identity, Error> {
        let strange = |found| Error::NotOurFolder {
            operation: Operation::Identify,
            path: self.place(),
            found,
        };
        match self.get(&Name::identity(), IDENTITY_MAX as u64) {
            Ok(bytes) => Identity::parse(&bytes).ok_or_else(|| strange(Stranger::Unreadable)),
            Err(error) if error.class() == Class::Missing => Err(strange(Stranger::NoIdentity)),
            Err(Error::TooLarge { .. }) => Err(strange(Stranger::Unreadable)),
            Err(error) => Err(error),
        }
    }

    /// Refuses a place that is not this school's share.
    fn require(&self, school: &School) -> Result<(), Error> {
        let there = self.identity()?;
        if there.school == school.school && there.root_key == school.root_key {
            return Ok(());
        }
        Err(Error::NotOurFolder {
            operation: Operation::Identify,
            path: self.place(),
            found: Stranger::OtherSchool,
        })
    }
}

impl<S: SegmentStore + ?Sized> SegmentStore for Arc<S> {
    fn put_new(&self, name: &Name, bytes: &[u8]) -> Result<Put, Error> {
        (**self).put_new(name, bytes)
    }

    fn get(&self, name: &Name, limit: u64) -> Result<Vec<u8>, Error> {
        (**self).get(name, limit)
    }

    fn list(&self, folder: &Name) -> Result<Listing, Error> {
        (**self).list(folder)
    }

    fn stat(&self, name: &Name) -> Result<Stat, Error> {
        (**self).stat(name)
    }

    fn remove_own(&self, name: &Name) -> Result<(), Error> {
        (**self).remove_own(name)
    }

    fn set_beacon(&self, head: &BeaconName) -> Result<(), Error> {
        (**self).set_beacon(head)
    }

    fn place(&self) -> PathBuf {
        (**self).place()
    }

    fn clock_ms(&self) -> Option<i64> {
        (**self).clock_ms()
    }

    fn identity(&self) -> Result<Identity, Error> {
        (**self).identity()
    }
}
