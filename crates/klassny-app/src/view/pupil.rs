//! One pupil: a term over all subjects, and the decided marks of all years and classes (R11).

use crate::view::journal::{TermKindCode, TermRef};
use crate::view::lesson::Place;
use serde::Serialize;
use ts_rs::TS;

/// A pupil's term over all subjects.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PupilTermView {
    /// The pupil.
    pub pupil: String,
    /// «Алексеева Мария Олеговна».
    pub name: String,
    /// «5А».
    pub class_name: String,
    /// The term.
    pub term: TermRef,
    /// The terms of the class.
    pub terms: Vec<TermRef>,
    /// The subjects in the order of the volume.
    pub rows: Vec<PupilSubject>,
    /// Whether subjects are left out that the person does not read.
    pub partly: bool,
    /// Lessons missed, by reason.
    pub missed: PupilMissed,
    /// Whether the person may see the years too.
    pub years: bool,
}

/// A subject of a pupil's term.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PupilSubject {
    /// The group.
    pub group: String,
    /// «Алгебра».
    pub subject: String,
    /// 0 for the whole class.
    pub subgroup: u8,
    /// «Соколова И. В.».
    pub teacher: String,
    /// The cells with something in them, oldest first.
    pub cells: Vec<PupilCell>,
    /// Marks brought from another class in the term: «4», «5».
    pub brought: Vec<String>,
    /// The average, «3,96»; empty for none.
    pub average: String,
    /// Marks there are.
    pub has: u16,
    /// Marks the term mark needs.
    pub needs: u16,
    /// The proposed term mark; empty for none.
    pub proposed: String,
    /// The decided one; empty for none.
    pub decided: String,
    /// Whether the subject takes no marks.
    pub no_marks: bool,
}

/// A cell of it.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PupilCell {
    /// The lesson.
    pub place: Place,
    /// `5`, `4/3`, `Б`, `оп`.
    pub text: String,
    /// Whether the pupil was absent.
    pub absent: bool,
}

/// Lessons missed.
#[derive(Clone, Copy, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct PupilMissed {
    /// All.
    pub all: u16,
    /// For illness.
    pub illness: u16,
    /// Excused.
    pub excused: u16,
    /// Unexcused.
    pub unexcused: u16,
    /// Not clarified.
    pub unresolved: u16,
    /// Come late to.
    pub late: u16,
}

/// A pupil's decided marks over years and classes.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PupilYearsView {
    /// «Алексеева Мария Олеговна».
    pub name: String,
    /// The years, newest first; two classes of one year are two entries.
    pub years: Vec<PupilYear>,
}

/// A year in a class.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PupilYear {
    /// «2026/2027».
    pub year: String,
    /// «5А».
    pub class_name: String,
    /// The first day on the list.
    pub from: String,
    /// The first day no longer on it; none while on it.
    pub until: Option<String>,
    /// The columns.
    pub columns: Vec<PupilColumn>,
    /// The subjects.
    pub rows: Vec<PupilYearRow>,
}

/// What a column of decided marks is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
#[ts(export)]
pub enum PupilColumn {
    /// A term.
    Term {
        /// Quarter, half-year or trimester.
        kind: TermKindCode,
        /// 1, 2, 3, 4.
        number: u8,
    },
    /// The year.
    Year,
    /// The exam.
    Exam,
    /// The final mark.
    Final,
}

/// A subject of a year.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PupilYearRow {
    /// «Алгебра».
    pub subject: String,
    /// One for each column; empty for none.
    pub cells: Vec<String>,
}
