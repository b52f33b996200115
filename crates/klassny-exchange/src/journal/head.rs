//! The head of an exported journal: labels, months, days, the column of totals.
//!
//! Owns the year of a date: autumn months are of the first calendar year of the school year. It
//! must never make a date the sheet does not say.

use super::{JournalLesson, source};
use crate::problem::{Problem, Severity, Words, column_letters};
use crate::sheet::{Sheet, SheetRow, Value};
use crate::text::{ClassName, count, date, key};
use crate::words::month;
use chrono::NaiveDate;

/// Where the parts of the sheet are.
pub(crate) struct Head {
    /// The row of the months.
    pub row: u32,
    /// The row of the days.
    pub days_row: u32,
    /// The column of the number in the list.
    pub number: Option<u16>,
    /// The column of the name.
    pub name: u16,
    /// The column of the totals and its header.
    pub total: Option<(u16, String)>,
}

/// What the rows above the table say.
pub(crate) struct Labels {
    pub class: ClassName,
    pub year: String,
    pub first_year: i32,
    pub subject: String,
    pub subgroup: u8,
    pub teacher: String,
}

/// Finds the row of months: a column of surnames and a month to its right.
pub(crate) fn find(sheet: &Sheet) -> Option<Head> {
    let at = sheet.rows.iter().take(20).position(|row| {
        let named = name_column(row).is_some();
        named
            && row
                .cells
                .iter()
                .any(|(_, value)| month(&value.text()).is_some())
    })?;
    let row = sheet.rows.get(at)?;
    let days = sheet.rows.get(at + 1)?;
    let column = |start: &str| {
        let found = row
            .cells
            .iter()
            .find(|(_, v)| key(&v.text()).starts_with(start));
        found.map(|(column, value)| (*column, value.text()))
    };
    Some(Head {
        row: row.number,
        days_row: days.number,
        number: column("№").map(|(column, _)| column),
        name: name_column(row)?,
        total: column("итог"),
    })
}

fn name_column(row: &SheetRow) -> Option<u16> {
    let name = |value: &Value| {
        let name = key(&value.text());
        name.starts_with("фамилия") || name == "фио" || name == "ученик"
    };
    let found = row.cells.iter().find(|(_, value)| name(value));
    found.map(|(column, _)| *column)
}

/// The value after a label: behind its colon, or in the next filled cell.
fn label(sheet: &Sheet, above: u32, names: &[&str]) -> Option<String> {
    let rows = sheet.rows.iter().take_while(|row| row.number < above);
    for row in rows {
        let mut cells = row.cells.iter();
        while let Some((_, value)) = cells.next() {
            let text = value.text();
            let (name, rest) = text.split_once(':').unwrap_or((&text, ""));
            if !names.contains(&key(name).as_str()) {
                continue;
            }
            let behind = rest.trim().to_owned();
            let next = || cells.next().map(|(_, value)| value.text());
            return Some(behind).filter(|text| !text.is_empty()).or_else(next);
        }
    }
    None
}

impl Head {
    /// Reads the labels, or says which is missing; then the sheet is refused.
    pub fn labels(&self, sheet: &Sheet, problems: &mut Vec<Problem>) -> Option<Labels> {
        let mut need = |names: &[&str], title: &str| {
            let found = label(sheet, self.row, names);
            if found.is_none() {
                let words = Words::new(
                    format!("над таблицей нет строки «{title}:», лист журнала не взят"),
                    format!("впишите над таблицей «{title}: …»"),
                );
                let problem = Problem::of_row(&source(sheet, self.row), words, Severity::Refused);
                problems.push(problem);
            }
            found
        };
        let class = need(&["класс"], "Класс");
        let year = need(&["учебный год"], "Учебный год");
        let subject = need(&["предмет"], "Предмет");
        let teacher = need(
            &["фамилия имя отчество учителя", "учитель", "фио учителя"],
            "Учитель",
        );
        let (class, year, subject, teacher) = (class?, year?, subject?, teacher?);
        let parsed = ClassName::parse(&class);
        let first_year = year.get(..4).and_then(|year| year.parse().ok());
        let first_year = first_year.filter(|year| (1990..=2100).contains(year));
        let (Some(parsed), Some(first_year)) = (parsed, first_year) else {
            let words = Words::new(
                format!("не понять класс «{class}» или учебный год «{year}», лист журнала не взят"),
                "впишите «Класс: 5А» и «Учебный год: 2026/2027»",
            );
            let problem = Problem::of_row(&source(sheet, self.row), words, Severity::Refused);
            problems.push(problem);
            return None;
        };
        let (subject, subgroup) = split_subgroup(&subject);
        Some(Labels {
            class: parsed,
            year,
            first_year,
            subject,
            subgroup,
            teacher,
        })
    }

    /// The lessons: every column with a day under a month; a day that is none is a problem.
    pub fn lessons(
        &self,
        sheet: &Sheet,
        labels: &Labels,
        problems: &mut Vec<Problem>,
    ) -> Vec<(u16, JournalLesson)> {
        let at = |number: u32| sheet.rows.iter().find(|row| row.number == number);
        let (Some(months), Some(days)) = (at(self.row), at(self.days_row)) else {
            return Vec::new();
        };
        let mut lessons: Vec<(u16, JournalLesson)> = Vec::new();
        let mut current = None;
        for (column, value) in &days.cells {
            let inside = *column > self.name && self.total.as_ref().is_none_or(|t| t.0 != *column);
            if !inside {
                continue;
            }
            // A month stands over its first day; it holds until the next one.
            let named = months.cells.iter().filter(|(at, _)| at <= column);
            current = named
                .filter_map(|(_, value)| month(&value.text()))
                .next_back()
                .or(current);
            let Some(day) = day_of(value, current, labels.first_year) else {
                let words = Words::new(
                    format!(
                        "«{}» над столбцом — не день месяца, столбец не взят",
                        value.text()
                    ),
                    "впишите название месяца и число",
                );
                let problem =
                    Problem::of_row(&source(sheet, days.number), words, Severity::Refused);
                problems.push(problem.at(Some(days.number), *column));
                continue;
            };
            let before = lessons
                .iter()
                .filter(|(_, lesson)| lesson.date == day)
                .count();
            lessons.push((
                *column,
                JournalLesson {
                    column: column_letters(*column),
                    topic_row: None,
                    date: day,
                    ordinal_in_day: u8::try_from(before).unwrap_or(u8::MAX),
                    topic: String::new(),
                    homework: String::new(),
                },
            ));
        }
        lessons
    }
}

fn day_of(value: &Value, month: Option<u32>, first_year: i32) -> Option<NaiveDate> {
    if let Some(day) = date(value) {
        return Some(day);
    }
    let month = month?;
    let year = if month >= 8 {
        first_year
    } else {
        first_year + 1
    };
    NaiveDate::from_ymd_opt(year, month, count(value)?)
}

/// «Труд (технология) (1 подгруппа)» → «Труд (технология)», 1.
fn split_subgroup(subject: &str) -> (String, u8) {
    let split = || -> Option<(String, u8)> {
        let (name, group) = subject.strip_suffix(')')?.rsplit_once('(')?;
        let group = key(group);
        let (number, word) = group.split_once(' ')?;
        let named = ["подгруппа", "группа", "гр", "подгр"].contains(&word);
        let number = number.parse().ok().filter(|_| named)?;
        Some((name.trim().to_owned(), number))
    };
    split().unwrap_or_else(|| (subject.to_owned(), 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subgroup_is_the_last_bracket_that_names_one() {
        for (written, subject, subgroup) in [
            ("Труд (технология) (1 подгруппа)", "Труд (технология)", 1),
            ("Английский язык (2 гр.)", "Английский язык", 2),
            ("Труд (технология)", "Труд (технология)", 0),
        ] {
            assert_eq!(split_subgroup(written), (subject.to_owned(), subgroup));
        }
    }
}
