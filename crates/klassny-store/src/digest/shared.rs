//! The digest that machines tell each other: of what they show, over exactly which segments (P9).
//!
//! Attestations count neither among the segments nor among the rows: each pass brings some, and
//! two machines would never hold the same.

use super::{add, sum_of};
use crate::error::{Context, Error};
use crate::open::Store;
use crate::project::{PROJECTION, TABLES};
use crate::read::Read;
use klassny_domain::change::Compartment;
use klassny_domain::ids::DeviceId;
use klassny_domain::witness::StateDigest;
use rusqlite::Connection;

/// Under which name the replica keeps what it summed up of its segments.
pub(crate) const SUMMED: &str = "segments_summed";
/// Tables of what devices attest.
const ATTESTED: &[&str] = &["ack", "seal", "state_digest", "pack_verified", "file_held"];
/// Tables of the personal compartment.
const PERSONAL: &[&str] = &[
    "staff_card",
    "pupil_card",
    "guardian",
    "information_form",
    "family_duty",
    "letter",
];
/// Tables of the control log.
const CONTROL: &[&str] = &[
    "regulation",
    "staff_member",
    "role_grant",
    "class_teacher",
    "load",
    "substitution",
    "slot_waiver",
    "term_close",
    "term_reopen",
    "year_close",
    "year_reopen",
    "permit",
    "remark",
    "acceptance",
    "permit_decline",
    "plan_approval",
    "device_enrolment",
    "seat_certificate",
    "invitation",
    "seat_revocation",
    "revocation_cosign",
    "key_epoch",
    "ruleset_activation",
    "seal_void",
];
/// The name of what is judged of the facts of each compartment.
const JUDGED: [(&str, Compartment); 3] = [
    ("judged_journal", Compartment::Journal),
    ("judged_personal", Compartment::Personal),
    ("judged_control", Compartment::Control),
];

fn compartment_of(table: &str) -> Compartment {
    match table {
        table if PERSONAL.contains(&table) => Compartment::Personal,
        table if CONTROL.contains(&table) => Compartment::Control,
        _ => Compartment::Journal,
    }
}

/// The tables that a digest is over, in their order, with their compartments.
fn digested() -> impl Iterator<Item = (&'static str, Compartment)> {
    let rows = TABLES.iter().copied();
    let rows = rows.filter(|table| !ATTESTED.contains(table));
    rows.map(|table| (table, compartment_of(table)))
        .chain(JUDGED)
}

/// What tells that the state may have changed while a digest was made.
#[derive(PartialEq, Eq)]
struct Moment {
    newest_segment: i64,
    facts: i64,
    doubtful: i64,
}

impl Store {
    /// The sum of the hashes of all segments held, those that only attest left out: equal on two
    /// machines exactly when they hold the same.
    ///
    /// It is asked for after every quiet pass, so only what came since is added to it; it is kept
    /// with each digest, so that a start reads no more than a day.
    ///
    /// # Errors
    /// What the disk says.
    pub fn segments_digest(&self) -> Result<[u8; 32], Error> {
        let mut summed = self.segments_summed();
        if summed.newest == 0 {
            *summed = Summed::decode(&self.get(SUMMED)?.unwrap_or_default());
        }
        self.read(|read| summed.go_on(read.0))?;
        Ok(summed.sum)
    }

    fn keep_summed(&self) -> Result<(), Error> {
        let bytes = self.segments_summed().encode();
        self.put(SUMMED, &bytes)
    }

    /// The digest of what this replica shows, to tell others or to compare with theirs; none while
    /// facts wait for sealing or for the rest of the log, or while anything changes.
    ///
    /// It is read as a survey, a table at a time: nobody waits for it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn state_digest(&self, device: DeviceId) -> Result<Option<StateDigest>, Error> {
        let Some(before) = self.survey(|read| moment(&read))? else {
            return Ok(None);
        };
        let segments = self.segments_digest()?;
        let (mut journal, mut personal, mut control) = ([0; 32], [0; 32], [0; 32]);
        let mut tables = Vec::new();
        for (table, compartment) in digested() {
            let sum = self.survey(|read| match JUDGED.iter().any(|(name, _)| *name == table) {
                true => judged_sum(read.0, compartment),
                false => sum_of(read.0, table),
            })?;
            let into = match compartment {
                Compartment::Journal => &mut journal,
                Compartment::Personal => &mut personal,
                Compartment::Control => &mut control,
            };
            add(into, blake3::keyed_hash(&sum, table.as_bytes()));
            tables.extend(sum.iter().take(8));
        }
        if self.survey(|read| moment(&read))? != Some(before) {
            return Ok(None);
        }
        self.keep_summed()?;
        let opens_all = self.survey(|read| opens(read.0, Compartment::Personal))?;
        Ok(Some(StateDigest {
            device,
            segments,
            projection: u16::try_from(PROJECTION).unwrap_or(u16::MAX),
            journal,
            personal: opens_all.then_some(personal),
            control,
            tables,
        }))
    }
}

/// The tables in which two digests over the same segments differ; none where they agree, or where
/// they cannot be compared. What one of two machines cannot open is left out.
pub fn differing_tables(one: &StateDigest, other: &StateDigest) -> Vec<&'static str> {
    if (one.segments, one.projection) != (other.segments, other.projection) {
        return Vec::new();
    }
    let both_open = one.personal.is_some() && other.personal.is_some();
    let agree = one.journal == other.journal
        && one.control == other.control
        && (!both_open || one.personal == other.personal);
    if agree {
        return Vec::new();
    }
    let pairs = one.tables.chunks(8).zip(other.tables.chunks(8));
    let differing = digested().zip(pairs).filter(|((_, compartment), (a, b))| {
        a != b && (both_open || *compartment != Compartment::Personal)
    });
    differing.map(|((table, _), _)| table).collect()
}

/// Where the log stands; none while something waits that a digest would be over.
fn moment(read: &Read<'_>) -> Result<Option<Moment>, Error> {
    let locked = !opens(read.0, Compartment::Journal)? || !opens(read.0, Compartment::Control)?;
    let (unsealed, moment) = read
        .0
        .prepare_cached(include_str!("moment.sql"))
        .and_then(|mut select| {
            select.query_row([], |row| {
                let moment = Moment {
                    newest_segment: row.get("newest_segment")?,
                    facts: row.get("facts")?,
                    doubtful: row.get("doubtful")?,
                };
                Ok((row.get::<_, bool>("unsealed")?, moment))
            })
        })
        .context("look at the log")?;
    Ok(Some(moment).filter(|_| !unsealed && !locked))
}

/// Whether every segment of a compartment could be opened.
fn opens(conn: &Connection, compartment: Compartment) -> Result<bool, Error> {
    conn.prepare_cached(
        "SELECT 1 FROM log_segment WHERE state = 'locked' AND compartment = :compartment",
    )
    .and_then(|mut find| {
        let number = crate::open::compartment_number(compartment);
        find.exists(rusqlite::named_params! { ":compartment": number })
    })
    .context("look for locked segments")
    .map(|locked| !locked)
}

/// The segments of which the hashes are summed up: all up to a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summed {
    newest: i64,
    /// The sum of the numbers of those that were not opened: what they are is not known yet.
    locked: i64,
    sum: [u8; 32],
}

impl Summed {
    fn go_on(&mut self, conn: &Connection) -> Result<(), Error> {
        let number = |sql: &str| -> Result<i64, Error> {
            conn.prepare_cached(sql)
                .and_then(|mut ask| ask.query_row([], |row| row.get("number")))
                .context("look at the segments")
        };
        let locked = number(
            "SELECT coalesce(sum(segment_no), 0) AS number FROM log_segment
             WHERE state = 'locked'",
        )?;
        if locked != self.locked {
            *self = Self {
                locked,
                ..Self::default()
            };
        }
        let newest = number("SELECT coalesce(max(segment_no), 0) AS number FROM log_segment")?;
        let mut select = conn
            .prepare_cached(include_str!("segments_after.sql"))
            .context("read segments")?;
        let span = rusqlite::named_params! { ":after": self.newest, ":until": newest };
        let mut rows = select.query(span).context("read segments")?;
        while let Some(row) = rows.next().context("read segments")? {
            let hash: [u8; 32] = row.get("hash").context("read segments")?;
            add(&mut self.sum, blake3::Hash::from(hash));
        }
        self.newest = newest;
        Ok(())
    }

    fn encode(&self) -> Vec<u8> {
        [
            &self.newest.to_le_bytes()[..],
            &self.locked.to_le_bytes(),
            &self.sum,
        ]
        .concat()
    }

    /// What was kept; nothing where nothing was.
    fn decode(bytes: &[u8]) -> Self {
        let read = || {
            let (newest, rest) = bytes.split_first_chunk::<8>()?;
            let (locked, rest) = rest.split_first_chunk::<8>()?;
            Some(Self {
                newest: i64::from_le_bytes(*newest),
                locked: i64::from_le_bytes(*locked),
                sum: rest.try_into().ok()?,
            })
        };
        read().unwrap_or_default()
    }
}

/// The sum of what is judged of the facts of a compartment, by their ids.
fn judged_sum(conn: &Connection, compartment: Compartment) -> Result<[u8; 32], Error> {
    let mut select = conn
        .prepare_cached(include_str!("judged.sql"))
        .context("read verdicts")?;
    let number = crate::open::compartment_number(compartment);
    let mut rows = select
        .query(rusqlite::named_params! { ":compartment": number })
        .context("read verdicts")?;
    let mut sum = [0; 32];
    while let Some(row) = rows.next().context("read verdicts")? {
        let mut hasher = blake3::Hasher::new();
        let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<_> {
            let (hash, index): ([u8; 32], u16) = (row.get("hash")?, row.get("idx")?);
            let (state, reason): (String, String) = (row.get("state")?, row.get("reason")?);
            Ok((hash, index, state, reason))
        };
        let (hash, index, state, reason) = read(row).context("read verdicts")?;
        hasher.update(&hash).update(&index.to_le_bytes());
        hasher.update(state.as_bytes()).update(&[0]);
        hasher.update(reason.as_bytes());
        add(&mut sum, hasher.finalize());
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{samples::changes, table_of};
    use std::collections::BTreeMap;

    #[test]
    fn d15_every_table_is_digested_in_the_compartment_of_its_facts() {
        let known: BTreeMap<&str, Compartment> = digested().collect();
        for change in changes() {
            let table = table_of(change.kind());
            if !ATTESTED.contains(&table) {
                assert_eq!(known[table], change.compartment(), "{table}");
            }
        }
        for table in [ATTESTED, PERSONAL, CONTROL].concat() {
            assert!(TABLES.contains(&table), "{table}");
        }
    }
}
