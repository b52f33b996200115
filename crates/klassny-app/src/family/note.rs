//! A remark, a praise or an appeal of a teacher about a pupil's lesson, with «отправить родителям»
//! (R69).

use super::text_of;
use crate::api::SetNote;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::spread::frame::{Frame, Which};
use crate::spread::gate::Gate;
use crate::spread::known_lesson;
use crate::spread::words::{parse_place, parse_pupil};
use crate::spread::{Touched, saved};
use crate::view::family::NoteLine;
use crate::view::journal::Saved;
use crate::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::family::ParentNote;
use klassny_domain::ids::PupilId;
use klassny_domain::lesson::LessonPlace;
use klassny_store::NewFact;

/// Writes the note of a pupil's lesson, or takes it back.
///
/// # Errors
/// Who does not teach the lesson; a lesson that has not begun; a pupil who is not on the list.
pub fn set_note(desk: &Desk<'_>, args: &SetNote) -> Result<Saved> {
    let (place, pupil) = (parse_place(&args.place)?, parse_pupil(&args.pupil)?);
    let which = Which::Of(place.date);
    let frame = Frame::read(desk, place.group, &which)?;
    known_lesson(&frame, place)?;
    let text = text_of(&args.text, ParentNote::TEXT_MAX)?;
    let note = ParentNote {
        place,
        pupil,
        to_parents: args.to_parents && !text.is_empty(),
        text,
    };
    let before = desk.store.read(|read| read.parent_note(place, pupil))?;
    let before = before.map(|standing| standing.value);
    let same = match &before {
        Some(before) => *before == note,
        None => note.text.is_empty(),
    };
    if !same {
        let change = Change::ParentNote(note);
        Gate::read(&frame)?.may_state(&change)?;
        let days = place.date..=place.date;
        let listed = desk
            .store
            .read(|read| read.listed_in_group(place.group, &days))?;
        let there = listed
            .iter()
            .any(|row| row.pupil.pupil == pupil && row.is_on(place.date));
        if !there {
            return Err(AppError::new(ErrorCode::NotOnList, "note"));
        }
        if place.date > desk.now().date() {
            return Err(AppError::new(ErrorCode::WrongDays, "note"));
        }
        desk.commit(vec![NewFact::from(change)])?;
    }
    saved(desk, &which, &Touched::cell(place, pupil), place.group)
}

/// The note of a pupil's lesson, as the cell shows it.
pub(crate) fn note_of(
    desk: &Desk<'_>,
    place: LessonPlace,
    pupil: PupilId,
) -> Result<Option<NoteLine>> {
    let note = desk.store.read(|read| read.parent_note(place, pupil))?;
    let Some(note) = note else { return Ok(None) };
    let by = desk
        .store
        .read(|read| crate::paper::act(read, note.fact_no))?;
    Ok(Some(NoteLine {
        text: note.value.text,
        to_parents: note.value.to_parents,
        by: by.map(|act| act.by).unwrap_or_default(),
    }))
}
