//! The harness behind `cargo xtask bench`: measures the core on a full school year.
//!
//! `klassny-bench FOLDER DATA [ROW…]`: makes the year in FOLDER once, puts it back before every
//! run, and prints a line of the table in `docs/benchmarks.md` for everything it measured, then how large
//! the year is; `window` alone puts the year back and tells as JSON what the window is measured on.
//! It asserts no time.

mod collect;
mod entry;
mod figures;
mod paper;
mod school;
mod spreads;
mod window;
mod year;

use anyhow::{Context as _, Result};
use figures::Row;
use school::School;
use std::io::Write as _;
use std::path::Path;

/// The word that only puts the year back and tells where the window is measured.
const WINDOW: &str = "window";

/// Measures a row of the table, or several.
type Measure = fn(&School) -> Result<Vec<Row>>;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, data, wanted @ ..] = words.as_slice() else {
        anyhow::bail!("klassny-bench FOLDER DATA [ROW…]")
    };
    let school = School::open(Path::new(folder), Path::new(data)).context("the school year")?;
    let mut out = std::io::stdout();
    if wanted == [WINDOW] {
        return Ok(writeln!(out, "{}", window::place(&school)?)?);
    }
    let rows: [(&str, Measure); 4] = [
        ("spread", spreads::measure),
        ("rebuild", year::rebuild),
        ("collect", collect::measure),
        ("volume", paper::measure),
    ];
    let mut measured = Vec::new();
    for (name, measure) in rows {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            eprintln!("bench: {name}");
            measured.extend(measure(&school).with_context(|| name.to_owned())?);
        }
    }
    for row in &measured {
        writeln!(out, "{}", row.line())?;
    }
    writeln!(out, "{}", school.size()?)?;
    Ok(())
}
