//! Every bit of a segment flipped, every length cut, three ways: as it is, renamed to its new hash,
//! and signed anew by the seat that may sign it.
//!
//! Whoever owns the share can do the first two, a member of the staff with a changed program the
//! third. Nothing here is drawn by chance: each run tries the same cases.

use crate::golden::{SCHOOL, key, op, secret};
use crate::samples::changes;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use klassny_domain::change::Kind;
use klassny_log::name::SegmentName;
use klassny_log::{
    Envelope, FactOrUnknown, Header, SegmentError, Verified, decode_fact, encode_fact, short,
};
use std::collections::BTreeMap;
use std::path::Path;

/// Segments of the golden files: a mark alone and many, a chain with frontiers and a certificate,
/// an acceptance, an acknowledgement, a seat; raw and compressed ones are among them.
const SAMPLES: [&str; 6] = [
    "vector",
    "074-mark",
    "chain-1",
    "chain-2",
    "094-acceptance",
    "124-ack",
];
const NONCE: usize = 24;

fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/log-v1");
    std::fs::read(folder.join(format!("{name}.seg"))).unwrap()
}

/// Every single-bit flip of bytes, and every shorter length of them.
fn damages(good: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let flips = (0..good.len() * 8).map(|at| {
        let mut bad = good.to_vec();
        bad[at / 8] ^= 1 << (at % 8);
        bad
    });
    flips.chain((0..good.len()).map(|len| good[..len].to_vec()))
}

/// A segment taken apart, as a changed program would do it.
struct Parts {
    header: Vec<u8>,
    nonce: [u8; NONCE],
    /// The flag and the ops, raw or compressed.
    packed: Vec<u8>,
}

fn cipher() -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(*secret().as_bytes()).into())
}

fn u32_at(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

impl Parts {
    fn of(bytes: &[u8]) -> Self {
        let end = 8 + u32_at(bytes, 4);
        let header = bytes[8..end].to_vec();
        let nonce: [u8; NONCE] = bytes[end..end + NONCE].try_into().unwrap();
        let at = end + NONCE + 4;
        let sealed = &bytes[at..at + u32_at(bytes, at - 4)];
        let payload = Payload {
            msg: sealed,
            aad: &header,
        };
        let packed = cipher().decrypt(&XNonce::from(nonce), payload).unwrap();
        Self {
            header,
            nonce,
            packed,
        }
    }

    /// Encrypts and signs again with the true keys.
    fn sign(header: &[u8], packed: &[u8], nonce: [u8; NONCE]) -> Vec<u8> {
        let payload = Payload {
            msg: packed,
            aad: header,
        };
        let sealed = cipher().encrypt(&XNonce::from(nonce), payload).unwrap();
        let mut bytes = b"JSG1".to_vec();
        let length = |part: &[u8]| u32::try_from(part.len()).unwrap().to_le_bytes();
        bytes.extend_from_slice(&length(header));
        bytes.extend_from_slice(header);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&length(&sealed));
        bytes.extend_from_slice(&sealed);
        let signature = key().sign("jsg1-segment", blake3::hash(&bytes).as_bytes());
        [bytes, signature.to_vec()].concat()
    }
}

fn verified(bytes: &[u8]) -> Result<Verified, SegmentError> {
    Envelope::parse(bytes)?.verify(SCHOOL, &key().public())
}

#[test]
fn the_attacker_of_these_tests_signs_what_the_program_would() {
    for name in SAMPLES {
        let good = sample(name);
        let parts = Parts::of(&good);
        let again = Parts::sign(&parts.header, &parts.packed, parts.nonce);
        assert!(again == good, "{name}");
    }
}

#[test]
fn p10_every_flip_and_every_cut_is_refused_by_its_name_and_when_renamed_by_the_signature() {
    let (mut cases, mut by) = (0_u32, BTreeMap::<&str, u32>::new());
    for name in SAMPLES {
        let good = sample(name);
        let head = verified(&good).unwrap().head();
        let named = SegmentName::of(&head).unwrap();
        for bad in damages(&good) {
            cases += 1;
            // As it is: the name holds the hash of other bytes.
            let hash = short(blake3::hash(&bad).as_bytes());
            assert_ne!(hash, named.hash, "{name}");
            // Renamed to its new hash: nobody who lacks the seat's key gets further.
            let envelope = match Envelope::parse(&bad) {
                Ok(envelope) => envelope,
                Err(_) => {
                    *by.entry("shape").or_default() += 1;
                    continue;
                }
            };
            assert_eq!(short(&envelope.hash()), hash);
            let error = envelope.verify(SCHOOL, &key().public()).unwrap_err();
            let known = [
                (SegmentError::School, "school"),
                (SegmentError::Seat, "seat"),
                (SegmentError::Signature, "signature"),
            ];
            let known = known.into_iter().find(|(one, _)| *one == error);
            let (_, refused) = known.unwrap_or_else(|| panic!("{name}: {error}"));
            *by.entry(refused).or_default() += 1;
        }
    }
    println!("{cases} flips and cuts, each refused twice: by its name, and {by:?}");
    assert!(cases > 20_000 && by["signature"] > 5_000, "{cases} {by:?}");
}

#[test]
fn p10_a_header_signed_anew_is_refused_or_read_to_one_meaning() {
    let (mut cases, mut accepted, mut otherwise) = (0_u32, 0_u32, 0_u32);
    for name in SAMPLES {
        let good = sample(name);
        let parts = Parts::of(&good);
        let was = verified(&good).unwrap();
        for bad in damages(&parts.header) {
            cases += 1;
            let bytes = Parts::sign(&bad, &parts.packed, parts.nonce);
            let Ok(read) = verified(&bytes) else {
                continue;
            };
            accepted += 1;
            assert_eq!(Header::decode(&bad).as_ref(), Ok(read.header()));
            let again = read.header().encode().unwrap();
            if again != bad {
                // A field of a newer program, a zero written out, a number longer than it need be:
                // other bytes, and so another segment, of the same meaning.
                otherwise += 1;
                assert_eq!(Header::decode(&again).as_ref(), Ok(read.header()), "{name}");
            }
            assert_ne!(
                read.hash(),
                was.hash(),
                "another segment, never the same one"
            );
            if let Ok(ops) = read.open(&secret()) {
                assert_eq!(ops.len(), read.header().n_ops as usize);
            }
        }
    }
    println!(
        "{cases} headers signed anew: {accepted} accepted, {otherwise} written otherwise than here"
    );
    assert!(
        accepted > 1_000 && accepted < cases / 2 && otherwise < accepted / 20,
        "{accepted} of {cases}, {otherwise}"
    );
}

#[test]
fn p10_ops_signed_anew_are_refused_or_read_alike_each_by_itself() {
    let (mut cases, mut opened, mut unknown) = (0_u32, 0_u32, 0_u32);
    for name in SAMPLES {
        let parts = Parts::of(&sample(name));
        for bad in damages(&parts.packed) {
            cases += 1;
            let bytes = Parts::sign(&parts.header, &bad, parts.nonce);
            let read = verified(&bytes).unwrap();
            match read.open(&secret()) {
                Ok(ops) => {
                    opened += 1;
                    assert_eq!(ops.len(), read.header().n_ops as usize);
                    let kept = |op: &&FactOrUnknown| matches!(op, FactOrUnknown::Unknown(_));
                    unknown += u32::from(ops.iter().any(|op| kept(&op)));
                }
                Err(error) => {
                    let count = matches!(error, SegmentError::OpCount { .. });
                    assert!(count || error == SegmentError::Content, "{name}: {error}");
                }
            }
        }
    }
    println!("{cases} contents signed anew: {opened} opened, {unknown} of them with an unknown op");
    assert!(opened > 1_000 && opened < cases, "{opened} of {cases}");
}

#[test]
fn p10_every_flip_of_an_op_of_every_kind_is_refused_or_has_one_meaning() {
    let (mut cases, mut accepted, mut otherwise) = (0_u32, 0_u32, 0_u32);
    let mut kinds: BTreeMap<Kind, u16> = BTreeMap::new();
    for change in changes() {
        let index = kinds.entry(change.kind()).or_default();
        let good = encode_fact(&op(change, *index)).unwrap();
        *index += 1;
        if good.len() > 2_000 {
            continue;
        }
        for bad in damages(&good) {
            cases += 1;
            let Ok(read) = decode_fact(&bad) else {
                continue;
            };
            accepted += 1;
            let again = encode_fact(&read).unwrap();
            if again != bad {
                otherwise += 1;
                assert_eq!(decode_fact(&again).as_ref(), Ok(&read));
            }
        }
    }
    assert_eq!(kinds.len(), Kind::ALL.len());
    println!("{cases} ops: {accepted} accepted, {otherwise} written otherwise than here");
    assert!(
        accepted > 10_000 && accepted < cases && otherwise < accepted / 20,
        "{accepted} of {cases}, {otherwise}"
    );
}

/// P9: whatever is done to a pack, it is refused or falls apart into exactly its bytes, and each
/// part that is not a segment of the seat is refused as one read from its own file.
#[test]
fn p9_every_flip_and_cut_of_a_pack_is_refused_or_names_itself() {
    let parts = [sample("chain-1"), sample("chain-2")];
    let good = parts.concat();
    let names: Vec<[u8; 16]> = parts.iter().map(|part| hash_of(part)).collect();
    assert_eq!(klassny_log::split_pack(&good).unwrap(), parts);
    for bad in damages(&good) {
        assert_ne!(hash_of(&bad), hash_of(&good), "its name refuses it");
        let Ok(read) = klassny_log::split_pack(&bad) else {
            continue;
        };
        assert_eq!(read.concat(), bad);
        // Whoever renames the pack gains nothing: its parts have other names then.
        let kept = read.iter().filter(|part| names.contains(&hash_of(part)));
        assert!(kept.count() < parts.len());
    }
    for (bad, error) in [
        (Vec::new(), klassny_log::PackError::Size(0)),
        (b"JSG1".to_vec(), klassny_log::PackError::Segment(0)),
        (parts[0].repeat(257), klassny_log::PackError::Count),
        (
            vec![0; klassny_log::PACK_MAX + 1],
            klassny_log::PackError::Size(klassny_log::PACK_MAX + 1),
        ),
    ] {
        assert_eq!(klassny_log::split_pack(&bad), Err(error));
    }
}

fn hash_of(bytes: &[u8]) -> [u8; 16] {
    short(blake3::hash(bytes).as_bytes())
}
