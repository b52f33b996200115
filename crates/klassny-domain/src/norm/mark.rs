//! Whether the cell of a mark is open (R40–R51, R60).

use super::lateness::undo_until;
use super::{LessonAt, Moment, Openness, StandingMark, deadline_of_mark};
use crate::attendance::Presence;
use crate::calendar::{Calendar, end_of_day, to_local};
use crate::ids::{PermitId, PupilId, RemarkId};
use crate::lesson::{Held, LessonPlace};
use crate::mark::MarkValue;
use crate::refusal::Refusal;
use crate::regulation::{Assessment, Rules};
use crate::term::{Permit, PermitScope, Remark, RemarkState};
use crate::work_kind::WorkKind;
use chrono::{NaiveDate, NaiveDateTime};

/// What opens a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Its norm has not passed.
    Norm,
    /// The value stays; only the comment changes.
    SameValue,
    /// The author undoes a slip of the hand.
    SlipOfTheHand,
    /// A permit of the deputy; the fact names it.
    Permit(PermitId),
    /// A remark of the deputy pinned to the cell.
    Remark(RemarkId),
}

impl Key {
    /// What a mark names that was written by this key: the permit, or the remark in its place.
    pub const fn named(self) -> Option<PermitId> {
        match self {
            Self::Norm | Self::SameValue | Self::SlipOfTheHand => None,
            Self::Permit(permit) => Some(permit),
            Self::Remark(remark) => Some(PermitId::from_bytes(*remark.as_bytes())),
        }
    }
}

/// What may open a cell beyond its norm: the person's permits and remarks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keys<'a> {
    /// Permits.
    pub permits: &'a [Permit],
    /// Remarks.
    pub remarks: &'a [Remark],
}

/// The cell of a mark, with what shall be entered.
#[derive(Clone, Copy, Debug)]
pub struct MarkCell<'a> {
    /// The lesson.
    pub lesson: LessonAt<'a>,
    /// The ordinal of the assignment and its kind; no kind where none is assigned (R49).
    pub assignment: (u8, Option<WorkKind>),
    /// The pupil.
    pub pupil: PupilId,
    /// Whether the pupil is on the list that day.
    pub listed: bool,
    /// Whether the pupil was there.
    pub presence: Presence,
    /// The mark that stands.
    pub standing: Option<StandingMark>,
    /// The mark to enter; none clears the cell.
    pub value: Option<MarkValue>,
    /// The day the work was written, where later than the lesson.
    pub written_on: Option<NaiveDate>,
    /// Permits and remarks.
    pub keys: Keys<'a>,
}

/// Whether the mark may be entered now, and by what.
pub fn mark_openness(
    rules: &Rules,
    calendar: &Calendar,
    cell: &MarkCell<'_>,
    moment: &Moment,
) -> Openness {
    let judged = lesson_takes_marks(rules, calendar, cell, moment)
        .and_then(|kind| value_fits(rules, cell, kind, moment).map(|()| kind))
        .and_then(|kind| find_key(rules, calendar, cell, kind, moment));
    match judged {
        Ok((until, by)) => Openness::Open { until, by },
        Err(refusal) => Openness::Closed(refusal),
    }
}

/// The lesson was held, its term is open, the subject takes marks, a work is assigned.
fn lesson_takes_marks(
    rules: &Rules,
    calendar: &Calendar,
    cell: &MarkCell<'_>,
    moment: &Moment,
) -> Result<WorkKind, Refusal> {
    let lesson = &cell.lesson;
    let assessment = rules
        .grading(lesson.grade, lesson.class, lesson.subject)
        .assessment;
    if assessment == Assessment::None {
        return Err(match lesson.grade {
            1 => Refusal::NoMarksInFirstGrade,
            _ => Refusal::SubjectWithoutMarks,
        });
    }
    if let Some((number, kind)) = lesson.closed_term {
        return Err(Refusal::TermClosed { number, kind });
    }
    let starts_at = calendar.lesson_start(lesson.grade, lesson.place.date, lesson.place.bell);
    if moment.now < starts_at {
        return Err(Refusal::LessonNotStarted { starts_at });
    }
    match lesson.held {
        Some(Held::Held) => {}
        Some(Held::NotHeld { reason }) => {
            let reason = reason.clone();
            return Err(Refusal::LessonNotHeld { reason });
        }
        None => return Err(Refusal::LessonNotRecorded),
    }
    if !cell.listed {
        let date = lesson.place.date;
        return Err(Refusal::PupilNotOnList { date });
    }
    cell.assignment.1.ok_or(Refusal::NoAssignment)
}

/// The value is of the subject's scale and agrees with the pupil's absence.
fn value_fits(
    rules: &Rules,
    cell: &MarkCell<'_>,
    kind: WorkKind,
    moment: &Moment,
) -> Result<(), Refusal> {
    let Some(value) = cell.value else {
        return Ok(());
    };
    let lesson = &cell.lesson;
    let grading = rules.grading(lesson.grade, lesson.class, lesson.subject);
    let pass_fail = grading.assessment == Assessment::PassFail;
    let fits = match value {
        MarkValue::Grade(_) => !pass_fail,
        MarkValue::Pass | MarkValue::Fail => pass_fail || kind == WorkKind::Credit,
        MarkValue::NotAttested | MarkValue::Exempt => return Ok(()),
    };
    if !fits {
        return Err(Refusal::OtherScale { pass_fail });
    }
    match (cell.presence, cell.written_on) {
        (Presence::Present | Presence::Late { .. }, None) => Ok(()),
        (Presence::Present | Presence::Late { .. }, Some(_)) => {
            Err(Refusal::WrittenLaterThoughPresent)
        }
        (Presence::Absent, _) if kind.is_oral() => Err(Refusal::AbsentAtOralAnswer),
        (Presence::Absent, None) => Err(Refusal::AbsentWithoutWrittenDay),
        (Presence::Absent, Some(written_on)) => {
            let earliest = lesson.place.date.succ_opt().unwrap_or(NaiveDate::MAX);
            let latest = moment.now.date();
            match earliest <= written_on && written_on <= latest {
                true => Ok(()),
                false => Err(Refusal::WrittenDayOutside { earliest, latest }),
            }
        }
    }
}

/// The norm, the slip of the hand, a permit or a remark, in this order.
fn find_key(
    rules: &Rules,
    calendar: &Calendar,
    cell: &MarkCell<'_>,
    kind: WorkKind,
    moment: &Moment,
) -> Result<(Option<NaiveDateTime>, Key), Refusal> {
    // A standing mark keeps its norm: a new day of writing must not open it again.
    let written_on = cell.standing.map_or(cell.written_on, |s| s.written_on);
    let deadline = deadline_of_mark(rules, calendar, &cell.lesson, kind, written_on);
    let closes_at = deadline.as_ref().map(|deadline| deadline.closes_at);
    let refusal = match &cell.standing {
        Some(standing) => {
            let same = cell.value == Some(standing.value);
            if same && cell.written_on == standing.written_on {
                return Ok((None, Key::SameValue));
            }
            let until = undo_until(rules, standing.at, closes_at);
            let in_session = standing.at >= moment.session_since;
            if standing.by == moment.staff && in_session && moment.now <= until {
                return Ok((Some(until), Key::SlipOfTheHand));
            }
            Refusal::CorrectionForbidden {
                value: standing.value,
                entered_at: standing.at,
                undo_minutes: rules.entry.slip_minutes,
            }
        }
        None => match deadline {
            Some(deadline) if moment.now > deadline.closes_at => Refusal::NormPassed {
                closed_at: deadline.closes_at,
                row: deadline.row.russian(),
            },
            Some(_) | None => return Ok((closes_at, Key::Norm)),
        },
    };
    let at = (cell.lesson.place, cell.assignment.0, cell.pupil);
    let mut opening = keys_of_cell(cell.keys, at, moment);
    let key = opening.next().map(|(until, key)| (Some(until), key));
    key.ok_or(refusal)
}

/// The person's permits and remarks that open a cell now, permits first, and until when each does.
pub fn keys_of_cell<'a>(
    keys: Keys<'a>,
    cell: (LessonPlace, u8, PupilId),
    moment: &'a Moment,
) -> impl Iterator<Item = (NaiveDateTime, Key)> + 'a {
    let (place, ordinal, of_pupil) = cell;
    let permits = keys.permits.iter().filter_map(move |permit| {
        let in_scope = match permit.scope {
            PermitScope::Lesson(lesson) => lesson == place,
            PermitScope::Cell(lesson, work, pupil) => {
                (lesson, work, pupil) == (place, ordinal, of_pupil)
            }
            PermitScope::Group(group, from, to) => {
                group == place.group && from <= place.date && place.date <= to
            }
        };
        let until = to_local(permit.ends_at, moment.offset);
        let mine = permit.stands && permit.staff == moment.staff;
        (mine && in_scope && moment.now < until).then_some((until, Key::Permit(permit.permit)))
    });
    let remarks = keys.remarks.iter().filter_map(move |remark| {
        // Only a remark pinned to this pupil's cell opens it.
        let pinned = remark.lesson == Some(place) && remark.pupil == Some(of_pupil);
        let mine = remark.state == RemarkState::Open && remark.staff == moment.staff;
        let until = end_of_day(remark.due_on);
        (mine && pinned && moment.now <= until).then_some((until, Key::Remark(remark.remark)))
    });
    permits.chain(remarks)
}

#[cfg(test)]
mod tests;
