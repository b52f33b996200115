//! The walk over the whole share, and the repair after it.

use crate::fake::{key, seal_first, seat_of};
use crate::kit::{NOON_MS, memory_share};
use crate::machine::{Machine, head_of, settle};
use klassny_share::check::{Problem, ShareCheck, Trouble, check, repair};
use klassny_share::error::Class;
use klassny_share::folder::SegmentStore;
use klassny_share::mem::MemStore;
use klassny_share::name::{Name, SegmentName};
use klassny_share::plan::Moment;
use klassny_share::replica::BadReason;
use std::ops::ControlFlow;

const MOMENT: Moment = Moment {
    now_ms: NOON_MS,
    chance: 0,
};

fn checked(store: &MemStore, machine: &Machine) -> ShareCheck {
    check(store, &machine.replica, MOMENT, &mut |_| {
        ControlFlow::Continue(())
    })
    .expect("a check")
}

/// Ada has said three things, Bob has read them.
fn a_school() -> (MemStore, Machine, Machine, Vec<SegmentName>) {
    let store = memory_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    let mut names = Vec::new();
    for text in ["one", "two", "three"] {
        ada.replica.enter(text);
        ada.pass(&store);
        names.push(head_of(&ada, 1));
    }
    settle(&store, &mut [&mut ada, &mut bob]);
    (store, ada, bob, names)
}

#[test]
fn a_sound_share_is_counted() {
    let (store, ada, bob, _) = a_school();
    for machine in [&ada, &bob] {
        let found = checked(&store, machine);
        assert!(found.is_sound(), "{found:?}");
        assert_eq!((found.seats, found.segments, found.beacons), (2, 4, 2));
        assert_eq!((found.not_here, found.foreign, found.temporary), (0, 0, 0));
    }
    let stranger = Machine::new(3);
    assert_eq!(checked(&store, &stranger).not_here, 4);
}

#[test]
fn whatever_is_wrong_is_named_and_put_again_by_anyone_who_holds_it() {
    let (store, ada, bob, names) = a_school();
    let path = |name: SegmentName| Name::from(name);
    let mut rotten = store.get(&path(names[0]), 1 << 20).expect("a segment");
    rotten[40] ^= 1;
    store.damage(&path(names[0]), Some(rotten));
    store.damage(&path(names[1]), None);
    let foreign = seal_first(&key(11, 1), "unknown", None);
    store
        .put_new(&foreign.name.into(), &foreign.bytes)
        .expect("put");
    store.damage(
        &Name::parse("seg/readme.txt").expect("a name"),
        Some(vec![]),
    );

    let found = checked(&store, &bob);
    let problem = |name, what| Problem { name, what };
    let mut expected = [
        problem(names[0], Trouble::Bad(BadReason::Damaged)),
        problem(names[1], Trouble::Gap),
    ];
    expected.sort();
    assert_eq!(found.problems, expected);
    let mut not_there = names[..2].to_vec();
    not_there.sort();
    assert_eq!(found.not_there, not_there);
    assert_eq!(found.unknown_authors, [seat_of(11, 1)]);
    assert_eq!((found.not_here, found.foreign), (1, 1));

    assert_eq!(repair(&store, &bob.replica, &found).expect("repair"), 2);
    let found = checked(&store, &ada);
    assert_eq!(found.not_there, []);
    assert_eq!(
        found.problems,
        [problem(names[0], Trouble::Bad(BadReason::Damaged))]
    );
    let sibling = SegmentName {
        copy: 1,
        ..names[0]
    };
    assert!(store.names().contains(&path(sibling)));
    let mut eve = Machine::new(3);
    eve.pass(&store);
    assert_eq!(eve.facts(), ["one", "three", "two"]);
}

#[test]
fn forks_and_beacons_without_a_segment_are_named() {
    let (store, ada, _, names) = a_school();
    let other = seal_first(&key(1, 1), "the clone's first", None);
    store
        .put_new(&other.name.into(), &other.bytes)
        .expect("put");
    let ahead = SegmentName { seq: 9, ..names[2] };
    store.set_beacon(&ahead.into()).expect("beacon");
    let found = checked(&store, &ada);
    let forks: Vec<_> = found
        .problems
        .iter()
        .map(|problem| (problem.name.seq, problem.what))
        .collect();
    assert_eq!(forks, [(1, Trouble::Fork), (9, Trouble::BeaconAhead)]);
}

#[test]
fn a_walk_can_be_broken_off_and_a_foreign_share_is_not_walked() {
    let (store, ada, _, _) = a_school();
    let mut files = 0;
    let found = check(&store, &ada.replica, MOMENT, &mut |read| {
        files = read;
        if read == 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
    .expect("a check");
    assert!(found.cancelled && !found.is_sound() && files == 2);
    store.damage(&Name::identity(), None);
    let error = check(&store, &ada.replica, MOMENT, &mut |_| {
        ControlFlow::Continue(())
    })
    .expect_err("no share");
    assert_eq!(error.class(), Class::NotOurFolder);
}
