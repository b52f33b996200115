//! What every store of segments must do. The tests of real servers ask the same of them.

use crate::kit::{identity, seat};
use klassny_share::error::Class;
use klassny_share::folder::{Entry, Put, SegmentStore};
use klassny_share::name::{BeaconName, BlobName, Folder, Name, SegmentName};

/// A segment's name, of which only seat and number matter.
pub fn segment(number: u8, seq: u32) -> SegmentName {
    SegmentName {
        seat: seat(number),
        seq,
        hash: [number; 16],
        copy: 0,
    }
}

fn beacons(store: &impl SegmentStore) -> Vec<BeaconName> {
    let listing = store.list(&Name::top(Folder::Beacon)).expect("the beacons");
    listing
        .entries
        .iter()
        .filter_map(|listed| BeaconName::parse(listed.name.as_str()))
        .collect()
}

fn a_file_keeps_its_bytes(store: &impl SegmentStore) {
    let path = Name::from(segment(1, 300));
    assert_eq!(
        store.get(&path, 10).expect_err("absent").class(),
        Class::Missing
    );
    assert_eq!(
        store.stat(&path).expect_err("absent").class(),
        Class::Missing
    );
    assert_eq!(store.put_new(&path, b"whole").expect("put"), Put::New);
    assert_eq!(
        store.put_new(&path, b"whole").expect("put again"),
        Put::Same
    );
    assert_eq!(
        store.put_new(&path, b"other").expect_err("taken").class(),
        Class::Exists
    );
    assert_eq!(
        store
            .put_new(&path, b"longer than before")
            .expect_err("taken")
            .class(),
        Class::Exists
    );
    assert_eq!(store.get(&path, 5).expect("get"), b"whole");
    assert_eq!(
        store.get(&path, 4).expect_err("too large").class(),
        Class::Other
    );
    assert_eq!(store.stat(&path).expect("stat").len, 5);
}

fn a_folder_lists_its_own_entries_only(store: &impl SegmentStore) {
    for seq in [1, 2, 255, 256] {
        store
            .put_new(&segment(2, seq).into(), &[0; 3])
            .expect("put");
    }
    let shard = store.list(&Name::shard(seat(2), 0)).expect("list");
    let names: Vec<_> = shard
        .entries
        .iter()
        .filter_map(|listed| SegmentName::parse(listed.name.as_str()))
        .collect();
    assert_eq!(names, [segment(2, 1), segment(2, 2), segment(2, 255)]);
    assert!(
        shard
            .entries
            .iter()
            .all(|listed| listed.entry == Entry::File { len: 3 })
    );
    let shards = store.list(&Name::seat(seat(2))).expect("list");
    assert_eq!(shards.entries.len(), 2);
    assert!(
        shards
            .entries
            .iter()
            .all(|listed| listed.entry == Entry::Folder)
    );
    assert_eq!(
        store
            .list(&Name::seat(seat(99)))
            .expect("an absent folder is empty")
            .entries,
        []
    );
}

fn a_removed_file_is_gone_and_may_come_again(store: &impl SegmentStore) {
    let path = Name::from(segment(3, 1));
    store.put_new(&path, b"damaged").expect("put");
    store.remove_own(&path).expect("remove");
    store.remove_own(&path).expect("removing twice is the same");
    assert_eq!(store.put_new(&path, b"repaired").expect("put"), Put::New);
}

fn a_beacon_moves_and_two_heads_of_one_seat_both_stand(store: &impl SegmentStore) {
    store.set_beacon(&segment(4, 7).into()).expect("first");
    store.set_beacon(&segment(4, 8).into()).expect("moved");
    store
        .set_beacon(&segment(4, 8).into())
        .expect("the same again");
    assert_eq!(beacons(store), [segment(4, 8).into()]);
    // A replica restored from a backup is behind: it takes nothing back.
    store.set_beacon(&segment(4, 5).into()).expect("a clone");
    assert_eq!(beacons(store), [segment(4, 5).into(), segment(4, 8).into()]);
    store
        .set_beacon(&segment(5, 1).into())
        .expect("another seat");
    assert_eq!(beacons(store).len(), 3);
}

fn a_file_of_homework_is_as_large_as_it_may_be(store: &impl SegmentStore) {
    let bytes: Vec<u8> = (0..=250).cycle().take(klassny_log::BLOB_MAX).collect();
    let hash = *blake3::hash(&bytes).as_bytes();
    let path = Name::from(BlobName { hash, copy: 0 });
    assert_eq!(store.put_new(&path, &bytes).expect("put"), Put::New);
    assert_eq!(store.put_new(&path, &bytes).expect("put again"), Put::Same);
    assert_eq!(store.stat(&path).expect("stat").len, bytes.len() as u64);
    assert_eq!(store.get(&path, bytes.len() as u64).expect("get"), bytes);
    let short = store.get(&path, bytes.len() as u64 - 1);
    assert_eq!(
        short.expect_err("no more than asked for").class(),
        Class::Other
    );
    let beside = Name::from(BlobName { hash, copy: 1 });
    assert_eq!(store.put_new(&beside, &bytes).expect("put"), Put::New);
    let folder = path.folder().expect("a folder");
    let names: Vec<_> = store.list(&folder).expect("list").entries;
    let parsed = names
        .iter()
        .filter_map(|listed| BlobName::parse(listed.name.as_str()));
    assert_eq!(parsed.map(|name| name.copy).collect::<Vec<_>>(), [0, 1]);
}

/// Asks everything of a share that was just created and holds nothing.
pub fn conforms(store: &impl SegmentStore) {
    assert_eq!(store.identity().expect("our share"), identity());
    a_file_keeps_its_bytes(store);
    a_folder_lists_its_own_entries_only(store);
    a_removed_file_is_gone_and_may_come_again(store);
    a_beacon_moves_and_two_heads_of_one_seat_both_stand(store);
    a_file_of_homework_is_as_large_as_it_may_be(store);
}
