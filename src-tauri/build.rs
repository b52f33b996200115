//! Tells the window's framework which commands are ours, so that only they can be permitted.

fn main() -> anyhow::Result<()> {
    let ours = tauri_build::AppManifest::new().commands(&["call", "pick", "open_file"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(ours))
}
