//! Small helps for the daily work.

use crate::shell::root;
use crate::tidy;
use anyhow::{Result, bail};
use std::fs;

/// Starts the next file of `migrations/`.
pub fn migration(name: &str) -> Result<()> {
    if name.is_empty()
        || !name
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '_')
    {
        bail!("a migration is named in lower case with underscores: add_permits");
    }
    let folder = root().join("migrations");
    let mut last = 0;
    for entry in fs::read_dir(&folder)? {
        last = last.max(tidy::migration_number(&entry?.file_name().to_string_lossy()).unwrap_or(0));
    }
    let file = folder.join(format!("V{}__{name}.sql", last + 1));
    fs::write(&file, "-- Why this migration exists:\n")?;
    println!("{}", file.display());
    Ok(())
}
