//! An open replica at work: the keys in memory, and what the exchange asks of it.
//!
//! The replica's key and the device's keys stay until the program ends, so that fetching and
//! publishing go on while nobody is signed in; a person's keys are wiped at sign-out (D2).

use crate::env::Env;
use crate::error::{AppError, Result, unless_full};
use crate::file_store::FileStore;
use crate::packs;
use crate::session::local;
use crate::view::text::ErrorCode;
use chrono::Datelike as _;
use klassny_domain::access::{Ack, DeviceProgram, Head};
use klassny_domain::change::{Change, Compartment, EnteredAt, Kind};
use klassny_domain::ids::{DeviceId, SeatId};
use klassny_keys::{DeviceKeys, Secret};
use klassny_log::{SeatKey, Verified, kill_point};
use klassny_share::name::SegmentName;
use klassny_share::replica::{
    BadFile, BadReason, Counts, HeldBlob, OwnSeat, PackWord, Prepared, Receipt, Replica,
    ReplicaError, School, Stored, WantedBlob,
};
use klassny_store::{Author, BadRecord, NewFact, Sealed, Sealing, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Under this name the replica of a machine that only reads says so.
pub(crate) const READS_ONLY: &str = "reads_only";

/// Whether a machine takes the keys of a compartment: one that only reads has no use for the
/// personal cards of pupils, families and staff.
pub(crate) const fn takes(reads_only: bool, compartment: Compartment) -> bool {
    !(reads_only && matches!(compartment, Compartment::Personal))
}

/// An open replica with the keys of this machine.
pub struct Workstation {
    /// The replica.
    pub store: Store,
    /// The key of the replica, to seal it to invitations.
    pub replica_key: Secret<[u8; 32]>,
    /// The keys of the device's own seat.
    pub device: DeviceKeys,
    env: Env,
    clock_offset_ms: AtomicI64,
    /// Keys of people who have not signed out.
    people: Mutex<BTreeMap<SeatId, SeatKey>>,
    /// Seats of this machine, the device's first.
    own_seats: Mutex<Vec<SeatId>>,
    /// Whether the log says which program runs here.
    program_told: AtomicBool,
    /// The encrypted bytes of files of homework; none for a machine without a disk of its own.
    pub(crate) files: Option<FileStore>,
    /// Whether facts may name files that are not here, and whether files came of which nobody was
    /// told.
    pub(crate) files_due: AtomicBool,
    pub(crate) files_unsaid: AtomicBool,
    /// The newest fact, and the day as a number, when an administrator's program last looked after
    /// the keys.
    keys_looked_at: Mutex<(i64, i32)>,
    /// What the share's clock said last, and this machine's clocks then.
    share_clock: Mutex<Option<(i64, EnteredAt)>>,
}

impl Workstation {
    /// Takes an open replica and the keys that came with it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn new(
        store: Store,
        (replica_key, device): (Secret<[u8; 32]>, DeviceKeys),
        env: Env,
        clock_offset_ms: i64,
    ) -> Result<Self> {
        let here = store.identity().device;
        let mut own_seats = vec![store.identity().device_seat];
        let people = store.read(|read| read.seats())?;
        own_seats.extend(
            people
                .into_iter()
                .filter(|seat| seat.device == here)
                .map(|seat| seat.seat),
        );
        let this = Self {
            store,
            replica_key,
            device,
            env,
            clock_offset_ms: AtomicI64::new(clock_offset_ms),
            people: Mutex::default(),
            own_seats: Mutex::new(own_seats),
            program_told: AtomicBool::new(false),
            files: None,
            files_due: AtomicBool::new(true),
            files_unsaid: AtomicBool::new(true),
            keys_looked_at: Mutex::default(),
            share_clock: Mutex::default(),
        };
        this.take_keys()?;
        Ok(this)
    }

    /// Whether this machine only reads: a district's collector.
    ///
    /// # Errors
    /// What the disk says.
    pub fn reads_only(&self) -> Result<bool> {
        Ok(self.store.get(READS_ONLY)?.is_some())
    }

    /// The clocks of the profile.
    pub fn now(&self) -> EnteredAt {
        self.env.now(self.clock_offset_ms.load(Ordering::Relaxed))
    }

    /// Moves the clock of a demo profile.
    pub(crate) fn set_clock(&self, offset_ms: i64) {
        self.clock_offset_ms.store(offset_ms, Ordering::Relaxed);
    }

    /// What the share's clock says now: as it was read last, carried on by the monotonic clock.
    /// None where it was not read since the machine started, and for the clock of a demo.
    fn share_clock_ms(&self) -> Option<i64> {
        let (share_ms, then) = (*lock(&self.share_clock))?;
        let now = self.now();
        let is_shown = self.clock_offset_ms.load(Ordering::Relaxed) == 0;
        let since = now.monotonic_ms.checked_sub(then.monotonic_ms)?;
        let since = i64::try_from(since).ok()?;
        (is_shown && now.boot == then.boot).then(|| share_ms.saturating_add(since))
    }

    /// What the program takes from the machine.
    pub const fn env(&self) -> &Env {
        &self.env
    }

    /// States which program this machine runs, where the log says another or none. A machine that
    /// does not know yet that it was let in, or that was revoked, states nothing.
    ///
    /// # Errors
    /// What the disk says.
    pub fn tell_program(&self) -> Result<()> {
        if self.program_told.load(Ordering::Relaxed) {
            return Ok(());
        }
        let identity = self.store.identity();
        let (devices, programs, ended) = self
            .store
            .read(|read| Ok((read.devices()?, read.programs()?, read.revocations()?)))?;
        if devices
            .iter()
            .all(|device| device.device != identity.device)
        {
            return Ok(());
        }
        let program = DeviceProgram {
            device: identity.device,
            version: self.env.program.version.to_owned(),
            system: std::env::consts::OS.to_owned(),
            format: u16::try_from(self.env.program.reader.format).unwrap_or(u16::MAX),
            ruleset: self.env.program.reader.ruleset,
        };
        let ended = ended.iter().any(|ended| ended.seat == identity.device_seat);
        if !ended && !programs.contains(&program) {
            let author = Author {
                seat: identity.device_seat,
            };
            let fact = NewFact::from(Change::DeviceProgram(program));
            self.store.commit(author, self.now(), vec![fact])?;
        }
        self.program_told.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Takes a person's key: facts of the seat can be sealed from now on.
    pub fn admit(&self, key: SeatKey) {
        let seat = key.seat();
        lock(&self.people).insert(seat, key);
        let mut own = lock(&self.own_seats);
        if !own.contains(&seat) {
            own.push(seat);
        }
    }

    /// Signs with a person's key.
    ///
    /// # Errors
    /// Where the person has signed out.
    pub fn with_key<T>(&self, seat: SeatId, work: impl FnOnce(&SeatKey) -> T) -> Result<T> {
        let people = lock(&self.people);
        let key = people
            .get(&seat)
            .ok_or_else(|| AppError::new(ErrorCode::NotSignedIn, ""))?;
        Ok(work(key))
    }

    /// Whether the key of a seat is here, so that what it saved goes out by itself.
    pub fn may_seal(&self, seat: SeatId) -> bool {
        seat == self.store.identity().device_seat || lock(&self.people).contains_key(&seat)
    }

    /// Seals everything the person entered, then wipes the person's key (D2). What there is no room
    /// to seal stays in the outbox, as on a machine that was switched off.
    ///
    /// # Errors
    /// What else the disk says; the key stays then.
    pub fn dismiss(&self, seat: SeatId) -> Result<()> {
        kill_point("leave.due");
        unless_full(self.seal_all(seat))?;
        kill_point("leave.sealed");
        lock(&self.people).remove(&seat);
        kill_point("leave.wiped");
        Ok(())
    }

    /// Seals everything that waits in a seat's outbox.
    ///
    /// # Errors
    /// What the disk says.
    pub fn seal_all(&self, seat: SeatId) -> Result<()> {
        while self.seal_next(seat, 0)? {}
        Ok(())
    }

    /// Seals one batch, other people's facts that it rests on first; tells whether one was made.
    fn seal_next(&self, seat: SeatId, depth: u8) -> Result<bool> {
        let sealed = {
            let people = lock(&self.people);
            let key = if seat == self.store.identity().device_seat {
                &self.device.sign
            } else {
                match people.get(&seat) {
                    Some(key) => key,
                    None => return Ok(false),
                }
            };
            self.store.seal(&Sealing {
                key,
                now: self.now(),
                share_clock_ms: self.share_clock_ms(),
                year: self.first_calendar_year()?,
                certificate: self.store.certificate_of(seat)?,
                nonce: self.env.bytes(),
            })?
        };
        match sealed {
            // What has no key yet stays in the outbox, and the screen of the share says so.
            Sealed::Nothing | Sealed::NoKey => Ok(false),
            Sealed::Segment { .. } => Ok(true),
            Sealed::WaitsFor(other) if depth < 4 => {
                // Where the other's keys are gone, this waits for the other to sign in again.
                Ok(self.seal_next(other, depth + 1)? && self.seal_next(seat, depth + 1)?)
            }
            Sealed::WaitsFor(_) => Ok(false),
        }
    }

    /// The calendar year in which the academic year of today begins; before the school has any, as
    /// if each began with September.
    fn first_calendar_year(&self) -> Result<u16> {
        let today = local(self.now().wall_ms).date();
        let year = self.store.read(|read| read.year_on(today))?;
        let begins = match year {
            Some(year) => year.starts_on.year(),
            None => today.year() - i32::from(today.month() < 9),
        };
        // No clock of a school is before year 0.
        Ok(u16::try_from(begins).unwrap_or_default())
    }

    /// Seals the control facts of others before a person's facts rest on them.
    ///
    /// # Errors
    /// What the disk says.
    pub fn seal_others(&self, seat: SeatId) -> Result<()> {
        let others: Vec<SeatId> = lock(&self.people)
            .keys()
            .copied()
            .filter(|other| *other != seat)
            .collect();
        for other in others
            .into_iter()
            .chain([self.store.identity().device_seat])
        {
            self.seal_all(other)?;
        }
        Ok(())
    }

    /// Looks after the keys of the school where the seat is an administrator's whose key is here
    /// and something was stated since, here or elsewhere (P10, D15).
    ///
    /// # Errors
    /// What the disk says.
    pub fn look_after_keys(&self, seat: SeatId) -> Result<()> {
        if !self.may_seal(seat) || !self.store.is_administrator(seat)? {
            return Ok(());
        }
        let ended = self.store.read(|read| read.revocations())?;
        let ended = ended.iter().any(|ended| ended.seat == seat);
        // Roles end with the day.
        let moment = (self.store.newest_fact()?, self.today().num_days_from_ce());
        if !ended && *lock(&self.keys_looked_at) != moment {
            self.tend_keys(seat)?;
            *lock(&self.keys_looked_at) = moment;
        }
        Ok(())
    }

    /// Takes keys that came with a segment.
    fn note_received(&self, kinds: &BTreeSet<Kind>) -> Result<()> {
        if kinds.contains(&Kind::KeyEpoch) {
            self.take_keys()?;
        }
        Ok(())
    }

    fn own(&self) -> Vec<SeatId> {
        lock(&self.own_seats).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ReplicaError {
    ReplicaError::new(error)
}

type Answer<T> = klassny_share::replica::Result<T>;

impl Replica for Workstation {
    fn school(&self) -> Answer<School> {
        let identity = self.store.identity();
        Ok(School {
            school: identity.school,
            root_key: identity.root_key,
        })
    }

    fn device(&self) -> Answer<DeviceId> {
        Ok(self.store.identity().device)
    }

    fn reads_only(&self) -> Answer<bool> {
        Self::reads_only(self).map_err(failed)
    }

    fn own_seats(&self) -> Answer<Vec<OwnSeat>> {
        self.own()
            .into_iter()
            .map(|seat| {
                let published = self.store.newest_published(seat).map_err(failed)?;
                let forked = self.store.is_forked(seat).map_err(failed)?;
                let published = published.and_then(|head| SegmentName::of(&head));
                Ok(OwnSeat {
                    seat,
                    published,
                    forked,
                })
            })
            .collect()
    }

    fn prepared(&self) -> Answer<Vec<Prepared>> {
        let prepared = self.store.prepared().map_err(failed)?;
        Ok(prepared
            .into_iter()
            .filter_map(|(head, bytes)| {
                Some(Prepared {
                    name: SegmentName::of(&head)?,
                    bytes,
                })
            })
            .collect())
    }

    fn prepare(&self, seat: SeatId, _now_ms: i64) -> Answer<Option<Prepared>> {
        if !self.seal_next(seat, 0).map_err(failed)? {
            return Ok(None);
        }
        let prepared = self.store.prepared().map_err(failed)?;
        Ok(prepared
            .into_iter()
            .rfind(|(head, _)| head.seat == seat)
            .and_then(|(head, bytes)| {
                Some(Prepared {
                    name: SegmentName::of(&head)?,
                    bytes,
                })
            }))
    }

    fn published(&self, name: &SegmentName, _now_ms: i64) -> Answer<()> {
        let prepared = self.store.prepared().map_err(failed)?;
        let found = prepared
            .iter()
            .find(|(head, _)| SegmentName::of(head) == Some(*name));
        match found {
            Some((head, _)) => self.store.note_published(head.hash).map_err(failed),
            None => Ok(()),
        }
    }

    fn have(&self, name: &SegmentName) -> Answer<bool> {
        self.store
            .has_segment(name.seat, name.seq.into(), name.hash)
            .map_err(failed)
    }

    fn stored(&self, seat: SeatId) -> Answer<Vec<Stored>> {
        let segments = self.store.segments_of(seat).map_err(failed)?;
        Ok(segments
            .into_iter()
            .filter_map(|held| {
                Some(Stored {
                    name: SegmentName::of(&held.head)?,
                    len: held.len,
                    confirmed: held.confirmed,
                })
            })
            .collect())
    }

    fn known_seats(&self) -> Answer<Vec<(SeatId, u64)>> {
        self.store.known_seats().map_err(failed)
    }

    fn wanted(&self) -> Answer<Vec<SegmentName>> {
        let missing = self.store.missing().map_err(failed)?;
        Ok(missing.iter().filter_map(SegmentName::of).collect())
    }

    fn bytes(&self, name: &SegmentName) -> Answer<Option<Vec<u8>>> {
        self.store
            .segment_bytes(name.seat, name.seq.into(), name.hash)
            .map_err(failed)
    }

    fn seat_key(&self, seat: SeatId) -> Answer<Option<[u8; 32]>> {
        self.store.seat_key(seat).map_err(failed)
    }

    fn receive(
        &self,
        segments: &[&Verified],
        sign_key: [u8; 32],
        _now_ms: i64,
    ) -> Answer<Vec<Receipt>> {
        use klassny_store::Received;
        let now_ms = self.now().wall_ms;
        let received = self.store.receive_all(segments, sign_key, now_ms);
        let mut all_kinds = BTreeSet::new();
        let receipts = received
            .map_err(failed)?
            .into_iter()
            .map(|received| match received {
                Received::Known => Receipt::Known,
                // Both are kept, passed on and counted until they can be read.
                Received::NoKey | Received::Newer => Receipt::NoKey,
                Received::Quarantined { reason } => Receipt::Quarantined { reason },
                Received::Taken { held, kinds } => {
                    all_kinds.extend(kinds);
                    Receipt::Taken { held }
                }
            });
        let receipts: Vec<Receipt> = receipts.collect();
        if receipts
            .iter()
            .any(|receipt| matches!(receipt, Receipt::Taken { .. }))
        {
            self.note_received(&all_kinds).map_err(failed)?;
            self.note_files();
        }
        Ok(receipts)
    }

    fn bad_files(&self) -> Answer<Vec<BadFile>> {
        let bad = self.store.bad_files().map_err(failed)?;
        Ok(bad
            .into_iter()
            .filter_map(|bad| {
                Some(BadFile {
                    name: SegmentName::parse(&bad.name)?,
                    reason: BadReason::from_word(&bad.reason)?,
                    first_seen_ms: bad.first_seen_ms,
                    last_tried_ms: bad.last_tried_ms,
                    tries: bad.tries,
                })
            })
            .collect())
    }

    fn note_bad(&self, bad: &BadFile) -> Answer<()> {
        let record = BadRecord {
            name: bad.name.to_string(),
            reason: bad.reason.word().to_owned(),
            first_seen_ms: bad.first_seen_ms,
            last_tried_ms: bad.last_tried_ms,
            tries: bad.tries,
        };
        self.store.put_bad(&record).map_err(failed)
    }

    fn clear_bad(&self, name: &SegmentName) -> Answer<()> {
        self.store.clear_bad(&name.to_string()).map_err(failed)
    }

    /// Nothing before the enrolment of this device is here: its word would not count yet.
    fn unacked(&self) -> Answer<Vec<Head>> {
        let own = self.store.identity().device_seat;
        if self.store.seat_key(own).map_err(failed)?.is_none() {
            return Ok(Vec::new());
        }
        self.store.unacked(&self.own()).map_err(failed)
    }

    fn acknowledge(&self, heads: &[Head], _now_ms: i64) -> Answer<()> {
        let identity = self.store.identity();
        let ack = Ack {
            device: identity.device,
            heads: heads.to_vec(),
        };
        let author = Author {
            seat: identity.device_seat,
        };
        self.store
            .commit(author, self.now(), vec![NewFact::from(Change::Ack(ack))])
            .map(|_| ())
            .map_err(failed)
    }

    fn note_share_clock(&self, at_ms: i64) {
        if self.env.clock.is_of_machine() {
            *lock(&self.share_clock) = Some((at_ms, self.env.clock.now()));
        }
    }

    fn pack_words(&self) -> Answer<Vec<PackWord>> {
        packs::words(&self.store, self.now().wall_ms).map_err(failed)
    }

    fn is_witness(&self) -> Answer<bool> {
        self.has_duty().map_err(failed)
    }

    fn verified_pack(&self, seat: SeatId, shard: u32, pack: [u8; 32]) -> Answer<()> {
        packs::verified(self, (seat, shard), pack).map_err(failed)
    }

    fn blobs_to_publish(&self) -> Answer<Vec<HeldBlob>> {
        self.files_to_publish().map_err(failed)
    }

    fn blobs_held(&self) -> Answer<Vec<HeldBlob>> {
        self.files_held().map_err(failed)
    }

    fn blobs_wanted(&self) -> Answer<Vec<WantedBlob>> {
        self.files_wanted().map_err(failed)
    }

    fn blob_bytes(&self, hash: &[u8; 32]) -> Answer<Option<Vec<u8>>> {
        self.files()
            .and_then(|files| files.get(hash))
            .map_err(failed)
    }

    fn blob_published(&self, hash: &[u8; 32]) -> Answer<()> {
        self.store.note_blob_published(*hash).map_err(failed)
    }

    fn keep_blob(&self, hash: &[u8; 32], bytes: &[u8]) -> Answer<()> {
        self.keep_file(hash, bytes).map_err(failed)
    }

    fn blobs_unsaid(&self) -> Answer<Vec<[u8; 32]>> {
        self.files_unsaid().map_err(failed)
    }

    fn say_held(&self, hashes: &[[u8; 32]]) -> Answer<()> {
        self.say_files_held(hashes).map_err(failed)
    }

    fn counts(&self) -> Answer<Counts> {
        let outboxes = self.store.outboxes().map_err(failed)?;
        Ok(Counts {
            waiting: outboxes
                .iter()
                .map(|outbox| outbox.unsealed + outbox.prepared)
                .sum(),
            unconfirmed: outboxes.iter().map(|outbox| outbox.unconfirmed).sum(),
            quarantined: self.store.doubtful_count().map_err(failed)?,
        })
    }
}
