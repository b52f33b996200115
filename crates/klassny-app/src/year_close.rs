//! Closing an academic year and opening it again (P7): the director's acts.
//!
//! The terms of the classes are closed by deputies before (`closing.rs`); the close of the year takes
//! in the marks of the year, of exams and of certificates too, and whatever is of no term.

use crate::api::{CloseYear, ReopenYear};
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::paper::{self, has_role, term_ref, time};
use crate::preflight::waiting_of;
use crate::spread::words::class_name;
use crate::view::paper::{CloseState, OpenTerm, YearView};
use crate::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::roster::Role;
use klassny_domain::term::{YearClose, YearReopen};
use klassny_store::NewFact;
use klassny_store::query::YearClosing;

/// Who closes and opens a year.
const CLOSERS: &[Role] = &[Role::Director];
/// Who sees how it stands.
const READERS: &[Role] = &[Role::Director, Role::Deputy, Role::Administrator];

/// How the closing of the year stands, and what is open in it.
///
/// # Errors
/// Who neither closes nor checks is refused.
pub fn year_view(desk: &Desk<'_>) -> Result<YearView> {
    desk.require(READERS)?;
    let closing = standing(desk)?;
    let today = desk.now().date();
    let year = desk.store.read(|read| read.year_on(today))?;
    let year = year.ok_or_else(|| AppError::not_found("year"))?;
    let close = match &closing {
        None => CloseState::Open,
        Some(closing) => {
            let act = desk.store.read(|read| paper::act(read, closing.fact_no))?;
            let late = desk.store.late_changes()?.len();
            CloseState::Closed {
                at: act
                    .as_ref()
                    .map(|act| time(desk.local(act.at_ms)))
                    .unwrap_or_default(),
                by: act.map(|act| act.by).unwrap_or_default(),
                late: u32::try_from(late).unwrap_or(u32::MAX),
            }
        }
    };
    Ok(YearView {
        name: year.name,
        ends_on: year.ends_on.to_string(),
        lasts: today <= year.ends_on,
        open: open_terms(desk)?,
        waiting: waiting_of(desk, None)?,
        close,
        note: closing
            .map(|closing| closing.close.note)
            .unwrap_or_default(),
        may_close: has_role(desk, CLOSERS)?,
    })
}

/// Closes the year that lasts today, or the last that has ended.
///
/// # Errors
/// [`ErrorCode::PreflightBlocks`] where terms of classes are open, or the year is not over, and no
/// reason to close although is given; [`ErrorCode::Closed`] where it is closed already; who is not
/// the director is refused.
pub fn close_year(desk: &Desk<'_>, args: &CloseYear) -> Result<YearView> {
    desk.require(CLOSERS)?;
    let before = year_view(desk)?;
    if matches!(before.close, CloseState::Closed { .. }) {
        return Err(AppError::new(ErrorCode::Closed, "closed already"));
    }
    let note = args.despite.trim();
    let blocks = before.open.len() + usize::from(before.lasts);
    if blocks > 0 && note.is_empty() {
        return Err(AppError::new(
            ErrorCode::PreflightBlocks,
            blocks.to_string(),
        ));
    }
    let year = desk.year_id();
    let known = desk.store.read(|read| read.closings_of_year(year))?.len();
    let ordinal =
        u16::try_from(known + 1).map_err(|_| AppError::bad_request("too many closings"))?;
    desk.commit(vec![NewFact::from(Change::YearClose(YearClose {
        close: YearClose::id_of(year, ordinal),
        year,
        ordinal,
        note: if blocks > 0 {
            note.to_owned()
        } else {
            String::new()
        },
    }))])?;
    year_view(desk)
}

/// Opens the closed year again; its terms stay as closed as they were.
///
/// # Errors
/// [`ErrorCode::NeedsReason`] without a reason; [`ErrorCode::NotFound`] where it is not closed; who
/// is not the director is refused.
pub fn reopen_year(desk: &Desk<'_>, args: &ReopenYear) -> Result<YearView> {
    desk.require(CLOSERS)?;
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(AppError::new(ErrorCode::NeedsReason, "reopen"));
    }
    let standing = standing(desk)?.ok_or_else(|| AppError::not_found("closing"))?;
    desk.commit(vec![NewFact::from(Change::YearReopen(YearReopen {
        close: standing.close.close,
        reason: reason.to_owned(),
    }))])?;
    year_view(desk)
}

fn standing(desk: &Desk<'_>) -> Result<Option<YearClosing>> {
    Ok(desk.store.read(|read| read.year_closing(desk.year_id()))?)
}

/// The terms of classes that no deputy has closed.
fn open_terms(desk: &Desk<'_>) -> Result<Vec<OpenTerm>> {
    let today = desk.now().date();
    let classes = desk.store.read(|read| {
        let classes = read.classes(desk.year_id())?.into_iter();
        let classes = classes.map(|class| Ok((read.closed_terms(class.class)?, class)));
        classes.collect::<std::result::Result<Vec<_>, klassny_store::Error>>()
    })?;
    let mut open = Vec::new();
    for (closed, class) in classes {
        for term in desk.calendar.terms_of(class.grade) {
            if closed.iter().all(|close| close.term != term.term) {
                open.push(OpenTerm {
                    class: class.class.to_string(),
                    class_name: class_name(&class),
                    term: term_ref(term, today, false),
                });
            }
        }
    }
    Ok(open)
}
