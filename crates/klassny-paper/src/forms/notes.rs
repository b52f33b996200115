//! The footnotes of permitted corrections (R50): what was, what is, who, when and why, with lines
//! for the signatures of the teacher and the deputy.
//!
//! Owns their numbers and their wording; the spread of a subject asks how tall they are.

use crate::canvas::{Ink, Page, Pen, Type};
use crate::forms::date;
use crate::propis::mark_word;
use crate::stated::{Names, lesson_keys};
use crate::text::MM_PER_PT;
use crate::view::{Correction, Entry, LessonCell, SubjectPart, SubjectRow};
use crate::{book::WIDTH, fonts::Face};
use std::ops::Range;

const KIND: Type = Type(Face::Sans, 7.0);
const LEADING: f32 = 7.0 * MM_PER_PT * 1.18;
/// The height of the lines to sign on, in mm.
const SIGNING: f32 = 7.5;

/// The footnotes of one spread.
pub(crate) struct Notes {
    /// `(row, cell)`, where cells are lessons and then results, in the order of the numbers.
    places: Vec<(usize, Spot)>,
    blocks: Vec<Vec<String>>,
}

/// A cell that a footnote is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    /// The cell of a lesson.
    Lesson(usize),
    /// The cell of a result column.
    Result(usize),
}

impl Notes {
    /// The footnotes of some lessons, and of the results where they are shown.
    pub(crate) fn of(
        ink: Ink,
        part: &SubjectPart,
        names: &Names,
        lessons: &Range<usize>,
        results: bool,
    ) -> Self {
        let corrected_cell = |cell: &LessonCell| !cell.entry.corrections.is_empty();
        let corrected_row = |row: &SubjectRow| {
            row.cells.iter().any(corrected_cell)
                || row
                    .results
                    .iter()
                    .any(|result| !result.corrections.is_empty())
        };
        if !part.rows.iter().any(corrected_row) {
            return Self {
                places: Vec::new(),
                blocks: Vec::new(),
            };
        }
        let days = lesson_keys(&part.lessons);
        let mut places = Vec::new();
        let mut acts: Vec<Act> = Vec::new();
        for (at, row) in part.rows.iter().enumerate() {
            for (spot, what, entry) in corrected(part, at, &days, lessons, results) {
                places.push((at, spot));
                // The number stays with its name.
                let who = names.get(row.pupil).replace(' ', "\u{a0}");
                let who = format!("{})\u{a0}{who}", places.len());
                for correction in &entry.corrections {
                    put(&mut acts, correction, what, &who);
                }
            }
        }
        let blocks = acts
            .iter()
            .map(|act| ink.wrap(KIND, &act.says(), WIDTH))
            .collect();
        Self { places, blocks }
    }

    /// The number of the footnote of a cell.
    pub(crate) fn number(&self, row: usize, spot: Spot) -> Option<usize> {
        self.places
            .iter()
            .position(|place| *place == (row, spot))
            .map(|at| at + 1)
    }

    /// The height of all notes, in mm.
    pub(crate) fn height(&self) -> f32 {
        let lines: usize = self.blocks.iter().map(Vec::len).sum();
        let signing = if self.blocks.is_empty() {
            0.0
        } else {
            SIGNING + 2.0
        };
        lines as f32 * LEADING + signing
    }

    /// Draws the notes.
    pub(crate) fn draw(&self, page: &mut Page, left: f32, top: f32) {
        if self.blocks.is_empty() {
            return;
        }
        let mut y = top + 2.0;
        for line in self.blocks.iter().flatten() {
            y += LEADING;
            page.text(KIND, left, y, line);
        }
        y += SIGNING - 1.5;
        page.text(KIND, left, y, "Учитель");
        page.across(Pen::Sign, y + 0.6, left + 12.0, left + 62.0);
        page.text(KIND, left + 72.0, y, "Заместитель директора");
        page.across(Pen::Sign, y + 0.6, left + 101.0, left + 151.0);
    }
}

/// Corrections made at once by one person for one reason.
struct Act<'a> {
    of: &'a Correction,
    /// What was done to which column, and the numbered pupils it was done to.
    done: Vec<(String, Vec<String>)>,
}

impl Act<'_> {
    fn says(&self) -> String {
        let done: Vec<String> = self
            .done
            .iter()
            .map(|(what, who)| format!("{what}: {}", who.join(", ")))
            .collect();
        let says = format!("{} {}", heading(self.of), done.join("; "));
        if says.ends_with('.') {
            says
        } else {
            says + "."
        }
    }
}

fn put<'a>(acts: &mut Vec<Act<'a>>, correction: &'a Correction, what: &str, who: &str) {
    let says = format!("{what}, {}", wording(correction));
    let who = who.to_owned();
    let Some(act) = acts.iter_mut().find(|act| same_act(act.of, correction)) else {
        acts.push(Act {
            of: correction,
            done: vec![(says, vec![who])],
        });
        return;
    };
    match act.done.iter_mut().find(|(done, _)| *done == says) {
        Some((_, all)) => all.push(who),
        None => act.done.push((says, vec![who])),
    }
}

/// The corrected cells of a row: where, in words, and what stands there.
fn corrected<'a>(
    part: &'a SubjectPart,
    row: usize,
    days: &'a [String],
    lessons: &Range<usize>,
    results: bool,
) -> Vec<(Spot, &'a str, &'a Entry)> {
    let Some(row) = part.rows.get(row) else {
        return Vec::new();
    };
    let mut found: Vec<(Spot, &str, &Entry)> = row
        .cells
        .iter()
        .filter(|cell| lessons.contains(&cell.lesson))
        .filter_map(|cell| {
            let day = days.get(cell.lesson)?;
            Some((Spot::Lesson(cell.lesson), day.as_str(), &cell.entry))
        })
        .collect();
    if results {
        let columns = part.result_columns.iter().zip(&row.results).enumerate();
        found.extend(columns.map(|(at, (head, entry))| (Spot::Result(at), head.as_str(), entry)));
    }
    found.retain(|(_, _, entry)| !entry.corrections.is_empty());
    found
}

fn same_act(one: &Correction, other: &Correction) -> bool {
    (one.on, &one.by, &one.permitted_by, &one.reason)
        == (other.on, &other.by, &other.permitted_by, &other.reason)
}

fn heading(act: &Correction) -> String {
    let mut says = format!("Исправлено {}, {}", date(Some(act.on)), act.by);
    for (word, value) in [("разрешение", &act.permitted_by), ("причина", &act.reason)]
    {
        if !value.is_empty() {
            says.push_str(&format!("; {word}: {value}"));
        }
    }
    says.push('.');
    says
}

fn wording(correction: &Correction) -> String {
    let (was, now) = (quoted(&correction.was), quoted(&correction.now));
    match (correction.was.is_empty(), correction.now.is_empty()) {
        (true, _) => format!("поставлена отметка {now}"),
        (false, true) => format!("отметка {was} снята"),
        (false, false) => format!("отметка {was} исправлена на {now}"),
    }
}

fn quoted(mark: &str) -> String {
    let words: Vec<&str> = mark.split('/').filter_map(mark_word).collect();
    if words.is_empty() || words.len() != mark.split('/').count() {
        return format!("«{mark}»");
    }
    format!("«{mark}» ({})", words.join(", "))
}
