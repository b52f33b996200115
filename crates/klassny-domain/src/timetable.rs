//! The timetable, substitutions and the plan of entry (R22–R23, R34, R99).

use crate::calendar::Calendar;
use crate::ids::{EntrySlotId, GroupId, StaffId, SubstitutionId, TimetableSlotId, YearId};
use crate::lesson::LessonPlace;
use chrono::{Datelike as _, NaiveDate, NaiveTime, Weekday};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// A lesson of a group that repeats every week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimetableSlot {
    /// Derived from group, weekday, bell and first day.
    pub slot: TimetableSlotId,
    /// The academic year.
    pub year: YearId,
    /// The group.
    pub group: GroupId,
    /// The day of the week.
    pub weekday: Weekday,
    /// The number of the lesson in the day.
    pub bell: u8,
    /// The teacher.
    pub staff: StaffId,
    /// Кабинет.
    pub room: String,
    /// The first day of this version of the timetable.
    pub from: NaiveDate,
    /// The first day no longer of it.
    pub until: Option<NaiveDate>,
}

impl TimetableSlot {
    /// Whether this version of the timetable holds on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// The lessons that a timetable has on the school days of a range, whatever was given instead or
/// besides: the hours by plan of the spread and of the volume alike (F4, R30).
pub fn lessons_by_timetable<'s>(
    calendar: &Calendar,
    grade: u8,
    slots: impl IntoIterator<Item = &'s TimetableSlot>,
    days: &RangeInclusive<NaiveDate>,
) -> BTreeSet<LessonPlace> {
    let slots: Vec<&TimetableSlot> = slots.into_iter().collect();
    let mut places = BTreeSet::new();
    if slots.is_empty() {
        return places;
    }
    for date in calendar.school_days(grade, *days.start(), *days.end()) {
        let on_day = slots
            .iter()
            .filter(|slot| slot.weekday == date.weekday() && slot.holds(date));
        places.extend(on_day.map(|slot| LessonPlace {
            group: slot.group,
            date,
            bell: slot.bell,
            ordinal: 0,
        }));
    }
    places
}

/// How a lesson missed by its teacher was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubstitutionKind {
    /// Замена: the same subject by another teacher.
    Substitute,
    /// Замена другим предметом.
    OtherSubject,
    /// Объединение подгрупп.
    JoinedGroups,
    /// Урок не проведён.
    NotHeld,
}

/// A substitution (F18, R6, R23, R33).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitution {
    /// Derived from group, date and bell.
    pub substitution: SubstitutionId,
    /// The group whose lesson it was.
    pub group: GroupId,
    /// The day.
    pub date: NaiveDate,
    /// The number of the lesson.
    pub bell: u8,
    /// Who was away.
    pub absent: StaffId,
    /// Why.
    pub reason: String,
    /// The document.
    pub document: String,
    /// How the lesson was given.
    pub kind: SubstitutionKind,
    /// Who gave it.
    pub substitute: Option<StaffId>,
    /// The group whose subject was taught instead.
    pub taught_group: Option<GroupId>,
    /// Hours.
    pub hours: u8,
    /// К оплате.
    pub paid: bool,
}

impl Substitution {
    /// The id of the substitution of a group's lesson.
    pub fn id_of(group: GroupId, date: NaiveDate, bell: u8) -> SubstitutionId {
        SubstitutionId::derive(&[group.as_bytes(), date.to_string().as_bytes(), &[bell]])
    }
}

/// A slot of time at a workstation (F32, R34).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntrySlot {
    /// Derived from year, weekday, workstation and start.
    pub slot: EntrySlotId,
    /// The academic year.
    pub year: YearId,
    /// The day of the week.
    pub weekday: Weekday,
    /// The workstation's number.
    pub workstation: u16,
    /// Who.
    pub staff: StaffId,
    /// From.
    pub starts_at: NaiveTime,
    /// To.
    pub ends_at: NaiveTime,
    /// `false` takes the slot back.
    pub stands: bool,
}
