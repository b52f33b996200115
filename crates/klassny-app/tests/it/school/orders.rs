//! The same segments in every order of arrival: each replica must show the same.

use super::{Machine, school_id};
use klassny_domain::change::{FactId, Register};
use klassny_log::{Envelope, SeatKey};
use klassny_store::{OpenStore, Store};

/// A sealed segment with the key of its seat.
pub type Segment = (Vec<u8>, [u8; 32]);

/// What a replica says of a register: the tip that shows, and for every fact, in the order of
/// ids, why it does not count and whether it is a tip.
pub type Says = (Option<FactId>, Vec<(Option<FactId>, Option<String>, bool)>);

/// A replica that holds the beginning, to be copied once an order.
pub struct Beginning {
    dir: tempfile::TempDir,
}

/// A copy of the beginning that took the rest in one order.
pub struct Reader {
    pub store: Store,
    _dir: tempfile::TempDir,
}

const fn open(path: &std::path::Path) -> OpenStore<'_> {
    OpenStore {
        path,
        key: &[3; 32],
    }
}

fn take(store: &Store, (bytes, key): &Segment) {
    let segment = Envelope::parse(bytes).unwrap();
    let verified = segment.verify(school_id(), key).unwrap();
    store.receive(&verified, *key, 0).unwrap();
}

impl Machine {
    /// The segments sealed here so far.
    pub fn sealed_so_far(&self) -> Vec<Segment> {
        self.seal_all();
        self.segments.borrow().clone()
    }

    /// A replica of another device with these segments.
    pub fn beginning(&self, segments: &[Segment]) -> Beginning {
        let reader = Self::empty(SeatKey::from_bytes(&[99; 32]));
        for bytes in self.store.certificates().unwrap() {
            reader.store.put_certificate(&bytes).unwrap();
        }
        for segment in segments {
            take(&reader.store, segment);
        }
        drop(reader.store);
        Beginning { dir: reader._dir }
    }
}

impl Beginning {
    /// Takes the rest in this order.
    pub fn then<'a>(&self, rest: impl IntoIterator<Item = &'a Segment>) -> Reader {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("replica.db");
        std::fs::copy(self.dir.path().join("replica.db"), &path).unwrap();
        let store = Store::open(&open(&path)).unwrap();
        for segment in rest {
            take(&store, segment);
        }
        Reader { store, _dir: dir }
    }
}

/// What a replica says of a register, without the numbers that are its own.
pub fn says(store: &Store, register: Register) -> Says {
    let history = store.history(register).unwrap();
    let id = |fact_no| {
        let entry = history.entries.iter().find(|e| e.fact_no == fact_no);
        entry.and_then(|entry| entry.id)
    };
    let mut entries: Vec<_> = history
        .entries
        .iter()
        .map(|e| (e.id, e.not_counted.clone(), e.is_tip))
        .collect();
    entries.sort();
    (history.shown.and_then(id), entries)
}

/// Every order of so many.
pub fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(count - 1);
    let all = shorter.iter().flat_map(|order| {
        (0..count).map(|at| {
            let mut order = order.clone();
            order.insert(at, count - 1);
            order
        })
    });
    all.collect()
}
