//! D2: what a crash left unsealed waits for its author, is said so, and goes out when they come.

use klassny_app::App;
use klassny_app::view::share::{WaitingLine, WaitsFor};
use klassny_domain::change::Change;
use klassny_domain::ids::StaffId;
use klassny_domain::roster::{PersonName, StaffMember};
use klassny_store::{Author, NewFact};
use klassny_tests::{PASSWORD, Station, World};

fn member(surname: &str) -> Change {
    Change::StaffMember(StaffMember {
        staff: StaffId::derive(&[surname.as_bytes()]),
        personnel_number: surname.to_owned(),
        name: PersonName {
            surname: surname.to_owned(),
            given: "Анна".to_owned(),
            patronymic: "Ильинична".to_owned(),
        },
        position: String::new(),
        hired_on: None,
        left_on: None,
    })
}

/// Saves a fact of the person who is signed in, and does not seal it.
fn save(station: &Station, change: Change) {
    let app = &station.app;
    let seat = app.person().unwrap().seat;
    let author = Author { seat };
    let facts = vec![NewFact::from(change)];
    let store = &app.workstation().unwrap().store;
    store.commit(author, app.now(), facts).unwrap();
}

/// What waits for somebody to sign in here.
fn waiting(station: &Station) -> Vec<WaitingLine> {
    let mut lines = station.app.share_status().unwrap().waiting;
    lines.retain(|line| line.waits_for == WaitsFor::SignIn);
    lines
}

#[test]
fn d2_what_a_crash_left_unsealed_waits_for_its_author_and_says_so() {
    let world = World::new().unwrap();
    let mut deputy = world.found().unwrap();
    let founder = deputy.app.people().unwrap().people.remove(0);
    let other = world.join(&deputy, "other", "АРМ 3").unwrap();
    save(&deputy, member("Белова"));
    let (staff, words) = world.invite(&deputy, "Белова Анна Ильинична").unwrap();
    deputy.first_sign_in(&staff, &words).unwrap();
    deputy.app.sign_out().unwrap();
    deputy.sign_in(&founder.staff, PASSWORD).unwrap();
    deputy.app.sync_fully().unwrap();
    assert!(waiting(&deputy).is_empty());

    // Saved, and the program is gone before the next pass.
    save(&deputy, member("Чернова"));
    let now = waiting(&deputy);
    assert!(now.is_empty(), "the author is here: {now:?}");
    drop(deputy.app);
    deputy.app = App::open(world.env(), &deputy.profile).unwrap();
    deputy.sign_in(&staff, PASSWORD).unwrap();
    let report = deputy.app.sync_fully().unwrap();
    assert_eq!(report.counts.waiting, 1, "nobody else can sign it");
    let lines = waiting(&deputy);
    let [line] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    let said = (line.name.as_str(), line.device.as_str(), line.facts);
    assert_eq!(said, ("Воробьёва А. Е.", "АРМ 12", 1));

    deputy.app.sign_out().unwrap();
    deputy.sign_in(&founder.staff, PASSWORD).unwrap();
    let report = deputy.app.sync_fully().unwrap();
    assert_eq!(report.counts.waiting, 0);
    assert!(waiting(&deputy).is_empty());
    other.app.sync_fully().unwrap();
    let store = &other.app.workstation().unwrap().store;
    let arrived = store.current(member("Чернова").register()).unwrap();
    assert_eq!(arrived, Some(member("Чернова")));
}
