//! What a person owes besides lessons: reasons of absences, marks, term marks, conflicts, remarks.
//!
//! Counted from the journal each time; nothing of it is kept.

use super::book::{Book, Books};
use crate::desk::Desk;
use crate::error::Result;
use crate::returns::Returns;
use crate::spread::row::{Beside, final_of, stand};
use crate::spread::words::{class_name, class_title, place_view, small};
use crate::view::today::{DutyCode, DutyLine, RemarkLine};
use chrono::{Days, NaiveDate};
use klassny_domain::attendance::{AbsenceReason, Attendance, Presence};
use klassny_domain::ids::PupilId;
use klassny_domain::lesson::LessonPlace;
use klassny_domain::regulation::Assessment;
use klassny_domain::roster::SchoolClass;
use klassny_domain::term::RemarkState;
use std::collections::{BTreeMap, HashMap};

/// Names shown in a line.
const NAMES_MAX: usize = 3;
/// Term marks are due within so many days before the end of the term.
const TERM_END_DAYS: u64 = 7;

/// Everything the person owes.
pub(super) fn duties(desk: &Desk<'_>, books: &Books<'_>) -> Result<Vec<DutyLine>> {
    let mut lines = of_classes(desk)?;
    for book in books.all() {
        lines.extend(of_book(book)?);
    }
    Ok(lines)
}

/// Open remarks to the person, by the day they are due.
pub(super) fn remarks(desk: &Desk<'_>) -> Result<Vec<RemarkLine>> {
    let today = desk.now().date();
    let me = desk.person.staff;
    let mut lines = Vec::new();
    for remark in desk.store.read(|read| read.remarks_of_staff(me))? {
        let author = desk.store.read(|read| read.fact(remark.fact_no))?;
        let remark = remark.value;
        let card = desk.store.read(|read| read.group(remark.group))?;
        let (RemarkState::Open, Some(card)) = (remark.state, card) else {
            continue;
        };
        let by = author.map(|(seat, _)| seat);
        let by = match by {
            Some(seat) => desk.store.read(|read| {
                let seat = read.seat(seat)?;
                seat.map_or(Ok(None), |seat| read.staff_member(seat.staff))
            })?,
            None => None,
        };
        let term = remark.lesson.and_then(|place| {
            let grade = card.class.grade;
            desk.calendar.term_of(grade, place.date)
        });
        lines.push(RemarkLine {
            remark: remark.remark.to_string(),
            place: remark.lesson.map(place_view),
            term: term.map(|term| term.term.to_string()).unwrap_or_default(),
            class_name: class_name(&card.class),
            subject: card.subject.name,
            text: remark.text,
            by: by.map(|staff| staff.name.initials()).unwrap_or_default(),
            due_on: remark.due_on.to_string(),
            late: remark.due_on < today,
        });
    }
    Ok(lines)
}

/// Absences without a reason in the classes the person leads, and what is owed to families.
fn of_classes(desk: &Desk<'_>) -> Result<Vec<DutyLine>> {
    let today = desk.now().date();
    let me = desk.person.staff;
    let led = desk.store.read(|read| read.classes_led_by(me))?;
    let mut lines = Vec::new();
    for leader in led {
        let held = leader.holds(today);
        let class = desk.store.read(|read| read.class(leader.class))?;
        let Some(class) = class.filter(|class| held && class.year == desk.year_id()) else {
            continue;
        };
        lines.extend(reasons_of(desk, &class, today)?);
        lines.extend(crate::family::duties(desk, &class)?);
    }
    Ok(lines)
}

fn reasons_of(desk: &Desk<'_>, class: &SchoolClass, today: NaiveDate) -> Result<Option<DutyLine>> {
    let terms = desk.calendar.terms_of(class.grade);
    let Some(term) = terms.iter().rfind(|term| term.starts_on <= today) else {
        return Ok(None);
    };
    let days = term.starts_on..=today;
    let (absent, excuses, listed) = desk.store.read(|read| {
        Ok((
            read.attendance_of_class(class.class, &days)?,
            read.excuses_of_class(class.class, &days)?,
            read.listed_in_class(class.class, &days)?,
        ))
    })?;
    let given: HashMap<(LessonPlace, PupilId), AbsenceReason> = excuses
        .into_iter()
        .map(|e| ((e.value.place, e.value.pupil), e.value.reason))
        .collect();
    let open = absent.into_iter().map(|stated| stated.value).filter(|a| {
        let reason = given.get(&(a.place, a.pupil));
        let clear = reason.is_some_and(|reason| *reason != AbsenceReason::Unresolved);
        a.presence == Presence::Absent && !clear
    });
    let open: Vec<Attendance> = open.collect();
    let Some(place) = open.first().map(|absence| absence.place) else {
        return Ok(None);
    };
    let returns = Returns::read(desk, class, &days)?;
    let mut by_pupil: BTreeMap<String, u16> = BTreeMap::new();
    let (mut due, mut count) = (None, 0);
    for absence in open {
        let until = returns.reason_due(absence.pupil, absence.place);
        due = due.into_iter().chain(until).min();
        count += 1;
        let name = listed.iter().find(|row| row.pupil.pupil == absence.pupil);
        let name = name.map(|row| row.pupil.name.short()).unwrap_or_default();
        *by_pupil.entry(name).or_default() += 1;
    }
    Ok(Some(DutyLine {
        duty: DutyCode::AbsenceReasons,
        about: class_title(class),
        count,
        names: by_pupil.into_keys().take(NAMES_MAX).collect(),
        place: Some(place_view(place)),
        term: term.term.to_string(),
        class: None,
        due_on: due.map(|until| until.date().to_string()),
    }))
}

/// Pupils short of marks, term marks not decided, and conflicts on the page of a group.
fn of_book(book: &Book<'_>) -> Result<Vec<DutyLine>> {
    let frame = &book.frame;
    let beside = Beside::read(frame, &book.ink)?;
    let none = Vec::new();
    let (mut short, mut undecided) = (Vec::new(), Vec::new());
    for listed in &book.ink.pupils {
        let Some(pupil) = listed.first().map(|first| &first.pupil) else {
            continue;
        };
        let brought = beside.brought.get(&pupil.pupil).unwrap_or(&none);
        let stand = stand(frame, &book.ink, &book.columns, listed, brought);
        let Some(stand) = stand.filter(|stand| stand.listed) else {
            continue;
        };
        if stand.accumulation.has < stand.accumulation.needs_now {
            short.push(pupil.name.short());
        }
        let decided = final_of(&beside, pupil.pupil, &frame.term);
        if decided.is_none_or(|mark| mark.value.value.is_none()) {
            undecided.push(pupil.name.short());
        }
    }
    let torn = book.ink.cells.iter().filter(|(_, cell)| cell.conflict());
    let mut torn: Vec<LessonPlace> = torn.map(|((place, _), _)| *place).collect();
    let lessons = book.columns.iter().zip(&book.lessons);
    let lessons = lessons.filter(|(_, view)| !view.conflicts.is_empty());
    torn.extend(lessons.map(|(column, _)| column.place));
    torn.sort_unstable();
    let ends_on = frame.term.ends_on;
    let due = ends_on.checked_sub_days(Days::new(TERM_END_DAYS));
    let term_ends = due.is_some_and(|due| due <= frame.today());
    let open = frame.closing_of(frame.term.term).is_none();
    let graded = frame.grading.assessment != Assessment::None && open;
    let line = |duty, names: Vec<String>, count: usize, place: Option<LessonPlace>, due_on| {
        (count > 0).then(|| DutyLine {
            duty,
            about: format!(
                "{}, {}",
                class_title(&frame.card.class),
                frame.card.subject.name
            ),
            count: small(count),
            names: names.into_iter().take(NAMES_MAX).collect(),
            place: place.map(place_view),
            term: frame.term.term.to_string(),
            class: None,
            due_on,
        })
    };
    // A duty without a lesson of its own opens the page at the last lesson that was.
    let last = book.columns.iter().rfind(|c| c.place.date <= frame.today());
    let last = last.map(|column| column.place);
    let (few, open_marks) = (short.len(), undecided.len());
    let due_on = Some(ends_on.to_string());
    let lines = [
        line(DutyCode::Accumulation, short, few, last, None).filter(|_| graded),
        line(DutyCode::TermMarks, undecided, open_marks, last, due_on)
            .filter(|_| graded && term_ends),
        line(
            DutyCode::Conflicts,
            Vec::new(),
            torn.len(),
            torn.first().copied(),
            None,
        ),
    ];
    Ok(lines.into_iter().flatten().collect())
}
