//! The timetable, substitutions and the plan of entry (R22–R23, R34, R99).

use crate::ids::{EntrySlotId, GroupId, StaffId, SubstitutionId, TimetableSlotId, YearId};
use chrono::{NaiveDate, NaiveTime, Weekday};

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
