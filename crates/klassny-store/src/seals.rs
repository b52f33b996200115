//! What seals prove of when a fact was made (P8, D11).
//!
//! A pure function of the segments held: which seals lie under a fact, which cover it, which do
//! not. Nothing is kept beside the log but in memory; nothing here knows a norm. Where an author's
//! machine signed that its clock was wrong, what it then makes of the entry is told too.

mod clocks;
mod load;

use crate::error::{Context, Error};
use crate::frontier::{Chain, is_under};
use crate::open::Store;
use klassny_domain::access::Head;
use klassny_domain::change::{FactId, Kind};
use klassny_domain::ids::{DeviceId, SeatId};
use klassny_domain::witness::SealVoid;
use klassny_log::Envelope;
use rusqlite::{Connection, OptionalExtension, named_params};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What seals say of when a fact was made, ms of UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The newest seal it was made over: it is not older.
    pub not_before: Option<i64>,
    /// The first seal that covers it: it is not younger.
    pub held_at: Option<i64>,
    /// The newest seal of a witness that did not hold it yet.
    pub not_held_at: Option<i64>,
    /// When it was entered by the share's clock, where its machine signed that its own was more
    /// than ten minutes off: a better claim than the clock's, and a claim all the same.
    pub by_share: Option<i64>,
}

/// A seal as people see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealLine {
    /// The fact.
    pub id: FactId,
    /// The witness.
    pub device: DeviceId,
    /// Its time, ms of UTC.
    pub at_ms: i64,
    /// The time that the seals under it prove, where later: the clocks of witnesses contradict.
    pub contradicts_ms: Option<i64>,
    /// Whether a deputy voided it.
    pub voided: bool,
}

/// The newest seal of this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnSeal {
    /// Its time, ms of UTC.
    pub at_ms: i64,
    /// Its segment, where a further seal can add to its frontier.
    pub follows: Option<[u8; 32]>,
    /// Whether anything but what devices attest has come since.
    pub news: bool,
}

/// A seal with its place.
#[derive(Clone, Debug)]
struct Node {
    id: FactId,
    device: DeviceId,
    place: Head,
    lamport: i64,
    at_ms: i64,
    follows: Option<[u8; 32]>,
    heads: Vec<Head>,
    voided: bool,
    /// Whether its frontier is known whole: every seal it adds to is here.
    whole: bool,
    /// The time it proves: its own, or that of a seal under it where later.
    proves_ms: Option<i64>,
}

/// Every seal that counts, by witness in the order of its chain.
#[derive(Debug, Default)]
pub(crate) struct Seals {
    nodes: Vec<Node>,
    /// The seals of each witness's seat: a run of `nodes`.
    witnesses: HashMap<SeatId, std::ops::Range<usize>>,
    /// Which seals first named a head of a seat, in the order of `nodes`.
    named: HashMap<SeatId, Vec<(usize, Head)>>,
    forked: HashSet<SeatId>,
}

/// The newest seal under each segment of a seat, by the segment's hash.
type Under = HashMap<[u8; 32], Option<i64>>;

/// What is remembered between questions.
#[derive(Default)]
pub(crate) struct Remembered {
    stamp: Option<load::Stamp>,
    seals: Arc<Seals>,
    /// By author's seat: how many segments were read, and the newest seal under each of them.
    under: HashMap<SeatId, (i64, Arc<Under>)>,
}

impl Store {
    /// What seals say of facts, by their numbers in this replica; of what waits unsealed, nothing.
    ///
    /// # Errors
    /// What the disk says.
    pub fn evidence(
        &self,
        facts: impl IntoIterator<Item = i64>,
    ) -> Result<HashMap<i64, Evidence>, Error> {
        let facts = serde_json::Value::from_iter(facts).to_string();
        let mut remembered = self.seals_remembered();
        self.read(|read| {
            let conn = read.0;
            remembered.refresh(conn)?;
            let mut found = HashMap::new();
            for (fact_no, place, ahead_ms) in places(conn, &facts)? {
                let mut known = match remembered.seals.nodes.is_empty() {
                    true => Evidence::default(),
                    false => remembered.of(conn, place)?,
                };
                if ahead_ms.is_some_and(|off| off.saturating_abs() > clocks::OFF_MS) {
                    known.by_share = clocks::by_share(conn, fact_no)?;
                }
                if known != Evidence::default() {
                    found.insert(fact_no, known);
                }
            }
            Ok(found)
        })
    }

    /// The seals of all witnesses in a span of time, in the order of their times.
    ///
    /// # Errors
    /// What the disk says.
    pub fn seals_between(
        &self,
        span: std::ops::RangeInclusive<i64>,
    ) -> Result<Vec<SealLine>, Error> {
        let mut remembered = self.seals_remembered();
        self.read(|read| remembered.refresh(read.0))?;
        let nodes = remembered.seals.nodes.iter();
        let mut lines: Vec<SealLine> = nodes
            .filter(|node| span.contains(&node.at_ms))
            .map(|node| SealLine {
                id: node.id,
                device: node.device,
                at_ms: node.at_ms,
                contradicts_ms: node.proves_ms.filter(|proved| *proved > node.at_ms),
                voided: node.voided,
            })
            .collect();
        lines.sort_by_key(|line| (line.at_ms, line.id));
        Ok(lines)
    }

    /// Since when something is here that no newer seal follows, ms of the clock it came by; none
    /// where the newest seal is newer.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unsealed_since(&self) -> Result<Option<i64>, Error> {
        let mut remembered = self.seals_remembered();
        self.read(|read| {
            remembered.refresh(read.0)?;
            let counts = remembered.seals.nodes.iter().filter(|node| !node.voided);
            let newest = counts.max_by_key(|node| (node.at_ms, node.place.hash));
            let hash = newest.map_or([0; 32], |node| node.place.hash);
            read.0
                .prepare_cached(include_str!("unsealed_since.sql"))
                .and_then(|mut find| {
                    find.query_row(named_params! { ":hash": hash }, |row| row.get("since"))
                        .optional()
                })
                .context("look for what no seal follows")
        })
    }

    /// Every statement of a deputy about seals, as it stands.
    ///
    /// # Errors
    /// What the disk says.
    pub fn seal_voids(&self) -> Result<Vec<SealVoid>, Error> {
        self.read(|read| read.seal_voids())
    }

    /// The time of the newest seal that counts, ms of UTC, and whose it is.
    ///
    /// # Errors
    /// What the disk says.
    pub fn newest_seal(&self) -> Result<Option<(i64, DeviceId)>, Error> {
        let mut remembered = self.seals_remembered();
        self.read(|read| remembered.refresh(read.0))?;
        let counts = remembered.seals.nodes.iter().filter(|node| !node.voided);
        Ok(counts.map(|node| (node.at_ms, node.device)).max())
    }

    /// The newest seal of this device; none before the first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn own_seal(&self) -> Result<Option<OwnSeal>, Error> {
        let seat = self.identity().device_seat;
        let mut remembered = self.seals_remembered();
        self.read(|read| {
            remembered.refresh(read.0)?;
            let seals = &remembered.seals;
            let own = seals.witnesses.get(&seat).cloned().unwrap_or_default();
            let Some(node) = seals.nodes.get(own).and_then(<[Node]>::last) else {
                return Ok(None);
            };
            let (sealed_here, news): (bool, bool) = read
                .0
                .prepare_cached(include_str!("after_seal.sql"))
                .and_then(|mut find| {
                    find.query_row(named_params! { ":hash": node.place.hash }, |row| {
                        Ok((row.get("sealed_here")?, row.get("news")?))
                    })
                })
                .context("look for a seal")?;
            let follows = (node.whole && sealed_here && !seals.forked.contains(&seat))
                .then_some(node.place.hash);
            Ok(Some(OwnSeal {
                at_ms: node.at_ms,
                follows,
                news,
            }))
        })
    }
}

/// Whether a fact only attests: nobody acknowledges it, and no digest is over it.
pub(crate) const fn attests(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Ack | Kind::Seal | Kind::StateDigest | Kind::PackVerified | Kind::FileHeld
    )
}

/// The places of sealed facts, and how far the clocks of their authors were ahead.
fn places(conn: &Connection, facts: &str) -> Result<Vec<(i64, Head, Option<i64>)>, Error> {
    let mut select = conn
        .prepare_cached(include_str!("places_of_facts.sql"))
        .context("read places of facts")?;
    select
        .query_map(named_params! { ":facts": facts }, |row| {
            let head = Head {
                seat: SeatId::from_bytes(row.get("seat_id")?),
                seq: row.get::<_, i64>("seq")?.cast_unsigned(),
                hash: row.get("hash")?,
            };
            Ok((row.get("fact_no")?, head, row.get("clock_ahead_ms")?))
        })
        .and_then(Iterator::collect)
        .context("read places of facts")
}

impl Remembered {
    /// Reads the seals anew where the log says something else of them than before.
    fn refresh(&mut self, conn: &Connection) -> Result<(), Error> {
        let stamp = load::Stamp::read(conn)?;
        if self.stamp.as_ref() != Some(&stamp) {
            self.seals = Arc::new(Seals::load(conn)?);
            self.under.clear();
            self.stamp = Some(stamp);
        }
        Ok(())
    }

    fn of(&mut self, conn: &Connection, place: Head) -> Result<Evidence, Error> {
        let under = self.under(conn, place.seat)?;
        let (held_at, not_held_at) = self.seals.held(conn, place)?;
        Ok(Evidence {
            not_before: under.get(&place.hash).copied().flatten(),
            held_at,
            not_held_at,
            by_share: None,
        })
    }

    /// The newest seal under each segment of a seat: of its own list of heads and of all before it.
    fn under(&mut self, conn: &Connection, seat: SeatId) -> Result<Arc<Under>, Error> {
        let count: i64 = conn
            .prepare_cached("SELECT count(*) AS held FROM log_segment WHERE seat_id = :seat_id")
            .and_then(|mut count| {
                count.query_row(named_params! { ":seat_id": seat.as_bytes() }, |row| {
                    row.get("held")
                })
            })
            .context("count segments")?;
        if let Some((known, under)) = self.under.get(&seat)
            && *known == count
        {
            return Ok(Arc::clone(under));
        }
        let under = Arc::new(self.seals.under_chain(conn, seat)?);
        self.under.insert(seat, (count, Arc::clone(&under)));
        Ok(under)
    }
}

impl Seals {
    fn under_chain(&self, conn: &Connection, seat: SeatId) -> Result<Under, Error> {
        let mut select = conn
            .prepare_cached(
                "SELECT hash, prev, bytes FROM log_segment WHERE seat_id = :seat_id ORDER BY seq",
            )
            .context("read a chain")?;
        let mut rows = select
            .query(named_params! { ":seat_id": seat.as_bytes() })
            .context("read a chain")?;
        let mut under = Under::new();
        while let Some(row) = rows.next().context("read a chain")? {
            let bytes: Vec<u8> = row.get("bytes").context("read a chain")?;
            let prev: [u8; 32] = row.get("prev").context("read a chain")?;
            let mut newest = under.get(&prev).copied().flatten();
            for head in &Envelope::parse(&bytes)?.header().data_frontier_delta {
                newest = newest.max(self.proved_by(conn, *head)?);
            }
            under.insert(row.get("hash").context("read a chain")?, newest);
        }
        Ok(under)
    }

    /// The time that the seals at or before a head of a witness prove.
    fn proved_by(&self, conn: &Connection, head: Head) -> Result<Option<i64>, Error> {
        let Some(run) = self.witnesses.get(&head.seat) else {
            return Ok(None);
        };
        let nodes = self.nodes.get(run.clone()).unwrap_or_default();
        let forked = self.forked.contains(&head.seat);
        if !forked {
            let before = nodes.partition_point(|node| node.place.seq <= head.seq);
            // Along a chain without branches what is proved only grows.
            let last = before.checked_sub(1).and_then(|last| nodes.get(last));
            return Ok(last.and_then(|node| node.proves_ms));
        }
        let mut newest = None;
        for node in nodes {
            if is_under(conn, (Chain::Data, forked), node.place, &[head])? {
                newest = newest.max(node.proves_ms);
            }
        }
        Ok(newest)
    }

    /// The first time a witness proves to have held a segment, and the newest at which one had not.
    fn held(&self, conn: &Connection, place: Head) -> Result<(Option<i64>, Option<i64>), Error> {
        let named = self.named.get(&place.seat).map_or(&[][..], Vec::as_slice);
        let forked = self.forked.contains(&place.seat);
        let mut first: HashMap<SeatId, usize> = HashMap::new();
        let mut held_at: Option<i64> = None;
        for (index, head) in named {
            let Some(node) = self.nodes.get(*index) else {
                continue;
            };
            if !is_under(conn, (Chain::Data, forked), place, &[*head])? {
                continue;
            }
            first.entry(node.place.seat).or_insert(*index);
            if let (Some(proves), false) = (node.proves_ms, node.voided) {
                held_at = Some(held_at.map_or(proves, |known| known.min(proves)));
            }
        }
        let mut not_held_at = None;
        for (witness, run) in &self.witnesses {
            // A witness cannot attest what stands in its own chain.
            if *witness == place.seat {
                continue;
            }
            let until = first.get(witness).copied().unwrap_or(run.end);
            let before = self.nodes.get(run.start..until).unwrap_or_default();
            let mut before = before.iter().rev();
            let last = before.find(|node| node.whole && !node.voided);
            not_held_at = not_held_at.max(last.and_then(|node| node.proves_ms));
        }
        Ok((held_at, not_held_at))
    }
}
