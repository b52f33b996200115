//! One subject or subgroup of the volume: its lessons, cells and term marks (F3, F4).

use super::ground::{Ground, GroupGround, substitution_words};
use super::volume::{moved, term_title};
use klassny_domain::lesson::{Held, HomeworkText, LessonPlace};
use klassny_domain::mark::MarkValue;
use klassny_domain::regulation::Assessment;
use klassny_domain::school::{Term, TermKind};
use klassny_domain::timetable::SubstitutionKind;
use klassny_domain::work_kind::WorkKind;
use klassny_paper::view::{Entry, Lesson, LessonCell, SubjectPart, SubjectRow};
use klassny_store::query::{LessonParts, Listed};

/// The pages of a group.
pub(super) fn part(ground: &Ground, group: &GroupGround) -> SubjectPart {
    let frame = &ground.frame;
    let teacher = group.teacher(&frame.term);
    let teacher = teacher.and_then(|staff| ground.staff.get(&staff));
    let assessed = group.grading.assessment != Assessment::None;
    let result = group.marked_term.as_ref().filter(|_| assessed);
    SubjectPart {
        subject: group.subject.name.clone(),
        subgroup: match group.group.subgroup {
            0 => String::new(),
            number => format!("{number} группа"),
        },
        teacher: teacher.map(|name| name.full()).unwrap_or_default(),
        hours_planned: u16::try_from(group.expected.len()).unwrap_or(u16::MAX),
        hours_given: u16::try_from(group.hours_until(frame.term.ends_on)).unwrap_or(u16::MAX),
        lessons: lessons(ground, group),
        rows: rows(ground, group, result.is_some()),
        result_columns: result.map(result_title).into_iter().collect(),
        note: match assessed {
            true => String::new(),
            false => "курс без отметок".to_owned(),
        },
    }
}

fn result_title(term: &Term) -> String {
    match term.kind {
        TermKind::Quarter => format!("{} четв.", term.number),
        TermKind::HalfYear | TermKind::Trimester => term_title(term.kind, term.number),
    }
}

/// The lessons of the term, those that were held numbered over the year as in the window.
fn lessons(ground: &Ground, group: &GroupGround) -> Vec<Lesson> {
    let mut number = group.held_before;
    let lessons = group.lessons.iter().map(|place| {
        let part = group.parts.get(place);
        let record = part.and_then(|part| part.record.as_ref());
        let held = record.is_some_and(|record| record.value.held == Held::Held);
        number = number.saturating_add(u16::from(held));
        lesson(ground, group, (*place, held.then_some(number)))
    });
    lessons.collect()
}

fn lesson(
    ground: &Ground,
    group: &GroupGround,
    (place, number): (LessonPlace, Option<u16>),
) -> Lesson {
    let part = group.parts.get(&place);
    let record = part.and_then(|part| part.record.as_ref());
    let topic = part.and_then(|part| part.topic.as_ref());
    let homework = part.and_then(|part| part.homework.as_ref());
    let kinds = part.map(control_kinds).unwrap_or_default();
    let taught_by = record.map(|record| record.value.taught_by);
    let own = group.teacher_on(place.date);
    let substitute = taught_by.filter(|staff| own.is_some_and(|own| own != *staff));
    Lesson {
        date: place.date,
        number,
        hours: record.map_or(1, |record| record.value.hours),
        topic: topic
            .map(|topic| topic.value.text.clone())
            .unwrap_or_default(),
        control: kinds
            .iter()
            .map(|kind| kind.name())
            .collect::<Vec<_>>()
            .join(", "),
        codes: kinds.iter().map(|kind| kind.code().to_owned()).collect(),
        homework: match homework.map(|homework| &homework.value.text) {
            Some(HomeworkText::Set(text)) => text.clone(),
            Some(HomeworkText::NotSet) => "не задано".to_owned(),
            Some(HomeworkText::Missing) | None => String::new(),
        },
        substitute: ground.initials(substitute),
        remark: remark(group, place, record.map(|record| &record.value.held)),
    }
}

/// The kinds of control of a lesson; answers aloud are none.
fn control_kinds(part: &LessonParts) -> Vec<WorkKind> {
    let mut kinds = Vec::new();
    for work in &part.assignments {
        if let Some(kind) = work.value.kind
            && !kind.is_oral()
            && !kinds.contains(&kind)
        {
            kinds.push(kind);
        }
    }
    kinds
}

fn remark(group: &GroupGround, place: LessonPlace, held: Option<&Held>) -> String {
    if let Some(Held::NotHeld { reason }) = held {
        return format!("Урок не проведён: {reason}");
    }
    let substitution = group.substitutions.iter().find(|substitution| {
        let other = substitution.kind == SubstitutionKind::OtherSubject;
        let here = other == (substitution.taught_group == Some(group.group.group));
        substitution.date == place.date && substitution.bell == place.bell && here
    });
    let words = substitution.map(|substitution| substitution_words(substitution.kind));
    words.unwrap_or_default().to_owned()
}

fn rows(ground: &Ground, group: &GroupGround, marked: bool) -> Vec<SubjectRow> {
    let mut rows = Vec::with_capacity(group.listed.len());
    for listed in &group.listed {
        let Some(pupil) = row_of(ground, listed) else {
            continue;
        };
        let (joined, left) = moved(&ground.frame, listed);
        let is_last = group
            .listed
            .iter()
            .rfind(|row| row.pupil.pupil == listed.pupil.pupil);
        let is_last = is_last.is_some_and(|last| last.from == listed.from);
        let term_mark = group.term_marks.get(&listed.pupil.pupil);
        let term_mark = term_mark.filter(|_| is_last).and_then(|mark| mark.value);
        let result = Entry {
            text: term_mark
                .map(MarkValue::text)
                .unwrap_or_default()
                .to_owned(),
            corrections: Vec::new(),
        };
        rows.push(SubjectRow {
            pupil,
            joined,
            left,
            cells: cells(ground, group, listed),
            results: marked.then_some(result).into_iter().collect(),
            average: None,
        });
    }
    rows
}

/// The row of the class list an interval in a group lies in.
fn row_of(ground: &Ground, listed: &Listed) -> Option<usize> {
    let same = |row: &Listed| row.pupil.pupil == listed.pupil.pupil;
    let within = |row: &&Listed| same(row) && row.is_on(listed.from);
    let rows = || ground.listed.iter();
    rows()
        .position(|row| within(&row))
        .or_else(|| rows().position(same))
}

fn cells(ground: &Ground, group: &GroupGround, listed: &Listed) -> Vec<LessonCell> {
    let pupil = listed.pupil.pupil;
    let lessons = group.lessons.iter().enumerate();
    let cells = lessons.filter(|(_, place)| listed.is_on(place.date));
    cells
        .filter_map(|(lesson, place)| {
            let text = group.cells.get(&(*place, pupil)).map(|cell| cell.text());
            let entry = Entry {
                text: text.unwrap_or_default(),
                corrections: ground.corrections.of(*place, pupil),
            };
            let empty = entry.text.is_empty() && entry.corrections.is_empty();
            (!empty).then_some(LessonCell { lesson, entry })
        })
        .collect()
}
