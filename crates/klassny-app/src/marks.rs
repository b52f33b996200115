//! What a teacher writes into a spread: marks, comments, presence, the lesson itself.
//!
//! Every call judges by the domain first, then keeps all facts of the act in one commit, and
//! answers with the fresh part of the spread. A refusal changes nothing.

use crate::api::{CellArgs, PresenceArg, SetAttendance, SetComment, SetLesson, SetMark};
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::spread::column::{Column, columns, has_marks};
use crate::spread::frame::{Frame, Which};
use crate::spread::gate::{AskedMark, Gate, standing_mark};
use crate::spread::ink::{Ink, InkCell, Wanted, is_listed};
use crate::spread::tips::Seats;
use crate::spread::words::{parse_day, parse_mark, parse_place, parse_pupil};
use crate::spread::{Touched, known_lesson, saved};
use crate::view::journal::Saved;
use crate::view::lesson::{AssignmentView, HeldView, HomeworkView};
use crate::view::text::{AbsenceCode, ErrorCode};
use chrono::NaiveDate;
use klassny_domain::attendance::{AbsenceExcuse, AbsenceReason, Attendance, Presence};
use klassny_domain::change::Change;
use klassny_domain::ids::{PlanId, PupilId};
use klassny_domain::lesson::{
    Assignment, Held, Homework, HomeworkText, LessonPlace, LessonRecord, LessonTopic,
};
use klassny_domain::mark::{Mark, MarkValue};
use klassny_domain::norm::Entry;
use klassny_domain::refusal::Refusal;
use klassny_domain::regulation::Assessment;
use klassny_domain::work_kind::WorkKind;
use klassny_store::NewFact;

/// The usual weight of a work, in tenths.
const USUAL_WEIGHT: u16 = 10;
/// Works of one lesson at most.
const WORKS_MAX: usize = 9;

/// A cell that is being written.
pub(crate) struct Pen<'f> {
    pub(crate) frame: &'f Frame<'f>,
    pub(crate) ink: Ink,
    pub(crate) columns: Vec<Column>,
    pub(crate) seats: Seats,
    pub(crate) gate: Gate<'f>,
}

impl<'f> Pen<'f> {
    /// Reads what a cell needs.
    pub(crate) fn read(frame: &'f Frame<'f>, wanted: &Wanted) -> Result<Self> {
        Ok(Self {
            ink: Ink::read(frame, wanted)?,
            columns: columns(frame),
            seats: Seats::read(frame)?,
            gate: Gate::read(frame)?,
            frame,
        })
    }

    pub(crate) fn cell(&self, place: LessonPlace, pupil: PupilId) -> InkCell {
        self.ink.cell(place, pupil).cloned().unwrap_or_default()
    }

    fn kind(&self, place: LessonPlace, ordinal: u8) -> Option<WorkKind> {
        let column = self.columns.iter().find(|column| column.place == place)?;
        column.work(ordinal).map(|work| work.kind)
    }

    /// A mark as a fact, judged; the permit goes with it.
    pub(crate) fn mark(
        &self,
        mark: Mark,
        (kind, presence): (Option<WorkKind>, Presence),
    ) -> Result<NewFact> {
        let (place, ordinal, pupil) = (mark.place, mark.ordinal, mark.pupil);
        let cell = self.cell(place, pupil);
        let standing_fact = cell.mark(ordinal).map(|mark| mark.fact_no);
        let asked = AskedMark {
            place,
            ordinal,
            kind: kind.or_else(|| self.kind(place, ordinal)),
            pupil,
            listed: self.ink.listed(pupil),
            presence,
            standing: standing_mark(self.frame, &self.ink, &self.seats, (&cell, ordinal)),
            standing_permit: standing_fact
                .and_then(|fact| self.ink.permits.get(&fact))
                .copied(),
            value: mark.value,
            written_on: mark.written_on,
        };
        let change = Change::Mark(mark);
        self.gate.may_state(&change)?;
        let permit = self.gate.permit_for(&asked)?;
        Ok(NewFact {
            change,
            import: None,
            permit,
        })
    }
}

/// Writes or clears a mark; with no such work yet it makes one.
///
/// # Errors
/// The refusal of a rule.
pub fn set_mark(desk: &Desk<'_>, args: &SetMark) -> Result<Saved> {
    let (place, pupil) = (parse_place(&args.place)?, parse_pupil(&args.pupil)?);
    let value = parse_mark(args.value.as_deref())?;
    let written_on = args.written_on.as_deref().map(parse_day).transpose()?;
    let which = Which::Of(place.date);
    let frame = Frame::read(desk, place.group, &which)?;
    known_lesson(&frame, place)?;
    let pen = Pen::read(&frame, &Wanted::cell(place, pupil))?;
    let cell = pen.cell(place, pupil);
    let before = cell.mark(args.ordinal).map(|mark| &mark.value);
    let work = match value {
        Some(_) => new_work(&pen, place, args.ordinal)?,
        None => None,
    };
    let mark = Mark {
        place,
        ordinal: args.ordinal,
        pupil,
        value,
        written_on: value.and(written_on),
        comment: match (value, before) {
            (Some(_), Some(before)) => before.comment.clone(),
            _ => String::new(),
        },
    };
    let same = match before {
        Some(before) => *before == mark,
        None => value.is_none(),
    };
    let mut touched = Touched::cell(place, pupil);
    if !same {
        let kind = work.as_ref().and_then(|work| work.kind);
        let fact = pen.mark(mark, (kind, cell.presence()))?;
        if work.is_some() {
            touched.rows = None;
        }
        let work = work.map(|work| NewFact::from(Change::Assignment(work)));
        desk.commit(work.into_iter().chain([fact]).collect())?;
    }
    saved(desk, &which, &touched, place.group)
}

/// The work that a mark makes: an oral answer, or one more of the first one's kind.
pub(crate) fn new_work(
    pen: &Pen<'_>,
    place: LessonPlace,
    ordinal: u8,
) -> Result<Option<Assignment>> {
    let column = pen.columns.iter().find(|column| column.place == place);
    let works = column.map(|c| c.works.as_slice()).unwrap_or_default();
    if works.iter().any(|work| work.ordinal == ordinal) {
        return Ok(None);
    }
    let past_last = works.last().map(|work| work.ordinal.saturating_add(1));
    let (kind, weight_tenths) = match (works.first(), ordinal) {
        (Some(first), ordinal) if Some(ordinal) == past_last && works.len() < WORKS_MAX => {
            (first.kind, first.weight_tenths)
        }
        (_, 0) => (WorkKind::Oral, USUAL_WEIGHT),
        (_, _) => return Err(Refusal::NoAssignment.into()),
    };
    Ok(Some(Assignment {
        place,
        ordinal,
        kind: Some(kind),
        weight_tenths,
        title: String::new(),
    }))
}

/// Writes the comment of a mark.
///
/// # Errors
/// The refusal of a rule; where there is no mark to comment on.
pub fn set_comment(desk: &Desk<'_>, args: &SetComment) -> Result<Saved> {
    let (place, pupil) = (parse_place(&args.place)?, parse_pupil(&args.pupil)?);
    let which = Which::Of(place.date);
    let frame = Frame::read(desk, place.group, &which)?;
    let pen = Pen::read(&frame, &Wanted::cell(place, pupil))?;
    let cell = pen.cell(place, pupil);
    let standing = cell.valued().find(|m| m.value.ordinal == args.ordinal);
    let standing = standing.ok_or_else(|| AppError::not_found("mark"))?;
    let comment = args.comment.trim().to_owned();
    if standing.value.comment != comment {
        let mark = Mark {
            comment,
            ..standing.value.clone()
        };
        let fact = pen.mark(mark, (None, cell.presence()))?;
        desk.commit(vec![fact])?;
    }
    saved(desk, &which, &Touched::cell(place, pupil), place.group)
}

/// States whether a pupil was there, and why not.
///
/// # Errors
/// The refusal of a rule.
pub fn set_attendance(desk: &Desk<'_>, args: &SetAttendance) -> Result<Saved> {
    let (place, pupil) = (parse_place(&args.place)?, parse_pupil(&args.pupil)?);
    let which = Which::Of(place.date);
    let frame = Frame::read(desk, place.group, &which)?;
    known_lesson(&frame, place)?;
    let pen = Pen::read(&frame, &Wanted::cell(place, pupil))?;
    if !is_listed(pen.ink.listed(pupil), place) {
        return Err(Refusal::PupilNotOnList { date: place.date }.into());
    }
    let cell = pen.cell(place, pupil);
    let (presence, reason) = match args.presence {
        PresenceArg::Present => (Presence::Present, None),
        PresenceArg::Late { minutes } => (Presence::Late { minutes }, None),
        PresenceArg::Absent { reason } => (Presence::Absent, Some(reason)),
    };
    let mut facts = Vec::new();
    if cell.presence() != presence {
        marks_agree(&pen, &cell, presence)?;
        facts.push(there(&pen, (place, pupil), presence)?);
    }
    // «н» of a pupil who was there until now says nothing of the reason, which may be known ahead.
    let known_ahead = reason == Some(AbsenceCode::Unresolved) && !cell.absent();
    if let Some(reason) = reason.filter(|_| !known_ahead) {
        facts.extend(excuse(&pen, &cell, (place, pupil), reason)?);
    }
    if !facts.is_empty() {
        desk.commit(facts)?;
    }
    saved(desk, &which, &Touched::cell(place, pupil), place.group)
}

/// Presence as a fact, judged.
pub(crate) fn there(
    pen: &Pen<'_>,
    (place, pupil): (LessonPlace, PupilId),
    presence: Presence,
) -> Result<NewFact> {
    let change = Change::Attendance(Attendance {
        place,
        pupil,
        presence,
    });
    pen.gate.may_state(&change)?;
    pen.gate.may_enter(place, Entry::Attendance)?;
    Ok(change.into())
}

/// The reason of an absence as a fact, where it is another than before.
fn excuse(
    pen: &Pen<'_>,
    cell: &InkCell,
    (place, pupil): (LessonPlace, PupilId),
    reason: AbsenceCode,
) -> Result<Option<NewFact>> {
    let reason: AbsenceReason = reason.into();
    let before = cell.excuse.as_ref().map(|excuse| &excuse.value);
    let stood = before.map_or(AbsenceReason::Unresolved, |excuse| excuse.reason);
    if stood == reason {
        return Ok(None);
    }
    let change = Change::AbsenceExcuse(AbsenceExcuse {
        place,
        pupil,
        reason,
        document: before.map(|e| e.document.clone()).unwrap_or_default(),
    });
    pen.gate.may_state(&change)?;
    let entry = Entry::AbsenceReason { returned_on: None };
    pen.gate.may_enter(place, entry)?;
    Ok(Some(change.into()))
}

/// Refuses a presence that the marks of the cell speak against.
pub(crate) fn marks_agree(pen: &Pen<'_>, cell: &InkCell, presence: Presence) -> Result<()> {
    for mark in cell.valued().map(|mark| &mark.value) {
        let special = matches!(mark.value, Some(MarkValue::NotAttested | MarkValue::Exempt));
        let oral = pen
            .kind(mark.place, mark.ordinal)
            .is_some_and(WorkKind::is_oral);
        match (presence, mark.written_on) {
            _ if special => {}
            (Presence::Absent, _) if oral => return Err(Refusal::AbsentAtOralAnswer.into()),
            (Presence::Absent, None) => return Err(Refusal::AbsentWithoutWrittenDay.into()),
            (Presence::Present | Presence::Late { .. }, Some(_)) => {
                return Err(Refusal::WrittenLaterThoughPresent.into());
            }
            (Presence::Absent, Some(_)) | (Presence::Present | Presence::Late { .. }, None) => {}
        }
    }
    Ok(())
}

/// Empties a cell: marks, absence, lateness.
///
/// # Errors
/// The refusal of a rule; nothing is emptied then.
pub fn clear_cell(desk: &Desk<'_>, args: &CellArgs) -> Result<Saved> {
    let (place, pupil) = (parse_place(&args.place)?, parse_pupil(&args.pupil)?);
    let which = Which::Of(place.date);
    let frame = Frame::read(desk, place.group, &which)?;
    known_lesson(&frame, place)?;
    let pen = Pen::read(&frame, &Wanted::cell(place, pupil))?;
    let cell = pen.cell(place, pupil);
    let mut facts = Vec::new();
    for mark in cell.valued() {
        let emptied = Mark {
            value: None,
            written_on: None,
            comment: String::new(),
            ..mark.value.clone()
        };
        facts.push(pen.mark(emptied, (None, cell.presence()))?);
    }
    if cell.presence() != Presence::Present {
        facts.push(there(&pen, (place, pupil), Presence::Present)?);
    }
    if !facts.is_empty() {
        desk.commit(facts)?;
    }
    saved(desk, &which, &Touched::cell(place, pupil), place.group)
}

/// States of a lesson what is given: held, topic, homework, works.
///
/// # Errors
/// The refusal of a rule.
pub fn set_lesson(desk: &Desk<'_>, args: &SetLesson) -> Result<Saved> {
    let place = parse_place(&args.place)?;
    let which = Which::Of(place.date);
    let frame = Frame::read(desk, place.group, &which)?;
    let pen = Pen::read(
        &frame,
        &Wanted {
            lessons: Some(vec![place]),
            pupils: Some(Vec::new()),
        },
    )?;
    let mut facts = Vec::new();
    if let Some(held) = &args.held {
        facts.extend(record(&pen, place, held)?);
    }
    if let Some(topic) = &args.topic {
        let plan = match (&topic.plan, topic.number) {
            (Some(plan), Some(number)) => Some((parse_id(plan, PlanId::parse)?, number)),
            (_, _) => None,
        };
        facts.push(Change::LessonTopic(LessonTopic {
            place,
            text: topic.text.trim().to_owned(),
            plan_row: plan,
        }));
        pen.gate.may_enter(place, Entry::Topic)?;
    }
    if let Some(homework) = &args.homework {
        facts.push(homework_fact(place, homework)?);
        pen.gate.may_enter(place, Entry::Homework)?;
    }
    if let Some(works) = &args.assignments {
        facts.extend(works_facts(&pen, place, works)?);
    }
    for fact in &facts {
        pen.gate.may_state(fact)?;
    }
    facts.retain(|fact| !stands(&frame, place, fact));
    // The record and the works change what every row counts; topic and homework change none.
    let rows = match args.held.is_some() || args.assignments.is_some() {
        true => None,
        false => Some(Vec::new()),
    };
    if !facts.is_empty() {
        desk.commit(facts.into_iter().map(NewFact::from).collect())?;
    }
    let touched = Touched {
        lessons: None,
        rows,
        cell: None,
    };
    saved(desk, &which, &touched, place.group)
}

fn record(pen: &Pen<'_>, place: LessonPlace, held: &HeldView) -> Result<Option<Change>> {
    let frame = pen.frame;
    let me = frame.desk.person.staff;
    let held = match held {
        HeldView::Unsaid if frame.held(place).is_none() => return Ok(None),
        HeldView::Unsaid => return Err(AppError::bad_request("held")),
        HeldView::Held => Held::Held,
        HeldView::NotHeld { reason } if reason.trim().is_empty() => {
            return Err(AppError::new(ErrorCode::NeedsReason, "not held"));
        }
        HeldView::NotHeld { reason } => {
            let reason = reason.trim().to_owned();
            if pen
                .columns
                .iter()
                .filter(|column| column.place == place)
                .flat_map(|column| &column.works)
                .any(|work| has_marks(&pen.ink, place, work.ordinal).is_some())
            {
                return Err(Refusal::LessonNotHeld { reason }.into());
            }
            Held::NotHeld { reason }
        }
    };
    let teaches = frame.loads.iter().any(|load| {
        let within = load.from <= place.date && load.until.is_none_or(|until| place.date < until);
        load.staff == me && within
    });
    let substitutes = frame.substitution(place).and_then(|s| s.substitute) == Some(me);
    let taught_by = match teaches || substitutes {
        true => me,
        false => frame.giver(place).unwrap_or(me),
    };
    let change = Change::LessonRecord(LessonRecord {
        place,
        held,
        taught_by,
        hours: 1,
    });
    pen.gate.may_state(&change)?;
    pen.gate.may_enter(place, Entry::Record)?;
    Ok(Some(change))
}

fn homework_fact(place: LessonPlace, homework: &HomeworkView) -> Result<Change> {
    let (text, due_on): (HomeworkText, Option<NaiveDate>) = match homework {
        HomeworkView::Missing => (HomeworkText::Missing, None),
        HomeworkView::NotSet => (HomeworkText::NotSet, None),
        HomeworkView::Set { text, .. } if text.trim().is_empty() => (HomeworkText::Missing, None),
        HomeworkView::Set { text, due_on } => {
            let due_on = due_on.as_deref().map(parse_day).transpose()?;
            (HomeworkText::Set(text.trim().to_owned()), due_on)
        }
    };
    Ok(Change::Homework(Homework {
        place,
        text,
        due_on,
    }))
}

/// The works of a lesson: those listed, and those taken back, which must have no marks.
fn works_facts(pen: &Pen<'_>, place: LessonPlace, works: &[AssignmentView]) -> Result<Vec<Change>> {
    let frame = pen.frame;
    pen.gate.may_enter(place, Entry::Topic)?;
    if frame.grading.assessment == Assessment::None && !works.is_empty() {
        return Err(match frame.grade() {
            1 => Refusal::NoMarksInFirstGrade.into(),
            _ => Refusal::SubjectWithoutMarks.into(),
        });
    }
    let mut ordinals: Vec<u8> = works.iter().map(|work| work.ordinal).collect();
    ordinals.sort_unstable();
    ordinals.dedup();
    let weights_fit = works.iter().all(|w| (1..=100).contains(&w.weight_tenths));
    if ordinals.len() != works.len() || works.len() > WORKS_MAX || !weights_fit {
        return Err(AppError::bad_request("assignments"));
    }
    let mut facts = Vec::new();
    let column = pen.columns.iter().find(|column| column.place == place);
    let standing = column.map(|c| c.works.as_slice()).unwrap_or_default();
    for old in standing {
        let new = works.iter().find(|work| work.ordinal == old.ordinal);
        let new_kind = new.map(|work| WorkKind::from(work.kind));
        let open = old
            .deadline
            .as_ref()
            .is_none_or(|deadline| frame.desk.now() <= deadline.closes_at);
        // A kind chosen after the first mark is still a slip while the column is open.
        let kept = new_kind == Some(old.kind) || (new_kind.is_some() && open);
        if let Some(pupil) = has_marks(&pen.ink, place, old.ordinal).filter(|_| !kept) {
            return Err(kept_by_mark(pen, place, (old.ordinal, pupil)));
        }
        if new.is_none() {
            facts.push(Change::Assignment(Assignment {
                place,
                ordinal: old.ordinal,
                kind: None,
                weight_tenths: old.weight_tenths,
                title: String::new(),
            }));
        }
    }
    facts.extend(works.iter().map(|work| {
        Change::Assignment(Assignment {
            place,
            ordinal: work.ordinal,
            kind: Some(work.kind.into()),
            weight_tenths: work.weight_tenths,
            title: work.title.trim().to_owned(),
        })
    }));
    Ok(facts)
}

/// The refusal that names a mark which keeps its work from being taken back.
fn kept_by_mark(pen: &Pen<'_>, place: LessonPlace, (ordinal, pupil): (u8, PupilId)) -> AppError {
    let cell = pen.cell(place, pupil);
    let standing = standing_mark(pen.frame, &pen.ink, &pen.seats, (&cell, ordinal));
    standing.map_or_else(
        || AppError::new(ErrorCode::Closed, "work has marks"),
        |standing| {
            Refusal::CorrectionForbidden {
                value: standing.value,
                entered_at: standing.at,
                undo_minutes: pen.frame.desk.rules.entry.slip_minutes,
            }
            .into()
        },
    )
}

/// Whether the lesson says so already.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "only the facts that set_lesson makes"
)]
fn stands(frame: &Frame<'_>, place: LessonPlace, fact: &Change) -> bool {
    let Some(part) = frame.parts.get(&place) else {
        return false;
    };
    match fact {
        Change::LessonRecord(new) => part.record.as_ref().is_some_and(|s| s.value == *new),
        Change::LessonTopic(new) => part.topic.as_ref().is_some_and(|s| s.value == *new),
        Change::Homework(new) => part.homework.as_ref().is_some_and(|s| s.value == *new),
        Change::Assignment(new) => part.assignments.iter().any(|s| s.value == *new),
        _ => false,
    }
}
