//! What the exchange through the share asks of a replica: which segments are here, which wait,
//! which are missing. No file is touched here; a segment is known by its place and hash.

use crate::authority::forked_seats;
use crate::error::{Context, Error};
use crate::open::Store;
use klassny_domain::access::Head;
use klassny_domain::ids::SeatId;
use rusqlite::{OptionalExtension, Row, named_params};

/// A segment of this replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldSegment {
    /// Its place in its chain.
    pub head: Head,
    /// The length of the file, bytes.
    pub len: u64,
    /// Whether another device has acknowledged it (D7).
    pub confirmed: bool,
}

/// A file of the share that could not be taken (P5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRecord {
    /// Its name on the share.
    pub name: String,
    /// A word for the reason.
    pub reason: String,
    /// First seen, ms.
    pub first_seen_ms: i64,
    /// Last tried, ms.
    pub last_tried_ms: i64,
    /// How many times.
    pub tries: u32,
}

fn head(row: &Row<'_>) -> rusqlite::Result<Head> {
    Ok(Head {
        seat: SeatId::from_bytes(row.get("seat_id")?),
        seq: row.get::<_, i64>("seq")?.cast_unsigned(),
        hash: row.get("hash")?,
    })
}

impl Store {
    /// Sealed segments that are not on the share yet, in the order of each chain.
    ///
    /// # Errors
    /// What the disk says.
    pub fn prepared(&self) -> Result<Vec<(Head, Vec<u8>)>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(
                "SELECT seat_id, seq, hash, bytes FROM log_segment WHERE state = 'prepared'
                 ORDER BY seat_id, seq",
            )
            .context("read prepared segments")?;
        select
            .query_map([], |row| Ok((head(row)?, row.get("bytes")?)))
            .and_then(Iterator::collect)
            .context("read prepared segments")
    }

    /// Notes that a prepared segment stands on the share.
    ///
    /// # Errors
    /// What the disk says.
    pub fn note_published(&self, hash: [u8; 32]) -> Result<(), Error> {
        self.writer()
            .conn
            .prepare_cached(
                "UPDATE log_segment SET state = 'published'
                 WHERE hash = :hash AND state = 'prepared'",
            )
            .and_then(|mut update| update.execute(named_params! { ":hash": hash }))
            .context("note a published segment")
            .map(|_| ())
    }

    /// Every segment of a seat that is here, by number.
    ///
    /// # Errors
    /// What the disk says.
    pub fn segments_of(&self, seat: SeatId) -> Result<Vec<HeldSegment>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(include_str!("segments_of.sql"))
            .context("list segments")?;
        select
            .query_map(named_params! { ":seat_id": seat.as_bytes() }, |row| {
                Ok(HeldSegment {
                    head: head(row)?,
                    len: row.get::<_, i64>("len")?.cast_unsigned(),
                    confirmed: row.get("confirmed")?,
                })
            })
            .and_then(Iterator::collect)
            .context("list segments")
    }

    /// When the newest segment of a seat was sealed here or came here, ms.
    ///
    /// # Errors
    /// What the disk says.
    pub fn newest_segment_ms(&self, seat: SeatId) -> Result<Option<i64>, Error> {
        self.writer()
            .conn
            .prepare_cached(
                "SELECT received_at FROM log_segment
                 WHERE seat_id = :seat_id ORDER BY seq DESC LIMIT 1",
            )
            .and_then(|mut find| {
                let params = named_params! { ":seat_id": seat.as_bytes() };
                find.query_row(params, |row| row.get("received_at"))
                    .optional()
            })
            .context("find the newest segment")
    }

    /// Whether the chain of a seat has branches: two copies of one disk wrote under it (P10).
    ///
    /// # Errors
    /// What the disk says.
    pub fn is_forked(&self, seat: SeatId) -> Result<bool, Error> {
        Ok(forked_seats(&self.writer().conn)?.contains(&seat))
    }

    /// The newest segment of a seat that stands on the share.
    ///
    /// # Errors
    /// What the disk says.
    pub fn newest_published(&self, seat: SeatId) -> Result<Option<Head>, Error> {
        self.writer()
            .conn
            .prepare_cached(
                "SELECT seat_id, seq, hash FROM log_segment
                 WHERE seat_id = :seat_id AND state <> 'prepared' ORDER BY seq DESC LIMIT 1",
            )
            .and_then(|mut find| {
                find.query_row(named_params! { ":seat_id": seat.as_bytes() }, head)
                    .optional()
            })
            .context("find the newest segment")
    }

    /// The seats of which any segment is here, with the highest number held.
    ///
    /// # Errors
    /// What the disk says.
    pub fn known_seats(&self) -> Result<Vec<(SeatId, u64)>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(
                "SELECT h.seat_id, (SELECT max(s.seq) FROM log_segment AS s
                 WHERE s.seat_id = h.seat_id) AS seq FROM log_head AS h ORDER BY h.seat_id",
            )
            .context("list seats")?;
        select
            .query_map([], |row| {
                let seq = row.get::<_, Option<i64>>("seq")?.unwrap_or_default();
                Ok((SeatId::from_bytes(row.get("seat_id")?), seq.cast_unsigned()))
            })
            .and_then(Iterator::collect)
            .context("list seats")
    }

    /// Predecessors that segments here name and that are not here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn missing(&self) -> Result<Vec<Head>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(include_str!("missing.sql"))
            .context("look for gaps")?;
        select
            .query_map([], head)
            .and_then(Iterator::collect)
            .context("look for gaps")
    }

    /// Whether a segment is here; its bytes are not read, for a pass asks of every file it sees.
    ///
    /// # Errors
    /// What the disk says.
    pub fn has_segment(&self, seat: SeatId, seq: u64, short: [u8; 16]) -> Result<bool, Error> {
        self.writer()
            .conn
            .prepare_cached(
                "SELECT count(*) AS held FROM log_segment
                 WHERE seat_id = :seat_id AND seq = :seq AND substr(hash, 1, 16) = :short",
            )
            .and_then(|mut find| {
                let params = named_params! {
                    ":seat_id": seat.as_bytes(), ":seq": seq.cast_signed(), ":short": short,
                };
                find.query_row(params, |row| row.get::<_, i64>("held"))
            })
            .context("look for a segment")
            .map(|held| held > 0)
    }

    /// The bytes of a segment of a seat whose hash begins so.
    ///
    /// # Errors
    /// What the disk says.
    pub fn segment_bytes(
        &self,
        seat: SeatId,
        seq: u64,
        short: [u8; 16],
    ) -> Result<Option<Vec<u8>>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(
                "SELECT hash, bytes FROM log_segment WHERE seat_id = :seat_id AND seq = :seq",
            )
            .context("read a segment")?;
        let found: Vec<([u8; 32], Vec<u8>)> = select
            .query_map(
                named_params! { ":seat_id": seat.as_bytes(), ":seq": seq.cast_signed() },
                |row| Ok((row.get("hash")?, row.get("bytes")?)),
            )
            .and_then(Iterator::collect)
            .context("read a segment")?;
        Ok(found
            .into_iter()
            .find(|(hash, _)| klassny_log::short(hash) == short)
            .map(|it| it.1))
    }

    /// The signing key of a seat that the log certifies, revoked ones included.
    ///
    /// # Errors
    /// What the disk says.
    pub fn seat_key(&self, seat: SeatId) -> Result<Option<[u8; 32]>, Error> {
        let mut writer = self.writer();
        writer.with_authority(|authority| authority.keys.get(&seat).copied())
    }

    /// Whether a seat is an administrator's: certified by the root key (D13).
    ///
    /// # Errors
    /// What the disk says.
    pub fn is_administrator(&self, seat: SeatId) -> Result<bool, Error> {
        self.writer()
            .with_authority(|authority| authority.is_administrator(seat))
    }

    /// Keeps the root's certificate of an administrator's seat before any segment of it is here.
    ///
    /// # Errors
    /// What the disk says, or a certificate that cannot be read.
    pub fn put_certificate(&self, certificate: &[u8]) -> Result<(), Error> {
        let seat = klassny_log::decode_certificate(certificate)?;
        let mut writer = self.writer();
        writer.authority = None;
        writer
            .conn
            .execute(
                include_str!("note_certificate.sql"),
                named_params! {
                    ":seat_id": seat.seat.as_bytes(),
                    ":sign_key": seat.sign_key,
                    ":certificate": certificate,
                },
            )
            .context("keep a certificate")
            .map(|_| ())
    }

    /// The root's certificate of a seat, where it is an administrator's.
    ///
    /// # Errors
    /// What the disk says.
    pub fn certificate_of(&self, seat: SeatId) -> Result<Option<Vec<u8>>, Error> {
        self.writer()
            .conn
            .prepare_cached("SELECT certificate FROM log_head WHERE seat_id = :seat_id")
            .and_then(|mut find| {
                find.query_row(named_params! { ":seat_id": seat.as_bytes() }, |row| {
                    row.get::<_, Option<Vec<u8>>>("certificate")
                })
                .optional()
            })
            .context("read a certificate")
            .map(Option::flatten)
    }

    /// The certificates by the root key that are here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn certificates(&self) -> Result<Vec<Vec<u8>>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(
                "SELECT certificate FROM log_head WHERE certificate IS NOT NULL ORDER BY seat_id",
            )
            .context("read certificates")?;
        select
            .query_map([], |row| row.get("certificate"))
            .and_then(Iterator::collect)
            .context("read certificates")
    }

    /// Heads of other devices' seats that no device has acknowledged and that hold more than acks.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unacked(&self, own: &[SeatId]) -> Result<Vec<Head>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(include_str!("unacked.sql"))
            .context("look for news")?;
        let mut heads: Vec<Head> = select
            .query_map([], head)
            .and_then(Iterator::collect)
            .context("look for news")?;
        let mut select = writer
            .conn
            .prepare_cached(include_str!("unacked_branches.sql"))
            .context("look for news of branches")?;
        for seat in forked_seats(&writer.conn)? {
            let branches = select
                .query_map(named_params! { ":seat_id": seat.as_bytes() }, head)
                .context("look for news of branches")?;
            for branch in branches {
                heads.push(branch.context("look for news of branches")?);
            }
        }
        Ok(heads
            .into_iter()
            .filter(|head| !own.contains(&head.seat))
            .collect())
    }

    /// Facts and segments kept without counting.
    ///
    /// # Errors
    /// What the disk says.
    pub fn doubtful_count(&self) -> Result<u64, Error> {
        self.writer()
            .conn
            .query_row(
                "SELECT (SELECT count(*) FROM fact_state)
                    + (SELECT count(*) FROM log_segment
                        WHERE state = 'locked' AND (newer = 1 OR compartment <> 2)) AS doubtful",
                [],
                |row| row.get::<_, i64>("doubtful"),
            )
            .context("count doubtful facts")
            .map(i64::cast_unsigned)
    }

    /// The files that could not be taken.
    ///
    /// # Errors
    /// What the disk says.
    pub fn bad_files(&self) -> Result<Vec<BadRecord>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(
                "SELECT name, reason, first_seen_at, last_tried_at, try_count FROM log_bad
                 ORDER BY name",
            )
            .context("list bad files")?;
        select
            .query_map([], |row| {
                Ok(BadRecord {
                    name: row.get("name")?,
                    reason: row.get("reason")?,
                    first_seen_ms: row.get("first_seen_at")?,
                    last_tried_ms: row.get("last_tried_at")?,
                    tries: row.get("try_count")?,
                })
            })
            .and_then(Iterator::collect)
            .context("list bad files")
    }

    /// Keeps what is known of a file that could not be taken.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_bad(&self, bad: &BadRecord) -> Result<(), Error> {
        self.writer()
            .conn
            .execute(
                include_str!("put_bad.sql"),
                named_params! {
                    ":name": bad.name,
                    ":reason": bad.reason,
                    ":first": bad.first_seen_ms,
                    ":last": bad.last_tried_ms,
                    ":tries": bad.tries,
                },
            )
            .context("note a bad file")
            .map(|_| ())
    }

    /// Forgets a file that is bad no more.
    ///
    /// # Errors
    /// What the disk says.
    pub fn clear_bad(&self, name: &str) -> Result<(), Error> {
        self.writer()
            .conn
            .execute(
                "DELETE FROM log_bad WHERE name = :name",
                named_params! { ":name": name },
            )
            .context("forget a bad file")
            .map(|_| ())
    }
}
