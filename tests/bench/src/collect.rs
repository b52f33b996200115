//! Entering 1,000 marks by 60 seats, and collecting them through the folder, against `git fetch` and `rsync`.

use crate::entry;
use crate::figures::{Row, ms, timed};
use crate::school::School;
use anyhow::{Context as _, Result, ensure};
use klassny_app::App;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const SEATS: usize = 60;
const MARKS: usize = 1000;

/// Sixty teachers enter a thousand marks on one machine; the deputy's machine collects them.
pub fn measure(school: &School) -> Result<Vec<Row>> {
    let entered = entry::enter(school, SEATS, MARKS)?;
    let (seats, marks) = (entered.lines.len(), entered.marks());
    school.teachers.sync_fully()?;
    let ours = collect(&school.deputy, seats)?;
    let (fetch, copy) = (git_fetch(school, &entered.lines)?, file_copy(school)?);
    let rsync = match rsync(school)? {
        Some(took) => format!("rsync of the replica's file {:.0} ms", ms(took)),
        None => format!(
            "no rsync on this machine; a plain copy of the replica's file {:.0} ms",
            ms(copy)
        ),
    };
    let collected = Row {
        what: format!("collecting {marks} new marks of {seats} seats, judged and shown"),
        ours: format!("{:.0} ms", ms(ours)),
        peer: format!(
            "git fetch of the same as {seats} commits {:.0} ms; {rsync}",
            ms(fetch)
        ),
        ratio: Some(ours.as_secs_f64() / fetch.as_secs_f64()),
        wanted: "—",
    };
    Ok(vec![entered.row(), collected])
}

/// Passes over the share until nothing is left to take.
fn collect(app: &App, seats: usize) -> Result<Duration> {
    let (taken, took) = timed(|| -> Result<usize> {
        let mut taken = 0;
        loop {
            let report = app.sync_pass()?;
            taken += usize::try_from(report.taken)?;
            if report.taken == 0 && !report.more {
                return Ok(taken);
            }
        }
    });
    let taken = taken?;
    ensure!(taken >= seats, "only {taken} segments were taken");
    Ok(took)
}

/// The same marks as lines of text files, a file a group, a commit a seat.
fn git_fetch(school: &School, entered: &[Vec<String>]) -> Result<Duration> {
    let (here, there) = (school.dir().join("git"), school.dir().join("git-clone"));
    std::fs::create_dir_all(&here)?;
    git(&here, &["init", "--quiet"])?;
    for (group, lines) in marks_as_text(&school.bare_replica()?)? {
        std::fs::write(here.join(group), lines)?;
    }
    commit(&here)?;
    git(school.dir(), &["clone", "--quiet", "git", "git-clone"])?;
    for (number, lines) in entered.iter().enumerate() {
        std::fs::write(here.join(format!("seat-{number}")), lines.join("\n"))?;
        commit(&here)?;
    }
    let (done, took) = timed(|| git(&there, &["fetch", "--quiet"]));
    done.map(|()| took)
}

fn marks_as_text(conn: &Connection) -> Result<BTreeMap<String, String>> {
    let sql = "SELECT hex(group_id), date, bell, hex(pupil_id), coalesce(value, '') FROM mark";
    let mut select = conn.prepare(sql)?;
    let mut rows = select.query([])?;
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (group, date, bell): (String, String, u8) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (pupil, value): (String, String) = (row.get(3)?, row.get(4)?);
        writeln!(
            files.entry(group).or_default(),
            "{date} {bell} {pupil} {value}"
        )?;
    }
    Ok(files)
}

fn commit(folder: &Path) -> Result<()> {
    git(folder, &["add", "--all"])?;
    let who = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"];
    git(
        folder,
        &[&who[..], &["commit", "--quiet", "-m", "marks"]].concat(),
    )
}

fn git(folder: &Path, words: &[&str]) -> Result<()> {
    run(Command::new("git").args(words).current_dir(folder))
}

fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("start {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(())
}

/// From the state before the marks to the state after them; none where there is no rsync.
fn rsync(school: &School) -> Result<Option<Duration>> {
    if Command::new("rsync").arg("--version").output().is_err() {
        return Ok(None);
    }
    let from = school.dir().join("deputy/replica.db");
    let to = school.dir().join("replica-before.db");
    std::fs::copy(school.kept().join("deputy/replica.db"), &to)?;
    let mut command = Command::new("rsync");
    command
        .args(["--inplace", "--no-whole-file"])
        .arg(from)
        .arg(to);
    let (done, took) = timed(|| run(&mut command));
    done.map(|()| Some(took))
}

fn file_copy(school: &School) -> Result<Duration> {
    let from = school.dir().join("deputy/replica.db");
    let to = school.dir().join("replica-copy.db");
    let (done, took) = timed(|| -> std::io::Result<()> {
        std::fs::copy(from, &to)?;
        std::fs::File::open(&to)?.sync_all()
    });
    done?;
    Ok(took)
}
