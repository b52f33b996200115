//! What is asked of a replica: one connection, read only, behind a name of our own.
//!
//! No type of the SQL library leaves here.

use crate::error::{Context, Error};
use crate::project::Noun;
use crate::row::Columns;
use rusqlite::{Connection, Row, ToSql};

/// Answers questions about the journal, all at one moment of it.
///
/// Every question fails only where the disk does, or where the replica is damaged.
#[derive(Clone, Copy)]
pub struct Read<'a>(pub(crate) &'a Connection);

/// The value of a register, and how surely it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing<T> {
    /// The value.
    pub value: T,
    /// The number of its fact in this replica, for its history.
    pub fact_no: i64,
    /// How many facts of the register no other replaces; more than one is a conflict.
    pub tips: u32,
}

impl<T> Standing<T> {
    /// Whether people have to choose between several values.
    pub const fn is_conflict(&self) -> bool {
        self.tips > 1
    }
}

/// A parameter of a statement, by name.
pub(crate) type Param<'a> = (&'a str, &'a dyn ToSql);

impl<'a> Read<'a> {
    pub(crate) const fn new(conn: &'a Connection) -> Self {
        Self(conn)
    }

    /// Every noun that a `select!` finds.
    pub(crate) fn all<T: Noun>(
        &self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Vec<T>, Error> {
        self.rows(sql, params, T::read)
    }

    /// The first noun that a `select!` finds.
    pub(crate) fn one<T: Noun>(
        &self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Option<T>, Error> {
        Ok(self.all(sql, params)?.into_iter().next())
    }

    /// Every noun that a `select!` finds, with how surely it stands.
    pub(crate) fn standing<T: Noun>(
        &self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Vec<Standing<T>>, Error> {
        self.rows(sql, params, |row| {
            Ok(Standing {
                value: T::read(row)?,
                fact_no: row.raw("fact_no")?,
                tips: row.raw("tips")?,
            })
        })
    }

    /// Whatever is read of every row that a statement finds.
    pub(crate) fn rows<T>(
        &self,
        sql: &'static str,
        params: &[Param<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut select = self.0.prepare_cached(sql).context("prepare a question")?;
        let mut rows = select.query(params).context("ask a question")?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().context("read an answer")? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}
