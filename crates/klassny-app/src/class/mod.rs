//! The screen of a class: absences with their reasons, and how the journal is filled.
//!
//! Reads the same ground as the check and the volume, so that they cannot differ.

mod excuse;
mod filling;
mod week;

pub use excuse::{excuse_absences, undo_excuse};
pub use filling::class_filling;
pub use week::class_week;
