//! Refusals on a small school: a share that is not there, waiting after wrong passwords, damage.

use crate::{Account, samples};
use serde_json::Value;
use std::fs;

/// A school of the staff list alone, its share at `NAME/share` and its profile at `NAME/profile`.
fn school(account: &Account, name: &str) {
    fs::create_dir_all(account.at("files")).unwrap();
    for file in ["school.toml", "Сотрудники.xlsx"] {
        fs::copy(samples().join(file), account.at("files").join(file)).unwrap();
    }
    let (code, answer) = account.json(&["import", "files", "--key-file", "--school", name]);
    assert_eq!(code, 0, "{answer}");
}

fn refused(account: &Account, words: &[&str]) -> String {
    let (code, answer) = account.json(words);
    assert_eq!(code, 1, "{words:?}: {answer}");
    answer["refused"].as_str().unwrap().to_owned()
}

const AT: [&str; 2] = ["--profile", "school/profile"];

#[test]
fn a_share_that_was_not_reached_is_no_whole_share() {
    let account = Account::new();
    school(&account, "school");
    school(&account, "other");
    let settings = fs::read(account.at("school/profile/profile.json")).unwrap();
    let settings: Value = serde_json::from_slice(&settings).unwrap();
    let share = account.at("school/share");
    assert_eq!(settings["folder"], share.to_str().unwrap(), "a whole path");
    for command in ["sync", "check"] {
        let words = [&[command][..], &AT].concat();
        let (code, answer) = account.json(&words);
        assert_eq!(code, 0, "{answer}");
        let moved = account.at("moved");
        let asked = |why: &str| {
            let said = refused(&account, &words);
            assert!(said.contains(why), "{command}: {said}");
            assert!(!said.contains("цела"), "{command}: {said}");
        };
        fs::rename(&share, &moved).unwrap();
        asked("общей папки");
        fs::create_dir(&share).unwrap();
        asked("нет файла school.jsg");
        fs::copy(
            account.at("other/share/school.jsg"),
            share.join("school.jsg"),
        )
        .unwrap();
        asked("другой школы");
        let whole = fs::read(moved.join("school.jsg")).unwrap();
        fs::write(share.join("school.jsg"), &whole[..whole.len() / 2]).unwrap();
        asked("повреждён");
        fs::remove_dir_all(&share).unwrap();
        fs::rename(&moved, &share).unwrap();
    }
}

#[test]
fn after_wrong_passwords_the_wait_is_told() {
    let account = Account::new();
    school(&account, "school");
    let wrong = account.at("wrong");
    let sync = ["sync", "--profile", "school/profile"];
    let mut waits = false;
    for _ in 0..20 {
        let with = ["--password-file", wrong.to_str().unwrap()];
        let output = account.klassny(&[&sync[..], &with].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1));
        waits = said.contains("Подождите");
        if waits {
            break;
        }
    }
    assert!(waits, "some time the wait begins");
    let (code, answer) = account.json(&sync);
    assert_eq!(code, 1);
    assert!(answer["retry_after_s"].as_u64().unwrap() > 0, "{answer}");
    assert!(answer["refused"].as_str().unwrap().contains("Подождите"));
}

#[test]
fn damage_and_absence_are_told_with_what_to_do() {
    let account = Account::new();
    school(&account, "school");
    let check = [&["check"][..], &AT].concat();
    let said = refused(&account, &["check", "--profile", "nowhere"]);
    assert!(
        said.contains("nowhere") && said.contains("--profile"),
        "{said}"
    );
    assert!(!account.at("nowhere").exists(), "nothing is made");

    fs::write(account.at("password"), "\u{feff}показательный пароль\r\n").unwrap();
    assert_eq!(
        account.json(&check).0,
        0,
        "an editor's mark is no part of it"
    );

    let out = account.at("password").join("below");
    let print = ["print", "--class", "5А", "--term", "1", "--out"];
    let print = [&print[..], &[out.to_str().unwrap()], &AT].concat();
    assert!(refused(&account, &print).contains("--out"));

    let profile = account.at("school/profile");
    let replica = fs::read(profile.join("replica.db")).unwrap();
    fs::write(profile.join("replica.db"), "это не журнал").unwrap();
    fs::remove_file(profile.join("replica.db-wal")).ok();
    assert!(refused(&account, &check).contains("повреждён"));
    fs::remove_file(profile.join("replica.db")).unwrap();
    assert!(refused(&account, &check).contains("replica.db"));
    fs::write(profile.join("replica.db"), replica).unwrap();
    fs::write(profile.join("profile.json"), "{").unwrap();
    assert!(refused(&account, &check).contains("profile.json"));
}
