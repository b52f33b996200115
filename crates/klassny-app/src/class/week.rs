//! A week of a class: who missed which lessons, why, and what is still to be clarified.

use crate::api::ClassWeek;
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::paper::ground::{Frame, Ground, GroupGround};
use crate::paper::{self, closing, leads, term_ref};
use crate::returns::Returns;
use crate::spread::words::{parse_day, place_view, small};
use crate::view::class::{ClassCell, ClassDay, ClassLesson, ClassRow, ClassTotals, ClassWeekView};
use crate::view::text::AbsenceCode;
use chrono::{Datelike as _, Days, NaiveDate};
use klassny_domain::attendance::{AbsenceExcuse, AbsenceReason, Presence};
use klassny_domain::ids::{ClassId, PupilId};
use klassny_domain::lesson::{Held, LessonPlace};
use klassny_domain::school::Term;
use klassny_store::query::Listed;
use std::collections::{BTreeSet, HashMap};

/// The days of a week that a class may have.
const WEEK_DAYS: u64 = 6;
/// The days from a Monday to the next.
const WEEK_STEP: u64 = 7;

/// The week.
///
/// # Errors
/// Where the person neither leads the class nor checks classes; a class that is not there.
pub fn class_week(desk: &Desk<'_>, args: &ClassWeek) -> Result<ClassWeekView> {
    let class = parse_id(&args.class, ClassId::parse)?;
    let day = match &args.date {
        Some(date) => parse_day(date)?,
        None => desk.now().date(),
    };
    view(desk, class, day)
}

/// The week of a day.
pub(super) fn view(desk: &Desk<'_>, class: ClassId, day: NaiveDate) -> Result<ClassWeekView> {
    paper::require_checker(desk, class)?;
    let known = desk.store.read(|read| read.class(class))?;
    let grade = known.ok_or_else(|| AppError::not_found("class"))?.grade;
    let term = term_near(desk, grade, day).ok_or_else(|| AppError::not_found("term of class"))?;
    let frame = Frame::read(desk.store, class, term.term)?;
    let ground = Ground::read(desk.store, frame)?;
    let week = Week {
        desk,
        excuses: excuses(desk, &ground)?,
        days: days_of_week(desk, grade, day),
        ground,
    };
    week.view(day)
}

/// The term a day is in; in holidays the one before, before the year the first.
pub(super) fn term_near<'d>(desk: &'d Desk<'_>, grade: u8, day: NaiveDate) -> Option<&'d Term> {
    let terms = desk.calendar.terms_of(grade);
    let begun = terms.iter().rfind(|term| term.starts_on <= day);
    begun.or(terms.first()).copied()
}

/// Monday and the days after it, as many as the grade has; Saturday where lessons are on it.
fn days_of_week(desk: &Desk<'_>, grade: u8, day: NaiveDate) -> Vec<NaiveDate> {
    let monday = monday_of(day);
    let days = monday.iter_days().zip(0..WEEK_DAYS).map(|(day, _)| day);
    let length = u32::from(desk.calendar.week_length(grade));
    days.filter(|day| {
        day.weekday().number_from_monday() <= length || desk.calendar.is_school_day(grade, *day)
    })
    .collect()
}

fn monday_of(day: NaiveDate) -> NaiveDate {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

/// The reasons that stand, by lesson and pupil.
pub(super) type Excuses = HashMap<(LessonPlace, PupilId), AbsenceExcuse>;

/// Reads the reasons of a class and term, those given ahead among them.
pub(super) fn excuses(desk: &Desk<'_>, ground: &Ground) -> Result<Excuses> {
    let (class, days) = (ground.frame.class.class, ground.frame.days());
    let stated = desk
        .store
        .read(|read| read.excuses_of_class(class, &days))?;
    let stated = stated.into_iter().map(|stated| stated.value);
    Ok(stated
        .map(|excuse| ((excuse.place, excuse.pupil), excuse))
        .collect())
}

struct Week<'d> {
    desk: &'d Desk<'d>,
    ground: Ground,
    excuses: Excuses,
    days: Vec<NaiveDate>,
}

/// What a pupil has and misses on one day.
#[derive(Default)]
struct PupilDay {
    /// Lessons by the timetable or by a record, those not held left out.
    lessons: u16,
    /// Lessons that took place or are not recorded.
    details: Vec<ClassLesson>,
}

impl Week<'_> {
    fn view(&self, day: NaiveDate) -> Result<ClassWeekView> {
        let (desk, frame) = (self.desk, &self.ground.frame);
        let class = frame.class.class;
        let today = desk.now().date();
        let (unresolved, due_on) = self.open()?;
        let closed = closing(desk.store, class, frame.term.term)?.is_some();
        let monday = monday_of(day);
        let teacher = desk.store.read(|read| {
            let leader = read.class_teacher_on(class, monday)?;
            let leader = leader.map(|leader| read.staff_member(leader.staff));
            Ok(leader.transpose()?.flatten())
        })?;
        let rows: Vec<ClassRow> = (self.ground.listed.iter().zip(1..))
            .map(|(listed, number)| self.row(listed, number, today))
            .collect();
        let year = crate::spread::frame::year_days(desk);
        let earlier = monday.checked_sub_days(Days::new(WEEK_STEP));
        let later = monday.checked_add_days(Days::new(WEEK_STEP));
        Ok(ClassWeekView {
            class: class.to_string(),
            class_name: frame.class_name.clone(),
            teacher: teacher.map(|t| t.name.initials()).unwrap_or_default(),
            term: term_ref(&frame.term, today, closed),
            days: self.heads(&rows),
            earlier: earlier
                .filter(|day| monday_of(*year.start()) <= *day)
                .map(|day| day.to_string()),
            later: later
                .filter(|day| day <= year.end())
                .map(|day| day.to_string()),
            rows,
            unresolved,
            due_on: due_on.map(|due| due.to_string()),
            may_excuse: leads(desk, class)?,
            can_undo: super::excuse::can_undo(desk, class),
        })
    }

    fn heads(&self, rows: &[ClassRow]) -> Vec<ClassDay> {
        let frame = &self.ground.frame;
        let grade = frame.class.grade;
        let days = self.days.iter().enumerate();
        days.map(|(at, day)| {
            let cells = || rows.iter().filter_map(|row| row.days.get(at));
            let recorded = self.ground.groups.iter().flat_map(|group| {
                let parts = group.parts.values();
                parts.filter(|part| part.place.date == *day && part.record.is_some())
            });
            let pause = self.desk.calendar.break_on(grade, *day);
            ClassDay {
                date: day.to_string(),
                school: self.desk.calendar.is_school_day(grade, *day),
                why: pause.map(|pause| pause.name.clone()).unwrap_or_default(),
                listed: small(cells().filter(|cell| cell.listed).count()),
                absent: small(cells().filter(|cell| cell.missed > 0).count()),
                recorded: small(recorded.count()),
            }
        })
        .collect()
    }

    fn row(&self, listed: &Listed, number: u16, today: NaiveDate) -> ClassRow {
        let mut term = ClassTotals::default();
        let mut week = ClassTotals::default();
        let mut cells = vec![ClassCell::default(); self.days.len()];
        for (day, had) in self.days_of(listed) {
            let cell = cell_of(had);
            if day <= today {
                add(&mut term, &cell);
            }
            if let Ok(at) = self.days.binary_search(&day) {
                add(&mut week, &cell);
                if let Some(place) = cells.get_mut(at) {
                    *place = cell;
                }
            }
        }
        for (cell, day) in cells.iter_mut().zip(&self.days) {
            cell.listed = listed.is_on(*day);
        }
        ClassRow {
            pupil: listed.pupil.pupil.to_string(),
            number,
            name: listed.pupil.name.short(),
            left: listed.until.is_some_and(|until| until <= today),
            days: cells,
            week,
            term,
        }
    }

    /// The pupil's days with lessons, over all groups the pupil is in.
    fn days_of(&self, listed: &Listed) -> HashMap<NaiveDate, PupilDay> {
        let pupil = listed.pupil.pupil;
        let mut days: HashMap<NaiveDate, PupilDay> = HashMap::new();
        for group in &self.ground.groups {
            for place in lessons_of(group) {
                if !listed.is_on(place.date) || !group.has(pupil, place.date) {
                    continue;
                }
                let record = group
                    .parts
                    .get(&place)
                    .and_then(|part| part.record.as_ref());
                let cancelled =
                    record.is_some_and(|record| matches!(record.value.held, Held::NotHeld { .. }));
                let day = days.entry(place.date).or_default();
                day.lessons += u16::from(!cancelled);
                day.details.extend(self.lesson(group, place, pupil));
            }
        }
        for day in days.values_mut() {
            day.details.sort_by_key(|lesson| lesson.place.bell);
        }
        days
    }

    fn lesson(
        &self,
        group: &GroupGround,
        place: LessonPlace,
        pupil: PupilId,
    ) -> Option<ClassLesson> {
        let presence = group.cells.get(&(place, pupil)).map(|cell| cell.presence);
        let excuse = self.excuses.get(&(place, pupil));
        let reason = excuse.map_or(AbsenceReason::Unresolved, |excuse| excuse.reason);
        let recorded = group
            .parts
            .get(&place)
            .is_some_and(|part| part.record.is_some());
        let late_minutes = match presence {
            Some(Presence::Late { minutes }) => Some(minutes),
            Some(Presence::Present | Presence::Absent) | None => None,
        };
        let absent = presence == Some(Presence::Absent);
        // A reason given ahead of a pupil who came after all says nothing.
        let ahead = !recorded && reason != AbsenceReason::Unresolved;
        (absent || late_minutes.is_some() || ahead).then(|| ClassLesson {
            place: place_view(place),
            subject: group.subject.name.clone(),
            absent,
            late_minutes,
            reason: reason.into(),
            document: excuse.map(|e| e.document.clone()).unwrap_or_default(),
        })
    }

    /// Absences of the term without a reason, and the day the first of them is due by.
    fn open(&self) -> Result<(u16, Option<NaiveDate>)> {
        let frame = &self.ground.frame;
        let returns = Returns::read(self.desk, &frame.class, &frame.days())?;
        let cells = self.ground.groups.iter().flat_map(|group| &group.cells);
        let open = cells.filter(|(_, cell)| {
            cell.presence == Presence::Absent && cell.reason == AbsenceReason::Unresolved
        });
        let mut count = 0_u16;
        let mut first = None;
        for ((place, pupil), _) in open {
            count = count.saturating_add(1);
            let due = returns.reason_due(*pupil, *place);
            first = first.into_iter().chain(due).min();
        }
        Ok((count, first.map(|due| due.date())))
    }
}

/// The lessons of a group by the timetable and by what was stated.
pub(super) fn lessons_of(group: &GroupGround) -> BTreeSet<LessonPlace> {
    let known = group.expected.iter().chain(&group.lessons);
    known.copied().collect()
}

fn cell_of(day: PupilDay) -> ClassCell {
    let missed = || day.details.iter().filter(|lesson| lesson.absent);
    let ahead = day
        .details
        .iter()
        .filter(|l| !l.absent && l.late_minutes.is_none());
    ClassCell {
        listed: true,
        lessons: day.lessons,
        missed: small(missed().count()),
        late: small(day.details.iter().filter_map(|l| l.late_minutes).count()),
        reason: common(missed().map(|lesson| lesson.reason)),
        ahead: common(ahead.map(|lesson| lesson.reason)),
        details: day.details,
    }
}

/// The one reason of several lessons.
fn common(reasons: impl Iterator<Item = AbsenceCode>) -> Option<AbsenceCode> {
    let mut reasons = reasons;
    let first = reasons.next()?;
    reasons.all(|reason| reason == first).then_some(first)
}

fn add(totals: &mut ClassTotals, cell: &ClassCell) {
    let missed = cell.details.iter().filter(|lesson| lesson.absent);
    for lesson in missed {
        let of_reason = match lesson.reason {
            AbsenceCode::Illness => &mut totals.illness,
            AbsenceCode::Excused => &mut totals.excused,
            AbsenceCode::Unexcused => &mut totals.unexcused,
            AbsenceCode::Unresolved => &mut totals.unresolved,
        };
        *of_reason += 1;
        totals.lessons += 1;
    }
    totals.days += u16::from(cell.missed > 0 && cell.missed >= cell.lessons);
    totals.late += cell.late;
}
