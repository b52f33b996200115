//! The harness behind `cargo xtask bench`: measures the core on a full school year.
//!
//! `klassny-bench FOLDER DATA [ROW…]`: makes the year in FOLDER once, puts it back before every
//! run, and prints a line of the table in `docs/benchmarks.md` for everything it measured, then how large
//! the year is, where it was needed; `window` alone puts the year back and tells as JSON what the window is measured on.
//! It asserts no time.

mod collect;
mod entry;
mod exchange;
mod figures;
mod paper;
mod school;
mod spreads;
mod window;
mod year;

use anyhow::{Context as _, Result};
use exchange::{Scale, bootstrap, day, district, latency, poll};
use figures::Row;
use school::School;
use std::io::Write as _;
use std::path::Path;

/// The word that only puts the year back and tells where the window is measured.
const WINDOW: &str = "window";

/// Measures a row of the table, or several.
enum Measure {
    /// On the year of the sample school, which is made once and put back.
    Year(fn(&School) -> Result<Vec<Row>>),
    /// On a small school of its own.
    Small(fn(Scale) -> Result<Vec<Row>>),
}

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, data, wanted @ ..] = words.as_slice() else {
        anyhow::bail!("klassny-bench FOLDER DATA [ROW…]")
    };
    let scale = Scale::of_environment();
    let mut year = None;
    let open = || School::open(Path::new(folder), Path::new(data)).context("the school year");
    let mut out = std::io::stdout();
    if wanted == [WINDOW] {
        return Ok(writeln!(out, "{}", window::place(&open()?)?)?);
    }
    let bootstrap = match scale.words() {
        "" => Measure::Year(bootstrap::measure),
        _ => Measure::Small(bootstrap::reduced),
    };
    let rows = [
        ("spread", Measure::Year(spreads::measure)),
        ("rebuild", Measure::Year(year::rebuild)),
        ("collect", Measure::Year(collect::measure)),
        ("volume", Measure::Year(paper::measure)),
        ("bootstrap", bootstrap),
        ("latency", Measure::Small(latency::measure)),
        ("poll", Measure::Small(poll::measure)),
        ("day", Measure::Small(day::measure)),
        ("district", Measure::Small(district::measure)),
    ];
    let mut measured = Vec::new();
    for (name, measure) in rows {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            eprintln!("bench: {name}");
            let rows = match measure {
                Measure::Small(measure) => measure(scale),
                Measure::Year(measure) => {
                    if year.is_none() {
                        year = Some(open()?);
                    }
                    year.as_ref().context("the school year").and_then(measure)
                }
            };
            measured.extend(rows.with_context(|| name.to_owned())?);
        }
    }
    for row in &measured {
        writeln!(out, "{}", row.line())?;
    }
    let size = year.as_ref().map(School::size).transpose()?;
    writeln!(out, "{}", size.unwrap_or_default())?;
    Ok(())
}
