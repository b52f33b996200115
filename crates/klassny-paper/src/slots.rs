//! F32, the plan of entry, for the door of each machine and whole, and the report on keeping to it.
//!
//! Owns the layout of both. What stands in them comes in, names and hours as they are to be read.

use crate::Error;
use crate::alone::{self, About, BOTTOM, LEFT, WIDTH};
use crate::canvas::{Ink, Page, Type};
use crate::fonts::{Face, Fonts};
use crate::forms::signature;
use crate::split::split_heights;
use crate::table::{Column, Table};
use crate::view::Signatory;
use chrono::NaiveDate;

/// The room that signatures under a table take, mm.
const SIGNATURES: f32 = 36.0;

/// The plan of entry as it is printed (F32).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotPlan {
    /// The school.
    pub school: String,
    /// «2026/2027».
    pub year: String,
    /// The day of printing.
    pub on: NaiveDate,
    /// What holds outside one's time, in a sentence.
    pub rule: String,
    /// Whether the plan of all machines comes first.
    pub whole: bool,
    /// The machines that get a page for the door, by number.
    pub stations: Vec<SlotStation>,
    /// All times, in the order in which they are read: day, hour, machine.
    pub rows: Vec<SlotRow>,
    /// Who signs: the director, then who is responsible for the diary.
    pub signatories: Vec<Signatory>,
}

/// A machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotStation {
    /// Its number.
    pub number: u16,
    /// Where it stands.
    pub place: String,
}

/// A time of the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotRow {
    /// «Понедельник».
    pub day: String,
    /// «Пн».
    pub short_day: String,
    /// «14:00–14:20».
    pub time: String,
    /// The machine.
    pub station: u16,
    /// Where it stands.
    pub place: String,
    /// The teacher, in full.
    pub teacher: String,
    /// The class led; empty for none.
    pub class: String,
}

/// A report on keeping to the plan (R36).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotReport {
    /// The school.
    pub school: String,
    /// «с 19.10 по 24.10.2026».
    pub week: String,
    /// The day of printing.
    pub on: NaiveDate,
    /// How lateness is counted, in a sentence.
    pub rule: String,
    /// Counts of a person: plan, kept, late, missed, outside, let in.
    pub people: Vec<(String, [u32; 6])>,
    /// What was not as planned: teacher, day and time, machine, what, by whom and why.
    pub lines: Vec<[String; 5]>,
    /// Who signs.
    pub signatory: Signatory,
}

const WHOLE: [Column; 5] = [
    Column::text("День недели", 24.0),
    Column::figures("Время", 24.0),
    Column::text("АРМ, кабинет", 48.0),
    Column::text("Учитель", 64.0),
    Column::figures("Класс", 18.0),
];
const DOOR_TYPE: Type = Type(Face::Sans, 11.0);
const DOOR: [Column; 4] = [
    Column::text("День недели", 34.0).in_type(DOOR_TYPE),
    Column::figures("Время", 34.0).in_type(DOOR_TYPE),
    Column::text("Учитель", 88.0).in_type(DOOR_TYPE),
    Column::figures("Класс", 22.0).in_type(DOOR_TYPE),
];
const HALF_TYPE: Type = Type(Face::Sans, 8.5);
/// The columns of each half of a door's page that has many times.
const HALF: [Column; 4] = [
    Column::figures("День", 10.0).in_type(HALF_TYPE),
    Column::figures("Время", 21.0).in_type(HALF_TYPE),
    Column::text("Учитель", 45.0).in_type(HALF_TYPE),
    Column::figures("Класс", 11.0).in_type(HALF_TYPE),
];
/// The space between the halves, mm.
const BETWEEN: f32 = 4.0;
const PEOPLE: [Column; 7] = [
    Column::text("Учитель", 70.0),
    Column::figures("По плану", 18.0),
    Column::figures("Вовремя", 18.0),
    Column::figures("С опозданием", 18.0),
    Column::figures("Не пришёл", 18.0),
    Column::figures("Вне времени", 18.0),
    Column::figures("Впущен", 18.0),
];
const LINES: [Column; 5] = [
    Column::text("Учитель", 44.0),
    Column::text("Когда", 34.0),
    Column::figures("АРМ", 12.0),
    Column::text("Что", 40.0),
    Column::text("Кем, почему", 48.0),
];

/// Prints the plan of entry.
///
/// # Errors
/// A letter that the fonts lack, or a text that no page holds.
pub fn render_plan(plan: &SlotPlan) -> Result<Vec<u8>, Error> {
    let ink = Ink(Fonts::get()?);
    let about = About {
        school: plan.school.clone(),
        title: format!("Расписание ввода данных, {} учебный год", plan.year),
        on: plan.on,
    };
    let mut pages = Vec::new();
    let mut sections = Vec::new();
    if plan.whole {
        sections.push(("Все рабочие места".to_owned(), 0));
        let rows = plan.rows.iter().map(|row| {
            vec![
                row.day.clone(),
                row.time.clone(),
                station_name(row.station, &row.place),
                row.teacher.clone(),
                row.class.clone(),
            ]
        });
        let title = "Расписание ввода данных в электронный журнал";
        let line = format!("{} учебный год. {}", plan.year, plan.rule);
        let table = Table {
            ink,
            columns: &WHOLE,
        };
        let part = (rows.collect(), plan.signatories.as_slice());
        lay(&mut pages, (&table, &about), (title, &line), part)?;
    }
    for station in &plan.stations {
        let name = station_name(station.number, &station.place);
        sections.push((name.clone(), pages.len()));
        let rows = plan.rows.iter().filter(|row| row.station == station.number);
        let line = format!(
            "Расписание ввода данных в электронный журнал, {} учебный год. {}",
            plan.year, plan.rule
        );
        let rows: Vec<&SlotRow> = rows.collect();
        door(&mut pages, (ink, &about), (&name, &line), &rows)?;
    }
    alone::file(ink, pages, &about, &sections)
}

/// Prints the report on keeping to the plan.
///
/// # Errors
/// As [`render_plan`].
pub fn render_report(report: &SlotReport) -> Result<Vec<u8>, Error> {
    let ink = Ink(Fonts::get()?);
    let about = About {
        school: report.school.clone(),
        title: format!("Соблюдение расписания ввода данных {}", report.week),
        on: report.on,
    };
    let mut pages = Vec::new();
    let rows = report.people.iter().map(|(name, counts)| {
        let mut row = vec![name.clone()];
        row.extend(counts.iter().map(|count| match count {
            0 => "–".to_owned(),
            count => count.to_string(),
        }));
        row
    });
    let table = Table {
        ink,
        columns: &PEOPLE,
    };
    let title = "Соблюдение расписания ввода данных";
    let line = format!("Неделя {}. {}", report.week, report.rule);
    let none = (rows.collect(), [].as_slice());
    lay(&mut pages, (&table, &about), (title, &line), none)?;
    let mut sections = vec![("По учителям".to_owned(), 0)];
    sections.push(("Отступления от расписания".to_owned(), pages.len()));
    let rows = report.lines.iter().map(|line| line.to_vec()).collect();
    let table = Table {
        ink,
        columns: &LINES,
    };
    let line = match report.lines.is_empty() {
        true => "Отступлений не было.".to_owned(),
        false => format!("Неделя {}", report.week),
    };
    let signed = (rows, std::slice::from_ref(&report.signatory));
    let title = "Отступления от расписания ввода данных";
    lay(&mut pages, (&table, &about), (title, &line), signed)?;
    alone::file(ink, pages, &about, &sections)
}

/// Lays the page of a machine for its door: in large letters where it fits, else in two halves.
fn door(
    pages: &mut Vec<Page>,
    (ink, about): (Ink, &About),
    words: (&str, &str),
    rows: &[&SlotRow],
) -> Result<(), Error> {
    let large = Table {
        ink,
        columns: &DOOR,
    };
    let cells = in_days(rows, |row| &row.day);
    let mut page = Page::default();
    let top = alone::head(&mut page, ink, about, words);
    let room = BOTTOM - top - 12.0;
    let tall = |table: &Table<'_>, rows: &[Vec<String>]| -> f32 {
        rows.iter().map(|row| table.height(row)).sum()
    };
    let half = Table {
        ink,
        columns: &HALF,
    };
    let middle = middle(rows);
    let (left, right) = rows.split_at_checked(middle).unwrap_or((rows, &[]));
    let halves = [left, right].map(|rows| in_days(rows, |row| &row.short_day));
    let fits = halves.iter().all(|rows| tall(&half, rows) <= room);
    if tall(&large, &cells) <= room || !fits {
        return lay(pages, (&large, about), words, (cells, &[]));
    }
    let mut x = LEFT;
    for rows in &halves {
        let heights: Vec<f32> = rows.iter().map(|row| half.height(row)).collect();
        half.draw(&mut page, (x, top), (rows, &heights), 0..rows.len());
        x += half.width() + BETWEEN;
    }
    pages.push(page);
    Ok(())
}

/// Where the second half begins: with the day that is nearest to the middle.
fn middle(rows: &[&SlotRow]) -> usize {
    let days = rows.iter().zip(rows.iter().skip(1)).enumerate();
    let begins = days.filter(|(_, (before, row))| before.day != row.day);
    begins
        .map(|(at, _)| at + 1)
        .min_by_key(|at| at.abs_diff(rows.len() / 2))
        .unwrap_or(rows.len())
}

/// The cells of times of one machine; a day stands once over its hours.
fn in_days(rows: &[&SlotRow], day: impl Fn(&SlotRow) -> &String) -> Vec<Vec<String>> {
    let mut before = "";
    let mut cells = Vec::new();
    for row in rows {
        let said = if row.day == before { "" } else { day(row) };
        before = &row.day;
        cells.push(vec![
            said.to_owned(),
            row.time.clone(),
            row.teacher.clone(),
            row.class.clone(),
        ]);
    }
    cells
}

/// Lays a table over as many pages as it needs, with signatures under its end.
fn lay(
    pages: &mut Vec<Page>,
    (table, about): (&Table<'_>, &About),
    words: (&str, &str),
    (rows, signed): (Vec<Vec<String>>, &[Signatory]),
) -> Result<(), Error> {
    let heights: Vec<f32> = rows.iter().map(|row| table.height(row)).collect();
    let mut page = Page::default();
    let top = alone::head(&mut page, table.ink, about, words);
    let room = BOTTOM - top - 12.0;
    if heights.iter().any(|height| *height > room) {
        return Err(Error::TooLarge(words.0.to_owned()));
    }
    let mut parts = split_heights(&heights, room);
    if parts.is_empty() {
        parts.push(0..0);
    }
    let mut end = top;
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            pages.push(std::mem::take(&mut page));
            alone::head(&mut page, table.ink, about, words);
        }
        end = table.draw(&mut page, (LEFT, top), (&rows, &heights), part);
    }
    if !signed.is_empty() && end + SIGNATURES > BOTTOM {
        pages.push(std::mem::take(&mut page));
        end = alone::head(&mut page, table.ink, about, words);
    }
    for who in signed {
        end = signature(&mut page, table.ink, (LEFT, end + 5.0), WIDTH, who);
    }
    pages.push(page);
    Ok(())
}

/// «АРМ № 7, каб. 214».
fn station_name(number: u16, place: &str) -> String {
    match place {
        "" => format!("АРМ № {number}"),
        place => format!("АРМ № {number}, {place}"),
    }
}
