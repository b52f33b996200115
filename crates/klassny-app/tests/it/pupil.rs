//! One pupil: a term over all subjects, marks brought from another class, all years.

use crate::family::{a_week, one_on_paper};
use crate::school::{
    DEPUTY, HISTORIAN, Machine, TEACHER, class, day, group, pupil, quarter, staff, subject,
};
use klassny_app::api::{ClassPupil, PupilTerm};
use klassny_app::pupil::{pupil_term, pupil_years};
use klassny_app::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::ids::EnrolmentId;
use klassny_domain::lesson::{Assignment, LessonPlace};
use klassny_domain::mark::{Mark, MarkValue};
use klassny_domain::roster::{Enrolment, Group, Load};
use klassny_domain::work_kind::WorkKind;

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

/// A pupil who had algebra in another class of the school, and comes in the middle of the term.
fn newcomer() -> Machine {
    let school = Machine::new();
    school.at("2026-09-08T12:00");
    let group = group(1, "Алгебра");
    let place = LessonPlace {
        group,
        date: day("2026-09-07"),
        bell: 3,
        ordinal: 0,
    };
    let enrolment = |class, from: &str, until: Option<&str>, id: &[u8]| {
        Change::Enrolment(Enrolment {
            enrolment: EnrolmentId::derive(&[id]),
            pupil: pupil(11),
            class,
            from: day(from),
            until: until.map(day),
            order_in: String::new(),
            order_out: String::new(),
            note: String::new(),
        })
    };
    school.state(
        DEPUTY,
        vec![
            Change::Group(Group {
                group,
                class: class(1),
                subject: subject("Алгебра"),
                subgroup: 0,
                week_hours_quarters: 4,
                division: String::new(),
            }),
            Change::Load(Load {
                group,
                staff: staff(TEACHER),
                from: day("2026-09-01"),
                until: None,
                room: String::new(),
            }),
            enrolment(
                class(1),
                "2026-09-01",
                Some("2026-09-21"),
                pupil(11).as_bytes(),
            ),
            enrolment(class(9), "2026-09-21", None, b"moved"),
        ],
    );
    let work = Change::Assignment(Assignment {
        place,
        ordinal: 0,
        kind: Some(WorkKind::Oral),
        weight_tenths: 10,
        title: String::new(),
    });
    let mark = Change::Mark(Mark {
        place,
        ordinal: 0,
        pupil: pupil(11),
        value: MarkValue::parse("5"),
        written_on: None,
        comment: String::new(),
    });
    school.state(TEACHER, vec![work, mark]);
    school.at("2026-09-25T12:00");
    school
}

#[test]
fn r11_r57_marks_brought_from_another_class_stand_in_the_pupils_term_and_both_classes_in_the_years()
{
    let school = newcomer();
    let args = PupilTerm {
        class: class(9).to_string(),
        pupil: pupil(11).to_string(),
        term: None,
    };
    let view = pupil_term(&school.desk(HISTORIAN), &args).unwrap();
    let row = view
        .rows
        .iter()
        .find(|row| row.subject == "Алгебра")
        .unwrap();
    assert_eq!(
        (row.brought.as_slice(), row.average.as_str()),
        (&["5".to_owned()][..], "5,00")
    );
    assert!(row.cells.is_empty() && row.has == 1);
    // The teacher sees them in the spread too.
    assert_eq!(school.row(11).brought, ["5"]);
    assert!(school.row(1).brought.is_empty());
    let asked = ClassPupil {
        class: class(9).to_string(),
        pupil: pupil(11).to_string(),
    };
    let years = pupil_years(&school.desk(HISTORIAN), &asked).unwrap().years;
    let classes: Vec<&str> = years.iter().map(|year| year.class_name.as_str()).collect();
    assert_eq!(classes, ["9Б", "1Б"], "the newest first");
    assert_eq!(years[1].until.as_deref(), Some("2026-09-21"));
    // The class teacher of the old class is nobody here: HISTORIAN leads the new one alone.
    let old = ClassPupil {
        class: class(1).to_string(),
        ..asked
    };
    assert_eq!(
        pupil_years(&school.desk(HISTORIAN), &old).unwrap_err().code,
        ErrorCode::NotAllowed
    );
}
