//! What the exchange needs of this workstation's replica.
//!
//! Owns the seam between the share and the store. Every call is one transaction that locks for
//! itself and lets go before it returns: the share may block for minutes, and nobody who types a
//! mark may wait for it. Nothing here names a file, a folder or a clock.

pub use crate::name::SegmentName;
use klassny_domain::access::Head;
use klassny_domain::ids::{DeviceId, SchoolId, SeatId};
use klassny_log::Verified;
use std::error::Error as StdError;

/// The replica failed: its disk is full, it is locked, or it is damaged.
#[derive(Debug, thiserror::Error)]
#[error("the replica failed: {0}")]
pub struct ReplicaError(#[source] Box<dyn StdError + Send + Sync>);

impl ReplicaError {
    /// Wraps the store's own error.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(source.into())
    }
}

/// The result of a call to the replica.
pub type Result<T> = std::result::Result<T, ReplicaError>;

/// What the school's share must be: anything else is not our folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct School {
    /// The school's id.
    pub school: SchoolId,
    /// Ed25519 public part of the school's root key.
    pub root_key: [u8; 32],
}

/// A seat of this device, retired ones included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnSeat {
    /// The seat.
    pub seat: SeatId,
    /// The newest segment of it that this replica knows to be published.
    pub published: Option<SegmentName>,
    /// Whether its chain has branches: two copies of one disk wrote under it (P10).
    pub forked: bool,
}

/// A sealed segment that waits for the share (P4 step 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// Its name.
    pub name: SegmentName,
    /// The bytes of the whole file.
    pub bytes: Vec<u8>,
}

/// A segment that this replica holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its name.
    pub name: SegmentName,
    /// The length of the whole file, bytes.
    pub len: u64,
    /// Whether it is confirmed: acknowledged by another device that read it from the share (D7).
    pub confirmed: bool,
}

/// What became of a received segment. In each case its bytes are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// Its facts are applied; `held` of them wait for missing rights or a complete batch (P6).
    Taken {
        /// How many facts are kept without counting yet.
        held: u32,
    },
    /// It was here already.
    Known,
    /// The key of its compartment and epoch is not here yet: verified, kept, not shown.
    NoKey,
    /// Its signature is right and its content is not: kept, never applied.
    Quarantined {
        /// Why, for the health screen; names no person.
        reason: String,
    },
}

/// A file that could not be taken (P5); the plan says when to look at it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFile {
    /// The segment that was wanted.
    pub name: SegmentName,
    /// What was wrong.
    pub reason: BadReason,
    /// When it was first seen, milliseconds of UTC since 1970.
    pub first_seen_ms: i64,
    /// When it was last tried, milliseconds of UTC since 1970.
    pub last_tried_ms: i64,
    /// How many times it was tried.
    pub tries: u32,
}

/// Why a file could not be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BadReason {
    /// A successor or a beacon names it and no file is there: a gap.
    Missing,
    /// Larger than a segment may be.
    TooLarge,
    /// Its bytes do not hash to its name: damaged, or not yet whole.
    Damaged,
    /// Not a segment, or its header is beyond the limits or of another seat or number.
    Malformed,
    /// A segment of another school.
    ForeignSchool,
    /// Its signature is not of its seat's key.
    Forged,
    /// Written by a newer program in a form this one cannot read.
    TooNew,
}

impl BadReason {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::Missing,
        Self::TooLarge,
        Self::Damaged,
        Self::Malformed,
        Self::ForeignSchool,
        Self::Forged,
        Self::TooNew,
    ];

    /// The word under which a replica keeps it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLarge => "too_large",
            Self::Damaged => "damaged",
            Self::Malformed => "malformed",
            Self::ForeignSchool => "foreign_school",
            Self::Forged => "forged",
            Self::TooNew => "too_new",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// A file of homework whose encrypted bytes are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldBlob {
    /// BLAKE3 of the encrypted bytes.
    pub hash: [u8; 32],
    /// Their length.
    pub len: u64,
    /// Whether it was attached on this machine.
    pub own: bool,
}

/// A file of homework whose encrypted bytes are not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedBlob {
    /// BLAKE3 of the encrypted bytes.
    pub hash: [u8; 32],
    /// Their length, as the fact says: no more is read.
    pub len: u64,
}

/// Numbers of the replica that the report of an exchange repeats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Facts saved here and not yet sealed or not yet published.
    pub waiting: u64,
    /// Own published facts that no other device has acknowledged.
    pub unconfirmed: u64,
    /// Facts and segments kept without counting: unknown rights, cuts, bad content.
    pub quarantined: u64,
}

/// A witness's word that a pack holds its shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackWord {
    /// The seat whose segments it holds.
    pub seat: SeatId,
    /// The shard.
    pub shard: u32,
    /// BLAKE3 of the pack.
    pub pack: [u8; 32],
    /// Whether this device said it.
    pub by_this_device: bool,
    /// Whether another device said it and the word has been here long enough to clean up after it.
    pub rested: bool,
}

/// This workstation's replica, as the exchange sees it.
pub trait Replica: Send + Sync {
    /// Tells which school this is.
    fn school(&self) -> Result<School>;

    /// Tells which device this is.
    fn device(&self) -> Result<DeviceId>;

    /// Tells whether this device only reads: it puts nothing on the share, repairs nothing and
    /// confirms nothing.
    fn reads_only(&self) -> Result<bool> {
        Ok(false)
    }

    /// Lists the seats of this device, its own first.
    fn own_seats(&self) -> Result<Vec<OwnSeat>>;

    /// Lists sealed segments that are not published yet, in the order of each chain.
    fn prepared(&self) -> Result<Vec<Prepared>>;

    /// Seals the next batch of a seat's outbox: one transaction gives it a number and keeps its
    /// bytes as prepared (P4 step 3). `None` when nothing waits, nothing is ripe yet (P3: 3 s
    /// after the last key, 15 s after the first) or the person's keys are wiped.
    fn prepare(&self, seat: SeatId, now_ms: i64) -> Result<Option<Prepared>>;

    /// Moves a prepared segment to published, removes its outbox rows and advances the head (P4
    /// step 7). Called again for the same name, it changes nothing.
    fn published(&self, name: &SegmentName, now_ms: i64) -> Result<()>;

    /// Tells whether a segment is here: prepared, published or received.
    fn have(&self, name: &SegmentName) -> Result<bool>;

    /// Lists every segment of a seat that is here, published or received, by number.
    fn stored(&self, seat: SeatId) -> Result<Vec<Stored>>;

    /// Lists the seats of which any segment is here, with the highest number held, own ones included.
    fn known_seats(&self) -> Result<Vec<(SeatId, u64)>>;

    /// Lists predecessors that segments here name and that are not here: the gaps.
    fn wanted(&self) -> Result<Vec<SegmentName>>;

    /// Reads the bytes of a segment that is here, published or received.
    fn bytes(&self, name: &SegmentName) -> Result<Option<Vec<u8>>>;

    /// Gives the Ed25519 key of a certified seat, revoked ones included; `None` for unknown seats.
    fn seat_key(&self, seat: SeatId) -> Result<Option<[u8; 32]>>;

    /// Keeps and applies verified segments of one seat, oldest first, in one transaction: bytes,
    /// facts and marks of possession of all together, or nothing (P5, H1). Answers for each.
    fn receive(
        &self,
        segments: &[&Verified],
        sign_key: [u8; 32],
        now_ms: i64,
    ) -> Result<Vec<Receipt>>;

    /// Lists the files that could not be taken.
    fn bad_files(&self) -> Result<Vec<BadFile>>;

    /// Keeps what is known of a file that could not be taken.
    fn note_bad(&self, bad: &BadFile) -> Result<()>;

    /// Forgets a file that is bad no more.
    fn clear_bad(&self, name: &SegmentName) -> Result<()>;

    /// Lists heads read from the share that no device but the author's has acknowledged and that
    /// hold more than acks (D7). Never a head beyond a gap: an ack covers everything before it, and
    /// an author who believes a missing file confirmed no longer looks after it.
    fn unacked(&self) -> Result<Vec<Head>>;

    /// Enters an ack of these heads into the outbox of the device's own seat (D7).
    fn acknowledge(&self, heads: &[Head], now_ms: i64) -> Result<()>;

    /// Lists files of homework that were attached here and are not known to be on the share.
    fn blobs_to_publish(&self) -> Result<Vec<HeldBlob>> {
        Ok(Vec::new())
    }

    /// Lists files of homework that are here and on the share, newest first.
    fn blobs_held(&self) -> Result<Vec<HeldBlob>> {
        Ok(Vec::new())
    }

    /// Lists files of homework that facts here name and that are not here, in the order in which
    /// people will want them.
    fn blobs_wanted(&self) -> Result<Vec<WantedBlob>> {
        Ok(Vec::new())
    }

    /// Reads the encrypted bytes of a file of homework; `None` where they are lost or damaged here.
    fn blob_bytes(&self, _hash: &[u8; 32]) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }

    /// Notes that a file of homework stands on the share.
    fn blob_published(&self, _hash: &[u8; 32]) -> Result<()> {
        Ok(())
    }

    /// Keeps the bytes of a file of homework that was read from the share; they are the hash's.
    fn keep_blob(&self, _hash: &[u8; 32], _bytes: &[u8]) -> Result<()> {
        Ok(())
    }

    /// Lists files of homework read from the share of which no device has said that it holds them.
    fn blobs_unsaid(&self) -> Result<Vec<[u8; 32]>> {
        Ok(Vec::new())
    }

    /// Enters the word that this device holds files of homework into the outbox of its own seat.
    fn say_held(&self, _hashes: &[[u8; 32]]) -> Result<()> {
        Ok(())
    }

    /// Takes what the share's clock said just now, milliseconds of UTC since 1970: the headers of
    /// what is sealed from now on say it (P3, P8).
    fn note_share_clock(&self, _at_ms: i64) {}

    /// Lists what witnesses say of packs.
    fn pack_words(&self) -> Result<Vec<PackWord>> {
        Ok(Vec::new())
    }

    /// Tells whether this device has the duty of a witness.
    fn is_witness(&self) -> Result<bool> {
        Ok(false)
    }

    /// Enters the word that a pack holds its shard into the outbox of the device's own seat.
    fn verified_pack(&self, _seat: SeatId, _shard: u32, _pack: [u8; 32]) -> Result<()> {
        Ok(())
    }

    /// Counts what the report of an exchange repeats.
    fn counts(&self) -> Result<Counts>;
}
