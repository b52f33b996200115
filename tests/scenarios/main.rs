//! Stories of two and three workstations on one share, without a window.

#![allow(
    clippy::disallowed_methods,
    reason = "a story pulls the share's plug by renaming its folder"
)]

mod administrators;
mod compartments;
mod devices;
mod entry_plan;
mod families;
mod files;
mod imports;
mod keys;
mod new_folder;
mod process;
mod seals;
mod skew;
mod slots;
mod waits;

use chrono::NaiveDate;
use klassny_app::view::session::Stage;
use klassny_app::view::share::ShareLink;
use klassny_app::view::text::ErrorCode;
use klassny_domain::change::Kind;
use klassny_tests::{PASSWORD, World, sample_school};
use std::path::{Path, PathBuf};

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path().is_dir() {
                true => folders.push(entry.path()),
                false => files.push(entry.path()),
            }
        }
    }
    files
}

/// The sample school arrives on a second workstation as it is on the first, replicas equal a
/// rebuild of their logs, a second import states nothing, and the share names nobody.
#[test]
fn r2_the_sample_school_is_brought_in_and_reaches_another_workstation() {
    let world = World::new().unwrap();
    let deputy = world.found().unwrap();
    let until = NaiveDate::from_ymd_opt(2026, 10, 22);
    let imported = deputy.app.import_folder(&sample_school(), until).unwrap();
    assert_eq!(
        imported.plan.problems.len(),
        9,
        "the nine planted faults, reported"
    );
    assert_eq!(
        imported.plan.counts.get("ученики"),
        Some(&1034),
        "1030 and four who came"
    );
    assert_eq!(imported.plan.counts.get("нагрузка"), Some(&576));
    assert_eq!(imported.plan.counts.get("расписание"), Some(&1308));
    assert_eq!(imported.plan.counts.get("время ввода"), Some(&354));
    deputy.app.sync_fully().unwrap();

    let teacher = world.join(&deputy, "teacher", "АРМ 7").unwrap();
    let report = teacher.app.sync_fully().unwrap();
    assert_eq!(report.counts.quarantined, 0, "every fact counts");
    let counts = |station: &klassny_tests::Station| {
        let workstation = station.app.workstation().unwrap();
        workstation.store.read(|read| read.counts()).unwrap()
    };
    // Nobody on the teachers' machine works with personal cards: they stay closed there (D15).
    let cards = [Kind::StaffCard, Kind::PupilCard, Kind::Guardian];
    let school_facts = |all: Vec<(Kind, u64)>| {
        all.into_iter()
            .filter(|(kind, _)| *kind != Kind::Ack && !cards.contains(kind))
            .collect::<Vec<_>>()
    };
    let mut closed = counts(&teacher).into_iter();
    assert!(closed.all(|(kind, count)| !cards.contains(&kind) || count == 0));
    deputy.app.sync_fully().unwrap();
    assert_eq!(
        school_facts(counts(&deputy)),
        school_facts(counts(&teacher))
    );
    assert!(deputy.equals_its_log().unwrap());
    assert!(teacher.equals_its_log().unwrap());

    let again = deputy.app.import_folder(&sample_school(), until).unwrap();
    assert_eq!(again.stated, 0, "what stands is not stated again");

    for file in files_under(&world.share()) {
        let name = file
            .strip_prefix(world.share())
            .unwrap()
            .to_string_lossy()
            .into_owned();
        assert!(
            name.chars()
                .all(|c| matches!(c, 'a'..='z' | '0'..='9' | '.' | '-' | '/')),
            "{name}"
        );
        let bytes = std::fs::read(&file).unwrap();
        for word in ["Дубровский", "Шарова", "Воробьёва"] {
            let found = bytes
                .windows(word.len())
                .any(|window| window == word.as_bytes());
            assert!(!found, "a name stands in {name}");
        }
    }
}

/// D3: every open replica seals its key to open invitations, so the first sign-in needs no share.
#[test]
fn r81_a_first_sign_in_works_with_the_share_unplugged() {
    let world = World::new().unwrap();
    let deputy = world.found().unwrap();
    let founder = deputy.app.people().unwrap().people.remove(0);
    let other = world.join(&deputy, "other", "АРМ 3").unwrap();
    let (staff, words) = world.invite(&deputy, &founder.name).unwrap();
    deputy.app.sync_fully().unwrap();
    other.app.sync_fully().unwrap();

    std::fs::rename(world.share(), world.dir().join("unplugged")).unwrap();
    other.first_sign_in(&staff, &words).unwrap();
    assert_eq!(other.app.app_state().unwrap().stage, Stage::Open);
    let used = other.first_sign_in(&staff, &words).unwrap_err();
    assert_eq!(
        used.code,
        ErrorCode::WrongPassword,
        "an invitation opens once"
    );

    other.app.sign_out().unwrap();
    let report = other.app.sync_fully().unwrap();
    assert!(!report.share.is_reached());
    assert!(report.counts.waiting > 0, "what was made here waits");
    std::fs::rename(world.dir().join("unplugged"), world.share()).unwrap();
    let report = other.app.sync_fully().unwrap();
    assert_eq!(
        report.counts.waiting, 0,
        "and goes out when the share is back"
    );
    deputy.app.sync_fully().unwrap();
    let people = deputy.app.people().unwrap().people;
    let line = people.iter().find(|person| person.staff == staff).unwrap();
    assert_eq!(
        line.devices.len(),
        2,
        "the seat on the other machine is known"
    );
}

/// A wrong password tells nothing and waits longer each time; the right one opens.
#[test]
fn r72_a_wrong_password_gives_no_hint_and_a_growing_delay() {
    let world = World::new().unwrap();
    let deputy = world.found().unwrap();
    let staff = deputy.app.app_state().unwrap().session.unwrap().staff;
    deputy.app.sign_out().unwrap();
    let mut waits = Vec::new();
    for _ in 0..6 {
        let refused = deputy.sign_in(&staff, "не тот пароль").unwrap_err();
        assert_eq!(refused.code, ErrorCode::WrongPassword);
        assert_eq!(refused.detail, "");
        waits.push(refused.retry_after_s.unwrap_or(0));
        world
            .clock
            .advance(i64::from(refused.retry_after_s.unwrap_or(0)) * 1000);
    }
    assert!(waits.iter().any(|wait| *wait > 0), "{waits:?}");
    let nobody = klassny_domain::ids::StaffId::derive(&[b"nobody"]).to_string();
    let refused = deputy.sign_in(&nobody, PASSWORD).unwrap_err();
    assert_eq!(
        refused.code,
        ErrorCode::WrongPassword,
        "an unknown person sounds the same"
    );
    world.clock.advance(600_000);
    deputy.sign_in(&staff, PASSWORD).unwrap();
}

/// An empty folder in the share's place is «not our folder», never an empty school (P5, D16).
#[test]
fn r130_a_folder_without_its_identity_is_not_the_share() {
    let world = World::new().unwrap();
    let deputy = world.found().unwrap();
    deputy.app.sync_fully().unwrap();
    std::fs::rename(world.share(), world.dir().join("away")).unwrap();
    std::fs::create_dir(world.share()).unwrap();
    let report = deputy.app.sync_fully().unwrap();
    assert!(!report.share.is_reached());
    assert_eq!(
        deputy.app.share_brief().unwrap().link,
        ShareLink::WrongFolder
    );
    assert_eq!(
        files_under(&world.share()).len(),
        0,
        "nothing is made in a wrong folder"
    );
    std::fs::remove_dir(world.share()).unwrap();
    std::fs::rename(world.dir().join("away"), world.share()).unwrap();
    assert!(deputy.app.sync_fully().unwrap().share.is_reached());
}

/// A school is created in an empty folder only; what lies there is left as it was.
#[test]
fn r93_a_school_is_not_created_over_other_files() {
    let world = World::new().unwrap();
    std::fs::write(world.share().join("чужое.txt"), b"!").unwrap();
    let error = world.found().err().unwrap();
    let refused = error.downcast::<klassny_app::AppError>().unwrap();
    assert_eq!(refused.code, ErrorCode::WrongShare);
    assert_eq!(files_under(&world.share()).len(), 1);
}

/// A replica is opened by its key alone, and a profile by one program at a time.
#[test]
fn r156_a_profile_is_open_in_one_program() {
    let world = World::new().unwrap();
    let deputy = world.found().unwrap();
    let second = klassny_app::App::open(world.env(), &deputy.profile)
        .err()
        .unwrap();
    assert_eq!(second.code, ErrorCode::NotAllowed);
    let bytes = std::fs::read(deputy.profile.join("replica.db")).unwrap();
    let name = "Воробьёва".as_bytes();
    assert!(
        !bytes.windows(name.len()).any(|window| window == name),
        "the file is encrypted"
    );
}
