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

/// Until there is a school, a try that was refused or broken off leaves the next one as the first.
#[test]
fn a_refused_beginning_leaves_nothing_that_refuses_the_next() {
    let account = Account::new();
    files(&account, &["school.toml", "Сотрудники.xlsx"]);
    let begin = |password: &str| {
        let words = ["import", "files", "--school", "school", "--key-file"];
        let output = account.klassny(&[&words[..], &["--password-file", password]].concat());
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, said) = begin("missing");
    assert_eq!(code, Some(1));
    assert!(said.contains("missing"), "{said}");
    fs::write(account.at("short"), "12345").unwrap();
    let (code, said) = begin("short");
    assert_eq!(code, Some(1));
    assert!(said.contains("10 знаков"), "{said}");
    assert!(!account.at("school").exists(), "nothing was made");
    // What a program that was killed before there was a school leaves.
    fs::create_dir_all(account.at("school/profile")).unwrap();
    let left = r#"{"vault_name":"profile-1","folder":"","workstation":"","number":0}"#;
    fs::write(account.at("school/profile/profile.json"), left).unwrap();
    let (code, said) = begin("password");
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let (code, again) = account.json(&["import", "files", "--school", "school"]);
    assert_eq!((code, &again["stated"]), (0, &0.into()), "{again}");
    assert!(again.get("root_words").is_none(), "only once");
}

#[test]
fn the_words_of_a_new_schools_root_are_given_once() {
    let account = Account::new();
    files(&account, &["school.toml", "Сотрудники.xlsx"]);
    let import = ["import", "files", "--key-file", "--school"];
    let (code, answer) = account.json(&[&import[..], &["one"]].concat());
    assert_eq!(code, 0, "{answer}");
    assert_eq!(answer["root_words"].as_array().unwrap().len(), 24);
    assert_eq!(answer["secret_in"], "file");

    let password = account.at("password");
    let terminal = [
        &import[..],
        &["two", "--password-file", password.to_str().unwrap()],
    ];
    let said = account.klassny(&terminal.concat());
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(
        said.contains("показываются один раз") && said.contains("сейф"),
        "{said}"
    );
    assert!(said.contains("файле профиля"), "{said}");

    let to_paper = |school| [&import[..], &[school, "--root-words", "paper"]].concat();
    let (code, answer) = account.json(&to_paper("three"));
    assert_eq!((code, &answer["root_words_file"]), (0, &"paper".into()));
    let paper = fs::read_to_string(account.at("paper")).unwrap();
    assert_eq!(paper.split_whitespace().count(), 24);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(account.at("paper"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let (code, refused) = account.json(&to_paper("four"));
    assert_eq!(code, 1);
    let said = refused["refused"].as_str().unwrap();
    assert!(said.contains("--root-words"), "{said}");
    assert_eq!(fs::read_to_string(account.at("paper")).unwrap(), paper);
    assert!(!account.at("four").exists(), "no school without its paper");
}

/// On a machine without a keyring the file is taken, and that is said.
#[cfg(target_os = "linux")]
#[test]
fn without_a_keyring_the_secret_goes_to_a_file_in_words() {
    let account = Account::new();
    files(&account, &["school.toml", "Сотрудники.xlsx"]);
    let (code, answer) = account.json(&["import", "files", "--school", "school"]);
    assert_eq!(
        (code, &answer["secret_in"]),
        (0, &"file".into()),
        "{answer}"
    );
}

/// A school that stands, as one created in the window does, takes files by its profile alone.
#[test]
fn files_go_into_the_school_of_a_profile() {
    let account = Account::new();
    files(&account, &["school.toml", "Сотрудники.xlsx"]);
    let begin = ["import", "files", "--key-file", "--school", "school"];
    assert_eq!(account.json(&begin).0, 0);
    fs::copy(
        samples().join("Контингент.xlsx"),
        account.at("files/Контингент.xlsx"),
    )
    .unwrap();
    let import = ["import", "files"];
    let into = |profile| [&import[..], &["--profile", profile]].concat();
    let (code, answer) = account.json(&[&into("school/profile")[..], &["--preview"]].concat());
    assert_eq!((code, &answer["stated"]), (0, &Value::Null), "{answer}");
    let (code, answer) = account.json(&into("school/profile"));
    assert_eq!(code, 0, "{answer}");
    assert!(answer["stated"].as_u64().unwrap() > 1000, "{answer}");

    let (code, answer) = account.json(&into("elsewhere"));
    assert_eq!(code, 1, "{answer}");
    assert!(answer["refused"].as_str().unwrap().contains("--school"));
    assert!(!account.at("elsewhere").exists());
    let both = [&into("elsewhere")[..], &["--school", "school"]].concat();
    assert_eq!(account.json(&both).0, 1, "two profiles are no answer");
    assert_eq!(account.klassny(&import).status.code(), Some(2));
}
