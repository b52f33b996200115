//! The signed log of a school: its bytes, names, keys and words.
//!
//! Owns format version 1 (`docs/log-format.md`), frozen once shipped. It must never read a file,
//! a clock or a source of randomness: bytes, times and random bytes come in as arguments.

mod blob;
mod checks;
mod error;
mod header;
mod hex;
mod identity;
pub mod join;
pub mod keys;
mod kill;
mod mutant;
pub mod name;
mod op;
mod pack;
mod reader;
mod seat;
mod segment;
mod shapes;
mod v1;
mod wire;
pub mod words;

pub use blob::{BLOB_FRAME, BLOB_MAX, BlobError, BlobHeader, SealedBlob, open_blob, seal_blob};
pub use error::{OpError, SegmentError};
pub use header::{FORMAT, Header, LAMPORT_MAX, OPS_MAX, SEQ_MAX, SUITE};
pub use hex::{hex, parse_hex};
pub use identity::{IDENTITY_MAX, Identity};
pub use keys::{
    BoxKey, CompartmentKey, Random, SeatKey, WrapError, recovery_of, seat_of, unwrap, wrap_to,
};
#[cfg(any(debug_assertions, feature = "kill-points"))]
pub use kill::at_kill_points;
pub use kill::kill_point;
pub use mutant::mutant;
pub use op::{BASE_MAX, Base, FactOrUnknown, Op, Unknown, decode_fact, encode_fact};
pub use pack::{PACK_MAX, PackError, SHARD, split_pack};
pub use reader::{RULESET, Reader};
pub use seat::{
    VoucherError, decode_certificate, encode_certificate, seat_statement, sign_revocation,
    sign_statement, verify_revocation, verify_voucher,
};
pub use segment::{
    CONTENT_MAX, Envelope, FILE_MAX, HEADER_MAX, Opened, SealedSegment, SegmentDraft, Verified,
    seal, short,
};
