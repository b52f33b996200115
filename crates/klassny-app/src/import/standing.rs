//! What stands already when files are brought in: the same is not stated again, and what people
//! entered by hand is not overwritten but named, with what stands and what the file says.

use super::ImportPlan;
use crate::error::Result;
use klassny_domain::attendance::Presence;
use klassny_domain::change::{Change, ImportSource, Register};
use klassny_domain::lesson::{Held, HomeworkText};
use klassny_domain::roster::Role;
use klassny_exchange::{Problem, Severity};
use klassny_store::Store;
use std::collections::HashMap;
use std::sync::Arc;

/// Takes out of a plan what stands already, and what would overwrite what people entered.
pub(crate) fn leave_standing(
    store: &Store,
    plan: &mut ImportPlan,
    files: &HashMap<String, [u8; 16]>,
) -> Result<()> {
    let mut facts = Vec::with_capacity(plan.facts.len());
    for fact in std::mem::take(&mut plan.facts) {
        // Administrators are appointed by the root key alone, so an import that names one states
        // everything else.
        let administrator = matches!(&fact.change, Change::RoleGrant(grant)
            if grant.role == Role::Administrator);
        let register = fact.change.register();
        let stands = store.current(register)?;
        if administrator || stands.as_ref() == Some(&fact.change) {
            continue;
        }
        let entered = match (&stands, &fact.import) {
            (Some(stands), Some(source)) if is_entered(stands) && by_hand(store, register)? => {
                Some((stands, source))
            }
            _ => None,
        };
        let Some((stands, source)) = entered else {
            facts.push(fact);
            continue;
        };
        if let Some(problem) = differs((stands, &fact.change), source, files) {
            plan.kept += 1;
            plan.problems.push(problem);
        }
    }
    plan.facts = facts;
    Ok(())
}

/// Whether facts of this kind are what people enter day by day.
const fn is_entered(change: &Change) -> bool {
    matches!(
        change,
        Change::LessonRecord(_)
            | Change::LessonTopic(_)
            | Change::Homework(_)
            | Change::Assignment(_)
            | Change::Mark(_)
            | Change::Attendance(_)
            | Change::AbsenceExcuse(_)
            | Change::FinalMark(_)
            | Change::ThematicPlan(_)
            | Change::PlanRow(_)
            | Change::PupilCard(_)
            | Change::Guardian(_)
    )
}

/// Whether what a register shows was entered, and not brought in by an import.
fn by_hand(store: &Store, register: Register) -> Result<bool> {
    let history = store.history(register)?;
    let mut entries = history.entries.iter();
    let shown = entries.find(|entry| Some(entry.fact_no) == history.shown);
    Ok(shown.is_some_and(|entry| entry.op.import.is_none()))
}

/// The line of the report; none where both say the same in words.
fn differs(
    (stands, file): (&Change, &Change),
    source: &ImportSource,
    files: &HashMap<String, [u8; 16]>,
) -> Option<Problem> {
    let what = match (said(stands), said(file)) {
        (Some(here), Some(there)) if here == there => return None,
        (Some(here), Some(there)) => {
            let or_nothing = |text: String| match text.as_str() {
                "" => "ничего".to_owned(),
                _ => format!("«{text}»"),
            };
            let (here, there) = (or_nothing(here), or_nothing(there));
            format!("вручную внесено {here}, в файле {there}: оставлено внесённое")
        }
        _ => "вручную внесено не то, что в файле: оставлено внесённое".to_owned(),
    };
    let mut named = files.iter().filter(|(_, hash)| **hash == source.file);
    let name = named.next().map_or("", |(name, _)| name.as_str());
    let digits = source.cell.find(|letter: char| letter.is_ascii_digit());
    let (column, row) = source.cell.split_at(digits.unwrap_or(source.cell.len()));
    Some(Problem {
        file: Arc::from(name),
        sheet: Arc::from(source.sheet.as_str()),
        row: row.parse().ok(),
        column: Some(column.to_owned()).filter(|column| !column.is_empty()),
        what,
        what_to_do: "если верно то, что в файле, исправьте запись в журнале".to_owned(),
        severity: Severity::Refused,
    })
}

/// What a fact says, in words; none for those whose words are not for a list.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "the other kinds are named without their content"
)]
fn said(change: &Change) -> Option<String> {
    Some(match change {
        Change::LessonRecord(record) => match &record.held {
            Held::Held => "урок был".to_owned(),
            Held::NotHeld { .. } => "урока не было".to_owned(),
        },
        Change::LessonTopic(topic) => topic.text.clone(),
        Change::Homework(homework) => match &homework.text {
            HomeworkText::Missing => String::new(),
            HomeworkText::NotSet => "не задано".to_owned(),
            HomeworkText::Set(text) => text.clone(),
        },
        Change::Assignment(work) => {
            let kind = work.kind.map(|kind| kind.name().to_owned());
            kind.unwrap_or_default()
        }
        Change::Mark(mark) => mark
            .value
            .map(|it| it.text().to_owned())
            .unwrap_or_default(),
        Change::FinalMark(mark) => mark
            .value
            .map(|it| it.text().to_owned())
            .unwrap_or_default(),
        Change::Attendance(one) => match one.presence {
            Presence::Present => "был",
            Presence::Late { .. } => "опоздал",
            Presence::Absent => "не был",
        }
        .to_owned(),
        Change::AbsenceExcuse(excuse) => excuse.reason.printed().to_owned(),
        Change::PlanRow(row) => format!("{}, {} ч", row.topic, row.hours),
        _ => return None,
    })
}
