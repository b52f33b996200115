//! F6, missed days and lessons: pages of days, then the totals by months and of the term.
//!
//! Owns those grids. Every number is printed as it is given.

use crate::Error;
use crate::book::{self, BOTTOM, Body, Side, TOP, WIDTH};
use crate::canvas::{Ink, Page, Pen, Type};
use crate::fonts::Face;
use crate::forms::grid::{self, NUMBER, NameCell};
use crate::forms::{month, name_of, on_list, short_movement, upright};
use crate::split::split;
use crate::view::{AbsenceRow, AbsenceTotals, Absences, Missed, Volume};
use chrono::Datelike;

const TITLE: &str = "Сведения о пропущенных уроках";
const NAME: f32 = 46.0;
const TABLE: f32 = TOP + 11.0;
/// The least width of a day, in mm; a quarter's 45 days need no less.
const DAY: f32 = 2.85;
const HEAD: f32 = 42.0;

/// The list of the class as F6 and F7 print it.
pub(crate) struct ClassList {
    cells: Vec<NameCell>,
}

impl ClassList {
    /// Sets the names of the class in a column of a width in mm.
    pub(crate) fn new(ink: Ink, volume: &Volume, width: f32) -> Self {
        let cell = |pupil: &crate::view::Pupil| {
            NameCell::new(ink, &name_of(pupil), &short_movement(pupil), width)
        };
        Self {
            cells: volume.pupils.iter().map(cell).collect(),
        }
    }

    /// Draws the list in `room` mm; returns tops and heights of the rows.
    pub(crate) fn draw(
        &self,
        page: &mut Page,
        ink: Ink,
        [left, top, right]: [f32; 3],
        room: f32,
    ) -> Result<Vec<[f32; 2]>, Error> {
        if grid::least(&self.cells) > room {
            return Err(Error::TooLarge("список класса".to_owned()));
        }
        let heights = grid::heights(&self.cells, room);
        let rows: Vec<_> = self
            .cells
            .iter()
            .zip(&heights)
            .enumerate()
            .map(|(at, (cell, height))| ((at + 1).to_string(), cell, *height))
            .collect();
        grid::names(page, ink, [left, top, right], &rows);
        let place = |y: &mut f32, height: &f32| {
            let row = [*y, *height];
            *y += height;
            Some(row)
        };
        Ok(heights.iter().scan(top, place).collect())
    }
}

/// Writes the heads of numbers and names and the frame of a head.
pub(crate) fn list_head(page: &mut Page, ink: Ink, [left, top, right, tall]: [f32; 4], name: f32) {
    let kind = Type(Face::NarrowBold, 7.5);
    let base = top + tall / 2.0 + 1.0;
    page.middle(ink, kind, (left + NUMBER / 2.0, base), "№");
    page.middle(
        ink,
        kind,
        (left + NUMBER + name / 2.0, base),
        "Фамилия, имя",
    );
    page.across(Pen::Strong, top, left, right);
    page.across(Pen::Strong, top + tall, left, right);
}

/// Adds the pages of F6.
pub(crate) fn draw(body: &mut Body, ink: Ink, volume: &Volume, sheet: usize) -> Result<(), Error> {
    let days = &volume.absences.days;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let most = ((WIDTH - NUMBER - NAME) / DAY) as usize;
    let parts = split(days.len(), most, |part, limit| part.len() <= limit);
    for part in parts {
        let page = days_page(body.next_side(), ink, volume, part)?;
        body.push(page, Some(sheet));
    }
    let page = totals_page(body.next_side(), ink, volume)?;
    body.push(page, Some(sheet));
    Ok(())
}

fn days_page(
    side: Side,
    ink: Ink,
    volume: &Volume,
    part: std::ops::Range<usize>,
) -> Result<Page, Error> {
    let absences = &volume.absences;
    let mut page = Page::default();
    let left = book::head(&mut page, ink, side, volume, TITLE);
    let says = "Число пропущенных за день уроков: Б по болезни, П по уважительной причине, \
        Н без неё, н? не выяснено";
    page.text(Type(Face::Sans, 7.5), left, TABLE - 1.8, says);
    let days = absences.days.get(part.clone()).unwrap_or_default();
    let first = left + NUMBER + NAME;
    let wide = ((WIDTH - NUMBER - NAME) / days.len().max(1) as f32).min(8.0);
    let (right, tall) = (first + wide * days.len() as f32, 10.0);
    list_head(&mut page, ink, [left, TABLE, right, tall], NAME);
    let rows = TABLE + tall;
    let list = ClassList::new(ink, volume, NAME);
    let places = list.draw(&mut page, ink, [left, rows, right], BOTTOM - rows)?;
    let bottom = places.last().map_or(rows, |[y, h]| y + h);
    page.across(Pen::Thin, TABLE + 4.8, first, right);
    let mut x = first;
    for run in days.chunk_by(|a, b| (a.year(), a.month()) == (b.year(), b.month())) {
        let name = run.first().map_or("", |day| month(*day));
        let middle = x + wide * run.len() as f32 / 2.0;
        let kind = Type(Face::NarrowBold, 8.0);
        if ink.width(kind, name) < wide * run.len() as f32 {
            page.middle(ink, kind, (middle, TABLE + 3.5), name);
        }
        for day in run {
            let day = day.format("%d").to_string();
            let kind = Type(Face::NarrowBold, 6.5);
            page.middle(ink, kind, (x + wide / 2.0, TABLE + 8.4), &day);
            page.down(Pen::Thin, x, TABLE + 4.8, bottom);
            x += wide;
        }
        page.down(Pen::Strong, x, TABLE, bottom);
    }
    for ((row, pupil), [y, h]) in absences.rows.iter().zip(&volume.pupils).zip(&places) {
        for (at, day) in days.iter().enumerate() {
            let empty = row.by_day.iter().all(|(day, _)| *day != part.start + at);
            if empty && !on_list(pupil.joined.as_ref(), pupil.left.as_ref(), *day) {
                page.hatch([first + at as f32 * wide, *y, wide, *h]);
            }
        }
        for (day, text) in row.by_day.iter().filter(|(day, _)| part.contains(day)) {
            let x = first + (day - part.start) as f32 * wide;
            grid::cell(&mut page, ink, [x, *y, wide, *h], Face::Narrow, text);
        }
    }
    page.down(Pen::Strong, left, TABLE, bottom);
    page.down(Pen::Thin, left + NUMBER, TABLE, bottom);
    page.down(Pen::Strong, first, TABLE, bottom);
    Ok(page)
}

/// The columns of the totals: `(group, head)`.
fn columns(absences: &Absences) -> Vec<(String, &'static str)> {
    let term = || "За период".to_owned();
    let mut columns: Vec<(String, &str)> = Vec::new();
    for month in &absences.months {
        columns.extend([(month.clone(), "дней"), (month.clone(), "уроков")]);
    }
    columns.extend([
        (term(), "дней всего"),
        (term(), "в том числе по болезни"),
        (term(), "уроков всего"),
        (term(), "в том числе по болезни (Б)"),
        (term(), "по уважительной причине (П)"),
        (term(), "без уважительной причины (Н)"),
        (term(), "причина не выяснена (н?)"),
        (term(), "опозданий"),
    ]);
    columns
}

fn values(months: &[Missed], total: &AbsenceTotals, count: usize) -> Vec<u32> {
    let months = months.iter().take(count);
    let mut values: Vec<u32> = months
        .flat_map(|month| [month.days, month.lessons])
        .collect();
    values.resize(count * 2, 0);
    values.extend([
        total.all.days,
        total.illness.days,
        total.all.lessons,
        total.illness.lessons,
        total.excused,
        total.unexcused,
        total.unresolved,
        total.late,
    ]);
    values
}

fn totals_page(side: Side, ink: Ink, volume: &Volume) -> Result<Page, Error> {
    let absences = &volume.absences;
    let mut page = Page::default();
    let left = book::head(&mut page, ink, side, volume, TITLE);
    page.text(
        Type(Face::Sans, 7.5),
        left,
        TABLE - 1.8,
        "Итоги по месяцам и за период",
    );
    let columns = columns(absences);
    let first = left + NUMBER + NAME;
    let wide = ((WIDTH - NUMBER - NAME) / columns.len() as f32).min(12.0);
    let right = first + wide * columns.len() as f32;
    list_head(&mut page, ink, [left, TABLE, right, HEAD], NAME);
    let rows = TABLE + HEAD;
    let total_row = 7.0;
    let list = ClassList::new(ink, volume, NAME);
    let places = list.draw(
        &mut page,
        ink,
        [left, rows, right],
        BOTTOM - rows - total_row,
    )?;
    let last = places.last().map_or(rows, |[y, h]| y + h);
    let bottom = last + total_row;
    totals_heads(&mut page, ink, &columns, [first, wide, bottom]);
    let months = absences.months.len();
    let write = |page: &mut Page, values: &[u32], [y, h]: [f32; 2], face: Face| {
        for (at, value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
            let x = first + at as f32 * wide;
            grid::cell(page, ink, [x, y, wide, h], face, &value.to_string());
        }
    };
    for (
        AbsenceRow {
            months: by_month,
            total,
            ..
        },
        place,
    ) in absences.rows.iter().zip(&places)
    {
        write(
            &mut page,
            &values(by_month, total, months),
            *place,
            Face::Sans,
        );
    }
    let class = values(&absences.total_months, &absences.total, months);
    write(&mut page, &class, [last, total_row], Face::SansBold);
    page.text(
        Type(Face::SansBold, 8.5),
        left + NUMBER + 1.0,
        last + 4.6,
        "Итого по классу",
    );
    page.across(Pen::Strong, bottom, left, right);
    page.down(Pen::Strong, left, TABLE, bottom);
    page.down(Pen::Thin, left + NUMBER, TABLE, last);
    page.down(Pen::Strong, first, TABLE, bottom);
    Ok(page)
}

fn totals_heads(
    page: &mut Page,
    ink: Ink,
    columns: &[(String, &'static str)],
    [first, wide, bottom]: [f32; 3],
) {
    let group_tall = 5.0;
    let mut x = first;
    for run in columns.chunk_by(|a, b| a.0 == b.0) {
        let group = run.first().map_or("", |(group, _)| group.as_str());
        let width = wide * run.len() as f32;
        grid::cell(
            page,
            ink,
            [x, TABLE, width, group_tall],
            Face::SansBold,
            group,
        );
        for (_, head) in run {
            upright(
                page,
                ink,
                [x, TABLE + group_tall, wide, HEAD - group_tall],
                head,
            );
            page.down(Pen::Thin, x, TABLE + group_tall, bottom);
            x += wide;
        }
        page.down(Pen::Strong, x, TABLE, bottom);
    }
    page.across(Pen::Thin, TABLE + group_tall, first, x);
}
