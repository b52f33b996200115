//! What lies beyond one share: S3, and the district's database. Built and tested by itself, so that
//! nobody else pays for a network.

use crate::shell::{cargo, have, run, run_keeping};
use anyhow::Result;

/// The packages, and the command with the feature that needs them.
const PACKAGES: [&str; 10] = [
    "-p",
    "klassny-s3",
    "-p",
    "klassny-collect",
    "-p",
    "klassny-beyond",
    "-p",
    "klassny-cli",
    "--features",
    "klassny-cli/s3",
];

/// Lints them, and runs their tests on a real S3 server (experimental) and a real PostgreSQL.
pub fn test() -> Result<Vec<String>> {
    let mut lint = cargo(&["clippy", "--locked", "--all-targets"]);
    run({
        lint.args(PACKAGES).args(["--", "-D", "warnings"]);
        lint
    })?;
    let nextest = have("cargo-nextest");
    let mut test = match nextest {
        true => cargo(&["nextest", "run", "--locked", "--no-fail-fast"]),
        false => cargo(&["test", "--locked", "--no-fail-fast"]),
    };
    test.args(PACKAGES);
    if nextest {
        // The tests of the command itself have run with those of the core.
        test.args(["-E", "not package(klassny-cli)"]);
    }
    run_keeping(test, |line| {
        line.contains(" tests run:") || line.contains("FAIL [") || line.starts_with("test result:")
    })
}
