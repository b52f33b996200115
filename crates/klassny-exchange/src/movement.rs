//! Rows of the movement of pupils by orders, and the headcounts on given days.
//!
//! Owns «Движение.xlsx». It must never put a pupil on or off a list: klassny-app does.

use crate::fields::Line;
use crate::header::{Column, may, may_or, must, must_or};
use crate::problem::{Problem, Severity, Source, Words};
use crate::sheet::{Sheet, SheetRow, Value};
use crate::text::{self, ClassName, key};
use crate::words;
use chrono::NaiveDate;
use klassny_domain::roster::MovementKind;

/// A movement of a pupil by an order (R84).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovementRow {
    /// Where it stands.
    pub source: Source,
    /// № приказа: «141-у».
    pub number: String,
    /// Дата приказа.
    pub ordered_on: NaiveDate,
    /// Вид движения.
    pub kind: MovementKind,
    /// ФИО as written.
    pub name: String,
    /// Дата рождения.
    pub born_on: Option<NaiveDate>,
    /// № личного дела, text.
    pub file_number: String,
    /// Класс (было).
    pub from_class: Option<ClassName>,
    /// Класс (стало).
    pub to_class: Option<ClassName>,
    /// Откуда / куда.
    pub place: String,
    /// Основание.
    pub reason: String,
    /// Дата события: the first day with it.
    pub effective_on: NaiveDate,
    /// Внесено в АИС.
    pub entered_on: Option<NaiveDate>,
    /// Рабочих дней до внесения, as written.
    pub working_days: Option<u16>,
    /// Исполнитель.
    pub clerk: String,
}

/// How many pupils a class had on given days: read for comparison only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadcountRow {
    /// Where it stands.
    pub source: Source,
    /// The class; none for the whole school.
    pub class: Option<ClassName>,
    /// Day → pupils.
    pub counts: Vec<(NaiveDate, u16)>,
}

pub(crate) const MOVEMENT: &[Column] = &[
    may_or("№ п/п", &["№"]),
    must("№ приказа"),
    must("Дата приказа"),
    must("Вид движения"),
    must_or("ФИО", &["ФИО ученика"]),
    may("Дата рождения"),
    must_or("№ личного дела", &["Номер личного дела"]),
    must("Класс (было)"),
    must("Класс (стало)"),
    may("Откуда / куда"),
    may("Основание"),
    must("Дата события"),
    may("Внесено в АИС"),
    may("Рабочих дней до внесения"),
    may("Исполнитель"),
];

pub(crate) fn movement(line: &mut Line<'_>) -> Option<MovementRow> {
    const KINDS: &str =
        "«зачисление», «отчисление», «перевод в другой класс» или «обучение на дому»";
    let number = line.must_text("№ приказа");
    let ordered_on = line.must_date("Дата приказа");
    let kind = line.must_word("Вид движения", KINDS, words::movement);
    let name = line.must_text("ФИО");
    let file_number = line.must_id("№ личного дела");
    let from_class = line.may_class("Класс (было)");
    let to_class = line.may_class("Класс (стало)");
    let effective_on = line.must_date("Дата события");
    let kind = kind?;
    let complete = match kind {
        MovementKind::Arrival => to_class.is_some(),
        MovementKind::Departure => from_class.is_some(),
        MovementKind::Transfer => from_class.is_some() && to_class.is_some(),
        MovementKind::HomeStudy => from_class.is_some() || to_class.is_some(),
    };
    if !complete {
        let words = Words::new(
            "не сказано, из какого класса или в какой класс, строка не взята",
            "впишите «Класс (было)» и «Класс (стало)»",
        );
        line.tell(Some("Класс (стало)"), words, Severity::Refused);
        return None;
    }
    Some(MovementRow {
        source: line.source(),
        number: number?,
        ordered_on: ordered_on?,
        kind,
        name: name?,
        born_on: line.may_date("Дата рождения"),
        file_number: file_number?,
        from_class,
        to_class,
        place: line.text("Откуда / куда"),
        reason: line.text("Основание"),
        effective_on: effective_on?,
        entered_on: line.may_date("Внесено в АИС"),
        working_days: line.may_count("Рабочих дней до внесения"),
        clerk: line.text("Исполнитель"),
    })
}

/// The header of the headcounts: the column of the class and of each day.
pub(crate) struct Days {
    row: u32,
    class: u16,
    days: Vec<(u16, NaiveDate)>,
}

/// Finds the header: «Класс» and columns «на 24.10.2026».
pub(crate) fn days(sheet: &Sheet) -> Option<Days> {
    let day = |value: &Value| {
        let text = value.text();
        let text = text.strip_prefix("на ").map(str::to_owned);
        text::date(&Value::Text(text?))
    };
    let header = |row: &SheetRow| {
        let class = row
            .cells
            .iter()
            .find(|(_, value)| key(&value.text()) == "класс")?
            .0;
        let cells = row.cells.iter();
        let days: Vec<_> = cells
            .filter_map(|(at, value)| Some((*at, day(value)?)))
            .collect();
        (!days.is_empty()).then_some(Days {
            row: row.number,
            class,
            days,
        })
    };
    sheet.rows.iter().take(10).find_map(header)
}

/// Reads the headcounts below the header.
pub(crate) fn headcounts(
    sheet: &Sheet,
    days: &Days,
    problems: &mut Vec<Problem>,
) -> Vec<HeadcountRow> {
    let mut rows = Vec::new();
    for row in sheet.rows.iter().filter(|row| row.number > days.row) {
        let source = Source {
            file: sheet.file.clone(),
            sheet: sheet.name.clone(),
            row: row.number,
        };
        let name = row.get(days.class).text();
        let class = ClassName::parse(&name);
        if class.is_none() && !key(&name).starts_with("итого") {
            let words = Words::new(
                format!("строка численности не взята: «{name}» — не класс"),
                "впишите класс, например 5А",
            );
            problems.push(Problem::of_row(&source, words, Severity::Refused));
            continue;
        }
        let count = |(column, day): &(u16, NaiveDate)| {
            let count = u16::try_from(text::count(row.get(*column))?).ok()?;
            Some((*day, count))
        };
        rows.push(HeadcountRow {
            source,
            class,
            counts: days.days.iter().filter_map(count).collect(),
        });
    }
    rows
}
