//! The rows of a plan from a file, shown against what stands before anything is written (R29).
//!
//! Must not move or remove a row that was given in a lesson.

use super::view::{Walked, of_book, walked};
use super::{Book, groups_of, may, readable};
use crate::api::PlanFileArgs;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::files::read_source;
use crate::spread::words::{parse_group, small};
use crate::view::plans::{PlanFileChange, PlanFileLine, PlanFileView, PlanView};
use crate::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::plan::{PlanRow, ThematicPlan};
use klassny_domain::russian::folded;
use klassny_exchange::{PlanLine, read_workbook};
use std::collections::{HashMap, HashSet};

/// What a file would change of a plan; nothing is written.
///
/// # Errors
/// Where the file cannot be read or holds no plan, or the person may not write the plan.
pub fn plan_file(desk: &Desk<'_>, args: &PlanFileArgs) -> Result<PlanFileView> {
    let (book, merged) = read(desk, args)?;
    let (mut lines, mut same) = (Vec::new(), 0);
    for (row, at) in merged.rows.iter().zip(1..) {
        let stood = book.rows.iter().find(|known| known.number == row.number);
        let change = match stood {
            None => PlanFileChange::Added,
            Some(_) if merged.kept.contains(&row.number) => PlanFileChange::Kept,
            Some(stood) if same_words(stood, row) => {
                same += 1;
                continue;
            }
            Some(_) => PlanFileChange::Changed,
        };
        lines.push(PlanFileLine {
            at: small(at),
            change,
            was: stood.map(|row| row.topic.clone()).unwrap_or_default(),
            now: row.topic.clone(),
        });
    }
    let left: HashSet<u16> = merged.rows.iter().map(|row| row.number).collect();
    let gone = book
        .rows
        .iter()
        .zip(1..)
        .filter(|(row, _)| !left.contains(&row.number));
    lines.extend(gone.map(|(row, at)| PlanFileLine {
        at: small(at),
        change: PlanFileChange::Removed,
        was: row.topic.clone(),
        now: String::new(),
    }));
    Ok(PlanFileView {
        title: merged.title,
        other: merged.other,
        rows: small(merged.rows.len()),
        same: small(same),
        lines,
        problems: merged.problems,
    })
}

/// Writes the rows of a file into a plan, as one act.
///
/// # Errors
/// As `plan_file`; where nothing would change.
pub fn take_plan_file(desk: &Desk<'_>, args: &PlanFileArgs) -> Result<PlanView> {
    let (book, merged) = read(desk, args)?;
    let group = args.group.as_deref().map(parse_group).transpose()?;
    let left: HashSet<u16> = merged.rows.iter().map(|row| row.number).collect();
    let gone = book.rows.iter().filter(|row| !left.contains(&row.number));
    let gone = gone.map(|row| PlanRow {
        topic: String::new(),
        ..row.clone()
    });
    let stands = |row: &PlanRow| book.rows.contains(row);
    let rows = merged.rows.iter().filter(|row| !stands(row)).cloned();
    let rows: Vec<PlanRow> = rows.chain(gone).collect();
    if rows.is_empty() {
        return Err(AppError::new(ErrorCode::NothingToDo, "plan file"));
    }
    super::edit::keep(desk, &book, rows)?;
    of_book(desk, &Book::read(desk, book.plan)?, group)
}

/// What a plan is to say after a file.
struct Merged {
    title: String,
    other: bool,
    rows: Vec<PlanRow>,
    /// Rows that the file does not have and that were given: they stay.
    kept: HashSet<u16>,
    problems: Vec<String>,
}

fn read(desk: &Desk<'_>, args: &PlanFileArgs) -> Result<(Book, Merged)> {
    let book = Book::of_id(desk, &args.plan)?;
    let groups = readable(desk, book.of_what())?;
    let locked = ThematicPlan {
        approved: book.is_locked(),
        ..book.plan.clone()
    };
    let probe = super::view::probe(&book);
    may(desk, &groups, Some(&locked), &Change::PlanRow(probe))?;
    let (name, bytes) = read_source(&args.source)?;
    let mut found = read_workbook(&bytes, &name);
    let problems = found.problems.iter().map(|problem| {
        format!(
            "{}: {}; {}",
            problem.place(),
            problem.what,
            problem.what_to_do
        )
    });
    let problems: Vec<String> = problems.collect();
    let file = match found.rows.plans.len() {
        0 => None,
        _ => Some(found.rows.plans.swap_remove(0)),
    };
    let file = file.filter(|file| !file.rows.is_empty());
    let file =
        file.ok_or_else(|| AppError::new(ErrorCode::FileUnreadable, "no plan in the file"))?;
    let all = walked(desk, &book, groups_of(desk, book.of_what())?)?;
    let ever = desk
        .store
        .read(|read| read.plan_rows_ever(book.plan.plan))?;
    let last = ever.iter().map(|row| row.number).max().unwrap_or(0);
    let title = file.title.as_ref().map(|title| match title.grade {
        Some(grade) => format!("{}, {grade} класс", title.name),
        None => title.name.clone(),
    });
    let (rows, kept) = merge(&book, (&file.rows, last), &given(&all));
    let title = title.unwrap_or_default();
    let merged = Merged {
        other: !title.is_empty() && folded(&title) != folded(&book.plan.title),
        title,
        rows,
        kept,
        problems,
    };
    Ok((book, merged))
}

/// The rows that some group was given.
fn given(all: &[Walked]) -> HashSet<u16> {
    let passed = all.iter().flat_map(|known| {
        let rows = known.used.rows.iter().zip(&known.passed.passage.rows);
        rows.filter(|(_, passed)| !passed.given.is_empty())
    });
    passed.map(|(row, _)| row.number).collect()
}

/// A line of the file is the row with its topic, else the row that stands at its number and that
/// no other line is, else a new one. Rows that were given stay after the row they stood after.
fn merge(
    book: &Book,
    (lines, mut last): (&[PlanLine], u16),
    given: &HashSet<u16>,
) -> (Vec<PlanRow>, HashSet<u16>) {
    let mut by_topic: HashMap<String, Vec<&PlanRow>> = HashMap::new();
    for row in book.rows.iter().rev() {
        by_topic
            .entry(folded(row.topic.trim()))
            .or_default()
            .push(row);
    }
    let mut of_line: Vec<Option<&PlanRow>> = lines
        .iter()
        .map(|line| by_topic.get_mut(&folded(line.topic.trim()))?.pop())
        .collect();
    let mut used: HashSet<u16> = of_line.iter().flatten().map(|row| row.number).collect();
    for (line, row) in lines.iter().zip(&mut of_line) {
        let at = usize::from(line.number).checked_sub(1);
        let stands = at.and_then(|at| book.rows.get(at));
        let free = stands.filter(|stands| !used.contains(&stands.number));
        if row.is_none()
            && let Some(free) = free
        {
            used.insert(free.number);
            *row = Some(free);
        }
    }
    let mut rows: Vec<PlanRow> = Vec::with_capacity(lines.len());
    for (line, row) in lines.iter().zip(of_line) {
        let number = row.map_or_else(
            || {
                last = last.saturating_add(1);
                last
            },
            |row| row.number,
        );
        rows.push(of_line_row(book, line, number));
    }
    let mut kept = HashSet::new();
    for (at, row) in book.rows.iter().enumerate() {
        if used.contains(&row.number) || !given.contains(&row.number) {
            continue;
        }
        kept.insert(row.number);
        let before = book.rows.get(..at).unwrap_or_default().iter().rev();
        let mut before =
            before.filter_map(|known| rows.iter().position(|placed| placed.number == known.number));
        rows.insert(before.next().map_or(0, |at| at + 1), row.clone());
    }
    for (row, number) in rows.iter_mut().zip(1..) {
        row.position = PlanRow::position_of(number);
    }
    (rows, kept)
}

fn of_line_row(book: &Book, line: &PlanLine, number: u16) -> PlanRow {
    PlanRow {
        plan: book.plan.plan,
        of: book.of_what(),
        number,
        position: 0,
        section: line.section.clone(),
        topic: line.topic.clone(),
        hours: line.hours,
        kind: line.kind,
        kind_text: line.kind_text.clone(),
        homework: line.homework.clone(),
    }
}

fn same_words(a: &PlanRow, b: &PlanRow) -> bool {
    let words = |row: &PlanRow| PlanRow {
        position: 0,
        ..row.clone()
    };
    words(a) == words(b)
}
