//! F10, the remarks on the keeping of the journal, and the differences of an edition.
//!
//! Owns those two tables. Lines that are left are ruled to write on by hand.

use crate::Error;
use crate::book::{self, BOTTOM, Body, TOP};
use crate::canvas::{Ink, Page, Type};
use crate::fonts::Face;
use crate::forms::date;
use crate::split::split_heights;
use crate::table::{Column, Table};
use crate::view::{Remark, Volume};

const TABLE: f32 = TOP + 9.0;
const HEAD: f32 = 13.0;
const REMARKS: [Column; 6] = [
    Column::figures("Дата", 19.0),
    Column::text("Содержание замечания", 62.0),
    Column::text("Проверяющий, должность", 34.0),
    Column::text("Подпись", 18.0),
    Column::figures("Срок", 19.0),
    Column::text("Отметка о выполнении, дата, подпись", 28.0),
];
const CHANGES: [Column; 4] = [
    Column::figures("№", 9.0),
    Column::text("Где", 91.0),
    Column::figures("Было", 40.0),
    Column::figures("Стало", 40.0),
];

/// Adds the pages of F10.
pub(crate) fn draw(
    body: &mut Body,
    ink: Ink,
    volume: &Volume,
    remarks: &[Remark],
    sheet: usize,
) -> Result<(), Error> {
    let rows = remarks.iter().map(|remark| {
        vec![
            date(Some(remark.on)),
            remark.text.clone(),
            remark.by.clone(),
            String::new(),
            date(remark.due),
            remark.done.clone(),
        ]
    });
    let title = "Замечания по ведению журнала";
    let rows = (rows.collect(), Rest::Ruled);
    pages(body, ink, (volume, Some(sheet)), (title, &REMARKS), rows)
}

/// Adds the list of differences from the edition before, where there is one.
pub(crate) fn changes(body: &mut Body, ink: Ink, volume: &Volume) -> Result<(), Error> {
    let printing = &volume.printing;
    let rows = printing.changes.iter().enumerate().map(|(at, change)| {
        let or_dash = |text: &str| if text.is_empty() { "–" } else { text }.to_owned();
        let (was, now) = (or_dash(&change.was), or_dash(&change.now));
        vec![(at + 1).to_string(), change.place.clone(), was, now]
    });
    let title = format!(
        "Отличия издания {} от издания {}",
        printing.edition,
        printing.edition.saturating_sub(1)
    );
    let rows = (rows.collect(), Rest::Blank);
    pages(body, ink, (volume, None), (&title, &CHANGES), rows)
}

/// What becomes of the room under the last row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// It is ruled to write on.
    Ruled,
    /// It stays blank.
    Blank,
}

fn pages(
    body: &mut Body,
    ink: Ink,
    (volume, sheet): (&Volume, Option<usize>),
    (title, columns): (&str, &[Column]),
    (mut rows, rest): (Vec<Vec<String>>, Rest),
) -> Result<(), Error> {
    let table = Table { ink, columns };
    let mut heights: Vec<f32> = rows.iter().map(|row| table.height(row)).collect();
    let room = BOTTOM - TABLE - HEAD;
    if heights.iter().any(|height| *height > room) {
        return Err(Error::TooLarge(title.to_owned()));
    }
    let mut parts = split_heights(&heights, room);
    if rest == Rest::Ruled {
        let start = parts.last().map_or(0, |part| part.start);
        let mut used: f32 = heights.get(start..).unwrap_or_default().iter().sum();
        while used + 9.0 <= room {
            rows.push(vec![String::new(); columns.len()]);
            heights.push(9.0);
            used += 9.0;
        }
        parts.pop();
        parts.push(start..rows.len());
    }
    for part in parts {
        let mut page = Page::default();
        let left = book::head(&mut page, ink, body.next_side(), volume, title);
        table.draw(&mut page, (left, TABLE), (&rows, &heights), part);
        body.push(page, sheet);
    }
    Ok(())
}

/// The type of running text in the certifying forms.
pub(crate) const RUNNING: Type = Type(Face::Serif, 11.0);
