//! The check of a class, term and subject before printing, and the deputy's monthly check.
//!
//! A pure function over plain rows: it finds, it never mends, and every finding names its cell.

mod kind;
mod lessons;
mod pupils;

pub use kind::FindingKind;

use crate::attendance::{AbsenceReason, Presence};
use crate::calendar::Calendar;
use crate::ids::{GroupId, PupilId, StaffId};
use crate::lesson::{Held, HomeworkText, LessonPlace};
use crate::mark::MarkValue;
use crate::regulation::Rules;
use crate::school::Term;
use crate::term_mark::WeighedMark;
use crate::timetable::Substitution;
use crate::work_kind::WorkKind;
use chrono::NaiveDate;

/// One subject of a class or subgroup in one term.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// The group.
    pub group: GroupId,
    /// The grade.
    pub grade: u8,
    /// The class: «5А».
    pub class: &'a str,
    /// The name of the subject.
    pub subject: &'a str,
    /// Hours a week, in quarters of an hour.
    pub week_hours_quarters: u16,
    /// The term.
    pub term: &'a Term,
    /// The lessons there are entries of, in order of date and bell.
    pub lessons: &'a [SheetLesson],
    /// The lessons the timetable expects in the term.
    pub expected: &'a [LessonPlace],
    /// The pupils who were on the list in the term.
    pub pupils: &'a [SheetPupil],
    /// The thematic plan.
    pub plan: Option<SheetPlan>,
    /// The works of the schedule in the term.
    pub control_works: &'a [(NaiveDate, WorkKind)],
    /// Substitutions of the group's lessons and of lessons given to it.
    pub substitutions: &'a [Substitution],
}

/// A lesson of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetLesson {
    /// Which lesson.
    pub place: LessonPlace,
    /// Held or not, if recorded.
    pub held: Option<Held>,
    /// Who taught it, if recorded.
    pub taught_by: Option<StaffId>,
    /// The topic; empty for none.
    pub topic: String,
    /// Homework.
    pub homework: HomeworkText,
    /// The kinds of its assignments.
    pub works: Vec<WorkKind>,
}

/// A pupil of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetPupil {
    /// The pupil.
    pub pupil: PupilId,
    /// The days on the list: first day, and first day no longer on it.
    pub listed: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// Cells with anything in them.
    pub cells: Vec<SheetCell>,
    /// Marks brought from another class or school.
    pub brought: Vec<WeighedMark>,
    /// The term mark, and why it differs from the proposal.
    pub term_mark: Option<(MarkValue, String)>,
    /// The year mark with the marks of all terms it follows from, once given.
    pub year: Option<(MarkValue, Vec<Option<MarkValue>>)>,
}

/// A cell of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetCell {
    /// The lesson in whose column it stands.
    pub place: LessonPlace,
    /// Whether the pupil was there.
    pub presence: Presence,
    /// Why not, where absent.
    pub reason: AbsenceReason,
    /// Its marks.
    pub marks: Vec<SheetMark>,
}

/// A mark of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetMark {
    /// The kind of its work.
    pub kind: WorkKind,
    /// The value and weight.
    pub mark: WeighedMark,
    /// The day the work was written, where later.
    pub written_on: Option<NaiveDate>,
    /// Whether it was corrected under a permit.
    pub corrected: bool,
}

/// The thematic plan of a sheet, in hours up to the day of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetPlan {
    /// Whether a deputy approved it.
    pub approved: bool,
    /// Hours of the plan that were given.
    pub hours_given: u32,
    /// Hours of the plan that the calendar has.
    pub hours_due: u32,
}

/// When the check is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckStage {
    /// Within the term: the deputy's monthly check (R105).
    During,
    /// At its end, before printing: term marks are due.
    TermEnd,
}

/// Something wrong, and the cell it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// The lesson, where it is of one.
    pub lesson: Option<LessonPlace>,
    /// The pupil, where it is of one.
    pub pupil: Option<PupilId>,
    /// Whether it stops a volume.
    pub blocks: bool,
    /// What is wrong, in Russian, without names.
    pub text: String,
    /// What stands there: `Н/4`, `4`, `2 из 3`; empty for none.
    pub value: String,
    /// What should: `3`; empty for none.
    pub expected: String,
}

/// Everything wrong in the sheet up to the end of a day: lessons first, then pupils in order.
pub fn check(
    rules: &Rules,
    calendar: &Calendar,
    sheet: &Sheet<'_>,
    stage: CheckStage,
    today: NaiveDate,
) -> Vec<Finding> {
    let check = Check {
        rules,
        calendar,
        sheet,
        stage,
        today,
    };
    let mut found = Found {
        rules,
        findings: Vec::new(),
    };
    lessons::check(&check, &mut found);
    pupils::check(&check, &mut found);
    found.findings
}

struct Check<'a> {
    rules: &'a Rules,
    calendar: &'a Calendar,
    sheet: &'a Sheet<'a>,
    stage: CheckStage,
    today: NaiveDate,
}

struct Found<'a> {
    rules: &'a Rules,
    findings: Vec<Finding>,
}

impl Found<'_> {
    fn add(
        &mut self,
        kind: FindingKind,
        cell: (Option<LessonPlace>, Option<PupilId>),
        text: impl Into<String>,
    ) {
        self.add_value(kind, cell, text, (String::new(), String::new()));
    }

    fn add_value(
        &mut self,
        kind: FindingKind,
        cell: (Option<LessonPlace>, Option<PupilId>),
        text: impl Into<String>,
        (value, expected): (String, String),
    ) {
        self.findings.push(Finding {
            kind,
            lesson: cell.0,
            pupil: cell.1,
            blocks: self.rules.check.blocking.contains(&kind),
            text: text.into(),
            value,
            expected,
        });
    }
}

impl Check<'_> {
    /// The lessons up to the day of the check.
    fn lessons(&self) -> impl Iterator<Item = &SheetLesson> {
        let lessons = self.sheet.lessons.iter();
        lessons.filter(|lesson| lesson.place.date <= self.today)
    }

    /// Those that were held, or that nobody recorded as not held.
    fn given(&self) -> impl Iterator<Item = &SheetLesson> {
        self.lessons()
            .filter(|lesson| !matches!(lesson.held, Some(Held::NotHeld { .. })))
    }
}

#[cfg(test)]
mod tests;
