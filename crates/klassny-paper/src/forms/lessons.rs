//! F4, the right page of a subject: date, number, topic, control, homework, who taught instead.
//!
//! Owns that table. Its rows are as tall as their texts; nothing is cut.

use crate::Error;
use crate::book::{self, BOTTOM, Side};
use crate::canvas::{Page, Type};
use crate::fonts::Face;
use crate::forms::subject::{Spread, Subject, TABLE_TOP};
use crate::stated::subject_label;
use crate::table::{Column, Table};
use crate::view::Lesson;
use std::ops::Range;

const COLUMNS: [Column; 7] = [
    Column::figures("Дата", 11.0).in_type(Type(Face::SansBold, 8.0)),
    Column::figures("Урок №", 9.0),
    Column::figures("Часы", 8.0),
    Column::text("Тема: что пройдено на уроке", 64.0).with_rest(Type(Face::SansItalic, 7.0)),
    Column::text("Вид контроля", 20.0).in_type(Type(Face::Narrow, 8.0)),
    Column::text("Задание на дом", 44.0),
    Column::text("Замена: кто провёл, подпись", 24.0).in_type(Type(Face::Narrow, 8.0)),
];
/// The head of the table and the line of hours under it, in mm.
const HEAD: f32 = 9.5;
const HOURS: f32 = 8.0;

const ROOM: f32 = BOTTOM - TABLE_TOP - HEAD - HOURS;
/// No row is stretched beyond this, in mm.
const GREATEST_ROW: f32 = 10.0;

/// The heights of the rows of all lessons, in mm.
pub(crate) fn heights(subject: &Subject) -> Vec<f32> {
    let table = Table {
        ink: subject.ink,
        columns: &COLUMNS,
    };
    subject
        .part
        .lessons
        .iter()
        .map(|lesson| table.height(&cells(lesson)))
        .collect()
}

/// Whether the rows of some lessons fit on one page.
pub(crate) fn fits(heights: &[f32], lessons: &Range<usize>) -> bool {
    heights
        .get(lessons.clone())
        .unwrap_or_default()
        .iter()
        .sum::<f32>()
        <= ROOM
}

fn cells(lesson: &Lesson) -> Vec<String> {
    let number = lesson
        .number
        .map(|number| number.to_string())
        .unwrap_or_default();
    // Line breaks that people typed are spaces; only the remark has its own line.
    let topic = [&lesson.topic, &lesson.remark].map(|text| text.replace('\n', " "));
    let topic = topic
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    let substitute = match lesson.substitute.as_str() {
        "" => String::new(),
        name => format!("{name}\n________________"),
    };
    vec![
        lesson.date.format("%d.%m").to_string(),
        number,
        lesson.hours.to_string(),
        topic,
        lesson.control.clone(),
        lesson.homework.replace('\n', " "),
        substitute,
    ]
}

/// Draws the right page of a spread.
pub(crate) fn page(subject: &Subject, spread: &Spread) -> Result<Page, Error> {
    let mut page = Page::default();
    let ink = subject.ink;
    let title = format!("Учитель: {}", subject.part.teacher);
    let left = book::head(&mut page, ink, Side::Recto, subject.volume, &title);
    let small = Type(Face::Sans, 7.5);
    page.text(small, left, TABLE_TOP - 1.8, &subject_label(subject.part));
    let table = Table {
        ink,
        columns: &COLUMNS,
    };
    let lessons = subject.shown(spread);
    let rows: Vec<Vec<String>> = lessons.iter().map(cells).collect();
    let least: Vec<f32> = rows.iter().map(|row| table.height(row)).collect();
    if least.iter().sum::<f32>() > ROOM {
        return Err(Error::TooLarge(subject_label(subject.part)));
    }
    let heights = stretched(&least);
    let bottom = table.draw(
        &mut page,
        (left, TABLE_TOP),
        (&rows, &heights),
        0..rows.len(),
    );
    if spread.last {
        let (plan, given) = (subject.part.hours_planned, subject.part.hours_given);
        let says = format!("По плану {plan} ч, проведено {given} ч.");
        page.text(Type(Face::SansBold, 8.5), left, bottom + 5.5, &says);
    }
    Ok(page)
}

/// Short rows share the room that is left, so that the page is calm.
fn stretched(least: &[f32]) -> Vec<f32> {
    let with = |even: f32| {
        least
            .iter()
            .map(|height| height.max(even))
            .collect::<Vec<f32>>()
    };
    let mut even = GREATEST_ROW;
    while even > 5.0 && with(even).iter().sum::<f32>() > ROOM {
        even -= 0.1;
    }
    with(even)
}
