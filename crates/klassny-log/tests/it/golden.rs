//! Golden bytes: what this format sealed once, it seals and opens for ever.
//!
//! Files of tests/golden/log-v1 are added, never changed. Where one is missing the test writes it
//! and fails: look at it and commit it.

use crate::samples::{self, STAFF, changes, seat};
use klassny_domain::access::{Head, SeatCertificate, Voucher};
use klassny_domain::change::{Change, Compartment, EnteredAt, FactId, ImportSource, Kind};
use klassny_domain::ids::{BatchId, DeviceId, PermitId, SchoolId};
use klassny_log::{
    Base, BoxKey, CompartmentKey, Envelope, FactOrUnknown, Op, SealedSegment, SeatKey,
    SegmentDraft, encode_certificate, seal, sign_statement,
};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

pub const SCHOOL: SchoolId = SchoolId::from_bytes([9; 16]);

pub fn key() -> SeatKey {
    SeatKey::from_bytes(&[3; 32])
}

pub fn secret() -> CompartmentKey {
    CompartmentKey::from_bytes([4; 32])
}

/// An op in one of four contexts.
pub fn op(change: Change, index: u16) -> Op {
    let sealed = Base::Sealed(FactId {
        segment: [0xab; 16],
        index: 513,
    });
    let base = match index {
        0 => vec![],
        1 => vec![sealed],
        2 => vec![Base::Here(1)],
        _ => vec![sealed, Base::Here(0), Base::Here(index - 1)],
    };
    let import = (index % 4 == 1).then(|| ImportSource {
        batch: BatchId::from_bytes([0xba; 16]),
        file: [0xf1; 16],
        sheet: "5А".to_owned(),
        cell: "D12".to_owned(),
        teacher: (index % 8 == 1).then_some(STAFF),
    });
    let permit = (index % 4 == 3).then_some(PermitId::from_bytes([0x9e; 16]));
    let later = i64::from(index) * 1500;
    let entered = EnteredAt {
        wall_ms: 1_790_000_000_000 + later,
        boot: 0x1122_3344_5566_7788,
        monotonic_ms: 5_000 + later.unsigned_abs(),
    };
    Op {
        change,
        base,
        entered,
        import,
        permit,
    }
}

pub fn draft(compartment: Compartment, ops: Vec<Op>) -> SegmentDraft {
    SegmentDraft {
        school: SCHOOL,
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
        compartment,
        key_epoch: 1,
        key: None,
        ruleset: 1,
        certificate: None,
        ops,
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/log-v1")
}

/// Compares with the golden file, opens it, and gives its facts.
fn check(name: &str, draft: &SegmentDraft, sealed: &SealedSegment) {
    let path = folder().join(format!("{name}.seg"));
    let Ok(golden) = std::fs::read(&path) else {
        std::fs::create_dir_all(folder()).unwrap();
        std::fs::File::create_new(&path)
            .unwrap()
            .write_all(&sealed.bytes)
            .unwrap();
        panic!("{name}.seg was missing; it is written, look at it and commit it");
    };
    let verified = Envelope::parse(&golden)
        .unwrap()
        .verify(SCHOOL, &key().public())
        .unwrap();
    let facts = verified.open(&secret()).unwrap();
    let expected: Vec<_> = (0..)
        .zip(&draft.ops)
        .map(|(index, op)| {
            let fact = op.clone().sealed_in(verified.short_hash(), index).unwrap();
            FactOrUnknown::Fact(Box::new(fact))
        })
        .collect();
    assert_eq!(facts, expected, "{name}");
    assert_eq!(
        sealed.bytes, golden,
        "{name} is sealed to other bytes than once"
    );
}

#[test]
fn every_kind_of_fact_is_sealed_to_the_same_bytes_for_ever() {
    let mut kinds: BTreeMap<Kind, Vec<Change>> = BTreeMap::new();
    for change in changes() {
        kinds.entry(change.kind()).or_default().push(change);
    }
    assert_eq!(kinds.len(), Kind::ALL.len());
    for (kind, changes) in kinds {
        let compartment = changes[0].compartment();
        let ops = (0..)
            .zip(changes)
            .map(|(index, change)| op(change, index))
            .collect();
        let draft = draft(compartment, ops);
        let number = kind.number();
        let nonce = [u8::try_from(number).unwrap(); 24];
        let sealed = seal(&draft, &key(), &secret(), nonce).unwrap();
        check(
            &format!("{number:03}-{kind:?}").to_lowercase(),
            &draft,
            &sealed,
        );
    }
}

#[test]
fn a_chain_with_its_frontiers_is_sealed_to_the_same_bytes_for_ever() {
    let root = SeatKey::from_bytes(&[1; 32]);
    let mut certificate = SeatCertificate {
        seat: key().seat(),
        staff: STAFF,
        device: DeviceId::from_bytes([10; 16]),
        sign_key: key().public(),
        box_key: BoxKey::from_bytes(&[5; 32]).public(),
        voucher: Voucher::Root { signature: [0; 64] },
    };
    let signature = sign_statement(SCHOOL, &certificate, &root);
    certificate.voucher = Voucher::Root { signature };
    let of_kind = |kind| {
        changes()
            .into_iter()
            .find(|change| change.kind() == kind)
            .unwrap()
    };
    let mut first = draft(
        Compartment::Control,
        vec![op(of_kind(Kind::StaffMember), 0)],
    );
    first.certificate = Some(encode_certificate(&certificate).unwrap());
    let sealed = seal(&first, &key(), &secret(), [201; 24]).unwrap();
    check("chain-1", &first, &sealed);

    let head = |id, seq| Head {
        seat: seat(id),
        seq,
        hash: [id; 32],
    };
    let second = SegmentDraft {
        seq: 2,
        prev: sealed.hash,
        prev_control: sealed.hash,
        control_frontier: vec![head(2, 70_000), head(1, 1), head(2, 3), head(1, 1)],
        data_frontier_delta: vec![head(3, 256)],
        lamport: 1 << 53,
        share_clock_ms: Some(1_790_000_002_500),
        key_epoch: 7,
        key: Some(secret().id(Compartment::Journal)),
        ruleset: 300,
        ..draft(Compartment::Journal, vec![op(of_kind(Kind::Mark), 0); 40])
    };
    let sealed = seal(&second, &key(), &secret(), [202; 24]).unwrap();
    check("chain-2", &second, &sealed);
    let envelope = Envelope::parse(&sealed.bytes).unwrap();
    let sorted = [head(1, 1), head(2, 3), head(2, 70_000)];
    assert_eq!(envelope.header().control_frontier, sorted);
}

/// The test vector of docs/log-format.md: one mark.
pub fn vector() -> SealedSegment {
    let mark = Change::Mark(klassny_domain::mark::Mark {
        place: samples::place(klassny_domain::ids::GroupId::from_bytes([1; 16]), 21, 3),
        ordinal: 0,
        pupil: klassny_domain::ids::PupilId::from_bytes([2; 16]),
        value: klassny_domain::mark::Grade::new(5).map(klassny_domain::mark::MarkValue::Grade),
        written_on: None,
        comment: String::new(),
    });
    let draft = draft(Compartment::Journal, vec![op(mark, 0)]);
    let sealed = seal(&draft, &key(), &secret(), [5; 24]).unwrap();
    check("vector", &draft, &sealed);
    sealed
}
