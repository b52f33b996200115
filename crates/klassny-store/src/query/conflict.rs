//! Which records two authors wrote apart: how many of each group for the status line, and which.

use crate::error::Error;
use crate::read::Read;
use crate::row::{Columns, damaged};
use crate::sql::statements;
use klassny_domain::change::{Kind, Register};
use klassny_domain::ids::GroupId;
use std::collections::HashMap;

statements! {
    CONFLICTS = include_str!("conflict.sql");
    TORN = include_str!("torn.sql");
}

impl Read<'_> {
    /// How many records of each group stand in conflict; groups without one are left out.
    pub fn conflicts(&self) -> Result<HashMap<GroupId, u64>, Error> {
        let rows = self.rows(CONFLICTS, &[], |row| {
            let count: i64 = row.raw("conflicts")?;
            Ok((
                row.id("group_id")?,
                u64::try_from(count).unwrap_or_default(),
            ))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// Every register of the journal that stands in conflict, with its group.
    pub fn torn(&self) -> Result<Vec<(Register, GroupId)>, Error> {
        self.rows(TORN, &[], |row| {
            let kind = Kind::from_number(row.number("kind")?).ok_or_else(|| damaged("kind"))?;
            let key = row.bytes("register_key")?;
            Ok((Register { kind, key }, row.id("group_id")?))
        })
    }
}
