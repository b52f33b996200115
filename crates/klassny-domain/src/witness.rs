//! What devices attest by their own seats: the time, the state they show, packs they verified.
//!
//! None of it is a fact of school life, and none of it changes the journal (sync.md P8, P9, D2).

use crate::change::FactId;
use crate::ids::{DeviceId, SealVoidId, SeatId};
use chrono::{DateTime, Utc};

/// A witness's time, stated over the frontier that its segment carries (P8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The witness.
    pub device: DeviceId,
    /// The witness's time.
    pub at: DateTime<Utc>,
    /// The segment of the device's earlier seal whose frontier this one's list adds to; none where
    /// the list is whole.
    pub follows: Option<[u8; 32]>,
}

/// A deputy's word that seals prove nothing: the witness's clock was wrong (D11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealVoid {
    /// Random.
    pub void: SealVoidId,
    /// The seals, ascending, each once; 1 … [`SealVoid::SEALS_MAX`].
    pub seals: Vec<FactId>,
    /// Why.
    pub reason: String,
    /// `false` takes it back.
    pub stands: bool,
}

impl SealVoid {
    /// How many seals one fact may name.
    pub const SEALS_MAX: usize = 256;
}

/// What a replica shows, over exactly these segments (P9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateDigest {
    /// The device.
    pub device: DeviceId,
    /// The sum of the segments' hashes, those that only attest left out.
    pub segments: [u8; 32],
    /// How the program makes rows of the log: only digests of one projection are compared.
    pub projection: u16,
    /// The digest of the journal.
    pub journal: [u8; 32],
    /// The digest of the personal compartment; none where the device lacks a key of it.
    pub personal: Option<[u8; 32]>,
    /// The digest of the control log.
    pub control: [u8; 32],
    /// The first eight bytes of each table's digest, in the order of the projection.
    pub tables: Vec<u8>,
}

/// A device's word that it has read a file of homework from the share and holds it: the file can no
/// longer be lost with the machine it was attached on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileHeld {
    /// The device.
    pub device: DeviceId,
    /// BLAKE3 of the encrypted file.
    pub blob: [u8; 32],
}

/// A witness's word that a pack holds its shard's segments, byte for byte (P9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackVerified {
    /// The witness.
    pub device: DeviceId,
    /// The seat whose segments the pack holds.
    pub seat: SeatId,
    /// The shard: the first number of its segments divided by 256.
    pub shard: u32,
    /// BLAKE3 of the pack.
    pub pack: [u8; 32],
}
