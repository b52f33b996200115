//! The plan of entry between workstations: the door keeps it, a deputy lets in with a reason, and
//! every replica reports the same (R34–R36).

use crate::devices::{CLERK, DIRECTOR, TEACHER, meet, peopled, seated, staff_id, state};
use chrono::{NaiveDate, NaiveTime, Weekday};
use klassny_app::api::{LetIn, LetInHere, SetSlotRule, SlotWeek, Unlock};
use klassny_app::view::session::Stage;
use klassny_app::view::slots::{SlotKept, SlotPolicyCode, SlotStanding};
use klassny_app::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::ids::{BellId, GroupId, StaffId, SubjectId, TimetableSlotId, YearId};
use klassny_domain::roster::{Group, Load, SchoolClass, Subject};
use klassny_domain::school::{AcademicYear, Bell, Grades, SchoolWeek, Term, TermKind};
use klassny_domain::slots::plan::id_of;
use klassny_domain::timetable::{EntrySlot, TimetableSlot};
use klassny_tests::{PASSWORD, Station, World};
use serde_json::json;

/// The machine of the teacher, in the plan and in its name.
pub(crate) const HERE: u16 = 7;
const MINUTE_MS: i64 = 60_000;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn hour(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

fn year(on: &Station) -> YearId {
    let school = on.app.workstation().unwrap().store.identity().school;
    AcademicYear::id_of(school, 2026)
}

fn group(on: &Station) -> GroupId {
    let class = SchoolClass::id_of(year(on), 9, "Б");
    Group::id_of(class, SubjectId::derive(&[b"algebra"]), 0)
}

/// A quarter with its bells.
fn calendar(on: &Station) -> Vec<Change> {
    let year = year(on);
    let mut facts = vec![
        Change::AcademicYear(AcademicYear {
            year,
            name: "2026/2027".to_owned(),
            starts_on: day(2026, 9, 1),
            ends_on: day(2027, 5, 26),
        }),
        Change::SchoolWeek(SchoolWeek {
            year,
            grades: Grades::ALL,
            days: 5,
        }),
        Change::Term(Term {
            term: Term::id_of(year, TermKind::Quarter, 1),
            year,
            kind: TermKind::Quarter,
            number: 1,
            grades: Grades::ALL,
            starts_on: day(2026, 9, 1),
            ends_on: day(2026, 10, 24),
        }),
    ];
    for (number, from, until) in [(1, "9:00", "9:45"), (2, "10:00", "10:45")] {
        facts.push(Change::Bell(Bell {
            bell: BellId::derive(&[&[number]]),
            year,
            grades: Grades::ALL,
            from: day(2026, 9, 1),
            until: day(2027, 5, 31),
            number,
            starts_at: hour(from),
            ends_at: hour(until),
        }));
    }
    facts
}

/// A class whose algebra the teacher gives on Wednesday and Friday.
fn teaching(on: &Station) -> Vec<Change> {
    let (year, group) = (year(on), group(on));
    let class = SchoolClass::id_of(year, 9, "Б");
    let subject = SubjectId::derive(&[b"algebra"]);
    let staff = staff_id(TEACHER);
    let mut facts = vec![
        Change::SchoolClass(SchoolClass {
            class,
            year,
            grade: 9,
            letter: "Б".to_owned(),
        }),
        Change::Subject(Subject {
            subject,
            name: "Алгебра".to_owned(),
            short: "Алгебра".to_owned(),
        }),
        Change::Group(Group {
            group,
            class,
            subject,
            subgroup: 0,
            week_hours_quarters: 8,
            division: String::new(),
        }),
        Change::Load(Load {
            group,
            staff,
            from: day(2026, 9, 1),
            until: None,
            room: "214".to_owned(),
        }),
    ];
    for (weekday, bell) in [(Weekday::Wed, 2), (Weekday::Fri, 1)] {
        facts.push(Change::TimetableSlot(TimetableSlot {
            slot: TimetableSlotId::derive(&[group.as_bytes(), &[bell]]),
            year,
            group,
            weekday,
            bell,
            staff,
            room: "214".to_owned(),
            from: day(2026, 9, 1),
            until: None,
        }));
    }
    facts
}

fn slot(on: &Station, who: &str, from: &str, until: &str) -> Change {
    let year = year(on);
    Change::EntrySlot(EntrySlot {
        slot: id_of(year, Weekday::Fri, HERE, hour(from)),
        year,
        weekday: Weekday::Fri,
        workstation: HERE,
        staff: staff_id(who),
        starts_at: hour(from),
        ends_at: hour(until),
        stands: true,
    })
}

/// An administrator and the machine of a teacher on which the director has a seat too. It is Friday,
/// 9:50; the teacher's time there is 14:00–14:20.
pub(crate) fn school(world: &World) -> (Station, Station) {
    let admin = peopled(world.found().unwrap());
    state(&admin, calendar(&admin));
    state(&admin, teaching(&admin));
    state(&admin, vec![slot(&admin, TEACHER, "14:00", "14:20")]);
    let teacher = seated(world, &admin, ("teacher", "АРМ 7"), TEACHER);
    let (director, words) = world.invite(&admin, DIRECTOR).unwrap();
    meet(&[&admin, &teacher]);
    teacher.first_sign_in(&director, &words).unwrap();
    teacher.app.sign_out().unwrap();
    meet(&[&teacher, &admin]);
    (admin, teacher)
}

pub(crate) fn rule(policy: SlotPolicyCode) -> SetSlotRule {
    SetSlotRule {
        policy,
        lock_minutes: 7,
        warn_minutes: 5,
        late_minutes: 10,
    }
}

pub(crate) fn enter(on: &Station, who: &str) -> Result<(), ErrorCode> {
    let entered = on.sign_in(&staff_id(who).to_string(), PASSWORD);
    entered.map_err(|error| error.code)
}

/// Writes the topic of the Friday's lesson.
fn write(on: &Station, topic: &str) -> Result<(), ErrorCode> {
    let place =
        json!({ "group": group(on).to_string(), "date": "2026-10-23", "bell": 1, "ordinal": 0 });
    let args = klassny_tests::small::set_topic(&place, topic);
    on.app
        .call("set_lesson", args)
        .map(|_| ())
        .map_err(|error| error.code)
}

fn unlock(on: &Station) -> Result<(), ErrorCode> {
    let password = PASSWORD.to_owned();
    let opened = on.app.unlock(Unlock { password });
    opened.map(|_| ()).map_err(|error| error.code)
}

fn let_in_here(on: &Station, by: StaffId, reason: &str, until: &str) -> Result<(), ErrorCode> {
    let args = LetInHere {
        staff: staff_id(TEACHER).to_string(),
        by: by.to_string(),
        password: PASSWORD.to_owned(),
        until: until.to_owned(),
        reason: reason.to_owned(),
    };
    let done = on.app.let_in_here(args);
    done.map(|_| ()).map_err(|error| error.code)
}

fn stage(on: &Station) -> Stage {
    on.app.app_state().unwrap().stage
}

/// R34, R36: under the strictest rule the door itself keeps a teacher out, says when and who helps;
/// the slot opens it, its end locks the screen, and the director lets in with a reason.
#[test]
fn r34_r36_no_sign_in_outside_the_slot_until_the_director_lets_in_with_a_reason() {
    let world = World::new().unwrap();
    let (admin, teacher) = school(&world);
    assert_eq!(
        enter(&teacher, TEACHER),
        Ok(()),
        "the rule is only noted yet"
    );
    teacher.app.sign_out().unwrap();
    admin
        .app
        .set_slot_rule(&rule(SlotPolicyCode::NoSignIn))
        .unwrap();
    meet(&[&admin, &teacher]);
    let state = teacher.app.app_state().unwrap();
    assert_eq!(
        (state.slot_policy, state.lock_after_minutes),
        (SlotPolicyCode::NoSignIn, 7),
        "the door is true to a rule that was received"
    );

    let refused = teacher.sign_in(&staff_id(TEACHER).to_string(), PASSWORD);
    let refused = refused.unwrap_err().to_api("1".to_owned());
    assert_eq!(refused.code, ErrorCode::OutsideSlot);
    let said = refused.refusal.unwrap();
    assert_eq!(said.why, "Ваше время: пт 23.10 с 14:00 до 14:20, АРМ № 7.");
    assert!(said.who_helps.contains("Орлова Т. Н."), "{said:?}");
    let wrong = teacher.sign_in(&staff_id(TEACHER).to_string(), "другой пароль");
    assert_eq!(wrong.unwrap_err().code, ErrorCode::WrongPassword);
    assert_eq!(
        enter(&teacher, DIRECTOR),
        Ok(()),
        "no plan binds the director"
    );
    teacher.app.sign_out().unwrap();

    world.clock.advance(255 * MINUTE_MS);
    assert_eq!(enter(&teacher, TEACHER), Ok(()));
    assert_eq!(write(&teacher, "Неравенства"), Ok(()));
    world.clock.advance(17 * MINUTE_MS);
    teacher.app.sync_pass().unwrap();
    assert_eq!(stage(&teacher), Stage::Locked, "the slot is over");
    assert_eq!(unlock(&teacher), Err(ErrorCode::OutsideSlot));

    let director = staff_id(DIRECTOR);
    let (clerk, me) = (staff_id(CLERK), staff_id(TEACHER));
    let refusals = [
        (director, " ", "15:00", ErrorCode::NeedsReason),
        (director, "совещание", "14:00", ErrorCode::SlotNotTaken),
        (me, "совещание", "15:00", ErrorCode::NotAllowed),
        (clerk, "совещание", "15:00", ErrorCode::WrongPassword),
    ];
    for (by, reason, until, code) in refusals {
        assert_eq!(
            let_in_here(&teacher, by, reason, until),
            Err(code),
            "{code:?}"
        );
    }
    world.clock.advance(2 * MINUTE_MS);
    let_in_here(&teacher, director, "была на совещании", "15:00").unwrap();
    assert_eq!(stage(&teacher), Stage::Locked, "the director is out again");
    assert_eq!(unlock(&teacher), Ok(()));
    assert_eq!(write(&teacher, "Неравенства с модулем"), Ok(()));
    world.clock.advance(40 * MINUTE_MS);
    teacher.app.sync_pass().unwrap();
    assert_eq!(stage(&teacher), Stage::Locked);
    meet(&[&teacher, &admin]);
    reports_agree(&admin, &teacher);
}

/// The report tells of the slot that was kept and of who let in, and is the same on both machines.
fn reports_agree(admin: &Station, teacher: &Station) {
    let report = admin.app.slot_report(&SlotWeek { date: None }).unwrap();
    let person = report.people.first().unwrap();
    assert_eq!(person.name, TEACHER);
    assert_eq!(
        (person.totals.kept, person.totals.let_in),
        (1, 1),
        "{person:?}"
    );
    let stay = person.outside.first().unwrap();
    assert_eq!(
        (stay.by.as_str(), stay.reason.as_str()),
        ("Орлова Т. Н.", "была на совещании")
    );
    assert_eq!(enter(teacher, DIRECTOR), Ok(()));
    let there = teacher.app.slot_report(&SlotWeek { date: None }).unwrap();
    assert_eq!(json!(report), json!(there), "every replica shows the same");
    assert!(admin.equals_its_log().unwrap() && teacher.equals_its_log().unwrap());
}

/// R36: whoever lets in from another machine is obeyed by a door that was just switched on.
#[test]
fn r36_let_in_from_another_machine_opens_a_door_whose_replica_was_closed() {
    let world = World::new().unwrap();
    let (admin, teacher) = school(&world);
    admin
        .app
        .set_slot_rule(&rule(SlotPolicyCode::NoSignIn))
        .unwrap();
    meet(&[&admin, &teacher]);
    drop(teacher);
    let teacher = world.station("teacher").unwrap();
    let people = teacher.app.app_state().unwrap().people;
    let me = people.iter().find(|person| person.name == TEACHER).unwrap();
    assert_eq!(
        me.standing,
        SlotStanding::Outside,
        "by the door's file alone"
    );
    assert_eq!(me.next_slot.as_ref().unwrap().from, "14:00");
    assert!(teacher.app.workstation().is_err(), "nothing is open");
    assert_eq!(enter(&teacher, TEACHER), Err(ErrorCode::OutsideSlot));

    let args = LetIn {
        staff: staff_id(TEACHER).to_string(),
        workstation: HERE,
        day: "2026-10-23".to_owned(),
        from: "9:30".to_owned(),
        until: "10:30".to_owned(),
        reason: "замена".to_owned(),
    };
    let view = admin.app.let_in(&args).unwrap();
    admin.app.sync_fully().unwrap();
    assert_eq!(enter(&teacher, TEACHER), Ok(()));
    assert_eq!(write(&teacher, "Неравенства"), Ok(()));
    // Taken back, the door is shut again; a person who works there is locked.
    let waiver = view.let_in.first().unwrap().waiver.clone();
    admin
        .app
        .end_let_in(&klassny_app::api::EndLetIn { waiver })
        .unwrap();
    meet(&[&admin, &teacher]);
    assert_eq!(stage(&teacher), Stage::Locked);
    teacher.app.sign_out().unwrap();
    assert_eq!(enter(&teacher, TEACHER), Err(ErrorCode::OutsideSlot));
}

/// R34, R35: under «read only» a teacher comes in at any hour and writes in the slot alone; what was
/// typed as it ended is still taken.
#[test]
fn r34_r35_read_only_outside_the_slot_and_a_minute_of_grace_at_its_end() {
    let world = World::new().unwrap();
    let (admin, teacher) = school(&world);
    admin
        .app
        .set_slot_rule(&rule(SlotPolicyCode::ReadOnly))
        .unwrap();
    meet(&[&admin, &teacher]);
    assert_eq!(enter(&teacher, TEACHER), Ok(()));
    let session = teacher.app.app_state().unwrap().session.unwrap();
    assert!(session.read_only && session.locks_at_end, "{session:?}");
    assert_eq!(write(&teacher, "Неравенства"), Err(ErrorCode::OutsideSlot));
    teacher.app.sync_pass().unwrap();
    assert_eq!(stage(&teacher), Stage::Open, "reading is not ended");
    world.clock.advance(255 * MINUTE_MS);
    assert_eq!(write(&teacher, "Неравенства"), Ok(()));
    teacher.app.sync_pass().unwrap();
    world.clock.advance(15 * MINUTE_MS + 30_000);
    assert_eq!(
        write(&teacher, "Неравенства с модулем"),
        Ok(()),
        "in the grace"
    );
    teacher.app.sync_pass().unwrap();
    assert_eq!(stage(&teacher), Stage::Open);
    world.clock.advance(MINUTE_MS);
    assert_eq!(write(&teacher, "Корни"), Err(ErrorCode::OutsideSlot));
    teacher.app.sync_pass().unwrap();
    assert_eq!(stage(&teacher), Stage::Locked);
    assert_eq!(unlock(&teacher), Ok(()), "to read");
    teacher.app.sync_pass().unwrap();
    assert_eq!(stage(&teacher), Stage::Open, "locked once, at the end");
}

/// R36: under «note» nothing is refused, and the report shows who entered elsewhere and who did not
/// come.
#[test]
fn r36_under_note_nothing_is_refused_and_the_report_shows_it() {
    let world = World::new().unwrap();
    let (admin, teacher) = school(&world);
    state(&admin, vec![slot(&admin, CLERK, "15:00", "15:20")]);
    meet(&[&admin, &teacher]);
    assert_eq!(enter(&teacher, TEACHER), Ok(()));
    assert_eq!(write(&teacher, "Неравенства"), Ok(()));
    world.clock.advance(360 * MINUTE_MS);
    teacher.app.sync_pass().unwrap();
    assert_eq!(stage(&teacher), Stage::Open);
    meet(&[&teacher, &admin]);
    let report = admin.app.slot_report(&SlotWeek { date: None }).unwrap();
    let lines: Vec<_> = report
        .people
        .iter()
        .map(|person| {
            (
                person.name.as_str(),
                person.slots[0].kept,
                person.outside.len(),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [(CLERK, SlotKept::Missed, 0), (TEACHER, SlotKept::Missed, 1)]
    );
    let before = admin.app.slot_report(&SlotWeek {
        date: Some("2026-10-16".to_owned()),
    });
    assert_eq!(
        before.unwrap().totals.missed,
        2,
        "the plan of the week before"
    );
    assert_eq!(
        teacher
            .app
            .slot_report(&SlotWeek { date: None })
            .unwrap_err()
            .code,
        ErrorCode::NotAllowed,
        "a teacher does not read it"
    );
    let printed = admin
        .app
        .print_slot_report(&SlotWeek { date: None })
        .unwrap();
    assert!(
        std::fs::read(printed.file)
            .unwrap()
            .starts_with(b"%PDF-1.7")
    );
}
