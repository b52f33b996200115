//! The window: starts the core on a profile, gives it to the page through one command, and holds
//! no rule of its own.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod env;
mod files;

use tauri::{App, Url, WebviewWindowBuilder};

fn main() -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    env::mend_graphics()?;
    let start = env::start()?;
    // One file per profile, in the profile: several may be open at once.
    let window_state = start.profile.join("window.json").display().to_string();
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(
            tauri_plugin_window_state::Builder::default()
                .with_filename(window_state)
                .build(),
        )
        .invoke_handler(tauri::generate_handler![files::pick, files::open_file])
        .setup(|app| open_window(app))
        .run(tauri::generate_context!())?;
    Ok(())
}

fn open_window(app: &App) -> Result<(), Box<dyn std::error::Error>> {
    let config = app
        .config()
        .app
        .windows
        .first()
        .ok_or("no window is configured")?;
    WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(is_ours)
        .build()?;
    Ok(())
}

/// The page never leads anywhere else.
fn is_ours(url: &Url) -> bool {
    let ours = ["tauri.localhost", "localhost"];
    url.scheme() == "tauri" || url.host_str().is_some_and(|host| ours.contains(&host))
}
