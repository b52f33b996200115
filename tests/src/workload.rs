//! What a killed or powered-off workstation did, as its test sees it.
//!
//! The child says on its output what it is about to write and what was answered; the test keeps
//! the ledger and, after any end, asks whether what stands is what was answered. A write whose
//! answer never came may stand or not.

use crate::kills::VARIABLE;
use crate::small::{Scene, set_topic};
use crate::{HeldClock, PASSWORD, Station};
use anyhow::Context as _;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

/// Works of a lesson at most.
const WORKS_MAX: usize = 9;

/// Says one line to the test.
pub fn tell(words: &[&str]) {
    let line = format!("{}\n", words.join("\t"));
    // The test may have gone; then nobody counts on what is said.
    std::io::stdout().write_all(line.as_bytes()).ok();
}

/// Asks the program, which must not refuse.
///
/// # Errors
/// What the core says.
pub fn must(station: &Station, name: &str, args: Value) -> anyhow::Result<Value> {
    let answer = station.app.call(name, args);
    answer.map_err(|error| anyhow::anyhow!("{name}: {error:?}"))
}

/// Writes a mark in a cell that has none yet, and every other time another topic of the lesson.
///
/// # Errors
/// What the core says.
pub fn write(station: &Station, scene: &Scene, turn: u64) -> anyhow::Result<()> {
    let (cell, value, name, args) = next_write(scene, turn)?;
    tell(&["writes", &cell, &value]);
    must(station, name, args)?;
    tell(&["saved", &cell, &value]);
    Ok(())
}

fn next_write(scene: &Scene, turn: u64) -> anyhow::Result<(String, String, &'static str, Value)> {
    let at = usize::try_from(turn / 2)?;
    let pupil = scene.pupils.get(at % scene.pupils.len());
    let ordinal = at / scene.pupils.len();
    match pupil {
        Some(pupil) if turn % 2 == 1 && ordinal < WORKS_MAX => {
            let value = (2 + turn % 4).to_string();
            let args = json!({
                "place": scene.place, "pupil": pupil, "ordinal": ordinal, "value": value,
                "written_on": null,
            });
            Ok((format!("{pupil}/{ordinal}"), value, "set_mark", args))
        }
        Some(_) | None => {
            let topic = format!("Неравенства, {turn}");
            let args = set_topic(&scene.place, &topic);
            Ok(("topic".to_owned(), topic, "set_lesson", args))
        }
    }
}

/// Every cell of the lesson that stands, and its topic.
///
/// # Errors
/// What the core says.
pub fn cells(station: &Station, scene: &Scene) -> anyhow::Result<BTreeMap<String, String>> {
    let args = json!({ "group": scene.place["group"], "term": null });
    let spread = must(station, "spread", args)?;
    let lessons = spread["lessons"].as_array().context("no lessons")?;
    let at = lessons
        .iter()
        .position(|lesson| lesson["place"] == scene.place)
        .context("the lesson is not there")?;
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let mut cells = BTreeMap::from([("topic".to_owned(), text(&lessons[at]["topic"]))]);
    let files = crate::filework::standing(station, &scene.place)?;
    cells.insert("files".to_owned(), files);
    for row in spread["rows"].as_array().context("no rows")? {
        let pupil = text(&row["pupil"]);
        for mark in row["cells"][at]["marks"].as_array().context("no marks")? {
            cells.insert(format!("{pupil}/{}", mark["ordinal"]), text(&mark["text"]));
        }
    }
    Ok(cells)
}

/// Fails unless every page of the replica is whole: by SQLCipher's own seal of each page, and by
/// SQLite's structure.
///
/// # Errors
/// What is not whole.
pub fn sound(station: &Station) -> anyhow::Result<()> {
    let workstation = station.app.workstation()?;
    let bare = rusqlite::Connection::open(station.profile.join("replica.db"))?;
    let hex = klassny_log::hex(workstation.replica_key.expose());
    bare.pragma_update(None, "key", format!("x'{hex}'"))?;
    // The seal is looked at in the file alone: pages that a cut tore in the middle of a checkpoint
    // still stand whole in the WAL, which is put into the file first.
    bare.busy_timeout(std::time::Duration::from_secs(10))?;
    let busy: i64 = bare.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    anyhow::ensure!(busy == 0, "the WAL cannot be put into the file");
    for question in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
        let mut ask = bare.prepare(question)?;
        let answers = ask.query_map([], |row| row.get::<_, String>(0))?;
        let found: Vec<String> = answers.collect::<Result<_, _>>()?;
        let bad: Vec<&String> = found.iter().filter(|line| *line != "ok").collect();
        anyhow::ensure!(bad.is_empty(), "{question}: {bad:?}");
    }
    Ok(())
}

/// Fails unless every volume that has its name is whole and known to the journal, and an edition
/// that the journal knows has its file and its pages.
///
/// # Errors
/// Which is not.
pub fn volumes_agree(station: &Station, scene: &Scene) -> anyhow::Result<()> {
    let volume = must(station, "paper_volume", scene.volume.clone())?;
    let edition = &volume["edition"];
    if !edition.is_null() {
        anyhow::ensure!(edition["file"] != "", "{edition} has no file");
        let pages = edition["pages"].as_array().map_or(0, Vec::len);
        anyhow::ensure!(pages > 0, "{edition} has no pages");
    }
    let Ok(files) = std::fs::read_dir(station.profile.join("volumes")) else {
        return Ok(());
    };
    for file in files.flatten().map(|entry| entry.path()) {
        if file.extension().is_some_and(|ending| ending == "pdf") {
            let view = must(station, "verify", json!({ "what": file }))?;
            let name = file.display();
            anyhow::ensure!(view["verdict"] == "agrees", "{name}: {}", view["verdict"]);
        }
    }
    Ok(())
}

/// What the test knows of each cell: the value that was answered, or all that may stand.
#[derive(Debug, Default)]
pub struct Ledger {
    cells: BTreeMap<String, Vec<String>>,
    /// How many writes were answered.
    pub answered: u64,
    /// How many were begun: the next has this number.
    pub turn: u64,
}

/// What an ended child left.
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// How often it came to each point, where it came to its end.
    pub reached: BTreeMap<String, u64>,
    /// The last thing it said.
    pub last: String,
}

impl Ledger {
    /// Takes what a child says until it ends.
    ///
    /// # Errors
    /// A cell that stands otherwise than was answered.
    pub fn follow(&mut self, child: &mut Child) -> anyhow::Result<Ended> {
        let output = child.stdout.take().context("no output")?;
        let mut reached = BTreeMap::new();
        let mut stands = BTreeMap::new();
        let mut last = String::new();
        for line in BufReader::new(output).lines() {
            let line = line?;
            let words: Vec<&str> = line.split('\t').collect();
            match words.as_slice() {
                ["stands", cell, value] => {
                    stands.insert((*cell).to_owned(), (*value).to_owned());
                }
                ["writes", cell, value] => {
                    self.settle(&mut stands)?;
                    self.begin(cell, value);
                }
                ["saved", cell, value] => self.answer(cell, value),
                ["reached", point, count] => {
                    reached.insert((*point).to_owned(), count.parse()?);
                }
                _ => {}
            }
            last = line;
        }
        let status = child.wait()?;
        Ok(Ended {
            status,
            reached,
            last,
        })
    }

    /// Notes a write that has begun.
    pub fn begin(&mut self, cell: &str, value: &str) {
        let allowed = self.cells.entry(cell.to_owned());
        let allowed = allowed.or_insert_with(|| vec![String::new()]);
        allowed.push(value.to_owned());
        self.turn += 1;
    }

    /// Notes an answer.
    pub fn answer(&mut self, cell: &str, value: &str) {
        self.cells.insert(cell.to_owned(), vec![value.to_owned()]);
        self.answered += 1;
    }

    /// Holds what stands against what was answered.
    ///
    /// # Errors
    /// The cells that stand otherwise.
    pub fn check(&mut self, stands: &BTreeMap<String, String>) -> anyhow::Result<()> {
        let mut wrong = Vec::new();
        for (cell, allowed) in &mut self.cells {
            let value = stands.get(cell).cloned().unwrap_or_default();
            if allowed.contains(&value) {
                *allowed = vec![value];
            } else {
                wrong.push(format!("{cell}: «{value}», answered was {allowed:?}"));
            }
        }
        anyhow::ensure!(wrong.is_empty(), "LOST: {wrong:?}");
        Ok(())
    }

    /// The child has said all that stands once it begins to write.
    fn settle(&mut self, stands: &mut BTreeMap<String, String>) -> anyhow::Result<()> {
        if stands.is_empty() {
            return Ok(());
        }
        self.check(&std::mem::take(stands))
    }
}

/// A child at work; killed, never asked to end, when the test ends.
pub struct Worker(pub Child);

impl Worker {
    /// Starts a script on a folder; `kill` is «point:count».
    ///
    /// # Errors
    /// What the system says.
    pub fn start(script: &str, order: &Orders<'_>) -> anyhow::Result<Self> {
        let mut command = Command::new(&order.program);
        command
            .arg(script)
            .args([order.dir, order.share])
            .args([order.turn.to_string(), order.ms.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .env_remove(VARIABLE);
        if let Some(kill) = &order.kill {
            command.env(VARIABLE, kill);
        }
        Ok(Self(command.spawn()?))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// What a child is told.
pub struct Orders<'a> {
    /// The program `work`.
    pub program: PathBuf,
    /// The folder of the school.
    pub dir: &'a Path,
    /// The share.
    pub share: &'a Path,
    /// The number of the next write.
    pub turn: u64,
    /// The time, milliseconds of UTC since 1970.
    pub ms: i64,
    /// Where it is to die.
    pub kill: Option<String>,
}

/// Opens machine `a`, holds it against its log and against the ledger, and lets it and another
/// exchange until both are equal.
///
/// # Errors
/// What is not as it must be.
pub fn all_is_well(
    dir: &Path,
    other: &Station,
    (scene, clock): (&Scene, &HeldClock),
    ledger: &mut Ledger,
) -> anyhow::Result<()> {
    let station = crate::small::open(&dir.join("a"), clock)?;
    station.sign_in(&scene.staff, PASSWORD)?;
    sound(&station)?;
    ledger.check(&cells(&station, scene)?)?;
    crate::small::exchange(&[&station, other], clock)?;
    equal(&station, other, scene)
}

/// Fails unless two machines show the same and both equal a rebuild of their logs.
///
/// # Errors
/// In what they differ.
pub fn equal(one: &Station, other: &Station, scene: &Scene) -> anyhow::Result<()> {
    let report = one.app.sync_fully()?;
    let counts = report.counts;
    anyhow::ensure!(report.share.is_reached(), "the share: {:?}", report.share);
    anyhow::ensure!(counts.waiting == 0, "{} facts wait", counts.waiting);
    anyhow::ensure!(report.bad.is_empty(), "bad files: {:?}", report.bad);
    anyhow::ensure!(report.gaps.is_empty(), "gaps: {:?}", report.gaps);
    other.app.sync_fully()?;
    for station in [one, other] {
        anyhow::ensure!(station.equals_its_log()?, "rows are not those of the log");
    }
    let facts = |station: &Station| -> anyhow::Result<Vec<(String, u64)>> {
        let counts = station
            .app
            .workstation()?
            .store
            .read(|read| read.counts())?;
        // What devices attest may be on its way still.
        use klassny_domain::change::Kind::{Ack, FileHeld, Seal, StateDigest};
        let counts = counts
            .into_iter()
            .filter(|(kind, _)| ![Ack, FileHeld, Seal, StateDigest].contains(kind));
        Ok(counts
            .map(|(kind, count)| (format!("{kind:?}"), count))
            .collect())
    };
    let (here, there) = (facts(one)?, facts(other)?);
    anyhow::ensure!(here == there, "facts differ: {here:?} {there:?}");
    let (here, there) = (cells(one, scene)?, cells(other, scene)?);
    anyhow::ensure!(here == there, "cells differ: {here:?} {there:?}");
    Ok(())
}

/// Fails unless every segment on the share has its bytes, in its file or in one beside it.
///
/// # Errors
/// Which has not, in a share that should be whole.
pub fn share_is_whole(share: &Path) -> anyhow::Result<u64> {
    let mut whole = BTreeMap::new();
    let mut folders = vec![share.join("seg")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let below = path.strip_prefix(share)?.to_string_lossy().into_owned();
            let name = klassny_share::name::SegmentName::parse(&below)
                .with_context(|| format!("{below} is no segment"))?;
            let fits = klassny_share::name::fits(&name, &std::fs::read(&path)?);
            let original = klassny_share::name::original(name);
            *whole.entry(original.to_string()).or_insert(false) |= fits;
        }
    }
    let torn: Vec<&String> = whole
        .iter()
        .filter(|(_, whole)| !**whole)
        .map(|(name, _)| name)
        .collect();
    anyhow::ensure!(torn.is_empty(), "not whole on the share: {torn:?}");
    Ok(whole.len() as u64)
}
