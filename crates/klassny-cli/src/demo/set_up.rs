//! The sample school on the morning of 23.10.2026, for the windows of `cargo xtask demo`.
//!
//! The journal of 5А stands to the day before, and each of its teachers has a seat at the teachers'
//! workstation. A copy is kept, so that the next morning of the same day is a matter of a second.

use super::ground::{COPY, Ground, PARTS};
use super::{CLERK, FOUNDER, PASSWORD, START_MS, day, find_data, lessons, set_up};
use crate::Answer;
use crate::profile::open_with_file;
use anyhow::Context as _;
use chrono::NaiveDate;
use klassny_app::schema_name;
use klassny_exchange::read_folder;
use klassny_keys::KdfCost;
use serde_json::json;
use std::path::Path;

/// In the copy, which tables it was made with; written last.
const MADE_BY: &str = "schema";

/// Sets the school up on the morning of the day, or puts the copy of that morning back.
pub fn set_up_only(out: &Path, data: Option<&Path>) -> anyhow::Result<Answer> {
    let copy = out.join(COPY);
    let mut ground = Ground::take(out)?;
    // A copy that a program with other tables made would not open.
    let made_by = std::fs::read_to_string(copy.join(MADE_BY)).unwrap_or_default();
    if made_by == schema_name() {
        for part in PARTS {
            ground.clear(&out.join(part))?;
            copy_of(&copy.join(part), &out.join(part))?;
        }
        drop(ground);
    } else {
        for part in PARTS.into_iter().chain([COPY]) {
            ground.clear(&out.join(part))?;
        }
        drop(ground);
        make(out, data)?;
        for part in PARTS {
            copy_of(&out.join(part), &copy.join(part))?;
        }
        std::fs::copy(out.join("people.json"), copy.join("people.json"))?;
        klassny_keys::file::replace(&copy.join(MADE_BY), schema_name().as_bytes())?;
    }
    for part in PARTS.iter().skip(1) {
        open_with_file(&out.join(part), KdfCost::TESTS_ONLY)?.start_demo_clock(START_MS)?;
    }
    let people = std::fs::read(out.join("people.json"))?;
    let value = serde_json::from_slice(&people)?;
    let text = format!("Школа стоит на 23.10.2026 09:50. Пароль у всех: {PASSWORD}");
    Ok(Answer { value, text })
}

fn make(out: &Path, data: Option<&Path>) -> anyhow::Result<()> {
    let data = find_data(data)?;
    let school = set_up(out, &data)?;
    let teachers = lessons::seat_teachers(&school.deputy, &school.teacher, &data)?;
    for station in [&school.deputy, &school.teacher, &school.clerk] {
        station.app.sync_fully()?;
        station.app.sign_out()?;
    }
    let people = json!({
        "password": PASSWORD,
        "deputy": [FOUNDER],
        "clerk": [CLERK],
        "teacher": teachers,
    });
    let date = NaiveDate::from_ymd_opt(2026, 10, 23).context("a day")?;
    write(&out.join("day.json"), &day::day(&read_folder(&data), date))?;
    write(&out.join("people.json"), &people)
}

fn write(path: &Path, value: &serde_json::Value) -> anyhow::Result<()> {
    let bytes = serde_json::to_vec_pretty(value)?;
    Ok(klassny_keys::file::replace(path, &bytes)?)
}

fn copy_of(from: &Path, to: &Path) -> anyhow::Result<()> {
    copy_tree(from, to).with_context(|| format!("{} не скопирована", from.display()))
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
