//! The stories: people at their work in a browser, on the real core over the test bridge.
//!
//! Builds what they run on, sets the sample school up once, and hands over to `node --test`.

use crate::setup::{chromium, modules};
use crate::shell::{cargo, command, root, run, run_keeping};
use crate::ui;
use crate::window::{program, target};
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Runs the stories whose file or name holds the word; all of them without one.
pub fn run_stories(word: Option<&str>) -> Result<Vec<String>> {
    modules()?;
    ui::build()?;
    run(cargo(&["build", "--locked", "--bins"]))?;
    let programs = target().join("debug");
    let school = school_of(&programs.join(program("klassny")))?;
    let mut morning = command(
        &programs.join(program("klassny")).to_string_lossy(),
        &["demo", "--set-up", "--out"],
    );
    morning.arg(&school);
    run(morning)?;
    let mut node = command("node", &["--test", "--test-reporter=spec"]);
    let stories = stories()?;
    // Two at a time: each story has a browser and up to three programs of its own.
    node.arg("--test-concurrency=2");
    let named: Vec<_> = stories
        .iter()
        .filter(|file| word.is_some_and(|word| file.to_string_lossy().contains(word)))
        .collect();
    match word {
        Some(word) if named.is_empty() => {
            node.arg("--test-name-pattern").arg(word).args(&stories);
        }
        Some(_) => {
            node.args(named);
        }
        None => {
            node.args(&stories);
        }
    }
    node.env("KLASSNY_SERVE", programs.join(program("serve")))
        .env("KLASSNY_SCHOOL", school.join("morning"))
        .env("KLASSNY_E2E", target().join("e2e"));
    if let Some(browser) = chromium() {
        node.env("CHROMIUM", browser);
    }
    run_keeping(node, |line| {
        let line = line.trim_start_matches(['ℹ', ' ']);
        ["tests ", "pass ", "fail ", "duration_ms "]
            .iter()
            .any(|start| line.starts_with(start))
            || line.starts_with('✖')
    })
}

/// The folder of the sample school; an older program's is cleared, so that it is set up anew.
fn school_of(klassny: &Path) -> Result<PathBuf> {
    let school = target().join("e2e/school");
    let set_up = fs::metadata(school.join("morning/people.json")).and_then(|it| it.modified());
    let built = fs::metadata(klassny).and_then(|it| it.modified())?;
    if set_up.is_ok_and(|at| at < built) {
        fs::remove_dir_all(&school)?;
    }
    Ok(school)
}

fn stories() -> Result<Vec<PathBuf>> {
    let folder = root().join("tests/e2e");
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("read {}", folder.display()))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        bail!("no stories in {}", folder.display());
    }
    Ok(files)
}
