//! A small school at work: every call of the journal, with its refusals.

#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod accept;
mod aside;
mod class;
mod closes;
mod column;
mod debts;
mod due;
mod entry;
mod epochs;
mod family;
mod forged;
mod health;
mod meanwhile;
mod parallel;
mod permits;
mod plans;
mod pupil;
mod receipt;
mod refusals;
mod school;
mod seals;
mod seats;
mod take_back;
mod years;
