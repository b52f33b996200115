//! A digest of the state: equal on every replica that holds the same segments (P9).
//!
//! Sums up the projected rows and what is judged of each fact, without what is this replica's own:
//! its numbers, the order of arrival, and whose acks it counts. Facts that wait for sealing count
//! too, so replicas are compared when nothing waits.

mod shared;

pub use shared::differing_tables;
pub(crate) use shared::{SUMMED, Summed};

use crate::error::{Context, Error};
use crate::open::Store;
use crate::project::TABLES;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

/// Judged of each fact, and so part of the state; `confirmed` is not: it leaves out a device's own
/// acks.
const JUDGED: &str = "fact_state";

/// What a replica shows, as numbers to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The sum of all tables.
    pub whole: [u8; 32],
    /// Each table by itself, to say where two replicas differ.
    pub tables: Vec<(&'static str, [u8; 32])>,
}

impl Digest {
    /// The tables in which two replicas differ.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let pairs = self.tables.iter().zip(&other.tables);
        pairs
            .filter(|(one, two)| one != two)
            .map(|(one, _)| one.0)
            .collect()
    }
}

impl Store {
    /// The digest of the state.
    ///
    /// # Errors
    /// What the disk says.
    pub fn digest(&self) -> Result<Digest, Error> {
        let mut writer = self.writer();
        let tx = writer.conn.transaction().context("begin a digest")?;
        let mut digest = Digest {
            whole: [0; 32],
            tables: Vec::with_capacity(TABLES.len() + 1),
        };
        for table in TABLES.iter().copied().chain([JUDGED]) {
            let sum = sum_of(&tx, table)?;
            add(
                &mut digest.whole,
                blake3::keyed_hash(&sum, table.as_bytes()),
            );
            digest.tables.push((table, sum));
        }
        tx.finish().context("end a digest")?;
        Ok(digest)
    }
}

/// The sum modulo 2^256 of the hashes of all rows of a table.
fn sum_of(conn: &Connection, table: &str) -> Result<[u8; 32], Error> {
    let sql = format!(
        "SELECT s.hash AS fact_hash, f.idx AS fact_idx, t.* FROM {table} AS t
         LEFT JOIN log_fact AS f ON f.fact_no = t.fact_no
         LEFT JOIN log_segment AS s ON s.segment_no = f.segment_no"
    );
    let mut select = conn.prepare_cached(&sql).context("read a table")?;
    let local: Vec<bool> = select
        .column_names()
        .map(|column| column == "fact_no")
        .collect();
    let mut rows = select.query([]).context("read a table")?;
    let mut sum = [0; 32];
    while let Some(row) = rows.next().context("read a table")? {
        add(&mut sum, hash_of(row, &local).context("read a row")?);
    }
    Ok(sum)
}

fn hash_of(row: &Row<'_>, local: &[bool]) -> rusqlite::Result<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    for (index, _) in local.iter().enumerate().filter(|(_, local)| !**local) {
        let (kind, bytes) = match row.get_ref(index)? {
            ValueRef::Null => (0, Vec::new()),
            ValueRef::Integer(number) => (1, number.to_le_bytes().to_vec()),
            ValueRef::Real(number) => (2, number.to_le_bytes().to_vec()),
            ValueRef::Text(bytes) => (3, bytes.to_vec()),
            ValueRef::Blob(bytes) => (4, bytes.to_vec()),
        };
        hasher.update(&[kind]);
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(&bytes);
    }
    Ok(hasher.finalize())
}

fn add(sum: &mut [u8; 32], hash: blake3::Hash) {
    let mut carry = 0_u16;
    for (byte, more) in sum.iter_mut().zip(hash.as_bytes()) {
        let [low, high] = (u16::from(*byte) + u16::from(*more) + carry).to_le_bytes();
        (*byte, carry) = (low, u16::from(high));
    }
}
