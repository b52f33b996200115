//! What is written in the cells of a spread, with the stamps of the facts.
//!
//! Reads all cells of a term, or only those of the rows and columns that are asked for, so that
//! the answer to a key costs no more than the key.

use super::frame::Frame;
use crate::error::Result;
use crate::late::lateness_of;
use chrono::NaiveDateTime;
use klassny_domain::attendance::{AbsenceExcuse, AbsenceReason, Attendance, Presence};
use klassny_domain::ids::{PermitId, PupilId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::Mark;
use klassny_domain::norm::Lateness;
use klassny_store::query::{Listed, Stamp, UnpermittedMark};
use klassny_store::{Evidence, Read, Saved, Standing};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What stands in one cell.
#[derive(Clone, Debug, Default)]
pub(crate) struct InkCell {
    /// Marks by ordinal, emptied ones among them.
    pub marks: Vec<Standing<Mark>>,
    /// Presence.
    pub attendance: Option<Standing<Attendance>>,
    /// The reason of an absence.
    pub excuse: Option<Standing<AbsenceExcuse>>,
}

impl InkCell {
    /// Whether the pupil was there.
    pub fn presence(&self) -> Presence {
        let stated = self.attendance.as_ref();
        stated.map_or(Presence::Present, |stated| stated.value.presence)
    }

    /// Whether the pupil was absent.
    pub fn absent(&self) -> bool {
        self.presence() == Presence::Absent
    }

    /// Why the pupil was absent; none for present.
    pub fn reason(&self) -> Option<AbsenceReason> {
        let excuse = self.excuse.as_ref();
        let reason = excuse.map_or(AbsenceReason::Unresolved, |e| e.value.reason);
        self.absent().then_some(reason)
    }

    /// Marks that have a value.
    pub fn valued(&self) -> impl Iterator<Item = &Standing<Mark>> {
        self.marks.iter().filter(|mark| mark.value.value.is_some())
    }

    /// The mark of a work, with or without a value.
    pub fn mark(&self, ordinal: u8) -> Option<&Standing<Mark>> {
        self.marks.iter().find(|mark| mark.value.ordinal == ordinal)
    }

    /// The numbers of the facts that stand here.
    pub fn facts(&self) -> impl Iterator<Item = i64> + '_ {
        let marks = self.marks.iter().map(|mark| mark.fact_no);
        let attendance = self.attendance.iter().map(|stated| stated.fact_no);
        marks
            .chain(attendance)
            .chain(self.excuse.iter().map(|stated| stated.fact_no))
    }

    /// Whether two records of anything here differ.
    pub fn conflict(&self) -> bool {
        self.marks.iter().any(Standing::is_conflict)
            || self.attendance.as_ref().is_some_and(Standing::is_conflict)
            || self.excuse.as_ref().is_some_and(Standing::is_conflict)
    }
}

/// Which cells are asked for; all of them, or those of some columns and rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Columns; none for all.
    pub lessons: Option<Vec<LessonPlace>>,
    /// Rows; none for all.
    pub pupils: Option<Vec<PupilId>>,
}

impl Wanted {
    /// One cell: its column and its row.
    pub fn cell(place: LessonPlace, pupil: PupilId) -> Self {
        Self {
            lessons: Some(vec![place]),
            pupils: Some(vec![pupil]),
        }
    }

    fn all(&self) -> bool {
        self.pupils.is_none()
    }
}

/// The cells of a spread and what is known of their facts.
pub(crate) struct Ink {
    /// Cells with anything in them.
    pub cells: HashMap<(LessonPlace, PupilId), InkCell>,
    /// The pupils of the list with their intervals, in order of the list.
    pub pupils: Vec<Vec<Listed>>,
    /// Stamps of the facts of the cells and of the lessons.
    pub stamps: HashMap<i64, Stamp>,
    /// What seals say of when these facts were made.
    pub evidence: HashMap<i64, Evidence>,
    /// Facts made under a permit.
    pub permits: HashMap<i64, PermitId>,
    /// Marks changed without a permit.
    pub unpermitted: Vec<UnpermittedMark>,
}

impl Ink {
    /// Reads the cells that are asked for.
    pub fn read(frame: &Frame<'_>, wanted: &Wanted) -> Result<Self> {
        let store = frame.desk.store;
        let mut ink = store.read(|read| {
            let cells = read_cells(frame, read, wanted)?;
            let of_cells = cells.values().flat_map(InkCell::facts);
            let numbers: HashSet<i64> = of_cells.chain(lesson_facts(frame, wanted)).collect();
            let marks = cells.values().flat_map(|cell| cell.valued());
            let marks: Vec<i64> = marks.map(|mark| mark.fact_no).collect();
            let listed = read.listed_in_group(frame.group(), &frame.days())?;
            Ok(Self {
                stamps: read.stamps(numbers)?,
                permits: read.permits_of_facts(marks)?,
                unpermitted: read.unpermitted_marks(frame.group())?,
                pupils: in_order(frame, listed),
                cells,
                evidence: HashMap::new(),
            })
        })?;
        ink.evidence = store.evidence(ink.stamps.keys().copied())?;
        Ok(ink)
    }

    /// A cell; one with nothing in it where nothing was stated.
    pub fn cell(&self, place: LessonPlace, pupil: PupilId) -> Option<&InkCell> {
        self.cells.get(&(place, pupil))
    }

    /// The intervals of a pupil on the list; empty where the pupil is not on it in the term.
    pub fn listed(&self, pupil: PupilId) -> &[Listed] {
        let row = self
            .pupils
            .iter()
            .find(|row| row.first().is_some_and(|first| first.pupil.pupil == pupil));
        row.map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a fact is on this machine only; imported ones travel apart (D9).
    pub fn unsent(&self, fact_no: i64) -> bool {
        let stamp = self.stamps.get(&fact_no);
        stamp.is_some_and(|stamp| stamp.saved == Saved::Here && !stamp.imported)
    }

    /// Whether a fact was entered after a norm.
    pub fn late(&self, frame: &Frame<'_>, fact_no: i64, norm: NaiveDateTime) -> bool {
        self.lateness(frame, fact_no, norm) == Lateness::EnteredLate
    }

    /// Whether a fact kept a norm, by its clock and the seals; imported ones were not entered here.
    pub fn lateness(&self, frame: &Frame<'_>, fact_no: i64, norm: NaiveDateTime) -> Lateness {
        let stamp = self.stamps.get(&fact_no).filter(|stamp| !stamp.imported);
        stamp.map_or(Lateness::InTime, |stamp| {
            lateness_of(frame.desk, norm, (stamp.entered_ms, self.evidence(fact_no)))
        })
    }

    /// What seals say of when a fact was made.
    pub fn evidence(&self, fact_no: i64) -> Evidence {
        self.evidence.get(&fact_no).copied().unwrap_or_default()
    }
}

/// Whether a pupil is on the list on the day of a lesson.
pub(crate) fn is_listed(listed: &[Listed], place: LessonPlace) -> bool {
    listed.iter().any(|interval| interval.is_on(place.date))
}

fn read_cells(
    frame: &Frame<'_>,
    read: Read<'_>,
    wanted: &Wanted,
) -> std::result::Result<HashMap<(LessonPlace, PupilId), InkCell>, klassny_store::Error> {
    let (group, days) = (frame.group(), frame.days());
    let mut cells = HashMap::new();
    if wanted.all() {
        let rows = read.spread(group, &days)?;
        take(&mut cells, (rows.marks, rows.attendance, rows.excuses));
        return Ok(cells);
    }
    for pupil in wanted.pupils.iter().flatten() {
        let row = read.pupil_row(group, *pupil, &days)?;
        take(&mut cells, (row.marks, row.attendance, row.excuses));
    }
    let dates: Option<Vec<_>> = wanted.lessons.as_ref().map(|lessons| {
        let mut dates: Vec<_> = lessons.iter().map(|place| place.date).collect();
        dates.dedup();
        dates
    });
    let ranges = match &dates {
        Some(dates) => dates.iter().map(|date| *date..=*date).collect(),
        None => vec![days],
    };
    let done: HashSet<PupilId> = wanted.pupils.iter().flatten().copied().collect();
    for range in ranges {
        let mut rows = read.spread(group, &range)?;
        rows.marks.retain(|mark| !done.contains(&mark.value.pupil));
        rows.attendance.retain(|a| !done.contains(&a.value.pupil));
        rows.excuses.retain(|e| !done.contains(&e.value.pupil));
        take(&mut cells, (rows.marks, rows.attendance, rows.excuses));
    }
    Ok(cells)
}

type Read3 = (
    Vec<Standing<Mark>>,
    Vec<Standing<Attendance>>,
    Vec<Standing<AbsenceExcuse>>,
);

fn take(cells: &mut HashMap<(LessonPlace, PupilId), InkCell>, (marks, there, why): Read3) {
    for mark in marks {
        let at = (mark.value.place, mark.value.pupil);
        let cell: &mut InkCell = cells.entry(at).or_default();
        cell.marks.push(mark);
        cell.marks.sort_by_key(|mark| mark.value.ordinal);
    }
    for stated in there {
        let at = (stated.value.place, stated.value.pupil);
        cells.entry(at).or_default().attendance = Some(stated);
    }
    for stated in why {
        let at = (stated.value.place, stated.value.pupil);
        cells.entry(at).or_default().excuse = Some(stated);
    }
}

/// The numbers of the facts of the lessons that are asked for.
fn lesson_facts(frame: &Frame<'_>, wanted: &Wanted) -> Vec<i64> {
    let asked = |place: &LessonPlace| {
        let lessons = wanted.lessons.as_ref();
        lessons.is_none_or(|lessons| lessons.contains(place))
    };
    let parts = frame.parts.values().filter(|part| asked(&part.place));
    let facts = parts.flat_map(|part| {
        let works = part.assignments.iter().map(|work| work.fact_no);
        let homework = part.homework.iter().map(|h| h.fact_no);
        let topic = part.topic.iter().map(|t| t.fact_no);
        let record = part.record.iter().map(|r| r.fact_no);
        works.chain(homework).chain(topic).chain(record)
    });
    facts.collect()
}

/// The pupils in the order of the list: those of the term's first day by name, then those who
/// joined later by the day they did. A pupil who left keeps the row.
fn in_order(frame: &Frame<'_>, listed: Vec<Listed>) -> Vec<Vec<Listed>> {
    let mut rows: BTreeMap<PupilId, Vec<Listed>> = BTreeMap::new();
    for interval in listed {
        rows.entry(interval.pupil.pupil).or_default().push(interval);
    }
    let first_day = frame.term.starts_on;
    let mut rows: Vec<Vec<Listed>> = rows.into_values().collect();
    for row in &mut rows {
        row.sort_by_key(|interval| interval.from);
    }
    rows.sort_by_cached_key(|row| {
        row.first().map(|first| {
            let joined = (first.from > first_day).then_some(first.from);
            (
                joined,
                super::words::name_key(&first.pupil.name),
                first.pupil.pupil,
            )
        })
    });
    rows
}
