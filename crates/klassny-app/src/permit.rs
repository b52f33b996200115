//! Permits: a deputy opens a cell or a lesson to its teacher (R50, F37).
//!
//! Must not change a mark: the teacher does, under the permit.

use crate::api::GivePermit;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::spread::frame::{Frame, Which};
use crate::spread::words::{parse_instant, parse_place, parse_pupil};
use crate::spread::{Touched, known_lesson, saved};
use crate::view::journal::Saved;
use crate::view::text::ErrorCode;
use chrono::TimeZone;
use klassny_domain::change::Change;
use klassny_domain::ids::PermitId;
use klassny_domain::roster::Role;
use klassny_domain::term::{Permit, PermitScope};

/// Opens a cell, or a whole lesson, to its teacher until an hour.
///
/// # Errors
/// Where the person is no deputy, there is no reason, or the hour has passed.
pub fn give_permit(desk: &Desk<'_>, args: &GivePermit) -> Result<Saved> {
    desk.require(&[Role::Deputy])?;
    let place = parse_place(&args.place)?;
    let pupil = args.pupil.as_deref().map(parse_pupil).transpose()?;
    let ends_at = parse_instant(&args.ends_at)?;
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(AppError::new(ErrorCode::NeedsReason, "permit"));
    }
    if ends_at <= desk.now() {
        return Err(AppError::bad_request("permit ends before now"));
    }
    let ends_at = desk.offset().from_local_datetime(&ends_at).single();
    let ends_at = ends_at.ok_or_else(|| AppError::bad_request("instant"))?;
    let which = Which::Of(place.date);
    let frame = Frame::read(desk, place.group, &which)?;
    known_lesson(&frame, place)?;
    let staff = frame.giver(place).or_else(|| frame.teacher());
    let staff = staff.ok_or_else(|| AppError::not_found("teacher of the lesson"))?;
    let scope = match pupil {
        Some(pupil) => PermitScope::Cell(place, args.ordinal, pupil),
        None => PermitScope::Lesson(place),
    };
    // No two acts of a seat share a clock reading, so neither do two permits.
    let entered = desk.entered;
    let permit = PermitId::derive(&[
        desk.person.seat.as_bytes(),
        &entered.wall_ms.to_le_bytes(),
        &entered.boot.to_le_bytes(),
        &entered.monotonic_ms.to_le_bytes(),
        place.lesson().as_bytes(),
        pupil
            .as_ref()
            .map_or(&[], |pupil| pupil.as_bytes().as_slice()),
        &[args.ordinal],
    ]);
    desk.commit(vec![
        Change::Permit(Permit {
            permit,
            staff,
            scope,
            reason: reason.to_owned(),
            ends_at: ends_at.to_utc(),
            stands: true,
        })
        .into(),
    ])?;
    let touched = match pupil {
        Some(pupil) => Touched::cell(place, pupil),
        None => Touched {
            lessons: Some(vec![place]),
            rows: None,
            cell: None,
        },
    };
    saved(desk, &which, &touched, place.group)
}
