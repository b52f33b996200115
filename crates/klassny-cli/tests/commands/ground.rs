//! The folder of a demo: what a stranger put there stays.

use crate::{Account, samples};
use std::fs::{self, File};

#[test]
fn a_demo_clears_nothing_that_it_did_not_make() {
    let account = Account::new();
    let data = samples();
    let data = data.to_str().unwrap();
    for name in ["share", "deputy", "teacher", "clerk", "morning"] {
        let kept = account.at("papers").join(name).join("отчёт.txt");
        fs::create_dir_all(kept.parent().unwrap()).unwrap();
        fs::write(&kept, "важное").unwrap();
        for set_up in [&["--set-up"][..], &[]] {
            let words = [&["demo", "--out", "papers", "--data", data], set_up].concat();
            let (code, answer) = account.json(&words);
            assert_eq!(code, 1, "{name}: {answer}");
            let said = answer["refused"].as_str().unwrap();
            assert!(said.contains(name) && said.contains("--out"), "{said}");
        }
        assert_eq!(fs::read_to_string(&kept).unwrap(), "важное");
        let left: Vec<_> = fs::read_dir(account.at("papers")).unwrap().collect();
        assert_eq!(left.len(), 1, "nothing is put beside it");
        fs::remove_dir_all(account.at("papers")).unwrap();
    }
    fs::create_dir(account.at("papers")).unwrap();
    fs::write(account.at("papers/summary.json"), "моё").unwrap();
    let (code, _) = account.json(&["demo", "--out", "papers", "--data", data]);
    assert_eq!(code, 1);
    assert_eq!(
        fs::read_to_string(account.at("papers/summary.json")).unwrap(),
        "моё"
    );
}

#[test]
fn a_demo_leaves_a_profile_alone_that_another_program_has_open() {
    let account = Account::new();
    let clerk = account.at("demo/clerk");
    fs::create_dir_all(&clerk).unwrap();
    let settings = r#"{"vault_name":"profile-1","demo_clock_ms":5,"school":null}"#;
    fs::write(clerk.join("profile.json"), settings).unwrap();
    let lock = File::create(clerk.join("lock")).unwrap();
    lock.try_lock().unwrap();
    let data = samples();
    let words = ["demo", "--out", "demo", "--data", data.to_str().unwrap()];
    let (code, answer) = account.json(&words);
    assert_eq!(code, 1, "{answer}");
    let said = answer["refused"].as_str().unwrap();
    assert!(said.contains("clerk") && said.contains("открыт"), "{said}");
    assert!(clerk.join("profile.json").exists());
}
