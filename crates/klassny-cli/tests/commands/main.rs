//! The command `klassny` as people and schedules start it: the real binary on the demo school, the
//! answers of every command, their JSON and their exit codes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test of a program"
)]

mod ground;
mod import;
mod refusals;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The one password of the demo's people.
const PASSWORD: &str = "показательный пароль";

/// A folder in which an account of nobody runs the command.
struct Account {
    home: tempfile::TempDir,
}

impl Account {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("password"), PASSWORD).unwrap();
        std::fs::write(home.path().join("wrong"), "не тот пароль").unwrap();
        Self { home }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn klassny(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_klassny"))
            .args(words)
            .env("HOME", self.home.path())
            .env("XDG_DATA_HOME", self.at("data"))
            .env("LOCALAPPDATA", self.at("data"))
            // No keyring answers: a test leaves nothing in that of whoever runs it.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs the command with `--json` and the right password; returns the exit code and the answer.
    fn json(&self, words: &[&str]) -> (i32, Value) {
        let password = self.at("password");
        let mut all = words.to_vec();
        all.extend(["--json", "--password-file", password.to_str().unwrap()]);
        let output = self.klassny(&all);
        let answer = serde_json::from_slice(&output.stdout);
        (
            output.status.code().unwrap(),
            answer.unwrap_or_else(|_| panic!("{output:?}")),
        )
    }

    /// The same in the profile of a workstation of the demo.
    fn json_at(&self, profile: &str, words: &[&str]) -> (i32, Value) {
        let profile = self.at("demo").join(profile);
        let mut all = words.to_vec();
        all.extend(["--profile", profile.to_str().unwrap()]);
        self.json(&all)
    }
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data")
}

#[test]
fn wrong_words_end_with_two_and_a_refusal_with_one() {
    let account = Account::new();
    for words in [&["prnt"][..], &["print", "--term", "1"], &["verify"], &[]] {
        assert_eq!(account.klassny(words).status.code(), Some(2), "{words:?}");
    }
    assert_eq!(account.klassny(&["--help"]).status.code(), Some(0));
    let refused = account.klassny(&["sync"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stdout.is_empty());
    assert!(
        String::from_utf8(refused.stderr)
            .unwrap()
            .contains("--profile")
    );
    let (code, answer) = account.json(&["verify", "нет.pdf"]);
    assert_eq!(code, 1);
    assert!(answer["refused"].as_str().unwrap().contains("нет.pdf"));
}

#[test]
fn r134_every_command_answers_on_the_demo_school() {
    let account = Account::new();
    let data = samples();
    let words = ["demo", "--out", "demo", "--data", data.to_str().unwrap()];
    let (code, demo) = account.json(&words);
    assert_eq!(
        (code, &demo["volume"]["verdict"]),
        (0, &"agrees".into()),
        "{demo}"
    );
    a_profile_opens_with_its_password_only(&account);
    replicas_and_share_are_whole(&account);
    equal_journals_print_equal_bytes(&account);
    a_volume_is_verified(&account, &demo["volume"]);
    every_altered_byte_is_told(&account);
    all_classes_are_printed_that_are_closed(&account);
}

fn a_profile_opens_with_its_password_only(account: &Account) {
    let (profile, wrong) = (account.at("demo/deputy"), account.at("wrong"));
    let (profile, wrong) = (profile.to_str().unwrap(), wrong.to_str().unwrap());
    let refused = account.klassny(&["check", "--profile", profile, "--password-file", wrong]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("имя или пароль"), "{said}");
}

fn replicas_and_share_are_whole(account: &Account) {
    for profile in ["deputy", "clerk", "teacher"] {
        let (code, answer) = account.json_at(profile, &["sync"]);
        assert_eq!(
            (code, answer["bad"].as_u64(), answer["gaps"].as_u64()),
            (0, Some(0), Some(0))
        );
        let (code, answer) = account.json_at(profile, &["check"]);
        assert_eq!((code, &answer["replica"]), (0, &"equal".into()), "{answer}");
        // The setup of the folder is for those who keep it.
        let lines = answer["folder"].as_array();
        let ours = lines.is_some_and(|lines| lines.iter().any(|line| line["what"] == "ours"));
        assert_eq!(ours, profile == "deputy", "{answer}");
    }
}

/// Two replicas of one clerk, two processes: the next edition of both is the same file.
fn equal_journals_print_equal_bytes(account: &Account) {
    let clerks = ["clerk-1", "clerk-2"].map(|copy| {
        copy_folder(&account.at("demo/clerk"), &account.at("demo").join(copy));
        let words = ["print", "--class", "5А", "--term", "1", "--out", copy];
        let (code, answer) = account.json_at(copy, &words);
        assert_eq!(code, 0, "{answer}");
        let file = answer["printed"][0]["file"].as_str().unwrap().to_owned();
        std::fs::read(account.home.path().join(file)).unwrap()
    });
    assert!(clerks[0].starts_with(b"%PDF-"));
    assert!(clerks[0] == clerks[1], "the same data give the same bytes");
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// By file without a profile (found above the file), by code and by words.
fn a_volume_is_verified(account: &Account, volume: &Value) {
    let (code, by_file) = account.json(&["verify", "demo/volume-5a-1.pdf"]);
    assert_eq!(
        (code, &by_file["verdict"]),
        (0, &"agrees".into()),
        "{by_file}"
    );
    assert_eq!(by_file["class_name"], "5А");
    let (code, by_code) = account.json_at("teacher", &["verify", volume["code"].as_str().unwrap()]);
    assert_eq!(
        (code, &by_code["verdict"]),
        (0, &"agrees".into()),
        "{by_code}"
    );
    typing_errors_are_no_verdict(account, volume["code"].as_str().unwrap());
    let list = include_str!("../../../klassny-log/src/words.txt");
    let never: Vec<&str> = list.lines().take(6).collect();
    let never = never.join(" ");
    let (code, unknown) = account.json_at("deputy", &["verify", &never]);
    assert_eq!(
        (code, &unknown["verdict"]),
        (1, &"unknown".into()),
        "{unknown}"
    );
    std::fs::write(
        account.at("demo/foreign.pdf"),
        b"%PDF-1.7 of another school",
    )
    .unwrap();
    let (code, foreign) = account.json(&["verify", "demo/foreign.pdf"]);
    assert_eq!(
        (code, &foreign["verdict"]),
        (1, &"unknown".into()),
        "{foreign}"
    );
    assert!(foreign["refused"].as_str().unwrap().contains("не печатала"));
}

/// What was typed wrongly is no verdict: the volume may well be genuine.
fn typing_errors_are_no_verdict(account: &Account, code: &str) {
    let last = if code.ends_with('7') { "8" } else { "7" };
    let slip = format!("{}{last}", &code[..code.len() - 1]);
    std::fs::write(account.at("demo/empty.pdf"), "").unwrap();
    let empty = account.at("demo/empty.pdf");
    let folder = account.at("demo");
    for (typed, why) in [
        (slip.as_str(), "контрольный знак"),
        (&code[1..], "набрано 19"),
        ("шесть слов которых не печатали никогда", "под номером 1"),
        (empty.to_str().unwrap(), "пуст"),
        (folder.to_str().unwrap(), "папка"),
    ] {
        let (code, answer) = account.json_at("deputy", &["verify", typed]);
        assert_eq!(code, 1, "{typed}: {answer}");
        assert!(answer.get("verdict").is_none(), "{typed}: {answer}");
        let said = answer["refused"].as_str().unwrap();
        assert!(
            said.contains(why) && !said.contains("не печатала"),
            "{said}"
        );
    }
}

fn every_altered_byte_is_told(account: &Account) {
    let genuine = std::fs::read(account.at("demo/volume-5a-1.pdf")).unwrap();
    let flipped = |at: usize| {
        let mut bytes = genuine.clone();
        bytes[at] ^= 1;
        bytes
    };
    let replaced = |old: &str, new: &str| {
        assert_eq!(old.len(), new.len());
        let at = genuine
            .windows(old.len())
            .position(|part| part == old.as_bytes());
        let mut bytes = genuine.clone();
        bytes.splice(at.unwrap()..at.unwrap() + old.len(), new.bytes());
        bytes
    };
    let kids = page_order(&genuine);
    let swapped = format!("{} {} ", kids.1, kids.0);
    let forgeries = [
        ("a byte of a page", flipped(genuine.len() / 2)),
        ("the last byte", flipped(genuine.len() - 1)),
        ("a text", replaced("1292 (учебная)", "1293 (учебная)")),
        (
            "two pages",
            replaced(&format!("{} {} ", kids.0, kids.1), &swapped),
        ),
        ("an end", [&genuine[..], b"%"].concat()),
    ];
    for (what, bytes) in forgeries {
        assert_ne!(bytes, genuine, "{what}");
        std::fs::write(account.at("demo/forged.pdf"), bytes).unwrap();
        let (code, forged) = account.json(&["verify", "demo/forged.pdf"]);
        assert_eq!(
            (code, &forged["verdict"]),
            (1, &"file_changed".into()),
            "{what}"
        );
    }
}

/// The first two pages as the file lists them: «34 0 R» and «35 0 R».
fn page_order(pdf: &[u8]) -> (String, String) {
    let start = b"/Kids[";
    let at = pdf
        .windows(start.len())
        .position(|part| part == start)
        .unwrap();
    let list = String::from_utf8_lossy(&pdf[at + start.len()..at + 60]).into_owned();
    let numbers: Vec<&str> = list.split(" 0 R").take(2).map(str::trim).collect();
    (format!("{} 0 R", numbers[0]), format!("{} 0 R", numbers[1]))
}

fn all_classes_are_printed_that_are_closed(account: &Account) {
    let words = ["print", "--all", "--term", "1", "--out", "all"];
    let (code, all) = account.json_at("clerk", &words);
    assert_eq!(code, 0, "{all}");
    let printed = all["printed"].as_array().unwrap();
    assert_eq!(printed.len(), 1);
    assert_eq!(printed[0]["class"], "5А");
    assert_eq!(all["refused"].as_array().unwrap().len(), 39);
    // The letter of a Latin keyboard is meant as the Cyrillic one.
    let words = ["print", "--class", "5A", "--term", "1", "--out", "all"];
    let (code, latin) = account.json_at("clerk", &words);
    assert_eq!(
        (code, &latin["printed"][0]["class"]),
        (0, &"5А".into()),
        "{latin}"
    );
    for (class, term, why) in [("5Щ", "1", "класса"), ("5А", "9", "периода")] {
        let words = ["print", "--class", class, "--term", term, "--out", "all"];
        let (code, answer) = account.json_at("clerk", &words);
        assert_eq!(code, 1, "{answer}");
        let said = answer["refused"].as_str().unwrap();
        assert!(said.contains(why) && said.contains("нет"), "{said}");
    }
    let words = ["print", "--class", "6А", "--term", "1", "--out", "all"];
    let (code, open) = account.json_at("clerk", &words);
    assert_eq!(code, 1);
    assert!(
        open["refused"].as_str().unwrap().contains("не закрыт"),
        "{open}"
    );
}
