//! Acts on a whole column: one commit, one undo, refused as a whole.

use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, algebra_spread, class, day, group, place, pupil, quarter,
    staff, year,
};
use chrono::Weekday;
use klassny_app::AppError;
use klassny_app::api::{ColumnAct, Excuse, PresenceArg, SetAttendance, SetColumn, SpreadArgs};
use klassny_app::class::excuse_absences;
use klassny_app::column::set_column;
use klassny_app::marks::set_attendance;
use klassny_app::spread::spread;
use klassny_app::take_back::undo;
use klassny_app::view::journal::Spread;
use klassny_app::view::lesson::Place;
use klassny_app::view::text::{AbsenceCode, ErrorCode, WorkKindCode};
use klassny_domain::change::Change;
use klassny_domain::ids::TimetableSlotId;
use klassny_domain::timetable::TimetableSlot;

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

/// The page of history, which has a lesson on Monday too, the third.
fn history(school: &Machine) -> Spread {
    let args = SpreadArgs {
        group: group(9, "История").to_string(),
        term: Some(quarter().to_string()),
    };
    spread(&school.desk(HISTORIAN), &args).unwrap()
}

fn third() -> Place {
    Place {
        group: group(9, "История").to_string(),
        date: MONDAY.to_owned(),
        bell: 3,
        ordinal: 0,
    }
}

/// What is expected of the pupils at the third lesson.
fn expected(school: &Machine) -> Vec<(usize, AbsenceCode)> {
    let spread = history(school);
    let at = spread
        .lessons
        .iter()
        .position(|lesson| lesson.place == third())
        .unwrap();
    let rows = LIST.iter().filter_map(|number| {
        let id = pupil(*number).to_string();
        let row = spread.rows.iter().find(|row| row.pupil == id).unwrap();
        row.cells[at].expected.map(|reason| (*number, reason))
    });
    rows.collect()
}

#[test]
fn r37_who_was_away_at_the_lesson_before_is_expected_to_be_until_it_is_said() {
    let school = monday();
    school.state(
        DEPUTY,
        vec![Change::TimetableSlot(TimetableSlot {
            slot: TimetableSlotId::derive(&[b"history on Monday"]),
            year: year(),
            group: group(9, "История"),
            weekday: Weekday::Mon,
            bell: 3,
            staff: staff(HISTORIAN),
            room: String::new(),
            from: day("2026-09-01"),
            until: None,
        })],
    );
    for number in [2, 4] {
        school.absent(MONDAY, number).unwrap();
    }
    school.at("2026-09-14T11:10");
    let unknown = AbsenceCode::Unresolved;
    assert_eq!(expected(&school), [(2, unknown), (4, unknown)]);
    // Егоров was there in the morning and is excused ahead for the rest of the day.
    let excuse = Excuse {
        class: class(9).to_string(),
        pupils: vec![pupil(3).to_string()],
        from: MONDAY.to_owned(),
        until: MONDAY.to_owned(),
        bell: Some(3),
        reason: AbsenceCode::Excused,
        document: String::new(),
    };
    excuse_absences(&school.desk(HISTORIAN), &excuse).unwrap();
    assert_eq!(expected(&school)[0], (3, AbsenceCode::Excused));
    // Карпов has come.
    let here = SetAttendance {
        place: third(),
        pupil: pupil(4).to_string(),
        presence: PresenceArg::Late { minutes: 5 },
    };
    set_attendance(&school.desk(HISTORIAN), &here).unwrap();
    assert_eq!(expected(&school), [(3, AbsenceCode::Excused), (2, unknown)]);
    let carry = SetColumn {
        place: third(),
        act: ColumnAct::Carry,
    };
    let saved = set_column(&school.desk(HISTORIAN), &carry).unwrap();
    assert_eq!(saved.lessons[0].absent, 2);
    assert!(expected(&school).is_empty());
    // The reason that was given ahead stands at once.
    let spread = history(&school);
    let at = spread
        .lessons
        .iter()
        .position(|lesson| lesson.place == third())
        .unwrap();
    assert_eq!(spread.rows[0].cells[at].absence, Some(AbsenceCode::Excused));
    // Tomorrow nothing is expected of a lesson of today.
    school.at("2026-09-15T09:10");
    assert!(expected(&school).is_empty());
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
