//! Rows of the deputies' control: closings, reopenings, permits and what is asked for them,
//! remarks, acceptances.
//!
//! Must not decide whether a cell is open.

use super::noun;
use crate::error::Error;
use crate::row::{Columns, damaged};
use crate::tips::{decode_ids, encode_ids};
use crate::words::Word;
use chrono::NaiveDate;
use klassny_domain::ids::{GroupId, PermitRequestId, PupilId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::permit::{PermitDecline, PermitRequest};
use klassny_domain::term::{
    Acceptance, Permit, PermitScope, Remark, TermClose, TermReopen, YearClose, YearReopen,
};
use rusqlite::Row;

noun! {
    TermClose in "term_close";
    write |x| {
        class_id: x.class.as_bytes(),
        term_id: x.term.as_bytes(),
        ordinal: x.ordinal,
    }
    read |row| Self {
        close: row.id("register_key")?,
        class: row.id("class_id")?,
        term: row.id("term_id")?,
        ordinal: row.number("ordinal")?,
    }
}

noun! {
    TermReopen in "term_reopen";
    write |x| {
        reason: x.reason,
    }
    read |row| Self {
        close: row.id("register_key")?,
        reason: row.text("reason")?,
    }
}

noun! {
    YearClose in "year_close";
    write |x| {
        year_id: x.year.as_bytes(),
        ordinal: x.ordinal,
        note: x.note,
    }
    read |row| Self {
        close: row.id("register_key")?,
        year: row.id("year_id")?,
        ordinal: row.number("ordinal")?,
        note: row.text("note")?,
    }
}

noun! {
    YearReopen in "year_reopen";
    write |x| {
        reason: x.reason,
    }
    read |row| Self {
        close: row.id("register_key")?,
        reason: row.text("reason")?,
    }
}

noun! {
    Permit in "permit";
    write |x| {
        staff_id: x.staff.as_bytes(),
        scope: Scope::of(x.scope).word,
        group_id: Scope::of(x.scope).group.as_bytes(),
        first_on: Scope::of(x.scope).first_on.to_string(),
        last_on: Scope::of(x.scope).last_on.to_string(),
        bell: Scope::of(x.scope).lesson.map(|place| place.bell),
        lesson_ordinal: Scope::of(x.scope).lesson.map(|place| place.ordinal),
        ordinal: Scope::of(x.scope).cell.map(|(ordinal, _)| ordinal),
        pupil_id: Scope::of(x.scope).cell.map(|(_, pupil)| *pupil.as_bytes()),
        reason: x.reason,
        ends_at: x.ends_at.timestamp_millis(),
        stands: x.stands,
        request_id: x.request.as_ref().map(PermitRequestId::as_bytes),
    }
    read |row| Self {
        permit: row.id("register_key")?,
        staff: row.id("staff_id")?,
        scope: read_scope(row)?,
        reason: row.text("reason")?,
        ends_at: row.instant("ends_at")?,
        stands: row.flag("stands")?,
        request: row.id_or_none("request_id")?,
    }
}

noun! {
    PermitRequest in "permit_request";
    write |x| {
        staff_id: x.staff.as_bytes(),
        group_id: x.place.group.as_bytes(),
        date: x.place.date.to_string(),
        bell: x.place.bell,
        lesson_ordinal: x.place.ordinal,
        ordinal: x.ordinal,
        pupil_id: x.pupil.as_ref().map(PupilId::as_bytes),
        wanted: x.wanted,
        reason: x.reason,
        stands: x.stands,
    }
    read |row| Self {
        request: row.id("register_key")?,
        staff: row.id("staff_id")?,
        place: row.place()?,
        ordinal: row.number("ordinal")?,
        pupil: row.id_or_none("pupil_id")?,
        wanted: row.text("wanted")?,
        reason: row.text("reason")?,
        stands: row.flag("stands")?,
    }
}

noun! {
    PermitDecline in "permit_decline";
    write |x| {
        reason: x.reason,
        stands: x.stands,
    }
    read |row| Self {
        request: row.id("register_key")?,
        reason: row.text("reason")?,
        stands: row.flag("stands")?,
    }
}

noun! {
    Remark in "remark";
    write |x| {
        group_id: x.group.as_bytes(),
        lesson_group_id: x.lesson.map(|place| *place.group.as_bytes()),
        date: x.lesson.map(|place| place.date.to_string()),
        bell: x.lesson.map(|place| place.bell),
        lesson_ordinal: x.lesson.map(|place| place.ordinal),
        pupil_id: x.pupil.as_ref().map(PupilId::as_bytes),
        staff_id: x.staff.as_bytes(),
        text: x.text,
        due_on: x.due_on.to_string(),
        state: x.state.word(),
    }
    read |row| Self {
        remark: row.id("register_key")?,
        group: row.id("group_id")?,
        lesson: read_pin(row)?,
        pupil: row.id_or_none("pupil_id")?,
        staff: row.id("staff_id")?,
        text: row.text("text")?,
        due_on: row.date("due_on")?,
        state: row.word("state")?,
    }
}

noun! {
    Acceptance in "acceptance";
    write |x| {
        facts: encode_ids(&x.facts),
        state: x.state.word(),
        reason: x.reason,
    }
    read |row| Self {
        acceptance: row.id("register_key")?,
        facts: decode_ids(&row.raw::<Vec<u8>>("facts")?),
        state: row.word("state")?,
        reason: row.text("reason")?,
    }
}

/// The scope of a permit as its columns hold it.
struct Scope {
    word: &'static str,
    group: GroupId,
    first_on: NaiveDate,
    last_on: NaiveDate,
    lesson: Option<LessonPlace>,
    cell: Option<(u8, PupilId)>,
}

impl Scope {
    fn of(scope: PermitScope) -> Self {
        match scope {
            PermitScope::Lesson(place) => Self::at("lesson", place, None),
            PermitScope::Cell(place, ordinal, pupil) => {
                Self::at("cell", place, Some((ordinal, pupil)))
            }
            PermitScope::Group(group, first_on, last_on) => Self {
                word: "group",
                group,
                first_on,
                last_on,
                lesson: None,
                cell: None,
            },
        }
    }

    fn at(word: &'static str, place: LessonPlace, cell: Option<(u8, PupilId)>) -> Self {
        let LessonPlace { group, date, .. } = place;
        Self {
            word,
            group,
            first_on: date,
            last_on: date,
            lesson: Some(place),
            cell,
        }
    }
}

fn read_scope(row: &Row<'_>) -> Result<PermitScope, Error> {
    let (group, first_on) = (row.id("group_id")?, row.date("first_on")?);
    let place = || -> Result<LessonPlace, Error> {
        Ok(LessonPlace {
            group,
            date: first_on,
            bell: row.number("bell")?,
            ordinal: row.number("lesson_ordinal")?,
        })
    };
    match row.text("scope")?.as_str() {
        "lesson" => Ok(PermitScope::Lesson(place()?)),
        "cell" => Ok(PermitScope::Cell(
            place()?,
            row.number("ordinal")?,
            row.id("pupil_id")?,
        )),
        "group" => Ok(PermitScope::Group(group, first_on, row.date("last_on")?)),
        _ => Err(damaged("scope")),
    }
}

fn read_pin(row: &Row<'_>) -> Result<Option<LessonPlace>, Error> {
    let Some(group) = row.id_or_none("lesson_group_id")? else {
        return Ok(None);
    };
    Ok(Some(LessonPlace {
        group,
        date: row.date("date")?,
        bell: row.number("bell")?,
        ordinal: row.number("lesson_ordinal")?,
    }))
}
