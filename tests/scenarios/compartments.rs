//! Who can open personal cards: the machines of those who work with them, and no other (D15).

use crate::devices::{CLERK, TEACHER, card, meet, pupil, pupils, seated, staff_id, state, whole};
use crate::keys::{card_of, digest, founded_with_words, keys, locked, opened_with, segments};
use chrono::NaiveDate;
use klassny_domain::change::{Change, Compartment, Kind};
use klassny_domain::ids::ClassId;
use klassny_domain::roster::ClassTeacher;
use klassny_tests::{Station, World};
use std::path::PathBuf;

fn personal_keys(of: &Station) -> usize {
    let keys = keys(of).into_iter();
    keys.filter(|(compartment, ..)| *compartment == Compartment::Personal)
        .count()
}

fn cards(on: &Station) -> usize {
    let workstation = on.app.workstation().unwrap();
    let store = &workstation.store;
    let one = |number: u8| {
        let pupil = klassny_domain::ids::PupilId::from_bytes([number; 16]);
        let card = store.read(|read| read.pupil_card(pupil)).unwrap();
        usize::from(card.is_some())
    };
    (1..9).map(one).sum()
}

/// The teacher leads a class from the beginning of the year until a day.
fn leads(until: Option<(i32, u32, u32)>) -> Change {
    let day = |(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    Change::ClassTeacher(ClassTeacher {
        class: ClassId::from_bytes([9; 16]),
        staff: staff_id(TEACHER),
        from: day((2026, 9, 1)),
        until: until.map(day),
    })
}

/// What the tables differ in between two machines, those of personal cards left out.
fn differ(one: &Station, other: &Station) -> Vec<&'static str> {
    let tables = digest(one).differences(&digest(other));
    let personal = [
        "pupil_card",
        "guardian",
        "staff_card",
        "information_form",
        "family_duty",
        "letter",
    ];
    tables
        .into_iter()
        .filter(|table| !personal.contains(table))
        .collect()
}

/// D15, R156: a machine on which nobody works with personal cards keeps and passes them on closed,
/// and says so; it is given the key with the first person who does, and a new key is made when
/// nobody there does any more.
#[test]
fn r156_d15_personal_cards_open_only_where_somebody_works_with_them() {
    let world = World::new().unwrap();
    let (admin, _) = founded_with_words(&world);
    let clerk = seated(&world, &admin, ("clerk", "АРМ 1"), CLERK);
    let teacher = seated(&world, &admin, ("teacher", "АРМ 7"), TEACHER);
    assert_eq!(
        personal_keys(&teacher),
        0,
        "nothing came with the admission"
    );
    assert!(personal_keys(&clerk) > 0);
    state(&clerk, vec![pupil(1), card_of(1)]);
    meet(&[&clerk, &admin, &teacher]);
    assert_eq!(
        (cards(&admin), cards(&teacher), pupils(&teacher)),
        (1, 0, 1)
    );
    let view = teacher.app.share_status().unwrap();
    assert_eq!((view.closed, view.no_key, view.locked), (1, 0, 0));
    assert!(view.waiting.is_empty() && locked(&teacher) == 1);
    assert_eq!(differ(&teacher, &admin), [""; 0]);

    // Closed as it is, it is kept and passed on: the share loses the file, the teacher's heals it.
    let sealed: Vec<PathBuf> = segments(&world.share()).into_iter().collect();
    let (kinds, _) = opened_with(&admin, &keys(&teacher), &sealed);
    assert!(!kinds.contains(&Kind::PupilCard), "{kinds:?}");
    let closed = sealed.iter().find(|file| {
        let (kinds, _) = opened_with(&admin, &keys(&admin), &[(*file).clone()]);
        kinds.contains(&Kind::PupilCard)
    });
    let closed = closed.unwrap();
    std::fs::remove_file(closed).unwrap();
    for _ in 0..3 {
        world.clock.advance(3_600_000);
        teacher.app.sync_fully().unwrap();
    }
    assert!(closed.is_file(), "put again by who cannot read it");

    // The teacher is given a class: the key comes, and with it all there ever was.
    state(&admin, vec![leads(None)]);
    meet(&[&admin, &teacher]);
    assert_eq!((cards(&teacher), locked(&teacher)), (1, 0));
    assert_eq!(teacher.app.share_status().unwrap().closed, 0);
    assert_eq!(digest(&teacher), digest(&admin));

    // The class is another's: what comes from now on opens with no key that is on the machine.
    world.clock.advance(86_400_000);
    state(&admin, vec![leads(Some((2026, 10, 1)))]);
    world.clock.advance(86_400_000);
    meet(&[&admin, &teacher, &clerk]);
    let before = keys(&teacher);
    state(&clerk, vec![pupil(2), card_of(2)]);
    meet(&[&clerk, &admin, &teacher]);
    assert_eq!(
        (cards(&admin), cards(&teacher), pupils(&teacher)),
        (2, 1, 2)
    );
    assert_eq!(keys(&teacher), before, "no new key of cards for it");
    for station in [&admin, &clerk, &teacher] {
        assert!(station.equals_its_log().unwrap());
        assert_eq!(differ(station, &admin), [""; 0]);
    }
}

/// A machine that was taken out gets no further key of any compartment, whatever it needed.
#[test]
fn d15_a_machine_that_is_taken_out_gets_no_further_key_of_cards() {
    let world = World::new().unwrap();
    let (admin, _) = founded_with_words(&world);
    let laptop = seated(&world, &admin, ("laptop", "Ноутбук"), CLERK);
    let other = seated(&world, &admin, ("other", "АРМ 2"), CLERK);
    let stolen = keys(&laptop);
    admin
        .app
        .revoke(&whole(&card(&admin, "Ноутбук"), ""))
        .unwrap();
    meet(&[&admin, &other]);
    let before = segments(&world.share());
    state(&other, vec![card_of(3)]);
    meet(&[&other, &admin]);
    let after: Vec<PathBuf> = segments(&world.share())
        .difference(&before)
        .cloned()
        .collect();
    let (opened, _) = opened_with(&admin, &stolen, &after);
    assert!(!opened.contains(&Kind::PupilCard), "{opened:?}");
    assert_eq!(cards(&admin), 1);
}
