//! Who may end whose seat, judged again by every replica when the fact comes (D13, P7).

use crate::school::{DEPUTY, Machine, TEACHER, school_id, seat_by_root};
use klassny_domain::access::{Ack, DeviceProgram, SeatRevocation};
use klassny_domain::change::Change;
use klassny_domain::ids::{DeviceId, SeatId};
use klassny_log::{SeatKey, sign_revocation};

fn ends(seat: SeatId, by: Option<&SeatKey>) -> Change {
    Change::SeatRevocation(SeatRevocation {
        seat,
        reason: "Спор".to_owned(),
        root: by.map(|key| sign_revocation(school_id(), seat, key)),
    })
}

/// A modified client of an administrator, of a teacher and of a device.
#[test]
fn r70_r83_a_seat_is_ended_by_administrators_and_theirs_by_the_root_alone() {
    let root = SeatKey::from_bytes(&[1; 32]);
    let other = SeatKey::from_bytes(&[33; 32]);
    let second = seat_by_root(TEACHER, &other);
    let foreign = SeatKey::from_bytes(&[34; 32]);
    let colleague = SeatKey::from_bytes(&[5; 32]).seat();
    #[rustfmt::skip]
    let cases = [
        (DEPUTY, ends(other.seat(), None), false),
        (DEPUTY, ends(other.seat(), Some(&foreign)), false),
        (DEPUTY, ends(other.seat(), Some(&root)), true),
        (TEACHER, ends(other.seat(), Some(&root)), false),
        (TEACHER, ends(colleague, None), false),
        (DEPUTY, ends(colleague, None), true),
    ];
    for (who, change, counts) in cases {
        let first = Machine::new();
        first.at("2026-09-14T09:50");
        first.state(DEPUTY, vec![Change::SeatCertificate(second.clone())]);
        let replica = first.second();
        first.forge(who, change.clone(), &[]);
        first.send_to(&replica);
        let stands = replica.store.current(change.register()).unwrap();
        assert_eq!(stands.is_some(), counts, "{who}: {change:?}");
        let kept = replica.store.history(change.register()).unwrap();
        let entry = kept.entries.iter().find(|entry| entry.op.change == change);
        assert_eq!(
            entry.unwrap().not_counted.is_none(),
            counts,
            "kept either way"
        );
        assert!(replica.equals_its_log());
    }
}

/// A person states nothing in the name of a device: neither what it runs nor that it has read.
#[test]
fn r70_a_program_is_stated_by_its_own_device_alone() {
    let first = Machine::new();
    let replica = first.second();
    let device = DeviceId::derive(&[&SeatKey::from_bytes(&[2; 32]).public()]);
    let program = Change::DeviceProgram(DeviceProgram {
        device,
        version: "9.9.9".to_owned(),
        system: "linux".to_owned(),
        format: 1,
        ruleset: 1,
    });
    let ack = Change::Ack(Ack {
        device,
        heads: Vec::new(),
    });
    for change in [program, ack] {
        first.forge(TEACHER, change.clone(), &[]);
        first.send_to(&replica);
        let stands = replica.store.current(change.register()).unwrap();
        assert_eq!(stands, None, "{change:?}");
    }
}
