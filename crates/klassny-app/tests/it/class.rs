//! The screen of a class: absences with their reasons, and how the journal is filled.

use crate::school::{DEPUTY, HISTORIAN, Machine, TEACHER, class, pupil, quarter};
use klassny_app::AppError;
use klassny_app::api::{ClassTerm, ClassWeek, Excuse};
use klassny_app::class::{class_filling, class_week, excuse_absences, undo_excuse};
use klassny_app::view::class::{ClassCell, ClassFillingView, ClassRow, ClassWeekView};
use klassny_app::view::text::{AbsenceCode, ErrorCode};

/// Monday, Wednesday and Friday have algebra, Tuesday history.
const MONDAY: &str = "2026-09-14";
const WEDNESDAY: &str = "2026-09-16";
const FRIDAY: &str = "2026-09-18";

fn week(school: &Machine, who: &'static str) -> Result<ClassWeekView, AppError> {
    let args = ClassWeek {
        class: class(9).to_string(),
        date: Some(MONDAY.to_owned()),
    };
    class_week(&school.desk(who), &args)
}

fn row(view: &ClassWeekView, number: usize) -> &ClassRow {
    let id = pupil(number).to_string();
    view.rows.iter().find(|row| row.pupil == id).unwrap()
}

fn asked(numbers: &[usize], from: &str, until: &str, reason: AbsenceCode) -> Excuse {
    let pupils = numbers.iter().map(|number| pupil(*number).to_string());
    Excuse {
        class: class(9).to_string(),
        pupils: pupils.collect(),
        from: from.to_owned(),
        until: until.to_owned(),
        bell: None,
        reason,
        document: "справка № 14".to_owned(),
    }
}

fn excuse(school: &Machine, args: &Excuse) -> Result<ClassWeekView, AppError> {
    excuse_absences(&school.desk(HISTORIAN), args)
}

fn reasons(row: &ClassRow) -> Vec<Option<AbsenceCode>> {
    row.days.iter().map(|day| day.reason).collect()
}

/// Two are away on Monday, one of them on Wednesday too.
fn two_away() -> Machine {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[]);
    school.absent(MONDAY, 2).unwrap();
    school.absent(MONDAY, 3).unwrap();
    school.at("2026-09-16T10:50");
    school.hold(WEDNESDAY, &[]);
    school.absent(WEDNESDAY, 2).unwrap();
    school
}

#[test]
fn r38_a_week_shows_who_missed_what_and_what_is_not_clarified() {
    let school = two_away();
    let view = week(&school, HISTORIAN).unwrap();
    assert_eq!(view.class_name, "9Б");
    assert_eq!(view.days.len(), 5);
    let heads: Vec<_> = view
        .days
        .iter()
        .map(|day| (day.listed, day.absent))
        .collect();
    assert_eq!(heads, [(5, 2), (5, 0), (5, 1), (5, 0), (5, 0)]);
    assert_eq!(
        (view.unresolved, view.due_on.as_deref()),
        (3, Some("2026-09-23"))
    );
    let second = row(&view, 2);
    let unknown = Some(AbsenceCode::Unresolved);
    assert_eq!(reasons(second), [unknown, None, unknown, None, None]);
    assert_eq!(
        (
            second.week.days,
            second.week.lessons,
            second.week.unresolved
        ),
        (2, 2, 2)
    );
    assert_eq!(row(&view, 1).week.lessons, 0);
    assert!(view.may_excuse && !view.can_undo);
    assert!(
        !week(&school, DEPUTY).unwrap().may_excuse,
        "reads, gives no reasons"
    );
    assert_eq!(
        week(&school, TEACHER).unwrap_err().code,
        ErrorCode::NotAllowed
    );
}

#[test]
fn r38_one_reason_fills_the_lessons_of_a_stretch_and_is_taken_back_at_once() {
    let school = two_away();
    let args = asked(&[2, 3], MONDAY, FRIDAY, AbsenceCode::Illness);
    let view = excuse(&school, &args).unwrap();
    let ill = Some(AbsenceCode::Illness);
    assert_eq!(reasons(row(&view, 2)), [ill, None, ill, None, None]);
    assert_eq!(row(&view, 2).days[0].details[0].document, "справка № 14");
    assert_eq!(reasons(row(&view, 3)), [ill, None, None, None, None]);
    assert_eq!(
        row(&view, 3).days[2],
        ClassCell {
            lessons: 1,
            listed: true,
            ..ClassCell::default()
        },
        "was there"
    );
    assert_eq!((view.unresolved, view.can_undo), (0, true));

    // Friday's lesson has not been: its reason waits for the absence, which «н» does not wipe.
    assert_eq!(row(&view, 2).days[4].ahead, ill);
    assert_eq!(
        row(&view, 2).week.lessons,
        2,
        "a lesson ahead is none missed"
    );
    school.at("2026-09-18T09:50");
    school.hold(FRIDAY, &[]);
    school.absent(FRIDAY, 2).unwrap();
    let view = week(&school, HISTORIAN).unwrap();
    assert_eq!(reasons(row(&view, 2)), [ill, None, ill, None, ill]);
    assert_eq!(view.unresolved, 0);
    assert_eq!(row(&view, 3).days[4].ahead, None, "came after all");

    let back = ClassWeek {
        class: class(9).to_string(),
        date: Some(MONDAY.to_owned()),
    };
    let view = undo_excuse(&school.desk(HISTORIAN), &back).unwrap();
    assert_eq!((view.unresolved, view.can_undo), (4, false));
    let again = undo_excuse(&school.desk(HISTORIAN), &back).unwrap_err();
    assert_eq!(again.code, ErrorCode::ChangedMeanwhile);
}

#[test]
fn r38_a_reason_of_one_lesson_and_its_withdrawal() {
    let school = two_away();
    let mut args = asked(&[2], MONDAY, MONDAY, AbsenceCode::Excused);
    args.bell = Some(1);
    let view = excuse(&school, &args).unwrap();
    assert_eq!(row(&view, 2).week.excused, 1);
    let view = excuse(
        &school,
        &asked(&[2], MONDAY, FRIDAY, AbsenceCode::Unresolved),
    )
    .unwrap();
    assert_eq!(
        (row(&view, 2).week.excused, row(&view, 2).week.unresolved),
        (0, 2)
    );
    assert_eq!(
        row(&view, 2).days[4].ahead,
        None,
        "nothing is stated of a lesson ahead"
    );
}

#[test]
fn r38_reasons_are_refused_where_they_may_not_be_given() {
    let school = two_away();
    let before = week(&school, HISTORIAN).unwrap().unresolved;
    let ill = AbsenceCode::Illness;
    let refused = |args: &Excuse| excuse(&school, args).unwrap_err().code;
    assert_eq!(
        refused(&asked(&[2], FRIDAY, MONDAY, ill)),
        ErrorCode::WrongDays
    );
    assert_eq!(
        refused(&asked(&[2], MONDAY, "2027-05-01", ill)),
        ErrorCode::WrongDays
    );
    assert_eq!(
        refused(&asked(&[1], MONDAY, MONDAY, ill)),
        ErrorCode::NoAbsences,
        "was there"
    );
    let by_deputy = excuse_absences(&school.desk(DEPUTY), &asked(&[2], MONDAY, MONDAY, ill));
    assert_eq!(by_deputy.unwrap_err().code, ErrorCode::NotAllowed);
    let by_teacher = excuse_absences(&school.desk(TEACHER), &asked(&[2], MONDAY, MONDAY, ill));
    assert_eq!(by_teacher.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(week(&school, HISTORIAN).unwrap().unresolved, before);
}

fn filling(school: &Machine) -> ClassFillingView {
    let args = ClassTerm {
        class: class(9).to_string(),
        term: quarter().to_string(),
    };
    class_filling(&school.desk(HISTORIAN), &args).unwrap()
}

#[test]
fn r109_the_class_teacher_sees_each_week_what_subjects_lack() {
    let school = two_away();
    school.mark(WEDNESDAY, 1, "5").unwrap();
    let view = filling(&school);
    assert_eq!(view.weeks.len(), 3);
    let algebra = view
        .rows
        .iter()
        .find(|row| row.subject == "Алгебра")
        .unwrap();
    assert_eq!(algebra.teacher, "Соколова И. В.");
    let third = algebra.weeks[2];
    assert_eq!(
        (third.due, third.filled, third.no_record, third.marks),
        (2, 2, 0, 1)
    );
    // 1 September was a Tuesday: two lessons of the first week and three of the second.
    assert_eq!((algebra.total.due, algebra.total.no_record), (7, 5));
    assert_eq!(algebra.first_lacking.as_ref().unwrap().date, "2026-09-02");
    assert_eq!(
        (algebra.pupils, algebra.without_marks, algebra.with_one),
        (5, Some(4), Some(1))
    );
    let history = view
        .rows
        .iter()
        .find(|row| row.subject == "История")
        .unwrap();
    assert_eq!((history.total.due, history.total.filled), (3, 0));
    assert_eq!(view.total.due, 10);
}
