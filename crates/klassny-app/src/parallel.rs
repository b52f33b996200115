//! One topic and homework for parallel lessons at once: the teacher's other groups of the same
//! subject and grade (issue «The lesson», R15, R16).
//!
//! One act, refused as a whole where a single lesson refuses; undo takes it back as one.

use crate::api::GiveParallel;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::spread::frame::{Frame, Which};
use crate::spread::gate::Gate;
use crate::spread::words::{class_name, homework_view, parse_place, place_view};
use crate::spread::{Touched, known_lesson, saved};
use crate::view::journal::Saved;
use crate::view::lesson::ParallelLesson;
use crate::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::ids::GroupId;
use klassny_domain::lesson::{Held, Homework, HomeworkText, LessonPlace, LessonTopic};
use klassny_domain::norm::Entry;
use klassny_domain::refusal::Refusal;
use klassny_store::NewFact;

/// The lessons of the person's parallel groups: of the same day, else the next of each group.
pub(crate) fn choices(frame: &Frame<'_>, place: LessonPlace) -> Result<Vec<ParallelLesson>> {
    let desk = frame.desk;
    let mut found = Vec::new();
    for group in groups(frame, place)? {
        let Some(other) = open(desk, group, place)? else {
            continue;
        };
        let lessons = other.lessons().filter(|known| known.date >= place.date);
        let same_day = |known: &LessonPlace| known.date == place.date;
        let lessons: Vec<LessonPlace> = lessons.collect();
        let same = lessons.iter().copied().take_while(same_day);
        let mut same: Vec<LessonPlace> = same.collect();
        if same.is_empty() {
            same.extend(lessons.first());
        }
        for place in same {
            found.push(choice(&other, place)?);
        }
    }
    Ok(found)
}

/// States topic and homework of a lesson for parallel lessons.
///
/// # Errors
/// Where the lesson has neither, a lesson is no parallel one, or one of them is closed: nothing is
/// written then.
pub fn give_parallel(desk: &Desk<'_>, args: &GiveParallel) -> Result<Saved> {
    let place = parse_place(&args.place)?;
    let which = Which::Of(place.date);
    let frame = Frame::read(desk, place.group, &which)?;
    known_lesson(&frame, place)?;
    let part = frame.parts.get(&place);
    let topic = part.and_then(|part| part.topic.as_ref());
    let topic = topic.map(|topic| &topic.value).filter(|_| args.topic);
    let homework = part.and_then(|part| part.homework.as_ref());
    let homework = homework.map(|homework| &homework.value);
    let homework = homework.filter(|known| args.homework && known.text != HomeworkText::Missing);
    let topic = topic.filter(|topic| !topic.text.is_empty());
    if args.to.is_empty() || (topic.is_none() && homework.is_none()) {
        return Err(AppError::new(ErrorCode::NothingToDo, "parallel"));
    }
    let allowed = groups(&frame, place)?;
    let mut facts = Vec::new();
    for to in &args.to {
        let to = parse_place(to)?;
        if !allowed.contains(&to.group) {
            return Err(AppError::bad_request("parallel lesson"));
        }
        let other = Frame::read(desk, to.group, &Which::Of(to.date))?;
        known_lesson(&other, to)?;
        facts.extend(of_lesson(&other, to, (topic, homework))?);
    }
    if !facts.is_empty() {
        desk.commit(facts.into_iter().map(NewFact::from).collect())?;
    }
    let touched = Touched {
        lessons: Some(vec![place]),
        rows: Some(Vec::new()),
        cell: None,
    };
    saved(desk, &which, &touched, place.group)
}

/// What a parallel lesson is to say, judged; what it says already is left out.
fn of_lesson(
    other: &Frame<'_>,
    place: LessonPlace,
    (topic, homework): (Option<&LessonTopic>, Option<&Homework>),
) -> Result<Vec<Change>> {
    let gate = Gate::read(other)?;
    let part = other.parts.get(&place);
    let mut facts = Vec::new();
    if let Some(topic) = topic {
        let topic = LessonTopic {
            place,
            ..topic.clone()
        };
        takes(other, &gate, place, Entry::Topic)?;
        let stands = part.and_then(|part| part.topic.as_ref());
        if stands.is_none_or(|stands| stands.value != topic) {
            facts.push(Change::LessonTopic(topic));
        }
    }
    if let Some(homework) = homework {
        let next = other.lessons().find(|known| known.date > place.date);
        let homework = Homework {
            place,
            text: homework.text.clone(),
            due_on: homework.due_on.and(next.map(|next| next.date)),
        };
        takes(other, &gate, place, Entry::Homework)?;
        let stands = part.and_then(|part| part.homework.as_ref());
        if stands.is_none_or(|stands| stands.value != homework) {
            facts.push(Change::Homework(homework));
        }
    }
    for fact in &facts {
        gate.may_state(fact)?;
    }
    Ok(facts)
}

/// Refuses where a lesson takes no topic or homework.
fn takes(other: &Frame<'_>, gate: &Gate<'_>, place: LessonPlace, entry: Entry) -> Result<()> {
    if let Some(Held::NotHeld { reason }) = other.held(place) {
        let reason = reason.clone();
        return Err(Refusal::LessonNotHeld { reason }.into());
    }
    gate.may_enter(place, entry)
}

fn choice(other: &Frame<'_>, place: LessonPlace) -> Result<ParallelLesson> {
    let part = other.parts.get(&place);
    let topic = part.and_then(|part| part.topic.as_ref());
    let topic = topic.map(|topic| topic.value.text.clone());
    let homework = part.and_then(|part| part.homework.as_ref());
    let gate = Gate::read(other)?;
    let probe = Change::LessonTopic(LessonTopic {
        place,
        text: String::new(),
        plan_row: None,
    });
    let judged = gate
        .may_state(&probe)
        .and_then(|()| takes(other, &gate, place, Entry::Topic));
    let refusal = judged.err().and_then(|error| error.refusal);
    let why = |text: klassny_domain::refusal::RefusalText| text.why;
    Ok(ParallelLesson {
        place: place_view(place),
        class_name: class_name(&other.card.class),
        subgroup: other.card.group.subgroup,
        topic: topic.unwrap_or_default(),
        homework: homework_view(homework.map(|homework| &homework.value)),
        closed: refusal
            .as_ref()
            .map(|refusal| why(refusal.russian()))
            .unwrap_or_default(),
        closed_en: refusal
            .as_ref()
            .map(|refusal| why(refusal.english()))
            .unwrap_or_default(),
    })
}

/// The person's other groups of the same subject and grade on the day.
fn groups(frame: &Frame<'_>, place: LessonPlace) -> Result<Vec<GroupId>> {
    let desk = frame.desk;
    let me = desk.person.staff;
    let found = desk.store.read(|read| {
        let mut found = Vec::new();
        for load in read.loads_on(me, place.date)? {
            let card = read.group(load.group)?;
            let same = card.is_some_and(|card| {
                card.subject.subject == frame.card.subject.subject
                    && card.class.grade == frame.grade()
                    && card.class.year == frame.card.class.year
            });
            if same && load.group != place.group {
                found.push(load.group);
            }
        }
        Ok(found)
    })?;
    Ok(found)
}

/// The frame of a group in the term of a day; none where the group has no such term.
fn open<'d>(desk: &'d Desk<'d>, group: GroupId, place: LessonPlace) -> Result<Option<Frame<'d>>> {
    match Frame::read(desk, group, &Which::Of(place.date)) {
        Ok(frame) => Ok(Some(frame)),
        Err(error) if error.code == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
