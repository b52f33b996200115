//! Takes a verified segment of another seat: bytes, facts and rows in one transaction (P5, H1).

use crate::authority::{Authority, forked_seats, is_authority};
use crate::error::{Context, Error};
use crate::frontier::Frontier;
use crate::kept::keep_fact;
use crate::keys;
use crate::known;
use crate::open::{Store, Writer};
use crate::rebuild::Again;
use crate::seals::attests;
use crate::state;
use crate::tips::{self, known_kind};
use klassny_domain::access::Ack;
use klassny_domain::change::{Change, Compartment, FactId, Kind, Register};
use klassny_domain::ids::{BatchId, SeatId};
use klassny_log::{Envelope, FactOrUnknown, Opened, Reader, Verified, kill_point};
use rusqlite::{Connection, named_params};
use std::collections::{BTreeSet, HashSet};

/// What became of a verified segment. Its bytes are kept in each case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// It was here already.
    Known,
    /// The key of its compartment and epoch is not here yet.
    NoKey,
    /// Only a newer program reads it (P10).
    Newer,
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
        let mut received = self.receive_all(&[segment], sign_key, now_ms)?;
        Ok(received.pop().unwrap_or(Received::Known))
    }

    /// Keeps and applies verified segments of one seat in their order, in one transaction: one flush
    /// to the disk for all of them.
    ///
    /// # Errors
    /// What the disk says; nothing is kept then.
    pub fn receive_all(
        &self,
        segments: &[&Verified],
        sign_key: [u8; 32],
        now_ms: i64,
    ) -> Result<Vec<Received>, Error> {
        let mut writer = self.writer();
        let writer = &mut *writer;
        let mut held = Vec::with_capacity(segments.len());
        for segment in segments {
            held.push(is_held(&writer.conn, segment.hash())?);
        }
        if held.iter().all(|held| *held) {
            return Ok(vec![Received::Known; segments.len()]);
        }
        let authority = take_authority(writer)?;
        let tx = writer.conn.transaction().context("begin receiving")?;
        kill_point("receive.begun");
        let mut receiving = Receiving::new(&tx, (writer.identity, writer.reader), authority);
        let mut received = Vec::with_capacity(segments.len());
        for (segment, held) in segments.iter().zip(held) {
            received.push(match held {
                true => Received::Known,
                false => receiving.receive(segment, sign_key, now_ms)?,
            });
        }
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
        let mut receiving = Receiving::new(&tx, (writer.identity, writer.reader), authority);
        let mut opened = 0;
        for (segment_no, bytes, sign_key) in locked {
            let segment = Envelope::parse(&bytes)?.verify(writer.identity.school, &sign_key)?;
            let received = receiving.open_or_quarantine(&segment, segment_no)?;
            opened += u32::from(!matches!(received, Received::NoKey | Received::Newer));
        }
        let authority = receiving.authority;
        tx.commit().context("finish unlocking")?;
        writer.authority = Some(authority);
        Ok(opened)
    }
}

pub(crate) fn take_authority(writer: &mut Writer) -> Result<Authority, Error> {
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

pub(crate) struct Receiving<'a> {
    conn: &'a Connection,
    identity: crate::open::Identity,
    reader: Reader,
    authority: Authority,
}

/// What came in with one segment, and what it freed.
#[derive(Default)]
struct News {
    /// The segments whose facts are known now.
    segments: Vec<i64>,
    /// Their facts.
    fresh: HashSet<i64>,
    kinds: BTreeSet<Kind>,
    batches: HashSet<BatchId>,
    acks: Vec<(SeatId, Ack)>,
    registers: Vec<(Register, FactId)>,
}

impl<'a> Receiving<'a> {
    pub(crate) const fn new(
        conn: &'a Connection,
        (identity, reader): (crate::open::Identity, Reader),
        authority: Authority,
    ) -> Self {
        Self {
            conn,
            identity,
            reader,
            authority,
        }
    }

    fn receive(
        &mut self,
        segment: &Verified,
        sign_key: [u8; 32],
        now_ms: i64,
    ) -> Result<Received, Error> {
        let header = segment.header();
        let control = Frontier::from_heads(header.control_frontier.iter().copied());
        let kept = known::keep(self.conn, &control, (header.seat, header.prev_control))?;
        let segment_no = insert_segment(self.conn, segment, ("received", now_ms), kept)?;
        kill_point("receive.segment_kept");
        advance_head(self.conn, sign_key, segment)?;
        kill_point("receive.head_moved");
        let received = self.open_or_quarantine(segment, segment_no)?;
        if matches!(received, Received::NoKey | Received::Newer) {
            set_state(self.conn, segment_no, "locked")?;
        }
        Ok(received)
    }

    /// Applies a segment; one whose content is not what a segment holds counts for nobody.
    pub(crate) fn open_or_quarantine(
        &mut self,
        segment: &Verified,
        segment_no: i64,
    ) -> Result<Received, Error> {
        match self.open(segment, segment_no) {
            Ok(received) => Ok(received),
            Err(Error::Segment(error)) => {
                set_state(self.conn, segment_no, "received")?;
                // Nothing in it counts for anybody, so nothing waits for it.
                self.settle(segment, segment_no)?;
                Ok(Received::Quarantined {
                    reason: error.to_string(),
                })
            }
            Err(error) => Err(error),
        }
    }

    /// Decrypts a segment and applies its facts, where the key is here and this program reads it.
    fn open(&mut self, segment: &Verified, segment_no: i64) -> Result<Received, Error> {
        let header = segment.header();
        let compartment = header.known_compartment();
        let (Some(compartment), Ok(())) = (compartment, self.reader.reads(header)) else {
            note_read(self.conn, segment_no, (false, true))?;
            return Ok(Received::Newer);
        };
        let Some(key) = keys::opening_key(self.conn, compartment, header.key)? else {
            note_read(self.conn, segment_no, (false, false))?;
            return Ok(Received::NoKey);
        };
        let Opened { facts, whole } = segment.open_as(&self.reader, &key)?;
        set_state(self.conn, segment_no, "received")?;
        note_read(self.conn, segment_no, (is_service(&facts), !whole))?;
        let control_no: i64 = self
            .conn
            .query_row(
                "SELECT control_no FROM log_segment WHERE segment_no = :segment",
                named_params! { ":segment": segment_no },
                |row| row.get(0),
            )
            .context("read a segment's frontier")?;
        for (index, fact) in facts.into_iter().enumerate() {
            keep_fact(self.conn, segment, (segment_no, control_no), index, fact)?;
        }
        kill_point("receive.facts_kept");
        self.settle(segment, segment_no)
    }

    /// Judges what came in, what it frees and what it turns, and writes the rows anew.
    fn settle(&mut self, segment: &Verified, segment_no: i64) -> Result<Received, Error> {
        let header = segment.header();
        let mut news = News::default();
        let mut kinds = BTreeSet::new();
        if is_known(self.conn, segment_no)? {
            news.segments.push(segment_no);
            if header.known_compartment() == Some(Compartment::Control) {
                let freed = known::free(self.conn, segment.head(), header.prev_control)?;
                if !klassny_log::mutant("what_waits_is_not_freed") {
                    news.segments.extend(freed);
                }
            }
        }
        let mut again = Again::default();
        for segment_no in &news.segments.clone() {
            self.read_news(*segment_no, &mut news)?;
        }
        kinds.extend(news.kinds.iter().copied());
        let forked = forked_seats(self.conn)?;
        let turns = news.kinds.iter().any(|kind| is_authority(*kind))
            || header.certificate.is_some()
            || forked != self.authority.forked;
        let before = match turns {
            true => {
                let now = Authority::load(self.conn, self.identity)?;
                Some(std::mem::replace(&mut self.authority, now))
            }
            false => None,
        };
        again.segment(self.conn, &self.authority, segment_no)?;
        for freed in news.segments.iter().filter(|freed| **freed != segment_no) {
            again.segment(self.conn, &self.authority, *freed)?;
        }
        let forgets = klassny_log::mutant("a_batch_is_judged_once");
        for batch in news.batches.iter().filter(|_| !forgets) {
            again.batch(self.conn, &self.authority, *batch)?;
        }
        again.successors(self.conn, &self.authority, &news.registers)?;
        if let Some(before) = &before {
            self.authority
                .judge_since(self.conn, before, &news.fresh, &mut again)?;
        }
        let is_branch = forked.contains(&header.seat);
        if is_branch && !klassny_log::mutant("a_branch_is_judged_once") {
            again.beyond(
                self.conn,
                &self.authority,
                header.seat,
                &Frontier::default(),
            )?;
        }
        self.confirm(&again, &news, before.as_ref(), is_branch)?;
        kill_point("receive.judged");
        self.show(again, &news)?;
        let held = count_doubtful(self.conn, segment_no)?;
        kinds.extend(kinds_of(self.conn, segment_no)?);
        Ok(Received::Taken { held, kinds })
    }

    /// Reads what facts a segment brings.
    fn read_news(&self, segment_no: i64, news: &mut News) -> Result<(), Error> {
        let facts = crate::rebuild::read_facts(
            self.conn,
            include_str!("facts_of_segment.sql"),
            named_params! { ":segment": segment_no },
        )?;
        for fact in facts {
            news.fresh.insert(fact.fact_no);
            news.batches.extend(fact.batch());
            let (Some(id), Some(op)) = (fact.id, &fact.op) else {
                continue;
            };
            let register = op.change.register();
            news.kinds.insert(register.kind);
            news.registers.push((register, id));
            if let Change::Ack(ack) = &op.change {
                news.acks.push((fact.seat, ack.clone()));
            }
        }
        Ok(())
    }

    /// Takes what valid acks say; all of them anew where earlier ones may say something else now.
    fn confirm(
        &self,
        again: &Again,
        news: &News,
        before: Option<&Authority>,
        is_branch: bool,
    ) -> Result<(), Error> {
        let speaks_otherwise = before.is_some_and(|before| {
            before.devices != self.authority.devices
                || before.device_of != self.authority.device_of
                || before.forked != self.authority.forked
        });
        if again.turned_acks() || speaks_otherwise || is_branch {
            return state::recount(self.conn, &self.authority);
        }
        for (seat, ack) in &news.acks {
            state::accumulate(self.conn, &self.authority, *seat, ack)?;
        }
        Ok(())
    }

    fn show(&self, again: Again, news: &News) -> Result<(), Error> {
        let mut registers = again.into_changed();
        registers.extend(news.registers.iter().map(|(register, _)| *register));
        for register in registers {
            tips::project_register(self.conn, register)?;
        }
        Ok(())
    }
}

/// Whether everything of the control log under a segment is here.
fn is_known(conn: &Connection, segment_no: i64) -> Result<bool, Error> {
    if klassny_log::mutant("judged_before_its_control_log_is_here") {
        return Ok(true);
    }
    conn.prepare_cached(
        "SELECT 1 FROM log_segment
         WHERE segment_no = :segment AND waits = 0 AND state <> 'locked'",
    )
    .and_then(|mut find| find.exists(named_params! { ":segment": segment_no }))
    .context("look at a segment")
}

fn count_doubtful(conn: &Connection, segment_no: i64) -> Result<u32, Error> {
    conn.prepare_cached(
        "SELECT count(*) FROM log_fact AS f
         JOIN fact_state AS st ON st.fact_no = f.fact_no
         WHERE f.segment_no = :segment",
    )
    .and_then(|mut count| {
        count.query_row(named_params! { ":segment": segment_no }, |row| row.get(0))
    })
    .context("count doubtful facts")
}

fn kinds_of(conn: &Connection, segment_no: i64) -> Result<BTreeSet<Kind>, Error> {
    let numbers: Vec<u32> = conn
        .prepare_cached("SELECT DISTINCT kind FROM log_fact WHERE segment_no = :segment")
        .and_then(|mut select| {
            select
                .query_map(named_params! { ":segment": segment_no }, |row| row.get(0))
                .and_then(Iterator::collect)
        })
        .context("read the kinds of a segment")?;
    Ok(numbers
        .into_iter()
        .filter_map(|number| known_kind(number).ok())
        .collect())
}

/// Keeps the bytes of a segment.
pub(crate) fn insert_segment(
    conn: &Connection,
    segment: &Verified,
    (state, now_ms): (&str, i64),
    (control_no, waits): (i64, bool),
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
                ":control_no": control_no,
                ":waits": waits,
                ":received_at": now_ms,
                ":clock_ahead_ms": header.share_clock_ms.map(|at| header.wall_ms.saturating_sub(at)),
                ":bytes": segment.bytes(),
            })
        })
        .context("keep a segment")?;
    Ok(conn.last_insert_rowid())
}

/// Whether every fact only attests.
pub(crate) fn is_service(facts: &[FactOrUnknown]) -> bool {
    facts
        .iter()
        .all(|read| matches!(read, FactOrUnknown::Fact(fact) if attests(fact.change.kind())))
}

/// Notes what was found when a segment was opened: whether it only attests, and whether a newer
/// program reads more of it.
pub(crate) fn note_read(
    conn: &Connection,
    segment_no: i64,
    (service, newer): (bool, bool),
) -> Result<(), Error> {
    conn.prepare_cached(
        "UPDATE log_segment SET service = :service, newer = :newer
         WHERE segment_no = :segment AND (service <> :service OR newer <> :newer)",
    )
    .and_then(|mut update| {
        update.execute(named_params! {
            ":service": service, ":newer": newer, ":segment": segment_no,
        })
    })
    .context("note what a segment holds")
    .map(|_| ())
}

pub(crate) fn set_state(conn: &Connection, segment_no: i64, state: &str) -> Result<(), Error> {
    conn.prepare_cached("UPDATE log_segment SET state = :state WHERE segment_no = :segment")
        .and_then(|mut update| {
            update.execute(named_params! { ":state": state, ":segment": segment_no })
        })
        .context("note a segment's state")
        .map(|_| ())
}

/// Moves the head of a seat's chain over everything that is now held without a gap.
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
    let mut advance = conn
        .prepare_cached(include_str!("advance_data.sql"))
        .context("advance a head")?;
    while advance
        .execute(named_params! { ":seat_id": seat })
        .context("advance a head")?
        > 0
    {}
    Ok(())
}
