//! Each reason to refuse, once: nothing is written then.

use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, class, group, place, pupil, quarter, set_mark,
};
use klassny_app::api::{CellArgs, SetLesson};
use klassny_app::view::lesson::{HeldView, Place};
use klassny_app::view::text::{ErrorCode, WorkKindCode};
use klassny_domain::change::Change;
use klassny_domain::term::TermClose;

const MONDAY: &str = "2026-09-14";

#[test]
fn r40_r50_a_mark_after_its_norm_is_refused_with_the_row() {
    let school = Machine::new();
    school
        .at("2026-09-14T09:50")
        .hold(MONDAY, &[WorkKindCode::Oral]);
    let error = school
        .at("2026-09-16T00:10")
        .mark(MONDAY, 1, "5")
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Closed);
    let words = error.refusal.unwrap().russian();
    assert!(words.why.contains("устный ответ"), "{}", words.why);
    assert!(school.cell(MONDAY, 1).marks.is_empty());
}

#[test]
fn r21_a_mark_needs_a_lesson_that_was_held() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    let error = school.mark(MONDAY, 1, "5").unwrap_err();
    assert_eq!(error.code, ErrorCode::LessonNotHeld);
    let mut lesson = SetLesson {
        place: place(MONDAY),
        held: Some(HeldView::NotHeld {
            reason: String::new(),
        }),
        topic: None,
        homework: None,
        assignments: None,
    };
    let set = |args: &SetLesson| klassny_app::marks::set_lesson(&school.desk(TEACHER), args);
    assert_eq!(set(&lesson).unwrap_err().code, ErrorCode::NeedsReason);
    lesson.held = Some(HeldView::NotHeld {
        reason: "карантин".to_owned(),
    });
    set(&lesson).unwrap();
    let error = school.mark(MONDAY, 1, "5").unwrap_err();
    assert_eq!(error.code, ErrorCode::LessonNotHeld);
    // The record of a lesson to come is refused, its topic is not (R25).
    lesson.place = place("2026-09-16");
    assert_eq!(set(&lesson).unwrap_err().code, ErrorCode::Closed);
}

#[test]
fn r48_absence_and_an_oral_mark_are_refused_together_either_way() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Oral, WorkKindCode::Control]);
    school.absent(MONDAY, 1).unwrap();
    let oral = school.mark(MONDAY, 1, "5").unwrap_err();
    assert_eq!(oral.code, ErrorCode::AbsentAndMarked);
    let written = school.mark_of(MONDAY, (1, 1), "5", None).unwrap_err();
    assert_eq!(written.code, ErrorCode::AbsentAndMarked);
    school.mark(MONDAY, 2, "5").unwrap();
    assert_eq!(
        school.absent(MONDAY, 2).unwrap_err().code,
        ErrorCode::AbsentAndMarked
    );
}

#[test]
fn r57_a_pupil_off_the_list_gets_neither_mark_nor_absence() {
    let school = Machine::new();
    school
        .at("2026-09-14T09:50")
        .hold(MONDAY, &[WorkKindCode::Oral]);
    let error = school.mark(MONDAY, 6, "5").unwrap_err();
    assert_eq!(error.code, ErrorCode::NotOnList);
    assert_eq!(
        school.absent(MONDAY, 6).unwrap_err().code,
        ErrorCode::NotOnList
    );
}

#[test]
fn r60_grade_1_takes_no_marks() {
    let school = Machine::new();
    school.at("2026-09-15T11:30");
    let place = Place {
        group: group(1, "Математика").to_string(),
        date: "2026-09-15".to_owned(),
        bell: 3,
        ordinal: 0,
    };
    let mut args = set_mark(MONDAY, (11, 0), "5", None);
    args.place = place;
    let refused = klassny_app::marks::set_mark(&school.desk(TEACHER), &args);
    assert_eq!(refused.unwrap_err().code, ErrorCode::NoMarksHere);
}

#[test]
fn r59_a_closed_term_takes_nothing() {
    let school = Machine::new();
    school
        .at("2026-09-14T09:50")
        .hold(MONDAY, &[WorkKindCode::Oral]);
    school.mark(MONDAY, 1, "5").unwrap();
    let close = TermClose {
        close: TermClose::id_of(class(9), quarter(), 1),
        class: class(9),
        term: quarter(),
        ordinal: 1,
    };
    school.at("2026-09-14T09:55");
    // The end of a sitting seals what was entered (D2); what is not sealed would come too late.
    school.seal_all();
    school.state(DEPUTY, vec![Change::TermClose(close)]);
    assert_eq!(
        school.mark(MONDAY, 2, "5").unwrap_err().code,
        ErrorCode::Closed
    );
    assert_eq!(
        school.absent(MONDAY, 3).unwrap_err().code,
        ErrorCode::Closed
    );
    let cell = CellArgs {
        place: place(MONDAY),
        pupil: pupil(1).to_string(),
    };
    let cleared = klassny_app::marks::clear_cell(&school.desk(TEACHER), &cell);
    assert_eq!(cleared.unwrap_err().code, ErrorCode::Closed);
    assert!(school.spread().term.closed);
}

#[test]
fn r151_another_teacher_and_an_administrator_write_no_marks() {
    let school = Machine::new();
    school
        .at("2026-09-14T09:50")
        .hold(MONDAY, &[WorkKindCode::Oral]);
    let args = set_mark(MONDAY, (1, 0), "5", None);
    for who in [HISTORIAN, DEPUTY] {
        let refused = klassny_app::marks::set_mark(&school.desk(who), &args);
        assert_eq!(refused.unwrap_err().code, ErrorCode::NotAllowed);
    }
}

#[test]
fn a_lesson_that_is_in_no_timetable_is_not_found() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    let mut args = set_mark(MONDAY, (1, 0), "5", None);
    args.place.bell = 7;
    let refused = klassny_app::marks::set_mark(&school.desk(TEACHER), &args);
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotFound);
}
