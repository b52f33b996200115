//! How the exchange stands, in values that a screen can put into words.
//!
//! Owns the report of a pass. An exchange reports, it does not fail; every number and name here is
//! of files, never of people.

use crate::error::{Class, Error, Operation, Stranger};
use crate::name::{PackName, SegmentName};
use crate::replica::{BadFile, Counts};
use klassny_domain::ids::SeatId;
use std::path::PathBuf;

/// How the share stands. Times are milliseconds of UTC since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShareState {
    /// Not asked yet since the program began.
    #[default]
    Unknown,
    /// Reached, ours, readable and writable.
    Online,
    /// «Сервер недоступен с …».
    Offline {
        /// Since when.
        since_ms: i64,
    },
    /// «Сервер не отвечает с …»: a call is still out.
    NotAnswering {
        /// When that call was made.
        since_ms: i64,
    },
    /// The folder is there and is not this school's share: unmounted, wiped, or another folder.
    NotOurFolder {
        /// Since when.
        since_ms: i64,
        /// What stands there.
        found: Stranger,
    },
    /// It can be read and takes nothing: full, or closed to this account.
    Refuses {
        /// Since when.
        since_ms: i64,
        /// Why.
        why: Refusal,
    },
}

/// Why a share takes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No room.
    Full,
    /// This account may not write there.
    Denied,
}

impl ShareState {
    /// The state after a failure; the time of the first failure of a kind is kept.
    pub fn after(self, error: &Error, now_ms: i64) -> Self {
        match (error.class(), error, self) {
            (_, Error::NotAnswering { since_ms, .. }, _) => Self::NotAnswering {
                since_ms: *since_ms,
            },
            (
                Class::NotOurFolder,
                Error::NotOurFolder { found, .. },
                Self::NotOurFolder { since_ms, .. },
            ) => Self::NotOurFolder {
                since_ms,
                found: *found,
            },
            (Class::NotOurFolder, Error::NotOurFolder { found, .. }, _) => Self::NotOurFolder {
                since_ms: now_ms,
                found: *found,
            },
            (
                Class::Full,
                _,
                Self::Refuses {
                    since_ms,
                    why: Refusal::Full,
                },
            ) => Self::Refuses {
                since_ms,
                why: Refusal::Full,
            },
            (Class::Full, _, _) => Self::Refuses {
                since_ms: now_ms,
                why: Refusal::Full,
            },
            (
                Class::Denied,
                _,
                Self::Refuses {
                    since_ms,
                    why: Refusal::Denied,
                },
            ) => Self::Refuses {
                since_ms,
                why: Refusal::Denied,
            },
            (Class::Denied, _, _) => Self::Refuses {
                since_ms: now_ms,
                why: Refusal::Denied,
            },
            (_, _, Self::Offline { since_ms } | Self::NotAnswering { since_ms }) => {
                Self::Offline { since_ms }
            }
            (_, _, _) => Self::Offline { since_ms: now_ms },
        }
    }

    /// Whether the share was reached.
    pub const fn is_reached(self) -> bool {
        matches!(self, Self::Online | Self::Refuses { .. })
    }
}

/// Something of the share that could not be read or written this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotReached {
    /// What was being done.
    pub operation: Operation,
    /// Which file or folder.
    pub path: PathBuf,
    /// What kind of failure it was.
    pub class: Class,
    /// What the system said, for «copy details».
    pub detail: String,
}

impl From<&Error> for NotReached {
    fn from(error: &Error) -> Self {
        Self {
            operation: error.operation(),
            path: error.path().to_path_buf(),
            class: error.class(),
            detail: error.to_string(),
        }
    }
}

/// The report of one pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Segments taken from the share in this pass.
    pub taken: u32,
    /// Own segments put on the share in this pass.
    pub published: u32,
    /// Files put back or beside a damaged one in this pass.
    pub repaired: u32,
    /// Files of homework put on the share in this pass.
    pub files_published: u32,
    /// Files of homework read from the share in this pass.
    pub files_taken: u32,
    /// Files of homework that facts here name and that have not come yet.
    pub files_wanted: u32,
    /// What the replica counts: waiting, unconfirmed, quarantined.
    pub counts: Counts,
    /// Files that could not be taken, with reason and patience.
    pub bad: Vec<BadFile>,
    /// Predecessors that are missing here; what came after them counts already.
    pub gaps: Vec<SegmentName>,
    /// What could not be read or written this time.
    pub not_reached: Vec<NotReached>,
    /// Seats whose certificate is not here: their files wait unread (D16).
    pub unknown_authors: Vec<SeatId>,
    /// Own seats of which the share had segments that this replica never wrote: it was restored
    /// from an older copy, or its disk was cloned (P10). They are here now.
    pub adopted: Vec<SeatId>,
    /// Own seats whose chain has branches: two copies of one disk wrote (P10).
    pub forked: Vec<SeatId>,
    /// How the share stands.
    pub share: ShareState,
    /// When the share was last reached, milliseconds of UTC since 1970.
    pub last_contact_ms: Option<i64>,
    /// The share's clock as a fresh file of ours shows it; none where nothing was put.
    pub share_clock_ms: Option<i64>,
    /// Files under names of packs that are no whole packs.
    pub bad_packs: Vec<PackName>,
    /// How many seats show a head that is not here after the pass.
    pub behind: u32,
    /// How many passes in a row did not reach the share.
    pub failures: u32,
    /// Files and folders on the share that are not of this program, by the last listing of each
    /// folder that this program lists.
    pub foreign: u64,
    /// What the replica failed at; the share is not to blame.
    pub replica_errors: Vec<String>,
    /// Whether more stands on the share than one pass takes: make the next one at once.
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::path::Path;

    fn failure(kind: io::ErrorKind) -> Error {
        Error::io(Operation::Write, Path::new("x"), kind.into())
    }

    #[test]
    fn a_state_keeps_the_time_of_its_first_failure() {
        let offline = failure(io::ErrorKind::HostUnreachable);
        let first = ShareState::Online.after(&offline, 10);
        assert_eq!(first, ShareState::Offline { since_ms: 10 });
        assert_eq!(first.after(&offline, 20), first);

        let full = failure(io::ErrorKind::StorageFull);
        let refuses = first.after(&full, 30);
        assert_eq!(
            refuses,
            ShareState::Refuses {
                since_ms: 30,
                why: Refusal::Full
            }
        );
        assert_eq!(refuses.after(&full, 40), refuses);
        let denied = failure(io::ErrorKind::ReadOnlyFilesystem);
        let closed = ShareState::Refuses {
            since_ms: 50,
            why: Refusal::Denied,
        };
        assert_eq!(refuses.after(&denied, 50), closed);
    }

    #[test]
    fn a_server_that_does_not_answer_says_since_when() {
        let silent = Error::NotAnswering {
            operation: Operation::List,
            path: PathBuf::from("x"),
            since_ms: 5,
        };
        let state = ShareState::Online.after(&silent, 60_000);
        assert_eq!(state, ShareState::NotAnswering { since_ms: 5 });
        assert!(!state.is_reached());
    }
}
