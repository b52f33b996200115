//! Rows of the timetable, of substitutions and of the plan of entry.
//!
//! Must not expand a week into days; the calendar does.

use super::noun;
use crate::row::{Columns, date_text, time_text};
use crate::words::Word;
use klassny_domain::ids::{GroupId, StaffId};
use klassny_domain::slots::SlotWaiver;
use klassny_domain::timetable::{EntrySlot, Substitution, TimetableSlot};

noun! {
    TimetableSlot in "timetable_slot";
    write |x| {
        year_id: x.year.as_bytes(),
        group_id: x.group.as_bytes(),
        weekday: x.weekday.word(),
        bell: x.bell,
        staff_id: x.staff.as_bytes(),
        room: x.room,
        from_on: x.from.to_string(),
        until_on: date_text(x.until),
    }
    read |row| Self {
        slot: row.id("register_key")?,
        year: row.id("year_id")?,
        group: row.id("group_id")?,
        weekday: row.word("weekday")?,
        bell: row.number("bell")?,
        staff: row.id("staff_id")?,
        room: row.text("room")?,
        from: row.date("from_on")?,
        until: row.date_or_none("until_on")?,
    }
}

noun! {
    Substitution in "substitution";
    write |x| {
        group_id: x.group.as_bytes(),
        date: x.date.to_string(),
        bell: x.bell,
        absent_id: x.absent.as_bytes(),
        reason: x.reason,
        document: x.document,
        kind: x.kind.word(),
        substitute_id: x.substitute.as_ref().map(StaffId::as_bytes),
        taught_group_id: x.taught_group.as_ref().map(GroupId::as_bytes),
        hours: x.hours,
        paid: x.paid,
    }
    read |row| Self {
        substitution: row.id("register_key")?,
        group: row.id("group_id")?,
        date: row.date("date")?,
        bell: row.number("bell")?,
        absent: row.id("absent_id")?,
        reason: row.text("reason")?,
        document: row.text("document")?,
        kind: row.word("kind")?,
        substitute: row.id_or_none("substitute_id")?,
        taught_group: row.id_or_none("taught_group_id")?,
        hours: row.number("hours")?,
        paid: row.flag("paid")?,
    }
}

noun! {
    EntrySlot in "entry_slot";
    write |x| {
        year_id: x.year.as_bytes(),
        weekday: x.weekday.word(),
        workstation: x.workstation,
        staff_id: x.staff.as_bytes(),
        starts_at: time_text(x.starts_at),
        ends_at: time_text(x.ends_at),
        stands: x.stands,
    }
    read |row| Self {
        slot: row.id("register_key")?,
        year: row.id("year_id")?,
        weekday: row.word("weekday")?,
        workstation: row.number("workstation")?,
        staff: row.id("staff_id")?,
        starts_at: row.time("starts_at")?,
        ends_at: row.time("ends_at")?,
        stands: row.flag("stands")?,
    }
}

noun! {
    SlotWaiver in "slot_waiver";
    write |x| {
        staff_id: x.staff.as_bytes(),
        workstation: x.workstation,
        day: x.day.to_string(),
        starts_at: time_text(x.from),
        ends_at: time_text(x.until),
        reason: x.reason,
        stands: x.stands,
    }
    read |row| Self {
        waiver: row.id("register_key")?,
        staff: row.id("staff_id")?,
        workstation: row.number("workstation")?,
        day: row.date("day")?,
        from: row.time("starts_at")?,
        until: row.time("ends_at")?,
        reason: row.text("reason")?,
        stands: row.flag("stands")?,
    }
}
