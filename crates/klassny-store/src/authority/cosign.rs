//! The second signature under a revocation: a deputy or the director says whether it stands (P7).
//!
//! A revocation holds at once, for a lost machine cannot wait. One that somebody else with the right
//! refuses holds no more, on every replica alike, whichever came first.

use super::{Authority, ControlFact, Standing};
use crate::error::Error;
use klassny_domain::access::RevocationCosign;
use klassny_domain::change::{Change, FactId};
use klassny_domain::ids::{SeatId, StaffId};
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// Revocations, and what was said of them by people who had the right.
#[derive(Clone, Debug, Default)]
pub(super) struct Cosigns {
    stated: Vec<(ControlFact, SeatId, bool)>,
    revocations: HashMap<SeatId, Vec<ControlFact>>,
}

impl Cosigns {
    /// Takes a second signature; the control log is read in causal order.
    pub(super) fn take(&mut self, fact: &ControlFact, said: &RevocationCosign) {
        self.stated.push((fact.clone(), said.seat, said.agrees));
    }

    /// Takes a revocation that a second signature may stand under.
    pub(super) fn revoked(&mut self, fact: &ControlFact, seat: SeatId) {
        self.revocations.entry(seat).or_default().push(fact.clone());
    }

    /// The seats whose revocation does not stand, by the shown tip of what was said of each.
    pub(super) fn refused(&self) -> HashSet<SeatId> {
        let facts = || self.stated.iter().map(|(fact, ..)| fact);
        let sealed: HashSet<FactId> = facts().flat_map(|f| f.base.sealed.clone()).collect();
        let local: HashSet<i64> = facts().flat_map(|f| f.base.local.clone()).collect();
        let mut refused = HashSet::new();
        let mut seen = HashSet::new();
        // The last tip of a register is the one that is shown.
        for (fact, seat, agrees) in self.stated.iter().rev() {
            let replaced =
                local.contains(&fact.fact_no) || fact.id().is_some_and(|id| sealed.contains(&id));
            if !replaced && seen.insert(*seat) && !agrees {
                refused.insert(*seat);
            }
        }
        refused
    }
}

impl Authority {
    /// Whether a person may put a second signature under a revocation: one must lie under it, and
    /// nobody signs twice. Any other change is none of its business.
    pub(crate) fn may_cosign(
        &self,
        conn: &Connection,
        standing: Standing<'_>,
        (staff, change): (StaffId, &Change),
    ) -> Result<Result<(), &'static str>, Error> {
        let Change::RevocationCosign(said) = change else {
            return Ok(Ok(()));
        };
        let mut found = false;
        let revocations = self.cosigns.revocations.get(&said.seat);
        for revocation in revocations.into_iter().flatten() {
            if !self.precedes(conn, revocation, standing)? {
                continue;
            }
            found = true;
            if self.staff_of(revocation.seat) == Some(staff)
                && !klassny_log::mutant("one_person_signs_twice")
            {
                return Ok(Err("вторую подпись под отзывом ставит другой человек"));
            }
        }
        Ok(match found {
            true => Ok(()),
            false => Err("отзыва, который подписывают, здесь нет"),
        })
    }
}
