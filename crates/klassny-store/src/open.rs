//! Opens a replica: key, pragmas, migrations, and a rebuild where the projection has changed.
//!
//! The key is 32 raw bytes; a passphrase never comes here.

use crate::authority::Authority;
use crate::digest::Summed;
use crate::error::{Context, Error};
use crate::project::PROJECTION;
use crate::read::Read;
use crate::seals::Remembered;
use klassny_domain::change::Compartment;
use klassny_domain::ids::{DeviceId, SchoolId, SeatId};
use klassny_log::{Reader, kill_point};
use rusqlite::{Connection, OpenFlags, OptionalExtension, named_params};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) mod migrations {
    refinery::embed_migrations!("../../migrations");
}

/// Which school, and which device of it, a replica belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The school.
    pub school: SchoolId,
    /// The school's root public key: certificates of administrators chain to it.
    pub root_key: [u8; 32],
    /// This device.
    pub device: DeviceId,
    /// The device's own seat (D2).
    pub device_seat: SeatId,
}

/// Pages kept decrypted while the replica is written, KiB at most. Keys of registers are hashes,
/// so a long import touches every page of an index again and again, and each one that is not kept
/// is read, proved and decrypted anew.
pub(crate) const WRITER_CACHE_KIB: u32 = 128 * 1024;
/// Pages kept decrypted for questions, KiB at most.
const READER_CACHE_KIB: u32 = 16_000;
/// Surveys read every page once, and have no use for it afterwards.
const SURVEYOR_CACHE_KIB: u32 = 512;

/// What is needed to open a replica.
pub struct OpenStore<'a> {
    /// The file.
    pub path: &'a Path,
    /// The replica's key.
    pub key: &'a [u8; 32],
}

/// An open replica.
///
/// One connection writes, another reads, so a screen never waits for the share; a third reads what
/// takes seconds, so that neither waits for that.
pub struct Store {
    writer: Mutex<Writer>,
    reader: Mutex<Connection>,
    surveyor: Mutex<Connection>,
    seals: Mutex<Remembered>,
    summed: Mutex<Summed>,
    identity: Identity,
}

/// The writing connection and what it remembers of the control log.
pub(crate) struct Writer {
    pub(crate) conn: Connection,
    pub(crate) authority: Option<Authority>,
    pub(crate) identity: Identity,
    /// What this program understands of the log.
    pub(crate) reader: Reader,
}

impl Writer {
    /// Asks the control log as it stands now.
    pub(crate) fn with_authority<T>(
        &mut self,
        ask: impl FnOnce(&Authority) -> T,
    ) -> Result<T, Error> {
        let authority = match self.authority.take() {
            Some(authority) => authority,
            None => Authority::load(&self.conn, self.identity)?,
        };
        Ok(ask(self.authority.insert(authority)))
    }
}

impl Store {
    /// Makes a new replica for a device of a school. The file must not exist.
    ///
    /// # Errors
    /// Where the file exists, or the disk refuses.
    pub fn create(open: &OpenStore<'_>, identity: Identity) -> Result<Self, Error> {
        if open.path.exists() {
            return Err(Error::Damaged("a replica is already here".to_owned()));
        }
        let mut conn = connect(open, WRITER_CACHE_KIB)?;
        kill_point("replica.made");
        migrate(&mut conn)?;
        kill_point("replica.migrated");
        put_meta(&conn, "school", identity.school.as_bytes())?;
        put_meta(&conn, "root_key", &identity.root_key)?;
        put_meta(&conn, "device", identity.device.as_bytes())?;
        put_meta(&conn, "device_seat", identity.device_seat.as_bytes())?;
        put_meta(&conn, "projection", &PROJECTION.to_le_bytes())?;
        kill_point("replica.identified");
        Self::with(conn, readers(open)?, identity)
    }

    /// Opens a replica that `create` made.
    ///
    /// # Errors
    /// [`Error::WrongKey`], [`Error::Newer`], or what the disk says.
    pub fn open(open: &OpenStore<'_>) -> Result<Self, Error> {
        if !open.path.exists() {
            return Err(Error::Damaged("there is no replica here".to_owned()));
        }
        let mut conn = connect(open, WRITER_CACHE_KIB)?;
        migrate(&mut conn)?;
        let identity = read_identity(&conn)?;
        let store = Self::with(conn, readers(open)?, identity)?;
        store.rebuild_if_changed()?;
        Ok(store)
    }

    /// Gives back the memory that a long act of writing has taken: an import, a rebuild, many
    /// segments read at once.
    ///
    /// # Errors
    /// What the disk says.
    pub fn release_memory(&self) -> Result<(), Error> {
        self.writer()
            .conn
            .execute_batch("PRAGMA shrink_memory;")
            .context("give memory back")
    }

    pub(crate) fn with(
        conn: Connection,
        readers: [Connection; 2],
        identity: Identity,
    ) -> Result<Self, Error> {
        for reader in &readers {
            reader
                .pragma_update(None, "query_only", true)
                .context("make a reader read-only")?;
        }
        let [reader, surveyor] = readers;
        let writer = Writer {
            conn,
            authority: None,
            identity,
            reader: Reader::THIS,
        };
        Ok(Self {
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            surveyor: Mutex::new(surveyor),
            seals: Mutex::default(),
            summed: Mutex::default(),
            identity,
        })
    }

    fn rebuild_if_changed(&self) -> Result<(), Error> {
        let stored = get_meta(&self.writer().conn, "projection")?;
        match stored.as_deref() == Some(&PROJECTION.to_le_bytes()) {
            true => Ok(()),
            false => self.rebuild(),
        }
    }

    /// The school and device of the replica.
    pub const fn identity(&self) -> Identity {
        self.identity
    }

    /// Asks questions; a writer at work does not block them.
    ///
    /// # Errors
    /// Whatever the question answers with.
    pub fn read<T>(&self, ask: impl FnOnce(Read<'_>) -> Result<T, Error>) -> Result<T, Error> {
        ask_on(&self.reader, ask)
    }

    /// Asks a question that reads a great part of the replica: nobody waits for it, neither who
    /// writes nor who asks.
    pub(crate) fn survey<T>(
        &self,
        ask: impl FnOnce(Read<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        ask_on(&self.surveyor, ask)
    }

    /// Keeps a small named value that is no fact of school life: a device key, a setting.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put(&self, name: &str, value: &[u8]) -> Result<(), Error> {
        put_meta(&self.writer().conn, name, value)
    }

    /// The value kept by [`Store::put`].
    ///
    /// # Errors
    /// What the disk says.
    pub fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        get_meta(&self.writer().conn, name)
    }

    /// What is remembered of the seals. Taken before a connection, never after.
    pub(crate) fn seals_remembered(&self) -> MutexGuard<'_, Remembered> {
        self.seals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is summed up of the segments. Taken before a connection, never after.
    pub(crate) fn segments_summed(&self) -> MutexGuard<'_, Summed> {
        self.summed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The number of a compartment in the log format.
pub(crate) const fn compartment_number(compartment: Compartment) -> u8 {
    match compartment {
        Compartment::Journal => 1,
        Compartment::Personal => 2,
        Compartment::Control => 3,
    }
}

pub(crate) const fn compartment_of(number: u8) -> Option<Compartment> {
    match number {
        1 => Some(Compartment::Journal),
        2 => Some(Compartment::Personal),
        3 => Some(Compartment::Control),
        _ => None,
    }
}

fn ask_on<T>(
    conn: &Mutex<Connection>,
    ask: impl FnOnce(Read<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let conn = conn.lock().unwrap_or_else(PoisonError::into_inner);
    let tx = conn.unchecked_transaction().context("begin reading")?;
    let answer = ask(Read::new(&tx));
    tx.finish().context("end reading")?;
    answer
}

/// The connections of `read` and `survey`.
fn readers(open: &OpenStore<'_>) -> Result<[Connection; 2], Error> {
    Ok([
        connect(open, READER_CACHE_KIB)?,
        connect(open, SURVEYOR_CACHE_KIB)?,
    ])
}

pub(crate) fn connect(open: &OpenStore<'_>, cache_kib: u32) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(open.path, flags).context("open the replica")?;
    let hex: String = open.key.iter().map(|byte| format!("{byte:02x}")).collect();
    conn.pragma_update(None, "key", format!("x'{hex}'"))
        .context("give the key")?;
    // The first read tells whether the key fits.
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
        row.get::<_, i64>(0)
    })
    .context("try the key")?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;
         PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;
         PRAGMA busy_timeout = 10000;",
    )
    .and_then(|()| conn.pragma_update(None, "cache_size", -i64::from(cache_kib)))
    .context("set up the connection")?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "another library's open list"
)]
pub(crate) fn migrate(conn: &mut Connection) -> Result<(), Error> {
    let runner = migrations::migrations::runner().set_grouped(true);
    runner
        .run(conn)
        .map(|_| ())
        .map_err(|error| match error.kind() {
            refinery::error::Kind::MissingVersion(migration)
            | refinery::error::Kind::DivergentVersion(migration, _) => {
                Error::Newer(migration.to_string())
            }
            _ if is_full(&error) => Error::DiskFull,
            _ => Error::Migration(error.to_string()),
        })
}

/// Whether a cause of the error is that the disk takes no more.
fn is_full(error: &refinery::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(at) = cause {
        let sqlite = at.downcast_ref::<rusqlite::Error>();
        if sqlite.is_some_and(crate::error::is_full) {
            return true;
        }
        cause = at.source();
    }
    false
}

fn read_identity(conn: &Connection) -> Result<Identity, Error> {
    Ok(Identity {
        school: SchoolId::from_bytes(meta_bytes(conn, "school")?),
        root_key: meta_bytes(conn, "root_key")?,
        device: DeviceId::from_bytes(meta_bytes(conn, "device")?),
        device_seat: SeatId::from_bytes(meta_bytes(conn, "device_seat")?),
    })
}

fn meta_bytes<const N: usize>(conn: &Connection, name: &str) -> Result<[u8; N], Error> {
    get_meta(conn, name)?
        .and_then(|value| <[u8; N]>::try_from(value).ok())
        .ok_or_else(|| Error::Damaged(format!("the replica does not say its {name}")))
}

pub(crate) fn put_meta(conn: &Connection, key: &str, value: &[u8]) -> Result<(), Error> {
    conn.prepare_cached(
        "INSERT INTO log_meta (key, value) VALUES (:key, :value)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .and_then(|mut put| put.execute(named_params! { ":key": key, ":value": value }))
    .context("keep a value")
    .map(|_| ())
}

pub(crate) fn get_meta(conn: &Connection, key: &str) -> Result<Option<Vec<u8>>, Error> {
    conn.prepare_cached("SELECT value FROM log_meta WHERE key = :key")
        .and_then(|mut get| {
            get.query_row(named_params! { ":key": key }, |row| row.get("value"))
                .optional()
        })
        .context("read a value")
}

/// A name of the tables this program keeps: another one after any change of a migration. What was
/// made under another name by a program that is not released may not open.
pub fn schema_name() -> String {
    let runner = migrations::migrations::runner();
    let mut name = blake3::Hasher::new();
    for migration in runner.get_migrations() {
        name.update(&migration.checksum().to_le_bytes());
    }
    klassny_log::hex(name.finalize().as_bytes().get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Read;

    #[test]
    fn a_survey_holds_up_neither_a_question_nor_a_writer() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("replica.db");
        let open = OpenStore {
            path: &path,
            key: &[7; 32],
        };
        let identity = Identity {
            school: SchoolId::from_bytes([1; 16]),
            root_key: [2; 32],
            device: DeviceId::from_bytes([3; 16]),
            device_seat: SeatId::from_bytes([4; 16]),
        };
        let store = Store::create(&open, identity).unwrap();
        let counted = |read: Read<'_>| {
            let count = "SELECT count(*) FROM log_meta";
            let count = read.0.query_row(count, [], |row| row.get::<_, i64>(0));
            count.context("count")
        };
        let (before, after) = store
            .survey(|long| {
                let before = counted(Read::new(long.0))?;
                store.put("written", b"meanwhile")?;
                let asked = store.read(counted)?;
                assert_eq!(asked, before + 1);
                Ok((before, counted(long)?))
            })
            .unwrap();
        assert_eq!(before, after, "a survey sees one moment");
    }
}
