//! Thematic plans (КТП): the title and the rows, in the order of lessons.
//!
//! Owns the sheets «КТП» and «Титул». It must never fill an empty topic or homework.

use crate::fields::Line;
use crate::header::{Column, may, may_or, must_or};
use crate::problem::{Severity, Source, Words};
use crate::sheet::{Sheet, SheetRow};
use crate::text::{self, key};
use crate::words;
use klassny_domain::work_kind::WorkKind;

/// A thematic plan (R28–R29).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFile {
    /// The sheet of its rows.
    pub source: Source,
    /// What it is a plan of; none where the file has no title, and the app must ask.
    pub title: Option<PlanTitle>,
    /// Its rows.
    pub rows: Vec<PlanLine>,
}

/// What a plan is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanKind {
    /// Предмет учебного плана.
    Subject,
    /// Курс внеурочной деятельности.
    Extracurricular,
    /// Объединение ОДОД.
    ExtraEducation,
}

/// The title of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanTitle {
    /// Where it stands.
    pub source: Source,
    /// What it is a plan of.
    pub kind: PlanKind,
    /// The subject, course or circle.
    pub name: String,
    /// Параллель.
    pub grade: Option<u8>,
    /// Группа: «Робо-1»; empty for none.
    pub group: String,
    /// Учебный год: «2026/2027».
    pub year: String,
    /// Часов в год.
    pub year_hours: Option<u16>,
    /// Часов в неделю, in quarters of an hour.
    pub week_hours_quarters: Option<u16>,
    /// Учителя or Педагог, ФИО.
    pub teachers: Vec<String>,
    /// Рассмотрено; empty for none.
    pub reviewed: String,
    /// Утверждено; empty for none.
    pub approved: String,
    /// Further fields as written: «Оценивание» → «без отметок, зачёт / н/а».
    pub other: Vec<(String, String)>,
}

/// A row of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLine {
    /// Where it stands.
    pub source: Source,
    /// № урока.
    pub number: u16,
    /// Раздел.
    pub section: String,
    /// Тема.
    pub topic: String,
    /// Часы.
    pub hours: u8,
    /// Вид контроля; [`WorkKind::Other`] for games and contests.
    pub kind: Option<WorkKind>,
    /// Вид контроля as written; empty for none.
    pub kind_text: String,
    /// Домашнее задание; empty for none.
    pub homework: String,
}

pub(crate) const PLAN: &[Column] = &[
    must_or("№ урока", &["№ занятия", "№ п/п", "№", "Номер урока"]),
    may_or("Раздел", &["Раздел программы"]),
    must_or("Тема", &["Тема урока", "Тема занятия"]),
    must_or("Часы", &["Кол-во часов", "Количество часов", "Часов"]),
    may("Вид контроля"),
    may_or("Домашнее задание", &["ДЗ", "Д/З"]),
];

pub(crate) fn row(line: &mut Line<'_>) -> Option<PlanLine> {
    let number = line.must_count("№ урока");
    let topic = line.must_text("Тема");
    let hours = line.must_count("Часы");
    let kind_text = line.text("Вид контроля");
    Some(PlanLine {
        source: line.source(),
        number: number?,
        section: line.text("Раздел"),
        topic: topic?,
        hours: hours?,
        kind: kind(line, &kind_text),
        kind_text,
        homework: line.text("Домашнее задание"),
    })
}

fn kind(line: &mut Line<'_>, written: &str) -> Option<WorkKind> {
    if written.is_empty() {
        return None;
    }
    let kind = words::work_kind(written);
    if kind == WorkKind::Other && !words::is_named_activity(written) {
        let words = Words::new(
            format!("вид контроля «{written}» неизвестен, взят как «другое задание»"),
            "впишите код или название из списка видов работ, если это одна из них",
        );
        line.tell(Some("Вид контроля"), words, Severity::Doubt);
    }
    Some(kind)
}

/// Reads the title of a plan: names in one column, values in the next. Nothing where no row says
/// what the plan is of.
pub(crate) fn title(sheet: &Sheet, rows: &[SheetRow]) -> Option<PlanTitle> {
    let first = rows.first()?;
    let mut title = PlanTitle {
        source: Source {
            file: sheet.file.clone(),
            sheet: sheet.name.clone(),
            row: first.number,
        },
        kind: PlanKind::Subject,
        name: String::new(),
        grade: None,
        group: String::new(),
        year: String::new(),
        year_hours: None,
        week_hours_quarters: None,
        teachers: Vec::new(),
        reviewed: String::new(),
        approved: String::new(),
        other: Vec::new(),
    };
    for row in rows {
        let mut cells = row.cells.iter();
        let (Some((_, name)), Some((_, value))) = (cells.next(), cells.next()) else {
            continue;
        };
        let text = value.text();
        match key(&name.text()).as_str() {
            "предмет" => (title.kind, title.name) = (PlanKind::Subject, text),
            "курс внеурочной деятельности" | "курс" => {
                (title.kind, title.name) = (PlanKind::Extracurricular, text);
            }
            "объединение одод" | "объединение" => {
                (title.kind, title.name) = (PlanKind::ExtraEducation, text);
            }
            "параллель" | "класс" => {
                title.grade = text::count(value).and_then(|grade| u8::try_from(grade).ok());
            }
            "группа" => title.group = text,
            "учебный год" => title.year = text,
            "часов в год" => {
                title.year_hours = text::count(value).and_then(|hours| u16::try_from(hours).ok());
            }
            "часов в неделю" => title.week_hours_quarters = text::hours(value),
            "учителя" | "учитель" | "педагог" | "педагоги" => {
                let names = text.split(';').map(str::trim);
                title.teachers = names
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned)
                    .collect();
            }
            "рассмотрено" => title.reviewed = text,
            "утверждено" => title.approved = text,
            _ => title.other.push((name.text(), text)),
        }
    }
    let known = !title.name.is_empty() && (!title.year.is_empty() || title.grade.is_some());
    known.then_some(title)
}
