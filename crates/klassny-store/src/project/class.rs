//! Rows of subjects, classes, groups and who is in them.
//!
//! Must not decide who stands on a list; the questions do.

use super::noun;
use crate::row::{Columns, date_text};
use klassny_domain::roster::{ClassTeacher, Enrolment, Group, GroupMember, SchoolClass, Subject};

noun! {
    Subject in "subject";
    write |x| {
        name: x.name,
        short: x.short,
    }
    read |row| Self {
        subject: row.id("register_key")?,
        name: row.text("name")?,
        short: row.text("short")?,
    }
}

noun! {
    SchoolClass in "school_class";
    write |x| {
        year_id: x.year.as_bytes(),
        grade: x.grade,
        letter: x.letter,
    }
    read |row| Self {
        class: row.id("register_key")?,
        year: row.id("year_id")?,
        grade: row.number("grade")?,
        letter: row.text("letter")?,
    }
}

noun! {
    Group in "study_group";
    write |x| {
        class_id: x.class.as_bytes(),
        subject_id: x.subject.as_bytes(),
        subgroup: x.subgroup,
        week_hours_quarters: x.week_hours_quarters,
        division: x.division,
    }
    read |row| Self {
        group: row.id("register_key")?,
        class: row.id("class_id")?,
        subject: row.id("subject_id")?,
        subgroup: row.number("subgroup")?,
        week_hours_quarters: row.number("week_hours_quarters")?,
        division: row.text("division")?,
    }
}

noun! {
    GroupMember in "group_member";
    write |x| {
        group_id: x.group.as_bytes(),
        pupil_id: x.pupil.as_bytes(),
        from_on: x.from.to_string(),
        until_on: date_text(x.until),
    }
    read |row| Self {
        group: row.id("group_id")?,
        pupil: row.id("pupil_id")?,
        from: row.date("from_on")?,
        until: row.date_or_none("until_on")?,
    }
}

noun! {
    ClassTeacher in "class_teacher";
    write |x| {
        class_id: x.class.as_bytes(),
        staff_id: x.staff.as_bytes(),
        from_on: x.from.to_string(),
        until_on: date_text(x.until),
    }
    read |row| Self {
        class: row.id("class_id")?,
        staff: row.id("staff_id")?,
        from: row.date("from_on")?,
        until: row.date_or_none("until_on")?,
    }
}

noun! {
    Enrolment in "enrolment";
    write |x| {
        pupil_id: x.pupil.as_bytes(),
        class_id: x.class.as_bytes(),
        from_on: x.from.to_string(),
        until_on: date_text(x.until),
        order_in: x.order_in,
        order_out: x.order_out,
        note: x.note,
    }
    read |row| Self {
        enrolment: row.id("register_key")?,
        pupil: row.id("pupil_id")?,
        class: row.id("class_id")?,
        from: row.date("from_on")?,
        until: row.date_or_none("until_on")?,
        order_in: row.text("order_in")?,
        order_out: row.text("order_out")?,
        note: row.text("note")?,
    }
}
