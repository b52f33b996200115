//! What the screen of a class asks for.

use crate::view::text::AbsenceCode;
use serde::Deserialize;
use ts_rs::TS;

/// A class and a week.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ClassWeek {
    /// The class.
    pub class: String,
    /// Any day of the week; none for the clock's.
    pub date: Option<String>,
}

/// Why pupils are away.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct Excuse {
    /// The class.
    pub class: String,
    /// The pupils.
    pub pupils: Vec<String>,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// One lesson of the day only; none for all.
    pub bell: Option<u8>,
    /// The reason; `unresolved` takes reasons back.
    pub reason: AbsenceCode,
    /// The document it rests on: «справка № 14 от 20.10»; empty for none.
    pub document: String,
}
