//! How a new machine comes to everything: joining and reading a year, against reading and verifying
//! the same bytes, and against copying the finished file of the replica. And bytes a fact takes.

use crate::exchange::{Pair, Scale, files, paths};
use crate::figures::{Row, timed};
use crate::school::{School, open_bare};
use anyhow::{Context as _, Result, ensure};
use klassny_app::App;
use klassny_app::api::{JoinAnswer, JoinSchool};
use klassny_app::view::session::JoinState;
use klassny_app::workstation::Workstation;
use klassny_collect::Figures;
use klassny_log::Envelope;
use klassny_store::Store;
use std::path::Path;

/// Lessons said again to make a share of some size, where the year is not made.
const SMALL: u64 = 8_000;
/// Facts of a segment.
const TOGETHER: u64 = 8;

/// Measures on the year of the sample school.
pub fn measure(school: &School) -> Result<Vec<Row>> {
    let new = school.another("new")?;
    let share = school.dir().join("share");
    let replica = school.dir().join("deputy/replica.db");
    of(&school.deputy, &new, (&share, &replica))
}

/// Measures on a small school, to see that the rows run.
pub fn reduced(scale: Scale) -> Result<Vec<Row>> {
    let pair = Pair::make()?;
    for number in 0..scale.of(SMALL) {
        pair.state(number)?;
        // A teacher's segment holds the facts of some seconds at the keys.
        if number % TOGETHER == 0 {
            pair.a.app.sync_pass()?;
        }
    }
    pair.rest()?;
    let new = klassny_tests::small::open(&pair.dir().join("new"), &pair.clock)?;
    let replica = pair.dir().join("a/replica.db");
    of(&pair.a.app, &new.app, (&pair.share(), &replica))
}

fn of(by: &App, new: &App, (share, replica): (&Path, &Path)) -> Result<Vec<Row>> {
    let workstation = by.workstation()?;
    let facts = facts_of(&workstation, replica)?.max(1);
    let (bytes, segments) = files(share, ".seg")?;
    let packs = files(share, ".pack")?;
    join(by, new, share)?;
    let (done, took) = timed(|| new.sync_fully());
    let report = done?;
    ensure!(
        report.gaps.is_empty() && report.bad.is_empty(),
        "{report:?}"
    );
    let (verified, verify) = timed(|| verify(&workstation.store, share));
    let verified = verified?;
    let copy_to = replica.with_file_name("copy-of-replica.db");
    let (done, copy) = timed(|| -> std::io::Result<()> {
        std::fs::copy(replica, &copy_to)?;
        std::fs::File::open(&copy_to)?.sync_all()
    });
    done?;
    let seconds = took.as_secs_f64();
    let bootstrap = Row {
        what: format!(
            "a new machine reads {facts} facts in {segments} segments and {} packs",
            packs.1
        ),
        ours: format!(
            "{seconds:.1} s, {:.0} facts a second; 4 M facts at this pace {:.0} s",
            facts as f64 / seconds,
            4e6 * seconds / facts as f64
        ),
        peer: format!(
            "reading and verifying {verified} segments {:.1} s; copying the replica's file {:.2} s",
            verify.as_secs_f64(),
            copy.as_secs_f64()
        ),
        ratio: Some(seconds / verify.as_secs_f64()),
        wanted: "4 M < 300 s",
    };
    let today = chrono::DateTime::from_timestamp_millis(by.now().wall_ms);
    let today = today.context("a day")?.date_naive();
    let (done, count) = timed(|| Figures::of(&workstation.store, today));
    let figures = done?;
    let counted = Row {
        what: format!(
            "a district's figures of {facts} facts: {} rows",
            figures.records.len()
        ),
        ours: format!("{:.2} s", count.as_secs_f64()),
        peer: "—".to_owned(),
        ratio: None,
        wanted: "—",
    };
    let size = Row {
        what: "bytes on the share a fact".to_owned(),
        ours: format!("{:.0} B", bytes as f64 / facts as f64),
        peer: format!(
            "{:.0} B a fact in the replica's file",
            std::fs::metadata(replica)?.len() as f64 / facts as f64
        ),
        ratio: None,
        wanted: "—",
    };
    Ok(vec![bootstrap, size, counted])
}

fn facts_of(workstation: &Workstation, replica: &Path) -> Result<u64> {
    let bare = open_bare(replica, workstation.replica_key.expose())?;
    let sql = "SELECT count(*) FROM log_fact";
    let count: i64 = bare.query_row(sql, [], |row| row.get(0))?;
    Ok(u64::try_from(count)?)
}

fn join(by: &App, new: &App, share: &Path) -> Result<()> {
    let asked = new.join_school(JoinSchool {
        folder: share.to_string_lossy().into_owned(),
        workstation: "АРМ 15".to_owned(),
    })?;
    let status = by.share_status()?;
    let request = status
        .requests
        .iter()
        .find(|request| request.words == asked.words)
        .context("the request is not seen")?;
    by.approve_request(&JoinAnswer {
        request: request.request.clone(),
    })?;
    ensure!(new.join_status()?.state == JoinState::Done, "not let in");
    Ok(())
}

/// Reads every small file of the share and proves school, name and author; no content is opened.
fn verify(store: &Store, share: &Path) -> Result<u64> {
    let school = store.identity().school;
    let mut verified = 0;
    for path in paths(&share.join("seg"))? {
        let bytes = std::fs::read(&path)?;
        let envelope = Envelope::parse(&bytes).map_err(|error| anyhow::anyhow!("{error}"))?;
        let key = store.seat_key(envelope.header().seat)?.context("a key")?;
        let segment = envelope.verify(school, &key);
        segment.map_err(|error| anyhow::anyhow!("{error}"))?;
        verified += 1;
    }
    Ok(verified)
}
