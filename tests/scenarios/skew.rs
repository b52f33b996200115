//! Programs of different age on one share: nothing of a newer one is lost on an older machine, and
//! new rules hold once every machine knows them (P10).

use crate::devices::{CLERK, meet, peopled, pupil, pupils, state};
use crate::keys::{digest, room, rooms};
use klassny_app::api::ActivateRules;
use klassny_app::view::devices::RulesView;
use klassny_app::view::share::ProgramDue;
use klassny_app::view::text::ErrorCode;
use klassny_app::{AppError, Program};
use klassny_domain::change::Kind;
use klassny_log::Reader;
use klassny_store::{Author, Error, NewFact};
use klassny_tests::{PASSWORD, Station, World};

/// Before there were rooms and pupils in the log.
const OLD: Program = Program {
    version: "0.0.9",
    reader: Reader {
        lacks: &[Kind::Workstation, Kind::Pupil],
        ..Reader::THIS
    },
};
/// The next program, which knows a second set of rules.
const NEXT: Program = Program {
    version: "9.0.0",
    reader: Reader {
        ruleset: 2,
        ..Reader::THIS
    },
};
const DAY_MS: i64 = 86_400_000;

/// A machine that runs a program, with the clerk signed in.
fn clerk_on(world: &World, by: &Station, name: (&str, &str), program: Program) -> Station {
    let station = world.station_of(name.0, program).unwrap();
    let station = world.join_with(by, station, name.1).unwrap();
    let (staff, words) = world.invite(by, CLERK).unwrap();
    meet(&[by, &station]);
    station.first_sign_in(&staff, &words).unwrap();
    meet(&[&station, by]);
    station
}

/// The same profile with another program, the clerk signed in again.
fn updated(world: &World, station: Station, name: &str, program: Program) -> Station {
    let staff = station.app.person().unwrap().staff.to_string();
    drop(station);
    let station = world.station_of(name, program).unwrap();
    station.sign_in(&staff, PASSWORD).unwrap();
    station
}

fn due(on: &Station) -> Option<ProgramDue> {
    on.app.share_brief().unwrap().program_due
}

fn rules(on: &Station) -> Option<RulesView> {
    on.app.devices().unwrap().rules
}

fn activate(by: &Station, from: Option<&str>) -> Result<Option<RulesView>, AppError> {
    let args = ActivateRules {
        ruleset: 2,
        from: from.map(str::to_owned),
    };
    by.app.activate_rules(&args).map(|view| view.rules)
}

/// Enters a fact as whoever is signed in.
fn try_state(by: &Station, fact: klassny_domain::change::Change) -> Result<(), Error> {
    let author = Author {
        seat: by.app.person().unwrap().seat,
    };
    let workstation = by.app.workstation().unwrap();
    let store = &workstation.store;
    let facts = vec![NewFact::from(fact)];
    store.commit(author, by.app.now(), facts).map(|_| ())
}

/// What an older program does not know is kept, counted, shown and confirmed; after the update the
/// machine shows what one shows that was new from the start.
#[test]
fn p10_an_older_program_keeps_what_it_does_not_know_and_reads_it_after_the_update() {
    let world = World::new().unwrap();
    let admin = peopled(world.found().unwrap());
    let old = clerk_on(&world, &admin, ("old", "АРМ 4"), OLD);
    let other = clerk_on(&world, &admin, ("other", "АРМ 5"), Program::THIS);
    state(&other, vec![pupil(1), pupil(2)]);
    state(&admin, vec![room(1)]);
    meet(&[&admin, &other, &old]);
    state(&admin, vec![room(1), room(2)]);
    meet(&[&admin, &other, &old]);
    assert_eq!((rooms(&old), pupils(&old)), (0, 0));
    let expected = ProgramDue {
        read_only: false,
        packets: 0,
        records: 5,
        version: Program::THIS.version.to_owned(),
    };
    assert_eq!(due(&old), Some(expected));
    assert_eq!(due(&admin), None);
    assert!(old.equals_its_log().unwrap());
    world.clock.advance(90_000);
    meet(&[&old, &admin]);
    let brief = admin.app.share_brief().unwrap();
    assert_eq!(
        brief.confirmed, brief.entered,
        "read from the share all the same"
    );

    let old = updated(&world, old, "old", OLD);
    assert_eq!(
        due(&old).map(|due| due.records),
        Some(5),
        "the same program started again"
    );
    let old = updated(&world, old, "old", Program::THIS);
    assert_eq!((rooms(&old), pupils(&old), due(&old)), (2, 2, None));
    assert!(old.equals_its_log().unwrap());
    meet(&[&old, &admin, &other]);
    for station in [&admin, &other] {
        assert_eq!(digest(&old), digest(station));
    }
}

/// New rules are activated by an administrator for a day to come, and only once every machine knows
/// them; the refusal and the screen name who does not.
#[test]
fn p10_new_rules_wait_for_every_machine_and_an_old_program_then_only_reads() {
    let world = World::new().unwrap();
    let founder = world.station_of("deputy", NEXT).unwrap();
    world.create_school(&founder).unwrap();
    let admin = peopled(founder);
    let old = clerk_on(&world, &admin, ("old", "АРМ 4"), Program::THIS);
    let known = rules(&admin).unwrap();
    assert_eq!((known.ruleset, known.from), (2, None));
    assert_eq!(known.lacking, ["АРМ 4"]);
    assert!(known.may_change && known.version == NEXT.version);
    let refused = activate(&admin, Some("2026-10-24")).unwrap_err();
    assert_eq!(refused.code, ErrorCode::RulesNotKnown);

    let old = updated(&world, old, "old", NEXT);
    meet(&[&old, &admin]);
    assert_eq!(rules(&admin).unwrap().lacking, [""; 0]);
    let today = activate(&admin, Some("2026-10-23")).unwrap_err();
    assert_eq!(today.code, ErrorCode::BadRequest, "a day that has come");
    assert_eq!(
        activate(&old, Some("2026-10-24")).unwrap_err().code,
        ErrorCode::NotAllowed
    );
    let set = activate(&admin, Some("2026-10-24")).unwrap().unwrap();
    assert_eq!(set.from.as_deref(), Some("2026-10-24"));
    assert_eq!(
        activate(&admin, None).unwrap().unwrap().from,
        None,
        "taken back"
    );
    activate(&admin, Some("2026-10-24")).unwrap();
    meet(&[&admin, &old]);

    // A machine with the program of before writes until the day, and then only reads.
    let late = clerk_on(&world, &admin, ("late", "АРМ 6"), Program::THIS);
    assert_eq!(rules(&admin).unwrap().lacking, ["АРМ 6"]);
    try_state(&late, pupil(1)).unwrap();
    world.clock.advance(DAY_MS);
    let refused = try_state(&late, pupil(2)).unwrap_err();
    assert!(
        matches!(refused, Error::OldProgram { ruleset: 2 }),
        "{refused}"
    );
    let told = due(&late).unwrap();
    assert!(told.read_only && told.version == NEXT.version, "{told:?}");
    assert_eq!((rules(&admin), due(&admin)).1, None);
    state(&old, vec![pupil(3)]);
    meet(&[&late, &admin, &old, &late]);
    assert_eq!(
        (pupils(&late), pupils(&admin)),
        (1, 2),
        "what was entered before went out"
    );
    assert!(due(&late).unwrap().packets > 0);
    assert!(late.equals_its_log().unwrap());

    let late = updated(&world, late, "late", NEXT);
    assert_eq!((pupils(&late), due(&late)), (2, None));
    try_state(&late, pupil(4)).unwrap();
    meet(&[&late, &admin, &old]);
    for station in [&admin, &old, &late] {
        assert!(station.equals_its_log().unwrap());
        assert_eq!(digest(station), digest(&admin));
        assert_eq!(pupils(station), 3);
    }
}
