//! Keys of compartments: which are here, which one seals, and who has been given which (P11, D14).
//!
//! A key is known by the id that is made from it, so it may be taken from whatever states it; only
//! what seals is asked of facts that count. Keys are kept for ever and never leave the replica
//! unwrapped.

use crate::error::{Context, Error};
use crate::open::{Store, compartment_number, compartment_of};
use klassny_domain::access::KeyEpoch;
use klassny_domain::change::{Change, Compartment};
use klassny_domain::ids::KeyId;
use klassny_log::CompartmentKey;
use klassny_log::join::EpochKey;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

/// The key that a batch is sealed under, as its header names it.
pub(crate) struct SealingKey {
    pub(crate) epoch: u32,
    pub(crate) id: Option<KeyId>,
    pub(crate) key: CompartmentKey,
}

impl Store {
    /// Keeps the key of a compartment and epoch.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_key(
        &self,
        compartment: Compartment,
        epoch: u32,
        key: &[u8; 32],
    ) -> Result<(), Error> {
        let id = CompartmentKey::from_bytes(*key).id(compartment);
        self.writer()
            .conn
            .execute(
                "INSERT INTO log_key (key_id, compartment, epoch, key)
                 VALUES (:id, :compartment, :epoch, :key) ON CONFLICT (key_id) DO NOTHING",
                named_params! {
                    ":id": id.as_bytes(), ":compartment": compartment_number(compartment),
                    ":epoch": epoch, ":key": key,
                },
            )
            .context("keep a key")
            .map(|_| ())
    }

    /// Every compartment key held: compartment, epoch, key.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keys(&self) -> Result<Vec<(Compartment, u32, [u8; 32])>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare(
                "SELECT compartment, epoch, key FROM log_key ORDER BY compartment, epoch, key_id",
            )
            .context("read keys")?;
        let rows: Vec<(u8, u32, [u8; 32])> = select
            .query_map([], |row| {
                Ok((row.get("compartment")?, row.get("epoch")?, row.get("key")?))
            })
            .and_then(Iterator::collect)
            .context("read keys")?;
        Ok(rows
            .into_iter()
            .filter_map(|(number, epoch, key)| Some((compartment_of(number)?, epoch, key)))
            .collect())
    }

    /// The key of an id, where it is here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn key(&self, id: KeyId) -> Result<Option<EpochKey>, Error> {
        self.writer()
            .conn
            .prepare_cached("SELECT compartment, epoch, key FROM log_key WHERE key_id = :id")
            .and_then(|mut find| {
                find.query_row(named_params! { ":id": id.as_bytes() }, |row| {
                    let key = CompartmentKey::from_bytes(row.get("key")?);
                    let compartment = compartment_of(row.get("compartment")?);
                    let epoch = row.get("epoch")?;
                    Ok(compartment.map(|compartment| EpochKey {
                        compartment,
                        epoch,
                        key,
                    }))
                })
                .optional()
            })
            .map(Option::flatten)
            .context("find a key")
    }

    /// What states keys that are not here, whoever states it: it may be wrapped to this device.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unheld_epochs(&self) -> Result<Vec<KeyEpoch>, Error> {
        epochs(&self.writer().conn, include_str!("unheld_epochs.sql"))
    }

    /// What states keys and counts, in the order it came here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn epochs(&self) -> Result<Vec<KeyEpoch>, Error> {
        epochs(&self.writer().conn, include_str!("valid_epochs.sql"))
    }

    /// The greatest number that a key may have: each statement adds one at most to the first. One
    /// beyond is made up, and is passed over, or nobody could go beyond it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn greatest_epoch(&self) -> Result<u32, Error> {
        let stated: i64 = self
            .writer()
            .conn
            .prepare_cached(
                "SELECT count(DISTINCT register_key) AS stated FROM log_fact WHERE kind = 130",
            )
            .and_then(|mut count| count.query_row([], |row| row.get("stated")))
            .context("count stated keys")?;
        let stated = u32::try_from(stated).unwrap_or(u32::MAX);
        Ok(KeyEpoch::FIRST.saturating_add(stated))
    }

    /// Segments of a compartment kept unopened because their key is not here; a part of
    /// `locked_count`.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keyless_count(&self, compartment: Compartment) -> Result<u64, Error> {
        self.writer()
            .conn
            .prepare_cached(
                "SELECT count(*) AS locked FROM log_segment
                 WHERE state = 'locked' AND newer = 0 AND compartment = :compartment",
            )
            .and_then(|mut count| {
                let number = compartment_number(compartment);
                let params = named_params! { ":compartment": number };
                count.query_row(params, |row| row.get::<_, i64>("locked"))
            })
            .context("count locked segments")
            .map(i64::cast_unsigned)
    }

    /// Whether facts of the personal compartment wait for sealing.
    ///
    /// # Errors
    /// What the disk says.
    pub fn has_personal_outbox(&self) -> Result<bool, Error> {
        self.writer()
            .conn
            .prepare_cached(
                "SELECT 1 FROM log_fact WHERE segment_no IS NULL AND kind IN (25, 30, 31)",
            )
            .and_then(|mut find| find.exists([]))
            .context("look for personal cards that wait")
    }

    /// Whether facts of a compartment cannot be sealed: its key is stated and was not given to this
    /// device.
    ///
    /// # Errors
    /// What the disk says.
    pub fn lacks_sealing_key(&self, compartment: Compartment) -> Result<bool, Error> {
        let writer = self.writer();
        Ok(sealing_key(&writer.conn, compartment)?.is_none())
    }
}

fn epochs(conn: &Connection, sql: &str) -> Result<Vec<KeyEpoch>, Error> {
    let mut select = conn.prepare_cached(sql).context("read stated keys")?;
    let payloads: Vec<Vec<u8>> = select
        .query_map([], |row| row.get("payload"))
        .and_then(Iterator::collect)
        .context("read stated keys")?;
    Ok(payloads
        .iter()
        .filter_map(|payload| klassny_log::decode_fact(payload).ok())
        .filter_map(|op| {
            let Change::KeyEpoch(stated) = op.change else {
                return None;
            };
            Some(stated)
        })
        .collect())
}

/// The key that opens a segment: its compartment's first, or the one its header names.
pub(crate) fn opening_key(
    conn: &Connection,
    compartment: Compartment,
    named: Option<KeyId>,
) -> Result<Option<CompartmentKey>, Error> {
    let Some(id) = named else {
        return first_key(conn, compartment);
    };
    conn.prepare_cached("SELECT key FROM log_key WHERE key_id = :id AND compartment = :compartment")
        .and_then(|mut find| {
            let number = compartment_number(compartment);
            let params = named_params! { ":id": id.as_bytes(), ":compartment": number };
            find.query_row(params, key_column).optional()
        })
        .context("find a key")
}

/// The key that facts of a compartment are sealed under now; none where it is stated, and was not
/// given to this device.
pub(crate) fn sealing_key(
    conn: &Connection,
    compartment: Compartment,
) -> Result<Option<SealingKey>, Error> {
    let newest: Option<(u32, [u8; 16])> = conn
        .prepare_cached(include_str!("newest_epoch.sql"))
        .and_then(|mut find| {
            let number = compartment_number(compartment);
            find.query_row(named_params! { ":compartment": number }, |row| {
                Ok((row.get("epoch")?, row.get("register_key")?))
            })
            .optional()
        })
        .context("find the newest key")?;
    let Some((epoch, id)) = newest else {
        return key_for_all(conn, compartment);
    };
    let id = KeyId::from_bytes(id);
    let key = opening_key(conn, compartment, Some(id))?;
    Ok(key.map(|key| SealingKey {
        epoch,
        id: Some(id),
        key,
    }))
}

/// The first key of a compartment: every device that was ever let in has it, and what states keys
/// is sealed under it.
pub(crate) fn key_for_all(
    conn: &Connection,
    compartment: Compartment,
) -> Result<Option<SealingKey>, Error> {
    let key = first_key(conn, compartment)?;
    Ok(key.map(|key| SealingKey {
        epoch: KeyEpoch::FIRST,
        id: None,
        key,
    }))
}

fn first_key(conn: &Connection, compartment: Compartment) -> Result<Option<CompartmentKey>, Error> {
    conn.prepare_cached(
        "SELECT key FROM log_key WHERE compartment = :compartment AND epoch = 1
         ORDER BY key_id LIMIT 1",
    )
    .and_then(|mut find| {
        let number = compartment_number(compartment);
        find.query_row(named_params! { ":compartment": number }, key_column)
            .optional()
    })
    .context("find a first key")
}

fn key_column(row: &Row<'_>) -> rusqlite::Result<CompartmentKey> {
    row.get("key").map(CompartmentKey::from_bytes)
}
