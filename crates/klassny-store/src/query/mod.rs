//! Every question the journal is asked; the answers are values of the school, never rows.
//!
//! A file a subject, long statements as `.sql` beside it. Nothing here writes, and nothing here
//! judges: rules are the domain's. Lists come in an order that is the same on every replica;
//! the order people see, by the Russian alphabet, is made where names are shown.

mod access;
mod cells;
mod class;
mod conflict;
mod family;
mod figures;
mod lesson;
mod member;
mod paper;
mod plan;
mod pupil;
mod school;
mod slots;
mod staff;
mod stamp;
mod term;
#[cfg(test)]
mod tests;
mod timetable;

pub use access::{Chain, SignInPerson};
pub use cells::{PupilRow, UnpermittedMark};
pub use class::GroupCard;
pub use figures::{Spread, SubjectFigures};
pub use lesson::{LessonParts, SpreadRows};
pub use member::Listed;
pub use paper::EditionHead;
pub use slots::JournalEntry;
pub use stamp::Stamp;
pub use term::{Closing, YearClosing};
