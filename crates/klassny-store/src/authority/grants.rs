//! What a person holds by the control log: rights, permits and remarks, and the regulation.
//!
//! Only what lies under a fact's own control frontier speaks for the fact, so its verdict is the
//! same on every replica and never turns when somebody takes a permit back later (D5, D12).

use super::{Authority, ControlFact, Standing};
use crate::error::Error;
use crate::frontier::is_under;
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use klassny_domain::calendar::to_local;
use klassny_domain::change::{Change, FactId, Register};
use klassny_domain::ids::{PermitId, SeatId, StaffId};
use klassny_domain::mark::Mark;
use klassny_domain::norm::{Keys, Moment, keys_of_cell};
use klassny_domain::refusal::Refusal;
use klassny_domain::regulation::Rules;
use klassny_domain::rights::{self, Frame, Grants, Stage};
use klassny_domain::roster::{ClassTeacher, Load, Role, RoleGrant};
use klassny_domain::term::{Permit, Remark};
use klassny_domain::timetable::Substitution;
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// Every fact that gives somebody a right, by whom it names, and the regulations.
#[derive(Debug, Default)]
pub(super) struct Granted {
    of_staff: HashMap<StaffId, Vec<ControlFact>>,
    /// Whom each register has named: what takes a right over from one also takes it from the other.
    named: HashMap<Register, HashSet<StaffId>>,
    regulations: Vec<ControlFact>,
}

impl Granted {
    pub(super) fn take(&mut self, fact: &ControlFact) {
        if let Change::Regulation(_) = fact.change {
            self.regulations.push(fact.clone());
            return;
        }
        let named = self.named.entry(fact.change.register()).or_default();
        named.extend(holder(&fact.change));
        for staff in named.iter() {
            self.of_staff.entry(*staff).or_default().push(fact.clone());
        }
    }
}

/// Who holds what a fact gives; none where it gives nothing to anybody.
const fn holder(change: &Change) -> Option<StaffId> {
    match change {
        Change::RoleGrant(x) => Some(x.staff),
        Change::Load(x) => Some(x.staff),
        Change::ClassTeacher(x) => Some(x.staff),
        Change::Substitution(x) => x.substitute,
        Change::Permit(x) => Some(x.staff),
        Change::Remark(x) => Some(x.staff),
        _ => None,
    }
}

/// What a person holds under a fact, as owned lists that `rights::Grants` borrows.
#[derive(Debug)]
pub(crate) struct Held {
    staff: StaffId,
    roles: Vec<RoleGrant>,
    loads: Vec<Load>,
    class_teachers: Vec<ClassTeacher>,
    substitutions: Vec<Substitution>,
    permits: Vec<Permit>,
    remarks: Vec<Remark>,
    /// The regulation in force, or the preset S4.
    pub(crate) rules: Rules,
}

impl Held {
    fn nothing(staff: StaffId, rules: Rules) -> Self {
        Self {
            staff,
            roles: Vec::new(),
            loads: Vec::new(),
            class_teachers: Vec::new(),
            substitutions: Vec::new(),
            permits: Vec::new(),
            remarks: Vec::new(),
            rules,
        }
    }

    fn take(&mut self, change: &Change) {
        match change {
            // The role of administrator comes from the seat alone (D13).
            Change::RoleGrant(x) if x.role == Role::Administrator => {}
            Change::RoleGrant(x) => self.roles.push(x.clone()),
            Change::Load(x) => self.loads.push(x.clone()),
            Change::ClassTeacher(x) => self.class_teachers.push(x.clone()),
            Change::Substitution(x) => self.substitutions.push(x.clone()),
            Change::Permit(x) => self.permits.push(x.clone()),
            Change::Remark(x) => self.remarks.push(x.clone()),
            _ => {}
        }
    }

    /// The school's local time of an instant.
    pub(crate) fn local(&self, at_ms: i64) -> NaiveDateTime {
        let instant = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
        to_local(instant, self.rules.entry.offset())
    }

    /// The permit or remark that a mark names, where it opens the cell at that instant.
    pub(crate) fn key_of(
        &self,
        mark: &Mark,
        named: Option<PermitId>,
        at_ms: i64,
    ) -> Option<PermitId> {
        let moment = Moment {
            staff: self.staff,
            now: self.local(at_ms),
            session_since: NaiveDateTime::MIN,
            offset: self.rules.entry.offset(),
        };
        let keys = Keys {
            permits: &self.permits,
            remarks: &self.remarks,
        };
        let cell = (mark.place, mark.ordinal, mark.pupil);
        let mut keys = keys_of_cell(keys, cell, &moment);
        keys.find(|(_, key)| named.is_some() && key.named() == named)
            .and(named)
    }
}

impl Authority {
    /// What a person holds by the facts under the frontier of a fact.
    pub(crate) fn held_under(
        &self,
        conn: &Connection,
        (staff, administrator): (StaffId, bool),
        standing: Standing<'_>,
    ) -> Result<Held, Error> {
        let regulations = self.tips_under(conn, &self.grants.regulations, standing)?;
        // A regulation this program cannot read leaves the one before it in force.
        let rules = regulations.iter().rev().find_map(|change| match change {
            Change::Regulation(x) => Rules::from_regulation(x).ok(),
            _ => None,
        });
        let mut held = Held::nothing(staff, rules.unwrap_or_else(Rules::s4));
        let facts = self.grants.of_staff.get(&staff);
        let facts = facts.map_or(&[][..], Vec::as_slice);
        for change in self.tips_under(conn, facts, standing)? {
            held.take(change);
        }
        if administrator {
            held.roles.push(RoleGrant {
                staff,
                role: Role::Administrator,
                from: NaiveDate::MIN,
                until: None,
            });
        }
        Ok(held)
    }

    /// The facts that lie under the frontier of a fact and that no other of them replaces.
    fn tips_under<'a>(
        &self,
        conn: &Connection,
        facts: &'a [ControlFact],
        standing: Standing<'_>,
    ) -> Result<Vec<&'a Change>, Error> {
        let mut under = Vec::new();
        for fact in facts {
            if self.precedes(conn, fact, standing)? {
                under.push(fact);
            }
        }
        let sealed = under.iter().flat_map(|fact| &fact.base.sealed);
        let sealed: HashSet<FactId> = sealed.copied().collect();
        let local = under.iter().flat_map(|fact| &fact.base.local);
        let local: HashSet<i64> = local.copied().collect();
        under.retain(|fact| {
            !fact.id().is_some_and(|id| sealed.contains(&id)) && !local.contains(&fact.fact_no)
        });
        Ok(under.into_iter().map(|fact| &fact.change).collect())
    }

    /// Asks the rights table about a change entered at an instant.
    pub(crate) fn ask(
        &self,
        held: &Held,
        stage: Stage,
        (change, entered_ms, imported): (&Change, i64, bool),
    ) -> Result<(), Refusal> {
        let grants = Grants {
            staff: held.staff,
            on: held.local(entered_ms).date(),
            roles: &held.roles,
            loads: &held.loads,
            class_teachers: &held.class_teachers,
            substitutions: &held.substitutions,
            permits: &held.permits,
            frame: Frame {
                groups: &self.groups,
                classes: &self.classes,
                remarks: &held.remarks,
                reasons_by: held.rules.entry.reasons_by,
                ..Frame::default()
            },
            stage,
        };
        match imported {
            true => rights::may_import(&grants, change),
            false => rights::may_state(&grants, change),
        }
    }

    /// Whether everything that a fact of this seat can rest on is another seat's, so that the
    /// answer is the same for all its facts of one frontier.
    pub(crate) fn grants_are_foreign(&self, staff: StaffId, seat: SeatId) -> bool {
        let facts = self.grants.of_staff.get(&staff).into_iter().flatten();
        let mut facts = facts.chain(&self.grants.regulations);
        facts.all(|fact| fact.seat != seat)
    }

    fn precedes(
        &self,
        conn: &Connection,
        fact: &ControlFact,
        standing: Standing<'_>,
    ) -> Result<bool, Error> {
        if fact.seat == standing.seat {
            return Ok(match (fact.sealed, standing.sealed) {
                (Some((earlier, i)), Some((later, j))) => (earlier.seq, i) < (later.seq, j),
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (None, None) => fact.fact_no < standing.fact_no,
            });
        }
        let Some((place, _)) = fact.sealed else {
            return Ok(false);
        };
        let forked = self.forked.contains(&fact.seat);
        is_under(conn, forked, place, standing.control)
    }
}
