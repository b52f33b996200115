//! A segment: up to 4,096 ops of one seat, encrypted for a compartment, signed, named by its hash.
//!
//! `magic "JSG1" | hdr_len u32 | header | nonce 24 | ct_len u32 | ciphertext | sig 64`, numbers
//! little-endian. Bytes become facts only on the way Envelope → Verified → facts; there is no
//! other way to make a `Verified`. Every limit is checked before anything is parsed.

use crate::error::{OpError, SegmentError};
use crate::header::{FORMAT, Header, OPS_MAX, compartment_number};
use crate::keys::{CompartmentKey, SeatKey, aead_open, aead_seal, seat_of, verify};
use crate::mutant::mutant;
use crate::op::{FactOrUnknown, Op, Unknown, encode_fact};
use crate::reader::Reader;
use crate::v1;
use klassny_domain::access::Head;
use klassny_domain::change::{Compartment, EnteredAt};
use klassny_domain::ids::{KeyId, SchoolId};
use prost::Message as _;
use std::io::Read as _;

/// The longest segment file, bytes.
pub const FILE_MAX: usize = 1024 * 1024;
/// The longest header, bytes.
pub const HEADER_MAX: usize = 64 * 1024;
/// The longest content of a segment after decompression, bytes.
pub const CONTENT_MAX: usize = 4 * 1024 * 1024;

const MAGIC: &[u8; 4] = b"JSG1";
const NONCE: usize = 24;
const SIGNATURE: usize = 64;
/// Magic, two lengths, nonce and signature.
const FRAME: usize = 4 + 4 + NONCE + 4 + SIGNATURE;
const DOMAIN: &str = "jsg1-segment";
const RAW: u8 = 0;
const ZSTD: u8 = 1;
/// Fixed for ever with the golden files: another level makes other bytes.
const ZSTD_LEVEL: i32 = 3;

/// What a segment is sealed from; its seat is the one of the signing key.
#[derive(Clone, Debug)]
pub struct SegmentDraft {
    /// The school.
    pub school: SchoolId,
    /// The next number in the chain of the seat, from 1.
    pub seq: u64,
    /// BLAKE3 of the seat's previous segment file; zero at the first.
    pub prev: [u8; 32],
    /// BLAKE3 of the seat's previous control segment file; zero where there is none.
    pub prev_control: [u8; 32],
    /// All heads of control segments held (D5).
    pub control_frontier: Vec<Head>,
    /// Heads of other seats that moved since the seat's previous segment (D5).
    pub data_frontier_delta: Vec<Head>,
    /// 1 + the greatest of the seat's own and everything in the frontier.
    pub lamport: u64,
    /// The clocks at sealing.
    pub sealed: EnteredAt,
    /// The share's clock as last seen, milliseconds of UTC.
    pub share_clock_ms: Option<i64>,
    /// The calendar year in which the academic year begins.
    pub year: u16,
    /// The compartment of all its ops.
    pub compartment: Compartment,
    /// The number of the key that is used: 1 is the compartment's first.
    pub key_epoch: u32,
    /// The key that is used, where it is not the first.
    pub key: Option<KeyId>,
    /// The rules the author judged by.
    pub ruleset: u32,
    /// An administrator's certificate by the root key, at the first segment only.
    pub certificate: Option<Vec<u8>>,
    /// The ops, 1–4,096, of this compartment, made under one frontier (D4).
    pub ops: Vec<Op>,
}

/// A sealed segment: what is published, and its name's hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedSegment {
    /// BLAKE3 of the bytes.
    pub hash: [u8; 32],
    /// The bytes of the file.
    pub bytes: Vec<u8>,
}

/// Encrypts and signs a draft. The nonce must be random and never used again.
pub fn seal(
    draft: &SegmentDraft,
    key: &SeatKey,
    compartment_key: &CompartmentKey,
    nonce: [u8; NONCE],
) -> Result<SealedSegment, SegmentError> {
    let content = content_of(draft)?;
    let header = header_of(draft, key)
        .encode()
        .map_err(SegmentError::Header)?;
    enclose(&header, &pack(&content), (key, compartment_key), nonce)
}

/// Encrypts what was packed under its header, and signs both.
fn enclose(
    header: &[u8],
    packed: &[u8],
    (key, compartment_key): (&SeatKey, &CompartmentKey),
    nonce: [u8; NONCE],
) -> Result<SealedSegment, SegmentError> {
    if header.len() > HEADER_MAX {
        return Err(SegmentError::HeaderSize(header.len()));
    }
    let sealed = aead_seal(compartment_key.as_bytes(), &nonce, header, packed)
        .ok_or(SegmentError::Content)?;
    let mut bytes = Vec::with_capacity(FRAME + header.len() + sealed.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&length(header.len())?);
    bytes.extend_from_slice(header);
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&length(sealed.len())?);
    bytes.extend_from_slice(&sealed);
    let signature = key.sign(DOMAIN, blake3::hash(&bytes).as_bytes());
    bytes.extend_from_slice(&signature);
    if bytes.len() > FILE_MAX {
        return Err(SegmentError::FileSize(bytes.len()));
    }
    let hash = *blake3::hash(&bytes).as_bytes();
    Ok(SealedSegment { hash, bytes })
}

fn length(len: usize) -> Result<[u8; 4], SegmentError> {
    u32::try_from(len)
        .map(u32::to_le_bytes)
        .map_err(|_| SegmentError::FileSize(len))
}

fn content_of(draft: &SegmentDraft) -> Result<Vec<u8>, SegmentError> {
    let got = draft.ops.len();
    if got == 0 || got > OPS_MAX {
        return Err(SegmentError::OpCount {
            wanted: OPS_MAX,
            got,
        });
    }
    let mut op = Vec::with_capacity(got);
    for (index, draft_op) in draft.ops.iter().enumerate() {
        let fail = |error| SegmentError::Op { index, error };
        if draft_op.change.compartment() != draft.compartment {
            return Err(fail(OpError::Compartment));
        }
        for base in &draft_op.base {
            if let crate::op::Base::Here(here) = base
                && usize::from(*here) >= index
            {
                return Err(fail(OpError::BaseNotEarlier(*here)));
            }
        }
        op.push(encode_fact(draft_op).map_err(fail)?);
    }
    let content = v1::Ops { op }.encode_to_vec();
    if content.len() > CONTENT_MAX {
        return Err(SegmentError::Content);
    }
    Ok(content)
}

fn header_of(draft: &SegmentDraft, key: &SeatKey) -> Header {
    Header {
        fmt: FORMAT,
        min_reader: FORMAT,
        ruleset: draft.ruleset,
        school: draft.school,
        seat: key.seat(),
        seq: draft.seq,
        prev: draft.prev,
        prev_control: draft.prev_control,
        lamport: draft.lamport,
        wall_ms: draft.sealed.wall_ms,
        boot: draft.sealed.boot,
        mono_ms: draft.sealed.monotonic_ms,
        share_clock_ms: draft.share_clock_ms,
        year: draft.year,
        compartment: compartment_number(draft.compartment),
        key_epoch: draft.key_epoch,
        key: draft.key,
        n_ops: u32::try_from(draft.ops.len()).unwrap_or(u32::MAX),
        control_frontier: draft.control_frontier.clone(),
        data_frontier_delta: draft.data_frontier_delta.clone(),
        sign_key: (draft.seq == 1).then(|| key.public()),
        certificate: draft.certificate.clone(),
    }
}

/// One flag byte, then the content as it is or, where that is smaller, compressed.
fn pack(content: &[u8]) -> Vec<u8> {
    let compressed = zstd::bulk::compress(content, ZSTD_LEVEL).ok();
    let (flag, body) = match &compressed {
        Some(small) if small.len() < content.len() => (ZSTD, small.as_slice()),
        Some(_) | None => (RAW, content),
    };
    [&[flag], body].concat()
}

fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let (flag, body) = packed.split_first()?;
    match *flag {
        RAW => Some(body.to_vec()),
        ZSTD => {
            let mut content = Vec::new();
            let reader = zstd::stream::read::Decoder::new(body).ok()?;
            reader
                .take(CONTENT_MAX as u64 + 1)
                .read_to_end(&mut content)
                .ok()?;
            Some(content)
        }
        _ => None,
    }
    .filter(|content| content.len() <= CONTENT_MAX)
}

/// A file that has the shape of a segment: its header is read, nothing is believed.
#[derive(Clone, Debug)]
pub struct Envelope {
    bytes: Vec<u8>,
    hash: [u8; 32],
    header: Header,
    header_end: usize,
}

impl Envelope {
    /// Checks limits and shape, and reads the header; needs no key.
    pub fn parse(bytes: &[u8]) -> Result<Self, SegmentError> {
        if bytes.len() > FILE_MAX || bytes.len() < FRAME {
            return Err(SegmentError::FileSize(bytes.len()));
        }
        let (magic, rest) = bytes.split_first_chunk::<4>().ok_or(SegmentError::Shape)?;
        if magic != MAGIC {
            return Err(SegmentError::Magic);
        }
        let (header_len, rest) = rest.split_first_chunk::<4>().ok_or(SegmentError::Shape)?;
        let header_len = u32::from_le_bytes(*header_len) as usize;
        if header_len > HEADER_MAX {
            return Err(SegmentError::HeaderSize(header_len));
        }
        let (header, rest) = rest
            .split_at_checked(header_len)
            .ok_or(SegmentError::Shape)?;
        let (sealed_len, rest) = rest
            .get(NONCE..)
            .and_then(|rest| rest.split_first_chunk::<4>())
            .ok_or(SegmentError::Shape)?;
        if rest.len() != (u32::from_le_bytes(*sealed_len) as usize).saturating_add(SIGNATURE) {
            return Err(SegmentError::Shape);
        }
        Ok(Self {
            header: Header::decode(header)?,
            hash: *blake3::hash(bytes).as_bytes(),
            bytes: bytes.to_vec(),
            header_end: 8 + header_len,
        })
    }

    /// The header; not to be believed before `verify`.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// BLAKE3 of the file.
    pub const fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Checks the school, the seat and the signature: the only way to a `Verified`.
    pub fn verify(self, school: SchoolId, sign_key: &[u8; 32]) -> Result<Verified, SegmentError> {
        if self.header.school != school && !mutant("school_not_checked") {
            return Err(SegmentError::School);
        }
        if self.header.seat != seat_of(sign_key) {
            return Err(SegmentError::Seat);
        }
        let (signed, signature) = self
            .bytes
            .split_last_chunk::<SIGNATURE>()
            .ok_or(SegmentError::Shape)?;
        let holds = verify(sign_key, DOMAIN, blake3::hash(signed).as_bytes(), signature);
        if !holds && !mutant("no_signature_check") {
            return Err(SegmentError::Signature);
        }
        Ok(Verified(self))
    }
}

/// What a program reads of a segment.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// What stands at each index.
    pub facts: Vec<FactOrUnknown>,
    /// Whether all of it was understood: where not, a newer program reads it again.
    pub whole: bool,
}

/// A segment whose author, school and bytes are proved. Says nothing about rights.
#[derive(Clone, Debug)]
pub struct Verified(Envelope);

impl Verified {
    /// The header.
    pub const fn header(&self) -> &Header {
        &self.0.header
    }

    /// BLAKE3 of the file.
    pub const fn hash(&self) -> [u8; 32] {
        self.0.hash
    }

    /// The bytes of the file, to be kept for ever.
    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// The segment as a head of its seat.
    pub const fn head(&self) -> Head {
        Head {
            seat: self.0.header.seat,
            seq: self.0.header.seq,
            hash: self.0.hash,
        }
    }

    /// The first 16 bytes of the hash: what ids of its facts begin with.
    pub fn short_hash(&self) -> [u8; 16] {
        short(&self.0.hash)
    }

    /// Decrypts and reads the ops. An op that is not understood hides no other op.
    pub fn open(&self, key: &CompartmentKey) -> Result<Vec<FactOrUnknown>, SegmentError> {
        self.open_as(&Reader::THIS, key).map(|opened| opened.facts)
    }

    /// Decrypts and reads the ops as a program that understands this much of the log. Whether it
    /// may apply them is asked before: [`Reader::reads`].
    pub fn open_as(&self, reader: &Reader, key: &CompartmentKey) -> Result<Opened, SegmentError> {
        let header = &self.0.header;
        if header.min_reader > reader.format {
            return Err(SegmentError::NeedsNewer(header.min_reader));
        }
        let compartment = header
            .known_compartment()
            .ok_or(SegmentError::UnknownCompartment(header.compartment))?;
        let ops = self.ops(key)?;
        let wanted = header.n_ops as usize;
        if ops.len() != wanted {
            return Err(SegmentError::OpCount {
                wanted,
                got: ops.len(),
            });
        }
        let segment = self.short_hash();
        let mut facts = Vec::with_capacity(ops.len());
        let mut whole = header.fmt <= reader.format;
        for (index, op) in (0..=u16::MAX).zip(&ops) {
            let (read, understood) = FactOrUnknown::read_whole(op, segment, index);
            let read = reader.takes(read, op);
            whole &= understood && matches!(read, FactOrUnknown::Fact(_));
            facts.push(in_compartment(read, compartment, op));
        }
        Ok(Opened { facts, whole })
    }

    fn ops(&self, key: &CompartmentKey) -> Result<Vec<Vec<u8>>, SegmentError> {
        let Envelope {
            bytes, header_end, ..
        } = &self.0;
        let header = bytes.get(8..*header_end).ok_or(SegmentError::Shape)?;
        let (nonce, sealed) = bytes
            .get(*header_end..bytes.len() - SIGNATURE)
            .and_then(|rest| rest.split_first_chunk::<NONCE>())
            .ok_or(SegmentError::Shape)?;
        let sealed = sealed.get(4..).ok_or(SegmentError::Shape)?;
        let packed = aead_open(key.as_bytes(), nonce, header, sealed).ok_or(SegmentError::Key)?;
        let content = unpack(&packed).ok_or(SegmentError::Content)?;
        let ops = v1::Ops::decode(content.as_slice()).map_err(|_| SegmentError::Content)?;
        Ok(ops.op)
    }
}

/// A fact in the wrong compartment gives no right and tells nothing: it is kept as unknown.
fn in_compartment(read: FactOrUnknown, compartment: Compartment, op: &[u8]) -> FactOrUnknown {
    match read {
        FactOrUnknown::Fact(fact)
            if fact.change.compartment() != compartment && !mutant("any_compartment") =>
        {
            FactOrUnknown::Unknown(Unknown {
                kind: fact.change.kind().number().into(),
                bytes: op.to_vec(),
                why: OpError::Compartment,
            })
        }
        FactOrUnknown::Fact(_) | FactOrUnknown::Unknown(_) => read,
    }
}

/// The first 16 bytes of a hash: in ids of facts and in names.
pub fn short(hash: &[u8; 32]) -> [u8; 16] {
    let mut short = [0; 16];
    short
        .iter_mut()
        .zip(hash)
        .for_each(|(to, from)| *to = *from);
    short
}

#[cfg(test)]
mod tests;
