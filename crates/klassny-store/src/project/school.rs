//! Rows of the school's frame: profile, years, terms, breaks, weeks, bells, limits, workstations.
//!
//! Must hold no rule of the calendar.

use super::noun;
use crate::row::{Columns, pairs_text, time_text};
use crate::words::Word;
use klassny_domain::regulation::Regulation;
use klassny_domain::school::{
    AcademicYear, Bell, Break, Grades, LoadLimit, SchoolProfile, SchoolWeek, Term, Workstation,
};

noun! {
    SchoolProfile in "school_profile";
    write |x| {
        name: x.name,
        full_name: x.full_name,
        founder: x.founder,
        city: x.city,
        director: x.director,
        requisites: pairs_text(&x.requisites),
    }
    read |row| Self {
        name: row.text("name")?,
        full_name: row.text("full_name")?,
        founder: row.text("founder")?,
        city: row.text("city")?,
        director: row.text("director")?,
        requisites: row.pairs("requisites")?,
    }
}

noun! {
    AcademicYear in "academic_year";
    write |x| {
        name: x.name,
        starts_on: x.starts_on.to_string(),
        ends_on: x.ends_on.to_string(),
    }
    read |row| Self {
        year: row.id("register_key")?,
        name: row.text("name")?,
        starts_on: row.date("starts_on")?,
        ends_on: row.date("ends_on")?,
    }
}

noun! {
    Term in "term";
    write |x| {
        year_id: x.year.as_bytes(),
        kind: x.kind.word(),
        number: x.number,
        grades: x.grades.bits(),
        starts_on: x.starts_on.to_string(),
        ends_on: x.ends_on.to_string(),
    }
    read |row| Self {
        term: row.id("register_key")?,
        year: row.id("year_id")?,
        kind: row.word("kind")?,
        number: row.number("number")?,
        grades: Grades::from_bits(row.number("grades")?),
        starts_on: row.date("starts_on")?,
        ends_on: row.date("ends_on")?,
    }
}

noun! {
    Break in "school_break";
    write |x| {
        year_id: x.year.as_bytes(),
        kind: x.kind.word(),
        name: x.name,
        grades: x.grades.bits(),
        starts_on: x.starts_on.to_string(),
        ends_on: x.ends_on.to_string(),
        stands: x.stands,
    }
    read |row| Self {
        year: row.id("year_id")?,
        kind: row.word("kind")?,
        name: row.text("name")?,
        grades: Grades::from_bits(row.number("grades")?),
        starts_on: row.date("starts_on")?,
        ends_on: row.date("ends_on")?,
        stands: row.flag("stands")?,
    }
}

noun! {
    SchoolWeek in "school_week";
    write |x| {
        year_id: x.year.as_bytes(),
        grades: x.grades.bits(),
        days: x.days,
    }
    read |row| Self {
        year: row.id("year_id")?,
        grades: Grades::from_bits(row.number("grades")?),
        days: row.number("days")?,
    }
}

noun! {
    Bell in "bell";
    write |x| {
        year_id: x.year.as_bytes(),
        grades: x.grades.bits(),
        from_on: x.from.to_string(),
        last_on: x.until.to_string(),
        number: x.number,
        starts_at: time_text(x.starts_at),
        ends_at: time_text(x.ends_at),
    }
    read |row| Self {
        bell: row.id("register_key")?,
        year: row.id("year_id")?,
        grades: Grades::from_bits(row.number("grades")?),
        from: row.date("from_on")?,
        until: row.date("last_on")?,
        number: row.number("number")?,
        starts_at: row.time("starts_at")?,
        ends_at: row.time("ends_at")?,
    }
}

noun! {
    LoadLimit in "load_limit";
    write |x| {
        year_id: x.year.as_bytes(),
        grade: x.grade,
        hours: x.hours,
        weeks: x.weeks,
    }
    read |row| Self {
        year: row.id("year_id")?,
        grade: row.number("grade")?,
        hours: row.number("hours")?,
        weeks: row.number("weeks")?,
    }
}

noun! {
    Workstation in "workstation";
    write |x| {
        number: x.number,
        place: x.place,
    }
    read |row| Self {
        number: row.number("number")?,
        place: row.text("place")?,
    }
}

noun! {
    Regulation in "regulation";
    write |x| {
        preset: x.preset,
        settings: pairs_text(&x.settings),
    }
    read |row| Self {
        year: row.id("register_key")?,
        preset: row.text("preset")?,
        settings: row.pairs("settings")?,
    }
}
