//! Which key seals, whoever states one, and what becomes of segments whose key is not here (P10, P11).

use crate::school::{DEPUTY, Machine, TEACHER, school_id};
use klassny_domain::access::{KeyEpoch, KeyWrap};
use klassny_domain::change::{Change, Compartment};
use klassny_domain::ids::KeyId;
use klassny_domain::school::Workstation;
use klassny_log::{CompartmentKey, Envelope};
use klassny_store::{Received, Sealed};

fn id(byte: u8) -> KeyId {
    CompartmentKey::from_bytes([byte; 32]).id(Compartment::Journal)
}

/// A key of the journal; on these machines it is put by hand and wrapped to nobody.
fn epoch(number: u32, byte: u8) -> Change {
    Change::KeyEpoch(KeyEpoch {
        key: id(byte),
        compartment: Compartment::Journal,
        epoch: number,
        recovery: [0; KeyWrap::LEN],
        wraps: Vec::new(),
    })
}

fn give(machine: &Machine, number: u32, byte: u8) {
    let store = &machine.store;
    store
        .put_key(Compartment::Journal, number, &[byte; 32])
        .unwrap();
}

fn room(number: u16) -> Change {
    Change::Workstation(Workstation {
        number,
        place: String::new(),
    })
}

/// The number and the id of the key of every segment of a machine, in order.
fn keys_of(machine: &Machine) -> Vec<(u32, Option<KeyId>)> {
    let segments = machine.sealed_so_far().into_iter();
    let headers = segments.map(|(bytes, _)| {
        let envelope = Envelope::parse(&bytes).unwrap();
        (envelope.header().key_epoch, envelope.header().key)
    });
    headers.collect()
}

fn last_key(machine: &Machine) -> (u32, Option<KeyId>) {
    *keys_of(machine).last().unwrap()
}

/// Only who may end a seat starts a key; what anybody else states is kept and seals nothing.
#[test]
fn p11_a_key_that_a_teacher_states_seals_nothing() {
    let first = Machine::new();
    first.at("2026-09-14T09:50");
    give(&first, 2, 50);
    let replica = first.second();
    give(&replica, 2, 50);
    first.forge(TEACHER, epoch(2, 50), &[]);
    first.send_to(&replica);
    let register = epoch(2, 50).register();
    assert_eq!(replica.store.current(register).unwrap(), None);
    assert_eq!(replica.store.history(register).unwrap().entries.len(), 1);
    assert!(replica.store.epochs().unwrap().is_empty());
    first.state(DEPUTY, vec![room(1)]);
    assert_eq!(last_key(&first), (1, None));
    assert!(replica.equals_its_log());
}

/// The fact itself goes out under the first key, and what was entered before it too; of two keys of
/// one number every replica takes the same.
#[test]
fn p11_the_greatest_key_seals_everywhere_once_its_fact_stands_in_a_segment() {
    let first = Machine::new();
    first.at("2026-09-14T09:50");
    let (small, great) = match id(50) < id(51) {
        true => (50, 51),
        false => (51, 50),
    };
    let replica = first.second();
    for machine in [&first, &replica] {
        give(machine, 2, small);
        give(machine, 2, great);
    }
    first.seal_all();
    first.state(DEPUTY, vec![room(1)]);
    first.state(DEPUTY, vec![epoch(2, great)]);
    assert_eq!(keys_of(&first).iter().map(|key| key.0).max(), Some(1));
    first.state(DEPUTY, vec![room(2)]);
    assert_eq!(last_key(&first), (2, Some(id(great))));
    first.state(DEPUTY, vec![epoch(2, small)]);
    assert_eq!(last_key(&first), (1, None), "under the key that all have");
    first.state(DEPUTY, vec![room(3)]);
    assert_eq!(last_key(&first), (2, Some(id(great))));
    first.send_to(&replica);
    let rooms = |of: &Machine| of.store.read(|read| read.workstations()).unwrap();
    assert_eq!(rooms(&replica), rooms(&first));
    let differ = first.store.digest().unwrap();
    let differ = differ.differences(&replica.store.digest().unwrap());
    assert!(differ.is_empty(), "{differ:?}");
    first.state(DEPUTY, vec![epoch(3, small)]);
    first.state(DEPUTY, vec![room(4)]);
    assert_eq!(
        last_key(&first),
        (3, Some(id(small))),
        "a greater number wins"
    );
}

/// Verified and kept without the key; read as if it had just come when the key is here. What the
/// key does not open hides nothing else.
#[test]
fn p10_what_waits_for_a_key_is_read_when_it_comes_and_rubbish_among_it_hides_nothing() {
    let first = Machine::new();
    first.at("2026-09-14T09:50");
    let replica = first.second();
    give(&first, 2, 50);
    first.state(DEPUTY, vec![epoch(2, 50)]);
    first.seal_all();
    // Signed by a teacher, and sealed under another key than its header names.
    first.forge_twisted(TEACHER, room(9), &|draft| {
        draft.key_epoch = 2;
        draft.key = Some(id(50));
    });
    first.state(DEPUTY, vec![room(1)]);
    first.send_to(&replica);
    assert_eq!(
        replica.store.keyless_count(Compartment::Journal).unwrap(),
        2
    );
    assert!(
        replica
            .store
            .lacks_sealing_key(Compartment::Journal)
            .unwrap()
    );

    replica.at("2026-09-14T09:50").hold("2026-09-14", &[]);
    assert_eq!(
        replica.next(TEACHER),
        Sealed::NoKey,
        "nothing is written for the lost machine"
    );
    give(&replica, 2, 50);
    assert_eq!(replica.store.unlock_waiting().unwrap(), 2);
    assert_eq!(
        replica.store.keyless_count(Compartment::Journal).unwrap(),
        0
    );
    let rooms = replica.store.read(|read| read.workstations()).unwrap();
    assert!(rooms.iter().any(|room| room.number == 1));
    assert!(rooms.iter().all(|room| room.number != 9));
    assert!(matches!(replica.next(TEACHER), Sealed::Segment { .. }));
    assert!(replica.equals_its_log());
    let (bytes, key) = first.sealed_so_far().pop().unwrap();
    let known = Envelope::parse(&bytes).unwrap().verify(school_id(), &key);
    let again = replica.store.receive(&known.unwrap(), key, 0).unwrap();
    assert_eq!(again, Received::Known);
}
