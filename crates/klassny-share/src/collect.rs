//! The read path: from beacons to facts (sync.md P5).
//!
//! Owns walking back from a head to what is here already, and the order of taking: everything of a
//! segment is verified before one transaction of the replica keeps all of it. A missing or bad
//! predecessor hides no successor. Files of unknown authors are not read (D16).

use crate::fetch::{certified_by_root, predecessor, verify};
use crate::folder::Entry;
use crate::name::{Name, SegmentName, original};
use crate::pass::{Pass, Stop};
use crate::replica::{Receipt, Stored};
use klassny_domain::ids::SeatId;
use klassny_log::{Verified, kill_point};
use std::collections::{BTreeMap, BTreeSet};

/// How many segments one pass takes.
pub const TAKEN_MAX: u32 = 2_000;
/// How far one walk goes back before it takes what it has.
const WALK_MAX: usize = 256;
const WALK_BYTES_MAX: usize = 16 * 1024 * 1024;
/// How many facts one transaction takes: a flush for each segment would cost more than judging them,
/// and whoever types a mark waits for one transaction at most.
const BATCH_FACTS: u32 = 256;
/// How many unknown authors are remembered.
const UNKNOWN_MAX: usize = 1_000;
/// How many files that claim to be an unknown seat's first are read.
const FIRSTS_MAX: usize = 4;

/// Segments to take, by seat.
pub(crate) type Targets = BTreeMap<SeatId, BTreeSet<SegmentName>>;

/// What the exchange remembers of authors between passes.
#[derive(Debug, Default)]
pub(crate) struct Authors {
    /// Seats that prove themselves by the root's certificate.
    admitted: BTreeMap<SeatId, [u8; 32]>,
    /// Seats that do not, until everything is listed again or something new was taken.
    refused: BTreeSet<SeatId>,
}

impl Authors {
    /// Lets every unknown seat be looked at anew.
    pub fn forget_refusals(&mut self) {
        self.refused.clear();
    }
}

/// What stands in the folders of one seat.
#[derive(Debug, Default)]
pub(crate) struct SeatListing {
    /// Every file that claims to be a segment of it, repaired siblings too, with its length.
    pub files: BTreeMap<SegmentName, u64>,
    /// Whether every folder of it was listed: only then may a file be called missing.
    pub whole: bool,
}

impl Pass<'_> {
    /// Takes what is to be taken, as many rounds as new certificates open new authors. What is
    /// left over stays in `targets`.
    pub fn collect(&mut self, targets: &mut Targets, authors: &mut Authors) -> Result<(), Stop> {
        let mut waiting = Targets::new();
        loop {
            let before = self.report.taken;
            while let Some((seat, names)) = targets.pop_first() {
                match self.key_of(seat, authors)? {
                    Some(key) => {
                        let left = self.take_seat(key, names)?;
                        if !left.is_empty() {
                            targets.insert(seat, left);
                            self.report.more = true;
                            return Ok(());
                        }
                    }
                    None => {
                        waiting.insert(seat, names);
                    }
                }
            }
            if waiting.is_empty() || self.report.taken == before {
                break;
            }
            authors.forget_refusals();
            std::mem::swap(targets, &mut waiting);
        }
        self.report.unknown_authors = waiting.into_keys().take(UNKNOWN_MAX).collect();
        Ok(())
    }

    /// The key of a certified seat, or of an administrator's by its first segment.
    pub fn key_of(
        &mut self,
        seat: SeatId,
        authors: &mut Authors,
    ) -> Result<Option<[u8; 32]>, Stop> {
        let certified = self.replica.seat_key(seat);
        if let Some(key) = self.ask(certified)? {
            return Ok(Some(key));
        }
        if let Some(key) = authors.admitted.get(&seat) {
            return Ok(Some(*key));
        }
        if authors.refused.contains(&seat) {
            return Ok(None);
        }
        let admitted = self.admit(seat)?;
        match admitted {
            Some(key) => {
                authors.admitted.insert(seat, key);
            }
            None if authors.refused.len() < UNKNOWN_MAX => {
                authors.refused.insert(seat);
            }
            None => {}
        }
        Ok(admitted)
    }

    fn admit(&mut self, seat: SeatId) -> Result<Option<[u8; 32]>, Stop> {
        let listing = self.store.list(&Name::shard(seat, 0));
        let Some(listing) = self.reach(listing)? else {
            return Ok(None);
        };
        let names = listing
            .entries
            .iter()
            .map(|listed| SegmentName::parse(listed.name.as_str()));
        let mut firsts: Vec<_> = names
            .flatten()
            .filter(|name| name.seq == 1)
            .take(FIRSTS_MAX)
            .collect();
        if firsts.is_empty() {
            let packed = self.firsts_in_packs(seat);
            firsts = self.reach(packed)?.unwrap_or_default();
        }
        for name in firsts {
            let envelope = self.fetch(&name);
            let Some(Ok(envelope)) = self.reach(envelope)? else {
                continue;
            };
            let Some(key) = certified_by_root(envelope.header(), &self.school) else {
                continue;
            };
            if verify(envelope, self.school.school, &key).is_ok() {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    /// Takes segments of one seat, oldest first; gives back what one pass does not take.
    fn take_seat(
        &mut self,
        key: [u8; 32],
        mut names: BTreeSet<SegmentName>,
    ) -> Result<BTreeSet<SegmentName>, Stop> {
        while let Some(name) = names.first().copied() {
            if self.report.taken >= TAKEN_MAX {
                return Ok(names);
            }
            names.remove(&name);
            let mut chain = self.walk_back(original(name), &key)?;
            kill_point("collect.walked");
            chain.reverse();
            for batch in batches(&chain) {
                self.take(&batch, key)?;
            }
        }
        Ok(names)
    }

    /// Reads from a segment back to what is here; newest first. Stops at a bad file and notes it.
    fn walk_back(&mut self, from: SegmentName, key: &[u8; 32]) -> Result<Vec<Verified>, Stop> {
        let mut chain: Vec<Verified> = Vec::new();
        let mut size = 0;
        let mut next = Some(from);
        while let Some(name) = next.take() {
            if self.rests(&name) || self.have(&name)? {
                break;
            }
            let envelope = self.fetch(&name);
            let Some(read) = self.reach(envelope)? else {
                break;
            };
            kill_point("collect.read");
            let read = read.and_then(|envelope| verify(envelope, self.school.school, key));
            match read {
                Ok(segment) => {
                    kill_point("collect.verified");
                    let header = segment.header();
                    next = predecessor(header.seat, header.seq, &header.prev);
                    size += segment.bytes().len();
                    chain.push(segment);
                    if chain.len() >= WALK_MAX || size >= WALK_BYTES_MAX {
                        self.report.more = true;
                        break;
                    }
                }
                Err(reason) => {
                    self.note_bad(name, reason)?;
                    if klassny_log::mutant("a_gap_hides_successors") {
                        chain.clear();
                    }
                    break;
                }
            }
        }
        Ok(chain)
    }

    /// Gives verified segments of one seat to the replica, oldest first. Where it refuses them
    /// together, each is given by itself, so that one it cannot take holds up no other.
    pub fn take(&mut self, segments: &[&Verified], key: [u8; 32]) -> Result<(), Stop> {
        let receipts = self.replica.receive(segments, key, self.moment.now_ms);
        if receipts.is_err() && segments.len() > 1 {
            for segment in segments {
                self.take(&[segment], key)?;
            }
            return Ok(());
        }
        let Some(receipts) = self.try_ask(receipts)? else {
            return Ok(());
        };
        kill_point("collect.taken");
        for (segment, receipt) in segments.iter().zip(receipts) {
            match receipt {
                Receipt::Taken { .. } | Receipt::NoKey | Receipt::Quarantined { .. } => {
                    self.report.taken += 1;
                }
                Receipt::Known => {}
            }
            if let Some(name) = SegmentName::of(&segment.head()) {
                self.clear_bad(name)?;
            }
        }
        Ok(())
    }

    /// Lists every folder of every seat. Names that are not here become targets.
    pub fn list_all(
        &mut self,
        targets: &mut Targets,
    ) -> Result<BTreeMap<SeatId, SeatListing>, Stop> {
        let mut seats = BTreeMap::new();
        let top = Name::top(crate::name::Folder::Segment);
        let listing = self.store.list(&top).map_err(Stop::Share)?;
        let mut foreign = listing.foreign;
        for listed in &listing.entries {
            let seat = klassny_log::name::parse_seat_folder(listed.name.file());
            match (seat, listed.entry) {
                (Some(seat), Entry::Folder) => {
                    seats.insert(seat, self.list_seat(seat)?);
                }
                (None, _) | (Some(_), Entry::File { .. }) => foreign += 1,
            }
        }
        self.note_foreign(&top, foreign);
        for (seat, listing) in &seats {
            let stored = self.replica.stored(*seat);
            let stored: BTreeSet<SegmentName> = self
                .ask(stored)?
                .iter()
                .map(|stored: &Stored| stored.name)
                .collect();
            let wanted: BTreeSet<SegmentName> = listing
                .files
                .keys()
                .map(|name| original(*name))
                .filter(|name| !stored.contains(name) && !self.rests(name))
                .collect();
            if !wanted.is_empty() {
                targets.entry(*seat).or_default().extend(wanted);
            }
        }
        Ok(seats)
    }

    /// Lists every folder of one seat.
    pub fn list_seat(&mut self, seat: SeatId) -> Result<SeatListing, Stop> {
        let folder = Name::seat(seat);
        let shards = self.store.list(&folder);
        let Some(shards) = self.reach(shards)? else {
            return Ok(SeatListing::default());
        };
        let mut found = SeatListing {
            files: BTreeMap::new(),
            whole: !shards.cut,
        };
        let mut foreign = shards.foreign;
        for shard in &shards.entries {
            let number = klassny_log::name::parse_shard_folder(shard.name.file());
            let (Some(number), Entry::Folder) = (number, shard.entry) else {
                foreign += 1;
                continue;
            };
            found.whole &= self.list_shard(seat, number, &mut found.files)?;
        }
        self.note_foreign(&folder, foreign);
        Ok(found)
    }

    /// Lists one shard; tells whether it was listed to its end.
    pub fn list_shard(
        &mut self,
        seat: SeatId,
        shard: u32,
        files: &mut BTreeMap<SegmentName, u64>,
    ) -> Result<bool, Stop> {
        let folder = Name::shard(seat, shard);
        let listing = self.store.list(&folder);
        let Some(listing) = self.reach(listing)? else {
            return Ok(false);
        };
        let mut foreign = listing.foreign;
        for listed in &listing.entries {
            match (SegmentName::parse(listed.name.as_str()), listed.entry) {
                (Some(name), Entry::File { len }) => {
                    files.insert(name, len);
                }
                (Some(_), Entry::Folder) | (None, _) => foreign += 1,
            }
        }
        self.note_foreign(&folder, foreign);
        Ok(!listing.cut)
    }
}

/// Segments in their order, as many together as one transaction takes.
fn batches(chain: &[Verified]) -> Vec<Vec<&Verified>> {
    let mut batches: Vec<Vec<&Verified>> = Vec::new();
    let mut facts = 0;
    for segment in chain {
        let more = segment.header().n_ops;
        match batches.last_mut() {
            Some(batch) if facts + more <= BATCH_FACTS => {
                batch.push(segment);
                facts += more;
            }
            Some(_) | None => {
                batches.push(vec![segment]);
                facts = more;
            }
        }
    }
    batches
}
