//! One fact of an opened segment, as the log keeps it.

use crate::error::{Context, Error};
use crate::tips::encode_ids;
use klassny_domain::change::FactId;
use klassny_domain::ids::{BatchId, SeatId};
use klassny_log::{FactOrUnknown, Op, OpError, Verified};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Keeps one fact of a segment that was just opened.
pub(crate) fn keep_fact(
    conn: &Connection,
    segment: &Verified,
    (segment_no, control_no): (i64, i64),
    index: usize,
    read: FactOrUnknown,
) -> Result<(), Error> {
    let header = segment.header();
    let index = u16::try_from(index)
        .map_err(|_| Error::Damaged("a segment has too many facts".to_owned()))?;
    let fact = Kept::of(read)?;
    if !klassny_log::mutant("a_twin_is_kept_twice")
        && take_twin(
            conn,
            header.seat,
            &fact,
            (segment_no, control_no, index, header.lamport),
        )?
    {
        return Ok(());
    }
    conn.prepare_cached(include_str!("insert_fact.sql"))
        .and_then(|mut insert| {
            insert.execute(named_params! {
                ":segment_no": segment_no,
                ":idx": index,
                ":seat_id": header.seat.as_bytes(),
                ":kind": fact.kind,
                ":register_key": fact.register_key,
                ":lamport": header.lamport.cast_signed(),
                ":control_no": control_no,
                ":data_no": None::<i64>,
                ":batch_id": fact.batch.map(|batch| *batch.as_bytes()),
                ":entered_ms": fact.entered_ms,
                ":base": encode_ids(&fact.base),
                ":base_local": Vec::<u8>::new(),
                ":payload": fact.payload,
            })
        })
        .context("keep a fact")
        .map(|_| ())
}

/// A fact as the log keeps it.
pub(crate) struct Kept {
    pub(crate) kind: u32,
    pub(crate) register_key: [u8; 16],
    pub(crate) batch: Option<BatchId>,
    pub(crate) entered_ms: i64,
    pub(crate) base: Vec<FactId>,
    pub(crate) payload: Vec<u8>,
}

impl Kept {
    pub(crate) fn of(read: FactOrUnknown) -> Result<Self, Error> {
        Ok(match read {
            // What is not understood is kept in the segment alone: a newer program reads it from
            // there, and read again from here it could pass for what it is not.
            FactOrUnknown::Unknown(unknown) => Kept {
                kind: match matches!(unknown.why, OpError::Compartment) {
                    true => 0,
                    false => unknown.kind,
                },
                register_key: [0; 16],
                batch: None,
                entered_ms: 0,
                base: Vec::new(),
                payload: Vec::new(),
            },
            FactOrUnknown::Fact(fact) => {
                let register = fact.change.register();
                let op = Op {
                    change: fact.change,
                    base: Vec::new(),
                    entered: fact.entered,
                    import: fact.import,
                    permit: fact.permit,
                };
                Kept {
                    kind: register.kind.number().into(),
                    register_key: register.key,
                    batch: op.import.as_ref().map(|import| import.batch),
                    entered_ms: op.entered.wall_ms,
                    base: fact.base,
                    payload: klassny_log::encode_fact(&op)?,
                }
            }
        })
    }
}

/// Takes a fact of this machine's own outbox back into the segment it was sealed in before the
/// replica was restored from an older copy (P10): stated once, it counts once.
fn take_twin(
    conn: &Connection,
    seat: SeatId,
    fact: &Kept,
    (segment_no, control_no, index, lamport): (i64, i64, u16, u64),
) -> Result<bool, Error> {
    let twin: Option<i64> = conn
        .prepare_cached(
            "SELECT fact_no FROM log_fact
             WHERE seat_id = :seat_id AND segment_no IS NULL AND kind = :kind
                 AND register_key = :key AND payload = :payload
             ORDER BY fact_no LIMIT 1",
        )
        .and_then(|mut find| {
            find.query_row(
                named_params! {
                    ":seat_id": seat.as_bytes(), ":kind": fact.kind,
                    ":key": fact.register_key, ":payload": fact.payload,
                },
                |row| row.get("fact_no"),
            )
            .optional()
        })
        .context("look for a fact in the outbox")?;
    let Some(fact_no) = twin else {
        return Ok(false);
    };
    conn.prepare_cached(include_str!("move_fact.sql"))
        .and_then(|mut update| {
            update.execute(named_params! {
                ":segment_no": segment_no,
                ":idx": index,
                ":lamport": lamport.cast_signed(),
                ":control_no": control_no,
                ":base": encode_ids(&fact.base),
                ":fact": fact_no,
            })
        })
        .context("take a fact out of the outbox")?;
    Ok(true)
}
