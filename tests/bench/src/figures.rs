//! What a measurement is told with: times of many repetitions, and a row of the table.

use std::time::{Duration, Instant};

/// A row of the table in `docs/benchmarks.md`.
pub struct Row {
    /// What was measured.
    pub what: String,
    /// The figure.
    pub ours: String,
    /// What it is compared with, measured in the same run.
    pub peer: String,
    /// Ours to the peer's.
    pub ratio: Option<f64>,
    /// The figure that is wanted.
    pub wanted: &'static str,
}

impl Row {
    /// The line of the table, in Markdown.
    pub fn line(&self) -> String {
        let ratio = self
            .ratio
            .map_or("—".to_owned(), |ratio| format!("{ratio:.1} ×"));
        format!(
            "| {} | {} | {} | {ratio} | {} |",
            self.what, self.ours, self.peer, self.wanted
        )
    }
}

/// The times of one thing done many times.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Does a thing once more.
    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (answer, took) = timed(work);
        self.0.push(took);
        answer
    }

    /// How often it was done.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that so many of a hundred did not exceed, in milliseconds.
    pub fn percentile_ms(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let index = (sorted.len().saturating_sub(1) * percent).div_ceil(100);
        sorted.get(index).map_or(0.0, |time| ms(*time))
    }

    /// The middle and the slow end, in words.
    pub fn words(&self) -> String {
        let (p50, p99) = (self.percentile_ms(50), self.percentile_ms(99));
        format!("p50 {p50:.2} ms, p99 {p99:.2} ms")
    }

    /// How many times longer the middle of these took.
    pub fn ratio_to(&self, peer: &Self) -> Option<f64> {
        let peer = peer.percentile_ms(50);
        (peer > 0.0).then(|| self.percentile_ms(50) / peer)
    }
}

/// Does a thing and tells how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let answer = work();
    (answer, start.elapsed())
}

/// What all threads of this process have had of the processor: a busy machine does not lengthen it.
/// Nothing where the system does not tell.
pub fn processor() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    let of_thread = |entry: std::fs::DirEntry| -> Option<u64> {
        let text = std::fs::read_to_string(entry.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    Duration::from_nanos(tasks.flatten().filter_map(of_thread).sum())
}

/// Milliseconds with their fractions.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
