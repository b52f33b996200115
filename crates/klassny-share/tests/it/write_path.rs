//! The write path on a real folder, spoiled and broken off at every step.

use crate::kit::{folder_at, identity, name, real_share, seat};
use klassny_domain::ids::SchoolId;
use klassny_log::Identity;
use klassny_share::create::create;
use klassny_share::error::{Class, Error, Stranger};
use klassny_share::folder::{Put, SegmentStore};
use klassny_share::name::{Name, SegmentName};
use klassny_share::share_fs::{PATIENCE_MS, ShareFs, Step};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

const STEPS: [Step; 6] = [
    Step::Create,
    Step::Write,
    Step::Flush,
    Step::ReadTemporary,
    Step::Rename,
    Step::Read,
];

fn path() -> Name {
    SegmentName {
        seat: seat(1),
        seq: 1,
        hash: [1; 16],
        copy: 0,
    }
    .into()
}

fn files_under(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)
        .expect("a folder")
        .map(|entry| entry.expect("an entry"))
    {
        match entry.file_type().expect("a type").is_dir() {
            true => found.extend(files_under(&entry.path())),
            false => found.push(entry.path().display().to_string()),
        }
    }
    found
}

/// A share whose steps fail with this code, so many times.
fn failing(root: &Path, step: Step, code: i32, times: u32) -> ShareFs {
    let left = AtomicU32::new(times);
    folder_at(root, 1).with_probe(Box::new(move |now, _| {
        let hit = now == step
            && left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1))
                .is_ok();
        if hit {
            Err(io::Error::from_raw_os_error(code))
        } else {
            Ok(())
        }
    }))
}

#[cfg(target_os = "linux")]
mod codes {
    pub const BUSY: i32 = 16;
    pub const FULL: i32 = 28;
    pub const READ_ONLY: i32 = 30;
    pub const HOST_DOWN: i32 = 112;
    pub const INVALID: i32 = 22;
    pub const UNSUPPORTED: i32 = 95;
}

#[cfg(target_os = "linux")]
#[test]
fn a_busy_file_is_tried_again_with_growing_waits() {
    let (dir, _) = real_share();
    for step in STEPS {
        let waits = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&waits);
        let left = AtomicU32::new(6);
        let share = ShareFs::new(
            dir.path().to_path_buf(),
            seat(1),
            0,
            Box::new(move |wait| told.lock().expect("waits").push(wait.as_millis())),
        )
        .with_probe(Box::new(move |now, _| {
            let hit = now == step
                && left
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1))
                    .is_ok();
            if hit {
                Err(io::Error::from_raw_os_error(codes::BUSY))
            } else {
                Ok(())
            }
        }));
        let path = name(&format!("seg/{}/{:08}.seg", "x".repeat(26), step as u8));
        assert_eq!(
            share.put_new(&path, b"bytes").expect("put"),
            Put::New,
            "{step:?}"
        );
        let waits: Vec<u128> = waits.lock().expect("waits").clone();
        assert_eq!(waits, PATIENCE_MS.map(u128::from), "{step:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn each_failure_is_told_by_its_class_and_leaves_no_file() {
    for (code, class) in [
        (codes::BUSY, Class::Busy),
        (codes::FULL, Class::Full),
        (codes::READ_ONLY, Class::Denied),
        (codes::HOST_DOWN, Class::Offline),
    ] {
        for step in [
            Step::Create,
            Step::Write,
            Step::Flush,
            Step::ReadTemporary,
            Step::Rename,
        ] {
            let (dir, _) = real_share();
            let share = failing(dir.path(), step, code, 100);
            let error = share.put_new(&path(), b"bytes").expect_err("fails");
            assert_eq!(error.class(), class, "{step:?} {code}");
            assert_eq!(
                files_under(&dir.path().join("seg")),
                [""; 0],
                "{step:?} {code}"
            );
            assert_eq!(
                files_under(&dir.path().join("tmp")),
                [""; 0],
                "{step:?} {code}"
            );
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_share_that_cannot_flush_or_link_is_still_a_share() {
    for (step, code) in [
        (Step::Flush, codes::INVALID),
        (Step::Flush, codes::UNSUPPORTED),
        (Step::Rename, codes::INVALID),
        (Step::Rename, codes::UNSUPPORTED),
    ] {
        let (dir, _) = real_share();
        let share = failing(dir.path(), step, code, 100);
        assert_eq!(share.put_new(&path(), b"bytes").expect("put"), Put::New);
        assert_eq!(share.put_new(&path(), b"bytes").expect("put"), Put::Same);
        assert_eq!(
            share.put_new(&path(), b"other").expect_err("taken").class(),
            Class::Exists
        );
        assert_eq!(share.get(&path(), 9).expect("get"), b"bytes");
        assert_eq!(files_under(&dir.path().join("tmp")), [""; 0]);
    }
}

#[test]
fn a_file_that_the_server_zeroed_is_written_anew() {
    // Bytes that are seen to be wrong before they have their name never get it.
    for (step, names_given) in [(Step::ReadTemporary, 1), (Step::Read, 3)] {
        let (dir, plain) = real_share();
        let neighbour = path()
            .folder()
            .and_then(|shard| shard.join("neighbour.seg"));
        plain
            .put_new(&neighbour.expect("a name"), b"x")
            .expect("the shard's folder");
        let left = AtomicU32::new(2);
        let renames = Arc::new(AtomicU32::new(0));
        let told = Arc::clone(&renames);
        let share = folder_at(dir.path(), 1).with_probe(Box::new(move |now, path| {
            if now == Step::Rename {
                told.fetch_add(1, Ordering::Relaxed);
            }
            let spoil = now == step
                && left
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1))
                    .is_ok();
            if spoil {
                let len = fs::metadata(path).map_or(0, |about| about.len());
                let zeros = vec![0; usize::try_from(len).unwrap_or(0)];
                fs::OpenOptions::new()
                    .write(true)
                    .open(path)
                    .and_then(|mut file| io::Write::write_all(&mut file, &zeros))?;
            }
            Ok(())
        }));
        assert_eq!(
            share.put_new(&path(), b"bytes").expect("put"),
            Put::New,
            "{step:?}"
        );
        assert_eq!(renames.load(Ordering::Relaxed), names_given, "{step:?}");
        assert_eq!(share.get(&path(), 9).expect("get"), b"bytes");
        assert_eq!(files_under(&dir.path().join("tmp")), [""; 0]);
    }
}

#[test]
fn a_file_that_is_always_spoiled_is_no_success() {
    let (dir, _) = real_share();
    let share = folder_at(dir.path(), 1).with_probe(Box::new(|now, path| {
        if now == Step::Read {
            fs::OpenOptions::new()
                .write(true)
                .truncate(true)
                .open(path)?;
        }
        Ok(())
    }));
    let error = share.put_new(&path(), b"bytes").expect_err("spoiled");
    assert!(matches!(error, Error::ReadBack { .. }), "{error}");
    assert_eq!(files_under(&dir.path().join("seg")), [""; 0]);
}

#[test]
fn a_crash_at_any_step_leaves_a_whole_file_or_none_and_the_next_put_succeeds() {
    for crash_at in 0..10 {
        let (dir, _) = real_share();
        let steps = AtomicU32::new(0);
        let dying = folder_at(dir.path(), 1).with_probe(Box::new(move |_, _| {
            // Dead is dead: nothing after the crash is done, not even tidying.
            if steps.fetch_add(1, Ordering::Relaxed) >= crash_at {
                return Err(io::ErrorKind::Other.into());
            }
            Ok(())
        }));
        let died = dying.put_new(&path(), b"bytes").is_err();
        let segments = files_under(&dir.path().join("seg"));
        assert!(segments.len() <= 1);
        for file in &segments {
            assert_eq!(
                fs::read(file).expect("a file"),
                b"bytes",
                "crash at {crash_at}"
            );
        }
        let again = folder_at(dir.path(), 2)
            .put_new(&path(), b"bytes")
            .expect("put again");
        assert_eq!(
            again == Put::New,
            segments.is_empty(),
            "crash at {crash_at}, died {died}"
        );
        assert_eq!(files_under(&dir.path().join("seg")).len(), 1);
    }
}

#[test]
fn an_unmounted_share_is_offline_and_stays_untouched() {
    let (dir, share) = real_share();
    // The mount point of an unmounted share: the same folder, empty.
    for entry in fs::read_dir(dir.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry"))
    {
        match entry.file_type().expect("a type").is_dir() {
            true => fs::remove_dir_all(entry.path()).expect("remove"),
            false => fs::remove_file(entry.path()).expect("remove"),
        }
    }
    for error in [
        share.identity().expect_err("no identity"),
        share.put_new(&path(), b"bytes").expect_err("no share"),
        share
            .set_beacon(
                &SegmentName {
                    seat: seat(1),
                    seq: 1,
                    hash: [1; 16],
                    copy: 0,
                }
                .into(),
            )
            .expect_err("no share"),
    ] {
        assert_eq!(error.class(), Class::NotOurFolder, "{error}");
    }
    assert_eq!(
        fs::read_dir(dir.path()).expect("a folder").count(),
        0,
        "nothing was created"
    );
}

#[test]
fn a_root_that_is_not_there_is_offline_and_never_created() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().join("gone");
    let share = folder_at(&root, 1);
    assert_eq!(
        share.identity().expect_err("no root").class(),
        Class::Offline
    );
    assert_eq!(
        share.list(&name("beacon")).expect_err("no root").class(),
        Class::Offline
    );
    assert!(
        share
            .put_new(&path(), b"bytes")
            .expect_err("no root")
            .ends_the_pass()
    );
    assert!(create(&share, &identity()).is_err());
    assert!(!root.exists());
}

#[test]
fn a_share_is_created_once_and_never_among_foreign_files() {
    let (dir, share) = real_share();
    create(&share, &identity()).expect("the same again completes");
    let error = create(
        &share,
        &Identity {
            school: SchoolId::from_bytes([8; 16]),
            ..identity()
        },
    )
    .expect_err("taken");
    assert!(
        matches!(
            error,
            Error::NotOurFolder {
                found: Stranger::OtherSchool,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(share.identity().expect("unchanged"), identity());
    drop(dir);

    let dir = tempfile::tempdir().expect("a folder");
    fs::File::create(dir.path().join("Thumbs.db")).expect("litter");
    create(&folder_at(dir.path(), 1), &identity()).expect("litter is no matter");

    let dir = tempfile::tempdir().expect("a folder");
    fs::File::create(dir.path().join("отчёт.docx")).expect("a foreign file");
    let error = create(&folder_at(dir.path(), 1), &identity()).expect_err("foreign");
    assert!(
        matches!(
            error,
            Error::NotOurFolder {
                found: Stranger::ForeignFiles,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(files_under(dir.path()).len(), 1);
}

#[test]
fn foreign_names_are_counted_and_left_alone() {
    let (dir, share) = real_share();
    share.put_new(&path(), b"bytes").expect("put");
    let shard = dir.path().join(path().folder().expect("a folder").as_str());
    for foreign in ["копия.seg", "Thumbs.db", ".hidden", "a b", "x~1.seg"] {
        fs::File::create(shard.join(foreign)).expect("a foreign file");
    }
    let listing = share
        .list(&path().folder().expect("a folder"))
        .expect("list");
    assert_eq!((listing.entries.len(), listing.foreign), (1, 5));
}

#[test]
fn names_on_the_share_hold_only_lower_case_ascii() {
    let (dir, share) = real_share();
    share.put_new(&path(), b"bytes").expect("put");
    let head = SegmentName {
        seat: seat(1),
        seq: 1,
        hash: [1; 16],
        copy: 0,
    };
    share.set_beacon(&head.into()).expect("beacon");
    for file in files_under(dir.path()) {
        let below = &file[dir.path().display().to_string().len() + 1..];
        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "./-\\".contains(c);
        assert!(below.len() <= 80 && below.chars().all(fine), "{below}");
    }
}
