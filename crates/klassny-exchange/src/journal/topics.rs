//! The block «Дата | Тема урока | Домашнее задание» below an exported journal.
//!
//! Owns the match of its rows to the lessons: by date, and by order within the date. An empty
//! topic or homework stays empty and is pointed at; it must never be taken from a neighbour.

use super::{JournalLesson, source};
use crate::problem::{Problem, Severity, Words};
use crate::sheet::{Sheet, SheetRow};
use crate::text::{date, key};

/// Gives each lesson its topic and homework.
pub(crate) fn match_to(
    sheet: &Sheet,
    block: &[&SheetRow],
    lessons: &mut [(u16, JournalLesson)],
    problems: &mut Vec<Problem>,
) {
    let Some((header, rows)) = block.split_first() else {
        let words = Words::new(
            "под журналом нет блока «Дата | Тема урока | Домашнее задание»",
            "добавьте темы в файл или впишите их после переноса",
        );
        let mut doubt = Problem::of_file(&sheet.file, words, Severity::Doubt);
        doubt.sheet = sheet.name.clone();
        problems.push(doubt);
        return;
    };
    let column = |start: &str| {
        let found = header
            .cells
            .iter()
            .find(|(_, v)| key(&v.text()).starts_with(start));
        found.map(|(column, _)| *column)
    };
    let (day, topic, homework) = (column("дата"), column("тема"), column("домашнее"));
    for row in rows {
        let value = |column: Option<u16>| column.map(|column| row.get(column));
        let day = value(day).and_then(date);
        let free = |(_, lesson): &&mut (u16, JournalLesson)| {
            lesson.topic_row.is_none() && Some(lesson.date) == day
        };
        let Some((_, lesson)) = lessons.iter_mut().find(free) else {
            let words = Words::new(
                "строка темы не взята: в журнале нет такого урока",
                "исправьте дату темы или добавьте столбец урока",
            );
            let problem = Problem::of_row(&source(sheet, row.number), words, Severity::Refused);
            problems.push(problem);
            continue;
        };
        lesson.topic_row = Some(row.number);
        let text = |column| value(column).map(|value| value.text()).unwrap_or_default();
        (lesson.topic, lesson.homework) = (text(topic), text(homework));
        let empty = [
            (
                topic,
                lesson.topic.is_empty(),
                "пустая тема урока",
                "впишите тему урока",
            ),
            (
                homework,
                lesson.homework.is_empty(),
                "пустое домашнее задание",
                "впишите задание или «не задано»",
            ),
        ];
        for (column, _, what, what_to_do) in empty.into_iter().filter(|(_, empty, ..)| *empty) {
            let what = format!("{what} {}", lesson.date.format("%d.%m.%Y"));
            let doubt = Problem::of_row(
                &source(sheet, row.number),
                Words::new(what, what_to_do),
                Severity::Doubt,
            );
            problems.push(match column {
                Some(column) => doubt.at(Some(row.number), column),
                None => doubt,
            });
        }
    }
    for (column, lesson) in lessons
        .iter()
        .filter(|(_, lesson)| lesson.topic_row.is_none())
    {
        let words = Words::new(
            format!(
                "нет строки темы для урока {}",
                lesson.date.format("%d.%m.%Y")
            ),
            "впишите тему и домашнее задание",
        );
        let mut doubt = Problem::of_file(&sheet.file, words, Severity::Doubt);
        doubt.sheet = sheet.name.clone();
        problems.push(doubt.at(None, *column));
    }
}
