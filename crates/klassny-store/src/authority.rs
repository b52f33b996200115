//! What the control log says: whose seats count, who holds which right, what was cut.
//!
//! Read whole from the log when a writer first needs it and again when control facts arrive. It
//! must never look at data facts beyond the frame (groups, classes, terms): rights are judged on
//! the control log alone (sync.md D5, D8).

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the control log is a few kinds of many; `is_authority` lists them"
)]

mod grants;

pub(crate) use grants::Held;

use crate::error::{Context, Error};
use crate::frontier::{Frontier, Place};
use crate::judge;
use crate::open::Identity;
use crate::rebuild::judge_beyond;
use crate::tips::{Base, Tip, read_base};
use klassny_domain::access::{Invitation, SeatCertificate, Voucher};
use klassny_domain::change::{Change, FactId, ImportSource, Kind, Register};
use klassny_domain::ids::{
    BatchId, ClassId, CloseId, DeviceId, GroupId, InvitationId, SeatId, StaffId, TermId,
};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::roster::{Group, SchoolClass};
use klassny_domain::school::{Term, TermKind};
use klassny_domain::term::{FinalKind, TermClose};
use klassny_log::Op;
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// Who stands behind a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SeatOwner {
    /// A device's own seat: acks and seals only (D2).
    Device,
    /// A person; an administrator's seat comes from the root key alone (D13).
    Person { staff: StaffId, administrator: bool },
}

/// A fact of the control log with its place in a chain.
#[derive(Clone, Debug)]
pub(crate) struct ControlFact {
    pub(crate) fact_no: i64,
    pub(crate) control_no: i64,
    entered_ms: i64,
    /// Imported facts are a deputy's (D9).
    import: Option<ImportSource>,
    pub(crate) seat: SeatId,
    /// None while it waits in the outbox.
    pub(crate) sealed: Option<(Place, u16)>,
    pub(crate) base: Base,
    pub(crate) change: Change,
}

impl ControlFact {
    /// A fact that was just entered on this machine.
    pub(crate) fn entered(
        (fact_no, control_no): (i64, i64),
        seat: SeatId,
        change: Change,
        replaced: &[Tip],
    ) -> Self {
        let base = Base {
            sealed: replaced.iter().filter_map(|tip| tip.id).collect(),
            local: replaced
                .iter()
                .filter(|tip| tip.id.is_none())
                .map(|tip| tip.fact_no)
                .collect(),
        };
        Self {
            fact_no,
            control_no,
            entered_ms: 0,
            import: None,
            seat,
            sealed: None,
            base,
            change,
        }
    }

    fn id(&self) -> Option<FactId> {
        let (place, index) = self.sealed?;
        let (segment, _) = place.hash.split_first_chunk::<16>()?;
        Some(FactId {
            segment: *segment,
            index,
        })
    }
}

/// A fact to be judged: where it stands, and what it was made under.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing<'a> {
    pub(crate) fact_no: i64,
    pub(crate) seat: SeatId,
    pub(crate) sealed: Option<(Place, u16)>,
    pub(crate) control: &'a Frontier,
}

/// A closing of a term for a class, with what it closed over.
#[derive(Clone, Debug)]
pub(crate) struct Close {
    pub(crate) fact_no: i64,
    pub(crate) close: TermClose,
    pub(crate) place: Option<Place>,
    pub(crate) seat: SeatId,
    pub(crate) frontier: Frontier,
}

/// What the control log says.
#[derive(Debug)]
pub(crate) struct Authority {
    identity: Identity,
    pub(crate) seats: HashMap<SeatId, SeatOwner>,
    /// The signing key of every certified seat.
    pub(crate) keys: HashMap<SeatId, [u8; 32]>,
    pub(crate) devices: HashMap<DeviceId, SeatId>,
    pub(crate) forked: HashSet<SeatId>,
    pub(crate) groups: Vec<Group>,
    pub(crate) classes: Vec<SchoolClass>,
    pub(crate) terms: Vec<Term>,
    pub(crate) closes: Vec<Close>,
    pub(crate) revocations: HashMap<SeatId, Vec<Frontier>>,
    /// How many facts each committed batch of an import holds (D9).
    batches: HashMap<BatchId, u32>,
    grants: grants::Granted,
}

impl Authority {
    fn new(identity: Identity) -> Self {
        Self {
            identity,
            seats: HashMap::new(),
            keys: HashMap::new(),
            devices: HashMap::new(),
            forked: HashSet::new(),
            groups: Vec::new(),
            classes: Vec::new(),
            terms: Vec::new(),
            closes: Vec::new(),
            revocations: HashMap::new(),
            batches: HashMap::new(),
            grants: grants::Granted::default(),
        }
    }

    /// Reads the control log.
    pub(crate) fn load(conn: &Connection, identity: Identity) -> Result<Self, Error> {
        let mut this = Self::new(identity);
        let facts = control_facts(conn)?;
        this.load_heads(conn, identity)?;
        this.certify(&facts, identity);
        let mut reopened = HashSet::new();
        // In causal order: a fact counts by what stood before it.
        let mut frontiers = HashMap::new();
        for fact in &facts {
            let frontier = match frontiers.entry(fact.control_no) {
                std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(Frontier::load(conn, fact.control_no)?)
                }
            };
            let standing = Standing {
                fact_no: fact.fact_no,
                seat: fact.seat,
                sealed: fact.sealed,
                control: frontier,
            };
            let stated = (&fact.change, fact.entered_ms, fact.import.as_ref());
            if judge::may_state(conn, &this, standing, stated)?.is_ok() {
                this.take(conn, fact, &mut reopened)?;
            }
        }
        this.closes
            .retain(|close| !reopened.contains(&close.close.close));
        Ok(this)
    }

    /// The facts a batch must hold to be complete; none before its commit is here.
    pub(crate) fn batch_count(&self, batch: BatchId) -> Option<u32> {
        self.batches.get(&batch).copied()
    }

    /// The closes, not reopened, whose scope a change lies in.
    pub(crate) fn closes_over<'a>(
        &'a self,
        change: &'a Change,
    ) -> impl Iterator<Item = &'a Close> + 'a {
        let scope = (!self.closes.is_empty())
            .then(|| self.scope(change))
            .flatten();
        self.closes.iter().filter(move |close| {
            scope
                .is_some_and(|(class, term)| close.close.class == class && close.close.term == term)
        })
    }

    /// The number and kind of the term that a change lies in.
    pub(crate) fn term_of(&self, change: &Change) -> Option<(u8, TermKind)> {
        let (_, id) = self.scope(change)?;
        let term = self.terms.iter().find(|term| term.term == id)?;
        Some((term.number, term.kind))
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
                | Kind::TermReopen
        ) {
            return Ok(false);
        }
        self.take(conn, fact, &mut HashSet::new())?;
        Ok(true)
    }

    /// Judges again what these closes and revocations leave beyond their frontiers.
    pub(crate) fn judge_cuts<'a>(
        &self,
        conn: &Connection,
        changes: impl Iterator<Item = &'a Change>,
    ) -> Result<Vec<Register>, Error> {
        let mut changed = Vec::new();
        for change in changes {
            match change {
                Change::TermClose(x) => {
                    for close in self.closes.iter().filter(|close| close.close == *x) {
                        changed.extend(judge_beyond(conn, self, &close.frontier, None)?);
                    }
                }
                Change::SeatRevocation(x) => {
                    for frontier in self.revocations.get(&x.seat).into_iter().flatten() {
                        changed.extend(judge_beyond(conn, self, frontier, Some(x.seat))?);
                    }
                }
                _ => {}
            }
        }
        Ok(changed)
    }

    fn load_heads(&mut self, conn: &Connection, identity: Identity) -> Result<(), Error> {
        let mut select = conn
            .prepare_cached("SELECT seat_id, forked, certificate FROM log_head")
            .context("read seats")?;
        let mut rows = select.query([]).context("read seats")?;
        while let Some(row) = rows.next().context("read seats")? {
            let seat = SeatId::from_bytes(row.get("seat_id").context("read seats")?);
            if row.get::<_, bool>("forked").context("read seats")? {
                self.forked.insert(seat);
            }
            let certificate: Option<Vec<u8>> = row.get("certificate").context("read seats")?;
            let Some(bytes) = certificate else { continue };
            let Ok(certificate) = klassny_log::decode_certificate(&bytes) else {
                continue;
            };
            if certificate.seat == seat && vouched_by_root(&certificate, identity) {
                let owner = SeatOwner::Person {
                    staff: certificate.staff,
                    administrator: true,
                };
                self.seats.insert(seat, owner);
                self.keys.insert(seat, certificate.sign_key);
            }
        }
        Ok(())
    }

    /// Certifies seats from the root outward until nothing new is certified.
    fn certify(&mut self, facts: &[ControlFact], identity: Identity) {
        let mut invitations: HashMap<InvitationId, &Invitation> = HashMap::new();
        let mut spent: HashMap<InvitationId, SeatId> = HashMap::new();
        loop {
            let before = (self.seats.len(), invitations.len());
            for fact in facts {
                match &fact.change {
                    Change::DeviceEnrolment(device) if self.is_administrator(fact.seat) => {
                        self.seats.entry(device.seat).or_insert(SeatOwner::Device);
                        self.keys.insert(device.seat, device.sign_key);
                        self.devices.insert(device.device, device.seat);
                    }
                    Change::Invitation(invitation) if self.is_administrator(fact.seat) => {
                        invitations.insert(invitation.invitation, invitation);
                    }
                    Change::SeatCertificate(seat) => {
                        let vouched = vouched_by_root(seat, identity)
                            || (self.devices.get(&seat.device) == Some(&fact.seat)
                                && vouched_by_person(seat, identity, &invitations, &self.keys)
                                && first_use(seat, &mut spent));
                        if vouched {
                            self.keys.insert(seat.seat, seat.sign_key);
                            let administrator = matches!(seat.voucher, Voucher::Root { .. });
                            let owner = SeatOwner::Person {
                                staff: seat.staff,
                                administrator,
                            };
                            self.seats.entry(seat.seat).or_insert(owner);
                        }
                    }
                    _ => {}
                }
            }
            if (self.seats.len(), invitations.len()) == before {
                return;
            }
        }
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
        let Identity {
            school, root_key, ..
        } = self.identity;
        match change {
            Change::SeatRevocation(x)
                if self.is_administrator(x.seat)
                    && klassny_log::verify_revocation(school, x, &root_key).is_err() =>
            {
                Err("место администратора отзывает только корневой ключ школы")
            }
            _ => Ok(()),
        }
    }

    /// Whether a device speaks of itself: what it read, what it runs. No person speaks for it.
    pub(crate) fn is_of_itself(&self, seat: SeatId, change: &Change) -> bool {
        let device = match change {
            Change::Ack(x) => Some(x.device),
            Change::DeviceProgram(x) => Some(x.device),
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
        let place = fact.sealed.map(|(place, _)| place);
        match &fact.change {
            Change::RoleGrant(_)
            | Change::Load(_)
            | Change::ClassTeacher(_)
            | Change::Substitution(_)
            | Change::Permit(_)
            | Change::Remark(_)
            | Change::Regulation(_) => self.grants.take(fact),
            Change::Group(x) => {
                self.groups.retain(|group| group.group != x.group);
                self.groups.push(x.clone());
            }
            Change::SchoolClass(x) => {
                self.classes.retain(|class| class.class != x.class);
                self.classes.push(x.clone());
            }
            Change::BatchCommit(x) => {
                self.batches.insert(x.batch, x.count);
            }
            Change::TermClose(x) => {
                let frontier = closed_over(conn, fact)?;
                self.closes.push(Close {
                    fact_no: fact.fact_no,
                    close: x.clone(),
                    place,
                    seat: fact.seat,
                    frontier,
                });
            }
            Change::TermReopen(x) => {
                reopened.insert(x.close);
            }
            Change::SeatRevocation(x) if self.is_administrator(fact.seat) => {
                let frontier = closed_over(conn, fact)?;
                self.revocations.entry(x.seat).or_default().push(frontier);
            }
            _ => {}
        }
        Ok(())
    }
}

/// The lesson a change is about.
const fn place_of(change: &Change) -> Option<LessonPlace> {
    match change {
        Change::LessonRecord(x) => Some(x.place),
        Change::LessonTopic(x) => Some(x.place),
        Change::Homework(x) => Some(x.place),
        Change::Assignment(x) => Some(x.place),
        Change::Mark(x) => Some(x.place),
        Change::Attendance(x) => Some(x.place),
        Change::AbsenceExcuse(x) => Some(x.place),
        _ => None,
    }
}

fn first_use(seat: &SeatCertificate, spent: &mut HashMap<InvitationId, SeatId>) -> bool {
    match seat.voucher {
        Voucher::Invitation { invitation, .. } => {
            *spent.entry(invitation).or_insert(seat.seat) == seat.seat
        }
        Voucher::Root { .. } | Voucher::Seat { .. } => true,
    }
}

fn vouched_by_root(seat: &SeatCertificate, identity: Identity) -> bool {
    matches!(seat.voucher, Voucher::Root { .. })
        && klassny_log::verify_voucher(identity.school, seat, &identity.root_key).is_ok()
}

fn vouched_by_person(
    seat: &SeatCertificate,
    identity: Identity,
    invitations: &HashMap<InvitationId, &Invitation>,
    keys: &HashMap<SeatId, [u8; 32]>,
) -> bool {
    let key = match &seat.voucher {
        Voucher::Root { .. } => return false,
        Voucher::Invitation { invitation, .. } => invitations
            .get(invitation)
            .filter(|invitation| invitation.stands && invitation.staff == seat.staff)
            .map(|invitation| invitation.sign_key),
        Voucher::Seat { seat: older, .. } => keys.get(older).copied(),
    };
    key.is_some_and(|key| klassny_log::verify_voucher(identity.school, seat, &key).is_ok())
}

/// The frontier that a cut or close was made over: the data frontier of its segment, or of its
/// outbox row while it is not sealed.
fn closed_over(conn: &Connection, fact: &ControlFact) -> Result<Frontier, Error> {
    match fact.sealed {
        Some((place, _)) => {
            let bytes: Vec<u8> = conn
                .prepare_cached("SELECT bytes FROM log_segment WHERE hash = :hash")
                .and_then(|mut find| {
                    find.query_row(rusqlite::named_params! { ":hash": place.hash }, |row| {
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
                    find.query_row(rusqlite::named_params! { ":fact": fact.fact_no }, |row| {
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
            | Kind::Permit
            | Kind::Remark
            | Kind::DeviceEnrolment
            | Kind::SeatCertificate
            | Kind::Invitation
            | Kind::SeatRevocation
            | Kind::BatchCommit
    )
}

fn control_facts(conn: &Connection) -> Result<Vec<ControlFact>, Error> {
    let mut select = conn
        .prepare_cached(include_str!("control_facts.sql"))
        .context("read the control log")?;
    let mut rows = select.query([]).context("read the control log")?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next().context("read the control log")? {
        let payload: Vec<u8> = row.get("payload").context("read the control log")?;
        if let Ok(op) = klassny_log::decode_fact(&payload) {
            facts.push(control_fact(row, op).context("read the control log")?);
        }
    }
    Ok(facts)
}

fn control_fact(row: &rusqlite::Row<'_>, op: Op) -> rusqlite::Result<ControlFact> {
    let seat = SeatId::from_bytes(row.get("seat_id")?);
    let sealed = match row.get::<_, Option<[u8; 32]>>("hash")? {
        Some(hash) => {
            let seq = row.get::<_, i64>("seq")?.cast_unsigned();
            Some((Place { seat, seq, hash }, row.get("idx")?))
        }
        None => None,
    };
    Ok(ControlFact {
        fact_no: row.get("fact_no")?,
        control_no: row.get("control_no")?,
        entered_ms: row.get("entered_ms")?,
        import: op.import,
        seat,
        sealed,
        base: read_base(row)?,
        change: op.change,
    })
}
