//! The sample folder and the facts its generator wrote about it.

use chrono::NaiveDate;
use klassny_exchange::{
    ClassName, FolderPreview, Problem, Rows, Severity, read_folder, read_workbook,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The folder of the sample school.
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data"))
}

/// Some files of the sample, read as a folder of their own.
pub fn part(names: &[&str]) -> FolderPreview {
    let part = tempfile::tempdir().unwrap();
    for name in names {
        let file = name.rsplit('/').next().unwrap();
        std::fs::copy(folder().join(name), part.path().join(file)).unwrap();
    }
    read_folder(part.path())
}

/// The rows of one file of the sample.
pub fn rows(name: &str) -> Rows {
    let bytes = std::fs::read(folder().join(name)).unwrap();
    read_workbook(&bytes, name).rows
}

/// The facts about a part of the sample.
pub fn facts(part: &str) -> &'static Value {
    static FACTS: OnceLock<Value> = OnceLock::new();
    let facts = FACTS.get_or_init(|| {
        let text = std::fs::read_to_string(folder().join("facts.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    });
    &facts[part]
}

/// A number of the facts.
pub fn number(fact: &Value) -> usize {
    usize::try_from(fact.as_u64().unwrap()).unwrap()
}

/// The problems of one severity, as lines.
pub fn lines(problems: &[Problem], severity: Severity) -> Vec<String> {
    let graded = problems
        .iter()
        .filter(|problem| problem.severity == severity);
    graded
        .map(|problem| format!("{}: {}", problem.place(), problem.what))
        .collect()
}

/// A class by its name.
pub fn class(name: &str) -> ClassName {
    ClassName::parse(name).unwrap()
}

/// A day.
pub fn day(day: u32, month: u32, year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Compares counts by key with an object of the facts.
pub fn assert_counts(counted: &BTreeMap<String, usize>, fact: &Value) {
    let expected: BTreeMap<String, usize> = fact
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, count)| (key.clone(), number(count)))
        .collect();
    assert_eq!(counted, &expected);
}

/// Counts rows by a key.
pub fn count_by<T>(rows: &[T], key: impl Fn(&T) -> String) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(key(row)).or_default() += 1;
    }
    counts
}

/// The sum of hours.
pub fn hours<T>(rows: &[T], of: impl Fn(&T) -> u16) -> usize {
    rows.iter().map(|row| usize::from(of(row))).sum::<usize>() / 4
}
