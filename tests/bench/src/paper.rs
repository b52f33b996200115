//! Pages of a printed volume per second of the processor.

use crate::figures::{Row, timed};
use crate::school::School;
use anyhow::{Context as _, Result};
use klassny_app::api::CloseTerm;
use klassny_app::{closing, paper, preflight};
use std::time::Duration;

/// A tick of `/proc/self/stat` on every Linux of today.
const TICKS_A_SECOND: f64 = 100.0;

/// The deputy closes the first quarter of 5А and prints its volume.
pub fn measure(school: &School) -> Result<Vec<Row>> {
    let app = &school.deputy;
    let choices = app.at_desk(preflight::class_choices)?;
    let class = choices
        .classes
        .iter()
        .find(|class| class.class_name == "5А");
    let class = class.context("no 5А")?;
    let term = class.terms.first().context("no term")?.term.clone();
    let args = CloseTerm {
        class: class.class.clone(),
        term,
        despite: "год для замеров".to_owned(),
    };
    app.at_desk(|desk| closing::close_term(desk, &args))?;
    let before = processor_time()?;
    let (printed, took) =
        timed(|| app.at_desk(|desk| paper::print_class(desk, "5А", 1, school.dir())));
    let printed = printed?;
    let spent = processor_time()?.saturating_sub(before);
    let pages = f64::from(u32::try_from(printed.pages)?);
    Ok(vec![Row {
        what: format!(
            "printing a volume of {} pages (5А, a quarter)",
            printed.pages
        ),
        ours: format!(
            "{:.0} pages per processor second, {:.1} s in all",
            pages / spent.as_secs_f64(),
            took.as_secs_f64()
        ),
        peer: "—".to_owned(),
        ratio: None,
        wanted: "—",
    }])
}

/// What this process has used of the processor.
fn processor_time() -> Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields = stat
        .rsplit_once(')')
        .map(|(_, rest)| rest)
        .unwrap_or_default();
    let ticks: f64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    Ok(Duration::from_secs_f64(ticks / TICKS_A_SECOND))
}
