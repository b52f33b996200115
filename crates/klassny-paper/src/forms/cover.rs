//! F1, the cover: whose journal, of which class and term, and its place in the archive.
//!
//! Owns that page and nothing of the numbers on it.

use crate::book::{Side, WIDTH};
use crate::canvas::{Ink, Page, Pen, Type};
use crate::fonts::Face;
use crate::forms::date;
use crate::propis::{Case, SHEET, counted};
use crate::view::Volume;

/// Draws the cover of a volume of so many counted sheets.
pub(crate) fn page(ink: Ink, volume: &Volume, sheets: u16) -> Page {
    let mut page = Page::default();
    let left = Side::Recto.left();
    let middle = left + WIDTH / 2.0;
    let mut y = 26.0;
    let school = [
        (Type(Face::Serif, 10.5), &volume.school.founder, 5.2),
        (Type(Face::Serif, 13.0), &volume.school.name, 6.4),
    ];
    for (kind, text, step) in school {
        for line in balanced(ink, kind, text, WIDTH - 20.0) {
            page.middle(ink, kind, (middle, y), &line);
            y += step;
        }
        y += 3.0;
    }
    page.across(Pen::Strong, 92.0, left + 30.0, left + WIDTH - 30.0);
    let titles = [
        (
            Type(Face::SerifBold, 30.0),
            "Классный журнал".to_owned(),
            110.0,
        ),
        (
            Type(Face::SerifBold, 24.0),
            format!("{} класса", volume.class),
            124.0,
        ),
        (
            Type(Face::Serif, 16.0),
            format!("{} учебный год", volume.year),
            139.0,
        ),
        (Type(Face::Serif, 16.0), volume.term.clone(), 148.5),
    ];
    for (kind, text, y) in titles {
        page.middle(ink, kind, (middle, y), &text);
    }
    page.across(Pen::Strong, 156.0, left + 30.0, left + WIDTH - 30.0);
    let teacher = format!("Классный руководитель: {}", volume.class_teacher);
    page.middle(ink, Type(Face::Serif, 12.0), (middle, 168.0), &teacher);
    archive(&mut page, ink, volume, sheets, left);
    let town = &volume.school.town;
    page.middle(ink, Type(Face::Serif, 11.0), (middle, 266.0), town);
    page
}

/// The block archives look for: case, volume, dates, sheets, retention, edition.
fn archive(page: &mut Page, ink: Ink, volume: &Volume, sheets: u16, left: f32) {
    let (case, printing) = (&volume.case, &volume.printing);
    let lines = [
        ("Дело №", case.index.clone()),
        ("Том №", case.volume_no.to_string()),
        ("Начато", date(case.started)),
        ("Окончено", date(case.finished)),
        (
            "На",
            counted(u32::from(sheets), &SHEET, Case::Prepositional),
        ),
        ("Хранить", case.retention.clone()),
        (
            "Издание",
            format!(
                "{}, распечатано {}",
                printing.edition,
                date(Some(printing.on))
            ),
        ),
        ("Распечатал", printing.by.clone()),
    ];
    let (label, value) = (Type(Face::Serif, 11.0), Type(Face::SerifBold, 11.0));
    let x = left + WIDTH - 100.0;
    let mut y = 192.0;
    for (what, text) in lines {
        page.text(label, x, y, what);
        for line in &ink.wrap(value, &text, 72.0) {
            page.text(value, x + 27.0, y, line);
            page.across(Pen::Thin, y + 1.3, x + 26.0, x + 100.0);
            y += 7.4;
        }
        if text.is_empty() {
            page.across(Pen::Thin, y + 1.3, x + 26.0, x + 100.0);
            y += 7.4;
        }
    }
}

/// Wraps a centred text so that its lines are about equally long.
fn balanced(ink: Ink, kind: Type, text: &str, limit: f32) -> Vec<String> {
    let count = ink.wrap(kind, text, limit).len();
    let mut width = limit;
    while width > 40.0 && ink.wrap(kind, text, width - 2.0).len() == count {
        width -= 2.0;
    }
    ink.wrap(kind, text, width)
}
