//! Names on the share (sync.md P2, D1).
//!
//! Owns the words from which every path below the root is built, and the only parser of them. A
//! name is lower-case ASCII, at most 80 characters, and never leaves the root: what does not parse
//! here is not ours and is left alone.

use klassny_domain::ids::SeatId;
use std::fmt;

/// The name of a segment: whose, which, and the first 16 bytes of BLAKE3 of the whole file.
///
/// The path follows from it without any listing: `seg/<seat26>/<shard6>/<seq8>-<hash26>.seg`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentName {
    /// The seat whose chain it belongs to.
    pub seat: SeatId,
    /// Its number in the chain, from 1.
    pub seq: u64,
    /// The first 16 bytes of the file's BLAKE3.
    pub hash: [u8; 16],
}

impl fmt::Display for SegmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seat, self.seq)
    }
}
