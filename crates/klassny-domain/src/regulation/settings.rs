//! Settings of a regulation: text pairs applied to a preset.
//!
//! Keys (a part after `/` names the thing): `norm/NAME` = `kinds=КР,АК/Р; subjects=математика;
//! grades=5-8; closes=3` (or `closes=next`; an empty value drops the row) · `family/NAME` =
//! subjects · `grading/GRADES or CLASS/SUBJECT or *` = `terms=half-year; assessment=pass;
//! homework=off` · `entry/…`, `accumulation/…`, `term/…`, `check/…` as the functions `set_…` have them.

use super::{
    Assessment, Closes, Family, GradingRow, GradingScope, HomeworkCloses, NormRow, Rules,
    SlotPolicy,
};
use crate::preflight::FindingKind;
use crate::rights::ReasonsBy;
use crate::russian::folded;
use crate::school::{Grades, TermKind};
use crate::work_kind::WorkKind;
use std::fmt;

/// Why a regulation cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegulationError {
    /// There is no such preset.
    UnknownPreset(String),
    /// The value of a known setting has another form.
    BadValue {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
}

impl fmt::Display for RegulationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownPreset(name) => write!(f, "no preset of the regulation named {name:?}"),
            Self::BadValue { key, value } => write!(f, "setting {key:?} cannot be {value:?}"),
        }
    }
}

impl std::error::Error for RegulationError {}

/// Applies one setting; a key of a newer program is noted and has no effect.
pub(super) fn apply(rules: &mut Rules, key: &str, value: &str) -> Result<(), RegulationError> {
    let value = value.trim();
    let known = match key.split_once('/') {
        Some(("norm", name)) => set_norm(rules, name, value),
        Some(("family", name)) => set_family(rules, name, value),
        Some(("grading", rest)) => rest
            .split_once('/')
            .and_then(|(scope, subject)| add_grading(rules, (scope, subject), value)),
        Some(("entry", name)) => return noted(set_entry(rules, name, value), rules, key, value),
        Some(("accumulation", name)) => {
            return noted(set_accumulation(rules, name, value), rules, key, value);
        }
        Some(("term", name)) => return noted(set_term(rules, name, value), rules, key, value),
        Some(("check", name)) => return noted(set_check(rules, name, value), rules, key, value),
        Some(_) | None => return noted(Outcome::Unknown, rules, key, value),
    };
    let outcome = known.map_or(Outcome::Bad, |()| Outcome::Set);
    noted(outcome, rules, key, value)
}

enum Outcome {
    Set,
    Bad,
    Unknown,
}

fn noted(
    outcome: Outcome,
    rules: &mut Rules,
    key: &str,
    value: &str,
) -> Result<(), RegulationError> {
    match outcome {
        Outcome::Set => Ok(()),
        Outcome::Unknown => {
            rules.unknown.push(key.to_owned());
            Ok(())
        }
        Outcome::Bad => Err(RegulationError::BadValue {
            key: key.to_owned(),
            value: value.to_owned(),
        }),
    }
}

/// Puts a read value into its place.
fn put<T>(place: &mut T, value: Option<T>) -> Outcome {
    match value {
        Some(value) => {
            *place = value;
            Outcome::Set
        }
        None => Outcome::Bad,
    }
}

fn set_entry(rules: &mut Rules, name: &str, value: &str) -> Outcome {
    let entry = &mut rules.entry;
    match name {
        "slip-minutes" => put(&mut entry.slip_minutes, value.parse().ok()),
        "homework" => put(
            &mut entry.homework,
            match value {
                "day" => Some(HomeworkCloses::EndOfDay),
                minutes => minutes
                    .parse()
                    .ok()
                    .map(|minutes| HomeworkCloses::AfterLastLesson { minutes }),
            },
        ),
        "absence-reason-days" => put(&mut entry.absence_reason_days, value.parse().ok()),
        "final-hours" => put(&mut entry.final_hours, value.parse().ok()),
        "lock-minutes" => put(
            &mut entry.lock_minutes,
            value.parse().ok().filter(|m: &u32| (1..=120).contains(m)),
        ),
        "slot-warn-minutes" => put(&mut entry.slot_warn_minutes, value.parse().ok()),
        "slot-late-minutes" => put(&mut entry.slot_late_minutes, value.parse().ok()),
        "utc-offset-minutes" => put(
            &mut entry.utc_offset_minutes,
            value.parse().ok().filter(|m: &i32| m.abs() < 24 * 60),
        ),
        "norm-moves" => put(&mut entry.norm_moves, switch(value)),
        "paper-journal" => put(&mut entry.paper_journal, switch(value)),
        "reasons-by" => put(
            &mut entry.reasons_by,
            match value {
                "class-teacher" => Some(ReasonsBy::ClassTeacher),
                "subject-teacher" => Some(ReasonsBy::SubjectTeacherToo),
                _ => None,
            },
        ),
        "slots" => put(&mut entry.slots, SlotPolicy::from_word(value)),
        _ => Outcome::Unknown,
    }
}

fn set_accumulation(rules: &mut Rules, name: &str, value: &str) -> Outcome {
    let table = &mut rules.accumulation;
    let number = |text: &str| text.trim().parse().ok();
    match name {
        "term-need" => put(&mut table.term_need, steps(value, number)),
        "grace-weeks" => put(&mut table.grace_weeks, steps(value, number)),
        "early-weeks" => put(&mut table.early_weeks, pair(value)),
        "early-need" => put(&mut table.early_need, steps(value, pair)),
        "due-lessons" => put(&mut table.due_lessons, number(value)),
        "free-after-holidays" => put(&mut table.free_after_holidays, number(value)),
        "reported-lessons" => put(&mut table.reported_lessons, number(value)),
        _ => Outcome::Unknown,
    }
}

fn set_term(rules: &mut Rules, name: &str, value: &str) -> Outcome {
    let hundredths = || value.parse().ok().filter(|hundredths| *hundredths < 100);
    match name {
        "rounding" => put(&mut rules.term.rounding, hundredths()),
        "not-attested-share" => put(
            &mut rules.term.not_attested_share,
            value.split_once('/').and_then(|(part, whole)| {
                let share: (u32, u32) = (part.trim().parse().ok()?, whole.trim().parse().ok()?);
                (share.0 <= share.1 && share.1 > 0).then_some(share)
            }),
        ),
        "year-from-half" => put(&mut rules.term.year_from_half, switch(value)),
        _ => match (name.strip_prefix("rounding/"), hundredths()) {
            (Some(subject), Some(hundredths)) => {
                let rule = (subject.to_owned(), hundredths);
                rules.term.rounding_of.push(rule);
                Outcome::Set
            }
            (Some(_), None) => Outcome::Bad,
            (None, _) => Outcome::Unknown,
        },
    }
}

fn set_check(rules: &mut Rules, name: &str, value: &str) -> Outcome {
    match name {
        "blocking" => put(
            &mut rules.check.blocking,
            list(value).map(FindingKind::from_code).collect(),
        ),
        "two-lessons" => put(&mut rules.check.two_lessons, value.parse().ok()),
        "plan-hours" => put(&mut rules.check.plan_hours, value.parse().ok()),
        _ => Outcome::Unknown,
    }
}

fn set_norm(rules: &mut Rules, name: &str, value: &str) -> Option<()> {
    let row = match value {
        "" => None,
        value => Some(norm_row(name, value)?),
    };
    rules.norms.retain(|row| row.name != name);
    rules.norms.extend(row);
    Some(())
}

fn norm_row(name: &str, value: &str) -> Option<NormRow> {
    let kind = |code: &str| {
        let code = folded(code);
        WorkKind::ALL
            .into_iter()
            .find(|kind| folded(kind.code()) == code)
    };
    let kinds = match field(value, "kinds")? {
        "written" => WorkKind::ALL
            .into_iter()
            .filter(|kind| !kind.is_oral())
            .collect(),
        codes => list(codes).map(kind).collect::<Option<Vec<_>>>()?,
    };
    Some(NormRow {
        name: name.to_owned(),
        kinds,
        subjects: match field(value, "subjects") {
            None | Some("*") => Vec::new(),
            Some(subjects) => list(subjects).map(str::to_owned).collect(),
        },
        grades: grades(field(value, "grades")?)?,
        closes: match field(value, "closes")? {
            "next" => Closes::NextLesson,
            days => Closes::Days(days.parse().ok()?),
        },
    })
}

fn set_family(rules: &mut Rules, name: &str, value: &str) -> Option<()> {
    rules.families.retain(|f| folded(&f.name) != folded(name));
    let subjects: Vec<String> = list(value).map(str::to_owned).collect();
    if !subjects.is_empty() {
        rules.families.push(Family {
            name: name.to_owned(),
            subjects,
        });
    }
    Some(())
}

fn add_grading(rules: &mut Rules, (scope, subject): (&str, &str), value: &str) -> Option<()> {
    let terms = match field(value, "terms") {
        None => None,
        Some("quarter") => Some(TermKind::Quarter),
        Some("half-year") => Some(TermKind::HalfYear),
        Some("trimester") => Some(TermKind::Trimester),
        Some(_) => return None,
    };
    let assessment = match field(value, "assessment") {
        None => None,
        Some("marks") => Some(Assessment::Marks),
        Some("pass") => Some(Assessment::PassFail),
        Some("none") => Some(Assessment::None),
        Some(_) => return None,
    };
    let homework = match field(value, "homework") {
        None => None,
        Some(value) => Some(switch(value)?),
    };
    rules.grading.push(GradingRow {
        scope: grades(scope).map_or_else(
            || GradingScope::Class(scope.to_owned()),
            GradingScope::Grades,
        ),
        subject: (subject != "*").then(|| subject.to_owned()),
        terms,
        assessment,
        homework,
    });
    Some(())
}

/// `5-8`, `9`, `2-4,9`, or `*` for all.
fn grades(text: &str) -> Option<Grades> {
    if text == "*" {
        return Some(Grades::ALL);
    }
    let ranges: Option<Vec<(u8, u8)>> = list(text)
        .map(|part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
        })
        .collect();
    let grades: Grades = ranges?
        .into_iter()
        .flat_map(|(first, last)| first..=last)
        .collect();
    (grades.count() > 0).then_some(grades)
}

/// `1:3, 2:5`: from so many hours a week, so much.
fn steps<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<(u16, T)>> {
    let mut steps: Vec<(u16, T)> = list(text)
        .map(|part| {
            let (hours, value) = part.split_once(':')?;
            Some((hours.trim().parse().ok()?, read(value)?))
        })
        .collect::<Option<_>>()?;
    steps.sort_by_key(|(hours, _)| *hours);
    (!steps.is_empty()).then_some(steps)
}

/// `3/4`: two numbers, the second not less than the first.
fn pair(text: &str) -> Option<[u16; 2]> {
    let (first, second) = text.split_once('/')?;
    let pair = [first.trim().parse().ok()?, second.trim().parse().ok()?];
    pair.is_sorted().then_some(pair)
}

/// The value of `name=value` among parts divided by `;`.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split(';')
        .filter_map(|part| part.split_once('='))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim())
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn switch(value: &str) -> Option<bool> {
    match value {
        "on" | "yes" => Some(true),
        "off" | "no" => Some(false),
        _ => None,
    }
}
