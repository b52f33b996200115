//! The power goes: a real workstation and a share on a file system that loses what was not flushed.
//!
//! After every cut nothing that was answered may be lost, the replica must be sound and equal to
//! its log, and the share must heal. The file system proves itself first: it must lose and keep
//! what it should, and a disk that only pretends to flush must be noticed.

#![cfg(target_os = "linux")]

mod disk;
mod full;
mod mount;

use disk::{Chance, Disk, Flush};
use klassny_tests::small::{self, AFTERNOON_MS, Scene};
use klassny_tests::watch::Deadline;
use klassny_tests::workload::{self, Ledger, Orders, Worker};
use klassny_tests::{HeldClock, PASSWORD};
use mount::Mounted;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Cuts on every landing.
const CUTS: u64 = 24;
/// Cuts of a replica that is not flushed: some should cost something.
const PRETENDED: u64 = 5;

/// What is flushed stays, what is not may go: bytes, lengths, names.
#[test]
fn the_disk_loses_what_was_not_flushed_and_keeps_what_was() {
    let _deadline = Deadline::seconds(60, "the disk itself");
    let (mut lost, mut torn) = (0, 0);
    for seed in 0..40 {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().to_path_buf();
        let mounted = Mounted::over(&at, Disk::new(Flush::Kept)).unwrap();
        let mut safe = fs::File::create(at.join("safe")).unwrap();
        safe.write_all(&[7; 3000]).unwrap();
        safe.sync_all().unwrap();
        fs::File::open(&at).unwrap().sync_all().unwrap();
        safe.write_all(&[8; 3000]).unwrap();
        fs::write(at.join("unnamed"), b"never flushed").unwrap();
        fs::rename(at.join("safe"), at.join("renamed")).unwrap();
        drop(safe);
        mounted.survivors(&mut Chance(seed)).unwrap();

        let (old, new) = (at.join("safe"), at.join("renamed"));
        assert_ne!(old.exists(), new.exists(), "a rename is whole or not there");
        let bytes = fs::read(if old.exists() { old } else { new }).unwrap();
        assert_eq!(bytes[..3000], [7; 3000], "what was flushed stays");
        let landed = bytes[3000..].iter().filter(|byte| **byte == 8).count();
        lost += u32::from(landed == 0);
        torn += u32::from(landed > 0 && landed < 3000);
    }
    assert!(lost > 0 && torn > 0, "{lost} lost, {torn} torn");
}

/// The database alone: `synchronous = FULL` keeps every answered row, `OFF` does not.
#[test]
fn the_disk_tells_full_from_off() {
    let _deadline = Deadline::seconds(120, "FULL and OFF");
    let lost = |synchronous: &str| -> u64 { (0..8).map(|seed| rows_lost(synchronous, seed)).sum() };
    assert_eq!(lost("FULL"), 0);
    assert!(
        lost("OFF") > 0,
        "rows that were answered must be lost with OFF"
    );
}

/// How many of the answered rows of a SQLCipher file a cut costs; a file that does not open has
/// lost all.
fn rows_lost(synchronous: &str, seed: u64) -> u64 {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.db");
    let open = |path: &Path| {
        let bare = rusqlite::Connection::open(path).unwrap();
        bare.pragma_update(
            None,
            "key",
            "x'0707070707070707070707070707070707070707070707070707070707070707'",
        )
        .unwrap();
        bare
    };
    let bare = open(&path);
    bare.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE a (b INTEGER);")
        .unwrap();
    drop(bare);
    let disk = Disk::of(dir.path(), Flush::Kept).unwrap();
    let mounted = Mounted::over(dir.path(), disk).unwrap();
    let bare = open(&path);
    let set = format!("PRAGMA synchronous = {synchronous}");
    bare.execute_batch(&set).unwrap();
    let mut chance = Chance(seed);
    mounted.disk().cut_at(20 + chance.below(40));
    let mut answered = 0;
    while bare.execute("INSERT INTO a VALUES (1)", []).is_ok() {
        answered += 1;
    }
    drop(bare);
    mounted.survivors(&mut chance).unwrap();
    let bare = open(&path);
    let stands = bare.query_row("SELECT count(*) FROM a", [], |row| row.get::<_, i64>(0));
    let stands = u64::try_from(stands.unwrap_or_default()).unwrap();
    u64::saturating_sub(answered, stands)
}

/// R14, P10: the power goes at any write, flush or rename of a day's work.
#[test]
fn r14_a_cut_of_the_power_loses_nothing_that_was_answered_and_the_share_heals() {
    let _deadline = Deadline::seconds(600, "power cuts");
    let cuts = std::env::var("KLASSNY_CUTS").ok();
    let cuts = cuts.and_then(|cuts| cuts.parse().ok()).unwrap_or(CUTS);
    let mut school = School::new(Flush::Kept);
    let mut chance = Chance(3);
    for cut in 0..cuts {
        if school.ledger.turn > 300 {
            school = School::new(Flush::Kept);
        }
        let at = chance.below(school.steps) + 1;
        school.work_until(at, &mut chance);
        let held = school.check();
        assert!(held.is_ok(), "cut {cut} at step {at}: {held:?}");
    }
    assert!(school.ledger.answered > 0);
    println!("power: {cuts} cuts, nothing answered was lost");
}

/// The same test with a disk that takes no notice of the replica's flushes, which is what
/// `synchronous = OFF` in place of `FULL` would leave on the medium: answered writes are lost.
#[test]
fn a_replica_without_flushes_loses_answered_writes_in_this_test() {
    let _deadline = Deadline::seconds(400, "a replica without flushes");
    let noticed_with = |flush: Flush| {
        let mut chance = Chance(5);
        let checks = (0..PRETENDED).filter_map(|_| {
            let mut school = School::new(flush);
            let at = school.steps * 3 / 4 + chance.below(school.steps / 4);
            school.work_until(at, &mut chance);
            school.check().err()
        });
        checks.map(|error| error.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(noticed_with(Flush::Kept), [""; 0], "the same cuts, flushed");
    let noticed = noticed_with(Flush::IgnoredFor("replica.db"));
    println!("power: of {PRETENDED} cuts without flushes noticed: {noticed:?}");
    let lost = noticed.iter().any(|error| error.starts_with("LOST"));
    assert!(lost, "no answered write was lost: {noticed:?}");
}

/// A small school in a folder that becomes a disk for each day's work.
struct School {
    dir: tempfile::TempDir,
    clock: HeldClock,
    scene: Scene,
    ledger: Ledger,
    flush: Flush,
    /// How many changes and flushes a whole day takes.
    steps: u64,
}

impl School {
    fn new(flush: Flush) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = HeldClock::at(AFTERNOON_MS);
        let scene = small::make(dir.path(), &dir.path().join("share"), &clock).unwrap();
        let mut school = Self {
            dir,
            clock,
            scene,
            ledger: Ledger::default(),
            flush: Flush::Kept,
            steps: u64::MAX / 4,
        };
        let whole = school.day(u64::MAX / 4);
        school.steps = whole.disk().steps();
        assert!(!whole.disk().is_dead());
        // The whole day stays: only the cuts of the test lose anything.
        let path = school.dir.path().to_path_buf();
        let kept = tempfile::tempdir().unwrap();
        copy(&path, kept.path());
        whole.survivors(&mut Chance(0)).unwrap();
        clear(&path);
        copy(kept.path(), &path);
        school.flush = flush;
        school
    }

    /// Does a day's work on a disk whose power goes at this step.
    fn day(&mut self, cut_at: u64) -> Mounted {
        self.clock.advance(120_000);
        let disk = Disk::of(self.dir.path(), self.flush).unwrap();
        let mounted = Mounted::over(self.dir.path(), disk).unwrap();
        mounted.disk().cut_at(cut_at);
        let share = self.dir.path().join("share");
        let orders = Orders {
            program: PathBuf::from(env!("CARGO_BIN_EXE_work")),
            dir: self.dir.path(),
            share: &share,
            turn: self.ledger.turn,
            ms: self.clock.ms(),
            kill: None,
        };
        let mut worker = Worker::start("day", &orders).unwrap();
        let ended = self.ledger.follow(&mut worker.0).unwrap();
        assert!(
            ended.status.success() || mounted.disk().is_dead(),
            "a day without a cut fails: {}",
            ended.last
        );
        self.clock.advance(120_000);
        mounted
    }

    fn work_until(&mut self, cut_at: u64, chance: &mut Chance) {
        self.day(cut_at).survivors(chance).unwrap();
    }

    /// Both machines open, nothing answered is lost, the share heals, all are equal.
    fn check(&mut self) -> anyhow::Result<()> {
        let b = small::open(&self.dir.path().join("b"), &self.clock)?;
        b.sign_in(&self.scene.staff, PASSWORD)?;
        let scene = (&self.scene, &self.clock);
        workload::all_is_well(self.dir.path(), &b, scene, &mut self.ledger)?;
        workload::share_is_whole(&self.dir.path().join("share"))?;
        Ok(())
    }
}

fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.path().is_dir() {
            true => fs::remove_dir_all(entry.path()).unwrap(),
            false => fs::remove_file(entry.path()).unwrap(),
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => fs::copy(entry.path(), &target).map(drop).unwrap(),
        }
    }
}
