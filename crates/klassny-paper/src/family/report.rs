//! F26, the preliminary and the final report of the class teacher (R143–R144).

use super::layout::Sheet;
use super::view::ClassReport;
use crate::Error;
use crate::canvas::Type;
use crate::fonts::Face;
use crate::table::{Column, Table};
use crate::view::Signatory;

const NARROW: Type = Type(Face::Narrow, 8.5);
const SUBJECTS: [Column; 11] = [
    Column::text("Предмет", 42.0).in_type(NARROW),
    Column::text("Учитель", 31.0).in_type(NARROW),
    Column::figures("5", 9.0),
    Column::figures("4", 9.0),
    Column::figures("3", 9.0),
    Column::figures("2", 9.0),
    Column::figures("н/а", 9.0),
    Column::figures("Успев., %", 15.0),
    Column::figures("Качество, %", 16.0),
    Column::figures("СОУ, %", 14.0),
    Column::figures("Средний балл", 15.0),
];

pub(super) fn draw(sheet: &mut Sheet<'_>, view: &ClassReport) -> Result<(), Error> {
    sheet.title(&view.title, "", &view.term);
    sheet.paragraph(&view.remark);
    // Figures and lists stand in one column of names, so that values begin alike.
    let mut pairs = view.figures.clone();
    for (title, pupils) in &view.lists {
        pairs.extend(of_list(title, pupils));
    }
    sheet.pairs(&pairs);
    sheet.heading("По предметам");
    let rows: Vec<Vec<String>> = view
        .subjects
        .iter()
        .map(|row| {
            let mut cells = vec![row.subject.clone(), row.teacher.clone()];
            cells.extend(row.counts.iter().cloned());
            cells.extend(row.figures.iter().cloned());
            cells
        })
        .collect();
    let table = Table {
        ink: sheet.ink(),
        columns: &SUBJECTS,
    };
    sheet.table(&table, &rows, &|at| (at + 1) % 5 == 0)?;
    let leader = Signatory {
        post: "Классный руководитель".to_owned(),
        name: sheet.file().teacher.clone(),
    };
    let taken = Signatory {
        post: format!("Отчёт принят. {}", view.deputy.post),
        name: view.deputy.name.clone(),
    };
    sheet.signatures(&[leader, taken]);
    Ok(())
}

/// The lines of a list: its heading beside the first.
fn of_list(title: &str, pupils: &[String]) -> Vec<(String, String)> {
    let none = ["нет".to_owned()];
    let lines = match pupils.is_empty() {
        true => &none[..],
        false => pupils,
    };
    let heads = std::iter::once(title).chain(std::iter::repeat(""));
    let lines = heads.zip(lines);
    lines
        .map(|(head, line)| (head.to_owned(), line.clone()))
        .collect()
}
