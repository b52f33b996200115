//! The block «Дата | Тема урока | Домашнее задание» below an exported journal.
//!
//! Owns the match of its rows to the lessons: by date, and by order within the date. An empty
//! topic or homework stays empty and is pointed at; it must never be taken from a neighbour.

use super::{JournalLesson, source};
use crate::problem::{Problem, Severity, Words};
use crate::sheet::{Sheet, SheetRow};
use crate::text::{date, key};

/// The columns of the block.
struct Columns {
    day: Option<u16>,
    topic: Option<u16>,
    homework: Option<u16>,
}

impl Columns {
    fn of(header: &SheetRow) -> Self {
        let column = |start: &str| {
            let mut cells = header.cells.iter();
            let found = cells.find(|(_, value)| key(&value.text()).starts_with(start));
            found.map(|(column, _)| *column)
        };
        Self {
            day: column("дата"),
            topic: column("тема"),
            homework: column("домашнее"),
        }
    }
}

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
    let columns = Columns::of(header);
    for row in rows {
        let day = columns.day.and_then(|column| date(row.get(column)));
        let free = |(_, lesson): &&mut (u16, JournalLesson)| {
            lesson.topic_row.is_none() && Some(lesson.date) == day
        };
        match lessons.iter_mut().find(free) {
            Some((_, lesson)) => take(sheet, row, &columns, lesson, problems),
            None => {
                let words = Words::new(
                    "строка темы не взята: в журнале нет такого урока",
                    "исправьте дату темы или добавьте столбец урока",
                );
                let source = source(sheet, row.number);
                problems.push(Problem::of_row(&source, words, Severity::Refused));
            }
        }
    }
    let bare = lessons
        .iter()
        .filter(|(_, lesson)| lesson.topic_row.is_none());
    for (column, lesson) in bare {
        let day = lesson.date.format("%d.%m.%Y");
        let words = Words::new(
            format!("нет строки темы для урока {day}"),
            "впишите тему и домашнее задание",
        );
        let mut doubt = Problem::of_file(&sheet.file, words, Severity::Doubt);
        doubt.sheet = sheet.name.clone();
        problems.push(doubt.at(None, *column));
    }
}

/// Takes one row for one lesson, pointing at what is empty.
fn take(
    sheet: &Sheet,
    row: &SheetRow,
    columns: &Columns,
    lesson: &mut JournalLesson,
    problems: &mut Vec<Problem>,
) {
    let text = |column: Option<u16>| column.map_or(String::new(), |at| row.get(at).text());
    lesson.topic_row = Some(row.number);
    lesson.topic = text(columns.topic);
    lesson.homework = text(columns.homework);
    let day = lesson.date.format("%d.%m.%Y");
    let mut tell = |column: Option<u16>, what: &str, what_to_do: &str| {
        let words = Words::new(format!("{what} {day}"), what_to_do);
        let doubt = Problem::of_row(&source(sheet, row.number), words, Severity::Doubt);
        problems.push(match column {
            Some(column) => doubt.at(Some(row.number), column),
            None => doubt,
        });
    };
    if lesson.topic.is_empty() {
        tell(columns.topic, "пустая тема урока", "впишите тему урока");
    }
    if lesson.homework.is_empty() {
        tell(
            columns.homework,
            "пустое домашнее задание",
            "впишите задание или «не задано»",
        );
    }
}
