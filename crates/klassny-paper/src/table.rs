//! Ruled tables with wrapped cells and heights that follow the text.
//!
//! Owns rules, heads and the heights of rows. It must never cut a text: a row grows until
//! everything stands in it.

use crate::canvas::{Ink, Page, Pen, Type};
use crate::fonts::Face;
use crate::text::MM_PER_PT;
use std::ops::Range;

/// The least height of a row, in mm.
const ROW: f32 = 5.4;
/// The space between a rule and a text, in mm.
const PAD: f32 = 1.0;

/// No text of a cell is set smaller than this to keep its words whole, in points.
const LEAST_TYPE: f32 = 6.5;

/// How the text of a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// From the left.
    Left,
    /// In the middle.
    Middle,
}

/// A column.
#[derive(Clone, Copy)]
pub(crate) struct Column<'a> {
    /// The head.
    pub(crate) head: &'a str,
    /// In mm.
    pub(crate) width: f32,
    /// How its text stands.
    pub(crate) align: Align,
    /// What it is set in.
    pub(crate) kind: Type,
    /// What its text is set in after a line break.
    rest: Type,
}

/// The type of most cells.
const CELL: Type = Type(Face::Sans, 8.0);

impl<'a> Column<'a> {
    /// A column of running text.
    pub(crate) const fn text(head: &'a str, width: f32) -> Self {
        Self {
            head,
            width,
            align: Align::Left,
            kind: CELL,
            rest: CELL,
        }
    }

    /// A column of figures.
    pub(crate) const fn figures(head: &'a str, width: f32) -> Self {
        Self {
            head,
            width,
            align: Align::Middle,
            kind: CELL,
            rest: CELL,
        }
    }

    /// The same column in another type.
    pub(crate) const fn in_type(self, kind: Type) -> Self {
        Self {
            kind,
            rest: kind,
            ..self
        }
    }

    /// The same column with another type after a line break.
    pub(crate) const fn with_rest(self, rest: Type) -> Self {
        Self { rest, ..self }
    }
}

/// A table of some columns; rows are lists of cells.
pub(crate) struct Table<'a> {
    /// Measures and draws.
    pub(crate) ink: Ink,
    /// The columns from the left.
    pub(crate) columns: &'a [Column<'a>],
}

/// The lines of a cell with the space between them.
const fn leading(kind: Type) -> f32 {
    kind.1 * MM_PER_PT * 1.16
}

fn tall(lines: &[(Type, String)]) -> f32 {
    lines.iter().map(|(kind, _)| leading(*kind)).sum()
}

impl Table<'_> {
    /// The width of all columns, in mm.
    pub(crate) fn width(&self) -> f32 {
        self.columns.iter().map(|column| column.width).sum()
    }

    /// The height a row needs, in mm. A cell's text may hold line breaks.
    pub(crate) fn height(&self, cells: &[String]) -> f32 {
        let tall = |(column, text): (&Column<'_>, &String)| tall(&self.lines(column, text));
        let tallest = self.columns.iter().zip(cells).map(tall).fold(0.0, f32::max);
        (tallest + 2.0 * PAD).max(ROW)
    }

    fn lines(&self, column: &Column<'_>, text: &str) -> Vec<(Type, String)> {
        let limit = column.width - 2.0 * PAD;
        let kinds = std::iter::once(column.kind).chain(std::iter::repeat(column.rest));
        let lines = text.split('\n').zip(kinds);
        lines
            .flat_map(|(line, kind)| {
                // A word a little too wide is set smaller, a far too wide one is broken.
                let whole = self.ink.whole_words(kind, line, limit);
                let kind = if whole.1 < LEAST_TYPE { kind } else { whole };
                self.ink
                    .wrap(kind, line, limit)
                    .into_iter()
                    .map(move |line| (kind, line))
            })
            .collect()
    }

    /// Draws the head and returns the y under it.
    pub(crate) fn head(&self, page: &mut Page, (left, top): (f32, f32)) -> f32 {
        let head = Type(Face::NarrowBold, 7.5);
        let lines = |column: &Column<'_>| {
            let limit = column.width - 1.0;
            let kind = self.ink.whole_words(head, column.head, limit);
            (kind, self.ink.wrap(kind, column.head, limit))
        };
        let wrapped: Vec<(Type, Vec<String>)> = self.columns.iter().map(lines).collect();
        let tall = |(kind, lines): &(Type, Vec<String>)| lines.len() as f32 * leading(*kind);
        let bottom = top + wrapped.iter().map(tall).fold(0.0, f32::max) + 2.0 * PAD;
        let mut x = left;
        for (column, head) in self.columns.iter().zip(&wrapped) {
            let (kind, lines) = head;
            let mut y = top + (bottom - top - tall(head)) / 2.0 + kind.1 * MM_PER_PT * 0.86;
            for line in lines {
                page.middle(self.ink, *kind, (x + column.width / 2.0, y), line);
                y += leading(*kind);
            }
            x += column.width;
        }
        page.across(Pen::Strong, top, left, left + self.width());
        page.across(Pen::Strong, bottom, left, left + self.width());
        bottom
    }

    /// Draws the texts of one row in the given height.
    pub(crate) fn row(&self, page: &mut Page, (left, top): (f32, f32), h: f32, cells: &[String]) {
        let mut x = left;
        for (column, text) in self.columns.iter().zip(cells) {
            let lines = self.lines(column, text);
            let mut y = top + (h - tall(&lines)) / 2.0;
            for (kind, line) in &lines {
                let base = y + kind.1 * MM_PER_PT * 0.9;
                match column.align {
                    Align::Left => page.text(*kind, x + PAD, base, line),
                    Align::Middle => {
                        page.middle(self.ink, *kind, (x + column.width / 2.0, base), line);
                    }
                }
                y += leading(*kind);
            }
            x += column.width;
        }
    }

    /// Draws head, rows and rules of a part of the rows, `first` counting from 0 for the strong
    /// rules; returns the y under the last row.
    pub(crate) fn draw(
        &self,
        page: &mut Page,
        (left, top): (f32, f32),
        (rows, heights): (&[Vec<String>], &[f32]),
        part: Range<usize>,
    ) -> f32 {
        let mut y = self.head(page, (left, top));
        let shown = rows
            .iter()
            .zip(heights)
            .enumerate()
            .take(part.end)
            .skip(part.start);
        for (at, (row, height)) in shown {
            self.row(page, (left, y), *height, row);
            y += height;
            let pen = if (at + 1) % 5 == 0 {
                Pen::Strong
            } else {
                Pen::Thin
            };
            page.across(pen, y, left, left + self.width());
        }
        page.across(Pen::Strong, y, left, left + self.width());
        self.uprights(page, left, top, y);
        y
    }

    /// Draws the upright rules.
    pub(crate) fn uprights(&self, page: &mut Page, left: f32, top: f32, bottom: f32) {
        let mut x = left;
        page.down(Pen::Strong, x, top, bottom);
        for column in self.columns {
            x += column.width;
            let last = (x - left - self.width()).abs() < 0.01;
            page.down(if last { Pen::Strong } else { Pen::Thin }, x, top, bottom);
        }
    }
}
