//! Blobs: what was sealed opens to the same bytes, and nothing else opens.

use crate::golden::{SCHOOL, secret};
use klassny_domain::change::Compartment;
use klassny_domain::homework_file::HomeworkFile;
use klassny_domain::ids::SchoolId;
use klassny_log::{
    BLOB_FRAME, BLOB_MAX, BlobError, BlobHeader, CompartmentKey, SealedBlob, open_blob, seal_blob,
};
use std::io::Write as _;
use std::path::Path;

fn header() -> BlobHeader {
    BlobHeader {
        school: SCHOOL,
        key_epoch: 1,
        key: None,
    }
}

fn sample() -> Vec<u8> {
    "%PDF-1.7 Задание на дом: № 12, 13".as_bytes().to_vec()
}

fn sealed() -> SealedBlob {
    seal_blob(&header(), &secret(), &sample()).unwrap()
}

#[test]
fn a_blob_opens_to_the_bytes_it_was_sealed_from() {
    for len in [1, 2, 4096, HomeworkFile::LEN_MAX as usize] {
        let file: Vec<u8> = (0..=250).cycle().take(len).collect();
        let blob = seal_blob(&header(), &secret(), &file).unwrap();
        assert_eq!(blob.bytes.len(), file.len() + BLOB_FRAME);
        assert!(blob.bytes.len() <= BLOB_MAX);
        assert_eq!(blob.hash, *blake3::hash(&blob.bytes).as_bytes());
        assert_eq!(*open_blob(&blob.bytes, SCHOOL, &secret()).unwrap(), file);
    }
    assert!(seal_blob(&header(), &secret(), &[]).is_err());
    let long = vec![0; HomeworkFile::LEN_MAX as usize + 1];
    assert_eq!(
        seal_blob(&header(), &secret(), &long),
        Err(BlobError::Size(long.len()))
    );
}

#[test]
fn one_file_under_one_key_is_one_blob_and_its_bytes_tell_nothing() {
    assert_eq!(sealed(), sealed());
    let other = CompartmentKey::from_bytes([5; 32]);
    let later = BlobHeader {
        key_epoch: 2,
        key: Some(other.id(Compartment::Journal)),
        ..header()
    };
    let under_other = seal_blob(&later, &other, &sample()).unwrap();
    assert_ne!(under_other.hash, sealed().hash);
    assert_eq!(BlobHeader::parse(&under_other.bytes), Ok(later));
    for blob in [sealed(), under_other] {
        let shown = blob.bytes.windows(5).any(|window| window == b"%PDF-");
        assert!(!shown);
        assert_ne!(blob.hash, *blake3::hash(&sample()).as_bytes());
    }
}

#[test]
fn every_flip_of_a_bit_and_every_shorter_length_is_refused() {
    let blob = sealed();
    for bit in 0..blob.bytes.len() * 8 {
        let mut bytes = blob.bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(open_blob(&bytes, SCHOOL, &secret()).is_err(), "bit {bit}");
    }
    for len in 0..blob.bytes.len() {
        let cut = &blob.bytes[..len];
        assert!(open_blob(cut, SCHOOL, &secret()).is_err(), "{len} bytes");
    }
    let longer = [&blob.bytes[..], &[0]].concat();
    assert_eq!(
        open_blob(&longer, SCHOOL, &secret()),
        Err(BlobError::Closed)
    );
}

#[test]
fn a_blob_of_another_school_or_key_does_not_open() {
    let blob = sealed();
    let other = SchoolId::from_bytes([1; 16]);
    assert_eq!(
        open_blob(&blob.bytes, other, &secret()),
        Err(BlobError::School)
    );
    let key = CompartmentKey::from_bytes([5; 32]);
    assert_eq!(open_blob(&blob.bytes, SCHOOL, &key), Err(BlobError::Closed));
}

#[test]
fn the_number_of_a_key_and_its_id_go_together() {
    let id = secret().id(Compartment::Journal);
    for (key_epoch, key) in [(0, None), (1, Some(id)), (2, None)] {
        let header = BlobHeader {
            key_epoch,
            key,
            ..header()
        };
        let refused = seal_blob(&header, &secret(), b"x");
        assert_eq!(refused, Err(BlobError::NoKey), "{key_epoch} {key:?}");
    }
    let mut newer = sealed().bytes;
    newer[4] = 2;
    let refused = BlobHeader::parse(&newer);
    assert_eq!(
        refused,
        Err(BlobError::Newer {
            suite: 2,
            compartment: 1
        })
    );
}

#[test]
fn a_blob_is_sealed_to_the_same_bytes_for_ever() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/log-v1/vector.blob");
    let Ok(golden) = std::fs::read(&path) else {
        let mut file = std::fs::File::create_new(&path).unwrap();
        file.write_all(&sealed().bytes).unwrap();
        panic!("vector.blob was missing; it is written, look at it and commit it");
    };
    assert_eq!(sealed().bytes, golden);
    let page = include_str!("../../../../docs/log-format.md");
    let hash = klassny_log::hex(&sealed().hash);
    let said = format!("{} bytes, H(file) `{hash}`", golden.len());
    assert!(page.contains(&said), "{said}");
    assert_eq!(*open_blob(&golden, SCHOOL, &secret()).unwrap(), sample());
}
