//! F2, the table of contents: what stands on which sheets, each line a link.
//!
//! Owns its lines. It is planned from titles alone, so that the pages after it can be laid out
//! before it is drawn.

use crate::book::{self, BOTTOM, Side, TOP};
use crate::canvas::{Ink, Page, Type};
use crate::code::Place;
use crate::fonts::Face;
use crate::propis::{Case, SHEET, counted};
use crate::split::split_heights;
use crate::table::{Column, Table};
use crate::view::Volume;
use std::ops::Range;

/// The room for lines on a page, in mm: under the head, over the line of the total.
const ROOM: f32 = BOTTOM - TOP - 10.0 - 8.0 - 10.0;
/// The height of a line where there is room, in mm.
const CALM: f32 = 7.4;
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

/// How lines of `(title, teacher)` stand on pages: known before the sheets they lead to.
pub(crate) struct Plan {
    heights: Vec<f32>,
    parts: Vec<Range<usize>>,
}

impl Plan {
    /// Plans the pages for the lines.
    pub(crate) fn of(ink: Ink, lines: &[(String, String)]) -> Self {
        let table = Table {
            ink,
            columns: &COLUMNS,
        };
        let cells = |(title, teacher): &(String, String)| {
            table.height(&[String::new(), title.clone(), teacher.clone()])
        };
        let least: Vec<f32> = lines.iter().map(cells).collect();
        let calm: Vec<f32> = least.iter().map(|height| height.max(CALM)).collect();
        let heights = if calm.iter().sum::<f32>() <= ROOM {
            calm
        } else {
            least
        };
        let mut parts = split_heights(&heights, ROOM);
        if parts.is_empty() {
            parts.push(0..0);
        }
        Self { heights, parts }
    }

    /// The number of pages.
    pub(crate) const fn pages(&self) -> usize {
        self.parts.len()
    }

    /// Draws the pages; `before` is the number of uncounted pages in the file before them,
    /// `sheets` the number of counted sheets.
    pub(crate) fn draw(
        &self,
        ink: Ink,
        volume: &Volume,
        (chapters, places): (&[Chapter], &[Place]),
        (before, sheets): (usize, u16),
    ) -> Vec<Page> {
        let table = Table {
            ink,
            columns: &COLUMNS,
        };
        let row = |(at, chapter): (usize, &Chapter)| {
            let (title, teacher) = (chapter.title.clone(), chapter.teacher.clone());
            vec![(at + 1).to_string(), title, teacher, cited(places, chapter)]
        };
        let rows: Vec<Vec<String>> = chapters.iter().enumerate().map(row).collect();
        let page = |(at, part): (usize, &Range<usize>)| {
            let side = if at.is_multiple_of(2) {
                Side::Recto
            } else {
                Side::Verso
            };
            let mut page = Page::default();
            let left = book::head(&mut page, ink, side, volume, "Оглавление");
            let shown = (rows.as_slice(), self.heights.as_slice());
            let bottom = table.draw(&mut page, (left, TOP + 10.0), shown, part.clone());
            let mut y = bottom
                - self
                    .heights
                    .get(part.clone())
                    .unwrap_or_default()
                    .iter()
                    .sum::<f32>();
            let lines = chapters
                .iter()
                .zip(&self.heights)
                .take(part.end)
                .skip(part.start);
            for (chapter, height) in lines {
                page.link([left, y, table.width(), *height], before + chapter.first);
                y += height;
            }
            if part.end == rows.len() {
                let count = counted(u32::from(sheets), &SHEET, Case::Nominative);
                let says = format!("Всего в томе {count}");
                page.text(Type(Face::SansBold, 9.0), left, bottom + 7.0, &says);
            }
            page
        };
        self.parts.iter().enumerate().map(page).collect()
    }
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
