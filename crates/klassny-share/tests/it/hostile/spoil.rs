//! What is done to a share, drawn by chance of a seed.

use crate::fake::{key, seal_first, seat_of};
use klassny_domain::access::Head;
use klassny_log::{Header, SeatKey};
use klassny_share::error::Error;
use klassny_share::folder::{Listing, Put, SegmentStore, Stat};
use klassny_share::mem::MemStore;
use klassny_share::name::{BeaconName, Name, SegmentName};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// A seeded source of chance.
pub struct Chance(pub u64);

impl Chance {
    /// The next number, SplitMix64.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("small")
    }

    fn hash(&mut self) -> [u8; 16] {
        let (a, b) = (self.next(), self.next());
        [a.to_le_bytes(), b.to_le_bytes()].concat()[..16]
            .try_into()
            .expect("16 bytes")
    }
}

/// A store in memory in whose folders anything may stand, as in a real one.
pub struct DirtyStore {
    pub inner: MemStore,
    strange: Mutex<BTreeMap<Name, BTreeSet<String>>>,
}

impl DirtyStore {
    pub fn new(inner: MemStore) -> Self {
        let strange = Mutex::default();
        Self { inner, strange }
    }

    /// Puts a file under any name at all.
    pub fn put_any(&self, folder: &Name, file: &str, bytes: &[u8]) {
        match folder.join(file) {
            Some(name) => self.inner.damage(&name, Some(bytes.to_vec())),
            None => {
                let mut strange = self.strange.lock().unwrap_or_else(PoisonError::into_inner);
                let files = strange.entry(folder.clone()).or_default();
                files.insert(file.to_owned());
            }
        }
    }
}

impl SegmentStore for DirtyStore {
    fn put_new(&self, name: &Name, bytes: &[u8]) -> Result<Put, Error> {
        self.inner.put_new(name, bytes)
    }

    fn get(&self, name: &Name, limit: u64) -> Result<Vec<u8>, Error> {
        self.inner.get(name, limit)
    }

    fn list(&self, folder: &Name) -> Result<Listing, Error> {
        let mut listing = self.inner.list(folder)?;
        let strange = self.strange.lock().unwrap_or_else(PoisonError::into_inner);
        listing.foreign += strange.get(folder).map_or(0, |files| files.len() as u64);
        Ok(listing)
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
        self.inner.place()
    }
}

/// What was done.
#[derive(Debug, Default)]
pub struct Done {
    /// How many damages.
    pub damages: u64,
    /// Whether the identity file is spoiled too.
    pub identity: bool,
}

/// Damages a share one to six times.
pub fn spoil(store: &DirtyStore, segments: &BTreeSet<SegmentName>, chance: &mut Chance) -> Done {
    let mut done = Done::default();
    let names: Vec<SegmentName> = segments.iter().copied().collect();
    for _ in 0..=chance.below(6) {
        done.damages += 1;
        let name = names[chance.below(names.len())];
        match chance.below(5) {
            0 | 1 => bytes_of(store, name, chance),
            2 => place_of(store, name, &names, chance),
            3 => strangers(store, name, chance),
            _ => planted(store, name, chance),
        }
    }
    if chance.below(10) == 0 {
        let bytes = [vec![], vec![0; 120], vec![b'x'; 1 << 20]];
        let spoiled = bytes[chance.below(3)].clone();
        store.inner.damage(&Name::identity(), Some(spoiled));
        done.identity = true;
    }
    done
}

fn bytes_at(store: &DirtyStore, name: SegmentName) -> Vec<u8> {
    let bytes = store.inner.get(&Name::from(name), u64::MAX);
    bytes.unwrap_or_default()
}

/// Zeros, a torn end, a flipped bit, endless data, an empty file.
fn bytes_of(store: &DirtyStore, name: SegmentName, chance: &mut Chance) {
    let mut bytes = bytes_at(store, name);
    let len = bytes.len().max(1);
    match chance.below(5) {
        0 => bytes.fill(0),
        1 => bytes.truncate(chance.below(len)),
        2 => {
            let at = chance.below(len);
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << chance.below(8);
            }
        }
        3 => bytes.resize((1 << 20) + 1, 7),
        _ => {
            let from = chance.below(len);
            bytes.iter_mut().skip(from).for_each(|byte| *byte = 0);
        }
    }
    store.inner.damage(&Name::from(name), Some(bytes));
}

/// Gone, swapped, renamed, copied, in capitals, a folder in its place, a whole seat gone.
fn place_of(store: &DirtyStore, name: SegmentName, all: &[SegmentName], chance: &mut Chance) {
    let path = Name::from(name);
    let bytes = bytes_at(store, name);
    let folder = path.folder().expect("a shard");
    let other = all[chance.below(all.len())];
    match chance.below(8) {
        0 => store.inner.damage(&path, None),
        1 => {
            let theirs = bytes_at(store, other);
            store.inner.damage(&path, Some(theirs));
            store.inner.damage(&Name::from(other), Some(bytes));
        }
        2 => {
            let seq = name.seq + 1 + u32::try_from(chance.below(600)).expect("small");
            store.inner.damage(&path, None);
            let moved = SegmentName { seq, ..name };
            store.inner.damage(&Name::from(moved), Some(bytes));
        }
        3 => {
            let copied = SegmentName {
                seat: other.seat,
                ..name
            };
            store.inner.damage(&Name::from(copied), Some(bytes));
        }
        4 => {
            let copy = 1 + u8::try_from(chance.below(9)).expect("small");
            let half = bytes[..bytes.len() / 2].to_vec();
            let beside = SegmentName { copy, ..name };
            store.inner.damage(&Name::from(beside), Some(half));
        }
        5 => {
            store.inner.damage(&path, None);
            store.put_any(&folder, &path.file().to_uppercase(), &bytes);
        }
        6 => {
            store.inner.damage(&path, None);
            let inside = path.join("x").expect("a name");
            store.inner.damage(&inside, Some(bytes));
        }
        _ => {
            let seat = Name::seat(name.seat).to_string();
            for file in store.inner.names() {
                if file.as_str().starts_with(&seat) {
                    store.inner.damage(&file, None);
                }
            }
        }
    }
}

/// Files of other programs and of people, and beacons that lie.
fn strangers(store: &DirtyStore, name: SegmentName, chance: &mut Chance) {
    let path = Name::from(name);
    let shard = path.folder().expect("a shard");
    let seat = shard.folder().expect("a seat");
    let top = |text: &str| Name::parse(text).expect("a folder");
    let stem = path.file().trim_end_matches(".seg").to_owned();
    let files = [
        format!("{stem} (1).seg"),
        format!("{stem} — копия.seg"),
        format!("~${stem}.seg"),
        "Thumbs.db".to_owned(),
        ".DS_Store".to_owned(),
        "desktop.ini".to_owned(),
        "readme.txt".to_owned(),
        format!("{stem}.seg.tmp"),
        format!("{stem}.r0.seg"),
        "000000".to_owned(),
        "con".to_owned(),
    ];
    let folders = [
        shard,
        seat,
        top("seg"),
        top("beacon"),
        top("tmp"),
        top("join"),
        top("pack"),
    ];
    for _ in 0..=chance.below(12) {
        let file = &files[chance.below(files.len())];
        store.put_any(&folders[chance.below(folders.len())], file, b"junk");
    }
    let beacon = BeaconName {
        seat: name.seat,
        seq: [name.seq + 1, u32::MAX, 1][chance.below(3)],
        hash: chance.hash(),
    };
    match chance.below(4) {
        0 => store.inner.damage(&Name::from(beacon), Some(Vec::new())),
        1 => {
            let stranger = seat_of(77, 1);
            let seat = BeaconName {
                seat: stranger,
                ..beacon
            };
            store.inner.damage(&Name::from(seat), Some(Vec::new()));
        }
        2 => store
            .inner
            .damage(&Name::from(BeaconName::from(name)), None),
        _ => {}
    }
}

/// Whole segments that have no business there, each under the name of its bytes.
fn planted(store: &DirtyStore, near: SegmentName, chance: &mut Chance) {
    let text = format!("planted {}", chance.next());
    let by = |number: u8| {
        (
            key(number, 1),
            seal_first(&key(number, 1), &text, None).bytes,
        )
    };
    let (key, bytes) = match chance.below(7) {
        // A seat of the school whose machine is away.
        0 => by(5),
        // A seat of nobody.
        1 => by(70),
        // Another school's, by a key that this one knows.
        2 => {
            let (key, bytes) = by(6);
            let other = |header: &mut Header| {
                header.school = klassny_domain::ids::SchoolId::from_bytes([8; 16]);
            };
            let bytes = changed(&key, &bytes, other);
            (key, bytes)
        }
        // A newer program's: its ops are closed to this one.
        3 => {
            let (key, bytes) = by(7);
            let newer = |header: &mut Header| (header.fmt, header.min_reader) = (9, 9);
            let bytes = changed(&key, &bytes, newer);
            (key, bytes)
        }
        // A suite of the future.
        4 => {
            let (key, mut bytes) = by(8);
            assert_eq!(bytes[8..10], [8, 1], "the suite stands first");
            bytes[9] = 2;
            (key, bytes)
        }
        // A false signature.
        5 => {
            let (key, mut bytes) = by(9);
            *bytes.last_mut().expect("a signature") ^= 1;
            (key, bytes)
        }
        _ => (key(9, 0), b"not a segment".to_vec()),
    };
    let hash = *blake3::hash(&bytes).as_bytes();
    let head = Head {
        seat: key.seat(),
        seq: 1 + u64::from(near.seq) * u64::from(bytes.len() < 20),
        hash,
    };
    let name = SegmentName::of(&head).expect("a name");
    store.inner.damage(&Name::from(name), Some(bytes));
}

/// The segment with another header, signed anew; its ops cannot be opened any more.
fn changed(key: &SeatKey, bytes: &[u8], change: impl FnOnce(&mut Header)) -> Vec<u8> {
    let len = u32::from_le_bytes(bytes[4..8].try_into().expect("four bytes")) as usize;
    let mut header = Header::decode(&bytes[8..8 + len]).expect("a header");
    change(&mut header);
    let header = header.encode().expect("a header");
    let mut new = bytes[..4].to_vec();
    new.extend_from_slice(&u32::try_from(header.len()).expect("short").to_le_bytes());
    new.extend_from_slice(&header);
    new.extend_from_slice(&bytes[8 + len..bytes.len() - 64]);
    let signature = key.sign("jsg1-segment", blake3::hash(&new).as_bytes());
    [new, signature.to_vec()].concat()
}
