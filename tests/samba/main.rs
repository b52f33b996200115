//! The share on a real file server: Samba, and real clients of it over SMB.
//!
//! The same suite as the folder's, and what only a server can do: refuse to write, be full, hold a
//! file for another client, take no notice of case, freeze, die and come back. The kernel's own
//! client (cifs) cannot be had here: containers and the machines of CI bring no module of it.

#![cfg(target_os = "linux")]

#[path = "../power/disk.rs"]
#[allow(dead_code, reason = "only its room is needed here")]
mod disk;
#[path = "../../crates/klassny-share/tests/it/kit.rs"]
#[allow(dead_code, reason = "the kit of the share's own tests")]
mod kit;
#[path = "../power/mount.rs"]
#[allow(dead_code, reason = "nothing survives here")]
mod mount;
mod server;
#[path = "../../crates/klassny-share/tests/it/suite.rs"]
mod suite;

use disk::{Disk, Flush};
use klassny_app::view::share::ShareLink;
use klassny_share::create::create;
use klassny_share::error::{Class, Error};
use klassny_share::folder::{Put, SegmentStore};
use klassny_share::guard::{Sharer, WORRY_MS};
use klassny_share::name::{Folder, Name};
use klassny_share::share_fs::ShareFs;
use klassny_share::status::ShareState;
use klassny_tests::HeldClock;
use klassny_tests::small::{self, AFTERNOON_MS};
use klassny_tests::watch::Deadline;
use klassny_tests::workload;
use server::{Client, Server};
use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use suite::{conforms, segment};

/// A fresh share behind a mount.
fn share(folder: &std::path::Path) -> ShareFs {
    let share = kit::folder_at(folder, 1);
    create(&share, &kit::identity()).unwrap();
    share
}

/// P3: what the folder must do, the folder on a server does.
#[test]
fn a_share_over_smb_conforms() {
    let _deadline = Deadline::seconds(240, "Samba");
    let server = Server::start().unwrap();
    let client = server.mount(0, &["journal"]).unwrap();
    let share = share(&client.folders[0]);
    conforms(&share);
    let second = server.mount(1, &["journal"]).unwrap();
    case_means_nothing(&server, &share, &second);
    a_file_held_by_another_client_is_busy(&share, &second);
}

/// A name in capitals on the server is the same file to the client, and one file stays one.
fn case_means_nothing(server: &Server, share: &ShareFs, second: &Client) {
    let name = Name::from(segment(20, 1));
    assert_eq!(share.put_new(&name, b"whole").unwrap(), Put::New);
    let on_server = server.folder("journal").join(name.as_str());
    let capitals = on_server.with_file_name(name.file().to_uppercase());
    std::fs::rename(&on_server, &capitals).unwrap();
    // The client believes its own listing for a while: another one, which has none, is asked.
    let other = kit::folder_at(&second.folders[0], 2);
    assert_eq!(other.get(&name, 9).unwrap(), b"whole");
    assert_eq!(other.put_new(&name, b"whole").unwrap(), Put::Same);
    let refused = other.put_new(&name, b"other").unwrap_err();
    assert_eq!(refused.class(), Class::Exists);
    let shard = on_server.parent().unwrap();
    assert_eq!(std::fs::read_dir(shard).unwrap().count(), 1);
}

/// What another program has open is not removed now, is said to be busy, and is removed later.
fn a_file_held_by_another_client_is_busy(share: &ShareFs, second: &Client) {
    let name = Name::from(segment(21, 1));
    share.put_new(&name, b"held").unwrap();
    let mut held = std::fs::File::open(second.folders[0].join(name.as_str())).unwrap();
    let mut byte = [0; 1];
    held.read_exact(&mut byte).unwrap();
    assert_eq!(share.get(&name, 9).unwrap(), b"held", "it can be read");
    let refused = share.remove_own(&name).unwrap_err();
    assert!(!refused.ends_the_pass(), "{refused}");
    assert_eq!(share.get(&name, 9).unwrap(), b"held");
    drop(held);
    let until = Instant::now() + Duration::from_secs(30);
    while let Err(error) = share.remove_own(&name) {
        assert!(Instant::now() < until, "{error}");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(share.put_new(&name, b"anew").unwrap(), Put::New);
}

/// R130: a share that takes nothing is told from one that is away, and reading goes on.
#[test]
fn r130_a_full_share_and_a_closed_one_are_told_apart_over_smb() {
    let _deadline = Deadline::seconds(240, "Samba, full and closed");
    let server = Server::start().unwrap();
    let small = mount::Mounted::over(&server.folder("small"), Disk::new(Flush::Kept)).unwrap();
    small.disk().set_room(256 * 1024);
    let client = server.mount(0, &["journal", "readonly", "small"]).unwrap();
    let journal = share(&client.folders[0]);
    let name = Name::from(segment(30, 1));
    journal.put_new(&name, b"whole").unwrap();

    let closed = kit::folder_at(&client.folders[1], 1);
    assert_eq!(closed.get(&name, 9).unwrap(), b"whole");
    let refused = closed.put_new(&segment(30, 2).into(), b"x").unwrap_err();
    assert_eq!(refused.class(), Class::Denied, "{refused}");

    let small = share(&client.folders[2]);
    let bytes = vec![7; 64 * 1024];
    let mut put = 0;
    let refused = loop {
        put += 1;
        assert!(put < 10, "the share is never full");
        match small.put_new(&segment(31, put).into(), &bytes) {
            Ok(_) => {}
            Err(refused) => break refused,
        }
    };
    assert_eq!(refused.class(), Class::Full, "{refused}");
    for seq in 1..put {
        let there = small.get(&segment(31, seq).into(), 1 << 20).unwrap();
        assert!(there == bytes, "segment {seq} stays whole");
    }
    small.remove_own(&segment(31, 1).into()).unwrap();
    let room = small.put_new(&segment(31, put).into(), &bytes).unwrap();
    assert_eq!(room, Put::New, "and takes more when there is room");
}

/// P4: a server that answers nothing holds nobody for longer than the patience, and the watchdog
/// says since when.
#[test]
fn a_frozen_server_blocks_nobody_and_is_told_since_when() {
    let _deadline = Deadline::seconds(240, "Samba, frozen");
    let server = Server::start().unwrap();
    let client = server.mount(0, &["journal"]).unwrap();
    let clock = HeldClock::at(AFTERNOON_MS);
    let told = clock.clone();
    let patience = Duration::from_millis(500);
    let share = share(&client.folders[0]);
    let sharer = Sharer::start(share, patience, Arc::new(move || told.ms())).unwrap();
    let watch = sharer.watch();
    while sharer.list(&Name::top(Folder::Beacon)).is_err() {
        std::thread::sleep(Duration::from_millis(50));
    }

    server.freeze().unwrap();
    let frozen = Instant::now();
    let refused = loop {
        // What the client still remembers it answers by itself.
        match sharer.put_new(&segment(40, 1).into(), b"x") {
            Err(refused) => break refused,
            Ok(_) => assert!(frozen.elapsed() < Duration::from_secs(30), "never frozen"),
        }
    };
    let Error::NotAnswering { since_ms, .. } = refused else {
        panic!("{refused}");
    };
    assert_eq!(since_ms, AFTERNOON_MS);
    let asked = Instant::now();
    sharer.get(&Name::identity(), 1000).unwrap_err();
    assert!(
        asked.elapsed() < Duration::from_secs(5),
        "a further call fails at once"
    );
    clock.advance(WORRY_MS + 1);
    assert_eq!(
        watch.state(clock.ms()),
        Some(ShareState::NotAnswering { since_ms })
    );

    server.thaw().unwrap();
    let until = Instant::now() + Duration::from_secs(60);
    while watch.out().is_some() {
        assert!(Instant::now() < until, "the call never comes back");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(watch.state(clock.ms()), None);
    let mut again = sharer.put_new(&segment(40, 1).into(), b"x");
    while again.is_err() {
        assert!(
            Instant::now() < until,
            "the share does not come back: {again:?}"
        );
        std::thread::sleep(Duration::from_millis(200));
        again = sharer.put_new(&segment(40, 1).into(), b"x");
    }
}

/// R14, R130: with the server frozen in the middle of a pass a teacher goes on entering; when the
/// server is killed and back, everything goes out.
#[test]
fn r14_entry_goes_on_while_the_server_is_frozen_and_after_it_was_killed() {
    let _deadline = Deadline::seconds(400, "Samba under a workstation");
    let mut server = Server::start().unwrap();
    let client = server.mount(0, &["journal"]).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let clock = HeldClock::at(AFTERNOON_MS);
    let scene = small::make(dir.path(), &client.folders[0], &clock).unwrap();
    let station = small::open(&dir.path().join("a"), &clock).unwrap();
    station
        .sign_in(&scene.staff, klassny_tests::PASSWORD)
        .unwrap();
    station.app.sync_fully().unwrap();

    server.freeze().unwrap();
    let passing = AtomicBool::new(true);
    std::thread::scope(|scope| {
        let pass = scope.spawn(|| {
            let report = station.app.sync_pass().unwrap();
            passing.store(false, Ordering::SeqCst);
            report
        });
        let mut longest = Duration::ZERO;
        let (mut writes, mut said) = (0, false);
        while passing.load(Ordering::SeqCst) && writes < 100 {
            let asked = Instant::now();
            workload::write(&station, &scene, writes).unwrap();
            let link = station.app.share_brief().unwrap().link;
            longest = longest.max(asked.elapsed());
            said |= matches!(link, ShareLink::NotAnswering { .. });
            clock.advance(1_000);
            writes += 1;
        }
        assert!(said, "the status line says that the server does not answer");
        assert!(
            writes > 3,
            "only {writes} writes while the server was frozen"
        );
        assert!(
            longest < Duration::from_secs(5),
            "an entry took {longest:?}"
        );
        let report = pass.join().unwrap();
        assert!(!report.share.is_reached(), "{:?}", report.share);
    });

    server.kill().unwrap();
    let report = station.app.sync_pass().unwrap();
    assert!(!report.share.is_reached(), "{:?}", report.share);
    assert!(report.counts.waiting > 0, "what was entered waits");
    server.run().unwrap();
    let until = Instant::now() + Duration::from_secs(90);
    loop {
        let report = station.app.sync_fully().unwrap();
        if report.share.is_reached() && report.counts.waiting == 0 {
            break;
        }
        assert!(
            Instant::now() < until,
            "the share does not come back: {report:?}"
        );
        std::thread::sleep(Duration::from_millis(500));
    }
    assert!(workload::share_is_whole(&server.folder("journal")).unwrap() > 0);
}
