//! Packs: written by the owner, verified by a witness, read by all, cleaned up after two weeks (P9).

use crate::fake::{FakeReplica, register, seat_of};
use crate::kit::{memory_share, real_share};
use crate::machine::Machine;
use klassny_domain::ids::SeatId;
use klassny_log::{PACK_MAX, split_pack};
use klassny_share::check::check;
use klassny_share::folder::SegmentStore;
use klassny_share::mem::MemStore;
use klassny_share::name::{Name, PackName};
use klassny_share::plan::Moment;
use klassny_share::replica::{PackWord, Replica as _};
use std::ops::ControlFlow;

impl FakeReplica {
    /// Gives this device the duty of a witness.
    fn make_witness(&self) {
        self.control().witness = true;
    }

    /// What witnesses said of packs, here.
    pub fn words(&self) -> Vec<PackWord> {
        self.control().words.clone()
    }

    /// Says that a pack holds its shard.
    pub fn say(&self, seat: SeatId, shard: u32, pack: [u8; 32]) {
        self.control().words.push(PackWord {
            seat,
            shard,
            pack,
            by_this_device: true,
            rested: false,
        });
    }

    /// Takes the words of another device, fresh or two weeks old.
    fn hear(&self, words: &[PackWord], rested: bool) {
        let heard = words.iter().map(|word| PackWord {
            by_this_device: false,
            rested,
            ..*word
        });
        self.control().words = heard.collect();
    }

    /// Seals one segment, to be published with the next pass.
    fn seal_one(&self, text: &str) {
        self.enter(text);
        let sealed = self.prepare(seat_of(self.number, 1), 0).expect("sealed");
        assert!(sealed.is_some());
    }
}

/// One shard is full (numbers 1 to 255), and a little of the next is there.
const SEGMENTS: usize = 260;

fn owner() -> Machine {
    let machine = Machine::new(1);
    for number in 0..SEGMENTS {
        machine.replica.seal_one(&format!("запись {number}"));
    }
    machine
}

fn witness() -> Machine {
    let machine = Machine::new(2);
    machine.replica.make_witness();
    machine
}

fn files(store: &MemStore, folder: &str) -> Vec<Name> {
    let names = store.names().into_iter();
    names
        .filter(|name| name.as_str().starts_with(folder))
        .collect()
}

/// The owner's small files.
fn small(store: &MemStore) -> usize {
    files(store, Name::seat(seat_of(1, 1)).as_str()).len()
}

fn packs(store: &MemStore) -> Vec<PackName> {
    let names = files(store, "pack/");
    names
        .iter()
        .map(|name| PackName::parse(name.as_str()).expect("a pack"))
        .collect()
}

/// A share on which the owner's shard was packed, verified, and its small files removed.
fn cleaned() -> (MemStore, Machine, Machine) {
    let store = memory_share();
    let (mut owner, mut witness) = (owner(), witness());
    owner.pass(&store);
    witness.pass_much_later(&store);
    assert_eq!(witness.facts(), owner.facts());
    let words = witness.replica.words();
    assert_eq!(words.len(), 1, "the witness names the pack");
    owner.replica.hear(&words, false);
    owner.pass_much_later(&store);
    assert_eq!(small(&store), SEGMENTS, "two weeks are not over");
    owner.replica.hear(&words, true);
    owner.pass_much_later(&store);
    assert_eq!(
        small(&store),
        SEGMENTS - 255,
        "the shard stands in its pack alone"
    );
    (store, owner, witness)
}

#[test]
fn p9_a_full_shard_is_packed_verified_and_cleaned_up_after_two_weeks() {
    let (store, mut owner, mut witness) = cleaned();
    let found = packs(&store);
    assert_eq!(found.len(), 1);
    let bytes = store
        .get(&Name::from(found[0]), PACK_MAX as u64)
        .expect("a pack");
    assert_eq!(split_pack(&bytes).expect("whole").len(), 255);

    // Nobody takes what stands in the pack for lost, however often they look.
    for _ in 0..3 {
        for machine in [&mut owner, &mut witness] {
            let report = machine.pass_much_later(&store);
            assert_eq!((report.repaired, report.bad.len()), (0, 0), "{report:?}");
        }
    }
    assert_eq!(small(&store), SEGMENTS - 255);
    // A machine that comes later, and one that was restored from an old backup, read the pack.
    let mut late = Machine::new(3);
    late.pass(&store);
    assert_eq!(late.facts(), owner.facts());
    let mut restored = Machine::with(FakeReplica::new(1, &register(9)));
    restored.pass(&store);
    assert_eq!(restored.facts(), owner.facts());
    // The check of the share counts what packs hold.
    let moment = Moment {
        now_ms: late.now_ms,
        chance: 0,
    };
    let going = &mut |_| ControlFlow::Continue(());
    let checked = check(&store, &late.replica, moment, going).expect("checked");
    assert_eq!(checked.segments, SEGMENTS as u64 + 1, "and an ack");
    assert!(
        checked.problems.is_empty() && checked.not_there.is_empty(),
        "{checked:?}"
    );
}

#[test]
fn p9_the_same_on_a_real_folder() {
    let (_dir, store) = real_share();
    let (mut owner, mut witness) = (owner(), witness());
    owner.pass(&store);
    witness.pass_much_later(&store);
    let words = witness.replica.words();
    owner.replica.hear(&words, true);
    owner.pass_much_later(&store);
    let shard = store.list(&Name::shard(seat_of(1, 1), 0)).expect("listed");
    assert!(shard.entries.is_empty());
    let mut late = Machine::new(3);
    late.pass(&store);
    assert_eq!(late.facts(), owner.facts());
}

#[test]
fn p9_an_endless_pack_is_not_read_beyond_its_limit() {
    let (dir, store) = real_share();
    let mut owner = owner();
    owner.pass(&store);
    let folder = Name::packs(seat_of(1, 1));
    let listed = store.list(&folder).expect("listed").entries;
    let pack = PackName::parse(listed[0].name.as_str()).expect("a pack");
    // A sparse terabyte, and one small file missing that it should hold.
    let file = std::fs::File::create(dir.path().join(pack.to_string())).expect("a file");
    file.set_len(1 << 40).expect("a sparse file");
    let shard = store.list(&Name::shard(seat_of(1, 1), 0)).expect("listed");
    store.remove_own(&shard.entries[7].name).expect("removed");
    let mut witness = witness();
    let report = witness.pass(&store);
    assert_eq!(report.bad_packs, [pack]);
    assert!(witness.replica.words().is_empty());
    assert!(witness.facts().len() < SEGMENTS);
}

#[test]
fn p9_only_a_pack_that_was_read_again_is_cleaned_up_after() {
    for harm in [Some(Vec::new()), Some(vec![0; 4096]), None] {
        let store = memory_share();
        let (mut owner, mut witness) = (owner(), witness());
        owner.pass(&store);
        witness.pass_much_later(&store);
        owner.replica.hear(&witness.replica.words(), true);
        store.damage(&Name::from(packs(&store)[0]), harm);
        let lame = Faulty(&store);
        owner.now_ms += klassny_share::plan::FULL_EVERY_MS;
        owner.pass(&lame);
        assert_eq!(small(&store), SEGMENTS, "nothing was removed");
        // Where the pack can be put again it is, and then the files go.
        owner.pass_much_later(&store);
        owner.pass_much_later(&store);
        assert_eq!(small(&store), SEGMENTS - 255);
        let mut late = Machine::new(3);
        late.pass(&store);
        assert_eq!(late.facts(), owner.facts());
    }
}

/// A share whose packs nobody can write.
struct Faulty<'a>(&'a MemStore);

impl SegmentStore for Faulty<'_> {
    fn put_new(
        &self,
        name: &Name,
        bytes: &[u8],
    ) -> Result<klassny_share::folder::Put, klassny_share::error::Error> {
        if name.as_str().starts_with("pack/") {
            let denied = std::io::ErrorKind::TimedOut.into();
            let path = std::path::Path::new(name.as_str());
            let write = klassny_share::error::Operation::Write;
            return Err(klassny_share::error::Error::io(write, path, denied));
        }
        self.0.put_new(name, bytes)
    }
    fn get(&self, name: &Name, limit: u64) -> Result<Vec<u8>, klassny_share::error::Error> {
        self.0.get(name, limit)
    }
    fn list(
        &self,
        folder: &Name,
    ) -> Result<klassny_share::folder::Listing, klassny_share::error::Error> {
        self.0.list(folder)
    }
    fn stat(
        &self,
        name: &Name,
    ) -> Result<klassny_share::folder::Stat, klassny_share::error::Error> {
        self.0.stat(name)
    }
    fn remove_own(&self, name: &Name) -> Result<(), klassny_share::error::Error> {
        self.0.remove_own(name)
    }
    fn set_beacon(
        &self,
        head: &klassny_share::name::BeaconName,
    ) -> Result<(), klassny_share::error::Error> {
        self.0.set_beacon(head)
    }
    fn place(&self) -> std::path::PathBuf {
        self.0.place()
    }
}

#[test]
fn p9_a_damaged_pack_is_refused_and_what_it_held_is_put_again_by_whoever_has_it() {
    let whole = {
        let (store, ..) = cleaned();
        store
            .get(&Name::from(packs(&store)[0]), PACK_MAX as u64)
            .expect("a pack")
    };
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 4;
    let mut longer = whole.clone();
    longer.extend_from_slice(&whole[..100]);
    let cut = whole[..whole.len() - 1].to_vec();
    let harms = [
        flipped,
        longer,
        cut,
        vec![0; whole.len()],
        b"JSG1".to_vec(),
        Vec::new(),
    ];
    for (number, harm) in harms.into_iter().enumerate() {
        let (store, _, mut witness) = cleaned();
        let pack = packs(&store)[0];
        store.damage(&Name::from(pack), Some(harm));
        let mut late = Machine::new(3);
        let report = late.pass(&store);
        assert_eq!(report.bad_packs, [pack], "harm {number}");
        assert!(late.facts().len() < SEGMENTS);
        // The author's disk is gone; whoever holds the segments puts them again.
        for _ in 0..20 {
            witness.pass_much_later(&store);
        }
        late.pass_much_later(&store);
        late.pass_much_later(&store);
        assert_eq!(late.facts(), witness.facts(), "harm {number}");
    }
}

#[test]
fn p9_an_owner_mends_the_own_pack_where_it_rots() {
    let (store, mut owner, _) = cleaned();
    let pack = packs(&store)[0];
    let mut bytes = store
        .get(&Name::from(pack), PACK_MAX as u64)
        .expect("a pack");
    bytes[1000] ^= 1;
    store.damage(&Name::from(pack), Some(bytes.clone()));
    // One in sixteen full reconciles reads it again.
    for chance in 0..16 {
        owner.now_ms += klassny_share::plan::FULL_EVERY_MS;
        let moment = Moment {
            now_ms: owner.now_ms,
            chance,
        };
        owner.exchange.pass(&store, &owner.replica, moment);
    }
    bytes[1000] ^= 1;
    assert_eq!(
        store
            .get(&Name::from(pack), PACK_MAX as u64)
            .expect("a pack"),
        bytes
    );
}

#[test]
fn p9_a_machine_that_dies_at_any_step_of_packing_loses_nothing() {
    // Each transaction of the witness, and each call of the owner to the share.
    for step in 0..3 {
        let store = memory_share();
        let (mut owner, mut witness) = (owner(), witness());
        owner.pass(&store);
        witness.pass(&store);
        witness.replica.dies_in(step);
        witness.pass_much_later(&store);
        witness.restart();
        witness.replica.make_witness();
        witness.pass_much_later(&store);
        assert!(!witness.replica.words().is_empty(), "step {step}");
        owner.replica.hear(&witness.replica.words(), true);
        owner.pass_much_later(&store);
        let mut late = Machine::new(3);
        late.pass(&store);
        assert_eq!(late.facts(), owner.facts());
    }
}

/// A file lost beside a pack, or a damaged pack, hides nothing of the packs before it: whoever
/// comes with nothing reads all that is there.
#[test]
fn p5_a_gap_after_a_pack_does_not_hide_the_pack_from_a_new_machine() {
    let (store, owner, _) = cleaned();
    let first = files(&store, Name::seat(seat_of(1, 1)).as_str())
        .into_iter()
        .min_by_key(|name| name.as_str().to_owned())
        .expect("number 256");
    store.damage(&first, None);
    let mut late = Machine::new(3);

    late.pass(&store);
    late.pass_much_later(&store);
    assert_eq!(
        late.facts().len() + 1,
        owner.facts().len(),
        "all but the lost one"
    );
}

/// Another file of the same length and form under a pack's name of its own stands in for nothing:
/// what it does not hold is put again, and its owner writes the right pack again.
#[test]
fn p10_a_false_pack_of_the_right_length_does_not_keep_lost_segments_from_being_put_again() {
    let (store, mut owner, mut witness) = cleaned();
    let pack = packs(&store)[0];
    let name = Name::from(pack);
    let mut bytes = store.get(&name, PACK_MAX as u64).expect("a pack");
    let at = bytes.len() - 1;
    bytes[at] ^= 1;
    let hash = klassny_log::short(blake3::hash(&bytes).as_bytes());
    store.damage(&name, None);
    store
        .put_new(&Name::from(PackName { hash, ..pack }), &bytes)
        .expect("put");
    for machine in [&mut witness, &mut owner] {
        for chance in 0..16 {
            machine.now_ms += klassny_share::plan::FULL_EVERY_MS;
            let moment = Moment {
                now_ms: machine.now_ms,
                chance,
            };
            let report = machine.exchange.pass(&store, &machine.replica, moment);
            assert!(chance > 0 || !report.bad_packs.is_empty(), "it is named");
        }
        machine.pass_much_later(&store);
    }
    assert!(packs(&store).contains(&pack), "the owner wrote it again");
    let mut late = Machine::new(3);
    late.pass(&store);
    late.pass_much_later(&store);
    assert_eq!(late.facts(), owner.facts());
}
