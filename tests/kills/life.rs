//! The life of a small school whose machine `a` is killed again and again.

use crate::packs;
use klassny_domain::ids::SeatId;
use klassny_tests::kills::Script;
use klassny_tests::small::{self, AFTERNOON_MS, Scene};
use klassny_tests::workload::{self, Ended, Ledger, Orders, Worker};
use klassny_tests::{HeldClock, PASSWORD, Station, filework};
use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Everything is held against everything after so many kills.
const SETTLE_EVERY: u64 = 16;
/// The clock moves on between two runs, so that what rests is tried again.
const BETWEEN_MS: i64 = 2 * 60_000;
/// The longest rest of a damaged file is over after this.
const RESTED_MS: i64 = 61 * 60_000;
/// A write needs a free cell; the school has so many writes.
const TURNS_MAX: u64 = 380;

/// A school, its machines and what is known of them.
pub struct Life {
    dir: tempfile::TempDir,
    script: Script,
    scene: Scene,
    clock: HeldClock,
    b: Option<Station>,
    ledger: Ledger,
    /// How often a run that nobody kills comes to each point.
    hits: BTreeMap<String, u64>,
    answered: u64,
    b_turn: u64,
}

/// Kills the script at each of its points, as often as was asked.
pub fn kill_everywhere(script: Script) {
    let minutes = number("KLASSNY_KILLS_MINUTES");
    // A school with three full shards takes long to copy.
    let each = match script {
        Script::Pack => 1,
        _ => crate::EACH,
    };
    let each = number("KLASSNY_KILLS_EACH").unwrap_or(each);
    let until = minutes.map(|minutes| Instant::now() + Duration::from_secs(minutes * 60));
    let mut life = Life::new(script);
    let mut chance = Chance(11);
    let (mut kills, mut round) = (0, 0);
    loop {
        for point in script.points() {
            if script == Script::Mend && life.is_healed() {
                life.settle();
                life = life.anew();
            }
            life.kill_at(point, &mut chance);
            kills += 1;
            if kills % SETTLE_EVERY == 0 {
                life.settle();
            }
            if life.ledger.turn > TURNS_MAX {
                life.settle();
                life = life.anew();
            }
        }
        round += 1;
        let over = until.map_or(round >= each, |until| Instant::now() >= until);
        if over {
            break;
        }
    }
    life.settle();
    let points = script.points().len();
    let answered = life.answered + life.ledger.answered;
    println!(
        "{}: {kills} kills at {points} points, {answered} answered writes, 0 lost, 0 damaged",
        script.word()
    );
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

impl Life {
    fn new(script: Script) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = HeldClock::at(AFTERNOON_MS);
        let scene = small::make(dir.path(), &dir.path().join("share"), &clock).unwrap();
        if script == Script::Pack {
            packs::fill(dir.path(), (&scene, &clock));
        }
        copy(dir.path(), &dir.path().join("template"));
        let mut life = Self {
            dir,
            script,
            scene,
            clock,
            b: None,
            ledger: Ledger::default(),
            hits: BTreeMap::new(),
            answered: 0,
            b_turn: 0,
        };
        if script == Script::Mend {
            // Segments that both machines have, to be lost on the share.
            for _ in 0..4 {
                life.news();
            }
            life.settle();
        }
        if script == Script::Attest {
            life.give_the_duty();
        }
        // The second run forgets the bad files that the first one noted.
        for _ in 0..2 {
            life.prepare();
            let whole = life.run(None);
            assert!(whole.status.success(), "{} fails by itself", script.word());
            life.hits = whole.reached;
            life.after();
        }
        life
    }

    /// Makes machine `a` a witness.
    fn give_the_duty(&mut self) {
        let a = small::open(&self.path("a"), &self.clock).unwrap();
        a.sign_in(&self.scene.staff, PASSWORD).unwrap();
        let device = a.app.workstation().unwrap().store.identity().device;
        let args = serde_json::json!({ "device": device.to_string(), "witness": true });
        workload::must(&a, "set_witness", args).unwrap();
        a.app.sync_fully().unwrap();
    }

    /// The same with a new journal, whose cells are free again.
    fn anew(self) -> Self {
        let answered = self.answered + self.ledger.answered;
        let hits = self.hits.clone();
        Self {
            answered,
            hits,
            ..Self::new(self.script)
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Kills one run at a point that it surely reaches, starts it again, and looks.
    fn kill_at(&mut self, point: &'static str, chance: &mut Chance) {
        let hits = self.hits.get(point).copied().unwrap_or_default();
        assert!(hits > 0, "point {point} was not reached");
        self.prepare();
        let mut count = 1 + chance.below(hits);
        loop {
            let ended = self.run(Some(format!("{point}:{count}")));
            if ended.status.signal() == Some(9) {
                break;
            }
            assert!(
                ended.status.success(),
                "{point}:{count}: {}, its last word was «{}»",
                ended.status,
                ended.last
            );
            assert!(count > 1, "point {point} was not reached");
            // The run before left less to do: the first time is surely there.
            self.after();
            self.prepare();
            count = 1;
        }
        self.after();
    }

    /// What must stand before a run.
    fn prepare(&mut self) {
        self.clock.advance(BETWEEN_MS);
        match self.script {
            Script::Day | Script::Print | Script::Rebuild | Script::Attest => self.news(),
            Script::Mend => {
                self.clock.advance(RESTED_MS);
                self.news();
                self.break_the_share();
            }
            Script::Files => self.file_news(),
            Script::Arrive | Script::Found | Script::Restore | Script::Pack => {
                self.b = None;
                for name in ["share", "a", "b", "new", "new-share", "new-share-2"] {
                    std::fs::remove_dir_all(self.path(name)).ok();
                }
                copy(&self.path("template"), self.dir.path());
            }
        }
        if self.script == Script::Rebuild {
            self.age();
        }
    }

    /// What must hold after a run, however it ended.
    fn after(&mut self) {
        match self.script {
            Script::Day | Script::Print | Script::Attest | Script::Files => {}
            Script::Rebuild => {
                let again = self.run(None);
                assert!(again.status.success(), "the replica opens again");
            }
            Script::Mend => {
                self.other().app.sync_fully().unwrap();
            }
            Script::Arrive | Script::Restore => self.arrived(),
            Script::Found => self.founded(),
            Script::Pack => {
                let again = self.run(None);
                assert!(again.status.success(), "it packs when tried again");
                packs::hold_all(self.dir.path(), (&self.scene, &self.clock));
            }
        }
    }

    fn run(&mut self, kill: Option<String>) -> Ended {
        let share = self.path("share");
        let orders = Orders {
            program: PathBuf::from(env!("CARGO_BIN_EXE_work")),
            dir: self.dir.path(),
            share: &share,
            turn: self.ledger.turn,
            ms: self.clock.ms(),
            kill,
        };
        let mut worker = Worker::start(self.script.word(), &orders).unwrap();
        let ended = self.ledger.follow(&mut worker.0);
        self.clock.advance(BETWEEN_MS);
        ended.unwrap()
    }

    fn other(&mut self) -> &Station {
        let profile = self.path("b");
        let (scene, clock) = (&self.scene, &self.clock);
        self.b.get_or_insert_with(|| {
            let station = small::open(&profile, clock).unwrap();
            station.sign_in(&scene.staff, PASSWORD).unwrap();
            station
        })
    }

    /// Machine `b` writes something that `a` has not seen.
    fn news(&mut self) {
        self.b_turn += 1;
        let args = small::set_topic(
            &self.scene.other,
            &format!("С другой машины, {}", self.b_turn),
        );
        let b = self.other();
        workload::must(b, "set_lesson", args).unwrap();
        b.app.sync_fully().unwrap();
    }

    /// Machine `b` attaches a file, and the share loses one that machine `a` attached.
    fn file_news(&mut self) {
        self.b_turn += 1;
        let (scene, turn) = (self.scene.clone(), self.b_turn);
        let share = self.path("share");
        let b = self.other();
        filework::news(b, &scene, turn).unwrap();
        b.app.sync_fully().unwrap();
        let held = b.app.workstation().unwrap().store.blobs_held().unwrap();
        if let Some(blob) = held.iter().find(|blob| !blob.own) {
            let name = klassny_log::name::BlobName {
                hash: blob.hash,
                copy: 0,
            };
            std::fs::remove_file(share.join(name.to_string())).ok();
        }
    }

    /// The files of the person at this machine, and of the one at the other.
    fn files_of_people(&mut self) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let share = self.path("share");
        let workstation = self.other().app.workstation().unwrap();
        let here = workstation.store.identity().device;
        let seats = workstation.store.read(|read| read.seats()).unwrap();
        let person = |own: bool| {
            let seat = seats.iter().find(|seat| (seat.device == here) == own);
            files_of(&share, seat.unwrap().seat)
        };
        (person(false), person(true))
    }

    /// Whether there is too little left to damage: what somebody has put beside a damaged file is
    /// whole ever after.
    fn is_healed(&mut self) -> bool {
        let (mine, foreign) = self.files_of_people();
        // Damaged are one of ours, two of the other's and the newest of those.
        alone(&mine).count() < 1 || alone(&foreign).count() < 3
    }

    /// Files of the share missing and damaged, own and foreign; the newest foreign one too.
    fn break_the_share(&mut self) {
        let (mine, foreign) = self.files_of_people();
        let share = self.path("share");
        let workstation = self.other().app.workstation().unwrap();
        let here = workstation.store.identity().device;
        let newest = foreign.last().unwrap();
        cut_short(newest);
        let mut single = alone(&foreign).filter(|file| *file != newest);
        cut_short(single.next().expect("a foreign file to damage"));
        std::fs::remove_file(single.next().expect("a foreign file to lose")).unwrap();
        cut_short(alone(&mine).next().expect("an own file to damage"));
        let devices = workstation.store.read(|read| read.devices()).unwrap();
        let device = devices.iter().find(|device| device.device != here).unwrap();
        let files = files_of(&share, device.seat);
        if let Some(folder) = files.first().and_then(|file| file.parent()) {
            std::fs::remove_dir_all(folder).unwrap();
        }
    }

    /// Gives the replica the mark of another version of the projection.
    fn age(&self) {
        let station = small::open(&self.path("a"), &self.clock).unwrap();
        station.sign_in(&self.scene.staff, PASSWORD).unwrap();
        let store = &station.app.workstation().unwrap().store;
        store.put("projection", b"older").unwrap();
    }

    /// Whoever died while joining comes in at the second try and is equal to the others then.
    fn arrived(&mut self) {
        let again = self.run(None);
        assert!(
            again.status.success(),
            "the machine comes in when it tries again"
        );
        let a = small::open(&self.path("a"), &self.clock).unwrap();
        a.sign_in(&self.scene.staff, PASSWORD).unwrap();
        let came = small::open(&self.path("new"), &self.clock).unwrap();
        came.sign_in(&self.scene.staff, PASSWORD).unwrap();
        workload::sound(&came).unwrap();
        small::exchange(&[&a, &came], &self.clock).unwrap();
        workload::equal(&a, &came, &self.scene).unwrap();
    }

    fn founded(&mut self) {
        let again = self.run(None);
        assert!(
            again.status.success(),
            "the school is created when tried again"
        );
        let station = small::open(&self.path("new"), &self.clock).unwrap();
        let people = station.app.app_state().unwrap().people;
        assert_eq!(people.len(), 1, "its administrator is at the door");
        station.sign_in(&people[0].staff, PASSWORD).unwrap();
        workload::sound(&station).unwrap();
        assert!(station.equals_its_log().unwrap());
        let report = station.app.sync_fully().unwrap();
        assert!(
            report.share.is_reached() && report.counts.waiting == 0,
            "{report:?}"
        );
    }

    /// Holds everything against everything.
    fn settle(&mut self) {
        if matches!(
            self.script,
            Script::Arrive | Script::Found | Script::Restore | Script::Pack
        ) {
            return;
        }
        self.other();
        let b = self.b.take().unwrap();
        self.clock.advance(RESTED_MS);
        let scene = (&self.scene, &self.clock);
        workload::all_is_well(self.dir.path(), &b, scene, &mut self.ledger).unwrap();
        assert!(workload::share_is_whole(&self.path("share")).unwrap() > 0);
        self.b = Some(b);
    }
}

/// The files of a seat's segments, in their order.
fn files_of(share: &Path, seat: SeatId) -> Vec<PathBuf> {
    let name = klassny_share::name::Name::seat(seat);
    let shards = std::fs::read_dir(share.join(name.as_str())).unwrap();
    let mut files = Vec::new();
    for shard in shards.flatten() {
        let inside = std::fs::read_dir(shard.path()).unwrap().flatten();
        files.extend(inside.map(|entry| entry.path()));
    }
    files.sort();
    files
}

/// Files that nobody has put a second time beside: those are whole as long as one of the two is.
fn alone(files: &[PathBuf]) -> impl Iterator<Item = &PathBuf> {
    let seq = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default();
        name.to_string_lossy().chars().take(8).collect::<String>()
    };
    let beside = |file: &&PathBuf| file.to_string_lossy().ends_with(".r1.seg");
    let twice: Vec<String> = files.iter().filter(beside).map(seq).collect();
    files.iter().filter(move |file| !twice.contains(&seq(file)))
}

fn cut_short(file: &Path) {
    let len = std::fs::metadata(file).unwrap().len();
    let open = std::fs::OpenOptions::new().write(true).open(file).unwrap();
    open.set_len(len / 2).unwrap();
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path() == to {
            continue;
        }
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => std::fs::copy(entry.path(), &target).map(drop).unwrap(),
        }
    }
}

/// A seeded sequence, so that a failing run can be run again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}
