//! Where the facts of this machine stand: «сохранено здесь · отправлено · подтверждено».

use crate::authority::Authority;
use crate::error::{Context, Error};
use crate::open::Store;
use klassny_domain::access::{Ack, Head};
use klassny_domain::change::Change;
use klassny_domain::ids::SeatId;
use rusqlite::{Connection, OptionalExtension, named_params};

/// How safe a fact is (P4, D7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Saved {
    /// Durable on this machine only.
    Here,
    /// On the share, read by no other device yet.
    Sent,
    /// Read from the share by another device: it cannot be lost with this machine.
    Confirmed,
}

/// What waits in a seat's outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxState {
    /// The seat.
    pub seat: SeatId,
    /// Facts not sealed yet.
    pub unsealed: u64,
    /// Facts sealed and not on the share yet.
    pub prepared: u64,
    /// Facts on the share, not confirmed yet.
    pub unconfirmed: u64,
    /// When the oldest fact that is not on the share was entered, ms.
    pub oldest_ms: Option<i64>,
}

/// What people have stated on this machine since an instant, and how far it has travelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EnteredSince {
    /// Facts stated.
    pub entered: u64,
    /// Of these, on the share.
    pub sent: u64,
    /// Of these, read there by another device.
    pub confirmed: u64,
}

impl Store {
    /// How safe a fact is.
    ///
    /// # Errors
    /// What the disk says.
    pub fn saved(&self, fact_no: i64) -> Result<Saved, Error> {
        let writer = self.writer();
        let found: Option<(Option<String>, bool)> = writer
            .conn
            .prepare_cached(include_str!("saved.sql"))
            .and_then(|mut find| {
                find.query_row(named_params! { ":fact": fact_no }, |row| {
                    Ok((row.get("state")?, row.get("confirmed")?))
                })
                .optional()
            })
            .context("read a fact's safety")?;
        Ok(match found {
            Some((Some(_), true)) => Saved::Confirmed,
            Some((Some(state), false)) if state != "prepared" => Saved::Sent,
            Some(_) | None => Saved::Here,
        })
    }

    /// What waits in the outbox of every seat of this machine.
    ///
    /// # Errors
    /// What the disk says.
    pub fn outboxes(&self) -> Result<Vec<OutboxState>, Error> {
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(include_str!("outboxes.sql"))
            .context("read outboxes")?;
        select
            .query_map([], |row| {
                let count = |name| row.get::<_, i64>(name).map(i64::cast_unsigned);
                Ok(OutboxState {
                    seat: SeatId::from_bytes(row.get("seat_id")?),
                    unsealed: count("unsealed")?,
                    prepared: count("prepared")?,
                    unconfirmed: count("unconfirmed")?,
                    oldest_ms: row.get("oldest_ms")?,
                })
            })
            .and_then(Iterator::collect)
            .context("read outboxes")
    }

    /// What people have stated here since an instant; the device's own facts do not count.
    ///
    /// # Errors
    /// What the disk says.
    pub fn entered_since(&self, since_ms: i64) -> Result<EnteredSince, Error> {
        let device_seat = self.identity().device_seat;
        let writer = self.writer();
        let mut select = writer
            .conn
            .prepare_cached(include_str!("entered_since.sql"))
            .context("count what was entered")?;
        let params = named_params! { ":since": since_ms, ":device_seat": device_seat.as_bytes() };
        select
            .query_row(params, |row| {
                let count = |name| row.get::<_, i64>(name).map(i64::cast_unsigned);
                Ok(EnteredSince {
                    entered: count("entered")?,
                    sent: count("sent")?,
                    confirmed: count("confirmed")?,
                })
            })
            .context("count what was entered")
    }
}

/// Takes what an ack says: the highest place of each chain that another device than its author's
/// has read (D7). Acks only grow, so every one of them counts, not only the newest of a device.
pub(crate) fn accumulate(
    conn: &Connection,
    authority: &Authority,
    seat: SeatId,
    ack: &Ack,
) -> Result<(), Error> {
    // A device speaks for itself alone, by its own seat.
    let speaks = authority.devices.get(&ack.device) == Some(&seat);
    if !speaks && !klassny_log::mutant("acks_by_anybody") {
        return Ok(());
    }
    let mut note = conn
        .prepare_cached(
            "INSERT INTO confirmed (seat_id, seq) VALUES (:seat_id, :seq)
             ON CONFLICT (seat_id) DO UPDATE SET seq = max(seq, excluded.seq)",
        )
        .context("note an ack")?;
    for head in &ack.heads {
        if authority.device_of.get(&head.seat) == Some(&ack.device)
            && !klassny_log::mutant("acks_of_the_same_device")
        {
            continue;
        }
        if authority.forked.contains(&head.seat) {
            confirm_branch(conn, head)?;
            continue;
        }
        note.execute(named_params! {
            ":seat_id": head.seat.as_bytes(), ":seq": head.seq.cast_signed(),
        })
        .context("note an ack")?;
    }
    Ok(())
}

/// Of a forked chain a number confirms nothing: the head and all before it are noted by hash.
fn confirm_branch(conn: &Connection, head: &Head) -> Result<(), Error> {
    conn.prepare_cached(include_str!("confirm_branch.sql"))
        .and_then(|mut note| {
            note.execute(named_params! {
                ":hash": head.hash, ":seat_id": head.seat.as_bytes(),
            })
        })
        .context("note an ack of a branch")
        .map(|_| ())
}

/// Counts anew what is confirmed, from every ack that counts.
pub(crate) fn recount(conn: &Connection, authority: &Authority) -> Result<(), Error> {
    conn.execute_batch("DELETE FROM confirmed; DELETE FROM confirmed_branch;")
        .context("forget acks")?;
    let mut select = conn
        .prepare_cached(include_str!("acks.sql"))
        .context("read acks")?;
    let mut rows = select.query([]).context("read acks")?;
    while let Some(row) = rows.next().context("read acks")? {
        let seat = SeatId::from_bytes(row.get("seat_id").context("read acks")?);
        let payload: Vec<u8> = row.get("payload").context("read acks")?;
        if let Change::Ack(ack) = klassny_log::decode_fact(&payload)?.change {
            accumulate(conn, authority, seat, &ack)?;
        }
    }
    Ok(())
}
