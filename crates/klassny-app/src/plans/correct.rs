//! A row of a plan is corrected for a group that fell behind or ran ahead (F42).
//!
//! Must not change the plan itself.

use super::view::{of_book, walked};
use super::{Book, may, readable};
use crate::api::CorrectPlan;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::spread::words::{parse_group, small};
use crate::view::plans::PlanView;
use crate::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::plan::PlanCorrection;
use klassny_domain::refusal::Refusal;
use klassny_store::NewFact;

/// Corrects a row for a group, or takes its correction back.
///
/// # Errors
/// Where the person does not teach the group, something is left unsaid, or more of the row was
/// given than the correction leaves.
pub fn correct_plan(desk: &Desk<'_>, args: &CorrectPlan) -> Result<PlanView> {
    let book = Book::of_id(desk, &args.plan)?;
    let group = parse_group(&args.group)?;
    let groups = readable(desk, book.of_what())?;
    let card = groups.iter().find(|card| card.group.group == group);
    let card = card.ok_or_else(|| AppError::not_found("group"))?;
    let at = book.rows.iter().position(|row| row.number == args.number);
    let at = at.ok_or_else(|| AppError::not_found("row of the plan"))?;
    let (how, reason) = (args.how.trim(), args.reason.trim());
    if args.stands && (how.is_empty() || reason.is_empty()) {
        return Err(AppError::new(ErrorCode::NeedsReason, "correction"));
    }
    let known = walked(desk, &book, vec![card.clone()])?;
    let passed = known
        .first()
        .and_then(|known| known.passed.passage.rows.get(at));
    let given = passed.map_or(0, |passed| passed.hours_given);
    let first = passed.and_then(|passed| passed.given.first());
    if let Some(first) = first.filter(|_| args.stands && u16::from(args.hours) < given) {
        return Err(Refusal::PlanRowGiven {
            number: small(at + 1),
            date: first.date,
        }
        .into());
    }
    let change = Change::PlanCorrection(PlanCorrection {
        plan: book.plan.plan,
        number: args.number,
        group,
        hours: args.hours,
        how: how.to_owned(),
        reason: reason.to_owned(),
        stands: args.stands,
    });
    may(desk, &groups, None, &change)?;
    if desk.store.current(change.register())?.as_ref() != Some(&change) {
        desk.commit(vec![NewFact::from(change)])?;
    }
    of_book(desk, &Book::read(desk, book.plan)?, Some(group))
}
