//! What the real window is measured on: where a person who teaches finds the fullest open spread.
//!
//! Only tells; the keys are pressed by `tests/bench/window`.

use crate::school::{FOUNDER, PASSWORD, School};
use crate::spreads::{call, list, text};
use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// The profile, the person and the group, as JSON for the drivers of the window.
pub fn place(school: &School) -> Result<String> {
    let app = &school.deputy;
    let groups = call(app, "journal_groups", json!({}))?;
    let own = |group: &&Value| group.get("own") == Some(&Value::Bool(true));
    let mut fullest: Option<(usize, Value)> = None;
    for group in list(&groups, "groups").iter().filter(own) {
        let args = json!({ "group": text(group, "group"), "term": null });
        let spread = call(app, "spread", args)?;
        let (rows, lessons) = (list(&spread, "rows").len(), list(&spread, "lessons").len());
        let here = json!({
            "class_name": text(group, "class_name"),
            "subject": text(group, "subject"),
            "rows": rows,
            "lessons": lessons,
        });
        if fullest
            .as_ref()
            .is_none_or(|(cells, _)| rows * lessons > *cells)
        {
            fullest = Some((rows * lessons, here));
        }
    }
    let (_, group) = fullest.context("the founder teaches nobody")?;
    let told = json!({
        "profile": school.dir().join("deputy"),
        "person": FOUNDER,
        "password": PASSWORD,
        "group": group,
    });
    Ok(told.to_string())
}
