//! What a district's collector costs a school: its start, a round in which nothing is new, a round
//! in which every school has something, the database made anew; memory, files and disk a school.
//!
//! Synthetic schools, each founded, let in and written in through the same program as any.

use crate::exchange::{Pair, Scale, files};
use crate::figures::{Row, timed};
use anyhow::{Context as _, Result, ensure};
use klassny_app::api::JoinAnswer;
use klassny_beyond::database::Postgres;
use klassny_collect::{Database, Home, Outcome, School, Vaults, collect, rebuild};
use std::collections::BTreeMap;
use std::time::Duration;

/// How many schools.
const SCHOOLS: u64 = 60;
/// Facts of each, in segments of eight, before the first round.
const FACTS: u64 = 400;
/// Facts of a segment.
const TOGETHER: u64 = 8;
/// The district that is planned for.
const PLANNED: f64 = 700.0;

/// Measures a district.
pub fn measure(scale: Scale) -> Result<Vec<Row>> {
    let dir = tempfile::Builder::new()
        .prefix("klassny-district")
        .tempdir()?;
    let server = Postgres::start()?;
    let mut database = Database::connect(&server.address())?;
    let home = Home::at(dir.path(), Vaults::Files);
    let mut founded = BTreeMap::new();
    let mut schools = BTreeMap::new();
    for number in 0..scale.of(SCHOOLS) {
        let name = format!("school-{number}");
        let pair = found(scale)?;
        let school = home.school(&name)?;
        enrol(&school, &pair)?;
        founded.insert(name.clone(), pair);
        drop(school);
    }
    let before = Machine::now()?;
    for name in founded.keys() {
        schools.insert(name.clone(), home.school(name));
    }
    let mut round = || look(&schools, &mut database);
    let (first, idle) = (round()?, round()?);
    for pair in founded.values() {
        say(pair, 1_000_000, TOGETHER)?;
    }
    let busy = round()?;
    let open = Machine::now()?;
    let (done, anew) = timed(|| rebuild(&schools, &mut database, 2));
    whole(&done?)?;
    let count = founded.len();
    let each = |time: Duration| time.as_secs_f64() * 1e3 / count as f64;
    let planned = |time: Duration| time.as_secs_f64() * PLANNED / count as f64;
    let row = |what: &str, ours: Duration, peer: String| Row {
        what: format!("{what}, {count} synthetic schools{}", scale.words()),
        ours: format!(
            "{:.0} ms a school; 700 such schools {:.0} s",
            each(ours),
            planned(ours)
        ),
        peer,
        ratio: None,
        wanted: "—",
    };
    let taken = scale.of(FACTS);
    let held = open.since(&before, count);
    let (bytes, _) = files(dir.path(), "replica.db")?;
    let disk = format!(
        "{held}; replica {:.1} MB a school, database {:.2} MB a school",
        bytes as f64 / 1e6 / count as f64,
        size(&server)? / 1e6 / count as f64
    );
    Ok(vec![
        row(
            "a collector's first round",
            first,
            format!("{taken} facts and the frame each"),
        ),
        row("a round with nothing new", idle, disk),
        row(
            "a round with something new everywhere",
            busy,
            format!("{TOGETHER} facts each"),
        ),
        row("the district's database made anew", anew, "—".to_owned()),
    ])
}

/// A school with some weeks of lessons.
fn found(scale: Scale) -> Result<Pair> {
    let pair = Pair::make()?;
    let mut number = 0;
    while number < scale.of(FACTS) {
        say(&pair, number, TOGETHER)?;
        number += TOGETHER;
    }
    Ok(pair)
}

fn say(pair: &Pair, from: u64, count: u64) -> Result<()> {
    for number in from..from + count {
        pair.state(number % 500_000)?;
    }
    pair.a.app.sync_pass()?;
    Ok(())
}

fn enrol(school: &School, pair: &Pair) -> Result<()> {
    let asked = school.ask(&pair.share().to_string_lossy(), None)?;
    let status = pair.a.app.share_status()?;
    let mut requests = status.requests.iter();
    let request = requests.find(|request| request.words == asked.words);
    let request = request.context("the request is not seen")?.request.clone();
    pair.a.app.approve_request(&JoinAnswer { request })?;
    ensure!(school.answered()?.done, "not let in");
    Ok(())
}

fn look(schools: &BTreeMap<String, Result<School>>, database: &mut Database) -> Result<Duration> {
    let (done, took) = timed(|| collect(schools, database, 2));
    whole(&done?)?;
    Ok(took)
}

fn whole(outcomes: &[Outcome]) -> Result<()> {
    for outcome in outcomes {
        ensure!(outcome.is_whole(), "{}", outcome.line());
    }
    Ok(())
}

fn size(server: &Postgres) -> Result<f64> {
    let sql = "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'klassny' AND c.relkind = 'r'";
    let bytes: i64 = server.client()?.query_one(sql, &[])?.get(0);
    Ok(bytes as f64)
}

/// What this process holds of the machine.
struct Machine {
    memory_kib: i64,
    files: i64,
    threads: i64,
}

impl Machine {
    fn now() -> Result<Self> {
        let status = std::fs::read_to_string("/proc/self/status")?;
        let of = |name: &str| -> Result<i64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|line| line.split_whitespace().next());
            Ok(number.context("a line of /proc")?.parse()?)
        };
        Ok(Self {
            memory_kib: of("VmRSS:")?,
            files: i64::try_from(std::fs::read_dir("/proc/self/fd")?.count())?,
            threads: of("Threads:")?,
        })
    }

    /// What was added since, a school.
    fn since(&self, before: &Self, schools: usize) -> String {
        let each = |now: i64, before: i64| (now - before) as f64 / schools as f64;
        format!(
            "open: {:.1} MB of memory, {:.0} file handles, {:.0} threads a school",
            each(self.memory_kib, before.memory_kib) / 1024.0,
            each(self.files, before.files),
            each(self.threads, before.threads)
        )
    }
}
