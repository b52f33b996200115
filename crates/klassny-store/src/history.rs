//! Everything that was ever stated of one register: who, when, on which workstation, and whether
//! it counts. What the window shows when a cell is asked «кто, когда, что было раньше».

use crate::error::{Context, Error};
use crate::open::Store;
use crate::tips::{Tip, load_change, tips};
use klassny_domain::change::{Change, FactId, Register};
use klassny_domain::ids::SeatId;
use klassny_log::Op;
use rusqlite::named_params;

/// One entry of a register's history.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number in this replica.
    pub fact_no: i64,
    /// Its id, once it is sealed.
    pub id: Option<FactId>,
    /// The seat it was stated from.
    pub seat: SeatId,
    /// What was stated, when, imported from where, under which permit.
    pub op: Op,
    /// Why it does not count; none where it does.
    pub not_counted: Option<String>,
    /// Whether it is a tip: shown, or in conflict with what is shown.
    pub is_tip: bool,
}

/// The history of a register, oldest first.
#[derive(Clone, Debug, Default)]
pub struct CellHistory {
    /// All that was stated.
    pub entries: Vec<Entry>,
    /// The entry that shows.
    pub shown: Option<i64>,
}

impl Store {
    /// What a register says now; none where nothing was stated.
    ///
    /// # Errors
    /// What the disk says.
    pub fn current(&self, register: Register) -> Result<Option<Change>, Error> {
        let writer = self.writer();
        match tips(&writer.conn, register)?.last() {
            Some(tip) => load_change(&writer.conn, tip.fact_no).map(Some),
            None => Ok(None),
        }
    }

    /// Everything that was stated of a register.
    ///
    /// # Errors
    /// What the disk says.
    pub fn history(&self, register: Register) -> Result<CellHistory, Error> {
        let writer = self.writer();
        let standing: Vec<Tip> = tips(&writer.conn, register)?;
        let mut select = writer
            .conn
            .prepare_cached(include_str!("history.sql"))
            .context("read a history")?;
        let mut rows = select
            .query(named_params! { ":key": register.key, ":kind": register.kind.number() })
            .context("read a history")?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next().context("read a history")? {
            let stored = crate::judge::StoredFact::read(row)?;
            let reason: Option<String> = row.get("reason").context("read a history")?;
            let Some(op) = stored.op else { continue };
            entries.push(Entry {
                fact_no: stored.fact_no,
                id: stored.id,
                seat: stored.seat,
                op,
                not_counted: reason,
                is_tip: standing.iter().any(|tip| tip.fact_no == stored.fact_no),
            });
        }
        Ok(CellHistory {
            entries,
            shown: standing.last().map(|tip| tip.fact_no),
        })
    }

    /// What was stated after its term was closed and does not count (P7), in the order it came.
    ///
    /// # Errors
    /// What the disk says.
    pub fn late_changes(&self) -> Result<Vec<Change>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached("SELECT fact_no FROM fact_state WHERE state = 'late' ORDER BY fact_no")
            .context("look for late facts")?;
        let facts: Vec<i64> = select
            .query_map([], |row| row.get("fact_no"))
            .and_then(Iterator::collect)
            .context("look for late facts")?;
        facts
            .into_iter()
            .map(|fact_no| load_change(&writer.conn, fact_no))
            .collect()
    }
}
