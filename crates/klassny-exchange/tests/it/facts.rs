//! The sample folder, read once, and the facts its generator wrote about it.

use klassny_exchange::{FolderPreview, Problem, Rows, Severity, read_folder, read_workbook};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The folder of the sample school.
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data"))
}

/// The sample folder, read once for all tests of this binary.
pub fn sample() -> &'static FolderPreview {
    static SAMPLE: OnceLock<FolderPreview> = OnceLock::new();
    SAMPLE.get_or_init(|| read_folder(&folder()))
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
