//! What a machine that has nothing must make of a share, told from the bytes alone.

use crate::fake::Register;
use crate::hostile::spoil::DirtyStore;
use crate::kit::school;
use klassny_domain::ids::SeatId;
use klassny_log::{CompartmentKey, Envelope, FactOrUnknown, SegmentError, Verified};
use klassny_share::folder::{Entry, SegmentStore};
use klassny_share::name::{BeaconName, Folder, Name, SegmentName, TempName, fits, original};
use klassny_share::replica::BadReason;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be seen.
#[derive(Debug, Default)]
pub struct Expected {
    /// Segments that can be taken.
    pub good: BTreeSet<SegmentName>,
    /// What is told as bad, each with the reasons its copies give.
    pub bad: BTreeMap<SegmentName, BTreeSet<BadReason>>,
    /// Files and folders that are not of this program.
    pub foreign: u64,
    /// Seats that nobody knows.
    pub unknown: BTreeSet<SeatId>,
    /// Facts of segments that a known seat signed and no machine of the school had.
    pub planted: Vec<String>,
}

fn read(store: &DirtyStore, name: SegmentName, key: [u8; 32]) -> Result<Verified, BadReason> {
    let bytes = match store.inner.get(&Name::from(name), u64::MAX) {
        Ok(bytes) if bytes.len() > klassny_log::FILE_MAX => return Err(BadReason::TooLarge),
        Ok(bytes) if fits(&name, &bytes) => bytes,
        Ok(_) => return Err(BadReason::Damaged),
        Err(_) => return Err(BadReason::Missing),
    };
    let envelope = Envelope::parse(&bytes).map_err(|error| {
        let newer = matches!(error, SegmentError::Suite(_));
        [BadReason::Malformed, BadReason::TooNew][usize::from(newer)]
    })?;
    let header = envelope.header();
    if header.seat != name.seat || header.seq != u64::from(name.seq) {
        return Err(BadReason::Malformed);
    }
    envelope.verify(school().school, &key).map_err(|error| {
        let foreign = error == SegmentError::School;
        [BadReason::Forged, BadReason::ForeignSchool][usize::from(foreign)]
    })
}

/// The file of a name or any of its siblings, or why none of them will do.
fn any(
    store: &DirtyStore,
    name: SegmentName,
    key: [u8; 32],
) -> Result<Verified, BTreeSet<BadReason>> {
    let mut reasons = BTreeSet::new();
    for copy in 0..=9 {
        match read(store, SegmentName { copy, ..name }, key) {
            Ok(segment) => return Ok(segment),
            Err(BadReason::Missing) => {}
            Err(reason) => {
                reasons.insert(reason);
            }
        }
    }
    if reasons.is_empty() {
        reasons.insert(BadReason::Missing);
    }
    Err(reasons)
}

/// Reads a share as a machine with an empty replica should.
pub fn expected(store: &DirtyStore, known: &Register) -> Expected {
    let mut found = Expected {
        foreign: foreign(store),
        ..Expected::default()
    };
    let mut wanted: Vec<SegmentName> = Vec::new();
    for name in store.inner.names() {
        wanted.extend(SegmentName::parse(name.as_str()).map(original));
        wanted.extend(BeaconName::parse(name.as_str()).map(|beacon| beacon.segment()));
    }
    while let Some(name) = wanted.pop() {
        let Some(key) = known.keys.get(&name.seat) else {
            found.unknown.insert(name.seat);
            continue;
        };
        if found.good.contains(&name) || found.bad.contains_key(&name) {
            continue;
        }
        match any(store, name, *key) {
            Ok(segment) => {
                let prev = klassny_log::short(&segment.header().prev);
                if let Some(seq) = name.seq.checked_sub(1).filter(|seq| *seq > 0) {
                    let hash = prev;
                    wanted.push(SegmentName { seq, hash, ..name });
                }
                found.good.insert(name);
                found.planted.extend(planted(&segment));
            }
            Err(reasons) => {
                found.bad.insert(name, reasons);
            }
        }
    }
    found
}

/// The words of a planted segment; those of the school begin with a number.
fn planted(segment: &Verified) -> Vec<String> {
    let facts = segment.open(&CompartmentKey::from_bytes([5; 32]));
    let texts = facts.unwrap_or_default().into_iter().filter_map(|fact| {
        let FactOrUnknown::Fact(fact) = fact else {
            return None;
        };
        crate::fake::text_of(&fact.change)
    });
    texts.filter(|text| text.starts_with("planted")).collect()
}

/// Counts strangers in the folders that a pass lists: beacons, temporary files, all of segments.
fn foreign(store: &DirtyStore) -> u64 {
    let mut count = 0;
    let mut folders = vec![
        Name::top(Folder::Beacon),
        Name::top(Folder::Temporary),
        Name::top(Folder::Segment),
    ];
    while let Some(folder) = folders.pop() {
        let listing = store.list(&folder).expect("a listing");
        count += listing.foreign;
        for listed in listing.entries {
            let path = listed.name.as_str();
            let depth = path.split('/').count();
            let last = listed.name.file();
            let ours = match (path.split('/').next(), listed.entry) {
                (Some("beacon"), Entry::File { .. }) => BeaconName::parse(path).is_some(),
                (Some("tmp"), _) => TempName::parse(path).is_some(),
                (Some("seg"), Entry::Folder) if depth == 2 => {
                    klassny_log::name::parse_seat_folder(last).is_some()
                }
                (Some("seg"), Entry::Folder) if depth == 3 => {
                    klassny_log::name::parse_shard_folder(last).is_some()
                }
                (Some("seg"), Entry::File { .. }) => SegmentName::parse(path).is_some(),
                _ => false,
            };
            count += u64::from(!ours);
            if ours && listed.entry == Entry::Folder {
                folders.push(listed.name);
            }
        }
    }
    count
}
