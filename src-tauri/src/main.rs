//! The window: opens the core on a profile, gives it to the page through one command, and holds no
//! rule of its own.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod background;
mod call;
mod env;
mod files;
mod page;
mod start;

use background::InFront;
use klassny_app::App;
use klassny_system::VaultChoice;
use start::NotOpen;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tauri::{AppHandle, Manager as _, Url, WebviewWindowBuilder};

fn main() -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    env::mend_graphics()?;
    let profile = env::profile()?;
    klassny_system::log_into(&profile)?;
    // One file per profile, in the profile: several may be open at once.
    let window_state = profile.join("window.json").display().to_string();
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(
            tauri_plugin_window_state::Builder::default()
                .with_filename(window_state)
                .build(),
        )
        .invoke_handler(tauri::generate_handler![
            call::call,
            files::pick,
            files::open_file
        ])
        .setup(move |app| {
            start(app.handle(), profile);
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

/// Opens the core and shows the window; asks or says why not where that cannot be.
fn start(handle: &AppHandle, profile: PathBuf) {
    match start::open_core(&profile, VaultChoice::Keyring) {
        Ok(core) => show_or_end(handle, core),
        Err(NotOpen::NoKeyring) => {
            let later = handle.clone();
            start::ask_for_file(handle, move |yes| match yes {
                true => start_with_file(&later, &profile),
                false => later.exit(0),
            });
        }
        Err(reason) => start::refuse(handle, &reason),
    }
}

fn start_with_file(handle: &AppHandle, profile: &Path) {
    match start::open_core(profile, VaultChoice::File) {
        Ok(core) => show_or_end(handle, core),
        Err(reason) => start::refuse(handle, &reason),
    }
}

fn show_or_end(handle: &AppHandle, core: App) {
    if let Err(error) = show(handle, Arc::new(core)) {
        eprintln!("the window cannot be shown: {error:#}");
        handle.exit(1);
    }
}

fn show(handle: &AppHandle, core: Arc<App>) -> anyhow::Result<()> {
    let in_front = Arc::new(InFront::default());
    background::tell_the_page(&core, handle);
    background::look_after_the_share(Arc::clone(&core), Arc::clone(&in_front));
    handle.manage(Arc::clone(&core));
    let config = handle.config().app.windows.first();
    let config = config.ok_or_else(|| anyhow::anyhow!("no window is configured"))?;
    let window = WebviewWindowBuilder::from_config(handle, config)?.on_navigation(is_ours);
    let window = window.build()?;
    page::comes_back(&window)?;
    let shown = window.clone();
    window.on_window_event(move |event| {
        background::on_window_event(&shown, event, &core, &in_front);
    });
    Ok(())
}

/// The page never leads anywhere else.
fn is_ours(url: &Url) -> bool {
    let ours = ["tauri.localhost", "localhost"];
    url.scheme() == "tauri" || url.host_str().is_some_and(|host| ours.contains(&host))
}
