//! One pupil: a term over all subjects, marks brought from another class, all years.

use crate::family::{a_week, one_on_paper};
use crate::school::{HISTORIAN, TEACHER, class, pupil, quarter};
use klassny_app::api::{ClassPupil, PupilTerm};
use klassny_app::pupil::{pupil_term, pupil_years};
use klassny_app::view::text::ErrorCode;

#[test]
fn r11_a_pupil_is_seen_whole_by_the_class_teacher_and_in_the_own_subject_by_a_teacher() {
    let school = one_on_paper();
    a_week(&school);
    let args = PupilTerm {
        class: class(9).to_string(),
        pupil: pupil(1).to_string(),
        term: Some(quarter().to_string()),
    };
    let whole = pupil_term(&school.desk(HISTORIAN), &args).unwrap();
    let names: Vec<&str> = whole.rows.iter().map(|row| row.subject.as_str()).collect();
    assert_eq!(names, ["Алгебра", "История"]);
    assert_eq!(
        (
            whole.rows[0].cells[0].text.as_str(),
            whole.rows[0].average.as_str()
        ),
        ("4", "4,00")
    );
    assert!(!whole.partly && whole.years);
    let own = pupil_term(&school.desk(TEACHER), &args).unwrap();
    assert_eq!(own.rows.len(), 1);
    assert!(own.partly && !own.years);
    let asked = ClassPupil {
        class: class(9).to_string(),
        pupil: pupil(1).to_string(),
    };
    let years = pupil_years(&school.desk(HISTORIAN), &asked).unwrap();
    assert_eq!(
        (years.years.len(), years.years[0].class_name.as_str()),
        (1, "9Б")
    );
    assert_eq!(
        pupil_years(&school.desk(TEACHER), &asked).unwrap_err().code,
        ErrorCode::NotAllowed
    );
    let other = ClassPupil {
        pupil: pupil(11).to_string(),
        ..asked
    };
    assert_eq!(
        pupil_years(&school.desk(HISTORIAN), &other)
            .unwrap_err()
            .code,
        ErrorCode::NotFound
    );
}
