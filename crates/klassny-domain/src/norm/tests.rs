//! Norms, entries that are no marks, and lateness, case by case.

use super::*;
use crate::calendar::end_of_day;
use crate::ids::{GroupId, PermitId, PupilId};
use crate::mark::{Grade, MarkValue};
use crate::sample::{calendar, day};
use crate::school::{Break, BreakKind, Grades};
use crate::work_kind::WorkKind;
use chrono::NaiveDate;

pub(in crate::norm) const IVANOVA: StaffId = StaffId::from_bytes([1; 16]);
pub(in crate::norm) const PETROV: StaffId = StaffId::from_bytes([2; 16]);
pub(in crate::norm) const GROUP: GroupId = GroupId::from_bytes([3; 16]);
pub(in crate::norm) const PUPIL: PupilId = PupilId::from_bytes([4; 16]);
pub(in crate::norm) static HELD: Held = Held::Held;

pub(in crate::norm) fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

pub(in crate::norm) fn five() -> MarkValue {
    MarkValue::Grade(Grade::new(5).unwrap())
}

pub(in crate::norm) fn lesson<'a>(grade: u8, subject: &'a str, date: &str) -> LessonAt<'a> {
    LessonAt {
        place: LessonPlace {
            group: GROUP,
            date: day(date),
            bell: 2,
            ordinal: 0,
        },
        grade,
        class: "А",
        subject,
        held: Some(&HELD),
        closed_term: None,
        last_bell: 6,
        next_lesson: None,
    }
}

pub(in crate::norm) fn moment(now: &str) -> Moment {
    Moment {
        staff: IVANOVA,
        now: at(now),
        session_since: at("2026-09-01 08:00"),
        offset: FixedOffset::east_opt(3 * 3600).unwrap(),
    }
}

#[test]
fn r40_to_r47_each_work_closes_at_its_norm() {
    use WorkKind::{Composition, Control, ControlDictation, Oral, Test};
    let (rules, calendar) = (Rules::s4(), calendar());
    let next_lesson = Some(at("2026-09-11 09:55"));
    // 10 September 2026 is a Thursday; grade 9 has lessons on Saturdays, grades 2–8 have not.
    for (row, kind, subject, grade, expected) in [
        ("R40", Oral, "История", 5, "2026-09-11 23:59"),
        ("R41", Test, "История", 8, "2026-09-14 23:59"),
        ("R42", Test, "История", 9, "2026-09-14 23:59"),
        ("R43", Control, "Математика", 6, "2026-09-11 09:55"),
        (
            "R43",
            ControlDictation,
            "Русский язык",
            5,
            "2026-09-11 09:55",
        ),
        ("R44", Control, "Геометрия", 9, "2026-09-14 23:59"),
        ("R45", Composition, "Русский язык", 7, "2026-09-17 23:59"),
        ("R46", Composition, "Русский язык", 9, "2026-09-21 23:59"),
        ("R47", Control, "Химия", 10, "2026-09-14 23:59"),
    ] {
        let lesson = LessonAt {
            next_lesson,
            ..lesson(grade, subject, "2026-09-10")
        };
        let deadline = deadline_of_mark(&rules, &calendar, &lesson, kind, None).unwrap();
        let closes_at = deadline.closes_at.format("%Y-%m-%d %H:%M").to_string();
        assert_eq!(closes_at, expected, "{row} {kind:?} {subject} {grade}");
    }
}

#[test]
fn r43_where_no_lesson_follows_the_general_row_speaks() {
    let lesson = lesson(6, "Математика", "2026-09-07");
    let deadline =
        deadline_of_mark(&Rules::s4(), &calendar(), &lesson, WorkKind::Control, None).unwrap();
    assert_eq!(deadline.row.name, "written-2-8");
    assert_eq!(deadline.closes_at, end_of_day(day("2026-09-10")));
}

#[test]
fn r40_a_norm_that_ends_on_a_day_without_school_moves_where_the_school_says_so() {
    let mut rules = Rules::s4();
    let friday = lesson(5, "История", "2026-09-11");
    let closes = |rules: &Rules, lesson: &LessonAt<'_>| {
        let deadline = deadline_of_mark(rules, &calendar(), lesson, WorkKind::Oral, None);
        deadline.unwrap().closes_at.date()
    };
    assert_eq!(closes(&rules, &friday), day("2026-09-14"));
    let last_of_term = lesson(5, "История", "2026-10-23");
    assert_eq!(closes(&rules, &last_of_term), day("2026-11-03"));
    rules.entry.norm_moves = false;
    assert_eq!(closes(&rules, &friday), day("2026-09-12"));
}

#[test]
fn r40_norms_pause_in_a_closure() {
    let year = calendar().year().clone();
    let closure = Break {
        year: year.year,
        kind: BreakKind::Closure,
        name: "карантин".into(),
        grades: Grades::range(5, 5),
        starts_on: day("2026-09-09"),
        ends_on: day("2026-09-15"),
        stands: true,
    };
    let school = calendar();
    let terms: Vec<_> = school.terms_of(5).into_iter().cloned().collect();
    let week = crate::school::SchoolWeek {
        year: year.year,
        grades: Grades::ALL,
        days: 5,
    };
    let calendar = Calendar::new(&year, &terms, &[closure], &[week], &[]);
    for (grade, expected) in [(5, "2026-09-18"), (6, "2026-09-11")] {
        let lesson = lesson(grade, "История", "2026-09-08");
        let deadline =
            deadline_of_mark(&Rules::s4(), &calendar, &lesson, WorkKind::Test, None).unwrap();
        assert_eq!(deadline.closes_at.date(), day(expected), "grade {grade}");
    }
}

#[test]
fn r24_homework_closes_an_hour_after_the_last_lesson_of_the_class() {
    let (mut rules, calendar) = (Rules::s4(), calendar());
    let lesson = lesson(5, "История", "2026-09-10");
    let closes_at = deadline_of_homework(&rules, &calendar, &lesson);
    assert_eq!(closes_at, at("2026-09-10 15:40"));
    rules.entry.homework = crate::regulation::HomeworkCloses::EndOfDay;
    let closes_at = deadline_of_homework(&rules, &calendar, &lesson);
    assert_eq!(closes_at, end_of_day(day("2026-09-10")));
}

#[test]
fn r13_r14_r19_r25_other_entries_are_taken_ahead_late_or_refused() {
    let (rules, calendar) = (Rules::s4(), calendar());
    let lesson = lesson(5, "История", "2026-09-10");
    let judge = |entry, now: &str| entry_openness(&rules, &calendar, &lesson, entry, &moment(now));
    let is_open = |entry, now: &str| matches!(judge(entry, now), Openness::Open { .. });
    let late = |entry, now: &str| matches!(judge(entry, now), Openness::Late { .. });
    let returned = Entry::AbsenceReason {
        returned_on: Some(day("2026-09-11")),
    };
    let away = Entry::AbsenceReason { returned_on: None };
    assert!(is_open(Entry::Topic, "2026-09-01 10:00"), "R25 ahead");
    assert!(is_open(Entry::Homework, "2026-09-01 10:00"), "R25 ahead");
    assert!(is_open(Entry::Homework, "2026-09-10 15:40"), "R24");
    assert!(late(Entry::Homework, "2026-09-10 15:41"), "R24");
    for entry in [Entry::Record, Entry::Attendance] {
        let starts_at = at("2026-09-10 09:55");
        let refusal = Refusal::LessonNotStarted { starts_at };
        assert_eq!(judge(entry, "2026-09-10 09:54"), Openness::Closed(refusal));
        assert!(is_open(entry, "2026-09-10 23:59"), "R14");
        assert!(late(entry, "2026-09-11 00:00"), "R14");
    }
    assert!(is_open(away, "2026-12-01 10:00"), "not returned yet");
    assert!(is_open(away, "2026-09-01 10:00"), "R38 ahead");
    assert!(is_open(returned, "2026-09-18 23:59") && late(returned, "2026-09-19 08:00"));
}

#[test]
fn r21_r60_entries_are_refused_where_the_lesson_or_the_class_has_none() {
    let (rules, calendar) = (Rules::s4(), calendar());
    let now = moment("2026-09-10 12:00");
    let judge = |lesson: &LessonAt<'_>, entry| {
        entry_openness(&rules, &calendar, lesson, entry, &now).accepted()
    };
    let reason = "мороз".to_owned();
    let not_held = Held::NotHeld {
        reason: reason.clone(),
    };
    let frost = LessonAt {
        held: Some(&not_held),
        ..lesson(5, "История", "2026-09-10")
    };
    let refused = Err(Refusal::LessonNotHeld { reason });
    assert_eq!(judge(&frost, Entry::Attendance), refused);
    let first = lesson(1, "Математика", "2026-09-10");
    assert_eq!(
        judge(&first, Entry::Homework),
        Err(Refusal::HomeworkSwitchedOff)
    );
    let closed_term = Some((1, TermKind::Quarter));
    let closed = LessonAt {
        closed_term,
        ..lesson(5, "История", "2026-09-10")
    };
    let refused = Refusal::TermClosed {
        number: 1,
        kind: TermKind::Quarter,
    };
    assert_eq!(judge(&closed, Entry::Topic), Err(refused));
}

pub(in crate::norm) fn standing(at_time: &str) -> Option<StandingMark> {
    Some(StandingMark {
        value: MarkValue::Grade(Grade::new(4).unwrap()),
        written_on: None,
        by: IVANOVA,
        at: at(at_time),
    })
}

#[test]
fn r13_lateness_is_one_of_two_states_and_never_both() {
    let closes_at = at("2026-09-11 23:59");
    let evidence = |entered: &str, seals: [Option<&str>; 3]| Evidence {
        entered_at: at(entered),
        not_before: seals[0].map(at),
        delivered_at: seals[1].map(at),
        not_delivered_at: seals[2].map(at),
    };
    let (evening, morning, later) = (
        Some("2026-09-11 21:00"),
        Some("2026-09-12 08:00"),
        Some("2026-09-12 09:00"),
    );
    let in_time = "2026-09-11 20:00";
    for (entered, seals, expected) in [
        (in_time, [None, None, None], Lateness::InTime),
        (in_time, [None, evening, None], Lateness::InTime),
        // No seal in between: nobody can say that it was not there at night.
        (in_time, [None, morning, evening], Lateness::InTime),
        (in_time, [None, later, morning], Lateness::DeliveredLate),
        (in_time, [None, None, morning], Lateness::DeliveredLate),
        // One witness held it in time; that another did not proves nothing.
        (in_time, [None, evening, morning], Lateness::InTime),
        (
            "2026-09-12 08:00",
            [None, None, None],
            Lateness::EnteredLate,
        ),
        (
            "2026-09-12 08:00",
            [None, later, morning],
            Lateness::EnteredLate,
        ),
        // A clock set ahead: a witness held it the evening before.
        ("2036-09-12 08:00", [None, evening, None], Lateness::InTime),
        // A clock set back: a seal of the next morning lies under the fact.
        (in_time, [morning, later, morning], Lateness::EnteredLate),
        (
            "1999-09-11 20:00",
            [morning, evening, None],
            Lateness::EnteredLate,
        ),
    ] {
        let evidence = evidence(entered, seals);
        assert_eq!(lateness(closes_at, &evidence), expected, "{evidence:?}");
    }
    assert_eq!(Lateness::EnteredLate.stamp(), "внесено поздно");
}

#[test]
fn r50_a_correction_is_judged_alike_everywhere() {
    let rules = Rules::s4();
    let standing = standing("2026-09-10 12:00").unwrap();
    let closes_at = Some(end_of_day(day("2026-09-11")));
    let permit = PermitId::from_bytes([7; 16]);
    let judge = |by, value, now: &str, permit| {
        let change = (by == standing.by, value, at(now));
        let standing = (standing.value, standing.at);
        correction(&rules, standing, change, closes_at, permit)
    };
    let five = Some(five());
    for (result, expected) in [
        (
            judge(IVANOVA, five, "2026-09-10 12:10", None),
            Correction::SlipOfTheHand,
        ),
        (
            judge(IVANOVA, None, "2026-09-10 12:10", None),
            Correction::SlipOfTheHand,
        ),
        (
            judge(IVANOVA, five, "2026-09-10 13:00", None),
            Correction::Unpermitted,
        ),
        (
            judge(PETROV, five, "2026-09-10 12:10", None),
            Correction::Unpermitted,
        ),
        (
            judge(PETROV, five, "2026-09-20 12:10", Some(permit)),
            Correction::Permitted(permit),
        ),
        (
            judge(IVANOVA, Some(standing.value), "2026-09-20 12:10", None),
            Correction::None,
        ),
    ] {
        assert_eq!(result, expected);
    }
}

#[test]
fn r65_final_results_have_a_day_and_night() {
    let known_at = at("2027-06-10 14:00");
    let closes_at = deadline_of_final(&Rules::s4(), known_at);
    assert_eq!(closes_at, at("2027-06-11 14:00"));
}

#[test]
fn a_year_without_an_end_of_closure_still_has_norms() {
    let mut year = calendar().year().clone();
    year.ends_on = NaiveDate::from_ymd_opt(2026, 9, 30).unwrap();
    let closure = Break {
        year: year.year,
        kind: BreakKind::Closure,
        name: String::new(),
        grades: Grades::ALL,
        starts_on: day("2026-09-11"),
        ends_on: NaiveDate::MAX,
        stands: true,
    };
    let calendar = Calendar::new(&year, &[], &[closure], &[], &[]);
    let lesson = lesson(5, "История", "2026-09-10");
    let deadline = deadline_of_mark(&Rules::s4(), &calendar, &lesson, WorkKind::Oral, None);
    assert_eq!(deadline.unwrap().closes_at.date(), day("2026-10-01"));
}
