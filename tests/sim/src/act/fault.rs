//! What goes wrong: with a workstation, its way to the share, and the share.

use crate::book::{FactKey, Loss, key_of};
use crate::device::Device;
use crate::step::{Harm, Mishap};
use crate::world::{Outcome, World};
use anyhow::Result;
use klassny_share::faulty::{Faults, Weather};
use klassny_share::folder::SegmentStore as _;
use klassny_share::name::{BeaconName, Folder, Name, SegmentName};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

const DEVICES_MAX: usize = 8;

impl World {
    /// Something happens to a device.
    pub fn mishap(&mut self, device: usize, mishap: Mishap) -> Result<Outcome> {
        self.faults += 1;
        let faults = self.faults_of_wires;
        let here = self.device_mut(device);
        match mishap {
            Mishap::Fine => {
                here.wire.set_weather(Weather::Fine);
                here.wire.set_faults(faults);
            }
            Mishap::Offline => here.wire.set_weather(Weather::Offline),
            Mishap::Full => here.wire.set_weather(Weather::Full),
            Mishap::ReadOnly => here.wire.set_weather(Weather::ReadOnly),
            Mishap::Elsewhere => here.wire.set_weather(Weather::Elsewhere),
            Mishap::Frozen => here.wire.set_faults(Faults {
                stale_listing: 1000,
                ..faults
            }),
            Mishap::CrashIn(points) => here.wire.crash_in(points.into()),
            Mishap::DieIn(calls) => here.dies_in = Some(u32::from(calls) + 1),
            Mishap::Restart => self.replace(device, Device::restart)?,
            Mishap::Backup => here.backup = Some(here.copy_disk()?),
            Mishap::Restore => return self.restore(device),
            Mishap::Clone => return self.clone_device(device),
            Mishap::Clock(hours) => {
                let skew_ms = i64::from(hours) * 3_600_000;
                here.clock.skew_ms.store(skew_ms, Ordering::Relaxed);
            }
            Mishap::Everything => here.exchange.ask_for_everything(),
        }
        Ok(Outcome::Entered)
    }

    fn clone_device(&mut self, device: usize) -> Result<Outcome> {
        if self.devices.len() >= DEVICES_MAX {
            return Ok(Outcome::Idle);
        }
        let parts = (self.devices.len(), self.chance.next(), self.next_boot());
        let share = Arc::clone(&self.share);
        let clone = self.device_mut(device).clone_disk(parts, share)?;
        clone.wire.set_faults(self.faults_of_wires);
        self.devices.push(clone);
        // The machine was off while its disk was copied.
        self.replace(device, Device::restart)?;
        Ok(Outcome::Entered)
    }

    fn restore(&mut self, device: usize) -> Result<Outcome> {
        if self.device(device).backup_store().is_none() {
            return Ok(Outcome::Idle);
        }
        self.note_lost(device)?;
        self.replace(device, Device::restore)?;
        Ok(Outcome::Entered)
    }

    /// Notes what a disk holds that is about to be replaced by its earlier copy.
    fn note_lost(&mut self, device: usize) -> Result<()> {
        let here = self.device(device);
        let Some(backup) = here.backup_store() else {
            return Ok(());
        };
        let kept: BTreeSet<FactKey> = backup.every_fact()?.iter().filter_map(key_of).collect();
        let entered = self.book.facts.iter();
        let at_risk = entered.filter(|(key, entry)| entry.device == device && !kept.contains(key));
        let at_risk = at_risk.count() as u64;
        let mut elsewhere = BTreeSet::new();
        for other in self.devices.iter().filter(|other| other.number != device) {
            elsewhere.extend(other.store().every_fact()?.iter().filter_map(key_of));
        }
        let segments = here.store().every_segment()?;
        let states: BTreeMap<[u8; 32], &str> = segments
            .iter()
            .map(|segment| (segment.head.hash, segment.state.as_str()))
            .collect();
        let lost: Vec<[u8; 32]> = states.keys().copied().collect();
        let whole = self.whole_segments();
        let mut unpublished = BTreeSet::new();
        let mut double = BTreeSet::new();
        let mut on_share: BTreeMap<[u8; 32], BTreeSet<FactKey>> = BTreeMap::new();
        for fact in here.store().every_fact()? {
            let Some(key) = key_of(&fact) else { continue };
            if kept.contains(&key) || elsewhere.contains(&key) {
                continue;
            }
            match fact.segment {
                Some(hash) if whole.contains_key(&hash) => {
                    on_share.entry(hash).or_default().insert(key);
                }
                Some(hash) if states.get(&hash) != Some(&"prepared") => {
                    double.insert(key);
                }
                Some(_) | None => {
                    unpublished.insert(key);
                }
            }
        }
        self.book.allow(&unpublished, Loss::Unpublished);
        self.book.allow(&double, Loss::DoubleFault);
        self.book.replaced_disks += 1;
        self.book.at_risk += at_risk;
        self.book.only_on_share.extend(on_share);
        self.book.lost_from_disks.extend(lost);
        Ok(())
    }

    /// Segments of which the share holds a whole file, by hash.
    pub fn whole_segments(&self) -> BTreeMap<[u8; 32], SegmentName> {
        self.files()
            .iter()
            .filter_map(|(name, bytes)| {
                let name = SegmentName::parse(name.as_str())?;
                let hash = *blake3::hash(bytes).as_bytes();
                (klassny_log::short(&hash) == name.hash).then_some((hash, name))
            })
            .collect()
    }

    /// Something happens to the share.
    pub fn harm(&mut self, harm: Harm) -> Result<Outcome> {
        self.faults += 1;
        match harm {
            Harm::Delete(which) => self.damage(which, |_| None)?,
            Harm::Rot(which, bit) => self.damage(which, |bytes| {
                let mut rotten = bytes.to_vec();
                let at = usize::from(bit) % rotten.len().max(1);
                if let Some(byte) = rotten.get_mut(at) {
                    *byte ^= 1 << (bit % 8);
                }
                Some(rotten)
            })?,
            Harm::Zeros(which) => self.damage(which, |bytes| Some(zeroed(bytes)))?,
            Harm::Newest(device, staff, newer) => {
                self.spoil_newest(self.device_of(device), staff, newer)?;
            }
            Harm::LoseBeacon(which) => {
                if let Some(beacon) = self.beacon(which) {
                    self.share.damage(&Name::from(beacon), None);
                }
            }
            Harm::OldBeacon(which) => self.set_back(which),
            Harm::Junk(which) => self.junk(which),
            Harm::Keep => self.kept = Some(self.files()),
            Harm::Rollback => self.roll_back()?,
        }
        Ok(Outcome::Entered)
    }

    fn beacon(&self, which: u8) -> Option<BeaconName> {
        let names = self.share.names();
        let beacons: Vec<BeaconName> = names
            .iter()
            .filter_map(|name| BeaconName::parse(name.as_str()))
            .collect();
        let index = usize::from(which) % beacons.len().max(1);
        beacons.get(index).copied()
    }

    fn set_back(&self, which: u8) {
        let Some(beacon) = self.beacon(which) else {
            return;
        };
        let earlier = self.share.names().into_iter().find_map(|name| {
            let name = SegmentName::parse(name.as_str())?;
            (name.seat == beacon.seat && name.seq < beacon.seq && name.copy == 0).then_some(name)
        });
        if let Some(earlier) = earlier {
            self.share.damage(&Name::from(beacon), None);
            let name = Name::from(BeaconName::from(earlier));
            self.share.damage(&name, Some(Vec::new()));
        }
    }

    fn junk(&self, which: u8) {
        let segment = self.whole_segments().into_values().next();
        let folder = segment.map_or_else(
            || Name::top(Folder::Segment),
            |name| Name::shard(name.seat, name.shard()),
        );
        let file = match which % 3 {
            0 => "copy.seg",
            1 => "readme",
            _ => "00000001-aaaaaaaaaaaaaaaaaaaaaaaaaa.seg",
        };
        if let Some(name) = folder.join(file) {
            self.share.damage(&name, Some(vec![which; 100]));
        }
    }

    fn spoil_newest(&mut self, device: usize, staff: u8, newer: u8) -> Result<()> {
        let seat = self.device(device).seat(staff);
        let whole = self.whole_segments();
        let own = whole.values().filter(|name| Some(name.seat) == seat);
        let mut own: Vec<SegmentName> = own.copied().collect();
        own.sort_by_key(|name| name.seq);
        let Some(spoilt) = own.iter().rev().nth(newer.into()).copied() else {
            return Ok(());
        };
        let name = Name::from(spoilt);
        let bytes = self.share.get(&name, crate::world::FILE_MAX)?;
        self.share.damage(&name, Some(zeroed(&bytes)));
        self.note_gone_from_share()
    }

    /// Harms the file of a segment.
    fn damage(&mut self, which: u16, change: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Result<()> {
        let files = self.files();
        let segments: Vec<&Name> = files
            .keys()
            .filter(|name| SegmentName::parse(name.as_str()).is_some())
            .collect();
        let index = usize::from(which) % segments.len().max(1);
        let Some(name) = segments.get(index) else {
            return Ok(());
        };
        let bytes = files.get(*name).map_or(&[][..], Vec::as_slice);
        self.share.damage(name, change(bytes));
        self.note_gone_from_share()
    }

    fn roll_back(&mut self) -> Result<()> {
        let Some(kept) = self.kept.clone() else {
            return Ok(());
        };
        for name in self.share.names() {
            if !kept.contains_key(&name) {
                self.share.damage(&name, None);
            }
        }
        for (name, bytes) in kept {
            self.share.damage(&name, Some(bytes));
        }
        self.note_gone_from_share()
    }

    /// Facts that only the share held, and that it holds no more.
    fn note_gone_from_share(&mut self) -> Result<()> {
        if self.book.only_on_share.is_empty() {
            return Ok(());
        }
        let whole = self.whole_segments();
        let mut held = BTreeSet::new();
        for device in 0..self.devices.len() {
            held.extend(self.held(device)?.0);
        }
        let gone: Vec<[u8; 32]> = self
            .book
            .only_on_share
            .keys()
            .filter(|hash| !whole.contains_key(*hash) && !held.contains(*hash))
            .copied()
            .collect();
        for hash in gone {
            if let Some(facts) = self.book.only_on_share.remove(&hash) {
                self.book.allow(&facts, Loss::DoubleFault);
            }
        }
        Ok(())
    }
}

/// The second half of a file is zeros.
fn zeroed(bytes: &[u8]) -> Vec<u8> {
    let half = bytes.len() / 2;
    let mut zeroed = bytes.get(..half).unwrap_or_default().to_vec();
    zeroed.resize(bytes.len(), 0);
    zeroed
}
