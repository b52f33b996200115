//! Thematic plans with their approval and correction, and the schedule of control works (R28–R30).

use crate::ids::{ClassId, ControlWorkId, GroupId, PlanId, StaffId, SubjectId, YearId};
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

/// What a plan is of. Every fact of a plan carries it, so that rights can be judged without any
/// other fact; the id of a subject's plan is derived from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanOf {
    /// The academic year.
    pub year: YearId,
    /// The subject; none for a course outside the curriculum.
    pub subject: Option<SubjectId>,
    /// The grade; 0 for a course of several.
    pub grade: u8,
}

impl PlanOf {
    /// The id of the plan of a subject and grade; none where there is no subject, for the plan of
    /// a course is named by the course.
    pub fn plan(&self) -> Option<PlanId> {
        let subject = self.subject?;
        let parts: [&[u8]; 3] = [self.year.as_bytes(), subject.as_bytes(), &[self.grade]];
        Some(PlanId::derive(&parts))
    }
}

impl ThematicPlan {
    /// What the plan is of.
    pub const fn of(&self) -> PlanOf {
        PlanOf {
            year: self.year,
            subject: self.subject,
            grade: self.grade,
        }
    }
}

/// One row of a thematic plan. Its number names it for ever, so that a topic that was given stays
/// with its row; where it stands in the plan is its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// The plan.
    pub plan: PlanId,
    /// What the plan is of.
    pub of: PlanOf,
    /// The name of the row, from 1: № урока of the file, or the next free number.
    pub number: u16,
    /// Where the row stands: rows go by position, then by number.
    pub position: u32,
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

impl PlanRow {
    /// How far apart rows of a file stand, so that rows may be put between them.
    pub const STEP: u32 = 1024;

    /// The position of the row with this number in a file.
    pub fn position_of(number: u16) -> u32 {
        u32::from(number).saturating_mul(Self::STEP)
    }
}

/// A digest of the rows of a plan in their order: what was sent and approved is compared by it.
pub fn digest_of_rows(rows: &[PlanRow]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    let mut take = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    for row in rows {
        take(&row.number.to_le_bytes());
        take(&[row.hours]);
        let kind = row.kind.map(|kind| kind as u8 + 1).unwrap_or_default();
        take(&[kind]);
        for text in [&row.section, &row.topic, &row.kind_text, &row.homework] {
            take(text.as_bytes());
        }
    }
    *hasher.finalize().as_bytes()
}

/// A digest of the corrections of a plan for a group, by number of the row.
pub fn digest_of_corrections(corrections: &[PlanCorrection]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    let mut take = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    for correction in corrections.iter().filter(|correction| correction.stands) {
        take(&correction.number.to_le_bytes());
        take(&[correction.hours]);
        take(correction.how.as_bytes());
        take(correction.reason.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// A word on a plan, or on the correction sheet of a group (R29, F42): it was sent for approval,
/// approved or returned. It names the version it is about. What is sent and what is decided are two
/// registers: neither takes the other's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanApproval {
    /// The plan.
    pub plan: PlanId,
    /// What the plan is of.
    pub of: PlanOf,
    /// The group whose correction sheet it is about; none for the plan itself.
    pub group: Option<GroupId>,
    /// The digest of the version: [`digest_of_rows`] or [`digest_of_corrections`].
    pub digest: [u8; 32],
    /// What is said.
    pub word: PlanWord,
    /// In words: why it is returned, what to look at; empty for nothing.
    pub note: String,
}

/// What is said of a version of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanWord {
    /// The teacher sends it for approval.
    Sent,
    /// The deputy approves it.
    Approved,
    /// The deputy returns it.
    Returned,
    /// The deputy takes the decision back.
    Withdrawn,
}

/// Where a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanState {
    /// Nobody sent it.
    Draft,
    /// It waits for the deputy.
    Sent,
    /// It is approved as it stands.
    Approved,
    /// It was returned as it stands.
    Returned,
    /// It was approved and is another one now.
    ChangedSince,
}

impl PlanState {
    /// Where the version with this digest stands by the last sending and the last decision.
    pub fn of(
        digest: &[u8; 32],
        sent: Option<&PlanApproval>,
        decided: Option<&PlanApproval>,
    ) -> Self {
        let decided = decided.map(|decided| (decided.word, decided.digest == *digest));
        match decided {
            Some((PlanWord::Approved, true)) => Self::Approved,
            Some((PlanWord::Returned, true)) => Self::Returned,
            _ if sent.is_some_and(|sent| sent.digest == *digest) => Self::Sent,
            Some((PlanWord::Approved, false)) => Self::ChangedSince,
            Some((PlanWord::Returned, false))
            | Some((PlanWord::Withdrawn | PlanWord::Sent, _))
            | None => Self::Draft,
        }
    }
}

/// How a row of a plan is corrected for a group that fell behind or ran ahead (F42).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanCorrection {
    /// The plan.
    pub plan: PlanId,
    /// The number of the row.
    pub number: u16,
    /// The group.
    pub group: GroupId,
    /// The hours of the row for this group from now on; 0 where its topic takes no lesson.
    pub hours: u8,
    /// Способ корректировки: «объединение тем», «самостоятельное изучение».
    pub how: String,
    /// Причина: «карантин 12–16.10».
    pub reason: String,
    /// `false` takes the correction back.
    pub stands: bool,
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
