//! Seeded faults of every kind at once, and what must hold when they end.

use crate::kit::memory_share;
use crate::machine::Machine;
use klassny_share::faulty::{Faults, FaultyStore, Weather};
use klassny_share::mem::MemStore;
use klassny_share::replica::Replica;
use std::collections::BTreeSet;
use std::sync::Arc;

const FAULTS: Faults = Faults {
    read_error: 40,
    read_short: 20,
    read_zeros: 20,
    put_error_undone: 60,
    put_error_done: 60,
    put_zeros: 20,
    stale_listing: 60,
    beacon_loss: 60,
};

type Store = FaultyStore<Arc<MemStore>>;

/// A person types, the share misbehaves, the program dies.
fn one_step(machine: &mut Machine, store: &Store, roll: u64, text: String) -> Option<String> {
    let mut entered = None;
    if roll < 40 {
        machine.replica.enter(&text);
        entered = Some(text);
    }
    let small = u32::try_from(roll % 6).expect("small");
    match roll {
        40..46 => store.crash_in(small),
        46..50 => store.set_weather(Weather::Offline),
        50..53 => store.set_weather(Weather::Full),
        53..70 => store.set_weather(Weather::Fine),
        70..74 => machine.replica.dies_in(small),
        74..78 => machine.now_ms += 11 * 60_000,
        _ => {}
    }
    machine.pass(store);
    if store.crashed() || machine.replica.restart() {
        store.restart();
        machine.restart();
    }
    entered
}

/// The faults end; everybody gets time for a few full reconciles.
fn calm(machines: &mut [Machine], stores: &[Store]) {
    for (store, machine) in stores.iter().zip(machines.iter_mut()) {
        store.restart();
        store.set_weather(Weather::Fine);
        store.set_faults(Faults::default());
        machine.restart();
    }
    for _ in 0..6 {
        for (machine, store) in machines.iter_mut().zip(stores) {
            machine.pass_much_later(store);
            machine.pass(store);
        }
    }
}

/// Three workstations under seeded faults; then the faults end and all must hold the same.
fn storm(seed: u64) -> u64 {
    let base = Arc::new(memory_share());
    let mut machines: Vec<Machine> = (1..=3).map(Machine::new).collect();
    let stores: Vec<Store> = (1..=3)
        .map(|n| FaultyStore::new(Arc::clone(&base), seed * 3 + n, FAULTS))
        .collect();
    let mut entered = BTreeSet::new();
    let mut dice = seed;
    for step in 0..60 {
        for (machine, store) in machines.iter_mut().zip(&stores) {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963);
            let text = format!("{step} of {}", machine.replica.number);
            entered.extend(one_step(machine, store, (dice >> 33) % 100, text));
        }
    }
    let count = stores.iter().map(FaultyStore::count).sum();
    calm(&mut machines, &stores);
    let wanted: Vec<String> = entered.into_iter().collect();
    for machine in &machines {
        let number = machine.replica.number;
        assert_eq!(machine.facts(), wanted, "seed {seed}, machine {number}");
        assert!(
            machine.replica.is_confirmed(),
            "seed {seed}, machine {number}"
        );
        assert_eq!(
            machine.replica.names(),
            machines[0].replica.names(),
            "seed {seed}"
        );
        assert_eq!(machine.replica.bad_files().expect("bad"), [], "seed {seed}");
    }
    count
}

#[test]
fn under_any_storm_of_faults_nothing_is_lost_or_doubled() {
    let faults: u64 = (0..25).map(storm).sum();
    assert!(faults > 1_000, "{faults} faults are no storm");
}
