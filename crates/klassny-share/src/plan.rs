//! What to ask of the share next: pure, from what is here and what the beacons say.
//!
//! Owns the rhythm (polls, delays when the share is away, full reconciles) and the patience with
//! bad files. It asks nothing itself and reads no clock: the moment comes in.

use crate::name::{BeaconName, SegmentName};
use crate::replica::{BadFile, BadReason};
use crate::status::ShareState;
use klassny_domain::ids::DeviceId;
use klassny_domain::ids::SeatId;
use std::collections::{BTreeMap, BTreeSet};

/// When a pass is made, and the chance in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock, milliseconds of UTC since 1970.
    pub now_ms: i64,
    /// A random number, new for every pass: keeps workstations from acting in step.
    pub chance: u64,
}

/// Whether somebody looks at the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attention {
    /// The window is in front.
    Active,
    /// Nobody works here now.
    Idle,
}

/// How often everything is listed, milliseconds.
pub const FULL_EVERY_MS: i64 = 30 * 60 * 1000;
const ACTIVE_MS: u64 = 5_000;
const IDLE_MS: u64 = 30_000;
const AWAY_MIN_MS: u64 = 5_000;
const AWAY_MAX_MS: u64 = 120_000;
const RETRY_MIN_MS: i64 = 5_000;
const RETRY_MAX_MS: i64 = FULL_EVERY_MS;
const HOPELESS_MS: i64 = 24 * 60 * 60 * 1000;

/// How long to wait before the next pass, milliseconds, give or take 30 %.
///
/// `failures` counts the passes in a row that did not reach the share.
pub fn next_pass_ms(state: ShareState, attention: Attention, failures: u32, chance: u64) -> u64 {
    let wait_ms = match state {
        ShareState::Online | ShareState::Refuses { .. } | ShareState::Unknown => match attention {
            Attention::Active => ACTIVE_MS,
            Attention::Idle => IDLE_MS,
        },
        ShareState::Offline { .. }
        | ShareState::NotAnswering { .. }
        | ShareState::NotOurFolder { .. } => {
            let doubled = 1_u64
                .checked_shl(failures.saturating_sub(1))
                .unwrap_or(u64::MAX);
            AWAY_MIN_MS.saturating_mul(doubled).min(AWAY_MAX_MS)
        }
    };
    // 70 % to 130 %.
    wait_ms * (700 + chance % 601) / 1000
}

/// When a bad file is looked at again, milliseconds of UTC since 1970.
pub const fn retry_at_ms(bad: &BadFile) -> i64 {
    let wait_ms = match bad.reason {
        // What is too large is not read to its end, so its hash is not known.
        BadReason::Missing | BadReason::Damaged | BadReason::TooLarge => retry_after_ms(bad.tries),
        // The name holds the hash of the bytes: the same name will never hold better ones.
        BadReason::Malformed | BadReason::ForeignSchool | BadReason::Forged | BadReason::TooNew => {
            HOPELESS_MS
        }
    };
    bad.last_tried_ms.saturating_add(wait_ms)
}

/// How long a file that was tried so often and did not come is left alone, milliseconds.
pub const fn retry_after_ms(tries: u32) -> i64 {
    let doublings = if tries > 10 {
        10
    } else {
        tries.saturating_sub(1)
    };
    let wait_ms = RETRY_MIN_MS << doublings;
    if wait_ms > RETRY_MAX_MS {
        RETRY_MAX_MS
    } else {
        wait_ms
    }
}

/// Tells whether a bad file is to be left alone now. A clock set back ends the waiting.
pub const fn rests(bad: &BadFile, now_ms: i64) -> bool {
    now_ms >= bad.last_tried_ms && now_ms < retry_at_ms(bad)
}

/// What is known when a pass is planned.
pub struct View<'a> {
    /// This device: spreads full reconciles over the half-hour.
    pub device: DeviceId,
    /// When the last full reconcile was finished.
    pub last_full_ms: Option<i64>,
    /// The highest beacon of each seat at the last pass.
    pub seen: &'a BTreeMap<SeatId, u32>,
    /// The beacons now.
    pub beacons: &'a [BeaconName],
    /// Predecessors that are missing here.
    pub wanted: &'a [SegmentName],
    /// Files that could not be taken.
    pub bad: &'a [BadFile],
}

/// What to do in a pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// List every folder of segments, whatever the beacons say.
    pub full: bool,
    /// Segments to read by name, and to walk back from; some may be here already.
    pub follow: Vec<SegmentName>,
}

/// Plans a pass.
pub fn steps(view: &View<'_>, now_ms: i64) -> Steps {
    let resting: BTreeSet<SegmentName> = view
        .bad
        .iter()
        .filter(|bad| rests(bad, now_ms))
        .map(|bad| bad.name)
        .collect();
    let heads = view.beacons.iter().map(BeaconName::segment);
    let follow: BTreeSet<SegmentName> = heads
        .chain(view.wanted.iter().copied())
        .filter(|name| !resting.contains(name))
        .collect();
    Steps {
        full: (full_is_due(view, now_ms) || regressed(view.seen, view.beacons))
            && !klassny_log::mutant("beacons_alone"),
        follow: follow.into_iter().collect(),
    }
}

/// A full reconcile is due at the start and once in each half-hour, each device at its own minute.
fn full_is_due(view: &View<'_>, now_ms: i64) -> bool {
    let Some(last_ms) = view.last_full_ms else {
        return true;
    };
    let spread = u32::from_le_bytes({
        let [a, b, c, d, ..] = *view.device.as_bytes();
        [a, b, c, d]
    });
    let offset = i64::from(spread) % FULL_EVERY_MS;
    let slot = |at_ms: i64| at_ms.saturating_add(offset).div_euclid(FULL_EVERY_MS);
    now_ms < last_ms || slot(now_ms) != slot(last_ms)
}

/// A beacon that went back or away means a share restored from a backup, or a clone.
fn regressed(seen: &BTreeMap<SeatId, u32>, beacons: &[BeaconName]) -> bool {
    let now = highest(beacons);
    seen.iter()
        .any(|(seat, seq)| now.get(seat).is_none_or(|now| now < seq))
}

/// The highest beacon of each seat.
pub fn highest(beacons: &[BeaconName]) -> BTreeMap<SeatId, u32> {
    let mut highest: BTreeMap<SeatId, u32> = BTreeMap::new();
    for beacon in beacons {
        let seq = highest.entry(beacon.seat).or_default();
        *seq = (*seq).max(beacon.seq);
    }
    highest
}

/// When to acknowledge what was read from the share (D7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AckTimer {
    due_ms: Option<i64>,
}

const ACK_MIN_MS: i64 = 5_000;
const ACK_SPREAD_MS: u64 = 55_000;

impl AckTimer {
    /// Tells whether to acknowledge now: 5–60 s after something unacknowledged was first seen,
    /// unless another device has done it meanwhile.
    pub fn is_due(&mut self, anything: bool, moment: Moment) -> bool {
        if !anything {
            self.due_ms = None;
            return false;
        }
        let jitter = i64::try_from(moment.chance % ACK_SPREAD_MS).unwrap_or(0);
        let fresh_ms = moment
            .now_ms
            .saturating_add(ACK_MIN_MS)
            .saturating_add(jitter);
        let longest_ms = moment.now_ms.saturating_add(ACK_MIN_MS + 55_000);
        // A clock set back must not put the ack off for ever.
        let due_ms = self
            .due_ms
            .filter(|due| *due <= longest_ms)
            .unwrap_or(fresh_ms);
        self.due_ms = Some(due_ms);
        if moment.now_ms < due_ms {
            return false;
        }
        self.due_ms = None;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(seat: u8, seq: u32) -> SegmentName {
        SegmentName {
            seat: SeatId::from_bytes([seat; 16]),
            seq,
            hash: [seat; 16],
            copy: 0,
        }
    }

    fn bad(reason: BadReason, tries: u32) -> BadFile {
        BadFile {
            name: name(1, 1),
            reason,
            first_seen_ms: 0,
            last_tried_ms: 0,
            tries,
        }
    }

    fn view<'a>(
        last_full_ms: Option<i64>,
        seen: &'a BTreeMap<SeatId, u32>,
        beacons: &'a [BeaconName],
    ) -> View<'a> {
        let device = DeviceId::from_bytes([0; 16]);
        View {
            device,
            last_full_ms,
            seen,
            beacons,
            wanted: &[],
            bad: &[],
        }
    }

    #[test]
    fn everything_is_listed_at_the_start_each_half_hour_and_when_a_beacon_goes_back() {
        let none = BTreeMap::new();
        assert!(steps(&view(None, &none, &[]), 0).full);
        assert!(!steps(&view(Some(1), &none, &[]), FULL_EVERY_MS - 1).full);
        assert!(steps(&view(Some(1), &none, &[]), FULL_EVERY_MS).full);
        assert!(
            steps(&view(Some(1), &none, &[]), 0).full,
            "a clock set back"
        );

        let seen = BTreeMap::from([(name(1, 5).seat, 5)]);
        for (beacons, full) in [
            (vec![], true),
            (vec![name(1, 4).into()], true),
            (vec![name(1, 5).into()], false),
            (vec![name(1, 4).into(), name(1, 6).into()], false),
        ] {
            assert_eq!(
                steps(&view(Some(1), &seen, &beacons), 2).full,
                full,
                "{beacons:?}"
            );
        }
    }

    #[test]
    fn devices_list_everything_at_different_minutes() {
        let none = BTreeMap::new();
        let first_full = |device: u8| {
            let view = View {
                device: DeviceId::from_bytes([device; 16]),
                ..view(Some(0), &none, &[])
            };
            (0..FULL_EVERY_MS)
                .step_by(1000)
                .find(|now| full_is_due(&view, *now))
        };
        let minutes: BTreeSet<_> = (1..100).map(first_full).collect();
        assert!(minutes.len() > 50, "{}", minutes.len());
    }

    #[test]
    fn heads_and_gaps_are_followed_unless_they_rest() {
        let beacons = [name(1, 1).into(), name(2, 9).into()];
        let none = BTreeMap::new();
        let bad = [bad(BadReason::Damaged, 1)];
        let wanted = [name(3, 4)];
        let view = View {
            wanted: &wanted,
            bad: &bad,
            ..view(Some(0), &none, &beacons)
        };
        assert_eq!(steps(&view, 4_999).follow, [name(2, 9), name(3, 4)]);
        assert_eq!(
            steps(&view, 5_000).follow,
            [name(1, 1), name(2, 9), name(3, 4)]
        );
    }

    #[test]
    fn patience_with_a_bad_file_grows_and_ends() {
        let waits: Vec<i64> = (1..14)
            .map(|tries| retry_at_ms(&bad(BadReason::Missing, tries)))
            .collect();
        assert_eq!(waits[..4], [5_000, 10_000, 20_000, 40_000]);
        assert_eq!(waits.last(), Some(&RETRY_MAX_MS));
        assert_eq!(retry_at_ms(&bad(BadReason::Forged, 1)), HOPELESS_MS);
        assert!(!rests(&bad(BadReason::Forged, 1), -1), "a clock set back");
    }

    #[test]
    fn polls_follow_attention_and_failures() {
        let away = ShareState::Offline { since_ms: 0 };
        for (state, attention, failures, least, most) in [
            (ShareState::Online, Attention::Active, 0, 3_500, 6_500),
            (ShareState::Online, Attention::Idle, 0, 21_000, 39_000),
            (away, Attention::Active, 1, 3_500, 6_500),
            (away, Attention::Active, 3, 14_000, 26_000),
            (away, Attention::Active, 60, 84_000, 156_000),
            (away, Attention::Active, 600, 84_000, 156_000),
        ] {
            for chance in (0..2000).chain([u64::MAX]) {
                let wait = next_pass_ms(state, attention, failures, chance);
                assert!(
                    (least..=most).contains(&wait),
                    "{state:?} {failures}: {wait}"
                );
            }
        }
    }

    #[test]
    fn an_ack_waits_five_to_sixty_seconds_and_for_nobody_else_s() {
        for chance in [0, 1, 54_999, 55_000, u64::MAX] {
            let mut timer = AckTimer::default();
            let at = |now_ms| Moment { now_ms, chance };
            assert!(!timer.is_due(true, at(0)));
            let due = (0..=60_000)
                .find(|now| timer.is_due(true, at(*now)))
                .expect("due");
            assert!((5_000..=60_000).contains(&due), "{due}");
            assert!(!timer.is_due(true, at(due)), "the next one waits anew");
            assert!(
                !timer.is_due(false, at(due + 60_000)),
                "another device was quicker"
            );
            assert!(!timer.is_due(true, at(due + 60_001)));
            assert!(!timer.is_due(true, at(-1_000_000)), "a clock set back");
            assert!(timer.is_due(true, at(-1_000_000 + 60_000)));
        }
    }
}
