//! Heads of chains: what a fact was made under, and whether a segment lies under a frontier.
//!
//! Under means ancestor-or-equal by hash of a listed head; a sequence number alone proves nothing
//! once a chain has forked (sync.md D5).

use crate::error::{Context, Error};
use klassny_domain::access::Head;
use klassny_domain::ids::SeatId;
use rusqlite::{Connection, OptionalExtension, named_params};
use std::collections::HashMap;

const HEAD_LEN: usize = 56;

/// A set of heads, at most one a seat and in the order of seats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frontier(HashMap<SeatId, (u64, [u8; 32])>);

impl Frontier {
    pub(crate) fn from_heads(heads: impl IntoIterator<Item = Head>) -> Self {
        Self(
            heads
                .into_iter()
                .map(|head| (head.seat, (head.seq, head.hash)))
                .collect(),
        )
    }

    pub(crate) fn heads(&self) -> Vec<Head> {
        let mut heads: Vec<Head> = self
            .0
            .iter()
            .map(|(&seat, &(seq, hash))| Head { seat, seq, hash })
            .collect();
        heads.sort_unstable();
        heads
    }

    pub(crate) fn get(&self, seat: SeatId) -> Option<(u64, [u8; 32])> {
        self.0.get(&seat).copied()
    }

    /// The bytes kept in `log_frontier`.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * HEAD_LEN);
        for head in self.heads() {
            bytes.extend_from_slice(head.seat.as_bytes());
            bytes.extend_from_slice(&head.seq.to_le_bytes());
            bytes.extend_from_slice(&head.hash);
        }
        bytes
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let damaged = || Error::Damaged("a frontier has a wrong length".to_owned());
        if !bytes.len().is_multiple_of(HEAD_LEN) {
            return Err(damaged());
        }
        let mut heads = HashMap::new();
        for chunk in bytes.chunks_exact(HEAD_LEN) {
            let (seat, rest) = chunk.split_first_chunk::<16>().ok_or_else(damaged)?;
            let (seq, rest) = rest.split_first_chunk::<8>().ok_or_else(damaged)?;
            let hash = <[u8; 32]>::try_from(rest).map_err(|_| damaged())?;
            heads.insert(SeatId::from_bytes(*seat), (u64::from_le_bytes(*seq), hash));
        }
        Ok(Self(heads))
    }

    /// Keeps the frontier and gives its number; the same heads are kept once.
    pub(crate) fn keep(&self, conn: &Connection) -> Result<i64, Error> {
        let bytes = self.encode();
        let hash = *blake3::hash(&bytes).as_bytes();
        conn.prepare_cached(
            "INSERT INTO log_frontier (hash, heads) VALUES (:hash, :heads)
             ON CONFLICT (hash) DO NOTHING",
        )
        .and_then(|mut insert| insert.execute(named_params! { ":hash": hash, ":heads": bytes }))
        .context("keep a frontier")?;
        conn.prepare_cached("SELECT frontier_no FROM log_frontier WHERE hash = :hash")
            .and_then(|mut find| find.query_row(named_params! { ":hash": hash }, |row| row.get(0)))
            .context("find a frontier")
    }

    pub(crate) fn load(conn: &Connection, number: i64) -> Result<Self, Error> {
        let bytes: Vec<u8> = conn
            .prepare_cached("SELECT heads FROM log_frontier WHERE frontier_no = :number")
            .and_then(|mut find| {
                find.query_row(named_params! { ":number": number }, |row| row.get("heads"))
            })
            .context("load a frontier")?;
        Self::decode(&bytes)
    }
}

/// The heads of every chain held without a gap.
pub(crate) fn data_now(conn: &Connection) -> Result<Frontier, Error> {
    now(
        conn,
        "SELECT seat_id, seq, hash FROM log_head WHERE seq > 0",
    )
}

/// The heads of every control chain held without a gap.
pub(crate) fn control_now(conn: &Connection) -> Result<Frontier, Error> {
    now(
        conn,
        "SELECT seat_id, control_seq AS seq, control_hash AS hash FROM log_head WHERE control_seq > 0",
    )
}

fn now(conn: &Connection, sql: &str) -> Result<Frontier, Error> {
    let mut select = conn.prepare_cached(sql).context("read heads")?;
    let heads = select
        .query_map([], |row| {
            Ok((
                SeatId::from_bytes(row.get("seat_id")?),
                (row.get::<_, i64>("seq")?.cast_unsigned(), row.get("hash")?),
            ))
        })
        .and_then(Iterator::collect)
        .context("read heads")?;
    Ok(Frontier(heads))
}

/// A place in a chain: whose, where, and which bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) seat: SeatId,
    pub(crate) seq: u64,
    pub(crate) hash: [u8; 32],
}

/// Whether a segment is an ancestor of, or is, the frontier's head of its seat.
pub(crate) fn is_under(
    conn: &Connection,
    forked: bool,
    place: Place,
    frontier: &Frontier,
) -> Result<bool, Error> {
    let Some((head_seq, head_hash)) = frontier.get(place.seat) else {
        return Ok(false);
    };
    if head_seq < place.seq {
        return Ok(false);
    }
    if head_seq == place.seq {
        return Ok(head_hash == place.hash);
    }
    if !forked {
        return Ok(true);
    }
    let mut at = head_hash;
    loop {
        let step: Option<(u64, [u8; 32])> = conn
            .prepare_cached("SELECT seq, prev FROM log_segment WHERE hash = :hash")
            .and_then(|mut find| {
                find.query_row(named_params! { ":hash": at }, |row| {
                    Ok((row.get::<_, i64>("seq")?.cast_unsigned(), row.get("prev")?))
                })
                .optional()
            })
            .context("walk a chain")?;
        match step {
            Some((seq, _)) if seq <= place.seq => return Ok(at == place.hash),
            Some((_, prev)) => at = prev,
            None => return Ok(false),
        }
    }
}
