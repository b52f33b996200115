//! Arguments of the calls about permits (R50, F37).

use crate::view::lesson::Place;
use serde::Deserialize;
use ts_rs::TS;

/// A permit of the deputy.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct GivePermit {
    /// The lesson.
    pub place: Place,
    /// The pupil; none for the whole lesson.
    pub pupil: Option<String>,
    /// The work; 0 where the whole lesson is meant.
    pub ordinal: u8,
    /// Why.
    pub reason: String,
    /// The instant it ends.
    pub ends_at: String,
    /// The request it answers; none where it is given unasked.
    pub request: Option<String>,
}

/// What a teacher asks to have opened.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct AskPermit {
    /// The lesson.
    pub place: Place,
    /// The pupil; none for the whole lesson.
    pub pupil: Option<String>,
    /// The work; 0 where the whole lesson is meant.
    pub ordinal: u8,
    /// What is wanted: «5 вместо 4».
    pub wanted: String,
    /// Why.
    pub reason: String,
}

/// A request for a permit.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct RequestArgs {
    /// `PermitLine::request`.
    pub request: String,
}

/// A refusal of a request.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct DeclinePermit {
    /// `PermitLine::request`.
    pub request: String,
    /// Why.
    pub reason: String,
}

/// A permit.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PermitArgs {
    /// `PermitLine::permit`.
    pub permit: String,
}
