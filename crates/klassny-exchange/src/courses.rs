//! Rows of extra groups: extended day, extra education, extracurricular courses, and their lists.
//!
//! Owns «Группы_ГПД_ОДОД_внеурочная.xlsx». It must never list a whole class as members: the file
//! names no members for courses of whole classes.

use crate::fields::Line;
use crate::header::{Column, may, must, must_or};
use crate::problem::Source;
use crate::text::ClassName;
use crate::words;
use chrono::{NaiveTime, Weekday};
use klassny_domain::roster::CourseKind;

/// An extra group (R2–R4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseRow {
    /// Where it stands.
    pub source: Source,
    /// Its kind.
    pub kind: CourseKind,
    /// Its name, the same as in [`CourseMemberRow::course`]: «ГПД-1», «Робо-1»,
    /// «Спортивные игры / 5 параллель», «Разговоры о важном / 5А».
    pub name: String,
    /// Программа or Курс; empty for extended day.
    pub program: String,
    /// Направленность or Направление.
    pub direction: String,
    /// The class, where the course is of one whole class.
    pub class: Option<ClassName>,
    /// Класс / группа as written; empty for other kinds.
    pub audience: String,
    /// Воспитатель, Педагог or Руководитель, ФИО.
    pub leader: String,
    /// Год обучения.
    pub study_year: Option<u8>,
    /// Часов в год.
    pub year_hours: Option<u16>,
    /// Часов в неделю, in quarters of an hour.
    pub week_hours_quarters: Option<u16>,
    /// When it meets, in words: «Понедельник 16:00–17:40».
    pub schedule: String,
    /// День недели, where the file has it apart.
    pub weekday: Option<Weekday>,
    /// Начало.
    pub starts_at: Option<NaiveTime>,
    /// Конец.
    pub ends_at: Option<NaiveTime>,
    /// Кабинет or Место.
    pub room: String,
    /// Учащихся.
    pub size: Option<u16>,
}

/// A pupil of an extra group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseMemberRow {
    /// Where it stands.
    pub source: Source,
    /// Вид.
    pub kind: CourseKind,
    /// Группа, as [`CourseRow::name`].
    pub course: String,
    /// Класс.
    pub class: ClassName,
    /// № личного дела, text.
    pub file_number: String,
    /// ФИО as written.
    pub name: String,
}

pub(crate) const EXTENDED_DAY: &[Column] = &[
    must("Группа"),
    must("Воспитатель"),
    may("Кабинет"),
    may("Режим"),
    may("Учащихся"),
];

pub(crate) const EXTRA_EDUCATION: &[Column] = &[
    must("Группа"),
    must("Программа"),
    may("Направленность"),
    must("Педагог"),
    may("Год обучения"),
    may("Часов в год"),
    may("Расписание"),
    may("Место"),
    may("Учащихся"),
];

pub(crate) const EXTRACURRICULAR: &[Column] = &[
    must("Курс"),
    must_or("Класс / группа", &["Класс", "Группа"]),
    may("Направление"),
    must("Руководитель"),
    may("День недели"),
    may("Начало"),
    may("Конец"),
    may("Кабинет"),
    may("Часов в неделю"),
    may("Учащихся"),
];

pub(crate) const COURSE_MEMBER: &[Column] = &[
    must("Вид"),
    must("Группа"),
    must("Класс"),
    must_or("№ личного дела", &["Номер личного дела"]),
    must_or("ФИО", &["ФИО ученика"]),
];

fn course(line: &mut Line<'_>, kind: CourseKind, name: String, leader: String) -> CourseRow {
    CourseRow {
        source: line.source(),
        kind,
        name,
        program: String::new(),
        direction: String::new(),
        class: None,
        audience: String::new(),
        leader,
        study_year: None,
        year_hours: None,
        week_hours_quarters: None,
        schedule: String::new(),
        weekday: None,
        starts_at: None,
        ends_at: None,
        room: String::new(),
        size: line.may_count("Учащихся"),
    }
}

pub(crate) fn extended_day(line: &mut Line<'_>) -> Option<CourseRow> {
    let name = line.must_text("Группа");
    let leader = line.must_text("Воспитатель");
    Some(CourseRow {
        room: line.text("Кабинет"),
        schedule: line.text("Режим"),
        ..course(line, CourseKind::ExtendedDay, name?, leader?)
    })
}

pub(crate) fn extra_education(line: &mut Line<'_>) -> Option<CourseRow> {
    let name = line.must_text("Группа");
    let leader = line.must_text("Педагог");
    Some(CourseRow {
        program: line.text("Программа"),
        direction: line.text("Направленность"),
        study_year: line.may_count("Год обучения"),
        year_hours: line.may_count("Часов в год"),
        schedule: line.text("Расписание"),
        room: line.text("Место"),
        ..course(line, CourseKind::ExtraEducation, name?, leader?)
    })
}

pub(crate) fn extracurricular(line: &mut Line<'_>) -> Option<CourseRow> {
    let program = line.must_text("Курс");
    let audience = line.must_text("Класс / группа");
    let leader = line.must_text("Руководитель");
    let (program, audience) = (program?, audience?);
    let weekday = line.may_word("День недели", "день недели", words::weekday);
    let starts_at = line.may_time("Начало");
    let ends_at = line.may_time("Конец");
    let at = [line.text("День недели"), line.text("Начало")].join(" ");
    let schedule = match line.text("Конец") {
        end if end.is_empty() => at.trim().to_owned(),
        end => format!("{at}–{end}"),
    };
    let name = format!("{program} / {audience}");
    Some(CourseRow {
        program,
        direction: line.text("Направление"),
        class: ClassName::parse(&audience),
        audience,
        week_hours_quarters: line.may_hours("Часов в неделю"),
        schedule,
        weekday,
        starts_at,
        ends_at,
        room: line.text("Кабинет"),
        ..course(line, CourseKind::Extracurricular, name, leader?)
    })
}

pub(crate) fn course_member(line: &mut Line<'_>) -> Option<CourseMemberRow> {
    let kind = line.must_word("Вид", "«ГПД», «ОДОД» или «Внеурочная»", words::course);
    let course = line.must_text("Группа");
    let class = line.must_class("Класс");
    let file_number = line.must_id("№ личного дела");
    Some(CourseMemberRow {
        source: line.source(),
        kind: kind?,
        course: course?,
        class: class?,
        file_number: file_number?,
        name: line.text("ФИО"),
    })
}
