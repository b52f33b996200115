//! The school that is measured: the sample school with a whole year entered, on two machines.
//!
//! Made once through the same import and exchange as any school, kept beside, and put back before
//! every run, so that a run changes nothing for the next one.

use crate::year;
use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use klassny_app::App;
use klassny_app::api::{CreateSchool, JoinAnswer, JoinSchool, SignIn};
use klassny_domain::change::Kind;
use klassny_system::{KdfCost, VaultChoice};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// 27.05.2027 10:00 in Moscow, the day after the last lesson of the year.
const NOW_MS: i64 = 1_811_401_200_000;
/// One password for everybody.
pub const PASSWORD: &str = "пароль для замеров";
/// The deputy who founds the school.
pub const FOUNDER: &str = "Воробьёва Александра Егоровна";
/// What a run works in; `kept` holds the copies.
const PARTS: [&str; 3] = ["share", "deputy", "teachers"];
/// Named anew whenever the generator changes.
const YEAR: &str = "year-1";

/// The school of a run.
pub struct School {
    /// The founder's machine, signed in: she is a deputy and teaches.
    pub deputy: App,
    /// A machine in the teachers' room, nobody signed in.
    pub teachers: App,
    dir: PathBuf,
    kept: PathBuf,
}

impl School {
    /// Puts the school back as it was made, or makes it.
    pub fn open(folder: &Path, data: &Path) -> Result<Self> {
        let dir = folder.join(YEAR);
        let kept = folder.join(format!("{YEAR}-kept"));
        if kept.join("made").exists() {
            if dir.exists() {
                std::fs::remove_dir_all(&dir)?;
            }
            for part in PARTS {
                copy(&kept.join(part), &dir.join(part))?;
            }
        } else {
            if kept.exists() {
                std::fs::remove_dir_all(&kept)?;
            }
            make(&dir, data)?;
            for part in PARTS {
                copy(&dir.join(part), &kept.join(part))?;
            }
            std::fs::write(kept.join("made"), "")?;
        }
        let deputy = station(&dir, "deputy")?;
        sign_in(&deputy, FOUNDER)?;
        let teachers = station(&dir, "teachers")?;
        Ok(Self {
            deputy,
            teachers,
            dir,
            kept,
        })
    }

    /// The folder of the run.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// A machine that is not of the school yet.
    pub fn another(&self, name: &str) -> Result<App> {
        station(&self.dir, name)
    }

    /// The school as it stood before the run.
    pub fn kept(&self) -> &Path {
        &self.kept
    }

    /// The replica of the deputy, opened as any program with the key could.
    pub fn bare_replica(&self) -> Result<Connection> {
        let workstation = self.deputy.workstation()?;
        open_bare(
            &self.dir.join("deputy/replica.db"),
            workstation.replica_key.expose(),
        )
    }

    /// How large the year is.
    pub fn size(&self) -> Result<String> {
        let workstation = self.deputy.workstation()?;
        let counts = workstation.store.read(|read| read.counts())?;
        let facts: u64 = counts.iter().map(|(_, count)| count).sum();
        let of = |wanted| {
            let found = counts.iter().find(|(kind, _)| *kind == wanted);
            found.map_or(0, |(_, count)| *count)
        };
        let file = std::fs::metadata(self.dir.join("deputy/replica.db"))?.len();
        Ok(format!(
            "{facts} facts: {} lessons, {} marks, {} absences, {} marks of terms; the replica's file \
             has {} MB",
            of(Kind::LessonRecord),
            of(Kind::Mark),
            of(Kind::Attendance),
            of(Kind::FinalMark),
            file / 1_000_000
        ))
    }
}

/// Signs a person in who has a password.
pub fn sign_in(app: &App, full_name: &str) -> Result<()> {
    let state = app.app_state()?;
    let person = state.people.iter().find(|person| person.name == full_name);
    let staff = person.context("nobody of this name")?.staff.clone();
    let password = PASSWORD.to_owned();
    app.sign_in(SignIn { staff, password })?;
    Ok(())
}

/// A database of SQLCipher with the settings of a replica.
pub fn open_bare(path: &Path, key: &[u8; 32]) -> Result<Connection> {
    let conn = Connection::open(path)?;
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    conn.pragma_update(None, "key", format!("x'{hex}'"))?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000;",
    )?;
    Ok(conn)
}

fn station(dir: &Path, name: &str) -> Result<App> {
    let profile = dir.join(name);
    let env = klassny_system::env(&profile, VaultChoice::File, KdfCost::TESTS_ONLY)?;
    let app = App::open(env, &profile)?;
    app.start_demo_clock(NOW_MS)?;
    Ok(app)
}

fn make(dir: &Path, data: &Path) -> Result<()> {
    if dir.exists() {
        std::fs::remove_dir_all(dir)?;
    }
    let share = dir.join("share");
    std::fs::create_dir_all(&share)?;
    let folder = share.to_string_lossy().into_owned();
    let deputy = station(dir, "deputy")?;
    deputy.create_school(CreateSchool {
        folder: folder.clone(),
        name: "ГБОУ школа № 1292 (учебная)".to_owned(),
        city: "г. Примерск".to_owned(),
        surname: "Воробьёва".to_owned(),
        given: "Александра".to_owned(),
        patronymic: "Егоровна".to_owned(),
        password: PASSWORD.to_owned(),
        workstation: "АРМ 12".to_owned(),
    })?;
    // The frame of the school without the lessons of its files: the year has its own.
    deputy.import_folder(data, NaiveDate::from_ymd_opt(2026, 8, 31))?;
    deputy.sync_fully()?;
    year::state(&deputy)?;
    let teachers = station(dir, "teachers")?;
    let asked = teachers.join_school(JoinSchool {
        folder,
        workstation: "АРМ 7".to_owned(),
    })?;
    let status = deputy.share_status()?;
    let request = status
        .requests
        .iter()
        .find(|request| request.words == asked.words);
    let request = request.context("no request")?.request.clone();
    deputy.approve_request(&JoinAnswer { request })?;
    teachers.join_status()?;
    teachers.sync_fully()?;
    deputy.sync_fully()?;
    deputy.sign_out()?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    copy_tree(from, to).with_context(|| format!("copy {}", from.display()))
}

fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &to)?;
        } else {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
