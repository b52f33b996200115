//! From a fact that is saved to the other machine showing it: the pass that publishes and the pass
//! that collects, on each store; the wait between polls is told beside them.

use crate::exchange::{Pair, Scale, stores};
use crate::figures::{Row, Times};
use anyhow::Result;

const TURNS: u64 = 100;

/// Measures the three stores.
pub fn measure(scale: Scale) -> Result<Vec<Row>> {
    let pair = Pair::make()?;
    let mut rows = Vec::new();
    for place in stores::all(&pair)? {
        place.take(&pair)?;
        let (mut publish, mut collect) = (Times::default(), Times::default());
        let mut bare = Times::default();
        for turn in 0..scale.of(TURNS) {
            pair.enter(&format!("Неравенства, {turn}"))?;
            publish.time(|| pair.a.app.sync_pass())?;
            collect.time(|| pair.collect())?;
            bare.time(|| place.bare(&format!("bare-{turn}"), &[7; 450]))?;
            // Acknowledgements go their way between the turns, as they do between polls.
            pair.clock.advance(61_000);
            pair.b.app.sync_pass()?;
            pair.a.app.sync_pass()?;
        }
        let both_ms = publish.percentile_ms(95) + collect.percentile_ms(95);
        rows.push(Row {
            what: format!(
                "saved → seen on {}, without the wait between polls{}",
                place.name,
                scale.words()
            ),
            ours: format!(
                "publish {}; collect {}; with polls each 5 s ± 30 % p95 {:.1} s",
                publish.words(),
                collect.words(),
                // The slowest twentieth of a wait that is even over the longest pause.
                0.95 * 6.5 + both_ms / 1e3
            ),
            peer: format!("one file written, flushed, renamed, read: {}", bare.words()),
            ratio: publish.ratio_to(&bare),
            wanted: "p95 < 7 s",
        });
    }
    Ok(rows)
}
