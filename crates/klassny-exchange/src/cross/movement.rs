//! The movement replayed from the start of the year, against the lists and the headcounts.
//!
//! Owns the order of events: by day, then as the file has them. A pupil who leaves is not counted
//! from that day on, one who comes is.

use super::doubt;
use crate::movement::MovementRow;
use crate::problem::Problem;
use crate::rows::Rows;
use crate::text::{ClassName, key};
use chrono::NaiveDate;
use klassny_domain::roster::MovementKind;
use std::collections::HashMap;

/// Doubts about movements.
pub(super) fn check(rows: &Rows, problems: &mut Vec<Problem>) {
    if rows.movements.is_empty() || rows.pupils.is_empty() {
        return;
    }
    let people = rows.pupils.iter().chain(&rows.arrivals);
    let names: HashMap<&str, String> = people
        .map(|pupil| (pupil.file_number.as_str(), key(&pupil.name.full())))
        .collect();
    for row in &rows.movements {
        let known = names.get(row.file_number.as_str());
        if known.is_some_and(|name| *name != key(&row.name)) {
            let what = format!(
                "личное дело {} в «Контингенте» у другого ребёнка, чем «{}»",
                row.file_number, row.name
            );
            problems.push(doubt(&row.source, what, "сверьте номер личного дела и ФИО"));
        }
    }
    let mut events: Vec<&MovementRow> = rows.movements.iter().collect();
    events.sort_by_key(|row| (row.effective_on, row.source.row));
    let mut list = start(rows);
    for event in &events {
        replay(event, &mut list, problems);
    }
    headcounts(rows, &events, problems);
}

/// Who is in which class on the first day.
fn start(rows: &Rows) -> HashMap<&str, ClassName> {
    let pupils = rows.pupils.iter();
    pupils
        .map(|pupil| (pupil.file_number.as_str(), pupil.class.clone()))
        .collect()
}

fn replay<'a>(
    event: &'a MovementRow,
    list: &mut HashMap<&'a str, ClassName>,
    problems: &mut Vec<Problem>,
) {
    let number = event.file_number.as_str();
    let before = list.get(number).cloned();
    let expected = match event.kind {
        MovementKind::Arrival => None,
        MovementKind::Departure | MovementKind::Transfer => event.from_class.clone(),
        MovementKind::HomeStudy => event.from_class.clone().or(event.to_class.clone()),
    };
    if before != expected {
        let class = |class: &Option<ClassName>| match class {
            Some(class) => format!("в {class}"),
            None => "вне школы".to_owned(),
        };
        let what = format!(
            "{}, приказ {}: до этого дня ученик {}, а по приказу {}",
            event.name,
            event.number,
            class(&before),
            class(&expected)
        );
        problems.push(doubt(
            &event.source,
            what,
            "проверьте класс и порядок приказов",
        ));
    }
    apply(event, list);
}

fn apply<'a>(event: &'a MovementRow, list: &mut HashMap<&'a str, ClassName>) {
    let number = event.file_number.as_str();
    match (event.kind, &event.to_class) {
        (MovementKind::Departure, _) => {
            list.remove(number);
        }
        (MovementKind::Arrival | MovementKind::Transfer, Some(class)) => {
            list.insert(number, class.clone());
        }
        (MovementKind::Arrival | MovementKind::Transfer, None) | (MovementKind::HomeStudy, _) => {}
    }
}

fn headcounts(rows: &Rows, events: &[&MovementRow], problems: &mut Vec<Problem>) {
    let mut lists: HashMap<NaiveDate, HashMap<&str, ClassName>> = HashMap::new();
    for row in &rows.headcounts {
        for (day, written) in &row.counts {
            let list = lists.entry(*day).or_insert_with(|| {
                let mut list = start(rows);
                for event in events.iter().filter(|event| event.effective_on <= *day) {
                    apply(event, &mut list);
                }
                list
            });
            let in_class = |class: &&ClassName| row.class.as_ref().is_none_or(|own| own == *class);
            let counted = list.values().filter(in_class).count();
            if counted != usize::from(*written) {
                let class = row
                    .class
                    .as_ref()
                    .map_or("школа".to_owned(), ClassName::to_string);
                let what = format!(
                    "{class} на {}: в численности {written}, по приказам {counted}",
                    day.format("%d.%m.%Y")
                );
                problems.push(doubt(
                    &row.source,
                    what,
                    "численность не берётся; проверьте приказы",
                ));
            }
        }
    }
}
