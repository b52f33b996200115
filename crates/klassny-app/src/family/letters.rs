//! Letters, calls and talks with families, answers to surveys, and until when an answer is due
//! (R74–R76).

use super::page::view;
use super::{Access, require_listed, text_of};
use crate::api::WriteLetter;
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::spread::words::{parse_day, parse_pupil};
use crate::view::family::FamiliesView;
use crate::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::family::Letter;
use klassny_domain::ids::{ClassId, LetterId, PupilId};
use klassny_store::NewFact;

/// Keeps a letter, or what became of it.
///
/// # Errors
/// Who may not; an answer before its letter, a day that has not come; a text that is too long.
pub fn write_letter(desk: &Desk<'_>, args: &WriteLetter) -> Result<FamiliesView> {
    let class = parse_id(&args.class, ClassId::parse)?;
    let pupil = parse_pupil(&args.pupil)?;
    let access = Access::of(desk, class)?;
    access.require(access.letters)?;
    require_listed(desk, class, &[pupil])?;
    let known = args.letter.as_deref();
    let known = known.map(|id| parse_id(id, LetterId::parse)).transpose()?;
    let before = match known {
        Some(id) => {
            let found = desk.store.read(|read| read.letter(id))?;
            Some(found.ok_or_else(|| AppError::not_found("letter"))?)
        }
        None => None,
    };
    if before.as_ref().is_some_and(|letter| letter.pupil != pupil) {
        return Err(AppError::not_found("letter of pupil"));
    }
    let letter = read(desk, args, (class, pupil, before.as_ref()))?;
    if before.as_ref() != Some(&letter) {
        desk.commit(vec![NewFact::from(Change::Letter(letter))])?;
    }
    view(desk, class)
}

fn read(
    desk: &Desk<'_>,
    args: &WriteLetter,
    (class, pupil, before): (ClassId, PupilId, Option<&Letter>),
) -> Result<Letter> {
    let today = desk.now().date();
    let on = parse_day(&args.on)?;
    let day = |text: &Option<String>| text.as_deref().map(parse_day).transpose();
    let (answer_due, answered_on) = (day(&args.answer_due)?, day(&args.answered_on)?);
    let answer = text_of(&args.answer, Letter::TEXT_MAX)?;
    let wrong = on > today
        || answer_due.is_some_and(|due| due < on)
        || answered_on.is_some_and(|day| day < on || day > today);
    if wrong {
        return Err(AppError::new(ErrorCode::WrongDays, "letter"));
    }
    let subject = text_of(&args.subject, Letter::SUBJECT_MAX)?;
    if args.stands && subject.is_empty() {
        return Err(AppError::bad_request("subject"));
    }
    Ok(Letter {
        letter: before.map_or_else(|| new_id(desk, pupil), |before| before.letter),
        class: before.map_or(class, |before| before.class),
        pupil,
        direction: args.direction.into(),
        way: args.way.into(),
        on,
        subject,
        text: text_of(&args.text, Letter::TEXT_MAX)?,
        answer_due,
        // An answer without its day was given today.
        answered_on: match answer.is_empty() {
            true => answered_on,
            false => answered_on.or(Some(today)),
        },
        answer,
        stands: args.stands,
    })
}

/// Never the same twice: a machine enters nothing twice at one tick of its clock.
fn new_id(desk: &Desk<'_>, pupil: PupilId) -> LetterId {
    let entered = desk.entered;
    LetterId::derive(&[
        desk.person.seat.as_bytes(),
        pupil.as_bytes(),
        &entered.wall_ms.to_le_bytes(),
        &entered.boot.to_le_bytes(),
        &entered.monotonic_ms.to_le_bytes(),
    ])
}
