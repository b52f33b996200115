//! The information about results that each family gets at least each two weeks (R63).

use super::extract::notes;
use super::layout::Sheet;
use super::view::Results;
use crate::Error;
use crate::canvas::Type;
use crate::fonts::Face;
use crate::table::{Column, Table};

const SUBJECTS: [Column; 4] = [
    Column::text("Предмет", 52.0),
    Column::text("Отметки (день)", 84.0),
    Column::figures("Средний балл за период", 24.0),
    Column::figures("Пропущено уроков", 18.0).in_type(Type(Face::Sans, 8.0)),
];

pub(super) fn draw(sheet: &mut Sheet<'_>, view: &Results) -> Result<(), Error> {
    sheet.title("Сведения о результатах обучения", &view.pupil, &view.period);
    let rows: Vec<Vec<String>> = view
        .rows
        .iter()
        .map(|row| {
            vec![
                row.subject.clone(),
                row.marks.clone(),
                row.average.clone(),
                row.missed.clone(),
            ]
        })
        .collect();
    let table = Table {
        ink: sheet.ink(),
        columns: &SUBJECTS,
    };
    sheet.table(&table, &rows, &|at| (at + 1) % 5 == 0)?;
    sheet.paragraph(&view.missed);
    notes(sheet, &view.notes)?;
    sheet.signed_and_read();
    Ok(())
}
