//! F7 of the term: pupils × subjects with the results, the class's figures and the signatures.
//!
//! Owns that sheet. The year's summary is a volume of its own kind and not made here.

use crate::Error;
use crate::book::{self, BOTTOM, Body, TOP, WIDTH};
use crate::canvas::{Ink, Page, Pen, Type};
use crate::fonts::Face;
use crate::forms::absences::{ClassList, list_head};
use crate::forms::grid::{self, NUMBER};
use crate::forms::{signature, upright};
use crate::view::{Signatory, Volume};

const NAME: f32 = 46.0;
const TABLE: f32 = TOP + 9.0;
const HEAD: f32 = 40.0;
/// The width of days and of lessons missed, in mm.
const MISSED: f32 = 8.0;
/// The width of notes, where some row has one, in mm.
const NOTE: f32 = 24.0;
const FIGURE: f32 = 5.4;
/// From the figures to the baseline of the first note, and from a note to the next, in mm.
const UNDER_FIGURES: f32 = 4.5;
const NOTE_LINE: f32 = 4.2;

/// Adds the page of F7.
pub(crate) fn draw(body: &mut Body, ink: Ink, volume: &Volume, sheet: usize) -> Result<(), Error> {
    let summary = &volume.summary;
    let mut page = Page::default();
    let title = "Сводная ведомость учёта успеваемости";
    let left = book::head(&mut page, ink, body.next_side(), volume, title);
    let noted = summary.rows.iter().any(|row| !row.note.is_empty());
    let note = if noted { NOTE } else { 0.0 };
    let subjects = summary.subjects.len().max(1) as f32;
    let wide = ((WIDTH - NUMBER - NAME - 2.0 * MISSED - note) / subjects).min(11.0);
    let first = left + NUMBER + NAME;
    let missed = first + wide * summary.subjects.len() as f32;
    let right = missed + 2.0 * MISSED + note;
    list_head(&mut page, ink, [left, TABLE, right, HEAD], NAME);
    let rows = TABLE + HEAD;
    // A post of two lines needs more room, so the signatures are drawn once to measure them.
    let signed = sign(&mut Page::default(), ink, volume, left, 0.0);
    let signing = UNDER_FIGURES - 1.0 + NOTE_LINE * summary.notes.len() as f32 + signed;
    let under = summary.figures.len() as f32 * FIGURE + signing;
    let list = ClassList::new(ink, volume, NAME);
    let places = list.draw(&mut page, ink, [left, rows, right], BOTTOM - rows - under)?;
    let last = places.last().map_or(rows, |[y, h]| y + h);
    for ((row, pupil), [y, h]) in summary.rows.iter().zip(&volume.pupils).zip(&places) {
        if pupil.left.is_some() && row.results.iter().all(String::is_empty) {
            page.hatch([first, *y, missed - first, *h]);
        }

        for (at, result) in row.results.iter().enumerate().take(summary.subjects.len()) {
            let x = first + at as f32 * wide;
            grid::cell(&mut page, ink, [x, *y, wide, *h], Face::Sans, result);
        }
        let counts = [row.missed.days, row.missed.lessons];
        for (at, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let x = missed + at as f32 * MISSED;
            grid::cell(
                &mut page,
                ink,
                [x, *y, MISSED, *h],
                Face::Sans,
                &count.to_string(),
            );
        }
        let x = missed + 2.0 * MISSED;
        grid::cell(&mut page, ink, [x, *y, NOTE, *h], Face::Narrow, &row.note);
    }
    let bottom = figures(&mut page, ink, volume, [left, last, first, right, wide]);
    heads(&mut page, ink, volume, [first, wide, missed, right, bottom]);
    page.down(Pen::Strong, left, TABLE, bottom);
    page.down(Pen::Thin, left + NUMBER, TABLE, last);
    page.down(Pen::Strong, first, TABLE, bottom);
    let mut y = bottom + UNDER_FIGURES;
    for note in &summary.notes {
        page.text(Type(Face::Sans, 8.0), left, y, note);
        y += NOTE_LINE;
    }
    sign(&mut page, ink, volume, left, y - 1.0);
    body.push(page, Some(sheet));
    Ok(())
}

fn heads(page: &mut Page, ink: Ink, volume: &Volume, at: [f32; 5]) {
    let [first, wide, missed, right, bottom] = at;
    let mut x = first;
    for subject in &volume.summary.subjects {
        upright(page, ink, [x, TABLE, wide, HEAD], subject);
        page.down(Pen::Thin, x, TABLE, bottom);
        x += wide;
    }
    upright(page, ink, [missed, TABLE, MISSED, HEAD], "Пропущено дней");
    upright(
        page,
        ink,
        [missed + MISSED, TABLE, MISSED, HEAD],
        "Пропущено уроков",
    );
    page.down(Pen::Strong, missed, TABLE, bottom);
    page.down(Pen::Thin, missed + MISSED, TABLE, bottom);
    if right > missed + 2.0 * MISSED + 1.0 {
        let kind = Type(Face::NarrowBold, 7.5);
        let middle = missed + 2.0 * MISSED + NOTE / 2.0;
        page.middle(ink, kind, (middle, TABLE + HEAD / 2.0 + 1.0), "Примечание");
        page.down(Pen::Strong, missed + 2.0 * MISSED, TABLE, bottom);
    }
    page.down(Pen::Strong, right, TABLE, bottom);
}

/// Rows of figures under the list; returns the y under them.
fn figures(page: &mut Page, ink: Ink, volume: &Volume, at: [f32; 5]) -> f32 {
    let [left, top, first, right, wide] = at;
    let mut y = top;
    for figure in &volume.summary.figures {
        page.text(
            Type(Face::SansBold, 7.5),
            left + 1.0,
            y + 3.8,
            &figure.title,
        );
        for (column, value) in figure.values.iter().enumerate() {
            let x = first + column as f32 * wide;
            grid::cell(page, ink, [x, y, wide, FIGURE], Face::NarrowBold, value);
        }
        y += FIGURE;
        page.across(Pen::Thin, y, left, right);
    }
    page.across(Pen::Strong, y, left, right);
    y
}

/// The places to sign; returns the y under them.
fn sign(page: &mut Page, ink: Ink, volume: &Volume, left: f32, top: f32) -> f32 {
    let signatories = &volume.printing.signatories;
    let teacher = Signatory {
        post: "Классный руководитель".to_owned(),
        name: crate::forms::certify::initials(&volume.class_teacher),
    };
    let mut y = top;
    for who in [&teacher, &signatories.deputy, &signatories.director] {
        y = signature(page, ink, (left, y - 2.0), WIDTH * 0.86, who);
    }
    page.text(
        Type(Face::Serif, 10.0),
        left + WIDTH * 0.9,
        y - 8.0,
        "М. П.",
    );
    y
}
