//! Rows of the schedule of control works and of the plan of entry at workstations.
//!
//! Owns «График контрольных» and «Расписание ввода данных». It must never move a date or a slot.

use crate::fields::Line;
use crate::header::{Column, may, may_or, must, must_or};
use crate::problem::{Severity, Source, Words};
use crate::text::ClassName;
use crate::words;
use chrono::{NaiveDate, NaiveTime, Weekday};
use klassny_domain::work_kind::WorkKind;

/// A control work of the year (R30).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlWorkRow {
    /// Where it stands.
    pub source: Source,
    /// Дата.
    pub date: NaiveDate,
    /// День недели, as written.
    pub weekday: Option<Weekday>,
    /// № урока.
    pub lesson: u8,
    /// Класс.
    pub class: ClassName,
    /// Предмет.
    pub subject: String,
    /// Вид работы.
    pub kind: WorkKind,
    /// Вид работы as written.
    pub kind_text: String,
    /// Тема.
    pub topic: String,
    /// Учитель, ФИО; several where each subgroup writes with its own.
    pub teachers: Vec<String>,
    /// Период: «1 четверть».
    pub term: String,
    /// Срок выставления отметок, in words; a note, not a rule.
    pub due: String,
    /// Основание: «План ВШК».
    pub basis: String,
    /// Ответственный, as written.
    pub responsible: String,
}

/// A slot of time at a workstation (R34).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntrySlotRow {
    /// Where it stands.
    pub source: Source,
    /// ФИО.
    pub staff: String,
    /// Должность.
    pub position: String,
    /// Класс (классное руководство).
    pub class: Option<ClassName>,
    /// День недели.
    pub weekday: Weekday,
    /// Начало.
    pub starts_at: NaiveTime,
    /// Конец.
    pub ends_at: NaiveTime,
    /// АРМ №.
    pub workstation: u16,
    /// Место.
    pub place: String,
}

/// A workstation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkstationRow {
    /// Where it stands.
    pub source: Source,
    /// АРМ №.
    pub number: u16,
    /// Место.
    pub place: String,
    /// Слотов в неделю, for a check.
    pub slots: Option<u16>,
}

pub(crate) const CONTROL_WORK: &[Column] = &[
    may_or("№", &["№ п/п"]),
    must("Дата"),
    may("День недели"),
    must_or("№ урока", &["Номер урока", "Урок"]),
    must("Класс"),
    must("Предмет"),
    must_or("Вид работы", &["Вид контроля"]),
    may_or("Тема", &["Тема работы"]),
    may("Учитель"),
    may("Период"),
    may("Срок выставления отметок"),
    may("Основание"),
    may("Ответственный"),
];

pub(crate) const ENTRY_SLOT: &[Column] = &[
    may_or("№", &["№ п/п"]),
    must_or("ФИО", &["Учитель"]),
    may("Должность"),
    may_or(
        "Класс (классное руководство)",
        &["Классное руководство", "Класс"],
    ),
    must("День недели"),
    must("Начало"),
    must("Конец"),
    must_or("АРМ №", &["№ АРМ", "АРМ"]),
    may("Место"),
];

pub(crate) const WORKSTATION: &[Column] = &[
    must_or("АРМ №", &["№ АРМ", "АРМ"]),
    must("Место"),
    may("Слотов в неделю"),
];

pub(crate) fn control_work(line: &mut Line<'_>) -> Option<ControlWorkRow> {
    let date = line.must_date("Дата");
    let weekday = line.may_word("День недели", "день недели", words::weekday);
    let lesson = line.must_count("№ урока");
    let class = line.must_class("Класс");
    let subject = line.must_text("Предмет");
    let kind_text = line.must_text("Вид работы")?;
    let kind = words::work_kind(&kind_text);
    if kind == WorkKind::Other && !words::is_named_activity(&kind_text) {
        let words = Words::new(
            format!("вид работы «{kind_text}» неизвестен, взят как «другое задание»"),
            "впишите код или название из списка видов работ",
        );
        line.tell(Some("Вид работы"), words, Severity::Doubt);
    }
    Some(ControlWorkRow {
        source: line.source(),
        date: date?,
        weekday,
        lesson: lesson?,
        class: class?,
        subject: subject?,
        kind,
        kind_text,
        topic: line.text("Тема"),
        teachers: line.names("Учитель", &[';']),
        term: line.text("Период"),
        due: line.text("Срок выставления отметок"),
        basis: line.text("Основание"),
        responsible: line.text("Ответственный"),
    })
}

pub(crate) fn entry_slot(line: &mut Line<'_>) -> Option<EntrySlotRow> {
    let staff = line.must_text("ФИО");
    let weekday = line.must_word("День недели", "день недели", words::weekday);
    let starts_at = line.must_time("Начало");
    let ends_at = line.must_time("Конец");
    let workstation = line.must_count("АРМ №");
    Some(EntrySlotRow {
        source: line.source(),
        staff: staff?,
        position: line.text("Должность"),
        class: line.may_class("Класс (классное руководство)"),
        weekday: weekday?,
        starts_at: starts_at?,
        ends_at: ends_at?,
        workstation: workstation?,
        place: line.text("Место"),
    })
}

pub(crate) fn workstation(line: &mut Line<'_>) -> Option<WorkstationRow> {
    let number = line.must_count("АРМ №");
    Some(WorkstationRow {
        source: line.source(),
        number: number?,
        place: line.text("Место"),
        slots: line.may_count("Слотов в неделю"),
    })
}
