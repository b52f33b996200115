//! Heals the share forward: whatever is missing or damaged there and whole here is put again.
//!
//! Owns repair (sync.md P10, D1): own files in their place, files of others beside the damaged
//! one, and only after they were missing twice, so that workstations do not all run at once. It
//! removes nothing but damaged files and forgotten temporary files of this device.

use crate::collect::SeatListing;
use crate::fetch::fetch_bytes;
use crate::folder::{Entry, Listed};
use crate::name::{COPY_MAX, Folder, Name, SegmentName, TempName};
use crate::pass::{Pass, Stop};
use crate::publish::{put_new_or_beside, put_own, segment_of};
use crate::replica::Stored;
use klassny_domain::ids::SeatId;
use klassny_log::kill_point;
use std::collections::{BTreeMap, BTreeSet};

/// How many own unconfirmed files are read again in one full reconcile.
const REREAD_MAX: u32 = 64;
/// One own confirmed file of so many is read again in one full reconcile: each about once a day.
const REREAD_ONE_OF: u64 = 16;
/// How many files of others are read again in one full reconcile: an author who is gone heals
/// nothing, and rot that nobody looks for is found when the last good copy is gone.
const SCRUB_MAX: u32 = 64;
/// One file of others of so many, while there are not more.
const SCRUB_ONE_OF: u64 = 64;
/// When a temporary file of this device is surely forgotten, milliseconds.
const TEMPORARY_MS: i64 = 24 * 60 * 60 * 1000;

/// How a file of the share stands against what is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Health {
    Whole,
    Missing,
    Damaged,
}

impl Pass<'_> {
    /// Puts again what is missing or damaged. `missing` holds the files of others that were
    /// missing at the last full reconcile, and then those of this one.
    pub fn mend(
        &mut self,
        listings: &BTreeMap<SeatId, SeatListing>,
        missing: &mut BTreeSet<SegmentName>,
    ) -> Result<(), Stop> {
        let own = self.replica.own_seats();
        let own: BTreeSet<SeatId> = self.ask(own)?.iter().map(|own| own.seat).collect();
        let seats = self.replica.known_seats();
        let seats = self.ask(seats)?;
        let mut missing_now = BTreeSet::new();
        let (mut reread, mut scrubbed) = (0, 0);
        for (seat, _) in seats {
            let stored = self.replica.stored(seat);
            let stored = self.ask(stored)?;
            let none = SeatListing {
                files: BTreeMap::new(),
                whole: true,
            };
            let listing = listings.get(&seat).unwrap_or(&none);
            let packed = self.packed(seat, &stored)?;
            for segment in stored {
                if self.refused.is_some() {
                    return Ok(());
                }
                let mut health = health_of(&segment, listing);
                let is_own = own.contains(&seat);
                if health != Health::Whole && packed.contains(&segment.name) {
                    continue;
                }
                if health == Health::Whole && is_own && self.is_to_reread(&segment, reread) {
                    reread += u32::from(!segment.confirmed);
                    health = self.reread(&segment)?;
                }
                if health == Health::Whole && !is_own && self.is_to_scrub(&segment, scrubbed) {
                    scrubbed += 1;
                    health = self.reread(&segment)?;
                }
                match (health, is_own) {
                    (Health::Whole, _) => {}
                    (Health::Missing, _) if klassny_log::mutant("missing_is_deleted") => {}
                    (Health::Missing, false) if !missing.contains(&segment.name) => {
                        missing_now.insert(segment.name);
                    }
                    (Health::Missing, false) => self.put_again(&segment, Place::Beside)?,
                    (Health::Damaged, false) => self.put_again(&segment, Place::Beside)?,
                    (Health::Missing | Health::Damaged, true) => {
                        self.put_again(&segment, Place::InPlace)?;
                    }
                }
            }
        }
        *missing = missing_now;
        Ok(())
    }

    /// A listing shows what is missing or cut short, only reading shows rot. Files that nobody has
    /// confirmed come first: their author alone can heal them.
    fn is_to_reread(&self, segment: &Stored, reread: u32) -> bool {
        if !segment.confirmed {
            return reread < REREAD_MAX;
        }
        u64::from(segment.name.seq) % REREAD_ONE_OF == self.moment.chance % REREAD_ONE_OF
    }

    fn is_to_scrub(&self, segment: &Stored, scrubbed: u32) -> bool {
        let [first, ..] = segment.name.hash;
        let turn = u64::from(segment.name.seq).wrapping_add(u64::from(first));
        scrubbed < SCRUB_MAX && turn % SCRUB_ONE_OF == self.moment.chance % SCRUB_ONE_OF
    }

    /// Reads a file again.
    fn reread(&mut self, segment: &Stored) -> Result<Health, Stop> {
        if klassny_log::mutant("never_read_again") {
            return Ok(Health::Whole);
        }
        let read = fetch_bytes(self.store, &segment.name);
        Ok(match self.reach(read)? {
            None | Some(Ok(_)) => Health::Whole,
            Some(Err(_)) => Health::Damaged,
        })
    }

    fn put_again(&mut self, segment: &Stored, place: Place) -> Result<(), Stop> {
        let bytes = self.replica.bytes(&segment.name);
        let Some(bytes) = self.ask(bytes)? else {
            return Ok(());
        };
        kill_point("mend.due");
        let put = match place {
            Place::InPlace => put_own(self.store, segment.name, &bytes),
            Place::Beside => {
                let name = |copy| segment_of(segment.name, copy);
                put_new_or_beside(self.store, &name, &bytes)
            }
        };
        if self.write(put)?.is_some() {
            self.report.repaired += 1;
            kill_point("mend.done");
        }
        Ok(())
    }

    /// Removes temporary files that this device's own seat left behind more than a day ago.
    pub fn sweep(&mut self, device_seat: SeatId) -> Result<(), Stop> {
        let listing = self.store.list(&Name::top(Folder::Temporary));
        let Some(listing) = self.reach(listing)? else {
            return Ok(());
        };
        let parsed = |listed: &Listed| TempName::parse(listed.name.as_str()).is_some();
        let others = listing.entries.iter().filter(|listed| !parsed(listed));
        let foreign = listing.foreign + others.count() as u64;
        self.note_foreign(&Name::top(Folder::Temporary), foreign);
        for listed in listing.entries {
            let own = TempName::parse(listed.name.as_str()).filter(|temp| temp.seat == device_seat);
            if own.is_none() || listed.entry == Entry::Folder {
                continue;
            }
            let stat = self.store.stat(&listed.name);
            let modified_ms = self.reach(stat)?.and_then(|stat| stat.modified_ms);
            let forgotten =
                modified_ms.is_some_and(|at| self.moment.now_ms.saturating_sub(at) > TEMPORARY_MS);
            if forgotten {
                let removed = self.store.remove_own(&listed.name);
                self.reach(removed)?;
            }
        }
        Ok(())
    }
}

/// Where a segment is put again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Under its name, in place of a damaged file of this device's own.
    InPlace,
    /// Under its name where that is free, else beside the damaged file of another.
    Beside,
}

/// A file of the right length is taken for whole until somebody reads it.
fn health_of(segment: &Stored, listing: &SeatListing) -> Health {
    let first = SegmentName {
        copy: 0,
        ..segment.name
    };
    let last = SegmentName {
        copy: COPY_MAX,
        ..segment.name
    };
    let mut copies = listing.files.range(first..=last).peekable();
    if copies.peek().is_none() {
        return if listing.whole {
            Health::Missing
        } else {
            Health::Whole
        };
    }
    if copies.any(|(_, len)| *len == segment.len) {
        Health::Whole
    } else {
        Health::Damaged
    }
}
