//! Segments that a changed program signs with a good key: what their readers make of them.

use super::*;
use klassny_domain::access::Invitation;
use klassny_domain::change::{BatchCommit, Change};
use klassny_domain::ids::{BatchId, InvitationId, StaffId};

const SCHOOL: SchoolId = SchoolId::from_bytes([9; 16]);

fn key() -> SeatKey {
    SeatKey::from_bytes(&[3; 32])
}

fn secret() -> CompartmentKey {
    CompartmentKey::from_bytes([4; 32])
}

fn good(count: u32) -> Op {
    let batch = BatchId::from_bytes([1; 16]);
    let summary = String::new();
    Op {
        change: Change::BatchCommit(BatchCommit {
            batch,
            count,
            summary,
        }),
        base: vec![],
        entered: EnteredAt::default(),
        import: None,
        permit: None,
    }
}

fn header() -> Header {
    header_of(
        &SegmentDraft {
            school: SCHOOL,
            seq: 1,
            prev: [0; 32],
            prev_control: [0; 32],
            control_frontier: vec![],
            data_frontier_delta: vec![],
            lamport: 1,
            sealed: EnteredAt::default(),
            share_clock_ms: None,
            year: 2026,
            compartment: Compartment::Journal,
            key_epoch: 1,
            key: None,
            ruleset: 1,
            certificate: None,
            ops: vec![good(1)],
        },
        &key(),
    )
}

fn content(ops: Vec<Vec<u8>>) -> Vec<u8> {
    v1::Ops { op: ops }.encode_to_vec()
}

fn opened(header: &[u8], packed: &[u8]) -> Result<Vec<FactOrUnknown>, SegmentError> {
    let sealed = enclose(header, packed, (&key(), &secret()), [1; 24])?;
    let verified = Envelope::parse(&sealed.bytes)?.verify(SCHOOL, &key().public())?;
    verified.open(&secret())
}

fn with_ops(ops: Vec<Vec<u8>>) -> Result<Vec<FactOrUnknown>, SegmentError> {
    let n_ops = u32::try_from(ops.len()).unwrap();
    opened(
        &Header { n_ops, ..header() }.encode().unwrap(),
        &pack(&content(ops)),
    )
}

#[test]
fn an_op_that_is_not_understood_hides_no_other() {
    let newer = vec![0xb2, 0x09, 0x00];
    let control = Op {
        change: Change::Invitation(Invitation {
            invitation: InvitationId::derive(&[&[5; 32]]),
            staff: StaffId::from_bytes([1; 16]),
            sign_key: [5; 32],
            box_key: [6; 32],
            expires_at: chrono::DateTime::UNIX_EPOCH,
            stands: true,
        }),
        ..good(0)
    };
    let control = encode_fact(&control).unwrap();
    let mut forward = good(2);
    forward.base = vec![crate::op::Base::Here(3)];
    let ops = vec![
        encode_fact(&good(1)).unwrap(),
        newer.clone(),
        control.clone(),
        encode_fact(&forward).unwrap(),
        vec![0xff; 40],
        encode_fact(&good(3)).unwrap(),
    ];
    let read = with_ops(ops.clone()).unwrap();
    let whys: Vec<_> = read
        .iter()
        .map(|read| match read {
            FactOrUnknown::Fact(_) => None,
            FactOrUnknown::Unknown(kept) => Some((kept.kind, kept.why.clone())),
        })
        .collect();
    assert_eq!(whys[0], None);
    assert_eq!(whys[1], Some((150, OpError::UnknownKind(150))));
    assert_eq!(whys[2], Some((122, OpError::Compartment)));
    assert_eq!(whys[3], Some((140, OpError::BaseNotEarlier(3))));
    assert!(
        matches!(&whys[4], Some((0, OpError::Protobuf(_)))),
        "{:?}",
        whys[4]
    );
    assert_eq!(whys[5], None);
    for (read, sealed) in read.iter().zip(&ops) {
        if let FactOrUnknown::Unknown(kept) = read {
            assert_eq!(&kept.bytes, sealed);
        }
    }
}

#[test]
fn a_header_that_announces_another_number_of_ops_is_refused() {
    let packed = pack(&content(vec![encode_fact(&good(1)).unwrap()]));
    let header = Header {
        n_ops: 2,
        ..header()
    }
    .encode()
    .unwrap();
    assert_eq!(
        opened(&header, &packed),
        Err(SegmentError::OpCount { wanted: 2, got: 1 })
    );
}

#[test]
fn a_bomb_is_not_inflated() {
    let bomb = zstd::bulk::compress(&vec![0; 64 * 1024 * 1024], 3).unwrap();
    assert!(bomb.len() < 16 * 1024);
    let header = header().encode().unwrap();
    let packed = [&[ZSTD], &bomb[..]].concat();
    assert_eq!(opened(&header, &packed), Err(SegmentError::Content));
}

#[test]
fn content_that_is_no_list_of_ops_is_refused() {
    let header = header().encode().unwrap();
    for packed in [
        &[][..],
        &[2, 0],
        &[ZSTD],
        &[ZSTD, 1, 2, 3],
        &[RAW, 0x0a, 0xff],
        &[RAW, 0x08],
    ] {
        assert_eq!(
            opened(&header, packed),
            Err(SegmentError::Content),
            "{packed:?}"
        );
    }
}

#[test]
fn a_segment_for_newer_readers_is_verified_and_kept_closed() {
    let packed = pack(&content(vec![encode_fact(&good(1)).unwrap()]));
    let newer = Header {
        fmt: 3,
        min_reader: 2,
        ..header()
    }
    .encode()
    .unwrap();
    assert_eq!(opened(&newer, &packed), Err(SegmentError::NeedsNewer(2)));
    let fine = Header {
        fmt: 3,
        min_reader: 1,
        ..header()
    }
    .encode()
    .unwrap();
    assert_eq!(opened(&fine, &packed).unwrap().len(), 1);
    let health = Header {
        compartment: 4,
        ..header()
    }
    .encode()
    .unwrap();
    assert_eq!(
        opened(&health, &packed),
        Err(SegmentError::UnknownCompartment(4))
    );
}

#[test]
fn p10_a_reader_tells_what_it_did_not_understand_and_leaves_it_to_a_newer_one() {
    let plain = encode_fact(&good(1)).unwrap();
    // A field that a newer program added to the kind, and one it added to the context.
    let mut inside = plain.clone();
    let body = usize::from(inside[2]);
    inside[2] += 2;
    inside.splice(3 + body..3 + body, [0x78, 1]);
    let beside = [&plain[..], &[0x98, 0x01, 1]].concat();
    let read = |header: Header, op: &[u8], reader: &Reader| {
        let packed = pack(&content(vec![op.to_vec()]));
        let header = header.encode().unwrap();
        let sealed = enclose(&header, &packed, (&key(), &secret()), [1; 24]).unwrap();
        let envelope = Envelope::parse(&sealed.bytes).unwrap();
        let verified = envelope.verify(SCHOOL, &key().public()).unwrap();
        verified.open_as(reader, &secret()).unwrap()
    };
    let fact = |opened: &Opened| matches!(opened.facts[0], FactOrUnknown::Fact(_));
    let understood = read(header(), &plain, &Reader::THIS);
    assert!(fact(&understood) && understood.whole);
    for op in [&inside, &beside] {
        let opened = read(header(), op, &Reader::THIS);
        assert!(fact(&opened) && !opened.whole, "{op:?}");
    }
    let newer = Header { fmt: 2, ..header() };
    assert!(!read(newer, &plain, &Reader::THIS).whole);
    let older = Reader {
        lacks: &[klassny_domain::change::Kind::BatchCommit],
        ..Reader::THIS
    };
    let opened = read(header(), &plain, &older);
    assert!(!opened.whole);
    let [FactOrUnknown::Unknown(kept)] = &opened.facts[..] else {
        panic!("a kind that is not known");
    };
    assert_eq!((kept.kind, &kept.why), (140, &OpError::UnknownKind(140)));
    let rules = Header {
        ruleset: 2,
        ..header()
    };
    assert_eq!(Reader::THIS.reads(&rules), Err(SegmentError::NeedsRules(2)));
    assert_eq!(Reader::THIS.reads(&header()), Ok(()));
}

/// What a header of wire fields is refused for.
fn refused(change: impl FnOnce(&mut v1::Header)) -> SegmentError {
    let bytes = header().encode().unwrap();
    let mut wire = v1::Header::decode(bytes.as_slice()).unwrap();
    change(&mut wire);
    opened(&wire.encode_to_vec(), &[RAW]).unwrap_err()
}

#[test]
fn a_header_out_of_bounds_is_refused_before_its_signature_is_read() {
    let head = |id: u8| v1::Head {
        seat: vec![id; 16],
        seq: 1,
        hash: vec![id; 32],
    };
    assert_eq!(refused(|header| header.suite = 2), SegmentError::Suite(2));
    let field = |error| {
        let SegmentError::Header(
            OpError::Range { field, .. }
            | OpError::Length { field, .. }
            | OpError::NotSorted { field }
            | OpError::Missing { field }
            | OpError::Derived { field },
        ) = error
        else {
            panic!("{error}")
        };
        field
    };
    assert_eq!(field(refused(|header| header.seq = 1 << 32)), "seq");
    assert_eq!(field(refused(|header| header.seq = 2)), "prev");
    assert_eq!(field(refused(|header| header.prev = vec![1; 32])), "prev");
    assert_eq!(field(refused(|header| header.prev = vec![])), "prev");
    assert_eq!(
        field(refused(|header| header.school = vec![9; 17])),
        "school"
    );
    assert_eq!(
        field(refused(|header| header.lamport = (1 << 53) + 1)),
        "lamport"
    );
    assert_eq!(field(refused(|header| header.n_ops = 4097)), "n_ops");
    assert_eq!(field(refused(|header| header.n_ops = 0)), "n_ops");
    assert_eq!(field(refused(|header| header.year = 65_536)), "year");
    assert_eq!(field(refused(|header| header.min_reader = 2)), "min_reader");
    assert_eq!(field(refused(|header| header.sign_key = None)), "sign_key");
    assert_eq!(
        field(refused(|header| header.sign_key = Some(vec![1; 32]))),
        "sign_key"
    );
    let unsorted = refused(|header| header.control_frontier = vec![head(2), head(1)]);
    assert_eq!(field(unsorted), "control_frontier");
    let twice = refused(|header| header.data_frontier_delta = vec![head(1), head(1)]);
    assert_eq!(field(twice), "data_frontier_delta");
}

#[test]
fn a_signature_of_another_domain_is_no_signature_of_a_segment() {
    let packed = pack(&content(vec![encode_fact(&good(1)).unwrap()]));
    let header = header().encode().unwrap();
    let sealed = enclose(&header, &packed, (&key(), &secret()), [1; 24]).unwrap();
    let (signed, _) = sealed.bytes.split_last_chunk::<SIGNATURE>().unwrap();
    let other = key().sign("jsg1-seat", blake3::hash(signed).as_bytes());
    let forged = [signed, &other].concat();
    let envelope = Envelope::parse(&forged).unwrap();
    let refused = envelope.verify(SCHOOL, &key().public()).unwrap_err();
    assert_eq!(refused, SegmentError::Signature);
}
