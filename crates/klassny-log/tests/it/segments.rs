//! Segments: sealing, verifying, opening.

use chrono::NaiveDate;
use klassny_domain::change::{Change, Compartment, EnteredAt, FactId};
use klassny_domain::ids::{GroupId, PupilId, SchoolId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::{Grade, Mark, MarkValue};
use klassny_log::{
    Base, CompartmentKey, Envelope, FactOrUnknown, Op, SeatKey, SegmentDraft, SegmentError, seal,
};

fn mark(base: Vec<Base>) -> Op {
    Op {
        change: Change::Mark(Mark {
            place: LessonPlace {
                group: GroupId::from_bytes([1; 16]),
                date: NaiveDate::from_ymd_opt(2026, 9, 21).unwrap(),
                bell: 3,
                ordinal: 0,
            },
            ordinal: 0,
            pupil: PupilId::from_bytes([2; 16]),
            value: Grade::new(5).map(MarkValue::Grade),
            written_on: None,
            comment: String::new(),
        }),
        base,
        entered: EnteredAt {
            wall_ms: 1_790_000_000_000,
            boot: 7,
            monotonic_ms: 5_000,
        },
        import: None,
        permit: None,
    }
}

fn school() -> SchoolId {
    SchoolId::from_bytes([9; 16])
}

fn draft() -> SegmentDraft {
    SegmentDraft {
        school: school(),
        seq: 1,
        prev: [0; 32],
        prev_control: [0; 32],
        control_frontier: vec![],
        data_frontier_delta: vec![],
        lamport: 1,
        sealed: EnteredAt {
            wall_ms: 1_790_000_003_000,
            boot: 7,
            monotonic_ms: 8_000,
        },
        share_clock_ms: None,
        year: 2026,
        compartment: Compartment::Journal,
        key_epoch: 1,
        ruleset: 1,
        certificate: None,
        ops: vec![mark(vec![]), mark(vec![Base::Here(0)])],
    }
}

#[test]
fn what_is_sealed_opens_with_its_keys() {
    let key = SeatKey::from_bytes(&[3; 32]);
    let secret = CompartmentKey::from_bytes([4; 32]);
    let sealed = seal(&draft(), &key, &secret, [5; 24]).unwrap();
    let envelope = Envelope::parse(&sealed.bytes).unwrap();
    assert_eq!(envelope.hash(), sealed.hash);
    assert_eq!(envelope.header().sign_key, Some(key.public()));
    let verified = envelope.verify(school(), &key.public()).unwrap();
    let facts = verified.open(&secret).unwrap();
    let FactOrUnknown::Fact(second) = &facts[1] else {
        panic!("{facts:?}")
    };
    assert_eq!(second.change, mark(vec![]).change);
    assert_eq!(
        second.base,
        [FactId {
            segment: verified.short_hash(),
            index: 0
        }]
    );
    let wrong = CompartmentKey::from_bytes([6; 32]);
    assert_eq!(verified.open(&wrong), Err(SegmentError::Key));
}
