//! A cell of F3: what stands in it, and what stood there before a permitted correction.
//!
//! Owns how a struck value and its successor share a cell. It must never leave either out.

use crate::canvas::{Ink, Page, Pen, Type};
use crate::fonts::Face;
use crate::forms::grid;
use crate::text::MM_PER_PT;
use crate::view::{Correction, Entry};

/// The space after a struck value, in mm.
const GAP: f32 = 0.7;
/// The size of a footnote's number beside its text.
const NUMBER: f32 = 0.65;

/// Writes an entry; corrected values stand struck through before it, with the footnote's number.
pub(crate) fn entry(
    page: &mut Page,
    ink: Ink,
    [x, y, w, h]: [f32; 4],
    face: Face,
    (entry, note): (&Entry, Option<usize>),
) {
    let Some(note) = note else {
        grid::cell(page, ink, [x, y, w, h], face, &entry.text);
        return;
    };
    let bold = face == Face::SansBold;
    let face = if bold { Face::NarrowBold } else { Face::Narrow };
    let old = |correction: &Correction| match correction.was.as_str() {
        "" => "–".to_owned(),
        was => was.to_owned(),
    };
    let struck = entry.corrections.iter().map(old).collect();
    let corrected = Corrected {
        ink,
        face,
        struck,
        now: &entry.text,
        note: note.to_string(),
    };
    let beside = fitting(w, |size| {
        corrected.old_width(size) + corrected.new_width(size)
    });
    let stacked = fitting(w, |size| {
        corrected.old_width(size).max(corrected.new_width(size))
    });
    let stacked = stacked.min(h / 2.2 / MM_PER_PT);
    if beside >= stacked.min(7.0) {
        let x = x + (w - corrected.old_width(beside) - corrected.new_width(beside)) / 2.0;
        let base = y + h / 2.0 + beside * MM_PER_PT * 0.35;
        corrected.strike(page, beside, (x, base));
        corrected.write(page, beside, (x + corrected.old_width(beside), base));
        return;
    }
    // Where there is no room beside it, the new value stands under the old one.
    let step = stacked * MM_PER_PT * 0.9;
    let base = y + h / 2.0 - step * 0.2;
    let (old, new) = (
        corrected.old_width(stacked) - GAP,
        corrected.new_width(stacked),
    );
    corrected.strike(page, stacked, (x + (w - old) / 2.0, base));
    corrected.write(page, stacked, (x + (w - new) / 2.0, base + step));
}

/// The greatest size, in points, at which something is no wider than the cell.
fn fitting(w: f32, wide: impl Fn(f32) -> f32) -> f32 {
    let mut size = 8.5;
    while size > 3.5 && wide(size) > w - 0.3 {
        size -= 0.25;
    }
    size
}

struct Corrected<'a> {
    ink: Ink,
    face: Face,
    /// What stood there, oldest first.
    struck: Vec<String>,
    now: &'a str,
    note: String,
}

impl Corrected<'_> {
    /// The width of the struck values with a gap after each, in mm.
    fn old_width(&self, size: f32) -> f32 {
        self.struck
            .iter()
            .map(|text| self.ink.width(Type(self.face, size), text) + GAP)
            .sum()
    }

    /// The width of the value that stands, with its number, in mm.
    fn new_width(&self, size: f32) -> f32 {
        let note = self
            .ink
            .width(Type(Face::Narrow, size * NUMBER), &self.note);
        self.ink.width(Type(self.face, size), self.now) + note
    }

    fn strike(&self, page: &mut Page, size: f32, (x, base): (f32, f32)) {
        let kind = Type(self.face, size);
        let (low, high) = (
            base - size * MM_PER_PT * 0.27,
            base - size * MM_PER_PT * 0.43,
        );
        let mut at = x;
        for text in &self.struck {
            page.text(kind, at, base, text);
            let end = at + self.ink.width(kind, text);
            page.line(Pen::Strike, (at - 0.35, low), (end + 0.35, high));
            at = end + GAP;
        }
    }

    fn write(&self, page: &mut Page, size: f32, (x, base): (f32, f32)) {
        let kind = Type(self.face, size);
        page.text(kind, x, base, self.now);
        let after = x + self.ink.width(kind, self.now);
        let raised = base - size * MM_PER_PT * 0.4;
        page.text(Type(Face::Narrow, size * NUMBER), after, raised, &self.note);
    }
}
