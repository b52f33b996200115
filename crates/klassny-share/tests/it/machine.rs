//! A workstation of the tests, and how several of them come to rest.

use crate::fake::{FakeReplica, register};
use crate::kit::NOON_MS;
use klassny_share::exchange::Exchange;
use klassny_share::folder::SegmentStore;
use klassny_share::name::SegmentName;
use klassny_share::plan::{FULL_EVERY_MS, Moment};
use klassny_share::replica::Replica;
use klassny_share::status::SyncReport;

/// A workstation: its replica, and the exchange of the program that runs now.
pub struct Machine {
    pub replica: FakeReplica,
    pub exchange: Exchange,
    pub now_ms: i64,
}

impl Machine {
    pub fn new(number: u8) -> Self {
        Self::with(FakeReplica::new(number, &register(9)))
    }

    pub fn with(replica: FakeReplica) -> Self {
        Self {
            replica,
            exchange: Exchange::new(),
            now_ms: NOON_MS,
        }
    }

    pub fn pass(&mut self, store: &dyn SegmentStore) -> SyncReport {
        self.now_ms += 5_000;
        let chance = u64::from(self.replica.number) * 1_000;
        self.exchange.pass(
            store,
            &self.replica,
            Moment {
                now_ms: self.now_ms,
                chance,
            },
        )
    }

    /// A pass after waiting long enough for any backoff and for a full reconcile.
    pub fn pass_much_later(&mut self, store: &dyn SegmentStore) -> SyncReport {
        self.now_ms += FULL_EVERY_MS;
        self.pass(store)
    }

    pub fn restart(&mut self) {
        self.replica.restart();
        self.exchange = Exchange::new();
    }

    pub fn facts(&self) -> Vec<String> {
        self.replica.facts()
    }
}

pub fn head_of(machine: &Machine, place: u8) -> SegmentName {
    let own = machine.replica.own_seats().expect("own seats");
    own[usize::from(place)].published.expect("a published head")
}

pub fn settle(store: &dyn SegmentStore, machines: &mut [&mut Machine]) {
    for _ in 0..30 {
        for machine in machines.iter_mut() {
            machine.pass(store);
        }
    }
}
