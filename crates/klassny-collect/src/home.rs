//! The collector's folder: a profile a school, under the name the district gave it.

use crate::school::{School, Vaults};
use anyhow::{Context as _, Result, ensure};
use std::path::{Path, PathBuf};

/// The collector's folder.
pub struct Home {
    dir: PathBuf,
    vaults: Vaults,
}

impl Home {
    /// Names a folder.
    pub fn at(dir: &Path, vaults: Vaults) -> Self {
        Self {
            dir: dir.to_path_buf(),
            vaults,
        }
    }

    /// The names of the schools that have let this machine in, sorted.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn names(&self) -> Result<Vec<String>> {
        if !self.dir.exists() {
            return Ok(Vec::new());
        }
        let entries = std::fs::read_dir(&self.dir)
            .with_context(|| format!("папка {} не читается", self.dir.display()))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_name(&name) && was_let_in(&entry.path()) {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// Opens a school, or makes the profile of a new one.
    ///
    /// # Errors
    /// A name that cannot be one, a profile that another program has open, a keyring that does not
    /// answer.
    pub fn school(&self, name: &str) -> Result<School> {
        ensure!(
            is_name(name),
            "«{name}» не имя: строчные латинские буквы, цифры и дефис, до 60 знаков"
        );
        School::open(name, &self.dir.join(name), self.vaults)
    }
}

/// Whether the school of a profile has let this machine in; one that only asked stays free for
/// another try.
fn was_let_in(profile: &Path) -> bool {
    let bytes = std::fs::read(profile.join("profile.json")).unwrap_or_default();
    let said: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    said.get("school").is_some_and(serde_json::Value::is_object)
}

fn is_name(name: &str) -> bool {
    (1..=60).contains(&name.len())
        && name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
