//! Two and three workstations, one share, and the days on which it is away.

use crate::fake::{key, seal_first, seat_of};
use crate::kit::{folder_at, identity, memory_share, real_share, root, school};
use crate::machine::{Machine, head_of, settle};
use klassny_domain::access::{SeatCertificate, Voucher};
use klassny_domain::ids::{DeviceId, StaffId};
use klassny_log::{SeatKey, encode_certificate, sign_statement};
use klassny_share::error::Stranger;
use klassny_share::faulty::{Faults, FaultyStore, Weather};
use klassny_share::folder::SegmentStore;
use klassny_share::name::{Name, SegmentName};
use klassny_share::status::{Refusal, ShareState};

fn one_says_and_the_other_hears(store: &dyn SegmentStore) {
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    ada.replica.enter("five for Petya");
    let report = ada.pass(store);
    assert_eq!((report.published, report.share), (1, ShareState::Online));
    assert_eq!(
        (report.counts.waiting, report.counts.unconfirmed),
        (0, 1),
        "sent"
    );
    let report = bob.pass(store);
    assert_eq!(
        (report.taken, report.bad.len(), report.gaps.len()),
        (1, 0, 0)
    );
    assert_eq!(bob.facts(), ["five for Petya"]);
    assert!(!ada.replica.is_confirmed());
    settle(store, &mut [&mut ada, &mut bob]);
    assert!(
        ada.replica.is_confirmed(),
        "read from the share by another device"
    );
    assert_eq!(ada.replica.names(), bob.replica.names());
}

#[test]
fn two_workstations_exchange_through_memory() {
    one_says_and_the_other_hears(&memory_share());
}

#[test]
fn two_workstations_exchange_through_a_real_folder() {
    let (_dir, share) = real_share();
    one_says_and_the_other_hears(&share);
}

#[test]
fn p8_the_share_tells_its_clock_by_a_fresh_file_of_ours_and_only_then() {
    let (_dir, share) = real_share();
    let mut ada = Machine::new(1);
    assert_eq!(ada.pass(&share).share_clock_ms, None);
    ada.replica.enter("five for Petya");
    let told = ada.pass(&share).share_clock_ms.expect("the folder's clock");
    assert!(told > 1_700_000_000_000, "{told}");
    assert_eq!(ada.pass(&share).share_clock_ms, None, "nothing was put");
}

#[test]
fn p8_the_shares_clock_is_read_before_the_first_segment_is_sealed_and_its_header_says_it() {
    let (dir, share) = real_share();
    let mut ada = Machine::new(1);
    ada.pass(&share);
    assert_eq!(ada.replica.control().share_clock_ms, None, "nothing waits");
    ada.replica.enter("five for Petya");
    let told = ada.pass(&share).share_clock_ms.expect("the folder's clock");
    let bytes = share
        .get(&Name::from(head_of(&ada, 1)), 1 << 20)
        .expect("a segment");
    let envelope = klassny_log::Envelope::parse(&bytes).expect("a segment");
    let header_ms = envelope
        .header()
        .share_clock_ms
        .expect("in the first header");
    assert!((told - header_ms).abs() < 60_000, "{told} {header_ms}");
    let left = std::fs::read_dir(dir.path().join("tmp")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "the fresh file is gone");
}

#[test]
fn p10_a_head_that_is_shown_and_does_not_come_is_counted() {
    let store = memory_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    ada.replica.enter("five for Petya");
    ada.pass(&store);
    let head = head_of(&ada, 1);
    let bytes = store.get(&Name::from(head), 1 << 20).expect("a segment");
    // Somebody keeps the file back and leaves the beacon.
    store.damage(&Name::from(head), None);
    assert_eq!(bob.pass(&store).behind, 1);
    store.damage(&Name::from(head), Some(bytes));
    assert_eq!(bob.pass_much_later(&store).behind, 0);
}

#[test]
fn a_device_that_only_reads_takes_everything_and_changes_nothing() {
    let store = memory_share();
    let (mut ada, mut eye) = (Machine::new(1), Machine::new(2));
    eye.replica.control().reads_only = true;
    for word in ["five", "four"] {
        ada.replica.enter(word);
        ada.pass(&store);
    }
    eye.replica.enter("never said");
    let before = store.names();
    let gone = head_of(&ada, 1);
    eye.pass(&store);
    for _ in 0..4 {
        eye.pass_much_later(&store);
    }
    assert_eq!(eye.replica.names(), ada.replica.names());
    assert_eq!(store.names(), before, "no segment, no beacon, no ack");
    // It has what is missing and leaves the repair to the machines of the school.
    store.damage(&Name::from(gone), None);
    for _ in 0..4 {
        eye.pass_much_later(&store);
    }
    assert_eq!(store.names().len(), before.len() - 1);
    assert!(!ada.replica.is_confirmed());
}

#[test]
fn acks_are_never_acked_so_a_quiet_school_writes_nothing() {
    let store = memory_share();
    let (mut ada, mut bob, mut eve) = (Machine::new(1), Machine::new(2), Machine::new(3));
    ada.replica.enter("x");
    settle(&store, &mut [&mut ada, &mut bob, &mut eve]);
    let before = store.names();
    settle(&store, &mut [&mut ada, &mut bob, &mut eve]);
    assert_eq!(store.names(), before);
    let segments = before
        .iter()
        .filter(|name| SegmentName::parse(name.as_str()).is_some());
    assert!(segments.count() <= 3, "one fact, at most two acks");
}

#[test]
fn names_on_the_share_hold_only_lower_case_ascii() {
    let store = memory_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    ada.replica.enter("Иванова Мария, 5А");
    settle(&store, &mut [&mut ada, &mut bob]);
    for name in store.names() {
        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "./-".contains(c);
        assert!(
            name.as_str().len() <= 80 && name.as_str().chars().all(fine),
            "{name}"
        );
    }
}

#[test]
fn a_crash_at_any_point_of_the_share_or_the_replica_loses_and_doubles_nothing() {
    for point in 0..24 {
        let store = FaultyStore::new(memory_share(), 1, Faults::default());
        let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
        ada.replica.enter("first");
        ada.pass(&store);
        ada.replica.enter("second");
        ada.replica.enter("third");
        match point % 2 {
            0 => store.crash_in(point / 2),
            _ => ada.replica.dies_in(point / 2),
        }
        for _ in 0..3 {
            ada.pass(&store);
        }
        store.restart();
        ada.restart();
        settle(&store, &mut [&mut ada, &mut bob]);
        for machine in [&ada, &bob] {
            assert_eq!(
                machine.facts(),
                ["first", "second", "third"],
                "crash at {point}"
            );
        }
        assert!(ada.replica.is_confirmed(), "crash at {point}");
    }
}

#[test]
fn a_share_that_is_away_keeps_everything_here_and_is_caught_up_with() {
    let store = FaultyStore::new(memory_share(), 1, Faults::default());
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    ada.pass(&store);
    store.set_weather(Weather::Offline);
    ada.replica.enter("in the cellar");
    let first = ada.pass(&store);
    let since_ms = ada.now_ms;
    assert_eq!(first.share, ShareState::Offline { since_ms });
    let third = {
        ada.pass(&store);
        ada.pass(&store)
    };
    assert_eq!(
        (third.share, third.failures),
        (first.share, 3),
        "since the first failure"
    );
    assert_eq!(third.counts.waiting, 1);
    assert_eq!(third.last_contact_ms, Some(since_ms - 5_000));
    store.set_weather(Weather::Fine);
    let back = ada.pass(&store);
    assert_eq!(
        (back.share, back.published, back.failures),
        (ShareState::Online, 1, 0)
    );
    bob.pass(&store);
    assert_eq!(bob.facts(), ["in the cellar"]);
}

#[test]
fn a_full_or_closed_share_takes_nothing_and_is_still_read() {
    for (weather, why) in [
        (Weather::Full, Refusal::Full),
        (Weather::ReadOnly, Refusal::Denied),
    ] {
        let store = FaultyStore::new(memory_share(), 1, Faults::default());
        let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
        bob.replica.enter("from Bob");
        bob.pass(&store);
        store.set_weather(weather);
        ada.replica.enter("from Ada");
        let report = ada.pass(&store);
        assert_eq!(
            report.share,
            ShareState::Refuses {
                since_ms: ada.now_ms,
                why
            }
        );
        assert_eq!((report.published, report.taken), (0, 1));
        assert_eq!(
            ada.facts(),
            ["from Ada", "from Bob"],
            "editing and reading go on"
        );
        let since = report.share;
        assert_eq!(ada.pass(&store).share, since);
        store.set_weather(Weather::Fine);
        settle(&store, &mut [&mut ada, &mut bob]);
        assert_eq!(bob.facts(), ["from Ada", "from Bob"]);
    }
}

#[test]
fn a_wrong_or_unmounted_folder_is_no_empty_share() {
    let (dir, share) = real_share();
    let mut ada = Machine::new(1);
    ada.replica.enter("kept");
    ada.pass(&share);
    let held = ada.replica.names();
    let hidden = dir.path().with_extension("hidden");
    #[allow(clippy::disallowed_methods, reason = "the test unmounts the share")]
    std::fs::rename(dir.path(), &hidden).expect("unmount");
    std::fs::create_dir(dir.path()).expect("the mount point");

    ada.replica.enter("entered meanwhile");
    let report = ada.pass_much_later(&share);
    let found = Stranger::NoIdentity;
    assert_eq!(
        report.share,
        ShareState::NotOurFolder {
            since_ms: ada.now_ms,
            found
        }
    );
    assert_eq!(
        ada.replica.names(),
        held,
        "the absence of files changes nothing"
    );
    assert_eq!(
        std::fs::read_dir(dir.path())
            .expect("the mount point")
            .count(),
        0
    );

    let foreign = Name::identity();
    let mut other = identity();
    other.root_key = [0; 32];
    std::fs::File::create(dir.path().join(foreign.as_str()))
        .and_then(|mut file| std::io::Write::write_all(&mut file, &other.encode()))
        .expect("another school's share");
    let report = ada.pass(&share);
    assert!(
        matches!(
            report.share,
            ShareState::NotOurFolder {
                found: Stranger::OtherSchool,
                ..
            }
        ),
        "{:?}",
        report.share
    );
    assert_eq!(report.counts.waiting, 1);

    std::fs::remove_dir_all(dir.path()).expect("unmount");
    #[allow(clippy::disallowed_methods, reason = "the test mounts the share again")]
    std::fs::rename(&hidden, dir.path()).expect("mount");
    assert_eq!(ada.pass(&share).published, 1);
}

#[test]
fn files_of_unknown_authors_wait_unread_until_they_are_certified() {
    let store = memory_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    ada.replica.enter("x");
    ada.pass(&store);
    bob.replica.set_unknown(&[seat_of(1, 0), seat_of(1, 1)]);
    let report = bob.pass(&store);
    assert_eq!((report.taken, report.bad.len()), (0, 0));
    assert_eq!(report.unknown_authors, [seat_of(1, 1)]);
    bob.replica.set_unknown(&[]);
    let report = bob.pass(&store);
    assert_eq!((report.taken, report.unknown_authors.len()), (1, 0));
}

/// A certificate of a seat, as somebody with this key gives it.
fn certificate(of: &SeatKey, by: &SeatKey) -> Vec<u8> {
    let mut seat = SeatCertificate {
        seat: of.seat(),
        staff: StaffId::from_bytes([1; 16]),
        device: DeviceId::from_bytes([1; 16]),
        sign_key: of.public(),
        box_key: [2; 32],
        voucher: Voucher::Root { signature: [0; 64] },
    };
    let signature = sign_statement(school().school, &seat, by);
    seat.voucher = Voucher::Root { signature };
    encode_certificate(&seat).expect("a certificate")
}

#[test]
fn d13_an_administrator_proves_itself_by_the_root_s_certificate() {
    let store = memory_share();
    let mut bob = Machine::new(2);
    for (number, certificate, taken) in [
        (11, None, 0),
        (12, Some(certificate(&key(12, 1), &root())), 1),
        (13, Some(certificate(&key(13, 1), &key(13, 1))), 0),
        (14, Some(certificate(&key(12, 1), &root())), 0),
        (15, Some(b"not a certificate".to_vec()), 0),
    ] {
        let first = seal_first(&key(number, 1), "x", certificate);
        store
            .put_new(&first.name.into(), &first.bytes)
            .expect("put");
        store.set_beacon(&first.name.into()).expect("beacon");
        assert_eq!(bob.pass_much_later(&store).taken, taken, "seat of {number}");
    }
}

#[test]
fn a_long_absence_is_walked_back_without_listing() {
    let store = memory_share();
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    bob.pass(&store);
    for number in 0..300 {
        ada.replica.enter(&format!("{number}"));
        ada.pass(&store);
    }
    let first = bob.pass(&store);
    assert!(first.more && first.taken == 256, "{first:?}");
    let second = bob.pass(&store);
    assert_eq!(
        (second.taken, second.more, second.gaps.len()),
        (44, false, 0)
    );
    assert_eq!(bob.facts().len(), 300);
}

#[test]
fn a_replica_that_refuses_one_segment_still_gets_the_others() {
    let store = memory_share();
    let (mut ada, mut bob, mut eve) = (Machine::new(1), Machine::new(2), Machine::new(3));
    ada.replica.enter("poison");
    ada.pass(&store);
    bob.replica.enter("bread");
    bob.pass(&store);
    eve.replica.poison(Some(head_of(&ada, 1)));
    let report = eve.pass(&store);
    assert_eq!(eve.facts(), ["bread"]);
    assert_eq!(report.replica_errors.len(), 1);
    eve.replica.poison(None);
    assert_eq!(eve.pass(&store).taken, 1);
}

#[test]
fn a_share_may_be_read_while_another_machine_writes() {
    let (dir, share) = real_share();
    let other = folder_at(dir.path(), 2);
    let (mut ada, mut bob) = (Machine::new(1), Machine::new(2));
    let writer = std::thread::spawn(move || {
        for number in 0..40 {
            ada.replica.enter(&format!("{number:02}"));
            ada.pass(&share);
        }
        ada
    });
    while !writer.is_finished() {
        let report = bob.pass(&other);
        assert_eq!((report.bad.len(), report.share), (0, ShareState::Online));
    }
    let ada = writer.join().expect("a writer");
    bob.pass(&other);
    assert_eq!(bob.facts(), ada.facts());
}
