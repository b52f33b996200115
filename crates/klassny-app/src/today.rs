//! Today: my lessons in bell order with what is missing in each, and what else I owe.
//!
//! Counted from the same columns and rows as the spread, so that they cannot differ.

mod book;
mod duties;

use crate::api::{AfterLesson, Today};
use crate::desk::Desk;
use crate::error::Result;
use crate::permit;
use crate::spread::column::part_facts;
use crate::spread::words::{hour, instant, parse_day, parse_place, place_view};
use crate::view::journal::SpreadLesson;
use crate::view::lesson::{HeldView, HomeworkView};
use crate::view::today::{
    Deadline, ItemState, LessonPart, NextDay, NextLesson, NextUnfilled, OverdueLesson, OwnSlot,
    TodayItem, TodayLesson, TodayView,
};
use book::{Book, Books, Mine, lessons_on};
use chrono::{Datelike, NaiveDate, Weekday};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::regulation::Assessment;
use klassny_domain::timetable::EntrySlot;

/// How far ahead the next school day is looked for, days.
const AHEAD_DAYS: usize = 21;

/// The person's day.
///
/// # Errors
/// What the disk says.
pub fn today(desk: &Desk<'_>, args: &Today) -> Result<TodayView> {
    let day = match &args.date {
        Some(date) => parse_day(date)?,
        None => desk.now().date(),
    };
    let mine = lessons_on(desk, day)?;
    let books = Books::read(desk, day, &mine)?;
    let lessons = mine
        .iter()
        .filter_map(|mine| books.get(mine.place).map(|book| today_lesson(book, mine)));
    let lessons: Vec<TodayLesson> = lessons.flatten().collect();
    let now_books = match day == desk.now().date() {
        true => None,
        false => Some(Books::read(desk, desk.now().date(), &[])?),
    };
    let books = now_books.as_ref().unwrap_or(&books);
    Ok(TodayView {
        date: day.to_string(),
        no_school: match lessons.is_empty() {
            true => no_school(desk, books, day),
            false => String::new(),
        },
        lessons,
        overdue: unfilled(desk, books)
            .into_iter()
            .filter(|(place, _)| place.date < desk.now().date())
            .map(|(_, lesson)| lesson)
            .collect(),
        next: next_day(desk, day)?,
        remarks: duties::remarks(desk)?,
        permits: permit::of_today(desk)?,
        slots: own_slots(desk)?,
        duties: duties::duties(desk, books)?,
    })
}

/// The next lesson of the person that lacks something; from the oldest again after the last.
///
/// # Errors
/// What the disk says.
pub fn next_unfilled(desk: &Desk<'_>, args: &AfterLesson) -> Result<NextUnfilled> {
    let after = args.after.as_ref().map(parse_place).transpose()?;
    let books = Books::read(desk, desk.now().date(), &[])?;
    let key = |place: &LessonPlace| (place.date, place.bell, place.group, place.ordinal);
    let mut all = unfilled(desk, &books);
    if let Some(after) = after {
        let from = all.partition_point(|(place, _)| key(place) <= key(&after));
        all.rotate_left(from);
        all.retain(|(place, _)| *place != after);
    }
    Ok(NextUnfilled {
        lesson: all.into_iter().next().map(|(_, lesson)| lesson),
    })
}

/// How many lessons of the person were and lack something.
pub(crate) fn unfilled_count(desk: &Desk<'_>) -> Result<u32> {
    let books = Books::read(desk, desk.now().date(), &[])?;
    Ok(u32::try_from(unfilled(desk, &books).len()).unwrap_or(u32::MAX))
}

/// How many remarks to the person are past their day.
pub(crate) fn late_remarks(desk: &Desk<'_>) -> Result<u32> {
    let late = duties::remarks(desk)?.into_iter().filter(|line| line.late);
    Ok(u32::try_from(late.count()).unwrap_or(u32::MAX))
}

/// The lessons of the term that are the person's to fill and lack something, oldest first.
fn unfilled(desk: &Desk<'_>, books: &Books<'_>) -> Vec<(LessonPlace, OverdueLesson)> {
    let me = desk.person.staff;
    let mut found = Vec::new();
    for book in books.all() {
        for (column, view) in book.columns.iter().zip(&book.lessons) {
            let place = column.place;
            let begun = place.date <= desk.now().date() && !ahead(book, place);
            if !begun || book.frame.giver(place) != Some(me) {
                continue;
            }
            let items = items(book, view);
            let lacking = items.iter().filter(|item| is_missing(item.state));
            let missing: Vec<LessonPart> = lacking.map(|item| item.what).collect();
            if missing.is_empty() || book.frame.closed_on(place.date).is_some() {
                continue;
            }
            let lesson = OverdueLesson {
                place: place_view(place),
                term: book.frame.term.term.to_string(),
                class_name: book.frame.class_name.clone(),
                subject: book.frame.card.subject.name.clone(),
                missing,
            };
            found.push((place, lesson));
        }
    }
    found.sort_by_key(|(place, _)| (place.date, place.bell, place.group, place.ordinal));
    found
}

const fn is_missing(state: ItemState) -> bool {
    matches!(
        state,
        ItemState::Missing | ItemState::Late | ItemState::Planned
    )
}

fn ahead(book: &Book<'_>, place: LessonPlace) -> bool {
    let calendar = &book.frame.desk.calendar;
    let starts_at = calendar.lesson_start(book.frame.grade(), place.date, place.bell);
    book.frame.desk.now() < starts_at
}

fn today_lesson(book: &Book<'_>, mine: &Mine) -> Option<TodayLesson> {
    let frame = &book.frame;
    let place = mine.place;
    let at = book
        .columns
        .iter()
        .position(|column| column.place == place)?;
    let view = book.lessons.get(at)?;
    let items = items(book, view);
    let missing = || items.iter().filter(|item| is_missing(item.state));
    let deadlines = missing().filter_map(|item| {
        let at = deadline(book, view, item.what)?;
        let what = item.what;
        Some(Deadline { what, at })
    });
    let deadline = deadlines.min_by(|a, b| a.at.cmp(&b.at));
    let bell = frame
        .desk
        .calendar
        .bell(frame.grade(), place.date, place.bell);
    let room = frame.slot(place).map(|slot| slot.room.clone());
    let planned = view.planned.as_ref().map(|planned| planned.topic.clone());
    Some(TodayLesson {
        place: place_view(place),
        term: frame.term.term.to_string(),
        starts: bell
            .map(|bell| hour(place.date.and_time(bell.starts_at)))
            .unwrap_or_default(),
        ends: bell
            .map(|bell| hour(place.date.and_time(bell.ends_at)))
            .unwrap_or_default(),
        room: room.unwrap_or_default(),
        class_name: frame.class_name.clone(),
        subject: frame.card.subject.name.clone(),
        subgroup: frame.card.group.subgroup,
        topic: match view.topic.is_empty() {
            true => planned.unwrap_or_default(),
            false => view.topic.clone(),
        },
        instead_of: frame.initials(mine.instead_of),
        filled: missing().next().is_none(),
        deadline,
        saved_at: saved_at(book, place),
        ahead: ahead(book, place),
        items,
    })
}

/// The parts of a lesson and how each stands.
fn items(book: &Book<'_>, view: &SpreadLesson) -> Vec<TodayItem> {
    let late = |what: LessonPart| {
        let mut parts = view.late.iter();
        parts.any(|part| part.what == what && !part.entered)
    };
    let lacking = |what| match late(what) {
        true => ItemState::Late,
        false => ItemState::Missing,
    };
    let not_held = matches!(view.held, HeldView::NotHeld { .. });
    let held = match view.held {
        HeldView::Unsaid => lacking(LessonPart::Held),
        HeldView::Held => ItemState::Done,
        HeldView::NotHeld { .. } => ItemState::Nothing,
    };
    let topic = match (not_held, view.topic.trim().is_empty()) {
        (true, _) => ItemState::NotNeeded,
        (false, false) => ItemState::Done,
        (false, true) if late(LessonPart::Topic) => ItemState::Late,
        (false, true) if view.planned.is_some() => ItemState::Planned,
        (false, true) => ItemState::Missing,
    };
    let homework = match (&view.homework, view.homework_needed) {
        (_, false) => ItemState::NotNeeded,
        (HomeworkView::Set { .. }, true) => ItemState::Done,
        (HomeworkView::NotSet, true) => ItemState::Nothing,
        (HomeworkView::Missing, true) => lacking(LessonPart::Homework),
    };
    let graded = book.frame.grading.assessment != Assessment::None;
    let marks = match (graded && !not_held, view.assignments.is_empty()) {
        (false, _) | (true, true) => ItemState::NotNeeded,
        (true, false) if view.missing_marks > 0 => ItemState::Late,
        (true, false) if view.marks == 0 => ItemState::Missing,
        (true, false) => ItemState::Done,
    };
    let absences = match (&view.held, view.absent) {
        (HeldView::NotHeld { .. }, _) => ItemState::NotNeeded,
        (HeldView::Held, _) | (HeldView::Unsaid, 1..) => ItemState::Done,
        (HeldView::Unsaid, 0) => lacking(LessonPart::Held),
    };
    let item = |what, state, count| TodayItem { what, state, count };
    vec![
        item(LessonPart::Held, held, 0),
        item(LessonPart::Topic, topic, 0),
        item(LessonPart::Homework, homework, 0),
        item(LessonPart::Marks, marks, view.marks),
        item(LessonPart::Absences, absences, view.absent),
    ]
}

fn deadline(book: &Book<'_>, view: &SpreadLesson, what: LessonPart) -> Option<String> {
    let columns = book.columns.iter();
    let mut same = columns.filter(|column| place_view(column.place) == view.place);
    match what {
        LessonPart::Held | LessonPart::Topic | LessonPart::Absences => {
            same.next().map(|column| instant(column.record_norm))
        }
        LessonPart::Homework => view.homework_due.clone(),
        LessonPart::Marks => view.closes_at.clone(),
    }
}

/// When something of the lesson was entered last.
fn saved_at(book: &Book<'_>, place: LessonPlace) -> Option<String> {
    let parts = book.frame.parts.get(&place).into_iter();
    let cells = book.ink.cells.iter().filter(|((at, _), _)| *at == place);
    let facts = parts
        .flat_map(part_facts)
        .chain(cells.flat_map(|(_, cell)| cell.facts()));
    let stamps = facts.filter_map(|fact| book.ink.stamps.get(&fact));
    let last = stamps.map(|stamp| stamp.entered_ms).max()?;
    Some(instant(book.frame.desk.local(last)))
}

fn no_school(desk: &Desk<'_>, books: &Books<'_>, day: NaiveDate) -> String {
    let mut grades = books.all().map(|book| book.frame.grade());
    let grade = grades.next().unwrap_or(5);
    match desk.calendar.break_on(grade, day) {
        Some(found) => found.name.clone(),
        None if day.weekday() == Weekday::Sun => "воскресенье".to_owned(),
        None => String::new(),
    }
}

fn next_day(desk: &Desk<'_>, day: NaiveDate) -> Result<Option<NextDay>> {
    for date in day.iter_days().skip(1).take(AHEAD_DAYS) {
        let mine = lessons_on(desk, date)?;
        if mine.is_empty() {
            continue;
        }
        let mut lessons = Vec::new();
        for lesson in &mine {
            let card = desk.store.read(|read| read.group(lesson.place.group))?;
            lessons.extend(card.map(|card| NextLesson {
                bell: lesson.place.bell,
                class_name: crate::spread::words::class_name(&card.class),
                subject: card.subject.name,
            }));
        }
        let slots = entry_slots(desk, date)?;
        return Ok(Some(NextDay {
            date: date.to_string(),
            lessons,
            slot: slots.first().map(slot_text).unwrap_or_default(),
        }));
    }
    Ok(None)
}

/// The person's times by the plan through the week, by day and hour.
fn own_slots(desk: &Desk<'_>) -> Result<Vec<OwnSlot>> {
    let (year, me) = (desk.year_id(), desk.person.staff);
    let mut slots = desk
        .store
        .read(|read| read.entry_slots_of_staff(year, me))?;
    slots.sort_by_key(|slot| (slot.weekday.num_days_from_monday(), slot.starts_at));
    let view = |slot: EntrySlot| OwnSlot {
        weekday: u8::try_from(slot.weekday.number_from_monday()).unwrap_or_default(),
        from: slot.starts_at.format("%-H:%M").to_string(),
        until: slot.ends_at.format("%-H:%M").to_string(),
        workstation: slot.workstation,
    };
    Ok(slots.into_iter().map(view).collect())
}

/// The person's slots of a day, by hour.
fn entry_slots(desk: &Desk<'_>, day: NaiveDate) -> Result<Vec<EntrySlot>> {
    let (year, me) = (desk.year_id(), desk.person.staff);
    let mut slots = desk
        .store
        .read(|read| read.entry_slots_of_staff(year, me))?;
    slots.retain(|slot| slot.weekday == day.weekday());
    slots.sort_by_key(|slot| slot.starts_at);
    Ok(slots)
}

fn slot_text(slot: &EntrySlot) -> String {
    let (from, until) = (
        slot.starts_at.format("%-H:%M"),
        slot.ends_at.format("%-H:%M"),
    );
    format!("{from}–{until}, АРМ № {}", slot.workstation)
}
