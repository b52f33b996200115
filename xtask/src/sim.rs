//! `cargo xtask sim` and `cargo xtask mutants`: the simulator of `tests/sim`, and the named faults
//! of the protocol that it and the tests must notice.
//!
//! Builds as the tests are built; a run is the same in any build.

use crate::shell::{cargo, command, output, run, run_keeping};
use crate::window;
use anyhow::{Result, bail};
use std::process::Command;

/// The seeds of every landing.
const FROM: &str = "1";
const SEEDS: &str = "25";
const STEPS: &str = "120";

/// Runs seeds; the words are those of `klassny-sim`.
pub fn sim(words: &[&str]) -> Result<()> {
    run(cargo(&["build", "--locked", "-p", "klassny-sim"]))?;
    run(program(words))
}

/// The scenes and the seeds that every landing runs.
pub fn bounded() -> Result<Vec<String>> {
    // All programs of the core at once: one set of features, compiled once.
    run(cargo(&["build", "--locked", "--bins"]))?;
    let words = [
        "--scenes",
        "--from",
        FROM,
        "--seeds",
        SEEDS,
        "--steps",
        STEPS,
        "--threads",
        "2",
    ];
    run_keeping(program(&words), |line| line.starts_with("sim: "))
}

/// Runs every named fault of the protocol, or one, and says whether it was noticed.
pub fn mutants(wanted: Option<&str>) -> Result<()> {
    let features = ["--features", "klassny-sim/mutants"];
    let build = ["build", "--locked", "-p", "klassny-sim"];
    run(cargo(&[&build[..], &features].concat()))?;
    let listed = output(program(&["--mutants"]))?;
    let mut missed = Vec::new();
    let mut noticed = 0;
    for line in listed.lines() {
        let mut words = line.split_whitespace();
        let Some(name) = words.next() else { continue };
        if wanted.is_some_and(|wanted| wanted != name) {
            continue;
        }
        let by: Vec<&str> = words.collect();
        if is_noticed(name, &by)? {
            noticed += 1;
            println!("noticed      {name}: {}", by.join(" "));
        } else {
            println!("NOT noticed  {name}: {}", by.join(" "));
            missed.push(name);
        }
    }
    println!("mutants: {noticed} noticed, {} not noticed", missed.len());
    if missed.is_empty() && noticed > 0 {
        return Ok(());
    }
    bail!("not noticed: {}", missed.join(", "))
}

/// A mutant is noticed when what should notice it fails with it.
fn is_noticed(name: &str, by: &[&str]) -> Result<bool> {
    let mut check = match by {
        ["test", package, test] => cargo(&[
            "test",
            "--locked",
            "-p",
            package,
            "--features",
            "klassny-log/mutants",
            "--",
            test,
        ]),
        words => program(&[words, &["--no-shrink", "--until-failure"]].concat()),
    };
    check.env("KLASSNY_MUTANT", name);
    let output = check.output()?;
    Ok(output.status.code().is_some_and(|code| code != 0))
}

fn program(words: &[&str]) -> Command {
    let built = window::target().join("debug");
    let program = built.join(window::program("klassny-sim"));
    command(&program.to_string_lossy(), words)
}
