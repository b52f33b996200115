//! Questions about keeping to the plan of entry: who was let in, and what was entered when.
//!
//! Entries are told with their seat and the machine's clock alone, as the log has them (R36).

use crate::error::Error;
use crate::read::{Read, Standing};
use crate::row::Columns;
use crate::sql::{select, statements};
use chrono::NaiveDate;
use klassny_domain::change::Change;
use klassny_domain::ids::SeatId;
use klassny_domain::lesson::LessonPlace;
use klassny_domain::slots::SlotWaiver;
use rusqlite::{Row, named_params};
use std::ops::RangeInclusive;

statements! {
    WAIVERS = select!(SlotWaiver, "WHERE day BETWEEN :from AND :to
        ORDER BY day, starts_at, register_key");
    ENTERED = include_str!("entered.sql");
}

/// Something entered in the journal by hand, as the log has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// From which seat.
    pub seat: SeatId,
    /// When, by the clock of the seat's machine, ms of UTC.
    pub at_ms: i64,
    /// The lesson, where it says what a lesson was: held, topic, homework.
    pub lesson: Option<LessonPlace>,
}

impl Read<'_> {
    /// Who was let in outside the plan on the days, those taken back among them.
    pub fn slot_waivers(
        &self,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<SlotWaiver>>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        self.standing(WAIVERS, named_params! { ":from": from, ":to": to })
    }

    /// What was entered in the journal by hand from an instant until before another, in order of
    /// time; what was imported, or does not count, is left out.
    pub fn entered_between(&self, from_ms: i64, until_ms: i64) -> Result<Vec<JournalEntry>, Error> {
        let params = named_params! { ":from": from_ms, ":until": until_ms };
        self.rows(ENTERED, params, read_entered)
    }
}

fn read_entered(row: &Row<'_>) -> Result<JournalEntry, Error> {
    let payload: Option<Vec<u8>> = row.raw("payload")?;
    let lesson = match payload {
        Some(payload) => lesson_of(&klassny_log::decode_fact(&payload)?.change),
        None => None,
    };
    Ok(JournalEntry {
        seat: row.id("seat_id")?,
        at_ms: row.raw("entered_ms")?,
        lesson,
    })
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "the statement gives the payload of these three kinds only"
)]
const fn lesson_of(change: &Change) -> Option<LessonPlace> {
    match change {
        Change::LessonRecord(x) => Some(x.place),
        Change::LessonTopic(x) => Some(x.place),
        Change::Homework(x) => Some(x.place),
        _ => None,
    }
}
