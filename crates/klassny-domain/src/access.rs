//! Who may speak in the school's log: devices, seats, invitations, evidence of receipt.
//!
//! Facts of this file are judged on the control log alone (sync.md D8, D13, P11).

use crate::change::Compartment;
use crate::ids::{DeviceId, InvitationId, KeyId, SeatId, StaffId};
use chrono::{DateTime, NaiveDate, Utc};

/// A device: a machine and its OS account, let in by an administrator (P11, D3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceEnrolment {
    /// The device.
    pub device: DeviceId,
    /// The device's own seat: signs acks, seals and digests, never facts of school life (D2).
    pub seat: SeatId,
    /// Ed25519 key of the device's seat.
    pub sign_key: [u8; 32],
    /// X25519 key to which the school's keys are wrapped for the device.
    pub box_key: [u8; 32],
    /// Its name for people: «АРМ 7».
    pub name: String,
    /// Its number in the plan of entry, 0 where it has none.
    pub workstation: u16,
    /// Whether the device is an always-on witness (P7).
    pub witness: bool,
}

/// A seat: one person on one device, with keys of its own (P1, D3).
///
/// Stated in the chain of the device's own seat, so the device vouches for it by signing the
/// segment; the person vouches by the invitation's signature or by another seat of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatCertificate {
    /// The seat: derived from its signing key.
    pub seat: SeatId,
    /// The person.
    pub staff: StaffId,
    /// The device.
    pub device: DeviceId,
    /// Ed25519 key of the seat.
    pub sign_key: [u8; 32],
    /// X25519 key of the seat.
    pub box_key: [u8; 32],
    /// Who vouches for the person.
    pub voucher: Voucher,
}

/// Who vouches that a seat belongs to its person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voucher {
    /// The school's root key: administrators only (D13).
    Root {
        /// The root's signature over the seat's statement.
        signature: [u8; 64],
    },
    /// A printed single-use invitation (D3, F31).
    Invitation {
        /// The invitation.
        invitation: InvitationId,
        /// Its signature over the seat's statement.
        signature: [u8; 64],
    },
    /// Another seat of the same person (a second workstation, hand-over of a retired seat).
    Seat {
        /// The older seat.
        seat: SeatId,
        /// Its signature over the seat's statement.
        signature: [u8; 64],
    },
}

/// A printed single-use invitation of a person (D3, F31).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Derived from its public key.
    pub invitation: InvitationId,
    /// The person.
    pub staff: StaffId,
    /// Ed25519 key derived from the printed words.
    pub sign_key: [u8; 32],
    /// X25519 key derived from the printed words: open replicas seal their key to it.
    pub box_key: [u8; 32],
    /// The instant after which it opens nothing.
    pub expires_at: DateTime<Utc>,
    /// `false` takes an unused invitation back.
    pub stands: bool,
}

/// The end of a seat (P7): what it wrote beyond the frontier of this fact is quarantined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatRevocation {
    /// The seat.
    pub seat: SeatId,
    /// Why, in words.
    pub reason: String,
    /// The root's signature over the revocation's statement: an administrator's seat ends by the
    /// root key alone (D13).
    pub root: Option<[u8; 64]>,
}

/// A second signature under a revocation (P7): a deputy or the director says whether it stands.
///
/// A revocation holds at once, for a lost machine cannot wait; one that is refused holds no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationCosign {
    /// The seat that was revoked.
    pub seat: SeatId,
    /// Whether the revocation stands.
    pub agrees: bool,
    /// Why, in words; empty where it stands.
    pub reason: String,
}

/// From a day on a new set of rules holds (P10): an administrator states it once every machine
/// runs a program that knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesetActivation {
    /// The set of rules.
    pub ruleset: u16,
    /// The first day it holds.
    pub from: NaiveDate,
    /// `false` takes it back before that day.
    pub stands: bool,
}

/// A key that a compartment is sealed under from now on (P11): made when a seat ends, so that what
/// comes after is not readable with the keys that were on the machine.
///
/// All statements of one key add up: a later one wraps it to devices that had been left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEpoch {
    /// The key, named by what it is.
    pub key: KeyId,
    /// The compartment it seals.
    pub compartment: Compartment,
    /// 2, 3 …; the first keys come with the school and are never stated.
    pub epoch: u32,
    /// The key, wrapped to the recovery key of the school's root (D14).
    pub recovery: [u8; KeyWrap::LEN],
    /// The key, wrapped to devices; ascending, each once.
    pub wraps: Vec<KeyWrap>,
}

impl KeyEpoch {
    /// The number of the keys that come with the school.
    pub const FIRST: u32 = 1;
}

/// A key, wrapped to the box key of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWrap {
    /// The device.
    pub device: DeviceId,
    /// Ephemeral key 32, sealed key 32, tag 16.
    pub wrapped: [u8; KeyWrap::LEN],
}

impl KeyWrap {
    /// The length of a wrapped key, bytes.
    pub const LEN: usize = 80;
}

/// A head of a seat's chain: what a frontier is made of (D5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Head {
    /// The seat.
    pub seat: SeatId,
    /// The sequence number of the segment.
    pub seq: u64,
    /// BLAKE3 of the whole segment file.
    pub hash: [u8; 32],
}

/// A device says that it read these heads, and all before them, from the share (D7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ack {
    /// The acknowledging device.
    pub device: DeviceId,
    /// The heads read; acks are never acked.
    pub heads: Vec<Head>,
}

/// The program a device runs; stated by the device itself when it differs from what stands (P10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceProgram {
    /// The device.
    pub device: DeviceId,
    /// Its version: «0.1.0».
    pub version: String,
    /// The system it runs on: `linux`, `macos`, `windows`.
    pub system: String,
    /// The newest format of the log it reads.
    pub format: u16,
    /// The newest rules it can judge by.
    pub ruleset: u16,
}
