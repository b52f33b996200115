//! Lessons, their topics, homework and assignments (R13–R33, R48–R51).

use crate::ids::{AssignmentId, GroupId, LessonId, PlanId, StaffId};
use crate::work_kind::WorkKind;
use chrono::NaiveDate;

/// Whether a lesson took place (R21).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Held {
    /// Held by the named teacher.
    Held,
    /// Not held, with the reason in words.
    NotHeld {
        /// Why: quarantine, frost, no substitute…
        reason: String,
    },
}

/// The record that a lesson was or was not held, and by whom (R21–R23).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonRecord {
    /// Which lesson.
    pub place: LessonPlace,
    /// Held or not.
    pub held: Held,
    /// Who taught it: the teacher of the group or the substitute.
    pub taught_by: StaffId,
    /// Academic hours it counts, usually 1.
    pub hours: u8,
}

/// Which lesson a fact is about. Every fact of a lesson carries it, so that rights and terms can
/// be judged without any other fact; the lesson's id is derived from it (D10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LessonPlace {
    /// The lesson's group.
    pub group: GroupId,
    /// The lesson's day.
    pub date: NaiveDate,
    /// The number of the lesson in the day.
    pub bell: u8,
    /// 0, or 1, 2 … for further lessons of the group at the same bell.
    pub ordinal: u8,
}

impl LessonPlace {
    /// The id of the lesson at this place.
    pub fn lesson(self) -> LessonId {
        let date = self.date.to_string();
        let numbers = [self.bell, self.ordinal];
        LessonId::derive(&[self.group.as_bytes(), date.as_bytes(), &numbers])
    }

    /// The id of the assignment with this ordinal in the lesson.
    pub fn assignment(self, ordinal: u8) -> AssignmentId {
        AssignmentId::derive(&[self.lesson().as_bytes(), &[ordinal]])
    }
}

/// What was taught (тема, R15, R25, R28).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonTopic {
    /// The lesson.
    pub place: LessonPlace,
    /// The topic in words; empty for none.
    pub text: String,
    /// The row of the thematic plan it fulfils.
    pub plan_row: Option<(PlanId, u16)>,
}

/// The task for home (домашнее задание, R16, R24, R26).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HomeworkText {
    /// Nothing was said about homework yet.
    Missing,
    /// «не задано» is an answer.
    NotSet,
    /// The task in words.
    Set(String),
}

/// The homework given at a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Homework {
    /// The lesson at which it was given.
    pub place: LessonPlace,
    /// The task.
    pub text: HomeworkText,
    /// The day it is due on, if it was said.
    pub due_on: Option<NaiveDate>,
}

/// A task of a lesson that marks are given for (R49).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The lesson in whose column the marks stand (R48).
    pub place: LessonPlace,
    /// 0, 1, 2 … within the lesson.
    pub ordinal: u8,
    /// The kind of work; none takes the assignment back.
    pub kind: Option<WorkKind>,
    /// The weight in the average, in tenths; 10 is the usual one.
    pub weight_tenths: u16,
    /// The title of the work; empty for none.
    pub title: String,
}
