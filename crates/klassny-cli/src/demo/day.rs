//! What the teachers of 5А enter on 23.10.2026, as the school's file has it: `day.json`.
//!
//! For hands outside the core: the windows of `cargo xtask demo` type it, and compare what the
//! journal then shows.

use super::lessons::{full_subject, kind_of};
use chrono::NaiveDate;
use klassny_domain::attendance::Presence;
use klassny_exchange::{FolderPreview, JournalCell, JournalPupil, JournalSheet};
use serde_json::{Value, json};

/// A list of the journal's sheets: who, which group, the lesson of the day if there is one, and the
/// marks of the term.
pub fn day(preview: &FolderPreview, date: NaiveDate) -> Value {
    let sheets = preview.rows.journal.iter();
    sheets.map(|sheet| of_sheet(preview, sheet, date)).collect()
}

fn of_sheet(preview: &FolderPreview, sheet: &JournalSheet, date: NaiveDate) -> Value {
    let lessons = sheet.lessons.iter().enumerate();
    let of_day = lessons.filter(|(_, lesson)| lesson.date == date);
    let lessons: Vec<Value> = of_day
        .map(|(index, lesson)| {
            let rows = sheet.pupils.iter().filter_map(|pupil| {
                let cell = pupil.cells.get(index)?;
                Some(row(pupil, cell))
            });
            json!({
                "ordinal": lesson.ordinal_in_day,
                "topic": lesson.topic,
                "homework": lesson.homework,
                "kind": kind_of(preview, sheet, lesson).name(),
                "rows": rows.collect::<Vec<_>>(),
            })
        })
        .collect();
    let totals = sheet.pupils.iter().filter_map(|pupil| {
        let value = pupil.total.as_ref()?.value?;
        Some(json!({ "name": pupil.name, "value": value.text() }))
    });
    json!({
        "teacher": sheet.teacher,
        "class": sheet.class.to_string(),
        "subject": full_subject(&sheet.subject),
        "subgroup": sheet.subgroup,
        "lessons": lessons,
        "totals": totals.collect::<Vec<_>>(),
    })
}

fn row(pupil: &JournalPupil, cell: &JournalCell) -> Value {
    let late = matches!(cell.presence, Some(Presence::Late { .. }));
    json!({
        "name": pupil.name,
        "marks": cell.marks.iter().map(|mark| mark.text()).collect::<Vec<_>>(),
        "absent": cell.presence == Some(Presence::Absent),
        "late": late,
    })
}
