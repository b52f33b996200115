//! The window: its build, its start while working on it, and the build for schools.

use crate::shell::{cargo, root, run};
use crate::ui;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The server of `npm run dev`, which the window of `dev` shows.
const DEV_URL: &str = "http://localhost:1420";

/// Builds the interface and the window around it, and returns the program.
pub fn build() -> Result<PathBuf> {
    ui::build()?;
    run(cargo(&["build", "--locked", "-p", "klassny"]))?;
    Ok(target().join("debug").join(program("klassny-window")))
}

/// Builds the command `klassny`, and returns it.
pub fn command() -> Result<PathBuf> {
    run(cargo(&["build", "--locked", "--bins"]))?;
    Ok(target().join("debug").join(program("klassny")))
}

/// Starts the window on the interface as it is being written.
pub fn dev(words: &[&str]) -> Result<()> {
    let mut server = ui::npm(&["run", "dev"])
        .spawn()
        .context("cannot start npm")?;
    let mut window = cargo(&["run", "-p", "klassny", "--no-default-features", "--"]);
    window.args(words).env(
        "TAURI_CONFIG",
        format!(r#"{{"build":{{"devUrl":"{DEV_URL}"}}}}"#),
    );
    let ended = run(window);
    server.kill().ok();
    server.wait().ok();
    ended
}

/// Builds the window and the command for schools into `target/dist`: optimised, with OpenSSL
/// inside.
pub fn dist() -> Result<()> {
    ui::build()?;
    let programs = [
        "build",
        "--release",
        "--locked",
        "-p",
        "klassny",
        "-p",
        "klassny-cli",
    ];
    let mut build = cargo(&programs);
    // The store is named only so that its feature can be.
    build.args([
        "-p",
        "klassny-store",
        "--features",
        "klassny-store/vendored-openssl",
    ]);
    run(build)?;
    let dist = root().join("target/dist");
    fs::create_dir_all(&dist)?;
    for name in ["klassny-window", "klassny"] {
        let built = target().join("release").join(program(name));
        let copy = dist.join(program(name));
        fs::copy(&built, &copy).with_context(|| format!("copy {}", built.display()))?;
        println!(
            "{}  {:.1} MB",
            copy.display(),
            fs::metadata(&copy)?.len() as f64 / 1e6
        );
    }
    Ok(())
}

/// The folder cargo builds into.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The file name of a program on this system.
pub fn program(name: &str) -> PathBuf {
    Path::new(name).with_extension(std::env::consts::EXE_EXTENSION)
}
