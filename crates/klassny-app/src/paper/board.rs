//! The board of volumes of a term: where each class stands on the route.

use super::ground::{Frame, Ground};
use super::route::{Route, is_mine};
use super::{CHECKERS, closing, leads, parse, term_ref, volume};
use crate::api::{ClassTerm, PaperBoard};
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::preflight::blocks;
use crate::spread::words::class_name;
use crate::view::journal::TermRef;
use crate::view::paper::{BoardRow, BoardView};
use crate::view::text::ErrorCode;
use klassny_domain::ids::TermId;
use klassny_domain::roster::{Role, SchoolClass};
use klassny_domain::school::Term;
use std::cmp::Reverse;

/// Whose steps a volume waits for after its term is closed.
const WAITED_FOR: &[Role] = &[
    Role::Deputy,
    Role::Director,
    Role::Clerk,
    Role::DocumentFlowHead,
];

/// The board of volumes of a term, at once: what takes reading a whole class is left to
/// [`board_row`].
///
/// # Errors
/// A term that is not there; what the disk says.
pub fn paper_board(desk: &Desk<'_>, args: &PaperBoard) -> Result<BoardView> {
    let today = desk.now().date();
    let classes = desk.store.read(|read| read.classes(desk.year_id()))?;
    let terms = terms(desk, &classes);
    let wanted = args
        .term
        .as_ref()
        .map(|term| parse_id(term, TermId::parse))
        .transpose()?;
    let term = match wanted {
        Some(wanted) => {
            let found = terms.iter().find(|term| term.term == wanted);
            Some(found.ok_or_else(|| AppError::not_found("term"))?)
        }
        // The term to be printed now: the last that has begun, and of several the one that ends
        // first.
        None => {
            let begun = terms.iter().filter(|term| term.starts_on <= today);
            let ends = |term: &&&Term| (term.ends_on.min(today), Reverse(term.ends_on));
            begun.max_by_key(ends).or(terms.first())
        }
    };
    let mut rows = Vec::new();
    let all = super::has_role(desk, CHECKERS)?;
    for class in &classes {
        if let Some(term) = term
            && (all || leads(desk, class.class)?)
        {
            rows.push(quick(desk, class, term)?.0);
        }
    }
    let refs = terms.iter().map(|term| term_ref(term, today, false));
    Ok(BoardView {
        terms: refs.collect::<Vec<TermRef>>(),
        term: term.map(|term| term_ref(term, today, false)),
        rows,
    })
}

/// The terms of all classes, by their first days.
fn terms<'d>(desk: &'d Desk<'_>, classes: &[SchoolClass]) -> Vec<&'d Term> {
    let mut terms: Vec<&Term> = Vec::new();
    for class in classes {
        for term in desk.calendar.terms_of(class.grade) {
            if !terms.iter().any(|known| known.term == term.term) {
                terms.push(term);
            }
        }
    }
    terms.sort_by_key(|term| (term.kind, term.number));
    terms
}

/// One row of the board with what its class has to mend, and whether its volume is stale.
///
/// # Errors
/// A class or term that is not there; a class the person neither checks nor leads.
pub fn board_row(desk: &Desk<'_>, args: &ClassTerm) -> Result<BoardRow> {
    let (class, term) = parse(&args.class, &args.term)?;
    let classes = desk.store.read(|read| read.classes(desk.year_id()))?;
    let class = classes.iter().find(|known| known.class == class);
    let class = class.ok_or_else(|| AppError::not_found("class"))?;
    if !super::has_role(desk, CHECKERS)? && !leads(desk, class.class)? {
        return Err(AppError::new(ErrorCode::NotAllowed, "class"));
    }
    let terms = desk.calendar.terms_of(class.grade);
    let term = terms.into_iter().find(|known| known.term == term);
    let term = term.ok_or_else(|| AppError::not_found("term"))?;
    let (mut row, route) = quick(desk, class, term)?;
    row.checked = true;
    let open = closing(desk.store, class.class, term.term)?.is_none();
    let Some(route) = route.filter(|route| open || route.head.is_some()) else {
        return Ok(row);
    };
    let frame = Frame::read(desk.store, class.class, term.term)?;
    let ground = Ground::read(desk.store, frame)?;
    if open {
        row.blocks = blocks(&ground, desk.now().date());
    }
    if let Some(head) = &route.head {
        let now = volume::fill_from(desk.store, &ground)?;
        row.stale = klassny_paper::content_hash(&now) != head.content_hash;
    }
    Ok(row)
}

/// How many volumes of terms that are closed wait for a step of the person.
pub(crate) fn waiting_for(desk: &Desk<'_>) -> Result<u32> {
    if !super::has_role(desk, WAITED_FOR)? {
        return Ok(0);
    }
    let classes = desk.store.read(|read| read.classes(desk.year_id()))?;
    let mut waiting = 0;
    for class in &classes {
        for close in desk.store.read(|read| read.closed_terms(class.class))? {
            let route = Route::read(desk.store, class.class, close.term)?;
            if let Some(next) = route.next() {
                waiting += u32::from(is_mine(desk, class.class, next)?);
            }
        }
    }
    Ok(waiting)
}

/// What the route alone says of a class.
fn quick(desk: &Desk<'_>, class: &SchoolClass, term: &Term) -> Result<(BoardRow, Option<Route>)> {
    let own = desk.calendar.terms_of(class.grade).into_iter();
    let other_terms = !own.into_iter().any(|known| known.term == term.term);
    let mut row = BoardRow {
        class: class.class.to_string(),
        class_name: class_name(class),
        other_terms,
        checked: false,
        blocks: 0,
        steps: Vec::new(),
        next: None,
        sheets: None,
        stale: false,
    };
    if other_terms {
        row.checked = true;
        return Ok((row, None));
    }
    let route = Route::read(desk.store, class.class, term.term)?;
    row.steps = route.days(desk);
    row.next = route.next();
    row.sheets = route.head.as_ref().map(|head| head.sheet_count);
    Ok((row, Some(route)))
}
