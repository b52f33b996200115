//! The interface: its checks, its tests, its build, and the types it shares with the core.

use crate::shell::{cargo, command, root, run, run_keeping};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Types and style of the interface: svelte-check and Biome.
pub fn check() -> Result<Vec<String>> {
    run_keeping(npm(&["run", "--silent", "check"]), |line| {
        line.contains("svelte-check found") || line.starts_with("Checked ")
    })
}

/// The tests of the interface's own logic.
pub fn test() -> Result<Vec<String>> {
    run_keeping(npm(&["run", "--silent", "test"]), |line| {
        let line = line.trim_start();
        line.starts_with("Tests ") || line.starts_with("Test Files ")
    })
}

/// Builds the interface into `ui/dist`, where the window's build takes it from.
pub fn build() -> Result<()> {
    run(npm(&["run", "--silent", "build"]))
}

/// Formats the interface and mends what Biome can mend.
pub fn fix() -> Result<()> {
    run(npm(&["run", "--silent", "fix"]))
}

/// Writes `ui/src/bindings` anew from the types of the core.
pub fn bindings() -> Result<()> {
    let folder = bindings_folder();
    if folder.exists() {
        // A type that is gone must not stay behind.
        fs::remove_dir_all(&folder)?;
    }
    run(cargo(&[
        "test",
        "--quiet",
        "--locked",
        "-p",
        "klassny-app",
        "--lib",
        "export_bindings",
    ]))
}

/// Fails where the types of the interface are not those of the core, and leaves them right.
pub fn bindings_are_fresh() -> Result<()> {
    let before = texts(&bindings_folder())?;
    bindings()?;
    let after = texts(&bindings_folder())?;
    let changed: Vec<_> = after
        .iter()
        .filter(|(path, text)| before.get(*path) != Some(*text))
        .map(|(path, _)| path)
        .chain(before.keys().filter(|path| !after.contains_key(*path)))
        .map(|path| path.display().to_string())
        .collect();
    if !changed.is_empty() {
        bail!(
            "the types of the core had changed, commit ui/src/bindings: {}",
            changed.join(", ")
        );
    }
    Ok(())
}

/// An npm command of the interface.
pub fn npm(args: &[&str]) -> Command {
    let mut npm = command("npm", args);
    npm.current_dir(root().join("ui"));
    npm
}

fn bindings_folder() -> PathBuf {
    root().join("ui/src/bindings")
}

fn texts(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            texts.extend(self::texts(&path)?);
        } else {
            texts.insert(path.clone(), fs::read(&path)?);
        }
    }
    Ok(texts)
}
