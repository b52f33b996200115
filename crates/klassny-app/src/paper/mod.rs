//! The printed volume at the desk: filling it, printing it, its route and its board.
//!
//! `ground.rs` reads, `volume.rs` fills, `print.rs` prints; nothing here lays a page out
//! (klassny-paper does) and nothing judges who may state a fact (the store does).

mod board;
pub(crate) mod changed;
mod corrections;
pub(crate) mod ground;
pub(crate) mod kept;
pub(crate) mod lists;
mod page;
pub(crate) mod print;
pub(crate) mod route;
mod subject;
mod totals;
pub(crate) mod volume;

pub(crate) use board::waiting_for;
pub use board::{board_row, paper_board};
pub use page::{paper_volume, volume_page};
pub use print::{PrintedClass, print_class, print_volume};
pub use route::volume_step;

use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::view::journal::{TermKindCode, TermRef};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use klassny_domain::calendar::to_local;
use klassny_domain::ids::{ClassId, TermId};
use klassny_domain::roster::Role;
use klassny_domain::school::{Term, TermKind};
use klassny_store::query::{Closing, EditionHead};
use klassny_store::{Error, Read, Store};

/// Who may check and see any class; a class teacher may the own class.
pub(crate) const CHECKERS: &[Role] = &[
    Role::Deputy,
    Role::Director,
    Role::Clerk,
    Role::DocumentFlowHead,
];
/// Who may print.
pub(crate) const PRINTERS: &[Role] = &[Role::Deputy, Role::Clerk, Role::DocumentFlowHead];

/// Reads the ids of a class and a term.
pub(crate) fn parse(class: &str, term: &str) -> Result<(ClassId, TermId)> {
    let class = crate::desk::parse_id(class, ClassId::parse)?;
    Ok((class, crate::desk::parse_id(term, TermId::parse)?))
}

/// A term as the window gets it.
pub(crate) fn term_ref(term: &Term, today: NaiveDate, closed: bool) -> TermRef {
    TermRef {
        term: term.term.to_string(),
        kind: match term.kind {
            TermKind::Quarter => TermKindCode::Quarter,
            TermKind::HalfYear => TermKindCode::HalfYear,
            TermKind::Trimester => TermKindCode::Trimester,
        },
        number: term.number,
        starts_on: term.starts_on.to_string(),
        ends_on: term.ends_on.to_string(),
        current: term.starts_on <= today && today <= term.ends_on,
        closed,
    }
}

/// A time as the window gets it.
pub(crate) fn time(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The school's time of an instant; none beyond the calendar.
pub(crate) fn local_time(at_ms: i64, offset: FixedOffset) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_millis(at_ms).map(|at| to_local(at, offset))
}

/// When and by whom a fact was stated.
pub(crate) struct Act {
    pub at_ms: i64,
    pub by: String,
}

/// Who stated a fact and when; none where the fact is not here any more.
pub(crate) fn act(read: Read<'_>, fact_no: i64) -> std::result::Result<Option<Act>, Error> {
    let stamps = read.stamps([fact_no])?;
    let Some(stamp) = stamps.get(&fact_no) else {
        return Ok(None);
    };
    let seat = read.seat(stamp.seat)?;
    let staff = seat.map(|seat| read.staff_member(seat.staff)).transpose()?;
    let name = staff.flatten().map(|person| person.name.initials());
    Ok(Some(Act {
        at_ms: stamp.entered_ms,
        by: name.unwrap_or_default(),
    }))
}

/// The closing of a term for a class that stands; none while it is open.
pub(crate) fn closing(store: &Store, class: ClassId, term: TermId) -> Result<Option<Closing>> {
    let closings = store.read(|read| read.closings(class))?;
    let mut of_term = closings
        .into_iter()
        .filter(|known| known.close.term == term);
    Ok(of_term.rfind(|known| known.reopened.is_none()))
}

/// Refuses who may not check the class.
pub(crate) fn require_checker(desk: &Desk<'_>, class: ClassId) -> Result<()> {
    if leads(desk, class)? {
        return Ok(());
    }
    desk.require(CHECKERS)
}

/// Whether the person is the class teacher today.
pub(crate) fn leads(desk: &Desk<'_>, class: ClassId) -> Result<bool> {
    let day = desk.now().date();
    let leader = desk.store.read(|read| read.class_teacher_on(class, day))?;
    Ok(leader.is_some_and(|leader| leader.staff == desk.person.staff))
}

/// Whether the person has one of the roles today.
pub(crate) fn has_role(desk: &Desk<'_>, wanted: &[Role]) -> Result<bool> {
    let roles = desk.roles()?;
    Ok(wanted.iter().any(|role| roles.contains(role)))
}

/// The newest edition of a volume.
pub(crate) fn newest(editions: &[EditionHead]) -> Option<&EditionHead> {
    editions.iter().max_by_key(|edition| edition.edition)
}

/// A fault of the layout as people distinguish it.
pub(crate) fn paper_error(error: &klassny_paper::Error) -> AppError {
    AppError::new(crate::view::text::ErrorCode::Internal, error.to_string())
}
