//! `cargo xtask demo`: the main job on the made-up school, in the program's own windows.
//!
//! With a display it opens one workstation for a person to try; without one it drives the whole
//! main job through three windows under Xvfb and leaves what came of it. Builds what it starts.

use crate::setup;
use crate::shell::{command, have, root, run, status};
use crate::window;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

const STATIONS: [&str; 3] = ["teacher", "deputy", "clerk"];
/// The words that an earlier demo's school is put back with.
const FRESH: &str = "--fresh";

/// How `main-job.mjs` ends where WebKit's process of a page has ended.
const PAGE_GONE: i32 = 75;

/// What `cargo xtask demo` was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Asked<'w> {
    station: Option<&'w str>,
    fresh: bool,
}

/// Runs the demo: `[--as teacher|deputy|clerk] [--fresh]`.
pub fn demo(words: &[&str]) -> Result<()> {
    let asked = read(words)?;
    setup::setup()?;
    let app = window::build()?;
    let klassny = window::command()?;
    let folder = root().join("target/demo");
    match (asked.station, has_display()) {
        (None, false) => drive(&folder, &app, &klassny).map(drop),
        (Some(_), false) => bail!("there is no display here; without --as the demo runs by itself"),
        (station, true) => {
            if asked.fresh || !folder.join("people.json").exists() {
                set_up(&folder, &klassny)?;
            }
            let station = station.unwrap_or("teacher");
            say_who(&folder, station)?;
            let profile = folder.join(station);
            run(command(
                &app.to_string_lossy(),
                &["--profile", &profile.to_string_lossy()],
            ))
        }
    }
}

/// Drives the main job through the windows on a fresh morning; returns the printed volumes.
pub fn drive(folder: &Path, app: &Path, klassny: &Path) -> Result<Vec<PathBuf>> {
    if !have("xvfb-run") {
        bail!("xvfb-run is missing: cargo xtask setup installs it");
    }
    let mut ended = do_job(folder, app, klassny)?;
    // The software drawing of a machine without a display may take WebKit's process of a page with
    // it (seen once, in Mesa's swrast_dri.so). The program loads its page anew; the driver cannot
    // follow it there.
    if ended.code() == Some(PAGE_GONE) {
        println!("The process of a page has ended; the job begins once more.");
        ended = do_job(folder, app, klassny)?;
    }
    if !ended.success() {
        bail!("the main job ended with {ended}");
    }
    let out = folder.join("out");
    let mut volumes = Vec::new();
    for entry in std::fs::read_dir(&out)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("volume-") && name.ends_with(".pdf") {
            volumes.push(path);
        }
    }
    if volumes.is_empty() {
        bail!("no volume was left in {}", out.display());
    }
    Ok(volumes)
}

/// The whole job from a fresh morning, and how it ended.
fn do_job(folder: &Path, app: &Path, klassny: &Path) -> Result<ExitStatus> {
    set_up(folder, klassny)?;
    let words = ["-a", "-s", "-screen 0 1920x1080x24", "node"];
    let mut job = command("xvfb-run", &words);
    job.arg("tests/e2e/window/main-job.mjs")
        .arg(folder)
        .arg(app);
    status(&mut job)
}

/// The school on the morning of 23.10.2026; a copy of it is kept, so only the first time is long.
fn set_up(folder: &Path, klassny: &Path) -> Result<()> {
    let words = ["demo", "--set-up", "--out"];
    let mut set_up = command(&klassny.to_string_lossy(), &words);
    set_up.arg(folder);
    run(set_up)
}

fn say_who(folder: &Path, station: &str) -> Result<()> {
    let people = std::fs::read_to_string(folder.join("people.json"))?;
    println!("{station}: {}", folder.join(station).display());
    println!("{people}");
    Ok(())
}

fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn read<'w>(words: &[&'w str]) -> Result<Asked<'w>> {
    let mut asked = Asked {
        station: None,
        fresh: false,
    };
    let mut rest = words;
    loop {
        match rest {
            [] => return Ok(asked),
            [word, more @ ..] if *word == FRESH => {
                asked.fresh = true;
                rest = more;
            }
            ["--as", station, more @ ..] if STATIONS.contains(station) => {
                asked.station = Some(station);
                rest = more;
            }
            other => bail!(
                "not understood: {}; cargo xtask demo [--as {}] [{FRESH}]",
                other.join(" "),
                STATIONS.join("|")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_asked_for_a_workstation_or_by_itself() {
        let asked = |words: &[&'static str]| read(words).ok();
        let fresh_clerk = Asked {
            station: Some("clerk"),
            fresh: true,
        };
        assert_eq!(asked(&["--fresh", "--as", "clerk"]), Some(fresh_clerk));
        assert_eq!(
            asked(&[]),
            Some(Asked {
                station: None,
                fresh: false
            })
        );
        assert_eq!(asked(&["--as", "director"]), None);
        assert_eq!(asked(&["--as"]), None);
    }
}
