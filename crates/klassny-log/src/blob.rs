//! A blob: one file of homework, encrypted, under the name of its own hash (R27, sync.md P2).
//!
//! Owns its bytes. Whoever holds no key of the school can tell that a blob is whole and whose
//! school it is of, and nothing of what is in it: the name is the hash of the encrypted bytes, and
//! the nonce is made from the file under a secret of its own, so that one file under one key is
//! one blob and two files never share a nonce.

use crate::keys::{CompartmentKey, aead_open, aead_seal};
use klassny_domain::access::KeyEpoch;
use klassny_domain::homework_file::HomeworkFile;
use klassny_domain::ids::{KeyId, SchoolId};
use thiserror::Error;
use zeroize::Zeroizing;

const MAGIC: &[u8; 4] = b"JSB1";
/// The suite of segments: XChaCha20-Poly1305 and BLAKE3.
const SUITE: u8 = 1;
/// Files of homework are of the journal.
const JOURNAL: u8 = 1;
/// Magic, suite, compartment, epoch, school, key.
const HEADER: usize = 4 + 1 + 1 + 4 + 16 + 16;
const NONCE: usize = 24;
const TAG: usize = 16;
/// What a blob is longer than its file, bytes.
pub const BLOB_FRAME: usize = HEADER + NONCE + TAG;
/// The longest blob, bytes.
pub const BLOB_MAX: usize = BLOB_FRAME + HomeworkFile::LEN_MAX as usize;

/// Why bytes are no blob, or do not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BlobError {
    /// Shorter or longer than a blob can be.
    #[error("a blob cannot have {0} bytes")]
    Size(usize),
    /// The first bytes are of something else.
    #[error("not a blob")]
    Magic,
    /// A suite or a compartment of a newer program.
    #[error("a blob of a newer program: suite {suite}, compartment {compartment}")]
    Newer {
        /// The suite.
        suite: u8,
        /// The compartment.
        compartment: u8,
    },
    /// The number of its key and the key's id do not go together.
    #[error("the blob names no key")]
    NoKey,
    /// It is of another school.
    #[error("a blob of another school")]
    School,
    /// The key does not open it, or its bytes are damaged.
    #[error("the blob does not open with this key")]
    Closed,
}

/// What a blob says in the clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobHeader {
    /// The school.
    pub school: SchoolId,
    /// The number of the key of the journal that it is sealed under.
    pub key_epoch: u32,
    /// The key, where it is not the first.
    pub key: Option<KeyId>,
}

/// A sealed blob, and what its name is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedBlob {
    /// BLAKE3 of the bytes.
    pub hash: [u8; 32],
    /// The bytes of the file on the share.
    pub bytes: Vec<u8>,
}

impl BlobHeader {
    /// Checks limits and shape and reads what stands in the clear; needs no key.
    ///
    /// # Errors
    /// What is wrong with the bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, BlobError> {
        let len = bytes.len();
        if len <= BLOB_FRAME || len > BLOB_MAX {
            return Err(BlobError::Size(len));
        }
        let wrong = BlobError::Size(len);
        let (magic, rest) = bytes.split_first_chunk::<4>().ok_or(wrong)?;
        let ([suite, compartment], rest) = rest.split_first_chunk::<2>().ok_or(wrong)?;
        let (epoch, rest) = rest.split_first_chunk::<4>().ok_or(wrong)?;
        let (school, rest) = rest.split_first_chunk::<16>().ok_or(wrong)?;
        let (key, _) = rest.split_first_chunk::<16>().ok_or(wrong)?;
        if magic != MAGIC {
            return Err(BlobError::Magic);
        }
        let (suite, compartment) = (*suite, *compartment);
        if suite != SUITE || compartment != JOURNAL {
            return Err(BlobError::Newer { suite, compartment });
        }
        let key_epoch = u32::from_le_bytes(*epoch);
        let key = (*key != [0; 16]).then(|| KeyId::from_bytes(*key));
        if key_epoch < KeyEpoch::FIRST || (key_epoch == KeyEpoch::FIRST) != key.is_none() {
            return Err(BlobError::NoKey);
        }
        Ok(Self {
            school: SchoolId::from_bytes(*school),
            key_epoch,
            key,
        })
    }

    fn encode(&self) -> Vec<u8> {
        let key = self.key.map_or([0; 16], |key| *key.as_bytes());
        [
            &MAGIC[..],
            &[SUITE, JOURNAL],
            &self.key_epoch.to_le_bytes(),
            self.school.as_bytes(),
            &key,
        ]
        .concat()
    }
}

/// Encrypts a file. The same file under the same key gives the same bytes.
///
/// # Errors
/// Where the file is empty or too long, or the header names no key.
pub fn seal_blob(
    header: &BlobHeader,
    key: &CompartmentKey,
    file: &[u8],
) -> Result<SealedBlob, BlobError> {
    if file.is_empty() || file.len() > HomeworkFile::LEN_MAX as usize {
        return Err(BlobError::Size(file.len()));
    }
    let head = header.encode();
    let nonce = nonce_of(key, file);
    let sealed = aead_seal(&cipher_key(key), &nonce, &head, file).ok_or(BlobError::Closed)?;
    let bytes = [&head[..], &nonce, &sealed].concat();
    BlobHeader::parse(&bytes)?;
    let hash = *blake3::hash(&bytes).as_bytes();
    Ok(SealedBlob { hash, bytes })
}

/// Decrypts a blob of a school.
///
/// # Errors
/// What is wrong with the bytes or the key.
pub fn open_blob(
    bytes: &[u8],
    school: SchoolId,
    key: &CompartmentKey,
) -> Result<Zeroizing<Vec<u8>>, BlobError> {
    if BlobHeader::parse(bytes)?.school != school {
        return Err(BlobError::School);
    }
    let (head, rest) = bytes.split_at_checked(HEADER).ok_or(BlobError::Magic)?;
    let (nonce, sealed) = rest
        .split_first_chunk::<NONCE>()
        .ok_or(BlobError::Size(bytes.len()))?;
    let file = aead_open(&cipher_key(key), nonce, head, sealed).ok_or(BlobError::Closed)?;
    let file = Zeroizing::new(file);
    // One file has one blob: a nonce of somebody's own choice is no blob of this format.
    match nonce_of(key, &file) == *nonce {
        true => Ok(file),
        false => Err(BlobError::Closed),
    }
}

fn cipher_key(key: &CompartmentKey) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(blake3::derive_key(
        "klassny 2026-11-30 blob key v1",
        key.as_bytes(),
    ))
}

fn nonce_of(key: &CompartmentKey, file: &[u8]) -> [u8; NONCE] {
    let secret = Zeroizing::new(blake3::derive_key(
        "klassny 2026-11-30 blob nonce v1",
        key.as_bytes(),
    ));
    let mut nonce = [0; NONCE];
    let hash = blake3::keyed_hash(&secret, file);
    nonce
        .iter_mut()
        .zip(hash.as_bytes())
        .for_each(|(to, from)| *to = *from);
    nonce
}
