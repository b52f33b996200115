//! Seals what waits in a seat's outbox into the next segment of its chain (P4 step 3, D2, D4).
//!
//! The number in the chain is given here and nowhere else, in the same transaction that keeps the
//! bytes, so a crash leaves either an outbox or a segment, never neither.

use crate::authority::{Authority, is_authority};
use crate::error::{Context, Error};
use crate::frontier::Frontier;
use crate::judge::fact_id;
use crate::keys::{self, SealingKey};
use crate::known;
use crate::open::{Store, Writer};
use crate::rebuild::Again;
use crate::receive::{advance_head, insert_segment};
use crate::rules;
use crate::seals::attests;
use crate::tips::{self, Base, encode_ids, read_base};
use klassny_domain::access::Head;
use klassny_domain::change::{Change, Compartment, EnteredAt, FactId, Kind, Register};
use klassny_domain::ids::SeatId;
use klassny_domain::term::RemarkState;
use klassny_log::{Base as OpBase, Envelope, Op, SeatKey, SegmentDraft, kill_point};
use rusqlite::{Connection, OptionalExtension, named_params};
use std::collections::HashMap;

/// Facts of one segment at most; an import fills it, typing never does.
const FACTS_MAX: usize = 2000;
/// Encoded facts of one segment at most, bytes: the file stays under 1 MiB even uncompressed.
const BYTES_MAX: usize = 700 * 1024;
/// A segment of each shard of this many carries its whole data frontier (D5).
const SHARD: u64 = 256;

/// What sealing needs besides the outbox.
pub struct Sealing<'a> {
    /// The key of the seat.
    pub key: &'a SeatKey,
    /// The clocks now.
    pub now: EnteredAt,
    /// The share's clock as last seen, ms.
    pub share_clock_ms: Option<i64>,
    /// The calendar year in which the academic year begins.
    pub year: u16,
    /// The root's certificate, for the first segment of an administrator's seat.
    pub certificate: Option<Vec<u8>>,
    /// 24 random bytes, never used before.
    pub nonce: [u8; 24],
}

/// What became of sealing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// Nothing waits.
    Nothing,
    /// What waits replaces a fact of another seat of this machine that is not sealed yet.
    WaitsFor(SeatId),
    /// The key that seals now is stated, and was not given to this device yet (P10).
    NoKey,
    /// A segment was made; it is kept as prepared.
    Segment {
        /// Its place in the chain.
        head: Head,
        /// The bytes of the file.
        bytes: Vec<u8>,
    },
}

/// A row of the outbox.
struct Waiting {
    fact_no: i64,
    control_no: i64,
    data_no: i64,
    register: Register,
    base: Base,
    op: Op,
    size: usize,
}

impl Store {
    /// Seals the next batch of a seat's outbox: facts of one frontier and one compartment.
    ///
    /// # Errors
    /// What the disk says, or a missing compartment key; the outbox stays as it was.
    pub fn seal(&self, sealing: &Sealing<'_>) -> Result<Sealed, Error> {
        let mut writer = self.writer();
        let writer: &mut Writer = &mut writer;
        let seat = sealing.key.seat();
        let offset = writer.with_authority(Authority::offset)?;
        let tx = writer.conn.transaction().context("begin sealing")?;
        let batch = next_batch(&tx, seat)?;
        let Some(first) = batch.first() else {
            return Ok(Sealed::Nothing);
        };
        if let Some(other) = waits_for(&tx, seat, first)? {
            return Ok(Sealed::WaitsFor(other));
        }
        if known::own_control_waits(&tx, seat, sealing.now.wall_ms)? {
            return Ok(Sealed::WaitsFor(seat));
        }
        let Some(under) = key_of(&tx, first)? else {
            return Ok(Sealed::NoKey);
        };
        kill_point("seal.batched");
        let moves = batch.iter().any(|row| is_authority(row.register.kind));
        let before = match (moves, writer.authority.take()) {
            (false, known) => {
                writer.authority = known;
                None
            }
            (true, Some(known)) => Some(known),
            (true, None) => Some(Authority::load(&tx, writer.identity)?),
        };
        let holds = rules::ruleset_at(&tx, (first.op.entered.wall_ms, offset))?;
        let ruleset = holds.min(writer.reader.ruleset);
        let sealed = seal_batch(&tx, writer.identity, (sealing, &under, ruleset), &batch)?;
        let (head, bytes) = sealed;
        kill_point("seal.facts_moved");
        // What gives rights has a place in the chain now: what its author entered before it and
        // has not sealed stands after it.
        if let Some(before) = before {
            let authority = Authority::load(&tx, writer.identity)?;
            judge_moved(&tx, (&before, &authority), head, &batch)?;
            writer.authority = Some(authority);
        }
        tx.commit().context("finish sealing")?;
        kill_point("seal.done");
        Ok(Sealed::Segment { head, bytes })
    }
}

/// Judges again what rests on facts of the control log that have a place now: what the seat has
/// sealed last and not sealed yet, and what a close or a cut among them is held against.
fn judge_moved(
    conn: &Connection,
    (before, now): (&Authority, &Authority),
    head: Head,
    batch: &[Waiting],
) -> Result<(), Error> {
    let mut again = Again::default();
    let earlier = Head {
        seq: head.seq.saturating_sub(1),
        ..head
    };
    again.beyond(conn, now, head.seat, &Frontier::from_heads([earlier]))?;
    let moved = batch.iter().map(|row| row.fact_no).collect();
    now.judge_since(conn, before, &moved, &mut again)?;
    for register in again.into_changed() {
        tips::project_register(conn, register)?;
    }
    Ok(())
}

/// Rows of the oldest frontier, of the compartment that goes first, as many as a segment holds.
fn next_batch(conn: &Connection, seat: SeatId) -> Result<Vec<Waiting>, Error> {
    let mut select = conn
        .prepare_cached(include_str!("outbox.sql"))
        .context("read the outbox")?;
    let mut rows = select
        .query(named_params! { ":seat_id": seat.as_bytes() })
        .context("read the outbox")?;
    let mut waiting: Vec<Waiting> = Vec::new();
    while let Some(row) = rows.next().context("read the outbox")? {
        let payload: Vec<u8> = row.get("payload").context("read the outbox")?;
        let op = klassny_log::decode_fact(&payload)?;
        let row = read_waiting(row, op, payload.len()).context("read the outbox")?;
        if waiting
            .first()
            .is_some_and(|first| (first.control_no, first.data_no) != (row.control_no, row.data_no))
        {
            break;
        }
        // What closes comes after what its author entered before it.
        if closes(&row.op.change) && !waiting.is_empty() {
            break;
        }
        waiting.push(row);
    }
    // Rights first: what rests on them may follow in the same breath.
    let order = [
        Compartment::Control,
        Compartment::Journal,
        Compartment::Personal,
    ];
    let first = order.into_iter().find(|place| {
        waiting
            .iter()
            .any(|row| row.op.change.compartment() == *place)
    });
    waiting.retain(|row| Some(row.op.change.compartment()) == first);
    // What states keys is sealed under a key of its own.
    let for_all = waiting.first().is_some_and(states_keys);
    let alike = waiting.iter().take_while(|row| states_keys(row) == for_all);
    waiting.truncate(alike.count());
    let mut size = 0;
    let fits = waiting
        .iter()
        .take_while(|row| {
            size += row.size;
            size <= BYTES_MAX
        })
        .count();
    waiting.truncate(fits.clamp(1, FACTS_MAX));
    cut_before_foreign(conn, seat, waiting)
}

fn states_keys(row: &Waiting) -> bool {
    row.register.kind == Kind::KeyEpoch
}

/// The key that a batch is sealed under; none where it was not given to this device yet.
fn key_of(conn: &Connection, first: &Waiting) -> Result<Option<SealingKey>, Error> {
    let compartment = first.op.change.compartment();
    match states_keys(first) {
        true => keys::key_for_all(conn, compartment),
        false => keys::sealing_key(conn, compartment),
    }
}

/// A fact over another seat's unsealed fact ends the batch before it.
fn cut_before_foreign(
    conn: &Connection,
    seat: SeatId,
    mut waiting: Vec<Waiting>,
) -> Result<Vec<Waiting>, Error> {
    for (index, row) in waiting.iter().enumerate().skip(1) {
        if waits_for(conn, seat, row)?.is_some() {
            waiting.truncate(index);
            break;
        }
    }
    Ok(waiting)
}

fn waits_for(conn: &Connection, seat: SeatId, row: &Waiting) -> Result<Option<SeatId>, Error> {
    for fact_no in &row.base.local {
        let other: Option<[u8; 16]> = conn
            .prepare_cached(
                "SELECT seat_id FROM log_fact WHERE fact_no = :fact AND segment_no IS NULL",
            )
            .and_then(|mut find| {
                find.query_row(named_params! { ":fact": fact_no }, |row| row.get("seat_id"))
                    .optional()
            })
            .context("look at the fact replaced")?;
        if let Some(other) = other.map(SeatId::from_bytes).filter(|other| *other != seat) {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

fn read_waiting(row: &rusqlite::Row<'_>, op: Op, size: usize) -> rusqlite::Result<Waiting> {
    Ok(Waiting {
        fact_no: row.get("fact_no")?,
        control_no: row.get("control_no")?,
        data_no: row.get("data_no")?,
        register: op.change.register(),
        base: read_base(row)?,
        op,
        size,
    })
}

fn seal_batch(
    conn: &Connection,
    identity: crate::open::Identity,
    (sealing, under, ruleset): (&Sealing<'_>, &SealingKey, u16),
    batch: &[Waiting],
) -> Result<(Head, Vec<u8>), Error> {
    let seat = sealing.key.seat();
    let first = batch
        .first()
        .ok_or_else(|| Error::Damaged("an empty batch".to_owned()))?;
    let compartment = first.op.change.compartment();
    let chain = Chain::of(conn, seat)?;
    let control = Frontier::load(conn, first.control_no)?;
    let data = Frontier::load(conn, first.data_no)?;
    let cuts = batch.iter().any(|row| is_cut(&row.op.change))
        && !klassny_log::mutant("a_cut_has_no_whole_frontier");
    let whole = chain.seq.is_multiple_of(SHARD) || cuts;
    let earlier = match (sealed_over(conn, batch)?, chain.data_no) {
        (Some(earlier), _) => earlier,
        (None, Some(number)) if !whole => Frontier::load(conn, number)?,
        (None, Some(_) | None) => Frontier::default(),
    };
    let draft = SegmentDraft {
        school: identity.school,
        seq: chain.seq + 1,
        prev: chain.hash,
        prev_control: chain.control_hash,
        control_frontier: match klassny_log::mutant("no_control_frontier") {
            true => Vec::new(),
            false => chain.others(&control, chain.control_hash, &Frontier::default()),
        },
        data_frontier_delta: chain.others(&data, chain.hash, &earlier),
        lamport: lamport(conn)? + 1,
        sealed: sealing.now,
        share_clock_ms: sealing.share_clock_ms,
        year: sealing.year,
        compartment,
        key_epoch: under.epoch,
        key: under.id,
        ruleset: ruleset.into(),
        certificate: sealing.certificate.clone().filter(|_| chain.seq == 0),
        ops: ops(conn, batch)?,
    };
    let sealed = klassny_log::seal(&draft, sealing.key, &under.key, sealing.nonce)?;
    let verified =
        Envelope::parse(&sealed.bytes)?.verify(identity.school, &sealing.key.public())?;
    let control = Frontier::from_heads(draft.control_frontier.iter().copied());
    let kept = known::keep(conn, &control, (seat, chain.control_hash))?;
    let segment_no = insert_segment(conn, &verified, ("prepared", sealing.now.wall_ms), kept)?;
    kill_point("seal.segment_kept");
    note_sealed(conn, segment_no, first.data_no, batch)?;
    advance_head(conn, sealing.key.public(), &verified)?;
    if compartment == Compartment::Control {
        known::free(conn, verified.head(), chain.control_hash)?;
    }
    kill_point("seal.head_moved");
    let sealed_in = (segment_no, kept.0, verified.hash(), draft.lamport);
    move_facts(conn, sealed_in, batch)?;
    Ok((verified.head(), sealed.bytes))
}

/// Where a seat's chain stands.
struct Chain {
    seat: SeatId,
    forked: bool,
    seq: u64,
    hash: [u8; 32],
    control_hash: [u8; 32],
    data_no: Option<i64>,
}

impl Chain {
    fn of(conn: &Connection, seat: SeatId) -> Result<Self, Error> {
        conn.prepare_cached(include_str!("chain.sql"))
            .and_then(|mut find| {
                find.query_row(named_params! { ":seat_id": seat.as_bytes() }, |row| {
                    Ok(Self {
                        seat,
                        forked: row.get("forked")?,
                        seq: row.get::<_, i64>("seq")?.cast_unsigned(),
                        hash: row.get("hash")?,
                        control_hash: row.get("control_hash")?,
                        data_no: row.get("data_no")?,
                    })
                })
                .optional()
            })
            .context("read a chain's head")
            .map(|chain| {
                chain.unwrap_or(Self {
                    seat,
                    forked: false,
                    seq: 0,
                    hash: [0; 32],
                    control_hash: [0; 32],
                    data_no: None,
                })
            })
    }

    /// The heads of other seats, and of this seat's other branches, that are not in an earlier
    /// frontier. The segment that is followed is named by its hash already.
    fn others(&self, frontier: &Frontier, follows: [u8; 32], earlier: &Frontier) -> Vec<Head> {
        let other = |head: &Head| head.seat != self.seat || self.forked && head.hash != follows;
        let heads = frontier.heads().iter().filter(|head| other(head));
        heads
            .filter(|head| !earlier.of(head.seat).contains(head))
            .copied()
            .collect()
    }
}

/// The frontier that a seal's list adds to, where the batch is a seal.
fn sealed_over(conn: &Connection, batch: &[Waiting]) -> Result<Option<Frontier>, Error> {
    // A seal begins its batch.
    let Some(Change::Seal(seal)) = batch.first().map(|row| &row.op.change) else {
        return Ok(None);
    };
    let follows = seal.follows;
    let Some(hash) = follows else {
        return Ok(Some(Frontier::default()));
    };
    let number: Option<i64> = conn
        .prepare_cached("SELECT data_no FROM log_segment WHERE hash = :hash")
        .and_then(|mut find| {
            find.query_row(named_params! { ":hash": hash }, |row| row.get("data_no"))
                .optional()
        })
        .context("find the seal before")?
        .flatten();
    // Listing more than what moved is no mistake.
    number.map_or(Ok(Some(Frontier::default())), |number| {
        Frontier::load(conn, number).map(Some)
    })
}

/// Whether a fact ends what earlier facts of its author may rest on.
const fn closes(change: &Change) -> bool {
    let takes_a_key_back = matches!(change, Change::Permit(permit) if !permit.stands)
        || matches!(change, Change::Remark(remark) if !matches!(remark.state, RemarkState::Open));
    takes_a_key_back
        || matches!(
            change.kind(),
            Kind::TermClose | Kind::YearClose | Kind::SeatRevocation | Kind::Seal
        )
}

/// A cut is judged by the frontier of its own segment alone, so it carries all of it. What may
/// narrow a right is one (D6).
const fn is_cut(change: &Change) -> bool {
    matches!(
        change.kind(),
        Kind::TermClose
            | Kind::YearClose
            | Kind::SeatRevocation
            | Kind::RoleGrant
            | Kind::Load
            | Kind::ClassTeacher
            | Kind::Substitution
            | Kind::DeviceEnrolment
    )
}

/// How far the numbers may run ahead of the segments there are: each honest one adds one at most.
const LAMPORT_AHEAD: i64 = 1 << 32;

/// The greatest number held that honest programs can have come to. One that a changed program made
/// up is passed over: nobody could count on from the greatest that the format allows (P8).
fn lamport(conn: &Connection) -> Result<u64, Error> {
    conn.prepare_cached(include_str!("greatest_lamport.sql"))
        .and_then(|mut find| {
            find.query_row(named_params! { ":ahead": LAMPORT_AHEAD }, |row| {
                row.get::<_, i64>("lamport")
            })
        })
        .context("read the newest number")
        .map(i64::cast_unsigned)
}

/// The ops of a batch, with what they replace named by sealed id or by place in the batch.
fn ops(conn: &Connection, batch: &[Waiting]) -> Result<Vec<Op>, Error> {
    let mut places: HashMap<i64, u16> = HashMap::new();
    let mut ops = Vec::with_capacity(batch.len());
    for (index, row) in batch.iter().enumerate() {
        let index =
            u16::try_from(index).map_err(|_| Error::Damaged("a batch is too large".to_owned()))?;
        let mut base: Vec<OpBase> = row
            .base
            .sealed
            .iter()
            .copied()
            .map(OpBase::Sealed)
            .collect();
        for fact_no in &row.base.local {
            base.push(match places.get(fact_no) {
                Some(place) => OpBase::Here(*place),
                None => OpBase::Sealed(sealed_id(conn, *fact_no)?),
            });
        }
        places.insert(row.fact_no, index);
        ops.push(Op {
            base,
            ..row.op.clone()
        });
    }
    Ok(ops)
}

fn sealed_id(conn: &Connection, fact_no: i64) -> Result<FactId, Error> {
    conn.prepare_cached(include_str!("sealed_id.sql"))
        .and_then(|mut find| {
            find.query_row(named_params! { ":fact": fact_no }, |row| {
                Ok(fact_id(row.get("hash")?, row.get("idx")?))
            })
        })
        .context("find the id of the fact replaced")
}

fn note_sealed(
    conn: &Connection,
    segment_no: i64,
    data_no: i64,
    batch: &[Waiting],
) -> Result<(), Error> {
    let service = batch.iter().all(|row| attests(row.op.change.kind()));
    conn.prepare_cached(
        "UPDATE log_segment SET data_no = :data_no, service = :service
         WHERE segment_no = :segment",
    )
    .and_then(|mut update| {
        update.execute(named_params! {
            ":data_no": data_no, ":service": service, ":segment": segment_no,
        })
    })
    .context("note a sealed segment")
    .map(|_| ())
}

/// Moves facts out of the outbox into their segment and shows conflicts in their final order.
fn move_facts(
    conn: &Connection,
    (segment_no, control_no, hash, lamport): (i64, i64, [u8; 32], u64),
    batch: &[Waiting],
) -> Result<(), Error> {
    let mut here: HashMap<i64, FactId> = HashMap::new();
    for (index, row) in (0_u16..).zip(batch) {
        let mut base = row.base.sealed.clone();
        for fact_no in &row.base.local {
            base.push(match here.get(fact_no) {
                Some(id) => *id,
                None => sealed_id(conn, *fact_no)?,
            });
        }
        base.sort_unstable();
        here.insert(row.fact_no, fact_id(hash, index));
        conn.prepare_cached(include_str!("move_fact.sql"))
            .and_then(|mut update| {
                update.execute(named_params! {
                    ":segment_no": segment_no,
                    ":idx": index,
                    ":lamport": lamport.cast_signed(),
                    ":control_no": control_no,
                    ":base": encode_ids(&base),
                    ":fact": row.fact_no,
                })
            })
            .context("move a fact out of the outbox")?;
    }
    for row in batch {
        if tips::tips(conn, row.register)?.len() > 1 {
            tips::project_register(conn, row.register)?;
        }
    }
    Ok(())
}
