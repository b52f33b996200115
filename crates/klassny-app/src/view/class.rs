//! «Класс»: a week of absences with their reasons, and how the class is filled by subject.

use crate::view::journal::TermRef;
use crate::view::lesson::Place;
use crate::view::text::AbsenceCode;
use serde::Serialize;
use ts_rs::TS;

/// A week of a class: who missed what and why (R38, R39).
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ClassWeekView {
    /// The class.
    pub class: String,
    /// «5А».
    pub class_name: String,
    /// The class teacher of the week: «Соколова И. В.»; empty for nobody.
    pub teacher: String,
    /// The term the week is in.
    pub term: TermRef,
    /// The days of the week, Monday first; Saturday where the class has six days.
    pub days: Vec<ClassDay>,
    /// A day of the week before; none at the start of the year.
    pub earlier: Option<String>,
    /// A day of the week after; none at the end of the year.
    pub later: Option<String>,
    /// The pupils in the order of the journal.
    pub rows: Vec<ClassRow>,
    /// Absences of the term whose reason nobody gave.
    pub unresolved: u16,
    /// The day the next of them is due by, where a pupil is back already.
    pub due_on: Option<String>,
    /// Whether the person may give reasons.
    pub may_excuse: bool,
    /// Whether the last act of the session was a reason and can be taken back here.
    pub can_undo: bool,
}

/// A day of the week.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ClassDay {
    /// The day.
    pub date: String,
    /// Whether the class has school.
    pub school: bool,
    /// Why not: «Осенние каникулы»; empty otherwise.
    pub why: String,
    /// Pupils on the list of the day.
    pub listed: u16,
    /// Pupils who missed a lesson that was.
    pub absent: u16,
    /// Lessons recorded so far, over all subjects.
    pub recorded: u16,
}

/// A pupil's week.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ClassRow {
    /// The pupil.
    pub pupil: String,
    /// The number on the list.
    pub number: u16,
    /// «Алексеева Мария».
    pub name: String,
    /// Whether the pupil has left.
    pub left: bool,
    /// One for each day.
    pub days: Vec<ClassCell>,
    /// Totals of the week.
    pub week: ClassTotals,
    /// Totals of the term so far.
    pub term: ClassTotals,
}

/// A pupil's day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ClassCell {
    /// Whether the pupil is on the list.
    pub listed: bool,
    /// Lessons the pupil has that day.
    pub lessons: u16,
    /// Lessons missed.
    pub missed: u16,
    /// Lessons come late to.
    pub late: u16,
    /// Their reason; none where there are several, or none was missed.
    pub reason: Option<AbsenceCode>,
    /// The reason given ahead for lessons without a record; none otherwise.
    pub ahead: Option<AbsenceCode>,
    /// Lessons with something to say, by bell.
    pub details: Vec<ClassLesson>,
}

/// What a pupil's lesson says of presence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ClassLesson {
    /// The lesson.
    pub place: Place,
    /// «Алгебра».
    pub subject: String,
    /// Whether the pupil was absent.
    pub absent: bool,
    /// Minutes late (0: not said); none where the pupil was not late.
    pub late_minutes: Option<u16>,
    /// The reason that stands, also one given ahead.
    pub reason: AbsenceCode,
    /// The document it rests on.
    pub document: String,
}

/// Lessons missed, by reason.
#[derive(Clone, Copy, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct ClassTotals {
    /// Whole days.
    pub days: u16,
    /// Lessons.
    pub lessons: u16,
    /// Of them for illness.
    pub illness: u16,
    /// Excused.
    pub excused: u16,
    /// Unexcused.
    pub unexcused: u16,
    /// Not clarified.
    pub unresolved: u16,
    /// Lessons come late to.
    pub late: u16,
}

/// How the journal of a class is filled, by subject and week (R109, R110).
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ClassFillingView {
    /// The class.
    pub class: String,
    /// «5А».
    pub class_name: String,
    /// The term.
    pub term: TermRef,
    /// The weeks of the term that have begun.
    pub weeks: Vec<FillingWeek>,
    /// The subjects in the order of the volume.
    pub rows: Vec<FillingRow>,
    /// All subjects together.
    pub total: FillingCell,
}

/// A week of a term.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FillingWeek {
    /// The number in the term.
    pub number: u8,
    /// The first school day.
    pub from: String,
    /// The last school day.
    pub until: String,
}

/// A subject, or a subgroup of it.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FillingRow {
    /// The group.
    pub group: String,
    /// «Алгебра».
    pub subject: String,
    /// 0 for the whole class.
    pub subgroup: u8,
    /// «Соколова И. В.».
    pub teacher: String,
    /// One for each week.
    pub weeks: Vec<FillingCell>,
    /// The weeks together.
    pub total: FillingCell,
    /// Pupils on the list without a mark in the term; none where the subject takes no marks.
    pub without_marks: Option<u16>,
    /// Pupils with one mark.
    pub with_one: Option<u16>,
    /// Pupils on the list.
    pub pupils: u16,
    /// The first lesson that lacks something.
    pub first_lacking: Option<Place>,
}

/// Lessons of a week that were to be, and what they lack.
#[derive(Clone, Copy, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct FillingCell {
    /// Lessons over by now.
    pub due: u16,
    /// Of them with everything that is due.
    pub filled: u16,
    /// Without «held» or «not held».
    pub no_record: u16,
    /// Held without a topic.
    pub no_topic: u16,
    /// Held without homework, where it is due.
    pub no_homework: u16,
    /// Marks given.
    pub marks: u16,
}
