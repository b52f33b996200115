//! Findings of lessons: topics, homework, records, the plan, works and substitutions.

use super::{Check, FindingKind, Found, SheetLesson};
use crate::lesson::{Held, HomeworkText, LessonPlace};
use crate::russian;
use crate::timetable::{Substitution, SubstitutionKind};

pub(super) fn check(check: &Check<'_>, found: &mut Found<'_>) {
    lessons(check, found);
    timetable(check, found);
    substitutions(check, found);
    control_works(check, found);
    plan(check, found);
}

fn lessons(check: &Check<'_>, found: &mut Found<'_>) {
    let sheet = check.sheet;
    let grading = check.rules.grading(sheet.grade, sheet.class, sheet.subject);
    for lesson in check.given() {
        let cell = (Some(lesson.place), None);
        let date = russian::date(lesson.place.date);
        if lesson.held.is_none() {
            let text = format!("{date}: не отмечено, что урок проведён");
            found.add(FindingKind::NotRecorded, cell, text);
        }
        if lesson.topic.trim().is_empty() {
            found.add(FindingKind::NoTopic, cell, format!("{date}: нет темы"));
        }
        let missing = match &lesson.homework {
            HomeworkText::Missing => true,
            HomeworkText::NotSet => false,
            HomeworkText::Set(text) => text.trim().is_empty(),
        };
        if missing && grading.homework {
            let text = format!("{date}: нет домашнего задания и отметки «не задано»");
            found.add(FindingKind::NoHomework, cell, text);
        }
    }
}

fn timetable(check: &Check<'_>, found: &mut Found<'_>) {
    for place in check.sheet.expected {
        let recorded = check.sheet.lessons.iter().any(|lesson| {
            let at = lesson.place;
            at.group == place.group && at.date == place.date && at.bell == place.bell
        });
        if place.date <= check.today && !recorded {
            let date = russian::date(place.date);
            let text = format!(
                "{date}, {}-й урок: по расписанию есть, записи нет",
                place.bell
            );
            found.add(FindingKind::NoLesson, (Some(*place), None), text);
        }
    }
}

fn substitutions(check: &Check<'_>, found: &mut Found<'_>) {
    let due = check.sheet.substitutions.iter();
    for substitution in due.filter(|s| s.date <= check.today) {
        let lesson = check.sheet.lessons.iter().find(|lesson| {
            lesson.place.date == substitution.date && lesson.place.bell == substitution.bell
        });
        let given_here = match substitution.kind {
            SubstitutionKind::OtherSubject => substitution.taught_group == Some(check.sheet.group),
            SubstitutionKind::Substitute | SubstitutionKind::JoinedGroups => true,
            SubstitutionKind::NotHeld => false,
        };
        if !is_recorded(substitution, lesson, given_here) {
            let date = russian::date(substitution.date);
            let text = format!("{date}, {}-й урок: замена не записана", substitution.bell);
            // With no column yet it is the lesson of that day and hour (R33).
            let place = LessonPlace {
                group: check.sheet.group,
                date: substitution.date,
                bell: substitution.bell,
                ordinal: 0,
            };
            let place = lesson.map_or(place, |lesson| lesson.place);
            let cell = (Some(place), None);
            found.add(FindingKind::SubstitutionWithoutRecord, cell, text);
        }
    }
}

/// A lesson given by a substitute names the substitute; one not given says so.
fn is_recorded(
    substitution: &Substitution,
    lesson: Option<&SheetLesson>,
    given_here: bool,
) -> bool {
    let Some(lesson) = lesson else { return false };
    match (&lesson.held, given_here) {
        (Some(Held::Held), true) => lesson.taught_by == substitution.substitute,
        (Some(Held::NotHeld { .. }), false) => true,
        (Some(Held::Held), false) | (Some(Held::NotHeld { .. }) | None, _) => false,
    }
}

fn control_works(check: &Check<'_>, found: &mut Found<'_>) {
    let due = check.sheet.control_works.iter();
    for (date, kind) in due.filter(|(date, _)| *date <= check.today) {
        let on_day = || check.given().filter(|lesson| lesson.place.date == *date);
        if !on_day().any(|lesson| lesson.works.contains(kind)) {
            let text = format!("{}: нет работы «{}»", russian::date(*date), kind.name());
            let mut expected = check.sheet.expected.iter();
            let place = on_day().next().map(|lesson| lesson.place);
            let place = place.or_else(|| expected.find(|place| place.date == *date).copied());
            found.add(FindingKind::ControlMissing, (place, None), text);
        }
    }
}

fn plan(check: &Check<'_>, found: &mut Found<'_>) {
    let Some(plan) = check.sheet.plan else {
        let text = "Календарно-тематического плана нет";
        return found.add(FindingKind::PlanNotApproved, (None, None), text);
    };
    if !plan.approved {
        let text = "Календарно-тематический план не утверждён";
        found.add(FindingKind::PlanNotApproved, (None, None), text);
    }
    let off = plan.hours_given.abs_diff(plan.hours_due);
    if off > check.rules.check.plan_hours {
        let word = match plan.hours_given < plan.hours_due {
            true => "Отставание от плана",
            false => "Опережение плана",
        };
        let hours = russian::count(u64::from(off), russian::HOUR);
        found.add(
            FindingKind::PlanOff,
            (None, None),
            format!("{word}: {hours}"),
        );
    }
}
