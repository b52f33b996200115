//! Reads the seals from the log and finds what each proves.

use super::{Node, Seals};
use crate::authority::forked_seats;
use crate::error::{Context, Error};
use crate::frontier::{Chain, is_under};
use crate::judge::fact_id;
use crate::tips::decode_ids;
use klassny_domain::access::Head;
use klassny_domain::change::{Change, FactId};
use klassny_domain::ids::SeatId;
use klassny_log::Envelope;
use rusqlite::{Connection, Row};
use std::collections::{HashMap, HashSet};

/// Tells whether other seals count than before.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stamp([i64; 5]);

impl Stamp {
    pub(super) fn read(conn: &Connection) -> Result<Self, Error> {
        conn.prepare_cached(include_str!("../seals_stamp.sql"))
            .and_then(|mut select| {
                select.query_row([], |row| {
                    Ok(Self([
                        row.get("facts")?,
                        row.get("waiting")?,
                        row.get("doubtful")?,
                        row.get("voids")?,
                        row.get("forked")?,
                    ]))
                })
            })
            .context("look at the seals")
    }
}

impl Seals {
    pub(super) fn load(conn: &Connection) -> Result<Self, Error> {
        let voided = voided(conn)?;
        let mut nodes = Vec::new();
        let mut select = conn
            .prepare_cached(include_str!("../seals_that_count.sql"))
            .context("read seals")?;
        let mut rows = select.query([]).context("read seals")?;
        while let Some(row) = rows.next().context("read seals")? {
            nodes.extend(node(row, &voided)?);
        }
        let mut this = Self {
            nodes,
            forked: forked_seats(conn)?,
            ..Self::default()
        };
        this.find_runs();
        this.find_whole();
        this.find_proved(conn)?;
        Ok(this)
    }

    fn find_runs(&mut self) {
        for (index, node) in self.nodes.iter().enumerate() {
            let run = self
                .witnesses
                .entry(node.place.seat)
                .or_insert(index..index);
            run.end = index + 1;
            for head in &node.heads {
                let named = self.named.entry(head.seat).or_default();
                named.push((index, *head));
            }
        }
    }

    /// A seal's frontier is whole where every seal that it adds to is here.
    fn find_whole(&mut self) {
        let mut whole: HashSet<[u8; 32]> = HashSet::new();
        for node in &mut self.nodes {
            node.whole = node.follows.is_none_or(|follows| whole.contains(&follows));
            if node.whole {
                whole.insert(node.place.hash);
            }
        }
    }

    /// In causal order: a seal proves its own time, or the latest of those under it.
    fn find_proved(&mut self, conn: &Connection) -> Result<(), Error> {
        let nodes = self.nodes.iter().enumerate();
        let mut order: Vec<_> = nodes
            .map(|(index, node)| ((node.lamport, node.place.hash, node.id.index), index))
            .collect();
        order.sort_unstable();
        // What the seals of a chain prove along it, by its newest so far.
        let mut along: HashMap<SeatId, Option<i64>> = HashMap::new();
        for (_, index) in order {
            let Some(node) = self.nodes.get(index) else {
                continue;
            };
            let own = (!node.voided).then_some(node.at_ms);
            let mut proves = own.max(along.get(&node.place.seat).copied().flatten());
            for head in &node.heads {
                if self.witnesses.contains_key(&head.seat) {
                    proves = proves.max(self.proved_so_far(conn, *head)?);
                }
            }
            along.insert(node.place.seat, proves);
            if let Some(node) = self.nodes.get_mut(index) {
                node.proves_ms = proves;
            }
        }
        Ok(())
    }

    /// As `proved_by`, while not every seal has its time: those under a head do.
    fn proved_so_far(&self, conn: &Connection, head: Head) -> Result<Option<i64>, Error> {
        let run = self.witnesses.get(&head.seat).cloned().unwrap_or_default();
        let branched = self.forked.contains(&head.seat);
        let mut newest = None;
        for node in self.nodes.get(run).unwrap_or_default().iter().rev() {
            if is_under(conn, (Chain::Data, branched), node.place, &[head])? {
                newest = newest.max(node.proves_ms);
                if !branched {
                    break;
                }
            }
        }
        Ok(newest)
    }
}

fn node(row: &Row<'_>, voided: &HashSet<FactId>) -> Result<Option<Node>, Error> {
    let read = |row: &Row<'_>| -> rusqlite::Result<_> {
        let place = Head {
            seat: SeatId::from_bytes(row.get("seat_id")?),
            seq: row.get::<_, i64>("seq")?.cast_unsigned(),
            hash: row.get("hash")?,
        };
        let (index, lamport): (u16, i64) = (row.get("idx")?, row.get("lamport")?);
        let (bytes, payload): (Vec<u8>, Vec<u8>) = (row.get("bytes")?, row.get("payload")?);
        Ok((place, index, lamport, bytes, payload))
    };
    let (place, index, lamport, bytes, payload) = read(row).context("read a seal")?;
    let Ok(op) = klassny_log::decode_fact(&payload) else {
        return Ok(None);
    };
    let Change::Seal(seal) = op.change else {
        return Ok(None);
    };
    let id = fact_id(place.hash, index);
    Ok(Some(Node {
        id,
        device: seal.device,
        place,
        lamport,
        at_ms: seal.at.timestamp_millis(),
        follows: seal.follows,
        heads: Envelope::parse(&bytes)?
            .header()
            .data_frontier_delta
            .clone(),
        voided: voided.contains(&id),
        whole: false,
        proves_ms: None,
    }))
}

/// The seals that a deputy's standing word takes the proof from.
fn voided(conn: &Connection) -> Result<HashSet<FactId>, Error> {
    let mut select = conn
        .prepare_cached("SELECT seals FROM seal_void WHERE stands = 1")
        .context("read voided seals")?;
    let lists: Vec<Vec<u8>> = select
        .query_map([], |row| row.get("seals"))
        .and_then(Iterator::collect)
        .context("read voided seals")?;
    Ok(lists.iter().flat_map(|list| decode_ids(list)).collect())
}
