//! Opening a spread, against the raw query of the same rows of the same replica.

use crate::figures::{Row, Times};
use crate::school::School;
use anyhow::{Context as _, Result};
use klassny_domain::ids::GroupId;
use rusqlite::{Connection, params};
use serde_json::{Value, json};

/// The tables of a spread, each read by its primary key.
const TABLES: [&str; 7] = [
    "lesson_record",
    "lesson_topic",
    "homework",
    "assignment",
    "mark",
    "attendance",
    "absence_excuse",
];
/// Every so many-th group is opened.
const EVERY: usize = 5;

/// Opens a spread of every fifth group of the school, of the longest term of the year.
pub fn measure(school: &School) -> Result<Vec<Row>> {
    let app = &school.deputy;
    let bare = school.bare_replica()?;
    let (mut ours, mut raw) = (Times::default(), Times::default());
    let mut cells = 0;
    let groups = call(app, "journal_groups", json!({}))?;
    for group in list(&groups, "groups").iter().step_by(EVERY) {
        let Some(term) = longest(list(group, "terms")) else {
            continue;
        };
        let id = text(group, "group");
        let args = json!({ "group": id, "term": text(term, "term") });
        let spread = ours.time(|| call(app, "spread", args))?;
        cells = cells.max(list(&spread, "rows").len() * list(&spread, "lessons").len());
        let group = GroupId::parse(id).context("a group")?;
        let days = (text(term, "starts_on"), text(term, "ends_on"));
        raw.time(|| raw_rows(&bare, group, days))?;
    }
    let (ratio, ours_words, raw_words) = (ours.ratio_to(&raw), ours.words(), raw.words());
    Ok(vec![Row {
        what: format!(
            "opening a spread, {} groups of all grades, the largest of {cells} cells",
            ours.count()
        ),
        ours: ours_words,
        peer: format!("raw SQL of the same rows: {raw_words}"),
        ratio,
        wanted: "< 50 ms",
    }])
}

fn raw_rows(conn: &Connection, group: GroupId, (from, to): (&str, &str)) -> Result<usize> {
    let mut values = 0;
    for table in TABLES {
        let sql = format!("SELECT * FROM {table} WHERE group_id = ?1 AND date BETWEEN ?2 AND ?3");
        let mut select = conn.prepare_cached(&sql)?;
        let columns = select.column_count();
        let mut rows = select.query(params![group.as_bytes(), from, to])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                values += usize::from(row.get_ref(column)? != rusqlite::types::ValueRef::Null);
            }
        }
    }
    Ok(values)
}

/// Asks as the window asks.
pub fn call(app: &klassny_app::App, name: &str, args: Value) -> Result<Value> {
    app.call(name, args)
        .map_err(|error| anyhow::anyhow!("{name}: {}", serde_json::json!(error)))
}

/// A list of a view.
pub fn list<'v>(view: &'v Value, name: &str) -> &'v [Value] {
    let list = view.get(name).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

/// A text of a view.
pub fn text<'v>(view: &'v Value, name: &str) -> &'v str {
    view.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The term of a group with most days in it.
pub fn longest(terms: &[Value]) -> Option<&Value> {
    terms.iter().max_by_key(|term| {
        let day = |name| text(term, name).parse::<chrono::NaiveDate>().ok();
        day("ends_on")
            .zip(day("starts_on"))
            .map(|(end, start)| end - start)
    })
}
