//! The school's regulation: the numbers of every rule, as a versioned table (rules.md).

use crate::ids::YearId;

/// The regulation of a year, as the administrator signed it: a preset and what differs from it.
///
/// Settings are written as text pairs, so that an older program keeps what it does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regulation {
    /// The academic year.
    pub year: YearId,
    /// The preset it starts from: `s4` or `paragraph`.
    pub preset: String,
    /// What differs, key and value.
    pub settings: Vec<(String, String)>,
}
