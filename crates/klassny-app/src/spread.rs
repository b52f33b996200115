//! The open spread of a group in a term, and the fresh part of it after a change.
//!
//! Built of the same functions for a whole term and for one cell, so that they cannot differ.

pub(crate) mod brought;
pub(crate) mod column;
pub(crate) mod expected;
pub(crate) mod frame;
pub(crate) mod gate;
pub(crate) mod ink;
pub(crate) mod row;
pub(crate) mod tips;
pub(crate) mod words;

use crate::api::SpreadArgs;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::journal::{choice_of, may_read, term_ref};
use crate::view::journal::{
    CellView, LessonStage, Saved, Spread, SpreadLesson, SpreadRights, SpreadRow,
};
use crate::view::lesson::{HeldView, HomeworkView};
use column::{Column, column_view, columns};
use frame::{Frame, Which};
use ink::{Ink, Wanted};
use klassny_domain::ids::PupilId;
use klassny_domain::lesson::{Held, LessonPlace};
use klassny_domain::regulation::Assessment;
use klassny_domain::rights::ReasonsBy;
use klassny_domain::roster::{PersonName, Role};
use row::{Beside, row_view, terms_shown};
use std::sync::PoisonError;
use words::{parse_group, small};

/// The open spread.
///
/// # Errors
/// Where there is no such group or term, or the person may not read it.
pub fn spread(desk: &Desk<'_>, args: &SpreadArgs) -> Result<Spread> {
    let which = Which::asked(args.term.as_deref())?;
    let frame = Frame::read(desk, parse_group(&args.group)?, &which)?;
    may_read(desk, &frame.card)?;
    let ink = Ink::read(&frame, &Wanted::default())?;
    let beside = Beside::read(&frame, &ink)?;
    let columns = columns(&frame);
    let lessons: Vec<SpreadLesson> = columns
        .iter()
        .map(|column| column_view(&frame, &ink, column))
        .collect();
    let (can_undo, can_redo) = can_undo(desk);
    let teacher = frame.teacher().and_then(|staff| frame.staff.get(&staff));
    Ok(Spread {
        group: choice_of(&frame)?,
        term: term_ref(&frame, &frame.term),
        terms: terms_shown(&frame)
            .into_iter()
            .map(|term| term_ref(&frame, term))
            .collect(),
        teacher: teacher.map(PersonName::full).unwrap_or_default(),
        plan_hours: frame.plan.as_ref().map(|_| small(frame.hours_by_plan())),
        given_hours: given_hours(&frame),
        stand_on: stand_on(&lessons, desk),
        lessons,
        rows: rows(&frame, &ink, &columns, &beside, None),
        rights: rights(&frame)?,
        can_undo,
        can_redo,
    })
}

/// The rows of the pupils asked for; all where none are named.
pub(crate) fn rows(
    frame: &Frame<'_>,
    ink: &Ink,
    columns: &[Column],
    beside: &Beside,
    only: Option<&[PupilId]>,
) -> Vec<SpreadRow> {
    let numbered = ink.pupils.iter().zip(1..);
    let wanted = numbered.filter(|(listed, _)| {
        let pupil = listed.first().map(|first| first.pupil.pupil);
        only.is_none_or(|only| pupil.is_some_and(|pupil| only.contains(&pupil)))
    });
    wanted
        .filter_map(|(listed, number)| row_view(frame, ink, columns, beside, (number, listed)))
        .collect()
}

/// Which columns and rows a change leaves different.
#[derive(Clone, Debug)]
pub(crate) struct Touched {
    /// Columns; none for all.
    pub lessons: Option<Vec<LessonPlace>>,
    /// Rows; none for all.
    pub rows: Option<Vec<PupilId>>,
    /// The cell to look at afterwards.
    pub cell: Option<(LessonPlace, PupilId)>,
}

impl Touched {
    /// A cell: its column and its row.
    pub fn cell(place: LessonPlace, pupil: PupilId) -> Self {
        Self {
            lessons: Some(vec![place]),
            rows: Some(vec![pupil]),
            cell: Some((place, pupil)),
        }
    }
}

/// What is different after a change of a group in a term; reads no more than that.
pub(crate) fn saved(
    desk: &Desk<'_>,
    which: &Which,
    touched: &Touched,
    group: klassny_domain::ids::GroupId,
) -> Result<Saved> {
    let frame = Frame::read(desk, group, which)?;
    let wanted = Wanted {
        lessons: touched.lessons.clone(),
        pupils: touched.rows.clone(),
    };
    let ink = Ink::read(&frame, &wanted)?;
    let beside = Beside::read(&frame, &ink)?;
    let columns = columns(&frame);
    let cell: Option<CellView> = match touched.cell {
        Some((place, pupil)) => Some(crate::cell::view(&frame, &ink, &columns, (place, pupil))?),
        None => None,
    };
    let asked = |column: &&Column| {
        let lessons = touched.lessons.as_ref();
        lessons.is_none_or(|lessons| lessons.contains(&column.place))
    };
    let (can_undo, can_redo) = can_undo(desk);
    let fresh = columns.iter().filter(asked);
    Ok(Saved {
        lessons: fresh.map(|c| column_view(&frame, &ink, c)).collect(),
        rows: rows(&frame, &ink, &columns, &beside, touched.rows.as_deref()),
        cell,
        can_undo,
        can_redo,
        unsent: unsent(desk)?,
    })
}

/// What is different where nothing is.
pub(crate) fn nothing_saved(desk: &Desk<'_>) -> Result<Saved> {
    let (can_undo, can_redo) = can_undo(desk);
    Ok(Saved {
        lessons: Vec::new(),
        rows: Vec::new(),
        cell: None,
        can_undo,
        can_redo,
        unsent: unsent(desk)?,
    })
}

/// Facts that are only on this machine.
pub(crate) fn unsent(desk: &Desk<'_>) -> Result<u32> {
    let outboxes = desk.store.outboxes()?;
    let here = outboxes
        .iter()
        .map(|outbox| outbox.unsealed + outbox.prepared);
    Ok(u32::try_from(here.sum::<u64>()).unwrap_or(u32::MAX))
}

fn can_undo(desk: &Desk<'_>) -> (bool, bool) {
    let undo = desk.undo.lock().unwrap_or_else(PoisonError::into_inner);
    (undo.last().is_some(), undo.last_undone().is_some())
}

fn given_hours(frame: &Frame<'_>) -> u16 {
    let records = frame.parts.values().filter_map(|part| part.record.as_ref());
    let held = records.filter(|record| record.value.held == Held::Held);
    held.map(|record| u16::from(record.value.hours)).sum()
}

/// The lesson to stand on: today's, or the first unfilled, or the last held.
fn stand_on(lessons: &[SpreadLesson], desk: &Desk<'_>) -> Option<u16> {
    let now = desk.now();
    let today = lessons.iter().position(|l| l.stage == LessonStage::Today);
    let unfilled = || {
        lessons.iter().position(|lesson| {
            let past = lesson.place.date < now.date().to_string();
            past && lacks(lesson)
        })
    };
    let held = || lessons.iter().rposition(|l| l.held == HeldView::Held);
    today.or_else(unfilled).or_else(held).map(small)
}

/// Whether a lesson that has been lacks its record, topic, homework or marks.
pub(crate) fn lacks(lesson: &SpreadLesson) -> bool {
    match lesson.held {
        HeldView::Unsaid => true,
        HeldView::NotHeld { .. } => false,
        HeldView::Held => {
            let homework = lesson.homework_needed && lesson.homework == HomeworkView::Missing;
            lesson.topic.trim().is_empty() || homework || lesson.missing_marks > 0
        }
    }
}

fn rights(frame: &Frame<'_>) -> Result<SpreadRights> {
    let desk = frame.desk;
    let me = desk.person.staff;
    let roles = desk.roles()?;
    let deputy = roles.contains(&Role::Deputy);
    let today = frame.today();
    let (first, last) = (frame.term.starts_on, frame.term.ends_on);
    let loads = || frame.loads.iter().filter(|load| load.staff == me);
    let write = loads().any(|l| l.from <= last && l.until.is_none_or(|until| until > first))
        || frame.substitutions.iter().any(|s| s.substitute == Some(me))
        || frame.permits.iter().any(|permit| permit.staff == me);
    let teaches = loads().any(|l| l.from <= today && l.until.is_none_or(|until| today < until));
    let leads = desk
        .store
        .read(|read| read.class_teachers(frame.card.class.class))?;
    let leads = leads
        .iter()
        .any(|leader| leader.staff == me && leader.holds(today));
    let too = desk.rules.entry.reasons_by == ReasonsBy::SubjectTeacherToo;
    Ok(SpreadRights {
        write,
        reasons: leads || (too && write),
        term_marks: teaches || deputy,
        permits: deputy,
        no_marks: frame.grading.assessment == Assessment::None,
    })
}

/// The lesson of a frame that a call names.
pub(crate) fn known_lesson(frame: &Frame<'_>, place: LessonPlace) -> Result<()> {
    match frame.has(place) {
        true => Ok(()),
        false => Err(AppError::not_found("lesson")),
    }
}
