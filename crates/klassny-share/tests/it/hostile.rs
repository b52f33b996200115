//! Shares in every state that a failing disk, a copying administrator or a stranger can leave.
//!
//! A school of three machines has worked for a while; then its share is damaged by chance of a
//! seed, a fourth machine reads it first, and then all of them go on. What each must see is told
//! by an oracle of its own, from the bytes that stand there.

mod junk;
mod oracle;
mod spoil;

use crate::fake::{FakeReplica, Register, register};
use crate::hostile::oracle::{Expected, expected};
use crate::hostile::spoil::{Chance, DirtyStore, spoil};
use crate::kit::{identity, memory_share};
use crate::machine::{Machine, settle};
use klassny_share::folder::SegmentStore;
use klassny_share::mem::MemStore;
use klassny_share::name::{Name, SegmentName};
use klassny_share::plan::{FULL_EVERY_MS, Moment};
use klassny_share::replica::Replica;
use klassny_share::status::{ShareState, SyncReport};
use std::collections::{BTreeMap, BTreeSet};

/// The school before the damage: what stood on its share, and its machines.
struct Before {
    files: BTreeMap<Name, Vec<u8>>,
    replicas: Vec<FakeReplica>,
    facts: Vec<String>,
    known: Register,
}

impl Before {
    fn new() -> Self {
        let store = memory_share();
        let mut machines: Vec<Machine> = (1..=3).map(Machine::new).collect();
        for day in 0..5 {
            for machine in &mut machines {
                let number = machine.replica.number;
                machine.replica.enter(&format!("{day} of {number}"));
                machine.pass(&store);
            }
        }
        settle(&store, &mut machines.iter_mut().collect::<Vec<_>>());
        let facts = machines[0].facts();
        assert_eq!(facts.len(), 15);
        let numbers = machines.iter().flat_map(|one| one.replica.names());
        assert!(numbers.map(|name| name.seq).max() < Some(10), "see `heal`");
        let read = |name: Name| {
            let bytes = store.get(&name, 1 << 20).expect("a file");
            (name, bytes)
        };
        Self {
            files: store.names().into_iter().map(read).collect(),
            replicas: machines.iter().map(|one| one.replica.cloned()).collect(),
            facts,
            known: register(9),
        }
    }

    fn segments(&self) -> BTreeSet<SegmentName> {
        let names = self.files.keys();
        names
            .filter_map(|name| SegmentName::parse(name.as_str()))
            .collect()
    }

    fn store(&self) -> DirtyStore {
        let store = MemStore::new();
        for (name, bytes) in &self.files {
            store.put_new(name, bytes).expect("a copy");
        }
        DirtyStore::new(store)
    }

    /// The machines as they start on the day after; the fourth is new.
    fn machines(&self) -> Vec<Machine> {
        let mut machines: Vec<Machine> = self
            .replicas
            .iter()
            .map(|replica| Machine::with(replica.cloned()))
            .collect();
        machines.push(Machine::with(FakeReplica::new(4, &self.known)));
        machines
    }
}

/// The first pass of a machine that has nothing: every good file is taken, all else is told.
fn reads_what_is_good(report: &SyncReport, fresh: &Machine, wanted: &Expected, seed: u64) {
    let about = format!("seed {seed}: {report:#?}");
    assert_eq!(report.share, ShareState::Online, "{about}");
    assert_eq!(fresh.replica.names(), wanted.good, "seed {seed}");
    let bad: BTreeMap<SegmentName, _> = report
        .bad
        .iter()
        .map(|bad| (bad.name, bad.reason))
        .collect();
    let names: BTreeSet<SegmentName> = bad.keys().copied().collect();
    let expected: BTreeSet<SegmentName> = wanted.bad.keys().copied().collect();
    assert_eq!(names, expected, "{about}");
    for (name, reasons) in &wanted.bad {
        assert!(reasons.contains(&bad[name]), "seed {seed}: {name} {bad:?}");
    }
    assert_eq!(report.foreign, wanted.foreign, "{about}");
    let authors: BTreeSet<_> = report.unknown_authors.iter().copied().collect();
    assert_eq!(authors, wanted.unknown, "{about}");
}

/// One damaged share; gives how many files were damaged and how many strange ones stood there.
fn one(before: &Before, seed: u64) -> (u64, u64) {
    let mut chance = Chance(seed);
    let store = before.store();
    let done = spoil(&store, &before.segments(), &mut chance);
    let wanted = expected(&store, &before.known);
    let mut machines = before.machines();
    if done.identity {
        let good = identity().encode();
        let report = machines[3].pass(&store);
        assert!(
            matches!(report.share, ShareState::NotOurFolder { .. }),
            "seed {seed}: {:?}",
            report.share
        );
        let names = store.inner.names();
        machines[0].pass(&store);
        assert_eq!(
            store.inner.names(),
            names,
            "seed {seed}: nothing is created"
        );
        store.inner.damage(&Name::identity(), Some(good));
    }
    let report = machines[3].pass(&store);
    reads_what_is_good(&report, &machines[3], &wanted, seed);
    let mut facts = before.facts.clone();
    facts.extend(wanted.planted.iter().cloned());
    facts.sort();
    let ours = before.segments();
    heal(&store, &mut machines, |machine| {
        let bad = machine.replica.bad_files().expect("bad files");
        machine.facts() == facts
            && machine.replica.is_confirmed()
            && !bad.iter().any(|bad| ours.contains(&bad.name))
    });
    for machine in &machines {
        let number = machine.replica.number;
        let bad = machine.replica.bad_files().expect("bad files");
        assert_eq!(machine.facts(), facts, "seed {seed}, {number}: {bad:?}");
        assert!(machine.replica.is_confirmed(), "seed {seed}, {number}");
        for bad in bad {
            let planted = wanted.bad.contains_key(&bad.name);
            assert!(
                planted && !ours.contains(&bad.name),
                "seed {seed}, machine {number}: {bad:?}"
            );
        }
    }
    (done.damages, wanted.foreign)
}

/// Everybody gets time for some full reconciles: a confirmed file is read again in one of sixteen,
/// whichever its number and chance say.
fn heal(store: &DirtyStore, machines: &mut [Machine], healed: impl Fn(&Machine) -> bool) {
    for chance in 0..10 {
        if machines.iter().all(&healed) {
            return;
        }
        for machine in &mut *machines {
            machine.now_ms += FULL_EVERY_MS;
            let now_ms = machine.now_ms;
            let moment = Moment { now_ms, chance };
            machine.exchange.pass(store, &machine.replica, moment);
        }
    }
}

/// `KLASSNY_DAMAGED=10000` is the long run.
#[allow(
    clippy::disallowed_methods,
    reason = "a longer run is asked for from outside"
)]
fn seeds() -> u64 {
    let asked = std::env::var("KLASSNY_DAMAGED").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(1_000)
}

#[test]
fn p10_damaged_shares_lose_nobody_a_good_segment_are_told_and_heal() {
    let before = Before::new();
    let (mut damages, mut strangers) = (0, 0);
    let seeds = seeds();
    for seed in 0..seeds {
        let (more, strange) = one(&before, seed);
        damages += more;
        strangers += strange;
    }
    println!("{seeds} damaged shares: {damages} damages, {strangers} strange files, 0 facts lost");
    assert!(damages > seeds * 2 && strangers > seeds);
}
