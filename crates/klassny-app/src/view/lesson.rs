//! One lesson: where it stands, what it holds, and what a form of it needs besides the spread.

use crate::view::journal::{Saved, Stamp};
use crate::view::text::WorkKindCode;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which lesson: what its id is derived from (sync.md D10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Place {
    /// The group.
    pub group: String,
    /// The day.
    pub date: String,
    /// The number of the lesson in the day.
    pub bell: u8,
    /// 0, or 1, 2 … for further lessons of the group at the same bell.
    pub ordinal: u8,
}

/// Whether a lesson took place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum HeldView {
    /// Not said yet.
    Unsaid,
    /// Held.
    Held,
    /// Not held, with the reason.
    NotHeld {
        /// Why.
        reason: String,
    },
}

/// The homework of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum HomeworkView {
    /// Nothing was said.
    Missing,
    /// «не задано».
    NotSet,
    /// A task.
    Set {
        /// The task.
        text: String,
        /// The day it is due on.
        due_on: Option<String>,
    },
}

/// A work of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AssignmentView {
    /// 0, 1, 2 … within the lesson.
    pub ordinal: u8,
    /// The kind.
    pub kind: WorkKindCode,
    /// The weight in tenths; 10 is the usual one.
    pub weight_tenths: u16,
    /// The title; empty for none.
    pub title: String,
}

/// What the form of a lesson needs besides the spread it stands in.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct LessonView {
    /// The lesson.
    pub place: Place,
    /// The term it is in.
    pub term: String,
    /// «9:25»; empty where no bell is known.
    pub starts: String,
    /// «10:10».
    pub ends: String,
    /// The room.
    pub room: String,
    /// The rows of the thematic plan around this lesson, in order.
    pub plan: Vec<PlanTopic>,
    /// How the group passes the plan; none where there is no plan.
    pub passage: Option<PassageLine>,
    /// The person's lessons of the same subject and grade that may take topic and homework too.
    pub parallel: Vec<ParallelLesson>,
    /// Homework of the lesson before, to be checked in this one; empty for none.
    pub homework_before: String,
    /// Who stands in for whom, where somebody does.
    pub substitution: Option<SubstitutionLine>,
    /// Pupils to ask first: due longest, one asked last is last (R52–58).
    pub ask: Vec<AskLine>,
}

/// The files of a lesson's homework.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FilesView {
    /// The files, in the order they were attached.
    pub files: Vec<FileLine>,
    /// Whether the person may attach and remove files now.
    pub write: bool,
    /// How many files one homework may have.
    pub most: usize,
    /// How large a file may be, megabytes.
    pub largest_megabytes: u32,
    /// The endings that may be attached.
    pub endings: Vec<String>,
}

/// A file of homework.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FileLine {
    /// Which file of the homework.
    pub file: String,
    /// Its name, cleaned of all that could harm.
    pub name: String,
    /// Its length, bytes.
    pub len: u32,
    /// How far it has got.
    pub state: FileState,
    /// Who attached it, when and where.
    pub stamp: Stamp,
}

/// How far a file of homework has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FileState {
    /// On this machine only.
    SavedHere,
    /// On the share.
    Sent,
    /// Read from the share by another machine: it cannot be lost with the first.
    Confirmed,
    /// On the share; given up here for newer files, read from there when it is saved.
    OnShare,
    /// The record is here and the file is not: «файл ещё не пришёл».
    NotCome,
}

/// What attaching or removing a file left different.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FilesSaved {
    /// The files now.
    pub files: FilesView,
    /// The fresh part of the spread.
    pub saved: Saved,
}

/// A copy of a file that was saved.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FileSaved {
    /// Where it is.
    pub path: String,
}

/// A row of the thematic plan.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanTopic {
    /// The plan.
    pub plan: String,
    /// The name of the row: what a topic is stated of.
    pub number: u16,
    /// Where the row stands in the plan, from 1: № урока.
    pub at: u16,
    /// Раздел.
    pub section: String,
    /// Тема.
    pub topic: String,
    /// The hours of the row for this group.
    pub hours: u16,
    /// Homework of the plan; empty for none.
    pub homework: String,
    /// The kind of work of the plan.
    pub kind: Option<WorkKindCode>,
    /// The day on which it was given, if it was.
    pub given_on: Option<String>,
    /// Whether this is the row the plan means for this lesson.
    pub suggested: bool,
}

/// How a group passes its plan, in figures.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PassageLine {
    /// The hours of the plan for the group.
    pub hours: u16,
    /// Hours given.
    pub hours_given: u16,
    /// Hours not given.
    pub hours_left: u16,
    /// Lessons that are left for them.
    pub lessons_left: u16,
    /// Hours ahead of the plan by yesterday, below zero behind it.
    pub drift: i32,
    /// The row that is next; none at the end of the plan.
    pub next: Option<PlanTopic>,
}

/// A lesson of another group of the person that may take the same topic and homework.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ParallelLesson {
    /// The lesson: of the same day, or the next one of the group.
    pub place: Place,
    /// «9Б».
    pub class_name: String,
    /// 0 for the whole class.
    pub subgroup: u8,
    /// The topic it has; empty for none.
    pub topic: String,
    /// The homework it has.
    pub homework: HomeworkView,
    /// Why it takes nothing: the refusal in words; empty where it does.
    pub closed: String,
    /// The same in English.
    pub closed_en: String,
}

/// A substitution of a lesson.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SubstitutionLine {
    /// Who was away.
    pub absent: String,
    /// Who gives the lesson; empty for nobody.
    pub substitute: String,
    /// The subject taught instead; empty for the same.
    pub subject: String,
    /// Why.
    pub reason: String,
}

/// A pupil who is due to be asked.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct AskLine {
    /// The pupil.
    pub pupil: String,
    /// «Карпов Матвей».
    pub name: String,
    /// Marks the pupil has.
    pub has: u16,
    /// Marks needed by the end of the term.
    pub needs: u16,
    /// The day since when the pupil is due; none for not yet.
    pub since: Option<String>,
}

/// The thematic plan of a group.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TopicsView {
    /// The title of the plan; empty where there is none.
    pub title: String,
    /// Whether it is approved as it stands.
    pub approved: bool,
    /// All its rows.
    pub rows: Vec<PlanTopic>,
}
