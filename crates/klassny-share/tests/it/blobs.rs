//! Files of homework on a share: they go out before facts, come after them, and hold up nothing.

use crate::fake::{FakeReplica, register};
use crate::kit::{NOON_MS, memory_share, real_share};
use klassny_domain::access::Head;
use klassny_domain::ids::{DeviceId, SeatId};
use klassny_log::{BLOB_MAX, Verified};
use klassny_share::error::Error;
use klassny_share::exchange::Exchange;
use klassny_share::faulty::{Faults, FaultyStore, Weather};
use klassny_share::folder::{Listing, Put, SegmentStore, Stat};
use klassny_share::mem::MemStore;
use klassny_share::name::{BeaconName, BlobName, Name, SegmentName};
use klassny_share::plan::{FULL_EVERY_MS, Moment};
use klassny_share::replica::{
    BadFile, Counts, HeldBlob, OwnSeat, Prepared, Receipt, Replica, Result, School, Stored,
    WantedBlob,
};
use klassny_share::status::SyncReport;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Mutex;

type Hash = [u8; 32];

/// A file here: its bytes, whether it was attached here, whether it is known to be on the share.
#[derive(Clone)]
struct Kept {
    bytes: Option<Vec<u8>>,
    own: bool,
    shared: bool,
}

/// The replica of the tests with a folder of files beside it.
struct Desk {
    facts: FakeReplica,
    files: Mutex<BTreeMap<Hash, Kept>>,
    wanted: Mutex<Vec<WantedBlob>>,
    said: Mutex<BTreeSet<Hash>>,
}

fn bytes_of(number: u32, len: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = number.to_le_bytes().to_vec();
    bytes.resize(len.max(4), 7);
    bytes
}

fn hash(bytes: &[u8]) -> Hash {
    *blake3::hash(bytes).as_bytes()
}

fn name(hash: Hash, copy: u8) -> Name {
    Name::from(BlobName { hash, copy })
}

macro_rules! of_facts {
    ($($call:ident($($arg:ident: $type:ty),*) -> $answer:ty;)+) => {
        $(fn $call(&self $(, $arg: $type)*) -> Result<$answer> { self.facts.$call($($arg),*) })+
    };
}

impl Replica for Desk {
    of_facts! {
        school() -> School;
        device() -> DeviceId;
        own_seats() -> Vec<OwnSeat>;
        prepared() -> Vec<Prepared>;
        prepare(seat: SeatId, now_ms: i64) -> Option<Prepared>;
        published(name: &SegmentName, now_ms: i64) -> ();
        have(name: &SegmentName) -> bool;
        stored(seat: SeatId) -> Vec<Stored>;
        known_seats() -> Vec<(SeatId, u64)>;
        wanted() -> Vec<SegmentName>;
        bytes(name: &SegmentName) -> Option<Vec<u8>>;
        seat_key(seat: SeatId) -> Option<[u8; 32]>;
        receive(segments: &[&Verified], sign_key: [u8; 32], now_ms: i64) -> Vec<Receipt>;
        bad_files() -> Vec<BadFile>;
        note_bad(bad: &BadFile) -> ();
        clear_bad(name: &SegmentName) -> ();
        unacked() -> Vec<Head>;
        acknowledge(heads: &[Head], now_ms: i64) -> ();
        counts() -> Counts;
    }

    fn blobs_to_publish(&self) -> Result<Vec<HeldBlob>> {
        Ok(self.held(|kept| kept.own && !kept.shared))
    }

    fn blobs_held(&self) -> Result<Vec<HeldBlob>> {
        Ok(self.held(|kept| kept.shared))
    }

    fn blobs_wanted(&self) -> Result<Vec<WantedBlob>> {
        let files = self.files.lock().expect("files");
        let wanted = self.wanted.lock().expect("wanted").clone();
        let lacks = |blob: &WantedBlob| !files.contains_key(&blob.hash);
        Ok(wanted.into_iter().filter(lacks).collect())
    }

    fn blob_bytes(&self, hash: &Hash) -> Result<Option<Vec<u8>>> {
        let files = self.files.lock().expect("files");
        Ok(files.get(hash).and_then(|kept| kept.bytes.clone()))
    }

    fn blob_published(&self, hash: &Hash) -> Result<()> {
        let mut files = self.files.lock().expect("files");
        files.get_mut(hash).expect("a file").shared = true;
        Ok(())
    }

    fn keep_blob(&self, name: &Hash, bytes: &[u8]) -> Result<()> {
        assert_eq!(hash(bytes), *name, "only what has its name is kept");
        let kept = Kept {
            bytes: Some(bytes.to_vec()),
            own: false,
            shared: true,
        };
        self.files.lock().expect("files").insert(*name, kept);
        Ok(())
    }

    fn blobs_unsaid(&self) -> Result<Vec<Hash>> {
        let said = self.said.lock().expect("said");
        let held = self.held(|kept| kept.shared && !kept.own);
        let unsaid = held.into_iter().filter(|blob| !said.contains(&blob.hash));
        Ok(unsaid.map(|blob| blob.hash).collect())
    }

    fn say_held(&self, hashes: &[Hash]) -> Result<()> {
        self.said.lock().expect("said").extend(hashes);
        Ok(())
    }
}

impl Desk {
    fn held(&self, which: impl Fn(&Kept) -> bool) -> Vec<HeldBlob> {
        let files = self.files.lock().expect("files");
        let held = files.iter().filter(|(_, kept)| which(kept));
        held.map(|(hash, kept)| HeldBlob {
            hash: *hash,
            len: kept.bytes.as_ref().map_or(0, Vec::len) as u64,
            own: kept.own,
        })
        .collect()
    }
}

/// A workstation with files.
struct Machine {
    desk: Desk,
    exchange: Exchange,
    now_ms: i64,
    chance: u64,
}

impl Machine {
    fn new(number: u8) -> Self {
        Self {
            desk: Desk {
                facts: FakeReplica::new(number, &register(9)),
                files: Mutex::default(),
                wanted: Mutex::default(),
                said: Mutex::default(),
            },
            exchange: Exchange::new(),
            now_ms: NOON_MS,
            chance: u64::from(number),
        }
    }

    /// A person attaches a file; the fact that names it is entered too.
    fn attach(&self, number: u32, len: usize) -> WantedBlob {
        let bytes = bytes_of(number, len);
        let blob = WantedBlob {
            hash: hash(&bytes),
            len: bytes.len() as u64,
        };
        let kept = Kept {
            bytes: Some(bytes),
            own: true,
            shared: false,
        };
        self.desk
            .files
            .lock()
            .expect("files")
            .insert(blob.hash, kept);
        self.desk.facts.enter(&format!("файл {number}"));
        blob
    }

    fn want(&self, blobs: &[WantedBlob]) {
        self.desk.wanted.lock().expect("wanted").extend(blobs);
    }

    fn has(&self, blob: &WantedBlob) -> bool {
        self.desk
            .files
            .lock()
            .expect("files")
            .contains_key(&blob.hash)
    }

    fn forget(&self, blob: &WantedBlob) {
        self.desk.files.lock().expect("files").remove(&blob.hash);
    }

    fn pass(&mut self, store: &dyn SegmentStore) -> SyncReport {
        self.now_ms += 5_000;
        self.chance += 1;
        let moment = Moment {
            now_ms: self.now_ms,
            chance: self.chance,
        };
        self.exchange.pass(store, &self.desk, moment)
    }

    /// A pass with a full reconcile, after any waiting.
    fn pass_much_later(&mut self, store: &dyn SegmentStore) -> SyncReport {
        self.now_ms += FULL_EVERY_MS;
        self.pass(store)
    }

    fn facts(&self) -> usize {
        self.desk.facts.facts().len()
    }
}

/// A share that remembers the order in which names appeared on it.
#[derive(Default)]
struct Recorder {
    inner: MemStore,
    put: Mutex<Vec<Name>>,
    /// Puts of files of homework that fail before one is let through.
    refuses: Mutex<u32>,
}

impl SegmentStore for Recorder {
    fn put_new(&self, name: &Name, bytes: &[u8]) -> std::result::Result<Put, Error> {
        let mut refuses = self.refuses.lock().expect("refuses");
        if name.as_str().starts_with("blob/") && *refuses > 0 {
            *refuses -= 1;
            let busy = std::io::Error::from(std::io::ErrorKind::ResourceBusy);
            let operation = klassny_share::error::Operation::Write;
            return Err(Error::io(
                operation,
                std::path::Path::new(name.as_str()),
                busy,
            ));
        }
        self.put.lock().expect("put").push(name.clone());
        self.inner.put_new(name, bytes)
    }

    fn get(&self, name: &Name, limit: u64) -> std::result::Result<Vec<u8>, Error> {
        self.inner.get(name, limit)
    }

    fn list(&self, folder: &Name) -> std::result::Result<Listing, Error> {
        self.inner.list(folder)
    }

    fn stat(&self, name: &Name) -> std::result::Result<Stat, Error> {
        self.inner.stat(name)
    }

    fn remove_own(&self, name: &Name) -> std::result::Result<(), Error> {
        self.inner.remove_own(name)
    }

    fn set_beacon(&self, head: &BeaconName) -> std::result::Result<(), Error> {
        self.inner.set_beacon(head)
    }

    fn place(&self) -> PathBuf {
        self.inner.place()
    }
}

fn recorder(refuses: u32) -> Recorder {
    Recorder {
        inner: memory_share(),
        put: Mutex::default(),
        refuses: Mutex::new(refuses),
    }
}

/// The order of files and facts on the share: `b` and `s`.
fn order(share: &Recorder) -> String {
    let put = share.put.lock().expect("put");
    let signs = put.iter().filter_map(|name| match name.as_str() {
        name if name.starts_with("blob/") => Some('b'),
        name if name.starts_with("seg/") => Some('s'),
        _ => None,
    });
    signs.collect()
}

#[test]
fn r27_a_file_is_on_the_share_before_the_fact_that_names_it() {
    let share = recorder(0);
    let mut author = Machine::new(1);
    author.attach(1, 5_000);
    author.attach(2, 4);
    let report = author.pass(&share);
    assert_eq!(order(&share), "bbs");
    assert_eq!((report.files_published, report.published), (2, 1));
    author.pass(&share);
    assert_eq!(order(&share), "bbs", "nothing goes out twice");
}

#[test]
fn r27_a_file_that_cannot_be_put_holds_the_facts_back_for_some_passes_and_not_for_ever() {
    let share = recorder(2);
    let mut author = Machine::new(1);
    author.attach(1, 5_000);
    author.pass(&share);
    assert_eq!(order(&share), "", "the fact waits for its file");
    author.pass(&share);
    author.pass(&share);
    assert_eq!(order(&share), "bs");

    let share = recorder(u32::MAX);
    let mut author = Machine::new(1);
    author.attach(1, 5_000);
    for _ in 0..5 {
        author.pass(&share);
    }
    assert_eq!(order(&share), "s", "marks are not held up for ever");
    *share.refuses.lock().expect("refuses") = 0;
    author.pass(&share);
    assert_eq!(order(&share), "sb", "and the file is still tried");
}

#[test]
fn r27_a_file_that_was_lost_here_holds_up_nobody() {
    let share = recorder(0);
    let mut author = Machine::new(1);
    let lost = author.attach(1, 5_000);
    let next = author.attach(2, 5_000);
    let mut files = author.desk.files.lock().expect("files");
    files.get_mut(&lost.hash).expect("a file").bytes = None;
    drop(files);
    author.pass(&share);
    assert_eq!(order(&share), "bs");
    assert!(share.stat(&name(next.hash, 0)).is_ok());
}

#[test]
fn r27_files_come_after_the_facts_a_few_in_each_pass() {
    let share = memory_share();
    let mut author = Machine::new(1);
    let blobs: Vec<WantedBlob> = (0..10).map(|n| author.attach(n, 1_000)).collect();
    author.pass(&share);
    let mut reader = Machine::new(2);
    reader.want(&blobs);
    let report = reader.pass(&share);
    assert_eq!(
        (report.files_taken, report.files_wanted, report.more),
        (4, 6, true)
    );
    assert!(reader.facts() > 0, "facts come first");
    reader.pass(&share);
    let report = reader.pass(&share);
    assert_eq!(
        (report.files_taken, report.files_wanted, report.more),
        (2, 0, false)
    );
    let largest: Vec<WantedBlob> = (0..3).map(|n| author.attach(50 + n, BLOB_MAX)).collect();
    author.pass(&share);
    reader.want(&largest);
    let report = reader.pass(&share);
    assert_eq!(
        (report.files_taken, report.more),
        (1, true),
        "so many bytes at a time"
    );
    for blob in blobs.iter().chain(&largest[..1]) {
        assert!(reader.has(blob));
        let (one, two) = (
            author.desk.blob_bytes(&blob.hash),
            reader.desk.blob_bytes(&blob.hash),
        );
        assert_eq!(one.expect("bytes"), two.expect("bytes"));
    }
    for _ in 0..20 {
        reader.pass(&share);
    }
    let said = reader.desk.said.lock().expect("said").len();
    assert_eq!(said, 13, "the machine says what it holds");
}

#[test]
fn r27_a_missing_or_damaged_file_holds_up_no_other_and_is_taken_when_it_is_right() {
    type Spoil = fn(Vec<u8>) -> Option<Vec<u8>>;
    let ways: [(&str, Spoil); 6] = [
        ("missing", |_| None),
        ("empty", |_| Some(Vec::new())),
        ("cut", |bytes| Some(bytes[..bytes.len() - 1].to_vec())),
        ("zeros", |bytes| Some(vec![0; bytes.len()])),
        ("another file", |bytes| Some(bytes_of(99, bytes.len()))),
        ("endless", |_| Some(vec![7; 3 * BLOB_MAX])),
    ];
    for (way, spoil) in ways {
        let share = memory_share();
        let mut author = Machine::new(1);
        let first = author.attach(1, 2_000);
        let second = author.attach(2, 2_000);
        author.pass(&share);
        let whole = share.get(&name(first.hash, 0), first.len).expect("a file");
        share.damage(&name(first.hash, 0), spoil(whole));
        let mut reader = Machine::new(2);
        reader.want(&[first, second]);
        let report = reader.pass(&share);
        assert_eq!((report.files_taken, report.files_wanted), (1, 1), "{way}");
        assert!(
            reader.has(&second) && !reader.has(&first) && reader.facts() > 0,
            "{way}"
        );
        let at_once = reader.pass(&share);
        assert_eq!(
            (at_once.files_wanted, at_once.more),
            (1, false),
            "{way}: it rests"
        );
        // The author notices a wrong length at once, and rot in its turn of being read.
        for _ in 0..4 {
            author.pass_much_later(&share);
        }
        reader.pass_much_later(&share);
        assert!(reader.has(&first), "{way}");
    }
}

#[test]
fn r27_whoever_holds_a_file_puts_it_back() {
    let share = memory_share();
    let mut author = Machine::new(1);
    let blob = author.attach(1, 2_000);
    author.pass(&share);
    let mut holder = Machine::new(2);
    holder.want(&[blob]);
    holder.pass(&share);
    // The author is gone for good, and so is the file.
    share.damage(&name(blob.hash, 0), None);
    holder.pass_much_later(&share);
    assert!(
        share.stat(&name(blob.hash, 0)).is_err(),
        "others wait for the author once"
    );
    holder.pass_much_later(&share);
    assert!(share.stat(&name(blob.hash, 0)).is_ok());
    // A damaged one of another is not removed: a whole one stands beside it.
    share.damage(&name(blob.hash, 0), Some(b"rot".to_vec()));
    holder.pass_much_later(&share);
    assert_eq!(share.get(&name(blob.hash, 0), 10).expect("a file"), b"rot");
    let mut reader = Machine::new(3);
    reader.want(&[blob]);
    reader.pass(&share);
    assert!(reader.has(&blob), "a repaired sibling is read");
    let names = share.names().len();
    holder.pass_much_later(&share);
    assert_eq!(share.names().len(), names, "and one is enough");
    // The author replaces its own.
    share.damage(&name(blob.hash, 1), None);
    author.pass_much_later(&share);
    reader.forget(&blob);
    reader.pass_much_later(&share);
    assert!(reader.has(&blob));
}

#[test]
fn r27_a_real_folder_carries_the_largest_file() {
    let (_dir, share) = real_share();
    let mut author = Machine::new(1);
    let blob = author.attach(1, BLOB_MAX);
    author.pass(&share);
    let mut reader = Machine::new(2);
    reader.want(&[blob]);
    reader.pass(&share);
    assert_eq!(
        author.desk.blob_bytes(&blob.hash).expect("bytes"),
        reader.desk.blob_bytes(&blob.hash).expect("bytes")
    );
}

#[test]
fn r27_files_cross_a_share_with_every_fault() {
    let faults = Faults {
        read_error: 80,
        read_short: 40,
        read_zeros: 40,
        put_error_undone: 80,
        put_error_done: 80,
        put_zeros: 60,
        stale_listing: 80,
        beacon_loss: 80,
    };
    for seed in 0..40_u8 {
        let share = FaultyStore::new(memory_share(), seed.into(), faults);
        let (mut author, mut reader) = (Machine::new(1), Machine::new(2));
        share.set_weather(Weather::Offline);
        let blobs: Vec<WantedBlob> = (0..6).map(|n| author.attach(n, 3_000)).collect();
        author.pass(&share);
        share.set_weather(Weather::Fine);
        reader.want(&blobs);
        for round in 0..12_u32 {
            share.crash_in(round * 3 + u32::from(seed) % 7);
            author.pass_much_later(&share);
            share.restart();
            author.exchange = Exchange::new();
            reader.pass_much_later(&share);
        }
        share.set_faults(Faults::default());
        for _ in 0..6 {
            author.pass_much_later(&share);
            reader.pass_much_later(&share);
        }
        for blob in &blobs {
            assert!(reader.has(blob), "seed {seed}");
        }
        assert_eq!(author.facts(), reader.facts(), "seed {seed}");
    }
}
