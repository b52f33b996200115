//! Rows of substitutions and of the absences of teachers they come from.
//!
//! Owns «Замены.xlsx». It must never decide who is paid: the column is read as written.

use crate::fields::Line;
use crate::header::{Column, may, may_or, must, must_or};
use crate::problem::{Severity, Source, Words};
use crate::text::ClassName;
use crate::words;
use chrono::{NaiveDate, Weekday};
use klassny_domain::timetable::SubstitutionKind;

/// A lesson missed by its teacher (R23).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubstitutionRow {
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
    /// 0 for the whole class, 1, 2 … for subgroups.
    pub subgroup: u8,
    /// Предмет по расписанию.
    pub subject: String,
    /// Кто отсутствовал, ФИО.
    pub absent: String,
    /// Причина.
    pub reason: String,
    /// Документ.
    pub document: String,
    /// Кто заменил, ФИО; none where the lesson was not held.
    pub substitute: Option<String>,
    /// Вид замены.
    pub kind: SubstitutionKind,
    /// Предмет фактически; none where the lesson was not held.
    pub taught_subject: Option<String>,
    /// Часов.
    pub hours: u8,
    /// К оплате.
    pub paid: bool,
}

/// A teacher's absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeacherAbsenceRow {
    /// Where it stands.
    pub source: Source,
    /// Учитель, ФИО.
    pub teacher: String,
    /// С: the first day.
    pub from: NaiveDate,
    /// По: the last day.
    pub to: NaiveDate,
    /// Причина.
    pub reason: String,
    /// Документ.
    pub document: String,
    /// Пропущено уроков, for a check.
    pub missed: Option<u16>,
    /// Замещено, for a check.
    pub substituted: Option<u16>,
}

/// A line of «Итог по месяцам»: read for comparison only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubstitutionTotalRow {
    /// Where it stands.
    pub source: Source,
    /// Месяц: `09.2026`.
    pub month: String,
    /// Кто заменил, ФИО.
    pub teacher: String,
    /// Часов.
    pub hours: u16,
}

pub(crate) const SUBSTITUTION: &[Column] = &[
    may_or("№", &["№ п/п"]),
    must("Дата"),
    may("День недели"),
    must_or("№ урока", &["Номер урока", "Урок"]),
    must("Класс"),
    may_or("Подгруппа", &["Группа"]),
    must_or("Предмет по расписанию", &["Предмет"]),
    must("Кто отсутствовал"),
    may("Причина"),
    may("Документ"),
    must("Кто заменил"),
    must("Вид замены"),
    may("Предмет фактически"),
    may_or("Часов", &["Часы"]),
    may("К оплате"),
];

pub(crate) const TEACHER_ABSENCE: &[Column] = &[
    may_or("№", &["№ п/п"]),
    must_or("Учитель", &["ФИО"]),
    must("С"),
    must("По"),
    must("Причина"),
    may("Документ"),
    may("Пропущено уроков"),
    may("Замещено"),
];

pub(crate) const SUBSTITUTION_TOTAL: &[Column] =
    &[must("Месяц"), must("Кто заменил"), must("Часов")];

pub(crate) fn substitution(line: &mut Line<'_>) -> Option<SubstitutionRow> {
    const KINDS: &str =
        "«замена», «замена другим предметом», «объединение подгрупп» или «урок не проведён»";
    let date = line.must_date("Дата");
    let weekday = line.may_word("День недели", "день недели", words::weekday);
    let lesson = line.must_count("№ урока");
    let class = line.must_class("Класс");
    let subject = line.must_text("Предмет по расписанию");
    let absent = line.must_text("Кто отсутствовал");
    let kind = line.must_word("Вид замены", KINDS, words::substitution);
    let hours = line.must_count("Часов");
    let paid = line.must_word("К оплате", "«да» или «нет»", words::yes_no);
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let substitute = some(line.text("Кто заменил"));
    let kind = kind?;
    if substitute.is_none() != (kind == SubstitutionKind::NotHeld) {
        let words = Words::new(
            "вид замены и столбец «Кто заменил» противоречат друг другу, строка не взята",
            "впишите заменившего или вид «урок не проведён»",
        );
        line.tell(Some("Кто заменил"), words, Severity::Refused);
        return None;
    }
    Some(SubstitutionRow {
        source: line.source(),
        date: date?,
        weekday,
        lesson: lesson?,
        class: class?,
        subgroup: line.subgroup()?,
        subject: subject?,
        absent: absent?,
        reason: line.text("Причина"),
        document: line.text("Документ"),
        substitute,
        kind,
        taught_subject: some(line.text("Предмет фактически")),
        hours: hours?,
        paid: paid?,
    })
}

pub(crate) fn teacher_absence(line: &mut Line<'_>) -> Option<TeacherAbsenceRow> {
    let teacher = line.must_text("Учитель");
    let from = line.must_date("С");
    let to = line.must_date("По");
    let (from, to) = (from?, to?);
    if to < from {
        let words = Words::new(
            "отсутствие кончается раньше, чем начинается, строка не взята",
            "исправьте даты",
        );
        line.tell(Some("По"), words, Severity::Refused);
        return None;
    }
    Some(TeacherAbsenceRow {
        source: line.source(),
        teacher: teacher?,
        from,
        to,
        reason: line.text("Причина"),
        document: line.text("Документ"),
        missed: line.may_count("Пропущено уроков"),
        substituted: line.may_count("Замещено"),
    })
}

pub(crate) fn substitution_total(line: &mut Line<'_>) -> Option<SubstitutionTotalRow> {
    let month = line.must_text("Месяц");
    let teacher = line.must_text("Кто заменил");
    let hours = line.must_count("Часов");
    Some(SubstitutionTotalRow {
        source: line.source(),
        month: month?,
        teacher: teacher?,
        hours: hours?,
    })
}
