//! Values of the domain that carry something with a choice: each as a small message of its own.
//!
//! A field that the chosen code does not use must be empty, so that one value has one encoding.

use crate::error::OpError;
use crate::v1;
use crate::wire::Wire;
use klassny_domain::access::Voucher;
use klassny_domain::attendance::Presence;
use klassny_domain::change::EnteredAt;
use klassny_domain::ids::PlanId;
use klassny_domain::lesson::{Held, HomeworkText};
use klassny_domain::term::{FinalKind, PermitScope};

/// Gives a needed message field its value, or says that it is missing.
macro_rules! needed {
    ($($name:ident)+) => {$(
        impl Wire<Option<v1::$name>> for $name {
            fn put(&self, field: &'static str) -> Result<Option<v1::$name>, OpError> {
                self.put(field).map(Some)
            }
            fn get(wire: Option<v1::$name>, field: &'static str) -> Result<Self, OpError> {
                Self::get(wire.ok_or(OpError::Missing { field })?, field)
            }
        }
    )+};
}

needed! { EnteredAt Presence HomeworkText FinalKind PermitScope Voucher }

impl Wire<v1::EnteredAt> for EnteredAt {
    fn put(&self, _field: &'static str) -> Result<v1::EnteredAt, OpError> {
        let Self {
            wall_ms,
            boot,
            monotonic_ms,
        } = *self;
        Ok(v1::EnteredAt {
            wall_ms,
            boot,
            monotonic_ms,
        })
    }
    fn get(wire: v1::EnteredAt, _field: &'static str) -> Result<Self, OpError> {
        let v1::EnteredAt {
            wall_ms,
            boot,
            monotonic_ms,
        } = wire;
        Ok(Self {
            wall_ms,
            boot,
            monotonic_ms,
        })
    }
}

impl Wire<v1::Pair> for (String, String) {
    fn put(&self, field: &'static str) -> Result<v1::Pair, OpError> {
        Ok(v1::Pair {
            name: self.0.put(field)?,
            value: self.1.put(field)?,
        })
    }
    fn get(wire: v1::Pair, field: &'static str) -> Result<Self, OpError> {
        Ok((Wire::get(wire.name, field)?, Wire::get(wire.value, field)?))
    }
}

impl Wire<v1::PlanRowRef> for (PlanId, u16) {
    fn put(&self, field: &'static str) -> Result<v1::PlanRowRef, OpError> {
        Ok(v1::PlanRowRef {
            plan: self.0.put(field)?,
            number: self.1.put(field)?,
        })
    }
    fn get(wire: v1::PlanRowRef, field: &'static str) -> Result<Self, OpError> {
        Ok((Wire::get(wire.plan, field)?, Wire::get(wire.number, field)?))
    }
}

impl Wire<Option<String>> for Held {
    fn put(&self, field: &'static str) -> Result<Option<String>, OpError> {
        match self {
            Self::Held => Ok(None),
            Self::NotHeld { reason } => reason.put(field).map(Some),
        }
    }
    fn get(wire: Option<String>, field: &'static str) -> Result<Self, OpError> {
        match wire {
            None => Ok(Self::Held),
            Some(reason) => Ok(Self::NotHeld {
                reason: Wire::get(reason, field)?,
            }),
        }
    }
}

impl Wire<v1::Presence> for Presence {
    fn put(&self, field: &'static str) -> Result<v1::Presence, OpError> {
        let (code, minutes) = match self {
            Self::Present => (1, 0),
            Self::Late { minutes } => (2, minutes.put(field)?),
            Self::Absent => (3, 0),
        };
        Ok(v1::Presence { code, minutes })
    }
    fn get(wire: v1::Presence, field: &'static str) -> Result<Self, OpError> {
        match (wire.code, wire.minutes) {
            (1, 0) => Ok(Self::Present),
            (2, minutes) => Ok(Self::Late {
                minutes: Wire::get(minutes, field)?,
            }),
            (3, 0) => Ok(Self::Absent),
            (1 | 3, minutes) => Err(OpError::Range {
                field,
                value: minutes.into(),
            }),
            (code, _) => Err(OpError::Code { field, code }),
        }
    }
}

impl Wire<v1::HomeworkText> for HomeworkText {
    fn put(&self, field: &'static str) -> Result<v1::HomeworkText, OpError> {
        let (code, text) = match self {
            Self::Missing => (1, String::new()),
            Self::NotSet => (2, String::new()),
            Self::Set(text) => (3, text.put(field)?),
        };
        Ok(v1::HomeworkText { code, text })
    }
    fn get(wire: v1::HomeworkText, field: &'static str) -> Result<Self, OpError> {
        match (wire.code, wire.text.is_empty()) {
            (1, true) => Ok(Self::Missing),
            (2, true) => Ok(Self::NotSet),
            (3, _) => Ok(Self::Set(Wire::get(wire.text, field)?)),
            (1 | 2, false) => Err(OpError::TooLong {
                field,
                max: 0,
                got: wire.text.len(),
            }),
            (code, _) => Err(OpError::Code { field, code }),
        }
    }
}

impl Wire<v1::FinalKind> for FinalKind {
    fn put(&self, field: &'static str) -> Result<v1::FinalKind, OpError> {
        let (code, term) = match self {
            Self::Term(term) => (1, Some(term.put(field)?)),
            Self::Year => (2, None),
            Self::Exam => (3, None),
            Self::Final => (4, None),
        };
        Ok(v1::FinalKind { code, term })
    }
    fn get(wire: v1::FinalKind, field: &'static str) -> Result<Self, OpError> {
        match (wire.code, wire.term) {
            (1, Some(term)) => Ok(Self::Term(Wire::get(term, field)?)),
            (1, None) => Err(OpError::Missing { field }),
            (2, None) => Ok(Self::Year),
            (3, None) => Ok(Self::Exam),
            (4, None) => Ok(Self::Final),
            (2..=4, Some(term)) => Err(OpError::TooLong {
                field,
                max: 0,
                got: term.len(),
            }),
            (code, _) => Err(OpError::Code { field, code }),
        }
    }
}

impl Wire<v1::PermitScope> for PermitScope {
    fn put(&self, field: &'static str) -> Result<v1::PermitScope, OpError> {
        Ok(match self {
            Self::Lesson(place) => v1::PermitScope {
                code: 1,
                place: place.put(field)?,
                ..Default::default()
            },
            Self::Cell(place, ordinal, pupil) => v1::PermitScope {
                code: 2,
                place: place.put(field)?,
                ordinal: ordinal.put(field)?,
                pupil: Some(pupil.put(field)?),
                ..Default::default()
            },
            Self::Group(group, from, until) => v1::PermitScope {
                code: 3,
                group: Some(group.put(field)?),
                from: Some(from.put(field)?),
                until: Some(until.put(field)?),
                ..Default::default()
            },
        })
    }
    fn get(wire: v1::PermitScope, field: &'static str) -> Result<Self, OpError> {
        let missing = OpError::Missing { field };
        let scope = match wire.code {
            1 => Self::Lesson(Wire::get(wire.place.clone(), field)?),
            2 => {
                let pupil = wire.pupil.clone().ok_or(missing)?;
                let place = Wire::get(wire.place.clone(), field)?;
                Self::Cell(
                    place,
                    Wire::get(wire.ordinal, field)?,
                    Wire::get(pupil, field)?,
                )
            }
            3 => {
                let group = wire.group.clone().ok_or(missing.clone())?;
                let from = wire.from.ok_or(missing.clone())?;
                let until = wire.until.ok_or(missing)?;
                let (from, until) = (Wire::get(from, field)?, Wire::get(until, field)?);
                Self::Group(Wire::get(group, field)?, from, until)
            }
            code => return Err(OpError::Code { field, code }),
        };
        // What the code does not use must be empty.
        let only: v1::PermitScope = scope.put(field)?;
        if only != wire {
            return Err(OpError::Range {
                field,
                value: wire.code.into(),
            });
        }
        Ok(scope)
    }
}

impl Wire<v1::Voucher> for Voucher {
    fn put(&self, field: &'static str) -> Result<v1::Voucher, OpError> {
        let (code, by, signature) = match self {
            Self::Root { signature } => (1, None, signature),
            Self::Invitation {
                invitation,
                signature,
            } => (2, Some(invitation.put(field)?), signature),
            Self::Seat { seat, signature } => (3, Some(seat.put(field)?), signature),
        };
        Ok(v1::Voucher {
            code,
            by,
            signature: signature.to_vec(),
        })
    }
    fn get(wire: v1::Voucher, field: &'static str) -> Result<Self, OpError> {
        let signature = Wire::get(wire.signature, field)?;
        match (wire.code, wire.by) {
            (1, None) => Ok(Self::Root { signature }),
            (2, Some(by)) => Ok(Self::Invitation {
                invitation: Wire::get(by, field)?,
                signature,
            }),
            (3, Some(by)) => Ok(Self::Seat {
                seat: Wire::get(by, field)?,
                signature,
            }),
            (1, Some(by)) => Err(OpError::TooLong {
                field,
                max: 0,
                got: by.len(),
            }),
            (2 | 3, None) => Err(OpError::Missing { field }),
            (code, _) => Err(OpError::Code { field, code }),
        }
    }
}
