//! A lesson of the spread as the window gets it: a column at the left, a row at the right.
//!
//! Must not touch the replica: everything is in the frame and the ink already.

use super::frame::{Frame, PlanInUse};
use super::ink::{Ink, InkCell, is_listed};
use super::words::{assignment_view, held_view, homework_view, instant, place_view, small};
use crate::view::journal::{LatePart, LessonStage, SpreadLesson};
use crate::view::lesson::{HeldView, HomeworkView, PlanTopic};
use crate::view::today::LessonPart;
use chrono::{Days, NaiveDate, NaiveDateTime};
use klassny_domain::attendance::Presence;
use klassny_domain::ids::PupilId;
use klassny_domain::lesson::{Held, LessonPlace};
use klassny_domain::mark::MarkValue;
use klassny_domain::norm::{Deadline, deadline_of_homework, deadline_of_mark, deadline_of_record};
use klassny_domain::plan::PlanRow;
use klassny_domain::regulation::Assessment;
use klassny_domain::work_kind::WorkKind;
use klassny_store::query::LessonParts;
use std::collections::HashMap;

/// For how many days a closed column still says when it closed.
const CLOSED_SHOWN_DAYS: u64 = 7;

/// A work of a lesson and its norm.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    /// The ordinal.
    pub ordinal: u8,
    /// The kind.
    pub kind: WorkKind,
    /// The weight in tenths.
    pub weight_tenths: u16,
    /// The end of its norm, where the work was written at the lesson.
    pub deadline: Option<Deadline>,
}

/// A lesson of the term with what is computed of it once for all its cells.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Which lesson.
    pub place: LessonPlace,
    /// Whether it was held.
    pub held: bool,
    /// № урока.
    pub number: Option<u16>,
    /// The works, by ordinal.
    pub works: Vec<Work>,
    /// The end of the day of the record.
    pub record_norm: NaiveDateTime,
    /// The row of the plan for it, where no topic is stated.
    pub planned: Option<PlanRow>,
}

impl Column {
    /// The work of an ordinal.
    pub fn work(&self, ordinal: u8) -> Option<&Work> {
        self.works.iter().find(|work| work.ordinal == ordinal)
    }

    /// When the mark of a work closes, written on a later day or at the lesson.
    pub fn norm_of(
        &self,
        frame: &Frame<'_>,
        work: &Work,
        written_on: Option<NaiveDate>,
    ) -> Option<NaiveDateTime> {
        let Some(day) = written_on else {
            return work.deadline.as_ref().map(|deadline| deadline.closes_at);
        };
        let at = frame.at(self.place, day);
        let (rules, calendar) = (&frame.desk.rules, &frame.desk.calendar);
        let deadline = deadline_of_mark(rules, calendar, &at, work.kind, written_on);
        deadline.map(|deadline| deadline.closes_at)
    }
}

/// The lessons of the term, numbered over the year, with the rows of the plan that are theirs.
pub(crate) fn columns(frame: &Frame<'_>) -> Vec<Column> {
    let mut number = frame.held_before;
    let plan = frame.plan.as_ref().map(|used| used.plan.plan);
    let mut walk = frame.plan.as_ref().map(PlanInUse::walk);
    let mut norms = HashMap::new();
    let mut columns = Vec::new();
    for place in frame.lessons() {
        let part = frame.parts.get(&place);
        let held = frame.held(place);
        let is_held = held == Some(&Held::Held);
        number += u16::from(is_held);
        let stated = part.and_then(|part| part.topic.as_ref());
        let stated = stated.filter(|topic| !topic.value.text.trim().is_empty());
        let mut planned = None;
        match (stated, &mut walk) {
            (Some(topic), Some(walk)) => {
                let row = topic.value.plan_row.filter(|(of, _)| Some(*of) == plan);
                if let Some((_, number)) = row {
                    walk.gave(number, 1);
                }
            }
            (None, Some(walk)) if !matches!(held, Some(Held::NotHeld { .. })) => {
                planned = walk.take().cloned();
            }
            (Some(_) | None, _) => {}
        }
        columns.push(Column {
            place,
            held: is_held,
            number: is_held.then_some(number),
            works: works(frame, place, part, &mut norms),
            record_norm: deadline_of_record(&frame.at(place, place.date)),
            planned,
        });
    }
    columns
}

type Norms = HashMap<(LessonPlace, WorkKind), Option<Deadline>>;

fn works(
    frame: &Frame<'_>,
    place: LessonPlace,
    part: Option<&LessonParts>,
    norms: &mut Norms,
) -> Vec<Work> {
    let stated = part.map(|part| part.assignments.as_slice());
    let works = stated.unwrap_or_default().iter().filter_map(|work| {
        let kind = work.value.kind?;
        let deadline = norms.entry((place, kind)).or_insert_with(|| {
            let at = frame.at(place, place.date);
            deadline_of_mark(&frame.desk.rules, &frame.desk.calendar, &at, kind, None)
        });
        Some(Work {
            ordinal: work.value.ordinal,
            kind,
            weight_tenths: work.value.weight_tenths,
            deadline: deadline.clone(),
        })
    });
    let mut works: Vec<Work> = works.collect();
    works.sort_by_key(|work| work.ordinal);
    works
}

/// The view of a column.
pub(crate) fn column_view(frame: &Frame<'_>, ink: &Ink, column: &Column) -> SpreadLesson {
    let place = column.place;
    let part = frame.parts.get(&place);
    let held = held_view(frame.held(place));
    let count = count_column(frame, ink, column);
    let homework = homework_view(
        part.and_then(|p| p.homework.as_ref())
            .map(|homework| &homework.value),
    );
    let homework_needed = frame.grading.homework && !matches!(held, HeldView::NotHeld { .. });
    let at = frame.at(place, place.date);
    let homework_norm = deadline_of_homework(&frame.desk.rules, &frame.desk.calendar, &at);
    let due = homework_needed && matches!(homework, HomeworkView::Missing);
    let (stage, closes_at) = stage(frame, column, &held);
    let topic = part.and_then(|part| part.topic.as_ref());
    SpreadLesson {
        place: place_view(place),
        number: column.number,
        stage,
        assignments: part
            .map(|part| part.assignments.as_slice())
            .unwrap_or_default()
            .iter()
            .filter_map(|work| assignment_view(&work.value))
            .collect(),
        closes_at: closes_at.map(instant),
        missing_marks: count.missing,
        marks: count.marks,
        absent: count.absent,
        topic: topic.map(|t| t.value.text.clone()).unwrap_or_default(),
        planned: planned(frame, column),
        homework_needed,
        homework_due: due.then(|| instant(homework_norm)),
        late: late_parts(frame, ink, column, (homework_norm, due, &count)),
        substitute: substitute(frame, place),
        conflicts: super::tips::lesson_conflicts(frame, part),
        unsent: part.is_some_and(|part| part_facts(part).any(|fact| ink.unsent(fact))),
        remark: remark(frame, place),
        held,
        homework,
    }
}

fn planned(frame: &Frame<'_>, column: &Column) -> Option<PlanTopic> {
    let plan = frame.plan.as_ref()?;
    Some(plan.topic(column.planned.as_ref()?, None, true))
}

/// The numbers of the facts of a lesson, marks and absences apart.
pub(crate) fn part_facts(part: &LessonParts) -> impl Iterator<Item = i64> + '_ {
    let works = part.assignments.iter().map(|work| work.fact_no);
    let record = part.record.iter().map(|record| record.fact_no);
    let topic = part.topic.iter().map(|topic| topic.fact_no);
    let homework = part.homework.iter().map(|homework| homework.fact_no);
    works.chain(record).chain(topic).chain(homework)
}

struct Count {
    missing: u16,
    marks: u16,
    absent: u16,
    /// The newest norm of a work that has passed with marks missing.
    norm: Option<NaiveDateTime>,
    late_absence: bool,
}

fn count_column(frame: &Frame<'_>, ink: &Ink, column: &Column) -> Count {
    let now = frame.desk.now();
    let empty = InkCell::default();
    let (mut missing, mut marks, mut absent) = (0, 0, 0);
    let mut late_absence = false;
    for row in &ink.pupils {
        let Some(pupil) = row.first().map(|first| first.pupil.pupil) else {
            continue;
        };
        let cell = ink.cell(column.place, pupil).unwrap_or(&empty);
        marks += cell.valued().count();
        absent += usize::from(cell.absent());
        let stated = cell.attendance.iter();
        let mut not_present = stated.filter(|a| a.value.presence != Presence::Present);
        late_absence |= not_present.any(|a| ink.late(frame, a.fact_no, column.record_norm));
        let listed = is_listed(row, column.place);
        missing += usize::from(listed && is_missing(column, cell, now));
    }
    let passed = column.works.iter().filter(|work| work.kind.is_written());
    let norms = passed.filter_map(|work| Some(work.deadline.as_ref()?.closes_at));
    Count {
        missing: small(missing),
        marks: small(marks),
        absent: small(absent),
        norm: norms.filter(|norm| *norm < now).max(),
        late_absence,
    }
}

/// Whether the mark of a written work is missing and its norm has passed; one who was absent owes
/// the work, not the mark.
pub(crate) fn is_missing(column: &Column, cell: &InkCell, now: NaiveDateTime) -> bool {
    let has = |work: &Work| {
        let mark = cell.mark(work.ordinal);
        mark.is_some_and(|mark| mark.value.value.is_some())
    };
    let passed = |work: &Work| {
        let deadline = work.deadline.as_ref();
        deadline.is_some_and(|deadline| deadline.closes_at < now)
    };
    let mut written = column.works.iter().filter(|work| work.kind.is_written());
    column.held && !cell.absent() && written.any(|work| passed(work) && !has(work))
}

fn stage(
    frame: &Frame<'_>,
    column: &Column,
    held: &HeldView,
) -> (LessonStage, Option<NaiveDateTime>) {
    let (now, place) = (frame.desk.now(), column.place);
    let takes_marks = frame.grading.assessment != Assessment::None
        && !matches!(held, HeldView::NotHeld { .. })
        && frame.closed_on(place.date).is_none();
    let oral = || {
        let at = frame.at(place, place.date);
        let (rules, calendar) = (&frame.desk.rules, &frame.desk.calendar);
        deadline_of_mark(rules, calendar, &at, WorkKind::Oral, None)
    };
    let closes_at = match (takes_marks, column.works.as_slice()) {
        (false, _) => None,
        (true, []) => oral().map(|deadline| deadline.closes_at),
        (true, works) => works
            .iter()
            .filter_map(|work| Some(work.deadline.as_ref()?.closes_at))
            .max(),
    };
    let open = takes_marks && closes_at.is_none_or(|at| now <= at);
    let stage = match place.date.cmp(&now.date()) {
        std::cmp::Ordering::Greater => LessonStage::Planned,
        std::cmp::Ordering::Equal => LessonStage::Today,
        std::cmp::Ordering::Less if open => LessonStage::Open,
        std::cmp::Ordering::Less => LessonStage::Closed,
    };
    let shown = |at: &NaiveDateTime| {
        let until = at.date().checked_add_days(Days::new(CLOSED_SHOWN_DAYS));
        until.is_none_or(|until| now.date() <= until)
    };
    let planned = stage == LessonStage::Planned;
    (stage, closes_at.filter(|at| !planned && shown(at)))
}

fn late_parts(
    frame: &Frame<'_>,
    ink: &Ink,
    column: &Column,
    (homework_norm, homework_due, count): (NaiveDateTime, bool, &Count),
) -> Vec<LatePart> {
    let now = frame.desk.now();
    let part = frame.parts.get(&column.place);
    let mut late = Vec::new();
    let mut note = |what, norm: NaiveDateTime, fact: Option<i64>, needed: bool| {
        let entered = fact.is_some_and(|fact| ink.late(frame, fact, norm));
        if entered || (needed && fact.is_none() && now > norm) {
            late.push(LatePart {
                what,
                norm: instant(norm),
                entered,
            });
        }
    };
    let not_held = matches!(frame.held(column.place), Some(Held::NotHeld { .. }));
    let record = part.and_then(|part| part.record.as_ref());
    note(
        LessonPart::Held,
        column.record_norm,
        record.map(|r| r.fact_no),
        true,
    );
    let topic = part.and_then(|part| part.topic.as_ref());
    let topic = topic.filter(|topic| !topic.value.text.trim().is_empty());
    note(
        LessonPart::Topic,
        column.record_norm,
        topic.map(|t| t.fact_no),
        !not_held,
    );
    let homework = part.and_then(|part| part.homework.as_ref());
    let homework = homework.filter(|_| !homework_due && frame.grading.homework);
    note(
        LessonPart::Homework,
        homework_norm,
        homework.map(|h| h.fact_no),
        homework_due,
    );
    if let (1.., Some(norm)) = (count.missing, count.norm) {
        note(LessonPart::Marks, norm, None, true);
    }
    if count.late_absence {
        late.push(LatePart {
            what: LessonPart::Absences,
            norm: instant(column.record_norm),
            entered: true,
        });
    }
    late
}

fn substitute(frame: &Frame<'_>, place: LessonPlace) -> String {
    let own = frame.teacher_on(place.date);
    let giver = frame.giver(place);
    match giver == own {
        true => String::new(),
        false => frame.initials(giver),
    }
}

fn remark(frame: &Frame<'_>, place: LessonPlace) -> String {
    let mut open = frame.remarks.iter();
    let pinned = open.find(|remark| remark.lesson == Some(place) && remark.pupil.is_none());
    pinned.map(|remark| remark.text.clone()).unwrap_or_default()
}

/// Whether a mark counts towards the norms: grades, зачёт and незачёт.
pub(crate) const fn is_counted(value: MarkValue) -> bool {
    !matches!(value, MarkValue::NotAttested | MarkValue::Exempt)
}

/// The pupils whose cells of the column have marks in.
pub(crate) fn has_marks(ink: &Ink, place: LessonPlace, ordinal: u8) -> Option<PupilId> {
    let mut cells = ink.cells.iter();
    let found = cells.find(|((at, _), cell)| {
        let mark = cell.mark(ordinal);
        *at == place && mark.is_some_and(|mark| mark.value.value.is_some())
    });
    found.map(|((_, pupil), _)| *pupil)
}
