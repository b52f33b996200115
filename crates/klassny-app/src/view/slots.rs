//! The plan of entry: the week of every machine, what would not work in it, and how it was kept.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a machine does outside the plan of entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SlotPolicyCode {
    /// Work goes on; the report shows it.
    #[default]
    Note,
    /// The journal can be read only.
    ReadOnly,
    /// Nobody who is bound by the plan signs in.
    NoSignIn,
}

/// How a person stands to the plan of this machine now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SlotStanding {
    /// Not bound by it.
    Unbound,
    /// It is the person's time.
    Within,
    /// Somebody let the person in.
    LetIn,
    /// It is not.
    Outside,
}

/// The next time of a person by the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct NextSlot {
    /// The day.
    pub day: String,
    /// «14:00».
    pub from: String,
    /// «15:40».
    pub until: String,
    /// The machine's number.
    pub workstation: u16,
}

/// The plan of the week.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotPlanView {
    /// Whether the person changes the plan.
    pub may_edit: bool,
    /// Whether the person sets the rule.
    pub may_set_rule: bool,
    /// Whether the person lets others in.
    pub may_let_in: bool,
    /// The school's rule.
    pub rule: SlotRule,
    /// The machines that have a place in it, by number.
    pub stations: Vec<SlotStation>,
    /// Everybody who may have a time, by name.
    pub people: Vec<SlotPerson>,
    /// The times, by machine, weekday and hour.
    pub slots: Vec<PlanSlot>,
    /// Teaching days of people in the plan that have no time on them (R13).
    pub lacking: Vec<LackingDay>,
    /// Who was let in, from today on and the week before, newest first.
    pub let_in: Vec<LetInLine>,
    /// Whether the last act of this session changed the plan and can be taken back.
    pub undo: bool,
    /// Whether the act taken back last can be done again.
    pub redo: bool,
}

/// The school's rule for the plan of entry.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotRule {
    /// What a machine does outside it.
    pub policy: SlotPolicyCode,
    /// Idle minutes after which a machine locks.
    pub lock_minutes: u32,
    /// The warning before the end, minutes.
    pub warn_minutes: u32,
    /// From so many minutes on a slot was come to late.
    pub late_minutes: u32,
}

/// A machine of the plan.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotStation {
    /// Its number.
    pub number: u16,
    /// «каб. 214»; empty where nobody said.
    pub place: String,
    /// How many times it has in a week.
    pub slots: u32,
}

/// Somebody who may have a time.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotPerson {
    /// The person.
    pub staff: String,
    /// «Соколова Ирина Викторовна».
    pub name: String,
    /// The position.
    pub about: String,
    /// Whether no plan binds the person: a deputy, the director, the clerk, an administrator.
    pub unbound: bool,
    /// When the person's last lesson ends on each weekday, Monday first; empty for none.
    pub lessons_end: Vec<String>,
}

/// A time of the plan.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanSlot {
    /// The time.
    pub slot: String,
    /// The machine.
    pub workstation: u16,
    /// 1 Monday … 7 Sunday.
    pub weekday: u8,
    /// Whose.
    pub staff: String,
    /// «Соколова И. В.».
    pub name: String,
    /// «14:00».
    pub from: String,
    /// «14:20».
    pub until: String,
    /// What it overlaps with; an import may bring such.
    pub clash: Option<SlotClash>,
    /// What would not work.
    pub advice: Vec<SlotAdvice>,
    /// Whether two facts say different things of it.
    pub conflict: bool,
}

/// What a time overlaps with.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotClash {
    /// Another person at the machine; else the same person at another machine.
    pub machine: bool,
    /// Whose the other time is.
    pub name: String,
    /// At which machine it is.
    pub workstation: u16,
    /// From.
    pub from: String,
    /// To.
    pub until: String,
}

/// What would not work in a time.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotAdvice {
    /// What.
    pub what: AdviceCode,
    /// The hour it is about; empty for none.
    pub at: String,
    /// The lesson it is about; 0 for none.
    pub bell: u8,
}

/// What would not work in a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AdviceCode {
    /// It ends before the person's last lesson of the day.
    EndsBeforeLastLesson,
    /// The person teaches as it begins.
    DuringLesson,
    /// The homework of a class closes before it begins.
    AfterHomework,
    /// The person has no lessons on the day.
    NoLessons,
}

/// A teaching day without a time.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct LackingDay {
    /// The person.
    pub staff: String,
    /// «Соколова И. В.».
    pub name: String,
    /// 1 Monday … 7 Sunday.
    pub weekday: u8,
    /// When the last lesson ends.
    pub lessons_end: String,
}

/// Somebody let in outside the plan.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct LetInLine {
    /// The fact's register.
    pub waiver: String,
    /// Who.
    pub staff: String,
    /// «Соколова И. В.».
    pub name: String,
    /// At which machine.
    pub workstation: u16,
    /// The day.
    pub day: String,
    /// From.
    pub from: String,
    /// To.
    pub until: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// `false` once it was taken back.
    pub stands: bool,
    /// Whether it is not over yet.
    pub ahead: bool,
}

/// What a file would change in the plan.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotsPreview {
    /// The name of the file.
    pub file: String,
    /// Times the file has and the plan does not.
    pub added: u32,
    /// Times that would be another person's or another length.
    pub changed: u32,
    /// Times that stand already.
    pub same: u32,
    /// Times of the plan that the file does not have.
    pub gone: u32,
    /// The first of what would change, in words of the plan.
    pub lines: Vec<SlotsPreviewLine>,
    /// What was not taken or is doubtful.
    pub problems: Vec<SlotsProblem>,
}

/// One change that a file would make.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotsPreviewLine {
    /// Added, changed or gone.
    pub what: SlotsChange,
    /// The machine.
    pub workstation: u16,
    /// 1 Monday … 7 Sunday.
    pub weekday: u8,
    /// From.
    pub from: String,
    /// To.
    pub until: String,
    /// Whose.
    pub name: String,
    /// What stands now, where it is another: «Ким Р. А., 14:00–14:20».
    pub was: String,
}

/// What a file would do to a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SlotsChange {
    /// It is new.
    Added,
    /// It stands otherwise.
    Changed,
    /// The file does not have it.
    Gone,
}

/// A row that was not taken, or is doubtful.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotsProblem {
    /// «Расписание.xlsx, лист «Расписание ввода», F12».
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub what_to_do: String,
}

/// A file that was printed.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PrintedFile {
    /// Where it lies.
    pub file: String,
}

/// How a week of the plan was kept (R36).
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotReportView {
    /// Monday.
    pub monday: String,
    /// Saturday.
    pub saturday: String,
    /// From so many minutes on a slot was come to late.
    pub late_minutes: u32,
    /// Everybody with times in the plan, by name.
    pub people: Vec<SlotReportPerson>,
    /// How many times of the plan were kept, late, missed and are ahead.
    pub totals: SlotTotals,
}

/// Counts of times.
#[derive(Clone, Copy, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct SlotTotals {
    /// Kept in time.
    pub kept: u32,
    /// Come to late.
    pub late: u32,
    /// Not come to.
    pub missed: u32,
    /// Not over.
    pub ahead: u32,
    /// Stays outside the plan that nobody allowed.
    pub outside: u32,
    /// Stays outside it that somebody allowed.
    pub let_in: u32,
}

/// A person's week.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotReportPerson {
    /// The person.
    pub staff: String,
    /// «Соколова Ирина Викторовна».
    pub name: String,
    /// The counts.
    pub totals: SlotTotals,
    /// The times of the plan, by day and hour.
    pub slots: Vec<SlotReportLine>,
    /// Stays outside it, by time.
    pub outside: Vec<SlotOutsideLine>,
}

/// A time of the plan on a day.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotReportLine {
    /// The day.
    pub day: String,
    /// The machine.
    pub workstation: u16,
    /// From.
    pub from: String,
    /// To.
    pub until: String,
    /// How it was kept.
    pub kept: SlotKept,
    /// The first entry; empty for none.
    pub first: String,
    /// How many minutes late.
    pub minutes: u32,
    /// Who entered the person's lessons of the day instead.
    pub instead: Vec<String>,
}

/// How a time of the plan was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SlotKept {
    /// In time.
    Kept,
    /// Late.
    Late,
    /// Not at all.
    Missed,
    /// It is not over.
    Ahead,
}

/// A stay outside the plan.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotOutsideLine {
    /// The day.
    pub day: String,
    /// The machine; 0 for one without a number.
    pub workstation: u16,
    /// The first entry.
    pub from: String,
    /// The last entry.
    pub until: String,
    /// How many entries.
    pub count: u32,
    /// Who let the person in; empty for nobody.
    pub by: String,
    /// Why.
    pub reason: String,
}
