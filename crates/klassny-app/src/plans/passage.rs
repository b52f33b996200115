//! A plan laid over the lessons of a group: what was given and by whom, what falls when.
//!
//! Must not touch a lesson.

use crate::desk::Desk;
use crate::error::Result;
use crate::spread::frame::{Frame, PlanInUse, year_days};
use crate::view::lesson::PassageLine;
use klassny_domain::ids::StaffId;
use klassny_domain::lesson::{Held, LessonPlace};
use klassny_domain::passage::{Passage, PlanLesson, Ways, passage};
use klassny_domain::plan::{PlanCorrection, PlanRow};
use klassny_domain::timetable::{Substitution, SubstitutionKind, lessons_by_timetable};
use klassny_store::query::{GroupCard, LessonParts};
use std::collections::{BTreeSet, HashMap, HashSet};

/// How a group passes a plan, and who gave each lesson.
pub(super) struct Passed {
    pub passage: Passage,
    pub by: HashMap<LessonPlace, StaffId>,
}

/// Reads how a group passes a plan.
pub(super) fn read(
    desk: &Desk<'_>,
    card: &GroupCard,
    (rows, corrections): (&[PlanRow], &[PlanCorrection]),
) -> Result<Passed> {
    let group = card.group.group;
    let days = year_days(desk);
    let (lessons, slots, substitutions) = desk.store.read(|read| {
        Ok((
            read.lessons(group, &days)?,
            read.slots_of_group(group, &days)?,
            read.substitutions_of_group(group, &days)?,
        ))
    })?;
    let grade = card.class.grade;
    let ahead_of_time = desk.calendar.without_closures();
    let planned = lessons_by_timetable(&ahead_of_time, grade, &slots, &days);
    let planned: Vec<LessonPlace> = planned.into_iter().collect();
    let mut places = lessons_by_timetable(&desk.calendar, grade, &slots, &days);
    places.extend(lessons.iter().map(|part| part.place));
    places.extend(brought(&substitutions, card));
    let ahead = still_to_give(&places, &lessons, (&substitutions, card));
    let plan = rows.first().map(|row| row.plan);
    let stated: Vec<PlanLesson> = lessons
        .iter()
        .filter_map(|part| stated(part, plan))
        .collect();
    let by = lessons.iter().filter_map(|part| {
        let record = part.record.as_ref()?;
        Some((part.place, record.value.taught_by))
    });
    Ok(Passed {
        passage: passage(&Ways {
            rows,
            corrections,
            planned: &planned,
            stated: &stated,
            ahead: &ahead,
            today: desk.now().date(),
        }),
        by: by.collect(),
    })
}

/// How the group of a frame passes its plan, in figures; none where there is no plan.
pub(crate) fn line(frame: &Frame<'_>) -> Result<Option<PassageLine>> {
    let Some(used) = &frame.plan else {
        return Ok(None);
    };
    let rows = (used.rows.as_slice(), used.corrections.as_slice());
    let passed = read(frame.desk, &frame.card, rows)?;
    Ok(Some(line_of(used, &passed.passage)))
}

/// The figures of a passage.
pub(super) fn line_of(used: &PlanInUse, passage: &Passage) -> PassageLine {
    let next = passage.next.and_then(|at| used.rows.get(at));
    PassageLine {
        hours: passage.hours,
        hours_given: passage.hours_given,
        hours_left: passage.hours_left(),
        lessons_left: passage.lessons_left,
        drift: passage.drift,
        next: next.map(|row| used.topic(row, None, true)),
    }
}

fn stated(part: &LessonParts, plan: Option<klassny_domain::ids::PlanId>) -> Option<PlanLesson> {
    let (of, number) = part.topic.as_ref()?.value.plan_row?;
    let record = part.record.as_ref().map(|record| &record.value);
    let held = match record.map(|record| &record.held) {
        Some(Held::Held) => true,
        Some(Held::NotHeld { .. }) => return None,
        None => false,
    };
    (Some(of) == plan).then_some(PlanLesson {
        place: part.place,
        number,
        hours: record.map_or(1, |record| record.hours.max(1).into()),
        held,
    })
}

/// Lessons of the group that another subject's lesson became.
fn brought<'s>(
    substitutions: &'s [Substitution],
    card: &GroupCard,
) -> impl Iterator<Item = LessonPlace> + 's {
    let group = card.group.group;
    let here = substitutions
        .iter()
        .filter(move |s| s.kind == SubstitutionKind::OtherSubject && s.taught_group == Some(group));
    here.map(move |s| LessonPlace {
        group,
        date: s.date,
        bell: s.bell,
        ordinal: 0,
    })
}

/// The lessons that can still be given, in order: not held yet, not cancelled, not given to
/// another subject; of days gone those after the last one held, which are only not recorded yet.
fn still_to_give(
    places: &BTreeSet<LessonPlace>,
    lessons: &[LessonParts],
    (substitutions, card): (&[Substitution], &GroupCard),
) -> Vec<LessonPlace> {
    let recorded = |part: &&LessonParts| part.record.is_some();
    let settled: HashSet<LessonPlace> = lessons
        .iter()
        .filter(recorded)
        .map(|part| part.place)
        .collect();
    let held = lessons.iter().filter(|part| {
        let record = part.record.as_ref();
        record.is_some_and(|record| record.value.held == Held::Held)
    });
    let last = held.map(|part| part.place).max();
    let taken = |place: &LessonPlace| {
        substitutions.iter().any(|s| {
            let gone = matches!(
                s.kind,
                SubstitutionKind::NotHeld | SubstitutionKind::OtherSubject
            );
            let here = (s.date, s.bell) == (place.date, place.bell);
            gone && here && s.group == card.group.group && s.taught_group != Some(place.group)
        })
    };
    let after = |place: &LessonPlace| last.is_none_or(|last| *place > last);
    let left = places.iter().copied();
    left.filter(|place| !settled.contains(place) && after(place) && !taken(place))
        .collect()
}
