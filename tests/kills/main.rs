//! A real process killed at every named point of its paths (R14, P10), on real SQLCipher files and
//! a real folder, and started again.
//!
//! After each kill nothing that was answered may be lost and the replica must be sound; from time
//! to time, and at the end, all machines must be equal, rebuilt rows be the standing ones, and the
//! share be whole. `KLASSNY_KILLS_EACH` says how often each point is tried, `KLASSNY_KILLS_MINUTES`
//! how long (`cargo xtask kills`).

#[cfg(unix)]
mod life;
#[cfg(unix)]
mod packs;

use klassny_tests::kills::{POINTS, Script};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How often each point is tried on every landing.
const EACH: u64 = 4;

/// R14, R126: between the key and the answer, in sealing, publishing, taking and leaving.
#[cfg(unix)]
#[test]
fn r14_r126_a_day_killed_at_every_point_loses_nothing_that_was_answered() {
    life::kill_everywhere(Script::Day);
}

/// R135: a volume that has its name is whole and known to the journal.
#[cfg(unix)]
#[test]
fn r135_a_print_killed_at_every_point_leaves_no_volume_the_journal_does_not_know() {
    life::kill_everywhere(Script::Print);
}

/// P10, D1: a repair that is broken off is done again; the share becomes whole.
#[cfg(unix)]
#[test]
fn a_repair_killed_at_every_point_leaves_a_share_that_heals() {
    life::kill_everywhere(Script::Mend);
}

/// A rebuild of the rows is done or not done.
#[cfg(unix)]
#[test]
fn a_rebuild_killed_at_every_point_is_done_again() {
    life::kill_everywhere(Script::Rebuild);
}

/// P11, D3: a machine that died while it joined can join, and its person can sign in.
#[cfg(unix)]
#[test]
fn a_machine_killed_while_it_joins_comes_in_when_it_tries_again() {
    life::kill_everywhere(Script::Arrive);
}

/// D13: a school whose creation died can be created by the same program.
#[cfg(unix)]
#[test]
fn a_school_killed_while_it_is_created_is_created_when_tried_again() {
    life::kill_everywhere(Script::Found);
}

/// D14: a restore that died leaves the folder as it was, and is done when tried again.
#[cfg(unix)]
#[test]
fn a_school_killed_while_it_is_restored_is_restored_when_tried_again() {
    life::kill_everywhere(Script::Restore);
}

/// P8: a witness that dies while it seals seals again, and no seal says more than it held.
#[cfg(unix)]
#[test]
fn p8_a_witness_killed_while_it_seals_seals_again() {
    life::kill_everywhere(Script::Attest);
}

/// P9: whoever dies while packing or cleaning up after a pack loses no segment.
#[cfg(unix)]
#[test]
fn p9_a_machine_killed_while_it_packs_loses_no_segment() {
    life::kill_everywhere(Script::Pack);
}

/// R27: a file whose attaching was answered is here, and no kill leaves a record without its file.
#[cfg(unix)]
#[test]
fn r27_a_machine_killed_while_it_attaches_sends_or_reads_files_loses_none() {
    life::kill_everywhere(Script::Files);
}

/// The table of points is the one of the sources: a new point without a script is a failure.
#[test]
fn every_point_of_the_sources_is_in_the_table_and_killed() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut placed = BTreeSet::new();
    for file in sources(&crates) {
        let text = std::fs::read_to_string(&file).unwrap();
        for (at, _) in text.match_indices("kill_point(\"") {
            let name = text[at..].split('"').nth(1).unwrap().to_owned();
            placed.insert(name);
        }
    }
    let table: BTreeSet<String> = POINTS
        .iter()
        .flat_map(|(_, points)| points.iter().map(|point| (*point).to_owned()))
        .collect();
    assert_eq!(placed, table);
    assert!(table.len() >= 40, "only {} points", table.len());
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false if path.extension().is_some_and(|ending| ending == "rs") => found.push(path),
            false => {}
        }
    }
    found
}
