//! `klassny import`: what is refused, and what a new school is given.

use crate::{Account, samples};
use serde_json::Value;
use std::fs;

/// A folder with some of the sample's files.
fn files(account: &Account, names: &[&str]) {
    fs::create_dir(account.at("files")).unwrap();
    for name in names {
        fs::copy(samples().join(name), account.at("files").join(name)).unwrap();
    }
}

#[test]
fn a_preview_creates_nothing_and_names_the_place_of_each_fault() {
    let account = Account::new();
    let spoiled = account.at("files");
    std::fs::create_dir(&spoiled).unwrap();
    for name in ["school.toml", "Сотрудники.xlsx"] {
        std::fs::copy(samples().join(name), spoiled.join(name)).unwrap();
    }
    let load = "Класс;Предмет;Подгруппа;Учитель;Часов в неделю\n\
                5А;История;;Берг Марк Александрович;много\n";
    std::fs::write(spoiled.join("Нагрузка.csv"), load).unwrap();
    let school = account.at("school");
    let words = ["import", "files", "--school", "school", "--preview"];
    let (code, answer) = account.json(&words);
    assert_eq!(code, 0, "{answer}");
    assert_eq!(answer["stated"], Value::Null);
    assert!(answer["counts"]["сотрудники"].as_u64().unwrap() >= 80);
    let problems = answer["problems"].as_array().unwrap();
    let of = |start: &str| {
        let mut all = problems.iter();
        all.any(|it| {
            let told = |field: &str| !it[field].as_str().unwrap().is_empty();
            it["where"].as_str().unwrap().starts_with(start) && told("what") && told("what_to_do")
        })
    };
    assert!(of("Нагрузка.csv"), "{problems:?}");
    assert!(!school.exists(), "a preview changes nothing");
}

/// A file that is damaged, empty, of something else or absurdly large: nothing is begun with the
/// rest, and what follows of it hides nothing.
#[test]
fn a_file_that_cannot_be_read_refuses_the_import_and_its_preview() {
    let account = Account::new();
    files(
        &account,
        &["school.toml", "Сотрудники.xlsx", "Нагрузка.xlsx"],
    );
    let pupils = account.at("files/Контингент.xlsx");
    let large = |size| {
        let file = fs::File::create(&pupils).unwrap();
        file.set_len(size).unwrap();
    };
    let whole = fs::read(samples().join("Контингент.xlsx")).unwrap();
    let cases: [(&str, &dyn Fn()); 4] = [
        ("damaged", &|| {
            fs::write(&pupils, &whole[..whole.len() / 2]).unwrap();
        }),
        ("empty", &|| large(0)),
        ("foreign", &|| {
            fs::write(&pupils, "Погода;Осадки\nясно;нет\n").unwrap();
        }),
        ("large", &|| large(65 * 1024 * 1024)),
    ];
    for (case, spoil) in cases {
        spoil();
        for preview in [&["--preview"][..], &[]] {
            let words = [&["import", "files", "--school", "school"], preview].concat();
            let (code, answer) = account.json(&words);
            assert_eq!(code, 1, "{case}: {answer}");
            assert_eq!(answer["stated"], Value::Null, "{case}");
            let problems = answer["problems"].as_array().unwrap();
            assert_eq!(problems[0]["where"], "Контингент.xlsx", "{case}");
            assert!(!problems[0]["what_to_do"].as_str().unwrap().is_empty());
            assert!(problems.len() < 20, "{case}: {} problems", problems.len());
            let said = answer["refused"].as_str().unwrap();
            assert!(said.starts_with("Не будет загружено"), "{case}: {said}");
            assert!(!account.at("school").exists(), "{case}: nothing is begun");
        }
    }
    fs::create_dir(account.at("nothing")).unwrap();
    let (code, answer) = account.json(&["import", "nothing", "--school", "school", "--preview"]);
    assert_eq!(code, 1, "{answer}");
}
