//! A real process: killed at any moment of entry, publishing and printing, a hundred times, and on a
//! full disk. What was answered stands, what was not saved is not shown, and the replica is sound.

use klassny_app::App;
use klassny_app::api::SignIn;
use klassny_tests::{FOUNDER, PASSWORD, START_MS, Station, World, sample_school};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const KILLS: u64 = 100;
/// Works of a lesson at most.
const WORKS_MAX: u8 = 9;
/// 15:00 of the day: the lessons are over, their norms are not.
const AFTERNOON_MS: i64 = START_MS + (5 * 60 + 10) * 60_000;

/// The program on its profile, asked over HTTP.
struct Process {
    child: Child,
    address: String,
}

/// What the test knows of a cell: the value that was answered, or either where none was.
type Known = BTreeMap<String, Vec<String>>;

/// The school, the lesson that is written again and again, and the class that is printed.
struct Scene {
    profile: PathBuf,
    staff: String,
    place: Value,
    pupils: Vec<String>,
    volume: Value,
}

/// R14, R126: kill -9 at any moment loses nothing that was shown as saved, and leaves no half page.
/// R155: nothing of that run, refusals and broken requests included, names anybody in the log or on
/// the share.
#[test]
fn r14_r126_r155_a_killed_program_loses_nothing_that_was_answered_and_names_nobody() {
    let world = World::new().unwrap();
    let scene = set_up(&world);
    let mut chance = Chance(7);
    let mut known = Known::new();
    let mut printed = BTreeSet::new();
    let (mut answered, mut turn) = (0, 0_u64);
    for kill in 0..KILLS {
        let process = Process::start(&scene.profile);
        process.sign_in(&scene.staff);
        check_marks(&process, &scene, &mut known);
        check_volumes(&process, &scene, &mut printed);
        for _ in 0..chance.below(6) {
            let (cell, value, (what, args)) = next_write(&scene, &mut turn);
            process.must(what, &args);
            known.insert(cell, vec![value]);
            answered += 1;
        }
        let ((what, args), within_ms) = match kill % 10 {
            9 => (("print_volume", scene.volume.clone()), 2500),
            6..9 => (("sync_now", json!({})), 120),
            _ => {
                let (cell, value, write) = next_write(&scene, &mut turn);
                let before = known.entry(cell).or_insert_with(|| vec![String::new()]);
                before.push(value);
                (write, 25)
            }
        };
        let in_flight = process.send(what, &args).unwrap();
        std::thread::sleep(Duration::from_micros(chance.below(within_ms * 1000)));
        drop(process);
        drop(in_flight);
    }
    assert!(answered > 100, "only {answered} marks were answered");
    refusals_with_names(&scene);
    the_replica_is_sound(&world, &scene, &known);
    nobody_is_named(&world, &scene);
}

/// Requests that are refused and hold names where ids belong.
fn refusals_with_names(scene: &Scene) {
    let process = Process::start(&scene.profile);
    let name = format!("{} {}", FOUNDER[0], FOUNDER[1]);
    for (what, args) in [
        ("sign_in", json!({ "staff": name, "password": name })),
        (
            "sign_in",
            json!({ "staff": [name], "password": { "is": name } }),
        ),
        ("verify", json!({ "what": name })),
        ("no_such_call", json!({ "name": name })),
    ] {
        let mut answer = String::new();
        let mut stream = process.send(what, &args).unwrap();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 4"), "{what}: {answer}");
    }
}

/// No name of staff or pupils stands in the program's log, in a name on the share or in its files.
fn nobody_is_named(world: &World, scene: &Scene) {
    let preview = klassny_exchange::read_folder(&sample_school());
    let pupils = preview
        .rows
        .pupils
        .iter()
        .map(|row| row.name.surname.clone());
    let staff = preview
        .rows
        .staff
        .iter()
        .map(|row| row.name.surname.clone());
    let surnames: BTreeSet<String> = pupils.chain(staff).collect();
    assert!(
        surnames.len() > 200,
        "only {} surnames are looked for",
        surnames.len()
    );
    let logs = crate::files_under(&scene.profile.join("log"));
    let lines: usize = logs
        .iter()
        .map(|log| std::fs::read(log).unwrap().len())
        .sum();
    assert!(lines > 0, "the program has written its log");
    for file in logs.into_iter().chain(crate::files_under(&world.share())) {
        let bytes = std::fs::read(&file).unwrap();
        let path = file.to_string_lossy().into_owned();
        for surname in &surnames {
            let name = surname.as_bytes();
            let inside = bytes.windows(name.len()).any(|window| window == name);
            assert!(
                !inside && !path.contains(surname.as_str()),
                "{surname} stands in {path}"
            );
        }
    }
}

/// R130: a full disk stops the saving with its own words, keeps what was saved and breaks nothing.
#[cfg(unix)]
#[test]
fn r130_a_full_disk_is_said_and_nothing_is_shown_as_saved() {
    let world = World::new().unwrap();
    let scene = set_up(&world);
    let process = Process::start_on_full_disk(&scene.profile, 512);
    process.sign_in(&scene.staff);
    let mut known = Known::new();
    let (mut turn, mut refused) = (0, None);
    for _ in 0..400 {
        let (cell, value, (what, args)) = next_write(&scene, &mut turn);
        let (saved, answer) = process.ask(what, &args);
        if !saved {
            refused = Some((cell, answer));
            break;
        }
        known.insert(cell, vec![value]);
    }
    let (cell, answer) = refused.expect("the disk is full at some time");
    assert_eq!(answer["code"], "disk_full", "{answer}");
    known.entry(cell).or_insert_with(|| vec![String::new()]);
    check_marks(&process, &scene, &mut known);
    drop(process);

    let process = Process::start(&scene.profile);
    process.sign_in(&scene.staff);
    check_marks(&process, &scene, &mut known);
    let (cell, value, (what, args)) = next_write(&scene, &mut turn);
    process.must(what, &args);
    known.insert(cell, vec![value]);
    check_marks(&process, &scene, &mut known);
    drop(process);
    the_replica_is_sound(&world, &scene, &known);
}

/// The sample school with its administrator, who is a deputy and teaches 11Б; 5Б is closed.
fn set_up(world: &World) -> Scene {
    let profile = world.dir().join("killed");
    let app = open(&profile);
    app.start_demo_clock(AFTERNOON_MS).unwrap();
    let [surname, given, patronymic] = FOUNDER;
    let school = json!({
        "folder": world.share(), "name": "ГБОУ школа № 1292 (учебная)", "city": "г. Примерск",
        "surname": surname, "given": given, "patronymic": patronymic,
        "password": PASSWORD, "workstation": "АРМ 12",
    });
    app.call("create_school", school).unwrap();
    let until = chrono::NaiveDate::from_ymd_opt(2026, 10, 22);
    app.import_folder(&sample_school(), until).unwrap();
    let state = app.call("app_state", json!({})).unwrap();
    let today = app.call("today", json!({ "date": null })).unwrap();
    let place = today["lessons"][0]["place"].clone();
    app.call("set_lesson", lesson(&place, "Алгоритмы")).unwrap();
    let spread = json!({ "group": place["group"], "term": null });
    let spread = app.call("spread", spread).unwrap();
    let pupils = spread["rows"].as_array().unwrap().iter();
    let board = app.call("paper_board", json!({ "term": null })).unwrap();
    let rows = board["rows"].as_array().unwrap();
    let class = rows.iter().find(|row| row["class_name"] == "5Б").unwrap();
    let volume = json!({ "class": class["class"], "term": board["term"]["term"] });
    let mut close = volume.clone();
    close["despite"] = json!("для проверки");
    app.call("close_term", close).unwrap();
    Scene {
        staff: state["session"]["staff"].as_str().unwrap().to_owned(),
        pupils: pupils
            .map(|row| row["pupil"].as_str().unwrap().to_owned())
            .collect(),
        profile,
        place,
        volume,
    }
}

fn open(profile: &Path) -> App {
    let cost = klassny_system::KdfCost::TESTS_ONLY;
    let env = klassny_system::env(profile, klassny_system::VaultChoice::File, cost).unwrap();
    App::open(env, profile).unwrap()
}

/// A mark in a cell that has none yet, and between two of them another topic of the lesson.
fn next_write(scene: &Scene, turn: &mut u64) -> (String, String, (&'static str, Value)) {
    *turn += 1;
    let cells = scene.pupils.len() * usize::from(WORKS_MAX);
    let at = usize::try_from(*turn / 2).unwrap();
    if turn.is_multiple_of(2) || at >= cells {
        let topic = format!("Алгоритмы, {turn}");
        let args = lesson(&scene.place, &topic);
        return ("topic".to_owned(), topic, ("set_lesson", args));
    }
    let (pupil, ordinal) = (
        &scene.pupils[at % scene.pupils.len()],
        at / scene.pupils.len(),
    );
    let value = (2 + *turn % 4).to_string();
    let args = json!({
        "place": scene.place, "pupil": pupil, "ordinal": ordinal, "value": value, "written_on": null,
    });
    (format!("{pupil}/{ordinal}"), value, ("set_mark", args))
}

fn lesson(place: &Value, topic: &str) -> Value {
    json!({
        "place": place, "held": { "state": "held" }, "assignments": null, "homework": null,
        "topic": { "text": topic, "plan": null, "number": null },
    })
}

/// Every cell says what was answered last; one whose answer never came says either.
fn check_marks(process: &Process, scene: &Scene, known: &mut Known) {
    let args = json!({ "group": scene.place["group"], "term": null });
    let spread = process.must("spread", &args);
    let lessons = spread["lessons"].as_array().unwrap();
    let at = lessons
        .iter()
        .position(|lesson| lesson["place"] == scene.place)
        .unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let mut stands = BTreeMap::from([("topic".to_owned(), text(&lessons[at]["topic"]))]);
    for row in spread["rows"].as_array().unwrap() {
        for mark in row["cells"][at]["marks"].as_array().unwrap() {
            let cell = format!("{}/{}", row["pupil"].as_str().unwrap(), mark["ordinal"]);
            stands.insert(cell, text(&mark["text"]));
        }
    }
    for (cell, allowed) in known {
        let value = stands.remove(cell).unwrap_or_default();
        assert!(
            allowed.contains(&value),
            "{cell}: «{value}», answered was {allowed:?}"
        );
        *allowed = vec![value];
    }
}

/// A volume that has its name is whole, and the journal knows it.
fn check_volumes(process: &Process, scene: &Scene, seen: &mut BTreeSet<PathBuf>) {
    let Ok(files) = std::fs::read_dir(scene.profile.join("volumes")) else {
        return;
    };
    for file in files.flatten().map(|entry| entry.path()) {
        if file.extension().is_some_and(|ending| ending == "pdf") && seen.insert(file.clone()) {
            let view = process.must("verify", &json!({ "what": file }));
            assert_eq!(view["verdict"], "agrees", "{}", file.display());
        }
    }
}

fn the_replica_is_sound(world: &World, scene: &Scene, known: &Known) {
    let station = Station {
        app: open(&scene.profile),
        profile: scene.profile.clone(),
    };
    let args = SignIn {
        staff: scene.staff.clone(),
        password: PASSWORD.to_owned(),
    };
    station.app.sign_in(args).unwrap();
    assert!(station.equals_its_log().unwrap());
    let report = station.app.sync_fully().unwrap();
    assert_eq!(report.counts.waiting, 0, "everything goes out");
    let other = world.join(&station, "other", "АРМ 3").unwrap();
    let marks = |station: &Station| {
        let store = &station.app.workstation().unwrap().store;
        let counts = store.read(|read| read.counts()).unwrap();
        counts
            .into_iter()
            .find(|(kind, _)| *kind == klassny_domain::change::Kind::Mark)
    };
    assert_eq!(
        marks(&station),
        marks(&other),
        "and reaches another machine whole"
    );
    assert!(!known.is_empty());
}

impl Process {
    fn start(profile: &Path) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_serve"));
        program.arg(profile).arg("0");
        Self::start_as(program)
    }

    /// Starts it on a disk that takes no file beyond so many KiB.
    #[cfg(unix)]
    fn start_on_full_disk(profile: &Path, kib: u32) -> Self {
        let mut shell = Command::new("bash");
        let limit = format!("trap '' XFSZ; ulimit -f {kib}; exec \"$@\"");
        shell.args(["-c", &limit, "bash", env!("CARGO_BIN_EXE_serve")]);
        shell.arg(profile).arg("0");
        Self::start_as(shell)
    }

    fn start_as(mut program: Command) -> Self {
        let mut child = program.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().trim_start_matches("http://").to_owned();
        assert!(!address.is_empty(), "the program opens its profile again");
        Self { child, address }
    }

    fn sign_in(&self, staff: &str) {
        self.must("sign_in", &json!({ "staff": staff, "password": PASSWORD }));
    }

    /// Sends a request and does not wait for its answer.
    fn send(&self, name: &str, args: &Value) -> std::io::Result<TcpStream> {
        let mut stream = TcpStream::connect(&self.address)?;
        let body = args.to_string();
        let length = body.len();
        let head = format!(
            "POST /call/{name} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(format!("{head}{body}").as_bytes())?;
        Ok(stream)
    }

    /// Asks, and takes the answer or the refusal.
    fn ask(&self, name: &str, args: &Value) -> (bool, Value) {
        let mut answer = String::new();
        let mut stream = self.send(name, args).unwrap();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let done = head.starts_with("HTTP/1.1 200");
        (done, serde_json::from_str(body).unwrap())
    }

    /// Asks and takes the answer, which is not a refusal.
    fn must(&self, name: &str, args: &Value) -> Value {
        let (done, answer) = self.ask(name, args);
        assert!(done, "{name}: {answer}");
        answer
    }
}

/// Killed, never asked to end: also when a check of the test fails.
impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
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
