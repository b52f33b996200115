//! What the form of a lesson needs besides the spread, and the thematic plan of a group.
//!
//! Must not change anything.

use crate::api::{GroupArgs, LessonArgs};
use crate::desk::Desk;
use crate::error::Result;
use crate::journal::may_read;
use crate::parallel;
use crate::plans::as_decided;
use crate::plans::passage::line;
use crate::spread::column::{Column, columns};
use crate::spread::frame::{Frame, Which, year_days};
use crate::spread::ink::{Ink, Wanted};
use crate::spread::known_lesson;
use crate::spread::row::{Beside, stand};
use crate::spread::words::{hour, parse_group, parse_place, place_view};
use crate::view::lesson::{AskLine, LessonView, PlanTopic, SubstitutionLine, TopicsView};
use chrono::NaiveDate;
use klassny_domain::accumulation::{Asked, asking_order};
use klassny_domain::ids::PupilId;
use klassny_domain::lesson::{HomeworkText, LessonPlace};
use klassny_domain::regulation::Assessment;
use std::collections::HashMap;

/// Rows of the plan shown before and after the one a lesson is due.
const ROWS_AROUND: usize = 3;

/// What the form of a lesson needs.
///
/// # Errors
/// Where there is no such lesson, or the person may not read it.
pub fn lesson(desk: &Desk<'_>, args: &LessonArgs) -> Result<LessonView> {
    let place = parse_place(&args.place)?;
    let frame = Frame::read(desk, place.group, &Which::Of(place.date))?;
    may_read(desk, &frame.card)?;
    known_lesson(&frame, place)?;
    let columns = columns(&frame);
    let calendar = &desk.calendar;
    let bell = calendar.bell(frame.grade(), place.date, place.bell);
    let substitution = frame.substitution(place).map(|s| SubstitutionLine {
        absent: frame.initials(Some(s.absent)),
        substitute: frame.initials(s.substitute),
        subject: match s.taught_group {
            Some(taught) => subject_of(desk, taught).unwrap_or_default(),
            None => String::new(),
        },
        reason: s.reason.clone(),
    });
    let load = frame
        .loads
        .iter()
        .rfind(|load| load.from <= place.date && load.until.is_none_or(|until| place.date < until));
    let room = frame.slot(place).map(|slot| slot.room.clone());
    let room = room.filter(|room| !room.is_empty());
    Ok(LessonView {
        place: place_view(place),
        term: frame.term.term.to_string(),
        starts: bell
            .map(|bell| hour(place.date.and_time(bell.starts_at)))
            .unwrap_or_default(),
        ends: bell
            .map(|bell| hour(place.date.and_time(bell.ends_at)))
            .unwrap_or_default(),
        room: room
            .or_else(|| load.map(|load| load.room.clone()))
            .unwrap_or_default(),
        plan: plan_around(&frame, &columns, place)?,
        passage: line(&frame)?,
        parallel: parallel::choices(&frame, place)?,
        homework_before: homework_before(&frame, place)?,
        substitution,
        ask: ask(&frame, &columns)?,
    })
}

/// The whole thematic plan of a group.
///
/// # Errors
/// Where there is no such group, or the person may not read it.
pub fn topics_of_plan(desk: &Desk<'_>, args: &GroupArgs) -> Result<TopicsView> {
    let frame = Frame::read(desk, parse_group(&args.group)?, &Which::Now)?;
    may_read(desk, &frame.card)?;
    let given = given(&frame)?;
    let today = frame.today();
    let columns = columns(&frame);
    let next = columns.iter().find(|column| column.place.date >= today);
    let next = next.and_then(|column| column.planned.as_ref());
    let Some(used) = &frame.plan else {
        return Ok(TopicsView {
            title: String::new(),
            approved: false,
            rows: Vec::new(),
        });
    };
    let view = used.rows.iter().map(|row| {
        let suggested = next.is_some_and(|next| next.number == row.number);
        used.topic(row, given.get(&row.number).copied(), suggested)
    });
    Ok(TopicsView {
        title: used.plan.title.clone(),
        approved: desk
            .store
            .read(|read| as_decided(read, used.plan.clone()))?
            .approved,
        rows: view.collect(),
    })
}

fn subject_of(desk: &Desk<'_>, group: klassny_domain::ids::GroupId) -> Option<String> {
    let card = desk.store.read(|read| read.group(group)).ok()??;
    Some(card.subject.name)
}

/// On which days rows of the plan were given, over the year.
fn given(frame: &Frame<'_>) -> Result<HashMap<u16, NaiveDate>> {
    let Some(used) = &frame.plan else {
        return Ok(HashMap::new());
    };
    let days = year_days(frame.desk);
    let lessons = frame
        .desk
        .store
        .read(|read| read.lessons(frame.group(), &days))?;
    let rows = lessons.into_iter().filter_map(|part| {
        let (of, number) = part.topic?.value.plan_row?;
        (of == used.plan.plan).then_some((number, part.place.date))
    });
    Ok(rows.collect())
}

/// The rows of the plan around a lesson, the one due for it suggested.
fn plan_around(
    frame: &Frame<'_>,
    columns: &[Column],
    place: LessonPlace,
) -> Result<Vec<PlanTopic>> {
    let Some(used) = &frame.plan else {
        return Ok(Vec::new());
    };
    let column = columns.iter().find(|column| column.place == place);
    let planned = column.and_then(|column| column.planned.as_ref());
    let part = frame.parts.get(&place);
    let topic = part.and_then(|part| part.topic.as_ref());
    let stated = topic.and_then(|topic| topic.value.plan_row);
    let next = || used.walk().next_row().map(|row| row.number);
    let number = planned
        .map(|row| row.number)
        .or(stated.map(|(_, number)| number))
        .or_else(next);
    let given = given(frame)?;
    let mut rows = used.rows.iter();
    let at = rows.position(|row| Some(row.number) == number).unwrap_or(0);
    let around = used.rows.iter().skip(at.saturating_sub(ROWS_AROUND));
    let view = around.take(2 * ROWS_AROUND + 1).map(|row| {
        let given_on = given.get(&row.number).copied();
        used.topic(
            row,
            given_on,
            planned.is_some() && Some(row.number) == number,
        )
    });
    Ok(view.collect())
}

/// The homework of the last lesson before this one that gave any.
fn homework_before(frame: &Frame<'_>, place: LessonPlace) -> Result<String> {
    let text = |part: &klassny_store::query::LessonParts| match &part.homework.as_ref()?.value.text
    {
        HomeworkText::Set(text) => Some(text.clone()),
        HomeworkText::Missing | HomeworkText::NotSet => None,
    };
    let mut before = frame.parts.range(..place).rev();
    let here = before.find_map(|(_, part)| text(part));
    if let Some(text) = here {
        return Ok(text);
    }
    let year = year_days(frame.desk);
    let days = *year.start()..=frame.term.starts_on;
    let lessons = frame
        .desk
        .store
        .read(|read| read.lessons(frame.group(), &days))?;
    let mut earlier = lessons.iter().rev().filter(|part| part.place < place);
    Ok(earlier.find_map(text).unwrap_or_default())
}

/// Pupils to ask first.
fn ask(frame: &Frame<'_>, columns: &[Column]) -> Result<Vec<AskLine>> {
    if frame.grading.assessment == Assessment::None {
        return Ok(Vec::new());
    }
    let ink = Ink::read(frame, &Wanted::default())?;
    let beside = Beside::read(frame, &ink)?;
    let none = Vec::new();
    let mut asked = Vec::new();
    let mut lines: HashMap<PupilId, AskLine> = HashMap::new();
    for listed in &ink.pupils {
        let Some(pupil) = listed.first().map(|first| &first.pupil) else {
            continue;
        };
        let brought = beside.brought.get(&pupil.pupil).unwrap_or(&none);
        let Some(stand) = stand(frame, &ink, columns, listed, brought).filter(|s| s.listed) else {
            continue;
        };
        lines.insert(
            pupil.pupil,
            AskLine {
                pupil: pupil.pupil.to_string(),
                name: pupil.name.short(),
                has: stand.accumulation.has,
                needs: stand.accumulation.needs_by_end,
                since: stand.accumulation.due_since.map(|day| day.to_string()),
            },
        );
        asked.push(Asked {
            pupil: pupil.pupil,
            accumulation: stand.accumulation,
            last_marked_on: stand.last_marked_on,
        });
    }
    let today = frame.today();
    let mut held = columns.iter().rev().filter(|column| column.held);
    let last = held.find(|column| column.place.date < today);
    let order = asking_order(&asked, last.map(|column| column.place.date));
    Ok(order
        .iter()
        .filter_map(|pupil| lines.remove(pupil))
        .collect())
}
