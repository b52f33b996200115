//! When a cell is open, until when, and why it is not (rules.md «When a cell is open»).
//!
//! Times are local to the school. Marks are locked after their norm (R50); topic, homework, held,
//! absence and its reason are accepted late and stamped so. Nothing here reads a clock.

mod deadline;
mod lateness;
mod mark;

pub use deadline::{
    Deadline, deadline_of_absence_reason, deadline_of_final, deadline_of_homework,
    deadline_of_mark, deadline_of_record,
};
pub use lateness::{Correction, Evidence, Lateness, StandingMark, correction, lateness};
pub use mark::{Key, Keys, MarkCell, keys_of_cell, mark_openness};

use crate::calendar::Calendar;
use crate::ids::StaffId;
use crate::lesson::{Held, LessonPlace};
use crate::refusal::Refusal;
use crate::regulation::Rules;
use crate::school::TermKind;
use chrono::{FixedOffset, NaiveDateTime};

/// A lesson, as norms see it.
#[derive(Clone, Copy, Debug)]
pub struct LessonAt<'a> {
    /// Which lesson.
    pub place: LessonPlace,
    /// The grade of its class.
    pub grade: u8,
    /// The class: «5А».
    pub class: &'a str,
    /// The name of the subject.
    pub subject: &'a str,
    /// What was recorded of it, if anything.
    pub held: Option<&'a Held>,
    /// The closed term it stands in, where its term is closed for the class.
    pub closed_term: Option<(u8, TermKind)>,
    /// The number of the class's last lesson of the day; the lesson's own where not known.
    pub last_bell: u8,
    /// The start of the group's first lesson on a later day than the norm runs from.
    pub next_lesson: Option<NaiveDateTime>,
}

/// Who enters, and when.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The person.
    pub staff: StaffId,
    /// Now, local.
    pub now: NaiveDateTime,
    /// Since when the person is signed in, local: undo ends with the session.
    pub session_since: NaiveDateTime,
    /// The school's offset from UTC, for the hours of permits.
    pub offset: FixedOffset,
}

/// Whether an entry is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Openness {
    /// It is.
    Open {
        /// Until when, local; none where nothing but the term's closing ends it.
        until: Option<NaiveDateTime>,
        /// What opens it.
        by: Key,
    },
    /// It is, and will be stamped late: its norm passed then.
    Late {
        /// When the norm passed, local.
        closed_at: NaiveDateTime,
    },
    /// It is not.
    Closed(Refusal),
}

impl Openness {
    /// The refusal, where the entry is not accepted.
    pub fn accepted(self) -> Result<Self, Refusal> {
        match self {
            Self::Closed(refusal) => Err(refusal),
            Self::Open { .. } | Self::Late { .. } => Ok(self),
        }
    }

    fn until(deadline: Option<NaiveDateTime>, now: NaiveDateTime) -> Self {
        match deadline {
            Some(closed_at) if now > closed_at => Self::Late { closed_at },
            until => Self::Open {
                until,
                by: Key::Norm,
            },
        }
    }
}

/// An entry of a lesson that is no mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Held or not (R21).
    Record,
    /// The topic; may be entered ahead (R25).
    Topic,
    /// Homework; may be entered ahead (R25).
    Homework,
    /// Who was absent or late (R14, R19).
    Attendance,
    /// Why a pupil was absent (R38); may be entered ahead, of a pupil who will be away.
    AbsenceReason {
        /// The day the pupil was back at school, if already.
        returned_on: Option<chrono::NaiveDate>,
    },
}

/// Whether an entry that is no mark is accepted. After its norm it still is, and stamped late.
pub fn entry_openness(
    rules: &Rules,
    calendar: &Calendar,
    lesson: &LessonAt<'_>,
    entry: Entry,
    moment: &Moment,
) -> Openness {
    if let Some((number, kind)) = lesson.closed_term {
        return Openness::Closed(Refusal::TermClosed { number, kind });
    }
    let ahead = matches!(
        entry,
        Entry::Topic | Entry::Homework | Entry::AbsenceReason { .. }
    );
    let starts_at = calendar.lesson_start(lesson.grade, lesson.place.date, lesson.place.bell);
    if !ahead && moment.now < starts_at {
        return Openness::Closed(Refusal::LessonNotStarted { starts_at });
    }
    let grading = rules.grading(lesson.grade, lesson.class, lesson.subject);
    let deadline = match entry {
        Entry::Record | Entry::Topic => Some(deadline_of_record(lesson)),
        Entry::Homework if !grading.homework => {
            return Openness::Closed(Refusal::HomeworkSwitchedOff);
        }
        Entry::Homework => Some(deadline_of_homework(rules, calendar, lesson)),
        Entry::Attendance => match lesson.held {
            Some(Held::NotHeld { reason }) => {
                let reason = reason.clone();
                return Openness::Closed(Refusal::LessonNotHeld { reason });
            }
            Some(Held::Held) | None => Some(deadline_of_record(lesson)),
        },
        Entry::AbsenceReason { returned_on } => {
            deadline_of_absence_reason(rules, calendar, lesson.grade, returned_on)
        }
    };
    Openness::until(deadline, moment.now)
}

#[cfg(test)]
mod tests;
