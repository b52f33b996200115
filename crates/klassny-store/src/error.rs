//! What can go wrong with a replica.

use klassny_domain::rights::Refusal;
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
    /// A segment could not be made or read.
    #[error(transparent)]
    Log(#[from] klassny_log::Error),
}
