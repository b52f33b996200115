//! Makes every projected row anew from the log, and compares a rebuild with what stands.
//!
//! The log is the truth; all other tables may be thrown away at any time (house rule: a rebuild
//! gives equal tables).

use crate::authority::Authority;
use crate::error::{Context, Error};
use crate::frontier::Frontier;
use crate::judge::{self, StoredFact};
use crate::open::{Store, Writer, put_meta};
use crate::project::{self, PROJECTION, TABLES};
use crate::state;
use crate::tips;
use klassny_domain::change::{FactId, Kind, Register};
use klassny_domain::ids::{BatchId, SeatId};
use klassny_log::kill_point;
use rusqlite::{Connection, Params, named_params};
use std::collections::{HashMap, HashSet};

/// Tables that are projections but written here, not by a noun.
pub(crate) const JUDGED: [&str; 3] = ["fact_state", "confirmed", "confirmed_branch"];

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
        rebuild(&mut self.writer())?;
        self.release_memory()
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

pub(crate) fn rebuild_rows(
    conn: &Connection,
    identity: crate::open::Identity,
) -> Result<Authority, Error> {
    project::clear(conn)?;
    conn.execute_batch("DELETE FROM fact_state;")
        .context("empty a table")?;
    kill_point("rebuild.cleared");
    let authority = Authority::load(conn, identity)?;
    Again::default().everything(conn, &authority)?;
    state::recount(conn, &authority)?;
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

/// Facts judged again in one go: what was found once holds for all, and the registers of those
/// whose verdict turned are remembered.
#[derive(Default)]
pub(crate) struct Again {
    session: judge::Session,
    frontiers: HashMap<i64, Frontier>,
    changed: HashSet<Register>,
    /// Whether an ack counts otherwise than before.
    acks: bool,
}

impl Again {
    /// The registers whose rows are to be written anew.
    pub(crate) fn into_changed(self) -> HashSet<Register> {
        self.changed
    }

    /// Whether what is confirmed must be counted anew.
    pub(crate) const fn turned_acks(&self) -> bool {
        self.acks
    }

    /// Every fact, in the order of the log.
    pub(crate) fn everything(
        &mut self,
        conn: &Connection,
        authority: &Authority,
    ) -> Result<(), Error> {
        self.query(conn, authority, include_str!("facts_in_order.sql"), [])
    }

    /// What was judged and does not count.
    pub(crate) fn doubtful(
        &mut self,
        conn: &Connection,
        authority: &Authority,
    ) -> Result<(), Error> {
        self.some(conn, authority, include_str!("doubtful_facts.sql"), [])
    }

    /// The facts of one segment.
    pub(crate) fn segment(
        &mut self,
        conn: &Connection,
        authority: &Authority,
        segment_no: i64,
    ) -> Result<(), Error> {
        let sql = include_str!("facts_of_segment.sql");
        self.some(
            conn,
            authority,
            sql,
            named_params! { ":segment": segment_no },
        )
    }

    /// The facts of a batch.
    pub(crate) fn batch(
        &mut self,
        conn: &Connection,
        authority: &Authority,
        batch: BatchId,
    ) -> Result<(), Error> {
        let sql = include_str!("facts_of_batch.sql");
        self.some(
            conn,
            authority,
            sql,
            named_params! { ":batch": batch.as_bytes() },
        )
    }

    /// The fact of an id, where it is here.
    pub(crate) fn named(
        &mut self,
        conn: &Connection,
        authority: &Authority,
        id: FactId,
    ) -> Result<(), Error> {
        let (low, high) = (judge::low(id.segment), judge::high(id.segment));
        let params = named_params! { ":low": low, ":high": high, ":idx": id.index };
        self.some(conn, authority, include_str!("fact_by_id.sql"), params)
    }

    /// What a seat stated beyond a frontier, and its head; what waits in the outbox too.
    pub(crate) fn beyond(
        &mut self,
        conn: &Connection,
        authority: &Authority,
        seat: SeatId,
        frontier: &Frontier,
    ) -> Result<(), Error> {
        // A forked seat is judged whole: a number says nothing about its branches. Of a chain
        // that is not forked here, the segment at the head's own number may still be another than
        // the head, whose branch has not come yet.
        let seq = match frontier.of(seat) {
            [head] if !authority.forked.contains(&seat) => head.seq.saturating_sub(1),
            _ => 0,
        };
        let params = named_params! { ":seat_id": seat.as_bytes(), ":seq": seq.cast_signed() };
        self.some(conn, authority, include_str!("facts_beyond.sql"), params)
    }

    /// The marks that take the place of facts which were not here, or whose author was not known,
    /// when these were judged.
    pub(crate) fn successors(
        &mut self,
        conn: &Connection,
        authority: &Authority,
        of: &[(Register, FactId)],
    ) -> Result<(), Error> {
        for (register, id) in of
            .iter()
            .filter(|(register, _)| register.kind == Kind::Mark)
        {
            let mut facts = read_facts(
                conn,
                include_str!("facts_of_register.sql"),
                named_params! { ":key": register.key, ":kind": register.kind.number() },
            )?;
            facts.retain(|fact| fact.base.sealed.contains(id));
            if klassny_log::mutant("a_correction_is_judged_once") {
                facts.clear();
            }
            for fact in &facts {
                self.judge(conn, authority, fact)?;
            }
        }
        Ok(())
    }

    /// Judges facts that are read one by one: there may be many.
    fn query(
        &mut self,
        conn: &Connection,
        authority: &Authority,
        sql: &str,
        params: impl Params,
    ) -> Result<(), Error> {
        let mut select = conn.prepare(sql).context("read the log")?;
        let mut rows = select.query(params).context("read the log")?;
        while let Some(row) = rows.next().context("read the log")? {
            self.judge(conn, authority, &StoredFact::read(row)?)?;
        }
        Ok(())
    }

    /// Judges facts that are all read before: the query may ask for verdicts.
    fn some(
        &mut self,
        conn: &Connection,
        authority: &Authority,
        sql: &str,
        params: impl Params,
    ) -> Result<(), Error> {
        for fact in read_facts(conn, sql, params)? {
            self.judge(conn, authority, &fact)?;
        }
        Ok(())
    }

    fn judge(
        &mut self,
        conn: &Connection,
        authority: &Authority,
        fact: &StoredFact,
    ) -> Result<(), Error> {
        let frontier = match self.frontiers.entry(fact.control_no) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(Frontier::load(conn, fact.control_no)?)
            }
        };
        let turned = judge::judge_stored(conn, authority, &mut self.session, fact, frontier)?;
        if turned && let Ok(kind) = tips::known_kind(fact.kind) {
            self.acks |= kind == Kind::Ack;
            let key = fact.register_key;
            self.changed.insert(Register { kind, key });
        }
        Ok(())
    }
}

/// Reads facts as the log keeps them.
pub(crate) fn read_facts(
    conn: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<Vec<StoredFact>, Error> {
    let mut select = conn.prepare_cached(sql).context("read facts")?;
    let mut rows = select.query(params).context("read facts")?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next().context("read facts")? {
        facts.push(StoredFact::read(row)?);
    }
    Ok(facts)
}
