//! Whether a fact counts: the author's seat, the author's rights, cuts, closes, batches and R50.
//!
//! The same function judges what is entered here and what arrives, so every replica with the same
//! facts gives the same answer (sync.md P6). A fact that does not count is kept and shown.

pub(crate) mod accept;
mod correction;

use self::correction::judge_correction;
use crate::authority::{Authority, Held, SeatOwner, Standing};
use crate::error::{Context, Error};
use crate::frontier::{Frontier, head_column};
use crate::seals::attests;
use crate::tips::{Base, Tip, read_base};
use klassny_domain::access::Head;
use klassny_domain::change::{Change, FactId, ImportSource, Kind};
use klassny_domain::ids::{BatchId, PermitId, SeatId, StaffId};
use klassny_domain::refusal::Refusal;
use klassny_domain::rights::Stage;
use klassny_log::Op;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use std::collections::HashMap;
use std::rc::Rc;

/// How a fact stands that does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// The author or the author's right is not known (yet).
    Held,
    /// Beyond the frontier of a revocation.
    Cut,
    /// After the close of its term.
    Late,
    /// Of a batch that is not complete.
    Batch,
    /// A correction without a permit (D12).
    Unpermitted,
    /// Of a kind this program does not know.
    Unknown,
}

impl Doubt {
    const fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Cut => "cut",
            Self::Late => "late",
            Self::Batch => "batch",
            Self::Unpermitted => "unpermitted",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a fact does not count.
#[derive(Clone, Debug)]
pub(crate) enum Reason {
    /// A rule of the school refuses it.
    Rule(Box<Refusal>),
    /// The state of the log does.
    Log(&'static str),
}

impl Reason {
    pub(crate) fn into_error(self) -> Error {
        match self {
            Self::Rule(refusal) => Error::Refused(refusal),
            Self::Log(why) => Error::NotAllowed(why),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Rule(refusal) => refusal.russian().why,
            Self::Log(why) => (*why).to_owned(),
        }
    }
}

/// Whether a fact counts.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    Valid,
    Not(Doubt, Reason),
}

/// A fact as the log keeps it.
#[derive(Debug)]
pub(crate) struct StoredFact {
    pub(crate) fact_no: i64,
    pub(crate) id: Option<FactId>,
    pub(crate) seat: SeatId,
    pub(crate) sealed: Option<(Head, u16)>,
    /// The control segment of its seat that its segment follows, where it is here.
    pub(crate) follows: Option<Head>,
    /// Whether some of the control log under it is not here.
    pub(crate) waits: bool,
    pub(crate) kind: u32,
    pub(crate) register_key: [u8; 16],
    pub(crate) control_no: i64,
    pub(crate) entered_ms: i64,
    pub(crate) base: Base,
    /// What is stated; none where this program does not understand it.
    pub(crate) op: Option<Op>,
}

impl StoredFact {
    /// Reads a row of `facts_in_order.sql` and its likes.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, Error> {
        Self::read_columns(row).context("read a fact")
    }

    fn read_columns(row: &Row<'_>) -> rusqlite::Result<Self> {
        let seat = SeatId::from_bytes(row.get("seat_id")?);
        let sealed = match head_column(row, seat, ("seq", "hash"))? {
            Some(head) => Some((head, row.get("idx")?)),
            None => None,
        };
        let payload: Vec<u8> = row.get("payload")?;
        Ok(Self {
            fact_no: row.get("fact_no")?,
            id: sealed.map(|(place, index)| fact_id(place.hash, index)),
            seat,
            sealed,
            follows: head_column(row, seat, ("prev_control_seq", "prev_control"))?,
            waits: row.get("waits")?,
            kind: row.get("kind")?,
            register_key: row.get("register_key")?,
            control_no: row.get("control_no")?,
            entered_ms: row.get("entered_ms")?,
            base: read_base(row)?,
            op: klassny_log::decode_fact(&payload).ok(),
        })
    }

    /// The batch it was imported in.
    pub(crate) fn batch(&self) -> Option<BatchId> {
        self.op
            .as_ref()
            .and_then(|op| op.import.as_ref())
            .map(|import| import.batch)
    }
}

/// The id of a fact in a segment.
pub(crate) fn fact_id(hash: [u8; 32], index: u16) -> FactId {
    FactId {
        segment: hash.first_chunk::<16>().copied().unwrap_or_default(),
        index,
    }
}

/// What a judge needs to know of a fact besides where it stands.
pub(crate) struct Judged<'a> {
    pub(crate) change: &'a Change,
    pub(crate) entered_ms: i64,
    pub(crate) permit: Option<PermitId>,
    pub(crate) import: Option<&'a ImportSource>,
    /// The facts of the register it replaces.
    pub(crate) replaced: &'a [Tip],
}

/// What was found once and holds for all facts judged in one go.
#[derive(Default)]
pub(crate) struct Session {
    held: HashMap<(SeatId, i64), Rc<Held>>,
    complete: HashMap<(BatchId, SeatId), bool>,
}

/// Judges a fact that is being entered on this machine.
pub(crate) fn judge_local(
    conn: &Connection,
    authority: &Authority,
    standing: Standing<'_>,
    fact: &Judged<'_>,
) -> Result<Verdict, Error> {
    let held = match judge_author(conn, authority, standing, fact, None)? {
        Ok(held) => held,
        Err(verdict) => return Ok(verdict),
    };
    if let Some(verdict) = judge_close(conn, authority, standing, fact.change)? {
        return Ok(verdict);
    }
    let replaced: Vec<i64> = fact.replaced.iter().map(|tip| tip.fact_no).collect();
    match &held {
        Some(held) => judge_correction(conn, authority, (standing.seat, held), fact, &replaced),
        None => Ok(Verdict::Valid),
    }
}

/// Judges a fact of the log and notes the answer; tells whether the answer is a new one.
pub(crate) fn judge_stored(
    conn: &Connection,
    authority: &Authority,
    session: &mut Session,
    fact: &StoredFact,
    control: &Frontier,
) -> Result<bool, Error> {
    let verdict = match fact.waits {
        true => Verdict::Not(Doubt::Held, Reason::Log("ждёт записей о правах")),
        false => {
            let verdict = verdict_of_stored(conn, authority, session, fact, control)?;
            accept::lift(conn, authority, session, (fact, control), verdict)?
        }
    };
    note(conn, fact.fact_no, &verdict)
}

fn verdict_of_stored(
    conn: &Connection,
    authority: &Authority,
    session: &mut Session,
    stored: &StoredFact,
    control: &Frontier,
) -> Result<Verdict, Error> {
    let Some(fact) = &stored.op else {
        return Ok(Verdict::Not(
            Doubt::Unknown,
            Reason::Log("вид записи новее программы"),
        ));
    };
    let standing = Standing {
        fact_no: stored.fact_no,
        seat: stored.seat,
        sealed: stored.sealed,
        follows: stored.follows,
        control,
    };
    let replaced = replaced_facts(conn, &stored.base)?;
    let judged = Judged {
        change: &fact.change,
        entered_ms: stored.entered_ms,
        permit: fact.permit,
        import: fact.import.as_ref(),
        replaced: &[],
    };
    let cached = Some((&mut *session, stored.control_no));
    let held = match judge_author(conn, authority, standing, &judged, cached)? {
        Ok(held) => held,
        Err(verdict) => return Ok(verdict),
    };
    if let Some(batch) = stored.batch()
        && stored.sealed.is_some()
        && !is_complete(conn, authority, session, (batch, stored.seat))?
    {
        let reason = Reason::Log("загрузка из файла не завершена");
        return Ok(Verdict::Not(Doubt::Batch, reason));
    }
    if let Some(verdict) = judge_close(conn, authority, standing, &fact.change)? {
        return Ok(verdict);
    }
    match &held {
        Some(held) => judge_correction(conn, authority, (stored.seat, held), &judged, &replaced),
        None => Ok(Verdict::Valid),
    }
}

/// The rights of a fact of the control log, as it is read at the start.
pub(crate) fn may_state(
    conn: &Connection,
    authority: &Authority,
    standing: Standing<'_>,
    (change, entered_ms, import): (&Change, i64, Option<&ImportSource>),
) -> Result<Result<(), Reason>, Error> {
    let judged = Judged {
        change,
        entered_ms,
        permit: None,
        import,
        replaced: &[],
    };
    Ok(
        match judge_author(conn, authority, standing, &judged, None)? {
            Ok(_) => Ok(()),
            Err(Verdict::Not(_, reason)) => Err(reason),
            Err(Verdict::Valid) => Ok(()),
        },
    )
}

/// Whether a device states facts of the kind, each of itself.
const fn speaks_of_itself(kind: Kind) -> bool {
    attests(kind) || matches!(kind, Kind::DeviceProgram)
}

/// The seat, its revocation, and what its owner may state; what the owner holds, where that was
/// asked.
fn judge_author(
    conn: &Connection,
    authority: &Authority,
    standing: Standing<'_>,
    fact: &Judged<'_>,
    cached: Option<(&mut Session, i64)>,
) -> Result<Result<Option<Rc<Held>>, Verdict>, Error> {
    let held_back = |why| Ok(Err(Verdict::Not(Doubt::Held, Reason::Log(why))));
    let Some(owner) = authority.seats.get(&standing.seat).copied() else {
        return held_back("автор неизвестен");
    };
    if is_revoked(conn, authority, standing)? {
        let reason = Reason::Log("место записи отозвано");
        return Ok(Err(Verdict::Not(Doubt::Cut, reason)));
    }
    match (owner, fact.change.kind()) {
        // Whom these certify is judged where seats are certified.
        (_, Kind::SeatCertificate) => Ok(Ok(None)),
        (_, Kind::Seal | Kind::PackVerified) if !authority.is_witness(conn, standing)? => {
            held_back("рабочее место не свидетель")
        }
        (_, kind) if speaks_of_itself(kind) => {
            match authority.is_of_itself(standing.seat, fact.change) {
                true => Ok(Ok(None)),
                false if klassny_log::mutant("acks_by_anybody") => Ok(Ok(None)),
                false => held_back("рабочее место говорит только о себе"),
            }
        }
        (SeatOwner::Device, _) => held_back("рабочее место само не вносит записей"),
        (
            SeatOwner::Person { administrator, .. },
            Kind::DeviceEnrolment | Kind::Invitation | Kind::SeatRevocation | Kind::KeyEpoch,
        ) => match authority.may_admit(administrator, fact.change) {
            Ok(()) => Ok(Ok(None)),
            Err(_) if klassny_log::mutant("anybody_is_administrator") => Ok(Ok(None)),
            Err(why) => held_back(why),
        },
        (
            SeatOwner::Person {
                staff,
                administrator,
            },
            _,
        ) => {
            let held = held_by(conn, authority, standing, (staff, administrator), cached)?;
            let stated = (fact.change, fact.entered_ms, fact.import.is_some());
            let asked = authority.ask(&held, Stage::Receipt, stated);
            if let Err(refusal) = asked
                && !klassny_log::mutant("grant_is_not_checked")
                && !(fact.change.kind() == Kind::Acceptance
                    && klassny_log::mutant("anybody_accepts"))
            {
                let reason = Reason::Rule(Box::new(refusal));
                return Ok(Err(Verdict::Not(Doubt::Held, reason)));
            }
            if let Err(why) = authority.may_cosign(conn, standing, (staff, fact.change))? {
                return held_back(why);
            }
            // What was a right under the fact may have ended beside it (D6).
            let narrowed = authority.held_narrowed(conn, &held, administrator, standing)?;
            if narrowed.is_some_and(|left| authority.ask(&left, Stage::Receipt, stated).is_err()) {
                let reason = Reason::Log("право на запись к тому времени закончилось");
                return Ok(Err(Verdict::Not(Doubt::Cut, reason)));
            }
            Ok(Ok(Some(held)))
        }
    }
}

fn held_by(
    conn: &Connection,
    authority: &Authority,
    standing: Standing<'_>,
    (staff, administrator): (StaffId, bool),
    cached: Option<(&mut Session, i64)>,
) -> Result<Rc<Held>, Error> {
    let mut cached = cached.filter(|_| authority.grants_are_foreign(staff, standing.seat));
    if let Some((session, control_no)) = &cached
        && let Some(held) = session.held.get(&(standing.seat, *control_no))
    {
        return Ok(Rc::clone(held));
    }
    let held = Rc::new(authority.held_under(conn, (staff, administrator), standing)?);
    if let Some((session, control_no)) = &mut cached {
        session
            .held
            .insert((standing.seat, *control_no), Rc::clone(&held));
    }
    Ok(held)
}

/// Whether every fact of a batch is here (D9): as many of the seat that committed it as it said.
fn is_complete(
    conn: &Connection,
    authority: &Authority,
    session: &mut Session,
    (batch, seat): (BatchId, SeatId),
) -> Result<bool, Error> {
    if let Some(complete) = session.complete.get(&(batch, seat)) {
        return Ok(*complete);
    }
    let here: i64 = conn
        .prepare_cached(
            "SELECT count(*) AS here FROM log_fact WHERE batch_id = :batch AND seat_id = :seat_id",
        )
        .and_then(|mut count| {
            let params = named_params! { ":batch": batch.as_bytes(), ":seat_id": seat.as_bytes() };
            count.query_row(params, |row| row.get("here"))
        })
        .context("count a batch")?;
    let complete = authority
        .batch_count(batch, seat)
        .is_some_and(|count| here >= i64::from(count))
        || klassny_log::mutant("an_incomplete_batch_applies");
    session.complete.insert((batch, seat), complete);
    Ok(complete)
}

fn is_revoked(
    conn: &Connection,
    authority: &Authority,
    standing: Standing<'_>,
) -> Result<bool, Error> {
    if klassny_log::mutant("revocation_is_ignored") {
        return Ok(false);
    }
    for frontier in authority.revocations_of(standing.seat) {
        let under = match standing.sealed {
            Some((place, _)) => authority.is_under(conn, place, frontier)?,
            None => false,
        };
        if !under {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Late is what lies under none of the closes of its term that were not reopened, or under none of
/// those of its year (D8).
fn judge_close(
    conn: &Connection,
    authority: &Authority,
    standing: Standing<'_>,
    change: &Change,
) -> Result<Option<Verdict>, Error> {
    if klassny_log::mutant("close_is_ignored") {
        return Ok(None);
    }
    let (mut met, mut missed) = (Vec::new(), Vec::new());
    for close in authority.closes_over(change) {
        let under = match (standing.sealed, close.place) {
            // What the closer has sealed, while the close waits in the outbox, was entered before.
            (Some(_), None) if standing.seat == close.seat => true,
            (Some((place, _)), _) => authority.is_under(conn, place, &close.frontier)?,
            // Not sealed yet: only what the closer entered before closing is under the close.
            (None, None) => standing.seat == close.seat && standing.fact_no < close.fact_no,
            (None, Some(_)) => false,
        };
        match under {
            true => met.push(close.closed),
            false => missed.push(close.closed),
        }
    }
    let lets_in = klassny_log::mutant("a_year_lets_in_what_is_late") && !met.is_empty();
    let mut missed = missed.into_iter().filter(|_| !lets_in);
    let late = missed.find(|closed| !met.contains(closed));
    Ok(late.map(|closed| {
        let refusal = authority.refusal_of(closed);
        let reason = refusal.map_or(Reason::Log("период закрыт"), |refusal| {
            Reason::Rule(Box::new(refusal))
        });
        Verdict::Not(Doubt::Late, reason)
    }))
}

/// The local numbers of the facts of a base that are here.
fn replaced_facts(conn: &Connection, base: &Base) -> Result<Vec<i64>, Error> {
    let mut numbers = base.local.clone();
    for id in &base.sealed {
        let found: Option<i64> = conn
            .prepare_cached(include_str!("find_fact.sql"))
            .and_then(|mut find| {
                find.query_row(
                    named_params! {
                        ":low": low(id.segment), ":high": high(id.segment), ":idx": id.index,
                    },
                    |row| row.get("fact_no"),
                )
                .optional()
            })
            .context("find the fact replaced")?;
        numbers.extend(found);
    }
    Ok(numbers)
}

pub(crate) fn low(segment: [u8; 16]) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(&segment);
    bytes
}

pub(crate) fn high(segment: [u8; 16]) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    bytes[..16].copy_from_slice(&segment);
    bytes
}

/// Notes the verdict of a fact; tells whether it differs from what was noted.
fn note(conn: &Connection, fact_no: i64, verdict: &Verdict) -> Result<bool, Error> {
    match verdict {
        Verdict::Valid => conn
            .prepare_cached("DELETE FROM fact_state WHERE fact_no = :fact")
            .and_then(|mut delete| delete.execute(named_params! { ":fact": fact_no })),
        Verdict::Not(doubt, reason) => conn
            .prepare_cached(
                "INSERT INTO fact_state (fact_no, state, reason) VALUES (:fact, :state, :reason)
                 ON CONFLICT (fact_no) DO UPDATE
                 SET state = excluded.state, reason = excluded.reason
                 WHERE state <> excluded.state OR reason <> excluded.reason",
            )
            .and_then(|mut put| {
                put.execute(named_params! {
                    ":fact": fact_no, ":state": doubt.word(), ":reason": reason.text(),
                })
            }),
    }
    .context("note a verdict")
    .map(|changed| changed > 0)
}
