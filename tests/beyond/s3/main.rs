//! The share on a real S3 server over loopback: the suite of the folder, and what only a server can
//! do: refuse a key, lack its bucket, page its listings, know no conditions, freeze, die and come
//! back. The server is the registry's `s3s-fs`, which calls itself experimental.

#![cfg(target_os = "linux")]

#[path = "../../../crates/klassny-share/tests/it/kit.rs"]
#[allow(dead_code, reason = "the kit of the share's own tests")]
mod kit;
mod proxy;
#[path = "../../../crates/klassny-share/tests/it/suite.rs"]
mod suite;

use klassny_app::view::share::ShareLink;
use klassny_beyond::s3::{BUCKET, KEY, S3Server, line, store};
use klassny_keys::Secret;
use klassny_s3::{CALL_MAX, S3Store};
use klassny_share::create::create_in;
use klassny_share::error::{Class, Error, Stranger};
use klassny_share::folder::{Put, SegmentStore};
use klassny_share::name::{Name, SegmentName};
use klassny_tests::small::{self, AFTERNOON_MS, Scene};
use klassny_tests::watch::Deadline;
use klassny_tests::{HeldClock, PASSWORD, Station, workload};
use proxy::{Proxy, Trick};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use suite::{conforms, segment};

fn server() -> S3Server {
    S3Server::start(Path::new(env!("CARGO_BIN_EXE_s3-server"))).unwrap()
}

/// A fresh share under a prefix.
fn share(server: &S3Server, prefix: &str) -> S3Store {
    let store = server.store(prefix).unwrap();
    create_in(&store, &kit::identity()).unwrap();
    store
}

/// P3: what the folder must do, a prefix of a bucket does; so does the whole bucket.
#[test]
fn a_share_in_s3_conforms() {
    let _deadline = Deadline::seconds(240, "S3");
    let server = server();
    conforms(&share(&server, "schools/1292"));
    conforms(&share(&server, "schools/1293"));
    let other = self::server();
    conforms(&share(&other, ""));
}

/// A server without `If-None-Match`, as some S3 clones are, conforms all the same: names hold
/// hashes.
#[test]
fn a_server_that_knows_no_conditions_conforms() {
    let _deadline = Deadline::seconds(240, "S3 without conditions");
    let server = server();
    let proxy = Proxy::before(server.address(), Trick::NoConditions).unwrap();
    let place = line(proxy.address(), BUCKET, "old");
    let store = store(&place, KEY).unwrap();
    create_in(&store, &kit::identity()).unwrap();
    conforms(&store);
    assert!(proxy.tricked() > 0, "it was never asked with a condition");
}

/// P4, step 6: a server that says it has kept a file and has not is found out before anybody counts
/// on it.
#[test]
fn a_put_that_was_not_kept_is_found_by_reading_back() {
    let _deadline = Deadline::seconds(240, "S3 that loses");
    let server = server();
    share(&server, "lost");
    let proxy = Proxy::before(server.address(), Trick::LosePuts).unwrap();
    let store = store(&line(proxy.address(), BUCKET, "lost"), KEY).unwrap();
    let refused = store.put_new(&segment(1, 1).into(), b"gone").unwrap_err();
    assert!(matches!(refused, Error::ReadBack { .. }), "{refused}");
    assert_eq!(proxy.tricked(), 3, "it is put anew before it is given up");
}

/// Each way of being refused is told from the others, and none is taken for an empty share.
#[test]
fn r130_a_wrong_key_a_missing_bucket_and_anothers_share_are_told_apart() {
    let _deadline = Deadline::seconds(240, "S3, refused");
    let server = server();
    share(&server, "school");
    let name = Name::from(segment(1, 1));
    let wrong = store(&server.line("school"), "klassny\nanother\n").unwrap();
    for refused in [
        wrong.identity().map(|_| ()).unwrap_err(),
        wrong.put_new(&name, b"x").map(|_| ()).unwrap_err(),
        wrong.remove_own(&name).unwrap_err(),
    ] {
        assert_eq!(refused.class(), Class::Denied, "{refused}");
        assert!(!refused.to_string().contains("another"), "{refused}");
    }
    // This server says of a file in a bucket that is not there what it says of any missing file,
    // and makes the bucket with a put; S3 names the bucket every time.
    let gone = store(&line(server.address(), "no-such-bucket", "school"), KEY).unwrap();
    let refused = gone.list(&Name::parse("seg").unwrap()).unwrap_err();
    assert_eq!(refused.class(), Class::Offline, "{refused}");
    let empty = server.store("elsewhere").unwrap();
    let Err(Error::NotOurFolder { found, .. }) = empty.require(&kit::school()) else {
        panic!("an empty prefix is nobody's share");
    };
    assert_eq!(found, Stranger::NoIdentity);
    std::fs::create_dir_all(server.folder("taken/seg/left")).unwrap();
    std::fs::write(server.folder("taken/seg/left/over"), "x").unwrap();
    let taken = server.store("taken").unwrap();
    let Err(Error::NotOurFolder { found, .. }) = create_in(&taken, &kit::identity()) else {
        panic!("what is left of a share is not taken over");
    };
    assert_eq!(found, Stranger::ForeignFiles);
}

/// A listing is read page by page to its end, and what is not ours in it is counted.
#[test]
fn a_long_listing_is_read_to_its_end_and_strangers_in_it_are_counted() {
    let _deadline = Deadline::seconds(240, "S3, pages");
    const FILES: u32 = 2_300;
    let server = server();
    let store = share(&server, "many");
    let shard = Name::shard(kit::seat(7), 0);
    let folder = server.folder(&format!("many/{shard}"));
    std::fs::create_dir_all(&folder).unwrap();
    for number in 0..FILES {
        let [.., high, low] = number.to_be_bytes();
        let mut hash = [7; 16];
        hash[..2].copy_from_slice(&[high, low]);
        let name = SegmentName {
            hash,
            ..segment(7, 1 + number % 255)
        };
        std::fs::write(server.folder(&format!("many/{}", Name::from(name))), "abc").unwrap();
    }
    for stranger in ["desktop.ini", "Копия.seg", "a (1).seg"] {
        std::fs::write(folder.join(stranger), "x").unwrap();
    }
    let listing = store.list(&shard).unwrap();
    // `desktop.ini` could be a name of ours; what it is, the exchange decides.
    assert_eq!(listing.entries.len(), FILES as usize + 1);
    assert_eq!((listing.foreign, listing.cut), (2, false));
    assert!(listing.entries.is_sorted());
}

/// Keys that no program should make are counted and hide none of their neighbours.
#[test]
fn wild_keys_in_a_bucket_hide_nothing_beside_them() {
    let _deadline = Deadline::seconds(240, "S3 with wild keys");
    let server = server();
    let proxy = Proxy::before(server.address(), Trick::WildKeys).unwrap();
    let store = store(&line(proxy.address(), BUCKET, "wild"), KEY).unwrap();
    let listing = store.list(&Name::parse("seg").unwrap()).unwrap();
    let names: Vec<&str> = listing.entries.iter().map(|it| it.name.file()).collect();
    assert_eq!(names, ["-a", "b", "d"]);
    assert_eq!((listing.foreign, listing.cut), (3, false));
}

/// P4: a server that is frozen or dead holds nobody for longer than a call may take, and everything
/// goes on when it is back.
#[test]
fn a_frozen_server_and_a_dead_one_hold_nobody() {
    let _deadline = Deadline::seconds(240, "S3, frozen");
    let mut server = server();
    let store = share(&server, "school");
    let name = Name::from(segment(1, 1));
    server.freeze().unwrap();
    let asked = Instant::now();
    let refused = store.put_new(&name, b"x").unwrap_err();
    assert_eq!(refused.class(), Class::Offline, "{refused}");
    let limit = CALL_MAX + Duration::from_secs(5);
    assert!(asked.elapsed() < limit, "it took {:?}", asked.elapsed());
    server.thaw().unwrap();
    let put = store.put_new(&name, b"x").unwrap();
    assert!(matches!(put, Put::New | Put::Same));

    server.kill().unwrap();
    let asked = Instant::now();
    let refused = store.get(&name, 9).unwrap_err();
    assert_eq!(refused.class(), Class::Offline, "{refused}");
    assert!(
        asked.elapsed() < Duration::from_secs(5),
        "nobody listens there"
    );
    server.run().unwrap();
    assert_eq!(store.get(&name, 9).unwrap(), b"x");
}

/// A workstation that can open places in S3.
fn station(dir: &Path, clock: &HeldClock) -> Station {
    let station = small::open(dir, clock).unwrap();
    station
        .app
        .open_places_with(Arc::new(klassny_s3::open_line));
    let key = Secret::new(KEY.as_bytes().to_vec());
    station.app.keep_share_key(&key).unwrap();
    station
}

/// The school of the small tests, moved from its folder to S3 by its administrator.
fn moved(dir: &Path, server: &S3Server, clock: &HeldClock) -> (Scene, [Station; 2], String) {
    let scene = small::make(dir, &dir.join("share"), clock).unwrap();
    let [a, b] = ["a", "b"].map(|name| station(&dir.join(name), clock));
    let place = server.line("school");
    for machine in [&a, &b] {
        machine.sign_in(&scene.staff, PASSWORD).unwrap();
    }
    let report = a.app.begin_share_at(&place).unwrap();
    assert!(report.share.is_reached(), "{report:?}");
    b.app.move_share_to(&place).unwrap();
    b.app.sync_fully().unwrap();
    (scene, [a, b], place)
}

/// A school moves to S3 with everything it has; what is entered there reaches the other machine and
/// is confirmed, and the whole school comes back from the bucket and the root's words alone.
#[test]
fn r130_a_school_moves_to_s3_goes_on_there_and_is_restored_from_it() {
    let _deadline = Deadline::seconds(400, "a school in S3");
    let dir = tempfile::tempdir().unwrap();
    let server = server();
    let clock = HeldClock::at(AFTERNOON_MS);
    let (scene, [a, b], place) = moved(dir.path(), &server, &clock);
    std::fs::remove_dir_all(dir.path().join("share")).unwrap();

    for turn in 0..20 {
        workload::write(&a, &scene, turn).unwrap();
    }
    small::exchange(&[&a, &b], &clock).unwrap();
    let cells = workload::cells(&a, &scene).unwrap();
    assert_eq!(workload::cells(&b, &scene).unwrap(), cells);
    let brief = a.app.share_brief().unwrap();
    assert_eq!((brief.unsent, &brief.link), (0, &ShareLink::Online));
    assert_eq!(
        brief.confirmed, brief.entered,
        "all is confirmed by the other machine"
    );
    assert!(brief.confirmed > 20, "{brief:?}");
    assert!(workload::share_is_whole(&server.folder("school")).unwrap() > 0);
    let secret = KEY.lines().nth(1).unwrap();
    for machine in [&a, &b] {
        let profile = std::fs::read_to_string(machine.profile.join("profile.json")).unwrap();
        assert!(profile.contains(&place) && !profile.contains(secret));
        let sealed = std::fs::read(machine.profile.join("share-key")).unwrap();
        assert!(
            !sealed
                .windows(secret.len())
                .any(|part| part == secret.as_bytes())
        );
    }

    let again = station(&dir.path().join("again"), &clock);
    small::restore(&again, Path::new(&place), &scene.words).unwrap();
    assert_eq!(workload::cells(&again, &scene).unwrap(), cells);
    assert!(again.equals_its_log().unwrap());
}

/// A machine joins a school in S3 by the six words, and a program without S3 says what it lacks.
#[test]
fn a_machine_joins_a_school_in_s3_and_a_program_without_it_says_so() {
    let _deadline = Deadline::seconds(400, "joining in S3");
    let dir = tempfile::tempdir().unwrap();
    let server = server();
    let clock = HeldClock::at(AFTERNOON_MS);
    let (scene, [a, _], place) = moved(dir.path(), &server, &clock);
    let new = station(&dir.path().join("c"), &clock);
    small::join(&a, &new, Path::new(&place)).unwrap();
    small::seat(&a, &new, &scene.staff).unwrap();
    let there = workload::cells(&a, &scene).unwrap();
    assert_eq!(workload::cells(&new, &scene).unwrap(), there);

    drop(new);
    let without = small::open(&dir.path().join("c"), &clock).unwrap();
    without.sign_in(&scene.staff, PASSWORD).unwrap();
    let refused = without.app.sync_fully().unwrap_err();
    assert!(refused.detail.contains("S3"), "{refused:?}");
}
