//! The clocks of the machine (D4, P8).
//!
//! The wall clock is a claim; the monotonic one counts from a start that has an id of its own, so
//! that a wall clock set back between two entries shows.

#![allow(
    clippy::disallowed_methods,
    reason = "the one place that asks the machine for the time"
)]

use klassny_app::Clock;
use klassny_domain::change::EnteredAt;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The clocks of this machine since the program began.
#[derive(Clone, Debug)]
pub(crate) struct SystemClock {
    start: Start,
}

/// What the monotonic clock counts from.
#[derive(Clone, Copy, Debug)]
enum Start {
    /// The start of the machine, which Linux gives an id.
    Machine { boot: u64 },
    /// The start of the program, where the system tells no id of its own start.
    Program { boot: u64, at: Instant },
}

impl SystemClock {
    /// Finds out what the monotonic clock counts from.
    pub(crate) fn start() -> Self {
        let machine = boot_id().filter(|_| uptime_ms().is_some());
        let start = match machine {
            Some(boot) => Start::Machine { boot },
            None => {
                let mut boot = [0; 8];
                crate::fill(&mut boot);
                Start::Program {
                    boot: u64::from_le_bytes(boot),
                    at: Instant::now(),
                }
            }
        };
        Self { start }
    }
}

impl Clock for SystemClock {
    fn is_of_machine(&self) -> bool {
        true
    }

    fn now(&self) -> EnteredAt {
        let (boot, monotonic_ms) = match self.start {
            Start::Machine { boot } => (boot, uptime_ms().unwrap_or_default()),
            Start::Program { boot, at } => (boot, whole_ms(at.elapsed().as_millis())),
        };
        EnteredAt {
            wall_ms: wall_ms(),
            boot,
            monotonic_ms,
        }
    }
}

/// Milliseconds of UTC since 1970, negative before.
fn wall_ms() -> i64 {
    let signed = |ms: u128| i64::try_from(ms).unwrap_or(i64::MAX);
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(after) => signed(after.as_millis()),
        Err(before) => -signed(before.duration().as_millis()),
    }
}

fn whole_ms(ms: u128) -> u64 {
    u64::try_from(ms).unwrap_or(u64::MAX)
}

/// The first 16 hexadecimal digits of the id that Linux gives each start.
fn boot_id() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let digits: String = text
        .chars()
        .filter(char::is_ascii_hexdigit)
        .take(16)
        .collect();
    u64::from_str_radix(&digits, 16).ok()
}

/// Milliseconds since the start of the machine, sleep counted in.
fn uptime_ms() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, hundredths) = text.split_whitespace().next()?.split_once('.')?;
    let hundredths: u64 = hundredths.get(..2)?.parse().ok()?;
    Some(seconds.parse::<u64>().ok()? * 1000 + hundredths * 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_clocks_go_forward_from_one_start() {
        let clock = SystemClock::start();
        let (first, second) = (clock.now(), clock.now());
        assert_eq!(first.boot, second.boot);
        assert!(first.monotonic_ms <= second.monotonic_ms);
        assert!(first.wall_ms > 1_700_000_000_000, "{}", first.wall_ms);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn two_programs_of_one_start_of_the_machine_share_its_id() {
        assert_eq!(
            SystemClock::start().now().boot,
            SystemClock::start().now().boot
        );
        assert!(uptime_ms().is_some());
    }
}
