//! Rows of the curriculum: hours of a subject in a grade or class, and the limits of load.
//!
//! Owns «Учебный план»: a subject a row, a grade (`5 класс`) or class (`10А (…), часов`) a column.
//! It must never take the lines of totals for subjects; they are compared with the sums.

use crate::fields::Line;
use crate::header::{Column, may, must, must_or};
use crate::problem::{Problem, Severity, Source, Words};
use crate::sheet::{Sheet, SheetRow};
use crate::text::{self, ClassName, key};

/// Hours of a subject in one grade or class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurriculumRow {
    /// Where it stands.
    pub source: Source,
    /// The grade, 1–11.
    pub grade: u8,
    /// The class, where the plan is made by class and not by grade.
    pub class: Option<ClassName>,
    /// Часть плана; empty where the sheet has no such column.
    pub part: String,
    /// Предметная область.
    pub area: String,
    /// Предмет.
    pub subject: String,
    /// Hours a week, in quarters of an hour.
    pub week_hours_quarters: u16,
    /// Уровень: «Б», «У»; empty for none.
    pub level: String,
}

/// The greatest load of a grade (R94).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadLimitRow {
    /// Where it stands.
    pub source: Source,
    /// Параллель, 1–11.
    pub grade: u8,
    /// Учебных дней в неделю.
    pub week_days: Option<u8>,
    /// Предельная нагрузка, in quarters of an hour.
    pub limit_hours_quarters: u16,
    /// По плану, in quarters of an hour.
    pub plan_hours_quarters: Option<u16>,
    /// Учебных недель.
    pub weeks: Option<u8>,
}

pub(crate) const LOAD_LIMIT: &[Column] = &[
    must("Параллель"),
    may("Учебных дней в неделю"),
    must_or("Предельная нагрузка, ч", &["Предельная нагрузка"]),
    may("По плану, ч"),
    may("Учебных недель"),
];

pub(crate) fn load_limit(line: &mut Line<'_>) -> Option<LoadLimitRow> {
    let grade = line.must(
        "Параллель",
        "номер параллели, 1–11",
        |value| {
            let grade = u8::try_from(text::count(value)?).ok()?;
            (1..=11).contains(&grade).then_some(grade)
        },
    );
    let limit = line.must_hours("Предельная нагрузка, ч");
    Some(LoadLimitRow {
        source: line.source(),
        grade: grade?,
        week_days: line.may_count("Учебных дней в неделю"),
        limit_hours_quarters: limit?,
        plan_hours_quarters: line.may_hours("По плану, ч"),
        weeks: line.may_count("Учебных недель"),
    })
}

/// A column of hours.
struct Hours {
    column: u16,
    grade: u8,
    class: Option<ClassName>,
    level: Option<u16>,
    sum: u16,
}

/// The header of a curriculum.
pub(crate) struct Plan {
    row: u32,
    part: Option<u16>,
    area: Option<u16>,
    subject: u16,
    hours: Vec<Hours>,
    unknown: Vec<(u16, String)>,
}

/// Finds the header of a curriculum: «Предмет» and at least one column of hours.
pub(crate) fn plan(sheet: &Sheet) -> Option<Plan> {
    sheet.rows.iter().take(30).find_map(header)
}

fn header(row: &SheetRow) -> Option<Plan> {
    let mut plan = Plan {
        row: row.number,
        part: None,
        area: None,
        subject: u16::MAX,
        hours: Vec::new(),
        unknown: Vec::new(),
    };
    for (column, value) in &row.cells {
        let text = value.text();
        match key(&text).as_str() {
            "часть плана" => plan.part = Some(*column),
            "предметная область" => plan.area = Some(*column),
            "предмет" | "учебный предмет" | "предметы" => {
                plan.subject = *column
            }
            "уровень" => match plan.hours.last_mut() {
                Some(hours) if hours.level.is_none() => hours.level = Some(*column),
                Some(_) | None => plan.unknown.push((*column, text)),
            },
            "всего в неделю" | "всего за год" | "всего" | "№" => {}
            words => match hours_of(words) {
                Some((grade, class)) => plan.hours.push(Hours {
                    column: *column,
                    grade,
                    class,
                    level: None,
                    sum: 0,
                }),
                None => plan.unknown.push((*column, text)),
            },
        }
    }
    (plan.subject != u16::MAX && !plan.hours.is_empty()).then_some(plan)
}

/// `5 класс`, `5`, `10а технологический часов`.
fn hours_of(words: &str) -> Option<(u8, Option<ClassName>)> {
    let mut words = words.split(' ');
    let first = words.next()?;
    if let Some(class) = ClassName::parse(first) {
        return Some((class.grade, Some(class)));
    }
    let grade: u8 = first.parse().ok()?;
    let good = (1..=11).contains(&grade) && words.next().is_none_or(|word| word == "класс");
    good.then_some((grade, None))
}

/// Reads the subjects below the header.
pub(crate) fn subjects(
    sheet: &Sheet,
    mut plan: Plan,
    problems: &mut Vec<Problem>,
) -> Vec<CurriculumRow> {
    for (column, text) in &plan.unknown {
        let words = Words::new(
            format!("столбец «{text}» не взят: это не класс и не известный столбец плана"),
            "назовите столбец «5 класс» или «10А, часов»",
        );
        let mut doubt = Problem::of_file(&sheet.file, words, Severity::Doubt);
        doubt.sheet = sheet.name.clone();
        problems.push(doubt.at(Some(plan.row), *column));
    }
    let mut rows = Vec::new();
    let header = plan.row;
    for row in sheet.rows.iter().filter(|row| row.number > header) {
        let source = Source {
            file: sheet.file.clone(),
            sheet: sheet.name.clone(),
            row: row.number,
        };
        let first = row.cells.first().map(|(_, value)| key(&value.text()));
        let first = first.unwrap_or_default();
        let subject = row.get(plan.subject).text();
        if first.starts_with("итого") || first.starts_with("всего") {
            compare(row, &plan, &source, problems);
        } else if first.starts_with("предельно") || first.starts_with("учебных недель")
        {
            // The sheet «Предельная нагрузка» and school.toml hold these two lines.
        } else if subject.is_empty() {
            let words = Words::new(
                "строка плана не взята: нет предмета",
                "впишите предмет или удалите строку",
            );
            problems.push(Problem::of_row(&source, words, Severity::Refused));
        } else {
            rows.extend(subject_row(row, &mut plan, &source, &subject, problems));
        }
    }
    rows
}

fn subject_row(
    row: &SheetRow,
    plan: &mut Plan,
    source: &Source,
    subject: &str,
    problems: &mut Vec<Problem>,
) -> Vec<CurriculumRow> {
    let text = |column: Option<u16>| column.map_or(String::new(), |at| row.get(at).text());
    let (part, area) = (text(plan.part), text(plan.area));
    let mut taken = Vec::new();
    for hours in &mut plan.hours {
        let value = row.get(hours.column);
        if value.is_blank() || matches!(value.text().as_str(), "—" | "-" | "–") {
            continue;
        }
        let Some(quarters) = text::hours(value) else {
            let words = Words::new(
                format!("вместо часов стоит «{}», не взято", value.text()),
                "впишите число часов в неделю",
            );
            let problem = Problem::of_row(source, words, Severity::Refused);
            problems.push(problem.at(Some(source.row), hours.column));
            continue;
        };
        hours.sum = hours.sum.saturating_add(quarters);
        if quarters > 0 {
            taken.push(CurriculumRow {
                source: source.clone(),
                grade: hours.grade,
                class: hours.class.clone(),
                part: part.clone(),
                area: area.clone(),
                subject: subject.to_owned(),
                week_hours_quarters: quarters,
                level: text(hours.level).replace('—', ""),
            });
        }
    }
    taken
}

/// Compares the line of totals with the sums of the rows above it.
fn compare(row: &SheetRow, plan: &Plan, source: &Source, problems: &mut Vec<Problem>) {
    for hours in &plan.hours {
        let written = text::hours(row.get(hours.column));
        if written.is_some_and(|written| written != hours.sum) {
            let words = Words::new(
                format!(
                    "в итоге {} ч, а сумма строк {} ч",
                    row.get(hours.column).text(),
                    f32::from(hours.sum) / 4.0
                ),
                "проверьте часы предметов этого столбца",
            );
            let doubt = Problem::of_row(source, words, Severity::Doubt);
            problems.push(doubt.at(Some(source.row), hours.column));
        }
    }
}
