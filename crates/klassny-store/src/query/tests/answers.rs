//! What the questions answer on small journals.

use crate::error::Error;
use crate::project::samples::{
    CLASS, GROUP, PUPIL, STAFF, SUBJECT, TERM, YEAR, changes, day, name, place,
};
use crate::project::tests::{replica, state};
use crate::read::Read;
use crate::state::Saved;
use chrono::{NaiveDate, Weekday};
use klassny_domain::access::{SeatCertificate, SeatRevocation, Voucher};
use klassny_domain::change::{Change, Kind};
use klassny_domain::ids::{DeviceId, EnrolmentId, GroupId, PupilId, SeatId};
use klassny_domain::roster::{
    Enrolment, Group, GroupMember, Pupil, Role, RoleGrant, Sex, StaffMember,
};
use klassny_domain::term::{TermClose, TermReopen};
use klassny_domain::volume::VolumeEdition;
use rusqlite::Connection;
use std::ops::RangeInclusive;

const SUBGROUP: GroupId = GroupId::from_bytes([90; 16]);

fn september() -> RangeInclusive<NaiveDate> {
    day(1)..=day(30)
}

/// A replica with the facts, numbered from 1.
fn replica_of(changes: &[Change]) -> Connection {
    let conn = replica();
    for (fact, change) in (1..).zip(changes) {
        state(&conn, fact, change).unwrap();
    }
    conn
}

fn pupil(id: u8, surname: &str) -> Change {
    Change::Pupil(Pupil {
        pupil: PupilId::from_bytes([id; 16]),
        file_number: String::new(),
        name: name(surname),
        sex: Sex::Male,
        born_on: None,
    })
}

/// The pupil on the list of the class; the order is told by the first day.
fn enrolment(id: u8, from: u32, until: Option<u32>) -> Change {
    Change::Enrolment(Enrolment {
        enrolment: EnrolmentId::derive(&[&[id], &from.to_le_bytes()]),
        pupil: PupilId::from_bytes([id; 16]),
        class: CLASS,
        from: day(from),
        until: until.map(day),
        order_in: format!("№ {from}-у"),
        order_out: until
            .map(|until| format!("№ {until}-у"))
            .unwrap_or_default(),
        note: String::new(),
    })
}

fn member(id: u8, from: u32, until: Option<u32>) -> Change {
    let pupil = PupilId::from_bytes([id; 16]);
    let (from, until) = (day(from), until.map(day));
    Change::GroupMember(GroupMember {
        group: SUBGROUP,
        pupil,
        from,
        until,
    })
}

fn group(group: GroupId, subgroup: u8) -> Change {
    Change::Group(Group {
        group,
        class: CLASS,
        subject: SUBJECT,
        subgroup,
        week_hours_quarters: 12,
        division: String::new(),
    })
}

/// «Карпов 1–5 +№ 1-у −№ 5-у», a line an interval.
fn listed(conn: &Connection, group: GroupId, days: RangeInclusive<NaiveDate>) -> Vec<String> {
    let listed = Read::new(conn).listed_in_group(group, &days).unwrap();
    listed
        .into_iter()
        .map(|x| {
            let until = x
                .until
                .map(|day| day.format("%-d").to_string())
                .unwrap_or_default();
            let (name, from) = (x.pupil.name.surname, x.from.format("%-d"));
            format!("{name} {from}–{until} +{} −{}", x.order_in, x.order_out)
        })
        .collect()
}

#[test]
fn r84_who_joins_and_who_leaves_stands_on_the_list_with_days_and_orders() {
    let conn = replica_of(&[
        group(GROUP, 0),
        pupil(1, "Ефимов"),
        enrolment(1, 21, None),
        pupil(2, "Куликов"),
        enrolment(2, 1, Some(12)),
        pupil(3, "Гарифуллина"),
        enrolment(3, 1, Some(5)),
        enrolment(3, 20, None),
        pupil(4, "Записана по ошибке"),
        enrolment(4, 7, Some(7)),
    ]);
    assert_eq!(
        listed(&conn, GROUP, september()),
        [
            "Гарифуллина 1–5 +№ 1-у −№ 5-у",
            "Куликов 1–12 +№ 1-у −№ 12-у",
            "Гарифуллина 20– +№ 20-у −",
            "Ефимов 21– +№ 21-у −",
        ]
    );
    assert_eq!(
        listed(&conn, GROUP, day(12)..=day(19)),
        Vec::<String>::new()
    );
    assert_eq!(
        listed(&conn, GROUP, day(11)..=day(11)),
        ["Куликов 1–12 +№ 1-у −№ 12-у"]
    );
    let class = Read::new(&conn)
        .listed_in_class(CLASS, &september())
        .unwrap();
    assert_eq!(
        class,
        Read::new(&conn)
            .listed_in_group(GROUP, &september())
            .unwrap()
    );
    assert!(class[0].is_on(day(4)) && !class[0].is_on(day(5)));
}

#[test]
fn a_subgroup_lists_those_named_for_it_while_they_are_in_the_class() {
    let conn = replica_of(&[
        group(SUBGROUP, 2),
        pupil(1, "Ефимов"),
        enrolment(1, 1, None),
        member(1, 1, None),
        pupil(2, "Куликов"),
        enrolment(2, 1, Some(12)),
        member(2, 1, None),
        pupil(3, "Меняет подгруппу"),
        enrolment(3, 1, None),
        member(3, 14, Some(25)),
        pupil(4, "В другой подгруппе"),
        enrolment(4, 1, None),
        pupil(5, "Ещё не в классе"),
        member(5, 1, None),
    ]);
    assert_eq!(
        listed(&conn, SUBGROUP, september()),
        [
            "Ефимов 1– +№ 1-у −",
            "Куликов 1–12 +№ 1-у −№ 12-у",
            "Меняет подгруппу 14–25 + −",
        ]
    );
    let of_pupil = |id| {
        let groups = Read::new(&conn).groups_of_pupil(PupilId::from_bytes([id; 16]), &september());
        groups.unwrap().len()
    };
    assert_eq!([of_pupil(1), of_pupil(4), of_pupil(5)], [1, 0, 0]);
}

#[test]
fn the_parts_of_a_lesson_are_found_together_and_in_order() {
    let conn = replica_of(&changes());
    let read = Read::new(&conn);
    let spread = read.spread(GROUP, &september()).unwrap();
    let places: Vec<_> = spread.lessons.iter().map(|lesson| lesson.place).collect();
    assert_eq!(
        places,
        [place(GROUP, 1, 2), place(GROUP, 2, 3), place(GROUP, 3, 1)]
    );
    assert_eq!(
        (
            spread.marks.len(),
            spread.attendance.len(),
            spread.excuses.len()
        ),
        (10, 3, 1)
    );
    let first = read.lesson(place(GROUP, 1, 2)).unwrap();
    assert_eq!(Some(&first), spread.lessons.first());
    assert_eq!(first.assignments.len(), 2);
    assert!(first.record.is_some() && first.topic.is_some() && first.homework.is_some());
    let empty = read.lesson(place(GROUP, 5, 1)).unwrap();
    assert!(empty.record.is_none() && empty.assignments.is_empty());
    assert_eq!(
        read.spread(GROUP, &(day(4)..=day(30))).unwrap(),
        Default::default()
    );
}

#[test]
fn a_class_and_a_pupil_are_answered_with_the_marks_of_all_their_groups() {
    let conn = replica_of(&changes());
    let read = Read::new(&conn);
    let marks = read.marks(GROUP, &september()).unwrap();
    assert_eq!(read.marks_of_class(CLASS, &september()).unwrap(), marks);
    assert_eq!(read.marks_of_pupil(PUPIL, &september()).unwrap(), marks);
    assert_eq!(
        read.attendance_of_class(CLASS, &september()).unwrap().len(),
        3
    );
    assert_eq!(
        read.attendance_of_pupil(PUPIL, &september()).unwrap().len(),
        3
    );
    assert_eq!(read.excuses_of_class(CLASS, &september()).unwrap().len(), 1);
    assert_eq!(read.excuses_of_pupil(PUPIL, &september()).unwrap().len(), 1);
    assert_eq!(read.final_marks_of_class(CLASS).unwrap().len(), 4);
    assert_eq!(read.final_marks_of_pupil(PUPIL).unwrap().len(), 4);
}

#[test]
fn r155_figures_of_a_class_count_by_subject_and_name_nobody() {
    let conn = replica_of(&changes());
    let read = Read::new(&conn);
    let terms = read.terms(YEAR).unwrap();
    let term = terms.iter().find(|term| term.term == TERM).unwrap();
    let month = klassny_domain::school::Term {
        starts_on: day(1),
        ends_on: day(30),
        ..term.clone()
    };
    let figures = read.figures_of_class(CLASS, &month).unwrap();
    assert_eq!(figures.keys().collect::<Vec<_>>(), [&SUBJECT]);
    let of = &figures[&SUBJECT];
    assert_eq!((of.held, of.not_held, of.without_topic), (1, 1, 0));
    assert_eq!((of.pupils, of.absent, of.late), (1, 1, 1));
    let marks = read.marks(GROUP, &september()).unwrap();
    let given = marks.iter().filter(|mark| mark.value.value.is_some());
    assert_eq!(of.marks.values().sum::<u32>() as usize, given.count());
    assert_eq!(
        of.finals.values().sum::<u32>(),
        1,
        "the marks of the term alone"
    );
    let june = klassny_domain::school::Term {
        starts_on: day(29),
        ends_on: day(30),
        term: klassny_domain::ids::TermId::from_bytes([99; 16]),
        ..month
    };
    assert!(read.figures_of_class(CLASS, &june).unwrap().is_empty());
}

#[test]
fn a_term_opened_again_is_not_closed_until_it_is_closed_anew() {
    let close = |ordinal| {
        let close = TermClose::id_of(CLASS, TERM, ordinal);
        TermClose {
            close,
            class: CLASS,
            term: TERM,
            ordinal,
        }
    };
    let reason = "ошибка переноса".to_owned();
    let mut facts = vec![
        Change::TermClose(close(1)),
        Change::TermReopen(TermReopen {
            close: close(1).close,
            reason: reason.clone(),
        }),
    ];
    let conn = replica_of(&facts);
    assert_eq!(Read::new(&conn).closed_terms(CLASS).unwrap(), []);
    facts.push(Change::TermClose(close(2)));
    let conn = replica_of(&facts);
    let read = Read::new(&conn);
    assert_eq!(read.closed_terms(CLASS).unwrap(), [close(2)]);
    let closings = read.closings(CLASS).unwrap();
    assert_eq!(closings, read.closings_of_term(TERM).unwrap());
    assert_eq!(
        closings.first().map(|closing| closing.reopened.clone()),
        Some(Some(reason))
    );
}

#[test]
fn roles_load_and_class_hold_from_their_first_day_until_the_day_they_end() {
    let grant = |role, from, until: Option<u32>| {
        let (from, until) = (day(from), until.map(day));
        Change::RoleGrant(RoleGrant {
            staff: STAFF,
            role,
            from,
            until,
        })
    };
    let conn = replica_of(&[
        grant(Role::Teacher, 1, None),
        grant(Role::Deputy, 5, Some(10)),
        grant(Role::Deputy, 20, None),
    ]);
    let roles = |on| Read::new(&conn).roles_on(STAFF, day(on)).unwrap();
    assert_eq!(roles(4), [Role::Teacher]);
    assert_eq!(roles(5), [Role::Deputy, Role::Teacher]);
    assert_eq!(roles(10), [Role::Teacher]);
    assert_eq!(roles(20), [Role::Deputy, Role::Teacher]);
}

#[test]
fn the_sign_in_list_names_people_of_the_device_whose_seat_stands() {
    let device = DeviceId::from_bytes([10; 16]);
    let seat = |id: u8, staff: u8| {
        Change::SeatCertificate(SeatCertificate {
            seat: SeatId::from_bytes([id; 16]),
            staff: klassny_domain::ids::StaffId::from_bytes([staff; 16]),
            device: if id == 4 {
                DeviceId::from_bytes([11; 16])
            } else {
                device
            },
            sign_key: [0; 32],
            box_key: [0; 32],
            voucher: Voucher::Root { signature: [0; 64] },
        })
    };
    let person = |id: u8, surname: &str, left_on: Option<u32>| {
        Change::StaffMember(StaffMember {
            staff: klassny_domain::ids::StaffId::from_bytes([id; 16]),
            personnel_number: String::new(),
            name: name(surname),
            position: String::new(),
            hired_on: None,
            left_on: left_on.map(day),
        })
    };
    let conn = replica_of(&[
        person(1, "Соколова", None),
        seat(1, 1),
        seat(2, 1),
        person(2, "Лишённая места", None),
        seat(3, 2),
        Change::SeatRevocation(SeatRevocation {
            seat: SeatId::from_bytes([3; 16]),
            reason: String::new(),
            root: None,
        }),
        person(3, "С другого места", None),
        seat(4, 3),
        person(4, "Уволенная", Some(10)),
        seat(5, 4),
    ]);
    let names = |on| {
        let people = Read::new(&conn).sign_in_list(device, day(on)).unwrap();
        people
            .into_iter()
            .map(|x| (x.staff.name.surname, x.seat))
            .collect::<Vec<_>>()
    };
    let newest = SeatId::from_bytes([2; 16]);
    assert_eq!(names(10), [("Соколова".to_owned(), newest)]);
    assert_eq!(names(9).len(), 2);
}

#[test]
fn every_question_about_the_frame_and_time_finds_the_samples() {
    let conn = replica_of(&changes());
    let read = Read::new(&conn);
    assert_eq!(
        read.year_on(day(3)).unwrap().map(|year| year.year),
        Some(YEAR)
    );
    assert!(
        read.calendar(YEAR)
            .unwrap()
            .unwrap()
            .is_school_day(5, day(1))
    );
    assert_eq!(read.regulation(YEAR).unwrap().unwrap().preset, "s4");
    assert_eq!(read.workstations().unwrap().len(), 1);
    assert_eq!(read.group(GROUP).unwrap().unwrap().class.letter, "А");
    assert_eq!(
        read.groups_of_year(YEAR).unwrap(),
        [read.group(GROUP).unwrap().unwrap()]
    );
    assert_eq!(read.loads_on(STAFF, day(1)).unwrap().len(), 1);
    assert_eq!(read.loads_of_class(CLASS).unwrap().len(), 1);
    assert!(read.class_teacher_on(CLASS, day(1)).unwrap().is_some());
    assert_eq!(read.staff_in_role(Role::Teacher, day(1)).unwrap().len(), 1);
    assert_eq!(read.slots_of_class(CLASS, &september()).unwrap().len(), 1);
    assert_eq!(
        read.slots_of_staff_on(STAFF, Weekday::Tue, day(1))
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        read.slots_of_staff_on(STAFF, Weekday::Wed, day(1))
            .unwrap()
            .len(),
        0
    );
    assert_eq!(
        read.substitutions_of_staff(STAFF, &september())
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        read.substitutions_of_group(GROUP, &september())
            .unwrap()
            .len(),
        1
    );
    assert_eq!(read.entry_slots_at(YEAR, 7, Weekday::Mon).unwrap().len(), 1);
}

#[test]
fn every_question_about_plans_people_and_control_finds_the_samples() {
    let conn = replica_of(&changes());
    let read = Read::new(&conn);
    let plan = read.plan_of(YEAR, SUBJECT, 5).unwrap().unwrap();
    assert_eq!(read.plan_rows(plan.plan).unwrap().len(), 1);
    assert_eq!(
        read.control_works_of_class(CLASS, &september())
            .unwrap()
            .len(),
        1
    );
    assert_eq!(read.pupil_cards_of_class(CLASS).unwrap().len(), 1);
    assert_eq!(
        read.guardians_of_class(CLASS).unwrap(),
        read.guardians(PUPIL).unwrap()
    );
    assert_eq!(read.movements(&september()).unwrap().len(), 1);
    assert_eq!(read.permits_of_staff(STAFF).unwrap().len(), 3);
    assert_eq!(
        read.remarks_unsettled().unwrap(),
        read.remarks_of_staff(STAFF).unwrap()
    );
    let courses = read.courses_of_pupil(PUPIL).unwrap();
    assert_eq!(read.course_members(courses[0].course).unwrap(), [PUPIL]);
    let counts = read.counts().unwrap();
    assert_eq!(
        counts.iter().find(|(kind, _)| *kind == Kind::Mark),
        Some(&(Kind::Mark, 10))
    );
}

#[test]
fn editions_are_listed_without_what_was_printed() {
    let conn = replica_of(&changes());
    let read = Read::new(&conn);
    let heads = read.editions().unwrap();
    let head = heads.first().unwrap();
    assert_eq!((head.sheet_count, head.edition), (42, 1));
    assert_eq!(read.editions_of(head.volume).unwrap(), heads);
    assert_eq!(
        read.editions_of(VolumeEdition::id_of(CLASS, TERM)).unwrap(),
        []
    );
    assert_eq!(
        read.edition(head.volume, 1).unwrap().unwrap().content,
        [0, 1, 2, 255]
    );
    assert_eq!(
        read.route_steps(head.volume).unwrap(),
        read.all_route_steps().unwrap()
    );
}

#[test]
fn a_column_that_holds_what_it_cannot_hold_is_damage_and_not_a_guess() {
    let conn = replica_of(&changes());
    conn.execute("UPDATE mark SET date = '2026-09-01T10'", [])
        .unwrap();
    let marks = Read::new(&conn).marks(GROUP, &september());
    assert!(matches!(marks, Err(Error::Damaged(column)) if column == "column date"));
}

#[test]
fn a_group_with_two_records_of_one_cell_is_counted() {
    let conn = replica_of(&changes());
    assert!(Read::new(&conn).conflicts().unwrap().is_empty());
    let first = "(SELECT register_key FROM mark WHERE group_id = ?1 LIMIT 1)";
    let sql = format!("UPDATE mark SET tips = 2 WHERE register_key = {first}");
    conn.execute(&sql, [GROUP.as_bytes()]).unwrap();
    conn.execute(
        "UPDATE homework SET tips = 3 WHERE group_id = ?1",
        [GROUP.as_bytes()],
    )
    .unwrap();
    let conflicts = Read::new(&conn).conflicts().unwrap();
    assert_eq!(conflicts.len(), 1);
    assert!(conflicts[&GROUP] >= 2, "{conflicts:?}");
}

#[test]
fn a_fact_is_stamped_with_its_seat_and_how_far_it_got() {
    let conn = replica();
    conn.execute_batch(include_str!("facts_on_their_way.sql"))
        .unwrap();
    let stamps = Read::new(&conn).stamps([1, 2, 3, 4, 5]).unwrap();
    let saved: Vec<Saved> = (1..=4).map(|fact| stamps[&fact].saved).collect();
    assert_eq!(
        saved,
        [Saved::Here, Saved::Here, Saved::Sent, Saved::Confirmed]
    );
    assert_eq!(
        (stamps[&1].received_ms, stamps[&4].received_ms),
        (None, Some(50))
    );
    assert_eq!((stamps[&1].imported, stamps[&4].imported), (false, true));
    assert_eq!(stamps[&4].seat, SeatId::from_bytes(*b"seat-00000000001"));
    assert!(!stamps.contains_key(&5));
}
