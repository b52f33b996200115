//! «Опоздавшие и отложенные»: what is kept without counting, and the deputy's decision on it
//! (P6, P7, D8, D12).
//!
//! Must not judge: whether a fact counts is the store's.

use crate::api::{AcceptAside, AsideFacts};
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::spread::tips::value_text;
use crate::spread::words::{class_name, instant, place_view};
use crate::take_back::about;
use crate::view::aside::{
    AsideCode, AsideGroup, AsideLine, AsidePart, AsideView, CellDecision, DecisionCode,
    DecisionView,
};
use crate::view::journal::TermKindCode;
use crate::view::text::ErrorCode;
use crate::who::Who;
use klassny_domain::change::{Change, Compartment, FactId};
use klassny_domain::ids::{AcceptanceId, GroupId, SeatId, StaffId};
use klassny_domain::roster::Role;
use klassny_domain::term::{Acceptance, AcceptanceState, FinalKind};
use klassny_store::{ASIDE_MAX, Aside, Decision, Entry, LogFact, NewFact, Store};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Who decides (rules.md «Rights», D12).
pub(crate) const DECIDERS: &[Role] = &[Role::Deputy, Role::Director];

/// What is kept without counting: of the school for who decides, one's own for others; and what
/// was accepted, so that an acceptance can be taken back.
///
/// # Errors
/// What the disk says.
pub fn aside(desk: &Desk<'_>) -> Result<AsideView> {
    let may_decide = decides(&desk.roles()?);
    let decisions = last_decisions(desk.store)?;
    let mut facts = desk.store.set_aside()?;
    let more = facts.len() >= ASIDE_MAX as usize;
    let known: HashSet<i64> = facts.iter().map(|fact| fact.fact_no).collect();
    let accepted: Vec<FactId> = decisions
        .values()
        .filter(|decision| decision.state == AcceptanceState::Accepted)
        .map(|decision| decision.fact)
        .collect();
    let named = desk.store.facts_by_id(&accepted)?;
    facts.extend(
        named
            .into_iter()
            .filter(|fact| !known.contains(&fact.fact_no)),
    );
    let mut who = Who::read(desk)?;
    if !may_decide {
        let me = Some(desk.person.staff);
        facts.retain(|fact| who.staff_of(fact.seat) == me);
    }
    let mut groups: BTreeMap<(String, u8, String), AsideGroup> = BTreeMap::new();
    let mut open = 0;
    for fact in &facts {
        let decision = fact.id.and_then(|id| decisions.get(&id));
        open += u32::from(is_open(fact, decision));
        place_in(desk, &mut who, (fact, decision), &mut groups)?;
    }
    Ok(AsideView {
        groups: groups.into_values().collect(),
        open,
        more,
        may_decide,
    })
}

/// How many facts wait for a decision: of the school for who decides, one's own for others.
pub(crate) fn open_count(store: &Store, (staff, roles): (StaffId, &[Role])) -> Result<u32> {
    if store.aside_count()? == 0 {
        return Ok(0);
    }
    let decisions = last_decisions(store)?;
    let own: Option<HashSet<SeatId>> = match decides(roles) {
        true => None,
        false => {
            let seats = store.read(|read| read.seats())?.into_iter();
            let own = seats.filter(|seat| seat.staff == staff);
            Some(own.map(|seat| seat.seat).collect())
        }
    };
    let facts = store.set_aside()?;
    let open = facts.iter().filter(|fact| {
        let mine = own.as_ref().is_none_or(|own| own.contains(&fact.seat));
        mine && is_open(fact, fact.id.and_then(|id| decisions.get(&id)))
    });
    Ok(u32::try_from(open.count()).unwrap_or(u32::MAX))
}

/// Accepts facts: they count from now on, on every workstation.
///
/// # Errors
/// [`ErrorCode::NeedsReason`] without a reason; [`ErrorCode::ChangedMeanwhile`] where one of them
/// counts by now or cannot be accepted; who does not decide is refused.
pub fn accept_aside(desk: &Desk<'_>, args: &AcceptAside) -> Result<AsideView> {
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(AppError::new(ErrorCode::NeedsReason, "accept"));
    }
    decide(desk, &args.facts, (AcceptanceState::Accepted, reason))
}

/// Leaves facts as they are: read, and no longer counted among what waits.
///
/// # Errors
/// [`ErrorCode::ChangedMeanwhile`] where one of them counts by now; who does not decide is refused.
pub fn leave_aside(desk: &Desk<'_>, args: &AsideFacts) -> Result<AsideView> {
    decide(desk, &args.facts, (AcceptanceState::Left, ""))
}

/// Takes decisions back: the facts are as if nobody had decided on them.
///
/// # Errors
/// [`ErrorCode::ChangedMeanwhile`] where nobody decided on one of them; who does not decide is
/// refused.
pub fn withdraw_aside(desk: &Desk<'_>, args: &AsideFacts) -> Result<AsideView> {
    desk.require(DECIDERS)?;
    let wanted = parse_facts(&args.facts)?;
    let decisions = last_decisions(desk.store)?;
    let standing = desk.store.read(|read| read.acceptances())?;
    let decided = |id: &FactId| {
        decisions
            .get(id)
            .is_some_and(|decision| decision.state != AcceptanceState::Withdrawn)
    };
    if !wanted.iter().all(decided) {
        return Err(AppError::new(ErrorCode::ChangedMeanwhile, "decision"));
    }
    let mut facts = Vec::new();
    for acceptance in standing.into_iter().map(|standing| standing.value) {
        let stands = acceptance.state != AcceptanceState::Withdrawn;
        if stands && acceptance.facts.iter().any(|id| wanted.contains(id)) {
            let rest = acceptance.facts.iter().filter(|id| !wanted.contains(id));
            let rest: Vec<FactId> = rest.copied().collect();
            facts.push(NewFact::from(Change::Acceptance(match rest.is_empty() {
                true => Acceptance {
                    state: AcceptanceState::Withdrawn,
                    ..acceptance
                },
                false => Acceptance {
                    facts: rest,
                    ..acceptance
                },
            })));
        }
    }
    desk.commit(facts)?;
    aside(desk)
}

/// The decisions on the facts of a register, newest first, for the history of a cell.
pub(crate) fn of_entries(desk: &Desk<'_>, entries: &[Entry]) -> Result<Vec<CellDecision>> {
    let decisions = desk.store.decisions()?;
    let named = |entry: &&Entry| {
        let of_entry = |decision: &Decision| Some(decision.fact) == entry.id;
        decisions.iter().any(of_entry)
    };
    let decided: Vec<&Entry> = entries.iter().filter(named).collect();
    if decided.is_empty() {
        return Ok(Vec::new());
    }
    let who = Who::read(desk)?;
    let lines = decisions.iter().rev().filter_map(|decision| {
        let entry = decided.iter().find(|e| e.id == Some(decision.fact))?;
        Some(CellDecision {
            text: value_text(&entry.op.change),
            stamp: who.stamp(
                (entry.seat, entry.op.entered.wall_ms),
                entry.op.import.as_ref(),
            ),
            decision: decision_view(&who, decision),
        })
    });
    Ok(lines.collect())
}

fn decides(roles: &[Role]) -> bool {
    roles.iter().any(|role| DECIDERS.contains(role))
}

fn is_open(fact: &LogFact, decision: Option<&Decision>) -> bool {
    let decided = decision.is_some_and(|d| d.state != AcceptanceState::Withdrawn);
    fact.aside.is_some() && !decided
}

/// The decision that stands for each fact: any acceptance outweighs what was left.
fn last_decisions(store: &Store) -> Result<HashMap<FactId, Decision>> {
    let mut of_acceptance: HashMap<(FactId, AcceptanceId), Decision> = HashMap::new();
    for decision in store.decisions()? {
        of_acceptance.insert((decision.fact, decision.acceptance), decision);
    }
    let weight = |decision: &Decision| match decision.state {
        AcceptanceState::Accepted => 2,
        AcceptanceState::Left => 1,
        AcceptanceState::Withdrawn => 0,
    };
    let mut last: HashMap<FactId, Decision> = HashMap::new();
    for decision in of_acceptance.into_values() {
        let outweighs = last.get(&decision.fact).is_none_or(|known| {
            let order = |d: &Decision| (weight(d), d.decided_ms, d.acceptance);
            order(known) < order(&decision)
        });
        if outweighs {
            last.insert(decision.fact, decision);
        }
    }
    Ok(last)
}

fn decide(
    desk: &Desk<'_>,
    facts: &[String],
    (state, reason): (AcceptanceState, &str),
) -> Result<AsideView> {
    desk.require(DECIDERS)?;
    let wanted = parse_facts(facts)?;
    let found = desk.store.facts_by_id(&wanted)?;
    let fits = |fact: &LogFact| match state {
        AcceptanceState::Accepted => is_acceptable(fact),
        AcceptanceState::Left | AcceptanceState::Withdrawn => fact.aside.is_some(),
    };
    if found.len() != wanted.len() || !found.iter().all(fits) {
        return Err(AppError::new(ErrorCode::ChangedMeanwhile, "aside"));
    }
    let entered = desk.entered;
    let acceptances = wanted.chunks(Acceptance::FACTS_MAX).zip(0_u32..);
    let facts = acceptances.map(|(facts, at)| {
        // No two acts of a seat share a clock reading.
        let acceptance = AcceptanceId::derive(&[
            desk.person.seat.as_bytes(),
            &entered.wall_ms.to_le_bytes(),
            &entered.boot.to_le_bytes(),
            &entered.monotonic_ms.to_le_bytes(),
            &at.to_le_bytes(),
        ]);
        NewFact::from(Change::Acceptance(Acceptance {
            acceptance,
            facts: facts.to_vec(),
            state,
            reason: reason.to_owned(),
        }))
    });
    desk.commit(facts.collect())?;
    aside(desk)
}

fn is_acceptable(fact: &LogFact) -> bool {
    let journal = fact
        .op
        .as_ref()
        .is_some_and(|op| op.change.compartment() != Compartment::Control);
    let lifts = |(aside, _): &(Aside, String)| aside.is_acceptable();
    journal && fact.id.is_some() && fact.aside.as_ref().is_some_and(lifts)
}

/// Puts a fact under its class, term and teacher.
fn place_in(
    desk: &Desk<'_>,
    who: &mut Who<'_>,
    (fact, decision): (&LogFact, Option<&Decision>),
    groups: &mut BTreeMap<(String, u8, String), AsideGroup>,
) -> Result<()> {
    let change = fact.op.as_ref().map(|op| &op.change);
    let (place, pupil) = change.map(about).unwrap_or_default();
    let group = place.map(|place| place.group).or(final_group(change));
    let card = match group {
        Some(group) => who.group(group)?.cloned(),
        None => None,
    };
    let term = card.as_ref().and_then(|card| match (place, change) {
        (Some(place), _) => desk.calendar.term_of(card.class.grade, place.date),
        (None, Some(Change::FinalMark(mark))) => match mark.kind {
            FinalKind::Term(term) => desk.calendar.term(term),
            FinalKind::Year | FinalKind::Exam | FinalKind::Final => None,
        },
        (None, _) => None,
    });
    let teacher = who.initials(who.staff_of(fact.seat));
    let class_name = card.as_ref().map(|card| class_name(&card.class));
    let class_name = class_name.unwrap_or_default();
    let number = term.map_or(0, |term| term.number);
    let import = fact.op.as_ref().and_then(|op| op.import.as_ref());
    let stands = change.map(|change| desk.store.current(change.register()));
    let stands = stands.transpose()?.flatten();
    // Where it counts by now, what it replaced is in the history of the cell.
    let counts = fact.aside.is_none();
    let was = stands.filter(|stands| !counts || Some(stands) != change);
    let line = AsideLine {
        fact: fact.id.map(fact_text).unwrap_or_default(),
        group: group.map(|group| group.to_string()).unwrap_or_default(),
        place: place.map(place_view),
        pupil: pupil.map(|pupil| pupil.to_string()),
        subject: card.map(|card| card.subject.name).unwrap_or_default(),
        pupil_name: match pupil {
            Some(pupil) => who.pupil(pupil)?,
            None => String::new(),
        },
        part: change.map_or(AsidePart::Other, part_of),
        was: was.as_ref().map(value_text).unwrap_or_default(),
        now: change.map(value_text).unwrap_or_default(),
        by: who.stamp((fact.seat, fact.entered_ms), import),
        arrived: fact.received_ms.map(|at_ms| instant(desk.local(at_ms))),
        why: fact.aside.as_ref().map(|(aside, _)| code_of(*aside)),
        rule: fact
            .aside
            .as_ref()
            .map(|(_, rule)| rule.clone())
            .unwrap_or_default(),
        decision: decision.map(|decision| decision_view(who, decision)),
        acceptable: is_acceptable(fact),
    };
    let empty = || AsideGroup {
        class_name: class_name.clone(),
        term: term.map(|term| term.term.to_string()).unwrap_or_default(),
        term_kind: term.map(|term| TermKindCode::from(term.kind)),
        term_number: number,
        teacher: teacher.clone(),
        lines: Vec::new(),
    };
    let key = (class_name.clone(), number, teacher.clone());
    groups.entry(key).or_insert_with(empty).lines.push(line);
    Ok(())
}

const fn final_group(change: Option<&Change>) -> Option<GroupId> {
    match change {
        Some(Change::FinalMark(mark)) => Some(mark.group),
        _ => None,
    }
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "the pages of the journal hold no other facts"
)]
pub(crate) const fn part_of(change: &Change) -> AsidePart {
    match change {
        Change::Mark(_) => AsidePart::Mark,
        Change::Attendance(_) => AsidePart::Attendance,
        Change::AbsenceExcuse(_) => AsidePart::AbsenceReason,
        Change::LessonRecord(_) => AsidePart::Held,
        Change::LessonTopic(_) => AsidePart::Topic,
        Change::Homework(_) | Change::HomeworkFile(_) => AsidePart::Homework,
        Change::Assignment(_) => AsidePart::Work,
        Change::FinalMark(_) => AsidePart::TermMark,
        _ => AsidePart::Other,
    }
}

const fn code_of(aside: Aside) -> AsideCode {
    match aside {
        Aside::Late => AsideCode::Late,
        Aside::Cut => AsideCode::Cut,
        Aside::Unpermitted => AsideCode::Unpermitted,
        Aside::Held | Aside::Batch => AsideCode::Held,
        Aside::Unknown => AsideCode::Newer,
    }
}

fn decision_view(who: &Who<'_>, decision: &Decision) -> DecisionView {
    DecisionView {
        state: match decision.state {
            AcceptanceState::Accepted => DecisionCode::Accepted,
            AcceptanceState::Left => DecisionCode::Left,
            AcceptanceState::Withdrawn => DecisionCode::Withdrawn,
        },
        by: who.stamp((decision.seat, decision.decided_ms), None),
        reason: decision.reason.clone(),
    }
}

/// The id of a fact as the window gets it: 32 hexadecimal digits, a point, the index.
fn fact_text(id: FactId) -> String {
    format!("{}.{}", klassny_log::hex(&id.segment), id.index)
}

fn parse_fact(text: &str) -> Option<FactId> {
    let (segment, index) = text.split_once('.')?;
    Some(FactId {
        // Any id of 16 bytes reads the same digits.
        segment: *AcceptanceId::parse(segment)?.as_bytes(),
        index: index.parse().ok()?,
    })
}

/// Reads the facts of a decision: ascending, each once.
fn parse_facts(texts: &[String]) -> Result<Vec<FactId>> {
    let facts: Option<Vec<FactId>> = texts.iter().map(|text| parse_fact(text)).collect();
    let mut facts = facts.ok_or_else(|| AppError::bad_request("fact"))?;
    facts.sort_unstable();
    facts.dedup();
    match facts.is_empty() {
        true => Err(AppError::bad_request("facts")),
        false => Ok(facts),
    }
}
