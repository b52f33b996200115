//! What is new in the log: since a person was here last, and of the whole replica.

use crate::aside::{LogFact, read_all};
use crate::error::{Context, Error};
use crate::open::Store;
use rusqlite::{OptionalExtension, named_params};

/// The most facts that are looked through for what changed while a person was away.
pub const NEWS_MAX: u32 = 20_000;

impl Store {
    /// The number of the newest fact of this replica; 0 where there is none.
    ///
    /// # Errors
    /// What the disk says.
    pub fn newest_fact(&self) -> Result<i64, Error> {
        self.writer()
            .conn
            .query_row(
                "SELECT coalesce(max(fact_no), 0) AS newest FROM log_fact",
                [],
                |row| row.get("newest"),
            )
            .context("find the newest fact")
    }

    /// The facts of the journal, closings, permits and remarks that came after a fact and count,
    /// newest first, at most [`NEWS_MAX`].
    ///
    /// # Errors
    /// What the disk says.
    pub fn stated_since(&self, fact_no: i64) -> Result<Vec<LogFact>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(include_str!("stated_since.sql"))
            .context("read what is new")?;
        let rows = select
            .query(named_params! { ":since": fact_no, ":most": NEWS_MAX })
            .context("read what is new")?;
        read_all(rows)
    }

    /// Entries of the journal's pages that were entered or came here since an instant and count,
    /// newest first, at most [`NEWS_MAX`]; imported ones are left out.
    ///
    /// # Errors
    /// What the disk says.
    pub fn stated_or_came(&self, since_ms: i64) -> Result<Vec<LogFact>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(include_str!("stated_or_came.sql"))
            .context("read what came")?;
        let rows = select
            .query(named_params! { ":since": since_ms, ":most": NEWS_MAX })
            .context("read what came")?;
        read_all(rows)
    }

    /// When the newest segment came here or was sealed here, ms of UTC; none in an empty replica.
    ///
    /// # Errors
    /// What the disk says.
    pub fn newest_ms(&self) -> Result<Option<i64>, Error> {
        self.writer()
            .conn
            .prepare_cached("SELECT received_at FROM log_segment ORDER BY segment_no DESC LIMIT 1")
            .and_then(|mut find| find.query_row([], |row| row.get("received_at")).optional())
            .context("find the newest segment")
    }

    /// Segments kept unopened: their key is not here, or a newer program made them.
    ///
    /// # Errors
    /// What the disk says.
    pub fn locked_count(&self) -> Result<u64, Error> {
        self.writer()
            .conn
            .prepare_cached("SELECT count(*) AS locked FROM log_segment WHERE state = 'locked'")
            .and_then(|mut count| count.query_row([], |row| row.get::<_, i64>("locked")))
            .context("count locked segments")
            .map(i64::cast_unsigned)
    }
}
