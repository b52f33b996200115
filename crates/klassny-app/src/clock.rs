//! How far this machine's clock is off, and what people are told of it (P8, D11).
//!
//! A wrong clock warns and may ask to be acknowledged; it never blocks and never changes what was
//! entered.

use crate::app::{App, lock};
use crate::error::{AppError, Result};
use crate::view::session::{ClockLevel, ClockTrouble};
use crate::view::text::ErrorCode;
use crate::witness::is_school_day;
use klassny_domain::change::EnteredAt;
use klassny_domain::ids::{DeviceId, SeatId};
use klassny_store::Store;

/// Beyond this people are told, ms.
const WARN_MS: i64 = 2 * 60_000;
/// Beyond this what seals prove stands in the place of what the clock says, ms.
pub(crate) const LABEL_MS: i64 = 10 * 60_000;
/// Beyond this people are asked to know it before they enter marks, ms.
const ASK_MS: i64 = 24 * 3_600_000;
/// One school hour, ms: a witness that is silent for longer is told of.
const HOUR_MS: i64 = 45 * 60_000;

/// A time that was right once, and the monotonic clock then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Anchor {
    true_ms: i64,
    boot: u64,
    monotonic_ms: u64,
}

/// What is known of the machine's clock.
#[derive(Debug, Default)]
pub(crate) struct ClockWatch {
    anchor: Option<Anchor>,
    /// Since when some machine's newest records are not here, ms of the machine's clock.
    behind_since_ms: Option<i64>,
    /// Who acknowledged a wrong clock in this session.
    acknowledged: Option<SeatId>,
}

impl ClockWatch {
    /// Takes the share's clock, or, before it is known, what the machine's own says first.
    fn note(&mut self, now: EnteredAt, share_ms: Option<i64>) {
        let restarted = self.anchor.is_some_and(|anchor| anchor.boot != now.boot);
        if share_ms.is_none() && self.anchor.is_some() && !restarted {
            return;
        }
        self.anchor = Some(Anchor {
            true_ms: share_ms.unwrap_or(now.wall_ms),
            boot: now.boot,
            monotonic_ms: now.monotonic_ms,
        });
    }

    /// How far the clock is ahead of what the share's clock, or its own beginning, makes of now.
    fn ahead_ms(&self, now: EnteredAt) -> Option<i64> {
        let anchor = self.anchor.filter(|anchor| anchor.boot == now.boot)?;
        let since = now.monotonic_ms.saturating_sub(anchor.monotonic_ms);
        let since = i64::try_from(since).unwrap_or(i64::MAX);
        Some(
            now.wall_ms
                .saturating_sub(anchor.true_ms.saturating_add(since)),
        )
    }

    fn note_behind(&mut self, behind: bool, now_ms: i64) {
        self.behind_since_ms = match behind {
            true => self.behind_since_ms.or(Some(now_ms)),
            false => None,
        };
    }
}

/// How grave a difference is; none for one that nobody needs to know.
const fn level(ahead_ms: i64) -> Option<ClockLevel> {
    let off_ms = ahead_ms.saturating_abs();
    if off_ms <= WARN_MS {
        None
    } else if off_ms <= LABEL_MS {
        Some(ClockLevel::Warn)
    } else if off_ms <= ASK_MS {
        Some(ClockLevel::Label)
    } else {
        Some(ClockLevel::Ask)
    }
}

impl App {
    /// Keeps what a pass told of the share's clock and of machines whose records are not here.
    pub(crate) fn note_clock(&self, share_ms: Option<i64>, behind: bool) {
        let now = self.env.clock.now();
        let share_ms = share_ms.filter(|_| self.env.clock.is_of_machine());
        let mut watch = lock(&self.sharing.clock);
        watch.note(now, share_ms);
        watch.note_behind(behind, now.wall_ms);
    }

    /// How far the machine's clock is ahead of the share's, or of its own beginning. A demo's clock
    /// stands apart by design.
    pub(crate) fn ahead_of_share_ms(&self) -> Option<i64> {
        let now = self.env.clock.now();
        let apart = self.clock_offset_ms() != 0;
        lock(&self.sharing.clock).ahead_ms(now).filter(|_| !apart)
    }

    /// How far the machine's clock is ahead, by the share's clock and by the newest seal; none
    /// where nobody can tell.
    pub(crate) fn clock_ahead_ms(&self) -> Result<Option<i64>> {
        let Some(workstation) = self.workstation_if_open() else {
            return Ok(None);
        };
        if self.clock_offset_ms() != 0 {
            return Ok(None);
        }
        let now = self.env.clock.now();
        let by_share = self.ahead_of_share_ms();
        // No seal is made in the future: what is newer than now says how far now is behind.
        let newest = workstation.store.newest_seal()?;
        let by_seal = newest.map(|(at_ms, _)| now.wall_ms.saturating_sub(at_ms));
        let behind = by_seal.filter(|ahead| *ahead < -WARN_MS);
        Ok(match (by_share, behind) {
            (Some(share), Some(seal)) => Some(share.min(seal)),
            (share, seal) => share.or(seal),
        })
    }

    /// What is wrong with the machine's clock, for the status line.
    pub(crate) fn clock_trouble(&self) -> Result<Option<ClockTrouble>> {
        let Some(ahead_ms) = self.clock_ahead_ms()? else {
            return Ok(None);
        };
        let seat = lock(&self.state).session.as_ref().map(|s| s.person.seat);
        let acknowledged = seat.is_some() && lock(&self.sharing.clock).acknowledged == seat;
        Ok(level(ahead_ms).map(|level| ClockTrouble {
            level,
            ahead: ahead_ms > 0,
            minutes: u32::try_from(ahead_ms.saturating_abs() / 60_000).unwrap_or(u32::MAX),
            acknowledged,
        }))
    }

    /// Keeps that the person at work knows how wrong the clock is.
    ///
    /// # Errors
    /// Before anybody signed in.
    pub fn acknowledge_clock(&self) -> Result<crate::view::share::ShareBrief> {
        let person = self.person()?;
        lock(&self.sharing.clock).acknowledged = Some(person.seat);
        self.share_brief()
    }

    /// Asks that a clock which is off by more than a day be known before marks are entered.
    pub(crate) fn clock_is_known(&self) -> Result<()> {
        match self.clock_trouble()? {
            Some(trouble) if trouble.level == ClockLevel::Ask && !trouble.acknowledged => Err(
                AppError::new(ErrorCode::ClockWrong, trouble.minutes.to_string()),
            ),
            Some(_) | None => Ok(()),
        }
    }

    /// Since when the school's records here may be old: a witness is silent, or others' records do
    /// not come, for more than a school hour (P10 «freeze»). Milliseconds of the school's clock.
    pub(crate) fn stale_since_ms(&self) -> Result<Option<i64>> {
        let Some(workstation) = self.workstation_if_open() else {
            return Ok(None);
        };
        let store = &workstation.store;
        let here = store.identity().device;
        if !has_witness(store, here)? {
            return Ok(None);
        }
        let now_ms = self.now().wall_ms;
        // Nobody seals on a day off.
        if !is_school_day(store, now_ms)? {
            return Ok(None);
        }
        let newest = store.newest_seal()?.map(|(at_ms, _)| at_ms);
        if newest.is_some_and(|at_ms| now_ms.saturating_sub(at_ms) <= HOUR_MS) {
            return Ok(None);
        }
        let passed = |since: i64, now: i64| now.saturating_sub(since) > HOUR_MS;
        let silent = store.unsealed_since()?;
        let behind = lock(&self.sharing.clock).behind_since_ms;
        let is_stale = silent.is_some_and(|since| passed(since, now_ms))
            || behind.is_some_and(|since| passed(since, self.env.clock.now().wall_ms));
        Ok(newest.or(silent).filter(|_| is_stale))
    }
}

/// Whether a machine that still acts, other than this one, has the duty of a witness.
fn has_witness(store: &Store, here: DeviceId) -> Result<bool> {
    let (devices, ended) = store.read(|read| Ok((read.devices()?, read.revocations()?)))?;
    let acts = |seat: SeatId| ended.iter().all(|ended| ended.seat != seat);
    Ok(devices
        .iter()
        .any(|device| device.witness && device.device != here && acts(device.seat)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(wall_ms: i64, monotonic_ms: u64) -> EnteredAt {
        EnteredAt {
            wall_ms,
            boot: 1,
            monotonic_ms,
        }
    }

    #[test]
    fn p8_the_levels_are_two_minutes_ten_minutes_and_a_day() {
        const MINUTE: i64 = 60_000;
        for (minutes, expected) in [
            (0, None),
            (2, None),
            (3, Some(ClockLevel::Warn)),
            (10, Some(ClockLevel::Warn)),
            (11, Some(ClockLevel::Label)),
            (24 * 60, Some(ClockLevel::Label)),
            (24 * 60 + 1, Some(ClockLevel::Ask)),
            (10 * 365 * 24 * 60, Some(ClockLevel::Ask)),
        ] {
            assert_eq!(level(minutes * MINUTE), expected, "{minutes}");
            assert_eq!(level(-minutes * MINUTE), expected, "-{minutes}");
        }
    }

    #[test]
    fn p8_a_jump_shows_by_the_monotonic_clock_and_the_share_outweighs_what_the_clock_said() {
        let mut watch = ClockWatch::default();
        watch.note(at(1_000_000, 0), None);
        assert_eq!(watch.ahead_ms(at(1_060_000, 60_000)), Some(0));
        assert_eq!(watch.ahead_ms(at(700_000, 60_000)), Some(-360_000));
        // The share says that it was wrong from the start.
        watch.note(at(1_060_000, 60_000), Some(9_060_000));
        assert_eq!(watch.ahead_ms(at(1_120_000, 120_000)), Some(-8_000_000));
        // After a restart of the machine the monotonic clock says nothing of before.
        let restarted = EnteredAt {
            boot: 2,
            ..at(5, 0)
        };
        assert_eq!(watch.ahead_ms(restarted), None);
    }
}
