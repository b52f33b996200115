//! Makes every projected row anew from the log, and compares a rebuild with what stands.
//!
//! The log is the truth; all other tables may be thrown away at any time (house rule: a rebuild
//! gives equal tables).

use crate::authority::Authority;
use crate::error::{Context, Error};
use crate::frontier::Frontier;
use crate::judge;
use crate::open::{Store, Writer, put_meta};
use crate::project::{self, PROJECTION, TABLES};
use crate::state;
use crate::tips;
use klassny_domain::change::Register;
use klassny_domain::ids::SeatId;
use klassny_log::kill_point;
use rusqlite::{Connection, named_params};
use std::collections::HashMap;

/// Tables that are projections but written here, not by a noun.
const JUDGED: [&str; 2] = ["fact_state", "confirmed"];

/// A table whose rows differ between the replica and a rebuild of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// Rows that stand in the replica and not in the rebuild.
    pub only_standing: u64,
    /// Rows that a rebuild makes and the replica lacks.
    pub only_rebuilt: u64,
}

impl Store {
    /// Makes every projected row anew from the log, in one transaction.
    ///
    /// # Errors
    /// What the disk says, or a log that cannot be read; nothing is changed then.
    pub fn rebuild(&self) -> Result<(), Error> {
        rebuild(&mut self.writer())
    }

    /// Rebuilds beside the standing rows and tells where they differ; changes nothing.
    ///
    /// # Errors
    /// As [`Store::rebuild`].
    pub fn compare_with_rebuild(&self) -> Result<Vec<Difference>, Error> {
        let mut writer = self.writer();
        let writer = &mut *writer;
        let tx = writer.conn.transaction().context("begin a comparison")?;
        let tables: Vec<&str> = JUDGED.iter().chain(TABLES).copied().collect();
        for table in &tables {
            tx.execute_batch(&format!(
                "CREATE TEMP TABLE standing_{table} AS SELECT * FROM {table}"
            ))
            .context("copy a table")?;
        }
        rebuild_rows(&tx, writer.identity)?;
        let mut differences = Vec::new();
        for table in &tables {
            let count = |from: &str, except: &str| -> Result<u64, Error> {
                tx.query_row(
                    &format!(
                        "SELECT count(*) FROM (SELECT * FROM {from} EXCEPT SELECT * FROM {except})"
                    ),
                    [],
                    |row| row.get::<_, i64>(0),
                )
                .context("compare a table")
                .map(i64::cast_unsigned)
            };
            let standing = format!("temp.standing_{table}");
            let live = format!("main.{table}");
            let (only_standing, only_rebuilt) =
                (count(&standing, &live)?, count(&live, &standing)?);
            if only_standing + only_rebuilt > 0 {
                let table = (*table).to_owned();
                differences.push(Difference {
                    table,
                    only_standing,
                    only_rebuilt,
                });
            }
        }
        tx.rollback().context("end a comparison")?;
        Ok(differences)
    }
}

/// Rebuilds in one transaction and notes the projection's version.
pub(crate) fn rebuild(writer: &mut Writer) -> Result<(), Error> {
    let tx = writer.conn.transaction().context("begin a rebuild")?;
    let authority = rebuild_rows(&tx, writer.identity)?;
    kill_point("rebuild.rows_written");
    put_meta(&tx, "projection", &PROJECTION.to_le_bytes())?;
    kill_point("rebuild.noted");
    tx.commit().context("finish a rebuild")?;
    kill_point("rebuild.done");
    writer.authority = Some(authority);
    Ok(())
}

fn rebuild_rows(conn: &Connection, identity: crate::open::Identity) -> Result<Authority, Error> {
    project::clear(conn)?;
    conn.execute_batch("DELETE FROM fact_state; DELETE FROM confirmed;")
        .context("empty a table")?;
    kill_point("rebuild.cleared");
    let authority = Authority::load(conn, identity)?;
    judge_all(conn, &authority, identity)?;
    kill_point("rebuild.judged");
    let mut registers = conn
        .prepare("SELECT DISTINCT register_key, kind FROM log_fact ORDER BY register_key, kind")
        .context("list registers")?;
    let mut rows = registers.query([]).context("list registers")?;
    while let Some(row) = rows.next().context("list registers")? {
        let Ok(kind) = tips::known_kind(row.get("kind").context("list registers")?) else {
            continue;
        };
        let key = row.get("register_key").context("list registers")?;
        tips::project_register(conn, Register { kind, key })?;
    }
    Ok(authority)
}

/// Judges every fact in the order of the log.
fn judge_all(
    conn: &Connection,
    authority: &Authority,
    identity: crate::open::Identity,
) -> Result<(), Error> {
    let mut frontiers: HashMap<i64, Frontier> = HashMap::new();
    let mut session = judge::Session::default();
    let mut select = conn
        .prepare(include_str!("facts_in_order.sql"))
        .context("read the log")?;
    let mut rows = select.query([]).context("read the log")?;
    while let Some(row) = rows.next().context("read the log")? {
        let stored = judge::StoredFact::read(row)?;
        let frontier = match frontiers.entry(stored.control_no) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(Frontier::load(conn, stored.control_no)?)
            }
        };
        judge::judge_stored(conn, authority, &mut session, &stored, frontier)?;
        if let Some(op) = &stored.op {
            state::accumulate(conn, identity.device, &op.change)?;
        }
    }
    Ok(())
}

/// Judges again the facts that were not valid, after the control log has grown.
pub(crate) fn judge_doubtful_again(
    conn: &Connection,
    authority: &Authority,
) -> Result<Vec<Register>, Error> {
    let mut select = conn
        .prepare_cached(include_str!("doubtful_facts.sql"))
        .context("read facts")?;
    let rows = select.query([]).context("read facts")?;
    let facts = collect(rows)?;
    judge_some(conn, authority, &facts)
}

/// Judges again what lies beyond the frontier of a cut or close: of one seat, or of all.
pub(crate) fn judge_beyond(
    conn: &Connection,
    authority: &Authority,
    frontier: &Frontier,
    only: Option<SeatId>,
) -> Result<Vec<Register>, Error> {
    let mut changed = Vec::new();
    for seat in authority
        .seats
        .keys()
        .filter(|seat| only.is_none_or(|only| only == **seat))
    {
        // A forked seat is judged whole: a number says nothing about its branches.
        let held = frontier
            .get(*seat)
            .filter(|_| !authority.forked.contains(seat));
        let seq = held.map_or(0, |(seq, _)| seq);
        let mut select = conn
            .prepare_cached(include_str!("facts_beyond.sql"))
            .context("read facts")?;
        let rows = select
            .query(named_params! { ":seat_id": seat.as_bytes(), ":seq": seq.cast_signed() })
            .context("read facts")?;
        changed.extend(judge_some(conn, authority, &collect(rows)?)?);
    }
    Ok(changed)
}

fn collect(mut rows: rusqlite::Rows<'_>) -> Result<Vec<judge::StoredFact>, Error> {
    let mut facts = Vec::new();
    while let Some(row) = rows.next().context("read facts")? {
        facts.push(judge::StoredFact::read(row)?);
    }
    Ok(facts)
}

/// The registers of the facts whose verdict is another now.
fn judge_some(
    conn: &Connection,
    authority: &Authority,
    facts: &[judge::StoredFact],
) -> Result<Vec<Register>, Error> {
    let mut session = judge::Session::default();
    let mut changed = Vec::new();
    for fact in facts {
        let frontier = Frontier::load(conn, fact.control_no)?;
        if judge::judge_stored(conn, authority, &mut session, fact, &frontier)?
            && let Ok(kind) = tips::known_kind(fact.kind)
        {
            changed.push(Register {
                kind,
                key: fact.register_key,
            });
        }
    }
    Ok(changed)
}
