//! The house rules that no compiler checks: lengths, heads, direction, leftovers,
//! what the page of requirements says.
//!
//! `findings` reads every file that git knows or would take, and says what breaks a rule, with
//! the place. It must never change a file, and its own test makes `cargo test` enough.

mod direction;
mod leftovers;
mod lengths;
mod requirements;
mod tree;

use crate::shell::root;
use anyhow::{Result, bail};

pub use tree::number as migration_number;

/// A text file of the repository.
struct Source {
    /// Its path from the root, with forward slashes.
    path: String,
    text: String,
}

impl Source {
    fn is(&self, ending: &str) -> bool {
        self.path.ends_with(ending)
    }

    /// Generated files are judged by what generates them.
    fn is_generated(&self) -> bool {
        self.path.starts_with("ui/src/bindings/")
            || self.is("package-lock.json")
            || self.is("Cargo.lock")
    }
}

/// Prints what breaks the house rules, and fails if anything does.
pub fn tidy() -> Result<()> {
    let found = findings()?;
    for finding in &found {
        println!("{finding}");
    }
    if !found.is_empty() {
        bail!("{} findings", found.len());
    }
    println!("tidy: nothing to mend");
    Ok(())
}

fn findings() -> Result<Vec<String>> {
    let sources = tree::sources()?;
    let exceptions = std::fs::read_to_string(root().join("xtask/long-functions.txt"))?;
    let mut found = lengths::findings(&sources, &exceptions);
    found.extend(leftovers::findings(&sources));
    found.extend(direction::findings(&sources));
    found.extend(requirements::findings(&sources));
    found.extend(tree::findings(&sources));
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_house_is_tidy() {
        let found = super::findings().unwrap();
        assert!(found.is_empty(), "\n{}", found.join("\n"));
    }
}
