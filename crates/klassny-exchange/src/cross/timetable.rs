//! The timetable against itself: clashes of teachers, rooms and classes, and the printed grid.
//!
//! Owns what a clash is. A teacher with several groups in one room in one subject gives one joint
//! lesson, not a clash; subgroups of one class are apart.

use super::doubt;
use crate::problem::Problem;
use crate::rows::Rows;
use crate::text::{ClassName, key};
use crate::timetable::TimetableRow;
use crate::words::weekday_name;
use chrono::Weekday;
use std::collections::{BTreeMap, HashMap, HashSet};

/// When a lesson is.
type Hour = (Weekday, u8);

fn hour(row: &TimetableRow) -> Hour {
    (row.weekday, row.lesson)
}

fn at(hour: Hour) -> String {
    format!("{}, {} урок", weekday_name(hour.0), hour.1)
}

/// Doubts about the timetable.
pub(super) fn check(rows: &Rows, problems: &mut Vec<Problem>) {
    clashes(&rows.timetable, problems);
    home(rows, problems);
    if !rows.grid.is_empty() && !rows.timetable.is_empty() {
        grid(rows, problems);
    }
}

fn clashes(timetable: &[TimetableRow], problems: &mut Vec<Problem>) {
    let mut teachers: HashMap<(Hour, String), &TimetableRow> = HashMap::new();
    let mut rooms: HashMap<(Hour, String), &TimetableRow> = HashMap::new();
    let mut classes: HashMap<(Hour, &ClassName), Vec<&TimetableRow>> = HashMap::new();
    for row in timetable {
        let when = at(hour(row));
        let mut clash = |what: String| {
            problems.push(doubt(&row.source, what, "исправьте расписание"));
        };
        if let Some(other) = teachers.insert((hour(row), key(&row.teacher)), row)
            && !is_joint(row, other)
        {
            clash(format!(
                "накладка: {when}, {} ведёт и {}, и {}",
                row.teacher, other.class, row.class
            ));
        }
        if !row.room.is_empty()
            && let Some(other) = rooms.insert((hour(row), key(&row.room)), row)
            && !is_joint(row, other)
        {
            clash(format!(
                "накладка: {when}, кабинет {} занят и {}, и {}",
                row.room, other.class, row.class
            ));
        }
        let others = classes.entry((hour(row), &row.class)).or_default();
        let same = |other: &&&TimetableRow| {
            row.subgroup == 0 || other.subgroup == 0 || row.subgroup == other.subgroup
        };
        if let Some(other) = others.iter().find(same) {
            clash(format!(
                "накладка: {when}, у {} и {}, и {}",
                row.class, other.subject, row.subject
            ));
        }
        others.push(row);
    }
}

/// One teacher with several groups in one room in one subject.
fn is_joint(row: &TimetableRow, other: &TimetableRow) -> bool {
    let same = |a: &str, b: &str| key(a) == key(b);
    same(&row.teacher, &other.teacher)
        && same(&row.subject, &other.subject)
        && same(&row.room, &other.room)
        && (&row.class, row.subgroup) != (&other.class, other.subgroup)
}

/// Lessons at home: no clash with lessons at school, as many as the load says.
fn home(rows: &Rows, problems: &mut Vec<Problem>) {
    let mut busy: HashMap<(Hour, String), String> = HashMap::new();
    for row in &rows.timetable {
        busy.insert((hour(row), key(&row.teacher)), row.class.to_string());
    }
    let mut lessons: BTreeMap<(String, String, String), u32> = BTreeMap::new();
    for row in &rows.home_timetable {
        let when = (row.weekday, row.lesson);
        if let Some(other) = busy.insert((when, key(&row.teacher)), row.pupil.clone()) {
            let what = format!(
                "накладка: {}, {} занят(а) и с {other}, и на дому с {}",
                at(when),
                row.teacher,
                row.pupil
            );
            problems.push(doubt(&row.source, what, "исправьте расписание"));
        }
        let lesson = (key(&row.pupil), key(&row.subject), key(&row.teacher));
        *lessons.entry(lesson).or_default() += 1;
    }
    if rows.home_timetable.is_empty() {
        return;
    }
    for row in &rows.home_study {
        let lesson = (key(&row.pupil), key(&row.subject), key(&row.teacher));
        let count = lessons.get(&lesson).copied().unwrap_or_default();
        if count != u32::from(row.week_hours_quarters).div_ceil(4) {
            let what = format!(
                "{}, {}: часов на дому {}, уроков в расписании {count}",
                row.pupil,
                row.subject,
                super::hours(row.week_hours_quarters.into())
            );
            problems.push(doubt(
                &row.source,
                what,
                "сверьте нагрузку на дому с расписанием",
            ));
        }
    }
}

/// The printed grid shows each lesson of the list, and only those.
fn grid(rows: &Rows, problems: &mut Vec<Problem>) {
    let listed: HashSet<(Hour, &ClassName)> = rows
        .timetable
        .iter()
        .map(|row| (hour(row), &row.class))
        .collect();
    let mut shown = HashSet::new();
    for cell in &rows.grid {
        let when = (cell.weekday, cell.lesson);
        shown.insert((when, &cell.class));
        if !listed.contains(&(when, &cell.class)) {
            let what = format!(
                "в сетке у {} {} стоит «{}», в списке урока нет",
                cell.class,
                at(when),
                cell.text
            );
            problems.push(doubt(
                &cell.source,
                what,
                "сетка не берётся; проверьте список",
            ));
        }
    }
    let classes: HashSet<&ClassName> = rows.grid.iter().map(|cell| &cell.class).collect();
    for row in &rows.timetable {
        if classes.contains(&row.class) && !shown.contains(&(hour(row), &row.class)) {
            let what = format!("урока {} {} нет в сетке", row.class, at(hour(row)));
            problems.push(doubt(
                &row.source,
                what,
                "проверьте, какое из двух расписаний верно",
            ));
        }
    }
}
