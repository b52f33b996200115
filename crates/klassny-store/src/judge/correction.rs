//! Whether a mark that stands may be changed (R50, D12): what its author takes back in time, and
//! what a permit or a remark opens.

use super::{Doubt, Judged, Reason, Verdict};
use crate::authority::{Authority, Held};
use crate::error::{Context, Error};
use klassny_domain::change::Change;
use klassny_domain::ids::SeatId;
use klassny_domain::norm::{Correction, correction};
use klassny_domain::refusal::Refusal;
use rusqlite::{Connection, OptionalExtension, named_params};

/// A mark that stands may be changed by its author within the slip of the hand, and by anybody
/// else or later only under a permit or a remark.
///
/// The end of the norm is no part of it: the calendar of a year may still change, a verdict not.
pub(super) fn judge_correction(
    conn: &Connection,
    authority: &Authority,
    (seat, held): (SeatId, &Held),
    fact: &Judged<'_>,
    replaced: &[i64],
) -> Result<Verdict, Error> {
    let Change::Mark(mark) = fact.change else {
        return Ok(Verdict::Valid);
    };
    // A fact over several tips resolves a conflict.
    let [replaced] = replaced else {
        return Ok(Verdict::Valid);
    };
    let Some((Change::Mark(earlier), entered_ms, author)) = earlier_fact(conn, *replaced)? else {
        return Ok(Verdict::Valid);
    };
    let Some(value) = earlier.value else {
        return Ok(Verdict::Valid);
    };
    let entered_at = held.local(entered_ms);
    // The slip of the hand is a person's, on whichever workstation they notice it.
    let by_author = author == seat || authority.staff_of(author) == authority.staff_of(seat);
    let change = (by_author, mark.value, held.local(fact.entered_ms));
    let key = held.key_of(mark, fact.permit, fact.entered_ms);
    match correction(&held.rules, (value, entered_at), change, None, key) {
        Correction::None | Correction::SlipOfTheHand | Correction::Permitted(_) => {
            Ok(Verdict::Valid)
        }
        Correction::Unpermitted => {
            let refusal = Refusal::CorrectionForbidden {
                value,
                entered_at,
                undo_minutes: held.rules.entry.slip_minutes,
            };
            let reason = Reason::Rule(Box::new(refusal));
            Ok(Verdict::Not(Doubt::Unpermitted, reason))
        }
    }
}

fn earlier_fact(conn: &Connection, fact_no: i64) -> Result<Option<(Change, i64, SeatId)>, Error> {
    let found: Option<(Vec<u8>, i64, [u8; 16])> = conn
        .prepare_cached("SELECT payload, entered_ms, seat_id FROM log_fact WHERE fact_no = :fact")
        .and_then(|mut find| {
            find.query_row(named_params! { ":fact": fact_no }, |row| {
                Ok((
                    row.get("payload")?,
                    row.get("entered_ms")?,
                    row.get("seat_id")?,
                ))
            })
            .optional()
        })
        .context("read the fact replaced")?;
    let Some((payload, entered_ms, seat)) = found else {
        return Ok(None);
    };
    let op = klassny_log::decode_fact(&payload).ok();
    Ok(op.map(|op| (op.change, entered_ms, SeatId::from_bytes(seat))))
}
