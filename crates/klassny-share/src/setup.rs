//! Whether a folder is set up as a school's share has to be, line by line.
//!
//! Owns the questions and where «good» ends. It writes files of its own under temporary names and
//! removes them again; it touches nothing that another machine wrote. It reports, it does not
//! fail: what could not be asked is a line too.

use crate::error::Class;
use crate::folder::SegmentStore as _;
use crate::name::{BeaconName, Folder, Name};
use crate::replica::School;
use crate::share_fs::{ShareFs, Step};
use crate::surroundings::{
    Ownership, PlaceKind, Removing, copy_marks, is_copy, is_trace, may_remove, mirror_in_path,
    mount_of, removing,
};
use klassny_domain::change::EnteredAt;
use klassny_domain::ids::SeatId;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// How far the server's clock may be off before people are told, ms (P8).
pub const CLOCK_LOOK_MS: u64 = 2 * 60_000;
/// Beyond this the share's times lead people astray, ms (P8).
pub const CLOCK_BAD_MS: u64 = 10 * 60_000;
/// Free space below which people are told, MB; so is less than a tenth of the disk (P10).
pub const ROOM_LOOK_MB: u64 = 5_000;
/// Free space that does not last a year, MB.
pub const ROOM_BAD_MB: u64 = 500;
/// A listing or a small file takes longer than this: look, ms.
pub const SLOW_LOOK_MS: u64 = 1_500;
/// So long that people will think the program hangs, ms.
pub const SLOW_BAD_MS: u64 = 8_000;
/// The file that is put to measure the share: a day's work of a busy machine.
const MEASURE_LEN: usize = 64 * 1024;
/// How often each is measured; the middle one counts.
const MEASURES: usize = 3;
/// How many folders of seats are looked through for strange names.
const SEATS_LOOKED: usize = 40;
/// How many entries of each folder.
const ENTRIES_LOOKED: usize = 20_000;
/// How many files of other machines are asked whose they are.
const OTHERS_ASKED: usize = 20;

/// How a line of the check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// In order.
    Ok,
    /// Somebody should look; work goes on.
    Look,
    /// The exchange will fail or go astray.
    Bad,
}

/// What one line found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The share of this school.
    Ours,
    /// Something else stands there.
    NotOurs,
    /// It does not answer; with what the system said.
    Away(String),
    /// Files are created, read back, renamed and removed.
    MayWrite,
    /// No file can be created; with what the system said.
    MayNotWrite(String),
    /// A file cannot be renamed.
    MayNotRename(String),
    /// An own file cannot be removed or renamed away: beacons would pile up.
    MayNotRemove(String),
    /// What is read back is not what was written.
    Altered,
    /// Files of other machines are safe from this account; the bits of the folder.
    OthersKept(String),
    /// This account may remove them.
    OthersMayGo(String),
    /// All machines come under one account.
    OneAccount(String),
    /// The system does not tell.
    RightsNotTold(String),
    /// No sign of a local copy.
    NoLocalCopy,
    /// A sign that this machine reads a copy of its own.
    LocalCopy(String),
    /// Windows shows no sign, and has copies that show none.
    LocalCopyNotTold,
    /// Free space, MB, and its part of the disk, per cent.
    Room {
        /// Free for this account.
        free_mb: u64,
        /// Of the whole.
        percent: u64,
    },
    /// The system does not tell the free space.
    RoomNotTold,
    /// How far the server's clock is ahead of this machine's, ms.
    Clock {
        /// Negative where it is behind.
        ahead_ms: i64,
    },
    /// The server gave no time.
    ClockNotTold,
    /// No sign of a second copy of the folder.
    OnePlace,
    /// A sign of one.
    SeveralPlaces(String),
    /// Files with the names of second copies.
    Copies {
        /// How many.
        count: u64,
        /// One of them.
        example: String,
    },
    /// Nothing foreign lies there.
    NoStrangers,
    /// Files that are not of this program.
    Strangers {
        /// How many.
        count: u64,
        /// One of them.
        example: String,
    },
    /// How long the share takes.
    Speed {
        /// To list all beacons.
        list_ms: u64,
        /// To put and read back a file of 64 KB.
        put_ms: u64,
    },
    /// What kind of place it is, and the file system's name.
    Place(PlaceKind, String),
}

impl Finding {
    /// How it stands.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Ours
            | Self::MayWrite
            | Self::OthersKept(_)
            | Self::NoLocalCopy
            | Self::OnePlace
            | Self::NoStrangers
            | Self::Place(PlaceKind::Server | PlaceKind::NotTold, _) => Verdict::Ok,
            Self::OthersMayGo(_)
            | Self::OneAccount(_)
            | Self::RightsNotTold(_)
            | Self::LocalCopyNotTold
            | Self::RoomNotTold
            | Self::ClockNotTold
            | Self::Strangers { .. }
            | Self::Place(PlaceKind::Local, _) => Verdict::Look,
            Self::NotOurs
            | Self::Away(_)
            | Self::MayNotWrite(_)
            | Self::MayNotRename(_)
            | Self::MayNotRemove(_)
            | Self::Altered
            | Self::LocalCopy(_)
            | Self::SeveralPlaces(_)
            | Self::Copies { .. }
            | Self::Place(PlaceKind::Fragile | PlaceKind::Mirrored, _) => Verdict::Bad,
            Self::Room { free_mb, percent } => match (*free_mb, *percent) {
                (..ROOM_BAD_MB, _) => Verdict::Bad,
                (..ROOM_LOOK_MB, _) | (_, ..10) => Verdict::Look,
                (ROOM_LOOK_MB.., 10..) => Verdict::Ok,
            },
            Self::Clock { ahead_ms } => {
                graded(ahead_ms.unsigned_abs(), CLOCK_LOOK_MS, CLOCK_BAD_MS)
            }
            Self::Speed { list_ms, put_ms } => {
                graded((*list_ms).max(*put_ms), SLOW_LOOK_MS, SLOW_BAD_MS)
            }
        }
    }
}

/// In order up to `look`, bad beyond `bad`.
const fn graded(value: u64, look: u64, bad: u64) -> Verdict {
    match value {
        value if value <= look => Verdict::Ok,
        value if value <= bad => Verdict::Look,
        _ => Verdict::Bad,
    }
}

/// Looks at the place of a share. `own` are the seats of this machine; `now` tells its clocks.
pub fn examine(
    share: &ShareFs,
    school: &School,
    own: &[SeatId],
    now: &dyn Fn() -> EnteredAt,
) -> Vec<Finding> {
    let mut found = vec![place(share)];
    match share.require(school) {
        Ok(()) => found.push(Finding::Ours),
        Err(error) if error.class() == Class::NotOurFolder => {
            found.push(Finding::NotOurs);
            return found;
        }
        Err(error) => {
            found.push(Finding::Away(error.to_string()));
            return found;
        }
    }
    found.extend(writing(share, own, now));
    found.push(local_copy(share));
    found.push(room(share));
    found.extend(names(share));
    found
}

fn place(share: &ShareFs) -> Finding {
    let root = share.place();
    let text = root.to_string_lossy();
    if cfg!(windows) && text.starts_with(r"\\") {
        return Finding::Place(PlaceKind::Server, "SMB".to_owned());
    }
    match mount_of(&root) {
        Some(mount) => Finding::Place(mount.kind(), mount.name),
        None => Finding::Place(PlaceKind::NotTold, String::new()),
    }
}

/// Creates, reads back, renames and removes files of this machine, and takes the time.
fn writing(share: &ShareFs, own: &[SeatId], now: &dyn Fn() -> EnteredAt) -> Vec<Finding> {
    let bytes = vec![0x4b; MEASURE_LEN];
    let before_ms = now().wall_ms;
    let file = match share.write_temporary(&bytes) {
        Ok(file) => file,
        Err(error) => return vec![Finding::MayNotWrite(error.to_string())],
    };
    let after_ms = now().wall_ms;
    let about = fs::metadata(&file).ok();
    let written = match share.holds(Step::ReadTemporary, &file, &bytes) {
        Ok(true) => renaming(share, &file),
        Ok(false) | Err(_) => {
            let _ = share.remove(&file);
            Finding::Altered
        }
    };
    vec![
        written,
        rights(share, own, about.as_ref().and_then(Ownership::of)),
        about.as_ref().map_or(Finding::ClockNotTold, |about| {
            clock(about, before_ms, after_ms)
        }),
        speed(share, &bytes, now),
    ]
}

/// Renames an own file to another temporary name and removes it.
fn renaming(share: &ShareFs, file: &Path) -> Finding {
    let to = share.path(&share.temporary());
    if let Err(error) = share.rename_new(file, &to) {
        let _ = share.remove(file);
        return Finding::MayNotRename(error.to_string());
    }
    match share.remove(&to) {
        Ok(()) => Finding::MayWrite,
        Err(error) => Finding::MayNotRemove(error.to_string()),
    }
}

/// Compares the time the server gave a fresh file with this machine's, before and after writing.
fn clock(about: &fs::Metadata, before_ms: i64, after_ms: i64) -> Finding {
    let modified = about.modified().ok();
    let since = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let server_ms = since.and_then(|since| i64::try_from(since.as_millis()).ok());
    server_ms.map_or(Finding::ClockNotTold, |server_ms| Finding::Clock {
        ahead_ms: match server_ms {
            early if early < before_ms => early - before_ms,
            late if late > after_ms => late - after_ms,
            _ => 0,
        },
    })
}

/// Whether this account may remove what other machines wrote, as far as the system tells.
fn rights(share: &ShareFs, own_seats: &[SeatId], own: Option<Ownership>) -> Finding {
    let root = share.place();
    let beacons = share.list(&Name::top(Folder::Beacon)).unwrap_or_default();
    let others: Vec<PathBuf> = beacons
        .entries
        .iter()
        .filter_map(|listed| BeaconName::parse(listed.name.as_str()))
        .filter(|beacon| !own_seats.contains(&beacon.seat))
        .take(OTHERS_ASKED)
        .map(|beacon| share.path(&beacon.into()))
        .collect();
    let folders = [root.clone(), root.join("seg"), root.join("beacon")];
    let owned = |paths: &[PathBuf]| -> Vec<Ownership> {
        let about = paths.iter().filter_map(|path| fs::metadata(path).ok());
        about.filter_map(|about| Ownership::of(&about)).collect()
    };
    let owners = owned(&folders);
    let bits = owners
        .iter()
        .zip(["", "seg/", "beacon/"])
        .map(|(owner, name)| format!("{name}{:04o}:{}", owner.mode, owner.account))
        .collect::<Vec<_>>()
        .join(" ");
    if let Some(may) = others.first().and_then(|other| may_remove(other)) {
        return match may {
            true => Finding::OthersMayGo(bits),
            false => Finding::OthersKept(bits),
        };
    }
    let told = mount_of(&root).is_none_or(|mount| mount.tells_owners());
    let found = own.filter(|_| told).map_or(Removing::NotTold, |own| {
        removing(own, &owners, &owned(&others))
    });
    match found {
        Removing::OwnOnly => Finding::OthersKept(bits),
        Removing::Everything => Finding::OthersMayGo(bits),
        Removing::OneAccount => Finding::OneAccount(bits),
        Removing::NotTold => Finding::RightsNotTold(bits),
    }
}

/// Lists the beacons and puts a small file some times; the middle of each counts.
fn speed(share: &ShareFs, bytes: &[u8], now: &dyn Fn() -> EnteredAt) -> Finding {
    let timed = |work: &dyn Fn()| {
        let mut taken: Vec<u64> = (0..MEASURES)
            .map(|_| {
                let from_ms = now().monotonic_ms;
                work();
                now().monotonic_ms.saturating_sub(from_ms)
            })
            .collect();
        taken.sort_unstable();
        taken.get(MEASURES / 2).copied().unwrap_or_default()
    };
    let list_ms = timed(&|| {
        let _ = share.list(&Name::top(Folder::Beacon));
    });
    let put_ms = timed(&|| {
        if let Ok(file) = share.write_temporary(bytes) {
            let _ = share.holds(Step::ReadTemporary, &file, bytes);
            let _ = share.remove(&file);
        }
    });
    Finding::Speed { list_ms, put_ms }
}

/// Whether this machine reads a copy of its own instead of the server's files.
fn local_copy(share: &ShareFs) -> Finding {
    let root = share.place();
    if let Some(mount) = mount_of(&root) {
        return match mount.stale_option() {
            Some(option) => Finding::LocalCopy(option.to_owned()),
            None => Finding::NoLocalCopy,
        };
    }
    let paths = [root.clone(), share.path(&Name::identity())];
    let about = paths.iter().filter_map(|path| fs::metadata(path).ok());
    let marks: Vec<u32> = about.filter_map(|about| copy_marks(&about)).collect();
    match marks.iter().find(|marks| **marks != 0) {
        Some(marks) => Finding::LocalCopy(format!("0x{marks:x}")),
        None if cfg!(windows) => Finding::LocalCopyNotTold,
        None => Finding::NoLocalCopy,
    }
}

fn room(share: &ShareFs) -> Finding {
    let root = share.place();
    let (Ok(free), Ok(total)) = (fs4::available_space(&root), fs4::total_space(&root)) else {
        return Finding::RoomNotTold;
    };
    if total == 0 {
        return Finding::RoomNotTold;
    }
    Finding::Room {
        free_mb: free / 1_000_000,
        percent: free.saturating_mul(100) / total,
    }
}

/// What the names of the folder say: traces of programs that mirror, second copies, strangers.
fn names(share: &ShareFs) -> Vec<Finding> {
    let root = share.place();
    let mut folders = vec![root.clone()];
    folders.extend(Folder::ALL.map(|folder| root.join(folder.as_str())));
    let seats = share.list(&Name::top(Folder::Segment)).unwrap_or_default();
    folders.extend(
        seats
            .entries
            .iter()
            .take(SEATS_LOOKED)
            .map(|seat| share.path(&seat.name)),
    );
    let ours = |folder: &Path, name: &str| {
        let top = ["school.jsg", "beacon", "seg", "pack", "blob", "join", "tmp"];
        match folder == root {
            true => top.contains(&name),
            false => Name::parse(name).is_some(),
        }
    };
    let (mut copies, mut strangers) = (Vec::new(), Vec::new());
    let mut trace = mirror_in_path(&root.to_string_lossy());
    for folder in &folders {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in entries.take(ENTRIES_LOOKED) {
            let name = entry.file_name().to_string_lossy().into_owned();
            match () {
                () if is_trace(&name) => trace = trace.or(Some(name)),
                () if ours(folder, &name) => {}
                () if is_copy(&name) => copies.push(name),
                () => strangers.push(name),
            }
        }
    }
    let mut found = vec![trace.map_or(Finding::OnePlace, Finding::SeveralPlaces)];
    let many = |names: &[String]| (names.len() as u64, names.first().cloned());
    if let (count, Some(example)) = many(&copies) {
        found.push(Finding::Copies { count, example });
    }
    found.push(match many(&strangers) {
        (count, Some(example)) => Finding::Strangers { count, example },
        (_, None) => Finding::NoStrangers,
    });
    found
}
