//! F30, the weekly extract for a family that refused the electronic form (R62).

use super::layout::Sheet;
use super::view::{Note, WeekExtract};
use crate::Error;
use crate::canvas::Type;
use crate::fonts::Face;
use crate::table::{Column, Table};

const NARROW: Type = Type(Face::Narrow, 8.5);
const DAYS: [Column; 6] = [
    Column::text("День", 26.5).in_type(NARROW),
    Column::figures("№", 6.0).in_type(NARROW),
    Column::text("Предмет", 42.0),
    Column::text("Отметки, вид работы", 40.0),
    Column::figures("Пропуск", 14.0),
    Column::text("Задание на дом", 49.5).in_type(NARROW),
];
const NOTES: [Column; 3] = [
    Column::text("Дата, предмет", 42.0).in_type(NARROW),
    Column::text("Комментарий учителя", 100.0),
    Column::text("Учитель", 36.0).in_type(NARROW),
];

pub(super) fn draw(sheet: &mut Sheet<'_>, view: &WeekExtract) -> Result<(), Error> {
    sheet.title(
        "Недельная выписка из классного журнала",
        &view.pupil,
        &format!("за неделю {}", view.period),
    );
    let mut rows = Vec::new();
    let mut ends = Vec::new();
    for day in &view.days {
        for (at, lesson) in day.lessons.iter().enumerate() {
            rows.push(vec![
                match at {
                    0 => day.day.clone(),
                    _ => String::new(),
                },
                lesson.bell.to_string(),
                lesson.subject.clone(),
                lesson.marks.join("\n"),
                lesson.absence.clone(),
                lesson.homework.clone(),
            ]);
        }
        ends.push(rows.len());
    }
    let table = Table {
        ink: sheet.ink(),
        columns: &DAYS,
    };
    match rows.is_empty() {
        true => sheet.paragraph("Уроков на этой неделе не было."),
        false => sheet.table(&table, &rows, &|at| ends.contains(&(at + 1)))?,
    }
    sheet.paragraph(&view.missed);
    notes(sheet, &view.notes)?;
    sheet.signed_and_read();
    Ok(())
}

/// What teachers say to the family (R69).
pub(super) fn notes(sheet: &mut Sheet<'_>, notes: &[Note]) -> Result<(), Error> {
    if notes.is_empty() {
        return Ok(());
    }
    sheet.heading("Комментарии учителей");
    let rows: Vec<Vec<String>> = notes
        .iter()
        .map(|note| vec![note.of.clone(), note.text.clone(), note.by.clone()])
        .collect();
    let table = Table {
        ink: sheet.ink(),
        columns: &NOTES,
    };
    sheet.table(&table, &rows, &|_| false)
}
