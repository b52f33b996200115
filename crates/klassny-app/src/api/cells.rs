//! What keys in the cells of a spread ask for.

use crate::view::lesson::Place;
use crate::view::text::AbsenceCode;
use serde::Deserialize;
use ts_rs::TS;

/// A mark.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetMark {
    /// The lesson.
    pub place: Place,
    /// The pupil.
    pub pupil: String,
    /// The work.
    pub ordinal: u8,
    /// `2`–`5`, `1`, `зач`, `незач`, `н/а`, `осв`; none clears.
    pub value: Option<String>,
    /// The day a missed work was written later (`Б/4`).
    pub written_on: Option<String>,
}

/// The comment of a mark.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetComment {
    /// The lesson.
    pub place: Place,
    /// The pupil.
    pub pupil: String,
    /// The work.
    pub ordinal: u8,
    /// The comment; empty for none.
    pub comment: String,
}

/// Whether a pupil was there.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetAttendance {
    /// The lesson.
    pub place: Place,
    /// The pupil.
    pub pupil: String,
    /// What is stated.
    pub presence: PresenceArg,
}

/// Presence, as the keys state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum PresenceArg {
    /// There.
    Present,
    /// Late, by so many minutes (0: not said).
    Late {
        /// Minutes.
        minutes: u16,
    },
    /// Absent; a reason other than `unresolved` needs the right to give reasons.
    Absent {
        /// Why.
        reason: AbsenceCode,
    },
}

/// What is done to a column.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetColumn {
    /// The lesson.
    pub place: Place,
    /// What.
    pub act: ColumnAct,
}

/// An act on a column.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case")]
#[ts(export)]
pub enum ColumnAct {
    /// Everybody was there.
    Present,
    /// One value for all who were there and have none.
    Fill {
        /// The work.
        ordinal: u8,
        /// As in `SetMark`.
        value: String,
    },
    /// Marks, absences and lateness are taken back.
    Clear,
    /// Those who are expected to be away, are.
    Carry,
    /// Marks move by a row, from one pupil to the end of the list.
    Shift {
        /// The work.
        ordinal: u8,
        /// The first pupil whose mark moves.
        from: String,
        /// Down, or up.
        down: bool,
    },
}
