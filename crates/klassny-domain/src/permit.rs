//! A request for a permit and the refusal of one (R50, F37). The permit itself is [`Permit`].
//!
//! Must not open anything: a cell is opened by a permit alone.

use crate::ids::{PermitRequestId, PupilId, StaffId};
use crate::lesson::LessonPlace;
use crate::term::Permit;
use chrono::{DateTime, Utc};

/// A teacher asks a deputy to open a cell or a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermitRequest {
    /// Random.
    pub request: PermitRequestId,
    /// Who asks: the author of the fact.
    pub staff: StaffId,
    /// The lesson.
    pub place: LessonPlace,
    /// The work of the lesson.
    pub ordinal: u8,
    /// The pupil whose cell is to be opened; none for the whole lesson.
    pub pupil: Option<PupilId>,
    /// What is wanted: «5 вместо 4 за контрольную работу».
    pub wanted: String,
    /// Why.
    pub reason: String,
    /// `false` takes the request back.
    pub stands: bool,
}

/// A deputy declines a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermitDecline {
    /// The request.
    pub request: PermitRequestId,
    /// Why, in words for the one who asked.
    pub reason: String,
    /// `false` takes the refusal back.
    pub stands: bool,
}

/// How a request or a permit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PermitState {
    /// Nobody has answered.
    Waiting,
    /// The permit is open.
    Open,
    /// Its hour has passed.
    Expired,
    /// The deputy took it back.
    TakenBack,
    /// The deputy declined.
    Declined,
    /// Who asked took the request back.
    Withdrawn,
}

impl PermitState {
    /// How a request stands at an instant, with what answers it. A permit speaks before a refusal:
    /// what two deputies decide apart opens, for the teacher may already have written.
    pub fn of(
        request: Option<&PermitRequest>,
        permit: Option<&Permit>,
        declined: Option<&PermitDecline>,
        now: DateTime<Utc>,
    ) -> Self {
        if let Some(permit) = permit {
            return match (permit.stands, permit.ends_at > now) {
                (false, _) => Self::TakenBack,
                (true, true) => Self::Open,
                (true, false) => Self::Expired,
            };
        }
        let declined = declined.is_some_and(|declined| declined.stands);
        match request {
            _ if declined => Self::Declined,
            Some(request) if !request.stands => Self::Withdrawn,
            Some(_) | None => Self::Waiting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{GroupId, PermitId};
    use crate::sample::day;
    use crate::term::PermitScope;

    fn place() -> LessonPlace {
        LessonPlace {
            group: GroupId::from_bytes([1; 16]),
            date: day("2026-09-14"),
            bell: 2,
            ordinal: 0,
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn r50_a_request_waits_until_it_is_answered_and_a_permit_ends_at_its_hour() {
        let request = PermitRequest {
            request: PermitRequestId::from_bytes([2; 16]),
            staff: StaffId::from_bytes([3; 16]),
            place: place(),
            ordinal: 0,
            pupil: None,
            wanted: "4 вместо 3".into(),
            reason: "ошибка".into(),
            stands: true,
        };
        let permit = Permit {
            permit: PermitId::from_bytes([4; 16]),
            staff: request.staff,
            scope: PermitScope::Lesson(place()),
            reason: "ошибка".into(),
            ends_at: at("2026-09-15T11:00:00Z"),
            stands: true,
            request: Some(request.request),
        };
        let decline = PermitDecline {
            request: request.request,
            reason: "нет".into(),
            stands: true,
        };
        let (before, after) = (at("2026-09-15T10:00:00Z"), at("2026-09-15T11:00:00Z"));
        let some = Some(&request);
        let of = PermitState::of;
        assert_eq!(of(some, None, None, before), PermitState::Waiting);
        assert_eq!(of(some, Some(&permit), None, before), PermitState::Open);
        assert_eq!(of(some, Some(&permit), None, after), PermitState::Expired);
        let back = Permit {
            stands: false,
            ..permit.clone()
        };
        assert_eq!(of(some, Some(&back), None, before), PermitState::TakenBack);
        let declined = of(some, None, Some(&decline), before);
        assert_eq!(declined, PermitState::Declined);
        let both = of(some, Some(&permit), Some(&decline), before);
        assert_eq!(both, PermitState::Open);
        let withdrawn = PermitRequest {
            stands: false,
            ..request
        };
        let state = of(Some(&withdrawn), None, None, before);
        assert_eq!(state, PermitState::Withdrawn);
    }
}
