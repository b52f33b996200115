//! F29, what a term will end with, two weeks before it does (R64).

use super::layout::Sheet;
use super::view::Forecast;
use crate::Error;
use crate::canvas::Type;
use crate::fonts::Face;
use crate::table::{Column, Table};

const SUBJECTS: [Column; 6] = [
    Column::text("Предмет", 48.0),
    Column::figures("Средний балл", 17.0),
    Column::figures("Отметок, норма", 18.0),
    Column::figures("Прогноз", 17.0).in_type(Type(Face::SansBold, 9.0)),
    Column::text("Что нужно", 62.0).in_type(Type(Face::Narrow, 8.5)),
    Column::figures("Пропущено уроков", 16.0),
];

pub(super) fn draw(sheet: &mut Sheet<'_>, view: &Forecast) -> Result<(), Error> {
    sheet.title(
        &format!("Прогноз успеваемости, {}", view.term),
        &view.pupil,
        &format!("период заканчивается {}", view.ends_on),
    );
    sheet.paragraph(&view.attention);
    let rows: Vec<Vec<String>> = view
        .rows
        .iter()
        .map(|row| {
            vec![
                row.subject.clone(),
                row.average.clone(),
                row.marks.clone(),
                row.forecast.clone(),
                row.needed.clone(),
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
    sheet.paragraph(
        "Прогноз посчитан по отметкам, которые стоят в журнале сегодня. Итоговую отметку \
         выставляет учитель.",
    );
    sheet.signed_and_read();
    Ok(())
}
