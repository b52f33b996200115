//! Questions about facts as facts: when, from which seat, and how far they have got.
//!
//! Asked for a whole spread at once, so that a cell's corner can show what is not sent yet.

use crate::error::Error;
use crate::read::Read;
use crate::row::Columns;
use crate::sql::statements;
use crate::state::Saved;
use klassny_domain::ids::SeatId;
use rusqlite::{Row, named_params};
use std::collections::HashMap;

statements! {
    STAMPS = include_str!("stamp.sql");
}

/// When and from where a fact was stated, and how far it has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The seat it was stated from.
    pub seat: SeatId,
    /// When it was entered, by the workstation's clock, ms of UTC.
    pub entered_ms: i64,
    /// When its segment came here, or was sealed here, ms of UTC; none while it waits unsealed.
    pub received_ms: Option<i64>,
    /// Whether it was imported from a file (D9).
    pub imported: bool,
    /// How safe it is.
    pub saved: Saved,
}

impl Read<'_> {
    /// The stamps of facts by their numbers in this replica.
    pub fn stamps(
        &self,
        facts: impl IntoIterator<Item = i64>,
    ) -> Result<HashMap<i64, Stamp>, Error> {
        let facts = serde_json::Value::from_iter(facts).to_string();
        let stamps = self.rows(STAMPS, named_params! { ":facts": facts }, read_stamp)?;
        Ok(stamps.into_iter().collect())
    }
}

fn read_stamp(row: &Row<'_>) -> Result<(i64, Stamp), Error> {
    let state: Option<String> = row.raw("state")?;
    let saved = match state.as_deref() {
        None | Some("prepared") => Saved::Here,
        Some(_) if row.flag("is_confirmed")? => Saved::Confirmed,
        Some(_) => Saved::Sent,
    };
    let stamp = Stamp {
        seat: row.id("seat_id")?,
        entered_ms: row.raw("entered_ms")?,
        received_ms: row.raw("received_at")?,
        imported: row.flag("imported")?,
        saved,
    };
    Ok((row.raw("fact_no")?, stamp))
}
