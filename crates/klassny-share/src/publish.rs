//! The write path: from the outbox to the share (sync.md P4, D1).
//!
//! Owns the order: look for segments of own seats that this replica never wrote and take them, put
//! what is prepared, seal and put what waits, then move the beacon. Each step may be broken off and
//! done again. A replica restored from a backup so goes on where its chain ended; of two clones of
//! a disk both are read, as branches of one chain (P10, decision 0013).

use crate::error::{Class, Error};
use crate::fetch::{predecessor, verify};
use crate::folder::{Put, SegmentStore};
use crate::name::{BeaconName, COPY_MAX, Name, SegmentName, original};
use crate::pass::{Pass, Stop};
use crate::replica::{OwnSeat, Prepared};
use klassny_domain::ids::SeatId;
use klassny_log::kill_point;
use std::collections::{BTreeMap, BTreeSet};

/// How widely to look for segments of own seats that are not ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// The newest shard and the next.
    Newest,
    /// Every shard: at the start and with each full reconcile (D1).
    Everywhere,
}

impl Pass<'_> {
    /// Publishes everything that waits.
    pub fn publish(&mut self, beacons: &[BeaconName], look: Look) -> Result<(), Stop> {
        let seats = self.replica.own_seats();
        let seats = self.ask(seats)?;
        let prepared = self.replica.prepared();
        let prepared = self.ask(prepared)?;
        let counts = self.replica.counts();
        let idle = prepared.is_empty() && self.ask(counts)?.waiting == 0;
        let mut held_back: BTreeSet<SeatId> = BTreeSet::new();
        if !idle || look == Look::Everywhere {
            for own in &seats {
                if !self.adopt(own, beacons, look)? {
                    held_back.insert(own.seat);
                }
            }
        }
        if !idle && self.clock_due {
            let told_ms = self.store.clock_ms();
            self.note_clock(told_ms);
        }
        let goes = |seat: &SeatId| !held_back.contains(seat);
        let mut heads: BTreeMap<SeatId, SegmentName> = BTreeMap::new();
        let forgets = klassny_log::mutant("prepared_is_forgotten");
        let again = prepared.iter().filter(|_| !forgets);
        for waiting in again.filter(|waiting| goes(&waiting.name.seat)) {
            self.put(waiting, &mut heads)?;
        }
        if !idle {
            for own in seats.iter().filter(|own| goes(&own.seat)) {
                self.seal_and_put(own.seat, &mut heads)?;
            }
        }
        for own in seats.iter().filter(|own| goes(&own.seat)) {
            let head = heads.get(&own.seat).copied().or(own.published);
            self.show_head(head, beacons)?;
        }
        let forked = seats.iter().filter(|own| own.forked);
        self.report.forked = forked.map(|own| own.seat).collect();
        Ok(())
    }

    fn seal_and_put(
        &mut self,
        seat: SeatId,
        heads: &mut BTreeMap<SeatId, SegmentName>,
    ) -> Result<(), Stop> {
        while self.refused.is_none() && !self.holds_back {
            let prepared = self.replica.prepare(seat, self.moment.now_ms);
            let Some(prepared) = self.ask(prepared)? else {
                break;
            };
            let published = self.put(&prepared, heads)?;
            if !published {
                break;
            }
        }
        Ok(())
    }

    /// Puts one prepared segment; tells whether it stands on the share.
    fn put(
        &mut self,
        prepared: &Prepared,
        heads: &mut BTreeMap<SeatId, SegmentName>,
    ) -> Result<bool, Stop> {
        if self.refused.is_some() || self.holds_back {
            return Ok(false);
        }
        let put = put_own(self.store, prepared.name, &prepared.bytes);
        let believed = klassny_log::mutant("a_failed_put_is_believed");
        if self.write(put)?.is_none() && !believed {
            return Ok(false);
        }
        kill_point("publish.stands");
        if self.report.share_clock_ms.is_none() {
            let stat = self.store.stat(&Name::from(prepared.name));
            self.note_clock(stat.ok().and_then(|stat| stat.modified_ms));
        }
        if !klassny_log::mutant("published_is_not_noted") {
            let noted = self.replica.published(&prepared.name, self.moment.now_ms);
            self.ask(noted)?;
        }
        kill_point("publish.noted");
        self.report.published += 1;
        let head = heads.entry(prepared.name.seat).or_insert(prepared.name);
        if head.seq <= prepared.name.seq {
            *head = prepared.name;
        }
        Ok(true)
    }

    /// Moves the beacon of a seat to its head and takes away own beacons that lag behind it.
    fn show_head(&mut self, head: Option<SegmentName>, beacons: &[BeaconName]) -> Result<(), Stop> {
        let Some(head) = head
            .map(BeaconName::from)
            .filter(|_| self.refused.is_none())
        else {
            return Ok(());
        };
        if !beacons.contains(&head) {
            let set = self.store.set_beacon(&head);
            self.write(set)?;
            kill_point("publish.shown");
            return Ok(());
        }
        for old in beacons
            .iter()
            .filter(|old| old.seat == head.seat && old.seq < head.seq)
        {
            if self.have(&old.segment())? {
                let removed = self.store.remove_own(&Name::from(*old));
                self.write(removed)?;
            }
        }
        Ok(())
    }

    /// Takes segments of an own seat that this replica never wrote: a restored backup or a cloned
    /// disk. Only what the seat's own key signed counts; anything else is a bad file.
    ///
    /// Tells whether the seat may go on. It may not while its own chain has a gap that was not
    /// looked for everywhere: it would write a number a second time.
    fn adopt(&mut self, own: &OwnSeat, beacons: &[BeaconName], look: Look) -> Result<bool, Stop> {
        let mut names: BTreeSet<SegmentName> = beacons
            .iter()
            .filter(|beacon| beacon.seat == own.seat)
            .map(BeaconName::segment)
            .collect();
        let mut files = BTreeMap::new();
        match look {
            Look::Everywhere => files = self.list_seat(own.seat)?.files,
            Look::Newest => {
                let newest = own.published.map_or(0, |name| name.shard());
                for shard in [newest, newest.saturating_add(1)] {
                    self.list_shard(own.seat, shard, &mut files)?;
                }
            }
        }
        names.extend(files.keys().map(|name| original(*name)));
        let mut adopted = false;
        let mut wanted: Vec<SegmentName> = names.into_iter().collect();
        while let Some(name) = wanted.pop() {
            if self.rests(&name) || self.have(&name)? {
                continue;
            }
            if let Some((segment, key)) = self.read_own(&name)? {
                let header = segment.header();
                wanted.extend(predecessor(header.seat, header.seq, &header.prev));
                self.take(&[&segment], key)?;
                adopted = true;
            }
        }
        if adopted {
            self.report.adopted.push(own.seat);
        }
        let gaps = self.replica.wanted();
        let gaps = self.ask(gaps)?;
        let gap = gaps.iter().any(|name| name.seat == own.seat);
        Ok(!gap || look == Look::Everywhere)
    }

    fn read_own(
        &mut self,
        name: &SegmentName,
    ) -> Result<Option<(klassny_log::Verified, [u8; 32])>, Stop> {
        let key = self.replica.seat_key(name.seat);
        let Some(key) = self.ask(key)? else {
            return Ok(None);
        };
        let envelope = self.fetch(name);
        let Some(read) = self.reach(envelope)? else {
            return Ok(None);
        };
        match read.and_then(|envelope| verify(envelope, self.school.school, &key)) {
            Ok(segment) => Ok(Some((segment, key))),
            Err(reason) => {
                self.note_bad(*name, reason)?;
                Ok(None)
            }
        }
    }
}

/// Puts a segment of an own seat, in place of a damaged earlier copy where one occupies its name
/// (P4 step 5), or beside it where that cannot be removed (D1).
pub(crate) fn put_own(
    store: &dyn SegmentStore,
    name: SegmentName,
    bytes: &[u8],
) -> Result<Put, Error> {
    put_named(store, &|copy| segment_of(name, copy), bytes)
}

/// Puts a file under its own name, in place of a damaged copy, or beside it.
pub(crate) fn put_named(
    store: &dyn SegmentStore,
    name: &dyn Fn(u8) -> Name,
    bytes: &[u8],
) -> Result<Put, Error> {
    let first = name(0);
    match store.put_new(&first, bytes) {
        Err(error) if error.class() == Class::Exists => {}
        put => return put,
    }
    match store.remove_own(&first) {
        Ok(()) => {
            kill_point("mend.damaged_removed");
            match store.put_new(&first, bytes) {
                Err(error) if error.class() == Class::Exists => {}
                put => return put,
            }
        }
        Err(error) if error.ends_the_pass() => return Err(error),
        Err(_) => {}
    }
    put_beside(store, name, bytes)
}

/// Puts a file under its name where that is free, else beside what another has there.
pub(crate) fn put_new_or_beside(
    store: &dyn SegmentStore,
    name: &dyn Fn(u8) -> Name,
    bytes: &[u8],
) -> Result<Put, Error> {
    match store.put_new(&name(0), bytes) {
        Err(error) if error.class() == Class::Exists => put_beside(store, name, bytes),
        put => put,
    }
}

/// The name of a segment, or of a sibling of it.
pub(crate) fn segment_of(name: SegmentName, copy: u8) -> Name {
    Name::from(SegmentName { copy, ..name })
}

/// Puts a file beside a damaged one: the first free name of `.r1` to `.r9` (D1).
pub(crate) fn put_beside(
    store: &dyn SegmentStore,
    name: &dyn Fn(u8) -> Name,
    bytes: &[u8],
) -> Result<Put, Error> {
    kill_point("mend.beside");
    let mut last = store.put_new(&name(1), bytes);
    for copy in 2..=COPY_MAX {
        match last {
            Err(error) if error.class() == Class::Exists => {
                last = store.put_new(&name(copy), bytes);
            }
            put => return put,
        }
    }
    last
}
