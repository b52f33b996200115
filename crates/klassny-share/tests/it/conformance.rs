//! One suite that every store of segments must pass.

use crate::kit::{memory_share, real_share};
use crate::suite::{conforms, segment};
use klassny_share::faulty::{Faults, FaultyStore};
use klassny_share::folder::SegmentStore;
use klassny_share::guard::Sharer;
use std::sync::Arc;
use std::time::Duration;

#[test]
fn memory_conforms() {
    conforms(&memory_share());
}

#[test]
fn a_faulty_store_without_faults_conforms() {
    conforms(&FaultyStore::new(memory_share(), 1, Faults::default()));
}

#[test]
fn a_real_folder_conforms() {
    let (_dir, share) = real_share();
    conforms(&share);
}

#[test]
fn a_store_behind_its_thread_conforms() {
    let (_dir, share) = real_share();
    let sharer = Sharer::start(share, Duration::from_secs(60), Arc::new(|| 0)).expect("a thread");
    conforms(&sharer);
}

#[test]
fn the_same_seed_gives_the_same_faults() {
    let run = |seed| {
        let faults = Faults {
            put_error_undone: 300,
            read_error: 300,
            ..Faults::default()
        };
        let store = FaultyStore::new(memory_share(), seed, faults);
        let trace: Vec<bool> = (1..100)
            .map(|seq| store.put_new(&segment(1, seq).into(), b"x").is_ok())
            .collect();
        (trace, store.count())
    };
    assert_eq!(run(5), run(5));
    assert_ne!(run(5), run(6));
}
