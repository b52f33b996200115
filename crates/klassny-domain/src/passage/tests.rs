//! How a plan is passed, case by case.

use super::*;
use crate::ids::{GroupId, PlanId};
use crate::plan::PlanOf;
use crate::sample::{day, year_id};

fn row(number: u16, hours: u8) -> PlanRow {
    PlanRow {
        plan: PlanId::from_bytes([1; 16]),
        of: PlanOf {
            year: year_id(),
            subject: None,
            grade: 9,
        },
        number,
        position: PlanRow::position_of(number),
        section: String::new(),
        topic: format!("Тема {number}"),
        hours,
        kind: None,
        kind_text: String::new(),
        homework: String::new(),
    }
}

fn at(date: &str) -> LessonPlace {
    LessonPlace {
        group: GroupId::from_bytes([2; 16]),
        date: day(date),
        bell: 1,
        ordinal: 0,
    }
}

fn gave(date: &str, number: u16) -> PlanLesson {
    PlanLesson {
        place: at(date),
        number,
        hours: 1,
        held: true,
    }
}

fn correction(number: u16, hours: u8) -> PlanCorrection {
    PlanCorrection {
        plan: PlanId::from_bytes([1; 16]),
        number,
        group: GroupId::from_bytes([2; 16]),
        hours,
        how: "объединение тем".into(),
        reason: "карантин".into(),
        stands: true,
    }
}

/// Mondays of September and October.
const DAYS: [&str; 6] = [
    "2026-09-07",
    "2026-09-14",
    "2026-09-21",
    "2026-09-28",
    "2026-10-05",
    "2026-10-12",
];

fn days(from: usize) -> Vec<LessonPlace> {
    DAYS.iter().skip(from).map(|day| at(day)).collect()
}

#[test]
fn r30_a_row_of_two_hours_takes_two_lessons_and_the_next_follows() {
    let rows = [row(1, 2), row(2, 1), row(3, 0)];
    let mut walk = Walk::new(&rows, &[]);
    let taken: Vec<u16> = std::iter::from_fn(|| walk.take().map(|row| row.number)).collect();
    assert_eq!(taken, [1, 1, 2, 3]);
    assert_eq!(walk.hours_left(), 0);
}

#[test]
fn r30_a_quarantine_moves_what_is_left_and_never_what_was_given() {
    let rows: Vec<PlanRow> = (1..=6).map(|number| row(number, 1)).collect();
    let stated = [gave(DAYS[0], 1), gave(DAYS[1], 2)];
    let planned = days(0);
    // The lesson of 21.09 fell out.
    let ahead = days(3);
    let ways = Ways {
        rows: &rows,
        corrections: &[],
        planned: &planned,
        stated: &stated,
        ahead: &ahead,
        today: day("2026-09-23"),
    };
    let passed = passage(&ways);
    assert_eq!((passed.drift, passed.next), (-1, Some(2)));
    assert_eq!((passed.hours_left(), passed.lessons_left), (4, 3));
    assert_eq!(passed.rows[1].given, [at(DAYS[1])]);
    assert_eq!(passed.rows[1].expected_on, None);
    assert_eq!(passed.rows[2].planned_on, Some(day(DAYS[2])));
    assert_eq!(passed.rows[2].expected_on, Some(day(DAYS[3])));
    assert_eq!(passed.rows[5].expected_on, None, "no lesson is left for it");
    let corrections = [correction(4, 0)];
    let corrected = passage(&Ways {
        corrections: &corrections,
        ..ways
    });
    assert_eq!((corrected.drift, corrected.hours_left()), (0, 3));
    assert_eq!(corrected.rows[5].expected_on, Some(day(DAYS[5])));
    let back = [PlanCorrection {
        stands: false,
        ..correction(4, 0)
    }];
    let back = passage(&Ways {
        corrections: &back,
        ..ways
    });
    assert_eq!(back, passed, "a correction taken back counts nothing");
}

#[test]
fn r25_r30_a_topic_stated_ahead_keeps_its_lesson_and_a_row_left_out_is_said() {
    let rows: Vec<PlanRow> = (1..=4).map(|number| row(number, 1)).collect();
    let stated = [
        gave(DAYS[0], 1),
        gave(DAYS[1], 3),
        PlanLesson {
            held: false,
            ..gave(DAYS[3], 2)
        },
    ];
    let (planned, ahead) = (days(0), days(2));
    let passed = passage(&Ways {
        rows: &rows,
        corrections: &[],
        planned: &planned,
        stated: &stated,
        ahead: &ahead,
        today: day("2026-09-15"),
    });
    assert_eq!(passed.next, Some(3));
    assert!(passed.rows[1].skipped && !passed.rows[0].skipped);
    assert_eq!(passed.rows[1].expected_on, Some(day(DAYS[3])));
    assert_eq!(passed.rows[3].expected_on, Some(day(DAYS[2])));
}
