//! What devices attest while the program runs: seals of time, digests, packs.

use crate::devices::state;
use crate::files_under;
use klassny_app::api::SetWitness;
use klassny_app::{App, Clock, Env};
use klassny_domain::change::{Change, EnteredAt};
use klassny_domain::school::Workstation;
use klassny_log::Envelope;
use klassny_tests::small::{self, AFTERNOON_MS, Scene};
use klassny_tests::workload::must;
use klassny_tests::{HeldClock, PASSWORD, Station, World};
use std::sync::Arc;

const QUARTER_OF_AN_HOUR_MS: i64 = 15 * 60_000;
const DAY_MS: i64 = 86_400_000;

/// A small school at work: machines `a`, where the administrator sits, and `b`.
pub struct School {
    _dir: tempfile::TempDir,
    pub clock: HeldClock,
    pub scene: Scene,
    pub a: Station,
    pub b: Station,
}

impl School {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = HeldClock::at(AFTERNOON_MS);
        let scene = small::make(dir.path(), &dir.path().join("share"), &clock).unwrap();
        let open = |name: &str| {
            let station = small::open(&dir.path().join(name), &clock).unwrap();
            station.sign_in(&scene.staff, PASSWORD).unwrap();
            station
        };
        let (a, b) = (open("a"), open("b"));
        Self {
            a,
            b,
            _dir: dir,
            clock,
            scene,
        }
    }

    pub fn set_witness(&self, station: &Station, witness: bool) {
        let device = station.app.workstation().unwrap().store.identity().device;
        let args = SetWitness {
            device: device.to_string(),
            witness,
        };
        self.a.app.set_witness(&args).unwrap();
        self.meet();
    }

    /// Both exchange until nothing is on its way.
    pub fn meet(&self) {
        for station in [&self.a, &self.b, &self.a, &self.b] {
            station.app.sync_fully().unwrap();
        }
    }

    /// Machine `b` writes a topic.
    pub fn write(&self, topic: &str) {
        let args = small::set_topic(&self.scene.other, topic);
        must(&self.b, "set_lesson", args).unwrap();
    }
}

fn seals(on: &Station) -> Vec<i64> {
    let store = &on.app.workstation().unwrap().store;
    let seals = store.seals_between(i64::MIN..=i64::MAX).unwrap();
    seals.into_iter().map(|seal| seal.at_ms).collect()
}

/// P8: a witness seals every quarter of an hour of a school day if anything came, at once when it is
/// given the duty; nobody else does, and not on a day off.
#[test]
fn p8_a_witness_seals_while_its_program_runs_and_something_is_new() {
    let school = School::new();
    school.meet();
    assert!(seals(&school.b).is_empty(), "nobody has the duty");
    school.set_witness(&school.a, true);
    let first = seals(&school.b);
    assert_eq!(first.len(), 1, "the first of the day");

    school.clock.advance(QUARTER_OF_AN_HOUR_MS);
    school.meet();
    school.clock.advance(QUARTER_OF_AN_HOUR_MS);
    school.meet();
    let settled = seals(&school.b).len();
    school.clock.advance(QUARTER_OF_AN_HOUR_MS);
    school.meet();
    assert_eq!(seals(&school.b).len(), settled, "acks are no news");

    school.write("Неравенства с модулем");
    school.meet();
    let after = seals(&school.b);
    assert_eq!(after.len(), settled + 1);
    assert_eq!(after.last(), Some(&school.clock.ms()));
    school.write("Системы неравенств");
    school.clock.advance(QUARTER_OF_AN_HOUR_MS - 1);
    school.meet();
    assert_eq!(seals(&school.b).len(), settled + 1, "too early");
    school.clock.advance(1);
    school.meet();
    assert_eq!(seals(&school.b).len(), settled + 2);

    school.set_witness(&school.a, false);
    school.clock.advance(QUARTER_OF_AN_HOUR_MS);
    school.write("Контрольная работа");
    school.meet();
    assert_eq!(seals(&school.b).len(), settled + 2, "the duty was taken");
    // Saturday is a day off.
    school.set_witness(&school.a, true);
    let on_friday = seals(&school.b).len();
    school.clock.advance(DAY_MS);
    school.write("Неравенства, повторение");
    school.meet();
    assert_eq!(seals(&school.b).len(), on_friday);
    assert_eq!(seals(&school.a), seals(&school.b));
    assert!(school.a.equals_its_log().unwrap() && school.b.equals_its_log().unwrap());
}

/// The status line of a machine.
fn brief(on: &Station) -> klassny_app::view::share::ShareBrief {
    on.app.share_brief().unwrap()
}

/// P10 «freeze»: a witness that is silent while others write is told of after a school hour, and no
/// longer once it seals again.
#[test]
fn p10_a_silent_witness_makes_the_records_look_old_after_a_school_hour() {
    let school = School::new();
    school.write("Неравенства с модулем");
    school.clock.advance(2 * 3_600_000);
    school.meet();
    assert_eq!(brief(&school.b).stale_since, None, "there is no witness");

    school.set_witness(&school.a, true);
    let sealed_ms = school.clock.ms();
    assert_eq!(brief(&school.b).stale_since, None);
    school.write("Системы неравенств");
    school.b.app.sync_fully().unwrap();
    school.clock.advance(45 * 60_000);
    school.b.app.sync_fully().unwrap();
    assert_eq!(
        brief(&school.b).stale_since,
        None,
        "one school hour is no silence"
    );
    school.clock.advance(60_000);
    school.b.app.sync_fully().unwrap();
    let since = brief(&school.b).stale_since.unwrap();
    let local = chrono::DateTime::from_timestamp_millis(sealed_ms + 3 * 3_600_000).unwrap();
    assert!(
        since.starts_with(&local.format("%Y-%m-%dT%H:%M").to_string()),
        "{since}"
    );
    assert_eq!(
        brief(&school.a).stale_since,
        None,
        "the witness itself is fresh"
    );

    school.meet();
    assert_eq!(brief(&school.b).stale_since, None, "it sealed again");
}

/// P8, D11: a clock behind the newest seal warns, and beyond a day asks to be known before marks
/// are entered; it blocks nothing.
#[test]
fn p8_d11_a_clock_behind_the_seals_warns_and_asks_and_blocks_nothing() {
    use klassny_app::view::session::ClockLevel;
    use klassny_app::view::text::ErrorCode;
    let school = School::new();
    school.set_witness(&school.a, true);
    assert_eq!(brief(&school.b).clock_trouble, None);
    let mark = |value: &str, pupil: usize| {
        let args = serde_json::json!({
            "place": school.scene.place, "pupil": school.scene.pupils[pupil], "ordinal": 0,
            "value": value, "written_on": null,
        });
        let answer = school.b.app.call("set_mark", args);
        answer.map(drop).map_err(|error| error.code)
    };
    school.clock.advance(-5 * 60_000);
    let trouble = brief(&school.b).clock_trouble.unwrap();
    assert_eq!(
        (trouble.level, trouble.ahead, trouble.minutes),
        (ClockLevel::Warn, false, 5)
    );
    school.clock.advance(-15 * 60_000);
    assert_eq!(
        brief(&school.b).clock_trouble.unwrap().level,
        ClockLevel::Label
    );
    mark("4", 0).unwrap();

    // The norm of the lesson is asked by the wrong clock too, so a seal of the next day is made.
    school.clock.advance(20 * 60_000);
    school.write("Неравенства");
    let later = school.a.app.workstation().unwrap();
    let at = chrono::DateTime::from_timestamp_millis(school.clock.ms() + DAY_MS + 3_600_000);
    let seal = klassny_domain::witness::Seal {
        device: later.store.identity().device,
        at: at.unwrap(),
        follows: None,
    };
    let author = klassny_store::Author {
        seat: later.store.identity().device_seat,
    };
    let fact = klassny_domain::change::Change::Seal(seal).into();
    later.store.commit(author, later.now(), vec![fact]).unwrap();
    school.meet();
    let trouble = brief(&school.b).clock_trouble.unwrap();
    assert_eq!(
        (trouble.level, trouble.acknowledged),
        (ClockLevel::Ask, false)
    );
    assert_eq!(mark("5", 1), Err(ErrorCode::ClockWrong));
    must(&school.b, "acknowledge_clock", serde_json::json!({})).unwrap();
    assert!(brief(&school.b).clock_trouble.unwrap().acknowledged);
    mark("5", 1).unwrap();
}

/// Damages a table of a replica, as a fault of the program or of the disk would.
fn damage(on: &Station, sql: &str) {
    let workstation = on.app.workstation().unwrap();
    let bare = rusqlite::Connection::open(on.profile.join("replica.db")).unwrap();
    let hex = klassny_log::hex(workstation.replica_key.expose());
    bare.pragma_update(None, "key", format!("x'{hex}'"))
        .unwrap();
    assert!(bare.execute(sql, []).unwrap() > 0, "nothing to damage");
}

fn divergences(on: &Station) -> Vec<String> {
    use klassny_app::view::share::IncidentCode;
    let lines = on.app.share_status().unwrap().incidents.into_iter();
    let lines = lines.filter(|line| line.what == IncidentCode::Diverged);
    lines.map(|line| line.subject).collect()
}

/// P9: two machines with the same segments that show another journal raise an alarm that names the
/// table, on both; a rebuild ends it.
#[test]
fn p9_a_damaged_projection_is_an_incident_on_both_machines_until_it_is_rebuilt() {
    let school = School::new();
    school.write("Неравенства с модулем");
    school.meet();
    school.meet();
    let told = |on: &Station| {
        let store = &on.app.workstation().unwrap().store;
        store.read(|read| read.state_digests()).unwrap()
    };
    assert_eq!(told(&school.a).len(), 2, "each told its digest once");
    assert_eq!(told(&school.a), told(&school.b));
    assert!(divergences(&school.a).is_empty() && divergences(&school.b).is_empty());

    damage(&school.b, "UPDATE lesson_topic SET text = 'Другая тема'");
    school.clock.advance(DAY_MS);
    school.meet();
    school.meet();
    assert_eq!(divergences(&school.a), ["АРМ 3: lesson_topic"]);
    assert_eq!(divergences(&school.b), ["АРМ 12: lesson_topic"]);

    // Over other segments a digest says nothing, so the alarm stays until both agree again.
    school.b.app.workstation().unwrap().store.rebuild().unwrap();
    school.clock.advance(DAY_MS);
    school.meet();
    school.meet();
    assert!(divergences(&school.a).is_empty() && divergences(&school.b).is_empty());
}

/// A held clock that passes for the machine's own, by which times of files are compared.
struct OfMachine(HeldClock);

impl Clock for OfMachine {
    fn now(&self) -> EnteredAt {
        self.0.now()
    }

    fn is_of_machine(&self) -> bool {
        true
    }
}

/// P3, P8: what a machine seals says what the share's clock said to it, carried on by the monotonic
/// clock; so a clock that is wrong shows in every segment.
#[test]
fn p8_every_segment_says_what_the_shares_clock_says() {
    const FIVE_MINUTES_MS: i64 = 5 * 60_000;
    const TOLERANCE_MS: i64 = 60_000;
    let world = World::new().unwrap();
    let profile = world.dir().join("deputy");
    let env = Env {
        clock: Arc::new(OfMachine(world.clock.clone())),
        ..world.env()
    };
    let app = App::open(env, &profile).unwrap();
    let station = Station { app, profile };
    world.create_school(&station).unwrap();
    let newest = |number: u16| {
        let room = Workstation {
            number,
            place: "каб. 7".to_owned(),
        };
        state(&station, vec![Change::Workstation(room)]);
        station.app.sync_pass().unwrap();
        let files = files_under(&world.share().join("seg")).into_iter();
        let headers = files.map(|file| {
            let bytes = std::fs::read(file).unwrap();
            Envelope::parse(&bytes).unwrap().header().clone()
        });
        headers.max_by_key(|header| header.lamport).unwrap()
    };
    let first = newest(7);
    let told = std::fs::metadata(world.share().join("school.jsg")).unwrap();
    let told = told.modified().unwrap().elapsed().unwrap();
    assert!(told.as_secs() < 3600, "a fresh share");
    let first_ms = first.share_clock_ms.expect("the share's clock");
    world.clock.advance(FIVE_MINUTES_MS);
    let second = newest(8);
    let passed_ms = second.share_clock_ms.expect("the share's clock") - first_ms;
    assert!(
        (FIVE_MINUTES_MS..FIVE_MINUTES_MS + TOLERANCE_MS).contains(&passed_ms),
        "{passed_ms}"
    );
    assert_eq!(second.wall_ms - first.wall_ms, FIVE_MINUTES_MS);
}
