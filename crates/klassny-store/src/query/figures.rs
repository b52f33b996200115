//! Figures of a class by subject and term, without anybody in them: what a district may count.
//!
//! Must not answer with a pupil or a member of the staff, and not with the reason of an absence.

use crate::error::Error;
use crate::read::Read;
use crate::row::Columns;
use crate::sql::statements;
use klassny_domain::ids::{ClassId, SubjectId};
use klassny_domain::mark::MarkValue;
use klassny_domain::school::Term;
use rusqlite::{Row, named_params};
use std::collections::BTreeMap;

statements! {
    LESSONS = include_str!("figures_lessons.sql");
    MARKS = include_str!("figures_marks.sql");
    PUPILS = include_str!("figures_pupils.sql");
    ABSENCES = include_str!("figures_absences.sql");
    FINALS = include_str!("figures_finals.sql");
}

/// How often each value was given.
pub type Spread = BTreeMap<MarkValue, u32>;

/// The figures of one subject of a class in one term, subgroups together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectFigures {
    /// Lessons that were held.
    pub held: u32,
    /// Lessons that were not.
    pub not_held: u32,
    /// Lessons that were held and have no topic.
    pub without_topic: u32,
    /// How many pupils the figures below are about.
    pub pupils: u32,
    /// Lessons missed, of all pupils together.
    pub absent: u32,
    /// Lessons somebody was late for.
    pub late: u32,
    /// Marks in the journal.
    pub marks: Spread,
    /// Marks of the term.
    pub finals: Spread,
}

impl Read<'_> {
    /// The figures of a class in a term, by subject; subjects without a record are left out.
    pub fn figures_of_class(
        &self,
        class: ClassId,
        term: &Term,
    ) -> Result<BTreeMap<SubjectId, SubjectFigures>, Error> {
        let (from, to) = (term.starts_on.to_string(), term.ends_on.to_string());
        let days = named_params! { ":class_id": class.as_bytes(), ":from": from, ":to": to };
        let mut figures: BTreeMap<SubjectId, SubjectFigures> = BTreeMap::new();
        let lessons = self.rows(LESSONS, days, |row| {
            let counts: [u32; 3] = [
                row.number("held")?,
                row.number("not_held")?,
                row.number("without_topic")?,
            ];
            Ok((row.id("subject_id")?, counts))
        })?;
        for (subject, counts) in lessons {
            let of = figures.entry(subject).or_default();
            [of.held, of.not_held, of.without_topic] = counts;
        }
        let absences = self.rows(ABSENCES, days, |row| {
            let counts: [u32; 2] = [row.number("absent")?, row.number("late")?];
            Ok((row.id("subject_id")?, counts))
        })?;
        for (subject, counts) in absences {
            let of = figures.entry(subject).or_default();
            [of.absent, of.late] = counts;
        }
        for (subject, value, count) in self.rows(MARKS, days, spread)? {
            figures
                .entry(subject)
                .or_default()
                .marks
                .insert(value, count);
        }
        let term_id = term.term.as_bytes();
        let of_term = named_params! { ":class_id": class.as_bytes(), ":term_id": term_id };
        for (subject, value, count) in self.rows(FINALS, of_term, spread)? {
            figures
                .entry(subject)
                .or_default()
                .finals
                .insert(value, count);
        }
        let all = named_params! {
            ":class_id": class.as_bytes(), ":from": from, ":to": to, ":term_id": term_id,
        };
        let pupils = self.rows(PUPILS, all, |row| {
            Ok((row.id("subject_id")?, row.number("pupils")?))
        })?;
        for (subject, pupils) in pupils {
            figures.entry(subject).or_default().pupils = pupils;
        }
        Ok(figures)
    }
}

fn spread(row: &Row<'_>) -> Result<(SubjectId, MarkValue, u32), Error> {
    Ok((
        row.id("subject_id")?,
        row.word("value")?,
        row.number("entries")?,
    ))
}
