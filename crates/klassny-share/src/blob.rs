//! Files of homework on the share: encrypted, each under the name of its own hash (R27).
//!
//! Owns their order and their patience. A file goes out before the fact that names it; others read
//! it after the facts, a few in each pass, so that neither a large one nor one that is missing or
//! damaged holds up anything else. Whoever holds a file may put it back. Nothing here removes a
//! file but a damaged one of this machine's own.

use crate::error::{Class, Error};
use crate::fetch::Fetched;
use crate::folder::SegmentStore;
use crate::name::{BlobName, COPY_MAX, Name};
use crate::pass::{Pass, Stop};
use crate::plan::retry_after_ms;
use crate::publish::put_named;
use crate::replica::{BadReason, HeldBlob, WantedBlob};
use klassny_log::kill_point;
use std::collections::{BTreeMap, BTreeSet};

/// How many files one pass reads, and how many bytes of them.
const FETCHED_MAX: usize = 4;
const FETCHED_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// In how many passes a file that cannot be put holds back the facts of this machine.
const HOLD_MAX: u32 = 3;
/// How many files a full reconcile looks after: the newest, and a turn of the rest.
const NEWEST: usize = 64;
const LOOKED_AT_MAX: usize = 256;
const TURN_ONE_OF: u64 = 16;

/// The hash that names a file of homework.
pub(crate) type BlobHash = [u8; 32];

/// What the exchange remembers of files between passes.
#[derive(Debug, Default)]
pub(crate) struct Blobs {
    /// How often each file that waits was begun.
    begun: BTreeMap<BlobHash, u32>,
    /// When each file that is wanted was tried last, and how often.
    tried: BTreeMap<BlobHash, (i64, u32)>,
    /// Files of others that were missing at the last full reconcile.
    missing: BTreeSet<BlobHash>,
}

impl Blobs {
    fn rests(&self, hash: &BlobHash, now_ms: i64) -> bool {
        self.tried.get(hash).is_some_and(|(last_ms, tries)| {
            now_ms >= *last_ms && now_ms < last_ms.saturating_add(retry_after_ms(*tries))
        })
    }

    fn note_try(&mut self, hash: BlobHash, now_ms: i64) {
        let (last_ms, tries) = self.tried.entry(hash).or_default();
        (*last_ms, *tries) = (now_ms, tries.saturating_add(1));
    }
}

/// When in a pass files are put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Before the facts that name them.
    BeforeFacts,
    /// After everything else: files that failed before.
    Last,
}

/// Reads a file of homework from its name, or from a sibling beside a damaged one.
///
/// # Errors
/// What the share says; a file that is missing or damaged is an answer.
pub fn fetch_blob(store: &dyn SegmentStore, wanted: &WantedBlob) -> Fetched<Vec<u8>> {
    let mut reason = BadReason::Missing;
    for copy in 0..=COPY_MAX {
        let name = BlobName {
            hash: wanted.hash,
            copy,
        };
        match store.get(&Name::from(name), wanted.len) {
            Ok(bytes) if is_blob(&bytes, wanted) => return Ok(Ok(bytes)),
            Ok(_) => reason = BadReason::Damaged,
            Err(Error::TooLarge { .. }) => reason = BadReason::TooLarge,
            // A sibling may outlive the damaged file it stood beside.
            Err(error) if error.class() == Class::Missing && copy == 0 => {}
            Err(error) if error.class() == Class::Missing => break,
            Err(error) if error.ends_the_pass() || copy > 0 => return Err(error),
            // What stands under the name cannot be read at all: it hides no sibling.
            Err(_) => reason = BadReason::Damaged,
        }
    }
    Ok(Err(reason))
}

fn is_blob(bytes: &[u8], wanted: &WantedBlob) -> bool {
    bytes.len() as u64 == wanted.len
        && (*blake3::hash(bytes).as_bytes() == wanted.hash
            || klassny_log::mutant("no_blob_hash_check"))
}

impl Pass<'_> {
    /// Puts files that were attached here. One that cannot be put holds the facts back for some
    /// passes and then for none: others say that the file has not come yet.
    pub fn publish_blobs(&mut self, memory: &mut Blobs, turn: Turn) -> Result<(), Stop> {
        let waiting = self.replica.blobs_to_publish();
        let waiting = self.ask(waiting)?;
        memory
            .begun
            .retain(|hash, _| waiting.iter().any(|blob| blob.hash == *hash));
        for blob in waiting {
            if self.refused.is_some() {
                return Ok(());
            }
            let begun = memory.begun.entry(blob.hash).or_default();
            let is_first = *begun < HOLD_MAX;
            if is_first != (turn == Turn::BeforeFacts) {
                continue;
            }
            *begun += 1;
            let again = *begun > 1;
            if !self.publish_blob(&blob, again)? && turn == Turn::BeforeFacts {
                self.holds_back = true;
            }
        }
        Ok(())
    }

    /// Puts one file; tells whether facts that name it may go out.
    fn publish_blob(&mut self, blob: &HeldBlob, again: bool) -> Result<bool, Stop> {
        // A put that took longer than anybody waits for may have been done meanwhile; it was read
        // back then.
        let stands = again && self.stat_of(blob, 0)? == Some(blob.len);
        if !stands {
            let bytes = self.replica.blob_bytes(&blob.hash);
            let Some(bytes) = self.try_ask(bytes)?.flatten() else {
                // It is lost here: nobody waits for it.
                return Ok(true);
            };
            kill_point("blob.due");
            let put = put_named(self.store, &|copy| name_of(blob.hash, copy), &bytes);
            if self.write(put)?.is_none() {
                return Ok(false);
            }
        }
        kill_point("blob.stands");
        let noted = self.replica.blob_published(&blob.hash);
        self.ask(noted)?;
        kill_point("blob.noted");
        self.report.files_published += 1;
        Ok(true)
    }

    /// The length of a file on the share; none where it is not there.
    fn stat_of(&mut self, blob: &HeldBlob, copy: u8) -> Result<Option<u64>, Stop> {
        let stat = match self.store.stat(&name_of(blob.hash, copy)) {
            Err(error) if error.class() == Class::Missing => return Ok(None),
            stat => stat,
        };
        Ok(self.reach(stat)?.map(|stat| stat.len))
    }

    /// Reads some of the files that facts here name and that are not here.
    pub fn fetch_blobs(&mut self, memory: &mut Blobs) -> Result<(), Stop> {
        let wanted = self.replica.blobs_wanted();
        let wanted = self.ask(wanted)?;
        let now_ms = self.moment.now_ms;
        let (mut count, mut bytes) = (0, 0);
        for blob in wanted {
            if memory.rests(&blob.hash, now_ms) {
                self.report.files_wanted += 1;
                continue;
            }
            let fits = bytes + blob.len <= FETCHED_BYTES_MAX || count == 0;
            if count >= FETCHED_MAX || !fits {
                self.report.files_wanted += 1;
                self.report.more = true;
                continue;
            }
            count += 1;
            bytes += blob.len;
            // Noted before it is read: one that takes longer than anybody waits for must not begin
            // anew with every pass.
            memory.note_try(blob.hash, now_ms);
            if self.take_blob(&blob)? {
                memory.tried.remove(&blob.hash);
            } else {
                self.report.files_wanted += 1;
            }
        }
        Ok(())
    }

    fn take_blob(&mut self, blob: &WantedBlob) -> Result<bool, Stop> {
        let read = fetch_blob(self.store, blob);
        let Some(Ok(bytes)) = self.reach(read)? else {
            return Ok(false);
        };
        kill_point("blob.read");
        let kept = self.replica.keep_blob(&blob.hash, &bytes);
        let kept = self.try_ask(kept)?.is_some();
        kill_point("blob.kept");
        self.report.files_taken += u32::from(kept);
        Ok(kept)
    }

    /// Puts again what is missing or damaged of the files that are here: the newest, a turn of the
    /// rest, and one of all is read.
    pub fn mend_blobs(&mut self, memory: &mut Blobs) -> Result<(), Stop> {
        let held = self.replica.blobs_held();
        let held = self.ask(held)?;
        let chance = self.moment.chance;
        let read = chance.checked_rem(held.len() as u64);
        let mut missing = BTreeSet::new();
        let mut looked_at = 0;
        for (index, blob) in held.iter().enumerate() {
            let [first, ..] = blob.hash;
            let turn = u64::from(first).wrapping_add(chance) % TURN_ONE_OF == 0;
            if self.refused.is_some() || looked_at >= LOOKED_AT_MAX {
                break;
            }
            if index >= NEWEST && !turn {
                continue;
            }
            looked_at += 1;
            let is_read = read == Some(index as u64);
            match self.health_of_blob(blob, is_read)? {
                BlobHealth::Whole => {}
                BlobHealth::Missing if !blob.own && !memory.missing.contains(&blob.hash) => {
                    missing.insert(blob.hash);
                }
                BlobHealth::Missing | BlobHealth::Damaged => self.put_blob_again(blob)?,
            }
        }
        memory.missing = missing;
        Ok(())
    }

    /// A file of the right length is taken for whole until somebody reads it.
    fn health_of_blob(&mut self, blob: &HeldBlob, is_read: bool) -> Result<BlobHealth, Stop> {
        if is_read {
            let wanted = WantedBlob {
                hash: blob.hash,
                len: blob.len,
            };
            let read = fetch_blob(self.store, &wanted);
            return Ok(match self.reach(read)? {
                None | Some(Ok(_)) => BlobHealth::Whole,
                Some(Err(BadReason::Missing)) => BlobHealth::Missing,
                Some(Err(_)) => BlobHealth::Damaged,
            });
        }
        let Some(len) = self.stat_of(blob, 0)? else {
            return Ok(BlobHealth::Missing);
        };
        let mut whole = len == blob.len;
        let mut copy = 1;
        while !whole && copy <= COPY_MAX {
            let Some(len) = self.stat_of(blob, copy)? else {
                break;
            };
            whole = len == blob.len;
            copy += 1;
        }
        Ok(match whole {
            true => BlobHealth::Whole,
            false => BlobHealth::Damaged,
        })
    }

    fn put_blob_again(&mut self, blob: &HeldBlob) -> Result<(), Stop> {
        let bytes = self.replica.blob_bytes(&blob.hash);
        let Some(bytes) = self.try_ask(bytes)?.flatten() else {
            return Ok(());
        };
        kill_point("blob.mend_due");
        let name = |copy| name_of(blob.hash, copy);
        let put = match blob.own {
            true => put_named(self.store, &name, &bytes),
            false => crate::publish::put_new_or_beside(self.store, &name, &bytes),
        };
        if self.write(put)?.is_some() {
            self.report.repaired += 1;
            kill_point("blob.mended");
        }
        Ok(())
    }
}

/// How a file of the share stands against what is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BlobHealth {
    Whole,
    Missing,
    Damaged,
}

fn name_of(hash: BlobHash, copy: u8) -> Name {
    Name::from(BlobName { hash, copy })
}
