//! `cargo xtask kills`: the long run of the kills and the power cuts.
//!
//! Builds the programs of the tests optimised, with the points at which they are killed, and runs
//! the same tests as every landing for longer. It must not know what a kill is.

use crate::shell::{cargo, run_keeping};
use anyhow::{Context, Result, bail};

/// Kills the program `--each N` times at each point, or for `--minutes M` per script.
pub fn kills(words: &[&str]) -> Result<()> {
    let (variable, number) = match words {
        [] => ("KLASSNY_KILLS_EACH", "100"),
        ["--each", number] => ("KLASSNY_KILLS_EACH", *number),
        ["--minutes", number] => ("KLASSNY_KILLS_MINUTES", *number),
        _ => bail!("kills [--minutes M | --each N]"),
    };
    number
        .parse::<u64>()
        .with_context(|| format!("{number} is no number"))?;
    let mut tests = cargo(&[
        "test",
        "--release",
        "--locked",
        "-p",
        "klassny-tests",
        "--features",
        "kill-points",
        "--test",
        "kills",
        "--test",
        "power",
        "--",
        "--nocapture",
        "--test-threads",
        "2",
    ]);
    tests.env(variable, number).env("KLASSNY_CUTS", "1000");
    let kept = run_keeping(tests, |line| {
        line.contains(" kills at ") || line.contains(" cuts, ") || line.starts_with("test result:")
    })?;
    println!("\n{}", kept.join("\n"));
    Ok(())
}
