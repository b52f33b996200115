//! Rows of lessons: record, topic, homework and its files, assignments.
//!
//! Must not keep a lesson as one row: its parts are registers of their own.

use super::noun;
use crate::error::Error;
use crate::row::{Columns, damaged, date_text};
use crate::words::Word;
use klassny_domain::homework_file::HomeworkFile;
use klassny_domain::ids::PlanId;
use klassny_domain::lesson::{Assignment, Held, Homework, HomeworkText, LessonRecord, LessonTopic};
use rusqlite::Row;

noun! {
    LessonRecord in "lesson_record";
    write |x| {
        group_id: x.place.group.as_bytes(),
        date: x.place.date.to_string(),
        bell: x.place.bell,
        lesson_ordinal: x.place.ordinal,
        not_held_reason: not_held_reason(&x.held),
        taught_by_id: x.taught_by.as_bytes(),
        hours: x.hours,
    }
    read |row| Self {
        place: row.place()?,
        held: match row.raw("not_held_reason")? {
            Some(reason) => Held::NotHeld { reason },
            None => Held::Held,
        },
        taught_by: row.id("taught_by_id")?,
        hours: row.number("hours")?,
    }
}

noun! {
    LessonTopic in "lesson_topic";
    write |x| {
        group_id: x.place.group.as_bytes(),
        date: x.place.date.to_string(),
        bell: x.place.bell,
        lesson_ordinal: x.place.ordinal,
        text: x.text,
        plan_id: x.plan_row.as_ref().map(|(plan, _)| plan.as_bytes()),
        plan_number: x.plan_row.map(|(_, number)| number),
    }
    read |row| Self {
        place: row.place()?,
        text: row.text("text")?,
        plan_row: row.id_or_none::<PlanId>("plan_id")?.zip(row.number_or_none("plan_number")?),
    }
}

noun! {
    Homework in "homework";
    write |x| {
        group_id: x.place.group.as_bytes(),
        date: x.place.date.to_string(),
        bell: x.place.bell,
        lesson_ordinal: x.place.ordinal,
        said: said(&x.text),
        text: set_text(&x.text),
        due_on: date_text(x.due_on),
    }
    read |row| Self {
        place: row.place()?,
        text: read_homework(row)?,
        due_on: row.date_or_none("due_on")?,
    }
}

noun! {
    HomeworkFile in "homework_file";
    write |x| {
        group_id: x.place.group.as_bytes(),
        date: x.place.date.to_string(),
        bell: x.place.bell,
        lesson_ordinal: x.place.ordinal,
        content: x.content,
        blob: x.blob,
        name: x.name,
        len: x.len,
        attached: x.attached,
    }
    read |row| Self {
        place: row.place()?,
        content: row.bytes("content")?,
        blob: row.bytes("blob")?,
        name: row.text("name")?,
        len: row.number("len")?,
        attached: row.flag("attached")?,
    }
}

noun! {
    Assignment in "assignment";
    write |x| {
        group_id: x.place.group.as_bytes(),
        date: x.place.date.to_string(),
        bell: x.place.bell,
        lesson_ordinal: x.place.ordinal,
        ordinal: x.ordinal,
        kind: x.kind.map(Word::word),
        weight_tenths: x.weight_tenths,
        title: x.title,
    }
    read |row| Self {
        place: row.place()?,
        ordinal: row.number("ordinal")?,
        kind: row.word_or_none("kind")?,
        weight_tenths: row.number("weight_tenths")?,
        title: row.text("title")?,
    }
}

fn not_held_reason(held: &Held) -> Option<&str> {
    match held {
        Held::Held => None,
        Held::NotHeld { reason } => Some(reason),
    }
}

fn said(text: &HomeworkText) -> &'static str {
    match text {
        HomeworkText::Missing => "missing",
        HomeworkText::NotSet => "not_set",
        HomeworkText::Set(_) => "set",
    }
}

fn set_text(text: &HomeworkText) -> Option<&str> {
    match text {
        HomeworkText::Missing | HomeworkText::NotSet => None,
        HomeworkText::Set(text) => Some(text),
    }
}

fn read_homework(row: &Row<'_>) -> Result<HomeworkText, Error> {
    match row.text("said")?.as_str() {
        "missing" => Ok(HomeworkText::Missing),
        "not_set" => Ok(HomeworkText::NotSet),
        "set" => row.text("text").map(HomeworkText::Set),
        _ => Err(damaged("said")),
    }
}
