//! The plan of entry: who is bound, when, and what the plan itself may say.

use super::plan::{Advice, Clash, DayLesson, TeachingDay, advice, clash, id_of, without_time};
use super::report::{Entry, Kept, LetInBy, Taught, Week, report};
use super::*;
use crate::ids::{GroupId, YearId};
use crate::lesson::LessonPlace;
use crate::timetable::EntrySlot;

const ME: StaffId = StaffId::from_bytes([1; 16]);
const OTHER: StaffId = StaffId::from_bytes([2; 16]);
const DEPUTY: StaffId = StaffId::from_bytes([3; 16]);
const YEAR: YearId = YearId::from_bytes([9; 16]);

fn hour(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

/// Friday 23 October 2026 at an hour.
fn friday(text: &str) -> NaiveDateTime {
    day("2026-10-23").and_time(hour(text))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn mine() -> Vec<OwnTime> {
    let time = |weekday, workstation, from, until| OwnTime {
        weekday,
        workstation,
        from: hour(from),
        until: hour(until),
    };
    vec![
        time(Weekday::Fri, 7, "14:00", "15:40"),
        time(Weekday::Mon, 3, "15:00", "15:20"),
    ]
}

fn visit<'a>(times: &'a [OwnTime], let_in: &'a [LetIn], now: NaiveDateTime) -> Visit<'a> {
    Visit {
        unbound: false,
        times,
        let_in,
        workstation: 7,
        now,
    }
}

#[test]
fn r34_outside_the_slot_a_strict_rule_refuses_and_says_when_whose_and_who_helps() {
    let times = mine();
    let early = visit(&times, &[], friday("13:59"));
    let (note, read, none) = (SlotPolicy::Note, SlotPolicy::ReadOnly, SlotPolicy::NoSignIn);
    for (policy, deed, allowed) in [
        (note, Deed::SignIn, true),
        (note, Deed::Enter, true),
        (read, Deed::SignIn, true),
        (read, Deed::Enter, false),
        (none, Deed::SignIn, false),
        (none, Deed::Enter, false),
    ] {
        let verdict = early.may(policy, deed, "Ким Р. А.");
        assert_eq!(verdict.is_ok(), allowed, "{policy:?} {deed:?}");
        let now = visit(&times, &[], friday("14:00"));
        assert_eq!(now.may(policy, deed, ""), Ok(()), "{policy:?} {deed:?}");
    }
    let refusal = early.may(none, Deed::SignIn, "Ким Р. А.").unwrap_err();
    let text = refusal.russian();
    assert_eq!(text.what, "Вход сейчас закрыт: это не ваше время ввода.");
    assert_eq!(
        text.why,
        "Ваше время: пт 23.10 с 14:00 до 15:40, АРМ № 7. Сейчас здесь время: Ким Р. А."
    );
    assert!(text.who_helps.starts_with("Заместитель директора по УВР"));
    let text = early.may(read, Deed::Enter, "").unwrap_err().english();
    assert_eq!(
        text.why,
        "Your time: Fri 23.10, 14:00 to 15:40, workstation 7."
    );
}

#[test]
fn r34_the_next_time_is_found_on_other_machines_and_days_too() {
    let times = mine();
    let next = |now| match visit(&times, &[], now).standing() {
        Standing::Outside { next } => next.map(|next| (next.day, next.workstation)),
        Standing::Unbound | Standing::Within { .. } | Standing::LetIn { .. } => None,
    };
    assert_eq!(next(friday("15:40")), Some((day("2026-10-26"), 3)));
    let monday = day("2026-10-26").and_time(hour("15:10"));
    assert_eq!(next(monday), Some((day("2026-10-26"), 3)), "now, elsewhere");
    let after = day("2026-10-26").and_time(hour("15:20"));
    assert_eq!(next(after), Some((day("2026-10-30"), 7)));
}

#[test]
fn r35_who_has_no_slot_and_who_leads_the_school_is_bound_by_no_plan() {
    let none = visit(&[], &[], friday("9:00"));
    assert_eq!(none.standing(), Standing::Unbound);
    assert_eq!(none.may(SlotPolicy::NoSignIn, Deed::SignIn, ""), Ok(()));
    let times = mine();
    for role in UNBOUND {
        assert!(!is_bound(&[Role::Teacher, *role]), "{role:?}");
    }
    assert!(is_bound(&[Role::Teacher, Role::DiaryKeeper]));
    let deputy = Visit {
        unbound: true,
        ..visit(&times, &[], friday("9:00"))
    };
    assert_eq!(deputy.may(SlotPolicy::NoSignIn, Deed::SignIn, ""), Ok(()));
}

#[test]
fn r36_a_person_let_in_enters_until_the_hour_said_at_that_machine_on_that_day() {
    let times = mine();
    let let_in = [LetIn {
        day: day("2026-10-23"),
        workstation: 7,
        from: hour("16:00"),
        until: hour("16:30"),
    }];
    let may = |now| visit(&times, &let_in, now).may(SlotPolicy::NoSignIn, Deed::SignIn, "");
    assert!(may(friday("15:59")).is_err());
    assert!(may(friday("16:00")).is_ok());
    assert!(may(friday("16:30")).is_err());
    assert!(may(day("2026-10-24").and_time(hour("16:10"))).is_err());
    let elsewhere = Visit {
        workstation: 8,
        ..visit(&times, &let_in, friday("16:10"))
    };
    assert!(
        elsewhere
            .may(SlotPolicy::NoSignIn, Deed::SignIn, "")
            .is_err()
    );
}

#[test]
fn r34_what_was_typed_as_the_slot_ended_is_still_taken_for_a_minute() {
    let times = mine();
    let end = friday("15:40");
    let enter = |now| visit(&times, &[], now).may(SlotPolicy::ReadOnly, Deed::Enter, "");
    assert_eq!(enter(end + TimeDelta::seconds(30)), Ok(()));
    assert!(enter(end + TimeDelta::seconds(GRACE_SECONDS)).is_err());
    // The grace opens no door.
    let sign_in = visit(&times, &[], end).may(SlotPolicy::NoSignIn, Deed::SignIn, "");
    assert!(sign_in.is_err());
}

fn slot(staff: StaffId, workstation: u16, from: &str, until: &str) -> EntrySlot {
    EntrySlot {
        slot: id_of(YEAR, Weekday::Fri, workstation, hour(from)),
        year: YEAR,
        weekday: Weekday::Fri,
        workstation,
        staff,
        starts_at: hour(from),
        ends_at: hour(until),
        stands: true,
    }
}

#[test]
fn r34_two_people_at_one_machine_and_one_person_at_two_are_refused() {
    let plan = [
        slot(OTHER, 7, "14:00", "14:30"),
        slot(ME, 8, "15:00", "15:30"),
    ];
    let machine = clash(&plan, &slot(ME, 7, "14:20", "14:50"), None);
    assert!(matches!(machine, Some(Clash::Machine(other)) if other.staff == OTHER));
    let person = clash(&plan, &slot(ME, 7, "15:20", "15:50"), None);
    assert!(matches!(person, Some(Clash::Person(other)) if other.workstation == 8));
    assert_eq!(clash(&plan, &slot(ME, 7, "14:30", "15:00"), None), None);
    // A slot is not in its own way as it is made longer, and one taken back is in nobody's.
    let own = plan.get(1).map(|slot| slot.slot);
    assert_eq!(clash(&plan, &slot(ME, 8, "15:00", "16:00"), own), None);
    let back = [EntrySlot {
        stands: false,
        ..slot(OTHER, 7, "14:00", "14:30")
    }];
    assert_eq!(clash(&back, &slot(ME, 7, "14:00", "14:30"), None), None);
}

#[test]
fn r13_r24_a_slot_that_ends_before_the_lessons_or_after_a_norm_is_pointed_out() {
    let lesson = |bell, from, until| DayLesson {
        bell,
        from: hour(from),
        until: hour(until),
    };
    let teaching = TeachingDay {
        lessons: vec![lesson(1, "8:30", "9:15"), lesson(6, "13:20", "14:05")],
        homework_closes: Some(hour("15:05")),
    };
    let said = |from, until| {
        let slot = slot(ME, 7, from, until);
        advice(&slot, &teaching, slot.ends_at)
    };
    let lessons_end = hour("14:05");
    assert_eq!(said("14:10", "14:30"), []);
    assert_eq!(
        said("10:00", "10:20"),
        [Advice::EndsBeforeLastLesson { lessons_end }]
    );
    assert_eq!(
        said("13:30", "14:30"),
        [Advice::DuringLesson {
            bell: 6,
            ends: lessons_end
        }]
    );
    let closes = hour("15:05");
    assert_eq!(said("15:05", "15:30"), [Advice::AfterHomework { closes }]);
    // A second time after the lessons makes the first one good.
    let first = slot(ME, 7, "10:00", "10:20");
    assert_eq!(advice(&first, &teaching, hour("14:30")), []);
    let free = TeachingDay::default();
    assert_eq!(advice(&first, &free, first.ends_at), [Advice::NoLessons]);
    let days = [
        (ME, Weekday::Thu, teaching.clone()),
        (ME, Weekday::Fri, teaching),
    ];
    let plan = [first];
    let lacking: Vec<_> = without_time(&plan, &days).collect();
    assert_eq!(lacking, [(ME, Weekday::Thu)]);
}

const TODAY: &str = "2026-10-23";

fn lesson() -> LessonPlace {
    LessonPlace {
        group: GroupId::from_bytes([5; 16]),
        date: day(TODAY),
        bell: 1,
        ordinal: 0,
    }
}

fn entry(staff: StaffId, workstation: u16, at: &str, lesson: Option<LessonPlace>) -> Entry {
    Entry {
        staff,
        workstation,
        at: friday(at),
        lesson,
    }
}

/// The director's machine: who was let in there from 15:00 to 16:00.
fn let_in_by_deputy() -> LetInBy {
    LetInBy {
        waiver: SlotWaiver {
            waiver: WaiverId::from_bytes([1; 16]),
            staff: OTHER,
            workstation: 7,
            day: day(TODAY),
            from: hour("15:00"),
            until: hour("16:00"),
            reason: "совещание".to_owned(),
            stands: true,
        },
        by: Some(DEPUTY),
    }
}

#[test]
fn r36_the_report_tells_kept_late_missed_elsewhere_let_in_and_entered_by_another() {
    let plan = [
        slot(ME, 7, "14:00", "14:20"),
        slot(OTHER, 7, "14:20", "14:40"),
        slot(DEPUTY, 7, "14:40", "15:00"),
        slot(DEPUTY, 7, "16:00", "16:20"),
    ];
    let entries = [
        entry(ME, 8, "12:00", None),
        entry(ME, 8, "12:20", None),
        entry(ME, 7, "14:05", None),
        entry(OTHER, 7, "14:35", None),
        entry(OTHER, 7, "15:30", Some(lesson())),
    ];
    let made = report(&Week {
        days: &[day("2026-10-22"), day(TODAY)],
        plan: &plan,
        entries: &entries,
        taught: &[Taught {
            place: lesson(),
            staff: DEPUTY,
        }],
        let_in: &[let_in_by_deputy()],
        late_minutes: 10,
        now: friday("15:45"),
    });
    let kept: Vec<_> = made.slots.iter().map(|line| line.kept.clone()).collect();
    let (first, late) = (hour("14:05"), hour("14:35"));
    let instead = vec![OTHER];
    let minutes = 15;
    assert_eq!(
        kept,
        [
            Kept::Kept { first },
            Kept::Late {
                first: late,
                minutes
            },
            Kept::Missed { instead },
            Kept::Ahead,
        ]
    );
    let outside = made.outside.iter();
    let outside: Vec<_> = outside
        .map(|line| (line.staff, line.workstation, line.count, line.let_in))
        .collect();
    assert_eq!(outside, [(ME, 8, 2, None), (OTHER, 7, 1, Some(0))]);
}
