//! Files of homework in the life of a workstation that is killed: attached and removed by turns,
//! and held against their content wherever they stand.

use crate::Station;
use crate::small::Scene;
use crate::workload::{must, tell};
use anyhow::Context as _;
use serde_json::{Value, json};

/// Files of a lesson at most: then the first is removed.
const FILES_MAX: usize = 4;

/// The content of a file is known by its name.
fn content(name: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{name}\n").repeat(300).into_bytes()
}

/// Attaches a file to the lesson of machine `a`; where there are many the last is removed before.
///
/// # Errors
/// What the core says.
pub fn write(station: &Station, scene: &Scene, turn: u64) -> anyhow::Result<()> {
    let mut names = names(station, &scene.place)?;
    if names.len() >= FILES_MAX {
        names.pop();
        let value = names.join(" ");
        tell(&["writes", "files", &value]);
        remove_last(station, &scene.place)?;
        tell(&["saved", "files", &value]);
    }
    let new = format!("a{turn:05}.pdf");
    names.push(new.clone());
    names.sort();
    let value = names.join(" ");
    tell(&["writes", "files", &value]);
    attach(station, &scene.place, &new)?;
    tell(&["saved", "files", &value]);
    Ok(())
}

/// Attaches a file of machine `b` to its lesson.
///
/// # Errors
/// What the core says.
pub fn news(station: &Station, scene: &Scene, turn: u64) -> anyhow::Result<()> {
    if names(station, &scene.other)?.len() >= FILES_MAX {
        remove_last(station, &scene.other)?;
    }
    attach(station, &scene.other, &format!("b{turn:05}.pdf"))
}

/// The names of the files of a lesson, each of which is saved and found to be what it was; of one
/// that has not come the name ends in a question mark.
///
/// # Errors
/// A file that stands and is not what was attached.
pub fn standing(station: &Station, place: &Value) -> anyhow::Result<String> {
    let mut found = Vec::new();
    for line in lines(station, place)? {
        let name = line["name"].as_str().context("no name")?.to_owned();
        if line["state"] == "not_come" {
            found.push(format!("{name}?"));
            continue;
        }
        let to = station.profile.join("saved.pdf");
        let args = json!({ "place": place, "file": line["file"], "to": to });
        must(station, "save_file", args)?;
        let saved = std::fs::read(&to)?;
        anyhow::ensure!(saved == content(&name), "{name} is not what it was");
        found.push(name);
    }
    found.sort();
    Ok(found.join(" "))
}

fn lines(station: &Station, place: &Value) -> anyhow::Result<Vec<Value>> {
    let view = must(station, "homework_files", json!({ "place": place }))?;
    Ok(view["files"].as_array().context("no files")?.clone())
}

fn names(station: &Station, place: &Value) -> anyhow::Result<Vec<String>> {
    let lines = lines(station, place)?;
    let names = lines.iter().filter_map(|line| line["name"].as_str());
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort();
    Ok(names)
}

fn attach(station: &Station, place: &Value, name: &str) -> anyhow::Result<()> {
    let path = station.profile.join(name);
    std::fs::write(&path, content(name))?;
    let source = json!({ "from": "path", "path": path });
    must(
        station,
        "attach_file",
        json!({ "place": place, "source": source }),
    )?;
    std::fs::remove_file(&path)?;
    Ok(())
}

fn remove_last(station: &Station, place: &Value) -> anyhow::Result<()> {
    let last = names(station, place)?.pop().context("no file")?;
    let lines = lines(station, place)?;
    let line = lines.iter().find(|line| line["name"] == last.as_str());
    let file = line.context("no file")?["file"].clone();
    must(
        station,
        "detach_file",
        json!({ "place": place, "file": file }),
    )?;
    Ok(())
}
