//! The exported journal of 5А: marks, absences, totals, topics and the nine planted faults.

use crate::facts::{facts, number, part, rows};
use klassny_domain::attendance::{AbsenceReason, Presence};
use klassny_domain::mark::MarkValue;
use klassny_exchange::{JournalPupil, JournalSheet, Rows, Severity, journal_total_doubts};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::OnceLock;

fn sheets() -> &'static [JournalSheet] {
    static ROWS: OnceLock<Rows> = OnceLock::new();
    &ROWS
        .get_or_init(|| rows("Журнал_5А_1_четверть.xlsx"))
        .journal
}

fn sheet(name: &str) -> &'static JournalSheet {
    sheets()
        .iter()
        .find(|sheet| &*sheet.source.sheet == name)
        .unwrap()
}

fn pupil<'a>(sheet: &'a JournalSheet, name: &str) -> &'a JournalPupil {
    sheet
        .pupils
        .iter()
        .find(|pupil| pupil.name == name)
        .unwrap()
}

/// How many cells say each letter.
fn letters(sheet: &JournalSheet) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for cell in sheet.pupils.iter().flat_map(|pupil| &pupil.cells) {
        let letter = match (cell.presence, cell.reason) {
            (Some(Presence::Absent), Some(AbsenceReason::Unexcused)) => "Н",
            (Some(Presence::Absent), Some(AbsenceReason::Illness)) => "Б",
            (Some(Presence::Absent), Some(AbsenceReason::Excused)) => "П",
            (Some(Presence::Late { .. }), None) => "О",
            (None, None) => continue,
            other => panic!("{other:?}"),
        };
        *counts.entry(letter).or_default() += 1;
    }
    counts
}

fn grades(sheet: &JournalSheet) -> Vec<u8> {
    sheet.pupils.iter().flat_map(JournalPupil::grades).collect()
}

/// The average in hundredths, as the facts have it.
fn average(grades: &[u8]) -> f64 {
    let sum: u32 = grades.iter().map(|grade| u32::from(*grade)).sum();
    let count = u32::try_from(grades.len()).unwrap();
    (f64::from(sum) / f64::from(count) * 100.0).round() / 100.0
}

fn letters_of(fact: &Value) -> BTreeMap<&str, usize> {
    let object = fact.as_object().unwrap().iter();
    object
        .map(|(letter, count)| (letter.as_str(), number(count)))
        .collect()
}

#[test]
fn r48_every_sheet_has_its_lessons_pupils_marks_average_and_absences() {
    let facts = facts("журнал_5А");
    let by_sheet = facts["по_предметам"].as_object().unwrap();
    assert_eq!(sheets().len(), number(&facts["листов"]));
    assert_eq!(sheets().len(), by_sheet.len());
    for (name, fact) in by_sheet {
        let sheet = sheet(name);
        assert_eq!(sheet.class.to_string(), "5А");
        assert_eq!(sheet.year, "2026/2027");
        assert_eq!(sheet.term, "Итог. 1 четв.");
        assert_eq!(sheet.subject, fact["предмет"].as_str().unwrap());
        assert_eq!(
            u64::from(sheet.subgroup),
            fact["подгруппа"].as_u64().unwrap_or(0)
        );
        assert_eq!(sheet.teacher, fact["учитель"].as_str().unwrap());
        assert_eq!(sheet.lessons.len(), number(&fact["уроков"]), "{name}");
        assert_eq!(sheet.pupils.len(), number(&fact["учеников"]), "{name}");
        assert_eq!(grades(sheet).len(), number(&fact["отметок"]), "{name}");
        let expected = fact["среднее"].as_f64().unwrap();
        assert!((average(&grades(sheet)) - expected).abs() < 1e-9, "{name}");
        assert_eq!(letters(sheet), letters_of(&fact["пропуски"]), "{name}");
        let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
        for total in sheet.pupils.iter().filter_map(|pupil| pupil.total.as_ref()) {
            assert!(total.value.is_some());
            *totals.entry(&total.text).or_default() += 1;
        }
        assert_eq!(totals, letters_of(&fact["итоги"]), "{name}");
    }
}

#[test]
fn r48_the_whole_journal_has_2268_marks_and_its_absences() {
    let facts = facts("журнал_5А");
    let all: usize = sheets().iter().map(|sheet| grades(sheet).len()).sum();
    assert_eq!(all, number(&facts["отметок_всего"]));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for sheet in sheets() {
        for (letter, count) in letters(sheet) {
            *counts.entry(letter).or_default() += count;
        }
    }
    assert_eq!(counts, letters_of(&facts["пропуски_всего"]));
}

#[test]
fn the_named_pupil_has_the_marks_average_and_total_of_every_sheet() {
    let by_sheet = facts("журнал_5А")["по_предметам"].as_object().unwrap();
    let mut checked = 0;
    for (name, fact) in by_sheet {
        let Some(fact) = fact.get("Дубровский П.") else {
            continue;
        };
        let pupil = pupil(sheet(name), "Дубровский П.");
        let grades = pupil.grades();
        assert_eq!(grades.len(), number(&fact["отметок"]), "{name}");
        let expected = fact["среднее"].as_f64().unwrap();
        assert!((average(&grades) - expected).abs() < 1e-9, "{name}");
        let total = pupil.total.as_ref().unwrap();
        assert_eq!(total.text, fact["итог"].to_string(), "{name}");
        checked += 1;
    }
    assert_eq!(checked, 12);
}

#[test]
fn a_double_lesson_is_two_columns_of_one_date_with_two_topics() {
    let sheet = sheet("Труд (1 гр.)");
    let [first, second, ..] = sheet.lessons.as_slice() else {
        panic!("no lessons");
    };
    assert_eq!(first.date, second.date);
    assert_eq!((first.ordinal_in_day, second.ordinal_in_day), (0, 1));
    assert_eq!((first.column.as_str(), second.column.as_str()), ("C", "D"));
    assert_eq!(first.topic, "Вводный инструктаж. Технологии вокруг нас");
    assert_eq!(second.topic, "Материальный мир и потребности человека");
    assert_eq!((first.topic_row, second.topic_row), (Some(27), Some(28)));
}

#[test]
fn who_came_later_and_who_left_have_empty_cells_there() {
    let sheet = sheet("Математика");
    let came = pupil(sheet, "Ефимов А.");
    let left = pupil(sheet, "Куликов Я.");
    for (at, lesson) in sheet.lessons.iter().enumerate() {
        let day = lesson.date.to_string();
        assert!(day.as_str() >= "2026-09-21" || came.cells[at].text.is_empty());
        assert!(day.as_str() < "2026-10-12" || left.cells[at].text.is_empty());
    }
    assert_eq!(sheet.pupils.last().unwrap().name, "Ефимов А.");
    assert!(left.total.is_none());
    let ill = pupil(sheet, "Капустина-Медведева С.");
    let days = sheet.lessons.iter().zip(&ill.cells).filter(|(lesson, _)| {
        ("2026-09-14".."2026-10-10").contains(&lesson.date.to_string().as_str())
    });
    assert!(days.clone().count() > 10);
    assert!(
        days.into_iter()
            .all(|(_, cell)| cell.reason == Some(AbsenceReason::Illness))
    );
}

#[test]
fn r108_the_nine_planted_faults_are_doubts_with_their_cells_and_stay_as_written() {
    let history = pupil(sheet("История"), "Емельянов Л.");
    let both = history
        .cells
        .iter()
        .find(|cell| cell.is_absent_and_marked())
        .unwrap();
    assert_eq!(both.text, "Н/4");
    assert_eq!(both.marks, [MarkValue::parse("4").unwrap()]);
    let on = |name: &str, day: &str| {
        let mut lessons = sheet(name).lessons.iter();
        lessons
            .find(|lesson| lesson.date.to_string() == day)
            .unwrap()
    };
    assert_eq!(on("География", "2026-09-24").topic, "");
    assert_eq!(on("Музыка", "2026-10-06").topic, "");
    assert_eq!(on("Биология", "2026-09-21").homework, "");
    assert_eq!(on("ИЗО", "2026-10-05").homework, "");
    assert_eq!(on("Русский язык", "2026-09-29").homework, "");
    let total = |name: &str, who: &str| pupil(sheet(name), who).total.clone().unwrap().text;
    assert_eq!(total("Математика", "Максимов П."), "4");
    assert_eq!(total("Биология", "Щербаков Н."), "4");
    assert_eq!(total("Английский язык (1 гр.)", "Колобов С."), "5");

    let preview = part(&["Журнал_5А_1_четверть.xlsx", "Нагрузка.xlsx"]);
    let of_journal = preview.problems.iter();
    let of_journal = of_journal.filter(|problem| problem.file.contains("Журнал"));
    let mut found: Vec<String> = of_journal
        .map(|problem| {
            assert_eq!(problem.severity, Severity::Doubt);
            let (column, row) = (problem.column.as_ref().unwrap(), problem.row.unwrap());
            format!("{} {column}{row} {}", problem.sheet, problem.what)
        })
        .collect();
    found.sort();
    let expected = [
        "Английский язык (1 гр.) Z",
        "Биология C41 пустое домашнее задание 21.09.2026",
        "Биология J",
        "География B42 пустая тема урока 24.09.2026",
        "ИЗО C43 пустое домашнее задание 05.10.2026",
        "История G14 неявка и отметка в одной ячейке: «Н/4»",
        "Математика AP",
        "Музыка B44 пустая тема урока 06.10.2026",
        "Русский язык C59 пустое домашнее задание 29.09.2026",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn the_norm_of_marks_is_three_at_one_hour_a_week_and_five_above() {
    let biology = sheet("Биология");
    let doubts = journal_total_doubts(biology, 4);
    assert_eq!(doubts.len(), 1);
    assert!(
        doubts[0]
            .what
            .contains("Щербаков Н.: итог 4 выставлен по 2 отм. при норме 3")
    );
    assert!(journal_total_doubts(biology, 8).len() > 1);
}
