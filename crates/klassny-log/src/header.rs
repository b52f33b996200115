//! The clear header of a segment: who wrote it, after what, when by whose clock, and how to open it.
//!
//! Whoever lacks the compartment's key still reads chain, author, frontiers and cuts from here.

use crate::error::{OpError, SegmentError};
use crate::keys::seat_of;
use crate::v1;
use crate::wire::{Wire, get_heads, put_heads};
use klassny_domain::access::Head;
use klassny_domain::access::KeyEpoch;
use klassny_domain::change::Compartment;
use klassny_domain::ids::{KeyId, SchoolId, SeatId};
use prost::Message as _;

/// The format that this program writes, and the newest it reads.
pub const FORMAT: u32 = 1;
/// Ed25519, XChaCha20-Poly1305 and BLAKE3.
pub const SUITE: u32 = 1;
/// The most ops of a segment.
pub const OPS_MAX: usize = 4096;
/// The greatest sequence number: names hold eight hexadecimal digits.
pub const SEQ_MAX: u64 = u32::MAX as u64;
/// The greatest Lamport number (P8).
pub const LAMPORT_MAX: u64 = 1 << 53;

/// In place of a hash where there is no segment.
const NONE: [u8; 32] = [0; 32];

/// The header of a segment, checked in itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The format of its ops.
    pub fmt: u32,
    /// The oldest format whose readers may apply its ops.
    pub min_reader: u32,
    /// The rules its author judged by.
    pub ruleset: u32,
    /// The school.
    pub school: SchoolId,
    /// The seat that signs.
    pub seat: SeatId,
    /// 1, 2, 3 … in the chain of the seat.
    pub seq: u64,
    /// BLAKE3 of the seat's previous segment file; zero at the first.
    pub prev: [u8; 32],
    /// BLAKE3 of the seat's previous control segment file; zero where there is none.
    pub prev_control: [u8; 32],
    /// Greater than that of everything it was made after (P8).
    pub lamport: u64,
    /// The author's wall clock at sealing, milliseconds of UTC.
    pub wall_ms: i64,
    /// Which start of the machine `mono_ms` counts from.
    pub boot: u64,
    /// The author's monotonic clock at sealing, milliseconds.
    pub mono_ms: u64,
    /// The share's clock as the author last saw it, milliseconds of UTC.
    pub share_clock_ms: Option<i64>,
    /// The calendar year in which its academic year begins.
    pub year: u16,
    /// 1 journal, 2 personal, 3 control; others belong to newer programs.
    pub compartment: u32,
    /// The number of the key that opens it: 1 is the compartment's first.
    pub key_epoch: u32,
    /// The key that opens it, where it is not the first: two may have one number.
    pub key: Option<KeyId>,
    /// How many ops it holds.
    pub n_ops: u32,
    /// All heads of control segments its author held, whole (D5).
    pub control_frontier: Vec<Head>,
    /// Heads of other seats that moved since the seat's previous segment; whole at the first
    /// segment of each shard of 256 (D5).
    pub data_frontier_delta: Vec<Head>,
    /// The seat's public key, at the first segment only: the seat's id is derived from it.
    pub sign_key: Option<[u8; 32]>,
    /// The seat's certificate by the root key, at the first segment of an administrator.
    pub certificate: Option<Vec<u8>>,
}

impl Header {
    /// The compartment, where this program knows it.
    pub const fn known_compartment(&self) -> Option<Compartment> {
        compartment_of(self.compartment)
    }

    /// Writes the message of a segment.
    ///
    /// # Errors
    /// Whatever `decode` would refuse.
    pub fn encode(&self) -> Result<Vec<u8>, OpError> {
        self.check()?;
        let header = v1::Header {
            suite: SUITE,
            fmt: self.fmt,
            min_reader: self.min_reader,
            ruleset: self.ruleset,
            school: self.school.put("school")?,
            seat: self.seat.put("seat")?,
            seq: self.seq,
            prev: self.prev.put("prev")?,
            prev_control: (self.prev_control != NONE).then(|| self.prev_control.to_vec()),
            lamport: self.lamport,
            wall_ms: self.wall_ms,
            boot: self.boot,
            mono_ms: self.mono_ms,
            share_clock_ms: self.share_clock_ms,
            year: self.year.into(),
            compartment: self.compartment,
            key_epoch: self.key_epoch,
            n_ops: self.n_ops,
            control_frontier: put_heads(&self.control_frontier, "control_frontier")?,
            data_frontier_delta: put_heads(&self.data_frontier_delta, "data_frontier_delta")?,
            sign_key: self.sign_key.put("sign_key")?,
            certificate: self.certificate.put("certificate")?,
            key: self.key.put("key")?,
        };
        Ok(header.encode_to_vec())
    }

    /// Reads the message of a segment, and checks it in itself; fields of newer programs are skipped.
    ///
    /// # Errors
    /// A header that is not well-formed, beyond its limits, or of an unknown suite.
    pub fn decode(bytes: &[u8]) -> Result<Self, SegmentError> {
        let wire = v1::Header::decode(bytes)
            .map_err(|error| SegmentError::Header(OpError::Protobuf(error)))?;
        if wire.suite != SUITE {
            return Err(SegmentError::Suite(wire.suite));
        }
        Self::of_wire(wire).map_err(SegmentError::Header)
    }

    fn of_wire(wire: v1::Header) -> Result<Self, OpError> {
        let header = Self {
            fmt: wire.fmt,
            min_reader: wire.min_reader,
            ruleset: wire.ruleset,
            school: Wire::get(wire.school, "school")?,
            seat: Wire::get(wire.seat, "seat")?,
            seq: wire.seq,
            prev: Wire::get(wire.prev, "prev")?,
            prev_control: prev_control(wire.prev_control)?,
            lamport: wire.lamport,
            wall_ms: wire.wall_ms,
            boot: wire.boot,
            mono_ms: wire.mono_ms,
            share_clock_ms: wire.share_clock_ms,
            year: Wire::get(wire.year, "year")?,
            compartment: wire.compartment,
            key_epoch: wire.key_epoch,
            n_ops: wire.n_ops,
            control_frontier: get_heads(wire.control_frontier, "control_frontier")?,
            data_frontier_delta: get_heads(wire.data_frontier_delta, "data_frontier_delta")?,
            sign_key: Wire::get(wire.sign_key, "sign_key")?,
            certificate: Wire::get(wire.certificate, "certificate")?,
            key: Wire::get(wire.key, "key")?,
        };
        header.check()?;
        Ok(header)
    }

    fn check(&self) -> Result<(), OpError> {
        let range = |field, value: u64, max: u64| {
            if (1..=max).contains(&value) {
                return Ok(());
            }
            Err(OpError::Range {
                field,
                value: i64::try_from(value).unwrap_or(i64::MAX),
            })
        };
        range("fmt", self.fmt.into(), u16::MAX.into())?;
        range("min_reader", self.min_reader.into(), self.fmt.into())?;
        range("seq", self.seq, SEQ_MAX)?;
        range("lamport", self.lamport, LAMPORT_MAX)?;
        range("compartment", self.compartment.into(), u8::MAX.into())?;
        range("n_ops", self.n_ops.into(), OPS_MAX as u64)?;
        range("key_epoch", self.key_epoch.into(), u32::MAX.into())?;
        match (self.key_epoch == KeyEpoch::FIRST, self.key) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(_)) => return Err(OpError::Derived { field: "key" }),
            (false, None) => return Err(OpError::Missing { field: "key" }),
        }
        let first = self.seq == 1;
        if first != (self.prev == NONE) {
            return Err(OpError::Derived { field: "prev" });
        }
        match &self.sign_key {
            Some(key) if first && seat_of(key) == self.seat => {}
            None if !first => {}
            Some(_) => return Err(OpError::Derived { field: "sign_key" }),
            None => return Err(OpError::Missing { field: "sign_key" }),
        }
        if self.certificate.is_some() && !first {
            return Err(OpError::Derived {
                field: "certificate",
            });
        }
        if first && self.prev_control != NONE {
            return Err(OpError::Derived {
                field: "prev_control",
            });
        }
        Ok(())
    }
}

/// A hash of zeros is written by leaving the field out, and in no other way.
fn prev_control(wire: Option<Vec<u8>>) -> Result<[u8; 32], OpError> {
    let field = "prev_control";
    match Wire::get(wire, field)? {
        None => Ok(NONE),
        Some(NONE) => Err(OpError::Derived { field }),
        Some(hash) => Ok(hash),
    }
}

/// The number of a compartment in the log.
pub(crate) const fn compartment_number(compartment: Compartment) -> u32 {
    match compartment {
        Compartment::Journal => 1,
        Compartment::Personal => 2,
        Compartment::Control => 3,
    }
}

/// The compartment of a number, where this program knows it.
pub(crate) const fn compartment_of(number: u32) -> Option<Compartment> {
    match number {
        1 => Some(Compartment::Journal),
        2 => Some(Compartment::Personal),
        3 => Some(Compartment::Control),
        _ => None,
    }
}
