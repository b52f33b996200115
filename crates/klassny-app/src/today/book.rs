//! The groups of a person with their open pages, and which lessons are the person's on a day.
//!
//! Must not judge what is missing.

use crate::desk::Desk;
use crate::error::Result;
use crate::spread::column::{Column, column_view, columns};
use crate::spread::frame::{Frame, Which};
use crate::spread::ink::{Ink, Wanted};
use crate::view::journal::SpreadLesson;
use chrono::{Datelike, NaiveDate};
use klassny_domain::ids::{GroupId, StaffId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::timetable::{Substitution, SubstitutionKind};
use std::collections::{BTreeMap, BTreeSet};

/// A lesson of the person.
pub(super) struct Mine {
    /// Which lesson.
    pub place: LessonPlace,
    /// Whom the person stands in for.
    pub instead_of: Option<StaffId>,
}

/// A group's term, open.
pub(super) struct Book<'d> {
    pub frame: Frame<'d>,
    pub ink: Ink,
    pub columns: Vec<Column>,
    pub lessons: Vec<SpreadLesson>,
}

/// The open pages of the person's groups.
pub(super) struct Books<'d>(BTreeMap<GroupId, Book<'d>>);

impl<'d> Books<'d> {
    /// Opens the pages of the groups the person teaches on a day, and of the lessons named.
    pub fn read(desk: &'d Desk<'d>, day: NaiveDate, mine: &[Mine]) -> Result<Self> {
        let me = desk.person.staff;
        let loads = desk.store.read(|read| read.loads_on(me, day))?;
        let mut groups: BTreeSet<GroupId> = loads.iter().map(|load| load.group).collect();
        groups.extend(mine.iter().map(|mine| mine.place.group));
        let mut books = BTreeMap::new();
        for group in groups {
            let cards = desk.store.read(|read| read.group(group))?;
            let Some(card) = cards else { continue };
            let frame = desk.store.read(|read| {
                let of_day = Frame::of_card(desk, read, card.clone(), &Which::Of(day))?;
                match of_day {
                    Some(frame) => Ok(Some(frame)),
                    None => Frame::of_card(desk, read, card, &Which::Now),
                }
            })?;
            let Some(frame) = frame else { continue };
            if frame.card.class.year != desk.year_id() {
                continue;
            }
            let ink = Ink::read(&frame, &Wanted::default())?;
            let columns = columns(&frame);
            let lessons = columns.iter().map(|c| column_view(&frame, &ink, c));
            let lessons = lessons.collect();
            let book = Book {
                frame,
                ink,
                columns,
                lessons,
            };
            books.insert(group, book);
        }
        Ok(Self(books))
    }

    /// The page a lesson stands on.
    pub fn get(&self, place: LessonPlace) -> Option<&Book<'d>> {
        self.0.get(&place.group)
    }

    /// All pages.
    pub fn all(&self) -> impl Iterator<Item = &Book<'d>> {
        self.0.values()
    }
}

/// The lessons of the person on a day, by bell: own ones by the timetable but for those others
/// give, and those given for others.
pub(super) fn lessons_on(desk: &Desk<'_>, day: NaiveDate) -> Result<Vec<Mine>> {
    let me = desk.person.staff;
    let (slots, changes) = desk.store.read(|read| {
        let mut own = Vec::new();
        for slot in read.slots_of_staff_on(me, day.weekday(), day)? {
            let card = read.group(slot.group)?;
            let school =
                card.is_some_and(|card| desk.calendar.is_school_day(card.class.grade, day));
            if school && slot.year == desk.year_id() {
                own.push(slot);
            }
        }
        Ok((own, read.substitutions_of_staff(me, &(day..=day))?))
    })?;
    let place = |group, bell| LessonPlace {
        group,
        date: day,
        bell,
        ordinal: 0,
    };
    let away = |group, bell| {
        let mut given = changes.iter();
        given.any(|s| s.absent == me && s.group == group && s.bell == bell)
    };
    let own = slots.iter().filter(|slot| !away(slot.group, slot.bell));
    let mut mine: BTreeMap<(u8, GroupId), Mine> = own
        .map(|slot| {
            let place = place(slot.group, slot.bell);
            let instead_of = None;
            ((slot.bell, slot.group), Mine { place, instead_of })
        })
        .collect();
    for change in changes.iter().filter(|s| s.substitute == Some(me)) {
        if let Some(group) = given_group(change) {
            let place = place(group, change.bell);
            let instead_of = Some(change.absent);
            mine.insert((change.bell, group), Mine { place, instead_of });
        }
    }
    Ok(mine.into_values().collect())
}

/// On whose page the lesson of a substitution stands; none where it was not held.
const fn given_group(change: &Substitution) -> Option<GroupId> {
    match change.kind {
        SubstitutionKind::Substitute | SubstitutionKind::JoinedGroups => Some(change.group),
        SubstitutionKind::OtherSubject => match change.taught_group {
            Some(group) => Some(group),
            None => Some(change.group),
        },
        SubstitutionKind::NotHeld => None,
    }
}
