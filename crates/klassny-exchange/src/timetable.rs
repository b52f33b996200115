//! Rows of the timetable: lessons of classes, lessons at home, the printed grid.
//!
//! Owns the columns of «Расписание». The grid repeats the list for people's eyes; it is read for
//! comparison only and must never become lessons.

use crate::fields::Line;
use crate::header::{Column, may, may_or, must, must_or};
use crate::problem::{Problem, Severity, Source, Words};
use crate::sheet::{Sheet, SheetRow, Value};
use crate::text::{self, ClassName, key};
use crate::words;
use chrono::{NaiveTime, Weekday};

/// A lesson of a class or subgroup that repeats every week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimetableRow {
    /// Where it stands.
    pub source: Source,
    /// Класс.
    pub class: ClassName,
    /// День недели.
    pub weekday: Weekday,
    /// № урока.
    pub lesson: u8,
    /// Начало.
    pub starts_at: Option<NaiveTime>,
    /// Конец.
    pub ends_at: Option<NaiveTime>,
    /// Предмет.
    pub subject: String,
    /// 0 for the whole class, 1, 2 … for subgroups.
    pub subgroup: u8,
    /// Учитель, ФИО.
    pub teacher: String,
    /// Кабинет.
    pub room: String,
}

/// A lesson with a pupil at home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeTimetableRow {
    /// Where it stands.
    pub source: Source,
    /// Ученик, ФИО.
    pub pupil: String,
    /// Класс.
    pub class: ClassName,
    /// День недели.
    pub weekday: Weekday,
    /// № урока.
    pub lesson: u8,
    /// Начало.
    pub starts_at: Option<NaiveTime>,
    /// Конец.
    pub ends_at: Option<NaiveTime>,
    /// Предмет.
    pub subject: String,
    /// Учитель, ФИО.
    pub teacher: String,
}

/// A filled cell of a printed grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridCell {
    /// Where it stands.
    pub source: Source,
    /// Класс.
    pub class: ClassName,
    /// День.
    pub weekday: Weekday,
    /// № урока.
    pub lesson: u8,
    /// «ИЗО (401)».
    pub text: String,
}

pub(crate) const TIMETABLE: &[Column] = &[
    must("Класс"),
    must("День недели"),
    must_or("№ урока", &["Номер урока", "Урок"]),
    may("Начало"),
    may("Конец"),
    must("Предмет"),
    may_or("Подгруппа", &["Группа"]),
    must_or("Учитель", &["ФИО учителя"]),
    may("Кабинет"),
];

pub(crate) const HOME_TIMETABLE: &[Column] = &[
    must_or("Ученик", &["ФИО ученика"]),
    must("Класс"),
    must("День недели"),
    must_or("№ урока", &["Номер урока", "Урок"]),
    may("Начало"),
    may("Конец"),
    must("Предмет"),
    must_or("Учитель", &["ФИО учителя"]),
];

pub(crate) fn lesson(line: &mut Line<'_>) -> Option<TimetableRow> {
    let class = line.must_class("Класс");
    let weekday = line.must_word("День недели", "день недели", words::weekday);
    let lesson = line.must_count("№ урока");
    let subject = line.must_text("Предмет");
    let teacher = line.must_text("Учитель");
    Some(TimetableRow {
        source: line.source(),
        class: class?,
        weekday: weekday?,
        lesson: lesson?,
        starts_at: line.may_time("Начало"),
        ends_at: line.may_time("Конец"),
        subject: subject?,
        subgroup: line.subgroup()?,
        teacher: teacher?,
        room: line.text("Кабинет"),
    })
}

pub(crate) fn home_lesson(line: &mut Line<'_>) -> Option<HomeTimetableRow> {
    let pupil = line.must_text("Ученик");
    let class = line.must_class("Класс");
    let weekday = line.must_word("День недели", "день недели", words::weekday);
    let lesson = line.must_count("№ урока");
    let subject = line.must_text("Предмет");
    let teacher = line.must_text("Учитель");
    Some(HomeTimetableRow {
        source: line.source(),
        pupil: pupil?,
        class: class?,
        weekday: weekday?,
        lesson: lesson?,
        starts_at: line.may_time("Начало"),
        ends_at: line.may_time("Конец"),
        subject: subject?,
        teacher: teacher?,
    })
}

/// The header of a printed grid: the columns of the day, of the number and of each class.
pub(crate) struct Grid {
    row: u32,
    day: u16,
    number: u16,
    classes: Vec<(u16, ClassName)>,
}

/// Finds the header of a printed grid: a day, a number and at least two classes in one row.
pub(crate) fn grid(sheet: &Sheet) -> Option<Grid> {
    sheet.rows.iter().take(10).find_map(|row| {
        let column = |names: &[&str]| {
            let named = row
                .cells
                .iter()
                .find(|(_, value)| names.contains(&key(&value.text()).as_str()));
            named.map(|(column, _)| *column)
        };
        let cells = row.cells.iter();
        let class = |(at, value): &(u16, Value)| Some((*at, ClassName::parse(&value.text())?));
        let classes: Vec<_> = cells.filter_map(class).collect();
        let grid = Grid {
            row: row.number,
            day: column(&["день", "день недели"])?,
            number: column(&["№", "№ урока", "урок"])?,
            classes,
        };
        (grid.classes.len() >= 2).then_some(grid)
    })
}

/// Reads the filled cells of a printed grid; the day may stand in its first row only.
pub(crate) fn grid_cells(sheet: &Sheet, grid: &Grid, problems: &mut Vec<Problem>) -> Vec<GridCell> {
    let mut cells = Vec::new();
    let mut day = None;
    for row in sheet.rows.iter().filter(|row| row.number > grid.row) {
        let source = Source {
            file: sheet.file.clone(),
            sheet: sheet.name.clone(),
            row: row.number,
        };
        day = words::weekday(&row.get(grid.day).text()).or(day);
        let lesson = text::count(row.get(grid.number)).and_then(|n| u8::try_from(n).ok());
        let (Some(weekday), Some(lesson)) = (day, lesson) else {
            let words = Words::new(
                "строка сетки не взята: не понять день или номер урока",
                "впишите день недели и номер урока",
            );
            problems.push(Problem::of_row(&source, words, Severity::Refused));
            continue;
        };
        cells.extend(filled(row, grid).map(|(class, text)| GridCell {
            source: source.clone(),
            class: class.clone(),
            weekday,
            lesson,
            text,
        }));
    }
    cells
}

fn filled<'a>(row: &'a SheetRow, grid: &'a Grid) -> impl Iterator<Item = (&'a ClassName, String)> {
    let cells = grid.classes.iter();
    let cells = cells.map(|(column, class)| (class, row.get(*column).text()));
    cells.filter(|(_, text)| !text.is_empty())
}
