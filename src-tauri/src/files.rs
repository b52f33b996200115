//! The system's own dialogs, and its viewer for a printed volume.
//!
//! The page never sees a file: it gets a path that the person chose, or asks to show a volume.

use std::path::{Path, PathBuf};
use tauri::{AppHandle, async_runtime};
use tauri_plugin_dialog::DialogExt;

/// What the person is asked to choose.
#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// A folder: a share, or where a school's files lie.
    Folder,
    /// A printed volume, to be verified.
    Volume,
    /// A spreadsheet to bring in: `endings` says which kinds are shown.
    Table,
    /// A file to attach to homework: `endings` says which kinds are shown.
    Attachment,
    /// Where to save a copy of a file of homework: under `name` if the person does not choose
    /// another.
    Save,
}

/// Asks the person for a folder, a file, or a place to save to; answers with its path, or with
/// nothing.
#[tauri::command]
pub async fn pick(
    app: AppHandle,
    what: Wanted,
    name: Option<String>,
    endings: Option<Vec<String>>,
) -> Option<PathBuf> {
    let chosen = async_runtime::spawn_blocking(move || {
        let dialog = app.dialog().file();
        let endings = endings.unwrap_or_default();
        let endings: Vec<&str> = endings.iter().map(String::as_str).collect();
        match what {
            Wanted::Folder => dialog.blocking_pick_folder(),
            Wanted::Volume => dialog.add_filter("PDF", &["pdf"]).blocking_pick_file(),
            Wanted::Attachment | Wanted::Table => dialog
                .add_filter(endings.join(", "), &endings)
                .blocking_pick_file(),
            Wanted::Save => dialog
                .set_file_name(name.unwrap_or_default())
                .add_filter(endings.join(", "), &endings)
                .blocking_save_file(),
        }
    });
    chosen.await.ok().flatten()?.into_path().ok()
}

/// Shows a volume in the system's viewer; opens nothing that is not a PDF file.
#[tauri::command]
pub async fn open_file(file: PathBuf) -> Result<(), String> {
    if !is_volume(&file) {
        return Err(format!("not a printed volume: {}", file.display()));
    }
    tauri_plugin_opener::open_path(&file, None::<&str>).map_err(|error| error.to_string())
}

fn is_volume(file: &Path) -> bool {
    file.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"))
        && file.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pdf_file_that_is_there_is_opened() {
        assert!(!is_volume(Path::new("no-such-file.pdf")));
        assert!(!is_volume(Path::new(env!("CARGO_MANIFEST_PATH"))));
        assert!(!is_volume(Path::new(env!("CARGO_MANIFEST_DIR"))));
    }
}
