//! Files of homework between two workstations: attached with the plug out, spoiled on the way,
//! taken back, restored (R27).

use crate::files_under;
use klassny_app::api::RestoreSchool;
use klassny_app::view::text::ErrorCode;
use klassny_domain::change::{Change, Compartment};
use klassny_domain::homework_file::HomeworkFile;
use klassny_domain::ids::{GroupId, SchoolId};
use klassny_domain::lesson::LessonPlace;
use klassny_log::{BlobHeader, CompartmentKey, seal_blob};
use klassny_store::{Author, NewFact};
use klassny_tests::small::{self, Scene};
use klassny_tests::{FOUNDER, HeldClock, PASSWORD, START_MS, Station};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const NAME: &str = "Карпов Матвей — задание.pdf";

/// The small school with its two machines open, each with the founder at work.
struct Two {
    dir: tempfile::TempDir,
    clock: HeldClock,
    scene: Scene,
    a: Station,
    b: Station,
}

fn two() -> Two {
    let dir = tempfile::tempdir().unwrap();
    let clock = HeldClock::at(START_MS);
    let scene = small::make(dir.path(), &dir.path().join("share"), &clock).unwrap();
    let open = |name: &str| {
        let station = small::open(&dir.path().join(name), &clock).unwrap();
        station.sign_in(&scene.staff, PASSWORD).unwrap();
        station
    };
    let (a, b) = (open("a"), open("b"));
    Two {
        dir,
        clock,
        scene,
        a,
        b,
    }
}

impl Two {
    fn share(&self) -> PathBuf {
        self.dir.path().join("share")
    }

    fn meet(&self) {
        small::exchange(&[&self.a, &self.b], &self.clock).unwrap();
    }

    fn files(&self, station: &Station) -> Vec<(String, String)> {
        let view = must(
            station,
            "homework_files",
            json!({ "place": self.scene.place }),
        );
        let lines = view["files"].as_array().unwrap().iter();
        let said = |line: &Value, field: &str| line[field].as_str().unwrap().to_owned();
        lines
            .map(|line| (said(line, "name"), said(line, "state")))
            .collect()
    }

    fn attach(&self, station: &Station, name: &str, bytes: &[u8]) -> Result<Value, ErrorCode> {
        let path = self.dir.path().join("chosen").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        let source = json!({ "from": "path", "path": path });
        let args = json!({ "place": self.scene.place, "source": source });
        station.app.call("attach_file", args).map_err(|error| {
            assert!(
                !error.detail.contains("задание"),
                "names stay out of the log"
            );
            error.code
        })
    }

    fn of(&self, station: &Station, name: &str) -> Value {
        let view = must(
            station,
            "homework_files",
            json!({ "place": self.scene.place }),
        );
        let lines = view["files"].as_array().unwrap();
        let line = lines.iter().find(|line| line["name"] == name).unwrap();
        json!({ "place": self.scene.place, "file": line["file"] })
    }

    fn save(&self, station: &Station, name: &str) -> Result<Vec<u8>, ErrorCode> {
        let mut args = self.of(station, name);
        args["to"] = json!(self.dir.path().join("saved").join(name));
        std::fs::create_dir_all(self.dir.path().join("saved")).unwrap();
        let saved = station
            .app
            .call("save_file", args)
            .map_err(|error| error.code)?;
        Ok(std::fs::read(saved["path"].as_str().unwrap()).unwrap())
    }

    /// Every blob on the share.
    fn blobs(&self) -> Vec<PathBuf> {
        let folder = self.share().join("blob");
        match folder.is_dir() {
            true => files_under(&folder),
            false => Vec::new(),
        }
    }
}

fn must(station: &Station, call: &str, args: Value) -> Value {
    station
        .app
        .call(call, args)
        .unwrap_or_else(|error| panic!("{call}: {error:?}"))
}

fn pdf(number: u32, len: usize) -> Vec<u8> {
    let mut bytes = format!("%PDF-1.7\n{number}\n").into_bytes();
    bytes.resize(len, b'%');
    bytes
}

fn one(name: &str, state: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), state.to_owned())]
}

#[test]
fn r27_a_file_attached_with_the_plug_out_arrives_byte_equal_and_is_confirmed_only_when_read() {
    let two = two();
    let away = two.dir.path().join("unplugged");
    std::fs::rename(two.share(), &away).unwrap();
    let bytes = pdf(1, 300_000);
    two.attach(&two.a, NAME, &bytes).unwrap();
    two.a.app.sync_fully().unwrap();
    assert_eq!(two.files(&two.a), one(NAME, "saved_here"));
    assert_eq!(
        two.save(&two.a, NAME).unwrap(),
        bytes,
        "it is here meanwhile"
    );
    // She goes home; her machine sends what she attached.
    two.a.app.sign_out().unwrap();
    std::fs::rename(&away, two.share()).unwrap();
    two.a.app.sync_fully().unwrap();
    two.a.sign_in(&two.scene.staff, PASSWORD).unwrap();
    assert_eq!(two.files(&two.a), one(NAME, "sent"));

    two.meet();
    assert_eq!(two.files(&two.b), one(NAME, "confirmed"));
    assert_eq!(two.files(&two.a), one(NAME, "confirmed"));
    assert_eq!(two.save(&two.b, NAME).unwrap(), bytes);
    for station in [&two.a, &two.b] {
        assert!(station.equals_its_log().unwrap());
    }
    // Neither the name nor the content is on the share or in a profile.
    let secrets = ["Карпов".as_bytes(), b"%PDF-1.7\n1\n"];
    let kept = files_under(&two.share()).into_iter();
    for file in kept
        .chain(files_under(&two.a.profile))
        .chain(files_under(&two.b.profile))
    {
        let held = std::fs::read(&file).unwrap();
        for secret in secrets {
            let shown = held.windows(secret.len()).any(|window| window == secret);
            assert!(!shown, "{}", file.display());
        }
    }
}

#[test]
fn r27_a_file_is_taken_back_and_put_again_and_the_other_machine_follows() {
    let two = two();
    two.attach(&two.a, NAME, &pdf(1, 900)).unwrap();
    let undo = || json!({ "group": two.scene.place["group"], "term": null });
    must(&two.a, "undo", undo());
    assert_eq!(two.files(&two.a), []);
    two.meet();
    assert_eq!(
        two.blobs().len(),
        0,
        "what was taken back at once never leaves the machine"
    );
    must(&two.a, "redo", undo());
    two.meet();
    assert_eq!(two.files(&two.b), one(NAME, "confirmed"));
    must(&two.b, "detach_file", two.of(&two.b, NAME));
    two.meet();
    assert_eq!(two.files(&two.a), []);
    must(&two.b, "undo", undo());
    two.meet();
    assert_eq!(two.files(&two.a), one(NAME, "confirmed"));
    assert_eq!(
        two.blobs().len(),
        1,
        "one file is one blob, however often it is attached"
    );
}

#[test]
fn r27_a_file_that_has_not_come_is_said_so_and_holds_up_no_mark() {
    let two = two();
    let bytes = pdf(1, 5_000);
    two.attach(&two.a, NAME, &bytes).unwrap();
    two.attach(&two.a, "карта.pdf", &pdf(2, 5_000)).unwrap();
    let topic = small::set_topic(&two.scene.place, "Тема после файлов");
    must(&two.a, "set_lesson", topic);
    two.a.app.sync_fully().unwrap();
    let blobs = two.blobs();
    assert_eq!(blobs.len(), 2);
    let whole: Vec<Vec<u8>> = blobs
        .iter()
        .map(|blob| std::fs::read(blob).unwrap())
        .collect();
    std::fs::write(&blobs[0], &whole[1]).unwrap();
    std::fs::remove_file(&blobs[1]).unwrap();
    two.b.app.sync_fully().unwrap();
    let states: Vec<String> = two.files(&two.b).into_iter().map(|file| file.1).collect();
    assert_eq!(states, ["not_come", "not_come"]);
    assert_eq!(must(&two.b, "share_status", json!({}))["files_missing"], 2);
    assert_eq!(two.save(&two.b, NAME), Err(ErrorCode::FileNotHere));
    let spread = must(
        &two.b,
        "spread",
        json!({ "group": two.scene.place["group"], "term": null }),
    );
    assert!(spread.to_string().contains("Тема после файлов"));

    // Its author notices and mends, and the other takes both.
    for _ in 0..20 {
        two.clock.advance(31 * 60_000);
        two.a.app.sync_fully().unwrap();
        two.b.app.sync_fully().unwrap();
    }
    let states: Vec<String> = two.files(&two.b).into_iter().map(|file| file.1).collect();
    assert!(!states.contains(&"not_come".to_owned()), "{states:?}");
    assert_eq!(two.save(&two.b, NAME).unwrap(), bytes);
}

#[test]
fn r27_what_breaks_the_rules_is_refused_and_leaves_nothing() {
    let two = two();
    let kept = || {
        let folder = two.a.profile.join("files");
        if folder.is_dir() {
            files_under(&folder).len()
        } else {
            0
        }
    };
    let refused = Err(ErrorCode::FileRefused);
    for (name, bytes) in [
        ("virus.exe", b"MZ".to_vec()),
        ("Задание.pdf", b"MZ".to_vec()),
        ("Задание.docm", b"PK\x03\x04".to_vec()),
        ("пустой.pdf", Vec::new()),
        ("большой.pdf", pdf(1, 10 * 1024 * 1024 + 1)),
    ] {
        assert_eq!(two.attach(&two.a, name, &bytes), refused, "{name}");
    }
    assert_eq!((kept(), two.files(&two.a).len()), (0, 0));
    for number in 0..10 {
        two.attach(&two.a, &format!("{number}.pdf"), &pdf(number, 50))
            .unwrap();
    }
    assert_eq!(
        two.attach(&two.a, "ещё раз.pdf", &pdf(3, 50)),
        refused,
        "the same content"
    );
    assert_eq!(
        two.attach(&two.a, "одиннадцатый.pdf", &pdf(11, 50)),
        refused
    );
    assert_eq!(kept(), 10);
    let gone = json!({ "from": "path", "path": two.dir.path().join("задание.pdf") });
    let args = json!({ "place": two.scene.place, "source": gone });
    let error = two.a.app.call("attach_file", args).unwrap_err();
    assert_eq!(error.code, ErrorCode::FileUnreadable);
    assert!(!error.detail.contains("задание"));
    // What was dropped comes as bytes.
    let removed = two.of(&two.a, "3.pdf");
    must(&two.a, "detach_file", removed);
    let dropped = json!({ "from": "bytes", "name": "C:\\тмп\\CON.png", "base64": "iVBORw0KGgo=" });
    let args = json!({ "place": two.scene.place, "source": dropped });
    must(&two.a, "attach_file", args);
    assert!(
        two.files(&two.a)
            .contains(&("_CON.png".to_owned(), "saved_here".to_owned()))
    );
}

#[test]
fn r27_r24_files_of_a_closed_quarter_are_refused_as_its_homework_is() {
    let two = two();
    let close =
        json!({ "class": class_of(&two), "term": term_of(&two), "despite": "для проверки" });
    must(&two.a, "close_term", close);
    assert_eq!(
        two.attach(&two.a, NAME, &pdf(1, 50)),
        Err(ErrorCode::Closed)
    );
    let view = must(
        &two.a,
        "homework_files",
        json!({ "place": two.scene.place }),
    );
    assert_eq!(view["write"], false);
}

fn class_of(two: &Two) -> Value {
    let classes = must(&two.a, "class_choices", json!({}));
    let classes = classes["classes"].as_array().unwrap().clone();
    let nine = classes
        .into_iter()
        .find(|class| class["class_name"].as_str().unwrap().starts_with('9'));
    nine.unwrap()["class"].clone()
}

fn term_of(two: &Two) -> Value {
    let spread = must(
        &two.a,
        "spread",
        json!({ "group": two.scene.place["group"], "term": null }),
    );
    spread["term"]["term"].clone()
}

/// The program of a teacher who means harm attaches what no other program would.
fn forge(two: &Two, name: &str, plain: &[u8], how: Forgery) -> Change {
    let workstation = two.a.app.workstation().unwrap();
    let store = &workstation.store;
    let key = store.blob_key().unwrap().unwrap();
    let mut header = BlobHeader {
        school: store.identity().school,
        key_epoch: key.epoch,
        key: key.id,
    };
    let mut secret = key.key;
    match how {
        Forgery::None => {}
        Forgery::OtherKey => secret = CompartmentKey::from_bytes([9; 32]),
        Forgery::OtherSchool => header.school = SchoolId::from_bytes([9; 16]),
        Forgery::UnknownKey => {
            secret = CompartmentKey::from_bytes([9; 32]);
            header.key = Some(secret.id(Compartment::Journal));
            header.key_epoch = 2;
        }
    }
    let sealed = seal_blob(&header, &secret, plain).unwrap();
    let hex = klassny_log::hex(&sealed.hash);
    let folder = two.a.profile.join("files").join(&hex[..2]);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(&hex), &sealed.bytes).unwrap();
    let len = sealed.bytes.len() as u64;
    store.put_blob(sealed.hash, len, two.clock.ms()).unwrap();
    let place = &two.scene.place;
    let text = |field: &str| place[field].as_str().unwrap();
    let change = Change::HomeworkFile(HomeworkFile {
        place: LessonPlace {
            group: GroupId::parse(text("group")).unwrap(),
            date: text("date").parse().unwrap(),
            bell: 1,
            ordinal: 0,
        },
        content: *blake3::hash(plain).as_bytes(),
        blob: sealed.hash,
        name: name.to_owned(),
        len: u32::try_from(plain.len()).unwrap(),
        attached: true,
    });
    let author = Author {
        seat: two.a.app.person().unwrap().seat,
    };
    let fact = NewFact::from(change.clone());
    store.commit(author, two.a.app.now(), vec![fact]).unwrap();
    change
}

#[derive(Clone, Copy)]
enum Forgery {
    None,
    OtherKey,
    OtherSchool,
    UnknownKey,
}

#[test]
fn r27_what_a_modified_client_attaches_harms_nobody_who_saves_it() {
    use ErrorCode::{FileDamaged, FileNoKey, FileRefused};
    let two = two();
    let exe = b"MZ\x90\0 program".to_vec();
    for (given, shown, plain, how, refused) in [
        (
            "игра.pdf",
            "игра.pdf",
            exe.clone(),
            Forgery::None,
            FileRefused,
        ),
        (
            "../../игра.exe",
            "игра.exe",
            exe,
            Forgery::None,
            FileRefused,
        ),
        (
            "фото\u{202e}gpj.scr",
            "фотоgpj.scr",
            pdf(1, 40),
            Forgery::None,
            FileRefused,
        ),
        (
            "чужой ключ.pdf",
            "чужой ключ.pdf",
            pdf(2, 40),
            Forgery::OtherKey,
            FileDamaged,
        ),
        (
            "чужая школа.pdf",
            "чужая школа.pdf",
            pdf(3, 40),
            Forgery::OtherSchool,
            FileDamaged,
        ),
        (
            "ключа нет.pdf",
            "ключа нет.pdf",
            pdf(4, 40),
            Forgery::UnknownKey,
            FileNoKey,
        ),
    ] {
        forge(&two, given, &plain, how);
        two.meet();
        assert_eq!(two.save(&two.b, shown), Err(refused), "{given}");
        assert!(
            !two.dir.path().join("saved").join(shown).exists(),
            "{given}"
        );
    }
    let good = pdf(5, 40);
    forge(&two, "C:\\тмп\\хорошее.pdf", &good, Forgery::None);
    two.meet();
    assert_eq!(
        two.save(&two.b, "хорошее.pdf").unwrap(),
        good,
        "a name alone harms nobody"
    );
}

/// A mark stays quick: the bytes of a file never pass through the replica.
#[test]
fn r27_the_largest_file_swells_the_replica_by_nothing_and_a_mark_behind_it_is_at_once() {
    let two = two();
    let size = |profile: &Path| {
        let names = ["replica.db", "replica.db-wal"];
        let sizes = names.map(|name| std::fs::metadata(profile.join(name)).map_or(0, |m| m.len()));
        sizes.iter().sum::<u64>()
    };
    let before = (size(&two.a.profile), size(&two.b.profile));
    let bytes = pdf(1, 10 * 1024 * 1024);
    two.attach(&two.a, NAME, &bytes).unwrap();
    must(
        &two.a,
        "set_lesson",
        small::set_topic(&two.scene.place, "Сразу"),
    );
    let wal = |profile: &Path, before: u64| size(profile).saturating_sub(before);
    assert!(
        wal(&two.a.profile, before.0) < 256 * 1024,
        "what attaching wrote"
    );
    two.meet();
    for (profile, before) in [(&two.a.profile, before.0), (&two.b.profile, before.1)] {
        assert!(
            wal(profile, before) < 2 * 1024 * 1024,
            "{}",
            wal(profile, before)
        );
    }
    assert_eq!(two.save(&two.b, NAME).unwrap(), bytes);
}

/// D14: what the copy of the folder has of the files comes back, and what it lacks is named.
#[test]
fn r27_d14_a_school_restored_from_its_folder_alone_has_its_files() {
    let two = two();
    let bytes = pdf(1, 70_000);
    two.attach(&two.a, NAME, &bytes).unwrap();
    two.meet();
    let first = two.blobs();
    // A machine is lost and ended: what is attached from now on is under another key.
    let laptop = small::open(&two.dir.path().join("laptop"), &two.clock).unwrap();
    small::join(&two.a, &laptop, &two.share()).unwrap();
    two.meet();
    let devices = must(&two.a, "devices", json!({}));
    let device = laptop.app.workstation().unwrap().store.identity().device;
    assert!(devices.to_string().contains(&device.to_string()));
    let revoke =
        json!({ "device": device.to_string(), "seat": null, "reason": "утерян", "root_words": "" });
    must(&two.a, "revoke", revoke);
    two.meet();
    let later = pdf(2, 6 * 1024 * 1024);
    two.attach(&two.a, "после.pdf", &later).unwrap();
    two.attach(&two.a, "пропал.pdf", &pdf(3, 600)).unwrap();
    two.meet();
    let lost = two.blobs().into_iter().filter(|blob| !first.contains(blob));
    let lost = lost
        .min_by_key(|blob| std::fs::metadata(blob).unwrap().len())
        .unwrap();
    std::fs::remove_file(&lost).unwrap();
    let medium = two.dir.path().join("medium");
    copy(&two.share(), &medium);

    let new = small::open(&two.dir.path().join("new"), &two.clock).unwrap();
    let [surname, given, patronymic] = FOUNDER.map(str::to_owned);
    let restored = new
        .app
        .restore_school(RestoreSchool {
            folder: medium.to_string_lossy().into_owned(),
            words: two.scene.words.clone(),
            surname,
            given,
            patronymic,
            password: PASSWORD.to_owned(),
            workstation: "АРМ 9".to_owned(),
        })
        .unwrap();
    assert_eq!((restored.files, restored.files_missing.len()), (2, 1));
    let missing = &restored.files_missing[0];
    assert_eq!(
        (missing.name.as_str(), missing.date.as_str()),
        ("пропал.pdf", "2026-10-23")
    );
    assert_eq!(two.save(&new, NAME).unwrap(), bytes);
    assert_eq!(two.save(&new, "после.pdf").unwrap(), later);
    assert_eq!(two.save(&new, "пропал.pdf"), Err(ErrorCode::FileNotHere));
}

fn copy(from: &Path, to: &Path) {
    for file in files_under(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(&file, &target).unwrap();
    }
}
