//! Which files are kept, given up, wanted and published.

use super::*;
use crate::open::{Identity, OpenStore};
use crate::project::samples::{GROUP, place};
use crate::project::tests::state;
use klassny_domain::change::Change;
use klassny_domain::homework_file::HomeworkFile;
use klassny_domain::ids::{DeviceId, SchoolId, SeatId};
use klassny_domain::witness::FileHeld;

fn store(folder: &tempfile::TempDir) -> Store {
    let open = OpenStore {
        path: &folder.path().join("replica.db"),
        key: &[1; 32],
    };
    let identity = Identity {
        school: SchoolId::from_bytes([1; 16]),
        root_key: [2; 32],
        device: DeviceId::from_bytes([3; 16]),
        device_seat: SeatId::from_bytes([4; 16]),
    };
    Store::create(&open, identity).unwrap()
}

/// States that a file of a day of September stands, or not.
fn attach(store: &Store, (day, blob): (u32, u8), attached: bool) {
    let change = Change::HomeworkFile(HomeworkFile {
        place: place(GROUP, day, 1),
        content: [blob; 32],
        blob: [blob; 32],
        name: "задание.pdf".to_owned(),
        len: 100,
        attached,
    });
    state(&store.writer().conn, i64::from(blob), &change).unwrap();
}

fn wanted(store: &Store) -> Vec<u8> {
    let wanted = store.blobs_wanted().unwrap();
    assert!(wanted.iter().all(|blob| blob.len == 182));
    wanted.iter().map(|blob| blob.hash[0]).collect()
}

fn names(blobs: Vec<HeldBlob>) -> Vec<u8> {
    blobs.iter().map(|blob| blob.hash[0]).collect()
}

#[test]
fn files_of_the_newest_lessons_are_wanted_first_until_they_are_here() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    attach(&store, (1, 1), true);
    attach(&store, (9, 2), true);
    attach(&store, (5, 3), true);
    attach(&store, (8, 4), false);
    assert_eq!(wanted(&store), [2, 3, 1]);
    store.keep_blob(([3; 32], 182), u64::MAX, 7).unwrap();
    store.put_blob([1; 32], 182, 8).unwrap();
    assert_eq!(wanted(&store), [2]);
    assert_eq!(store.blob_place([3; 32]).unwrap(), BlobPlace::Received);
    assert_eq!(store.blob_place([1; 32]).unwrap(), BlobPlace::Waits);
    assert_eq!(store.blob_place([2; 32]).unwrap(), BlobPlace::Absent);
}

#[test]
fn a_file_waits_for_the_share_while_it_stands_and_is_published_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    store.put_blob([1; 32], 182, 1).unwrap();
    assert_eq!(
        names(store.blobs_to_publish().unwrap()),
        [0_u8; 0],
        "no fact names it yet"
    );
    attach(&store, (1, 1), true);
    assert_eq!(names(store.blobs_to_publish().unwrap()), [1]);
    attach(&store, (1, 1), false);
    assert_eq!(
        names(store.blobs_to_publish().unwrap()),
        [0_u8; 0],
        "it was taken back"
    );
    attach(&store, (1, 1), true);
    store.note_blob_published([1; 32]).unwrap();
    assert_eq!(names(store.blobs_to_publish().unwrap()), [0_u8; 0]);
    assert_eq!(store.blob_place([1; 32]).unwrap(), BlobPlace::Published);
    assert!(store.blobs_held().unwrap()[0].own);
}

#[test]
fn beyond_the_bound_the_files_of_the_oldest_lessons_are_given_up_and_own_ones_never() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    for (day, blob) in [(1, 1), (5, 2), (9, 3), (2, 4)] {
        attach(&store, (day, blob), true);
    }
    store.put_blob([4; 32], 182, 1).unwrap();
    store.note_blob_published([4; 32]).unwrap();
    let bound = 2 * 182;
    assert_eq!(
        store.keep_blob(([1; 32], 182), bound, 2).unwrap(),
        [[0_u8; 32]; 0]
    );
    assert_eq!(
        store.keep_blob(([3; 32], 182), bound, 3).unwrap(),
        [[0_u8; 32]; 0]
    );
    assert_eq!(
        store.keep_blob(([2; 32], 182), bound, 4).unwrap(),
        [[1; 32]]
    );
    assert_eq!(store.blob_place([1; 32]).unwrap(), BlobPlace::Dropped);
    assert_eq!(
        wanted(&store),
        [0_u8; 0],
        "what was given up is not fetched again by itself"
    );
    assert_eq!(names(store.blobs_held().unwrap()), [2, 3, 4]);
    // Somebody asks for it: it is here again, and the oldest goes.
    assert_eq!(
        store.keep_blob(([1; 32], 182), bound, 5).unwrap(),
        [[1; 32]]
    );
}

#[test]
fn a_file_is_spoken_of_until_some_device_has() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    attach(&store, (1, 1), true);
    attach(&store, (1, 2), true);
    store.put_blob([2; 32], 182, 1).unwrap();
    store.keep_blob(([1; 32], 182), u64::MAX, 1).unwrap();
    assert_eq!(
        names(store.blobs_unsaid().unwrap()),
        [1],
        "own files are for others to tell of"
    );
    assert!(!store.read(|read| read.is_file_held([1; 32])).unwrap());
    let said = Change::FileHeld(FileHeld {
        device: DeviceId::from_bytes([9; 16]),
        blob: [1; 32],
    });
    state(&store.writer().conn, 50, &said).unwrap();
    assert_eq!(names(store.blobs_unsaid().unwrap()), [0_u8; 0]);
    assert!(store.read(|read| read.is_file_held([1; 32])).unwrap());
    assert!(
        store
            .read(|read| read.homework_files(place(GROUP, 1, 1)))
            .unwrap()
            .len()
            == 2
    );
}
