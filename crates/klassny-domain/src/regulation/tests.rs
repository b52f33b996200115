//! The presets, the choice of the most specific row, and settings.

use super::*;
use crate::sample::year_id;
use crate::school::TermKind;
use crate::work_kind::WorkKind::{
    AdministrativeControl, Composition, Control, ControlDictation, Exposition, Independent,
    Listening, Oral, Test, Written,
};

fn regulation(settings: &[(&str, &str)]) -> Result<Rules, RegulationError> {
    let pair = |(key, value): &(&str, &str)| (key.to_string(), value.to_string());
    Rules::from_regulation(&Regulation {
        year: year_id(),
        preset: "s4".into(),
        settings: settings.iter().map(pair).collect(),
    })
}

#[test]
fn r40_to_r47_the_most_specific_row_closes_the_cell() {
    use Closes::{Days, NextLesson};
    let rules = Rules::s4();
    for (kind, subject, grade, expected) in [
        (Oral, "История", 2, Some(Days(1))),
        (Oral, "Физика", 11, Some(Days(1))),
        (Oral, "Математика", 1, None),
        (Test, "История", 8, Some(Days(3))),
        (Test, "История", 9, Some(Days(4))),
        (Listening, "Английский язык", 5, Some(Days(3))),
        (ControlDictation, "Русский язык", 5, Some(NextLesson)),
        (ControlDictation, "Русский язык", 9, Some(Days(3))),
        (ControlDictation, "Русский язык", 4, Some(Days(3))),
        (ControlDictation, "Английский язык", 5, Some(Days(3))),
        (Control, "Математика", 6, Some(NextLesson)),
        (AdministrativeControl, "Математика", 6, Some(NextLesson)),
        (Control, "Алгебра", 8, Some(NextLesson)),
        (Control, "Вероятность и статистика", 9, Some(Days(3))),
        (Control, "Геометрия", 10, Some(Days(4))),
        (Control, "Информатика", 6, Some(Days(3))),
        (Control, "Физика", 9, Some(Days(4))),
        (Control, "Химия", 11, Some(Days(4))),
        (Control, "Физика", 8, Some(Days(3))),
        (Independent, "Алгебра", 9, Some(Days(4))),
        (Exposition, "Русский язык", 5, Some(Days(7))),
        (Composition, "Литература", 7, Some(Days(7))),
        (Composition, "Литература", 10, Some(Days(10))),
        (Written, "Русский язык", 9, Some(Days(10))),
        (Written, "История", 9, Some(Days(4))),
    ] {
        let closes = rules.norm(kind, subject, grade).map(|row| row.closes);
        assert_eq!(closes, expected, "{kind:?} {subject} {grade}");
    }
}

#[test]
fn r43_to_r47_kind_comes_before_subject_and_subject_before_grades() {
    let rules = regulation(&[
        ("norm/of-kind", "kinds=СР; grades=2-11; closes=5"),
        (
            "norm/of-subject",
            "kinds=СР,ПрР; subjects=История; grades=2-11; closes=6",
        ),
        ("norm/of-grade", "kinds=СР,ПрР; grades=5; closes=7"),
    ])
    .unwrap();
    let days = |kind, subject, grade| rules.norm(kind, subject, grade).unwrap().closes;
    let check = crate::work_kind::WorkKind::Check;
    for (kind, subject, grade, expected) in [
        (Independent, "История", 5, 5),
        (check, "История", 5, 6),
        (check, "Физика", 5, 7),
        (check, "История", 6, 6),
        (check, "Физика", 8, 3),
    ] {
        let closes = days(kind, subject, grade);
        assert_eq!(closes, Closes::Days(expected), "{kind:?} {subject} {grade}");
    }
}

#[test]
fn a_row_is_read_as_a_sentence() {
    let rules = Rules::s4();
    for (kind, subject, grade, expected) in [
        (Oral, "История", 5, "устный ответ, 2–11 классы: 1 день"),
        (
            Control,
            "Алгебра",
            9,
            "контрольная работа, административная контрольная работа, математика, 9 класс: 3 дня",
        ),
        (
            Test,
            "История",
            5,
            "письменная и другая работа, 2–8 классы: 3 дня",
        ),
        (
            ControlDictation,
            "Русский язык",
            5,
            "контрольный диктант, русский, 5–8 классы: к следующему уроку",
        ),
    ] {
        assert_eq!(
            rules.norm(kind, subject, grade).unwrap().russian(),
            expected
        );
    }
}

#[test]
fn r40_of_two_equally_specific_rows_the_narrower_grades_win() {
    let rules = regulation(&[
        ("norm/wide", "kinds=СР; grades=2-11; closes=5"),
        ("norm/narrow", "kinds=СР; grades=5-6; closes=2"),
    ])
    .unwrap();
    let days = |grade| rules.norm(Independent, "История", grade).unwrap().closes;
    assert_eq!((days(5), days(7)), (Closes::Days(2), Closes::Days(5)));
}

#[test]
fn r13_r20_the_paragraph_preset_takes_the_day_on_the_day() {
    let rules = Rules::preset("paragraph").unwrap();
    let closes = |kind| rules.norm(kind, "Математика", 6).unwrap().closes;
    assert_eq!(closes(Oral), Closes::Days(0));
    assert_eq!(closes(Control), Closes::Days(3));
    assert_eq!(rules.entry.homework, HomeworkCloses::EndOfDay);
    assert_eq!(rules.entry.reasons_by, ReasonsBy::SubjectTeacherToo);
    assert_eq!(Rules::preset("s5"), None);
}

#[test]
fn r52_to_r56_the_table_follows_the_hours_a_week() {
    let table = Rules::s4().accumulation;
    for (quarters, need, grace, early) in [
        (2, 3, 3, [1, 2]),
        (4, 3, 3, [1, 2]),
        (6, 3, 3, [1, 2]),
        (8, 5, 2, [1, 2]),
        (12, 5, 2, [2, 3]),
        (20, 5, 2, [3, 4]),
        (24, 5, 2, [3, 4]),
    ] {
        assert_eq!(table.term_need(quarters), need, "{quarters}");
        assert_eq!(table.grace_weeks(quarters), grace, "{quarters}");
        assert_eq!(table.early_need(quarters), early, "{quarters}");
    }
}

#[test]
fn r60_r61_grading_is_of_the_class_and_subject() {
    let rules = regulation(&[
        ("grading/10-11/*", "homework=on"),
        ("grading/5-9/Музыка", "terms=half-year"),
        ("grading/5А/Музыка", "assessment=pass; homework=off"),
    ])
    .unwrap();
    let marks = Grading::default();
    let half_year = Some(TermKind::HalfYear);
    for (grade, class, subject, expected) in [
        (
            1,
            "1А",
            "Математика",
            Grading {
                assessment: Assessment::None,
                homework: false,
                ..marks
            },
        ),
        (
            4,
            "4Б",
            "Основы религиозных культур и светской этики",
            Grading {
                assessment: Assessment::None,
                ..marks
            },
        ),
        (
            5,
            "5Б",
            "Музыка",
            Grading {
                terms: half_year,
                ..marks
            },
        ),
        (
            5,
            "5А",
            "Музыка",
            Grading {
                terms: half_year,
                assessment: Assessment::PassFail,
                homework: false,
            },
        ),
        (5, "5А", "История", marks),
    ] {
        assert_eq!(
            rules.grading(grade, class, subject),
            expected,
            "{class} {subject}"
        );
    }
}

#[test]
fn r40_r58_every_number_can_be_changed_by_a_setting() {
    let rules = regulation(&[
        ("entry/slip-minutes", "5"),
        ("entry/homework", "day"),
        ("entry/absence-reason-days", "3"),
        ("entry/final-hours", "48"),
        ("entry/norm-moves", "off"),
        ("entry/reasons-by", "subject-teacher"),
        ("entry/paper-journal", "on"),
        ("entry/slots", "read-only"),
        ("entry/lock-minutes", "10"),
        ("entry/utc-offset-minutes", "420"),
        ("accumulation/term-need", "1:2, 2:4, 4:7"),
        ("accumulation/early-need", "1:1/1"),
        ("accumulation/early-weeks", "2/5"),
        ("accumulation/reported-lessons", "6"),
        ("term/rounding", "60"),
        ("term/rounding/математика", "65"),
        ("term/not-attested-share", "1/2"),
        ("check/blocking", "no-topic, no-homework"),
        ("norm/oral", ""),
        ("family/математика", "математика"),
        ("newer/thing", "7"),
    ])
    .unwrap();
    assert_eq!(rules.entry.slip_minutes, 5);
    assert_eq!(rules.entry.homework, HomeworkCloses::EndOfDay);
    assert_eq!(
        (rules.entry.absence_reason_days, rules.entry.final_hours),
        (3, 48)
    );
    assert!(!rules.entry.norm_moves && rules.entry.paper_journal);
    assert_eq!(rules.entry.slots, SlotPolicy::ReadOnly);
    assert_eq!(rules.entry.lock_minutes, 10);
    assert_eq!(rules.entry.offset().local_minus_utc(), 7 * 3600);
    assert_eq!(rules.accumulation.term_need(16), 7);
    assert_eq!(rules.accumulation.early_need(20), [1, 1]);
    assert_eq!(rules.accumulation.early_weeks, [2, 5]);
    assert_eq!(
        (rules.rounding("Математика"), rules.rounding("Алгебра")),
        (65, 60)
    );
    assert_eq!(rules.term.not_attested_share, (1, 2));
    assert_eq!(rules.check.blocking.len(), 2);
    assert_eq!(rules.norm(Oral, "История", 5), None);
    assert_eq!(rules.unknown, ["newer/thing"]);
}

#[test]
fn a_setting_that_cannot_be_read_is_named() {
    for (key, value) in [
        ("entry/slip-minutes", "скоро"),
        ("norm/x", "kinds=ЫЫ; grades=5; closes=3"),
        ("norm/x", "kinds=СР; grades=20; closes=3"),
        ("term/rounding", "100"),
        ("entry/utc-offset-minutes", "1440"),
        ("term/not-attested-share", "3/2"),
        ("check/blocking", "nothing"),
        ("grading/5/Музыка", "terms=month"),
        ("accumulation/term-need", ""),
        ("accumulation/early-weeks", "4/3"),
    ] {
        let error = RegulationError::BadValue {
            key: key.into(),
            value: value.into(),
        };
        assert_eq!(regulation(&[(key, value)]), Err(error));
    }
    let preset = "s5".to_owned();
    let unknown = Regulation {
        year: year_id(),
        preset,
        settings: vec![],
    };
    assert!(matches!(
        Rules::from_regulation(&unknown),
        Err(RegulationError::UnknownPreset(_))
    ));
}
