//! Reads the whole share through and verifies every file.
//!
//! Owns the scrub: what the steady exchange never reads again is read here, nightly on a witness or
//! by hand. It changes nothing; `repair` puts again what this replica holds whole.

use crate::collect::SeatListing;
use crate::error::Error;
use crate::fetch::{SEGMENT_LEN_MAX, open, predecessor, verify};
use crate::folder::SegmentStore;
use crate::name::{Folder, Name, PackName, SegmentName, fits, original};
use crate::pack::Packs;
use crate::pass::Pass;
use crate::plan::Moment;
use crate::publish::{put_beside, put_own, segment_of};
use crate::replica::{BadReason, Replica};
use crate::status::{NotReached, SyncReport};
use klassny_domain::ids::SeatId;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// What a walk over the share found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShareCheck {
    /// Files under names of packs that are no whole packs.
    pub bad_packs: Vec<PackName>,
    /// Seats with a folder.
    pub seats: u32,
    /// Segments that are whole, each counted once.
    pub segments: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Beacons.
    pub beacons: u32,
    /// What is wrong, by name.
    pub problems: Vec<Problem>,
    /// Seats whose certificate is not here; their files are verified by their own first segment.
    pub unknown_authors: Vec<SeatId>,
    /// Whole segments on the share that are not here yet.
    pub not_here: u64,
    /// Segments here that no file of the share holds whole.
    pub not_there: Vec<SegmentName>,
    /// Files and folders that are not of this program.
    pub foreign: u64,
    /// Files that are being written, or forgotten.
    pub temporary: u64,
    /// What could not be read.
    pub not_reached: Vec<NotReached>,
    /// What the replica failed at.
    pub replica_errors: Vec<String>,
    /// Whether it was broken off.
    pub cancelled: bool,
}

impl ShareCheck {
    /// Whether everything was read and all of it is in order.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
            && self.not_there.is_empty()
            && self.not_reached.is_empty()
            && self.replica_errors.is_empty()
            && !self.cancelled
    }
}

/// Something wrong with a segment of the share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The segment; with its number where it is a repaired sibling.
    pub name: SegmentName,
    /// What is wrong.
    pub what: Trouble,
}

/// What is wrong with a segment of the share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// The file is bad.
    Bad(BadReason),
    /// A successor names it and no file is there.
    Gap,
    /// A beacon names it and no file is there.
    BeaconAhead,
    /// Another segment has the same number in the same chain.
    Fork,
}

/// Reads every file of the share. `progress` is told the number of files read so far, and may break
/// the walk off.
///
/// # Errors
/// When the share is away or is not this school's.
pub fn check(
    store: &dyn SegmentStore,
    replica: &dyn Replica,
    moment: Moment,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<ShareCheck, Error> {
    let mut found = ShareCheck::default();
    let school = match replica.school() {
        Ok(school) => school,
        Err(error) => {
            found.replica_errors.push(error.to_string());
            return Ok(found);
        }
    };
    store.require(&school)?;
    let report = SyncReport::default();
    let bad = BTreeMap::new();
    let pass = Pass {
        store,
        replica,
        school,
        moment,
        report,
        bad,
        foreign: BTreeMap::new(),
        packs: Packs::default(),
        holds_back: false,
        clock_due: false,
        refused: None,
    };
    let mut walk = Walk {
        pass,
        found,
        read: 0,
        progress,
    };
    let walked = walk.everything();
    let Walk {
        pass, mut found, ..
    } = walk;
    found.foreign += pass.foreign.values().sum::<u64>();
    found.not_reached.extend(pass.report.not_reached);
    found.replica_errors.extend(pass.report.replica_errors);
    match walked {
        Err(crate::pass::Stop::Share(error)) => return Err(error),
        Err(crate::pass::Stop::Replica) | Ok(()) => {}
    }
    found.problems.sort();
    Ok(found)
}

/// Puts again what a check found missing or damaged and what this replica holds whole: own files in
/// their place, files of others beside the damaged ones. Gives the number of files put.
///
/// # Errors
/// When the share refuses or is away; what was put until then stays.
pub fn repair(
    store: &dyn SegmentStore,
    replica: &dyn Replica,
    found: &ShareCheck,
) -> Result<u32, Error> {
    let own = replica.own_seats().unwrap_or_default();
    let own: BTreeSet<SeatId> = own.iter().map(|own| own.seat).collect();
    let mut put = 0;
    for name in &found.not_there {
        let Ok(Some(bytes)) = replica.bytes(name) else {
            continue;
        };
        if own.contains(&name.seat) {
            put_own(store, *name, &bytes)?;
        } else {
            match store.put_new(&Name::from(*name), &bytes) {
                Err(Error::Occupied { .. }) => {
                    put_beside(store, &|copy| segment_of(*name, copy), &bytes)?
                }
                done => done?,
            };
        }
        put += 1;
    }
    Ok(put)
}

struct Walk<'a> {
    pass: Pass<'a>,
    found: ShareCheck,
    read: u64,
    progress: &'a mut dyn FnMut(u64) -> ControlFlow<()>,
}

type Walked<T> = Result<T, crate::pass::Stop>;

impl Walk<'_> {
    fn everything(&mut self) -> Walked<()> {
        let beacons = self.pass.beacons()?;
        self.found.beacons = u32::try_from(beacons.len()).unwrap_or(u32::MAX);
        let listings = self.pass.list_all(&mut BTreeMap::new())?;
        self.found.seats = u32::try_from(listings.len()).unwrap_or(u32::MAX);
        let mut whole = BTreeSet::new();
        for (seat, listing) in &listings {
            self.seat(*seat, listing, &mut whole)?;
            if self.found.cancelled {
                return Ok(());
            }
        }
        let ahead = beacons.iter().map(|beacon| beacon.segment());
        for name in ahead.filter(|name| !whole.contains(name)) {
            self.problem(name, Trouble::BeaconAhead);
        }
        self.compare(&whole)?;
        let temporary = self.pass.store.list(&Name::top(Folder::Temporary));
        let temporary = self.pass.reach(temporary)?;
        self.found.temporary = temporary.map_or(0, |listing| listing.entries.len() as u64);
        Ok(())
    }

    /// Reads every file of a seat; what is whole goes into `whole`.
    fn seat(
        &mut self,
        seat: SeatId,
        listing: &SeatListing,
        whole: &mut BTreeSet<SegmentName>,
    ) -> Walked<()> {
        let certified = self.pass.replica.seat_key(seat);
        let mut key = self.pass.ask(certified)?;
        if key.is_none() {
            self.found.unknown_authors.push(seat);
        }
        let mut wanted = BTreeSet::new();
        self.packs(seat, &mut key, (whole, &mut wanted))?;
        for name in listing.files.keys() {
            self.read += 1;
            if (self.progress)(self.read).is_break() {
                self.found.cancelled = true;
                return Ok(());
            }
            let Some((prev, len)) = self.file(name, &mut key)? else {
                continue;
            };
            wanted.extend(prev);
            if whole.insert(original(*name)) {
                self.found.segments += 1;
                self.found.bytes += len;
            }
        }
        for name in wanted.difference(whole) {
            self.found.problems.push(Problem {
                name: *name,
                what: Trouble::Gap,
            });
        }
        let mut seqs = BTreeSet::new();
        let own: Vec<SegmentName> = whole
            .iter()
            .filter(|name| name.seat == seat)
            .copied()
            .collect();
        for name in own.into_iter().filter(|name| !seqs.insert(name.seq)) {
            self.problem(name, Trouble::Fork);
        }
        Ok(())
    }

    /// Reads every pack of a seat, oldest first; what is whole goes into `whole`.
    fn packs(
        &mut self,
        seat: SeatId,
        key: &mut Option<[u8; 32]>,
        (whole, wanted): (&mut BTreeSet<SegmentName>, &mut BTreeSet<SegmentName>),
    ) -> Walked<()> {
        let names = self.pass.pack_names(seat);
        let names = self.pass.reach(names)?.unwrap_or_default();
        for pack in names {
            let parts = self.pass.segments_of(pack);
            let parts = self.pass.reach(parts)?.flatten();
            if parts.is_none() {
                self.found.bad_packs.push(pack);
            }
            for (name, bytes) in parts.into_iter().flatten() {
                if let Some((prev, len)) = self.proved(&name, &bytes, key)? {
                    wanted.extend(prev);
                    if whole.insert(name) {
                        self.found.segments += 1;
                        self.found.bytes += len;
                    }
                }
            }
        }
        Ok(())
    }

    /// Verifies one file; gives its predecessor and length where it is whole.
    fn file(
        &mut self,
        name: &SegmentName,
        key: &mut Option<[u8; 32]>,
    ) -> Walked<Option<(Option<SegmentName>, u64)>> {
        let bytes = self.pass.store.get(&Name::from(*name), SEGMENT_LEN_MAX);
        let bytes = match bytes {
            Err(Error::TooLarge { .. }) => {
                self.problem(*name, Trouble::Bad(BadReason::TooLarge));
                return Ok(None);
            }
            bytes => self.pass.reach(bytes)?,
        };
        let Some(bytes) = bytes else { return Ok(None) };
        self.proved(name, &bytes, key)
    }

    /// Verifies the bytes of a segment, from wherever they came.
    fn proved(
        &mut self,
        name: &SegmentName,
        bytes: &[u8],
        key: &mut Option<[u8; 32]>,
    ) -> Walked<Option<(Option<SegmentName>, u64)>> {
        let read = if fits(name, bytes) {
            open(name, bytes)
        } else {
            Err(BadReason::Damaged)
        };
        let verified = read.and_then(|envelope| {
            // A seat's id is derived from its key, so its own first segment names the key.
            let first = key.or(envelope.header().sign_key);
            match first {
                Some(first) => {
                    let verified = verify(envelope, self.pass.school.school, &first)?;
                    *key = Some(first);
                    Ok(Some(verified))
                }
                // An unknown seat without its first segment: nothing more can be said.
                None => Ok(None),
            }
        });
        match verified {
            Ok(Some(segment)) => {
                let header = segment.header();
                let prev = predecessor(header.seat, header.seq, &header.prev);
                Ok(Some((prev, bytes.len() as u64)))
            }
            Ok(None) => Ok(Some((None, bytes.len() as u64))),
            Err(reason) => {
                self.problem(*name, Trouble::Bad(reason));
                Ok(None)
            }
        }
    }

    /// Compares the share with the replica.
    fn compare(&mut self, whole: &BTreeSet<SegmentName>) -> Walked<()> {
        let seats = self.pass.replica.known_seats();
        let mut here = BTreeSet::new();
        for (seat, _) in self.pass.ask(seats)? {
            let stored = self.pass.replica.stored(seat);
            here.extend(self.pass.ask(stored)?.iter().map(|stored| stored.name));
        }
        self.found.not_here = whole.difference(&here).count() as u64;
        self.found.not_there = here.difference(whole).copied().collect();
        Ok(())
    }

    fn problem(&mut self, name: SegmentName, what: Trouble) {
        self.found.problems.push(Problem { name, what });
    }
}
