//! What a deputy accepts: facts that are late, cut off, or correct without a permit count as if
//! they were under the cut (P6, P7, D12).
//!
//! An acceptance is judged from the control log alone, so it may come before the facts it names,
//! and every replica with the same segments gives the same answer. It lifts what was cut and
//! nothing else: an author without the right stays without it.

use super::{Doubt, Reason, Session, StoredFact, Verdict, held_by, is_complete, is_revoked};
use crate::aside::by_id;
use crate::authority::{Authority, ControlFact, SeatOwner, Standing};
use crate::error::{Context, Error};
use crate::frontier::Frontier;
use crate::rebuild::judge_some;
use crate::tips::Base;
use klassny_domain::change::{Change, Compartment, FactId, Register};
use klassny_domain::rights::Stage;
use klassny_domain::term::AcceptanceState;
use rusqlite::Connection;
use std::collections::HashSet;

/// Which facts the control log accepts.
#[derive(Debug, Default)]
pub(crate) struct Accepted {
    /// Every acceptance whose author had the right, in causal order.
    stated: Vec<ControlFact>,
    facts: HashSet<FactId>,
}

impl Accepted {
    /// Takes an acceptance of the control log; [`settle`] decides what it does.
    pub(crate) fn take(&mut self, fact: &ControlFact) {
        self.stated.push(fact.clone());
    }

    /// Every acceptance that counts, in causal order.
    pub(crate) fn stated(&self) -> &[ControlFact] {
        &self.stated
    }

    /// The facts that either this or the other accepts, not both.
    pub(crate) fn differs_from(&self, other: &Self) -> Vec<FactId> {
        self.facts
            .symmetric_difference(&other.facts)
            .copied()
            .collect()
    }

    fn contains(&self, id: FactId) -> bool {
        self.facts.contains(&id)
    }
}

/// Finds which facts are accepted, once the control log is read to its end: by the shown tip of
/// each acceptance, those left out whose seat was revoked before they were made.
pub(crate) fn settle(conn: &Connection, authority: &mut Authority) -> Result<(), Error> {
    let nothing = Frontier::default();
    let stated = std::mem::take(&mut authority.accepted.stated);
    let mut counting: Vec<ControlFact> = Vec::with_capacity(stated.len());
    for fact in stated {
        let standing = Standing {
            fact_no: fact.fact_no,
            seat: fact.seat,
            sealed: fact.sealed,
            control: &nothing,
        };
        if !is_revoked(conn, authority, standing)? {
            counting.push(fact);
        }
    }
    authority.accepted = Accepted::of(counting);
    Ok(())
}

impl Accepted {
    /// What acceptances do that all count, in causal order.
    fn of(stated: Vec<ControlFact>) -> Self {
        let base = |fact: &ControlFact| fact.base.clone();
        let bases: Vec<Base> = stated.iter().map(base).collect();
        let sealed: HashSet<FactId> = bases.iter().flat_map(|b| b.sealed.clone()).collect();
        let local: HashSet<i64> = bases.iter().flat_map(|b| b.local.clone()).collect();
        let tips = stated.iter().filter(|fact| {
            !local.contains(&fact.fact_no) && !fact.id().is_some_and(|id| sealed.contains(&id))
        });
        let mut facts = HashSet::new();
        let mut seen: HashSet<Register> = HashSet::new();
        // The control log is read in the order of tips: the last one of a register is shown.
        for fact in tips.rev() {
            let Change::Acceptance(acceptance) = &fact.change else {
                continue;
            };
            let shown = seen.insert(fact.change.register());
            if shown && acceptance.state == AcceptanceState::Accepted {
                facts.extend(acceptance.facts.iter().copied());
            }
        }
        Self { stated, facts }
    }
}

/// The verdict of a fact of the log where a deputy may have accepted it.
pub(super) fn lift(
    conn: &Connection,
    authority: &Authority,
    session: &mut Session,
    (stored, control): (&StoredFact, &Frontier),
    verdict: Verdict,
) -> Result<Verdict, Error> {
    let Verdict::Not(doubt, _) = &verdict else {
        return Ok(verdict);
    };
    let accepted = stored.id.is_some_and(|id| authority.accepted.contains(id));
    let acceptable = stored
        .op
        .as_ref()
        .is_some_and(|op| op.change.compartment() != Compartment::Control);
    if !(accepted && acceptable) {
        return Ok(verdict);
    }
    match doubt {
        Doubt::Late | Doubt::Unpermitted => Ok(Verdict::Valid),
        Doubt::Cut => judge_uncut(conn, authority, session, (stored, control), verdict),
        Doubt::Held | Doubt::Batch | Doubt::Unknown => Ok(verdict),
    }
}

/// What a fact beyond a cut is without the cut: its author must have had the right.
fn judge_uncut(
    conn: &Connection,
    authority: &Authority,
    session: &mut Session,
    (stored, control): (&StoredFact, &Frontier),
    cut: Verdict,
) -> Result<Verdict, Error> {
    let owner = authority.seats.get(&stored.seat).copied();
    let (
        Some(fact),
        Some(SeatOwner::Person {
            staff,
            administrator,
        }),
    ) = (&stored.op, owner)
    else {
        return Ok(cut);
    };
    let standing = Standing {
        fact_no: stored.fact_no,
        seat: stored.seat,
        sealed: stored.sealed,
        control,
    };
    let cached = Some((&mut *session, stored.control_no));
    let held = held_by(conn, authority, standing, (staff, administrator), cached)?;
    let stated = (&fact.change, stored.entered_ms, fact.import.is_some());
    if let Err(refusal) = authority.ask(&held, Stage::Receipt, stated) {
        return Ok(Verdict::Not(Doubt::Held, Reason::Rule(Box::new(refusal))));
    }
    match stored.batch() {
        Some(batch) if !is_complete(conn, authority, session, batch)? => {
            let reason = Reason::Log("загрузка из файла не завершена");
            Ok(Verdict::Not(Doubt::Batch, reason))
        }
        Some(_) | None => Ok(Verdict::Valid),
    }
}

/// Judges again the facts that are accepted now and were not, or were and are not any more.
pub(crate) fn judge_named(
    conn: &Connection,
    authority: &Authority,
    named: &[FactId],
) -> Result<Vec<Register>, Error> {
    let mut facts = Vec::new();
    for id in named {
        by_id(conn, *id, |mut rows| {
            while let Some(row) = rows.next().context("read an accepted fact")? {
                facts.push(StoredFact::read(row)?);
            }
            Ok(())
        })?;
    }
    judge_some(conn, authority, &facts)
}
