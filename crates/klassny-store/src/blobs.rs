//! Files of homework as the replica knows them: which are here, which wait for the share, which
//! are wanted (R27).
//!
//! The encrypted bytes lie in files beside the replica, never in it: a file of ten megabytes in a
//! transaction would hold up every mark behind it. A row is written only after its bytes are safe,
//! so a row without bytes is damage and bytes without a row are rubbish.

use crate::error::{Context, Error};
use crate::keys;
use crate::open::Store;
use klassny_domain::change::Compartment;
use klassny_domain::ids::{GroupId, KeyId};
use klassny_log::CompartmentKey;
use rusqlite::{OptionalExtension, Row, named_params};

/// The key of the journal that files are sealed under now.
pub struct BlobKey {
    /// Its number.
    pub epoch: u32,
    /// Its id, where it is not the first.
    pub id: Option<KeyId>,
    /// The key.
    pub key: CompartmentKey,
}

/// Where the bytes of a file of homework are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobPlace {
    /// Attached here, not on the share yet.
    Waits,
    /// Attached here, on the share.
    Published,
    /// Read from the share.
    Received,
    /// Given up for newer ones; on the share.
    Dropped,
    /// Not here.
    Absent,
}

/// A file of homework whose bytes are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldBlob {
    /// BLAKE3 of the encrypted bytes.
    pub hash: [u8; 32],
    /// Their length.
    pub len: u64,
    /// Whether it was attached on this machine.
    pub own: bool,
}

/// A file of homework whose bytes are not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedBlob {
    /// BLAKE3 of the encrypted bytes.
    pub hash: [u8; 32],
    /// Their length, as the fact says.
    pub len: u64,
}

fn held(row: &Row<'_>) -> rusqlite::Result<HeldBlob> {
    Ok(HeldBlob {
        hash: row.get("hash")?,
        len: row.get::<_, i64>("len")?.cast_unsigned(),
        own: row.get::<_, String>("state")? != "received",
    })
}

impl Store {
    /// The key that files are sealed under now; none where it is stated and was not given to this
    /// device.
    ///
    /// # Errors
    /// What the disk says.
    pub fn blob_key(&self) -> Result<Option<BlobKey>, Error> {
        let found = keys::sealing_key(&self.writer().conn, Compartment::Journal)?;
        Ok(found.map(|found| BlobKey {
            epoch: found.epoch,
            id: found.id,
            key: found.key,
        }))
    }

    /// The key that a blob names, where it is here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn key_of_blob(&self, named: Option<KeyId>) -> Result<Option<CompartmentKey>, Error> {
        keys::opening_key(&self.writer().conn, Compartment::Journal, named)
    }

    /// Notes that the bytes of a file attached here are safe beside the replica. A file that was
    /// here already stays what it was; what was another machine's is still on the share.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_blob(&self, hash: [u8; 32], len: u64, now_ms: i64) -> Result<(), Error> {
        self.note_blob((hash, len, now_ms), "waits")
    }

    /// Notes that the bytes of another machine's file were read from the share and are safe, and
    /// gives up the oldest of such files until what is kept is within the bound. Answers with what
    /// was given up: its bytes are to be removed.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep_blob(
        &self,
        (hash, len): ([u8; 32], u64),
        bound: u64,
        now_ms: i64,
    ) -> Result<Vec<[u8; 32]>, Error> {
        self.note_blob((hash, len, now_ms), "received")?;
        let mut writer = self.writer();
        let tx = writer.conn.transaction().context("begin to make room")?;
        let over: Vec<[u8; 32]> = tx
            .prepare_cached(include_str!("blobs_over.sql"))
            .and_then(|mut select| {
                let bound = i64::try_from(bound).unwrap_or(i64::MAX);
                let rows = select.query_map(named_params! { ":bound": bound }, |row| {
                    row.get::<_, [u8; 32]>("hash")
                })?;
                rows.collect()
            })
            .context("look for files to give up")?;
        for hash in &over {
            tx.prepare_cached("UPDATE log_blob SET state = 'dropped' WHERE hash = :hash")
                .and_then(|mut drop| drop.execute(named_params! { ":hash": hash }))
                .context("give a file up")?;
        }
        tx.commit().context("finish making room")?;
        Ok(over)
    }

    fn note_blob(
        &self,
        (hash, len, now_ms): ([u8; 32], u64, i64),
        state: &str,
    ) -> Result<(), Error> {
        let writer = self.writer();
        writer
            .conn
            .prepare_cached(include_str!("note_blob.sql"))
            .and_then(|mut note| {
                note.execute(named_params! {
                    ":hash": hash, ":len": len.cast_signed(), ":state": state, ":now": now_ms,
                })
            })
            .context("note a file")
            .map(|_| ())
    }

    /// Notes that a file attached here stands on the share.
    ///
    /// # Errors
    /// What the disk says.
    pub fn note_blob_published(&self, hash: [u8; 32]) -> Result<(), Error> {
        self.writer()
            .conn
            .prepare_cached(
                "UPDATE log_blob SET state = 'published' WHERE hash = :hash AND state = 'waits'",
            )
            .and_then(|mut note| note.execute(named_params! { ":hash": hash }))
            .context("note a published file")
            .map(|_| ())
    }

    /// Files attached here that stand in the journal and not on the share yet, oldest first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn blobs_to_publish(&self) -> Result<Vec<HeldBlob>, Error> {
        self.blobs(include_str!("blobs_to_publish.sql"))
    }

    /// Files whose bytes are here and on the share, newest first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn blobs_held(&self) -> Result<Vec<HeldBlob>, Error> {
        self.blobs(include_str!("blobs_held.sql"))
    }

    /// Files read from the share of which no device has said yet that it holds them.
    ///
    /// # Errors
    /// What the disk says.
    pub fn blobs_unsaid(&self) -> Result<Vec<HeldBlob>, Error> {
        self.blobs(include_str!("blobs_unsaid.sql"))
    }

    fn blobs(&self, sql: &'static str) -> Result<Vec<HeldBlob>, Error> {
        let writer = self.writer();
        let mut select = writer.conn.prepare_cached(sql).context("list files")?;
        select
            .query_map([], held)
            .and_then(Iterator::collect)
            .context("list files")
    }

    /// Files attached to homework whose bytes were never here, those of the newest lessons first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn blobs_wanted(&self) -> Result<Vec<WantedBlob>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(include_str!("blobs_wanted.sql"))
            .context("look for files that are not here")?;
        select
            .query_map([], |row| {
                let len = row.get::<_, i64>("len")?.cast_unsigned();
                Ok(WantedBlob {
                    hash: row.get("blob")?,
                    len: len.saturating_add(klassny_log::BLOB_FRAME as u64),
                })
            })
            .and_then(Iterator::collect)
            .context("look for files that are not here")
    }

    /// Every file attached to homework that never came: of which group and day, and its name.
    ///
    /// # Errors
    /// What the disk says.
    pub fn blobs_missing(&self) -> Result<Vec<(GroupId, String, String)>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(include_str!("blobs_missing.sql"))
            .context("list files that never came")?;
        select
            .query_map([], |row| {
                let group = GroupId::from_bytes(row.get("group_id")?);
                Ok((group, row.get("date")?, row.get("name")?))
            })
            .and_then(Iterator::collect)
            .context("list files that never came")
    }

    /// Where the bytes of a file are.
    ///
    /// # Errors
    /// What the disk says.
    pub fn blob_place(&self, hash: [u8; 32]) -> Result<BlobPlace, Error> {
        let state: Option<String> = self
            .writer()
            .conn
            .prepare_cached("SELECT state FROM log_blob WHERE hash = :hash")
            .and_then(|mut find| {
                find.query_row(named_params! { ":hash": hash }, |row| row.get("state"))
                    .optional()
            })
            .context("look for a file")?;
        Ok(match state.as_deref() {
            Some("waits") => BlobPlace::Waits,
            Some("published") => BlobPlace::Published,
            Some("received") => BlobPlace::Received,
            Some(_) => BlobPlace::Dropped,
            None => BlobPlace::Absent,
        })
    }
}

#[cfg(test)]
mod tests;
