//! What a day's exchange costs while the share grows: in its first year, its fifth, its tenth. It
//! must not grow with history.

use crate::exchange::{Pair, Scale, files};
use crate::figures::{Row, ms, processor, timed};
use anyhow::{Context as _, Result};
use std::time::Duration;

/// Segments of a year of one machine: what a seat of a busy teacher writes.
const YEAR: u64 = 2_000;
/// Segments of a day.
const DAY: u64 = 40;
/// The years of the share at which a day is measured.
const YEARS: [u64; 3] = [1, 5, 10];

/// Measures a day after each number of years.
pub fn measure(scale: Scale) -> Result<Vec<Row>> {
    let pair = Pair::make()?;
    let mut rows = Vec::new();
    let (mut years, mut topic) = (0, 0);
    let mut first: Option<Duration> = None;
    for wanted in YEARS {
        while years < wanted {
            exchange(&pair, scale.of(YEAR), &mut topic)?;
            years += 1;
        }
        // Another day begins: what was entered today is counted for the status line.
        pair.clock.advance(24 * 60 * 60 * 1000);
        pair.rest()?;
        let before = processor();
        let (done, day) = timed(|| exchange(&pair, DAY, &mut topic));
        done?;
        let worked = processor().saturating_sub(before);
        let (done, bare) = timed(|| bare(&pair, DAY));
        done?;
        let (done, full) = timed(|| pair.b.app.sync_fully());
        done?;
        let first = *first.get_or_insert(worked);
        let (bytes, count) = files(&pair.share(), ".seg")?;
        rows.push(Row {
            what: format!(
                "a day's exchange, {DAY} segments out and in, in year {years} of the share{}",
                scale.words()
            ),
            ours: format!(
                "{:.0} ms, of the processor {:.0} ms, {:.2} × the first year's; a full reconcile {:.0} ms over {count} files, {:.1} MB",
                ms(day),
                ms(worked),
                worked.as_secs_f64() / first.as_secs_f64(),
                ms(full),
                bytes as f64 / 1e6
            ),
            peer: format!("the same files written, flushed and read {:.0} ms", ms(bare)),
            ratio: Some(day.as_secs_f64() / bare.as_secs_f64()),
            wanted: if wanted == 1 { "—" } else { "as in year 1" },
        });
    }
    Ok(rows)
}

/// So many segments published by one machine and taken by the other, in passes as polls make them.
fn exchange(pair: &Pair, segments: u64, topic: &mut u64) -> Result<()> {
    for _ in 0..segments {
        *topic += 1;
        pair.state(*topic)?;
        pair.a.app.sync_pass()?;
        pair.collect()?;
    }
    Ok(())
}

fn bare(pair: &Pair, count: u64) -> Result<()> {
    let folder = pair.dir().join("bare-day");
    std::fs::create_dir_all(&folder)?;
    for number in 0..count {
        let path = folder.join(number.to_string());
        std::fs::write(&path, [7; 450])?;
        std::fs::File::open(&path)?.sync_all()?;
        std::fs::read(&path).context("read back")?;
    }
    Ok(())
}
