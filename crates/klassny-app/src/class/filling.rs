//! How the journal of a class is filled, by subject and week (R109, R110).

use super::week::lessons_of;
use crate::api::ClassTerm;
use crate::desk::Desk;
use crate::error::Result;
use crate::paper::ground::{Frame, Ground, GroupGround};
use crate::paper::{self, closing, term_ref};
use crate::spread::words::{place_view, small};
use crate::view::class::{ClassFillingView, FillingCell, FillingRow, FillingWeek};
use chrono::NaiveDateTime;
use klassny_domain::calendar::TermWeek;
use klassny_domain::lesson::{Held, HomeworkText, LessonPlace};
use klassny_domain::regulation::Assessment;
use klassny_store::query::Listed;

/// The filling of a class in a term.
///
/// # Errors
/// Where the person neither leads the class nor checks classes; a class that is not there.
pub fn class_filling(desk: &Desk<'_>, args: &ClassTerm) -> Result<ClassFillingView> {
    let (class, term) = paper::parse(&args.class, &args.term)?;
    paper::require_checker(desk, class)?;
    let closed = closing(desk.store, class, term)?.is_some();
    let ground = Ground::read(desk.store, Frame::read(desk.store, class, term)?)?;
    let frame = &ground.frame;
    let now = desk.now();
    let weeks = frame.calendar.weeks_of_term(frame.class.grade, &frame.term);
    let begun = weeks
        .into_iter()
        .filter(|week| week.first_day <= now.date());
    let weeks: Vec<TermWeek> = begun.collect();
    let groups = ground.groups.iter();
    let rows = groups.filter_map(|group| row(&ground, group, &weeks, now));
    let rows: Vec<FillingRow> = rows.collect();
    Ok(ClassFillingView {
        class: class.to_string(),
        class_name: frame.class_name.clone(),
        term: term_ref(&frame.term, now.date(), closed),
        weeks: weeks
            .iter()
            .map(|week| FillingWeek {
                number: week.number,
                from: week.first_day.to_string(),
                until: week.last_day.to_string(),
            })
            .collect(),
        total: sum(rows.iter().map(|row| row.total)),
        rows,
    })
}

/// The row of a group; none where it has no lesson in the term.
fn row(
    ground: &Ground,
    group: &GroupGround,
    weeks: &[TermWeek],
    now: NaiveDateTime,
) -> Option<FillingRow> {
    let frame = &ground.frame;
    let lessons = lessons_of(group);
    if lessons.is_empty() {
        return None;
    }
    let over = lessons.into_iter().filter(|place| {
        let ends_at = frame
            .calendar
            .lesson_end(frame.class.grade, place.date, place.bell);
        ends_at <= now
    });
    let cells: Vec<(LessonPlace, FillingCell)> =
        over.map(|place| (place, of_lesson(group, place))).collect();
    let of_week = |week: &TermWeek| {
        let own = cells
            .iter()
            .filter(|(place, _)| week.first_day <= place.date && place.date <= week.last_day);
        sum(own.map(|(_, cell)| *cell))
    };
    let weeks: Vec<FillingCell> = weeks.iter().map(of_week).collect();
    let graded = group.grading.assessment != Assessment::None;
    let pupils = group.listed.iter().filter(|row| row.is_on(now.date()));
    let marks: Vec<usize> = pupils.map(|row| marks_of(group, row)).collect();
    let with = |count: usize| small(marks.iter().filter(|marks| **marks == count).count());
    Some(FillingRow {
        group: group.group.group.to_string(),
        subject: group.subject.name.clone(),
        subgroup: group.group.subgroup,
        teacher: ground.initials(group.teacher_on(now.date()).or(group.teacher(&frame.term))),
        total: sum(weeks.iter().copied()),
        weeks,
        without_marks: graded.then(|| with(0)),
        with_one: graded.then(|| with(1)),
        pupils: small(marks.len()),
        first_lacking: cells
            .iter()
            .find(|(_, cell)| cell.filled < cell.due)
            .map(|(place, _)| place_view(*place)),
    })
}

fn of_lesson(group: &GroupGround, place: LessonPlace) -> FillingCell {
    let part = group.parts.get(&place);
    let held = part.and_then(|part| part.record.as_ref());
    let held = held.map(|record| &record.value.held);
    let topic = part.and_then(|part| part.topic.as_ref());
    let topic = topic.is_some_and(|topic| !topic.value.text.trim().is_empty());
    let homework = part.and_then(|part| part.homework.as_ref());
    let homework = homework.is_some_and(|set| set.value.text != HomeworkText::Missing);
    let was = matches!(held, Some(Held::Held));
    let no_record = held.is_none();
    let no_topic = was && !topic;
    let no_homework = was && !homework && group.grading.homework;
    let marks = group.marks.iter().filter(|mark| {
        let known = group
            .listed
            .iter()
            .any(|row| row.pupil.pupil == mark.value.pupil);
        mark.value.place == place && mark.value.value.is_some() && known
    });
    FillingCell {
        due: 1,
        filled: u16::from(!no_record && !no_topic && !no_homework),
        no_record: u16::from(no_record),
        no_topic: u16::from(no_topic),
        no_homework: u16::from(no_homework),
        marks: small(marks.count()),
    }
}

/// The marks of a pupil on the days the pupil is in the group.
fn marks_of(group: &GroupGround, listed: &Listed) -> usize {
    let pupil = listed.pupil.pupil;
    let own = group.marks.iter().map(|mark| &mark.value).filter(|mark| {
        mark.pupil == pupil && mark.value.is_some() && group.has(pupil, mark.place.date)
    });
    own.count()
}

fn sum(cells: impl Iterator<Item = FillingCell>) -> FillingCell {
    cells.fold(FillingCell::default(), |sum, cell| FillingCell {
        due: sum.due + cell.due,
        filled: sum.filled + cell.filled,
        no_record: sum.no_record + cell.no_record,
        no_topic: sum.no_topic + cell.no_topic,
        no_homework: sum.no_homework + cell.no_homework,
        marks: sum.marks + cell.marks,
    })
}
