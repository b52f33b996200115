//! What machines tell each other of the state they show, and the alarm where two that hold the same
//! segments show another (P9).
//!
//! Digests are compared only over exactly the same segments: of anything else they say nothing.

use crate::app::App;
use crate::error::Result;
use crate::workstation::Workstation;
use klassny_domain::change::Change;
use klassny_domain::ids::DeviceId;
use klassny_log::kill_point;
use klassny_share::status::SyncReport;
use klassny_store::{Author, NewFact, Store, differing_tables};

/// Under which name the replica keeps the day on which it told its digest last.
const TOLD: &str = "digest_told";
/// Under which name it keeps where it differs from others.
const DIVERGED: &str = "diverged";
/// Under which name it keeps with what it was compared last.
const COMPARED: &str = "digest_compared";
const DAY_MS: i64 = 86_400_000;

/// A machine that shows something else over the same segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Divergence {
    /// The other machine.
    pub device: DeviceId,
    /// Since when it is known, ms of the clock.
    pub since_ms: i64,
    /// The tables in which the two differ.
    pub tables: Vec<String>,
}

impl App {
    /// Tells this machine's digest once a day and compares those of others, when a pass was quiet:
    /// nothing came, nothing went, nothing is missing. Says whether a digest was stated.
    pub(crate) fn watch_state(
        &self,
        workstation: &Workstation,
        report: &SyncReport,
    ) -> Result<bool> {
        let quiet = report.taken == 0 && report.published == 0 && !report.more;
        let whole = report.gaps.is_empty() && report.behind == 0 && report.counts.waiting == 0;
        if !(quiet && whole) {
            return Ok(false);
        }
        compare(workstation)?;
        tell(workstation)
    }
}

/// States the digest of this replica, unless it was stated today; says whether it was now.
fn tell(workstation: &Workstation) -> Result<bool> {
    let (store, now_ms) = (&workstation.store, workstation.now().wall_ms);
    let today = (now_ms.div_euclid(DAY_MS)).to_le_bytes();
    let identity = store.identity();
    if store.get(TOLD)?.as_deref() == Some(&today)
        || store.seat_key(identity.device_seat)?.is_none()
    {
        return Ok(false);
    }
    let Some(digest) = store.state_digest(identity.device)? else {
        return Ok(false);
    };
    kill_point("digest.due");
    let author = Author {
        seat: identity.device_seat,
    };
    let fact = NewFact::from(Change::StateDigest(digest));
    let stated = match store.commit(author, workstation.now(), vec![fact]) {
        Ok(_) => true,
        // A machine that was revoked, or does not know yet that it was let in, tells nothing.
        Err(klassny_store::Error::Refused(_) | klassny_store::Error::NotAllowed(_)) => false,
        Err(error) => return Err(error.into()),
    };
    kill_point("digest.stated");
    store.put(TOLD, &today)?;
    Ok(stated)
}

/// Compares this replica with every digest over the segments it holds now.
fn compare(workstation: &Workstation) -> Result<()> {
    let store = &workstation.store;
    let here = store.identity().device;
    let mut others = store.read(|read| read.state_digests())?;
    others.retain(|other| other.device != here);
    if others.is_empty() {
        return Ok(());
    }
    let segments = store.segments_digest()?;
    others.retain(|other| other.segments == segments);
    // Once a day all are compared again: the rows may have been mended.
    let day = workstation.now().wall_ms.div_euclid(DAY_MS);
    let told = others.iter().flat_map(|o| {
        [
            &o.journal[..],
            o.personal.as_slice().as_flattened(),
            &o.control,
            &o.tables,
        ]
    });
    let told: Vec<u8> = told.flatten().copied().collect();
    let compared = [&day.to_le_bytes()[..], &segments, &told].concat();
    if others.is_empty() || store.get(COMPARED)?.as_deref() == Some(&compared[..]) {
        return Ok(());
    }
    let Some(own) = store.state_digest(here)? else {
        return Ok(());
    };
    let mut diverged = diverged(store)?;
    for other in &others {
        let tables = differing_tables(&own, other);
        let before = diverged.iter().find(|d| d.device == other.device);
        let since_ms = before.map_or(workstation.now().wall_ms, |before| before.since_ms);
        diverged.retain(|d| d.device != other.device);
        if !tables.is_empty() {
            tracing::error!(device = %other.device, ?tables, "another machine shows another state");
            diverged.push(Divergence {
                device: other.device,
                since_ms,
                tables: tables.into_iter().map(str::to_owned).collect(),
            });
        }
    }
    store.put(DIVERGED, &encode(&diverged))?;
    Ok(store.put(COMPARED, &compared)?)
}

/// The machines that show something else over the same segments.
pub(crate) fn diverged(store: &Store) -> Result<Vec<Divergence>> {
    let bytes = store.get(DIVERGED)?.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.lines().filter_map(decode).collect())
}

/// A line for each: device, since when, tables.
fn encode(diverged: &[Divergence]) -> Vec<u8> {
    let lines = diverged.iter().map(|d| {
        let tables = d.tables.join(" ");
        format!("{} {} {tables}\n", d.device, d.since_ms)
    });
    lines.collect::<String>().into_bytes()
}

fn decode(line: &str) -> Option<Divergence> {
    let mut words = line.split(' ');
    Some(Divergence {
        device: DeviceId::parse(words.next()?)?,
        since_ms: words.next()?.parse().ok()?,
        tables: words.map(str::to_owned).collect(),
    })
}
