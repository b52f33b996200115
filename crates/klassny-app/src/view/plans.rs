//! Thematic plans: the list, one plan as a table with plan against fact, and its approval (R29–R30).

use crate::view::journal::Stamp;
use crate::view::lesson::PassageLine;
use crate::view::text::WorkKindCode;
use serde::Serialize;
use ts_rs::TS;

/// The plans a person sees: deputies and the director all, teachers those of their groups.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlansView {
    /// The plans by grade and subject, those that are missing among them.
    pub plans: Vec<PlanChoice>,
    /// Whether the person approves plans.
    pub may_approve: bool,
}

/// A plan in the list.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanChoice {
    /// The plan; none where the subject has none in this grade.
    pub plan: Option<String>,
    /// The subject; none for a course.
    pub subject_id: Option<String>,
    /// «Алгебра», or the title of a course.
    pub subject: String,
    /// The grade; 0 for a course of several.
    pub grade: u8,
    /// How it stands.
    pub state: PlanStateCode,
    /// Whether a correction sheet of it waits for the deputy.
    pub sheet_sent: bool,
    /// Its rows.
    pub rows: u16,
    /// Its hours.
    pub hours: u16,
    /// «9А, 9Б».
    pub classes: String,
    /// «Соколова И. В., Орлов П. П.».
    pub teachers: String,
    /// Whether the person teaches it.
    pub own: bool,
}

/// How a plan or a correction sheet stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PlanStateCode {
    /// There is none.
    Missing,
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

/// One plan.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanView {
    /// The plan.
    pub plan: String,
    /// «Алгебра, 9 класс».
    pub title: String,
    /// How it stands.
    pub status: PlanStatus,
    /// Whether the person may write its rows now.
    pub may_edit: bool,
    /// Whether the person may send it for approval now.
    pub may_send: bool,
    /// Whether the person may approve and return plans and sheets.
    pub may_approve: bool,
    /// The groups that pass it.
    pub groups: Vec<PlanGroup>,
    /// The group whose passage the rows show; none where there is none.
    pub group: Option<String>,
    /// Whether the person may correct the plan for the group.
    pub may_correct: bool,
    /// The correction sheet of the group; none without a group or corrections.
    pub sheet: Option<PlanStatus>,
    /// The rows in their order.
    pub rows: Vec<PlanRowView>,
    /// Whether the last act of the session was one on this plan and can be taken back.
    pub can_undo: bool,
    /// Whether the act undone last was one on this plan.
    pub can_redo: bool,
}

/// How a version stands, and who said so.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanStatus {
    /// How it stands.
    pub state: PlanStateCode,
    /// Who sent it last and when.
    pub sent: Option<Stamp>,
    /// Who decided last and when.
    pub decided: Option<Stamp>,
    /// The words of the last decision; empty for none.
    pub note: String,
    /// Whether the approval is that of the file it was brought in from.
    pub by_file: bool,
}

/// A group that passes a plan.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanGroup {
    /// The group.
    pub group: String,
    /// «9Б».
    pub class_name: String,
    /// 0 for the whole class.
    pub subgroup: u8,
    /// «Соколова И. В.».
    pub teacher: String,
    /// Whether the person teaches it.
    pub own: bool,
    /// How it passes the plan.
    pub passage: PassageLine,
}

/// A row of a plan.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanRowView {
    /// The name of the row.
    pub number: u16,
    /// Where it stands, from 1.
    pub at: u16,
    /// Раздел.
    pub section: String,
    /// Тема.
    pub topic: String,
    /// The hours of the plan.
    pub hours: u8,
    /// Вид контроля.
    pub kind: Option<WorkKindCode>,
    /// Вид контроля as a file had it; empty for none.
    pub kind_text: String,
    /// Домашнее задание.
    pub homework: String,
    /// The day by timetable and holidays.
    pub planned_on: Option<String>,
    /// The lessons that gave it.
    pub given: Vec<GivenView>,
    /// The hours they count.
    pub hours_given: u16,
    /// The day on which what is left of it falls now.
    pub expected_on: Option<String>,
    /// Later rows were given and this one was not.
    pub skipped: bool,
    /// Whether it is the row that comes next.
    pub next: bool,
    /// Whether some group was given it: it can neither be moved nor removed.
    pub fixed: bool,
    /// How it is corrected for the group.
    pub correction: Option<CorrectionView>,
}

/// A lesson that gave a row.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct GivenView {
    /// The day.
    pub on: String,
    /// Who gave it.
    pub by: String,
}

/// A correction of a row for a group.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct CorrectionView {
    /// The hours from now on; 0 where the topic takes no lesson.
    pub hours: u8,
    /// Способ корректировки.
    pub how: String,
    /// Причина.
    pub reason: String,
}

/// What a file would change of a plan.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanFileView {
    /// The title in the file; empty for none.
    pub title: String,
    /// Whether that is the title of another plan.
    pub other: bool,
    /// The rows of the plan afterwards.
    pub rows: u16,
    /// Rows that stay as they are, but for their place.
    pub same: u16,
    /// What changes.
    pub lines: Vec<PlanFileLine>,
    /// What was not taken from the file, or is doubtful, in words.
    pub problems: Vec<String>,
}

/// A row that a file changes.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanFileLine {
    /// Where it stands.
    pub at: u16,
    /// How it changes.
    pub change: PlanFileChange,
    /// The topic before; empty for none.
    pub was: String,
    /// The topic afterwards; empty for none.
    pub now: String,
}

/// How a file changes a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PlanFileChange {
    /// It is new.
    Added,
    /// It says something else.
    Changed,
    /// It goes.
    Removed,
    /// The file does not have it; it was given and stays.
    Kept,
}
