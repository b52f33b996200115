//! One round over the schools: look, count, write; each school by itself.
//!
//! Owns the rule that one bad school never stops the others: a store that is away, a damaged
//! profile and a fault of this program are each an outcome of that school. Several threads look,
//! one writes.

use crate::database::Database;
use crate::figures::Figures;
use crate::school::School;
use crate::words::sentence;
use anyhow::{Error, Result};
use chrono::{DateTime, NaiveDate};
use klassny_domain::ids::SchoolId;
use klassny_share::status::{ShareState, SyncReport};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// What a look at a school came to.
pub struct Outcome {
    /// The name the district gave it.
    pub called: String,
    /// When, milliseconds of UTC since 1970.
    pub at_ms: i64,
    /// What was found.
    pub state: State,
}

/// What was found.
pub enum State {
    /// Its store was looked at, reached or not.
    Looked(Box<Looked>),
    /// It could not be opened or counted here.
    Failed(String),
}

/// A school whose store was looked at.
pub struct Looked {
    pub(crate) school: SchoolId,
    /// `ok`, `away`, `not_ours`, `damaged`, `ended`.
    pub word: &'static str,
    /// What went wrong, for people.
    pub trouble: String,
    /// Segments that are here.
    pub segments: u64,
    pub(crate) gaps: usize,
    pub(crate) bad: usize,
    pub(crate) set_aside: u64,
    pub(crate) unread: u64,
    pub(crate) figures: Figures,
    /// Whether the figures differ from those of the database.
    pub is_new: bool,
}

impl Outcome {
    /// A line for people.
    pub fn line(&self) -> String {
        match &self.state {
            State::Looked(looked) => {
                let what = match looked.word {
                    "ok" => "собрана",
                    "damaged" => "собрана, но не всё цело",
                    "not_ours" => "это не хранилище этой школы",
                    "ended" => "школа отозвала сборщика, показатели больше не обновляются",
                    _ => "хранилище недоступно",
                };
                let trouble = match looked.trouble.as_str() {
                    "" => String::new(),
                    trouble => format!(" ({trouble})"),
                };
                let known = looked.segments;
                format!("{}: {what}, сегментов {known}{trouble}", self.called)
            }
            State::Failed(why) => format!("{}: не открыта: {why}", self.called),
        }
    }

    /// Whether everything of the school is here and whole.
    pub fn is_whole(&self) -> bool {
        matches!(&self.state, State::Looked(looked) if looked.word == "ok")
    }
}

/// The schools of a round: open, or why not.
pub type Schools = BTreeMap<String, Result<School>>;

/// What a round does with each school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// Takes what is new on its store.
    Take,
    /// Makes its rows anew from the segments that are here; its store is not asked.
    Rebuild,
}

/// Looks at every store and writes the figures of those that have something new.
///
/// # Errors
/// What PostgreSQL says.
pub fn collect(schools: &Schools, database: &mut Database, workers: usize) -> Result<Vec<Outcome>> {
    round(schools, database, (Act::Take, workers))
}

/// Makes all figures anew from the segments that are here.
///
/// # Errors
/// What PostgreSQL says.
pub fn rebuild(schools: &Schools, database: &mut Database, workers: usize) -> Result<Vec<Outcome>> {
    round(schools, database, (Act::Rebuild, workers))
}

fn round(
    schools: &Schools,
    database: &mut Database,
    (act, workers): (Act, usize),
) -> Result<Vec<Outcome>> {
    let mut known = BTreeMap::new();
    for called in schools.keys() {
        known.insert(called.clone(), database.segments_of(called)?);
    }
    let queue = Mutex::new(schools.iter());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let (done, outcomes) = channel();
    let mut all = Vec::new();
    let mut written = Ok(());
    thread::scope(|scope| {
        for _ in 0..workers.max(1) {
            let (done, known, next) = (done.clone(), &known, &next);
            scope.spawn(move || {
                while let Some((called, school)) = next() {
                    let before = known.get(called).copied().flatten();
                    // Who listens no more has failed, and says so.
                    if done.send(look(called, school, (act, before))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        for outcome in outcomes {
            if let Err(error) = database.put(&outcome) {
                written = Err(error);
                break;
            }
            all.push(outcome);
        }
    });
    written?;
    all.sort_by(|one, other| one.called.cmp(&other.called));
    Ok(all)
}

/// Looks at one school, whatever happens in it.
fn look(called: &str, school: &Result<School>, (act, before): (Act, Option<u64>)) -> Outcome {
    let failed = |error: &Error| State::Failed(sentence(error));
    let (at_ms, state) = match school {
        Err(error) => (now_ms(), failed(error)),
        Ok(school) => {
            let looked = catch_unwind(AssertUnwindSafe(|| look_at(school, act, before)));
            let state = match looked {
                Ok(Ok(looked)) => State::Looked(Box::new(looked)),
                Ok(Err(error)) => failed(&error),
                Err(_) => State::Failed("внутренняя ошибка сборщика".to_owned()),
            };
            (school.now_ms(), state)
        }
    };
    Outcome {
        called: called.to_owned(),
        at_ms,
        state,
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "a school that does not open has no clock of its own"
)]
fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

fn look_at(school: &School, act: Act, before: Option<u64>) -> Result<Looked> {
    let report = match act {
        Act::Take => Some(school.take()?),
        Act::Rebuild => {
            school.with_store(|store| Ok(store.rebuild()?))?;
            None
        }
    };
    let segments = school.segments()?;
    let today = day_of(school.now_ms());
    let (word, trouble) = match (school.is_ended()?, &report) {
        // What is sealed since then does not open here: figures would only look fresh.
        (true, _) => ("ended", String::new()),
        (false, Some(report)) => judged(report),
        (false, None) => ("ok", String::new()),
    };
    let (figures, set_aside, unread) = school.with_store(|store| {
        let figures = Figures::of(store, today)?;
        Ok((figures, store.doubtful_count()?, store.locked_count()?))
    })?;
    Ok(Looked {
        school: school.id()?,
        word,
        trouble,
        segments,
        gaps: report.as_ref().map_or(0, |report| report.gaps.len()),
        bad: report.as_ref().map_or(0, |report| report.bad.len()),
        set_aside,
        unread,
        figures,
        is_new: act == Act::Rebuild || before != Some(segments),
    })
}

/// How the store stands, and what went wrong.
fn judged(report: &SyncReport) -> (&'static str, String) {
    let first = report.not_reached.first().map(|it| it.detail.clone());
    match report.share {
        ShareState::Online | ShareState::Refuses { .. } => {
            let (bad, gaps) = (report.bad.len(), report.gaps.len());
            match (bad, gaps, report.replica_errors.first()) {
                (0, 0, None) => ("ok", String::new()),
                (_, _, Some(error)) => ("damaged", error.clone()),
                (_, _, None) => {
                    let words = format!("повреждено файлов {bad}, недостаёт {gaps}");
                    ("damaged", words)
                }
            }
        }
        ShareState::NotOurFolder { .. } => ("not_ours", first.unwrap_or_default()),
        ShareState::Unknown | ShareState::Offline { .. } | ShareState::NotAnswering { .. } => {
            ("away", first.unwrap_or_default())
        }
    }
}

/// The day in Moscow, whose terms are counted.
fn day_of(at_ms: i64) -> NaiveDate {
    let local_ms = at_ms.saturating_add(3 * 60 * 60 * 1000);
    DateTime::from_timestamp_millis(local_ms)
        .unwrap_or_default()
        .date_naive()
}
