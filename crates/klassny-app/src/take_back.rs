//! Undo, redo and the choice between two records.
//!
//! Taking back states the earlier values as new facts, judged as any entry is: what the norms
//! have closed stays as it is. Nothing is ever removed from the log.

use crate::api::{ResolveConflict, SpreadArgs};
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::marks::Pen;
use crate::spread::frame::{Frame, Which};
use crate::spread::ink::Wanted;
use crate::spread::words::{parse_group, parse_term, place_view};
use crate::spread::{Touched, nothing_saved, saved};
use crate::undo::Act;
use crate::view::journal::{Saved, Undone};
use crate::view::text::ErrorCode;
use klassny_domain::attendance::{AbsenceReason, Presence};
use klassny_domain::change::Change;
use klassny_domain::ids::{GroupId, PupilId};
use klassny_domain::lesson::{HomeworkText, LessonPlace};
use klassny_domain::norm::Entry;
use klassny_domain::plan::PlanWord;
use klassny_domain::refusal::Refusal;
use klassny_domain::roster::ElectronicForm;
use klassny_domain::term::{AcceptanceState, FinalKind};
use klassny_store::{Author, NewFact};
use std::sync::PoisonError;

/// Takes the last act of this session back.
///
/// # Errors
/// The refusal of a rule; [`ErrorCode::ChangedMeanwhile`] where somebody wrote there since.
pub fn undo(desk: &Desk<'_>, args: &SpreadArgs) -> Result<Undone> {
    match take_back_last(desk)? {
        Some(act) => done(desk, args, &act),
        None => nothing(desk),
    }
}

/// Takes the last act of this session back, wherever it was done; none where there is none.
///
/// # Errors
/// As `undo`.
pub(crate) fn take_back_last(desk: &Desk<'_>) -> Result<Option<Act>> {
    let act = lock(desk).last().cloned();
    let Some(act) = act else {
        return Ok(None);
    };
    let Some(mut earlier) = taken_back(&act) else {
        lock(desk).forget_last();
        return Err(Refusal::RecordCannotBeUnsaid.into());
    };
    if let Err(error) = unchanged(desk, &act.stated) {
        lock(desk).forget_last();
        return Err(error);
    }
    // What was stated last goes first.
    earlier.reverse();
    keep(desk, earlier)?;
    lock(desk).note_undone();
    Ok(Some(act))
}

/// What the registers of an act say once it is taken back; none where one of them cannot be unsaid.
fn taken_back(act: &Act) -> Option<Vec<Change>> {
    let before = act.before.iter().zip(&act.stated);
    before
        .map(|(before, stated)| before.clone().or_else(|| emptied(stated)))
        .collect()
}

/// Does the act undone last again.
///
/// # Errors
/// As `undo`.
pub fn redo(desk: &Desk<'_>, args: &SpreadArgs) -> Result<Undone> {
    match do_again_last(desk)? {
        Some(act) => done(desk, args, &act),
        None => nothing(desk),
    }
}

/// Does the act undone last again, wherever it was done; none where there is none.
///
/// # Errors
/// As `redo`.
pub(crate) fn do_again_last(desk: &Desk<'_>) -> Result<Option<Act>> {
    let act = lock(desk).last_undone().cloned();
    let Some(act) = act else {
        return Ok(None);
    };
    // Where somebody wrote since, doing it again would take that away unseen.
    if let Err(error) = unchanged(desk, &taken_back(&act).unwrap_or_default()) {
        lock(desk).forget_undone();
        return Err(error);
    }
    keep(desk, act.stated.clone())?;
    lock(desk).note_redone();
    Ok(Some(act))
}

/// Chooses one of the records of a conflict.
///
/// # Errors
/// Where there is no such record or no conflict any more, or a rule refuses.
pub fn resolve_conflict(desk: &Desk<'_>, args: &ResolveConflict) -> Result<Saved> {
    let (group, term) = (parse_group(&args.group)?, parse_term(&args.term)?);
    let number: i64 = args
        .fact
        .parse()
        .map_err(|_| AppError::bad_request("fact"))?;
    let fact = desk.store.read(|read| read.fact(number))?;
    let Some((_, op)) = fact else {
        return Err(AppError::not_found("record"));
    };
    let history = desk.store.history(op.change.register())?;
    let tips = history.entries.iter().filter(|entry| entry.is_tip);
    let chosen = tips.clone().any(|entry| entry.fact_no == number);
    if !chosen || tips.count() < 2 {
        return Err(AppError::new(ErrorCode::ChangedMeanwhile, "conflict"));
    }
    let (place, pupil) = about(&op.change);
    let which = Which::Term(term);
    let frame = Frame::read(desk, group, &which)?;
    let pen = Pen::read(&frame, &only(place, pupil))?;
    pen.gate.may_state(&op.change)?;
    if let Some((number, kind)) = place.and_then(|place| frame.closed_term(place.date)) {
        return Err(Refusal::TermClosed { number, kind }.into());
    }
    desk.commit(vec![NewFact {
        change: op.change.clone(),
        import: None,
        permit: op.permit,
    }])?;
    saved(desk, &which, &touched(&[op.change]), group)
}

fn lock<'d>(desk: &'d Desk<'_>) -> std::sync::MutexGuard<'d, crate::undo::UndoStack> {
    desk.undo.lock().unwrap_or_else(PoisonError::into_inner)
}

fn nothing(desk: &Desk<'_>) -> Result<Undone> {
    Ok(Undone {
        place: None,
        pupil: None,
        saved: nothing_saved(desk)?,
    })
}

/// Refuses where a register no longer says what the act stated.
fn unchanged(desk: &Desk<'_>, stated: &[Change]) -> Result<()> {
    for change in stated {
        if desk.store.current(change.register())?.as_ref() != Some(change) {
            return Err(AppError::new(ErrorCode::ChangedMeanwhile, "act"));
        }
    }
    Ok(())
}

/// Judges the facts of an act and keeps them, beside the stack of acts.
fn keep(desk: &Desk<'_>, changes: Vec<Change>) -> Result<()> {
    let mut facts = Vec::new();
    for change in &changes {
        facts.push(judged(desk, change, &changes)?);
    }
    let author = Author {
        seat: desk.person.seat,
    };
    crate::slots::may_enter(desk)?;
    desk.store.commit(author, desk.entered, facts)?;
    Ok(())
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "facts outside the journal's pages have no norm; the store judges their rights"
)]
fn judged(desk: &Desk<'_>, change: &Change, act: &[Change]) -> Result<NewFact> {
    let (Some(place), pupil) = about(change) else {
        return final_mark(desk, change);
    };
    let frame = Frame::read(desk, place.group, &Which::Of(place.date))?;
    let pen = Pen::read(&frame, &only(Some(place), pupil))?;
    pen.gate.may_state(change)?;
    match change {
        Change::Mark(mark) => {
            let stated = act.iter().find_map(|other| match other {
                Change::Attendance(a) if (a.place, a.pupil) == (place, mark.pupil) => {
                    Some(a.presence)
                }
                _ => None,
            });
            let kind = act.iter().find_map(|other| match other {
                Change::Assignment(a) if (a.place, a.ordinal) == (place, mark.ordinal) => a.kind,
                _ => None,
            });
            let presence = stated.unwrap_or_else(|| pen.cell(place, mark.pupil).presence());
            return pen.mark(mark.clone(), (kind, presence));
        }
        Change::Attendance(_) => pen.gate.may_enter(place, Entry::Attendance)?,
        Change::AbsenceExcuse(_) => {
            let entry = Entry::AbsenceReason { returned_on: None };
            pen.gate.may_enter(place, entry)?;
        }
        // What is said to a family has no norm.
        Change::ParentNote(_) => {}
        Change::LessonRecord(_) => pen.gate.may_enter(place, Entry::Record)?,
        Change::Homework(_) | Change::HomeworkFile(_) => {
            pen.gate.may_enter(place, Entry::Homework)?;
        }
        _ => pen.gate.may_enter(place, Entry::Topic)?,
    }
    Ok(change.clone().into())
}

/// A term mark is taken back while its term is open.
fn final_mark(desk: &Desk<'_>, change: &Change) -> Result<NewFact> {
    if let Change::FinalMark(mark) = change
        && let FinalKind::Term(term) = mark.kind
    {
        let frame = Frame::read(desk, mark.group, &Which::Term(term))?;
        if frame.closing_of(term).is_some() {
            let (number, kind) = (frame.term.number, frame.term.kind);
            return Err(Refusal::TermClosed { number, kind }.into());
        }
    }
    Ok(change.clone().into())
}

/// The value of a register that says nothing; none where it cannot say nothing.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "acts of a spread state nothing else"
)]
fn emptied(stated: &Change) -> Option<Change> {
    let mut empty = stated.clone();
    match &mut empty {
        Change::Mark(mark) => {
            (mark.value, mark.written_on) = (None, None);
            mark.comment.clear();
        }
        Change::Attendance(stated) => stated.presence = Presence::Present,
        Change::AbsenceExcuse(excuse) => excuse.reason = AbsenceReason::Unresolved,
        Change::LessonTopic(topic) => {
            topic.text.clear();
            topic.plan_row = None;
        }
        Change::Homework(homework) => {
            (homework.text, homework.due_on) = (HomeworkText::Missing, None);
        }
        Change::HomeworkFile(file) => file.attached = false,
        Change::ParentNote(note) => {
            note.text.clear();
            note.to_parents = false;
        }
        // A guardian without a name is taken off the card.
        Change::Guardian(guardian) => {
            for text in [
                &mut guardian.name,
                &mut guardian.kinship,
                &mut guardian.phone,
                &mut guardian.email,
            ] {
                text.clear();
            }
            guardian.electronic = ElectronicForm::Unknown;
        }
        Change::InformationForm(form) => form.stands = false,
        Change::FamilyDuty(duty) => duty.done = false,
        Change::Letter(letter) => letter.stands = false,
        Change::Assignment(work) => work.kind = None,
        Change::FinalMark(mark) => {
            mark.value = None;
            mark.reason.clear();
        }
        Change::Permit(permit) => permit.stands = false,
        Change::PermitRequest(request) => request.stands = false,
        Change::PermitDecline(decline) => decline.stands = false,
        Change::PlanRow(row) => row.topic.clear(),
        Change::PlanCorrection(correction) => correction.stands = false,
        Change::PlanApproval(said) if said.word != PlanWord::Sent => {
            said.word = PlanWord::Withdrawn;
        }
        Change::EntrySlot(slot) => slot.stands = false,
        Change::SlotWaiver(waiver) => waiver.stands = false,
        Change::Acceptance(acceptance) => acceptance.state = AcceptanceState::Withdrawn,
        _ => return None,
    }
    Some(empty)
}

/// The lesson and the pupil a fact of a spread is about.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "other facts are of no lesson"
)]
pub(crate) const fn about(change: &Change) -> (Option<LessonPlace>, Option<PupilId>) {
    match change {
        Change::Mark(x) => (Some(x.place), Some(x.pupil)),
        Change::Attendance(x) => (Some(x.place), Some(x.pupil)),
        Change::AbsenceExcuse(x) => (Some(x.place), Some(x.pupil)),
        Change::LessonRecord(x) => (Some(x.place), None),
        Change::LessonTopic(x) => (Some(x.place), None),
        Change::Homework(x) => (Some(x.place), None),
        Change::HomeworkFile(x) => (Some(x.place), None),
        Change::ParentNote(x) => (Some(x.place), Some(x.pupil)),
        Change::Assignment(x) => (Some(x.place), None),
        Change::FinalMark(x) => (None, Some(x.pupil)),
        _ => (None, None),
    }
}

fn only(place: Option<LessonPlace>, pupil: Option<PupilId>) -> Wanted {
    Wanted {
        lessons: Some(place.into_iter().collect()),
        pupils: Some(pupil.into_iter().collect()),
    }
}

/// What facts leave different: of a lesson itself all, of a cell its row and column.
fn touched(changes: &[Change]) -> Touched {
    let mut touched = Touched {
        lessons: Some(Vec::new()),
        rows: Some(Vec::new()),
        cell: None,
    };
    for change in changes {
        let (place, pupil) = about(change);
        match (place, pupil) {
            (Some(place), Some(pupil)) => {
                touched.cell = Some((place, pupil));
                touched.lessons.iter_mut().for_each(|all| all.push(place));
                touched.rows.iter_mut().for_each(|all| all.push(pupil));
            }
            (None, Some(pupil)) => touched.rows.iter_mut().for_each(|all| all.push(pupil)),
            (_, None) => (touched.lessons, touched.rows) = (None, None),
        }
    }
    touched
}

fn done(desk: &Desk<'_>, args: &SpreadArgs, act: &Act) -> Result<Undone> {
    let group = parse_group(&args.group)?;
    let which = Which::asked(args.term.as_deref())?;
    let places = act.stated.iter().filter_map(|change| about(change).0);
    let place = places.clone().next();
    let pupil = act.stated.iter().find_map(|change| about(change).1);
    let finals = act.stated.iter().filter_map(group_of_final);
    let here = places
        .map(|place| place.group)
        .chain(finals)
        .any(|g| g == group);
    Ok(Undone {
        place: place.map(place_view),
        pupil: pupil.map(|pupil| pupil.to_string()),
        saved: match here && in_term(desk, group, (&which, place))? {
            true => saved(desk, &which, &touched(&act.stated), group)?,
            false => nothing_saved(desk)?,
        },
    })
}

fn group_of_final(change: &Change) -> Option<GroupId> {
    if let Change::FinalMark(mark) = change {
        return Some(mark.group);
    }
    None
}

fn in_term(
    desk: &Desk<'_>,
    group: GroupId,
    (which, place): (&Which, Option<LessonPlace>),
) -> Result<bool> {
    let Some(place) = place else { return Ok(true) };
    let frame = Frame::read(desk, group, which)?;
    Ok(frame.days().contains(&place.date))
}
