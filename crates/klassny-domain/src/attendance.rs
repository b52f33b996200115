//! Absence and lateness (R19–R20, R26, R37–R38).

use crate::ids::PupilId;
use crate::lesson::LessonPlace;

/// Whether a pupil was at the lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// The pupil was there.
    Present,
    /// The pupil came late, by so many minutes (0: not said).
    Late {
        /// Minutes after the bell.
        minutes: u16,
    },
    /// The pupil was not there.
    Absent,
}

/// Why a pupil was absent (R38).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AbsenceReason {
    /// Not clarified yet; prints as «н?».
    Unresolved,
    /// Б, illness.
    Illness,
    /// П, excused.
    Excused,
    /// Н, unexcused.
    Unexcused,
}

impl AbsenceReason {
    /// The letter in a cell: `н`, `Б`, `П`, `Н`.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Unresolved => "н",
            Self::Illness => "Б",
            Self::Excused => "П",
            Self::Unexcused => "Н",
        }
    }

    /// As it prints: what nobody clarified is «н?», never a small letter beside a capital one
    /// (rules.md, «Rights»).
    pub const fn printed(self) -> &'static str {
        match self {
            Self::Unresolved => "н?",
            Self::Illness | Self::Excused | Self::Unexcused => self.letter(),
        }
    }
}

/// The presence of a pupil at a lesson: the teacher's fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// The lesson.
    pub place: LessonPlace,
    /// The pupil.
    pub pupil: PupilId,
    /// Present, late or absent.
    pub presence: Presence,
}

/// The reason of an absence: the class teacher's fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceExcuse {
    /// The lesson.
    pub place: LessonPlace,
    /// The pupil.
    pub pupil: PupilId,
    /// The reason.
    pub reason: AbsenceReason,
    /// The document it rests on; empty for none.
    pub document: String,
}
