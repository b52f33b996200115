//! A real folder that somebody filled: a hundred thousand files, files without an end, links.

use crate::kit::{folder_at, real_share};
use crate::machine::{Machine, head_of};
use klassny_share::folder::{LISTING_MAX, SegmentStore};
use klassny_share::join::requests;
use klassny_share::name::{Folder, Name};
use klassny_share::replica::BadReason;
use klassny_share::status::ShareState;
use std::fs::{self, File};
use std::path::Path;

fn fill(folder: &Path, count: usize, name: impl Fn(usize) -> String) {
    fs::create_dir_all(folder).expect("a folder");
    // One file under many names costs the disk nothing.
    let first = folder.join(name(0));
    File::create(&first).expect("a file");
    for number in 1..count {
        let next = folder.join(name(number));
        if fs::hard_link(&first, &next).is_err() {
            File::create(&next).expect("a file");
        }
    }
}

#[test]
fn p10_a_hundred_thousand_junk_files_cost_time_and_nothing_else() {
    let (dir, share) = real_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    ada.replica.enter("kept");
    ada.pass(&share);
    let shard = Name::from(head_of(&ada, 1)).folder().expect("a shard");
    let at = |folder: &str| dir.path().join(folder);
    fill(&at("join"), 20_000, |n| format!("{n:026}.req"));
    fill(&at("beacon"), 20_000, |n| format!("Copy of {n}"));
    fill(&at("tmp"), 20_000, |n| format!("{n}.tmp"));
    fill(&at("seg"), 20_000, |n| format!("new folder ({n})"));
    fill(&at(shard.as_str()), 20_000, |n| format!("{n}.seg"));

    let other = folder_at(dir.path(), 2);
    let report = bob.pass(&other);
    assert_eq!(report.share, ShareState::Online);
    assert_eq!(
        (bob.facts(), report.bad.len()),
        (vec!["kept".to_owned()], 0)
    );
    assert_eq!(report.foreign, 80_000, "each counted once");
    assert_eq!(bob.pass(&other).foreign, 80_000, "and not forgotten");
    let asked = requests(&other).expect("requests");
    assert!(asked.found.is_empty() && asked.ignored > 1_000);
    // What is entered goes on being exchanged.
    bob.replica.enter("answered");
    bob.pass(&other);
    ada.pass_much_later(&share);
    assert_eq!(ada.facts(), ["answered", "kept"]);
}

#[test]
fn p10_an_absurd_folder_is_read_to_its_limit_and_the_beacon_still_leads_to_the_head() {
    let (dir, share) = real_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    ada.replica.enter("kept");
    ada.pass(&share);
    let shard = Name::from(head_of(&ada, 1)).folder().expect("a shard");
    let count = LISTING_MAX + 5_000;
    fill(&dir.path().join(shard.as_str()), count, |n| {
        format!("{n}.seg")
    });
    let listing = share.list(&shard).expect("a listing");
    assert!(listing.cut && listing.entries.len() == LISTING_MAX);
    bob.pass(&folder_at(dir.path(), 2));
    assert_eq!(bob.facts(), ["kept"]);
    // A folder that was not read to its end proves no file missing: nothing is put again.
    let report = ada.pass_much_later(&share);
    assert_eq!((report.repaired, report.gaps.len()), (0, 0));
}

#[cfg(unix)]
#[test]
fn p10_a_file_without_an_end_and_a_link_out_of_the_share_are_read_to_the_limit_or_not_at_all() {
    let (dir, share) = real_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    for text in ["one", "two", "three"] {
        ada.replica.enter(text);
        ada.pass(&share);
    }
    let names: Vec<_> = ada.replica.names().into_iter().collect();
    let path = |at: usize| dir.path().join(Name::from(names[at]).as_str());
    // A terabyte that the disk does not have, an endless device, a folder: three segments.
    let huge = File::options().write(true).open(path(0)).expect("a file");
    huge.set_len(1 << 40).expect("a sparse file");
    fs::remove_file(path(1)).expect("removed");
    std::os::unix::fs::symlink("/dev/zero", path(1)).expect("a link");
    fs::remove_file(path(2)).expect("removed");
    fs::create_dir(path(2)).expect("a folder");

    let other = folder_at(dir.path(), 2);
    let report = bob.pass(&other);
    assert_eq!((report.taken, report.share), (0, ShareState::Online));
    let reasons: Vec<_> = report.bad.iter().map(|b| (b.name, b.reason)).collect();
    assert_eq!(reasons, [(names[0], BadReason::TooLarge)]);
    assert!(!report.not_reached.is_empty(), "{report:#?}");
    // Their author puts them again, in their place or beside it.
    for _ in 0..3 {
        ada.pass_much_later(&share);
        bob.pass_much_later(&other);
    }
    assert_eq!(bob.facts(), ["one", "three", "two"]);
    let left = share
        .list(&Name::top(Folder::Temporary))
        .expect("a listing");
    assert_eq!(left.entries, [], "nothing half written stays");
}
