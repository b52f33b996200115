//! Thematic plans and the schedule of control works (R28–R30).

use crate::ids::{ClassId, ControlWorkId, PlanId, StaffId, SubjectId, YearId};
use crate::work_kind::WorkKind;
use chrono::NaiveDate;

/// A thematic plan (КТП) of a subject and grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThematicPlan {
    /// Derived from year, subject and grade (or course).
    pub plan: PlanId,
    /// The academic year.
    pub year: YearId,
    /// The subject; none for a course outside the curriculum.
    pub subject: Option<SubjectId>,
    /// The grade; 0 for a course of several.
    pub grade: u8,
    /// The title of the plan.
    pub title: String,
    /// Whether a deputy approved it.
    pub approved: bool,
}

/// One row of a thematic plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// The plan.
    pub plan: PlanId,
    /// № урока, from 1.
    pub number: u16,
    /// Раздел.
    pub section: String,
    /// Тема; an empty topic takes the row back.
    pub topic: String,
    /// Часы.
    pub hours: u8,
    /// Вид контроля.
    pub kind: Option<WorkKind>,
    /// Вид контроля as the file had it.
    pub kind_text: String,
    /// Домашнее задание.
    pub homework: String,
}

/// A control work of the yearly schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlWork {
    /// Derived from class, subject, date and bell.
    pub work: ControlWorkId,
    /// The class.
    pub class: ClassId,
    /// The subject.
    pub subject: SubjectId,
    /// The day.
    pub date: NaiveDate,
    /// The number of the lesson.
    pub bell: u8,
    /// The kind of work.
    pub kind: WorkKind,
    /// The title.
    pub title: String,
    /// The teacher.
    pub staff: Option<StaffId>,
    /// Основание: «План ВШК».
    pub basis: String,
}
