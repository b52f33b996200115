//! Exported journals against the load.
//!
//! Owns the weekly hours by which totals are judged. It must never judge without them.

use crate::journal::{JournalSheet, journal_total_doubts};
use crate::problem::{Problem, Severity, Words};
use crate::rows::Rows;
use crate::text::key;

/// Checks the totals of every journal by the hours of its group.
pub(super) fn check(rows: &Rows, problems: &mut Vec<Problem>) {
    if rows.load.is_empty() {
        return;
    }
    for sheet in &rows.journal {
        match week_hours(rows, sheet) {
            Some(hours) => problems.extend(journal_total_doubts(sheet, hours)),
            None => {
                let words = Words::new(
                    "предмета журнала нет в нагрузке класса: итоги не проверены",
                    "сверьте предмет и подгруппу в строке «Предмет:» с нагрузкой",
                );
                problems.push(Problem::of_row(&sheet.source, words, Severity::Doubt));
            }
        }
    }
}

fn week_hours(rows: &Rows, sheet: &JournalSheet) -> Option<u16> {
    let subject = key(&sheet.subject);
    let mut load = rows.load.iter();
    let same = load.find(|row| {
        let group = row.class == sheet.class && row.subgroup == sheet.subgroup;
        group && key(&row.subject) == subject
    });
    same.map(|row| row.week_hours_quarters)
}
