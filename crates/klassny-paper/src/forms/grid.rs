//! A class list with many narrow columns: what F3, F6 and F7 share.
//!
//! Owns the column of names, the heights of its rows and the rules of the grid. It must never
//! know what stands in the cells.

use crate::canvas::{Ink, Page, Pen, Type};
use crate::fonts::Face;
use crate::text::MM_PER_PT;

/// The width of the column of numbers, in mm.
pub(crate) const NUMBER: f32 = 6.0;
/// The least and the greatest height of a row, in mm.
const LEAST: f32 = 4.1;
const GREATEST: f32 = 7.3;

/// A row of the list: the lines of its name cell.
pub(crate) struct NameCell {
    lines: Vec<(Type, String)>,
    /// The least height it needs, in mm.
    pub(crate) height: f32,
}

impl NameCell {
    /// Sets a name, and a small note under it, in a column of a width in mm. The name shrinks
    /// before it wraps, and is never cut.
    pub(crate) fn new(ink: Ink, name: &str, note: &str, width: f32) -> Self {
        let room = width - 2.0;
        let wide = Type(Face::Sans, 8.0);
        let tight = Type(Face::Narrow, 8.0);
        let small = Type(Face::Narrow, 7.0);
        let kind = [wide, tight]
            .into_iter()
            .find(|kind| ink.width(*kind, name) <= room);
        let kind = kind.unwrap_or(small);
        let tiny = Type(Face::Narrow, 5.8);
        let mut lines: Vec<(Type, String)> = ink
            .wrap(kind, name, room)
            .into_iter()
            .map(|line| (kind, line))
            .collect();
        lines.extend(
            ink.wrap(tiny, note, room)
                .into_iter()
                .map(|line| (tiny, line)),
        );
        let height: f32 = lines.iter().map(|(kind, _)| leading(*kind)).sum();
        Self {
            lines,
            height: (height + 0.7).max(LEAST),
        }
    }

    /// Draws the cell.
    pub(crate) fn draw(&self, page: &mut Page, x: f32, top: f32, height: f32) {
        let tall: f32 = self.lines.iter().map(|(kind, _)| leading(*kind)).sum();
        let mut y = top + (height - tall) / 2.0;
        for (kind, line) in &self.lines {
            page.text(*kind, x + 1.0, y + kind.1 * MM_PER_PT * 0.88, line);
            y += leading(*kind);
        }
    }
}

fn leading(kind: Type) -> f32 {
    kind.1 * MM_PER_PT * 1.12
}

/// The height of a column of rows at their least, in mm.
pub(crate) fn least(cells: &[NameCell]) -> f32 {
    cells.iter().map(|cell| cell.height).sum()
}

/// The heights of the rows when they share `room` mm.
pub(crate) fn heights(cells: &[NameCell], room: f32) -> Vec<f32> {
    let with = |even: f32| {
        cells
            .iter()
            .map(|cell| cell.height.max(even))
            .collect::<Vec<f32>>()
    };
    let mut even = GREATEST;
    while even > LEAST && with(even).iter().sum::<f32>() > room {
        even -= 0.05;
    }
    with(even)
}

/// Draws numbers and names with the rules under them, every fifth stronger; returns the y under
/// the last row.
pub(crate) fn names(
    page: &mut Page,
    ink: Ink,
    [left, top, right]: [f32; 3],
    rows: &[(String, &NameCell, f32)],
) -> f32 {
    let mut y = top;
    for (at, (number, cell, height)) in rows.iter().enumerate() {
        let base = y + height / 2.0 + 1.0;
        page.middle(
            ink,
            Type(Face::Narrow, 7.5),
            (left + NUMBER / 2.0, base),
            number,
        );
        cell.draw(page, left + NUMBER, y, *height);
        y += height;
        let pen = if (at + 1) % 5 == 0 {
            Pen::Strong
        } else {
            Pen::Thin
        };
        page.across(pen, y, left, right);
    }
    page.across(Pen::Strong, y, left, right);
    y
}

/// Writes a text in the middle of a cell, smaller where it would not fit.
pub(crate) fn cell(page: &mut Page, ink: Ink, [x, y, w, h]: [f32; 4], bold: Face, text: &str) {
    let narrow = if bold == Face::SansBold {
        Face::NarrowBold
    } else {
        Face::Narrow
    };
    let choices = [
        Type(bold, 8.5),
        Type(narrow, 8.5),
        Type(narrow, 7.5),
        Type(narrow, 6.5),
        Type(narrow, 5.5),
    ];
    let fits = choices
        .into_iter()
        .find(|kind| ink.width(*kind, text) <= w - (w * 0.13).min(0.6));
    let kind = fits.unwrap_or(Type(narrow, 4.5));
    page.middle(
        ink,
        kind,
        (x + w / 2.0, y + h / 2.0 + kind.1 * MM_PER_PT * 0.35),
        text,
    );
}
