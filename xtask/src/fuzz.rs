//! `cargo xtask fuzz TARGET`: libFuzzer on a target of `tests/fuzz`, for as long as one likes.
//!
//! It must not know what a target does. Where cargo-fuzz or a nightly compiler is missing it says
//! what to install, and what runs without them.

use crate::shell::{command, have, root, run};
use anyhow::{Context, Result, bail};
use std::process::Stdio;

const USAGE: &str = "fuzz TARGET [--minutes M]";
/// The most memory a target may take, MiB.
const MEMORY_MB: u32 = 1024;
/// The longest that one input may take, seconds.
const SECONDS: u32 = 20;

/// Runs a target for some minutes; ten where nothing is said.
pub fn fuzz(words: &[&str]) -> Result<()> {
    let targets = targets()?;
    let (target, minutes) = match words {
        [target] => (*target, "10"),
        [target, "--minutes", minutes] => (*target, *minutes),
        _ => bail!("{USAGE}\ntargets: {}", targets.join(" ")),
    };
    if !targets.iter().any(|known| known == target) {
        bail!("no target {target}; there are: {}", targets.join(" "));
    }
    let minutes: u64 = minutes
        .parse()
        .with_context(|| format!("{minutes} is no number"))?;
    if let Some(missing) = missing() {
        bail!(
            "{missing}\nOn the stable compiler: KLASSNY_FUZZ_EACH=100000 \
             cargo nextest run -p klassny-fuzz -E 'test({target})' --no-capture"
        );
    }
    // What it finds interesting goes to the first folder; the committed corpus is only read.
    let grown = root().join("target/fuzz-corpus").join(target);
    std::fs::create_dir_all(&grown).context("make the folder of the corpus")?;
    let grown = grown.to_string_lossy().into_owned();
    let committed = format!("tests/fuzz/corpus/{target}");
    let limits = [
        format!("-max_total_time={}", minutes.saturating_mul(60)),
        format!("-rss_limit_mb={MEMORY_MB}"),
        format!("-timeout={SECONDS}"),
    ];
    let mut words = vec!["+nightly", "fuzz", "run", "--fuzz-dir", "fuzz", target];
    words.extend([grown.as_str(), committed.as_str(), "--"]);
    words.extend(limits.iter().map(String::as_str));
    let mut fuzzer = command("cargo", &words);
    fuzzer.env_remove("RUSTUP_TOOLCHAIN");
    run(fuzzer)
}

/// The targets, by the files that libFuzzer is given.
fn targets() -> Result<Vec<String>> {
    let folder = root().join("fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).context("read the folder of targets")? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".rs").map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

/// What has to be installed first.
fn missing() -> Option<String> {
    let mut nightly = command("cargo", &["+nightly", "--version"]);
    nightly.env_remove("RUSTUP_TOOLCHAIN");
    let nightly = nightly.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let mut steps = Vec::new();
    if !nightly.is_ok_and(|status| status.success()) {
        steps.push("rustup toolchain install nightly --profile minimal");
    }
    if !have("cargo-fuzz") {
        steps.push("cargo install --locked cargo-fuzz");
    }
    (!steps.is_empty()).then(|| {
        let steps = steps.join("\n  ");
        format!("libFuzzer needs a nightly compiler and cargo-fuzz. Install:\n  {steps}")
    })
}
