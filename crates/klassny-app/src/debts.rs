//! Who owes which work of a group, and until when: works missed and not written since, and terms
//! that ended with «н/а» (rules.md, «Term, year and final marks»).

use crate::api::SpreadArgs;
use crate::desk::Desk;
use crate::error::Result;
use crate::journal::{may_read, term_ref};
use crate::spread::column::columns;
use crate::spread::frame::{Frame, Which};
use crate::spread::ink::{Ink, Wanted, is_listed};
use crate::spread::row::{Beside, final_of, terms_shown};
use crate::spread::words::{parse_group, place_view};
use crate::view::debts::{DebtLine, DebtWork, DebtsView};
use klassny_domain::mark::MarkValue;

/// The debts of a group: those of the term, and «н/а» of earlier ones.
///
/// # Errors
/// Where there is no such group or term, or the person may not read it.
pub fn debts(desk: &Desk<'_>, args: &SpreadArgs) -> Result<DebtsView> {
    let which = Which::asked(args.term.as_deref())?;
    let frame = Frame::read(desk, parse_group(&args.group)?, &which)?;
    may_read(desk, &frame.card)?;
    let ink = Ink::read(&frame, &Wanted::default())?;
    let beside = Beside::read(&frame, &ink)?;
    let columns = columns(&frame);
    let today = frame.today();
    let mut lines = Vec::new();
    for (row, number) in ink.pupils.iter().zip(1_u16..) {
        let Some(listed) = row.last().filter(|listed| {
            let day = today.min(frame.term.ends_on);
            listed.is_on(day)
        }) else {
            continue;
        };
        let pupil = listed.pupil.pupil;
        let mut works = Vec::new();
        for term in terms_shown(&frame) {
            let mark = final_of(&beside, pupil, term).and_then(|mark| mark.value.value);
            if mark == Some(MarkValue::NotAttested) && term.ends_on < today {
                works.push(DebtWork::Term(term_ref(&frame, term)));
            }
        }
        for column in columns.iter().filter(|column| column.held) {
            let cell = ink.cell(column.place, pupil);
            let Some(cell) = cell.filter(|cell| cell.absent() && is_listed(row, column.place))
            else {
                continue;
            };
            let written = |ordinal| cell.valued().any(|mark| mark.value.ordinal == ordinal);
            let missed = column.works.iter().filter(|work| !work.kind.is_oral());
            for work in missed.filter(|work| !written(work.ordinal)) {
                works.push(DebtWork::Missed {
                    place: place_view(column.place),
                    ordinal: work.ordinal,
                    kind: work.kind.into(),
                    reason: cell.reason().map(Into::into),
                });
            }
        }
        if !works.is_empty() {
            lines.push(DebtLine {
                pupil: pupil.to_string(),
                number,
                name: listed.pupil.name.short(),
                works,
            });
        }
    }
    Ok(DebtsView {
        lines,
        // A work missed may be marked until the term's cut, whatever the day it is written on.
        until: frame.term.ends_on.to_string(),
        closed: frame.closing_of(frame.term.term).is_some(),
    })
}
