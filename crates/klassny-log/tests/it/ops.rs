//! Ops: facts survive their bytes, and whatever decodes means one thing.

use crate::golden::op;
use crate::samples::changes;
use klassny_domain::change::{Change, Compartment, FactId, Kind};
use klassny_domain::ids::{InvitationId, PermitId, SeatId};
use klassny_domain::lesson::{Homework, HomeworkText};
use klassny_log::{Base, FactOrUnknown, Op, OpError, decode_fact, encode_fact};
use proptest::prelude::*;

fn of_kind(kind: Kind) -> Change {
    changes()
        .into_iter()
        .find(|change| change.kind() == kind)
        .unwrap()
}

#[test]
fn every_fact_survives_its_bytes() {
    for change in changes() {
        for index in 0..9 {
            let op = op(change.clone(), index);
            let bytes = encode_fact(&op).unwrap();
            assert_eq!(decode_fact(&bytes), Ok(op));
        }
    }
}

#[test]
fn facts_travel_in_the_compartments_of_the_page() {
    let page = include_str!("../../../../docs/log-format.md");
    for change in changes() {
        let kind = change.kind();
        let compartment = match change.compartment() {
            Compartment::Journal => "journal",
            Compartment::Personal => "personal",
            Compartment::Control => "control",
        };
        let row = format!("\n| {} | {kind:?} | {compartment} | ", kind.number());
        assert!(page.contains(&row), "{row}");
    }
}

#[test]
fn a_kind_from_a_newer_program_is_kept_with_its_bytes() {
    let known = encode_fact(&op(of_kind(Kind::Mark), 1)).unwrap();
    // Field 74 becomes 150: the key of a length-delimited field is number << 3 | 2.
    assert_eq!(known[..2], [0xd2, 0x04]);
    let newer = [&[0xb2, 0x09][..], &known[2..]].concat();
    assert_eq!(decode_fact(&newer), Err(OpError::UnknownKind(150)));
    let FactOrUnknown::Unknown(kept) = FactOrUnknown::read(&newer, [0; 16], 0) else {
        panic!("a kind that nobody knows was understood");
    };
    assert_eq!((kept.kind, kept.bytes), (150, newer));
}

#[test]
fn a_field_from_a_newer_program_is_skipped() {
    let known = op(of_kind(Kind::BatchCommit), 0);
    let mut bytes = encode_fact(&known).unwrap();
    // Field 19 of the context, a number; it belongs to no kind.
    bytes.extend_from_slice(&[0x98, 0x01, 0x07]);
    assert_eq!(decode_fact(&bytes), Ok(known));
}

#[test]
fn an_op_has_exactly_one_body() {
    let mark = encode_fact(&op(of_kind(Kind::Mark), 0)).unwrap();
    let topic = encode_fact(&op(of_kind(Kind::LessonTopic), 0)).unwrap();
    let both = [&mark[..], &topic].concat();
    assert_eq!(decode_fact(&both), Err(OpError::SeveralBodies));
    assert_eq!(
        decode_fact(&[&mark[..], &mark].concat()),
        Err(OpError::SeveralBodies)
    );
    assert_eq!(decode_fact(&[]), Err(OpError::NoBody));
    // Field 74 as a number.
    assert_eq!(decode_fact(&[0xd0, 0x04, 0x01]), Err(OpError::NoBody));
}

#[test]
fn no_kind_has_the_number_of_a_context_field() {
    let taken = 10..=19;
    assert!(Kind::ALL.iter().all(|kind| !taken.contains(&kind.number())));
}

/// What the encoder refuses to write; the decoder has the same checks.
fn refusal(change: Change) -> OpError {
    encode_fact(&op(change, 0)).unwrap_err()
}

macro_rules! changed {
    ($kind:ident, |$value:ident| $change:expr) => {{
        let Change::$kind(mut $value) = of_kind(Kind::$kind) else {
            unreachable!()
        };
        $change;
        refusal(Change::$kind($value))
    }};
}

#[test]
fn what_is_too_long_is_named() {
    let long = "я".repeat(2049);
    let field = "LessonTopic.text";
    let error = changed!(LessonTopic, |x| x.text = long.clone());
    assert_eq!(
        error,
        OpError::TooLong {
            field,
            max: 4096,
            got: 4098
        }
    );
    let error = changed!(VolumeEdition, |x| x.content = vec![0; 512 * 1024 + 1]);
    assert!(matches!(
        error,
        OpError::TooLong {
            field: "VolumeEdition.content",
            ..
        }
    ));
    let error = changed!(VolumeEdition, |x| x.sheet_hashes = vec![[0; 32]; 1025]);
    assert!(matches!(
        error,
        OpError::TooLong {
            field: "VolumeEdition.sheet_hashes",
            ..
        }
    ));
}

#[test]
fn numbers_and_times_out_of_bounds_are_named() {
    let error = changed!(Mark, |x| x.ordinal = 100);
    assert_eq!(
        error,
        OpError::Range {
            field: "Mark.ordinal",
            value: 100
        }
    );
    let error = changed!(Mark, |x| x.place.bell = 21);
    assert_eq!(
        error,
        OpError::Range {
            field: "LessonPlace.bell",
            value: 21
        }
    );
    let error = changed!(SchoolClass, |x| x.grade = 12);
    assert_eq!(
        error,
        OpError::Range {
            field: "SchoolClass.grade",
            value: 12
        }
    );
    let error = changed!(Mark, |x| x.place.date = chrono::NaiveDate::MAX);
    assert!(matches!(
        error,
        OpError::Range {
            field: "LessonPlace.date",
            ..
        }
    ));
    let error = changed!(Bell, |x| x.starts_at += chrono::TimeDelta::seconds(1));
    assert_eq!(
        error,
        OpError::NotWhole {
            field: "Bell.starts_at"
        }
    );
    let error = changed!(Permit, |x| x.ends_at += chrono::TimeDelta::microseconds(1));
    assert_eq!(
        error,
        OpError::NotWhole {
            field: "Permit.ends_at"
        }
    );
    let error = changed!(Load, |x| x.until = x.from.pred_opt());
    assert_eq!(
        error,
        OpError::NotSorted {
            field: "Load.until"
        }
    );
}

#[test]
fn d12_an_acceptance_names_from_one_to_256_facts_in_order_each_once() {
    let field = "Acceptance.facts";
    let id = |index| FactId {
        segment: [1; 16],
        index,
    };
    for facts in [vec![id(1), id(1)], vec![id(2), id(1)]] {
        let error = changed!(Acceptance, |x| x.facts = facts);
        assert_eq!(error, OpError::NotSorted { field });
    }
    let error = changed!(Acceptance, |x| x.facts.clear());
    assert_eq!(error, OpError::Missing { field });
    let error = changed!(Acceptance, |x| x.facts = (0..257).map(id).collect());
    let (max, got) = (256, 257);
    assert_eq!(error, OpError::TooLong { field, max, got });
}

#[test]
fn an_id_that_is_not_derived_from_what_it_names_is_refused() {
    let derived = |error| {
        let OpError::Derived { field } = error else {
            panic!("{error}")
        };
        field
    };
    assert_eq!(
        derived(changed!(SchoolClass, |x| x.letter = "Б".into())),
        "SchoolClass.class"
    );
    assert_eq!(derived(changed!(Group, |x| x.subgroup = 2)), "Group.group");
    assert_eq!(derived(changed!(Term, |x| x.number = 2)), "Term.term");
    let substitution = changed!(Substitution, |x| x.bell = 3);
    assert_eq!(derived(substitution), "Substitution.substitution");
    assert_eq!(
        derived(changed!(TermClose, |x| x.ordinal = 2)),
        "TermClose.close"
    );
    let edition = changed!(VolumeEdition, |x| x.term =
        klassny_domain::ids::TermId::from_bytes([0; 16]));
    assert_eq!(derived(edition), "VolumeEdition.volume");
    let seat = SeatId::from_bytes([0; 16]);
    assert_eq!(
        derived(changed!(SeatCertificate, |x| x.seat = seat)),
        "SeatCertificate.seat"
    );
    assert_eq!(
        derived(changed!(DeviceEnrolment, |x| x.seat = seat)),
        "DeviceEnrolment.seat"
    );
    let id = InvitationId::from_bytes([0; 16]);
    assert_eq!(
        derived(changed!(Invitation, |x| x.invitation = id)),
        "Invitation.invitation"
    );
}

/// Bytes with one of them changed.
fn damage(bytes: &[u8], at: usize, value: u8) -> Vec<u8> {
    let mut bad = bytes.to_vec();
    let len = bad.len();
    bad[at % len] = value;
    bad
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    /// Damage that still decodes is one fact with one meaning, and passes every check again.
    #[test]
    fn whatever_decodes_encodes_to_the_same_fact(
        sample in 0..changes().len(),
        index in 0_u16..9,
        hits in prop::collection::vec((any::<usize>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = encode_fact(&op(changes()[sample].clone(), index)).unwrap();
        for (at, value) in hits {
            bytes = damage(&bytes, at, value);
        }
        if let Ok(read) = decode_fact(&bytes) {
            let again = encode_fact(&read).unwrap();
            prop_assert_eq!(decode_fact(&again), Ok(read));
        }
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = FactOrUnknown::read(&bytes, [0; 16], 5);
        let _ = klassny_log::Envelope::parse(&bytes);
    }
}

fn bases() -> impl Strategy<Value = Vec<Base>> {
    let sealed = (any::<[u8; 16]>(), any::<u16>())
        .prop_map(|(segment, index)| Base::Sealed(FactId { segment, index }));
    prop::collection::btree_set(
        prop_oneof![sealed, any::<u16>().prop_map(Base::Here)],
        0..20,
    )
    .prop_map(|set| set.into_iter().collect())
}

proptest! {
    #[test]
    fn any_text_base_clock_and_permit_survive(
        words in "\\PC{0,400}",
        base in bases(),
        entered: (i64, u64, u64),
        permit: Option<[u8; 16]>,
    ) {
        let Change::Homework(homework) = of_kind(Kind::Homework) else { unreachable!() };
        let text = HomeworkText::Set(words);
        let (wall_ms, boot, monotonic_ms) = entered;
        let op = Op {
            change: Change::Homework(Homework { text, ..homework }),
            base,
            entered: klassny_domain::change::EnteredAt { wall_ms, boot, monotonic_ms },
            import: None,
            permit: permit.map(PermitId::from_bytes),
        };
        prop_assert_eq!(decode_fact(&encode_fact(&op).unwrap()), Ok(op));
    }
}
