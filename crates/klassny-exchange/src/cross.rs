//! Checks across files: what one table says against what another says.
//!
//! Owns every comparison of a folder. A row that names what is in no roster is refused and taken
//! out; everything else is a doubt. A roster that is not in the folder is never missed: then the
//! app checks against the journal's own.

mod journal;

use crate::problem::Problem;
use crate::rows::Rows;

/// Compares everything in a folder; refused rows leave `rows`.
pub(crate) fn check(rows: &mut Rows) -> Vec<Problem> {
    let mut problems = Vec::new();
    journal::check(rows, &mut problems);
    problems
}
