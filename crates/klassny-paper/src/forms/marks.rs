//! F3, the left page of a subject: pupils × lessons, months over dates, marks and absences.
//!
//! Owns that grid. It prints entries as given; a correction stands beside its struck-through
//! value with the number of its footnote.

use crate::book::{self, Side};
use crate::canvas::{Page, Pen, Type};
use crate::fonts::Face;
use crate::forms::entry::entry;
use crate::forms::grid::{self, NUMBER};
use crate::forms::notes::{Notes, Spot};
use crate::forms::subject::{RESULT, Spread, Subject, TABLE_TOP};
use crate::forms::{month, on_list};
use crate::stated::subject_label;
use crate::view::{Lesson, SubjectRow};
use chrono::Datelike;
use std::ops::Range;

/// The height of the legend under the grid, in mm.
pub(crate) const LEGEND: f32 = 4.5;
const MONTHS: f32 = 4.6;
const DATES: f32 = 5.0;
const CODE: f32 = 2.5;

/// The height of the head, in mm: months, dates, codes of works.
pub(crate) fn head_height(subject: &Subject, lessons: &Range<usize>) -> f32 {
    let shown = subject
        .part
        .lessons
        .get(lessons.clone())
        .unwrap_or_default();
    let codes = shown
        .iter()
        .map(|lesson| lesson.codes.len())
        .max()
        .unwrap_or_default();
    MONTHS + DATES + codes.max(1) as f32 * CODE + 1.2
}

/// The columns of a drawn grid.
struct Frame<'a> {
    subject: &'a Subject<'a>,
    spread: &'a Spread,
    /// The lessons of the spread.
    lessons: &'a [Lesson],
    left: f32,
    top: f32,
    /// Where the first lesson's column begins.
    first: f32,
    /// The width of a lesson's column.
    cell: f32,
    /// Where the results begin.
    results: f32,
    right: f32,
    /// Where the rows begin.
    rows: f32,
}

/// Draws the left page of a spread.
pub(crate) fn page(subject: &Subject, spread: &Spread) -> Page {
    let mut page = Page::default();
    let ink = subject.ink;
    let title = subject_label(subject.part);
    let left = book::head(&mut page, ink, Side::Verso, subject.volume, &title);
    page.text(
        Type(Face::Sans, 7.5),
        left,
        TABLE_TOP - 1.8,
        &under_title(subject, spread),
    );
    let frame = frame(subject, spread, left);
    head(&mut page, &frame);
    let notes = Notes::of(
        ink,
        subject.part,
        subject.names,
        &spread.lessons,
        spread.last,
    );
    let room = subject.marks_room(&spread.lessons, &notes);
    let heights = grid::heights(&subject.cells, room);
    let rows: Vec<_> = subject
        .part
        .rows
        .iter()
        .zip(subject.cells.iter().zip(&heights))
        .map(|(row, (cell, height))| ((row.pupil + 1).to_string(), cell, *height))
        .collect();
    let bottom = grid::names(&mut page, ink, [frame.left, frame.rows, frame.right], &rows);
    let mut y = frame.rows;
    for (at, (row, height)) in subject.part.rows.iter().zip(&heights).enumerate() {
        cells(&mut page, &frame, (at, row, &notes), [y, *height]);
        y += height;
    }
    uprights(&mut page, &frame, bottom);
    page.text(Type(Face::SansItalic, 6.0), left, bottom + 3.2, legend());
    notes.draw(&mut page, left, bottom + LEGEND);
    page
}

const fn legend() -> &'static str {
    "Б болезнь, П уважительная причина, Н неуважительная, н? причина не выяснена, оп опоздание. \
     Штриховка: не числился в списке."
}

fn under_title(subject: &Subject, spread: &Spread) -> String {
    let all = subject.part.lessons.len();
    let lessons = subject.shown(spread);
    let says = match (lessons.first(), lessons.last()) {
        (Some(first), Some(last)) => {
            let (from, to) = (first.date.format("%d.%m"), last.date.format("%d.%m"));
            let (start, end) = (spread.lessons.start + 1, spread.lessons.end);
            format!("{from}–{to}, уроки {start}–{end} из {all}")
        }
        (None, _) | (_, None) => "Уроков в этом периоде не было".to_owned(),
    };
    match subject.part.note.as_str() {
        "" => says,
        note => format!("{says}. {note}"),
    }
}

fn frame<'a>(subject: &'a Subject<'a>, spread: &'a Spread, left: f32) -> Frame<'a> {
    let first = left + NUMBER + subject.name_width;
    let cell = subject.cell_width(spread);
    let results = first + spread.lessons.len() as f32 * cell;
    let right = results
        + if spread.last {
            subject.results_width()
        } else {
            0.0
        };
    let rows = TABLE_TOP + head_height(subject, &spread.lessons);
    Frame {
        subject,
        spread,
        lessons: subject.shown(spread),
        left,
        top: TABLE_TOP,
        first,
        cell,
        results,
        right,
        rows,
    }
}

fn head(page: &mut Page, frame: &Frame) {
    let (subject, spread) = (frame.subject, frame.spread);
    let ink = subject.ink;
    let kind = Type(Face::NarrowBold, 7.5);
    let tall = frame.rows - frame.top;
    let base = frame.top + tall / 2.0 + 1.0;
    page.middle(ink, kind, (frame.left + NUMBER / 2.0, base), "№");
    let names = frame.left + NUMBER + subject.name_width / 2.0;
    page.middle(ink, kind, (names, base), "Фамилия, имя");
    page.across(Pen::Strong, frame.top, frame.left, frame.right);
    page.across(Pen::Strong, frame.rows, frame.left, frame.right);
    months(page, frame);
    let mut x = frame.first;
    for lesson in frame.lessons {
        lesson_head(page, subject, lesson, [x, frame.top + MONTHS, frame.cell]);
        x += frame.cell;
    }
    if !spread.last {
        return;
    }
    let average = subject.has_average().then_some("Средняя");
    let heads = average
        .into_iter()
        .chain(subject.part.result_columns.iter().map(String::as_str));
    for text in heads {
        let kind = ink.whole_words(kind, text, RESULT - 1.0);
        let lines = ink.wrap(kind, text, RESULT - 1.0);
        let mut y = frame.top + tall / 2.0 + 1.0 - (lines.len().saturating_sub(1)) as f32 * 1.5;
        for line in lines {
            page.middle(ink, kind, (x + RESULT / 2.0, y), &line);
            y += 3.0;
        }
        x += RESULT;
    }
}

/// The runs of lessons of one month.
fn month_runs(lessons: &[Lesson]) -> Vec<&[Lesson]> {
    let key = |lesson: &Lesson| (lesson.date.year(), lesson.date.month());
    lessons.chunk_by(|a, b| key(a) == key(b)).collect()
}

fn months(page: &mut Page, frame: &Frame) {
    let ink = frame.subject.ink;
    let mut x = frame.first;
    for run in month_runs(frame.lessons) {
        let wide = run.len() as f32 * frame.cell;
        let name = run.first().map_or("", |lesson| month(lesson.date));
        let short: String = name.chars().take(3).collect();
        let kind = Type(Face::NarrowBold, 8.0);
        let text = if ink.width(kind, name) < wide - 1.0 {
            name
        } else {
            short.as_str()
        };
        let kind = Type(Face::NarrowBold, if wide < 7.0 { 6.0 } else { 8.0 });
        page.middle(ink, kind, (x + wide / 2.0, frame.top + MONTHS - 1.3), text);
        x += wide;
    }
    page.across(Pen::Thin, frame.top + MONTHS, frame.first, frame.results);
    page.across(
        Pen::Thin,
        frame.top + MONTHS + DATES,
        frame.first,
        frame.results,
    );
}

fn lesson_head(page: &mut Page, subject: &Subject, lesson: &Lesson, [x, top, w]: [f32; 3]) {
    let ink = subject.ink;
    let middle = x + w / 2.0;
    let day = lesson.date.format("%d").to_string();
    page.middle(
        ink,
        Type(Face::SansBold, 8.0),
        (middle, top + DATES - 1.4),
        &day,
    );
    let mut y = top + DATES + CODE;
    for code in &lesson.codes {
        let mut kind = Type(Face::Narrow, 6.5);
        while kind.1 > 3.5 && ink.width(kind, code) > w - 0.4 {
            kind.1 -= 0.25;
        }
        page.middle(ink, kind, (middle, y), code);
        y += CODE;
    }
}

/// Draws what stands in the row of a pupil.
fn cells(
    page: &mut Page,
    frame: &Frame,
    (at, row, notes): (usize, &SubjectRow, &Notes),
    [y, h]: [f32; 2],
) {
    let (subject, spread) = (frame.subject, frame.spread);
    let (ink, w) = (subject.ink, frame.cell);
    hatch(page, frame, row, [y, h]);
    for cell in row
        .cells
        .iter()
        .filter(|cell| spread.lessons.contains(&cell.lesson))
    {
        let column = cell.lesson - spread.lessons.start;
        let x = frame.first + column as f32 * w;
        let number = notes.number(at, Spot::Lesson(cell.lesson));
        entry(page, ink, [x, y, w, h], Face::Sans, (&cell.entry, number));
    }
    if !spread.last {
        return;
    }
    let mut x = frame.results;
    if subject.has_average() {
        let average = row.average.as_deref().unwrap_or_default();
        grid::cell(page, subject.ink, [x, y, RESULT, h], Face::Sans, average);
        x += RESULT;
    }
    for (column, result) in row.results.iter().enumerate() {
        if row.left.is_some() && result.text.is_empty() {
            page.hatch([x, y, RESULT, h]);
        }
        let number = notes.number(at, Spot::Result(column));
        entry(
            page,
            ink,
            [x, y, RESULT, h],
            Face::SansBold,
            (result, number),
        );
        x += RESULT;
    }
}

/// Hatches the lessons at which the pupil was not on the list.
fn hatch(page: &mut Page, frame: &Frame, row: &SubjectRow, [y, h]: [f32; 2]) {
    let start = frame.spread.lessons.start;
    let off: Vec<(usize, bool)> = frame
        .lessons
        .iter()
        .enumerate()
        .map(|(at, lesson)| {
            let listed = on_list(row.joined.as_ref(), row.left.as_ref(), lesson.date);
            let empty = row.cells.iter().all(|cell| cell.lesson != start + at);
            (at, !listed && empty)
        })
        .collect();
    for run in off.chunk_by(|a, b| a.1 == b.1) {
        if let Some((first, true)) = run.first() {
            let w = frame.cell;
            page.hatch([frame.first + *first as f32 * w, y, run.len() as f32 * w, h]);
        }
    }
}

/// Draws the upright rules: strong around the list and between months.
fn uprights(page: &mut Page, frame: &Frame, bottom: f32) {
    page.down(Pen::Strong, frame.left, frame.top, bottom);
    page.down(Pen::Thin, frame.left + NUMBER, frame.top, bottom);
    page.down(Pen::Strong, frame.first, frame.top, bottom);
    let mut x = frame.first;
    for run in month_runs(frame.lessons) {
        for _ in 1..run.len() {
            x += frame.cell;
            page.down(Pen::Thin, x, frame.top + MONTHS, bottom);
        }
        x += frame.cell;
        page.down(Pen::Strong, x, frame.top, bottom);
    }
    while x + RESULT <= frame.right + 0.01 {
        x += RESULT;
        page.down(Pen::Strong, x, frame.top, bottom);
    }
    page.down(Pen::Strong, frame.right, frame.top, bottom);
}
