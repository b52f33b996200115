//! The spreads of a subject: which lessons stand on which, so that F3 and F4 face each other.
//!
//! Owns that choice: as few spreads as hold the wrapped rows of F4, the columns of F3 and its
//! footnotes, evenly filled.

use crate::Error;
use crate::book::{BOTTOM, Body, Side, TOP, WIDTH};
use crate::canvas::Ink;
use crate::forms::grid::{self, NUMBER, NameCell};
use crate::forms::notes::Notes;
use crate::forms::{lessons, marks, movement, name_of};
use crate::split::split;
use crate::stated::{Names, subject_label};
use crate::view::{Lesson, SubjectPart, SubjectRow, Volume};
use std::ops::Range;

/// The width of a result column and of the column of averages, in mm.
pub(crate) const RESULT: f32 = 12.0;
/// The least width of a lesson's column, in mm.
const LEAST_CELL: f32 = 4.6;
/// The greatest.
const GREATEST_CELL: f32 = 12.5;
/// The widths the column of names may take, in mm.
const NAME: (f32, f32) = (44.0, 70.0);
/// Where the tables of a spread begin, in mm.
pub(crate) const TABLE_TOP: f32 = TOP + 11.0;

/// A subject with everything its pages need.
pub(crate) struct Subject<'a> {
    /// The volume.
    pub(crate) volume: &'a Volume,
    /// The subject or subgroup.
    pub(crate) part: &'a SubjectPart,
    /// Measures and draws.
    pub(crate) ink: Ink,
    /// The names for footnotes.
    pub(crate) names: &'a Names,
    /// The name cells of the rows.
    pub(crate) cells: Vec<NameCell>,
    /// The width of the column of names, in mm.
    pub(crate) name_width: f32,
}

/// One spread of a subject.
pub(crate) struct Spread {
    /// The lessons that face each other.
    pub(crate) lessons: Range<usize>,
    /// Whether the results stand on it.
    pub(crate) last: bool,
}

impl<'a> Subject<'a> {
    /// Chooses the spreads of a subject.
    pub(crate) fn plan(
        volume: &'a Volume,
        part: &'a SubjectPart,
        ink: Ink,
        names: &'a Names,
    ) -> Result<(Self, Vec<Spread>), Error> {
        let mut subject = Self {
            volume,
            part,
            ink,
            names,
            cells: Vec::new(),
            name_width: NAME.0,
        };
        subject.cells = subject.name_cells();
        let heights = lessons::heights(&subject);
        let room = WIDTH - NUMBER - NAME.0 - subject.results_width();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let most = (room / LEAST_CELL).max(1.0) as usize;
        let parts = split(part.lessons.len(), most, |lessons, limit| {
            lessons.len() <= limit
                && lessons::fits(&heights, &lessons)
                && subject.marks_fit(&lessons, lessons.end == part.lessons.len())
        });
        let count = parts.len();
        let mut spreads: Vec<Spread> = parts
            .into_iter()
            .enumerate()
            .map(|(at, lessons)| Spread {
                lessons,
                last: at + 1 == count,
            })
            .collect();
        if spreads.is_empty() {
            spreads.push(Spread {
                lessons: 0..0,
                last: true,
            });
        }
        if !spreads
            .iter()
            .all(|spread| subject.marks_fit(&spread.lessons, spread.last))
        {
            return Err(Error::TooLarge(subject_label(part)));
        }
        subject.widen(&spreads);
        Ok((subject, spreads))
    }

    fn name_cells(&self) -> Vec<NameCell> {
        let cell = |row: &SubjectRow| {
            let pupil = self.volume.pupils.get(row.pupil);
            let name = pupil.map(name_of).unwrap_or_default();
            let note = pupil.map_or("", |pupil| pupil.note.as_str());
            let note = movement(row.joined.as_ref(), row.left.as_ref(), note);
            NameCell::new(self.ink, &name, &note, self.name_width)
        };
        self.part.rows.iter().map(cell).collect()
    }

    /// The width of the columns after the lessons, in mm.
    pub(crate) fn results_width(&self) -> f32 {
        let columns = self.part.result_columns.len() + usize::from(self.has_average());
        columns as f32 * RESULT
    }

    /// Whether some row prints an average.
    pub(crate) fn has_average(&self) -> bool {
        self.part.rows.iter().any(|row| row.average.is_some())
    }

    fn marks_fit(&self, lessons: &Range<usize>, last: bool) -> bool {
        let notes = Notes::of(self.ink, self.part, self.names, lessons, last);
        grid::least(&self.cells) <= self.marks_room(lessons, &notes)
    }

    /// The room for the rows of F3, in mm.
    pub(crate) fn marks_room(&self, lessons: &Range<usize>, notes: &Notes) -> f32 {
        BOTTOM - TABLE_TOP - marks::head_height(self, lessons) - marks::LEGEND - notes.height()
    }

    /// Gives the room that a few lessons leave to the names.
    fn widen(&mut self, spreads: &[Spread]) {
        let taken = |spread: &Spread| {
            let results = if spread.last {
                self.results_width()
            } else {
                0.0
            };
            spread.lessons.len() as f32 * GREATEST_CELL + results
        };
        let most = spreads.iter().map(taken).fold(0.0, f32::max);
        self.name_width = (WIDTH - NUMBER - most).clamp(NAME.0, NAME.1);
        self.cells = self.name_cells();
    }

    /// The lessons of a spread.
    pub(crate) fn shown(&self, spread: &Spread) -> &[Lesson] {
        let lessons = self.part.lessons.get(spread.lessons.clone());
        lessons.unwrap_or_default()
    }

    /// The width of a lesson's column on a spread, in mm.
    pub(crate) fn cell_width(&self, spread: &Spread) -> f32 {
        let results = if spread.last {
            self.results_width()
        } else {
            0.0
        };
        let room = WIDTH - NUMBER - self.name_width - results;
        (room / spread.lessons.len().max(1) as f32).min(GREATEST_CELL)
    }
}

/// Adds the pages of a subject to the volume.
pub(crate) fn draw(
    body: &mut Body,
    subject: &Subject,
    spreads: &[Spread],
    sheet: usize,
) -> Result<(), Error> {
    for spread in spreads {
        body.turn_to(subject.ink, Side::Verso);
        body.push(marks::page(subject, spread), Some(sheet));
        body.push(lessons::page(subject, spread)?, Some(sheet));
    }
    Ok(())
}
