//! Checks across files: what one table says against what another says.
//!
//! Owns every comparison of a folder. A row that names what is in no roster is refused and taken
//! out; everything else is a doubt. A roster that is not in the folder is never missed: then the
//! app checks against what the journal already has.

mod courses;
mod days;
mod journal;
mod load;
mod movement;
mod refs;
mod roster;
mod school;
mod subgroups;
mod timetable;

use crate::problem::{Problem, Severity, Source, Words};
use crate::rows::Rows;
use crate::school::SchoolFile;

/// Compares everything in a folder; refused rows leave `rows`.
pub(crate) fn check(rows: &mut Rows, school: Option<&SchoolFile>) -> Vec<Problem> {
    let mut problems = Vec::new();
    roster::refuse_twins(rows, &mut problems);
    refs::refuse_strangers(rows, &mut problems);
    roster::check(rows, &mut problems);
    load::check(rows, &mut problems);
    subgroups::check(rows, &mut problems);
    timetable::check(rows, &mut problems);
    days::check(rows, &mut problems);
    movement::check(rows, &mut problems);
    courses::check(rows, &mut problems);
    journal::check(rows, &mut problems);
    school::check(rows, school, &mut problems);
    problems
}

/// A doubt about a row.
fn doubt(source: &Source, what: impl Into<String>, what_to_do: &str) -> Problem {
    Problem::of_row(source, Words::new(what, what_to_do), Severity::Doubt)
}

/// A refusal of a row.
fn refusal(source: &Source, what: impl Into<String>, what_to_do: &str) -> Problem {
    Problem::of_row(source, Words::new(what, what_to_do), Severity::Refused)
}

/// Hours in words: 6 quarters are «1.5».
fn hours(quarters: u32) -> String {
    format!("{}", f64::from(quarters) / 4.0)
}
