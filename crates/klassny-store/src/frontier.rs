//! Heads of chains: what a fact was made under, and whether a segment lies under a frontier.
//!
//! Under means ancestor-or-equal by hash of a listed head; a sequence number alone proves nothing
//! once a chain has forked (sync.md D5). Of a forked chain a frontier names the head of each branch.

use crate::error::{Context, Error};
use klassny_domain::access::Head;
use klassny_domain::ids::SeatId;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

const HEAD_LEN: usize = 56;

/// A set of heads in order: of a chain one, of a forked chain one a branch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frontier(Vec<Head>);

impl Frontier {
    pub(crate) fn from_heads(heads: impl IntoIterator<Item = Head>) -> Self {
        let mut heads: Vec<Head> = heads.into_iter().collect();
        heads.sort_unstable();
        heads.dedup();
        Self(heads)
    }

    pub(crate) fn heads(&self) -> &[Head] {
        &self.0
    }

    /// The heads of one seat's chain.
    pub(crate) fn of(&self, seat: SeatId) -> &[Head] {
        let from = self.0.partition_point(|head| head.seat < seat);
        let rest = self.0.get(from..).unwrap_or_default();
        let count = rest.partition_point(|head| head.seat == seat);
        rest.get(..count).unwrap_or_default()
    }

    /// The same with one more head.
    pub(crate) fn with(mut self, head: Head) -> Self {
        if let Err(place) = self.0.binary_search(&head) {
            self.0.insert(place, head);
        }
        self
    }

    /// The bytes kept in `log_frontier`.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * HEAD_LEN);
        for head in &self.0 {
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
        let mut heads = Vec::with_capacity(bytes.len() / HEAD_LEN);
        for chunk in bytes.chunks_exact(HEAD_LEN) {
            let (seat, rest) = chunk.split_first_chunk::<16>().ok_or_else(damaged)?;
            let (seq, rest) = rest.split_first_chunk::<8>().ok_or_else(damaged)?;
            heads.push(Head {
                seat: SeatId::from_bytes(*seat),
                seq: u64::from_le_bytes(*seq),
                hash: <[u8; 32]>::try_from(rest).map_err(|_| damaged())?,
            });
        }
        Ok(Self::from_heads(heads))
    }

    /// Keeps the frontier and gives its number; the same heads are kept once.
    pub(crate) fn keep(&self, conn: &Connection) -> Result<i64, Error> {
        let bytes = self.encode();
        let hash = *blake3::hash(&bytes).as_bytes();
        conn.prepare_cached(
            "INSERT INTO log_frontier (hash, whole, heads) VALUES (:hash, 0, :heads)
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
        "SELECT seat_id, seq, hash, forked FROM log_head WHERE seq > 0",
        include_str!("data_tips.sql"),
    )
}

/// The heads of every control chain of which everything under it is here.
pub(crate) fn control_now(conn: &Connection) -> Result<Frontier, Error> {
    now(
        conn,
        "SELECT seat_id, control_seq AS seq, control_hash AS hash, forked FROM log_head
         WHERE control_seq > 0",
        include_str!("control_tips.sql"),
    )
}

fn now(conn: &Connection, heads: &str, branches: &str) -> Result<Frontier, Error> {
    let mut select = conn.prepare_cached(heads).context("read heads")?;
    let found: Vec<(Head, bool)> = select
        .query_map([], |row| {
            let seat = SeatId::from_bytes(row.get("seat_id")?);
            Ok((head_of(seat, row)?, row.get("forked")?))
        })
        .and_then(Iterator::collect)
        .context("read heads")?;
    let mut heads = Vec::with_capacity(found.len());
    for (head, forked) in found {
        match forked {
            true => heads.extend(branches_of(conn, head.seat, branches)?),
            false => heads.push(head),
        }
    }
    Ok(Frontier::from_heads(heads))
}

fn branches_of(conn: &Connection, seat: SeatId, sql: &str) -> Result<Vec<Head>, Error> {
    let mut select = conn.prepare_cached(sql).context("read branches")?;
    select
        .query_map(named_params! { ":seat_id": seat.as_bytes() }, |row| {
            head_of(seat, row)
        })
        .and_then(Iterator::collect)
        .context("read branches")
}

fn head_of(seat: SeatId, row: &Row<'_>) -> rusqlite::Result<Head> {
    Ok(Head {
        seat,
        seq: row.get::<_, i64>("seq")?.cast_unsigned(),
        hash: row.get("hash")?,
    })
}

/// Reads a head of a seat from two columns; none where its number is null.
pub(crate) fn head_column(
    row: &Row<'_>,
    seat: SeatId,
    (seq, hash): (&str, &str),
) -> rusqlite::Result<Option<Head>> {
    let Some(seq) = row.get::<_, Option<i64>>(seq)? else {
        return Ok(None);
    };
    Ok(Some(Head {
        seat,
        seq: seq.cast_unsigned(),
        hash: row.get(hash)?,
    }))
}

/// Which links are followed from a head back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chain {
    /// Every segment of a seat.
    Data,
    /// Its control segments alone: nothing of it is missing under what is judged.
    Control,
}

/// Whether a segment is an ancestor of, or is, one of the heads of its seat.
///
/// Of a chain without branches its number tells.
pub(crate) fn is_under(
    conn: &Connection,
    (chain, forked): (Chain, bool),
    place: Head,
    heads: &[Head],
) -> Result<bool, Error> {
    for head in heads.iter().filter(|head| head.seat == place.seat) {
        let under = match head.seq.cmp(&place.seq) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => {
                head.hash == place.hash || klassny_log::mutant("frontier_by_number")
            }
            std::cmp::Ordering::Greater => !forked || descends(conn, chain, *head, place)?,
        };
        if under {
            return Ok(true);
        }
    }
    Ok(false)
}

fn descends(conn: &Connection, chain: Chain, head: Head, from: Head) -> Result<bool, Error> {
    let mut at = head.hash;
    loop {
        let step: Option<(u64, [u8; 32], [u8; 32])> = conn
            .prepare_cached("SELECT seq, prev, prev_control FROM log_segment WHERE hash = :hash")
            .and_then(|mut find| {
                find.query_row(named_params! { ":hash": at }, |row| {
                    let seq = row.get::<_, i64>("seq")?.cast_unsigned();
                    Ok((seq, row.get("prev")?, row.get("prev_control")?))
                })
                .optional()
            })
            .context("walk a chain")?;
        match step {
            Some((seq, ..)) if seq <= from.seq => return Ok(at == from.hash),
            Some((_, prev, prev_control)) => {
                at = match chain {
                    Chain::Data => prev,
                    Chain::Control => prev_control,
                };
            }
            None => return Ok(false),
        }
    }
}
