//! What is done in a run: by people, by faults, by a stranger.

mod fault;
mod forge;
mod people;
pub(crate) mod sign;

pub use forge::Thief;
