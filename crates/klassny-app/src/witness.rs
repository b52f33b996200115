//! Seals of this machine, where an administrator gave it the duty of a witness (P7, P8).
//!
//! A witness is any machine that stands open all day: it states its time over what it holds. It
//! must never state it over less than the share has, so it does so after a whole pass only.

use crate::desk::local;
use crate::error::Result;
use crate::workstation::Workstation;
use chrono::{DateTime, NaiveDateTime};
use klassny_domain::change::Change;
use klassny_domain::regulation::Rules;
use klassny_domain::witness::Seal;
use klassny_log::kill_point;
use klassny_store::{Author, NewFact, OwnSeal, Store};

/// How far apart seals are, ms.
const EVERY_MS: i64 = 15 * 60_000;
/// The grades of a school.
const GRADES: std::ops::RangeInclusive<u8> = 1..=11;

impl Workstation {
    /// Whether an administrator gave this machine the duty of a witness.
    ///
    /// # Errors
    /// What the disk says.
    pub fn has_duty(&self) -> std::result::Result<bool, klassny_store::Error> {
        let here = self.store.identity().device;
        let devices = self.store.read(|read| read.devices())?;
        let here = devices.iter().find(|known| known.device == here);
        Ok(here.is_some_and(|here| here.witness))
    }

    /// States the time over what is held, where this machine is a witness and a seal is due: every
    /// quarter of an hour of a school day if anything has come since, and first thing in the day.
    ///
    /// # Errors
    /// What the disk says.
    pub fn seal_time(&self) -> Result<bool> {
        let identity = self.store.identity();
        let now_ms = self.now().wall_ms;
        if !self.has_duty()? || !is_school_day(&self.store, now_ms)? {
            return Ok(false);
        }
        let before = self.store.own_seal()?;
        let (today, _) = local_of(&self.store, now_ms)?;
        let first = match before {
            Some(before) => local_of(&self.store, before.at_ms)?.0.date() != today.date(),
            None => true,
        };
        if !is_due(before, first, now_ms) {
            return Ok(false);
        }
        let at = DateTime::from_timestamp_millis(now_ms).unwrap_or_default();
        let seal = Seal {
            device: identity.device,
            at,
            // The first of a day is whole, so that a lost one spoils no other day.
            follows: before.filter(|_| !first).and_then(|before| before.follows),
        };
        kill_point("witness.due");
        self.seal_all(identity.device_seat)?;
        let author = Author {
            seat: identity.device_seat,
        };
        let fact = NewFact::from(Change::Seal(seal));
        match self.store.commit(author, self.now(), vec![fact]) {
            Ok(_) => {}
            // The duty was given or taken by a fact that is on its way.
            Err(klassny_store::Error::Refused { .. } | klassny_store::Error::NotAllowed(_)) => {
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        }
        kill_point("witness.stated");
        self.seal_all(identity.device_seat)?;
        Ok(true)
    }
}

/// Whether a seal is due after the one before: the first of a day always is, a further one where
/// anything came; a clock set back waits for nothing.
fn is_due(before: Option<OwnSeal>, first: bool, now_ms: i64) -> bool {
    before.is_none_or(|before| {
        let since = now_ms.saturating_sub(before.at_ms);
        first || before.news && !(0..EVERY_MS).contains(&since)
    })
}

/// The school's local time, and its rules.
fn local_of(store: &Store, at_ms: i64) -> Result<(NaiveDateTime, Rules)> {
    let rules = store.read(|read| {
        let newest = read.years()?.pop();
        let regulation = match newest {
            Some(year) => read.regulation(year.year)?,
            None => None,
        };
        Ok(regulation.and_then(|text| Rules::from_regulation(&text).ok()))
    })?;
    let rules = rules.unwrap_or_else(Rules::s4);
    Ok((local(at_ms, &rules), rules))
}

/// Whether any grade has school that day; none before there is a calendar.
pub(crate) fn is_school_day(store: &Store, at_ms: i64) -> Result<bool> {
    let (now, _) = local_of(store, at_ms)?;
    let calendar = store.read(|read| match read.year_on(now.date())? {
        Some(year) => read.calendar(year.year),
        None => Ok(None),
    })?;
    Ok(calendar.is_some_and(|calendar| {
        GRADES
            .into_iter()
            .any(|grade| calendar.is_school_day(grade, now.date()))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p8_a_seal_is_due_first_thing_in_the_day_and_then_every_quarter_of_an_hour_with_news() {
        let before = |news| {
            Some(OwnSeal {
                at_ms: 1_000_000,
                follows: None,
                news,
            })
        };
        assert!(is_due(None, true, 0));
        assert!(
            is_due(before(false), true, 2_000_000),
            "nothing came overnight"
        );
        for (news, since_ms, due) in [
            (true, EVERY_MS, true),
            (true, EVERY_MS - 1, false),
            (false, 10 * EVERY_MS, false),
            (true, -1, true),
            (false, -1, false),
        ] {
            let now_ms = 1_000_000 + since_ms;
            assert_eq!(
                is_due(before(news), false, now_ms),
                due,
                "{news} {since_ms}"
            );
        }
    }
}
