//! Exported journals against the load, the timetable and the list of the class.
//!
//! Owns the weekly hours by which totals are judged and the match of short names to pupils. It
//! must never judge totals without the hours, nor choose between two pupils of one short name.

use super::doubt;
use crate::journal::{JournalSheet, journal_total_doubts};
use crate::load::LoadRow;
use crate::problem::Problem;
use crate::rows::Rows;
use crate::text::{ClassName, key};
use chrono::Datelike;
use std::collections::HashMap;

/// Doubts about exported journals.
pub(super) fn check(rows: &Rows, problems: &mut Vec<Problem>) {
    for sheet in &rows.journal {
        if !rows.load.is_empty() {
            with_load(rows, sheet, problems);
        }
        if !rows.timetable.is_empty() {
            with_timetable(rows, sheet, problems);
        }
        if !rows.pupils.is_empty() {
            names(rows, sheet, problems);
        }
    }
}

fn with_load(rows: &Rows, sheet: &JournalSheet, problems: &mut Vec<Problem>) {
    let Some(load) = load_of(rows, sheet) else {
        problems.push(doubt(
            &sheet.source,
            "предмета журнала нет в нагрузке класса: итоги не проверены",
            "сверьте предмет и подгруппу в строке «Предмет:» с нагрузкой",
        ));
        return;
    };
    if key(&load.teacher) != key(&sheet.teacher) {
        let what = format!(
            "учитель в журнале {}, в нагрузке {}",
            sheet.teacher, load.teacher
        );
        problems.push(doubt(&sheet.source, what, "сверьте учителя"));
    }
    problems.extend(journal_total_doubts(sheet, load.week_hours_quarters));
}

fn load_of<'a>(rows: &'a Rows, sheet: &JournalSheet) -> Option<&'a LoadRow> {
    let subject = key(&sheet.subject);
    let mut load = rows.load.iter();
    load.find(|row| {
        let group = row.class == sheet.class && row.subgroup == sheet.subgroup;
        group && key(&row.subject) == subject
    })
}

/// As many lessons a day as the timetable has.
fn with_timetable(rows: &Rows, sheet: &JournalSheet, problems: &mut Vec<Problem>) {
    let subject = key(&sheet.subject);
    let own = rows.timetable.iter().filter(|row| {
        let group = row.class == sheet.class && row.subgroup == sheet.subgroup;
        group && key(&row.subject) == subject
    });
    let mut planned: HashMap<_, usize> = HashMap::new();
    for row in own {
        *planned.entry(row.weekday).or_default() += 1;
    }
    for lesson in &sheet.lessons {
        let planned = planned
            .get(&lesson.date.weekday())
            .copied()
            .unwrap_or_default();
        if usize::from(lesson.ordinal_in_day) >= planned {
            let what = format!(
                "{} в этот день по расписанию уроков {planned}, а в журнале больше",
                lesson.date.format("%d.%m.%Y")
            );
            let mut problem = doubt(&sheet.source, what, "проверьте дату урока");
            problem.column = Some(lesson.column.clone());
            problems.push(problem);
        }
    }
}

/// Every short name is of exactly one pupil who was in the class.
fn names(rows: &Rows, sheet: &JournalSheet, problems: &mut Vec<Problem>) {
    let moved = |number: &str, class: &ClassName| {
        let mut movements = rows.movements.iter();
        movements.any(|row| row.file_number == number && row.to_class.as_ref() == Some(class))
    };
    let people = rows.pupils.iter().chain(&rows.arrivals);
    let people = people
        .filter(|pupil| pupil.class == sheet.class || moved(&pupil.file_number, &sheet.class));
    let people: Vec<(String, String)> = people
        .map(|pupil| {
            let initial = pupil.name.given.chars().next().unwrap_or_default();
            let short = key(&format!("{} {initial}", pupil.name.surname));
            (short, key(&pupil.name.short()))
        })
        .collect();
    for pupil in &sheet.pupils {
        let name = key(&pupil.name);
        let same = people
            .iter()
            .filter(|(short, long)| *short == name || *long == name);
        let what = match same.count() {
            1 => continue,
            0 => format!("«{}» нет в списке класса {}", pupil.name, sheet.class),
            _ => format!("«{}»: в классе {} таких несколько", pupil.name, sheet.class),
        };
        problems.push(doubt(
            &pupil.source,
            what,
            "сверьте фамилию и имя с контингентом и приказами о движении",
        ));
    }
}
