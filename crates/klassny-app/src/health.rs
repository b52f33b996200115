//! How the exchange stands for people: machines, what waits, what is missing, what went wrong.
//!
//! Must not touch the share: it tells what the last pass and the replica say.

use crate::divergence::Divergence;
use crate::epochs::COMPARTMENTS;
use crate::error::Result;
use crate::session::local_text;
use crate::view::share::{
    DeviceLine, GapLine, IncidentCode, IncidentLine, RefusesCode, ShareLink, WaitingLine, WaitsFor,
};
use klassny_domain::access::{DeviceEnrolment, SeatCertificate};
use klassny_domain::change::Compartment;
use klassny_domain::ids::{DeviceId, SeatId, StaffId};
use klassny_share::replica::{BadFile, BadReason};
use klassny_share::status::{Refusal, ShareState, SyncReport};
use klassny_store::Store;
use std::collections::{BTreeMap, HashMap};

/// Under which name the replica keeps when something was last put on the share.
const PUBLISHED: &str = "published_at";

/// Keeps when something was put on the share.
pub(crate) fn note_published(store: &Store, at_ms: i64) -> Result<()> {
    Ok(store.put(PUBLISHED, &at_ms.to_le_bytes())?)
}

/// When something was last put on the share, ms of the machine's clock.
pub(crate) fn published_ms(store: &Store) -> Result<Option<i64>> {
    let bytes = store.get(PUBLISHED)?;
    Ok(bytes.and_then(|bytes| Some(i64::from_le_bytes(bytes.try_into().ok()?))))
}

/// The link as people are told of it.
pub(crate) fn link_of(state: ShareState, since: impl Fn(i64) -> String) -> ShareLink {
    match state {
        ShareState::Unknown => ShareLink::Unknown,
        ShareState::Online => ShareLink::Online,
        ShareState::Offline { since_ms } => ShareLink::Offline {
            since: since(since_ms),
        },
        ShareState::NotAnswering { since_ms } => ShareLink::NotAnswering {
            since: since(since_ms),
        },
        ShareState::NotOurFolder { .. } => ShareLink::WrongFolder,
        ShareState::Refuses { since_ms, why } => ShareLink::Refuses {
            since: since(since_ms),
            why: match why {
                Refusal::Full => RefusesCode::Full,
                Refusal::Denied => RefusesCode::ReadOnly,
            },
        },
    }
}

/// Machines, seats and names, read once for the screen.
pub struct Health {
    devices: Vec<DeviceEnrolment>,
    seats: HashMap<SeatId, SeatCertificate>,
    names: HashMap<StaffId, String>,
}

impl Health {
    /// Reads them from the replica.
    ///
    /// # Errors
    /// What the disk says.
    pub fn read(store: &Store) -> Result<Self> {
        let (devices, seats, staff) =
            store.read(|read| Ok((read.devices()?, read.seats()?, read.staff()?)))?;
        Ok(Self {
            devices,
            seats: seats.into_iter().map(|seat| (seat.seat, seat)).collect(),
            names: staff
                .into_iter()
                .map(|s| (s.staff, s.name.initials()))
                .collect(),
        })
    }

    /// The machines of the school, this one first, with when anything of them was heard of last.
    ///
    /// # Errors
    /// What the disk says.
    pub fn devices(&self, store: &Store) -> Result<Vec<DeviceLine>> {
        let here = store.identity().device;
        let missing = store.missing()?;
        let mut lines = Vec::with_capacity(self.devices.len());
        for device in &self.devices {
            let (mut segments, mut heard) = (0_usize, None);
            for seat in self.seats_on(device) {
                segments += store.segments_of(seat)?.len();
                heard = heard.max(store.newest_segment_ms(seat)?);
            }
            let is_here = device.device == here;
            lines.push(DeviceLine {
                name: device.name.clone(),
                here: is_here,
                last_seen: heard.filter(|_| !is_here).map(local_text),
                segments: u32::try_from(segments).unwrap_or(u32::MAX),
                gap: missing
                    .iter()
                    .any(|head| self.seats_on(device).any(|seat| seat == head.seat)),
            });
        }
        lines.sort_by_key(|line| !line.here);
        Ok(lines)
    }

    /// The device's own seat and those of the people on it.
    fn seats_on<'a>(&'a self, device: &'a DeviceEnrolment) -> impl Iterator<Item = SeatId> + 'a {
        let people = self.seats.values();
        let people = people.filter(|seat| seat.device == device.device);
        people.map(|seat| seat.seat).chain([device.seat])
    }

    /// Facts of this machine that are not on the share: whose, since when, and what they wait for.
    ///
    /// # Errors
    /// What the disk says.
    /// What a crash left unsealed waits for its author; whose key is here, it goes out by itself (D2).
    pub fn waiting(
        &self,
        store: &Store,
        may_seal: impl Fn(SeatId) -> bool,
    ) -> Result<Vec<WaitingLine>> {
        let device = self.device_name(store.identity().device);
        let lacks_key = lacks_key(store)?;
        let mut lines = Vec::new();
        for outbox in store.outboxes()? {
            let unsealed_for = match (may_seal(outbox.seat), lacks_key) {
                (false, _) => WaitsFor::SignIn,
                (true, true) => WaitsFor::Key,
                (true, false) => WaitsFor::Share,
            };
            let (unsealed, share) = match unsealed_for {
                WaitsFor::Share => (0, outbox.unsealed + outbox.prepared),
                WaitsFor::SignIn | WaitsFor::Key => (outbox.unsealed, outbox.prepared),
            };
            for (facts, waits_for) in [(unsealed, unsealed_for), (share, WaitsFor::Share)] {
                if let (1.., Some(since_ms)) = (facts, outbox.oldest_ms) {
                    lines.push(WaitingLine {
                        name: self.name(outbox.seat),
                        waits_for,
                        device: device.clone(),
                        facts: u32::try_from(facts).unwrap_or(u32::MAX),
                        since: local_text(since_ms),
                    });
                }
            }
        }
        Ok(lines)
    }

    /// Records that others name as predecessors and that are not here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn gaps(&self, store: &Store) -> Result<Vec<GapLine>> {
        let known: HashMap<SeatId, Vec<u64>> = {
            let mut known: HashMap<SeatId, Vec<u64>> = HashMap::new();
            for head in store.missing()? {
                known.entry(head.seat).or_default().push(head.seq);
            }
            known
        };
        let mut lines = BTreeMap::new();
        for (seat, missing) in known {
            let held = store.segments_of(seat)?;
            for number in missing {
                // From the missing one back to the newest that is here.
                let before = held
                    .iter()
                    .map(|held| held.head.seq)
                    .filter(|seq| *seq < number);
                let first = before.max().unwrap_or(0) + 1;
                let line = GapLine {
                    device: self.device_of(seat),
                    name: self.name(seat),
                    number: u32::try_from(first).unwrap_or(u32::MAX),
                    count: u32::try_from(number + 1 - first).unwrap_or(u32::MAX),
                };
                lines.insert((line.device.clone(), seat, number), line);
            }
        }
        Ok(lines.into_values().collect())
    }

    /// What went wrong, in the order of its weight. A gap inside a chain is told among the gaps.
    pub fn incidents(
        &self,
        report: &SyncReport,
        time: impl Fn(i64) -> String,
    ) -> Vec<IncidentLine> {
        let line = |what, subject: String, count: u32| IncidentLine {
            at: String::new(),
            what,
            subject,
            count,
        };
        let forks = report.forked.iter().map(|seat| {
            let who = [self.device_of(*seat), self.name(*seat)];
            let who: Vec<String> = who.into_iter().filter(|word| !word.is_empty()).collect();
            line(IncidentCode::Fork, who.join(", "), 1)
        });
        let failed = report.replica_errors.iter();
        let failed = failed.map(|why| line(IncidentCode::ReplicaFailed, why.clone(), 1));
        let told =
            |bad: &&BadFile| bad.reason == BadReason::Missing && report.gaps.contains(&bad.name);
        let bad = report.bad.iter().filter(|bad| !told(bad));
        let bad = bad.map(|bad| IncidentLine {
            at: time(bad.first_seen_ms),
            what: code_of(bad.reason),
            subject: bad.name.to_string(),
            count: bad.tries,
        });
        let unknown = report.unknown_authors.iter();
        let unknown = unknown.map(|seat| line(IncidentCode::UnknownAuthor, seat.to_string(), 1));
        let away = report.not_reached.iter();
        let away = away.filter(|_| report.share.is_reached()).map(|missed| {
            let path = missed.path.display().to_string();
            line(IncidentCode::NotReached, path, 1)
        });
        let packs = report.bad_packs.iter();
        let packs = packs.map(|pack| line(IncidentCode::Damaged, pack.to_string(), 1));
        let strangers = u32::try_from(report.foreign).unwrap_or(u32::MAX);
        let strangers =
            (strangers > 0).then(|| line(IncidentCode::Strangers, String::new(), strangers));
        let all = forks.chain(failed).chain(bad).chain(unknown);
        all.chain(away).chain(packs).chain(strangers).collect()
    }

    /// Machines that show something else over the same segments, with where.
    pub(crate) fn diverged(&self, diverged: &[Divergence]) -> Vec<IncidentLine> {
        let lines = diverged.iter().map(|other| IncidentLine {
            at: local_text(other.since_ms),
            what: IncidentCode::Diverged,
            subject: format!(
                "{}: {}",
                self.device_name(other.device),
                other.tables.join(", ")
            ),
            count: 1,
        });
        lines.collect()
    }

    fn name(&self, seat: SeatId) -> String {
        let staff = self.seats.get(&seat).map(|seat| seat.staff);
        let name = staff.and_then(|staff| self.names.get(&staff));
        name.cloned().unwrap_or_default()
    }

    fn device_of(&self, seat: SeatId) -> String {
        let own = self.devices.iter().find(|device| device.seat == seat);
        let own = own.map(|device| device.device);
        let device = own.or_else(|| self.seats.get(&seat).map(|seat| seat.device));
        device
            .map(|device| self.device_name(device))
            .unwrap_or_default()
    }

    fn device_name(&self, device: DeviceId) -> String {
        let known = self.devices.iter().find(|known| known.device == device);
        known.map(|known| known.name.clone()).unwrap_or_default()
    }
}

/// Whether something cannot be sealed here. Who enters a personal card needs the key of those, so
/// one that waits for it counts; where nobody does, nothing waits.
fn lacks_key(store: &Store) -> Result<bool> {
    for compartment in COMPARTMENTS {
        let waits = compartment != Compartment::Personal || store.has_personal_outbox()?;
        if waits && store.lacks_sealing_key(compartment)? {
            return Ok(true);
        }
    }
    Ok(false)
}

const fn code_of(reason: BadReason) -> IncidentCode {
    match reason {
        BadReason::Missing => IncidentCode::Gap,
        BadReason::TooLarge | BadReason::Damaged | BadReason::Malformed => IncidentCode::Damaged,
        BadReason::ForeignSchool | BadReason::Forged => IncidentCode::Foreign,
        BadReason::TooNew => IncidentCode::Newer,
    }
}
