//! What the shell takes from the system and the core is given: arguments and the profile's folder.
//!
//! The only place of the window that reads the environment.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// What the program was started with.
pub struct Start {
    /// The folder of the profile: the replica and everything of this workstation.
    pub profile: PathBuf,
}

/// Reads the command line: `[--profile DIR]`. Without it the profile is the account's own.
pub fn start() -> Result<Start> {
    let mut words = std::env::args_os().skip(1);
    let mut profile = None;
    while let Some(word) = words.next() {
        if word == "--profile" {
            profile = Some(PathBuf::from(
                words.next().context("--profile needs a folder")?,
            ));
        } else {
            bail!(
                "not understood: {}; usage: klassny-window [--profile DIR]",
                word.display()
            );
        }
    }
    let profile = profile
        .or_else(own_profile)
        .context("the account has no folder for data")?;
    Ok(Start {
        profile: std::path::absolute(profile)?,
    })
}

/// Starts the program anew where a variable must be set before the first thread.
///
/// WebKitGTK shows an empty window with some graphics drivers unless this one is set. Under
/// automation it must stay unset, or screenshots hang.
#[cfg(target_os = "linux")]
pub fn mend_graphics() -> Result<()> {
    use std::os::unix::process::CommandExt;
    const MEND: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let set = |name| std::env::var_os(name).is_some();
    if set(MEND) || set("TAURI_AUTOMATION") || set("TAURI_WEBVIEW_AUTOMATION") {
        return Ok(());
    }
    let error = std::process::Command::new(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .env(MEND, "1")
        .exec();
    Err(error).context("cannot start the program anew")
}

fn own_profile() -> Option<PathBuf> {
    let at = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let data = if cfg!(windows) {
        at("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        at("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        at("XDG_DATA_HOME").or_else(|| at("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("klassny"))
}
