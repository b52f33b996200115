//! Permits: a teacher asks, a deputy opens a cell or a lesson until an hour, or declines (R50, F37).
//!
//! Must not change a mark: the teacher does, under the permit.

mod ask;
mod list;
mod print;

pub use ask::{ask_permit, withdraw_request};
pub use list::permits;
pub(crate) use list::{in_cell, of_today, waiting_count};
pub use print::print_permits;

use crate::api::{DeclinePermit, GivePermit, PermitArgs};
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::spread::frame::{Frame, Which};
use crate::spread::words::{parse_instant, parse_place, parse_pupil};
use crate::spread::{Touched, known_lesson, saved};
use crate::view::journal::Saved;
use crate::view::permit::PermitsView;
use crate::view::text::ErrorCode;
use chrono::{DateTime, TimeZone, Utc};
use klassny_domain::change::Change;
use klassny_domain::ids::{PermitId, PermitRequestId, PupilId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::permit::{PermitDecline, PermitRequest, PermitState};
use klassny_domain::refusal::Refusal;
use klassny_domain::roster::Role;
use klassny_domain::term::{Permit, PermitScope};
use klassny_store::{NewFact, Standing};

/// Who opens what is closed.
const GIVERS: &[Role] = &[Role::Deputy];
/// Who sees what everybody asks for and prints the register.
const READERS: &[Role] = &[Role::Deputy, Role::Director];

/// Opens a cell, or a whole lesson, to its teacher until an hour.
///
/// # Errors
/// Where the person is no deputy, there is no reason, the hour has passed, or the request it
/// answers waits no more.
pub fn give_permit(desk: &Desk<'_>, args: &GivePermit) -> Result<Saved> {
    desk.require(GIVERS)?;
    let place = parse_place(&args.place)?;
    let pupil = args.pupil.as_deref().map(parse_pupil).transpose()?;
    let ends_at = parse_instant(&args.ends_at)?;
    let reason = said(&args.reason, "permit")?;
    if ends_at <= desk.now() {
        return Err(Refusal::PermitEndsBeforeNow.into());
    }
    let ends_at = desk.offset().from_local_datetime(&ends_at).single();
    let ends_at = ends_at.ok_or_else(|| AppError::bad_request("instant"))?;
    let request = args.request.as_deref();
    let request = request.map(|request| waiting(desk, request)).transpose()?;
    let which = Which::Of(place.date);
    let frame = Frame::read(desk, place.group, &which)?;
    known_lesson(&frame, place)?;
    let asked = request.as_ref().map(|request| request.value.staff);
    let staff = asked
        .or_else(|| frame.giver(place))
        .or_else(|| frame.teacher());
    let staff = staff.ok_or_else(|| AppError::not_found("teacher of the lesson"))?;
    let scope = match pupil {
        Some(pupil) => PermitScope::Cell(place, args.ordinal, pupil),
        None => PermitScope::Lesson(place),
    };
    let permit = PermitId::derive(&once(desk, (place, pupil, args.ordinal)).each());
    desk.commit(vec![NewFact::from(Change::Permit(Permit {
        permit,
        staff,
        scope,
        reason,
        ends_at: ends_at.to_utc(),
        stands: true,
        request: request.map(|request| request.value.request),
    }))])?;
    saved(desk, &which, &touched(place, pupil), place.group)
}

/// Takes a permit back before its hour; what was corrected under it stands.
///
/// # Errors
/// Where the person is no deputy, or the permit is over.
pub fn take_back_permit(desk: &Desk<'_>, args: &PermitArgs) -> Result<PermitsView> {
    desk.require(GIVERS)?;
    let permit = parse_id(&args.permit, PermitId::parse)?;
    let permit = desk.store.read(|read| read.permit(permit))?;
    let permit = permit.ok_or_else(|| AppError::not_found("permit"))?;
    if PermitState::of(None, Some(&permit), None, instant_of(desk)) != PermitState::Open {
        return Err(Refusal::RequestSettled.into());
    }
    let taken = Permit {
        stands: false,
        ..permit
    };
    desk.commit(vec![NewFact::from(Change::Permit(taken))])?;
    permits(desk)
}

/// Declines a request, in words.
///
/// # Errors
/// Where the person is no deputy, says no reason, or the request waits no more.
pub fn decline_permit(desk: &Desk<'_>, args: &DeclinePermit) -> Result<PermitsView> {
    desk.require(GIVERS)?;
    let request = waiting(desk, &args.request)?;
    let reason = said(&args.reason, "decline")?;
    desk.commit(vec![NewFact::from(Change::PermitDecline(PermitDecline {
        request: request.value.request,
        reason,
        stands: true,
    }))])?;
    permits(desk)
}

/// The request of an id, where nobody has answered it.
fn waiting(desk: &Desk<'_>, request: &str) -> Result<Standing<PermitRequest>> {
    let id = parse_id(request, PermitRequestId::parse)?;
    let (requests, answers) = desk.store.read(|read| {
        let requests = read.permit_requests()?;
        Ok((requests, list::Answers::read(read)?))
    })?;
    let mut requests = requests.into_iter();
    let found = requests.find(|request| request.value.request == id);
    let found = found.ok_or_else(|| AppError::not_found("request"))?;
    match answers.state(&found.value, instant_of(desk)) {
        PermitState::Waiting => Ok(found),
        PermitState::Open
        | PermitState::Expired
        | PermitState::TakenBack
        | PermitState::Declined
        | PermitState::Withdrawn => Err(Refusal::RequestSettled.into()),
    }
}

/// A text that must say something.
fn said(text: &str, what: &str) -> Result<String> {
    match text.trim() {
        "" => Err(AppError::new(ErrorCode::NeedsReason, what)),
        text => Ok(text.to_owned()),
    }
}

fn instant_of(desk: &Desk<'_>) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(desk.entered.wall_ms).unwrap_or_default()
}

fn touched(place: LessonPlace, pupil: Option<PupilId>) -> Touched {
    match pupil {
        Some(pupil) => Touched::cell(place, pupil),
        None => Touched {
            lessons: Some(vec![place]),
            rows: None,
            cell: None,
        },
    }
}

/// What names an act of a seat about a cell: no two acts of a seat share a clock reading.
struct Once([Vec<u8>; 7]);

impl Once {
    fn each(&self) -> Vec<&[u8]> {
        self.0.iter().map(Vec::as_slice).collect()
    }
}

fn once(desk: &Desk<'_>, (place, pupil, ordinal): (LessonPlace, Option<PupilId>, u8)) -> Once {
    let entered = desk.entered;
    let pupil = pupil.map(|pupil| pupil.as_bytes().to_vec());
    Once([
        desk.person.seat.as_bytes().to_vec(),
        entered.wall_ms.to_le_bytes().to_vec(),
        entered.boot.to_le_bytes().to_vec(),
        entered.monotonic_ms.to_le_bytes().to_vec(),
        place.lesson().as_bytes().to_vec(),
        pupil.unwrap_or_default(),
        vec![ordinal],
    ])
}
