//! A bare window of the framework with one empty page: what the program's start and memory are
//! measured against. Never shipped.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
