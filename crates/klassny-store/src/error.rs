//! What can go wrong with a replica.

use klassny_domain::refusal::Refusal;
use thiserror::Error;

/// Why the store did not do as it was asked. Nothing was changed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// SQLite answered with an error.
    #[error("replica, {what}: {source}")]
    Sqlite {
        /// What was being done.
        what: &'static str,
        /// The library's error.
        source: rusqlite::Error,
    },
    /// The key does not open the replica.
    #[error("the replica's key does not open it")]
    WrongKey,
    /// The replica was written by a newer program.
    #[error("the replica is newer than this program: {0}")]
    Newer(String),
    /// A migration failed.
    #[error("migration: {0}")]
    Migration(String),
    /// The disk is full.
    #[error("no room on the disk")]
    DiskFull,
    /// What is on disk is not what this program writes.
    #[error("replica is damaged: {0}")]
    Damaged(String),
    /// The rules refuse the fact.
    #[error("refused")]
    Refused(Box<Refusal>),
    /// The state of the log refuses the fact: an unknown or revoked seat.
    #[error("not allowed: {0}")]
    NotAllowed(&'static str),
    /// The rules that hold are not known to this program: it writes nothing for people (P10).
    #[error("the rules {ruleset} hold, which this program does not know")]
    OldProgram {
        /// The set of rules.
        ruleset: u16,
    },
    /// A segment could not be made or read.
    #[error(transparent)]
    Segment(#[from] klassny_log::SegmentError),
    /// A fact could not be written or read.
    #[error(transparent)]
    Op(#[from] klassny_log::OpError),
}

/// Says what was being done when SQLite failed.
pub(crate) trait Context<T> {
    fn context(self, what: &'static str) -> Result<T, Error>;
}

impl<T> Context<T> for Result<T, rusqlite::Error> {
    fn context(self, what: &'static str) -> Result<T, Error> {
        self.map_err(|source| match source.sqlite_error_code() {
            _ if is_full(&source) => Error::DiskFull,
            Some(rusqlite::ErrorCode::NotADatabase) => Error::WrongKey,
            _ => Error::Sqlite { what, source },
        })
    }
}

/// Whether the disk takes no more. A quota and a limit on the size of files come as a write that
/// failed.
pub(crate) fn is_full(error: &rusqlite::Error) -> bool {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => true,
        Some(rusqlite::ErrorCode::SystemIoFailure) => is_failed_write(error),
        Some(_) | None => false,
    }
}

fn is_failed_write(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code == Some(rusqlite::ffi::SQLITE_IOERR_WRITE)
}
