//! Term marks: decided one by one or taken over from the proposals (R59).
//!
//! The teacher decides; nothing here gives a mark that nobody asked for.

use crate::api::{SetTermMark, SpreadArgs};
use crate::desk::Desk;
use crate::error::Result;
use crate::spread::column::columns;
use crate::spread::frame::{Frame, Which};
use crate::spread::gate::Gate;
use crate::spread::ink::{Ink, Wanted};
use crate::spread::row::{Beside, final_of, stand};
use crate::spread::words::{parse_group, parse_mark, parse_pupil, parse_term};
use crate::spread::{Touched, saved};
use crate::view::journal::Saved;
use klassny_domain::change::Change;
use klassny_domain::ids::PupilId;
use klassny_domain::mark::MarkValue;
use klassny_domain::refusal::Refusal;
use klassny_domain::regulation::Assessment;
use klassny_domain::term::{FinalKind, FinalMark};
use klassny_domain::term_mark::check_decision;

/// Decides or clears a term mark.
///
/// # Errors
/// The refusal of a rule; a decision off the proposal without a reason.
pub fn set_term_mark(desk: &Desk<'_>, args: &SetTermMark) -> Result<Saved> {
    let (group, pupil) = (parse_group(&args.group)?, parse_pupil(&args.pupil)?);
    let which = Which::Term(parse_term(&args.term)?);
    let value = parse_mark(args.value.as_deref())?;
    let frame = Frame::read(desk, group, &which)?;
    let wanted = Wanted {
        lessons: Some(Vec::new()),
        pupils: Some(vec![pupil]),
    };
    let ink = Ink::read(&frame, &wanted)?;
    let beside = Beside::read(&frame, &ink)?;
    let change = FinalMark {
        group,
        pupil,
        kind: FinalKind::Term(frame.term.term),
        value,
        reason: value
            .map(|_| args.reason.trim().to_owned())
            .unwrap_or_default(),
    };
    let fact = Change::FinalMark(change.clone());
    Gate::read(&frame)?.may_state(&fact)?;
    is_open(&frame)?;
    let columns = columns(&frame);
    let none = Vec::new();
    let brought = beside.brought.get(&pupil).unwrap_or(&none);
    let stand = stand(&frame, &ink, &columns, ink.listed(pupil), brought);
    let date = frame.today().min(frame.term.ends_on);
    let stand = stand
        .filter(|stand| stand.listed)
        .ok_or(Refusal::PupilNotOnList { date })?;
    if let Some(value) = value {
        of_scale(&frame, value)?;
        check_decision(&stand.proposal, value, &args.reason)?;
    }
    let before = final_of(&beside, pupil, &frame.term).map(|mark| &mark.value);
    let same = match before {
        Some(before) => *before == change,
        None => value.is_none(),
    };
    if !same {
        desk.commit(vec![fact.into()])?;
    }
    saved(desk, &which, &of_rows(Some(vec![pupil])), group)
}

/// Takes every proposal without a warning that is not decided yet, in one act.
///
/// # Errors
/// The refusal of a rule.
pub fn accept_proposals(desk: &Desk<'_>, args: &SpreadArgs) -> Result<Saved> {
    let group = parse_group(&args.group)?;
    let which = Which::asked(args.term.as_deref())?;
    let frame = Frame::read(desk, group, &which)?;
    is_open(&frame)?;
    let gate = Gate::read(&frame)?;
    let ink = Ink::read(&frame, &Wanted::default())?;
    let beside = Beside::read(&frame, &ink)?;
    let columns = columns(&frame);
    let none = Vec::new();
    let mut facts = Vec::new();
    for listed in &ink.pupils {
        let Some(pupil) = listed.first().map(|first| first.pupil.pupil) else {
            continue;
        };
        let decided = final_of(&beside, pupil, &frame.term);
        if decided.is_some_and(|mark| mark.value.value.is_some() || mark.is_conflict()) {
            continue;
        }
        let brought = beside.brought.get(&pupil).unwrap_or(&none);
        let stand = stand(&frame, &ink, &columns, listed, brought);
        let Some(stand) = stand.filter(|stand| stand.listed) else {
            continue;
        };
        let Some(value) = stand.proposal.value else {
            continue;
        };
        if !stand.proposal.warnings.is_empty() {
            continue;
        }
        let fact = Change::FinalMark(FinalMark {
            group,
            pupil,
            kind: FinalKind::Term(frame.term.term),
            value: Some(value),
            reason: String::new(),
        });
        gate.may_state(&fact)?;
        facts.push(fact.into());
    }
    if !facts.is_empty() {
        desk.commit(facts)?;
    }
    saved(desk, &which, &of_rows(None), group)
}

const fn of_rows(rows: Option<Vec<PupilId>>) -> Touched {
    Touched {
        lessons: Some(Vec::new()),
        rows,
        cell: None,
    }
}

fn is_open(frame: &Frame<'_>) -> Result<()> {
    let (number, kind) = (frame.term.number, frame.term.kind);
    match frame.closing_of(frame.term.term) {
        Some(_) => Err(Refusal::TermClosed { number, kind }.into()),
        None => Ok(()),
    }
}

fn of_scale(frame: &Frame<'_>, value: MarkValue) -> Result<()> {
    let pass_fail = frame.grading.assessment == Assessment::PassFail;
    let fits = match (frame.grading.assessment, value) {
        (Assessment::None, _) => {
            return Err(match frame.grade() {
                1 => Refusal::NoMarksInFirstGrade.into(),
                _ => Refusal::SubjectWithoutMarks.into(),
            });
        }
        (_, MarkValue::NotAttested | MarkValue::Exempt) => true,
        (Assessment::Marks, MarkValue::Grade(grade)) => grade.get() >= 2,
        (Assessment::PassFail, MarkValue::Pass | MarkValue::Fail) => true,
        (Assessment::Marks | Assessment::PassFail, _) => false,
    };
    match fits {
        true => Ok(()),
        false => Err(Refusal::OtherScale { pass_fail }.into()),
    }
}
