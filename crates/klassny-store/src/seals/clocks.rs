//! When a fact was entered by the share's clock, where its author's machine knew its own to be wrong.
//!
//! The machine signs it in the header, so it is a claim like any clock's; what seals prove stands
//! above it. Carried by the monotonic clock alone: the wall clock may have jumped between entry and
//! sealing.

use crate::error::{Context, Error};
use klassny_log::Envelope;
use rusqlite::{Connection, OptionalExtension, named_params};

/// From so much on a clock is not shown as it is, ms (P8).
pub(super) const OFF_MS: i64 = 10 * 60_000;

/// When a fact was entered by the share's clock, ms of UTC; none where the machine was started
/// again between entry and sealing, or where both clocks say the same after all.
pub(super) fn by_share(conn: &Connection, fact_no: i64) -> Result<Option<i64>, Error> {
    let found: Option<(Vec<u8>, Vec<u8>)> = conn
        .prepare_cached(
            "SELECT fact.payload, segment.bytes FROM log_fact AS fact
             JOIN log_segment AS segment ON segment.segment_no = fact.segment_no
             WHERE fact.fact_no = :fact",
        )
        .and_then(|mut find| {
            find.query_row(named_params! { ":fact": fact_no }, |row| {
                Ok((row.get("payload")?, row.get("bytes")?))
            })
            .optional()
        })
        .context("read a fact and its segment")?;
    let Some((payload, bytes)) = found else {
        return Ok(None);
    };
    let Ok(op) = klassny_log::decode_fact(&payload) else {
        return Ok(None);
    };
    let envelope = Envelope::parse(&bytes)?;
    let header = envelope.header();
    let (Some(share_ms), true) = (header.share_clock_ms, header.boot == op.entered.boot) else {
        return Ok(None);
    };
    let before = header.mono_ms.checked_sub(op.entered.monotonic_ms);
    let entered = before
        .and_then(|before| i64::try_from(before).ok())
        .map(|before| share_ms.saturating_sub(before));
    let off = |at: &i64| at.saturating_sub(op.entered.wall_ms).saturating_abs() > OFF_MS;
    Ok(entered.filter(off))
}
