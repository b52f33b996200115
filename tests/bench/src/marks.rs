//! A mark from key to durable, against a bare insert of SQLCipher with the same settings.

use crate::figures::{Row, Times};
use crate::school::{School, open_bare};
use crate::spreads::{call, list, text};
use anyhow::{Result, ensure};
use klassny_app::App;
use rusqlite::params;
use serde_json::{Value, json};

/// How many marks are entered.
const COUNT: usize = 500;

/// Enters marks into empty cells of the deputy's own groups.
pub fn measure(school: &School) -> Result<Vec<Row>> {
    let cells = empty_cells(&school.deputy, COUNT)?;
    ensure!(cells.len() >= COUNT / 2, "only {} empty cells", cells.len());
    let bare = open_bare(&school.dir().join("deputy/bare.db"), &[7; 32])?;
    bare.execute_batch(
        "CREATE TABLE mark (key BLOB PRIMARY KEY, value TEXT) STRICT, WITHOUT ROWID",
    )?;
    let (mut ours, mut raw) = (Times::default(), Times::default());
    for (number, cell) in cells.iter().enumerate() {
        ours.time(|| call(&school.deputy, "set_mark", cell.clone()))?;
        let key = *klassny_domain::ids::PupilId::derive(&[&number.to_le_bytes()]).as_bytes();
        raw.time(|| {
            bare.prepare_cached("INSERT INTO mark (key, value) VALUES (?1, ?2)")?
                .execute(params![key, "4"])
        })?;
    }
    Ok(vec![Row {
        what: format!("a mark from the call to durable, {} marks", ours.count()),
        ours: ours.words(),
        peer: format!(
            "bare SQLCipher insert, same pragmas and disk: {}",
            raw.words()
        ),
        ratio: ours.ratio_to(&raw),
        wanted: "—",
    }])
}

/// Arguments of `set_mark` for cells with nothing in them, of groups the person teaches.
pub fn empty_cells(app: &App, count: usize) -> Result<Vec<Value>> {
    let groups = call(app, "journal_groups", json!({}))?;
    let own = |group: &&Value| group.get("own") == Some(&Value::Bool(true));
    let mut cells = Vec::new();
    for group in list(&groups, "groups").iter().filter(own) {
        for term in list(group, "terms") {
            let args = json!({ "group": text(group, "group"), "term": text(term, "term") });
            let spread = call(app, "spread", args)?;
            for row in list(&spread, "rows") {
                let columns = list(&spread, "lessons").iter().zip(list(row, "cells"));
                let empty = columns.filter(|(lesson, cell)| {
                    list(cell, "marks").is_empty()
                        && cell.get("absence") == Some(&Value::Null)
                        && list(lesson, "assignments").len() == 1
                });
                cells.extend(empty.map(|(lesson, _)| {
                    json!({
                        "place": lesson.get("place"),
                        "pupil": text(row, "pupil"),
                        "ordinal": 0,
                        "value": "4",
                        "written_on": null,
                    })
                }));
            }
            if cells.len() >= count {
                cells.truncate(count);
                return Ok(cells);
            }
        }
    }
    Ok(cells)
}
