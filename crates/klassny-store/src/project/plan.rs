//! Rows of thematic plans and of the schedule of control works.
//!
//! Must not match plans with lessons.

use super::noun;
use crate::row::Columns;
use crate::words::Word;
use klassny_domain::ids::{StaffId, SubjectId};
use klassny_domain::plan::{ControlWork, PlanRow, ThematicPlan};

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
        number: x.number,
        section: x.section,
        topic: x.topic,
        hours: x.hours,
        kind: x.kind.map(Word::word),
        kind_text: x.kind_text,
        homework: x.homework,
    }
    read |row| Self {
        plan: row.id("plan_id")?,
        number: row.number("number")?,
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
