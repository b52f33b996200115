//! `klassny import`: a folder of school files in, with a preview; a new school is created for it.

mod new_school;

use crate::profile::Access;
use crate::{Answer, Refused};
use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use klassny_app::import::{ImportPlan, ImportSettings, plan};
use klassny_app::{App, holds_school};
use klassny_domain::ids::{BatchId, SchoolId};
use klassny_exchange::{FolderPreview, Problem, Severity};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What an import was asked for.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The folder of files.
    pub folder: &'a Path,
    /// The folder of a school that the command makes or made: its share and its profile. None goes
    /// into the school of the profile that the command was given.
    pub school: Option<&'a Path>,
    /// Nothing is changed.
    pub preview: bool,
    /// The last day to take.
    pub until: Option<&'a str>,
    /// A new school keeps the secret of the system in a file, also where there is a keyring.
    pub key_file: bool,
    /// Where the words of a new school's root key are written.
    pub root_words: Option<&'a Path>,
    /// The answer is one JSON value.
    pub json: bool,
}

/// Brings a folder of school files in; a school that is not there yet is created.
pub fn import(access: &Access, wanted: &Wanted<'_>) -> anyhow::Result<Answer> {
    let until = wanted.until.map(parse_day).transpose()?;
    if !wanted.folder.is_dir() {
        bail!(
            "папки {} нет: укажите папку с файлами школы",
            wanted.folder.display()
        );
    }
    let profile = profile_of(access, wanted.school)?;
    if holds_school(&profile)? {
        let app = access.open_signed_in(&profile)?;
        return into(&app, wanted, until);
    }
    let Some(school) = wanted.school else {
        bail!(
            "в профиле {} нет школы: создайте её в окне программы или укажите --school ПАПКА",
            profile.display()
        );
    };
    let read = klassny_exchange::read_folder(wanted.folder);
    let plan = preview_of_a_new_school(&read, until);
    // Before anything is made: a school is not begun with half its files.
    if wanted.preview || plan.refused().next().is_some() {
        return report(&plan, None);
    }
    let (app, created) = new_school::create(access, &read, (school, wanted))?;
    created.say(wanted.json);
    match into(&app, wanted, until) {
        Ok(mut answer) => {
            created.put(&mut answer.value);
            Ok(answer)
        }
        Err(error) => Err(created.with_refusal(&error)),
    }
}

/// The profile whose school the files are for.
fn profile_of(access: &Access, school: Option<&Path>) -> anyhow::Result<PathBuf> {
    let Some(own) = school.map(|school| school.join("profile")) else {
        return access.folder();
    };
    match access.folder() {
        Ok(given) if given != own => bail!(
            "--profile {} и --school называют разные профили: оставьте что-то одно",
            given.display()
        ),
        Ok(_) | Err(_) => Ok(own),
    }
}

/// Brings a folder into the school of a profile in which somebody is signed in.
fn into(app: &App, wanted: &Wanted<'_>, until: Option<NaiveDate>) -> anyhow::Result<Answer> {
    let plan = app.preview_import(wanted.folder, until)?;
    if wanted.preview || plan.refused().next().is_some() {
        app.sign_out()?;
        return report(&plan, None);
    }
    let imported = app.import_plan(plan)?;
    app.sign_out()?;
    report(&imported.plan, Some(imported.stated))
}

/// What a school that is not there yet would take of its files; creates nothing.
fn preview_of_a_new_school(read: &FolderPreview, until: Option<NaiveDate>) -> ImportPlan {
    let settings = ImportSettings {
        school: SchoolId::from_bytes([0; 16]),
        batch: BatchId::from_bytes([0; 16]),
        until,
        files: HashMap::new(),
        known_staff: HashMap::new(),
    };
    plan(read, &settings)
}

/// What was read and not taken; a file that was not read at all makes it a refusal.
fn report(plan: &ImportPlan, stated: Option<usize>) -> anyhow::Result<Answer> {
    let problems: Vec<Value> = plan.problems.iter().map(problem_value).collect();
    let refused = plan.refused().count();
    let mut text = String::new();
    if refused > 0 {
        text.push_str(&format!(
            "Не будет загружено: не прочитано файлов: {refused}. Ничего не изменено.\n"
        ));
    } else {
        for (name, count) in &plan.counts {
            text.push_str(&format!("{name}: {count}\n"));
        }
    }
    for problem in &plan.problems {
        let place = problem.place();
        text.push_str(&format!(
            "! {place}: {}; {}\n",
            problem.what, problem.what_to_do
        ));
    }
    let value = json!({
        "counts": plan.counts,
        "problems": problems,
        "kept_by_hand": plan.kept,
        "stated": stated,
    });
    if refused > 0 {
        let text = text.trim_end().to_owned();
        return Err(Refused { value, text }.into());
    }
    if plan.kept > 0 {
        let kept = plan.kept;
        text.push_str(&format!("Внесённое вручную оставлено, записей: {kept}.\n"));
    }
    text.push_str(&match stated {
        Some(stated) => format!("Загружено записей: {stated}."),
        None => "Ничего не загружено: это предварительный просмотр.".to_owned(),
    });
    Ok(Answer { value, text })
}

fn problem_value(problem: &Problem) -> Value {
    json!({
        "where": problem.place(),
        "what": problem.what,
        "what_to_do": problem.what_to_do,
        "refused": problem.severity == Severity::Refused,
    })
}

fn parse_day(text: &str) -> anyhow::Result<NaiveDate> {
    ["%Y-%m-%d", "%d.%m.%Y"]
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(text, format).ok())
        .with_context(|| format!("«{text}» не дата: напишите 2026-10-22 или 22.10.2026"))
}
