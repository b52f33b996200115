//! `cargo xtask bench`: measures the program on a full school year and writes the table.
//!
//! Builds optimised programs, runs the harness of `tests/bench`, and puts what it printed between
//! the marks of `docs/benchmarks.md`. It never asserts a time: people read the table.

use crate::setup::{chromium, setup};
use crate::shell::{cargo, command, output, root, run};
use crate::ui;
use crate::window;
use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const TABLE: &str = "docs/benchmarks.md";
const FROM: &str = "<!-- measured -->";
const TO: &str = "<!-- end -->";
const HEAD: &str =
    "| What | Klassny | Beside it, in the same run | Ratio | Wanted |\n|---|---|---|---|---|\n";

/// The rows of the real window, which the drivers of `tests/bench/window` measure.
const WINDOW: &str = "window";

/// Measures everything, or only the named rows, which are printed and not written down.
pub fn bench(wanted: &[&str]) -> Result<()> {
    build(&["klassny-bench", "klassny-beyond", "klassny-cli"])?;
    let programs = Programs {
        release: window::target().join("release"),
        folder: window::target().join("bench"),
    };
    let of_core: Vec<&str> = wanted
        .iter()
        .copied()
        .filter(|row| *row != WINDOW)
        .collect();
    if !wanted.is_empty() {
        if !of_core.is_empty() {
            println!("{}", output(programs.harness(&of_core))?);
        }
        if wanted.contains(&WINDOW) {
            println!("{}", programs.window()?);
        }
        return Ok(());
    }
    let lines = output(programs.harness(&[]))?;
    println!("{lines}");
    let (year, rows) = split(&lines)?;
    let of_window = programs.window()?;
    println!("{of_window}");
    let mut table = format!("{HEAD}{rows}\n{of_window}\n");
    table.push_str(&demo(&programs.release, &programs.folder)?);
    table.push_str(&sizes(&programs.release)?);
    let text = format!("{}\n\n{table}\n{year}\n", machine()?);
    write(&root().join(TABLE), &text)
}

/// Builds optimised programs; the core's do not wait for the window's.
fn build(packages: &[&str]) -> Result<()> {
    let mut build = cargo(&["build", "--release", "--locked", "--bins"]);
    build.args(packages.iter().flat_map(|package| ["-p", package]));
    run(build)
}

/// Where the optimised programs are, and the folder the year is kept in.
struct Programs {
    release: PathBuf,
    folder: PathBuf,
}

impl Programs {
    fn path(&self, name: &str) -> String {
        let path = self.release.join(window::program(name));
        path.to_string_lossy().into_owned()
    }

    fn harness(&self, rows: &[&str]) -> Command {
        let mut harness = command(&self.path("klassny-bench"), &[]);
        harness
            .arg(&self.folder)
            .arg(root().join("tests/data"))
            .args(rows);
        harness
    }

    /// Builds the window, puts the year back and measures on it, under a display of its own.
    fn window(&self) -> Result<String> {
        setup()?;
        ui::build()?;
        build(&["klassny", "klassny-bench-bare", "klassny-tests"])?;
        let place = output(self.harness(&[WINDOW]))?;
        let words = ["-a", "-s", "-screen 0 1920x1080x24", "node"];
        let mut measure = command("xvfb-run", &words);
        measure
            .arg("tests/bench/window/measure.mjs")
            .arg(place)
            .arg(self.path("klassny-window"))
            .arg(self.path("klassny-bench-bare"))
            .arg(self.path("serve"))
            .arg(root().join("ui/dist"));
        if let Some(browser) = chromium() {
            measure.env("CHROMIUM", browser);
        }
        output(measure)
    }
}

/// The rows, and the harness's last line: how large the year is.
fn split(lines: &str) -> Result<(&str, &str)> {
    let (rows, year) = lines
        .rsplit_once('\n')
        .context("the harness printed no rows")?;
    Ok((year, rows))
}

fn demo(release: &Path, folder: &Path) -> Result<String> {
    let klassny = release.join(window::program("klassny"));
    let mut demo = command(&klassny.to_string_lossy(), &["demo", "--out"]);
    demo.arg(folder.join("demo"));
    let start = Instant::now();
    run(demo)?;
    let seconds = start.elapsed().as_secs_f64();
    Ok(format!(
        "| `klassny demo`: three workstations, from import to a verified volume | {seconds:.1} s | — | — | < 60 s |\n"
    ))
}

/// The programs as they are built for release; one that is not built has no row.
fn sizes(release: &Path) -> Result<String> {
    let mut rows = String::new();
    for name in ["klassny", "klassny-window"] {
        if let Ok(file) = std::fs::metadata(release.join(window::program(name))) {
            let megabytes = file.len() as f64 / 1e6;
            writeln!(
                rows,
                "| size of `{name}`, stripped | {megabytes:.1} MB | — | — | — |"
            )?;
        }
    }
    Ok(rows)
}

/// What the figures were measured on, and of which state of the source.
fn machine() -> Result<String> {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown processor", |line| {
        line.trim_start_matches([' ', '\t', ':'])
    });
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    let commit = output(command("git", &["rev-parse", "--short", "HEAD"]))?;
    let day = output(command("date", &["+%d.%m.%Y"]))?;
    Ok(format!(
        "Measured {day} at commit {commit} on {} ({cores} cores, {model}); load of the machine at the end {load}.",
        std::env::consts::OS
    ))
}

/// Puts the text between the marks of the document.
fn write(path: &Path, text: &str) -> Result<()> {
    let document = std::fs::read_to_string(path)?;
    let replaced =
        between(&document, text).with_context(|| format!("{TABLE} has lost its marks"))?;
    std::fs::write(path, replaced)?;
    Ok(())
}

fn between(document: &str, text: &str) -> Option<String> {
    let (before, rest) = document.split_once(FROM)?;
    let (_, after) = rest.split_once(TO)?;
    Some(format!("{before}{FROM}\n{text}{TO}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_marks_is_written_anew() {
        let document = format!("words\n{FROM}\nold\n{TO}\nmore\n");
        let written = between(&document, "new\n");
        assert_eq!(written, Some(format!("words\n{FROM}\nnew\n{TO}\nmore\n")));
        assert_eq!(between("no marks", "new"), None);
    }
}
