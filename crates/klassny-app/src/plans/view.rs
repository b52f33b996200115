//! One plan as the window gets it.

use super::list::code;
use super::passage::{self, Passed, line_of};
use super::{APPROVERS, Book, may, readable};
use crate::api::PlanArgs;
use crate::desk::Desk;
use crate::error::Result;
use crate::paper::has_role;
use crate::spread::frame::PlanInUse;
use crate::spread::words::{class_name, parse_group, small};
use crate::view::plans::{
    CorrectionView, GivenView, PlanGroup, PlanRowView, PlanStateCode, PlanStatus, PlanView,
};
use crate::who::Who;
use klassny_domain::change::Change;
use klassny_domain::ids::{GroupId, PlanId, StaffId};
use klassny_domain::plan::{
    PlanApproval, PlanCorrection, PlanRow, PlanState, PlanWord, ThematicPlan, digest_of_corrections,
};
use klassny_domain::roster::Load;
use klassny_store::Standing;
use klassny_store::query::GroupCard;
use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;

/// One plan, with the passage of one of its groups.
///
/// # Errors
/// Where there is no such plan, or the person may not read it.
pub fn plan(desk: &Desk<'_>, args: &PlanArgs) -> Result<PlanView> {
    let book = Book::of_id(desk, &args.plan)?;
    let group = args.group.as_deref().map(parse_group).transpose()?;
    of_book(desk, &book, group)
}

/// A group that passes the plan, read.
pub(super) struct Walked {
    pub card: GroupCard,
    pub teacher: Option<StaffId>,
    pub used: PlanInUse,
    pub passed: Passed,
}

/// The groups of a plan with how they pass it.
pub(super) fn walked(desk: &Desk<'_>, book: &Book, cards: Vec<GroupCard>) -> Result<Vec<Walked>> {
    let today = desk.now().date();
    let mut walked = Vec::new();
    for card in cards {
        let group = card.group.group;
        let (corrections, loads) = desk.store.read(|read| {
            Ok((
                read.plan_corrections(book.plan.plan, group)?,
                read.loads_of_group(group)?,
            ))
        })?;
        let corrections: Vec<PlanCorrection> =
            corrections.into_iter().map(|known| known.value).collect();
        let holds =
            |load: &&Load| load.from <= today && load.until.is_none_or(|until| today < until);
        let used = PlanInUse {
            plan: book.plan.clone(),
            rows: book.rows.clone(),
            corrections,
            used: Vec::new(),
        };
        let passed = passage::read(desk, &card, (&used.rows, &used.corrections))?;
        walked.push(Walked {
            teacher: loads
                .iter()
                .rfind(holds)
                .or(loads.last())
                .map(|load| load.staff),
            card,
            used,
            passed,
        });
    }
    Ok(walked)
}

/// The view of a plan; of no group named that of the person's own, or the first.
pub(super) fn of_book(desk: &Desk<'_>, book: &Book, group: Option<GroupId>) -> Result<PlanView> {
    let cards = readable(desk, book.of_what())?;
    let walked = walked(desk, book, cards)?;
    let who = Who::read(desk)?;
    let me = desk.person.staff;
    let own = walked.iter().find(|known| known.teacher == Some(me));
    let asked = walked
        .iter()
        .find(|known| Some(known.card.group.group) == group);
    let shown = asked.or(own).or(walked.first());
    let groups: Vec<GroupCard> = walked.iter().map(|known| known.card.clone()).collect();
    let fixed: HashSet<u16> = walked.iter().flat_map(given_numbers).collect();
    let may_edit = may_edit(desk, book, &groups)?;
    let state = book.state();
    let settled = matches!(
        state,
        PlanState::Approved | PlanState::Sent | PlanState::Returned
    );
    let may_correct = match shown {
        Some(shown) => {
            let change = Change::PlanCorrection(no_correction(book.plan.plan, shown));
            may(desk, &groups, None, &change).is_ok()
        }
        None => false,
    };
    Ok(PlanView {
        plan: book.plan.plan.to_string(),
        title: book.plan.title.clone(),
        status: status(book, None, code(state), &who, desk)?,
        may_edit,
        may_send: may_edit && !settled && !book.rows.is_empty(),
        may_approve: has_role(desk, APPROVERS)?,
        group: shown.map(|shown| shown.card.group.group.to_string()),
        may_correct,
        sheet: match shown {
            Some(shown) => sheet(desk, book, shown, &who)?,
            None => None,
        },
        rows: rows(book, shown, &fixed, &who),
        groups: walked
            .iter()
            .map(|known| PlanGroup {
                group: known.card.group.group.to_string(),
                class_name: class_name(&known.card.class),
                subgroup: known.card.group.subgroup,
                teacher: who.initials(known.teacher),
                own: known.teacher == Some(me),
                passage: line_of(&known.used, &known.passed.passage),
            })
            .collect(),
        can_undo: of_plan(desk, book.plan.plan, Way::Undo),
        can_redo: of_plan(desk, book.plan.plan, Way::Redo),
    })
}

/// Whether the person may write rows now.
pub(super) fn may_edit(desk: &Desk<'_>, book: &Book, groups: &[GroupCard]) -> Result<bool> {
    let locked = ThematicPlan {
        approved: book.is_locked(),
        ..book.plan.clone()
    };
    let row = Change::PlanRow(probe(book));
    Ok(may(desk, groups, Some(&locked), &row).is_ok())
}

/// A row that says nothing, to ask whether the person may write any.
pub(super) fn probe(book: &Book) -> PlanRow {
    PlanRow {
        plan: book.plan.plan,
        of: book.of_what(),
        number: 1,
        position: 0,
        section: String::new(),
        topic: String::new(),
        hours: 1,
        kind: None,
        kind_text: String::new(),
        homework: String::new(),
    }
}

fn no_correction(plan: PlanId, shown: &Walked) -> PlanCorrection {
    PlanCorrection {
        plan,
        number: 1,
        group: shown.card.group.group,
        hours: 1,
        how: String::new(),
        reason: String::new(),
        stands: false,
    }
}

fn given_numbers(walked: &Walked) -> Vec<u16> {
    let rows = walked.used.rows.iter().zip(&walked.passed.passage.rows);
    rows.filter(|(_, passed)| !passed.given.is_empty())
        .map(|(row, _)| row.number)
        .collect()
}

fn rows(
    book: &Book,
    shown: Option<&Walked>,
    fixed: &HashSet<u16>,
    who: &Who<'_>,
) -> Vec<PlanRowView> {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let row = |(at, row): (usize, &PlanRow)| {
        let passed = shown.and_then(|shown| shown.passed.passage.rows.get(at));
        let by = |place| shown.and_then(|shown| shown.passed.by.get(place)).copied();
        let given = passed
            .map(|passed| passed.given.as_slice())
            .unwrap_or_default();
        let corrections = shown.map(|shown| shown.used.corrections.as_slice());
        let mut corrections = corrections.unwrap_or_default().iter();
        let correction = corrections.find(|known| known.stands && known.number == row.number);
        PlanRowView {
            number: row.number,
            at: small(at + 1),
            section: row.section.clone(),
            topic: row.topic.clone(),
            hours: row.hours,
            kind: row.kind.map(Into::into),
            kind_text: row.kind_text.clone(),
            homework: row.homework.clone(),
            planned_on: day(passed.and_then(|passed| passed.planned_on)),
            given: given
                .iter()
                .map(|place| GivenView {
                    on: place.date.to_string(),
                    by: who.initials(by(place)),
                })
                .collect(),
            hours_given: passed.map_or(0, |passed| passed.hours_given),
            expected_on: day(passed.and_then(|passed| passed.expected_on)),
            skipped: passed.is_some_and(|passed| passed.skipped),
            next: shown.is_some_and(|shown| shown.passed.passage.next == Some(at)),
            fixed: fixed.contains(&row.number),
            correction: correction.map(|known| CorrectionView {
                hours: known.hours,
                how: known.how.clone(),
                reason: known.reason.clone(),
            }),
        }
    };
    (0..).zip(&book.rows).map(row).collect()
}

/// How the sheet of a group stands; none without corrections.
pub(super) fn sheet(
    desk: &Desk<'_>,
    book: &Book,
    shown: &Walked,
    who: &Who<'_>,
) -> Result<Option<PlanStatus>> {
    let corrections = &shown.used.corrections;
    if !corrections.iter().any(|correction| correction.stands) {
        return Ok(None);
    }
    let group = Some(shown.card.group.group);
    let state = book.state_of(group, &digest_of_corrections(corrections));
    status(book, group, code(state), who, desk).map(Some)
}

fn status(
    book: &Book,
    group: Option<GroupId>,
    state: PlanStateCode,
    who: &Who<'_>,
    desk: &Desk<'_>,
) -> Result<PlanStatus> {
    let (sent, decided) = book.last(group);
    let decided = decided.filter(|said| said.value.word != PlanWord::Withdrawn);
    let facts = [sent, decided];
    let facts = facts.into_iter().flatten().map(|said| said.fact_no);
    let stamps = desk.store.read(|read| read.stamps(facts))?;
    let stamps: HashMap<i64, _> = stamps
        .into_iter()
        .map(|(fact, stamp)| (fact, who.stamp((stamp.seat, stamp.entered_ms), None)))
        .collect();
    let of = |said: Option<&Standing<PlanApproval>>| stamps.get(&said?.fact_no).cloned();
    Ok(PlanStatus {
        state,
        sent: of(sent),
        decided: of(decided),
        note: decided
            .map(|said| said.value.note.clone())
            .unwrap_or_default(),
        by_file: group.is_none() && book.by_file(),
    })
}

/// Which way through the acts of the session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Back.
    Undo,
    /// Forth.
    Redo,
}

/// Whether the next act of a way is one on this plan alone.
pub(super) fn of_plan(desk: &Desk<'_>, plan: PlanId, way: Way) -> bool {
    let undo = desk.undo.lock().unwrap_or_else(PoisonError::into_inner);
    let act = match way {
        Way::Undo => undo.last(),
        Way::Redo => undo.last_undone(),
    };
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "no other fact is one of a plan"
    )]
    let of = |change: &Change| match change {
        Change::ThematicPlan(x) => x.plan == plan,
        Change::PlanRow(x) => x.plan == plan,
        Change::PlanApproval(x) => x.plan == plan,
        Change::PlanCorrection(x) => x.plan == plan,
        _ => false,
    };
    act.is_some_and(|act| act.stated.iter().all(of))
}
