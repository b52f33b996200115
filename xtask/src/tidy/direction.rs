//! Who may name whom: the straight line of the crates, and which crate alone owns a library.
//!
//! Reads the manifests as text; ARCHITECTURE.md tells the same to people.

use super::Source;

/// The crates of the workspace, and those of ours that each may name. Dev-dependencies count too.
const CRATES: &[(&str, &[&str])] = &[
    ("klassny-domain", &[]),
    ("klassny-log", &["klassny-domain"]),
    ("klassny-keys", &["klassny-domain", "klassny-log"]),
    ("klassny-store", &["klassny-domain", "klassny-log"]),
    (
        "klassny-share",
        &["klassny-domain", "klassny-log", "klassny-store"],
    ),
    ("klassny-paper", &["klassny-domain"]),
    ("klassny-exchange", &["klassny-domain"]),
    ("klassny-app", CORE),
    (
        "klassny-system",
        &["klassny-app", "klassny-domain", "klassny-keys"],
    ),
    ("klassny-s3", &["klassny-share"]),
    ("klassny-collect", COLLECTOR),
    ("klassny-cli", PROGRAM),
    ("klassny", &["klassny-app", "klassny-system"]),
    ("klassny-tests", EVERYTHING),
    ("klassny-bench", BENCH),
    ("klassny-bench-bare", &[]),
    ("klassny-beyond", BEYOND),
    ("klassny-sim", EVERYTHING),
    ("klassny-fuzz", READERS),
    ("klassny-fuzz-targets", &["klassny-fuzz"]),
    ("xtask", &[]),
];
const READERS: &[&str] = &["klassny-domain", "klassny-log", "klassny-exchange"];
const COLLECTOR: &[&str] = &[
    "klassny-domain",
    "klassny-keys",
    "klassny-store",
    "klassny-share",
    "klassny-s3",
    "klassny-app",
    "klassny-system",
];
const BEYOND: &[&str] = &[
    "klassny-domain",
    "klassny-log",
    "klassny-keys",
    "klassny-store",
    "klassny-share",
    "klassny-s3",
    "klassny-app",
    "klassny-collect",
    "klassny-system",
    "klassny-tests",
];
const BENCH: &[&str] = &[
    "klassny-domain",
    "klassny-log",
    "klassny-keys",
    "klassny-store",
    "klassny-share",
    "klassny-s3",
    "klassny-app",
    "klassny-collect",
    "klassny-beyond",
    "klassny-system",
    "klassny-tests",
];
const PROGRAM: &[&str] = &[
    "klassny-domain",
    "klassny-keys",
    "klassny-exchange",
    "klassny-share",
    "klassny-s3",
    "klassny-app",
    "klassny-system",
];
const CORE: &[&str] = &[
    "klassny-domain",
    "klassny-log",
    "klassny-keys",
    "klassny-store",
    "klassny-share",
    "klassny-paper",
    "klassny-exchange",
];
const EVERYTHING: &[&str] = &[
    "klassny-domain",
    "klassny-log",
    "klassny-keys",
    "klassny-store",
    "klassny-share",
    "klassny-paper",
    "klassny-exchange",
    "klassny-app",
    "klassny-system",
    "klassny-cli",
];

/// Libraries that one crate owns. The tests and the bench may name any of them: they
/// compare with the bare thing.
const OWNED: &[(&str, &[&str])] = &[
    ("tauri", &["klassny", "klassny-bench-bare"]),
    ("tauri-build", &["klassny", "klassny-bench-bare"]),
    ("tauri-plugin-dialog", &["klassny"]),
    ("tauri-plugin-opener", &["klassny"]),
    ("tauri-plugin-window-state", &["klassny"]),
    ("rusqlite", &["klassny-store"]),
    ("refinery", &["klassny-store"]),
    ("ed25519-dalek", &["klassny-log"]),
    ("x25519-dalek", &["klassny-log"]),
    ("prost", &["klassny-log", "klassny-keys"]),
    ("zstd", &["klassny-log", "klassny-app"]),
    ("chacha20poly1305", &["klassny-log", "klassny-keys"]),
    ("argon2", &["klassny-keys"]),
    ("keyring", &["klassny-keys"]),
    ("keyring-core", &["klassny-keys"]),
    ("printpdf", &["klassny-paper"]),
    ("lopdf", &["klassny-paper"]),
    ("subsetter", &["klassny-paper"]),
    ("qrcode", &["klassny-paper"]),
    ("calamine", &["klassny-exchange"]),
    ("csv", &["klassny-exchange"]),
    ("zip", &["klassny-exchange"]),
    ("rust_xlsxwriter", &["klassny-exchange"]),
    ("ts-rs", &["klassny-app"]),
    ("clap", &["klassny-cli", "klassny-collect"]),
    (
        "anyhow",
        &["klassny-cli", "klassny-collect", "klassny", "xtask"],
    ),
    ("object_store", &["klassny-s3"]),
    ("reqwest", &["klassny-s3"]),
    ("postgres", &["klassny-collect"]),
    // The core is synchronous: what waits for a network is inside the store on S3.
    ("tokio", &["klassny-s3"]),
    ("async-trait", &[]),
];

/// Says which manifests name what they may not.
pub fn findings(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for manifest in sources.iter().filter(|source| source.is("/Cargo.toml")) {
        let Some(package) = package_name(&manifest.text) else {
            continue;
        };
        let Some((_, ours)) = CRATES.iter().find(|(name, _)| *name == package) else {
            found.push(format!(
                "{}: {package} has no line in xtask's table of direction",
                manifest.path
            ));
            continue;
        };
        for named in dependencies(&manifest.text) {
            if (named.starts_with("klassny")) && !ours.contains(&named) {
                found.push(format!("{}: {package} may not name {named}", manifest.path));
            }
            let owned = OWNED.iter().find(|(library, _)| *library == named);
            if let Some((library, owners)) = owned
                && ![
                    "klassny-tests",
                    "klassny-beyond",
                    "klassny-bench",
                    "klassny-fuzz",
                    "klassny-sim",
                ]
                .contains(&package)
                && !owners.contains(&package)
            {
                let owners = owners.join(", ");
                found.push(format!(
                    "{}: {library} belongs to {owners}, not to {package}",
                    manifest.path
                ));
            }
        }
    }
    found
}

fn package_name(manifest: &str) -> Option<&str> {
    let line = manifest.lines().find(|line| line.starts_with("name = "))?;
    line.split('"').nth(1)
}

/// The names under every `[…dependencies]` heading.
fn dependencies(manifest: &str) -> Vec<&str> {
    let mut inside = false;
    let mut named = Vec::new();
    for line in manifest.lines() {
        if let Some(heading) = line.strip_prefix('[') {
            inside = heading.trim_end().ends_with("dependencies]");
        } else if inside && !line.starts_with([' ', '#', ']']) {
            let end = line.find(['.', ' ', '=']).unwrap_or(line.len());
            named.extend(line.get(..end).filter(|name| !name.is_empty()));
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(manifest: &str) -> Vec<String> {
        findings(&[Source {
            path: "crates/x/Cargo.toml".into(),
            text: manifest.into(),
        }])
    }

    #[test]
    fn a_crate_may_not_name_what_stands_after_it() {
        let back = "name = \"klassny-log\"\n[dependencies]\nklassny-store.workspace = true\n";
        assert_eq!(
            of(back),
            ["crates/x/Cargo.toml: klassny-log may not name klassny-store"]
        );
        let dev = "name = \"klassny-log\"\n[dev-dependencies]\nklassny-app = { path = \"x\" }\n";
        assert_eq!(of(dev).len(), 1);
        let straight = "name = \"klassny-store\"\n[dependencies]\nklassny-log.workspace = true\n";
        assert_eq!(of(straight), Vec::<String>::new());
    }

    #[test]
    fn a_library_has_one_owner() {
        let sql = "name = \"klassny-app\"\n[target.'cfg(unix)'.dependencies]\nrusqlite = \"1\"\n";
        assert_eq!(of(sql).len(), 1);
        let owner = "name = \"klassny-store\"\n[dependencies]\nrusqlite.workspace = true\n";
        assert_eq!(of(owner), Vec::<String>::new());
    }

    #[test]
    fn a_crate_without_a_line_in_the_table_is_a_finding() {
        assert_eq!(of("name = \"klassny-new\"\n").len(), 1);
    }
}
