//! A disk that keeps what was not flushed in memory and loses it when the power goes.
//!
//! Owns the model: what a program sees now, what the medium holds, and what may become of the
//! difference. Worse than most real disks, as POSIX allows: bytes are safe after fsync of the file,
//! a name after fsync of its folder; of the rest, any sectors of any writes may land, and any
//! beginning of the sequence of names.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// The folder at the top.
pub const ROOT: u64 = 1;
/// What lands or does not land as one.
const SECTOR: usize = 512;

/// What the disk does with fsync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flush {
    /// What it must: flushed bytes and names are on the medium.
    Kept,
    /// Nothing for files whose names begin so, and says it did: `PRAGMA synchronous = OFF` in place
    /// of `FULL` leaves the same on the medium.
    IgnoredFor(&'static str),
}

/// Why an operation fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The power is gone.
    Dead,
    /// No such name.
    Missing,
    /// The name is taken.
    Taken,
    /// The folder holds something.
    NotEmpty,
    /// No more room.
    Full,
}

/// A file or a folder.
enum Node {
    File(FileNode),
    Folder(Names),
}

/// The bytes of a file.
#[derive(Default)]
struct FileNode {
    now: Vec<u8>,
    durable: Vec<u8>,
    /// What was done since the last flush, in order.
    writes: Vec<Write>,
}

enum Write {
    Bytes(usize, Vec<u8>),
    Len(usize),
}

/// The names in a folder.
#[derive(Default)]
struct Names {
    now: BTreeMap<OsString, u64>,
    durable: BTreeMap<OsString, u64>,
}

/// A change of names, which lands whole or not at all.
enum Naming {
    Set(u64, OsString, u64),
    Unset(u64, OsString),
    Move((u64, OsString), (u64, OsString), u64),
}

impl Naming {
    fn touches(&self, folder: u64) -> bool {
        match self {
            Self::Set(at, ..) | Self::Unset(at, _) => *at == folder,
            Self::Move(from, to, _) => from.0 == folder || to.0 == folder,
        }
    }
}

/// The disk.
pub struct Disk {
    nodes: BTreeMap<u64, Node>,
    names: Vec<Naming>,
    flush: Flush,
    /// Bytes it takes in all, where it has an end.
    room: Option<usize>,
    dead: bool,
    /// Changes and flushes so far, and at which of them the power goes.
    steps: u64,
    cut_at: Option<u64>,
}

impl Disk {
    /// An empty disk.
    pub fn new(flush: Flush) -> Self {
        Self {
            nodes: BTreeMap::from([(ROOT, Node::Folder(Names::default()))]),
            names: Vec::new(),
            flush,
            room: None,
            dead: false,
            steps: 0,
            cut_at: None,
        }
    }

    /// A disk that holds what a folder holds, all of it on the medium.
    pub fn of(folder: &Path, flush: Flush) -> std::io::Result<Self> {
        let mut disk = Self::new(flush);
        disk.load(ROOT, folder)?;
        for node in disk.nodes.values_mut() {
            match node {
                Node::File(file) => {
                    file.durable.clone_from(&file.now);
                    file.writes.clear();
                }
                Node::Folder(names) => names.durable.clone_from(&names.now),
            }
        }
        disk.names.clear();
        disk.steps = 0;
        Ok(disk)
    }

    fn load(&mut self, at: u64, folder: &Path) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let is_folder = entry.file_type()?.is_dir();
            let made = self.make(at, &entry.file_name(), is_folder);
            let ino = made.map_err(|_| std::io::ErrorKind::AlreadyExists)?;
            if is_folder {
                self.load(ino, &entry.path())?;
            } else if let Some(Node::File(file)) = self.nodes.get_mut(&ino) {
                file.now = std::fs::read(entry.path())?;
            }
        }
        Ok(())
    }

    /// Takes no more than so many bytes in all.
    #[allow(dead_code, reason = "for the server whose share is full")]
    pub fn set_room(&mut self, bytes: usize) {
        self.room = Some(bytes);
    }

    /// Takes no more than so many bytes beside what it holds; without a number, whatever comes.
    #[allow(dead_code, reason = "for the workstation whose disk is full")]
    pub fn leave_room(&mut self, bytes: Option<usize>) {
        self.room = bytes.map(|bytes| self.used() + bytes);
    }

    /// Lets the power go at this change or flush from now.
    pub fn cut_at(&mut self, step: u64) {
        self.cut_at = Some(self.steps + step);
    }

    /// How many changes and flushes there were.
    pub const fn steps(&self) -> u64 {
        self.steps
    }

    /// Takes the power away.
    pub fn cut(&mut self) {
        self.dead = true;
    }

    /// Whether the power is gone.
    pub const fn is_dead(&self) -> bool {
        self.dead
    }

    /// Counts a change or a flush, which may be the one at which the power goes.
    fn step(&mut self) -> Result<(), Refused> {
        self.steps += 1;
        if self.cut_at.is_some_and(|at| self.steps >= at) {
            self.dead = true;
        }
        self.alive()
    }

    /// Refuses everything once the power is gone.
    pub const fn alive(&self) -> Result<(), Refused> {
        if self.dead {
            return Err(Refused::Dead);
        }
        Ok(())
    }

    /// What stands under a name.
    pub fn find(&self, folder: u64, name: &OsStr) -> Result<u64, Refused> {
        let names = self.folder(folder)?;
        names.now.get(name).copied().ok_or(Refused::Missing)
    }

    /// The length of a file; none for a folder.
    pub fn len(&self, ino: u64) -> Result<Option<usize>, Refused> {
        match self.nodes.get(&ino) {
            Some(Node::File(file)) => Ok(Some(file.now.len())),
            Some(Node::Folder(_)) => Ok(None),
            None => Err(Refused::Missing),
        }
    }

    /// The names in a folder.
    pub fn list(&self, folder: u64) -> Result<Vec<(OsString, u64)>, Refused> {
        let names = self.folder(folder)?;
        let all = names.now.iter();
        Ok(all.map(|(name, ino)| (name.clone(), *ino)).collect())
    }

    /// Makes a file or a folder under a name that is free.
    pub fn make(&mut self, folder: u64, name: &OsStr, is_folder: bool) -> Result<u64, Refused> {
        self.step()?;
        if self.find(folder, name).is_ok() {
            return Err(Refused::Taken);
        }
        let ino = self.nodes.keys().next_back().map_or(ROOT, |last| last + 1);
        let node = match is_folder {
            true => Node::Folder(Names::default()),
            false => Node::File(FileNode::default()),
        };
        self.nodes.insert(ino, node);
        self.rename_now(Naming::Set(folder, name.to_owned(), ino));
        Ok(ino)
    }

    /// Takes a name away.
    pub fn unmake(&mut self, folder: u64, name: &OsStr) -> Result<(), Refused> {
        self.step()?;
        let ino = self.find(folder, name)?;
        if matches!(self.nodes.get(&ino), Some(Node::Folder(names)) if !names.now.is_empty()) {
            return Err(Refused::NotEmpty);
        }
        self.rename_now(Naming::Unset(folder, name.to_owned()));
        Ok(())
    }

    /// Moves a name, over another where that may be replaced.
    pub fn rename(
        &mut self,
        (from, name): (u64, &OsStr),
        (to, target): (u64, &OsStr),
        may_replace: bool,
    ) -> Result<(), Refused> {
        self.step()?;
        let ino = self.find(from, name)?;
        if !may_replace && self.find(to, target).is_ok() {
            return Err(Refused::Taken);
        }
        let (from, to) = ((from, name.to_owned()), (to, target.to_owned()));
        self.rename_now(Naming::Move(from, to, ino));
        Ok(())
    }

    /// Reads bytes.
    pub fn read(&self, ino: u64, at: usize, len: usize) -> Result<&[u8], Refused> {
        self.alive()?;
        let Some(Node::File(file)) = self.nodes.get(&ino) else {
            return Err(Refused::Missing);
        };
        let end = file.now.len().min(at.saturating_add(len));
        Ok(file.now.get(at..end).unwrap_or_default())
    }

    /// Writes bytes.
    pub fn write(&mut self, ino: u64, at: usize, bytes: &[u8]) -> Result<(), Refused> {
        self.step()?;
        if let Some(room) = self.room {
            let grows = (at + bytes.len()).saturating_sub(self.file(ino)?.now.len());
            if self.used() + grows > room {
                return Err(Refused::Full);
            }
        }
        let file = self.file(ino)?;
        put(&mut file.now, at, bytes);
        file.writes.push(Write::Bytes(at, bytes.to_vec()));
        Ok(())
    }

    /// Bytes that files with a name take.
    fn used(&self) -> usize {
        let folders = self.nodes.values().filter_map(|node| match node {
            Node::Folder(names) => Some(names.now.values()),
            Node::File(_) => None,
        });
        let lengths = folders.flatten().map(|ino| match self.nodes.get(ino) {
            Some(Node::File(file)) => file.now.len(),
            Some(Node::Folder(_)) | None => 0,
        });
        lengths.sum()
    }

    /// Cuts a file short or makes it longer.
    pub fn set_len(&mut self, ino: u64, len: usize) -> Result<(), Refused> {
        self.step()?;
        let file = self.file(ino)?;
        file.now.resize(len, 0);
        file.writes.push(Write::Len(len));
        Ok(())
    }

    /// Puts the bytes of a file on the medium.
    pub fn flush_file(&mut self, ino: u64) -> Result<(), Refused> {
        self.step()?;
        if self.is_ignored(ino) {
            return Ok(());
        }
        let file = self.file(ino)?;
        file.durable.clone_from(&file.now);
        file.writes.clear();
        Ok(())
    }

    /// Puts the names of a folder on the medium, and every change of names before them.
    pub fn flush_folder(&mut self, folder: u64) -> Result<(), Refused> {
        self.step()?;
        let last = self.names.iter().rposition(|naming| naming.touches(folder));
        if let Some(last) = last {
            self.land_names(last + 1);
        }
        Ok(())
    }

    fn is_ignored(&self, ino: u64) -> bool {
        let Flush::IgnoredFor(beginning) = self.flush else {
            return false;
        };
        self.nodes.values().any(|node| match node {
            Node::Folder(names) => names
                .now
                .iter()
                .any(|(name, at)| *at == ino && name.to_string_lossy().starts_with(beginning)),
            Node::File(_) => false,
        })
    }

    /// Writes what survives into an empty folder: the medium, and by chance some of the rest.
    pub fn write_out(mut self, folder: &Path, chance: &mut Chance) -> std::io::Result<()> {
        let named = chance.below(self.names.len() as u64 + 1);
        self.land_names(usize::try_from(named).unwrap_or_default());
        for node in self.nodes.values_mut() {
            if let Node::File(file) = node {
                file.lose(chance);
            }
        }
        self.write_folder(ROOT, folder)
    }

    fn write_folder(&self, ino: u64, folder: &Path) -> std::io::Result<()> {
        let Some(Node::Folder(names)) = self.nodes.get(&ino) else {
            return Ok(());
        };
        for (name, ino) in &names.durable {
            let path = folder.join(name);
            match self.nodes.get(ino) {
                Some(Node::File(file)) => {
                    std::fs::write(&path, &file.durable)?;
                    // What was the owner's alone stays so; other rights are not kept.
                    std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
                }
                Some(Node::Folder(_)) => {
                    std::fs::create_dir(&path)?;
                    self.write_folder(*ino, &path)?;
                }
                None => {}
            }
        }
        Ok(())
    }

    fn rename_now(&mut self, naming: Naming) {
        self.apply(&naming, |names| &mut names.now);
        self.names.push(naming);
    }

    fn land_names(&mut self, count: usize) {
        let landed: Vec<Naming> = self.names.drain(..count).collect();
        for naming in landed {
            self.apply(&naming, |names| &mut names.durable);
        }
    }

    fn apply(&mut self, naming: &Naming, side: fn(&mut Names) -> &mut BTreeMap<OsString, u64>) {
        let mut set = |folder: u64, name: &OsString, ino: Option<u64>| {
            if let Some(Node::Folder(names)) = self.nodes.get_mut(&folder) {
                match ino {
                    Some(ino) => side(names).insert(name.clone(), ino),
                    None => side(names).remove(name),
                };
            }
        };
        match naming {
            Naming::Set(folder, name, ino) => set(*folder, name, Some(*ino)),
            Naming::Unset(folder, name) => set(*folder, name, None),
            Naming::Move((from, name), (to, target), ino) => {
                set(*from, name, None);
                set(*to, target, Some(*ino));
            }
        }
    }

    fn folder(&self, ino: u64) -> Result<&Names, Refused> {
        self.alive()?;
        match self.nodes.get(&ino) {
            Some(Node::Folder(names)) => Ok(names),
            Some(Node::File(_)) | None => Err(Refused::Missing),
        }
    }

    fn file(&mut self, ino: u64) -> Result<&mut FileNode, Refused> {
        match self.nodes.get_mut(&ino) {
            Some(Node::File(file)) => Ok(file),
            Some(Node::Folder(_)) | None => Err(Refused::Missing),
        }
    }
}

impl FileNode {
    /// Lets some sectors of what was not flushed land: none, all, or each by chance.
    fn lose(&mut self, chance: &mut Chance) {
        let odds = chance.below(3);
        let lands = |chance: &mut Chance| match odds {
            0 => false,
            1 => true,
            _ => chance.below(2) == 0,
        };
        for write in std::mem::take(&mut self.writes) {
            match write {
                Write::Len(len) if lands(chance) => self.durable.resize(len, 0),
                Write::Len(_) => {}
                Write::Bytes(at, bytes) => {
                    let mut from = 0;
                    while from < bytes.len() {
                        let end = bytes.len().min((at + from) / SECTOR * SECTOR + SECTOR - at);
                        if lands(chance) {
                            put(&mut self.durable, at + from, &bytes[from..end]);
                        }
                        from = end;
                    }
                }
            }
        }
    }
}

fn put(to: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if to.len() < at + bytes.len() {
        to.resize(at + bytes.len(), 0);
    }
    to[at..at + bytes.len()].copy_from_slice(bytes);
}

/// A seeded sequence, so that a failing cut can be made again.
pub struct Chance(pub u64);

impl Chance {
    /// A number below the limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}
