//! What a person holds by the control log: rights, permits and remarks, and the regulation.
//!
//! Only what lies under a fact's own control frontier speaks for the fact, so its verdict is the
//! same on every replica and never turns when somebody takes a permit back later (D5, D12).

use super::{Authority, ControlFact, Standing, closed_over};
use crate::error::Error;
use crate::frontier::{Chain, Frontier, is_under};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
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
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// Every fact that gives somebody a right, by whom it names, and the regulations.
#[derive(Clone, Debug, Default)]
pub(super) struct Granted {
    of_staff: HashMap<StaffId, Vec<Arc<ControlFact>>>,
    /// Whom each register has named: what takes a right over from one also takes it from the other.
    named: HashMap<Register, HashSet<StaffId>>,
    regulations: Vec<Arc<ControlFact>>,
    /// The rules of each regulation that this program can read, by the number of its fact.
    rules: HashMap<i64, Arc<Rules>>,
    /// What each fact that takes the place of an earlier grant was stated over: a right that it
    /// narrows ends for what is not under it (D6).
    narrowed: HashMap<i64, Arc<Frontier>>,
}

impl Granted {
    pub(super) fn take(&mut self, conn: &Connection, fact: &ControlFact) -> Result<(), Error> {
        let fact = Arc::new(fact.clone());
        if let Change::Regulation(regulation) = &fact.change {
            if let Ok(rules) = Rules::from_regulation(regulation) {
                self.rules.insert(fact.fact_no, Arc::new(rules));
            }
            self.regulations.push(fact);
            return Ok(());
        }
        if narrows(&fact) {
            let mut frontier = closed_over(conn, &fact)?;
            if let Some(place) = fact.place() {
                frontier = frontier.with(place);
            }
            self.narrowed.insert(fact.fact_no, Arc::new(frontier));
        }
        let named = self.named.entry(fact.change.register()).or_default();
        named.extend(holder(&fact.change));
        for staff in named.iter() {
            self.of_staff
                .entry(*staff)
                .or_default()
                .push(Arc::clone(&fact));
        }
        Ok(())
    }

    /// Every fact about a person, by number.
    pub(super) fn numbers(&self) -> BTreeMap<Option<StaffId>, BTreeSet<i64>> {
        let of_staff = self
            .of_staff
            .iter()
            .map(|(staff, facts)| (Some(*staff), facts));
        of_staff
            .chain([(None, &self.regulations)])
            .map(|(staff, facts)| (staff, facts.iter().map(|fact| fact.fact_no).collect()))
            .collect()
    }

    /// What the facts that narrow a right were stated over, with whose right it is.
    pub(super) fn narrowings(&self) -> impl Iterator<Item = (i64, StaffId, &Arc<Frontier>)> {
        self.of_staff.iter().flat_map(|(staff, facts)| {
            facts.iter().filter_map(|fact| {
                let frontier = self.narrowed.get(&fact.fact_no)?;
                Some((fact.fact_no, *staff, frontier))
            })
        })
    }
}

/// Whether a fact may take away what an earlier one gave. A permit or a remark never does: what
/// was entered under it before it was taken back stands (D12).
fn narrows(fact: &ControlFact) -> bool {
    let grant = matches!(
        fact.change,
        Change::RoleGrant(_) | Change::Load(_) | Change::ClassTeacher(_) | Change::Substitution(_)
    );
    grant && fact.replaces()
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
#[derive(Clone, Debug)]
pub(crate) struct Held {
    staff: StaffId,
    roles: Vec<RoleGrant>,
    loads: Vec<Load>,
    class_teachers: Vec<ClassTeacher>,
    substitutions: Vec<Substitution>,
    permits: Vec<Permit>,
    remarks: Vec<Remark>,
    /// The regulation in force, or the preset S4.
    pub(crate) rules: Arc<Rules>,
}

/// The rules of a school that has stated none.
fn preset() -> Arc<Rules> {
    static PRESET: OnceLock<Arc<Rules>> = OnceLock::new();
    Arc::clone(PRESET.get_or_init(|| Arc::new(Rules::s4())))
}

impl Held {
    fn nothing(staff: StaffId, rules: Arc<Rules>) -> Self {
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

    fn with(mut self, facts: Vec<&Arc<ControlFact>>, administrator: bool) -> Self {
        for fact in facts {
            self.take(&fact.change);
        }
        if administrator {
            self.roles.push(RoleGrant {
                staff: self.staff,
                role: Role::Administrator,
                from: NaiveDate::MIN,
                until: None,
            });
        }
        self
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
        let regulations = self.under(conn, &self.grants.regulations, standing)?;
        // A regulation this program cannot read leaves the one before it in force.
        let rules = tips_of(regulations)
            .into_iter()
            .rev()
            .find_map(|fact| self.grants.rules.get(&fact.fact_no));
        let held = Held::nothing(staff, rules.map_or_else(preset, Arc::clone));
        let under = self.under(conn, self.facts_of(staff), standing)?;
        Ok(held.with(tips_of(under), administrator))
    }

    /// What a person still holds where some of their rights were narrowed by facts that a fact is
    /// not under and that are not under it (D6); none where nothing was.
    pub(crate) fn held_narrowed(
        &self,
        conn: &Connection,
        held: &Held,
        administrator: bool,
        standing: Standing<'_>,
    ) -> Result<Option<Held>, Error> {
        let mut beyond = Vec::new();
        for fact in self.facts_of(held.staff) {
            let Some(frontier) = self.grants.narrowed.get(&fact.fact_no) else {
                continue;
            };
            if self.precedes(conn, fact, standing)? {
                continue;
            }
            let covered = match standing.sealed {
                Some((place, _)) => self.is_under(conn, place, frontier)?,
                None => fact.seat == standing.seat && standing.fact_no < fact.fact_no,
            };
            if !covered {
                beyond.push(fact);
            }
        }
        if beyond.is_empty() {
            return Ok(None);
        }
        let mut facts = self.under(conn, self.facts_of(held.staff), standing)?;
        facts.extend(beyond);
        let nothing = Held::nothing(held.staff, Arc::clone(&held.rules));
        Ok(Some(nothing.with(tips_of(facts), administrator)))
    }

    /// The school's offset from UTC, by the regulation as it stands now.
    pub(crate) fn offset(&self) -> FixedOffset {
        let regulations = self.grants.regulations.iter().collect();
        let rules = tips_of(regulations)
            .into_iter()
            .rev()
            .find_map(|fact| self.grants.rules.get(&fact.fact_no));
        rules.map_or_else(preset, Arc::clone).entry.offset()
    }

    fn facts_of(&self, staff: StaffId) -> &[Arc<ControlFact>] {
        self.grants
            .of_staff
            .get(&staff)
            .map_or(&[][..], Vec::as_slice)
    }

    /// The facts that lie under the frontier of a fact.
    fn under<'a>(
        &self,
        conn: &Connection,
        facts: &'a [Arc<ControlFact>],
        standing: Standing<'_>,
    ) -> Result<Vec<&'a Arc<ControlFact>>, Error> {
        let mut under = Vec::new();
        for fact in facts {
            if self.precedes(conn, fact, standing)? {
                under.push(fact);
            }
        }
        Ok(under)
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

    /// Whether a fact of the control log stands under another fact.
    pub(super) fn precedes(
        &self,
        conn: &Connection,
        fact: &ControlFact,
        standing: Standing<'_>,
    ) -> Result<bool, Error> {
        let own = fact.seat == standing.seat;
        let Some((place, index)) = fact.sealed else {
            let both_wait = own && standing.sealed.is_none();
            return Ok(both_wait && fact.fact_no < standing.fact_no);
        };
        match standing.sealed {
            Some((later, at)) if later == place => return Ok(index < at),
            None if own => return Ok(true),
            Some(_) | None => {}
        }
        let forked = self.forked.contains(&fact.seat);
        if own
            && let Some(follows) = standing.follows
            && is_under(conn, (Chain::Control, forked), place, &[follows])?
        {
            return Ok(true);
        }
        let heads = standing.control.of(fact.seat);
        is_under(conn, (Chain::Control, forked), place, heads)
    }
}

/// The facts that no other of them replaces.
pub(super) fn tips_of(mut facts: Vec<&Arc<ControlFact>>) -> Vec<&Arc<ControlFact>> {
    let sealed = facts.iter().flat_map(|fact| &fact.base.sealed);
    let sealed: HashSet<FactId> = sealed.copied().collect();
    let local = facts.iter().flat_map(|fact| &fact.base.local);
    let local: HashSet<i64> = local.copied().collect();
    facts.retain(|fact| {
        !fact.id().is_some_and(|id| sealed.contains(&id)) && !local.contains(&fact.fact_no)
    });
    facts
}
