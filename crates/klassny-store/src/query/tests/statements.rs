//! Every statement of this crate's rows is one that SQLite accepts, and none reads a whole journal.

use crate::project::tests::replica;
use crate::query::timetable;
use crate::query::{
    access, cells, class, conflict, family, figures, lesson, member, paper, plan, pupil, school,
    slots, staff, stamp, term,
};

const STATEMENTS: &[&[&str]] = &[
    access::STATEMENTS,
    cells::STATEMENTS,
    class::STATEMENTS,
    conflict::STATEMENTS,
    family::STATEMENTS,
    figures::STATEMENTS,
    lesson::STATEMENTS,
    member::STATEMENTS,
    paper::STATEMENTS,
    plan::STATEMENTS,
    pupil::STATEMENTS,
    school::STATEMENTS,
    slots::STATEMENTS,
    staff::STATEMENTS,
    stamp::STATEMENTS,
    term::STATEMENTS,
    timetable::STATEMENTS,
];

/// Tables, and their names in questions, with a row for every lesson, cell or fact of a year.
const LARGE: [&str; 13] = [
    "fact",
    "log_fact",
    "log_segment",
    "lesson_record",
    "lesson_topic",
    "homework",
    "homework_file",
    "assignment",
    "mark",
    "attendance",
    "absence_excuse",
    "final_mark",
    "parent_note",
];

/// The log, and its names in questions.
const LOG: [&str; 6] = ["log_fact", "fact", "f", "log_segment", "segment", "s"];

/// Indexes that hold few rows of it, whatever the number of years.
const FEW: [&str; 9] = [
    "log_fact_outbox",
    "log_fact_control",
    "log_fact_ack",
    "log_fact_keys",
    "log_fact_seal",
    "log_segment_state",
    "log_segment_newer",
    "log_segment_waits",
    "log_segment_waits_for",
];

/// Files that are about all facts, or walk from the newest back and stop early.
const WHOLE: [&str; 4] = [
    "facts_in_order.sql",
    "moment.sql",
    "entered_since.sql",
    "stated_or_came.sql",
];

#[test]
fn every_statement_prepares_against_the_migrated_schema() {
    let conn = replica();
    for sql in crate::project::STATEMENTS
        .iter()
        .chain(STATEMENTS.iter().copied().flatten())
    {
        if let Err(error) = conn.prepare(sql) {
            panic!("{error}: {sql}");
        }
    }
}

#[test]
fn no_question_reads_a_whole_table_of_the_journal() {
    let conn = replica();
    for sql in STATEMENTS.iter().copied().flatten() {
        let mut explain = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = explain.raw_query();
        let mut rows = steps;
        while let Some(row) = rows.next().unwrap() {
            let step: String = row.get("detail").unwrap();
            // An index of the records in conflict holds nothing else, and those are few.
            let whole = LARGE.iter().any(|table| {
                step.split(' ').take(2).eq(["SCAN", table])
                    && !step.ends_with(&format!("INDEX {table}_conflict"))
            });
            assert!(!whole, "{step}: {sql}");
        }
    }
}

/// Fails where a question walks through every fact or every segment ever kept.
fn reads_no_whole_log(conn: &rusqlite::Connection, sql: &str) {
    let mut explain = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let mut rows = explain.raw_query();
    while let Some(row) = rows.next().unwrap() {
        let step: String = row.get("detail").unwrap();
        let words: Vec<&str> = step.split(' ').collect();
        let scans = |table| words.starts_with(&["SCAN", table]);
        let few = words.last().is_some_and(|index| FEW.contains(index));
        assert!(few || !LOG.into_iter().any(scans), "{step}: {sql}");
    }
}

#[test]
fn every_sql_file_of_the_crate_prepares() {
    let conn = replica();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // A file of the tests makes rows and is run by its test.
                folders.extend((!path.ends_with("tests")).then_some(path));
            } else if path.extension().is_some_and(|ending| ending == "sql") {
                let sql = std::fs::read_to_string(&path).unwrap();
                let prepared = conn.prepare(&sql);
                assert!(prepared.is_ok(), "{path:?}: {prepared:?}");
                if !WHOLE.iter().any(|whole| path.ends_with(whole)) {
                    reads_no_whole_log(&conn, &sql);
                }
                count += 1;
            }
        }
    }
    assert!(count > 10, "{count}");
}
