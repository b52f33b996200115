//! A server that shows an old state of the share: to everybody, to one, for a while, for ever.

use crate::kit::memory_share;
use crate::machine::{Machine, head_of, settle};
use klassny_share::error::Error;
use klassny_share::folder::{Listing, Put, SegmentStore, Stat};
use klassny_share::mem::MemStore;
use klassny_share::name::{BeaconName, Name};
use klassny_share::status::ShareState;
use std::path::PathBuf;
use std::sync::Arc;

/// Takes everything and shows what stood there when it froze.
struct Frozen {
    live: Arc<MemStore>,
    shown: MemStore,
}

fn copy(store: &MemStore) -> MemStore {
    let copy = MemStore::new();
    for name in store.names() {
        let bytes = store.get(&name, 1 << 20).expect("a file");
        copy.put_new(&name, &bytes).expect("a copy");
    }
    copy
}

impl SegmentStore for Frozen {
    fn put_new(&self, name: &Name, bytes: &[u8]) -> Result<Put, Error> {
        self.live.put_new(name, bytes)
    }

    fn get(&self, name: &Name, limit: u64) -> Result<Vec<u8>, Error> {
        self.shown.get(name, limit)
    }

    fn list(&self, folder: &Name) -> Result<Listing, Error> {
        self.shown.list(folder)
    }

    fn stat(&self, name: &Name) -> Result<Stat, Error> {
        self.shown.stat(name)
    }

    fn remove_own(&self, name: &Name) -> Result<(), Error> {
        self.live.remove_own(name)
    }

    fn set_beacon(&self, head: &BeaconName) -> Result<(), Error> {
        self.live.set_beacon(head)
    }

    fn place(&self) -> PathBuf {
        self.live.place()
    }
}

#[test]
fn p10_a_share_set_back_to_any_older_day_heals_forward_and_says_so() {
    let store = Arc::new(memory_share());
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    let mut days = Vec::new();
    for day in 0..6 {
        ada.replica.enter(&format!("{day} by Ada"));
        bob.replica.enter(&format!("{day} by Bob"));
        settle(&store, &mut [&mut ada, &mut bob]);
        days.push(copy(&store));
    }
    let facts = ada.facts();
    for backup in &days {
        for name in store.names() {
            store.damage(&name, None);
        }
        for name in backup.names() {
            let bytes = backup.get(&name, 1 << 20).expect("a file");
            store.damage(&name, Some(bytes));
        }
        let held = ada.replica.names();
        // The beacon that went back is enough: no half-hour is waited for.
        let report = ada.pass(&store);
        assert!(
            report.repaired > 0 || held.len() == segments(&store),
            "told"
        );
        for _ in 0..3 {
            bob.pass_much_later(&store);
            ada.pass_much_later(&store);
        }
        assert!(ada.replica.names().is_superset(&held), "nothing goes back");
        let mut eve = Machine::new(3);
        eve.pass(&store);
        assert_eq!(eve.facts(), facts);
    }
}

fn segments(store: &MemStore) -> usize {
    let names = store.names();
    names
        .iter()
        .filter(|name| klassny_share::name::SegmentName::parse(name.as_str()).is_some())
        .count()
}

#[test]
fn p10_a_share_frozen_for_one_machine_is_seen_by_what_nobody_confirms() {
    let live = Arc::new(memory_share());
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    ada.replica.enter("before");
    settle(&live, &mut [&mut ada, &mut bob]);
    assert!(ada.replica.is_confirmed());
    let frozen = Frozen {
        live: Arc::clone(&live),
        shown: copy(&live),
    };
    ada.replica.enter("by Ada, meanwhile");
    bob.replica.enter("by Bob, in the ice");
    let mut waits = 0;
    for _ in 0..6 {
        ada.pass_much_later(&live);
        let report = bob.pass_much_later(&frozen);
        // It answers, so it is no server that is away; what was sent stays unconfirmed.
        assert_eq!(report.share, ShareState::Online);
        assert_eq!(report.last_contact_ms, Some(bob.now_ms));
        assert!(report.counts.unconfirmed >= waits, "{:?}", report.counts);
        waits = report.counts.unconfirmed;
    }
    assert!(waits > 0, "counted for as long as it lasts");
    assert!(!bob.facts().contains(&"by Ada, meanwhile".to_owned()));
    // Others see what it wrote, and none of what it holds went back.
    assert!(ada.facts().contains(&"by Bob, in the ice".to_owned()));
    assert!(live.names().contains(&Name::from(head_of(&bob, 1))));
    settle(&live, &mut [&mut ada, &mut bob]);
    assert_eq!(ada.facts(), bob.facts());
    assert!(bob.replica.is_confirmed(), "the ice is gone");
}

#[test]
fn p10_old_beacons_beside_new_files_and_new_ones_beside_old_cost_only_time() {
    let store = Arc::new(memory_share());
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    ada.replica.enter("one");
    settle(&store, &mut [&mut ada, &mut bob]);
    let old = copy(&store);
    ada.replica.enter("two");
    ada.pass(&store);
    let new = copy(&store);
    for (beacons, files) in [(&old, &new), (&new, &old)] {
        let mixed = memory_share();
        for (from, of_beacons) in [(beacons, true), (files, false)] {
            for name in from.names() {
                if name.as_str().starts_with("beacon/") == of_beacons {
                    let bytes = from.get(&name, 1 << 20).expect("a file");
                    mixed.damage(&name, Some(bytes));
                }
            }
        }
        let mut eve = Machine::new(3);
        eve.pass(&mixed);
        ada.pass_much_later(&mixed);
        eve.pass_much_later(&mixed);
        assert_eq!(eve.facts(), ["one", "two"]);
    }
}
