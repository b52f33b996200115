//! What the window is started with: the command line, and a variable that WebKitGTK wants.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// Reads the command line, `[--profile DIR]`, and returns the profile's folder.
///
/// Without it the profile is the account's own.
pub fn profile() -> Result<PathBuf> {
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
    let profile = profile.or_else(klassny_system::own_profile);
    Ok(std::path::absolute(
        profile.context("the account has no folder for data")?,
    )?)
}

/// Sets a variable before the first thread, without which WebKitGTK shows an empty window with some
/// graphics drivers; it also takes less memory so.
///
/// Under automation it is not set, or screenshots hang; who sets it outside has chosen.
#[cfg(target_os = "linux")]
pub fn mend_graphics() -> Result<()> {
    const MEND: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let set = |name| std::env::var_os(name).is_some();
    if set(MEND) || set("TAURI_AUTOMATION") || set("TAURI_WEBVIEW_AUTOMATION") {
        return Ok(());
    }
    webkit2gtk::glib::setenv(MEND, "1", true).context("cannot set a variable of the program")
}
