//! A plan, or the correction sheet of a group, is sent for approval, approved or returned (R29).
//!
//! Must not change a row.

use super::view::{Walked, of_book, walked};
use super::{APPROVERS, Book, may, readable};
use crate::api::{PlanWordArg, SayOfPlan};
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::spread::words::parse_group;
use crate::view::plans::PlanView;
use crate::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::ids::GroupId;
use klassny_domain::plan::{
    PlanApproval, PlanState, PlanWord, digest_of_corrections, digest_of_rows,
};
use klassny_domain::refusal::Refusal;
use klassny_store::{Author, NewFact};

/// Says a word on a plan as it stands, or on the correction sheet of a group.
///
/// # Errors
/// Where the person may not say it, the version is settled, or it is returned without words.
pub fn say_of_plan(desk: &Desk<'_>, args: &SayOfPlan) -> Result<PlanView> {
    let book = Book::of_id(desk, &args.plan)?;
    let shown = args.group.as_deref().map(parse_group).transpose()?;
    let groups = readable(desk, book.of_what())?;
    let word = match args.word {
        PlanWordArg::Sent => PlanWord::Sent,
        PlanWordArg::Approved => PlanWord::Approved,
        PlanWordArg::Returned => PlanWord::Returned,
        PlanWordArg::Withdrawn => PlanWord::Withdrawn,
    };
    if word != PlanWord::Sent {
        desk.require(APPROVERS)?;
    }
    let note = args.note.trim();
    if word == PlanWord::Returned && note.is_empty() {
        return Err(AppError::new(ErrorCode::NeedsReason, "returned plan"));
    }
    let of_group = match (args.sheet, shown) {
        (true, Some(group)) => Some(group),
        (true, None) => return Err(AppError::bad_request("group")),
        (false, _) => None,
    };
    let digest = match of_group {
        Some(group) => {
            let card = groups.iter().find(|card| card.group.group == group);
            let card = card.ok_or_else(|| AppError::not_found("group"))?;
            let walked = walked(desk, &book, vec![card.clone()])?;
            sheet_digest(&walked)?
        }
        None if book.rows.is_empty() => return Err(Refusal::PlanEmpty.into()),
        None => digest_of_rows(&book.rows),
    };
    settled(&book, (of_group, &digest), word)?;
    let change = Change::PlanApproval(PlanApproval {
        plan: book.plan.plan,
        of: book.of_what(),
        group: of_group,
        digest,
        word,
        note: note.to_owned(),
    });
    may(desk, &groups, None, &change)?;
    keep(desk, change, word)?;
    of_book(desk, &Book::read(desk, book.plan)?, shown)
}

fn sheet_digest(walked: &[Walked]) -> Result<[u8; 32]> {
    let corrections = walked
        .first()
        .map(|known| known.used.corrections.as_slice());
    let corrections = corrections.unwrap_or_default();
    match corrections.iter().any(|correction| correction.stands) {
        true => Ok(digest_of_corrections(corrections)),
        false => Err(AppError::new(ErrorCode::NothingToDo, "sheet")),
    }
}

/// Refuses a word that says of a version what was said already.
fn settled(
    book: &Book,
    (group, digest): (Option<GroupId>, &[u8; 32]),
    word: PlanWord,
) -> Result<()> {
    let state = match group {
        None => book.state(),
        Some(_) => book.state_of(group, digest),
    };
    let settled = match word {
        PlanWord::Sent => matches!(
            state,
            PlanState::Sent | PlanState::Approved | PlanState::Returned
        ),
        PlanWord::Approved => state == PlanState::Approved && !(group.is_none() && book.by_file()),
        PlanWord::Returned => state == PlanState::Returned,
        PlanWord::Withdrawn => !matches!(
            state,
            PlanState::Approved | PlanState::Returned | PlanState::ChangedSince
        ),
    };
    match settled {
        true => Err(Refusal::PlanVersionSettled.into()),
        false => Ok(()),
    }
}

/// A decision can be taken back by undo; what was sent is not unsent.
fn keep(desk: &Desk<'_>, change: Change, word: PlanWord) -> Result<()> {
    let fact = NewFact::from(change);
    if word == PlanWord::Sent {
        let author = Author {
            seat: desk.person.seat,
        };
        desk.store.commit(author, desk.entered, vec![fact])?;
        return Ok(());
    }
    desk.commit(vec![fact])?;
    Ok(())
}
