//! The setup check of a folder: each line on a folder that has the fault, and on one that has none.

use crate::kit::{NOON_MS, folder_at, identity, real_share, school, seat};
use klassny_domain::change::EnteredAt;
use klassny_share::create::create;
use klassny_share::folder::SegmentStore;
use klassny_share::guard::Sharer;
use klassny_share::name::{BeaconName, Folder, Name};
use klassny_share::replica::School;
use klassny_share::setup::{
    CLOCK_BAD_MS, CLOCK_LOOK_MS, Finding, ROOM_BAD_MB, ROOM_LOOK_MB, SLOW_BAD_MS, SLOW_LOOK_MS,
    Verdict, examine,
};
use klassny_share::share_fs::{ShareFs, Step};
use klassny_share::surroundings::PlaceKind;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

/// The clock of the machine that the folder is on: what a fresh file says.
fn true_ms(dir: &Path) -> i64 {
    let file = tempfile::NamedTempFile::new_in(dir).expect("a file");
    let modified = file.as_file().metadata().expect("about").modified();
    let since = modified.expect("a time").duration_since(UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_millis()).expect("a time")
}

/// A clock that stands, and counts the seconds it was asked for.
fn clock(wall_ms: i64) -> impl Fn() -> EnteredAt {
    move || EnteredAt {
        wall_ms,
        boot: 1,
        monotonic_ms: 0,
    }
}

fn found(share: &ShareFs, dir: &Path) -> Vec<Finding> {
    examine(share, &school(), &[seat(1)], &clock(true_ms(dir)))
}

fn bad(found: &[Finding]) -> Vec<&Finding> {
    let bad = found.iter().filter(|line| line.verdict() == Verdict::Bad);
    // Where the tests keep their files is not theirs to choose.
    bad.filter(|line| !matches!(line, Finding::Place(..) | Finding::Room { .. }))
        .collect()
}

fn temporary(share: &ShareFs) -> usize {
    let listing = share.list(&Name::top(Folder::Temporary));
    listing.expect("a listing").entries.len()
}

#[test]
fn r156_a_folder_in_order_has_no_bad_line_and_nothing_is_left_in_it() {
    let (dir, share) = real_share();
    let lines = found(&share, dir.path());
    assert_eq!(bad(&lines), [] as [&Finding; 0]);
    for wanted in [
        Finding::Ours,
        Finding::MayWrite,
        Finding::OnePlace,
        Finding::NoStrangers,
    ] {
        assert!(lines.contains(&wanted), "{wanted:?} is not in {lines:?}");
    }
    let has = |is: fn(&Finding) -> bool| lines.iter().any(is);
    assert!(has(
        |line| matches!(line, Finding::Room { free_mb, .. } if *free_mb > 0)
    ));
    assert!(has(|line| matches!(line, Finding::Speed { .. })));
    assert!(has(|line| matches!(line, Finding::Place(..))));
    assert_eq!(temporary(&share), 0, "the check removes its own files");
}

#[test]
fn r130_a_folder_that_is_not_this_schools_is_asked_no_further_and_nothing_is_written() {
    let dir = tempfile::tempdir().expect("a folder");
    let share = folder_at(dir.path(), 1);
    let lines = found(&share, dir.path());
    assert_eq!(lines.last(), Some(&Finding::NotOurs));
    assert_eq!(fs::read_dir(dir.path()).expect("a listing").count(), 0);

    let (dir, share) = real_share();
    let other = School {
        root_key: [1; 32],
        ..school()
    };
    let lines = examine(&share, &other, &[], &clock(0));
    assert_eq!(lines.last(), Some(&Finding::NotOurs));
    assert_eq!(temporary(&share), 0);

    let away = folder_at(&dir.path().join("not mounted"), 1);
    let lines = found(&away, dir.path());
    assert_eq!(bad(&lines).len(), 1);
}

#[test]
fn r156_what_the_account_may_not_do_is_said_by_its_step() {
    type Is = fn(&Finding) -> bool;
    let steps: [(Step, Is); 3] = [
        (Step::Create, |line| matches!(line, Finding::MayNotWrite(_))),
        (Step::Rename, |line| {
            matches!(line, Finding::MayNotRename(_))
        }),
        (Step::Remove, |line| {
            matches!(line, Finding::MayNotRemove(_))
        }),
    ];
    for (denied, is) in steps {
        let (dir, share) = real_share();
        let share = share.with_probe(Box::new(move |step, _| match step == denied {
            true => Err(io::ErrorKind::PermissionDenied.into()),
            false => Ok(()),
        }));
        let lines = found(&share, dir.path());
        assert!(bad(&lines).into_iter().any(is), "{denied:?}: {lines:?}");
    }
}

#[test]
fn r156_bytes_that_come_back_other_are_the_worst_line() {
    let (dir, share) = real_share();
    let share = share.with_probe(Box::new(|step, path| {
        if step == Step::ReadTemporary {
            let file = fs::OpenOptions::new().write(true).open(path)?;
            io::Write::write_all(&mut &file, &[0; 512])?;
        }
        Ok(())
    }));
    let lines = found(&share, dir.path());
    assert!(lines.contains(&Finding::Altered), "{lines:?}");
}

#[test]
fn r156_the_clock_of_the_server_is_compared_both_ways() {
    let (dir, share) = real_share();
    let beyond = |limit: u64| i64::try_from(limit).expect("ms") + 60_000;
    for (off_ms, verdict) in [
        (0, Verdict::Ok),
        (beyond(CLOCK_LOOK_MS), Verdict::Look),
        (-beyond(CLOCK_LOOK_MS), Verdict::Look),
        (beyond(CLOCK_BAD_MS), Verdict::Bad),
        (-beyond(CLOCK_BAD_MS), Verdict::Bad),
    ] {
        let now = clock(true_ms(dir.path()) - off_ms);
        let lines = examine(&share, &school(), &[], &now);
        let line = lines
            .iter()
            .find(|line| matches!(line, Finding::Clock { .. }));
        let line = line.expect("a clock");
        assert_eq!(line.verdict(), verdict, "{off_ms}: {line:?}");
        let Finding::Clock { ahead_ms } = line else {
            unreachable!()
        };
        assert!((ahead_ms - off_ms).abs() < 30_000, "{off_ms}: {ahead_ms}");
    }
}

#[test]
fn r156_a_slow_share_is_measured_by_the_middle_of_three() {
    let (dir, share) = real_share();
    for (step_ms, verdict) in [
        (1, Verdict::Ok),
        (i64::try_from(SLOW_LOOK_MS).expect("ms") + 1, Verdict::Look),
        (i64::try_from(SLOW_BAD_MS).expect("ms") + 1, Verdict::Bad),
    ] {
        let wall_ms = true_ms(dir.path());
        let asked = AtomicI64::new(0);
        let now = || EnteredAt {
            wall_ms,
            boot: 1,
            monotonic_ms: asked.fetch_add(step_ms, Ordering::Relaxed).unsigned_abs(),
        };
        let lines = examine(&share, &school(), &[], &now);
        let line = lines
            .iter()
            .find(|line| matches!(line, Finding::Speed { .. }));
        assert_eq!(line.map(Finding::verdict), Some(verdict), "{line:?}");
    }
}

#[test]
fn r130_second_copies_and_traces_of_mirroring_programs_are_found() {
    let (dir, share) = real_share();
    let put = |name: &str| fs::File::create_new(dir.path().join(name)).expect("a file");
    put("school (1).jsg");
    put("beacon/00000001 - Copy");
    put("desktop.ini");
    put("seg/.~lock.x#");
    let lines = found(&share, dir.path());
    let copies = lines
        .iter()
        .find(|line| matches!(line, Finding::Copies { .. }));
    assert!(
        matches!(copies, Some(Finding::Copies { count: 2, .. })),
        "{lines:?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| matches!(line, Finding::Strangers { count: 2, .. })),
        "{lines:?}"
    );
    assert!(lines.contains(&Finding::OnePlace));

    fs::create_dir(dir.path().join("DfsrPrivate")).expect("a folder");
    let lines = found(&share, dir.path());
    assert!(
        lines.contains(&Finding::SeveralPlaces("DfsrPrivate".to_owned())),
        "{lines:?}"
    );
}

#[test]
fn r130_a_folder_of_a_mirroring_program_is_known_by_its_path() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().join("OneDrive - School");
    fs::create_dir(&root).expect("a folder");
    let share = folder_at(&root, 1);
    create(&share, &identity()).expect("a share");
    let lines = found(&share, dir.path());
    let mirrored = Finding::SeveralPlaces("OneDrive - School".to_owned());
    assert_eq!(bad(&lines), [&mirrored]);
}

/// As root no bit holds, and the line says that it cannot tell; as anybody else the folder that
/// this very account owns keeps nothing from it.
#[cfg(unix)]
#[test]
fn r156_whose_files_may_be_removed_is_told_by_owners_and_bits() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let (dir, share) = real_share();
    let beacon = |number, seq| BeaconName {
        seat: seat(number),
        seq,
        hash: [number; 16],
    };
    share.set_beacon(&beacon(2, 1)).expect("another machine's");
    for folder in ["", "seg", "beacon"] {
        let open = fs::Permissions::from_mode(0o3770);
        fs::set_permissions(dir.path().join(folder), open).expect("bits");
    }
    let root = fs::metadata(dir.path()).expect("about").uid() == 0;
    let lines = found(&share, dir.path());
    let told = lines.iter().any(|line| match root {
        true => matches!(line, Finding::RightsNotTold(bits) if bits.starts_with("3770:0 ")),
        false => matches!(line, Finding::OneAccount(_)),
    });
    assert!(told, "{lines:?}");
}

#[test]
fn r156_the_limits_of_room_and_the_kinds_of_place_have_their_verdicts() {
    let room = |free_mb, percent| Finding::Room { free_mb, percent }.verdict();
    assert_eq!(room(ROOM_LOOK_MB, 10), Verdict::Ok);
    assert_eq!(room(ROOM_LOOK_MB, 9), Verdict::Look);
    assert_eq!(room(ROOM_LOOK_MB - 1, 50), Verdict::Look);
    assert_eq!(room(ROOM_BAD_MB - 1, 50), Verdict::Bad);
    let place = |kind| Finding::Place(kind, String::new()).verdict();
    assert_eq!(place(PlaceKind::Server), Verdict::Ok);
    assert_eq!(place(PlaceKind::Local), Verdict::Look);
    assert_eq!(place(PlaceKind::Fragile), Verdict::Bad);
    assert_eq!(place(PlaceKind::Mirrored), Verdict::Bad);
}

#[test]
fn r156_the_check_behind_its_thread_says_that_a_dead_server_does_not_answer() {
    let (_dir, share) = real_share();
    let (hold, held) = std::sync::mpsc::channel::<()>();
    let held = std::sync::Mutex::new(held);
    let share = share.with_probe(Box::new(move |_, _| {
        let _ = held.lock().map(|held| held.recv());
        Ok(())
    }));
    let sharer = Sharer::start(share, Duration::from_millis(1), Arc::new(|| NOON_MS));
    let sharer = sharer.expect("a thread");
    let asked = sharer.ask(klassny_share::error::Operation::Identify, |share| {
        examine(share, &school(), &[], &clock(NOON_MS))
    });
    assert!(asked.is_err(), "nobody waits for a frozen server");
    drop(hold);
}
