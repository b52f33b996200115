//! F5, the general data of pupils: a spread whose rows face each other.
//!
//! Owns its columns. What a school does not print (workplaces, addresses) is empty in the view.

use crate::Error;
use crate::book::{self, BOTTOM, Body, Side, TOP};
use crate::canvas::{Ink, Page, Type};
use crate::fonts::Face;
use crate::forms::{date, movement};
use crate::split::split_heights;
use crate::table::{Column, Table};
use crate::view::{Guardian, Pupil, Volume};

const SMALL: Type = Type(Face::Narrow, 8.0);
const LEFT: [Column; 7] = [
    Column::figures("№", 6.0).in_type(Type(Face::Narrow, 7.5)),
    Column::text("Фамилия, имя, отчество", 50.0),
    Column::figures("Пол", 7.0),
    Column::figures("Дата рождения", 18.0),
    Column::figures("№ личного дела", 17.0).in_type(SMALL),
    Column::text("Адрес", 56.0).in_type(SMALL),
    Column::text("Телефон", 26.0).in_type(SMALL),
];
const RIGHT: [Column; 3] = [
    Column::figures("№", 6.0).in_type(Type(Face::Narrow, 7.5)),
    Column::text("Родители (законные представители), телефон", 110.0).in_type(SMALL),
    Column::text("Прибытие, выбытие, приказ", 64.0).in_type(SMALL),
];
const TABLE: f32 = TOP + 9.0;
const HEAD: f32 = 9.0;

/// Adds the spreads of the class list.
pub(crate) fn draw(body: &mut Body, ink: Ink, volume: &Volume, sheet: usize) -> Result<(), Error> {
    let (left, right) = (
        Table {
            ink,
            columns: &LEFT,
        },
        Table {
            ink,
            columns: &RIGHT,
        },
    );
    let lefts: Vec<Vec<String>> = volume.pupils.iter().enumerate().map(left_cells).collect();
    let rights: Vec<Vec<String>> = volume.pupils.iter().enumerate().map(right_cells).collect();
    let heights: Vec<f32> = lefts
        .iter()
        .zip(&rights)
        .map(|(one, other)| left.height(one).max(right.height(other)))
        .collect();
    let room = BOTTOM - TABLE - HEAD;
    if heights.iter().any(|height| *height > room) {
        return Err(Error::TooLarge("Общие сведения об обучающихся".to_owned()));
    }
    let mut parts = split_heights(&heights, room);
    if parts.is_empty() {
        parts.push(0..0);
    }
    for part in parts {
        body.turn_to(ink, Side::Verso);
        for (table, rows, side) in [(&left, &lefts, Side::Verso), (&right, &rights, Side::Recto)] {
            let mut page = Page::default();
            let title = "Общие сведения об обучающихся";
            let x = book::head(&mut page, ink, side, volume, title);
            table.draw(&mut page, (x, TABLE), (rows, &heights), part.clone());
            body.push(page, Some(sheet));
        }
    }
    Ok(())
}

fn left_cells((at, pupil): (usize, &Pupil)) -> Vec<String> {
    let name = [&pupil.surname, &pupil.given, &pupil.patronymic];
    let name = name
        .into_iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>();
    vec![
        (at + 1).to_string(),
        name.join(" "),
        pupil.sex.clone(),
        date(pupil.born),
        pupil.file_no.clone(),
        pupil.address.clone(),
        pupil.phone.clone(),
    ]
}

fn right_cells((at, pupil): (usize, &Pupil)) -> Vec<String> {
    let guardians: Vec<String> = pupil.guardians.iter().map(guardian_line).collect();
    let moved = movement(pupil.joined.as_ref(), pupil.left.as_ref(), &pupil.note);
    vec![
        (at + 1).to_string(),
        guardians.join("\n"),
        moved.replace("; ", "\n"),
    ]
}

fn guardian_line(guardian: &Guardian) -> String {
    let name = match guardian.relation.as_str() {
        "" => guardian.name.clone(),
        relation => format!("{relation}: {}", guardian.name),
    };
    let parts = [name, guardian.workplace.clone(), guardian.phone.clone()];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}
