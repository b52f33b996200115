//! What must hold (sync.md), checked on the replicas of a run.

use crate::book::{FactKey, Loss, key_of};
use crate::chance::Chance;
use crate::device::Device;
use crate::oracle;
use crate::world::World;
use anyhow::Result;
use klassny_domain::change::{Compartment, Kind as FactOf};
use klassny_domain::ids::SeatId;
use klassny_log::Envelope;
use klassny_share::name::SegmentName;
use klassny_store::{LoggedFact, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What did not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Equal segments, unequal state; or a state that hangs on the order of arrival.
    Diverged,
    /// The rows are not those that the log gives.
    Rebuild,
    /// What was answered as saved is gone.
    Lost,
    /// It is on its own machine and does not leave it.
    Stuck,
    /// Confirmed, and on no other machine.
    Confirmed,
    /// A fact counts beyond its author's rights.
    Rights,
    /// A fact of a good segment is nowhere in the log.
    Dropped,
    /// A workstation lacks segments that the share holds.
    Unread,
    /// The workstations do not come to rest.
    Unrest,
    /// The program failed where it should have answered.
    Broken,
    /// The program or the simulator panicked: a finding, but none that proves a named fault.
    Panicked,
    /// The simulator itself could not go on: no finding at all.
    Stopped,
}

impl Kind {
    /// Whether it is something that the simulator looked for and found.
    pub const fn is_finding(self) -> bool {
        !matches!(self, Self::Panicked | Self::Stopped)
    }
}

/// A failure of a run.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What did not hold.
    pub kind: Kind,
    /// Where and how.
    pub text: String,
}

impl std::error::Error for Failure {}

impl Failure {
    /// A failure that ends the run at once.
    pub fn ends(kind: Kind, text: String) -> anyhow::Error {
        Self { kind, text }.into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.text)
    }
}

/// What was lost and may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// On disks that were replaced by an older copy.
    pub unpublished: u64,
    /// With the only copy on the share.
    pub double_faults: u64,
}

/// Checks what must hold at any moment.
pub fn in_the_middle(world: &mut World) -> Result<Vec<Failure>> {
    let mut failures = Vec::new();
    let one = usize::try_from(world.chance.below(world.devices.len() as u64))?;
    // A scene looks at every device, a seed at one of them.
    for device in &world.devices {
        if device.number == one || world.orders > 1 {
            rebuild(device, &mut failures)?;
        }
    }
    confirmed(world, &mut failures)?;
    for device in &world.devices {
        let facts = device.store().every_fact()?;
        oracle::judge(world, device.number, &facts, &mut failures);
    }
    Ok(failures)
}

/// Checks what must hold when everything has come to rest.
pub fn at_the_end(world: &mut World) -> Result<(Vec<Failure>, Losses)> {
    let mut failures = Vec::new();
    let mut logs: Vec<Vec<LoggedFact>> = Vec::new();
    for device in &world.devices {
        rebuild(device, &mut failures)?;
        let facts = device.store().every_fact()?;
        whole_segments(device, &facts, &mut failures)?;
        no_twins(device, &facts, &mut failures)?;
        oracle::judge(world, device.number, &facts, &mut failures);
        oracle::late(world, device, &facts, &mut failures)?;
        logs.push(facts);
    }
    confirmed(world, &mut failures)?;
    let losses = nothing_lost(world, &logs, &mut failures)?;
    same_state(world, &logs, &mut failures)?;
    let mut chance = world.chance.clone();
    let device = usize::try_from(chance.below(world.devices.len() as u64))?;
    for _ in 0..world.orders {
        any_order(world, device, &mut chance, &mut failures)?;
    }
    Ok((failures, losses))
}

fn fail(failures: &mut Vec<Failure>, kind: Kind, text: String) {
    failures.push(Failure { kind, text });
}

fn rebuild(device: &Device, failures: &mut Vec<Failure>) -> Result<()> {
    for difference in device.store().compare_with_rebuild()? {
        let text = format!("device {}: {difference:?}", device.number);
        fail(failures, Kind::Rebuild, text);
    }
    Ok(())
}

/// Every fact of every segment is in the log.
fn whole_segments(
    device: &Device,
    facts: &[LoggedFact],
    failures: &mut Vec<Failure>,
) -> Result<()> {
    let mut counts: BTreeMap<[u8; 32], u32> = BTreeMap::new();
    for hash in facts.iter().filter_map(|fact| fact.segment) {
        *counts.entry(hash).or_default() += 1;
    }
    for segment in device.store().every_segment()? {
        let wanted = Envelope::parse(&segment.bytes)?.header().n_ops;
        let here = counts.get(&segment.head.hash).copied().unwrap_or(0);
        if here != wanted && segment.state != "locked" {
            let head = segment.head;
            let text = format!(
                "device {}: {here} of {wanted} facts of segment {} of {}",
                device.number, head.seq, head.seat
            );
            fail(failures, Kind::Dropped, text);
        }
    }
    Ok(())
}

/// A fact stated once is kept once, but for chains that go on from one place twice.
fn no_twins(device: &Device, facts: &[LoggedFact], failures: &mut Vec<Failure>) -> Result<()> {
    let forked = branched(device)?;
    let mut seen = BTreeSet::new();
    for fact in facts.iter().filter(|fact| !forked.contains(&fact.seat)) {
        let Some(key) = key_of(fact) else { continue };
        if !seen.insert(key) {
            let what = fact.op.as_ref().map(|op| crate::book::words(&op.change));
            let text = format!("device {}: {what:?} is kept twice", device.number);
            fail(failures, Kind::Dropped, text);
        }
    }
    Ok(())
}

/// The seats with two segments of one number.
pub fn branched(device: &Device) -> Result<BTreeSet<SeatId>> {
    let mut seen = BTreeSet::new();
    let segments = device.store().every_segment()?;
    let again = segments
        .iter()
        .filter(|segment| !seen.insert((segment.head.seat, segment.head.seq)));
    Ok(again.map(|segment| segment.head.seat).collect())
}

/// What a device shows as confirmed is on another one.
fn confirmed(world: &mut World, failures: &mut Vec<Failure>) -> Result<()> {
    let mut seen = BTreeSet::new();
    for device in &world.devices {
        for key in device.slots.values() {
            for held in device.store().segments_of(key.seat())? {
                let hash = held.head.hash;
                if !held.confirmed || world.book.confirmed.contains(&hash) {
                    continue;
                }
                let Some(name) = SegmentName::of(&held.head) else {
                    continue;
                };
                let identity = device.store().identity().device;
                let elsewhere = world.devices.iter().any(|other| {
                    other.store().identity().device != identity
                        && other
                            .store()
                            .has_segment(name.seat, name.seq.into(), name.hash)
                            .unwrap_or(false)
                });
                if elsewhere || world.book.lost_from_disks.contains(&hash) {
                    seen.insert(hash);
                    continue;
                }
                let text = format!(
                    "device {} shows segment {} of {} as confirmed",
                    device.number, name.seq, name.seat
                );
                fail(failures, Kind::Confirmed, text);
            }
        }
    }
    world.book.confirmed.extend(seen);
    Ok(())
}

/// The kinds of personal cards.
const CARDS: [u16; 3] = [
    FactOf::StaffCard.number(),
    FactOf::PupilCard.number(),
    FactOf::Guardian.number(),
];
/// The tables that say something of personal cards: their rows, and what is judged of them.
const OF_CARDS: [&str; 7] = [
    "staff_card",
    "pupil_card",
    "guardian",
    "information_form",
    "family_duty",
    "letter",
    "fact_state",
];

/// Which devices keep personal cards closed: nobody there works with them (D15).
fn closed(world: &World) -> Result<Vec<bool>> {
    let devices = world.devices.iter();
    let closed = devices.map(|device| {
        let locked = device.store().keyless_count(Compartment::Personal)?;
        Ok(locked > 0)
    });
    closed.collect()
}

fn nothing_lost(
    world: &World,
    logs: &[Vec<LoggedFact>],
    failures: &mut Vec<Failure>,
) -> Result<Losses> {
    let sealed: Vec<BTreeSet<FactKey>> = logs
        .iter()
        .map(|facts| facts.iter().filter_map(key_of).collect())
        .collect();
    let closed = closed(world)?;
    let mut losses = Losses::default();
    for (key, entry) in &world.book.facts {
        // Where cards stay closed (D15) their segments are held, which is checked by themselves.
        let opens = |device: usize| !(CARDS.contains(&key.3) && closed[device]);
        let open = (0..sealed.len()).filter(|device| opens(*device));
        let (holders, readers) = open.fold((0, 0), |(holders, readers), device| {
            let held = sealed.get(device).is_some_and(|facts| facts.contains(key));
            (holders + u32::from(held), readers + 1)
        });
        if holders == readers {
            continue;
        }
        let what = format!(
            "{} by {} on device {}",
            entry.what,
            crate::school::name(entry.staff),
            entry.device
        );
        match (holders, entry.loss) {
            (0, Some(Loss::Unpublished)) => losses.unpublished += 1,
            (0, Some(Loss::DoubleFault)) => losses.double_faults += 1,
            (0, None) => fail(failures, Kind::Lost, what),
            (_, _) => fail(failures, Kind::Stuck, format!("on {holders}: {what}")),
        }
    }
    limit(world, losses, failures);
    Ok(losses)
}

/// So many facts a replaced disk may take with it that were nowhere else.
const UNPUBLISHED_MAX: u64 = 40;
/// So many facts may be lost with a disk and their only copy on the share, in one run.
const DOUBLE_FAULTS_MAX: u64 = 12;

/// Losses that no program can prevent are few; more of them hide others.
fn limit(world: &World, losses: Losses, failures: &mut Vec<Failure>) {
    let book = &world.book;
    if is_too_much(losses, book.at_risk, book.replaced_disks) {
        let text = format!(
            "{losses:?} is more than {} replaced disks account for",
            book.replaced_disks
        );
        fail(failures, Kind::Lost, text);
    }
}

/// Whether more is lost than was entered on replaced disks since their copies were made, or than
/// so many disks may take with them.
fn is_too_much(losses: Losses, at_risk: u64, replaced_disks: u64) -> bool {
    losses.unpublished > at_risk.min(UNPUBLISHED_MAX * replaced_disks)
        || losses.double_faults > at_risk.min(DOUBLE_FAULTS_MAX)
}

/// Equal segments give an equal state; at rest all have what the share has.
fn same_state(world: &World, logs: &[Vec<LoggedFact>], failures: &mut Vec<Failure>) -> Result<()> {
    let mut held: Vec<BTreeSet<[u8; 32]>> = Vec::new();
    let mut all = BTreeSet::new();
    for device in 0..world.devices.len() {
        let segments = world.held(device)?.0;
        all.extend(segments.iter().copied());
        held.push(segments);
    }
    for (device, segments) in held.iter().enumerate() {
        let missing = all.difference(segments).count();
        if missing > 0 {
            let text = format!("device {device} lacks {missing} of {} segments", all.len());
            fail(failures, Kind::Unread, text);
        }
    }
    let closed = closed(world)?;
    let mut digests = Vec::new();
    for device in &world.devices {
        digests.push(device.store().digest()?);
    }
    let waits: Vec<bool> = logs
        .iter()
        .map(|facts| facts.iter().any(|fact| fact.segment.is_none()))
        .collect();
    for one in 0..held.len() {
        let same = (one + 1..held.len()).find(|two| held[one] == held[*two] && !waits[*two]);
        let Some(two) = same.filter(|_| !waits[one]) else {
            continue;
        };
        let mut tables = digests[one].differences(&digests[two]);
        if closed[one] || closed[two] {
            tables.retain(|table| !OF_CARDS.contains(table));
        }
        if !tables.is_empty() {
            let text = format!(
                "devices {one} and {two} differ in {tables:?}; {}",
                difference(&logs[one], &logs[two])
            );
            fail(failures, Kind::Diverged, text);
        }
    }
    Ok(())
}

/// The first fact that counts on one and not on the other, in words.
fn difference(one: &[LoggedFact], two: &[LoggedFact]) -> String {
    let states = |facts: &[LoggedFact]| -> BTreeMap<_, Option<String>> {
        let of = |fact: &LoggedFact| Some((fact.id?, fact.doubt.clone()));
        facts.iter().filter_map(of).collect()
    };
    let (here, there) = (states(one), states(two));
    let other = here
        .iter()
        .find(|(id, doubt)| there.get(id).is_some_and(|known| known != *doubt));
    let Some((id, doubt)) = other else {
        return "no verdict differs".to_owned();
    };
    let fact = one.iter().find(|fact| fact.id == Some(*id));
    let op = fact.and_then(|fact| fact.op.as_ref());
    let what = op.map_or_else(String::new, |op| crate::book::words(&op.change));
    let there = there.get(id).cloned().flatten();
    format!(
        "{what} of {:?} is {doubt:?} here and {there:?} there",
        fact.map(|fact| fact.seat)
    )
}

/// A replica that is given the same segments in another order shows the same.
fn any_order(
    world: &World,
    device: usize,
    chance: &mut Chance,
    failures: &mut Vec<Failure>,
) -> Result<()> {
    let here = world.device(device).store();
    if here.every_fact()?.iter().any(|fact| fact.segment.is_none()) {
        return Ok(());
    }
    let mut segments = here.every_segment()?;
    chance.shuffle(&mut segments);
    let other = Store::create_in_memory(here.identity())?;
    for (compartment, epoch, key) in here.keys()? {
        other.put_key(compartment, epoch, &key)?;
    }
    for certificate in here.certificates()? {
        other.put_certificate(&certificate)?;
    }
    for segment in &segments {
        let verified =
            Envelope::parse(&segment.bytes)?.verify(here.identity().school, &segment.sign_key)?;
        other.receive(&verified, segment.sign_key, world.now_ms)?;
    }
    let tables = here.digest()?.differences(&other.digest()?);
    if !tables.is_empty() {
        let text = format!(
            "device {device} differs from the same segments in another order in {tables:?}; {}",
            difference(&here.every_fact()?, &other.every_fact()?)
        );
        fail(failures, Kind::Diverged, text);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowed_losses_have_limits() {
        let losses = |unpublished, double_faults| Losses {
            unpublished,
            double_faults,
        };
        assert!(!is_too_much(losses(5, 0), 5, 1));
        assert!(is_too_much(losses(6, 0), 5, 1), "more than was entered");
        assert!(
            is_too_much(losses(41, 0), 100, 1),
            "more than one disk takes"
        );
        assert!(is_too_much(losses(1, 0), 0, 0), "nothing was replaced");
        assert!(!is_too_much(losses(0, 12), 100, 9));
        assert!(is_too_much(losses(0, 13), 100, 9), "too many double faults");
        assert!(is_too_much(losses(0, 1), 0, 0), "no disk is gone");
    }
}
