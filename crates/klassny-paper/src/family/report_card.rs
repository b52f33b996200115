//! The report card of a pupil: decided marks by term, and what was missed.

use super::layout::{Sheet, WIDTH};
use super::view::ReportCard;
use crate::Error;
use crate::table::{Column, Table};

/// The width of the column of subjects, in mm.
const SUBJECT: f32 = 62.0;

pub(super) fn draw(sheet: &mut Sheet<'_>, view: &ReportCard) -> Result<(), Error> {
    let year = format!("{} учебный год", sheet.file().year);
    sheet.title("Табель успеваемости", &view.pupil, &year);
    let wide = (WIDTH - SUBJECT) / view.columns.len().max(1) as f32;
    let heads = view.columns.iter();
    let columns: Vec<Column<'_>> = [Column::text("Предмет", SUBJECT)]
        .into_iter()
        .chain(heads.map(|head| Column::figures(head, wide)))
        .collect();
    let table = Table {
        ink: sheet.ink(),
        columns: &columns,
    };
    let cells = |rows: &[(String, Vec<String>)]| -> Vec<Vec<String>> {
        rows.iter()
            .map(|(name, cells)| [std::slice::from_ref(name), cells].concat())
            .collect()
    };
    let mut rows = cells(&view.rows);
    let subjects = rows.len();
    rows.extend(cells(&view.missed));
    sheet.table(&table, &rows, &|at| (at + 1) % 5 == 0 || at + 1 == subjects)?;
    sheet.signed_and_read();
    Ok(())
}
