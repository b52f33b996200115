//! Segments: what opens, and what does not.

use crate::golden::{SCHOOL, draft, key, op, secret, vector};
use crate::samples::changes;
use klassny_domain::change::{Compartment, Kind};
use klassny_domain::ids::SchoolId;
use klassny_log::{
    Base, CompartmentKey, Envelope, OpError, SeatKey, SegmentDraft, SegmentError, seal,
};

fn refused(bytes: &[u8]) -> SegmentError {
    match Envelope::parse(bytes) {
        Err(error) => error,
        Ok(envelope) => envelope.verify(SCHOOL, &key().public()).unwrap_err(),
    }
}

#[test]
fn every_single_flipped_bit_of_a_segment_is_found() {
    let good = vector().bytes;
    assert!(good.len() < 400, "{}", good.len());
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[at] ^= 1 << bit;
            refused(&bad);
        }
    }
}

#[test]
fn every_truncation_and_every_added_byte_is_found() {
    let good = vector().bytes;
    for len in 0..good.len() {
        refused(&good[..len]);
    }
    for extra in [0, 0xff] {
        assert_eq!(
            refused(&[&good[..], &[extra]].concat()),
            SegmentError::Shape
        );
    }
    assert_eq!(refused(&vec![0; good.len()]), SegmentError::Magic);
}

#[test]
fn limits_are_checked_before_anything_is_parsed() {
    let good = vector().bytes;
    let long = vec![b'J'; klassny_log::FILE_MAX + 1];
    assert_eq!(refused(&long), SegmentError::FileSize(long.len()));
    let mut header = good.clone();
    header[4..8].copy_from_slice(&65_537_u32.to_le_bytes());
    assert_eq!(refused(&header), SegmentError::HeaderSize(65_537));
    header[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(refused(&header), SegmentError::HeaderSize(4_294_967_295));
}

#[test]
fn a_segment_of_another_school_seat_or_key_is_refused() {
    let bytes = vector().bytes;
    let parse = || Envelope::parse(&bytes).unwrap();
    let school = SchoolId::from_bytes([1; 16]);
    let public = key().public();
    assert_eq!(
        parse().verify(school, &public).unwrap_err(),
        SegmentError::School
    );
    let other = SeatKey::from_bytes(&[33; 32]).public();
    assert_eq!(
        parse().verify(SCHOOL, &other).unwrap_err(),
        SegmentError::Seat
    );
    let verified = parse().verify(SCHOOL, &public).unwrap();
    let wrong = CompartmentKey::from_bytes([6; 32]);
    assert_eq!(verified.open(&wrong), Err(SegmentError::Key));
}

#[test]
fn a_stranger_is_verified_by_the_key_its_first_segment_carries() {
    let bytes = vector().bytes;
    let envelope = Envelope::parse(&bytes).unwrap();
    let own = envelope.header().sign_key.unwrap();
    assert_eq!(klassny_log::seat_of(&own), envelope.header().seat);
    envelope.verify(SCHOOL, &own).unwrap();
}

#[test]
fn a_draft_that_could_not_be_read_is_not_sealed() {
    let of_kind = |kind| {
        changes()
            .into_iter()
            .find(|change| change.kind() == kind)
            .unwrap()
    };
    let mark = || op(of_kind(Kind::Mark), 0);
    let sealed = |draft: &SegmentDraft| seal(draft, &key(), &secret(), [0; 24]).unwrap_err();
    let journal = |ops| draft(Compartment::Journal, ops);
    let count = |got| SegmentError::OpCount { wanted: 4096, got };
    assert_eq!(sealed(&journal(vec![])), count(0));
    assert_eq!(sealed(&journal(vec![mark(); 4097])), count(4097));

    let card = op(of_kind(Kind::PupilCard), 0);
    let error = OpError::Compartment;
    assert_eq!(
        sealed(&journal(vec![mark(), card])),
        SegmentError::Op { index: 1, error }
    );

    let mut forward = mark();
    forward.base = vec![Base::Here(1)];
    let error = OpError::BaseNotEarlier(1);
    assert_eq!(
        sealed(&journal(vec![mark(), forward])),
        SegmentError::Op { index: 1, error }
    );

    let header = |change: fn(&mut SegmentDraft)| {
        let mut draft = journal(vec![mark()]);
        change(&mut draft);
        assert!(
            matches!(sealed(&draft), SegmentError::Header(_)),
            "{draft:?}"
        );
    };
    header(|draft| draft.seq = 0);
    header(|draft| draft.seq = 1 << 32);
    header(|draft| draft.seq = 2);
    header(|draft| draft.prev = [1; 32]);
    header(|draft| draft.prev_control = [1; 32]);
    header(|draft| draft.lamport = 0);
    header(|draft| draft.lamport = (1 << 53) + 1);
    header(|draft| (draft.seq, draft.prev, draft.certificate) = (2, [1; 32], Some(vec![1])));
}

#[test]
fn the_largest_batch_of_marks_fits_a_segment() {
    let mark = changes()
        .into_iter()
        .find(|change| change.kind() == Kind::Mark)
        .unwrap();
    let draft = draft(Compartment::Journal, vec![op(mark, 0); 4096]);
    let sealed = seal(&draft, &key(), &secret(), [0; 24]).unwrap();
    let verified = Envelope::parse(&sealed.bytes).unwrap();
    let verified = verified.verify(SCHOOL, &key().public()).unwrap();
    assert_eq!(verified.open(&secret()).unwrap().len(), 4096);
}

#[test]
fn the_page_has_the_test_vector() {
    let page = include_str!("../../../../docs/log-format.md");
    let vector = vector();
    let hex = klassny_log::hex(&vector.bytes);
    let (_, block) = page.split_once("\n```\n4a534731").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    assert_eq!(format!("4a534731{}", block.replace('\n', "")), hex);
    let envelope = Envelope::parse(&vector.bytes).unwrap();
    let verified = envelope.verify(SCHOOL, &key().public()).unwrap();
    let name = klassny_log::name::SegmentName::of(&verified.head()).unwrap();
    for value in [klassny_log::hex(&vector.hash), name.to_string()] {
        assert!(page.contains(&format!("| `{value}` |")), "{value}");
    }
    assert!(page.contains(&format!("| `{}` |", klassny_log::hex(&key().public()))));
    assert!(page.contains(&format!("| `{}` |", key().seat())));
}
