//! What missed its norm by the evidence of the seals, and the seals.

use crate::view::aside::AsidePart;
use crate::view::journal::Stamp;
use crate::view::lesson::Place;
use crate::view::text::LatenessCode;
use serde::Serialize;
use ts_rs::TS;

/// Entries of the last two weeks that missed their norm.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct LateView {
    /// The entries, newest first: of the school for who decides, one's own for others.
    pub lines: Vec<LateLine>,
    /// Whether there are more than the list shows.
    pub more: bool,
    /// The seals of witnesses, day by day; for who decides.
    pub seals: Vec<SealDay>,
    /// Whether the person may say that seals prove nothing.
    pub may_decide: bool,
}

/// An entry that missed its norm.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct LateLine {
    /// The group, to open it.
    pub group: String,
    /// «9Б».
    pub class_name: String,
    /// «Алгебра».
    pub subject: String,
    /// The lesson.
    pub place: Place,
    /// The pupil; none for what is of the lesson.
    pub pupil: Option<String>,
    /// «Петросян А.»; empty for none.
    pub pupil_name: String,
    /// What was stated.
    pub part: AsidePart,
    /// In words; empty where a cell was emptied.
    pub text: String,
    /// Who stated it, when, and where.
    pub by: Stamp,
    /// What the author's clock said, where the seals know it wrong and the stamp has their time.
    pub clock_said: Option<String>,
    /// When its norm ended.
    pub norm: String,
    /// Which of the two states.
    pub state: LatenessCode,
    /// What the seals prove.
    pub proved: Proved,
}

/// Between which seals something was made.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct Proved {
    /// The newest seal it was made over: not earlier.
    pub after: Option<String>,
    /// The first seal that covers it: not later.
    pub before: Option<String>,
}

/// The seals of a witness on one day.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SealDay {
    /// The witness.
    pub device: String,
    /// «АРМ 7».
    pub name: String,
    /// The day, by the witness's clock.
    pub day: String,
    /// The first of the day.
    pub first: String,
    /// The last.
    pub last: String,
    /// How many.
    pub count: u32,
    /// How many were made over seals with a later time: some witness's clock is wrong.
    pub contradicting: u32,
    /// How many a deputy voided.
    pub voided: u32,
    /// Why; empty for none.
    pub reason: String,
}
