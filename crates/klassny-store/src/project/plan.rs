//! Rows of thematic plans, their approval and correction, and of the schedule of control works.
//!
//! Must not match plans with lessons.

use super::noun;
use crate::error::Error;
use crate::row::Columns;
use crate::words::Word;
use klassny_domain::ids::{GroupId, StaffId, SubjectId};
use klassny_domain::plan::{
    ControlWork, PlanApproval, PlanCorrection, PlanOf, PlanRow, ThematicPlan,
};
use rusqlite::Row;

noun! {
    ThematicPlan in "thematic_plan";
    write |x| {
        year_id: x.year.as_bytes(),
        subject_id: x.subject.as_ref().map(SubjectId::as_bytes),
        grade: x.grade,
        title: x.title,
        approved: x.approved,
    }
    read |row| Self {
        plan: row.id("register_key")?,
        year: row.id("year_id")?,
        subject: row.id_or_none("subject_id")?,
        grade: row.number("grade")?,
        title: row.text("title")?,
        approved: row.flag("approved")?,
    }
}

noun! {
    PlanRow in "plan_row";
    write |x| {
        plan_id: x.plan.as_bytes(),
        of_year_id: x.of.year.as_bytes(),
        of_subject_id: x.of.subject.as_ref().map(SubjectId::as_bytes),
        of_grade: x.of.grade,
        number: x.number,
        position: x.position,
        section: x.section,
        topic: x.topic,
        hours: x.hours,
        kind: x.kind.map(Word::word),
        kind_text: x.kind_text,
        homework: x.homework,
    }
    read |row| Self {
        plan: row.id("plan_id")?,
        of: read_of(row)?,
        number: row.number("number")?,
        position: row.number("position")?,
        section: row.text("section")?,
        topic: row.text("topic")?,
        hours: row.number("hours")?,
        kind: row.word_or_none("kind")?,
        kind_text: row.text("kind_text")?,
        homework: row.text("homework")?,
    }
}

noun! {
    ControlWork in "control_work";
    write |x| {
        class_id: x.class.as_bytes(),
        subject_id: x.subject.as_bytes(),
        date: x.date.to_string(),
        bell: x.bell,
        kind: x.kind.word(),
        title: x.title,
        staff_id: x.staff.as_ref().map(StaffId::as_bytes),
        basis: x.basis,
    }
    read |row| Self {
        work: row.id("register_key")?,
        class: row.id("class_id")?,
        subject: row.id("subject_id")?,
        date: row.date("date")?,
        bell: row.number("bell")?,
        kind: row.word("kind")?,
        title: row.text("title")?,
        staff: row.id_or_none("staff_id")?,
        basis: row.text("basis")?,
    }
}

noun! {
    PlanApproval in "plan_approval";
    write |x| {
        plan_id: x.plan.as_bytes(),
        of_year_id: x.of.year.as_bytes(),
        of_subject_id: x.of.subject.as_ref().map(SubjectId::as_bytes),
        of_grade: x.of.grade,
        group_id: x.group.as_ref().map(GroupId::as_bytes),
        digest: x.digest,
        word: x.word.word(),
        note: x.note,
    }
    read |row| Self {
        plan: row.id("plan_id")?,
        of: read_of(row)?,
        group: row.id_or_none("group_id")?,
        digest: row.bytes("digest")?,
        word: row.word("word")?,
        note: row.text("note")?,
    }
}

noun! {
    PlanCorrection in "plan_correction";
    write |x| {
        plan_id: x.plan.as_bytes(),
        number: x.number,
        group_id: x.group.as_bytes(),
        hours: x.hours,
        how: x.how,
        reason: x.reason,
        stands: x.stands,
    }
    read |row| Self {
        plan: row.id("plan_id")?,
        number: row.number("number")?,
        group: row.id("group_id")?,
        hours: row.number("hours")?,
        how: row.text("how")?,
        reason: row.text("reason")?,
        stands: row.flag("stands")?,
    }
}

fn read_of(row: &Row<'_>) -> Result<PlanOf, Error> {
    Ok(PlanOf {
        year: row.id("of_year_id")?,
        subject: row.id_or_none("of_subject_id")?,
        grade: row.number("of_grade")?,
    })
}
