//! What the window shows: one file a screen, shaped for that screen, never mirrors of tables.
//!
//! Ids travel as the 32 hexadecimal digits of the domain's ids. Dates are `2026-10-23`, times
//! `2026-10-23T09:50:00` in the school's local time, without an offset. Words of the interface
//! are chosen by the window from codes, so that Russian and English are equally complete; only
//! names, topics, homework and other texts that people wrote travel as text.
//! Nothing here computes: the views are filled by the features beside this module.

pub mod aside;
pub mod away;
pub mod class;
pub mod debts;
pub mod devices;
pub mod event;
pub mod family;
pub mod folder;
pub mod journal;
pub mod late;
pub mod lesson;
pub mod paper;
pub mod people;
pub mod permit;
pub mod plans;
pub mod pupil;
pub mod session;
pub mod share;
pub mod slots;
pub mod substitutions;
pub mod text;
pub mod today;
