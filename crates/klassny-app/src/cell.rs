//! One cell under the glass: what stands there, who wrote it, what was there before, and whether
//! it may be written.
//!
//! Must not change anything.

use crate::api::CellArgs;
use crate::aside::of_entries;
use crate::desk::Desk;
use crate::error::Result;
use crate::journal::may_read;
use crate::late::{label_of, proved};
use crate::permit::in_cell;
use crate::returns::Returns;
use crate::spread::column::{Column, Work, columns};
use crate::spread::frame::{Frame, Which};
use crate::spread::gate::{AskedMark, Gate, standing_mark};
use crate::spread::ink::{Ink, InkCell, Wanted};
use crate::spread::known_lesson;
use crate::spread::row::mark_lateness;
use crate::spread::tips::{Seats, delivery, tips_of, value_text};
use crate::spread::words::{instant, parse_place, parse_pupil, place_view};
use crate::view::journal::{
    CellEntry, CellView, HistoryEnd, HistoryLine, OpenWhy, Openness as OpennessView, Tip,
};
use crate::view::text::ErrorCode;
use chrono::NaiveDateTime;
use klassny_domain::attendance::{AbsenceExcuse, Attendance, Presence};
use klassny_domain::change::{Change, Register};
use klassny_domain::ids::{PermitId, PupilId, RemarkId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::Mark;
use klassny_domain::norm::{Deadline, Key, Lateness, Openness, deadline_of_mark};
use klassny_domain::refusal::Refusal;
use klassny_domain::regulation::Closes;
use klassny_domain::roster::Role;
use klassny_domain::work_kind::WorkKind;
use klassny_store::{CellHistory, Entry, Standing};
use std::collections::BTreeSet;

/// One cell.
///
/// # Errors
/// Where there is no such lesson, or the person may not read it.
pub fn cell(desk: &Desk<'_>, args: &CellArgs) -> Result<CellView> {
    let place = parse_place(&args.place)?;
    let pupil = parse_pupil(&args.pupil)?;
    let frame = Frame::read(desk, place.group, &Which::Of(place.date))?;
    may_read(desk, &frame.card)?;
    known_lesson(&frame, place)?;
    let ink = Ink::read(&frame, &Wanted::cell(place, pupil))?;
    view(&frame, &ink, &columns(&frame), (place, pupil))
}

/// The view of a cell of a frame.
pub(crate) fn view(
    frame: &Frame<'_>,
    ink: &Ink,
    columns: &[Column],
    (place, pupil): (LessonPlace, PupilId),
) -> Result<CellView> {
    let empty = InkCell::default();
    let cell = ink.cell(place, pupil).unwrap_or(&empty);
    let column = columns.iter().find(|column| column.place == place);
    let seats = Seats::read(frame)?;
    let mut history = Vec::new();
    let mut decisions = Vec::new();
    let mut tips: Vec<Tip> = Vec::new();
    for register in registers(cell, column, (place, pupil)) {
        let stated = frame.desk.store.history(register)?;
        history.extend(lines(frame, &seats, &stated)?);
        decisions.extend(of_entries(frame.desk, &stated.entries)?);
        if tips.is_empty() {
            tips = tips_of(frame, &seats, &stated);
        }
    }
    history.sort_by(|a, b| b.stamp.at.cmp(&a.stamp.at));
    let gate = Gate::read(frame)?;
    let judged = judge(frame, ink, &seats, (&gate, column, cell, pupil, place));
    let mut comments = cell.valued().map(|mark| &mark.value.comment);
    let comment = comments.find(|comment| !comment.is_empty());
    Ok(CellView {
        place: place_view(place),
        pupil: pupil.to_string(),
        entries: entries(frame, ink, &seats, (column, cell))?,
        comment: comment.cloned().unwrap_or_default(),
        note: crate::family::note_of(frame.desk, place, pupil)?,
        history,
        decisions,
        slip_until: match judged.openness {
            Openness::Open {
                until: Some(until),
                by: Key::SlipOfTheHand,
            } => Some(instant(until)),
            Openness::Open { .. } | Openness::Late { .. } | Openness::Closed(_) => None,
        },
        may_ask: lifted_by_permit(&gate, &judged),
        permit: match by_norm(&judged) {
            true => None,
            false => in_cell(frame.desk, (place, pupil))?,
        },
        openness: openness_view(frame, place, &gate, &judged)?,
        tips,
    })
}

/// Whether the cell is open by its norm alone: no permit is spoken of then.
const fn by_norm(judged: &Judged) -> bool {
    matches!(
        &judged.openness,
        Openness::Open {
            by: Key::Norm | Key::SameValue,
            ..
        }
    )
}

/// Whether the cell is closed to a person who may write it by right, and a permit would open it.
fn lifted_by_permit(gate: &Gate<'_>, judged: &Judged) -> bool {
    let closed = matches!(
        &judged.openness,
        Openness::Closed(Refusal::NormPassed { .. } | Refusal::CorrectionForbidden { .. })
    );
    closed && gate.may_state(&judged.change).is_ok()
}

/// Whether a permit would open a cell to the person (R50).
pub(crate) fn may_be_permitted(
    frame: &Frame<'_>,
    ink: &Ink,
    columns: &[Column],
    (place, pupil): (LessonPlace, PupilId),
) -> Result<bool> {
    let empty = InkCell::default();
    let cell = ink.cell(place, pupil).unwrap_or(&empty);
    let column = columns.iter().find(|column| column.place == place);
    let (seats, gate) = (Seats::read(frame)?, Gate::read(frame)?);
    let judged = judge(frame, ink, &seats, (&gate, column, cell, pupil, place));
    Ok(lifted_by_permit(&gate, &judged))
}

/// The registers of a cell: of what stands there, and of what was stated there and does not count.
fn registers(
    cell: &InkCell,
    column: Option<&Column>,
    (place, pupil): (LessonPlace, PupilId),
) -> Vec<Register> {
    let works = column.map(|column| column.works.as_slice());
    let mut ordinals: BTreeSet<u8> = cell.marks.iter().map(|mark| mark.value.ordinal).collect();
    ordinals.extend(works.unwrap_or_default().iter().map(|work| work.ordinal));
    let marks = ordinals.into_iter().map(|ordinal| {
        Change::Mark(Mark {
            place,
            ordinal,
            pupil,
            value: None,
            written_on: None,
            comment: String::new(),
        })
    });
    let there = Change::Attendance(Attendance {
        place,
        pupil,
        presence: Presence::Present,
    });
    let why = cell.excuse.iter();
    let why = why.map(|stated| Change::AbsenceExcuse(stated.value.clone()));
    let all = marks.chain([there]).chain(why);
    all.map(|change| change.register()).collect()
}

fn entries(
    frame: &Frame<'_>,
    ink: &Ink,
    seats: &Seats,
    (column, cell): (Option<&Column>, &InkCell),
) -> Result<Vec<CellEntry>> {
    let entry = |fact_no: i64, text: String, kind: Option<WorkKind>, lateness: Lateness| {
        let stamp = ink.stamps.get(&fact_no)?;
        let stated = frame.desk.store.read(|read| read.fact(fact_no)).ok()??;
        let import = stated.1.import.as_ref();
        let (label_ms, said) = label_of(stamp.entered_ms, ink.evidence(fact_no));
        Some(CellEntry {
            text,
            kind: kind.map(Into::into),
            stamp: seats.stamp(frame, (stamp.seat, label_ms), import),
            clock_said: said.map(|at_ms| instant(frame.desk.local(at_ms))),
            delivery: delivery(frame, stamp),
            lateness: lateness.into(),
            proved: proved(frame.desk, ink.evidence(fact_no)),
        })
    };
    let mut entries = Vec::new();
    for mark in cell.valued() {
        let work = column.and_then(|column| column.work(mark.value.ordinal));
        let late = column.map_or(Lateness::InTime, |column| {
            mark_lateness(frame, ink, column, mark)
        });
        let text = value_text(&Change::Mark(mark.value.clone()));
        entries.extend(entry(mark.fact_no, text, work.map(|work| work.kind), late));
    }
    let stated = cell.attendance.as_ref();
    if let Some(stated) = stated.filter(|s| s.value.presence != Presence::Present) {
        let norm = column.map(|column| column.record_norm);
        let late = norm.map_or(Lateness::InTime, |norm| {
            ink.lateness(frame, stated.fact_no, norm)
        });
        let text = value_text(&Change::Attendance(stated.value.clone()));
        entries.extend(entry(stated.fact_no, text, None, late));
    }
    if let Some(excuse) = cell.excuse.as_ref().filter(|_| cell.absent()) {
        let text = excuse.value.reason.letter().to_owned();
        let late = reason_lateness(frame, ink, excuse)?;
        entries.extend(entry(excuse.fact_no, text, None, late));
    }
    Ok(entries)
}

/// Whether the reason of an absence kept its norm: so many school days after the
/// pupil was back (R38).
fn reason_lateness(
    frame: &Frame<'_>,
    ink: &Ink,
    excuse: &Standing<AbsenceExcuse>,
) -> Result<Lateness> {
    let (place, pupil) = (excuse.value.place, excuse.value.pupil);
    let days = place.date..=frame.today();
    let returns = Returns::read(frame.desk, &frame.card.class, &days)?;
    let due = returns.reason_due(pupil, place);
    Ok(due.map_or(Lateness::InTime, |due| {
        ink.lateness(frame, excuse.fact_no, due)
    }))
}

/// The earlier values of a register, newest first.
fn lines(frame: &Frame<'_>, seats: &Seats, history: &CellHistory) -> Result<Vec<HistoryLine>> {
    let counted = history.entries.iter().filter(|e| e.not_counted.is_none());
    let counted: Vec<&Entry> = counted.collect();
    let pairs = counted.iter().zip(counted.iter().skip(1));
    let mut lines = Vec::new();
    for (entry, next) in pairs.rev() {
        let text = value_text(&entry.op.change);
        // A comment alone changes no value, and a rival record ends nothing.
        if entry.is_tip || text == value_text(&next.op.change) {
            continue;
        }
        let stood_ms = next.op.entered.wall_ms - entry.op.entered.wall_ms;
        let permit = match next.op.permit == entry.op.permit {
            true => None,
            false => next.op.permit,
        };
        let end = match permit {
            Some(_) => HistoryEnd::Permit,
            None if next.op.base.len() > 1 => HistoryEnd::Conflict,
            None if is_slip(frame, entry, next) => HistoryEnd::Slip,
            None => HistoryEnd::Replaced,
        };
        lines.push(HistoryLine {
            text,
            stamp: seats.of_entry(frame, entry),
            end,
            stood_s: u32::try_from(stood_ms / 1000).unwrap_or(0),
            permit: permit_reason(frame, permit)?,
        });
    }
    Ok(lines)
}

fn is_slip(frame: &Frame<'_>, entry: &Entry, next: &Entry) -> bool {
    let slip_ms = i64::from(frame.desk.rules.entry.slip_minutes) * 60_000;
    let stood_ms = next.op.entered.wall_ms - entry.op.entered.wall_ms;
    entry.seat == next.seat && stood_ms <= slip_ms && entry.op.import.is_none()
}

/// The reason of the permit, or the text of the remark, that opened a cell.
fn permit_reason(frame: &Frame<'_>, permit: Option<PermitId>) -> Result<String> {
    let Some(permit) = permit else {
        return Ok(String::new());
    };
    let remark = RemarkId::from_bytes(*permit.as_bytes());
    let store = frame.desk.store;
    let found = match store.read(|read| read.permit(permit))? {
        Some(permit) => Some(permit.reason),
        None => store
            .read(|read| read.remark(remark))?
            .map(|remark| remark.value.text),
    };
    Ok(found.unwrap_or_default())
}

/// What the norms say of a cell, and the norm itself.
struct Judged {
    openness: Openness,
    deadline: Option<Deadline>,
    kind: WorkKind,
    change: Change,
}

/// Asks whether the first mark of a cell may be written or changed.
fn judge(
    frame: &Frame<'_>,
    ink: &Ink,
    seats: &Seats,
    (gate, column, cell, pupil, place): (
        &Gate<'_>,
        Option<&Column>,
        &InkCell,
        PupilId,
        LessonPlace,
    ),
) -> Judged {
    let works: &[Work] = column.map(|c| c.works.as_slice()).unwrap_or_default();
    let ordinal = cell.valued().map(|mark| mark.value.ordinal).next();
    let ordinal = ordinal
        .or(works.first().map(|work| work.ordinal))
        .unwrap_or(0);
    let work = works.iter().find(|work| work.ordinal == ordinal);
    // With no work yet the first key makes an oral answer.
    let kind = work.map_or(WorkKind::Oral, |work| work.kind);
    let standing = standing_mark(frame, ink, seats, (cell, ordinal));
    let written_on = standing.and_then(|standing| standing.written_on);
    let openness = gate.mark(&AskedMark {
        place,
        ordinal,
        kind: Some(kind),
        pupil,
        listed: ink.listed(pupil),
        presence: cell.presence(),
        standing,
        standing_permit: None,
        value: None,
        written_on: None,
    });
    let at = frame.at(place, written_on.unwrap_or(place.date));
    let (rules, calendar) = (&frame.desk.rules, &frame.desk.calendar);
    Judged {
        openness,
        deadline: deadline_of_mark(rules, calendar, &at, kind, written_on),
        kind,
        change: Change::Mark(Mark {
            place,
            ordinal,
            pupil,
            value: None,
            written_on: None,
            comment: String::new(),
        }),
    }
}

fn openness_view(
    frame: &Frame<'_>,
    place: LessonPlace,
    gate: &Gate<'_>,
    judged: &Judged,
) -> Result<OpennessView> {
    let norm_at = judged.deadline.as_ref().map(|deadline| deadline.closes_at);
    if gate.may_state(&judged.change).is_err() {
        return Ok(OpennessView {
            open: false,
            at: norm_at.map(instant),
            why: OpenWhy::NotYours {
                teacher: frame.initials(frame.giver(place)),
            },
            who_opens: String::new(),
        });
    }
    match crate::slots::may_enter(frame.desk) {
        Err(error) if error.code == ErrorCode::OutsideSlot => {
            return Ok(OpennessView {
                open: false,
                at: norm_at.map(instant),
                why: OpenWhy::OutsideSlot,
                who_opens: deputy(frame)?,
            });
        }
        other => other?,
    }
    let of = |open, at: Option<NaiveDateTime>, why| OpennessView {
        open,
        at: at.map(instant),
        why,
        who_opens: String::new(),
    };
    Ok(match &judged.openness {
        Openness::Open { until, by } => match by {
            Key::Norm | Key::SameValue | Key::SlipOfTheHand => of(true, *until, norm_why(judged)),
            Key::Permit(id) => {
                let permit = frame.permits.iter().find(|permit| permit.permit == *id);
                let reason = permit.map(|permit| permit.reason.clone());
                let reason = reason.unwrap_or_default();
                of(true, *until, OpenWhy::Permit { reason })
            }
            Key::Remark(id) => {
                let remark = frame.remarks.iter().find(|remark| remark.remark == *id);
                let text = remark.map(|remark| remark.text.clone()).unwrap_or_default();
                of(true, *until, OpenWhy::Remark { text })
            }
        },
        Openness::Late { closed_at } => of(true, Some(*closed_at), OpenWhy::AfterNorm),
        Openness::Closed(refusal) => closed_view(frame, place, (judged, norm_at), refusal)?,
    })
}

#[rustfmt::skip]
fn closed_view(
    frame: &Frame<'_>,
    place: LessonPlace,
    (judged, norm_at): (&Judged, Option<NaiveDateTime>),
    refusal: &Refusal,
) -> Result<OpennessView> {
    let closed = |at: Option<NaiveDateTime>, why, who_opens| OpennessView {
        open: false,
        at: at.map(instant),
        why,
        who_opens,
    };
    let nobody = String::new;
    Ok(match refusal {
        Refusal::NormPassed { closed_at, .. } => {
            closed(Some(*closed_at), norm_why(judged), deputy(frame)?)
        }
        Refusal::CorrectionForbidden { .. } => closed(norm_at, norm_why(judged), deputy(frame)?),
        Refusal::TermClosed { .. } | Refusal::YearClosed => {
            let by = term_closer(frame, place)?;
            closed(None, OpenWhy::TermClosed { by }, deputy(frame)?)
        }
        Refusal::LessonNotStarted { starts_at } => {
            closed(Some(*starts_at), OpenWhy::NotYet, nobody())
        }
        Refusal::LessonNotHeld { .. } => closed(None, OpenWhy::NotHeld, nobody()),
        Refusal::LessonNotRecorded => closed(norm_at, OpenWhy::NotMarkedHeld, nobody()),
        Refusal::PupilNotOnList { .. } => closed(None, OpenWhy::NotOnList, nobody()),
        Refusal::NoMarksInFirstGrade | Refusal::SubjectWithoutMarks => {
            closed(None, OpenWhy::NoMarks, nobody())
        }
        // The rest refuse a value, not the cell; a probe without a value meets none of them.
        Refusal::OtherScale { .. } | Refusal::RecordCannotBeUnsaid | Refusal::NoAssignment
        | Refusal::AbsentAtOralAnswer | Refusal::AbsentWithoutWrittenDay
        | Refusal::WrittenLaterThoughPresent | Refusal::WrittenDayOutside { .. }
        | Refusal::HomeworkSwitchedOff | Refusal::FileEmpty | Refusal::FileTooLarge { .. }
        | Refusal::TooManyFiles { .. } | Refusal::FileAttachedAlready
        | Refusal::FileKindNotAllowed { .. } | Refusal::FileMayHoldPrograms { .. }
        | Refusal::FileNotWhatItSays { .. } | Refusal::FileNotSafe
        | Refusal::DeviationWithoutReason { .. } | Refusal::NotTeacherOfLesson { .. }
        | Refusal::NotTeacherOfGroup | Refusal::AdministratorKeepsNoMarks
        | Refusal::NotClassTeacher | Refusal::NeedsRole { .. } | Refusal::ImportNeedsRole { .. }
        | Refusal::NotImportable | Refusal::PlanApproved | Refusal::DecisionWithoutReason
        | Refusal::NotAddresseeOfRemark | Refusal::RequestOfAnother | Refusal::NothingToPermit
        | Refusal::RequestWaits { .. } | Refusal::RequestSettled | Refusal::PermitEndsBeforeNow
        | Refusal::PlanVersionSettled | Refusal::PlanEmpty | Refusal::PlanRowGiven { .. }
        | Refusal::OutsideSlot { .. } | Refusal::SlotTaken { .. }
        | Refusal::SlotTooShort { .. } => closed(norm_at, norm_why(judged), deputy(frame)?),
    })
}

fn norm_why(judged: &Judged) -> OpenWhy {
    let Some(deadline) = &judged.deadline else {
        return OpenWhy::AfterNorm;
    };
    let row = &deadline.row;
    let kind = (row.kinds.len() < WorkKind::ALL.len()).then_some(judged.kind.into());
    let subjects = row.subjects.join(", ");
    match row.closes {
        Closes::Days(days) => OpenWhy::Days {
            kind,
            subjects,
            from_grade: row.grades.iter().next().unwrap_or(1),
            to_grade: row.grades.iter().last().unwrap_or(11),
            days,
        },
        Closes::NextLesson => OpenWhy::NextLesson { kind, subjects },
    }
}

/// The deputies of today, by name.
fn deputy(frame: &Frame<'_>) -> Result<String> {
    let today = frame.today();
    let deputies = frame
        .desk
        .store
        .read(|read| read.staff_in_role(Role::Deputy, today))?;
    let names: Vec<String> = deputies.iter().map(|staff| staff.name.initials()).collect();
    Ok(names.join(", "))
}

fn term_closer(frame: &Frame<'_>, place: LessonPlace) -> Result<String> {
    let Some((closing, _)) = frame.closed_on(place.date) else {
        return Ok(String::new());
    };
    let fact = frame.desk.store.read(|read| read.fact(closing.fact_no))?;
    let seats = Seats::read(frame)?;
    let staff = fact.and_then(|(seat, _)| seats.staff(seat));
    Ok(frame.initials(staff))
}
