//! One pass over the share: what its parts have in common.
//!
//! Owns the report while it is written and the rule of what ends a pass: a share that is away ends
//! it, a single bad file never does, and a replica that fails three times does.

use crate::error::{Class, Error};
use crate::folder::{Entry, SegmentStore};
use crate::name::{BeaconName, Folder, Name, SegmentName, original};
use crate::pack::Packs;
use crate::plan::{Moment, rests};
use crate::replica::{BadFile, BadReason, Replica, ReplicaError, School};
use crate::status::{NotReached, SyncReport};
use klassny_log::kill_point;
use std::collections::BTreeMap;

/// How many failures of the replica end a pass.
const REPLICA_FAILURES_MAX: usize = 3;

/// Why a pass ends before its time.
pub(crate) enum Stop {
    /// The share is away or not ours.
    Share(Error),
    /// The replica fails.
    Replica,
}

/// A pass at work.
pub(crate) struct Pass<'a> {
    pub store: &'a dyn SegmentStore,
    pub replica: &'a dyn Replica,
    pub school: School,
    pub moment: Moment,
    pub report: SyncReport,
    pub bad: BTreeMap<SegmentName, BadFile>,
    /// How many entries of each folder are not of this program, as it was last listed.
    pub foreign: BTreeMap<Name, u64>,
    /// What is known of packs.
    pub packs: Packs,
    /// Whether a file of homework that cannot be put holds back the facts that name it.
    pub holds_back: bool,
    /// Whether the share's clock is to be read before anything is sealed.
    pub clock_due: bool,
    /// The first refusal to write: publishing stops, reading goes on.
    pub refused: Option<Error>,
}

impl Pass<'_> {
    /// Keeps an answer of the replica; its failure is reported and, in the end, ends the pass.
    pub fn ask<T>(&mut self, answer: Result<T, ReplicaError>) -> Result<T, Stop> {
        answer.map_err(|error| {
            self.report.replica_errors.push(error.to_string());
            Stop::Replica
        })
    }

    /// As [`Pass::ask`], for one segment among many: the others go on.
    pub fn try_ask<T>(&mut self, answer: Result<T, ReplicaError>) -> Result<Option<T>, Stop> {
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(error) => {
                self.report.replica_errors.push(error.to_string());
                let many = self.report.replica_errors.len() >= REPLICA_FAILURES_MAX;
                if many { Err(Stop::Replica) } else { Ok(None) }
            }
        }
    }

    /// Keeps an answer of the share; a failure that is not the end is reported.
    pub fn reach<T>(&mut self, answer: Result<T, Error>) -> Result<Option<T>, Stop> {
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if error.ends_the_pass() => Err(Stop::Share(error)),
            Err(error) => {
                self.report.not_reached.push(NotReached::from(&error));
                Ok(None)
            }
        }
    }

    /// Keeps an answer to a change of the share; a refusal to write ends all writing.
    pub fn write<T>(&mut self, answer: Result<T, Error>) -> Result<Option<T>, Stop> {
        match answer {
            Err(error) if matches!(error.class(), Class::Full | Class::Denied) => {
                self.report.not_reached.push(NotReached::from(&error));
                self.refused.get_or_insert(error);
                Ok(None)
            }
            answer => self.reach(answer),
        }
    }

    /// Tells the replica what the share's clock says. A hint for people and for headers, never
    /// proof: where the share does not tell it, nothing is said.
    pub fn note_clock(&mut self, at_ms: Option<i64>) {
        self.clock_due = false;
        if let Some(at_ms) = at_ms {
            self.replica.note_share_clock(at_ms);
            self.report.share_clock_ms = Some(at_ms);
        }
    }

    /// The beacons now.
    pub fn beacons(&mut self) -> Result<Vec<BeaconName>, Stop> {
        let listing = self
            .store
            .list(&Name::top(Folder::Beacon))
            .map_err(Stop::Share)?;
        let parsed = listing.entries.iter().filter_map(|listed| {
            let beacon = BeaconName::parse(listed.name.as_str());
            beacon.filter(|_| listed.entry != Entry::Folder)
        });
        let parsed: Vec<BeaconName> = parsed.collect();
        let others = listing.entries.len().saturating_sub(parsed.len());
        self.note_foreign(&Name::top(Folder::Beacon), listing.foreign + others as u64);
        Ok(parsed)
    }

    /// Remembers how many entries of a folder are not of this program. A folder that is listed
    /// twice counts once.
    pub fn note_foreign(&mut self, folder: &Name, count: u64) {
        match count {
            0 => self.foreign.remove(folder),
            _ => self.foreign.insert(folder.clone(), count),
        };
    }

    /// Tells whether a bad file is left alone now.
    pub fn rests(&self, name: &SegmentName) -> bool {
        let bad = self.bad.get(&original(*name));
        let for_ever = klassny_log::mutant("bad_for_ever");
        bad.is_some_and(|bad| for_ever || rests(bad, self.moment.now_ms))
    }

    /// Remembers a file that could not be taken.
    pub fn note_bad(&mut self, name: SegmentName, reason: BadReason) -> Result<(), Stop> {
        let name = original(name);
        let now_ms = self.moment.now_ms;
        let bad = match self.bad.get(&name) {
            Some(known) => BadFile {
                reason,
                last_tried_ms: now_ms,
                tries: known.tries.saturating_add(1),
                ..known.clone()
            },
            None => BadFile {
                name,
                reason,
                first_seen_ms: now_ms,
                last_tried_ms: now_ms,
                tries: 1,
            },
        };
        let kept = self.replica.note_bad(&bad);
        self.ask(kept)?;
        kill_point("bad.noted");
        self.bad.insert(name, bad);
        Ok(())
    }

    /// Forgets a file that is bad no more.
    pub fn clear_bad(&mut self, name: SegmentName) -> Result<(), Stop> {
        let name = original(name);
        if self.bad.remove(&name).is_some() {
            let cleared = self.replica.clear_bad(&name);
            self.ask(cleared)?;
            kill_point("bad.cleared");
        }
        Ok(())
    }

    /// Forgets bad files whose segments are here: the program may have died before it could.
    pub fn forget_healed(&mut self) -> Result<(), Stop> {
        let names: Vec<SegmentName> = self.bad.keys().copied().collect();
        for name in names {
            if self.have(&name)? {
                self.clear_bad(name)?;
            }
        }
        Ok(())
    }

    /// Tells whether a segment is here.
    pub fn have(&mut self, name: &SegmentName) -> Result<bool, Stop> {
        let have = self.replica.have(&original(*name));
        self.ask(have)
    }
}
