//! The exchange of this workstation with the share, pass by pass.
//!
//! Owns what is remembered between passes and the order inside one: whose share is it, what do the
//! beacons say, publish, collect, acknowledge, heal. A pass reports; it never fails and never
//! holds the replica while the share is asked.

use crate::blob::{Blobs, Turn};
use crate::collect::{Authors, SeatListing, Targets};
use crate::folder::SegmentStore;
use crate::name::{Folder, Name, PackName, SegmentName};
use crate::pack::Packs;
use crate::pass::{Pass, Stop};
use crate::plan::{self, AckTimer, Moment, View};
use crate::publish::Look;
use crate::replica::{Replica, ReplicaError};
use crate::status::{ShareState, SyncReport};
use klassny_domain::ids::SeatId;
use klassny_log::kill_point;
use std::collections::{BTreeMap, BTreeSet};

/// For so long the share's clock is carried on by this machine's before it is read again, ms.
const CLOCK_MS: i64 = 30 * 60_000;

/// The exchange of one workstation.
#[derive(Debug, Default)]
pub struct Exchange {
    state: ShareState,
    last_contact_ms: Option<i64>,
    failures: u32,
    last_full_ms: Option<i64>,
    seen: BTreeMap<SeatId, u32>,
    pending: Targets,
    missing: BTreeSet<SegmentName>,
    bad_packs: BTreeSet<PackName>,
    foreign: BTreeMap<Name, u64>,
    authors: Authors,
    acks: AckTimer,
    blobs: Blobs,
    /// When the share's clock was last asked for.
    clock_asked_ms: Option<i64>,
    never_mends: bool,
}

impl Exchange {
    /// Begins without any knowledge of the share.
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves repair of the share to others for good, so that a simulation sees what repair hides.
    #[must_use]
    pub const fn never_mend(mut self) -> Self {
        self.never_mends = true;
        self
    }

    /// How the share stood at the end of the last pass.
    pub const fn state(&self) -> ShareState {
        self.state
    }

    /// When the share was last reached, milliseconds of UTC since 1970.
    pub const fn last_contact_ms(&self) -> Option<i64> {
        self.last_contact_ms
    }

    /// Lets the next pass list everything, as after the start.
    pub fn ask_for_everything(&mut self) {
        self.last_full_ms = None;
    }

    /// Makes one pass over the share.
    pub fn pass(
        &mut self,
        store: &dyn SegmentStore,
        replica: &dyn Replica,
        moment: Moment,
    ) -> SyncReport {
        let (mut report, stop) = match begin(store, replica, moment) {
            Ok(mut pass) => {
                pass.foreign = std::mem::take(&mut self.foreign);
                pass.packs.suspect = std::mem::take(&mut self.bad_packs);
                let clock_due = self.clock_is_due(moment.now_ms);
                pass.clock_due = clock_due;
                let stop = self.run(&mut pass).err();
                if let Some(error) = pass.refused.take() {
                    self.state = self.state.after(&error, moment.now_ms);
                } else if stop.is_none() {
                    self.state = ShareState::Online;
                }
                pass.report.bad = pass.bad.into_values().collect();
                pass.report.foreign = pass.foreign.values().sum();
                let asked = clock_due && !pass.clock_due;
                if asked || pass.report.share_clock_ms.is_some() {
                    self.clock_asked_ms = Some(moment.now_ms);
                }
                self.foreign = pass.foreign;
                self.bad_packs = pass.packs.bad;
                self.bad_packs.append(&mut pass.packs.suspect);
                (pass.report, stop)
            }
            Err(error) => {
                let replica_errors = vec![error.to_string()];
                (
                    SyncReport {
                        replica_errors,
                        ..SyncReport::default()
                    },
                    Some(Stop::Replica),
                )
            }
        };
        if let Some(Stop::Share(error)) = &stop {
            self.state = self.state.after(error, moment.now_ms);
            self.failures = self.failures.saturating_add(1);
            report.not_reached.push(error.into());
        } else {
            self.failures = 0;
        }
        report.counts = replica.counts().unwrap_or_default();
        report.gaps = replica.wanted().unwrap_or_default();
        report.share = self.state;
        report.failures = self.failures;
        report.last_contact_ms = self.last_contact_ms;
        report
    }

    fn clock_is_due(&self, now_ms: i64) -> bool {
        self.clock_asked_ms
            .is_none_or(|at_ms| !(0..CLOCK_MS).contains(&now_ms.saturating_sub(at_ms)))
    }

    fn run(&mut self, pass: &mut Pass<'_>) -> Result<(), Stop> {
        if !klassny_log::mutant("any_folder_is_ours") {
            pass.store.require(&pass.school).map_err(Stop::Share)?;
        }
        let now_ms = pass.moment.now_ms;
        self.last_contact_ms = Some(now_ms);

        pass.forget_healed()?;
        let beacons = pass.beacons()?;
        let (device, wanted) = (pass.replica.device(), pass.replica.wanted());
        let bad: Vec<_> = pass.bad.values().cloned().collect();
        let (device, wanted) = (pass.ask(device)?, pass.ask(wanted)?);
        let view = View {
            device,
            last_full_ms: self.last_full_ms,
            seen: &self.seen,
            beacons: &beacons,
            wanted: &wanted,
            bad: &bad,
        };
        let steps = plan::steps(&view, now_ms);
        let reads_only = Self::only_reads(pass)?;
        if !reads_only {
            let look = match steps.full {
                true => Look::Everywhere,
                false => Look::Newest,
            };
            pass.publish_blobs(&mut self.blobs, Turn::BeforeFacts)?;
            pass.publish(&beacons, look)?;
        }

        for name in steps.follow {
            if !pass.have(&name)? {
                self.pending.entry(name.seat).or_default().insert(name);
            }
        }
        if steps.full {
            self.authors.forget_refusals();
            let beacons = Name::top(Folder::Beacon);
            pass.foreign.retain(|folder, _| *folder == beacons);
            let listings = pass.list_all(&mut self.pending)?;
            pass.collect(&mut self.pending, &mut self.authors)?;
            if !pass.report.more {
                pass.look_into_packs(&mut self.pending, &mut self.authors)?;
                let unknown = std::mem::take(&mut pass.report.unknown_authors);
                pass.collect(&mut self.pending, &mut self.authors)?;
                pass.report.unknown_authors.extend(unknown);
            }
            if !reads_only {
                self.look_after(pass, &listings)?;
            }
            // All that were suspect have been read.
            pass.packs.suspect.clear();
            self.last_full_ms = Some(now_ms);
        } else {
            pass.collect(&mut self.pending, &mut self.authors)?;
        }
        self.seen = plan::highest(&beacons);
        for beacon in &beacons {
            let here = pass.have(&beacon.segment())?;
            pass.report.behind += u32::from(!here);
        }
        if reads_only {
            return Ok(());
        }
        self.acknowledge(pass)?;
        // Files come last: nothing waits for them.
        pass.publish_blobs(&mut self.blobs, Turn::Last)?;
        pass.fetch_blobs(&mut self.blobs)
    }

    fn only_reads(pass: &mut Pass<'_>) -> Result<bool, Stop> {
        let asked = pass.replica.reads_only();
        pass.ask(asked)
    }

    /// Heals, packs and tidies the share.
    fn look_after(
        &mut self,
        pass: &mut Pass<'_>,
        listings: &BTreeMap<SeatId, SeatListing>,
    ) -> Result<(), Stop> {
        if !self.never_mends && !klassny_log::mutant("no_mending") {
            pass.mend(listings, &mut self.missing)?;
            pass.mend_blobs(&mut self.blobs)?;
        }
        pass.pack(listings)?;
        let own = pass.replica.own_seats();
        if let Some(first) = pass.ask(own)?.first() {
            pass.sweep(first.seat)?;
        }
        Ok(())
    }

    /// Acknowledges what was read from the share, when it is time, and publishes the ack (D7).
    fn acknowledge(&mut self, pass: &mut Pass<'_>) -> Result<(), Stop> {
        let heads = pass.replica.unacked();
        let heads = pass.ask(heads)?;
        let files = pass.replica.blobs_unsaid();
        let files = pass.ask(files)?;
        let news = !heads.is_empty() || !files.is_empty();
        if !self.acks.is_due(news, pass.moment) || pass.refused.is_some() {
            return Ok(());
        }
        kill_point("ack.due");
        if !heads.is_empty() {
            let entered = pass.replica.acknowledge(&heads, pass.moment.now_ms);
            pass.ask(entered)?;
        }
        if !files.is_empty() {
            let entered = pass.replica.say_held(&files);
            pass.ask(entered)?;
        }
        kill_point("ack.entered");
        let beacons = pass.beacons()?;
        pass.publish(&beacons, Look::Newest)?;
        kill_point("ack.published");
        Ok(())
    }
}

fn begin<'a>(
    store: &'a dyn SegmentStore,
    replica: &'a dyn Replica,
    moment: Moment,
) -> Result<Pass<'a>, ReplicaError> {
    let bad = replica.bad_files()?;
    Ok(Pass {
        store,
        replica,
        school: replica.school()?,
        moment,
        report: SyncReport::default(),
        bad: bad.into_iter().map(|bad| (bad.name, bad)).collect(),
        foreign: BTreeMap::new(),
        packs: Packs::default(),
        holds_back: false,
        clock_due: false,
        refused: None,
    })
}
