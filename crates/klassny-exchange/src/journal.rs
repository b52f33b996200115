//! A journal exported by another system: one sheet per subject or subgroup.
//!
//! Owns the shape of such a sheet: label rows, months and days, pupils, totals, topics below. What
//! a teacher left wrong stays as written; it must never be mended here, only pointed at.

mod cell;
mod doubts;
mod head;
mod topics;

pub use cell::JournalCell;
pub use doubts::journal_total_doubts;

use crate::problem::{Problem, Severity, Source, Words};
use crate::sheet::{Sheet, SheetRow};
use crate::text::{ClassName, count, key};
use chrono::NaiveDate;
use head::Head;
use klassny_domain::mark::MarkValue;

/// A sheet of an exported journal (R13–R20, R48).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalSheet {
    /// The sheet; the row is that of the months.
    pub source: Source,
    /// Класс.
    pub class: ClassName,
    /// Учебный год: «2026/2027».
    pub year: String,
    /// Предмет, without the subgroup.
    pub subject: String,
    /// 0 for the whole class, 1, 2 … for subgroups.
    pub subgroup: u8,
    /// Учитель, ФИО.
    pub teacher: String,
    /// The header of the totals: «Итог. 1 четв.»; empty where there is no such column.
    pub term: String,
    /// The lessons, column by column.
    pub lessons: Vec<JournalLesson>,
    /// The pupils, row by row.
    pub pupils: Vec<JournalPupil>,
}

/// A column of marks: one lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLesson {
    /// The letters of its column.
    pub column: String,
    /// The row of its topic, from 1; none where the block of topics has none for it.
    pub topic_row: Option<u32>,
    /// The day.
    pub date: NaiveDate,
    /// 0 for the first lesson of the day, 1 for the second of a double one.
    pub ordinal_in_day: u8,
    /// Тема урока; empty where the file has none.
    pub topic: String,
    /// Домашнее задание; empty where the file has none.
    pub homework: String,
}

/// A row of marks: one pupil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalPupil {
    /// Where it stands.
    pub source: Source,
    /// № in the list.
    pub number: Option<u16>,
    /// «Дубровский П.», as written.
    pub name: String,
    /// One cell per lesson, in the order of the lessons.
    pub cells: Vec<JournalCell>,
    /// The total, as written.
    pub total: Option<JournalTotal>,
}

/// The total of a term, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalTotal {
    /// The letters of its column.
    pub column: String,
    /// The text of the cell.
    pub text: String,
    /// What it means; none where it could not be read.
    pub value: Option<MarkValue>,
}

impl JournalPupil {
    /// The marks of the row from 1 to 5, in order; `4/5` is two.
    pub fn grades(&self) -> Vec<u8> {
        let marks = self.cells.iter().flat_map(|cell| &cell.marks);
        marks.filter_map(|mark| mark.grade()).collect()
    }
}

/// Finds the labels and the days of an exported journal.
pub(crate) fn recognise(sheet: &Sheet) -> Option<Head> {
    head::find(sheet)
}

/// Reads a recognised sheet.
pub(crate) fn read(sheet: &Sheet, head: Head, problems: &mut Vec<Problem>) -> Option<JournalSheet> {
    let labels = head.labels(sheet, problems)?;
    let mut lessons = head.lessons(sheet, &labels, problems);
    let below: Vec<&SheetRow> = sheet
        .rows
        .iter()
        .filter(|row| row.number > head.days_row)
        .collect();
    let has_date = |row: &&SheetRow| row.cells.iter().any(|(_, v)| key(&v.text()) == "дата");
    let end = below.iter().position(has_date).unwrap_or(below.len());
    let (list, block) = below.split_at_checked(end)?;
    topics::match_to(sheet, block, &mut lessons, problems);
    let pupils = list.iter();
    let pupils = pupils.filter_map(|row| pupil(sheet, row, &head, &lessons, problems));
    Some(JournalSheet {
        source: source(sheet, head.row),
        class: labels.class,
        year: labels.year,
        subject: labels.subject,
        subgroup: labels.subgroup,
        teacher: labels.teacher,
        term: head
            .total
            .as_ref()
            .map_or(String::new(), |(_, text)| text.clone()),
        pupils: pupils.collect(),
        lessons: lessons.into_iter().map(|(_, lesson)| lesson).collect(),
    })
}

pub(crate) fn source(sheet: &Sheet, row: u32) -> Source {
    Source {
        file: sheet.file.clone(),
        sheet: sheet.name.clone(),
        row,
    }
}

fn pupil(
    sheet: &Sheet,
    row: &SheetRow,
    head: &Head,
    lessons: &[(u16, JournalLesson)],
    problems: &mut Vec<Problem>,
) -> Option<JournalPupil> {
    let source = source(sheet, row.number);
    let name = row.get(head.name).text();
    if name.is_empty() {
        let words = Words::new(
            "строка журнала не взята: нет фамилии",
            "впишите фамилию и имя ученика или удалите строку",
        );
        problems.push(Problem::of_row(&source, words, Severity::Refused));
        return None;
    }
    let known = |column: &u16| {
        lessons.iter().any(|(at, _)| at == column)
            || [Some(head.name), head.number].contains(&Some(*column))
            || head.total.as_ref().is_some_and(|(at, _)| at == column)
    };
    for (column, value) in row.cells.iter().filter(|(column, _)| !known(column)) {
        let words = Words::new(
            format!(
                "«{}» стоит в столбце без даты урока, не взято",
                value.text()
            ),
            "впишите число месяца над столбцом",
        );
        let problem = Problem::of_row(&source, words, Severity::Refused);
        problems.push(problem.at(Some(row.number), *column));
    }
    let cells = lessons
        .iter()
        .map(|(column, _)| cell::read(row.get(*column), &source, *column, problems))
        .collect();
    let total = head.total.as_ref();
    let number = head.number.and_then(|column| count(row.get(column)));
    Some(JournalPupil {
        number: number.and_then(|number| u16::try_from(number).ok()),
        name,
        cells,
        total: total.and_then(|(at, _)| cell::total(row.get(*at), &source, *at, problems)),
        source,
    })
}
