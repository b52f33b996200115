//! What the tree holds: every file that git knows, no orphan among them, migrations in order.

use super::Source;
use crate::shell::{command, output, root};
use anyhow::Result;
use std::fs;

/// The text files that git knows or would take.
pub fn sources() -> Result<Vec<Source>> {
    let list = output(command(
        "git",
        &[
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
    ))?;
    let mut sources = Vec::new();
    for path in list.split('\0').filter(|path| !path.is_empty()) {
        // A file may be deleted and not yet staged; one that is not UTF-8 is no text of ours.
        if let Ok(text) = fs::read_to_string(root().join(path)) {
            sources.push(Source {
                path: path.to_string(),
                text,
            });
        }
    }
    Ok(sources)
}

/// Says which files nothing leads to, and which migrations break the order.
pub fn findings(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        if source.is(".rs") && !is_declared(source, sources) {
            found.push(format!("{}: no module declares it", source.path));
        }
        if source.is(".sql") && source.path.starts_with("crates/") && !is_included(source, sources)
        {
            found.push(format!("{}: no statement uses it", source.path));
        }
    }
    found.extend(migrations(sources));
    found
}

fn is_declared(source: &Source, sources: &[Source]) -> bool {
    let Some((folder, file)) = source.path.rsplit_once('/') else {
        return true;
    };
    let is_root = ["main.rs", "lib.rs", "build.rs"].contains(&file)
        || ["/bin", "/tests", "/benches", "/examples", "/fuzz_targets"]
            .iter()
            .any(|roots| folder.ends_with(roots));
    if is_root {
        return true;
    }
    // `a/b/mod.rs` is declared as `b` beside the folder, `a/b.rs` as `b` in it.
    let (folder, name) = if file == "mod.rs" {
        folder.rsplit_once('/').unwrap_or(("", folder))
    } else {
        (folder, file.trim_end_matches(".rs"))
    };
    let declaration = format!("mod {name};");
    let parents = ["mod.rs", "lib.rs", "main.rs"].map(|parent| format!("{folder}/{parent}"));
    sources.iter().any(|parent| {
        (parents.contains(&parent.path) || parent.path == format!("{folder}.rs"))
            && parent.text.contains(&declaration)
    })
}

fn is_included(source: &Source, sources: &[Source]) -> bool {
    let name = source.path.rsplit('/').next().unwrap_or(&source.path);
    let crate_folder: String = source.path.split('/').take(2).collect::<Vec<_>>().join("/");
    let quoted = [format!("\"{name}\""), format!("/{name}\"")];
    sources.iter().any(|file| {
        file.is(".rs")
            && file.path.starts_with(&crate_folder)
            && quoted.iter().any(|words| file.text.contains(words))
    })
}

fn migrations(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    let mut numbers = Vec::new();
    for source in sources
        .iter()
        .filter(|s| s.path.starts_with("migrations/") && s.is(".sql"))
    {
        match number(&source.path) {
            Some(number) => numbers.push(number),
            None => found.push(format!("{}: should be named V12__what.sql", source.path)),
        }
        if !source.text.starts_with("-- ") {
            found.push(format!(
                "{}: its first line does not say why it exists",
                source.path
            ));
        }
    }
    numbers.sort_unstable();
    if numbers
        .iter()
        .zip(1..)
        .any(|(number, wanted)| *number != wanted)
    {
        found.push(format!(
            "migrations/: the numbers are not 1, 2, 3 …: {numbers:?}"
        ));
    }
    found
}

/// The number of a migration: 12 of `migrations/V12__what.sql`.
pub fn number(path: &str) -> Option<u32> {
    let name = path.rsplit('/').next()?.strip_prefix('V')?;
    name.split_once("__")?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Vec<String> {
        let source = |(path, text): &(&str, &str)| Source {
            path: (*path).into(),
            text: (*text).into(),
        };
        findings(&files.iter().map(source).collect::<Vec<_>>())
    }

    #[test]
    fn a_module_nobody_declares_is_found() {
        let lib = ("crates/a/src/lib.rs", "mod used;");
        assert_eq!(
            of(&[
                lib,
                ("crates/a/src/used.rs", ""),
                ("crates/a/src/used/mod.rs", "")
            ])
            .len(),
            0
        );
        assert_eq!(of(&[lib, ("crates/a/src/orphan.rs", "")]).len(), 1);
        assert_eq!(
            of(&[
                ("crates/a/src/b.rs", "mod c;"),
                lib,
                ("crates/a/src/b/c.rs", "")
            ])
            .len(),
            1
        );
    }

    #[test]
    fn a_statement_nobody_uses_is_found() {
        let user = ("crates/a/src/lib.rs", "include_str!(\"query/used.sql\")");
        assert_eq!(of(&[user, ("crates/a/src/query/used.sql", "")]).len(), 0);
        assert_eq!(of(&[user, ("crates/a/src/query/orphan.sql", "")]).len(), 1);
    }

    #[test]
    fn migrations_are_numbered_without_a_gap_and_say_why() {
        assert_eq!(
            of(&[
                ("migrations/V1__a.sql", "-- why"),
                ("migrations/V3__b.sql", "-- why")
            ])
            .len(),
            1
        );
        assert_eq!(of(&[("migrations/V1__a.sql", "CREATE")]).len(), 1);
    }
}
