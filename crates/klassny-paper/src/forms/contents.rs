//! F2, the table of contents: what stands on which sheets, each line a link.
//!
//! Owns its lines. It takes a fixed number of pages for a number of lines, so that the pages
//! after it can be laid out first.

use crate::book::{self, Side, TOP};
use crate::canvas::{Ink, Page, Type};
use crate::code::Place;
use crate::fonts::Face;
use crate::propis::{Case, SHEET, counted};
use crate::table::{Column, Table};
use crate::view::Volume;

/// Lines of one page, set so that two-line titles still fit.
const LINES: usize = 30;
const COLUMNS: [Column; 4] = [
    Column::figures("№", 8.0),
    Column::text("Предмет, раздел", 80.0).in_type(Type(Face::Sans, 9.0)),
    Column::text("Учитель", 66.0).in_type(Type(Face::Sans, 9.0)),
    Column::figures("Листы", 26.0).in_type(Type(Face::Sans, 9.0)),
];

/// A line of the contents.
pub(crate) struct Chapter {
    /// The subject or form.
    pub(crate) title: String,
    /// The teacher; empty for forms.
    pub(crate) teacher: String,
    /// The index of its first page among the counted ones.
    pub(crate) first: usize,
    /// The index after its last page.
    pub(crate) end: usize,
}

/// The pages that so many lines take.
pub(crate) const fn pages(lines: usize) -> usize {
    if lines == 0 { 1 } else { lines.div_ceil(LINES) }
}

/// Draws the pages; `before` is the number of uncounted pages in the file before them,
/// `sheets` the number of counted sheets.
pub(crate) fn draw(
    ink: Ink,
    volume: &Volume,
    chapters: &[Chapter],
    places: &[Place],
    (before, sheets): (usize, u16),
) -> Vec<Page> {
    let table = Table {
        ink,
        columns: &COLUMNS,
    };
    let rows: Vec<Vec<String>> = chapters
        .iter()
        .enumerate()
        .map(|(at, chapter)| {
            let (title, teacher) = (chapter.title.clone(), chapter.teacher.clone());
            vec![(at + 1).to_string(), title, teacher, cited(places, chapter)]
        })
        .collect();
    let heights: Vec<f32> = rows.iter().map(|row| table.height(row).max(7.4)).collect();
    (0..pages(rows.len()))
        .map(|at| {
            let side = if at.is_multiple_of(2) {
                Side::Recto
            } else {
                Side::Verso
            };
            let mut page = Page::default();
            let left = book::head(&mut page, ink, side, volume, "Оглавление");
            let part = at * LINES..rows.len().min((at + 1) * LINES);
            let mut y = TOP + 10.0;
            let bottom = table.draw(&mut page, (left, y), (&rows, &heights), part.clone());
            y = bottom
                - heights
                    .get(part.clone())
                    .unwrap_or_default()
                    .iter()
                    .sum::<f32>();
            for (chapter, height) in chapters
                .iter()
                .zip(&heights)
                .take(part.end)
                .skip(part.start)
            {
                page.link([left, y, table.width(), *height], before + chapter.first);
                y += height;
            }
            if part.end == rows.len() {
                let count = counted(u32::from(sheets), &SHEET, Case::Nominative);
                let says = format!("Всего в томе {count}");
                page.text(Type(Face::SansBold, 9.0), left, bottom + 7.0, &says);
            }
            page
        })
        .collect()
}

/// `2 об.–4`: the first and the last page as sheets are cited.
fn cited(places: &[Place], chapter: &Chapter) -> String {
    let cite = |at: usize| match places.get(at) {
        Some(Place::Recto(sheet)) => sheet.to_string(),
        Some(Place::Verso(sheet)) => format!("{sheet} об."),
        Some(Place::Cover | Place::Inventory(_) | Place::Sticker | Place::Certifying) | None => {
            String::new()
        }
    };
    let (first, last) = (cite(chapter.first), cite(chapter.end.saturating_sub(1)));
    if first == last {
        first
    } else {
        format!("{first}–{last}")
    }
}
