//! The district's collector over several schools, folders and S3, and a real PostgreSQL.

#![cfg(target_os = "linux")]

use klassny_app::api::{JoinAnswer, Revoke};
use klassny_beyond::database::Postgres;
use klassny_beyond::s3::{KEY, S3Server};
use klassny_collect::{Database, FEW, Home, Outcome, School, Vaults, collect, rebuild};
use klassny_domain::change::Change;
use klassny_domain::ids::PupilId;
use klassny_domain::roster::{PupilCard, StudyForm};
use klassny_keys::Secret;
use klassny_tests::small::{self, AFTERNOON_MS, Scene};
use klassny_tests::watch::Deadline;
use klassny_tests::{HeldClock, PASSWORD, Station, workload};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A school with a machine at which its administrator sits.
struct Founded {
    dir: PathBuf,
    scene: Scene,
    machine: Station,
}

/// What of a personal card must never leave a school.
const SNILS: &str = "112-233-445 95";

fn found(dir: &Path, clock: &HeldClock) -> Founded {
    let scene = small::make(dir, &dir.join("share"), clock).unwrap();
    let machine = small::open(&dir.join("a"), clock).unwrap();
    machine.sign_in(&scene.staff, PASSWORD).unwrap();
    let card = PupilCard {
        pupil: PupilId::parse(&scene.pupils[0]).unwrap(),
        snils: SNILS.to_owned(),
        address: "г. Примерск, ул. Тихая, 1".to_owned(),
        phone: String::new(),
        study_form: StudyForm::FullTime,
        health_group: "подготовительная".to_owned(),
        uid: String::new(),
        note: String::new(),
    };
    let workstation = machine.app.workstation().unwrap();
    let author = klassny_store::Author {
        seat: machine.app.person().unwrap().seat,
    };
    let fact = klassny_store::NewFact::from(Change::PupilCard(card));
    workstation
        .store
        .commit(author, workstation.now(), vec![fact])
        .unwrap();
    machine.app.sync_fully().unwrap();
    Founded {
        dir: dir.to_path_buf(),
        scene,
        machine,
    }
}

/// The school lets the collector in by the six words, which its administrator compares.
fn enrol(school: &School, founded: &Founded, place: &str, key: Option<&str>) {
    let key = key.map(|key| Secret::new(key.as_bytes().to_vec()));
    let asked = school.ask(place, key).unwrap();
    assert!(!asked.done, "nobody is let in by asking");
    let status = founded.machine.app.share_status().unwrap();
    let request = status
        .requests
        .iter()
        .find(|request| request.words == asked.words)
        .expect("the words are the same on both sides");
    let request = request.request.clone();
    founded
        .machine
        .app
        .approve_request(&JoinAnswer { request })
        .unwrap();
    assert!(school.answered().unwrap().done);
}

fn folder(founded: &Founded) -> String {
    founded.dir.join("share").to_string_lossy().into_owned()
}

/// Every file under a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => {
                    let bytes = std::fs::read(&path).unwrap();
                    found.insert(path, bytes);
                }
            }
        }
    }
    found
}

/// Everything the district sees, as text, but the times of the looks.
fn dump(server: &Postgres) -> String {
    let mut client = server.client().unwrap();
    let mut text = String::new();
    for sql in [
        "SELECT to_jsonb(s) - 'tried_at' - 'collected_at' FROM klassny.school s ORDER BY called",
        "SELECT to_jsonb(c) FROM klassny.class c ORDER BY called, year, grade, letter",
        "SELECT to_jsonb(f) FROM klassny.figures f ORDER BY called, year, term_kind, term_number, \
         grade, letter, subject",
    ] {
        let sql = format!("SELECT t.to_jsonb::text FROM ({sql}) AS t(to_jsonb)");
        for row in client.query(&sql, &[]).unwrap() {
            text.push_str(row.get(0));
            text.push('\n');
        }
    }
    text
}

fn words(outcomes: &[Outcome]) -> Vec<String> {
    outcomes.iter().map(Outcome::line).collect()
}

/// One look at every school of a home.
fn look(home: &Home, database: &mut Database) -> Vec<Outcome> {
    let names = home.names().unwrap();
    let schools = names.into_iter().map(|name| {
        let school = home.school(&name);
        (name, school)
    });
    collect(&schools.collect(), database, 2).unwrap()
}

/// Marks of so many pupils of the class.
fn mark(founded: &Founded, pupils: u64) {
    for turn in 0..pupils * 2 {
        workload::write(&founded.machine, &founded.scene, turn).unwrap();
    }
    founded.machine.app.sync_fully().unwrap();
}

/// R155: a district sees figures and nobody; figures about fewer than five pupils are left out; a
/// collector puts nothing on a store and has no key to the personal cards.
#[test]
fn r155_a_district_sees_figures_of_its_schools_and_nobody_in_them() {
    let _deadline = Deadline::seconds(400, "a district");
    let dir = tempfile::tempdir().unwrap();
    let clock = HeldClock::at(AFTERNOON_MS);
    let server = Postgres::start().unwrap();
    let mut database = Database::connect(&server.address()).unwrap();
    assert!(database.prepare_all().unwrap() > 5);
    let founded = found(&dir.path().join("one"), &clock);
    mark(&founded, u64::from(FEW) - 1);

    let home = Home::at(&dir.path().join("home"), Vaults::Files);
    let school = home.school("school-one").unwrap();
    enrol(&school, &founded, &folder(&founded), None);
    drop(school);
    let before = files(&founded.dir.join("share"));
    let outcomes = look(&home, &mut database);
    assert!(
        outcomes.iter().all(Outcome::is_whole),
        "{:?}",
        words(&outcomes)
    );
    let few = dump(&server);
    assert!(
        few.contains("Алгебра") && few.contains(r#""marks": null"#),
        "{few}"
    );
    assert!(
        few.contains(r#""pupils": 24"#),
        "the class is large enough: {few}"
    );
    assert!(
        few.contains(r#""pupils": null"#),
        "the class of one is not: {few}"
    );

    mark(&founded, u64::from(FEW));
    let added = files(&founded.dir.join("share"));
    look(&home, &mut database);
    let enough = dump(&server);
    assert!(enough.contains(r#""marks": {""#), "{enough}");
    let now = files(&founded.dir.join("share"));
    assert_eq!(added, now, "a look changes nothing on the store");
    assert!(before.len() < now.len(), "the school itself went on");

    for secret in ["Ученик", "Матвей", "Воробьёва", SNILS, "Тихая", "illness"]
    {
        assert!(!enough.contains(secret), "{secret}: {enough}");
    }
    let school = home.school("school-one").unwrap();
    let pupil = PupilId::parse(&founded.scene.pupils[0]).unwrap();
    let (card, unread) = school
        .with_store(|store| {
            let card = store.read(|read| read.pupil_card(pupil))?;
            Ok((card, store.locked_count()?))
        })
        .unwrap();
    assert_eq!(card, None, "the collector cannot open a personal card");
    assert!(unread > 0, "its segment is here, verified and closed");
}

/// Four schools that let the collector in, one of them in S3.
fn four(dir: &Path, (home, cloud): (&Home, &S3Server), clock: &HeldClock) {
    for name in ["away", "broken", "cloud", "fine"] {
        let founded = found(&dir.join(name), clock);
        mark(&founded, 6);
        let (place, key) = match name {
            "cloud" => {
                let app = &founded.machine.app;
                app.open_places_with(Arc::new(klassny_s3::open_line));
                app.keep_share_key(&Secret::new(KEY.as_bytes().to_vec()))
                    .unwrap();
                app.begin_share_at(&cloud.line(name)).unwrap();
                (cloud.line(name), Some(KEY))
            }
            _ => (folder(&founded), None),
        };
        enrol(&home.school(name).unwrap(), &founded, &place, key);
    }
}

/// R130: what a district has is made anew from the segments alone; a school that is away, one whose
/// profile is damaged and one in S3 each stand for themselves.
#[test]
fn r130_one_bad_school_stops_no_other_and_the_database_is_made_anew() {
    let _deadline = Deadline::seconds(500, "a district with bad schools");
    let dir = tempfile::tempdir().unwrap();
    let clock = HeldClock::at(AFTERNOON_MS);
    let cloud = S3Server::start(Path::new(env!("CARGO_BIN_EXE_s3-server"))).unwrap();
    let server = Postgres::start().unwrap();
    let mut database = Database::connect(&server.address()).unwrap();
    let home = Home::at(&dir.path().join("home"), Vaults::Files);
    four(dir.path(), (&home, &cloud), &clock);
    let outcomes = look(&home, &mut database);
    assert!(
        outcomes.iter().all(Outcome::is_whole),
        "{:?}",
        words(&outcomes)
    );
    let whole = dump(&server);
    assert_eq!(whole.matches(r#""state": "ok""#).count(), 4, "{whole}");

    std::fs::rename(dir.path().join("away/share"), dir.path().join("away/gone")).unwrap();
    let replica = dir.path().join("home/broken/replica.db");
    std::fs::write(&replica, vec![7; 8192]).unwrap();
    let outcomes = look(&home, &mut database);
    let fine: Vec<&str> = outcomes
        .iter()
        .filter(|outcome| outcome.is_whole())
        .map(|outcome| outcome.called.as_str())
        .collect();
    assert_eq!(fine, ["cloud", "fine"], "{:?}", words(&outcomes));
    let bad = dump(&server);
    assert!(
        bad.contains(r#""state": "away""#) && bad.contains(r#""state": "failed""#),
        "{bad}"
    );
    let records = |text: &str| text.lines().filter(|line| line.contains("subject")).count();
    assert_eq!(
        records(&bad),
        records(&whole),
        "what was known of them stays"
    );

    std::fs::rename(dir.path().join("away/gone"), dir.path().join("away/share")).unwrap();
    server
        .client()
        .unwrap()
        .batch_execute("DROP SCHEMA klassny CASCADE")
        .unwrap();
    drop(database);
    let mut database = Database::connect(&server.address()).unwrap();
    let schools = ["away", "cloud", "fine"].map(|name| (name.to_owned(), home.school(name)));
    let rebuilt = rebuild(&schools.into(), &mut database, 2).unwrap();
    assert!(
        rebuilt.iter().all(Outcome::is_whole),
        "{:?}",
        words(&rebuilt)
    );
    let again = dump(&server);
    let without_broken = |text: &str| {
        let lines = text.lines().filter(|line| !line.contains(r#""broken""#));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        without_broken(&again),
        without_broken(&whole),
        "made anew, it is the same"
    );
    assert!(database.forget("fine").unwrap());
    assert!(!dump(&server).contains(r#""fine""#));
}

/// R156: a school ends a collector like any machine; from then on nothing new opens to it, and the
/// database says that the figures are no longer kept up.
#[test]
fn r156_a_collector_that_a_school_has_ended_says_so_and_learns_nothing_more() {
    let _deadline = Deadline::seconds(300, "a district that is sent away");
    let dir = tempfile::tempdir().unwrap();
    let clock = HeldClock::at(AFTERNOON_MS);
    let server = Postgres::start().unwrap();
    let mut database = Database::connect(&server.address()).unwrap();
    let founded = found(&dir.path().join("one"), &clock);
    mark(&founded, 6);
    let home = Home::at(&dir.path().join("home"), Vaults::Files);
    enrol(
        &home.school("one").unwrap(),
        &founded,
        &folder(&founded),
        None,
    );
    look(&home, &mut database);
    let before = dump(&server);

    let app = &founded.machine.app;
    let devices = app.devices().unwrap().devices;
    let collector = devices.iter().find(|card| card.name == "Сборщик района");
    app.revoke(&Revoke {
        device: collector.expect("it is among the machines").device.clone(),
        seat: None,
        reason: "договор окончен".to_owned(),
        root_words: String::new(),
    })
    .unwrap();
    mark(&founded, 12);
    let outcomes = look(&home, &mut database);
    assert!(
        words(&outcomes)[0].contains("отозвала"),
        "{:?}",
        words(&outcomes)
    );
    let after = dump(&server);
    assert!(after.contains(r#""state": "ended""#), "{after}");
    let figures = |text: &str| {
        let lines = text.lines().filter(|line| line.contains("subject"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(figures(&after), figures(&before));
}
