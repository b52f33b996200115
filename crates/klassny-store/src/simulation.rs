//! Replicas in memory and a look into the whole log, for the simulator (feature `simulation`).
//!
//! A replica in memory is the same tables without encryption and without a file; it is cloned from
//! a migrated template. It must hold no rule of its own.

use crate::error::{Context, Error};
use crate::open::{Identity, OpenStore, Store, migrate, put_meta};
use crate::project::PROJECTION;
use klassny_domain::access::Head;
use klassny_domain::change::FactId;
use klassny_domain::ids::SeatId;
use klassny_log::Op;
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags, named_params};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

static NEXT: AtomicU64 = AtomicU64::new(0);
static TEMPLATE: Mutex<Option<Connection>> = Mutex::new(None);

/// A fact as the log keeps it.
#[derive(Clone, Debug)]
pub struct LoggedFact {
    /// Its number in this replica.
    pub fact_no: i64,
    /// Its id; none while it waits for sealing.
    pub id: Option<FactId>,
    /// The hash of its segment.
    pub segment: Option<[u8; 32]>,
    /// Who stated it.
    pub seat: SeatId,
    /// What is stated; none where this program does not understand it.
    pub op: Option<Op>,
    /// The word of why it does not count; none where it counts.
    pub doubt: Option<String>,
}

/// A segment as the log keeps it.
#[derive(Clone, Debug)]
pub struct LoggedSegment {
    /// Its place.
    pub head: Head,
    /// prepared, published, received or locked.
    pub state: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// The key of its seat.
    pub sign_key: [u8; 32],
}

impl Store {
    /// An empty replica in memory.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn create_in_memory(identity: Identity) -> Result<Self, Error> {
        let mut template = TEMPLATE.lock().unwrap_or_else(PoisonError::into_inner);
        let migrated = match template.take() {
            Some(conn) => conn,
            None => {
                let mut conn = in_memory(&fresh_name())?;
                migrate(&mut conn)?;
                conn
            }
        };
        let name = fresh_name();
        let mut conn = in_memory(&name)?;
        copy(&migrated, &mut conn)?;
        *template = Some(migrated);
        put_meta(&conn, "school", identity.school.as_bytes())?;
        put_meta(&conn, "root_key", &identity.root_key)?;
        put_meta(&conn, "device", identity.device.as_bytes())?;
        put_meta(&conn, "device_seat", identity.device_seat.as_bytes())?;
        put_meta(&conn, "projection", &PROJECTION.to_le_bytes())?;
        Self::with(conn, [in_memory(&name)?, in_memory(&name)?], identity)
    }

    /// A copy of a replica in memory, as a backup of its disk would be.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn copy_in_memory(&self) -> Result<Self, Error> {
        let name = fresh_name();
        let mut conn = in_memory(&name)?;
        copy(&self.writer().conn, &mut conn)?;
        Self::with(
            conn,
            [in_memory(&name)?, in_memory(&name)?],
            self.identity(),
        )
    }

    /// A copy of a replica in an encrypted file that must not exist.
    ///
    /// # Errors
    /// What SQLite or the disk says.
    pub fn copy_to(&self, open: &OpenStore<'_>) -> Result<Self, Error> {
        let writer = self.writer();
        let file = writer.conn.path().map(std::path::Path::new);
        match file.filter(|file| file.is_file()) {
            Some(file) => copy_file(&writer.conn, file, open.path)?,
            None => export(&writer.conn, open)?,
        }
        drop(writer);
        Self::open(open)
    }

    /// Every fact of the log, those that wait for sealing too.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn every_fact(&self) -> Result<Vec<LoggedFact>, Error> {
        self.facts_after(0)
    }

    /// The facts that came into the log after one of this number.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn facts_after(&self, fact_no: i64) -> Result<Vec<LoggedFact>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(
                "SELECT f.fact_no, f.idx, f.seat_id, f.payload, s.hash, st.state
                 FROM log_fact AS f
                 LEFT JOIN log_segment AS s ON s.segment_no = f.segment_no
                 LEFT JOIN fact_state AS st ON st.fact_no = f.fact_no
                 WHERE f.fact_no > :after
                 ORDER BY f.fact_no",
            )
            .context("read the log")?;
        select
            .query_map(named_params! { ":after": fact_no }, |row| {
                let segment: Option<[u8; 32]> = row.get("hash")?;
                let index = row.get("idx")?;
                let payload: Vec<u8> = row.get("payload")?;
                Ok(LoggedFact {
                    fact_no: row.get("fact_no")?,
                    id: segment.map(|hash| crate::judge::fact_id(hash, index)),
                    segment,
                    seat: SeatId::from_bytes(row.get("seat_id")?),
                    op: klassny_log::decode_fact(&payload).ok(),
                    doubt: row.get("state")?,
                })
            })
            .and_then(Iterator::collect)
            .context("read the log")
    }

    /// The number of the newest fact; 0 where there is none.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn last_fact_no(&self) -> Result<i64, Error> {
        self.writer()
            .conn
            .query_row(
                "SELECT coalesce(max(fact_no), 0) FROM log_fact",
                [],
                |row| row.get(0),
            )
            .context("find the newest fact")
    }

    /// Every segment of the log with its bytes.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn every_segment(&self) -> Result<Vec<LoggedSegment>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(
                "SELECT s.seat_id, s.seq, s.hash, s.state, s.bytes, h.sign_key
                 FROM log_segment AS s JOIN log_head AS h ON h.seat_id = s.seat_id
                 ORDER BY s.seat_id, s.seq, s.hash",
            )
            .context("read segments")?;
        select
            .query_map([], |row| {
                Ok(LoggedSegment {
                    head: Head {
                        seat: SeatId::from_bytes(row.get("seat_id")?),
                        seq: row.get::<_, i64>("seq")?.cast_unsigned(),
                        hash: row.get("hash")?,
                    },
                    state: row.get("state")?,
                    bytes: row.get("bytes")?,
                    sign_key: row.get("sign_key")?,
                })
            })
            .and_then(Iterator::collect)
            .context("read segments")
    }
}

fn fresh_name() -> String {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("file:/replica-{number}?vfs=memdb")
}

fn in_memory(name: &str) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(name, flags).context("open a replica in memory")?;
    conn.execute_batch(
        "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
         PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;",
    )
    .context("set up the connection")?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

/// Copies an encrypted file as it is; the program is off while its disk is copied.
fn copy_file(conn: &Connection, from: &std::path::Path, to: &std::path::Path) -> Result<(), Error> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .context("write the log of the disk back")?;
    std::fs::copy(from, to)
        .map(drop)
        .map_err(|error| Error::Damaged(format!("copy a replica: {error}")))
}

/// Copies a replica in memory to an encrypted file: SQLite's own copy is not for encrypted ones.
fn export(conn: &Connection, open: &OpenStore<'_>) -> Result<(), Error> {
    let vfs = if cfg!(windows) { "win32" } else { "unix" };
    let uri = format!("file:{}?vfs={vfs}", open.path.display());
    let hex: String = open.key.iter().map(|byte| format!("{byte:02x}")).collect();
    let key = format!("x'{hex}'");
    conn.execute(
        "ATTACH DATABASE :uri AS copied KEY :key",
        named_params! { ":uri": uri, ":key": key },
    )
    .context("begin a copy")?;
    let done = conn.query_row("SELECT sqlcipher_export('copied')", [], |_| Ok(()));
    conn.execute_batch("DETACH DATABASE copied")
        .context("end a copy")?;
    done.context("copy a replica")
}

fn copy(from: &Connection, to: &mut Connection) -> Result<(), Error> {
    let backup = Backup::new(from, to).context("begin a copy")?;
    backup.step(-1).context("copy a replica").map(|_| ())
}
