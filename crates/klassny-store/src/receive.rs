//! Takes a verified segment of another seat: bytes, facts and rows in one transaction (P5, H1).

use crate::authority::{Authority, is_authority};
use crate::error::{Context, Error};
use crate::frontier::Frontier;
use crate::judge::{self, StoredFact};
use crate::open::{Store, Writer, compartment_number};
use crate::rebuild::judge_doubtful_again;
use crate::state;
use crate::tips::{self, encode_ids, known_kind};
use klassny_domain::change::{Change, Compartment, Kind, Register};
use klassny_log::{CompartmentKey, Envelope, FactOrUnknown, Verified, kill_point};
use rusqlite::{Connection, OptionalExtension, named_params};
use std::collections::{BTreeSet, HashSet};

/// What became of a verified segment. Its bytes are kept in each case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// It was here already.
    Known,
    /// The key of its compartment and epoch is not here yet.
    NoKey,
    /// Its content is not what a segment holds; never applied.
    Quarantined {
        /// Why; names no person.
        reason: String,
    },
    /// Its facts are kept and judged.
    Taken {
        /// How many of them do not count yet.
        held: u32,
        /// Which kinds of rows may have changed.
        kinds: BTreeSet<Kind>,
    },
}

impl Store {
    /// Keeps and applies a verified segment.
    ///
    /// # Errors
    /// What the disk says; nothing is kept then.
    pub fn receive(
        &self,
        segment: &Verified,
        sign_key: [u8; 32],
        now_ms: i64,
    ) -> Result<Received, Error> {
        let mut writer = self.writer();
        let writer = &mut *writer;
        if is_held(&writer.conn, segment.hash())? {
            return Ok(Received::Known);
        }
        let authority = take_authority(writer)?;
        let tx = writer.conn.transaction().context("begin receiving")?;
        kill_point("receive.begun");
        let mut receiving = Receiving {
            conn: &tx,
            identity: writer.identity,
            authority,
        };
        let received = receiving.receive(segment, sign_key, now_ms)?;
        let authority = receiving.authority;
        kill_point("receive.rows_written");
        tx.commit().context("finish receiving")?;
        kill_point("receive.done");
        writer.authority = Some(authority);
        Ok(received)
    }

    /// Applies segments that waited for a key which is here now.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unlock_waiting(&self) -> Result<u32, Error> {
        let mut writer = self.writer();
        let writer = &mut *writer;
        let authority = take_authority(writer)?;
        let tx = writer.conn.transaction().context("begin unlocking")?;
        let locked: Vec<(i64, Vec<u8>, [u8; 32])> = tx
            .prepare(include_str!("locked_segments.sql"))
            .and_then(|mut select| {
                select
                    .query_map([], |row| {
                        Ok((
                            row.get("segment_no")?,
                            row.get("bytes")?,
                            row.get("sign_key")?,
                        ))
                    })
                    .and_then(Iterator::collect)
            })
            .context("read locked segments")?;
        let mut receiving = Receiving {
            conn: &tx,
            identity: writer.identity,
            authority,
        };
        let mut opened = 0;
        for (segment_no, bytes, sign_key) in locked {
            let segment = Envelope::parse(&bytes)?.verify(writer.identity.school, &sign_key)?;
            opened += u32::from(receiving.open(&segment, segment_no)?.is_some());
        }
        let authority = receiving.authority;
        tx.commit().context("finish unlocking")?;
        writer.authority = Some(authority);
        Ok(opened)
    }
}

fn take_authority(writer: &mut Writer) -> Result<Authority, Error> {
    match writer.authority.take() {
        Some(authority) => Ok(authority),
        None => Authority::load(&writer.conn, writer.identity),
    }
}

/// Whether a segment is here, by the hash of its file.
pub(crate) fn is_held(conn: &Connection, hash: [u8; 32]) -> Result<bool, Error> {
    conn.prepare_cached("SELECT 1 FROM log_segment WHERE hash = :hash")
        .and_then(|mut find| find.exists(named_params! { ":hash": hash }))
        .context("look for a segment")
}

struct Receiving<'a> {
    conn: &'a Connection,
    identity: crate::open::Identity,
    authority: Authority,
}

impl Receiving<'_> {
    fn receive(
        &mut self,
        segment: &Verified,
        sign_key: [u8; 32],
        now_ms: i64,
    ) -> Result<Received, Error> {
        let segment_no = insert_segment(self.conn, segment, "received", now_ms)?;
        kill_point("receive.segment_kept");
        advance_head(self.conn, sign_key, segment)?;
        kill_point("receive.head_moved");
        match self.open(segment, segment_no) {
            Ok(Some(received)) => Ok(received),
            Ok(None) => {
                set_state(self.conn, segment_no, "locked")?;
                Ok(Received::NoKey)
            }
            Err(Error::Segment(error)) => Ok(Received::Quarantined {
                reason: error.to_string(),
            }),
            Err(error) => Err(error),
        }
    }

    /// Decrypts a segment and applies its facts; none where the key is not here.
    fn open(&mut self, segment: &Verified, segment_no: i64) -> Result<Option<Received>, Error> {
        let header = segment.header();
        let Some(compartment) = header.known_compartment() else {
            return Ok(None);
        };
        let Some(key) = compartment_key(self.conn, compartment, header.key_epoch)? else {
            return Ok(None);
        };
        let facts = segment.open(&key)?;
        set_state(self.conn, segment_no, "received")?;
        let service = facts.iter().all(
            |read| matches!(read, FactOrUnknown::Fact(fact) if fact.change.kind() == Kind::Ack),
        );
        if service {
            self.conn
                .execute(
                    "UPDATE log_segment SET service = 1 WHERE segment_no = :segment",
                    named_params! { ":segment": segment_no },
                )
                .context("note a segment of acks")?;
        }
        let control = Frontier::from_heads(header.control_frontier.iter().copied());
        let control_no = control.keep(self.conn)?;
        let mut stored = Vec::with_capacity(facts.len());
        for (index, fact) in facts.into_iter().enumerate() {
            stored.push(insert_fact(
                self.conn,
                segment,
                (segment_no, control_no),
                index,
                fact,
            )?);
        }
        kill_point("receive.facts_kept");
        self.apply(&stored, &control).map(Some)
    }

    fn apply(&mut self, stored: &[StoredFact], control: &Frontier) -> Result<Received, Error> {
        let kinds: BTreeSet<Kind> = stored
            .iter()
            .filter_map(|fact| known_kind(fact.kind).ok())
            .collect();
        if kinds.iter().any(|kind| is_authority(*kind)) {
            self.authority = Authority::load(self.conn, self.identity)?;
        }
        let mut session = judge::Session::default();
        let mut registers = Vec::new();
        for fact in stored {
            judge::judge_stored(self.conn, &self.authority, &mut session, fact, control)?;
            if let Some(op) = &fact.op {
                state::accumulate(self.conn, self.identity.device, &op.change)?;
                registers.push(op.change.register());
            }
        }
        registers.extend(self.judge_others(stored, &kinds)?);
        kill_point("receive.judged");
        let mut seen = HashSet::new();
        for register in registers {
            if seen.insert(register) {
                tips::project_register(self.conn, register)?;
            }
        }
        let mut held = 0;
        for fact in stored {
            held += u32::from(judge::is_doubtful(self.conn, fact.fact_no)?);
        }
        Ok(Received::Taken { held, kinds })
    }

    /// Judges facts received earlier that these ones may free or cut.
    fn judge_others(
        &self,
        stored: &[StoredFact],
        kinds: &BTreeSet<Kind>,
    ) -> Result<Vec<Register>, Error> {
        let mut changed = self
            .authority
            .judge_cuts(self.conn, stored_changes(stored))?;
        let completes_batch = stored.iter().any(|fact| fact.batch().is_some());
        if completes_batch || kinds.iter().any(|kind| is_authority(*kind)) {
            changed.extend(judge_doubtful_again(self.conn, &self.authority)?);
        }
        Ok(changed)
    }
}

fn stored_changes(stored: &[StoredFact]) -> impl Iterator<Item = &Change> {
    stored
        .iter()
        .filter_map(|fact| fact.op.as_ref())
        .map(|op| &op.change)
}

/// The key of a compartment and epoch.
pub(crate) fn compartment_key(
    conn: &Connection,
    compartment: Compartment,
    epoch: u32,
) -> Result<Option<CompartmentKey>, Error> {
    conn.prepare_cached(
        "SELECT key FROM log_key WHERE compartment = :compartment AND epoch = :epoch",
    )
    .and_then(|mut find| {
        find.query_row(
            named_params! { ":compartment": compartment_number(compartment), ":epoch": epoch },
            |row| row.get::<_, [u8; 32]>("key"),
        )
        .optional()
    })
    .map(|key| key.map(CompartmentKey::from_bytes))
    .context("find a key")
}

/// Keeps the bytes of a segment.
pub(crate) fn insert_segment(
    conn: &Connection,
    segment: &Verified,
    state: &str,
    now_ms: i64,
) -> Result<i64, Error> {
    let header = segment.header();
    conn.prepare_cached(include_str!("insert_segment.sql"))
        .and_then(|mut insert| {
            insert.execute(named_params! {
                ":hash": segment.hash(),
                ":seat_id": header.seat.as_bytes(),
                ":seq": header.seq.cast_signed(),
                ":prev": header.prev,
                ":prev_control": header.prev_control,
                ":lamport": header.lamport.cast_signed(),
                ":compartment": header.compartment,
                ":state": state,
                ":data_no": None::<i64>,
                ":received_at": now_ms,
                ":bytes": segment.bytes(),
            })
        })
        .context("keep a segment")?;
    Ok(conn.last_insert_rowid())
}

pub(crate) fn set_state(conn: &Connection, segment_no: i64, state: &str) -> Result<(), Error> {
    conn.prepare_cached("UPDATE log_segment SET state = :state WHERE segment_no = :segment")
        .and_then(|mut update| {
            update.execute(named_params! { ":state": state, ":segment": segment_no })
        })
        .context("note a segment's state")
        .map(|_| ())
}

/// Moves the heads of a seat's chains over everything that is now held without a gap.
pub(crate) fn advance_head(
    conn: &Connection,
    sign_key: [u8; 32],
    segment: &Verified,
) -> Result<(), Error> {
    let header = segment.header();
    let seat = header.seat.as_bytes();
    conn.prepare_cached(include_str!("note_seat.sql"))
        .and_then(|mut note| {
            note.execute(named_params! {
                ":seat_id": seat,
                ":sign_key": sign_key,
                ":seq": header.seq.cast_signed(),
                ":hash": segment.hash(),
                ":certificate": header.certificate,
            })
        })
        .context("note a seat")?;
    for sql in [
        include_str!("advance_data.sql"),
        include_str!("advance_control.sql"),
    ] {
        let mut advance = conn.prepare_cached(sql).context("advance a head")?;
        while advance
            .execute(named_params! { ":seat_id": seat })
            .context("advance a head")?
            > 0
        {}
    }
    Ok(())
}

fn insert_fact(
    conn: &Connection,
    segment: &Verified,
    (segment_no, control_no): (i64, i64),
    index: usize,
    read: FactOrUnknown,
) -> Result<StoredFact, Error> {
    let header = segment.header();
    let index = u16::try_from(index)
        .map_err(|_| Error::Damaged("a segment has too many facts".to_owned()))?;
    let stored = StoredFact::received(segment, index, control_no, read)?;
    let fact_no = conn
        .prepare_cached(include_str!("insert_fact.sql"))
        .and_then(|mut insert| {
            insert.execute(named_params! {
                ":segment_no": segment_no,
                ":idx": index,
                ":seat_id": header.seat.as_bytes(),
                ":kind": stored.kind,
                ":register_key": stored.register_key,
                ":lamport": header.lamport.cast_signed(),
                ":control_no": control_no,
                ":data_no": None::<i64>,
                ":batch_id": stored.batch().map(|batch| *batch.as_bytes()),
                ":entered_ms": stored.entered_ms,
                ":base": encode_ids(&stored.base.sealed),
                ":base_local": Vec::<u8>::new(),
                ":payload": stored.payload,
            })?;
            Ok(conn.last_insert_rowid())
        })
        .context("keep a fact")?;
    Ok(StoredFact { fact_no, ..stored })
}
