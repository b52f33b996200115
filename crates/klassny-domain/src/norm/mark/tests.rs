//! When the cell of a mark is open, case by case.

use super::super::tests::{GROUP, IVANOVA, PETROV, PUPIL, at, five, lesson, moment, standing};
use super::*;
use crate::ids::StaffId;
use crate::sample::{calendar, day};
use crate::school::TermKind;

/// An oral answer of a pupil who was there, in history of 5А on Thursday, 10 September.
fn cell<'a>() -> MarkCell<'a> {
    MarkCell {
        lesson: lesson(5, "История", "2026-09-10"),
        assignment: (0, Some(WorkKind::Oral)),
        pupil: PUPIL,
        listed: true,
        presence: Presence::Present,
        standing: None,
        value: Some(five()),
        written_on: None,
        keys: Keys::default(),
    }
}

fn open(cell: &MarkCell<'_>, now: &str) -> Openness {
    mark_openness(&Rules::s4(), &calendar(), cell, &moment(now))
}

fn refusal(cell: &MarkCell<'_>, now: &str) -> Refusal {
    open(cell, now).accepted().expect_err("refused")
}

#[test]
fn r50_a_mark_is_open_from_the_lesson_to_its_norm() {
    let starts_at = at("2026-09-10 09:55");
    assert_eq!(
        refusal(&cell(), "2026-09-10 09:54"),
        Refusal::LessonNotStarted { starts_at }
    );
    let until = Some(end_of_day(day("2026-09-11")));
    let by = Key::Norm;
    for now in ["2026-09-10 09:55", "2026-09-11 23:59"] {
        assert_eq!(open(&cell(), now), Openness::Open { until, by });
    }
    assert_eq!(
        refusal(&cell(), "2026-09-12 00:00"),
        Refusal::NormPassed {
            closed_at: end_of_day(day("2026-09-11")),
            row: "устный ответ, 2–11 классы: 1 день".into(),
        }
    );
}

#[test]
fn r21_r49_r60_marks_are_refused_with_the_reason() {
    let reason = "карантин".to_owned();
    let not_held = Held::NotHeld {
        reason: reason.clone(),
    };
    let base = cell();
    let with = |change: &dyn Fn(&mut MarkCell<'_>)| {
        let mut cell = base;
        change(&mut cell);
        refusal(&cell, "2026-09-10 12:00")
    };
    let date = day("2026-09-10");
    assert_eq!(
        with(&|c| c.lesson.grade = 1),
        Refusal::NoMarksInFirstGrade,
        "R60"
    );
    assert_eq!(
        with(&|c| c.lesson.subject = "ОРКСЭ"),
        Refusal::SubjectWithoutMarks
    );
    assert_eq!(
        with(&|c| c.lesson.held = None),
        Refusal::LessonNotRecorded,
        "R21"
    );
    assert_eq!(
        with(&|c| c.listed = false),
        Refusal::PupilNotOnList { date }
    );
    assert_eq!(
        with(&|c| c.assignment.1 = None),
        Refusal::NoAssignment,
        "R49"
    );
    assert_eq!(
        with(&|c| c.presence = Presence::Absent),
        Refusal::AbsentAtOralAnswer
    );
    let pass_fail = false;
    assert_eq!(
        with(&|c| c.value = Some(MarkValue::Pass)),
        Refusal::OtherScale { pass_fail }
    );
    assert_eq!(
        with(&|c| c.written_on = Some(day("2026-09-10"))),
        Refusal::WrittenLaterThoughPresent
    );
    assert_eq!(
        with(&|c| c.lesson.closed_term = Some((1, TermKind::Quarter))),
        Refusal::TermClosed {
            number: 1,
            kind: TermKind::Quarter
        }
    );
    let frost = MarkCell {
        lesson: LessonAt {
            held: Some(&not_held),
            ..base.lesson
        },
        ..base
    };
    assert_eq!(
        refusal(&frost, "2026-09-10 12:00"),
        Refusal::LessonNotHeld { reason }
    );
}

#[test]
fn r48_a_missed_work_written_later_has_its_norm_from_that_day() {
    let mut cell = MarkCell {
        assignment: (0, Some(WorkKind::Test)),
        presence: Presence::Absent,
        ..cell()
    };
    assert_eq!(
        refusal(&cell, "2026-09-25 12:00"),
        Refusal::AbsentWithoutWrittenDay
    );
    cell.written_on = Some(day("2026-09-24"));
    let until = Some(end_of_day(day("2026-09-28")));
    let by = Key::Norm;
    assert_eq!(
        open(&cell, "2026-09-25 12:00"),
        Openness::Open { until, by }
    );
    assert!(matches!(
        refusal(&cell, "2026-09-29 12:00"),
        Refusal::NormPassed { .. }
    ));
    for (written_on, now) in [
        ("2026-09-10", "2026-09-25 12:00"),
        ("2026-09-26", "2026-09-25 12:00"),
    ] {
        cell.written_on = Some(day(written_on));
        let refusal = refusal(&cell, now);
        assert!(
            matches!(refusal, Refusal::WrittenDayOutside { .. }),
            "{written_on}"
        );
    }
}

#[test]
fn r50_a_slip_of_the_hand_is_undone_by_its_author_in_time_and_session() {
    let cell = MarkCell {
        standing: standing("2026-09-10 12:00"),
        ..cell()
    };
    let until = Some(at("2026-09-10 12:15"));
    let by = Key::SlipOfTheHand;
    assert_eq!(
        open(&cell, "2026-09-10 12:15"),
        Openness::Open { until, by }
    );
    let forbidden = |refusal| matches!(refusal, Refusal::CorrectionForbidden { .. });
    assert!(forbidden(refusal(&cell, "2026-09-10 12:16")));
    let judge = |moment: &Moment| {
        let open = mark_openness(&Rules::s4(), &calendar(), &cell, moment);
        open.accepted().is_ok()
    };
    let now = moment("2026-09-10 12:10");
    assert!(judge(&now));
    assert!(
        !judge(&Moment {
            staff: PETROV,
            ..now
        }),
        "another's mark"
    );
    let session_since = at("2026-09-10 12:05");
    assert!(
        !judge(&Moment {
            session_since,
            ..now
        }),
        "a new session"
    );
    // The norm ends first.
    let last_minute = MarkCell {
        standing: standing("2026-09-11 23:55"),
        ..cell
    };
    assert!(forbidden(refusal(&last_minute, "2026-09-12 00:05")));
    // The same value again is no correction: only the comment changes.
    let same = MarkCell {
        value: standing("2026-09-10 12:00").map(|s| s.value),
        ..cell
    };
    assert_eq!(
        open(&same, "2026-09-30 12:00"),
        Openness::Open {
            until: None,
            by: Key::SameValue
        }
    );
}

fn permit(staff: StaffId, scope: PermitScope) -> Permit {
    Permit {
        permit: PermitId::from_bytes([7; 16]),
        staff,
        scope,
        reason: "болезнь".into(),
        ends_at: "2026-09-30T12:00:00Z".parse().unwrap(),
        stands: true,
        request: None,
    }
}

fn opens(permit: Permit, now: &str) -> [bool; 2] {
    let permits = [permit];
    let keys = Keys {
        permits: &permits,
        remarks: &[],
    };
    [None, standing("2026-09-10 12:00")].map(|standing| {
        let cell = MarkCell {
            standing,
            keys,
            ..cell()
        };
        open(&cell, now).accepted().is_ok()
    })
}

#[test]
fn r50_a_permit_opens_what_it_names() {
    let place = cell().lesson.place;
    let group = |from, to| PermitScope::Group(GROUP, day(from), day(to));
    let other = PupilId::from_bytes([9; 16]);
    for (staff, scope, expected) in [
        (IVANOVA, PermitScope::Lesson(place), true),
        (PETROV, PermitScope::Lesson(place), false),
        (IVANOVA, PermitScope::Cell(place, 0, PUPIL), true),
        (IVANOVA, PermitScope::Cell(place, 1, PUPIL), false),
        (IVANOVA, PermitScope::Cell(place, 0, other), false),
        (IVANOVA, group("2026-09-01", "2026-09-20"), true),
        (IVANOVA, group("2026-09-11", "2026-09-20"), false),
    ] {
        let open = opens(permit(staff, scope), "2026-09-30 10:00");
        assert_eq!(open, [expected; 2], "{scope:?}");
    }
}

#[test]
fn r50_a_permit_ends_at_its_hour_and_when_it_is_taken_back() {
    let permit = permit(IVANOVA, PermitScope::Lesson(cell().lesson.place));
    assert_eq!(opens(permit.clone(), "2026-09-30 14:59"), [true; 2]);
    assert_eq!(opens(permit.clone(), "2026-09-30 15:00"), [false; 2]);
    let stands = false;
    let taken_back = Permit { stands, ..permit };
    assert_eq!(opens(taken_back, "2026-09-30 10:00"), [false; 2]);
}

#[test]
fn r107_a_remark_pinned_to_a_cell_opens_it_until_its_term() {
    let base = cell();
    let remark = |pupil, state| Remark {
        remark: RemarkId::from_bytes([7; 16]),
        group: GROUP,
        lesson: Some(base.lesson.place),
        pupil,
        staff: IVANOVA,
        text: "Нет отметки".into(),
        due_on: day("2026-09-25"),
        state,
    };
    for (pupil, state, now, expected) in [
        (Some(PUPIL), RemarkState::Open, "2026-09-25 23:59", true),
        (Some(PUPIL), RemarkState::Open, "2026-09-26 00:00", false),
        (
            Some(PUPIL),
            RemarkState::Returned,
            "2026-09-25 12:00",
            false,
        ),
        (None, RemarkState::Open, "2026-09-25 12:00", false),
    ] {
        let remarks = [remark(pupil, state)];
        let keys = Keys {
            permits: &[],
            remarks: &remarks,
        };
        let open = open(&MarkCell { keys, ..base }, now).accepted();
        assert_eq!(open.is_ok(), expected, "{state:?} {now}");
    }
}
