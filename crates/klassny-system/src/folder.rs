//! Where the account keeps its own profile.

#![allow(
    clippy::disallowed_methods,
    reason = "the one place that asks for the account's folders"
)]

use std::path::PathBuf;

/// The profile of this account on this machine; nothing where the account has no folder for data.
///
/// On Windows it is the folder that does not roam: a replica must never follow a person.
pub fn own_profile() -> Option<PathBuf> {
    data_folder(|name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    })
    .map(|data| data.join(if cfg!(windows) { "Klassny" } else { "klassny" }))
}

fn data_folder(at: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    if cfg!(windows) {
        at("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        at("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        // The specification lets only an absolute path count.
        at("XDG_DATA_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| at("HOME").map(|home| home.join(".local/share")))
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn a_relative_data_folder_does_not_count() {
        let folder = data_folder(|name| match name {
            "XDG_DATA_HOME" => Some("data".into()),
            _ => Some("/h".into()),
        });
        assert_eq!(folder, Some("/h/.local/share".into()));
    }

    #[test]
    fn an_account_without_folders_has_no_profile() {
        assert_eq!(data_folder(|_| None), None);
    }
}
