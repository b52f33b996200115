//! Whether everything of the control log that a segment rests on is here.
//!
//! A fact is judged when the whole control log under it is here, and after that nothing turns its
//! verdict but cuts (sync.md P6, decision 0012). Until then it waits. What waits is found again by
//! the one segment it misses, so an unlucky order of arrival costs little.

use crate::error::{Context, Error};
use crate::frontier::Frontier;
use klassny_domain::access::Head;
use klassny_domain::ids::SeatId;
use rusqlite::{Connection, Row, named_params};

const NONE: [u8; 32] = [0; 32];

/// Keeps the control frontier of a segment; tells its number and whether the segment waits.
pub(crate) fn keep(
    conn: &Connection,
    frontier: &Frontier,
    (seat, prev_control): (SeatId, [u8; 32]),
) -> Result<(i64, bool), Error> {
    let number = frontier.keep(conn)?;
    let whole = look_at(conn, number)?;
    Ok((number, !whole || !follows_known(conn, seat, prev_control)?))
}

/// Takes a control segment of which everything under it is here: moves the head of its seat's
/// control chain, and frees what waited for it, and what waited for that in turn. Gives the
/// numbers of the segments that wait no more.
pub(crate) fn free(
    conn: &Connection,
    head: Head,
    prev_control: [u8; 32],
) -> Result<Vec<i64>, Error> {
    let mut known = vec![(head, prev_control)];
    let mut freed = Vec::new();
    while let Some((head, prev_control)) = known.pop() {
        extend(conn, head, prev_control)?;
        for waiting in waiting_for(conn, head.hash)? {
            if !follows_known(conn, waiting.head.seat, waiting.prev_control)? {
                continue;
            }
            let freed_now = conn
                .prepare_cached(
                    "UPDATE log_segment SET waits = 0 WHERE segment_no = :segment AND waits = 1",
                )
                .and_then(|mut update| {
                    update.execute(named_params! { ":segment": waiting.segment_no })
                })
                .context("free a segment")?;
            if freed_now == 0 {
                continue;
            }
            freed.push(waiting.segment_no);
            if waiting.control {
                known.push((waiting.head, waiting.prev_control));
            }
        }
    }
    Ok(freed)
}

/// Moves the head of a seat's control chain over a segment that follows it. One that follows
/// another makes a branch: numbers tell no more what stands under what.
fn extend(conn: &Connection, head: Head, prev_control: [u8; 32]) -> Result<(), Error> {
    conn.prepare_cached(include_str!("extend_control.sql"))
        .and_then(|mut extend| {
            extend.execute(named_params! {
                ":seat_id": head.seat.as_bytes(),
                ":seq": head.seq.cast_signed(),
                ":hash": head.hash,
                ":prev_control": prev_control,
            })
        })
        .context("move a control head")
        .map(|_| ())
}

struct Waiting {
    segment_no: i64,
    head: Head,
    prev_control: [u8; 32],
    /// Whether it is an open segment of the control log itself.
    control: bool,
}

impl Waiting {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            segment_no: row.get("segment_no")?,
            head: Head {
                seat: SeatId::from_bytes(row.get("seat_id")?),
                seq: row.get::<_, i64>("seq")?.cast_unsigned(),
                hash: row.get("hash")?,
            },
            prev_control: row.get("prev_control")?,
            control: row.get("control")?,
        })
    }
}

/// The segments that missed this one alone, as far as their frontiers tell.
fn waiting_for(conn: &Connection, hash: [u8; 32]) -> Result<Vec<Waiting>, Error> {
    let mut waiting = Vec::new();
    let mut select = conn
        .prepare_cached(include_str!("waiting_after.sql"))
        .context("look for what waits")?;
    let rows = select
        .query_map(named_params! { ":hash": hash }, Waiting::read)
        .context("look for what waits")?;
    for row in rows {
        waiting.push(row.context("look for what waits")?);
    }
    let mut select = conn
        .prepare_cached("SELECT frontier_no FROM log_frontier WHERE missing = :hash")
        .context("look for what waits")?;
    let frontiers: Vec<i64> = select
        .query_map(named_params! { ":hash": hash }, |row| row.get(0))
        .and_then(Iterator::collect)
        .context("look for what waits")?;
    for number in frontiers {
        if !look_at(conn, number)? {
            continue;
        }
        let mut select = conn
            .prepare_cached(include_str!("waiting_under.sql"))
            .context("look for what waits")?;
        let rows = select
            .query_map(named_params! { ":number": number }, Waiting::read)
            .context("look for what waits")?;
        for row in rows {
            waiting.push(row.context("look for what waits")?);
        }
    }
    Ok(waiting)
}

/// Looks whether every head of a frontier is known, and notes one that is not.
fn look_at(conn: &Connection, number: i64) -> Result<bool, Error> {
    let whole: bool = conn
        .prepare_cached("SELECT whole FROM log_frontier WHERE frontier_no = :number")
        .and_then(|mut find| find.query_row(named_params! { ":number": number }, |row| row.get(0)))
        .context("look at a frontier")?;
    if whole {
        return Ok(true);
    }
    let mut missing = None;
    for head in Frontier::load(conn, number)?.heads() {
        if !is_known(conn, head)? {
            missing = Some(head.hash);
            break;
        }
    }
    conn.prepare_cached(
        "UPDATE log_frontier SET whole = :whole, missing = :missing WHERE frontier_no = :number",
    )
    .and_then(|mut update| {
        update.execute(named_params! {
            ":whole": missing.is_none(), ":missing": missing, ":number": number,
        })
    })
    .context("note a frontier")?;
    Ok(missing.is_none())
}

fn is_known(conn: &Connection, head: &Head) -> Result<bool, Error> {
    conn.prepare_cached(
        "SELECT 1 FROM log_segment
         WHERE hash = :hash AND seat_id = :seat_id AND seq = :seq
             AND compartment = 3 AND waits = 0 AND state <> 'locked'",
    )
    .and_then(|mut find| {
        find.exists(named_params! {
            ":hash": head.hash, ":seat_id": head.seat.as_bytes(), ":seq": head.seq.cast_signed(),
        })
    })
    .context("look for a control segment")
}

/// Whether the control segment that a segment of the seat follows is known.
fn follows_known(conn: &Connection, seat: SeatId, prev_control: [u8; 32]) -> Result<bool, Error> {
    if prev_control == NONE {
        return Ok(true);
    }
    conn.prepare_cached(
        "SELECT 1 FROM log_segment
         WHERE hash = :hash AND seat_id = :seat_id
             AND compartment = 3 AND waits = 0 AND state <> 'locked'",
    )
    .and_then(|mut find| {
        find.exists(named_params! { ":hash": prev_control, ":seat_id": seat.as_bytes() })
    })
    .context("look for the control segment before")
}

/// How long a seat is held back by a control segment of its own that waits, ms: after a restore the
/// rest comes with the next pass. What waits for longer may never be free (somebody with the key
/// can make such a segment), and the chain then gets a branch.
const PATIENCE_MS: i64 = 10 * 60 * 1000;

/// Whether a control segment of the seat came lately that waits: what is sealed now would pass it
/// by.
pub(crate) fn own_control_waits(
    conn: &Connection,
    seat: SeatId,
    now_ms: i64,
) -> Result<bool, Error> {
    conn.prepare_cached(
        "SELECT 1 FROM log_segment
         WHERE waits = 1 AND +seat_id = :seat_id AND compartment = 3
             AND received_at BETWEEN :since AND :now",
    )
    .and_then(|mut find| {
        find.exists(named_params! {
            ":seat_id": seat.as_bytes(),
            ":since": match klassny_log::mutant("an_own_control_holds_for_ever") {
                true => i64::MIN,
                false => now_ms.saturating_sub(PATIENCE_MS),
            },
            ":now": now_ms,
        })
    })
    .context("look for what waits of a seat")
}
