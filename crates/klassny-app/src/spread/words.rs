//! Texts of the contract and the domain's values, both ways: ids, days, instants, values.
//!
//! Must hold no rule: what a text means is the domain's.

use crate::desk::parse_id;
use crate::error::{AppError, Result};
use crate::view::lesson::{AssignmentView, HeldView, HomeworkView, Place};
use chrono::{NaiveDate, NaiveDateTime};
use klassny_domain::ids::{GroupId, PupilId, TermId};
use klassny_domain::lesson::{Assignment, Held, Homework, HomeworkText, LessonPlace};
use klassny_domain::mark::MarkValue;
use klassny_domain::roster::{PersonName, SchoolClass};
use klassny_domain::russian::folded;

/// An instant as the window gets it.
pub(crate) fn instant(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// An hour of a day as people read it: «9:25».
pub(crate) fn hour(at: NaiveDateTime) -> String {
    at.format("%-H:%M").to_string()
}

/// Reads a day.
pub(crate) fn parse_day(text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| AppError::bad_request("date"))
}

/// Reads an instant.
pub(crate) fn parse_instant(text: &str) -> Result<NaiveDateTime> {
    let seconds = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S");
    seconds
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"))
        .map_err(|_| AppError::bad_request("instant"))
}

/// Reads a group.
pub(crate) fn parse_group(text: &str) -> Result<GroupId> {
    parse_id(text, GroupId::parse)
}

/// Reads a term.
pub(crate) fn parse_term(text: &str) -> Result<TermId> {
    parse_id(text, TermId::parse)
}

/// Reads a pupil.
pub(crate) fn parse_pupil(text: &str) -> Result<PupilId> {
    parse_id(text, PupilId::parse)
}

/// Reads a mark.
pub(crate) fn parse_mark(text: Option<&str>) -> Result<Option<MarkValue>> {
    let Some(text) = text else { return Ok(None) };
    let value = MarkValue::parse(text).ok_or_else(|| AppError::bad_request("mark"))?;
    Ok(Some(value))
}

/// Reads a lesson.
pub(crate) fn parse_place(place: &Place) -> Result<LessonPlace> {
    Ok(LessonPlace {
        group: parse_group(&place.group)?,
        date: parse_day(&place.date)?,
        bell: place.bell,
        ordinal: place.ordinal,
    })
}

/// A lesson as the window gets it.
pub(crate) fn place_view(place: LessonPlace) -> Place {
    Place {
        group: place.group.to_string(),
        date: place.date.to_string(),
        bell: place.bell,
        ordinal: place.ordinal,
    }
}

/// «9Б».
pub(crate) fn class_name(class: &SchoolClass) -> String {
    format!("{}{}", class.grade, class.letter)
}

/// «5 «А»»: a class as people read it.
pub(crate) fn class_title(class: &SchoolClass) -> String {
    format!("{} «{}»", class.grade, class.letter)
}

/// What names are sorted by, as Russians do: «ё» is «е», case does not matter.
pub(crate) fn name_key(name: &PersonName) -> (String, String, String) {
    (
        folded(&name.surname),
        folded(&name.given),
        folded(&name.patronymic),
    )
}

/// Whether a lesson took place, as the window gets it.
pub(crate) fn held_view(held: Option<&Held>) -> HeldView {
    match held {
        None => HeldView::Unsaid,
        Some(Held::Held) => HeldView::Held,
        Some(Held::NotHeld { reason }) => HeldView::NotHeld {
            reason: reason.clone(),
        },
    }
}

/// Homework as the window gets it.
pub(crate) fn homework_view(homework: Option<&Homework>) -> HomeworkView {
    let Some(homework) = homework else {
        return HomeworkView::Missing;
    };
    match &homework.text {
        HomeworkText::Missing => HomeworkView::Missing,
        HomeworkText::NotSet => HomeworkView::NotSet,
        HomeworkText::Set(text) => HomeworkView::Set {
            text: text.clone(),
            due_on: homework.due_on.map(|day| day.to_string()),
        },
    }
}

/// A work as the window gets it; none where it was taken back.
pub(crate) fn assignment_view(work: &Assignment) -> Option<AssignmentView> {
    Some(AssignmentView {
        ordinal: work.ordinal,
        kind: work.kind?.into(),
        weight_tenths: work.weight_tenths,
        title: work.title.clone(),
    })
}

/// A count as the contract has it.
pub(crate) fn small(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
