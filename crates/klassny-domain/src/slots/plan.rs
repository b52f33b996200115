//! The plan of the week as it is made: what cannot stand in it, and what would not work.
//!
//! Two people at one machine and one person at two are refused; a time that ends before the
//! lessons do, or comes after a norm, is pointed out (R13, R24, R34).

use crate::ids::{EntrySlotId, StaffId, YearId};
use crate::timetable::EntrySlot;
use chrono::{NaiveTime, Timelike as _, Weekday};

/// The shortest time that can be planned, minutes.
pub const SHORTEST_MINUTES: u32 = 5;

/// Why a time cannot stand in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clash {
    /// Another person has the machine then.
    Machine(EntrySlot),
    /// The person is at another machine then.
    Person(EntrySlot),
}

/// What would not work although it can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Advice {
    /// The person still teaches as the time ends: the day cannot be filled in it (R13).
    EndsBeforeLastLesson {
        /// When the last lesson ends.
        lessons_end: NaiveTime,
    },
    /// The person teaches as the time begins: only what is left of it can be used.
    DuringLesson {
        /// The number of the lesson.
        bell: u8,
        /// When it ends.
        ends: NaiveTime,
    },
    /// The homework of a class closes before the time begins (R24).
    AfterHomework {
        /// When it closes.
        closes: NaiveTime,
    },
    /// The person has no lessons on the weekday.
    NoLessons,
}

/// A lesson of a weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayLesson {
    /// Its number.
    pub bell: u8,
    /// From.
    pub from: NaiveTime,
    /// To.
    pub until: NaiveTime,
}

/// The weekday of a teacher.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeachingDay {
    /// The lessons.
    pub lessons: Vec<DayLesson>,
    /// When the first of the person's classes closes its homework; none at the end of the day.
    pub homework_closes: Option<NaiveTime>,
}

/// The id of a time: derived from year, weekday, machine and start, so that an import of the same
/// plan doubles nothing.
pub fn id_of(year: YearId, weekday: Weekday, workstation: u16, from: NaiveTime) -> EntrySlotId {
    let start = from.to_string();
    let weekday = u8::try_from(weekday.number_from_monday()).unwrap_or_default();
    EntrySlotId::derive(&[
        year.as_bytes(),
        &[weekday],
        &workstation.to_le_bytes(),
        start.as_bytes(),
    ])
}

/// What stands in the way of a time; the slots it is to replace are not asked.
pub fn clash(plan: &[EntrySlot], wanted: &EntrySlot, but: Option<EntrySlotId>) -> Option<Clash> {
    let others = || {
        plan.iter().filter(|slot| {
            slot.stands
                && Some(slot.slot) != but
                && slot.weekday == wanted.weekday
                && slot.starts_at < wanted.ends_at
                && wanted.starts_at < slot.ends_at
        })
    };
    let machine = others().find(|slot| slot.workstation == wanted.workstation);
    if let Some(slot) = machine {
        return Some(Clash::Machine(slot.clone()));
    }
    let person = others().find(|slot| slot.staff == wanted.staff);
    person.map(|slot| Clash::Person(slot.clone()))
}

/// What would not work in one time of a person, given the last of the person's times that day.
pub fn advice(slot: &EntrySlot, day: &TeachingDay, last_of_day: NaiveTime) -> Vec<Advice> {
    let mut found = Vec::new();
    let lessons_end = day.lessons.iter().map(|lesson| lesson.until).max();
    let Some(lessons_end) = lessons_end else {
        return vec![Advice::NoLessons];
    };
    // One time after the lessons is enough; those before it are extra.
    if slot.ends_at == last_of_day && slot.ends_at <= lessons_end {
        found.push(Advice::EndsBeforeLastLesson { lessons_end });
    }
    let during = day
        .lessons
        .iter()
        .find(|lesson| lesson.from <= slot.starts_at && slot.starts_at < lesson.until);
    found.extend(during.map(|lesson| Advice::DuringLesson {
        bell: lesson.bell,
        ends: lesson.until,
    }));
    let closes = day.homework_closes.filter(|at| *at <= slot.starts_at);
    found.extend(closes.map(|closes| Advice::AfterHomework { closes }));
    found
}

/// People who teach on a weekday and have no time on it: the day's lessons cannot be filled on the
/// day by the plan (R13).
pub fn without_time<'a>(
    plan: &'a [EntrySlot],
    days: &'a [(StaffId, Weekday, TeachingDay)],
) -> impl Iterator<Item = (StaffId, Weekday)> + 'a {
    let has_time = move |staff: StaffId, weekday: Weekday| {
        let mut of_person = plan
            .iter()
            .filter(|slot| slot.stands && slot.staff == staff);
        of_person.any(|slot| slot.weekday == weekday)
    };
    let planned = move |staff: StaffId| plan.iter().any(|slot| slot.stands && slot.staff == staff);
    days.iter()
        .filter(move |(staff, weekday, day)| {
            !day.lessons.is_empty() && planned(*staff) && !has_time(*staff, *weekday)
        })
        .map(|(staff, weekday, _)| (*staff, *weekday))
}

/// Whether a time is long enough and lies within its day, on whole minutes.
pub fn is_sound(from: NaiveTime, until: NaiveTime) -> bool {
    let minutes = |time: NaiveTime| time.num_seconds_from_midnight() / 60;
    minutes(until) >= minutes(from).saturating_add(SHORTEST_MINUTES)
}
