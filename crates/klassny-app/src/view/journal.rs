//! The open spread of a paper journal, and one of its cells under the glass.

use crate::view::aside::CellDecision;
use crate::view::family::NoteLine;
use crate::view::late::Proved;
use crate::view::lesson::{AssignmentView, HeldView, HomeworkView, Place, PlanTopic};
use crate::view::text::{AbsenceCode, Delivery, LatenessCode, WorkKindCode};
use klassny_domain::school::TermKind;
use serde::Serialize;
use ts_rs::TS;

/// What the switcher of class, subject and subgroup offers.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct JournalGroups {
    /// The groups the person may read, own ones first, then by class and subject.
    pub groups: Vec<GroupChoice>,
    /// The group that was open last, or is taught now.
    pub current: Option<String>,
}

/// A group of the switcher.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct GroupChoice {
    /// The group.
    pub group: String,
    /// The class.
    pub class: String,
    /// «9Б».
    pub class_name: String,
    /// «Алгебра».
    pub subject: String,
    /// 0 for the whole class.
    pub subgroup: u8,
    /// The teacher of today: «Соколова И. В.».
    pub teacher: String,
    /// Whether the person teaches it.
    pub own: bool,
    /// Its terms, in order.
    pub terms: Vec<TermRef>,
}

/// A term of the switcher and of the columns of term marks.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TermRef {
    /// The term.
    pub term: String,
    /// Quarter, half-year or trimester.
    pub kind: TermKindCode,
    /// 1, 2, 3, 4.
    pub number: u8,
    /// The first day.
    pub starts_on: String,
    /// The last day.
    pub ends_on: String,
    /// Whether today is in it.
    pub current: bool,
    /// Whether it is closed for the class.
    pub closed: bool,
}

/// How a year is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TermKindCode {
    /// Четверть.
    Quarter,
    /// Полугодие.
    HalfYear,
    /// Триместр.
    Trimester,
}

impl From<TermKind> for TermKindCode {
    fn from(kind: TermKind) -> Self {
        match kind {
            TermKind::Quarter => Self::Quarter,
            TermKind::HalfYear => Self::HalfYear,
            TermKind::Trimester => Self::Trimester,
        }
    }
}

/// The open spread: pupils × lessons at the left, the lessons themselves at the right.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Spread {
    /// The group, as in the switcher.
    pub group: GroupChoice,
    /// The term.
    pub term: TermRef,
    /// The terms with a column of term marks: those before and this one.
    pub terms: Vec<TermRef>,
    /// The teacher in full: «Соколова Ирина Викторовна».
    pub teacher: String,
    /// Hours of the term by the timetable, as the volume counts them; none without a thematic plan.
    pub plan_hours: Option<u16>,
    /// Lessons given in the term.
    pub given_hours: u16,
    /// The lessons in order: held, open, planned.
    pub lessons: Vec<SpreadLesson>,
    /// The pupils in order of the list.
    pub rows: Vec<SpreadRow>,
    /// The index of the lesson to stand on: today's, or the first unfilled, or the last held.
    pub stand_on: Option<u16>,
    /// What the person may do here.
    pub rights: SpreadRights,
    /// Whether there is a change of this session to take back.
    pub can_undo: bool,
    /// Whether there is one to do again.
    pub can_redo: bool,
}

/// What the person may do in a spread.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SpreadRights {
    /// Marks, topics, homework, presence: the teacher of the group.
    pub write: bool,
    /// Reasons of absences: the class teacher; subject teachers where the school lets them.
    pub reasons: bool,
    /// Term marks.
    pub term_marks: bool,
    /// Permits and remarks: deputies.
    pub permits: bool,
    /// Whether the group takes no marks (grade 1).
    pub no_marks: bool,
}

/// A lesson of the spread: a column at the left, a row at the right.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SpreadLesson {
    /// The lesson.
    pub place: Place,
    /// № урока in the year; none where it was not held.
    pub number: Option<u16>,
    /// Held or not.
    pub held: HeldView,
    /// Where the column stands in time.
    pub stage: LessonStage,
    /// The works.
    pub assignments: Vec<AssignmentView>,
    /// The instant the column's marks close; none where planned or long closed.
    pub closes_at: Option<String>,
    /// Pupils without a mark of a work whose norm has passed: `!` in the head.
    pub missing_marks: u16,
    /// Marks in the column.
    pub marks: u16,
    /// Pupils absent.
    pub absent: u16,
    /// The topic; empty for none.
    pub topic: String,
    /// The row of the thematic plan for this lesson, taken over by F9 where no topic is stated.
    pub planned: Option<PlanTopic>,
    /// The homework.
    pub homework: HomeworkView,
    /// Whether homework is asked for at all (off in grade 1).
    pub homework_needed: bool,
    /// The instant homework is due; none where it is there or not needed.
    pub homework_due: Option<String>,
    /// Parts whose norm has passed, or that were entered after it.
    pub late: Vec<LatePart>,
    /// Who gave it instead of the group's teacher; empty otherwise.
    pub substitute: String,
    /// Parts of which two records differ.
    pub conflicts: Vec<LessonConflict>,
    /// Whether something of the lesson itself is only on this machine.
    pub unsent: bool,
    /// An open remark of the deputy on the lesson; empty for none.
    pub remark: String,
}

/// Where a lesson stands in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LessonStage {
    /// Still to come.
    Planned,
    /// Of today.
    Today,
    /// Earlier, and marks may still be written.
    Open,
    /// Earlier, and closed.
    Closed,
}

/// A part of a lesson and how it is late.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct LatePart {
    /// Which part.
    pub what: crate::view::today::LessonPart,
    /// The norm: the instant it passed.
    pub norm: String,
    /// Whether it was entered, though late; `false` is still missing.
    pub entered: bool,
}

/// Two records of a part of a lesson.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct LessonConflict {
    /// Which part.
    pub what: crate::view::today::LessonPart,
    /// The records.
    pub tips: Vec<Tip>,
}

/// A pupil's row of the spread.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SpreadRow {
    /// The pupil.
    pub pupil: String,
    /// № in the list.
    pub number: u16,
    /// «Карпов Матвей».
    pub name: String,
    /// Marks brought from another class in the term, counted in the average: «4», «5».
    pub brought: Vec<String>,
    /// Joined, left, taught at home; none otherwise.
    pub note: Option<RowNote>,
    /// One cell for each lesson of the spread, in the same order.
    pub cells: Vec<Cell>,
    /// The average in hundredths, rounded for display; none without marks.
    pub average_hundredths: Option<u32>,
    /// The accumulation; none where nothing is asked (no marks, left).
    pub accumulation: Option<AccumulationView>,
    /// One for each of `Spread::terms`, in the same order.
    pub terms: Vec<TermCell>,
}

/// A word after a pupil's name.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct RowNote {
    /// Which.
    pub kind: RowNoteKind,
    /// The day.
    pub on: String,
    /// The number of the order; empty for none.
    pub order: String,
}

/// Kinds of words after a pupil's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RowNoteKind {
    /// прибыл
    Joined,
    /// выбыл
    Left,
    /// обучается на дому
    Home,
}

/// A cell: what stands in it, and its signs.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct Cell {
    /// The marks, by the ordinal of their work.
    pub marks: Vec<CellMark>,
    /// Absent, and why.
    pub absence: Option<AbsenceCode>,
    /// Expected to be away, and why: so at the class's lesson before, or excused ahead. Nobody
    /// has said it of this lesson yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub expected: Option<AbsenceCode>,
    /// Came late.
    pub late: bool,
    /// Its signs.
    pub flags: Vec<CellFlag>,
}

/// A mark of a cell.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct CellMark {
    /// The work.
    pub ordinal: u8,
    /// `5`, `зач`, `н/а` …
    pub text: String,
    /// The struck value beside it, where it was corrected under a permit.
    pub was: Option<String>,
}

/// A sign of a cell (ui/README «States of a cell»).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CellFlag {
    /// Saved here only.
    Unsent,
    /// Has a comment.
    Comment,
    /// Open by a permit or a remark.
    Permit,
    /// Entered after the norm.
    EnteredLate,
    /// Came to a witness after the norm; entered in time by the workstation's clock.
    DeliveredLate,
    /// No mark of a written work, and its norm has passed.
    Missing,
    /// Two records differ.
    Conflict,
    /// The pupil is not on the list on that day.
    OffList,
    /// Changed without a permit (D12).
    Unpermitted,
}

/// How many marks a pupil has and needs.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct AccumulationView {
    /// Marks that count.
    pub has: u16,
    /// Marks needed now.
    pub needs_now: u16,
    /// Marks needed by the end of the term.
    pub needs: u16,
    /// Whether fewer than needed now.
    pub short: bool,
    /// The day since when the pupil is due; none for not.
    pub due_since: Option<String>,
}

/// A term mark, or its proposal.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TermCell {
    /// The mark decided; none while there is none.
    pub value: Option<String>,
    /// The proposal; none where there can be none («—»).
    pub proposal: Option<String>,
    /// Why the proposal is to be looked at.
    pub warnings: Vec<TermWarning>,
    /// Why the decision differs; empty where it does not.
    pub reason: String,
    /// Two decisions differ.
    pub conflict: bool,
    /// Saved here only.
    pub unsent: bool,
}

/// A warning of a term mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TermWarning {
    /// Fewer marks than the norm.
    FewMarks,
    /// No mark of written work.
    NoWrittenWork,
    /// Too many lessons missed.
    MissedMost,
    /// Differs from the proposal.
    OffAverage,
}

/// What the inspector says of a cell.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct CellView {
    /// The lesson.
    pub place: Place,
    /// The pupil.
    pub pupil: String,
    /// Each thing that stands in the cell.
    pub entries: Vec<CellEntry>,
    /// The comment to the mark; empty for none.
    pub comment: String,
    /// What the teacher says of the pupil at the lesson, to the family or not (R69).
    pub note: Option<NoteLine>,
    /// Earlier values, newest first.
    pub history: Vec<HistoryLine>,
    /// What deputies decided of records that did not count by themselves, newest first.
    pub decisions: Vec<CellDecision>,
    /// Whether it may be written, until when, and why.
    pub openness: Openness,
    /// The records that differ; empty for no conflict.
    pub tips: Vec<Tip>,
    /// Until when the author may take a slip of the hand back; none where the time is over.
    pub slip_until: Option<String>,
    /// Whether the person may ask for a permit here.
    pub may_ask: bool,
    /// What was asked or given for the cell or its lesson last; none where nothing was.
    pub permit: Option<crate::view::permit::PermitLine>,
}

/// One thing of a cell, with its stamp.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct CellEntry {
    /// The value: `5`, `н`, `Б`, `оп`.
    pub text: String,
    /// The work, for a mark.
    pub kind: Option<WorkKindCode>,
    /// Who and when.
    pub stamp: Stamp,
    /// How far it has travelled.
    pub delivery: Delivery,
    /// Whether it kept its norm.
    pub lateness: LatenessCode,
    /// Between which seals it was made.
    pub proved: Proved,
    /// What the author's clock said, where the seals know it wrong and the stamp has their time.
    pub clock_said: Option<String>,
}

/// Who entered something, when and where.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Stamp {
    /// «Соколова И. В.».
    pub by: String,
    /// The author's clock.
    pub at: String,
    /// «АРМ 7»; the file for imported facts.
    pub on: String,
}

/// An earlier value of a cell.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct HistoryLine {
    /// The value; empty for an emptied cell.
    pub text: String,
    /// Who and when.
    pub stamp: Stamp,
    /// How it ended.
    pub end: HistoryEnd,
    /// Seconds it stood.
    pub stood_s: u32,
    /// The reason of the permit, where one opened the cell; empty otherwise.
    pub permit: String,
}

/// How an earlier value ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum HistoryEnd {
    /// Taken back as a slip of the hand.
    Slip,
    /// Corrected under a permit.
    Permit,
    /// Replaced when a conflict was resolved.
    Conflict,
    /// Replaced otherwise.
    Replaced,
}

/// One of the records of a conflict.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Tip {
    /// Names the record for `resolve_conflict`.
    pub fact: String,
    /// Its value, in words.
    pub text: String,
    /// Who and when.
    pub stamp: Stamp,
    /// Whether this is the one shown.
    pub shown: bool,
}

/// Whether something may be written, and why.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Openness {
    /// Whether the person may write now.
    pub open: bool,
    /// The instant it closes, or closed.
    pub at: Option<String>,
    /// The rule.
    pub why: OpenWhy,
    /// Who can open it: «Орлова Т. Н.»; empty for nobody.
    pub who_opens: String,
}

/// The rule that keeps a cell open or closed (rules.md «When a cell is open»).
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "rule", rename_all = "snake_case")]
#[ts(export)]
pub enum OpenWhy {
    /// So many days after the lesson.
    Days {
        /// The kind of work the row is for; none for any.
        kind: Option<WorkKindCode>,
        /// The subjects the row is for: «математика»; empty for any.
        subjects: String,
        /// The first grade of the row.
        from_grade: u8,
        /// The last grade of the row.
        to_grade: u8,
        /// Days.
        days: u16,
    },
    /// By the next lesson of the subject on a later day.
    NextLesson {
        /// The kind of work.
        kind: Option<WorkKindCode>,
        /// The subjects.
        subjects: String,
    },
    /// The end of the lesson's day.
    LessonDay,
    /// A permit.
    Permit {
        /// Why it was given.
        reason: String,
    },
    /// A remark of the deputy.
    Remark {
        /// What is wrong.
        text: String,
    },
    /// The lesson has not begun.
    NotYet,
    /// The lesson is not marked as held.
    NotMarkedHeld,
    /// The lesson was not held.
    NotHeld,
    /// The pupil is not on the list on that day.
    NotOnList,
    /// The term is closed.
    TermClosed {
        /// Who closed it.
        by: String,
    },
    /// The group is another teacher's.
    NotYours {
        /// Whose.
        teacher: String,
    },
    /// The group takes no marks.
    NoMarks,
    /// Outside the slot, and the school's rule is read only.
    OutsideSlot,
    /// No deadline: late entries are accepted and stamped.
    AfterNorm,
}

/// What a change leaves: everything of the open spread that is different now.
///
/// Every call that writes into a spread answers with this, so that the window needs no second
/// call. `lessons` and `rows` hold whole fresh items; those not listed are as they were.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Saved {
    /// Fresh lessons.
    pub lessons: Vec<SpreadLesson>,
    /// Fresh rows.
    pub rows: Vec<SpreadRow>,
    /// The cell that was written, for the inspector.
    pub cell: Option<CellView>,
    /// Whether there is a change of this session to take back.
    pub can_undo: bool,
    /// Whether there is one to do again.
    pub can_redo: bool,
    /// Facts that are only on this machine.
    pub unsent: u32,
}

/// What undo or redo did.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Undone {
    /// The lesson it was in; none when there was nothing to take back.
    pub place: Option<Place>,
    /// The pupil it was of; none for the lesson itself.
    pub pupil: Option<String>,
    /// What is different now, where the lesson stands in the spread that was named.
    pub saved: Saved,
}
