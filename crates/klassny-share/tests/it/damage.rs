//! Files that are missing, damaged, foreign or forked: reported, healed, and in nobody's way.

use crate::fake::{key, seal_first, seat_of};
use crate::kit::{memory_share, real_share};
use crate::machine::{Machine, head_of, settle};
use klassny_share::folder::SegmentStore;
use klassny_share::name::{BeaconName, Folder, Name, SegmentName};
use klassny_share::replica::{BadFile, BadReason};
use klassny_share::status::{ShareState, SyncReport};

#[test]
fn a_missing_predecessor_hides_no_successor_and_is_reported_until_it_comes() {
    let store = memory_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    let mut names = Vec::new();
    for text in ["one", "two", "three"] {
        ada.replica.enter(text);
        ada.pass(&store);
        names.push(head_of(&ada, 1));
    }
    let gone = Name::from(names[1]);
    let bytes = store.get(&gone, 1 << 20).expect("a segment");
    store.damage(&gone, None);
    let report = bob.pass(&store);
    assert_eq!(
        bob.facts(),
        ["one", "three"],
        "listed at the start, the gap hides nothing"
    );
    assert_eq!(report.gaps, [names[1]]);
    let reasons: Vec<_> = report
        .bad
        .iter()
        .map(|bad| (bad.name, bad.reason))
        .collect();
    assert_eq!(reasons, [(names[1], BadReason::Missing)]);
    bob.pass(&store);
    let tries = |report: &SyncReport| report.bad.first().map(|bad| bad.tries);
    assert!(tries(&bob.pass(&store)) < Some(4), "patience grows");
    store.damage(&gone, Some(bytes));
    let report = bob.pass_much_later(&store);
    assert_eq!((report.gaps.len(), report.bad.len()), (0, 0));
    assert_eq!(bob.facts(), ["one", "three", "two"]);
}

#[test]
fn a_deleted_or_damaged_own_file_is_put_again_by_its_author() {
    for damage in [None, Some(vec![]), Some(vec![0; 300])] {
        let store = memory_share();
        let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
        ada.replica.enter("x");
        ada.pass(&store);
        let path = Name::from(head_of(&ada, 1));
        let bytes = store.get(&path, 1 << 20).expect("a segment");
        // Of the same length: only reading shows it.
        let damage = damage.map(|mut zeros| {
            if zeros.len() == 300 {
                zeros.resize(bytes.len(), 0);
            }
            zeros
        });
        store.damage(&path, damage);
        let report = bob.pass(&store);
        assert_eq!((report.taken, report.bad.len()), (0, 1));
        let report = ada.pass_much_later(&store);
        assert_eq!(report.repaired, 1);
        assert_eq!(store.get(&path, 1 << 20).expect("healed"), bytes);
        let report = bob.pass_much_later(&store);
        assert_eq!((report.taken, report.bad.len()), (1, 0));
    }
}

#[test]
fn a_damaged_file_of_another_gets_a_repaired_sibling_that_readers_accept() {
    let store = memory_share();
    let (mut ada, mut bob, mut eve) = (Machine::new(1), Machine::new(2), Machine::new(3));
    ada.replica.enter("x");
    ada.pass(&store);
    bob.pass(&store);
    let head = head_of(&ada, 1);
    store.damage(&Name::from(head), Some(b"half".to_vec()));
    drop(ada);
    assert_eq!(bob.pass_much_later(&store).repaired, 1);
    let sibling = SegmentName { copy: 1, ..head };
    assert!(store.names().contains(&Name::from(sibling)));
    assert_eq!(store.get(&head.into(), 9).expect("left alone"), b"half");
    eve.pass(&store);
    assert_eq!(eve.facts(), ["x"]);
    assert_eq!(bob.pass_much_later(&store).repaired, 0, "healed once");
}

#[test]
fn a_share_restored_from_an_older_copy_heals_forward() {
    let store = memory_share();
    let (mut ada, mut bob, mut eve) = (Machine::new(1), Machine::new(2), Machine::new(3));
    ada.replica.enter("old");
    settle(&store, &mut [&mut ada, &mut bob]);
    let backup: Vec<_> = store.names();
    for text in ["new", "newer"] {
        ada.replica.enter(text);
        settle(&store, &mut [&mut ada, &mut bob]);
    }
    for name in store.names().iter().filter(|name| !backup.contains(name)) {
        store.damage(name, None);
    }
    drop(ada);
    for _ in 0..3 {
        bob.pass_much_later(&store);
    }
    eve.pass(&store);
    assert_eq!(
        eve.facts(),
        ["new", "newer", "old"],
        "everybody puts again what is missing"
    );
}

fn hopeless(report: &SyncReport) -> Vec<BadFile> {
    let bad = report.bad.clone().into_iter();
    bad.filter(|bad| bad.reason != BadReason::TooLarge)
        .collect()
}

#[test]
fn files_that_are_not_ours_are_listed_with_their_reason_and_block_nobody() {
    let store = memory_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    let (seat, hash) = (seat_of(3, 1), [1; 16]);
    let put = |name: SegmentName, bytes: &[u8]| {
        store.put_new(&name.into(), bytes).expect("put");
        store.set_beacon(&BeaconName::from(name)).expect("beacon");
    };
    let garbage = |bytes: &[u8], seq| SegmentName {
        seat,
        seq,
        hash: klassny_log::short(blake3::hash(bytes).as_bytes()),
        copy: 0,
    };
    put(
        SegmentName {
            seat,
            seq: 1,
            hash,
            copy: 0,
        },
        b"not what the name says",
    );
    put(garbage(b"not a segment", 2), b"not a segment");
    // A segment of one seat under the name of another.
    let other = seal_first(&key(4, 1), "moved", None);
    put(SegmentName { seat, ..other.name }, &other.bytes);
    // A true header, a false signature.
    let mut forged = seal_first(&key(5, 1), "forged", None).bytes;
    *forged.last_mut().expect("a signature") ^= 1;
    let seat = seat_of(5, 1);
    put(
        SegmentName {
            seat,
            ..garbage(&forged, 1)
        },
        &forged,
    );
    let huge = vec![0; (1 << 20) + 1];
    put(
        SegmentName {
            seat: seat_of(6, 1),
            ..garbage(&huge, 1)
        },
        &huge,
    );

    ada.replica.enter("x");
    ada.pass(&store);
    let report = bob.pass(&store);
    assert_eq!(bob.facts(), ["x"]);
    let mut reasons: Vec<_> = report.bad.iter().map(|bad| bad.reason).collect();
    reasons.sort();
    use BadReason::{Damaged, Forged, Malformed, TooLarge};
    assert_eq!(reasons, [TooLarge, Damaged, Malformed, Malformed, Forged]);
    assert_eq!(report.share, ShareState::Online);
    let again = bob.pass(&store);
    assert_eq!(
        hopeless(&again),
        hopeless(&report),
        "left alone until their patience ends"
    );
    // Not read to its end, so its hash is not known: its author may put a good one there.
    let huge = again.bad.iter().find(|bad| bad.reason == TooLarge);
    assert_eq!(huge.map(|bad| bad.tries), Some(2));
}

#[test]
fn a_replica_restored_from_a_backup_takes_what_it_wrote_after_it_and_goes_on_from_there() {
    let store = memory_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    ada.replica.enter("before the backup");
    ada.pass(&store);
    let backup = ada.replica.cloned();
    ada.replica.enter("after the backup");
    ada.pass(&store);

    let mut ada = Machine::with(backup);
    ada.replica.enter("on the restored disk");
    let report = ada.pass(&store);
    assert_eq!(report.adopted, [seat_of(1, 1)]);
    assert_eq!(report.forked, [], "no number was given twice");
    assert_eq!((report.published, report.counts.waiting), (1, 0));
    bob.pass(&store);
    let all = [
        "after the backup",
        "before the backup",
        "on the restored disk",
    ];
    assert_eq!(ada.facts(), all);
    assert_eq!(bob.facts(), all);
    assert_eq!(ada.pass_much_later(&store).adopted, [], "said once");
}

#[test]
fn two_clones_of_a_disk_both_reach_everybody() {
    let store = memory_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    ada.replica.enter("together");
    ada.pass(&store);
    bob.pass(&store);
    let mut clone = Machine::with(ada.replica.cloned());
    // Both had looked at the share before the other wrote, as with a stale listing.
    let (one, two) = (memory_share(), memory_share());
    for name in store.names() {
        let bytes = store.get(&name, 1 << 20).expect("a file");
        one.put_new(&name, &bytes).expect("copy");
        two.put_new(&name, &bytes).expect("copy");
    }
    ada.replica.enter("on the first");
    ada.pass(&one);
    clone.replica.enter("on the clone");
    clone.pass(&two);
    for side in [one, two] {
        for name in side.names() {
            store
                .put_new(&name, &side.get(&name, 1 << 20).expect("a file"))
                .expect("merge");
        }
    }
    bob.pass(&store);
    assert_eq!(bob.facts(), ["on the clone", "on the first", "together"]);
    for machine in [&mut ada, &mut clone] {
        assert_eq!(machine.pass_much_later(&store).adopted, [seat_of(1, 1)]);
        assert_eq!(machine.pass(&store).forked, [seat_of(1, 1)]);
    }
    ada.replica.enter("after both were seen");
    ada.pass(&store);
    bob.pass(&store);
    assert!(
        bob.facts().contains(&"after both were seen".to_owned()),
        "a chain with branches goes on"
    );
}

#[test]
fn a_lost_beacon_is_set_again_and_costs_only_time() {
    let store = memory_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    bob.pass(&store);
    ada.replica.enter("x");
    ada.pass(&store);
    let beacon = Name::from(BeaconName::from(head_of(&ada, 1)));
    store.damage(&beacon, None);
    assert_eq!(bob.pass(&store).taken, 0);
    ada.pass(&store);
    assert!(store.names().contains(&beacon));
    assert_eq!(bob.pass(&store).taken, 1);
}

#[test]
fn temporary_files_of_the_own_device_are_swept_after_a_day() {
    let (dir, share) = real_share();
    let mut ada = Machine::new(1);
    let own = klassny_share::name::TempName {
        seat: seat_of(1, 0),
        random: [1; 10],
    };
    let other = klassny_share::name::TempName {
        seat: seat_of(2, 0),
        random: [1; 10],
    };
    for name in [own, other] {
        std::fs::File::create(dir.path().join(name.to_string())).expect("a forgotten file");
    }
    ada.now_ms = 4_000_000_000_000;
    ada.pass(&share);
    let left = share
        .list(&Name::top(Folder::Temporary))
        .expect("list")
        .entries;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].name, Name::from(other));
}
