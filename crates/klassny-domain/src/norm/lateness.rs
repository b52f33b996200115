//! Stamps of lateness, and corrections as every replica judges them (R50, D11, D12).

use crate::ids::{PermitId, StaffId};
use crate::mark::MarkValue;
use crate::regulation::Rules;
use chrono::{Duration, NaiveDate, NaiveDateTime};

/// What is known of when a fact was made, local times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What the workstation's clock claims.
    pub entered_at: NaiveDateTime,
    /// The newest seal the fact was made under: it cannot be older.
    pub not_before: Option<NaiveDateTime>,
    /// The first seal that covers the fact: by then a witness held it.
    pub delivered_at: Option<NaiveDateTime>,
    /// The newest seal of a witness that did not hold the fact yet.
    pub not_delivered_at: Option<NaiveDateTime>,
}

/// Whether a fact kept its norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lateness {
    /// In time.
    InTime,
    /// «внесено поздно».
    EnteredLate,
    /// «доставлено поздно, внесено вовремя по часам АРМ».
    DeliveredLate,
}

impl Lateness {
    /// The stamp as people read it; empty where there is none.
    pub const fn stamp(self) -> &'static str {
        match self {
            Self::InTime => "",
            Self::EnteredLate => "внесено поздно",
            Self::DeliveredLate => "доставлено поздно, внесено вовремя по часам АРМ",
        }
    }
}

/// Whether a fact kept its norm, by the evidence there is (P8, D11).
///
/// What was made over a seal from after the norm is late. What a witness held before its end is in
/// time, whatever the workstation's clock says. Of the rest the clock speaks; where a witness did
/// not hold it after the norm, its word is told as what it is.
pub fn lateness(closes_at: NaiveDateTime, evidence: &Evidence) -> Lateness {
    let after = |at: Option<NaiveDateTime>| at.is_some_and(|at| at > closes_at);
    if after(evidence.not_before) {
        return Lateness::EnteredLate;
    }
    if evidence.delivered_at.is_some_and(|at| at <= closes_at) {
        return Lateness::InTime;
    }
    if evidence.entered_at > closes_at {
        return Lateness::EnteredLate;
    }
    match after(evidence.not_delivered_at) {
        true => Lateness::DeliveredLate,
        false => Lateness::InTime,
    }
}

/// A mark that stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandingMark {
    /// The value.
    pub value: MarkValue,
    /// The day the work was written, where later.
    pub written_on: Option<NaiveDate>,
    /// Who entered it.
    pub by: StaffId,
    /// When, local.
    pub at: NaiveDateTime,
}

/// What a change of a standing mark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// The value stays the same.
    None,
    /// The author undid a slip of the hand.
    SlipOfTheHand,
    /// Made under a permit or a remark: printed beside the struck-through value.
    Permitted(PermitId),
    /// «исправлено без разрешения»: kept and flagged, the first value stays in force (D12).
    Unpermitted,
}

/// Judges a change of a standing mark, at entry and on receipt alike (R50, D12).
///
/// `standing` is the value and when it was entered; `by_author` says whether the hand is the one
/// that entered it, then come the new value and when; `closes_at` is the end of the cell's norm,
/// `permit` the permit or remark that opens it.
pub fn correction(
    rules: &Rules,
    standing: (MarkValue, NaiveDateTime),
    (by_author, value, at): (bool, Option<MarkValue>, NaiveDateTime),
    closes_at: Option<NaiveDateTime>,
    permit: Option<PermitId>,
) -> Correction {
    let (stands, entered_at) = standing;
    if value == Some(stands) {
        return Correction::None;
    }
    if by_author && at <= undo_until(rules, entered_at, closes_at) {
        return Correction::SlipOfTheHand;
    }
    permit.map_or(Correction::Unpermitted, Correction::Permitted)
}

/// Until when the author may undo: the slip's minutes or the norm's end, whichever is first.
pub(super) fn undo_until(
    rules: &Rules,
    entered_at: NaiveDateTime,
    closes_at: Option<NaiveDateTime>,
) -> NaiveDateTime {
    let minutes = Duration::minutes(i64::from(rules.entry.slip_minutes));
    let slip = entered_at + minutes;
    closes_at.map_or(slip, |closes_at| slip.min(closes_at))
}
