//! `klassny import`: a folder of school files in, with a preview; a new school is created for it.

use crate::profile::{Access, open_with_file};
use crate::{Answer, Refused};
use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use klassny_app::App;
use klassny_app::api::CreateSchool;
use klassny_app::import::{ImportPlan, ImportSettings, plan};
use klassny_domain::ids::{BatchId, SchoolId};
use klassny_exchange::{Problem, Severity};
use klassny_keys::KdfCost;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;

/// Brings a folder of school files in; a school that is not there yet is created.
pub fn import(
    access: &Access,
    folder: &Path,
    school: &Path,
    (preview, until): (bool, Option<&str>),
) -> anyhow::Result<Answer> {
    let until = until.map(parse_day).transpose()?;
    if !folder.is_dir() {
        bail!(
            "папки {} нет: укажите папку с файлами школы",
            folder.display()
        );
    }
    let founded = school.join("profile").join("profile.json").exists();
    if preview && !founded {
        return report(&preview_of_a_new_school(folder, until), None);
    }
    if !founded {
        // Before anything is made: a school is not begun with half its files.
        let plan = preview_of_a_new_school(folder, until);
        if plan.refused().next().is_some() {
            return report(&plan, None);
        }
    }
    let app = match founded {
        true => access.open_signed_in(&school.join("profile"))?,
        false => create(access, folder, school)?,
    };
    let plan = app.preview_import(folder, until)?;
    if preview || plan.refused().next().is_some() {
        app.sign_out()?;
        return report(&plan, None);
    }
    let imported = app.import_plan(plan)?;
    app.sign_out()?;
    report(&imported.plan, Some(imported.stated))
}

/// What a school that is not there yet would take of its files; creates nothing.
fn preview_of_a_new_school(folder: &Path, until: Option<NaiveDate>) -> ImportPlan {
    let settings = ImportSettings {
        school: SchoolId::from_bytes([0; 16]),
        batch: BatchId::from_bytes([0; 16]),
        until,
        files: HashMap::new(),
        known_staff: HashMap::new(),
    };
    plan(&klassny_exchange::read_folder(folder), &settings)
}

/// Creates a school of the folder's `school.toml`; its first administrator is the deputy for
/// information technology of the staff list, else the director.
fn create(access: &Access, folder: &Path, school: &Path) -> anyhow::Result<App> {
    let preview = klassny_exchange::read_folder(folder);
    let head = preview
        .school
        .as_ref()
        .context("в папке нет school.toml: школу не создать")?;
    let founder = preview
        .rows
        .staff
        .iter()
        .find(|row| row.position.contains("ИКТ"))
        .or_else(|| {
            preview
                .rows
                .staff
                .iter()
                .find(|row| row.position.starts_with("Директор"))
        })
        .context("в файле сотрудников нет ни заместителя по ИКТ, ни директора")?;
    let share = school.join("share");
    std::fs::create_dir_all(&share)
        .with_context(|| format!("папка {} не создана", share.display()))?;
    let app = open_with_file(&school.join("profile"), KdfCost::SCHOOL)?;
    app.create_school(CreateSchool {
        folder: share.to_string_lossy().into_owned(),
        name: head.school.name.clone(),
        city: head.school.city.clone(),
        surname: founder.name.surname.clone(),
        given: founder.name.given.clone(),
        patronymic: founder.name.patronymic.clone(),
        password: access.password()?,
        workstation: "АРМ 1".to_owned(),
    })?;
    Ok(app)
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
    let value = json!({ "counts": plan.counts, "problems": problems, "stated": stated });
    if refused > 0 {
        let text = text.trim_end().to_owned();
        return Err(Refused { value, text }.into());
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
