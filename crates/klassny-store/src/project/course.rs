//! Rows of extra groups and of finished imports.
//!
//! Must hold nothing of the class journal.

use super::noun;
use crate::row::Columns;
use crate::words::Word;
use klassny_domain::change::BatchCommit;
use klassny_domain::ids::StaffId;
use klassny_domain::roster::{Course, CourseMember};

noun! {
    Course in "course";
    write |x| {
        year_id: x.year.as_bytes(),
        kind: x.kind.word(),
        name: x.name,
        program: x.program,
        leader_id: x.leader.as_ref().map(StaffId::as_bytes),
        schedule: x.schedule,
        room: x.room,
        year_hours: x.year_hours,
    }
    read |row| Self {
        course: row.id("register_key")?,
        year: row.id("year_id")?,
        kind: row.word("kind")?,
        name: row.text("name")?,
        program: row.text("program")?,
        leader: row.id_or_none("leader_id")?,
        schedule: row.text("schedule")?,
        room: row.text("room")?,
        year_hours: row.number("year_hours")?,
    }
}

noun! {
    CourseMember in "course_member";
    write |x| {
        course_id: x.course.as_bytes(),
        pupil_id: x.pupil.as_bytes(),
        listed: x.listed,
    }
    read |row| Self {
        course: row.id("course_id")?,
        pupil: row.id("pupil_id")?,
        listed: row.flag("listed")?,
    }
}

noun! {
    BatchCommit in "batch_commit";
    write |x| {
        fact_count: x.count,
        summary: x.summary,
    }
    read |row| Self {
        batch: row.id("register_key")?,
        count: row.number("fact_count")?,
        summary: row.text("summary")?,
    }
}
