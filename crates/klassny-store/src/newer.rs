//! What an older program kept of a newer one's segments, and how it is read once the program knows
//! it (P10).
//!
//! The bytes of every segment are here, so nothing is lost by waiting. After an update what was not
//! understood is read again from them and every row is made anew, which gives what a machine that
//! had this program from the start has.

use crate::digest::SUMMED;
use crate::error::{Context, Error};
use crate::kept::Kept;
use crate::keys;
use crate::open::{Store, get_meta, put_meta};
use crate::rebuild::rebuild_rows;
use crate::receive::{Receiving, is_service, note_read, take_authority};
use crate::tips::encode_ids;
use klassny_log::{Envelope, FactOrUnknown, Opened, Reader, Verified, kill_point};
use rusqlite::{Connection, named_params};

/// Under which name the replica keeps what the program understood that read it last.
const READ_BY: &str = "read_by";

/// What a newer program made and this one does not understand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Newer {
    /// Segments kept unopened.
    pub segments: u64,
    /// Facts of other segments that are kept without being understood.
    pub facts: u64,
}

impl Store {
    /// Reads the log as a program that understands this much of it. Where another program read it
    /// last, what that one did not understand is read again, in one transaction.
    ///
    /// # Errors
    /// What the disk says; nothing is changed then.
    pub fn read_as(self, reader: Reader) -> Result<Self, Error> {
        {
            let mut writer = self.writer();
            writer.reader = reader;
            let signature = signature(&reader);
            if get_meta(&writer.conn, READ_BY)?.as_deref() != Some(&signature[..]) {
                drop(writer);
                self.read_again(&signature)?;
            }
        }
        Ok(self)
    }

    /// What a newer program made and this one does not understand.
    ///
    /// # Errors
    /// What the disk says.
    pub fn newer(&self) -> Result<Newer, Error> {
        self.read(|read| {
            read.0
                .prepare_cached(include_str!("newer.sql"))
                .and_then(|mut count| {
                    count.query_row([], |row| {
                        Ok(Newer {
                            segments: row.get::<_, i64>("segments")?.cast_unsigned(),
                            facts: row.get::<_, i64>("facts")?.cast_unsigned(),
                        })
                    })
                })
                .context("count what a newer program made")
        })
    }

    fn read_again(&self, signature: &[u8]) -> Result<(), Error> {
        let mut writer = self.writer();
        let writer = &mut *writer;
        let authority = take_authority(writer)?;
        let tx = writer.conn.transaction().context("begin to read again")?;
        let newer = newer_segments(&tx)?;
        let mut receiving = Receiving::new(&tx, (writer.identity, writer.reader), authority);
        for waiting in &newer {
            let segment = Envelope::parse(&waiting.bytes)?;
            let segment = segment.verify(writer.identity.school, &waiting.sign_key)?;
            match waiting.locked {
                true => {
                    receiving.open_or_quarantine(&segment, waiting.segment_no)?;
                }
                false => refresh(&tx, &writer.reader, (&segment, waiting.segment_no))?,
            }
        }
        drop(receiving);
        // Files that no program could read are tried again at once.
        tx.execute("DELETE FROM log_bad WHERE reason = 'too_new'", [])
            .context("forget files that were too new")?;
        if !newer.is_empty() {
            put_meta(&tx, SUMMED, &[])?;
            writer.authority = Some(rebuild_rows(&tx, writer.identity)?);
        }
        kill_point("newer.read_again");
        put_meta(&tx, READ_BY, signature)?;
        tx.commit().context("finish to read again")?;
        kill_point("newer.done");
        Ok(())
    }
}

/// What tells one program from another: its version, and what it understands.
fn signature(reader: &Reader) -> Vec<u8> {
    let lacks: Vec<u16> = reader.lacks.iter().map(|kind| kind.number()).collect();
    format!(
        "{} format {} rules {} without {lacks:?}",
        env!("CARGO_PKG_VERSION"),
        reader.format,
        reader.ruleset
    )
    .into_bytes()
}

/// A segment that was not understood wholly.
struct Waiting {
    segment_no: i64,
    locked: bool,
    bytes: Vec<u8>,
    sign_key: [u8; 32],
}

fn newer_segments(conn: &Connection) -> Result<Vec<Waiting>, Error> {
    conn.prepare(include_str!("newer_segments.sql"))
        .and_then(|mut select| {
            select
                .query_map([], |row| {
                    Ok(Waiting {
                        segment_no: row.get("segment_no")?,
                        locked: row.get("locked")?,
                        bytes: row.get("bytes")?,
                        sign_key: row.get("sign_key")?,
                    })
                })
                .and_then(Iterator::collect)
        })
        .context("read what a newer program made")
}

/// Reads the facts of a segment anew, each in its place.
fn refresh(
    conn: &Connection,
    reader: &Reader,
    (segment, segment_no): (&Verified, i64),
) -> Result<(), Error> {
    let header = segment.header();
    let Some(compartment) = header.known_compartment() else {
        return Ok(());
    };
    let Some(key) = keys::opening_key(conn, compartment, header.key)? else {
        return Ok(());
    };
    let Opened { facts, whole } = segment.open_as(reader, &key)?;
    note_read(conn, segment_no, (is_service(&facts), !whole))?;
    for (index, read) in (0_u16..).zip(facts) {
        keep_again(conn, (segment_no, index), read)?;
    }
    Ok(())
}

fn keep_again(
    conn: &Connection,
    (segment_no, index): (i64, u16),
    read: FactOrUnknown,
) -> Result<(), Error> {
    let fact = Kept::of(read)?;
    conn.prepare_cached(include_str!("keep_again.sql"))
        .and_then(|mut update| {
            update.execute(named_params! {
                ":segment_no": segment_no,
                ":idx": index,
                ":kind": fact.kind,
                ":register_key": fact.register_key,
                ":batch_id": fact.batch.map(|batch| *batch.as_bytes()),
                ":entered_ms": fact.entered_ms,
                ":base": encode_ids(&fact.base),
                ":payload": fact.payload,
            })
        })
        .context("keep a fact again")
        .map(|_| ())
}
