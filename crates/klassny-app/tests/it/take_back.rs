//! Undo, redo, and two records of one cell.

use crate::school::{Machine, TEACHER, algebra, algebra_spread, place, pupil, quarter, set_mark};
use klassny_app::api::{CellArgs, ResolveConflict};
use klassny_app::view::journal::CellFlag;
use klassny_app::view::text::{ErrorCode, WorkKindCode};

const MONDAY: &str = "2026-09-14";

#[test]
fn r50_undo_takes_a_slip_back_and_redo_does_it_again() {
    let school = Machine::new();
    school.at("2026-09-14T09:50").hold(MONDAY, &[]);
    school.mark(MONDAY, 1, "5").unwrap();
    school.at("2026-09-14T09:55").mark(MONDAY, 1, "3").unwrap();
    let undo = || klassny_app::take_back::undo(&school.desk(TEACHER), &algebra_spread()).unwrap();
    let undone = undo();
    assert_eq!(undone.place, Some(place(MONDAY)));
    assert_eq!(undone.pupil, Some(pupil(1).to_string()));
    assert!(undone.saved.can_redo && undone.saved.can_undo);
    assert_eq!(school.cell(MONDAY, 1).marks[0].text, "5");
    let redone = klassny_app::take_back::redo(&school.desk(TEACHER), &algebra_spread()).unwrap();
    assert!(!redone.saved.can_redo);
    assert_eq!(school.cell(MONDAY, 1).marks[0].text, "3");
    // Both the mark and the work it made go, in one act.
    undo();
    undo();
    assert!(school.cell(MONDAY, 1).marks.is_empty());
    let spread = school.spread();
    let lesson = spread
        .lessons
        .iter()
        .find(|lesson| lesson.place == place(MONDAY))
        .unwrap();
    assert!(lesson.assignments.is_empty());
}

#[test]
fn r50_undo_of_a_mark_is_refused_after_a_quarter_of_an_hour() {
    let school = Machine::new();
    school
        .at("2026-09-14T09:50")
        .hold(MONDAY, &[WorkKindCode::Control]);
    school.mark(MONDAY, 1, "5").unwrap();
    school.at("2026-09-14T10:06");
    let late = klassny_app::take_back::undo(&school.desk(TEACHER), &algebra_spread());
    assert_eq!(late.unwrap_err().code, ErrorCode::Closed);
    assert_eq!(school.cell(MONDAY, 1).marks[0].text, "5");
}

#[test]
fn r21_a_first_record_of_a_lesson_cannot_be_unsaid_and_says_why() {
    let school = Machine::new();
    school
        .at("2026-09-14T09:50")
        .hold(MONDAY, &[WorkKindCode::Control]);
    let refused = klassny_app::take_back::undo(&school.desk(TEACHER), &algebra_spread());
    let words = refused.unwrap_err().refusal.unwrap().russian();
    assert!(words.why.contains("первая запись об уроке"), "{words:?}");
    // It stands, and neither undo nor redo comes back to it.
    assert!(school.mark(MONDAY, 1, "5").is_ok());
    let undo = || klassny_app::take_back::undo(&school.desk(TEACHER), &algebra_spread()).unwrap();
    assert_eq!(undo().pupil, Some(pupil(1).to_string()));
    assert_eq!(undo().place, None, "nothing is left");
    let redone = klassny_app::take_back::redo(&school.desk(TEACHER), &algebra_spread()).unwrap();
    assert_eq!(redone.pupil, Some(pupil(1).to_string()));
    assert!(!redone.saved.can_redo);
}

#[test]
fn r50_redo_does_not_write_over_what_another_machine_wrote_since() {
    let first = Machine::new();
    first
        .at("2026-09-14T09:50")
        .hold(MONDAY, &[WorkKindCode::Control]);
    let second = first.second();
    first.mark(MONDAY, 1, "5").unwrap();
    klassny_app::take_back::undo(&first.desk(TEACHER), &algebra_spread()).unwrap();
    first.send_to(&second);
    let args = set_mark(MONDAY, (1, 0), "3", None);
    klassny_app::marks::set_mark(&second.at("2026-09-14T09:55").desk(TEACHER), &args).unwrap();
    second.send_to(&first);
    let redo = || klassny_app::take_back::redo(&first.desk(TEACHER), &algebra_spread());
    assert_eq!(redo().unwrap_err().code, ErrorCode::ChangedMeanwhile);
    assert_eq!(first.cell(MONDAY, 1).marks[0].text, "3");
    assert_eq!(redo().unwrap().place, None, "it is forgotten");
}

#[test]
fn a_cell_is_emptied_and_filled_again_by_undo() {
    let school = Machine::new();
    school
        .at("2026-09-14T09:50")
        .hold(MONDAY, &[WorkKindCode::Control]);
    school.mark(MONDAY, 1, "5").unwrap();
    let cell = CellArgs {
        place: place(MONDAY),
        pupil: pupil(1).to_string(),
    };
    klassny_app::marks::clear_cell(&school.desk(TEACHER), &cell).unwrap();
    assert!(school.cell(MONDAY, 1).marks.is_empty());
    klassny_app::take_back::undo(&school.desk(TEACHER), &algebra_spread()).unwrap();
    assert_eq!(school.cell(MONDAY, 1).marks[0].text, "5");
}

#[test]
fn p6_two_records_of_a_cell_are_shown_and_one_is_chosen() {
    let first = Machine::new();
    first
        .at("2026-09-14T09:50")
        .hold(MONDAY, &[WorkKindCode::Control]);
    let second = first.second();
    first.mark(MONDAY, 1, "5").unwrap();
    let args = set_mark(MONDAY, (1, 0), "3", None);
    klassny_app::marks::set_mark(&second.desk(TEACHER), &args).unwrap();
    second.send_to(&first);
    first.send_to(&second);
    for machine in [&first, &second] {
        assert!(machine.cell(MONDAY, 1).flags.contains(&CellFlag::Conflict));
    }
    let cell = CellArgs {
        place: place(MONDAY),
        pupil: pupil(1).to_string(),
    };
    let view = klassny_app::cell::cell(&first.desk(TEACHER), &cell).unwrap();
    let texts: Vec<&str> = view.tips.iter().map(|tip| tip.text.as_str()).collect();
    assert!(texts.contains(&"5") && texts.contains(&"3"), "{texts:?}");
    let five = view.tips.iter().find(|tip| tip.text == "5").unwrap();
    let args = ResolveConflict {
        group: algebra().to_string(),
        term: quarter().to_string(),
        fact: five.fact.clone(),
    };
    let saved = klassny_app::take_back::resolve_conflict(&first.desk(TEACHER), &args).unwrap();
    assert!(saved.cell.unwrap().tips.is_empty());
    let shown = first.cell(MONDAY, 1);
    assert_eq!(shown.marks[0].text, "5");
    assert!(!shown.flags.contains(&CellFlag::Conflict));
    let again = klassny_app::take_back::resolve_conflict(&first.desk(TEACHER), &args);
    assert_eq!(again.unwrap_err().code, ErrorCode::ChangedMeanwhile);
}
