//! Which set of rules holds, and what a program may write that does not know it (P10).
//!
//! An administrator activates a set of rules from a day on. From then on a program that does not
//! know it writes nothing for people: it reads, prints, and takes part in the exchange.

use crate::authority::Authority;
use crate::error::{Context, Error};
use crate::open::Store;
use chrono::{DateTime, FixedOffset};
use klassny_domain::access::RulesetActivation;
use klassny_domain::calendar::to_local;
use rusqlite::{Connection, named_params};

impl Store {
    /// The set of rules that holds at an instant, ms of UTC.
    ///
    /// # Errors
    /// What the disk says.
    pub fn ruleset_at(&self, at_ms: i64) -> Result<u16, Error> {
        let mut writer = self.writer();
        let offset = writer.with_authority(Authority::offset)?;
        ruleset_at(&writer.conn, (at_ms, offset))
    }

    /// What was stated of sets of rules.
    ///
    /// # Errors
    /// What the disk says.
    pub fn rulesets(&self) -> Result<Vec<RulesetActivation>, Error> {
        self.read(|read| read.rulesets())
    }
}

/// The set of rules that holds at an instant: the greatest whose first day has come, at first the
/// one that came with the log.
pub(crate) fn ruleset_at(
    conn: &Connection,
    (at_ms, offset): (i64, FixedOffset),
) -> Result<u16, Error> {
    let instant = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
    let day = to_local(instant, offset).date();
    conn.prepare_cached(
        "SELECT coalesce(max(ruleset), 1) AS ruleset FROM ruleset_activation
         WHERE stands = 1 AND starts_on <= :day",
    )
    .and_then(|mut find| {
        find.query_row(named_params! { ":day": day.to_string() }, |row| row.get(0))
    })
    .context("find the rules that hold")
}

/// Refuses what a person enters where the rules that hold are not known to the program.
pub(crate) fn may_enter(
    conn: &Connection,
    authority: &Authority,
    known: u16,
    entered_ms: i64,
) -> Result<(), Error> {
    let ruleset = ruleset_at(conn, (entered_ms, authority.offset()))?;
    match ruleset > known && !klassny_log::mutant("old_programs_write") {
        true => Err(Error::OldProgram { ruleset }),
        false => Ok(()),
    }
}
