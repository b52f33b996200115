//! F39, the certified extract of current marks of a pupil who leaves within a term.

use super::layout::Sheet;
use super::view::MarksExtract;
use crate::Error;
use crate::canvas::Type;
use crate::fonts::Face;
use crate::table::{Column, Table};

const NARROW: Type = Type(Face::Narrow, 8.5);
const SUBJECTS: [Column; 5] = [
    Column::text("Предмет", 40.0),
    Column::text("Учитель", 30.0).in_type(NARROW),
    Column::text("Текущие отметки: день, вид работы, отметка", 72.0).in_type(NARROW),
    Column::figures("Средний балл", 16.0),
    Column::figures("За периоды", 20.0),
];

pub(super) fn draw(sheet: &mut Sheet<'_>, view: &MarksExtract) -> Result<(), Error> {
    sheet.title("Выписка текущих отметок", &view.pupil, &view.period);
    sheet.pairs(&view.about);
    let rows: Vec<Vec<String>> = view
        .rows
        .iter()
        .map(|row| {
            vec![
                row.subject.clone(),
                row.teacher.clone(),
                row.marks.clone(),
                row.average.clone(),
                row.decided.clone(),
            ]
        })
        .collect();
    let table = Table {
        ink: sheet.ink(),
        columns: &SUBJECTS,
    };
    sheet.table(&table, &rows, &|at| (at + 1) % 5 == 0)?;
    sheet.paragraph(&view.missed);
    sheet.paragraph("Выписка верна и дана для представления по месту дальнейшего обучения.");
    sheet.signatures(&view.signatories);
    sheet.stamp();
    Ok(())
}
