//! Pure rules of the school journal.
//!
//! Owns the words of the school, the facts a workstation may state and every rule about them.
//! It must never read a clock, a file or a database: time and ids come in as arguments, so the
//! same inputs give the same answer on every workstation.

pub mod access;
pub mod accumulation;
pub mod attendance;
pub mod calendar;
pub mod change;
pub mod family;
pub mod figures;
pub mod homework_file;
pub mod ids;
pub mod lesson;
pub mod mark;
pub mod merge;
pub mod norm;
pub mod passage;
pub mod permit;
pub mod plan;
pub mod preflight;
pub mod refusal;
pub mod regulation;
pub mod rights;
pub mod roster;
pub mod russian;
#[cfg(test)]
mod sample;
pub mod school;
pub mod slots;
pub mod term;
pub mod term_mark;
pub mod timetable;
pub mod volume;
pub mod witness;
pub mod work_kind;
