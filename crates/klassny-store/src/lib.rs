//! The replica of the school's journal on this machine: an encrypted SQLite file.
//!
//! Owns the log (facts and segments), the one projector that turns facts into rows, and every
//! query. No other crate may name SQL. A projected row is written by `project` alone, for own and
//! received facts alike, so a rebuild from the log gives equal tables.

mod aside;
mod authority;
mod blobs;
mod commit;
mod digest;
mod error;
mod exchange;
mod frontier;
mod history;
mod judge;
mod kept;
mod keys;
mod known;
mod newer;
mod news;
mod open;
mod project;
pub mod query;
mod read;
mod rebuild;
mod receive;
mod row;
mod rules;
mod seal;
mod seals;
#[cfg(feature = "simulation")]
mod simulation;
mod sql;
mod state;
mod tips;
mod words;

pub use aside::{ASIDE_MAX, Aside, Decision, LogFact};
pub use blobs::{BlobKey, BlobPlace, HeldBlob, WantedBlob};
pub use commit::{Author, NewFact};
pub use digest::{Digest, differing_tables};
pub use error::Error;
pub use exchange::{BadRecord, HeldSegment};
pub use history::{CellHistory, Entry};
pub use newer::Newer;
pub use news::NEWS_MAX;
pub use open::{Identity, OpenStore, Store, schema_name};
pub use read::{Read, Standing};
pub use rebuild::Difference;
pub use receive::Received;
pub use seal::{Sealed, Sealing};
pub use seals::{Evidence, OwnSeal, SealLine};
#[cfg(feature = "simulation")]
pub use simulation::{LoggedFact, LoggedSegment};
pub use state::{EnteredSince, OutboxState, Saved};
