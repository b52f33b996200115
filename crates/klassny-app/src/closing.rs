//! Closing a term for a class and opening it again (P7, R109): the deputy's acts.

use crate::api::{CloseTerm, ReopenTerm};
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::paper::ground::{Frame, Ground};
use crate::paper::{closing, parse, route};
use crate::preflight::{CLOSERS, blocks, view};
use crate::view::paper::PreflightView;
use crate::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::refusal::Refusal;
use klassny_domain::term::{TermClose, TermReopen};
use klassny_domain::volume::{VolumeEdition, VolumeRouteStep, VolumeStep};
use klassny_store::NewFact;

/// Closes the term for a class, and says on the route of its volume that it was checked.
///
/// # Errors
/// [`ErrorCode::PreflightBlocks`] where something blocks and no reason to close although is given;
/// [`ErrorCode::Closed`] where it is closed already; who is no deputy is refused.
pub fn close_term(desk: &Desk<'_>, args: &CloseTerm) -> Result<PreflightView> {
    desk.require(CLOSERS)?;
    let (class, term) = parse(&args.class, &args.term)?;
    let frame = Frame::read(desk.store, class, term)?;
    if closing(desk.store, class, term)?.is_some() {
        return Err(AppError::new(ErrorCode::Closed, "closed already"));
    }
    let despite = args.despite.trim();
    let ground = Ground::read(desk.store, frame.clone())?;
    let blocking = blocks(&ground, desk.now().date());
    if blocking > 0 && despite.is_empty() {
        let count = blocking.to_string();
        return Err(AppError::new(ErrorCode::PreflightBlocks, count));
    }
    let before = desk.store.read(|read| read.closings(class))?;
    let before = before.iter().filter(|known| known.close.term == term);
    let ordinal = u16::try_from(before.count() + 1)
        .map_err(|_| AppError::bad_request("too many closings"))?;
    let volume = VolumeEdition::id_of(class, term);
    let checked = VolumeRouteStep {
        volume,
        edition: route::next_edition(desk.store, volume)?,
        step: VolumeStep::Preflighted,
        done: true,
        note: match blocking {
            0 => String::new(),
            _ => despite.to_owned(),
        },
    };
    let close = TermClose {
        close: TermClose::id_of(class, term, ordinal),
        class,
        term,
        ordinal,
    };
    desk.commit(vec![
        NewFact::from(Change::VolumeRouteStep(checked)),
        NewFact::from(Change::TermClose(close)),
    ])?;
    view(desk, frame)
}

/// Opens a closed term again; the volume that was printed no longer agrees when anything changes.
///
/// # Errors
/// [`ErrorCode::NeedsReason`] without a reason; [`ErrorCode::NotFound`] where it is not closed;
/// who is no deputy, and a term of a closed year, are refused.
pub fn reopen_term(desk: &Desk<'_>, args: &ReopenTerm) -> Result<PreflightView> {
    desk.require(CLOSERS)?;
    let (class, term) = parse(&args.class, &args.term)?;
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(AppError::new(ErrorCode::NeedsReason, "reopen"));
    }
    let frame = Frame::read(desk.store, class, term)?;
    let year = frame.class.year;
    if desk.store.read(|read| read.year_closing(year))?.is_some() {
        return Err(Refusal::YearClosed.into());
    }
    let standing = closing(desk.store, class, term)?;
    let standing = standing.ok_or_else(|| AppError::not_found("closing"))?;
    let reopen = TermReopen {
        close: standing.close.close,
        reason: reason.to_owned(),
    };
    desk.commit(vec![NewFact::from(Change::TermReopen(reopen))])?;
    view(desk, frame)
}
