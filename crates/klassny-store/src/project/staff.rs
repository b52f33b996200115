//! Rows of staff: who they are, what they do at the school, whom they teach.
//!
//! Must not decide what a role allows.

use super::noun;
use crate::row::{Columns, date_text, pairs_text};
use crate::words::Word;
use klassny_domain::roster::{Load, PersonName, RoleGrant, StaffCard, StaffMember};

noun! {
    StaffMember in "staff_member";
    write |x| {
        personnel_number: x.personnel_number,
        surname: x.name.surname,
        given: x.name.given,
        patronymic: x.name.patronymic,
        position: x.position,
        hired_on: date_text(x.hired_on),
        left_on: date_text(x.left_on),
    }
    read |row| Self {
        staff: row.id("register_key")?,
        personnel_number: row.text("personnel_number")?,
        name: PersonName {
            surname: row.text("surname")?,
            given: row.text("given")?,
            patronymic: row.text("patronymic")?,
        },
        position: row.text("position")?,
        hired_on: row.date_or_none("hired_on")?,
        left_on: row.date_or_none("left_on")?,
    }
}

noun! {
    StaffCard in "staff_card";
    write |x| {
        fields: pairs_text(&x.fields),
    }
    read |row| Self {
        staff: row.id("register_key")?,
        fields: row.pairs("fields")?,
    }
}

noun! {
    RoleGrant in "role_grant";
    write |x| {
        staff_id: x.staff.as_bytes(),
        role: x.role.word(),
        from_on: x.from.to_string(),
        until_on: date_text(x.until),
    }
    read |row| Self {
        staff: row.id("staff_id")?,
        role: row.word("role")?,
        from: row.date("from_on")?,
        until: row.date_or_none("until_on")?,
    }
}

noun! {
    Load in "load";
    write |x| {
        group_id: x.group.as_bytes(),
        staff_id: x.staff.as_bytes(),
        from_on: x.from.to_string(),
        until_on: date_text(x.until),
        room: x.room,
    }
    read |row| Self {
        group: row.id("group_id")?,
        staff: row.id("staff_id")?,
        from: row.date("from_on")?,
        until: row.date_or_none("until_on")?,
        room: row.text("room")?,
    }
}
