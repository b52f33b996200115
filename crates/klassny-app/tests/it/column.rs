//! Acts on a whole column: one commit, one undo, refused as a whole.

use crate::school::{DEPUTY, Machine, TEACHER, algebra_spread, place, pupil};
use klassny_app::AppError;
use klassny_app::api::{ColumnAct, SetColumn};
use klassny_app::column::set_column;
use klassny_app::take_back::undo;
use klassny_app::view::text::{ErrorCode, WorkKindCode};

const MONDAY: &str = "2026-09-14";
/// The pupils of that day in the order of the list: Егоров, Ёлкин, Жуков, Карпов, Лебедев.
const LIST: [usize; 5] = [3, 2, 1, 4, 5];

fn act(school: &Machine, who: &'static str, act: ColumnAct) -> Result<(), AppError> {
    let args = SetColumn {
        place: place(MONDAY),
        act,
    };
    set_column(&school.desk(who), &args).map(|_| ())
}

fn shift(from: usize, down: bool) -> ColumnAct {
    ColumnAct::Shift {
        ordinal: 0,
        from: pupil(from).to_string(),
        down,
    }
}

/// The column as it is read: marks, or «н».
fn column(school: &Machine) -> [String; 5] {
    LIST.map(|number| {
        let cell = school.cell(MONDAY, number);
        let absent = cell.absence.map(|_| "н".to_owned());
        let marks = cell.marks.iter().map(|mark| mark.text.clone());
        absent
            .into_iter()
            .chain(marks)
            .collect::<Vec<_>>()
            .join("/")
    })
}

fn monday() -> Machine {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Oral]);
    school
}

fn undo_last(school: &Machine) {
    undo(&school.desk(TEACHER), &algebra_spread()).unwrap();
}

#[test]
fn r48_a_column_is_filled_and_cleared_in_one_act_each_and_undone_at_once() {
    let school = monday();
    school.absent(MONDAY, 2).unwrap();
    school.mark(MONDAY, 1, "3").unwrap();
    let five = || ColumnAct::Fill {
        ordinal: 0,
        value: "5".to_owned(),
    };
    act(&school, TEACHER, five()).unwrap();
    assert_eq!(column(&school), ["5", "н", "3", "5", "5"]);
    assert_eq!(
        act(&school, TEACHER, five()).unwrap_err().code,
        ErrorCode::NothingToDo
    );
    undo_last(&school);
    assert_eq!(column(&school), ["", "н", "3", "", ""]);
    act(&school, TEACHER, ColumnAct::Clear).unwrap();
    assert_eq!(column(&school), ["", "", "", "", ""]);
    undo_last(&school);
    assert_eq!(column(&school), ["", "н", "3", "", ""]);
    act(&school, TEACHER, ColumnAct::Present).unwrap();
    assert_eq!(column(&school), ["", "", "3", "", ""]);
    // A second work that is not there yet is made with its marks, and goes with them.
    let second = ColumnAct::Fill {
        ordinal: 1,
        value: "4".to_owned(),
    };
    act(&school, TEACHER, second).unwrap();
    assert_eq!(column(&school), ["4", "4", "3/4", "4", "4"]);
    undo_last(&school);
    assert_eq!(column(&school), ["", "", "3", "", ""]);
}

#[test]
fn r48_a_column_entered_a_row_off_is_moved_back_as_one_act() {
    let school = monday();
    for (number, value) in [(2, "5"), (1, "4"), (4, "3")] {
        school.mark(MONDAY, number, value).unwrap();
    }
    assert_eq!(column(&school), ["", "5", "4", "3", ""]);
    act(&school, TEACHER, shift(2, false)).unwrap();
    assert_eq!(column(&school), ["5", "4", "3", "", ""]);
    undo_last(&school);
    act(&school, TEACHER, shift(1, true)).unwrap();
    assert_eq!(column(&school), ["", "5", "", "4", "3"]);
    let full = act(&school, TEACHER, shift(4, true)).unwrap_err();
    assert_eq!(full.code, ErrorCode::NoRoomToShift);
    let top = act(&school, TEACHER, shift(3, false)).unwrap_err();
    assert_eq!(top.code, ErrorCode::NoRoomToShift);
    assert_eq!(
        column(&school),
        ["", "5", "", "4", "3"],
        "a refusal changes nothing"
    );
}

#[test]
fn r50_a_column_is_judged_cell_by_cell_and_refused_as_a_whole() {
    let school = monday();
    for (number, value) in [(2, "5"), (1, "4")] {
        school.mark(MONDAY, number, value).unwrap();
    }
    school.absent(MONDAY, 4).unwrap();
    // Карпов was away: an oral mark cannot move to him, so none moves.
    let away = act(&school, TEACHER, shift(2, true)).unwrap_err();
    assert_eq!(away.code, ErrorCode::AbsentAndMarked);
    assert_eq!(column(&school), ["", "5", "4", "н", ""]);
    let deputy = act(&school, DEPUTY, ColumnAct::Clear).unwrap_err();
    assert_eq!(deputy.code, ErrorCode::NotAllowed);
    // After a quarter of an hour a mark is no slip of the hand.
    school.at("2026-09-14T10:30");
    for late in [ColumnAct::Clear, shift(2, false)] {
        assert_eq!(
            act(&school, TEACHER, late).unwrap_err().code,
            ErrorCode::Closed
        );
    }
    assert_eq!(column(&school), ["", "5", "4", "н", ""]);
}
