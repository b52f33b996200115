//! The exchange: how soon the others see what was entered, what a poll and a day cost, how a new
//! machine comes to a year, and how many bytes a fact takes on the share.
//!
//! On a small school of its own with a clock that stands; `KLASSNY_BENCH_REDUCED=1` measures a
//! tenth, to see that the rows run.

pub mod bootstrap;
pub mod day;
pub mod district;
pub mod latency;
pub mod poll;
mod stores;

use anyhow::{Context as _, Result, ensure};
use chrono::{Days, NaiveDate};
use klassny_domain::change::Change;
use klassny_domain::ids::GroupId;
use klassny_domain::lesson::{LessonPlace, LessonTopic};
use klassny_store::{Author, NewFact};
use klassny_tests::small::{self, AFTERNOON_MS, Scene};
use klassny_tests::{HeldClock, PASSWORD, Station};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale(u64);

impl Scale {
    /// The whole, or a tenth of it.
    pub fn of_environment() -> Self {
        Self(match std::env::var_os("KLASSNY_BENCH_REDUCED") {
            Some(_) => 10,
            None => 1,
        })
    }

    /// So many of it, one at least.
    pub fn of(self, whole: u64) -> u64 {
        (whole / self.0).max(1)
    }

    /// What a row says of it.
    pub const fn words(self) -> &'static str {
        match self.0 {
            1 => "",
            _ => " (reduced)",
        }
    }
}

/// A school of two machines on one share.
pub struct Pair {
    /// The founder's machine, signed in.
    pub a: Station,
    /// The other, the founder signed in there too.
    pub b: Station,
    pub scene: Scene,
    pub clock: HeldClock,
    dir: tempfile::TempDir,
}

impl Pair {
    /// Makes the school on a folder.
    pub fn make() -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("klassny-bench").tempdir()?;
        let clock = HeldClock::at(AFTERNOON_MS);
        let scene = small::make(dir.path(), &dir.path().join("share"), &clock)?;
        let [a, b] = ["a", "b"].map(|name| small::open(&dir.path().join(name), &clock));
        let (a, b) = (a?, b?);
        for machine in [&a, &b] {
            machine.sign_in(&scene.staff, PASSWORD)?;
            machine.app.sync_fully()?;
        }
        let pair = Self {
            a,
            b,
            scene,
            clock,
            dir,
        };
        pair.rest()?;
        Ok(pair)
    }

    /// The folder of the share.
    pub fn share(&self) -> PathBuf {
        self.dir.path().join("share")
    }

    /// The folder of everything.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The group that is taught.
    pub fn group(&self) -> Result<GroupId> {
        let id = self.scene.place.get("group").and_then(Value::as_str);
        id.and_then(GroupId::parse).context("a group")
    }

    /// Lets both machines exchange until nothing is on its way.
    pub fn rest(&self) -> Result<()> {
        small::exchange(&[&self.a, &self.b], &self.clock)
    }

    /// A topic of the lesson, entered at the first machine.
    pub fn enter(&self, topic: &str) -> Result<()> {
        let args = small::set_topic(&self.scene.place, topic);
        let entered = self.a.app.call("set_lesson", args);
        entered.map_err(|error| anyhow::anyhow!("set_lesson: {error:?}"))?;
        Ok(())
    }

    /// States the topic of another lesson at the first machine: a register of its own each time, as
    /// a year has them.
    pub fn state(&self, number: u64) -> Result<()> {
        let workstation = self.a.app.workstation()?;
        let first = NaiveDate::from_ymd_opt(2026, 9, 1).context("a day")?;
        let place = LessonPlace {
            group: self.group()?,
            date: first + Days::new(number % 250),
            bell: u8::try_from(number / 250 % 8)? + 1,
            ordinal: u8::try_from(number / 2_000)?,
        };
        let topic = Change::LessonTopic(LessonTopic {
            place,
            text: format!("Неравенства с одной переменной, урок {number}"),
            plan_row: None,
        });
        let author = Author {
            seat: self.a.app.person()?.seat,
        };
        workstation
            .store
            .commit(author, workstation.now(), vec![NewFact::from(topic)])?;
        Ok(())
    }

    /// One pass of the second machine, which must take something.
    pub fn collect(&self) -> Result<()> {
        let report = self.b.app.sync_pass()?;
        ensure!(report.taken > 0, "nothing came: {report:?}");
        Ok(())
    }
}

/// Bytes and number of the files under a folder whose names end so.
pub fn files(folder: &Path, ending: &str) -> Result<(u64, u64)> {
    let (mut bytes, mut count) = (0, 0);
    for path in paths(folder)? {
        if path.to_string_lossy().ends_with(ending) {
            bytes += std::fs::metadata(&path)?.len();
            count += 1;
        }
    }
    Ok((bytes, count))
}

/// Every file under a folder.
pub fn paths(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    Ok(found)
}
