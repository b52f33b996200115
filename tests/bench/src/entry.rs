//! Teachers at work: seats for everybody, and marks entered by hand, each timed to its durability
//! against a bare insert of SQLCipher with the same settings.

use crate::figures::{Row, Times};
use crate::school::{FOUNDER, PASSWORD, School, open_bare, sign_in};
use crate::spreads::{call, list, text};
use anyhow::Result;
use klassny_app::App;
use klassny_app::api::{FirstSignIn, StaffArgs};
use klassny_domain::ids::PupilId;
use rusqlite::params;
use serde_json::{Value, json};

/// Marks of this day's lessons may still be entered on the day of the run.
const LAST_DAY: &str = "2027-05-26";

/// What was entered: the lines of each teacher who entered any, and how long it took.
#[derive(Default)]
pub struct Entered {
    /// Arguments of `set_mark`, a list a teacher.
    pub lines: Vec<Vec<String>>,
    ours: Times,
    bare: Times,
}

impl Entered {
    /// How many marks.
    pub fn marks(&self) -> usize {
        self.ours.count()
    }

    /// The row of one mark.
    pub fn row(&self) -> Row {
        Row {
            what: format!("a mark from the call to durable, {} marks", self.marks()),
            ours: self.ours.words(),
            peer: format!(
                "bare SQLCipher insert, same settings: {}",
                self.bare.words()
            ),
            ratio: self.ours.ratio_to(&self.bare),
            wanted: "—",
        }
    }
}

/// Gives everybody but the deputy a seat on the teachers' machine; tells their names.
fn seat(school: &School) -> Result<Vec<String>> {
    let mut invited = Vec::new();
    for person in school.deputy.people()?.people {
        if person.name == FOUNDER {
            continue;
        }
        let staff = person.staff.clone();
        let sheet = school.deputy.invite(StaffArgs { staff })?;
        invited.push((person, sheet.words.join(" ")));
    }
    school.deputy.sync_fully()?;
    school.teachers.sync_fully()?;
    let mut names = Vec::new();
    for (person, words) in invited {
        school.teachers.first_sign_in(FirstSignIn {
            staff: person.staff,
            words,
            password: PASSWORD.to_owned(),
        })?;
        school.teachers.sign_out()?;
        names.push(person.name);
    }
    // What the seats rest on is not what is measured.
    school.teachers.sync_fully()?;
    school.deputy.sync_fully()?;
    Ok(names)
}

/// Lets so many teachers enter so many marks between them.
pub fn enter(school: &School, teachers: usize, marks: usize) -> Result<Entered> {
    let bare = open_bare(&school.dir().join("bare.db"), &[7; 32])?;
    bare.execute_batch(
        "CREATE TABLE mark (key BLOB PRIMARY KEY, value TEXT) STRICT, WITHOUT ROWID",
    )?;
    let mut entered = Entered::default();
    for name in seat(school)? {
        let left = marks.saturating_sub(entered.marks());
        if left == 0 {
            break;
        }
        sign_in(&school.teachers, &name)?;
        let share = left.div_ceil(teachers.saturating_sub(entered.lines.len()).max(1));
        let mut lines = Vec::new();
        for cell in empty_cells(&school.teachers, share)? {
            lines.push(cell.to_string());
            entered
                .ours
                .time(|| call(&school.teachers, "set_mark", cell))?;
            let number = entered.marks().to_le_bytes();
            let key = *PupilId::derive(&[&number]).as_bytes();
            entered.bare.time(|| {
                bare.prepare_cached("INSERT INTO mark (key, value) VALUES (?1, ?2)")?
                    .execute(params![key, "4"])
            })?;
        }
        if !lines.is_empty() {
            entered.lines.push(lines);
        }
        school.teachers.sign_out()?;
    }
    Ok(entered)
}

/// Arguments of `set_mark` for empty cells of the last day, of groups the person teaches.
fn empty_cells(app: &App, count: usize) -> Result<Vec<Value>> {
    let groups = call(app, "journal_groups", json!({}))?;
    let own = |group: &&Value| group.get("own") == Some(&Value::Bool(true));
    let mut cells = Vec::new();
    for group in list(&groups, "groups").iter().filter(own) {
        let Some(term) = list(group, "terms").last() else {
            continue;
        };
        let args = json!({ "group": text(group, "group"), "term": text(term, "term") });
        let spread = call(app, "spread", args)?;
        for row in list(&spread, "rows") {
            let columns = list(&spread, "lessons").iter().zip(list(row, "cells"));
            for (lesson, cell) in columns {
                let place = lesson.get("place").unwrap_or(&Value::Null);
                let empty = list(cell, "marks").is_empty()
                    && cell.get("absence") == Some(&Value::Null)
                    && list(lesson, "assignments").len() == 1;
                if empty && text(place, "date") == LAST_DAY {
                    cells.push(json!({
                        "place": place,
                        "pupil": text(row, "pupil"),
                        "ordinal": 0,
                        "value": "4",
                        "written_on": null,
                    }));
                }
            }
        }
        if cells.len() >= count {
            break;
        }
    }
    cells.truncate(count);
    Ok(cells)
}
