//! Which facts must be judged again when the control log says something else than before.
//!
//! A fact is judged under a control log that is whole, so what arrives later says nothing about
//! it, with these exceptions: cuts and closes, whose seats count, the frame (groups, classes,
//! terms), batches, branches, and facts under it whose own verdict has turned.

use super::{Authority, Close};
use crate::error::Error;
use crate::frontier::Frontier;
use crate::rebuild::Again;
use klassny_domain::ids::{SeatId, StaffId};
use rusqlite::Connection;
use std::collections::HashSet;

impl Authority {
    /// Judges again what a change of the control log may have turned. `fresh` are the facts that
    /// were not known before: nothing that was judged rests on them.
    pub(crate) fn judge_since(
        &self,
        conn: &Connection,
        before: &Self,
        fresh: &HashSet<i64>,
        again: &mut Again,
    ) -> Result<(), Error> {
        if klassny_log::mutant("judged_once") {
            return Ok(());
        }
        let is_forked = self.forked != before.forked;
        let forgets = klassny_log::mutant("a_fork_turns_nothing");
        if (is_forked && !forgets) || self.frame_changed(before) {
            return again.everything(conn, self);
        }
        let forgets = klassny_log::mutant("a_revocation_looks_forward_only");
        for seat in self.seats_changed(before).into_iter().filter(|_| !forgets) {
            again.beyond(conn, self, seat, &Frontier::default())?;
        }
        let forgets = klassny_log::mutant("a_close_looks_forward_only");
        for seat in self.duties_changed(before) {
            again.beyond(conn, self, seat, &Frontier::default())?;
        }
        let keeps = klassny_log::mutant("a_close_frees_nothing_late");
        for close in differing(&self.closes, &before.closes).filter(|_| !forgets) {
            self.judge_beyond(conn, &close.frontier, None, again)?;
            // What only this close held is beyond the others of its scope, and so is everything
            // that was late and is under this one.
            let others = self.closes.iter().filter(|_| !keeps);
            for other in others.filter(|other| other.closed == close.closed) {
                self.judge_beyond(conn, &other.frontier, None, again)?;
            }
        }
        if !klassny_log::mutant("a_narrowed_right_looks_forward_only") {
            self.judge_narrowed(conn, before, again)?;
        }
        if self.frame_grew(before) {
            again.doubtful(conn, self)?;
            for close in &self.closes {
                self.judge_beyond(conn, &close.frontier, None, again)?;
            }
        }
        for (batch, _) in self
            .batches
            .keys()
            .filter(|batch| self.batches.get(batch) != before.batches.get(batch))
        {
            again.batch(conn, self, *batch)?;
        }
        let forgets = klassny_log::mutant("an_acceptance_looks_forward_only");
        let turned = self.accepted.differs_from(&before.accepted);
        for id in turned.into_iter().filter(|_| !forgets) {
            again.named(conn, self, id)?;
        }
        let forgets = klassny_log::mutant("a_grant_frees_nothing");
        for staff in self.turned(before, fresh).into_iter().filter(|_| !forgets) {
            for seat in self.seats_of(staff) {
                again.beyond(conn, self, seat, &Frontier::default())?;
            }
        }
        Ok(())
    }

    /// Judges again what lies beyond a frontier, of the seats of one person or of all.
    fn judge_beyond(
        &self,
        conn: &Connection,
        frontier: &Frontier,
        only: Option<StaffId>,
        again: &mut Again,
    ) -> Result<(), Error> {
        let seats: Vec<SeatId> = match only {
            Some(staff) => self.seats_of(Some(staff)),
            None => self.seats.keys().copied().collect(),
        };
        for seat in seats {
            again.beyond(conn, self, seat, frontier)?;
        }
        Ok(())
    }

    fn judge_narrowed(
        &self,
        conn: &Connection,
        before: &Self,
        again: &mut Again,
    ) -> Result<(), Error> {
        let known: HashSet<(i64, StaffId)> = before.narrowed_facts();
        let now: HashSet<(i64, StaffId)> = self.narrowed_facts();
        let added = self.grants.narrowings();
        for (_, staff, frontier) in added.filter(|(no, staff, _)| !known.contains(&(*no, *staff))) {
            self.judge_beyond(conn, frontier, Some(staff), again)?;
        }
        let gone = before.grants.narrowings();
        for (_, staff, frontier) in gone.filter(|(no, staff, _)| !now.contains(&(*no, *staff))) {
            self.judge_beyond(conn, frontier, Some(staff), again)?;
        }
        Ok(())
    }

    fn narrowed_facts(&self) -> HashSet<(i64, StaffId)> {
        let narrowings = self.grants.narrowings();
        narrowings
            .map(|(fact_no, staff, _)| (fact_no, staff))
            .collect()
    }

    /// The seats that count otherwise than before: certified, no more so, or ended.
    fn seats_changed(&self, before: &Self) -> Vec<SeatId> {
        let seats: HashSet<SeatId> = self
            .seats
            .keys()
            .chain(before.seats.keys())
            .copied()
            .collect();
        let differs = |seat: &SeatId| {
            self.seats.get(seat) != before.seats.get(seat)
                || self.revocations_of(*seat) != before.revocations_of(*seat)
        };
        seats.into_iter().filter(differs).collect()
    }

    /// Whether something of the frame that facts were judged in is gone or says something else.
    fn frame_changed(&self, before: &Self) -> bool {
        before.groups.iter().any(|x| !self.groups.contains(x))
            || before.classes.iter().any(|x| !self.classes.contains(x))
            || before.terms.iter().any(|x| !self.terms.contains(x))
    }

    fn frame_grew(&self, before: &Self) -> bool {
        let len = |it: &Self| (it.groups.len(), it.classes.len(), it.terms.len());
        len(self) != len(before)
    }

    /// Whose rights rest on facts that were known and count otherwise now; `None` stands for
    /// everybody: a regulation.
    fn turned(&self, before: &Self, fresh: &HashSet<i64>) -> Vec<Option<StaffId>> {
        let (now, then) = (self.grants.numbers(), before.grants.numbers());
        let none = Default::default();
        let whose: HashSet<_> = now.keys().chain(then.keys()).copied().collect();
        whose
            .into_iter()
            .filter(|staff| {
                let now = now.get(staff).unwrap_or(&none);
                let then = then.get(staff).unwrap_or(&none);
                now.symmetric_difference(then)
                    .any(|fact| !fresh.contains(fact))
            })
            .collect()
    }

    fn seats_of(&self, staff: Option<StaffId>) -> Vec<SeatId> {
        let seats = self.seats.keys().copied();
        seats
            .filter(|seat| staff.is_none() || self.staff_of(*seat) == staff)
            .collect()
    }
}

/// The closes that stand in one of two lists and not in the other.
fn differing<'a>(now: &'a [Close], then: &'a [Close]) -> impl Iterator<Item = &'a Close> {
    let added = now.iter().filter(|close| !then.contains(close));
    let gone = then.iter().filter(|close| !now.contains(close));
    added.chain(gone)
}
