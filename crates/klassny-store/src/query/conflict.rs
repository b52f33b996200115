//! Which groups have records that two authors wrote apart, for the status line.

use crate::error::Error;
use crate::read::Read;
use crate::row::Columns;
use crate::sql::statements;
use klassny_domain::ids::GroupId;
use std::collections::HashMap;

statements! {
    CONFLICTS = include_str!("conflict.sql");
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
}
