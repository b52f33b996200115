//! The value of a register: which of its facts no valid fact replaces, and which of those shows.
//!
//! Every replica with the same facts finds the same tips and shows the same winner, whatever the
//! order of arrival (sync.md P6). A fact that waits in this machine's outbox is made on top of all
//! that is here, so it shows before sealed ones.

use crate::error::{Context, Error};
use crate::project::{self, Winner};
use klassny_domain::change::{Change, FactId, Kind, Register};
use rusqlite::{Connection, Row, named_params};
use std::collections::HashSet;

/// What a fact replaces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Base {
    pub(crate) sealed: Vec<FactId>,
    pub(crate) local: Vec<i64>,
}

/// One valid fact of a register.
#[derive(Debug)]
struct Candidate {
    fact_no: i64,
    id: Option<FactId>,
    lamport: Option<i64>,
    base: Base,
}

/// A tip of a register, oldest to newest in the order all replicas share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tip {
    pub(crate) fact_no: i64,
    pub(crate) id: Option<FactId>,
}

/// Writes a register's row anew from the log.
pub(crate) fn project_register(conn: &Connection, register: Register) -> Result<(), Error> {
    let tips = tips(conn, register)?;
    let Some(winner) = tips.last() else {
        return project::remove(conn, register.kind, &register.key);
    };
    let change = load_change(conn, winner.fact_no)?;
    let count = u32::try_from(tips.len()).unwrap_or(u32::MAX);
    write(conn, register, *winner, count, &change)
}

/// Writes the row of a register that has one fact, which is known to be its winner.
pub(crate) fn write(
    conn: &Connection,
    register: Register,
    winner: Tip,
    tips: u32,
    change: &Change,
) -> Result<(), Error> {
    project::write(
        conn,
        Winner {
            key: register.key,
            fact: winner.fact_no,
            tips,
            change,
        },
    )
}

/// The tips of a register; the last one is shown.
pub(crate) fn tips(conn: &Connection, register: Register) -> Result<Vec<Tip>, Error> {
    let mut candidates = candidates(conn, register)?;
    if candidates.len() > 1 {
        let sealed: HashSet<FactId> = candidates
            .iter()
            .flat_map(|fact| fact.base.sealed.iter().copied())
            .collect();
        let local: HashSet<i64> = candidates
            .iter()
            .flat_map(|fact| fact.base.local.iter().copied())
            .collect();
        candidates.retain(|fact| {
            !local.contains(&fact.fact_no) && !fact.id.is_some_and(|id| sealed.contains(&id))
        });
        candidates
            .sort_by_key(|fact| (fact.lamport.is_none(), fact.lamport, fact.id, fact.fact_no));
        if klassny_log::mutant("winner_by_arrival") {
            candidates.sort_by_key(|fact| fact.fact_no);
        }
    }
    Ok(candidates
        .iter()
        .map(|fact| Tip {
            fact_no: fact.fact_no,
            id: fact.id,
        })
        .collect())
}

fn candidates(conn: &Connection, register: Register) -> Result<Vec<Candidate>, Error> {
    let mut select = conn
        .prepare_cached(include_str!("candidates.sql"))
        .context("read tips")?;
    select
        .query_map(
            named_params! { ":key": register.key, ":kind": register.kind.number() },
            |row| {
                let id = match row.get::<_, Option<[u8; 32]>>("hash")? {
                    Some(hash) => Some(FactId {
                        segment: hash.first_chunk::<16>().copied().unwrap_or_default(),
                        index: row.get("idx")?,
                    }),
                    None => None,
                };
                Ok(Candidate {
                    fact_no: row.get("fact_no")?,
                    id,
                    lamport: row.get("lamport")?,
                    base: read_base(row)?,
                })
            },
        )
        .and_then(Iterator::collect)
        .context("read tips")
}

/// Reads the columns `base` and `base_local`.
pub(crate) fn read_base(row: &Row<'_>) -> rusqlite::Result<Base> {
    let sealed = row.get_ref("base")?.as_bytes()?;
    let local = row.get_ref("base_local")?.as_bytes()?;
    Ok(Base {
        sealed: decode_ids(sealed),
        local: local
            .chunks_exact(8)
            .filter_map(|bytes| Some(i64::from_le_bytes(bytes.try_into().ok()?)))
            .collect(),
    })
}

/// The ids that 18 bytes each hold.
pub(crate) fn decode_ids(bytes: &[u8]) -> Vec<FactId> {
    bytes.chunks_exact(18).filter_map(decode_id).collect()
}

fn decode_id(bytes: &[u8]) -> Option<FactId> {
    let (segment, index) = bytes.split_first_chunk::<16>()?;
    Some(FactId {
        segment: *segment,
        index: u16::from_le_bytes(index.try_into().ok()?),
    })
}

/// The 18 bytes of each id.
pub(crate) fn encode_ids(ids: &[FactId]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(ids.len() * 18);
    for id in ids {
        bytes.extend_from_slice(&id.segment);
        bytes.extend_from_slice(&id.index.to_le_bytes());
    }
    bytes
}

/// The change a fact states.
pub(crate) fn load_change(conn: &Connection, fact_no: i64) -> Result<Change, Error> {
    let payload: Vec<u8> = conn
        .prepare_cached("SELECT payload FROM log_fact WHERE fact_no = :fact")
        .and_then(|mut find| {
            find.query_row(named_params! { ":fact": fact_no }, |row| row.get("payload"))
        })
        .context("read a fact")?;
    Ok(klassny_log::decode_fact(&payload)?.change)
}

/// The kind of a number that is in the log.
pub(crate) fn known_kind(number: u32) -> Result<Kind, Error> {
    u16::try_from(number)
        .ok()
        .and_then(Kind::from_number)
        .ok_or_else(|| Error::Damaged(format!("unknown kind {number}")))
}
