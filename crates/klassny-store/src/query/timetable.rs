//! Questions about the timetable, substitutions and the plan of entry.
//!
//! Gives weekly slots; which days they fall on is the calendar's answer.

use crate::error::Error;
use crate::read::{Read, Standing};
use crate::sql::{select, statements};
use crate::words::Word;
use chrono::{NaiveDate, Weekday};
use klassny_domain::ids::{ClassId, GroupId, StaffId, YearId};
use klassny_domain::timetable::{EntrySlot, Substitution, TimetableSlot};
use rusqlite::named_params;
use std::ops::RangeInclusive;

statements! {
    SLOTS_OF_GROUP = select!(TimetableSlot, "WHERE group_id = :group_id
        AND from_on <= :to AND (until_on IS NULL OR until_on > :from)
        ORDER BY from_on, weekday, bell, register_key");
    SLOTS_OF_CLASS = select!(TimetableSlot, "WHERE group_id IN (
            SELECT register_key FROM study_group WHERE class_id = :class_id
        ) AND from_on <= :to AND (until_on IS NULL OR until_on > :from)
        ORDER BY from_on, weekday, bell, register_key");
    SLOTS_OF_STAFF = select!(TimetableSlot, "WHERE staff_id = :staff_id
        AND from_on <= :to AND (until_on IS NULL OR until_on > :from)
        ORDER BY from_on, weekday, bell, register_key");
    SLOTS_OF_WEEKDAY = select!(TimetableSlot, "WHERE staff_id = :staff_id AND weekday = :weekday
        AND from_on <= :day AND (until_on IS NULL OR until_on > :day)
        ORDER BY bell, register_key");
    SUBSTITUTIONS = select!(Substitution, "WHERE date BETWEEN :from AND :to
        ORDER BY date, bell, group_id");
    SUBSTITUTIONS_OF_STAFF = select!(Substitution, "WHERE date BETWEEN :from AND :to
        AND :staff_id IN (absent_id, substitute_id) ORDER BY date, bell, group_id");
    SUBSTITUTIONS_OF_GROUP = select!(Substitution, "WHERE date BETWEEN :from AND :to
        AND :group_id IN (group_id, taught_group_id) ORDER BY date, bell, group_id");
    ENTRY_SLOTS = select!(EntrySlot, "WHERE year_id = :year_id AND stands
        ORDER BY workstation, weekday, starts_at, register_key");
    ENTRY_SLOTS_AT = select!(EntrySlot, "WHERE year_id = :year_id AND stands
        AND workstation = :workstation AND weekday = :weekday ORDER BY starts_at, register_key");
    ENTRY_SLOTS_OF_STAFF = select!(EntrySlot, "WHERE year_id = :year_id AND stands
        AND staff_id = :staff_id ORDER BY weekday, starts_at, register_key");
}

impl Read<'_> {
    /// Weekly lessons of a group whose version of the timetable holds on any of the days.
    pub fn slots_of_group(
        &self,
        group: GroupId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<TimetableSlot>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! { ":group_id": group.as_bytes(), ":from": from, ":to": to };
        self.all(SLOTS_OF_GROUP, params)
    }

    /// Weekly lessons of all groups of a class, as `slots_of_group`.
    pub fn slots_of_class(
        &self,
        class: ClassId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<TimetableSlot>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! { ":class_id": class.as_bytes(), ":from": from, ":to": to };
        self.all(SLOTS_OF_CLASS, params)
    }

    /// Weekly lessons of a teacher, as `slots_of_group`.
    pub fn slots_of_staff(
        &self,
        staff: StaffId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<TimetableSlot>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! { ":staff_id": staff.as_bytes(), ":from": from, ":to": to };
        self.all(SLOTS_OF_STAFF, params)
    }

    /// A teacher's lessons by the timetable of a weekday, as it holds on a day, by bell.
    pub fn slots_of_staff_on(
        &self,
        staff: StaffId,
        weekday: Weekday,
        day: NaiveDate,
    ) -> Result<Vec<TimetableSlot>, Error> {
        let params = named_params! {
            ":staff_id": staff.as_bytes(), ":weekday": weekday.word(), ":day": day.to_string(),
        };
        self.all(SLOTS_OF_WEEKDAY, params)
    }

    /// Substitutions of the days (F18).
    pub fn substitutions(
        &self,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Substitution>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        self.all(SUBSTITUTIONS, named_params! { ":from": from, ":to": to })
    }

    /// Substitutions for a person or by the person.
    pub fn substitutions_of_staff(
        &self,
        staff: StaffId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Substitution>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! { ":staff_id": staff.as_bytes(), ":from": from, ":to": to };
        self.all(SUBSTITUTIONS_OF_STAFF, params)
    }

    /// Substitutions of a group's lessons, and those in which its subject was taught instead.
    pub fn substitutions_of_group(
        &self,
        group: GroupId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Substitution>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! { ":group_id": group.as_bytes(), ":from": from, ":to": to };
        self.all(SUBSTITUTIONS_OF_GROUP, params)
    }

    /// The whole plan of entry of a year (F32).
    pub fn entry_slots(&self, year: YearId) -> Result<Vec<EntrySlot>, Error> {
        self.all(ENTRY_SLOTS, named_params! { ":year_id": year.as_bytes() })
    }

    /// The same, with how surely each stands.
    pub fn entry_slots_standing(&self, year: YearId) -> Result<Vec<Standing<EntrySlot>>, Error> {
        self.standing(ENTRY_SLOTS, named_params! { ":year_id": year.as_bytes() })
    }

    /// Whose time it is at a workstation on a weekday, by hour.
    pub fn entry_slots_at(
        &self,
        year: YearId,
        workstation: u16,
        weekday: Weekday,
    ) -> Result<Vec<EntrySlot>, Error> {
        let params = named_params! {
            ":year_id": year.as_bytes(), ":workstation": workstation, ":weekday": weekday.word(),
        };
        self.all(ENTRY_SLOTS_AT, params)
    }

    /// A person's time at the workstations.
    pub fn entry_slots_of_staff(
        &self,
        year: YearId,
        staff: StaffId,
    ) -> Result<Vec<EntrySlot>, Error> {
        let params = named_params! { ":year_id": year.as_bytes(), ":staff_id": staff.as_bytes() };
        self.all(ENTRY_SLOTS_OF_STAFF, params)
    }
}
