//! Every test there is, in the order in which a fault is found soonest.
//!
//! Owns the list of steps of `test`, `check` and `fix`. A step stands here only when it runs for
//! real; none may pass because its part is missing.

use crate::setup::{modules, setup};
use crate::shell::{cargo, command, have, root, run, run_keeping};
use crate::steps::Steps;
use crate::{beyond, demo, e2e, pdfa, sim, tidy, ui, window};
use anyhow::Result;

/// Installs what is missing and runs every test there is.
pub fn test() -> Result<()> {
    let mut steps = Steps::start();
    steps.run("setup", setup);
    core(&mut steps);
    steps.report(
        "beyond one share: S3 (experimental), PostgreSQL",
        beyond::test,
    );
    steps.report("the simulator: scenes and fixed seeds", sim::bounded);
    steps.report("stories in a browser", || e2e::run_stories(None));
    let mut programs = None;
    steps.run("build of the window", || {
        programs = Some((window::build()?, window::command()?));
        Ok(())
    });
    steps.run("clippy of the window and the bench", || {
        let mut clippy = cargo(&["clippy", "--locked", "--all-targets"]);
        clippy.args([
            "-p",
            "klassny",
            "-p",
            "klassny-bench",
            "-p",
            "klassny-bench-bare",
        ]);
        clippy.args(["--", "-D", "warnings"]);
        run(clippy)
    });
    steps.report("tests of the window's program", || {
        let tests = cargo(&["test", "--locked", "-p", "klassny"]);
        run_keeping(tests, |line| line.starts_with("test result:"))
    });
    let mut volumes = Vec::new();
    if let Some((app, klassny)) = programs {
        let folder = root().join("target/demo");
        steps.run("the main job in the real windows", || {
            volumes = demo::drive(&folder, &app, &klassny)?;
            Ok(())
        });
    }
    steps.report("the printed volumes are PDF/A-2u", || pdfa::check(&volumes));
    steps.finish()
}

/// Runs what must pass before a commit.
pub fn check() -> Result<()> {
    let mut steps = Steps::start();
    steps.run("npm packages", modules);
    core(&mut steps);
    steps.finish()
}

/// Runs `test` with the settings of CI: a quarter less of CPU and half of the disk.
pub fn ci() -> Result<()> {
    let this = std::env::current_exe()?;
    let mut test = command(&this.to_string_lossy(), &["test"]);
    test.env("CI", "true")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0");
    run(test)
}

/// Formats everything and mends what the linters can mend.
pub fn fix() -> Result<()> {
    run(cargo(&["fmt", "--all"]))?;
    run(cargo(&[
        "clippy",
        "--all-targets",
        "--fix",
        "--allow-dirty",
        "--allow-staged",
    ]))?;
    ui::fix()
}

fn core(steps: &mut Steps) {
    steps.run("format", || run(cargo(&["fmt", "--all", "--check"])));
    steps.run("tidy", tidy::tidy);
    steps.run("clippy", || {
        run(cargo(&[
            "clippy",
            "--locked",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    });
    steps.report("tests of the core", || {
        if have("cargo-nextest") {
            let tests = cargo(&["nextest", "run", "--locked", "--no-fail-fast"]);
            run_keeping(tests, |line| {
                line.contains(" tests run:") || line.contains("FAIL [")
            })
        } else {
            let tests = cargo(&["test", "--locked", "--no-fail-fast"]);
            run_keeping(tests, |line| line.starts_with("test result:"))
        }
    });
    steps.run("types of the window are the core's", ui::bindings_are_fresh);
    steps.report("types and style of the interface", ui::check);
    steps.report("tests of the interface", ui::test);
}
