//! A teacher asks for a permit from the cell that is closed, and takes the request back.

use super::{list::Answers, once, said, touched};
use crate::api::{AskPermit, RequestArgs};
use crate::cell::may_be_permitted;
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::spread::column::columns;
use crate::spread::frame::{Frame, Which};
use crate::spread::gate::Gate;
use crate::spread::ink::{Ink, Wanted};
use crate::spread::words::{parse_place, parse_pupil};
use crate::spread::{known_lesson, saved};
use crate::view::journal::Saved;
use klassny_domain::change::Change;
use klassny_domain::ids::{PermitRequestId, PupilId};
use klassny_domain::permit::{PermitRequest, PermitState};
use klassny_domain::refusal::Refusal;
use klassny_store::{NewFact, Standing};

/// Asks the deputies to open a cell, or a whole lesson.
///
/// # Errors
/// Where a permit would open nothing, the same was asked and waits, or something is left unsaid.
pub fn ask_permit(desk: &Desk<'_>, args: &AskPermit) -> Result<Saved> {
    let place = parse_place(&args.place)?;
    let pupil = args.pupil.as_deref().map(parse_pupil).transpose()?;
    let which = Which::Of(place.date);
    let frame = Frame::read(desk, place.group, &which)?;
    known_lesson(&frame, place)?;
    let request = PermitRequest {
        request: PermitRequestId::derive(&once(desk, (place, pupil, args.ordinal)).each()),
        staff: desk.person.staff,
        place,
        ordinal: args.ordinal,
        pupil,
        wanted: said(&args.wanted, "wanted")?,
        reason: said(&args.reason, "request")?,
        stands: true,
    };
    let change = Change::PermitRequest(request.clone());
    Gate::read(&frame)?.may_state(&change)?;
    let ink = Ink::read(&frame, &wanted(&request))?;
    let pupils: Vec<PupilId> = match pupil {
        Some(pupil) => vec![pupil],
        None => ink
            .pupils
            .iter()
            .filter_map(|listed| Some(listed.first()?.pupil.pupil))
            .collect(),
    };
    let columns = columns(&frame);
    let mut opens = false;
    for pupil in pupils {
        opens = opens || may_be_permitted(&frame, &ink, &columns, (place, pupil))?;
    }
    if !opens {
        return Err(Refusal::NothingToPermit.into());
    }
    if let Some(asked_ms) = same_waits(desk, &request)? {
        let asked_at = desk.local(asked_ms);
        return Err(Refusal::RequestWaits { asked_at }.into());
    }
    desk.commit(vec![NewFact::from(change)])?;
    saved(desk, &which, &touched(place, pupil), place.group)
}

/// Takes a request back that nobody has answered.
///
/// # Errors
/// Where the request is another's or is settled.
pub fn withdraw_request(desk: &Desk<'_>, args: &RequestArgs) -> Result<Saved> {
    let id = parse_id(&args.request, PermitRequestId::parse)?;
    let (requests, answers) = desk.store.read(|read| {
        let requests = read.permit_requests()?;
        Ok((requests, Answers::read(read)?))
    })?;
    let found = requests.into_iter().find(|known| known.value.request == id);
    let request = found.ok_or_else(|| AppError::not_found("request"))?.value;
    if request.staff != desk.person.staff {
        return Err(Refusal::RequestOfAnother.into());
    }
    if answers.state(&request, super::instant_of(desk)) != PermitState::Waiting {
        return Err(Refusal::RequestSettled.into());
    }
    let (place, pupil) = (request.place, request.pupil);
    let taken = PermitRequest {
        stands: false,
        ..request
    };
    desk.commit(vec![NewFact::from(Change::PermitRequest(taken))])?;
    let which = Which::Of(place.date);
    saved(desk, &which, &touched(place, pupil), place.group)
}

/// When the person asked for the same and waits.
fn same_waits(desk: &Desk<'_>, request: &PermitRequest) -> Result<Option<i64>> {
    let now = super::instant_of(desk);
    let found = desk.store.read(|read| {
        let answers = Answers::read(read)?;
        let mut requests = read.permit_requests_of_staff(request.staff)?.into_iter();
        let same = |known: &Standing<PermitRequest>| {
            let known = &known.value;
            (known.place, known.pupil, known.ordinal)
                == (request.place, request.pupil, request.ordinal)
                && answers.state(known, now) == PermitState::Waiting
        };
        let Some(found) = requests.find(same) else {
            return Ok(None);
        };
        let stamps = read.stamps([found.fact_no])?;
        Ok(stamps.get(&found.fact_no).map(|stamp| stamp.entered_ms))
    })?;
    Ok(found)
}

fn wanted(request: &PermitRequest) -> Wanted {
    match request.pupil {
        Some(pupil) => Wanted::cell(request.place, pupil),
        None => Wanted {
            lessons: Some(vec![request.place]),
            pupils: None,
        },
    }
}
