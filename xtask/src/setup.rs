//! What a machine must have before anything else can run, and putting it there.
//!
//! Knows Debian 12 and Ubuntu 24.04 by package; on other systems it names what it misses and goes
//! on. It must never install twice what is there, and asks for root once, for all of it.

use crate::shell::{self, command, find, have, output, root, run};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;

/// Packages of Debian and Ubuntu, and what each is for.
const PACKAGES: &[&str] = &[
    // The compiler of C, for SQLCipher and zstd; OpenSSL, for SQLCipher.
    "build-essential",
    "pkg-config",
    "libssl-dev",
    // The window, a screen for it where there is none, and a driver for its test.
    "libwebkit2gtk-4.1-dev",
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    // The keyring of a session, for the test of the real one.
    "gnome-keyring",
    "dbus",
    // A real file server and real clients of it; file systems of the tests, for power cuts.
    "samba",
    "samba-common-bin",
    "gvfs-fuse",
    "gvfs-backends",
    "gvfs-daemons",
    "libglib2.0-bin",
    "fuse3",
    // The district's database, for the tests of its collector.
    "postgresql",
    // Looking at pages; the PDF/A checker.
    "poppler-utils",
    "default-jdk-headless",
    "libjaxb-java",
    "python3-pip",
    "unzip",
    // What the bench compares collecting with.
    "rsync",
];

/// Installs what is missing on this machine.
pub fn setup() -> Result<()> {
    match distribution().as_deref() {
        Some("debian") => {
            install(&missing(&["chromium"])?)?;
            modules()
        }
        Some("ubuntu") => {
            install(&missing(&[])?)?;
            modules()?;
            ubuntu_browser()
        }
        _ => {
            name_what_is_missing();
            modules()
        }
    }
}

/// The browser for the stories: the one `CHROMIUM` names, or one of the system.
///
/// Where there is none, Playwright takes its own (see `ubuntu_browser`).
pub fn chromium() -> Option<PathBuf> {
    std::env::var_os("CHROMIUM").map(PathBuf::from).or_else(|| {
        // `chromium-browser` of Ubuntu is only a note that Chromium is a snap: never asked for.
        ["chromium", "google-chrome", "google-chrome-stable"]
            .iter()
            .find_map(|name| find(name))
    })
}

fn distribution() -> Option<String> {
    let text = fs::read_to_string("/etc/os-release").ok()?;
    let id = text.lines().find_map(|line| line.strip_prefix("ID="))?;
    Some(id.trim_matches('"').to_string())
}

fn missing<'a>(more: &[&'a str]) -> Result<Vec<&'a str>> {
    let wanted: Vec<&str> = PACKAGES.iter().chain(more).copied().collect();
    let mut ask = command(
        "dpkg-query",
        &["-W", "-f", "${db:Status-Status} ${Package}\n"],
    );
    let known = ask
        .args(&wanted)
        .output()
        .context("cannot start dpkg-query")?;
    let known = String::from_utf8_lossy(&known.stdout).into_owned();
    let here = |package: &str| {
        known
            .lines()
            .any(|line| line == format!("installed {package}"))
    };
    Ok(wanted
        .into_iter()
        .filter(|package| !here(package))
        .collect())
}

fn install(packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        eprintln!("system packages: nothing is missing");
        return Ok(());
    }
    eprintln!("system packages to install: {}", packages.join(" "));
    run(as_root(&["apt-get", "update", "-qq"])?)?;
    let mut words = vec!["apt-get", "install", "-y", "-qq", "--no-install-recommends"];
    words.extend(packages);
    run(as_root(&words)?)
}

fn as_root(words: &[&str]) -> Result<std::process::Command> {
    let root = output(command("id", &["-u"]))? == "0";
    if !root && !have("sudo") {
        bail!("run once as root: {}", words.join(" "));
    }
    let mut line = vec!["DEBIAN_FRONTEND=noninteractive"];
    line.extend(words);
    if root {
        return Ok(command("env", &line));
    }
    line.insert(0, "env");
    Ok(command("sudo", &line))
}

/// On Ubuntu Chromium is only a snap, which neither a container nor Playwright starts well: where
/// neither Chrome nor `CHROMIUM` is there, Playwright fetches its own build.
fn ubuntu_browser() -> Result<()> {
    if chromium().is_some() || !root().join("ui/package.json").exists() {
        return Ok(());
    }
    eprintln!("no Chrome here and no CHROMIUM set: Playwright fetches its own Chromium");
    let mut fetch = command(
        "npx",
        &["playwright-core", "install", "--with-deps", "chromium"],
    );
    fetch.current_dir(root().join("ui"));
    run(fetch)
}

fn name_what_is_missing() {
    let needed: &[&str] = if cfg!(target_os = "linux") {
        &[
            "cc",
            "pkg-config",
            "Xvfb",
            "WebKitWebDriver",
            "java",
            "pdftoppm",
        ]
    } else {
        &["java"]
    };
    for program in needed.iter().filter(|program| !have(program)) {
        eprintln!("missing, please install it with the tools of this system: {program}");
    }
    if chromium().is_none() {
        eprintln!("no browser for the stories: set CHROMIUM to a Chrome or Chromium");
    }
}

/// Installs the window's npm packages when the lock file is not the one they were installed from.
pub fn modules() -> Result<()> {
    let ui = root().join("ui");
    let lock = ui.join("package-lock.json");
    if !lock.exists() {
        return Ok(());
    }
    if !have("npm") {
        bail!("Node 20.19 or later with npm is needed: https://nodejs.org");
    }
    let wanted = fs::read(&lock)?;
    let stamp = ui.join("node_modules/.installed-from.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        eprintln!("npm packages: nothing has changed");
        return Ok(());
    }
    let mut install = shell::command("npm", &["ci", "--no-audit", "--no-fund"]);
    install.current_dir(&ui);
    run(install)?;
    fs::write(&stamp, wanted)?;
    Ok(())
}
