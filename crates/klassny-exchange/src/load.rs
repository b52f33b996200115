//! Rows of the load: who teaches what, subgroups and who is in them, home study, totals.
//!
//! Owns the columns of the sheets of «Нагрузка». It must never add hours up: the totals are read
//! as written and compared elsewhere.

use crate::fields::Line;
use crate::header::{Column, may, may_or, must, must_or};
use crate::problem::Source;
use crate::text::ClassName;

/// Hours of a teacher in a class or subgroup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadRow {
    /// Where it stands.
    pub source: Source,
    /// Учитель, ФИО.
    pub teacher: String,
    /// Табельный номер; empty for none.
    pub personnel_number: String,
    /// Класс.
    pub class: ClassName,
    /// Предмет.
    pub subject: String,
    /// 0 for the whole class, 1, 2 … for subgroups.
    pub subgroup: u8,
    /// Учащихся.
    pub size: Option<u16>,
    /// Часов в неделю, in quarters of an hour (20 = 5 hours).
    pub week_hours_quarters: u16,
    /// Часов в год, in quarters of an hour.
    pub year_hours_quarters: Option<u16>,
    /// Кабинет.
    pub room: String,
}

/// A subgroup of a class in a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubgroupRow {
    /// Where it stands.
    pub source: Source,
    /// Класс.
    pub class: ClassName,
    /// Предмет.
    pub subject: String,
    /// 1, 2 …
    pub subgroup: u8,
    /// Учитель, ФИО.
    pub teacher: String,
    /// Учащихся.
    pub size: Option<u16>,
    /// Деление: «по алфавиту», «мальчики».
    pub division: String,
}

/// A pupil of a subgroup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubgroupMemberRow {
    /// Where it stands.
    pub source: Source,
    /// Класс.
    pub class: ClassName,
    /// Предмет.
    pub subject: String,
    /// 1, 2 …
    pub subgroup: u8,
    /// № личного дела, text.
    pub file_number: String,
    /// ФИО as written.
    pub name: String,
}

/// Hours of a pupil taught at home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeStudyRow {
    /// Where it stands.
    pub source: Source,
    /// Ученик, ФИО.
    pub pupil: String,
    /// Класс.
    pub class: ClassName,
    /// Предмет.
    pub subject: String,
    /// Учитель, ФИО.
    pub teacher: String,
    /// Часов в неделю, in quarters of an hour.
    pub week_hours_quarters: u16,
}

/// A teacher's line of «Свод по учителям»: read for comparison only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeacherTotalRow {
    /// Where it stands.
    pub source: Source,
    /// Табельный номер.
    pub personnel_number: String,
    /// Учитель, ФИО.
    pub teacher: String,
    /// Часов в неделю, in quarters of an hour.
    pub week_hours_quarters: u16,
    /// Часов надомного обучения, in quarters of an hour.
    pub home_hours_quarters: u16,
}

/// A class's line of «Свод по классам»: read for comparison only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassTotalRow {
    /// Where it stands.
    pub source: Source,
    /// Класс.
    pub class: ClassName,
    /// Часов по плану, in quarters of an hour.
    pub plan_hours_quarters: u16,
    /// Предел, in quarters of an hour.
    pub limit_hours_quarters: Option<u16>,
    /// Учительских часов, in quarters of an hour.
    pub teacher_hours_quarters: u16,
}

pub(crate) const LOAD: &[Column] = &[
    may_or("№", &["№ п/п"]),
    must_or("Учитель", &["ФИО учителя", "Преподаватель"]),
    may_or("Таб. №", &["Табельный номер", "Табельный №"]),
    must("Класс"),
    must("Предмет"),
    may_or("Подгруппа", &["Группа"]),
    may("Учащихся"),
    must_or("Часов в неделю", &["Часы в неделю"]),
    may_or("Часов в год", &["Часы в год"]),
    may("Кабинет"),
];

pub(crate) const SUBGROUP: &[Column] = &[
    must("Класс"),
    must("Предмет"),
    must_or("Подгруппа", &["Группа"]),
    must_or("Учитель", &["ФИО учителя"]),
    may("Учащихся"),
    must("Деление"),
];

pub(crate) const SUBGROUP_MEMBER: &[Column] = &[
    must("Класс"),
    must("Предмет"),
    must_or("Подгруппа", &["Группа"]),
    must_or("№ личного дела", &["Номер личного дела"]),
    must_or("ФИО", &["Ученик", "ФИО ученика"]),
];

pub(crate) const HOME_STUDY: &[Column] = &[
    must_or("Ученик", &["ФИО ученика"]),
    must("Класс"),
    must("Предмет"),
    must_or("Учитель", &["ФИО учителя"]),
    must_or("Часов в неделю", &["Часы в неделю"]),
];

pub(crate) const TEACHER_TOTAL: &[Column] = &[
    must_or("Таб. №", &["Табельный номер", "Табельный №"]),
    must("Учитель"),
    may("Должность"),
    must("Часов в неделю"),
    must("Часов надомного обучения"),
    may("Предметы"),
    may("Классы"),
];

pub(crate) const CLASS_TOTAL: &[Column] = &[
    must("Класс"),
    must("Часов по плану"),
    may("Предел"),
    must_or("Учительских часов (с делением)", &["Учительских часов"]),
    may("в том числе вторые подгруппы"),
];

pub(crate) fn load(line: &mut Line<'_>) -> Option<LoadRow> {
    let teacher = line.must_text("Учитель");
    let class = line.must_class("Класс");
    let subject = line.must_text("Предмет");
    let hours = line.must_hours("Часов в неделю");
    Some(LoadRow {
        source: line.source(),
        teacher: teacher?,
        personnel_number: line.id("Таб. №"),
        class: class?,
        subject: subject?,
        subgroup: line.subgroup()?,
        size: line.may_count("Учащихся"),
        week_hours_quarters: hours?,
        year_hours_quarters: line.may_hours("Часов в год"),
        room: line.text("Кабинет"),
    })
}

pub(crate) fn subgroup(line: &mut Line<'_>) -> Option<SubgroupRow> {
    let class = line.must_class("Класс");
    let subject = line.must_text("Предмет");
    let subgroup = line.must_count("Подгруппа");
    let teacher = line.must_text("Учитель");
    Some(SubgroupRow {
        source: line.source(),
        class: class?,
        subject: subject?,
        subgroup: subgroup?,
        teacher: teacher?,
        size: line.may_count("Учащихся"),
        division: line.text("Деление"),
    })
}

pub(crate) fn subgroup_member(line: &mut Line<'_>) -> Option<SubgroupMemberRow> {
    let class = line.must_class("Класс");
    let subject = line.must_text("Предмет");
    let subgroup = line.must_count("Подгруппа");
    let file_number = line.must_id("№ личного дела");
    Some(SubgroupMemberRow {
        source: line.source(),
        class: class?,
        subject: subject?,
        subgroup: subgroup?,
        file_number: file_number?,
        name: line.text("ФИО"),
    })
}

pub(crate) fn home_study(line: &mut Line<'_>) -> Option<HomeStudyRow> {
    let pupil = line.must_text("Ученик");
    let class = line.must_class("Класс");
    let subject = line.must_text("Предмет");
    let teacher = line.must_text("Учитель");
    let hours = line.must_hours("Часов в неделю");
    Some(HomeStudyRow {
        source: line.source(),
        pupil: pupil?,
        class: class?,
        subject: subject?,
        teacher: teacher?,
        week_hours_quarters: hours?,
    })
}

pub(crate) fn teacher_total(line: &mut Line<'_>) -> Option<TeacherTotalRow> {
    let hours = line.may_hours("Часов в неделю");
    let home = line.may_hours("Часов надомного обучения");
    Some(TeacherTotalRow {
        source: line.source(),
        personnel_number: line.id("Таб. №"),
        teacher: line.must_text("Учитель")?,
        week_hours_quarters: hours.unwrap_or(0),
        home_hours_quarters: home.unwrap_or(0),
    })
}

pub(crate) fn class_total(line: &mut Line<'_>) -> Option<ClassTotalRow> {
    let class = line.must_class("Класс");
    let plan = line.must_hours("Часов по плану");
    let hours = line.must_hours("Учительских часов (с делением)");
    Some(ClassTotalRow {
        source: line.source(),
        class: class?,
        plan_hours_quarters: plan?,
        limit_hours_quarters: line.may_hours("Предел"),
        teacher_hours_quarters: hours?,
    })
}
