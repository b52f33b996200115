//! `cargo xtask sim`: the simulator of `tests/sim`.
//!
//! Builds as the tests are built, or faster code for long runs; a run is the same in any build.

use crate::shell::{cargo, command, run, run_keeping};
use crate::window;
use anyhow::Result;
use std::process::Command;

/// The seeds of every landing; seed 7 runs on encrypted files, 5, 10, 15… without repair.
const FROM: &str = "1";
const SEEDS: &str = "25";
const STEPS: &str = "120";

/// What a run spends its time in; compiled as for a school it is two and a half times as fast.
const HOT: [&str; 11] = [
    "klassny-log",
    "klassny-store",
    "klassny-share",
    "klassny-domain",
    "klassny-sim",
    "rusqlite",
    "prost",
    "bytes",
    "hashlink",
    "ed25519-dalek",
    "chacha20poly1305",
];

/// Runs seeds; the words are those of `klassny-sim`, after `--fast` where the run is long enough
/// to pay for some minutes of compiling.
pub fn sim(words: &[&str]) -> Result<()> {
    let mut build = cargo(&["build", "--locked", "-p", "klassny-sim"]);
    let words = match words {
        ["--fast", words @ ..] => {
            for hot in HOT {
                let level = format!("profile.dev.package.{hot}.opt-level=2");
                build.args(["--config", &level]);
            }
            words
        }
        words => words,
    };
    run(build)?;
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

/// The simulator with words.
pub fn program(words: &[&str]) -> Command {
    let built = window::target().join("debug");
    let program = built.join(window::program("klassny-sim"));
    command(&program.to_string_lossy(), words)
}
