//! Who owes which work.

use crate::school::{DEPUTY, Machine, TEACHER, algebra, algebra_spread, pupil, quarter};
use klassny_app::api::SetTermMark;
use klassny_app::debts::debts;
use klassny_app::view::debts::{DebtWork, DebtsView};
use klassny_app::view::text::{AbsenceCode, WorkKindCode};

const MONDAY: &str = "2026-09-14";
const WEDNESDAY: &str = "2026-09-16";

fn owed(school: &Machine) -> DebtsView {
    debts(&school.desk(TEACHER), &algebra_spread()).unwrap()
}

fn names(view: &DebtsView) -> Vec<(&str, usize)> {
    let lines = view.lines.iter();
    lines
        .map(|line| (line.name.as_str(), line.works.len()))
        .collect()
}

#[test]
fn r48_a_work_missed_is_owed_until_it_is_written() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Control, WorkKindCode::Oral]);
    school.absent(MONDAY, 2).unwrap();
    school.absent(MONDAY, 3).unwrap();
    school.at("2026-09-16T10:50");
    school.hold(WEDNESDAY, &[WorkKindCode::Oral]);
    school.absent(WEDNESDAY, 1).unwrap();
    let view = owed(&school);
    assert_eq!(
        names(&view),
        [("Егоров Матвей", 1), ("Ёлкин Матвей", 1)],
        "an oral answer is not owed"
    );
    assert_eq!((view.until.as_str(), view.closed), ("2026-10-24", false));
    let DebtWork::Missed {
        place,
        kind,
        reason,
        ordinal,
    } = &view.lines[0].works[0]
    else {
        panic!("a work");
    };
    assert_eq!(
        (place.date.as_str(), *ordinal, *kind),
        (MONDAY, 0, WorkKindCode::Control)
    );
    assert_eq!(*reason, Some(AbsenceCode::Unresolved));

    school
        .mark_of(MONDAY, (3, 0), "4", Some(WEDNESDAY))
        .unwrap();
    let view = owed(&school);
    assert_eq!(names(&view), [("Ёлкин Матвей", 1)]);
    assert_eq!(view.lines[0].pupil, pupil(2).to_string());
    assert!(
        debts(&school.desk(DEPUTY), &algebra_spread()).is_ok(),
        "a deputy reads all"
    );
}

/// The teacher leaves a pupil without a mark of the quarter.
fn not_attested(school: &Machine, number: usize) {
    let args = SetTermMark {
        group: algebra().to_string(),
        term: quarter().to_string(),
        pupil: pupil(number).to_string(),
        value: Some("н/а".to_owned()),
        reason: "болел".to_owned(),
    };
    klassny_app::term_marks::set_term_mark(&school.desk(TEACHER), &args).unwrap();
}

#[test]
fn r59_a_pupil_who_has_left_owes_nothing_and_not_attested_is_a_debt() {
    let school = Machine::new();
    school.at("2026-09-14T09:50");
    school.hold(MONDAY, &[WorkKindCode::Control]);
    school.absent(MONDAY, 5).unwrap();
    assert_eq!(names(&owed(&school)), [("Лебедев Матвей", 1)]);
    school.at("2026-10-20T10:00");
    assert!(owed(&school).lines.is_empty(), "left on the 12th");
    not_attested(&school, 1);
    assert!(owed(&school).lines.is_empty(), "the term is not over");
    school.at("2026-11-05T10:00");
    let view = owed(&school);
    assert_eq!(names(&view), [("Жуков Матвей", 1)]);
    assert!(matches!(view.lines[0].works[0], DebtWork::Term(_)));
}
