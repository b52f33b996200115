//! Rows of presence, the teacher's word, and of the reason of an absence, the class teacher's.
//!
//! Must not join the two: each is a register of its own.

use super::noun;
use crate::error::Error;
use crate::row::{Columns, damaged};
use crate::words::Word;
use klassny_domain::attendance::{AbsenceExcuse, Attendance, Presence};
use rusqlite::Row;

noun! {
    Attendance in "attendance";
    write |x| {
        group_id: x.place.group.as_bytes(),
        date: x.place.date.to_string(),
        bell: x.place.bell,
        lesson_ordinal: x.place.ordinal,
        pupil_id: x.pupil.as_bytes(),
        presence: presence(x.presence),
        late_minutes: late_minutes(x.presence),
    }
    read |row| Self {
        place: row.place()?,
        pupil: row.id("pupil_id")?,
        presence: read_presence(row)?,
    }
}

noun! {
    AbsenceExcuse in "absence_excuse";
    write |x| {
        group_id: x.place.group.as_bytes(),
        date: x.place.date.to_string(),
        bell: x.place.bell,
        lesson_ordinal: x.place.ordinal,
        pupil_id: x.pupil.as_bytes(),
        reason: x.reason.word(),
        document: x.document,
    }
    read |row| Self {
        place: row.place()?,
        pupil: row.id("pupil_id")?,
        reason: row.word("reason")?,
        document: row.text("document")?,
    }
}

fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Present => "present",
        Presence::Late { .. } => "late",
        Presence::Absent => "absent",
    }
}

fn late_minutes(presence: Presence) -> Option<u16> {
    match presence {
        Presence::Late { minutes } => Some(minutes),
        Presence::Present | Presence::Absent => None,
    }
}

fn read_presence(row: &Row<'_>) -> Result<Presence, Error> {
    match row.text("presence")?.as_str() {
        "present" => Ok(Presence::Present),
        "late" => Ok(Presence::Late {
            minutes: row.number("late_minutes")?,
        }),
        "absent" => Ok(Presence::Absent),
        _ => Err(damaged("presence")),
    }
}
