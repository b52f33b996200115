//! Volumes at the edges: full classes, long names, many lessons, no lessons, no marks.

use crate::example::volume_5a;
use crate::texts;
use chrono::{Days, NaiveDate};
use klassny_paper::view::*;
use klassny_paper::{Error, Place, Printed, render, unprintable};

const LONG: &str = "Константинопольская-Преображенская-Новоархангельская";
const TOPIC: &str = "Сложение и вычитание обыкновенных дробей с разными знаменателями: приведение \
    к наименьшему общему знаменателю, решение текстовых задач на совместную работу и движение, \
    подготовка к административной контрольной работе за первое полугодие";

/// A class of so many pupils and one subject of so many lessons, two of them on every third day.
fn volume(pupils: usize, lessons: usize) -> Volume {
    let first: NaiveDate = "2026-09-01".parse().unwrap();
    let mut volume = Volume {
        class: "10 «А»".into(),
        year: "2026/2027".into(),
        term: "I полугодие".into(),
        ..Volume::default()
    };
    volume.printing.edition = 1;
    for at in 0..pupils {
        let surname = if at == 7 {
            LONG.to_owned()
        } else {
            format!("Ученикова{at}")
        };
        volume.pupils.push(Pupil {
            surname,
            given: "Анастасия".into(),
            ..Pupil::default()
        });
        volume.absences.rows.push(AbsenceRow::default());
        volume.summary.rows.push(SummaryRow::default());
    }
    let mut part = SubjectPart {
        subject: "Алгебра и начала математического анализа".into(),
        teacher: "Преображенская Александра Константиновна".into(),
        result_columns: vec!["I полугодие".into(), "Год".into()],
        ..SubjectPart::default()
    };
    for at in 0..lessons {
        let day = first + Days::new((at - at / 3) as u64);
        let topic = if at % 4 == 0 { TOPIC } else { "Дроби" }.to_owned();
        let codes = vec!["КР".into(), "Д".into()];
        part.lessons.push(Lesson {
            date: day,
            hours: 1,
            topic,
            codes,
            ..Lesson::default()
        });
    }
    for pupil in 0..pupils {
        let entry = |text: &str| Entry {
            text: text.into(),
            corrections: vec![],
        };
        let cell = |lesson| LessonCell {
            lesson,
            entry: entry("4/5"),
        };
        let cells = (0..lessons).map(cell).collect();
        let results = vec![entry("4"), entry("5")];
        part.rows.push(SubjectRow {
            pupil,
            cells,
            results,
            ..SubjectRow::default()
        });
    }
    volume.subjects.push(part);
    volume
}

fn subject_pages(printed: &Printed) -> usize {
    printed
        .pages
        .iter()
        .filter(|page| page.sheet == Some(2))
        .count()
}

#[test]
fn forty_pupils_sixty_lessons_and_a_long_name_fit_on_facing_pages() {
    let printed = render(&volume(40, 60)).unwrap();
    let texts = texts(&printed.pdf);
    let pages = subject_pages(&printed);
    assert!(
        pages.is_multiple_of(2) && (4..=8).contains(&pages),
        "{pages}"
    );
    let lefts: Vec<&String> = texts
        .iter()
        .filter(|text| text.contains("уроки 1–"))
        .collect();
    assert_eq!(lefts.len(), 1);
    // Every long topic is whole: its last words stand as often as there are such lessons.
    let all = texts.join(" ");
    assert_eq!(all.matches("за первое полугодие").count(), 15);
    assert_eq!(all.matches("Сложение и вычитание").count(), 15);
    let long: String = all
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    assert!(long.matches(LONG).count() >= 3);
}

#[test]
fn a_double_lesson_has_two_columns_of_one_date() {
    let printed = render(&volume(3, 6)).unwrap();
    let page = texts(&printed.pdf)
        .into_iter()
        .find(|text| text.contains("уроки 1–6"))
        .unwrap();
    assert!(
        page.contains("сентябрь 01 КР Д 02 КР Д 03 КР Д 03 КР Д 04"),
        "{page}"
    );
}

#[test]
fn a_subject_without_lessons_has_one_spread_that_says_so() {
    let printed = render(&volume(12, 0)).unwrap();
    assert_eq!(subject_pages(&printed), 2);
    let texts = texts(&printed.pdf);
    assert!(
        texts
            .iter()
            .any(|text| text.contains("Уроков в этом периоде не было"))
    );
}

#[test]
fn r60_grade_one_prints_without_results() {
    let mut volume = volume(25, 30);
    for part in &mut volume.subjects {
        part.result_columns.clear();
        part.rows.iter_mut().for_each(|row| {
            row.results.clear();
            row.cells.retain(|cell| cell.lesson % 7 == 0);
            row.cells
                .iter_mut()
                .for_each(|cell| cell.entry.text = "Б".into());
        });
    }
    let printed = render(&volume).unwrap();
    let texts = texts(&printed.pdf);
    assert!(texts.iter().all(|text| !text.contains("Год")));
}

#[test]
fn a_half_year_of_six_day_weeks_has_pages_of_days() {
    let mut volume = volume(24, 10);
    let first: NaiveDate = "2026-09-01".parse().unwrap();
    volume.absences.days = (0..96).map(|day| first + Days::new(day)).collect();
    volume.absences.rows[3].by_day = vec![(0, "6Б".into()), (95, "7Н".into())];
    volume.absences.months = ["сентябрь", "октябрь", "ноябрь", "декабрь"]
        .map(Into::into)
        .to_vec();
    let texts = texts(&render(&volume).unwrap().pdf);
    let pages = texts
        .iter()
        .filter(|text| text.contains("за день уроков"))
        .count();
    assert_eq!(pages, 3);
    assert!(texts.iter().any(|text| text.contains("6Б")));
    assert!(texts.iter().any(|text| text.contains("7Н")));
}

#[test]
fn a_whole_class_corrected_under_one_permit_still_fits() {
    let mut volume = volume(40, 20);
    let correction = Correction {
        was: "4".into(),
        now: "5".into(),
        by: "Преображенская А. К.".into(),
        permitted_by: "Тетерина М. Е.".into(),
        reason: "работа проверена не по тому варианту".into(),
        ..Correction::default()
    };
    for row in &mut volume.subjects[0].rows {
        row.cells[5].entry = Entry {
            text: "5".into(),
            corrections: vec![correction.clone()],
        };
    }
    let texts = texts(&render(&volume).unwrap().pdf);
    let all = texts.join(" ");
    assert_eq!(all.matches("«4» (четыре) исправлена").count(), 1);
    assert!(
        all.contains("1) Ученикова0 А., 2) Ученикова1 А.") && all.contains("40) Ученикова39 А.")
    );
    assert_eq!(all.matches("Исправлено 01.01.1970").count(), 1);
}

#[test]
fn the_inner_inventory_is_counted_apart() {
    let mut volume = volume_5a();
    volume.inventory = Some(vec![InventoryLine {
        heading: "Классный журнал 5 «А» класса".into(),
        ..InventoryLine::default()
    }]);
    let printed = render(&volume).unwrap();
    assert_eq!(printed.pages[2].place, Some(Place::Inventory(1)));
    assert_eq!(printed.sheets, 22);
    let texts = texts(&printed.pdf);
    assert!(
        texts[2].contains("Внутренняя опись") && texts[2].contains("1–22"),
        "{}",
        texts[2]
    );
    assert!(texts[2].contains("Итого 1 (один) документ."));
    assert!(
        texts
            .iter()
            .any(|text| text.contains("+ лист внутренней описи: 1 (один)"))
    );
}

#[test]
fn an_edition_lists_its_differences() {
    let mut volume = volume_5a();
    volume.printing.edition = 2;
    volume.printing.changes = vec![Change {
        place: "Математика, 07.10, Дубровский П.".into(),
        was: "4".into(),
        now: String::new(),
    }];
    let texts = texts(&render(&volume).unwrap().pdf);
    let page = texts
        .iter()
        .find(|text| text.contains("Отличия издания 2 от издания 1"))
        .unwrap();
    assert!(
        page.contains("1 Математика, 07.10, Дубровский П. 4 –"),
        "{page}"
    );
}

#[test]
fn a_letter_that_no_font_has_is_named_with_its_text() {
    let mut volume = volume_5a();
    volume.subjects[0].lessons[3].topic = "Угол ∠ABC".into();
    let Err(Error::Glyph { letter, text }) = render(&volume) else {
        panic!()
    };
    assert_eq!((letter, text.as_str()), ('∠', "Угол ∠ABC"));
    assert_eq!(unprintable("Угол ∠ABC"), Some('∠'));
    assert_eq!(unprintable("п.\u{202f}12, √2 ≈ 1,41; «ёж»"), None);
}

#[test]
fn rows_that_name_nobody_are_refused() {
    let mut volume = volume(3, 3);
    volume.subjects[0].rows[0].pupil = 3;
    assert!(matches!(render(&volume), Err(Error::Reference(_))));
    let mut volume = self::volume(3, 3);
    volume.subjects[0].rows[0].cells[0].lesson = 3;
    assert!(matches!(render(&volume), Err(Error::Reference(_))));
}

#[test]
fn what_no_page_can_hold_is_refused() {
    let mut endless = volume(3, 3);
    endless.subjects[0].lessons[0].topic = TOPIC.repeat(30);
    assert!(matches!(render(&endless), Err(Error::TooLarge(_))));
    assert!(matches!(render(&volume(90, 3)), Err(Error::TooLarge(_))));
}

#[test]
fn an_empty_volume_prints() {
    let printed = render(&volume(0, 0)).unwrap();
    assert!(printed.pdf.starts_with(b"%PDF-1.7"));
}
