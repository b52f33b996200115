//! A replica in memory: real segments, real keys, no database.
//!
//! It keeps what the trait asks of a replica to the letter, so that the exchange is tested without
//! a store. It can be cloned, as a disk can, and killed between any two of its transactions.

use crate::kit::school;
use klassny_domain::access::{Ack, Head};
use klassny_domain::change::{BatchCommit, Change, Compartment, EnteredAt};
use klassny_domain::ids::{BatchId, DeviceId, SeatId};
use klassny_log::{
    CompartmentKey, FactOrUnknown, Op, SeatKey, SegmentDraft, SegmentError, Verified, seal,
};
use klassny_share::name::SegmentName;
use klassny_share::replica::{
    BadFile, Counts, OwnSeat, PackWord, Prepared, Receipt, Replica, ReplicaError, Result, School,
    Stored,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};

/// Who is certified: every replica of a test's school knows it.
#[derive(Clone, Debug, Default)]
pub struct Register {
    pub keys: BTreeMap<SeatId, [u8; 32]>,
    pub devices: BTreeMap<SeatId, u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Prepared,
    Published,
    Received,
}

#[derive(Clone)]
struct Segment {
    bytes: Vec<u8>,
    state: State,
    prev: [u8; 32],
    hash: [u8; 32],
    facts: Vec<String>,
}

#[derive(Clone, Default)]
struct Disk {
    segments: BTreeMap<SegmentName, Segment>,
    outbox: BTreeMap<SeatId, Vec<Change>>,
    bad: BTreeMap<SegmentName, BadFile>,
    acked: BTreeMap<SeatId, u64>,
    confirmed: BTreeMap<SeatId, u64>,
}

pub struct FakeReplica {
    pub number: u8,
    register: Register,
    disk: Mutex<Disk>,
    control: Mutex<Control>,
}

#[derive(Clone, Default)]
pub struct Control {
    dies_in: Option<u32>,
    dead: bool,
    poison: Option<SegmentName>,
    unknown: BTreeSet<SeatId>,
    pub witness: bool,
    /// What the share's clock said last.
    pub share_clock_ms: Option<i64>,
    pub reads_only: bool,
    pub words: Vec<PackWord>,
}

/// The key of a seat of a device: 0 is the device's own.
pub fn key(device: u8, place: u8) -> SeatKey {
    let mut secret = [device; 32];
    secret[0] = place;
    SeatKey::from_bytes(&secret)
}

/// The seat of a device: reckoned once, it is asked for in every call.
pub fn seat_of(device: u8, place: u8) -> SeatId {
    static SEATS: Mutex<BTreeMap<(u8, u8), SeatId>> = Mutex::new(BTreeMap::new());
    let mut seats = SEATS.lock().expect("seats");
    let seat = seats.entry((device, place));
    *seat.or_insert_with(|| key(device, place).seat())
}

pub fn register(devices: u8) -> Register {
    let mut register = Register::default();
    for device in 1..=devices {
        for place in 0..2 {
            let key = key(device, place);
            register.keys.insert(key.seat(), key.public());
            register.devices.insert(key.seat(), device);
        }
    }
    register
}

const COMPARTMENT: [u8; 32] = [5; 32];

impl FakeReplica {
    pub fn new(number: u8, register: &Register) -> Self {
        Self {
            number,
            register: register.clone(),
            disk: Mutex::default(),
            control: Mutex::default(),
        }
    }

    /// The same disk in another machine, or an older copy kept for later.
    pub fn cloned(&self) -> Self {
        Self {
            number: self.number,
            register: self.register.clone(),
            disk: Mutex::new(self.disk().clone()),
            control: Mutex::default(),
        }
    }

    /// A person enters a fact.
    pub fn enter(&self, text: &str) {
        let batch = BatchId::derive(&[text.as_bytes()]);
        let change = Change::BatchCommit(BatchCommit {
            batch,
            count: 1,
            summary: text.to_owned(),
        });
        self.disk()
            .outbox
            .entry(seat_of(self.number, 1))
            .or_default()
            .push(change);
    }

    /// Every fact here, sorted; a fact held twice stands twice.
    pub fn facts(&self) -> Vec<String> {
        let disk = self.disk();
        let sealed = disk
            .segments
            .values()
            .flat_map(|segment| segment.facts.clone());
        let waiting = disk.outbox.values().flatten().filter_map(text_of);
        let mut facts: Vec<String> = sealed.chain(waiting).collect();
        facts.sort();
        facts
    }

    pub fn names(&self) -> BTreeSet<SegmentName> {
        self.disk().segments.keys().copied().collect()
    }

    /// Dies in the n-th transaction from now, n from 0: it is not done.
    pub fn dies_in(&self, transactions: u32) {
        self.control().dies_in = Some(transactions);
    }

    pub fn restart(&self) -> bool {
        let mut control = self.control();
        control.dies_in = None;
        std::mem::take(&mut control.dead)
    }

    pub fn poison(&self, name: Option<SegmentName>) {
        self.control().poison = name;
    }

    pub fn set_unknown(&self, seats: &[SeatId]) {
        self.control().unknown = seats.iter().copied().collect();
    }

    /// Every published fact of this device is confirmed.
    pub fn is_confirmed(&self) -> bool {
        self.counts().expect("counts").unconfirmed == 0
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().expect("a disk")
    }

    pub(crate) fn control(&self) -> MutexGuard<'_, Control> {
        self.control.lock().expect("a control")
    }

    fn alive(&self) -> Result<()> {
        if self.control().dead {
            Err(ReplicaError::new("dead"))
        } else {
            Ok(())
        }
    }

    fn transaction(&self) -> Result<()> {
        let mut control = self.control();
        match &mut control.dies_in {
            Some(0) => control.dead = true,
            Some(left) => *left -= 1,
            None => {}
        }
        drop(control);
        self.alive()
    }

    fn device_of(&self, seat: SeatId) -> Option<u8> {
        self.register.devices.get(&seat).copied()
    }

    fn keep(&self, disk: &mut Disk, segment: &Verified, state: State) {
        let name = SegmentName::of(&segment.head()).expect("a name");
        // What needs a newer program is kept and passed on, and says nothing here.
        let opened = segment.open(&CompartmentKey::from_bytes(COMPARTMENT));
        let opened = match opened {
            Err(SegmentError::NeedsNewer(_)) => Vec::new(),
            opened => opened.expect("content"),
        };
        let mut facts = Vec::new();
        for fact in opened {
            let FactOrUnknown::Fact(fact) = fact else {
                panic!("an unknown fact")
            };
            if let Change::Ack(ack) = &fact.change {
                self.count_ack(disk, ack, self.device_of(name.seat));
            }
            facts.extend(text_of(&fact.change));
        }
        let kept = Segment {
            bytes: segment.bytes().to_vec(),
            state,
            prev: segment.header().prev,
            hash: segment.hash(),
            facts,
        };
        disk.segments.insert(name, kept);
    }

    fn count_ack(&self, disk: &mut Disk, ack: &Ack, by: Option<u8>) {
        for head in &ack.heads {
            if self.device_of(head.seat) != by {
                for counter in [&mut disk.acked, &mut disk.confirmed] {
                    let seq = counter.entry(head.seat).or_default();
                    *seq = (*seq).max(head.seq);
                }
            }
        }
    }
}

pub fn text_of(change: &Change) -> Option<String> {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "a test states two kinds of facts"
    )]
    match change {
        Change::BatchCommit(commit) => Some(commit.summary.clone()),
        _ => None,
    }
}

fn draft(seq: u64, prev: [u8; 32], ops: Vec<Op>) -> SegmentDraft {
    SegmentDraft {
        school: school().school,
        seq,
        prev,
        prev_control: [0; 32],
        control_frontier: Vec::new(),
        data_frontier_delta: Vec::new(),
        lamport: seq,
        sealed: EnteredAt::default(),
        share_clock_ms: None,
        year: 2026,
        compartment: Compartment::Journal,
        key_epoch: 1,
        key: None,
        ruleset: 1,
        certificate: None,
        ops,
    }
}

fn op(change: Change) -> Op {
    Op {
        change,
        base: Vec::new(),
        entered: EnteredAt::default(),
        import: None,
        permit: None,
    }
}

/// Seals one fact as any seat might, the first of its chain; for segments that no replica made.
pub fn seal_first(key: &SeatKey, text: &str, certificate: Option<Vec<u8>>) -> Prepared {
    let batch = BatchId::derive(&[text.as_bytes()]);
    let change = Change::BatchCommit(BatchCommit {
        batch,
        count: 1,
        summary: text.to_owned(),
    });
    let draft = SegmentDraft {
        certificate,
        ..draft(1, [0; 32], vec![op(change)])
    };
    let sealed = seal(
        &draft,
        key,
        &CompartmentKey::from_bytes(COMPARTMENT),
        [3; 24],
    )
    .expect("sealed");
    let head = Head {
        seat: key.seat(),
        seq: 1,
        hash: sealed.hash,
    };
    Prepared {
        name: SegmentName::of(&head).expect("a name"),
        bytes: sealed.bytes,
    }
}

impl Replica for FakeReplica {
    fn pack_words(&self) -> Result<Vec<PackWord>> {
        self.alive()?;
        Ok(self.words())
    }

    fn reads_only(&self) -> Result<bool> {
        Ok(self.control().reads_only)
    }

    fn is_witness(&self) -> Result<bool> {
        self.alive()?;
        Ok(self.control().witness)
    }

    fn verified_pack(&self, seat: SeatId, shard: u32, pack: [u8; 32]) -> Result<()> {
        self.transaction()?;
        self.say(seat, shard, pack);
        Ok(())
    }

    fn school(&self) -> Result<School> {
        self.alive()?;
        Ok(school())
    }

    fn device(&self) -> Result<DeviceId> {
        self.alive()?;
        Ok(DeviceId::from_bytes([self.number; 16]))
    }

    fn own_seats(&self) -> Result<Vec<OwnSeat>> {
        self.alive()?;
        let disk = self.disk();
        let own = |place| {
            let seat = seat_of(self.number, place);
            let of_seat = disk.segments.iter().filter(|(name, _)| name.seat == seat);
            let published = of_seat.filter(|(_, segment)| segment.state != State::Prepared);
            let published: Vec<SegmentName> = published.map(|(name, _)| *name).collect();
            OwnSeat {
                seat,
                published: published.last().copied(),
                forked: published.windows(2).any(|two| two[0].seq == two[1].seq),
            }
        };
        Ok(vec![own(0), own(1)])
    }

    fn prepared(&self) -> Result<Vec<Prepared>> {
        self.alive()?;
        let disk = self.disk();
        let prepared = disk
            .segments
            .iter()
            .filter(|(_, one)| one.state == State::Prepared);
        Ok(prepared
            .map(|(name, one)| Prepared {
                name: *name,
                bytes: one.bytes.clone(),
            })
            .collect())
    }

    fn prepare(&self, seat: SeatId, _: i64) -> Result<Option<Prepared>> {
        self.alive()?;
        let waits = self
            .disk()
            .outbox
            .get(&seat)
            .is_some_and(|waiting| !waiting.is_empty());
        if !waits {
            return Ok(None);
        }
        self.transaction()?;
        let mut disk = self.disk();
        let place = u8::from(seat == seat_of(self.number, 1));
        let changes = disk.outbox.remove(&seat).unwrap_or_default();
        let last = disk.segments.iter().rfind(|(name, _)| name.seat == seat);
        let (seq, prev) = last.map_or((1, [0; 32]), |(name, one)| (name.seq + 1, one.hash));
        let ops = changes.into_iter().map(op).collect();
        let draft = SegmentDraft {
            share_clock_ms: self.control().share_clock_ms,
            ..draft(u64::from(seq), prev, ops)
        };
        let mut nonce = [self.number; 24];
        nonce[..4].copy_from_slice(&seq.to_le_bytes());
        let key = key(self.number, place);
        let sealed = seal(
            &draft,
            &key,
            &CompartmentKey::from_bytes(COMPARTMENT),
            nonce,
        )
        .expect("sealed");
        let verified = klassny_log::Envelope::parse(&sealed.bytes)
            .and_then(|envelope| envelope.verify(school().school, &key.public()))
            .expect("an own segment");
        self.keep(&mut disk, &verified, State::Prepared);
        let name = SegmentName::of(&verified.head()).expect("a name");
        Ok(Some(Prepared {
            name,
            bytes: sealed.bytes,
        }))
    }

    fn note_share_clock(&self, at_ms: i64) {
        self.control().share_clock_ms = Some(at_ms);
    }

    fn published(&self, name: &SegmentName, _: i64) -> Result<()> {
        self.transaction()?;
        if let Some(segment) = self.disk().segments.get_mut(name) {
            segment.state = State::Published;
        }
        Ok(())
    }

    fn have(&self, name: &SegmentName) -> Result<bool> {
        self.alive()?;
        Ok(self.disk().segments.contains_key(name))
    }

    fn stored(&self, seat: SeatId) -> Result<Vec<Stored>> {
        self.alive()?;
        let disk = self.disk();
        let confirmed = disk.confirmed.get(&seat).copied().unwrap_or_default();
        let of_seat = disk
            .segments
            .iter()
            .filter(|(name, one)| name.seat == seat && one.state != State::Prepared);
        Ok(of_seat
            .map(|(name, one)| Stored {
                name: *name,
                len: one.bytes.len() as u64,
                confirmed: u64::from(name.seq) <= confirmed,
            })
            .collect())
    }

    fn known_seats(&self) -> Result<Vec<(SeatId, u64)>> {
        self.alive()?;
        let mut seats = BTreeMap::new();
        for name in self.disk().segments.keys() {
            seats.insert(name.seat, u64::from(name.seq));
        }
        Ok(seats.into_iter().collect())
    }

    fn wanted(&self) -> Result<Vec<SegmentName>> {
        self.alive()?;
        let disk = self.disk();
        let prevs = disk
            .segments
            .iter()
            .filter(|(name, _)| name.seq > 1)
            .map(|(name, one)| {
                let hash = klassny_log::short(&one.prev);
                SegmentName {
                    seq: name.seq - 1,
                    hash,
                    ..*name
                }
            });
        Ok(prevs
            .filter(|name| !disk.segments.contains_key(name))
            .collect())
    }

    fn bytes(&self, name: &SegmentName) -> Result<Option<Vec<u8>>> {
        self.alive()?;
        Ok(self
            .disk()
            .segments
            .get(name)
            .map(|segment| segment.bytes.clone()))
    }

    fn seat_key(&self, seat: SeatId) -> Result<Option<[u8; 32]>> {
        self.alive()?;
        let unknown = self.control().unknown.contains(&seat);
        Ok(self.register.keys.get(&seat).copied().filter(|_| !unknown))
    }

    fn receive(&self, segments: &[&Verified], _: [u8; 32], _: i64) -> Result<Vec<Receipt>> {
        let name = |segment: &Verified| SegmentName::of(&segment.head()).expect("a name");
        let poison = self.control().poison;
        if segments.iter().any(|segment| poison == Some(name(segment))) {
            return Err(ReplicaError::new("poison"));
        }
        self.transaction()?;
        let take = |segment: &&Verified| {
            let name = name(segment);
            let state = match self.device_of(name.seat) == Some(self.number) {
                _ if self.have(&name)? => return Ok(Receipt::Known),
                true => State::Published,
                false => State::Received,
            };
            self.keep(&mut self.disk(), segment, state);
            Ok(Receipt::Taken { held: 0 })
        };
        segments.iter().map(take).collect()
    }

    fn bad_files(&self) -> Result<Vec<BadFile>> {
        self.alive()?;
        Ok(self.disk().bad.values().cloned().collect())
    }

    fn note_bad(&self, bad: &BadFile) -> Result<()> {
        self.transaction()?;
        self.disk().bad.insert(bad.name, bad.clone());
        Ok(())
    }

    fn clear_bad(&self, name: &SegmentName) -> Result<()> {
        self.transaction()?;
        self.disk().bad.remove(name);
        Ok(())
    }

    fn unacked(&self) -> Result<Vec<Head>> {
        self.alive()?;
        let disk = self.disk();
        let mut heads: BTreeMap<SeatId, Head> = BTreeMap::new();
        let mut whole: BTreeMap<SeatId, u32> = BTreeMap::new();
        for (name, one) in &disk.segments {
            let run = whole.entry(name.seat).or_default();
            if name.seq > *run + 1 {
                continue;
            }
            *run = name.seq;
            let acked = disk.acked.get(&name.seat).copied().unwrap_or_default();
            let seq = u64::from(name.seq);
            if one.state == State::Received && seq > acked && !one.facts.is_empty() {
                heads.insert(
                    name.seat,
                    Head {
                        seat: name.seat,
                        seq,
                        hash: one.hash,
                    },
                );
            }
        }
        Ok(heads.into_values().collect())
    }

    fn acknowledge(&self, heads: &[Head], _: i64) -> Result<()> {
        self.transaction()?;
        let ack = Ack {
            device: DeviceId::from_bytes([self.number; 16]),
            heads: heads.to_vec(),
        };
        let mut disk = self.disk();
        self.count_ack(&mut disk, &ack, Some(self.number));
        disk.outbox
            .entry(seat_of(self.number, 0))
            .or_default()
            .push(Change::Ack(ack));
        Ok(())
    }

    fn counts(&self) -> Result<Counts> {
        self.alive()?;
        let disk = self.disk();
        let waiting = disk.outbox.values().map(|waiting| waiting.len() as u64);
        let seat = seat_of(self.number, 1);
        let confirmed = disk.confirmed.get(&seat).copied().unwrap_or_default();
        let unconfirmed = disk
            .segments
            .keys()
            .filter(|name| name.seat == seat && u64::from(name.seq) > confirmed)
            .count() as u64;
        Ok(Counts {
            waiting: waiting.sum(),
            unconfirmed,
            quarantined: 0,
        })
    }
}
