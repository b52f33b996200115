//! What the screen of the exchange says: what waits and for what, what is missing, who was heard
//! of last, and what went wrong.

use crate::school::{DEPUTY, Machine, TEACHER};
use klassny_app::health::Health;
use klassny_app::view::share::{IncidentCode, WaitsFor};
use klassny_app::view::text::WorkKindCode;
use klassny_domain::access::Head;
use klassny_domain::ids::SeatId;
use klassny_log::name::SegmentName;
use klassny_share::error::{Class, Operation};
use klassny_share::replica::{BadFile, BadReason};
use klassny_share::status::{NotReached, ShareState, SyncReport};

const MONDAY: &str = "2026-09-14";

fn at_work() -> Machine {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Control]);
    school.seal_all();
    school
}

/// Name, what it waits for, how many, since when.
fn waiting(school: &Machine, who: &str) -> Vec<(String, WaitsFor, u32, String)> {
    let health = Health::read(&school.store).unwrap();
    let here = [school.seat(who), school.store.identity().device_seat];
    let lines = health
        .waiting(&school.store, |seat| here.contains(&seat))
        .unwrap();
    assert!(lines.iter().all(|line| line.device == "АРМ 7"));
    lines
        .into_iter()
        .map(|line| (line.name, line.waits_for, line.facts, line.since))
        .collect()
}

#[test]
fn d2_what_is_not_on_the_share_says_whose_since_when_and_what_it_waits_for() {
    let school = at_work();
    assert!(waiting(&school, TEACHER).is_empty());
    school.at("2026-09-14T10:05").mark(MONDAY, 1, "5").unwrap();
    school.at("2026-09-14T10:07").mark(MONDAY, 2, "4").unwrap();
    let line = |waits_for| {
        let since = "2026-09-14T10:05:00".to_owned();
        vec![("Соколова И. В.".to_owned(), waits_for, 2, since)]
    };
    assert_eq!(waiting(&school, TEACHER), line(WaitsFor::Share));
    // She went home: nobody signs her records until she signs in here again.
    assert_eq!(waiting(&school, DEPUTY), line(WaitsFor::SignIn));
    // What is signed needs nobody, only the folder.
    school.prepare(TEACHER);
    assert_eq!(waiting(&school, DEPUTY), line(WaitsFor::Share));
}

#[test]
fn d2_both_are_told_apart_where_a_part_is_signed_already() {
    let school = at_work();
    school.mark(MONDAY, 1, "5").unwrap();
    school.prepare(TEACHER);
    school.mark(MONDAY, 2, "4").unwrap();
    let told = waiting(&school, DEPUTY);
    let parts: Vec<_> = told.iter().map(|line| (line.1, line.2)).collect();
    assert_eq!(parts, [(WaitsFor::SignIn, 1), (WaitsFor::Share, 1)]);
}

#[test]
fn p10_a_machine_is_told_with_when_it_was_heard_of_and_this_one_comes_first() {
    let first = at_work();
    let second = first.second();
    second.mark(MONDAY, 1, "4").unwrap();
    first.at("2026-09-15T12:00");
    second.send_to(&first);
    let told = |machine: &Machine| {
        let health = Health::read(&machine.store).unwrap();
        health.devices(&machine.store).unwrap()
    };
    let lines = told(&first);
    let names: Vec<_> = lines.iter().map(|line| (&*line.name, line.here)).collect();
    assert_eq!(names, [("АРМ 7", true), ("АРМ 12", false)]);
    assert_eq!(lines[0].last_seen, None, "one is not heard of by oneself");
    assert_eq!(lines[1].last_seen.as_deref(), Some("2026-09-15T12:00:00"));
    assert!(lines.iter().all(|line| line.segments > 0 && !line.gap));
    let names: Vec<_> = told(&second).into_iter().map(|line| line.name).collect();
    assert_eq!(names, ["АРМ 12", "АРМ 7"]);
}

#[test]
fn p10_missing_packets_are_told_from_the_first_to_the_last_with_whose_they_are() {
    let school = at_work();
    let mut all = Vec::new();
    for (number, value) in [(1, "5"), (2, "4"), (3, "3"), (4, "5")] {
        school.mark(MONDAY, number, value).unwrap();
        all.push(school.sealed_so_far().len());
    }
    let segments = school.sealed_so_far();
    let newest = school.store.segments_of(school.seat(TEACHER)).unwrap();
    let newest = newest.iter().map(|held| held.head.seq).max().unwrap();
    let beginning = school.beginning(&segments[..all[0]]);
    let told = |rest: &[usize]| {
        let reader = beginning.then(rest.iter().map(|at| &segments[*at]));
        let health = Health::read(&reader.store).unwrap();
        let gaps = health.gaps(&reader.store).unwrap();
        let behind = health.devices(&reader.store).unwrap();
        assert_eq!(behind[0].gap, !gaps.is_empty());
        gaps.into_iter()
            .map(|gap| (gap.device, gap.name, u64::from(gap.number), gap.count))
            .collect::<Vec<_>>()
    };
    let [second, third, fourth] = [all[0], all[1], all[2]];
    let gap = |number, count| {
        let (device, name) = ("АРМ 7".to_owned(), "Соколова И. В.".to_owned());
        vec![(device, name, number, count)]
    };
    assert!(told(&[]).is_empty());
    assert!(told(&[second, third, fourth]).is_empty());
    assert_eq!(told(&[second, fourth]), gap(newest - 1, 1));
    assert_eq!(told(&[fourth]), gap(newest - 2, 2));
    assert!(
        told(&[fourth, second, third]).is_empty(),
        "closed by what came"
    );
}

fn went_wrong(teacher: SeatId) -> SyncReport {
    let head = |seq| Head {
        seat: teacher,
        seq,
        hash: [7; 32],
    };
    let bad = |seq, reason| BadFile {
        name: SegmentName::of(&head(seq)).unwrap(),
        reason,
        first_seen_ms: 1000 + i64::try_from(seq).unwrap(),
        last_tried_ms: 5000,
        tries: 3,
    };
    SyncReport {
        share: ShareState::Online,
        forked: vec![teacher],
        replica_errors: vec!["disk".to_owned()],
        bad: vec![
            bad(1, BadReason::Damaged),
            bad(2, BadReason::Forged),
            bad(3, BadReason::TooNew),
            bad(4, BadReason::Missing),
        ],
        unknown_authors: vec![SeatId::from_bytes([9; 16])],
        not_reached: vec![NotReached {
            operation: Operation::Read,
            path: "seg/x".into(),
            class: Class::Busy,
            detail: String::new(),
        }],
        foreign: 4,
        ..SyncReport::default()
    }
}

#[test]
fn p10_what_went_wrong_is_told_by_weight_and_a_server_that_is_away_is_no_fault_of_a_file() {
    use IncidentCode as What;
    let school = at_work();
    let health = Health::read(&school.store).unwrap();
    let mut report = went_wrong(school.seat(TEACHER));
    let told = |report: &SyncReport| health.incidents(report, |at_ms| at_ms.to_string());
    let lines = told(&report);
    let what: Vec<_> = lines.iter().map(|line| line.what).collect();
    #[rustfmt::skip]
    let expected = [
        What::Fork, What::ReplicaFailed, What::Damaged, What::Foreign, What::Newer, What::Gap,
        What::UnknownAuthor, What::NotReached, What::Strangers,
    ];
    assert_eq!(what, expected);
    assert_eq!(lines[0].subject, "АРМ 7, Соколова И. В.");
    assert_eq!((&*lines[2].at, lines[2].count), ("1001", 3));
    assert!(lines[2].subject.contains("00000001-"), "the name of a file");
    assert_eq!((&*lines[7].subject, &*lines[7].at), ("seg/x", ""));
    assert_eq!(lines[8].count, 4);
    // A gap inside a chain stands in a list of its own, with its machine.
    report.gaps = vec![report.bad[3].name];
    assert!(!told(&report).iter().any(|line| line.what == What::Gap));
    report.share = ShareState::Offline { since_ms: 1 };
    assert!(
        !told(&report)
            .iter()
            .any(|line| line.what == What::NotReached)
    );
    assert!(told(&SyncReport::default()).is_empty());
}
