//! The district's collector: a machine without people that reads many schools' stores and counts.
//!
//! Each school enrols it by the usual six words. It verifies every segment as any replica does, puts
//! nothing on a store but its request, confirms nothing, takes no key of the personal cards, and
//! writes figures without people into PostgreSQL (decision 0021). The replicas of its home are the
//! truth, the database is made of them at will. One school that fails never stops the others.

mod database;
mod figures;
mod home;
mod round;
mod school;
mod words;

pub use database::Database;
pub use figures::{FEW, Figures, Record, SchoolClassSize};
pub use home::Home;
pub use round::{Outcome, State, collect, rebuild};
pub use school::{Asked, School, Vaults};
pub use words::sentence;
