//! What the control log says: whose seats count, who holds which right, what was cut.
//!
//! Read whole from the log when a writer first needs it and again when control facts arrive. It
//! must never look at data facts beyond the frame (groups, classes, terms): rights are judged on
//! the control log alone (sync.md D5, D8).

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the control log is a few kinds of many; `is_authority` lists them"
)]

mod again;
mod certify;
mod cosign;
mod fact;
mod grants;
mod witness;

pub(crate) use fact::{ControlFact, Standing};
pub(crate) use grants::Held;

use crate::error::{Context, Error};
use crate::frontier::{Chain, Frontier, is_under};
use crate::judge;
use crate::judge::accept::Accepted;
use crate::open::Identity;
use fact::control_facts;
use klassny_domain::access::{Head, SeatRevocation};
use klassny_domain::change::{Change, Kind};
use klassny_domain::ids::{
    BatchId, ClassId, CloseId, DeviceId, GroupId, SeatId, StaffId, TermId, YearId,
};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::refusal::Refusal;
use klassny_domain::roster::{Group, SchoolClass};
use klassny_domain::school::Term;
use klassny_domain::term::FinalKind;
use rusqlite::{Connection, named_params};
use std::collections::{HashMap, HashSet};

/// Who stands behind a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SeatOwner {
    /// A device's own seat: acks and seals only (D2).
    Device,
    /// A person; an administrator's seat comes from the root key alone (D13).
    Person { staff: StaffId, administrator: bool },
}

/// What a closing closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    /// A term for a class.
    Term(ClassId, TermId),
    /// An academic year.
    Year(YearId),
}

/// A closing, with what it closed over.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Close {
    pub(crate) fact_no: i64,
    pub(crate) close: CloseId,
    pub(crate) closed: Closed,
    pub(crate) place: Option<Head>,
    pub(crate) seat: SeatId,
    /// What lies under it; the closer's own chain up to the close too.
    pub(crate) frontier: Frontier,
}

/// What the control log says.
#[derive(Clone, Debug)]
pub(crate) struct Authority {
    identity: Identity,
    pub(crate) seats: HashMap<SeatId, SeatOwner>,
    /// The signing key of every certified seat.
    pub(crate) keys: HashMap<SeatId, [u8; 32]>,
    pub(crate) devices: HashMap<DeviceId, SeatId>,
    /// The device that a seat is on.
    pub(crate) device_of: HashMap<SeatId, DeviceId>,
    /// What administrators stated of each device's seat: its duties (P7).
    duties: HashMap<SeatId, Vec<witness::Duty>>,
    /// The seat that handed over to a seat (D13).
    older: HashMap<SeatId, SeatId>,
    pub(crate) forked: HashSet<SeatId>,
    pub(crate) groups: Vec<Group>,
    pub(crate) classes: Vec<SchoolClass>,
    pub(crate) terms: Vec<Term>,
    pub(crate) closes: Vec<Close>,
    revocations: HashMap<SeatId, Vec<Frontier>>,
    /// What deputies and the director say of revocations (P7).
    cosigns: cosign::Cosigns,
    /// What deputies accept although it is late, cut off or unpermitted.
    pub(crate) accepted: Accepted,
    /// How many facts of a seat each committed batch of an import holds (D9).
    batches: HashMap<(BatchId, SeatId), u32>,
    grants: grants::Granted,
}

impl Authority {
    /// Reads the control log, as far as everything under it is here.
    ///
    /// Whether a revocation is refused is found while all of them hold, so nobody refuses one from a
    /// seat that was ended before; those that are refused then hold no more.
    pub(crate) fn load(conn: &Connection, identity: Identity) -> Result<Self, Error> {
        let facts = control_facts(conn)?;
        let all_hold = Self::load_but(conn, (identity, &facts), &HashSet::new())?;
        let refused = all_hold.cosigns.refused();
        if refused.is_empty() || klassny_log::mutant("a_refusal_is_ignored") {
            return Ok(all_hold);
        }
        let cosigns = all_hold.cosigns;
        let mut this = Self::load_but(conn, (identity, &facts), &refused)?;
        this.cosigns = cosigns;
        Ok(this)
    }

    /// Reads it as if these seats had been ended by the root alone.
    fn load_but(
        conn: &Connection,
        (identity, facts): (Identity, &[ControlFact]),
        refused: &HashSet<SeatId>,
    ) -> Result<Self, Error> {
        let mut this = Self {
            identity,
            seats: HashMap::new(),
            keys: HashMap::new(),
            devices: HashMap::new(),
            device_of: HashMap::new(),
            duties: HashMap::new(),
            older: HashMap::new(),
            forked: forked_seats(conn)?,
            groups: Vec::new(),
            classes: Vec::new(),
            terms: Vec::new(),
            closes: Vec::new(),
            revocations: HashMap::new(),
            cosigns: cosign::Cosigns::default(),
            accepted: Accepted::default(),
            batches: HashMap::new(),
            grants: grants::Granted::default(),
        };
        this.certify(conn, facts, (identity, refused))?;
        let mut reopened = HashSet::new();
        // In causal order: a fact counts by what stood before it.
        let mut frontiers = HashMap::new();
        for fact in facts {
            let frontier = match frontiers.entry(fact.control_no) {
                std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(Frontier::load(conn, fact.control_no)?)
                }
            };
            let standing = fact.standing(frontier);
            let stated = (&fact.change, fact.entered_ms, fact.import.as_ref());
            if judge::may_state(conn, &this, standing, stated)?.is_ok() {
                this.take(conn, fact, &mut reopened)?;
            }
        }
        let reopens_nothing = klassny_log::mutant("a_reopen_is_ignored");
        this.closes
            .retain(|close| !reopened.contains(&close.close) || reopens_nothing);
        this.accepted.settle();
        Ok(this)
    }

    /// The facts of a seat that a batch must hold to be complete; none before its commit is here.
    pub(crate) fn batch_count(&self, batch: BatchId, seat: SeatId) -> Option<u32> {
        self.batches.get(&(batch, seat)).copied()
    }

    /// The person behind a seat.
    pub(crate) fn staff_of(&self, seat: SeatId) -> Option<StaffId> {
        match self.seats.get(&seat) {
            Some(SeatOwner::Person { staff, .. }) => Some(*staff),
            Some(SeatOwner::Device) | None => None,
        }
    }

    /// The revocations that a seat lies under: its own, and those of the seats it descends from by
    /// hand-over (D13).
    pub(crate) fn revocations_of(&self, seat: SeatId) -> Vec<&Frontier> {
        let mut found = Vec::new();
        if self.revocations.is_empty() {
            return found;
        }
        let mut seen = HashSet::new();
        let mut at = Some(seat);
        while let Some(seat) = at.filter(|seat| seen.insert(*seat)) {
            let first = klassny_log::mutant("the_first_revocation_wins");
            let of_seat = self.revocations.get(&seat).into_iter().flatten();
            found.extend(of_seat.take(if first { 1 } else { usize::MAX }));
            at = self.older.get(&seat).copied();
        }
        found
    }

    /// Whether a segment of a seat lies under the heads of a frontier of data.
    pub(crate) fn is_under(
        &self,
        conn: &Connection,
        place: Head,
        frontier: &Frontier,
    ) -> Result<bool, Error> {
        let forked = self.forked.contains(&place.seat);
        let heads = frontier.of(place.seat);
        is_under(conn, (Chain::Data, forked), place, heads)
    }

    /// The closes, not reopened, whose scope a change lies in.
    pub(crate) fn closes_over<'a>(
        &'a self,
        change: &'a Change,
    ) -> impl Iterator<Item = &'a Close> + 'a {
        let any = !self.closes.is_empty();
        let term = any.then(|| self.scope(change)).flatten();
        let year = any.then(|| self.year_of(change)).flatten();
        self.closes.iter().filter(move |close| match close.closed {
            Closed::Term(class, closed) => term == Some((class, closed)),
            Closed::Year(closed) => {
                year == Some(closed) && !klassny_log::mutant("a_year_close_is_ignored")
            }
        })
    }

    /// How a change is refused that comes too late for a close.
    pub(crate) fn refusal_of(&self, closed: Closed) -> Option<Refusal> {
        match closed {
            Closed::Term(_, id) => {
                let term = self.terms.iter().find(|term| term.term == id)?;
                let (number, kind) = (term.number, term.kind);
                Some(Refusal::TermClosed { number, kind })
            }
            Closed::Year(_) => Some(Refusal::YearClosed),
        }
    }

    /// The academic year whose close a change may come too late for: that of its class.
    fn year_of(&self, change: &Change) -> Option<YearId> {
        let group = match change {
            Change::FinalMark(mark) => mark.group,
            _ => place_of(change)?.group,
        };
        let class = self.groups.iter().find(|known| known.group == group)?.class;
        let class = self.classes.iter().find(|known| known.class == class)?;
        Some(class.year)
    }

    /// The class and term whose close a change may come too late for.
    fn scope(&self, change: &Change) -> Option<(ClassId, TermId)> {
        let of = |group: GroupId| self.groups.iter().find(|known| known.group == group);
        if let Change::FinalMark(mark) = change {
            let FinalKind::Term(term) = mark.kind else {
                return None;
            };
            return Some((of(mark.group)?.class, term));
        }
        let place = place_of(change)?;
        let class = of(place.group)?.class;
        let grade = self
            .classes
            .iter()
            .find(|known| known.class == class)?
            .grade;
        let term = self.terms.iter().find(|term| {
            term.grades.contains(grade)
                && term.starts_on <= place.date
                && place.date <= term.ends_on
        })?;
        Some((class, term.term))
    }

    /// Takes a fact of the control log that was just entered here; tells whether that is enough,
    /// or the control log must be read anew.
    pub(crate) fn learn(&mut self, conn: &Connection, fact: &ControlFact) -> Result<bool, Error> {
        if matches!(
            fact.change.kind(),
            Kind::DeviceEnrolment
                | Kind::SeatCertificate
                | Kind::Invitation
                | Kind::SeatRevocation
                | Kind::RevocationCosign
                | Kind::TermReopen
                | Kind::YearReopen
                | Kind::Acceptance
        ) {
            return Ok(false);
        }
        self.take(conn, fact, &mut HashSet::new())?;
        Ok(true)
    }

    pub(crate) fn is_administrator(&self, seat: SeatId) -> bool {
        matches!(
            self.seats.get(&seat),
            Some(SeatOwner::Person {
                administrator: true,
                ..
            })
        )
    }

    /// Whether a person may state who is let in and who no more: administrators alone, and an
    /// administrator's seat ends by the root key alone, so that two administrators cannot put each
    /// other out (D13).
    pub(crate) fn may_admit(
        &self,
        administrator: bool,
        change: &Change,
    ) -> Result<(), &'static str> {
        if !administrator {
            return Err("это право администратора");
        }
        match change {
            Change::SeatRevocation(x) if self.is_administrator(x.seat) && !self.is_by_root(x) => {
                Err("место администратора отзывает только корневой ключ школы")
            }
            _ => Ok(()),
        }
    }

    /// Whether the root itself ends a seat.
    fn is_by_root(&self, revocation: &SeatRevocation) -> bool {
        let Identity {
            school, root_key, ..
        } = self.identity;
        klassny_log::verify_revocation(school, revocation, &root_key).is_ok()
    }

    /// Whether a device speaks of itself: what it read, what it runs, what it attests. No person speaks for it.
    pub(crate) fn is_of_itself(&self, seat: SeatId, change: &Change) -> bool {
        let device = match change {
            Change::Ack(x) => Some(x.device),
            Change::DeviceProgram(x) => Some(x.device),
            Change::Seal(x) => Some(x.device),
            Change::StateDigest(x) => Some(x.device),
            Change::PackVerified(x) => Some(x.device),
            Change::FileHeld(x) => Some(x.device),
            _ => None,
        };
        device.is_some_and(|device| self.devices.get(&device) == Some(&seat))
    }

    fn take(
        &mut self,
        conn: &Connection,
        fact: &ControlFact,
        reopened: &mut HashSet<CloseId>,
    ) -> Result<(), Error> {
        match &fact.change {
            Change::RoleGrant(_)
            | Change::Load(_)
            | Change::ClassTeacher(_)
            | Change::Substitution(_)
            | Change::Permit(_)
            | Change::Remark(_)
            | Change::Regulation(_) => self.grants.take(conn, fact)?,
            Change::Group(x) => {
                self.groups.retain(|group| group.group != x.group);
                self.groups.push(x.clone());
            }
            Change::SchoolClass(x) => {
                self.classes.retain(|class| class.class != x.class);
                self.classes.push(x.clone());
            }
            Change::Term(x) => {
                self.terms.retain(|term| term.term != x.term);
                self.terms.push(x.clone());
            }
            Change::BatchCommit(x) => {
                self.batches.insert((x.batch, fact.seat), x.count);
            }
            Change::TermClose(x) => {
                self.close(conn, fact, (x.close, Closed::Term(x.class, x.term)))?
            }
            Change::YearClose(x) => self.close(conn, fact, (x.close, Closed::Year(x.year)))?,
            Change::Acceptance(_) => self.accepted.take(fact),
            Change::RevocationCosign(x) => self.cosigns.take(fact, x),
            Change::SeatRevocation(x) => self.cosigns.revoked(fact, x.seat),
            Change::TermReopen(x) => {
                reopened.insert(x.close);
            }
            Change::YearReopen(x) => {
                reopened.insert(x.close);
            }
            _ => {}
        }
        Ok(())
    }

    fn close(
        &mut self,
        conn: &Connection,
        fact: &ControlFact,
        (close, closed): (CloseId, Closed),
    ) -> Result<(), Error> {
        let place = fact.place();
        let mut frontier = closed_over(conn, fact)?;
        if let Some(place) = place {
            frontier = frontier.with(place);
        }
        self.closes.push(Close {
            fact_no: fact.fact_no,
            close,
            closed,
            place,
            seat: fact.seat,
            frontier,
        });
        Ok(())
    }
}

/// The lesson a change is about.
const fn place_of(change: &Change) -> Option<LessonPlace> {
    match change {
        Change::LessonRecord(x) => Some(x.place),
        Change::LessonTopic(x) => Some(x.place),
        Change::Homework(x) => Some(x.place),
        Change::HomeworkFile(x) => Some(x.place),
        Change::Assignment(x) => Some(x.place),
        Change::Mark(x) => Some(x.place),
        Change::Attendance(x) => Some(x.place),
        Change::AbsenceExcuse(x) => Some(x.place),
        _ => None,
    }
}

/// The seats whose chains have branches.
pub(crate) fn forked_seats(conn: &Connection) -> Result<HashSet<SeatId>, Error> {
    conn.prepare_cached("SELECT seat_id FROM log_head WHERE forked = 1")
        .and_then(|mut select| {
            select
                .query_map([], |row| Ok(SeatId::from_bytes(row.get("seat_id")?)))
                .and_then(Iterator::collect)
        })
        .context("read forked seats")
        .map(
            |seats: HashSet<SeatId>| match klassny_log::mutant("a_fork_is_not_seen") {
                true => HashSet::new(),
                false => seats,
            },
        )
}

/// The frontier that a cut or close was made over: the data frontier of its segment, or of its
/// outbox row while it is not sealed.
fn closed_over(conn: &Connection, fact: &ControlFact) -> Result<Frontier, Error> {
    match fact.place() {
        Some(place) => {
            let bytes: Vec<u8> = conn
                .prepare_cached("SELECT bytes FROM log_segment WHERE hash = :hash")
                .and_then(|mut find| {
                    find.query_row(named_params! { ":hash": place.hash }, |row| {
                        row.get("bytes")
                    })
                })
                .context("read a cut's segment")?;
            let envelope = klassny_log::Envelope::parse(&bytes)?;
            Ok(Frontier::from_heads(
                envelope.header().data_frontier_delta.iter().copied(),
            ))
        }
        None => {
            let number: Option<i64> = conn
                .prepare_cached("SELECT data_no FROM log_fact WHERE fact_no = :fact")
                .and_then(|mut find| {
                    find.query_row(named_params! { ":fact": fact.fact_no }, |row| {
                        row.get("data_no")
                    })
                })
                .context("read a cut's frontier")?;
            number.map_or_else(
                || Ok(Frontier::default()),
                |number| Frontier::load(conn, number),
            )
        }
    }
}

/// Whether facts of this kind change what the authority says.
pub(crate) const fn is_authority(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Term
            | Kind::Regulation
            | Kind::SchoolClass
            | Kind::Group
            | Kind::RoleGrant
            | Kind::ClassTeacher
            | Kind::Load
            | Kind::Substitution
            | Kind::TermClose
            | Kind::TermReopen
            | Kind::YearClose
            | Kind::YearReopen
            | Kind::Permit
            | Kind::Remark
            | Kind::Acceptance
            | Kind::DeviceEnrolment
            | Kind::SeatCertificate
            | Kind::Invitation
            | Kind::SeatRevocation
            | Kind::RevocationCosign
            | Kind::BatchCommit
    )
}
