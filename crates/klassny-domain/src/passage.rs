//! How a group passes its thematic plan (R30): which rows were given and when, which is next, on
//! which days the rest falls, and how far the group is behind or ahead.
//!
//! Lessons that were given are never moved: only the rest of the plan finds other days.

use crate::lesson::LessonPlace;
use crate::plan::{PlanCorrection, PlanRow};
use chrono::NaiveDate;
use std::collections::HashMap;

/// The hours a row has for a group: those of the plan, or of a correction that stands. A row that
/// names none takes one lesson.
pub fn hours_of(row: &PlanRow, corrections: &[PlanCorrection]) -> u16 {
    let mut standing = corrections.iter().filter(|correction| correction.stands);
    match standing.find(|correction| correction.number == row.number) {
        Some(correction) => correction.hours.into(),
        None => u16::from(row.hours.max(1)),
    }
}

/// A walk over the rows of a plan, lesson by lesson: what was given is said, what is next is asked.
#[derive(Clone, Debug)]
pub struct Walk<'r> {
    rows: &'r [PlanRow],
    hours: Vec<u16>,
    given: HashMap<u16, u16>,
    last: usize,
}

impl<'r> Walk<'r> {
    /// At the beginning of a plan, with what corrections say of its hours.
    pub fn new(rows: &'r [PlanRow], corrections: &[PlanCorrection]) -> Self {
        Self {
            rows,
            hours: rows.iter().map(|row| hours_of(row, corrections)).collect(),
            given: HashMap::new(),
            last: 0,
        }
    }

    /// A lesson gave hours of a row; one that the plan does not have any more counts nothing.
    pub fn gave(&mut self, number: u16, hours: u16) {
        *self.given.entry(number).or_default() += hours;
        let at = self.rows.iter().position(|row| row.number == number);
        self.last = at.unwrap_or(self.last);
    }

    /// The row that comes next: the one given last while it has hours left, else the first after it
    /// with any.
    pub fn next_row(&self) -> Option<&'r PlanRow> {
        let rows = self.rows.iter().zip(&self.hours).skip(self.last);
        let mut left = rows.filter(|(row, hours)| self.given_of(row.number) < **hours);
        left.next().map(|(row, _)| row)
    }

    /// Takes the next row for a lesson of one hour.
    pub fn take(&mut self) -> Option<&'r PlanRow> {
        let row = self.next_row()?;
        self.gave(row.number, 1);
        Some(row)
    }

    /// The hours given of a row.
    pub fn given_of(&self, number: u16) -> u16 {
        self.given.get(&number).copied().unwrap_or_default()
    }

    /// The hours of the whole plan that are not given.
    pub fn hours_left(&self) -> u16 {
        let left = self.rows.iter().zip(&self.hours);
        left.map(|(row, hours)| hours.saturating_sub(self.given_of(row.number)))
            .sum()
    }
}

/// A lesson with a topic of the plan: held, or planned ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanLesson {
    /// The lesson.
    pub place: LessonPlace,
    /// The row its topic is of.
    pub number: u16,
    /// The hours it counts.
    pub hours: u16,
    /// Whether it was held.
    pub held: bool,
}

/// What the passage of a plan is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Ways<'a> {
    /// The rows of the plan in their order.
    pub rows: &'a [PlanRow],
    /// The corrections of the group.
    pub corrections: &'a [PlanCorrection],
    /// The lessons of the year by timetable and the holidays known ahead, in order.
    pub planned: &'a [LessonPlace],
    /// Lessons with topics of the plan, in order.
    pub stated: &'a [PlanLesson],
    /// The lessons that can still be given, those with a topic stated ahead among them, in order.
    pub ahead: &'a [LessonPlace],
    /// Today.
    pub today: NaiveDate,
}

/// A row of the plan as a group passes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowPassage {
    /// The hours for this group.
    pub hours: u16,
    /// The day it falls on by timetable and holidays alone.
    pub planned_on: Option<NaiveDate>,
    /// The lessons that gave it.
    pub given: Vec<LessonPlace>,
    /// The hours they count.
    pub hours_given: u16,
    /// The day on which what is left of it falls now; none where nothing is left, or no lesson is.
    pub expected_on: Option<NaiveDate>,
    /// Later rows were given and this one was not.
    pub skipped: bool,
}

/// How a group passes a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// Its rows, in the order of the plan.
    pub rows: Vec<RowPassage>,
    /// The index of the row that is next.
    pub next: Option<usize>,
    /// The hours of the plan for this group.
    pub hours: u16,
    /// Hours given.
    pub hours_given: u16,
    /// Lessons that the rest of the plan has.
    pub lessons_left: u16,
    /// Hours ahead of the plan by yesterday, below zero behind it; corrections count as given.
    pub drift: i32,
}

impl Passage {
    /// Hours of the plan that are not given.
    pub fn hours_left(&self) -> u16 {
        let left = self.rows.iter();
        left.map(|row| row.hours.saturating_sub(row.hours_given))
            .sum()
    }
}

/// Computes how a group passes a plan.
pub fn passage(ways: &Ways<'_>) -> Passage {
    let mut rows: Vec<RowPassage> = ways
        .rows
        .iter()
        .map(|row| RowPassage {
            hours: hours_of(row, ways.corrections),
            ..RowPassage::default()
        })
        .collect();
    plan_days(ways, &mut rows);
    let at: HashMap<u16, usize> = ways.rows.iter().map(|row| row.number).zip(0..).collect();
    let mut walk = Walk::new(ways.rows, ways.corrections);
    let mut last_given = None;
    for lesson in ways.stated.iter().filter(|lesson| lesson.held) {
        let Some(index) = at.get(&lesson.number) else {
            continue;
        };
        walk.gave(lesson.number, lesson.hours);
        last_given = last_given.max(Some(*index));
        if let Some(row) = rows.get_mut(*index) {
            row.given.push(lesson.place);
            row.hours_given += lesson.hours;
        }
    }
    let next = walk.next_row().and_then(|row| at.get(&row.number)).copied();
    expect(ways, (&at, walk), &mut rows);
    for (index, row) in rows.iter_mut().enumerate() {
        row.skipped = last_given.is_some_and(|last| index < last) && row.hours_given < row.hours;
    }
    Passage {
        next,
        hours: rows.iter().map(|row| row.hours).sum(),
        hours_given: rows.iter().map(|row| row.hours_given).sum(),
        lessons_left: u16::try_from(ways.ahead.len()).unwrap_or(u16::MAX),
        drift: drift(ways),
        rows,
    }
}

/// The days of the rows by timetable and holidays, a lesson an hour of the plan as it was made.
fn plan_days(ways: &Ways<'_>, rows: &mut [RowPassage]) {
    let mut lessons = ways.planned.iter();
    for (row, passage) in ways.rows.iter().zip(rows) {
        let mut days = lessons.by_ref().take(usize::from(row.hours.max(1)));
        passage.planned_on = days.next().map(|place| place.date);
        days.for_each(drop);
    }
}

/// Lays what is left of the plan over the lessons that are left; a topic stated ahead keeps its
/// lesson.
fn expect(
    ways: &Ways<'_>,
    (at, mut walk): (&HashMap<u16, usize>, Walk<'_>),
    rows: &mut [RowPassage],
) {
    let bound: HashMap<LessonPlace, u16> = ways
        .stated
        .iter()
        .filter(|lesson| !lesson.held)
        .map(|lesson| (lesson.place, lesson.number))
        .collect();
    for place in ways.ahead {
        let number = match bound.get(place) {
            Some(number) => {
                walk.gave(*number, 1);
                Some(*number)
            }
            None => walk.take().map(|row| row.number),
        };
        let row = number.and_then(|number| at.get(&number));
        if let Some(row) = row.and_then(|index| rows.get_mut(*index)) {
            row.expected_on = row.expected_on.or(Some(place.date));
        }
    }
}

fn drift(ways: &Ways<'_>) -> i32 {
    let past = |place: &LessonPlace| place.date < ways.today;
    let total: usize = ways
        .rows
        .iter()
        .map(|row| usize::from(row.hours.max(1)))
        .sum();
    let due = ways.planned.iter().filter(|place| past(place)).count();
    let due = due.min(total);
    let given = ways.stated.iter();
    let given = given.filter(|lesson| lesson.held && past(&lesson.place));
    let given: usize = given.map(|lesson| usize::from(lesson.hours)).sum();
    let saved: i32 = ways
        .rows
        .iter()
        .map(|row| i32::from(row.hours.max(1)) - i32::from(hours_of(row, ways.corrections)))
        .sum();
    signed(given) - signed(due) + saved
}

fn signed(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests;
