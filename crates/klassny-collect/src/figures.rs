//! What a district may see of a school, taken from its replica.
//!
//! Owns the rule of few: a figure about fewer than [`FEW`] pupils is left out, for it would tell of
//! somebody. No name, no id of a person and no reason of an absence comes through here.

use anyhow::Result;
use chrono::NaiveDate;
use klassny_domain::mark::{Grade, MarkValue};
use klassny_domain::roster::SchoolClass;
use klassny_domain::school::{AcademicYear, Term, TermKind};
use klassny_store::query::{Spread, SubjectFigures};
use klassny_store::{Error, Read, Store};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Figures about fewer pupils than this are left out.
pub const FEW: u32 = 5;

/// The figures of a school.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// What the school calls itself.
    pub name: String,
    /// Its city.
    pub city: String,
    /// Its classes.
    pub classes: Vec<SchoolClassSize>,
    /// Figures by class, term and subject.
    pub records: Vec<Record>,
}

/// A class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolClassSize {
    /// «2026/2027».
    pub year: String,
    /// 1–11.
    pub grade: u8,
    /// «А».
    pub letter: String,
    /// Pupils on the list; none where they are few.
    pub pupils: Option<u32>,
}

/// The figures of a subject of a class in a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// «2026/2027».
    pub year: String,
    /// `quarter`, `half_year`, `trimester`.
    pub term_kind: &'static str,
    /// Its number.
    pub term_number: u8,
    /// 1–11.
    pub grade: u8,
    /// «А».
    pub letter: String,
    /// The subject's name.
    pub subject: String,
    /// Whether the term is closed for the class.
    pub closed: bool,
    /// Lessons that were held.
    pub held: u32,
    /// Lessons that were not.
    pub not_held: u32,
    /// Lessons that were held and have no topic.
    pub without_topic: u32,
    /// What is about pupils; none where they are few.
    pub of_pupils: Option<OfPupils>,
}

/// Figures that are about pupils.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfPupils {
    /// About how many.
    pub pupils: u32,
    /// Lessons missed, of all together.
    pub absent: u32,
    /// Lessons somebody was late for.
    pub late: u32,
    /// Marks in the journal, by value.
    pub marks: String,
    /// Marks of the term, by value.
    pub finals: String,
}

impl Figures {
    /// Counts a school as it stands on a day; terms that have not begun are left out.
    ///
    /// # Errors
    /// What the disk says.
    pub fn of(store: &Store, today: NaiveDate) -> Result<Self> {
        Ok(store.read(|read| {
            let profile = read.school_profile()?.unwrap_or_default();
            let mut figures = Self {
                name: profile.name,
                city: profile.city,
                ..Self::default()
            };
            for year in read.years()? {
                figures.take_year(read, &year, today)?;
            }
            Ok(figures)
        })?)
    }

    fn take_year(
        &mut self,
        read: Read<'_>,
        year: &AcademicYear,
        today: NaiveDate,
    ) -> Result<(), Error> {
        let terms = read.terms(year.year)?;
        let subjects = read.subjects()?;
        let names: HashMap<_, _> = subjects
            .into_iter()
            .map(|subject| (subject.subject, subject.name))
            .collect();
        let day = today.clamp(year.starts_on, year.ends_on.max(year.starts_on));
        for class in read.classes(year.year)? {
            let listed = read.listed_in_class(class.class, &(day..=day))?;
            self.classes.push(SchoolClassSize {
                year: year.name.clone(),
                grade: class.grade,
                letter: class.letter.clone(),
                pupils: enough(u32::try_from(listed.len()).unwrap_or(u32::MAX)),
            });
            let closed = read.closed_terms(class.class)?;
            let its = terms
                .iter()
                .filter(|term| term.grades.contains(class.grade));
            for term in its.filter(|term| term.starts_on <= today) {
                let is_closed = closed.iter().any(|close| close.term == term.term);
                for (subject, figures) in read.figures_of_class(class.class, term)? {
                    let subject = names.get(&subject).cloned().unwrap_or_default();
                    let place = (year, &class, term);
                    self.records
                        .push(record(place, (subject, is_closed), &figures));
                }
            }
        }
        Ok(())
    }
}

fn record(
    (year, class, term): (&AcademicYear, &SchoolClass, &Term),
    (subject, closed): (String, bool),
    figures: &SubjectFigures,
) -> Record {
    Record {
        year: year.name.clone(),
        term_kind: match term.kind {
            TermKind::Quarter => "quarter",
            TermKind::HalfYear => "half_year",
            TermKind::Trimester => "trimester",
        },
        term_number: term.number,
        grade: class.grade,
        letter: class.letter.clone(),
        subject,
        closed,
        held: figures.held,
        not_held: figures.not_held,
        without_topic: figures.without_topic,
        of_pupils: enough(figures.pupils).map(|pupils| OfPupils {
            pupils,
            absent: figures.absent,
            late: figures.late,
            marks: spread(&figures.marks),
            finals: spread(&figures.finals),
        }),
    }
}

/// The number, where it is of so many that it tells of nobody.
fn enough(pupils: u32) -> Option<u32> {
    (pupils >= FEW).then_some(pupils)
}

/// How often each value was given, as the database keeps it.
fn spread(of: &Spread) -> String {
    let counts = of
        .iter()
        .map(|(value, count)| (word(*value), (*count).into()));
    Value::Object(counts.collect::<Map<_, _>>()).to_string()
}

fn word(value: MarkValue) -> String {
    match value {
        MarkValue::Grade(grade) => Grade::get(grade).to_string(),
        MarkValue::Pass => "pass".to_owned(),
        MarkValue::Fail => "fail".to_owned(),
        MarkValue::NotAttested => "not_attested".to_owned(),
        MarkValue::Exempt => "exempt".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_about_few_are_left_out() {
        assert_eq!(enough(4), None);
        assert_eq!(enough(5), Some(5));
    }

    #[test]
    fn values_are_kept_by_word_in_order() {
        let five = MarkValue::Grade(Grade::new(5).expect("a grade"));
        let given = Spread::from([(five, 12), (MarkValue::NotAttested, 1)]);
        assert_eq!(spread(&given), r#"{"5":12,"not_attested":1}"#);
    }
}
