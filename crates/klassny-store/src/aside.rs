//! What is kept without counting, and what deputies decided of it (P6, P7, D12).
//!
//! Reads only. Whether a fact counts is judged elsewhere; here people are told why it does not.

use crate::error::{Context, Error};
use crate::judge::{StoredFact, high, low};
use crate::open::Store;
use klassny_domain::change::{Change, FactId};
use klassny_domain::ids::{AcceptanceId, SeatId};
use klassny_domain::term::{Acceptance, AcceptanceState};
use klassny_log::Op;
use rusqlite::{Connection, Row, named_params};
use std::collections::BTreeMap;

/// The most facts that one list shows.
pub const ASIDE_MAX: u32 = 2000;

/// Why a fact does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aside {
    /// After the close of its term (P7).
    Late,
    /// Beyond a revocation or the end of a right (P7).
    Cut,
    /// A correction without a permit (D12).
    Unpermitted,
    /// The author, or the author's right, is not known (yet).
    Held,
    /// Of a batch that is not complete (D9).
    Batch,
    /// Of a kind that only a newer program knows.
    Unknown,
}

impl Aside {
    fn of(word: &str) -> Option<Self> {
        match word {
            "late" => Some(Self::Late),
            "cut" => Some(Self::Cut),
            "unpermitted" => Some(Self::Unpermitted),
            "held" => Some(Self::Held),
            "batch" => Some(Self::Batch),
            "unknown" => Some(Self::Unknown),
            _ => None,
        }
    }

    /// Whether a deputy's acceptance makes such a fact count.
    pub const fn is_acceptable(self) -> bool {
        match self {
            Self::Late | Self::Cut | Self::Unpermitted => true,
            Self::Held | Self::Batch | Self::Unknown => false,
        }
    }
}

/// A fact of the log as people are told of it.
#[derive(Clone, Debug)]
pub struct LogFact {
    /// Its number in this replica.
    pub fact_no: i64,
    /// Its id, once it is sealed.
    pub id: Option<FactId>,
    /// The seat it was stated from.
    pub seat: SeatId,
    /// What was stated; none where this program does not know the kind.
    pub op: Option<Op>,
    /// When it was entered, by the workstation's clock, ms of UTC.
    pub entered_ms: i64,
    /// When its segment came here or was sealed here, ms of UTC.
    pub received_ms: Option<i64>,
    /// Why it does not count, with the words of the rule; none where it does.
    pub aside: Option<(Aside, String)>,
}

/// A deputy's decision on one fact, at the time it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The fact.
    pub fact: FactId,
    /// The acceptance that names, or named, it.
    pub acceptance: AcceptanceId,
    /// What was decided.
    pub state: AcceptanceState,
    /// Why.
    pub reason: String,
    /// The seat it was decided at.
    pub seat: SeatId,
    /// When, by the workstation's clock, ms of UTC.
    pub decided_ms: i64,
}

impl Store {
    /// What is kept without counting, newest first, at most [`ASIDE_MAX`]; facts of an unfinished
    /// import are left out.
    ///
    /// # Errors
    /// What the disk says.
    pub fn set_aside(&self) -> Result<Vec<LogFact>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(include_str!("set_aside.sql"))
            .context("read what is set aside")?;
        let rows = select
            .query(named_params! { ":most": ASIDE_MAX })
            .context("read what is set aside")?;
        read_all(rows)
    }

    /// How many facts are kept without counting, those of an unfinished import left out.
    ///
    /// # Errors
    /// What the disk says.
    pub fn aside_count(&self) -> Result<u64, Error> {
        self.writer()
            .conn
            .prepare_cached("SELECT count(*) AS aside FROM fact_state WHERE state <> 'batch'")
            .and_then(|mut count| count.query_row([], |row| row.get::<_, i64>("aside")))
            .context("count what is set aside")
            .map(i64::cast_unsigned)
    }

    /// Facts by their ids; those that are not here are left out.
    ///
    /// # Errors
    /// What the disk says.
    pub fn facts_by_id(&self, ids: &[FactId]) -> Result<Vec<LogFact>, Error> {
        let writer = self.writer();
        let mut facts = Vec::with_capacity(ids.len());
        for id in ids {
            facts.extend(by_id(&writer.conn, *id, read_all)?);
        }
        Ok(facts)
    }

    /// Every decision that counts, oldest first. A fact that an acceptance names no more was
    /// taken out of it, which is a decision too.
    ///
    /// # Errors
    /// What the disk says.
    pub fn decisions(&self) -> Result<Vec<Decision>, Error> {
        let mut writer = self.writer();
        writer.with_authority(|authority| {
            let mut decisions = Vec::new();
            let mut standing: Standing = BTreeMap::new();
            for fact in authority.accepted.stated() {
                let Change::Acceptance(stated) = &fact.change else {
                    continue;
                };
                let named = standing.entry(stated.acceptance).or_default();
                for (id, state) in news(named, stated) {
                    decisions.push(Decision {
                        fact: id,
                        acceptance: stated.acceptance,
                        state,
                        reason: stated.reason.clone(),
                        seat: fact.seat,
                        decided_ms: fact.entered_ms,
                    });
                }
            }
            decisions
        })
    }
}

/// What each acceptance said last of each fact: the decision and its reason.
type Standing = BTreeMap<AcceptanceId, BTreeMap<FactId, (AcceptanceState, String)>>;

/// What an acceptance says of its facts that it did not say before.
fn news(
    named: &mut BTreeMap<FactId, (AcceptanceState, String)>,
    stated: &Acceptance,
) -> Vec<(FactId, AcceptanceState)> {
    let withdrawn = AcceptanceState::Withdrawn;
    let says = (stated.state, stated.reason.clone());
    let out: Vec<FactId> = named
        .iter()
        .filter(|(id, (state, _))| !stated.facts.contains(id) && *state != withdrawn)
        .map(|(id, _)| *id)
        .collect();
    let told: Vec<FactId> = stated
        .facts
        .iter()
        .filter(|id| named.get(id) != Some(&says))
        .copied()
        .collect();
    let mut news = Vec::with_capacity(told.len() + out.len());
    for (ids, state) in [(told, stated.state), (out, withdrawn)] {
        for id in ids {
            named.insert(id, (state, stated.reason.clone()));
            news.push((id, state));
        }
    }
    news
}

/// Reads the facts of an id: one, or none.
pub(crate) fn by_id<T>(
    conn: &Connection,
    id: FactId,
    read: impl FnOnce(rusqlite::Rows<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut select = conn
        .prepare_cached(include_str!("fact_by_id.sql"))
        .context("read a fact")?;
    let rows = select
        .query(named_params! {
            ":low": low(id.segment), ":high": high(id.segment), ":idx": id.index,
        })
        .context("read a fact")?;
    read(rows)
}

fn read_all(mut rows: rusqlite::Rows<'_>) -> Result<Vec<LogFact>, Error> {
    let mut facts = Vec::new();
    while let Some(row) = rows.next().context("read facts")? {
        facts.push(read_fact(row)?);
    }
    Ok(facts)
}

fn read_fact(row: &Row<'_>) -> Result<LogFact, Error> {
    let stored = StoredFact::read(row)?;
    let state: Option<String> = row.get("state").context("read a fact")?;
    let reason: Option<String> = row.get("reason").context("read a fact")?;
    let aside = state.as_deref().and_then(Aside::of);
    Ok(LogFact {
        fact_no: stored.fact_no,
        id: stored.id,
        seat: stored.seat,
        op: stored.op,
        entered_ms: stored.entered_ms,
        received_ms: row.get("received_at").context("read a fact")?,
        aside: aside.map(|aside| (aside, reason.unwrap_or_default())),
    })
}
