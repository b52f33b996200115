//! The open conflicts: registers of the journal that two authors wrote apart, cells, lessons and
//! term marks alike, with all their records (P6).
//!
//! Reads only; `take_back::resolve_conflict` settles one.

use crate::aside::part_of;
use crate::desk::Desk;
use crate::error::Result;
use crate::spread::frame::{Frame, Which};
use crate::spread::gate::Gate;
use crate::spread::tips::value_text;
use crate::spread::words::{class_title, place_view};
use crate::take_back::about;
use crate::view::journal::Tip;
use crate::view::share::ConflictLine;
use crate::who::Who;
use klassny_domain::change::{Change, Register};
use klassny_domain::ids::{GroupId, TermId};
use klassny_domain::roster::Role;
use klassny_domain::term::FinalKind;
use klassny_store::CellHistory;
use std::collections::HashSet;

/// The most conflicts that one list shows.
const SHOWN_MAX: usize = 200;

/// The conflicts the person may see, those that are the person's to settle first.
///
/// # Errors
/// What the disk says.
pub fn open_conflicts(desk: &Desk<'_>) -> Result<Vec<ConflictLine>> {
    let torn = desk.store.read(|read| read.torn())?;
    if torn.is_empty() {
        return Ok(Vec::new());
    }
    let roles = desk.roles()?;
    let leads = roles.contains(&Role::Deputy) || roles.contains(&Role::Director);
    let loads = desk
        .store
        .read(|read| read.loads_of_staff(desk.person.staff))?;
    let own: HashSet<GroupId> = loads.iter().map(|load| load.group).collect();
    let mut who = Who::read(desk)?;
    let mut lines = Vec::new();
    for (register, group) in torn {
        if !leads && !own.contains(&group) {
            continue;
        }
        lines.extend(line(desk, &mut who, (register, group))?);
        if lines.len() >= SHOWN_MAX {
            break;
        }
    }
    lines.sort_by_key(|line| !line.mine);
    Ok(lines)
}

fn line(
    desk: &Desk<'_>,
    who: &mut Who<'_>,
    (register, group): (Register, GroupId),
) -> Result<Option<ConflictLine>> {
    let history = desk.store.history(register)?;
    let shown = history
        .entries
        .iter()
        .find(|e| history.shown == Some(e.fact_no));
    let (Some(shown), Some(card)) = (shown, who.group(group)?.cloned()) else {
        return Ok(None);
    };
    let change = &shown.op.change;
    let (place, pupil) = about(change);
    let term = match place {
        Some(place) => {
            let term = desk.calendar.term_of(card.class.grade, place.date);
            term.map(|term| term.term)
        }
        None => final_term(change),
    };
    Ok(Some(ConflictLine {
        place: place.map(place_view),
        group: group.to_string(),
        term: term.map(|term| term.to_string()).unwrap_or_default(),
        pupil: pupil.map(|pupil| pupil.to_string()),
        about: format!("{}, {}", class_title(&card.class), card.subject.name),
        part: part_of(change),
        pupil_name: match pupil {
            Some(pupil) => who.pupil(pupil)?,
            None => String::new(),
        },
        tips: tips(who, &history),
        mine: term.is_some_and(|term| may_settle(desk, (group, term), change)),
    }))
}

/// Whether the person may state any of the records, and the term is open.
fn may_settle(desk: &Desk<'_>, (group, term): (GroupId, TermId), change: &Change) -> bool {
    let asked = || -> Result<bool> {
        let frame = Frame::read(desk, group, &Which::Term(term))?;
        let closed = frame.closing_of(term).is_some();
        Ok(!closed && Gate::read(&frame)?.may_state(change).is_ok())
    };
    // Where the page cannot be read there is nothing to settle on it.
    asked().unwrap_or(false)
}

fn tips(who: &Who<'_>, history: &CellHistory) -> Vec<Tip> {
    let tips = history.entries.iter().filter(|entry| entry.is_tip);
    let tips = tips.map(|entry| Tip {
        fact: entry.fact_no.to_string(),
        text: value_text(&entry.op.change),
        stamp: who.stamp(
            (entry.seat, entry.op.entered.wall_ms),
            entry.op.import.as_ref(),
        ),
        shown: history.shown == Some(entry.fact_no),
    });
    tips.collect()
}

const fn final_term(change: &Change) -> Option<TermId> {
    if let Change::FinalMark(mark) = change
        && let FinalKind::Term(term) = mark.kind
    {
        return Some(term);
    }
    None
}
