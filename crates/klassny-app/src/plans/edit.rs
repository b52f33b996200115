//! The rows of a plan: put in, written anew, moved, taken out, and each act taken back (R29).
//!
//! Must not move or remove a row that was given in a lesson.

use super::view::{Walked, Way, may_edit, of_book, of_plan, walked};
use super::{Book, groups_of, may, readable};
use crate::api::{CreatePlan, EditPlan, PlanArgs, PlanEdit, PlanRowArg};
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::spread::words::{parse_group, small};
use crate::take_back::{do_again_last, take_back_last};
use crate::view::plans::PlanView;
use crate::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::ids::SubjectId;
use klassny_domain::plan::{PlanApproval, PlanOf, PlanRow, PlanWord, ThematicPlan, digest_of_rows};
use klassny_domain::refusal::Refusal;
use klassny_store::{Author, NewFact};

/// Makes the plan of a subject and grade that has none.
///
/// # Errors
/// Where there is one, or the person does not teach it.
pub fn create_plan(desk: &Desk<'_>, args: &CreatePlan) -> Result<PlanView> {
    let subject = parse_id(&args.subject, SubjectId::parse)?;
    let found = desk.store.read(|read| read.subject(subject))?;
    let found = found.ok_or_else(|| AppError::not_found("subject"))?;
    let of = PlanOf {
        year: desk.year_id(),
        subject: Some(subject),
        grade: args.grade,
    };
    let plan = of.plan().ok_or_else(|| AppError::bad_request("plan"))?;
    let groups = groups_of(desk, of)?;
    if groups.is_empty() {
        return Err(AppError::not_found("groups of the subject and grade"));
    }
    if desk.store.read(|read| read.plan(plan))?.is_some() {
        return Err(AppError::new(ErrorCode::NothingToDo, "plan"));
    }
    let plan = ThematicPlan {
        plan,
        year: of.year,
        subject: of.subject,
        grade: of.grade,
        title: format!("{}, {} класс", found.name, of.grade),
        approved: false,
    };
    let change = Change::ThematicPlan(plan.clone());
    may(desk, &groups, None, &change)?;
    desk.commit(vec![NewFact::from(change)])?;
    of_book(desk, &Book::read(desk, plan)?, None)
}

/// Changes the rows of a plan, as one act.
///
/// # Errors
/// Where the plan is approved and the person no deputy; where a lesson gave the row; an empty topic.
pub fn edit_plan(desk: &Desk<'_>, args: &EditPlan) -> Result<PlanView> {
    let book = Book::of_id(desk, &args.plan)?;
    let group = args.group.as_deref().map(parse_group).transpose()?;
    readable(desk, book.of_what())?;
    let all = walked(desk, &book, groups_of(desk, book.of_what())?)?;
    let rows = match &args.edit {
        PlanEdit::Insert { after, row } => insert(desk, &book, *after, row)?,
        PlanEdit::Set { number, row } => vec![written(find(&book, *number)?, row)?],
        PlanEdit::Remove { number } => {
            not_given(&book, &all, *number)?;
            vec![PlanRow {
                topic: String::new(),
                ..find(&book, *number)?.clone()
            }]
        }
        PlanEdit::Move { number, after } => {
            not_given(&book, &all, *number)?;
            moved(&book, *number, *after)?
        }
    };
    let stands = |row: &PlanRow| book.rows.contains(row);
    keep(
        desk,
        &book,
        rows.into_iter().filter(|row| !stands(row)).collect(),
    )?;
    of_book(desk, &Book::read(desk, book.plan)?, group)
}

/// Keeps rows of a plan as one act, judged; beside it the approval of a file that the act ends.
pub(super) fn keep(desk: &Desk<'_>, book: &Book, rows: Vec<PlanRow>) -> Result<()> {
    let groups = readable(desk, book.of_what())?;
    let locked = ThematicPlan {
        approved: book.is_locked(),
        ..book.plan.clone()
    };
    let mut facts = Vec::new();
    for row in rows {
        let change = Change::PlanRow(row);
        may(desk, &groups, Some(&locked), &change)?;
        facts.push(NewFact::from(change));
    }
    if facts.is_empty() {
        return Ok(());
    }
    if book.by_file() {
        // Beside the act: taking the act back leaves the plan approved as it was.
        let author = Author {
            seat: desk.person.seat,
        };
        let approved = NewFact::from(approved_by_file(book));
        desk.store.commit(author, desk.entered, vec![approved])?;
    }
    desk.commit(facts)?;
    Ok(())
}

/// Takes the last act on a plan back.
///
/// # Errors
/// Where the last act of the session was none on this plan, somebody changed it since, or it was
/// approved meanwhile.
pub fn undo_plan(desk: &Desk<'_>, args: &PlanArgs) -> Result<PlanView> {
    again(desk, args, Way::Undo)
}

/// Does the act on a plan again that was taken back last.
///
/// # Errors
/// As `undo_plan`.
pub fn redo_plan(desk: &Desk<'_>, args: &PlanArgs) -> Result<PlanView> {
    again(desk, args, Way::Redo)
}

fn again(desk: &Desk<'_>, args: &PlanArgs, way: Way) -> Result<PlanView> {
    let book = Book::of_id(desk, &args.plan)?;
    let group = args.group.as_deref().map(parse_group).transpose()?;
    let groups = readable(desk, book.of_what())?;
    if !of_plan(desk, book.plan.plan, way) {
        return Err(AppError::new(ErrorCode::ChangedMeanwhile, "plan"));
    }
    if touches_rows(desk, way) && !may_edit(desk, &book, &groups)? {
        return Err(Refusal::PlanApproved.into());
    }
    match way {
        Way::Undo => take_back_last(desk)?,
        Way::Redo => do_again_last(desk)?,
    };
    of_book(desk, &Book::read(desk, book.plan)?, group)
}

/// Whether the next act of a way wrote rows.
fn touches_rows(desk: &Desk<'_>, way: Way) -> bool {
    let undo = desk.undo.lock();
    let undo = undo.unwrap_or_else(std::sync::PoisonError::into_inner);
    let act = match way {
        Way::Undo => undo.last(),
        Way::Redo => undo.last_undone(),
    };
    act.is_some_and(|act| {
        let mut stated = act.stated.iter();
        stated.any(|change| matches!(change, Change::PlanRow(_)))
    })
}

/// What keeps the approval of a file in mind once its plan is changed.
fn approved_by_file(book: &Book) -> Change {
    Change::PlanApproval(PlanApproval {
        plan: book.plan.plan,
        of: book.of_what(),
        group: None,
        digest: digest_of_rows(&book.rows),
        word: PlanWord::Approved,
        note: String::new(),
    })
}

fn find(book: &Book, number: u16) -> Result<&PlanRow> {
    let mut rows = book.rows.iter();
    let row = rows.find(|row| row.number == number);
    row.ok_or_else(|| AppError::not_found("row of the plan"))
}

/// A row as it is to say; a topic is needed.
fn written(row: &PlanRow, arg: &PlanRowArg) -> Result<PlanRow> {
    let topic = arg.topic.trim();
    if topic.is_empty() || arg.hours == 0 {
        return Err(AppError::bad_request("topic or hours"));
    }
    let kind = arg.kind.map(Into::into);
    let kind_text = match kind == row.kind {
        true => row.kind_text.clone(),
        false => String::new(),
    };
    Ok(PlanRow {
        section: arg.section.trim().to_owned(),
        topic: topic.to_owned(),
        hours: arg.hours,
        kind,
        kind_text,
        homework: arg.homework.trim().to_owned(),
        ..row.clone()
    })
}

/// Refuses where some group was given the row.
fn not_given(book: &Book, all: &[Walked], number: u16) -> Result<()> {
    let at = book.rows.iter().position(|row| row.number == number);
    let at = at.ok_or_else(|| AppError::not_found("row of the plan"))?;
    let given = all.iter().filter_map(|known| {
        let passed = known.passed.passage.rows.get(at)?;
        passed.given.first().map(|place| place.date)
    });
    match given.min() {
        Some(date) => Err(Refusal::PlanRowGiven {
            number: small(at + 1),
            date,
        }
        .into()),
        None => Ok(()),
    }
}

fn insert(
    desk: &Desk<'_>,
    book: &Book,
    after: Option<u16>,
    arg: &PlanRowArg,
) -> Result<Vec<PlanRow>> {
    let ever = desk
        .store
        .read(|read| read.plan_rows_ever(book.plan.plan))?;
    let last = ever.iter().map(|row| row.number).max().unwrap_or(0);
    let number = last
        .checked_add(1)
        .ok_or_else(|| AppError::bad_request("too many rows"))?;
    let empty = PlanRow {
        plan: book.plan.plan,
        of: book.of_what(),
        number,
        position: 0,
        section: String::new(),
        topic: String::new(),
        hours: 1,
        kind: None,
        kind_text: String::new(),
        homework: String::new(),
    };
    place(&book.rows, written(&empty, arg)?, after)
}

fn moved(book: &Book, number: u16, after: Option<u16>) -> Result<Vec<PlanRow>> {
    let row = find(book, number)?.clone();
    if after == Some(number) {
        return Ok(Vec::new());
    }
    let others = book.rows.iter().filter(|known| known.number != number);
    let others: Vec<PlanRow> = others.cloned().collect();
    place(&others, row, after)
}

/// A row with the position after another; where no number is left between two, the rows that
/// follow make room.
fn place(others: &[PlanRow], row: PlanRow, after: Option<u16>) -> Result<Vec<PlanRow>> {
    let at = match after {
        None => 0,
        Some(after) => {
            let found = others.iter().position(|known| known.number == after);
            found.ok_or_else(|| AppError::not_found("row of the plan"))? + 1
        }
    };
    let before = at.checked_sub(1).and_then(|at| others.get(at));
    let before = before.map_or(0, |known| known.position);
    let next = others.get(at).map(|known| known.position);
    let between = match next {
        Some(next) => before + (next.saturating_sub(before)) / 2,
        None => before.saturating_add(PlanRow::STEP),
    };
    if between > before && next.is_none_or(|next| between < next) {
        return Ok(vec![PlanRow {
            position: between,
            ..row
        }]);
    }
    let mut position = before;
    let rest = others.get(at..).unwrap_or_default().iter().cloned();
    Ok(std::iter::once(row)
        .chain(rest)
        .map(|row| {
            position = position.saturating_add(PlanRow::STEP);
            PlanRow { position, ..row }
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use klassny_domain::ids::{PlanId, YearId};

    fn row(number: u16, position: u32) -> PlanRow {
        PlanRow {
            plan: PlanId::from_bytes([1; 16]),
            of: PlanOf {
                year: YearId::from_bytes([2; 16]),
                subject: None,
                grade: 9,
            },
            number,
            position,
            section: String::new(),
            topic: "Тема".to_owned(),
            hours: 1,
            kind: None,
            kind_text: String::new(),
            homework: String::new(),
        }
    }

    fn placed(others: &[PlanRow], after: Option<u16>) -> Vec<(u16, u32)> {
        let rows = place(others, row(9, 0), after).unwrap();
        rows.iter().map(|row| (row.number, row.position)).collect()
    }

    #[test]
    fn r29_a_row_finds_room_between_others_and_makes_it_where_none_is_left() {
        let rows = [row(1, 1024), row(2, 2048)];
        assert_eq!(placed(&rows, None), [(9, 512)]);
        assert_eq!(placed(&rows, Some(1)), [(9, 1536)]);
        assert_eq!(placed(&rows, Some(2)), [(9, 3072)]);
        assert_eq!(placed(&[], None), [(9, 1024)]);
        let tight = [row(1, 1024), row(2, 1025), row(3, 1026)];
        let made = placed(&tight, Some(1));
        assert_eq!(made, [(9, 2048), (2, 3072), (3, 4096)]);
        assert!(place(&rows, row(9, 0), Some(7)).is_err());
    }
}
