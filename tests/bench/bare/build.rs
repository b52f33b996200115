//! Lets the framework read the bare window's settings.

fn main() {
    tauri_build::build();
}
