//! What a deputy accepts: facts that are late, cut off, or correct without a permit count as if
//! they were under the cut (P6, P7, D12).
//!
//! An acceptance is judged from the control log alone, so it may come before the facts it names,
//! and every replica with the same segments gives the same answer. It lifts what was cut and
//! nothing else: an author without the right stays without it.

use super::{Doubt, Reason, Session, StoredFact, Verdict, held_by, is_complete};
use crate::authority::{Authority, ControlFact, SeatOwner, Standing};
use crate::error::Error;
use crate::frontier::Frontier;
use klassny_domain::change::{Change, Compartment, FactId, Register};
use klassny_domain::rights::Stage;
use klassny_domain::term::AcceptanceState;
use rusqlite::Connection;
use std::collections::HashSet;

/// Which facts the control log accepts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accepted {
    /// Every acceptance whose author had the right, in causal order.
    stated: Vec<ControlFact>,
    facts: HashSet<FactId>,
}

impl Accepted {
    /// Takes an acceptance of the control log; [`Self::settle`] decides what it does.
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

impl Accepted {
    /// Finds which facts are accepted, once the control log is read to its end: by the shown tip
    /// of each acceptance.
    pub(crate) fn settle(&mut self) {
        let bases = || self.stated.iter().map(|fact| &fact.base);
        let sealed: HashSet<FactId> = bases().flat_map(|base| base.sealed.clone()).collect();
        let local: HashSet<i64> = bases().flat_map(|base| base.local.clone()).collect();
        let tips = self.stated.iter().filter(|fact| {
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
        self.facts = facts;
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
        Doubt::Held if klassny_log::mutant("an_acceptance_gives_a_right") => Ok(Verdict::Valid),
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
        follows: stored.follows,
        control,
    };
    let cached = Some((&mut *session, stored.control_no));
    let held = held_by(conn, authority, standing, (staff, administrator), cached)?;
    let stated = (&fact.change, stored.entered_ms, fact.import.is_some());
    if let Err(refusal) = authority.ask(&held, Stage::Receipt, stated) {
        return Ok(Verdict::Not(Doubt::Held, Reason::Rule(Box::new(refusal))));
    }
    match stored.batch() {
        Some(batch) if !is_complete(conn, authority, session, (batch, stored.seat))? => {
            let reason = Reason::Log("загрузка из файла не завершена");
            Ok(Verdict::Not(Doubt::Batch, reason))
        }
        Some(_) | None => Ok(Verdict::Valid),
    }
}
