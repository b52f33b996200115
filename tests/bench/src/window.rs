//! What the real window is measured on: the fullest spread of a person who teaches, on the
//! afternoon of its last lesson, when that column is open.
//!
//! Only sets the clock of the profile and tells; the keys are pressed by `tests/bench/window`.

use crate::school::{PASSWORD, School};
use crate::spreads::{call, list, text};
use anyhow::{Context as _, Result};
use chrono::{NaiveDate, NaiveTime};
use klassny_app::api::{FirstSignIn, StaffArgs};
use serde_json::{Value, json};

/// The fullest spread of the school.
struct Fullest {
    cells: usize,
    /// The day of its last lesson.
    last: NaiveDate,
    /// «Соколова И. В.»
    teacher: String,
    /// What the drivers are told of it.
    told: Value,
}

/// The profile, the person and the group, as JSON for the drivers of the window. The person gets a
/// seat on the founder's machine.
pub fn place(school: &School) -> Result<String> {
    let fullest = fullest(school)?;
    let app = &school.deputy;
    let people = app.people()?.people;
    let person = people
        .into_iter()
        .find(|person| initials(&person.name) == fullest.teacher);
    let person = person.with_context(|| format!("{} is nobody's name", fullest.teacher))?;
    let staff = person.staff.clone();
    let sheet = app.invite(StaffArgs { staff })?;
    app.sign_out()?;
    let afternoon = NaiveTime::from_hms_opt(13, 0, 0).context("an hour")?;
    app.start_demo_clock(
        fullest
            .last
            .and_time(afternoon)
            .and_utc()
            .timestamp_millis(),
    )?;
    app.first_sign_in(FirstSignIn {
        staff: person.staff,
        words: sheet.words.join(" "),
        password: PASSWORD.to_owned(),
    })?;
    app.sign_out()?;
    let told = json!({
        "profile": school.dir().join("deputy"),
        "person": person.name,
        "password": PASSWORD,
        "group": fullest.told,
    });
    Ok(told.to_string())
}

fn fullest(school: &School) -> Result<Fullest> {
    let app = &school.deputy;
    let groups = call(app, "journal_groups", json!({}))?;
    let mut fullest: Option<Fullest> = None;
    for group in list(&groups, "groups") {
        let args = json!({ "group": text(group, "group"), "term": null });
        let spread = call(app, "spread", args)?;
        let (rows, lessons) = (list(&spread, "rows"), list(&spread, "lessons"));
        let cells = rows.len() * lessons.len();
        let Some(last) = lessons.iter().filter_map(day).max() else {
            continue;
        };
        if fullest.as_ref().is_none_or(|most| cells > most.cells) {
            fullest = Some(Fullest {
                cells,
                last,
                teacher: text(group, "teacher").to_owned(),
                told: json!({
                    "class_name": text(group, "class_name"),
                    "subject": text(group, "subject"),
                    "rows": rows.len(),
                    "lessons": lessons.len(),
                }),
            });
        }
    }
    fullest.context("the school has no lessons")
}

/// «Соколова И. В.» of «Соколова Ирина Викторовна».
fn initials(name: &str) -> String {
    let mut words = name.split(' ');
    let surname = words.next().unwrap_or_default().to_owned();
    words
        .filter_map(|word| word.chars().next())
        .fold(surname, |said, letter| format!("{said} {letter}."))
}

fn day(lesson: &Value) -> Option<NaiveDate> {
    lesson.pointer("/place/date")?.as_str()?.parse().ok()
}
