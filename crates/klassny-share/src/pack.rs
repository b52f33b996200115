//! Packs: a full shard of a chain in one file, and the owner's clean-up after it (P9, D1).
//!
//! Owns who may do what: the owner writes the pack and, two weeks after a witness of another device
//! has verified it, removes its own small files, having read the pack once more. Readers look into
//! the shard first, then into packs. Whatever is not in a whole pack is mended as a small file.

use crate::collect::{Authors, SeatListing, Targets};
use crate::error::{Class, Error};
use crate::fetch::{Fetched, fetch_envelope, open};
use crate::folder::Entry;
use crate::name::{Folder, Name, PackName, SegmentName, original};
use crate::pass::{Pass, Stop};
use crate::replica::{PackWord, Stored};
use klassny_domain::ids::SeatId;
use klassny_log::{Envelope, PACK_MAX, SHARD, kill_point, short, split_pack};
use std::collections::{BTreeMap, BTreeSet};

/// How many packs one full reconcile writes, verifies or cleans after, each.
const PACKS_MAX: usize = 16;
/// One pack of so many is read again in one full reconcile: its author may be gone.
const REREAD_ONE_OF: u64 = 16;

/// The segments of a pack by the hash in their names.
type Parts = BTreeMap<[u8; 16], Vec<u8>>;
/// Segments with the names their headers give them.
type Named = Vec<(SegmentName, Vec<u8>)>;

/// What is known of packs in one pass.
#[derive(Debug, Default)]
pub(crate) struct Packs {
    /// The packs of a seat with their lengths, as they were listed in this pass.
    listed: BTreeMap<SeatId, BTreeMap<PackName, u64>>,
    /// The segments of the pack that was read last.
    held: Option<(PackName, Parts)>,
    /// Packs that are no packs.
    pub bad: BTreeSet<PackName>,
    /// Packs that were none in the pass before.
    pub suspect: BTreeSet<PackName>,
}

impl Pass<'_> {
    /// Reads a segment from its file, a sibling of it, or a pack of its shard.
    pub fn fetch(&mut self, name: &SegmentName) -> Fetched<Envelope> {
        let of_shard = |pack: &PackName| (pack.seat, pack.shard) == (name.seat, name.shard());
        if let Some((pack, parts)) = &self.packs.held
            && of_shard(pack)
            && let Some(bytes) = parts.get(&name.hash)
        {
            return Ok(open(name, bytes));
        }
        let read = fetch_envelope(self.store, name)?;
        let Err(reason) = read else {
            return Ok(read);
        };
        let packs: Vec<PackName> = self.packs_of(name.seat)?.keys().copied().collect();
        for pack in packs.into_iter().filter(of_shard) {
            if let Some(parts) = self.read_pack(pack)?
                && let Some(bytes) = parts.get(&name.hash)
            {
                return Ok(open(name, bytes));
            }
        }
        Ok(Err(reason))
    }

    /// Segments of packs that claim to be the first of a seat.
    pub fn firsts_in_packs(&mut self, seat: SeatId) -> Result<Vec<SegmentName>, Error> {
        let packs: Vec<PackName> = self.packs_of(seat)?.keys().copied().collect();
        let mut firsts = Vec::new();
        for pack in packs.into_iter().filter(|pack| pack.shard == 0) {
            let Some(parts) = self.read_pack(pack)? else {
                continue;
            };
            let first = parts.iter().find(|(_, bytes)| {
                Envelope::parse(bytes).is_ok_and(|envelope| envelope.header().seq == 1)
            });
            firsts.extend(first.map(|(hash, _)| SegmentName {
                seat,
                seq: 1,
                hash: *hash,
                copy: 0,
            }));
        }
        Ok(firsts)
    }

    /// The names of a seat's packs.
    pub fn pack_names(&mut self, seat: SeatId) -> Result<Vec<PackName>, Error> {
        Ok(self.packs_of(seat)?.keys().copied().collect())
    }

    /// The segments of a pack, each under the name its header gives it; none where it is not whole.
    pub fn segments_of(&mut self, pack: PackName) -> Result<Option<Named>, Error> {
        let Some(parts) = self.read_pack(pack)? else {
            return Ok(None);
        };
        let named = parts.iter().filter_map(|(hash, bytes)| {
            let envelope = Envelope::parse(bytes).ok()?;
            let name = SegmentName {
                seat: pack.seat,
                seq: u32::try_from(envelope.header().seq).ok()?,
                hash: *hash,
                copy: 0,
            };
            Some((name, bytes.clone()))
        });
        let mut named: Vec<_> = named.collect();
        named.sort_by_key(|(name, _)| *name);
        Ok(Some(named))
    }

    /// The packs of a seat with their lengths; listed once a pass.
    fn packs_of(&mut self, seat: SeatId) -> Result<&BTreeMap<PackName, u64>, Error> {
        if !self.packs.listed.contains_key(&seat) {
            let listing = self.store.list(&Name::packs(seat))?;
            let packs = listing.entries.iter().filter_map(|listed| {
                let name = PackName::parse(listed.name.as_str())?;
                match listed.entry {
                    Entry::File { len } => Some((name, len)),
                    Entry::Folder => None,
                }
            });
            let packs: BTreeMap<PackName, u64> = packs.collect();
            let others = listing.entries.len() - packs.len();
            self.note_foreign(&Name::packs(seat), listing.foreign + others as u64);
            self.packs.listed.insert(seat, packs);
        }
        Ok(self.packs.listed.entry(seat).or_default())
    }

    /// Reads a pack; none where it is not what its name says.
    fn read_pack(&mut self, pack: PackName) -> Result<Option<&Parts>, Error> {
        if self
            .packs
            .held
            .as_ref()
            .is_none_or(|(held, _)| *held != pack)
        {
            if self.packs.bad.contains(&pack) {
                return Ok(None);
            }
            let bytes = match self.store.get(&Name::from(pack), PACK_MAX as u64) {
                Ok(bytes) => bytes,
                Err(error) if error.ends_the_pass() => return Err(error),
                Err(_) => Vec::new(),
            };
            let whole = short(blake3::hash(&bytes).as_bytes()) == pack.hash;
            let parts = split_pack(&bytes).ok().filter(|_| whole);
            let Some(parts) = parts else {
                self.packs.bad.insert(pack);
                self.report.bad_packs.push(pack);
                return Ok(None);
            };
            let parts = parts
                .into_iter()
                .map(|part| (short(blake3::hash(part).as_bytes()), part.to_vec()))
                .collect();
            self.packs.held = Some((pack, parts));
        }
        Ok(self.packs.held.as_ref().map(|(_, parts)| parts))
    }

    /// The segments of a seat that stand in a pack: of them no small file is missing. A pack of a
    /// shard that is here as a whole is taken for it by its length until somebody reads it, as a
    /// segment is; one in sixteen is read each time, and one that was damaged or was another than
    /// it seemed is until it is right. Of a chain with branches or gaps only reading tells.
    pub fn packed(
        &mut self,
        seat: SeatId,
        stored: &[Stored],
    ) -> Result<BTreeSet<SegmentName>, Stop> {
        if stored.last().is_none_or(|last| last.name.seq < SHARD) {
            return Ok(BTreeSet::new());
        }
        let packs = self.packs_of(seat).cloned();
        let packs = self.reach(packs)?.unwrap_or_default();
        let mut packed = BTreeSet::new();
        for (pack, len) in packs {
            let turn = u64::from(pack.shard) % REREAD_ONE_OF;
            let is_turn = turn == self.moment.chance % REREAD_ONE_OF;
            let whole = whole_shard(stored, pack.shard);
            let of_len = |parts: &Vec<&Stored>| parts.iter().map(|part| part.len).sum::<u64>();
            if let Some(parts) = &whole {
                if of_len(parts) != len {
                    continue;
                }
                if (is_turn || self.packs.suspect.contains(&pack)) && !self.holds(pack, parts)? {
                    continue;
                }
                packed.extend(parts.iter().map(|part| part.name));
                continue;
            }
            let read = self.read_pack(pack).map(|parts| parts.cloned());
            let parts = self.reach(read)?.flatten().unwrap_or_default();
            let names = stored.iter().map(|stored| stored.name);
            packed.extend(
                names.filter(|name| name.shard() == pack.shard && parts.contains_key(&name.hash)),
            );
        }
        Ok(packed)
    }

    /// Whether a pack, read now, holds these segments; one that does not is noted. What the server
    /// keeps to itself is taken for right.
    fn holds(&mut self, pack: PackName, parts: &[&Stored]) -> Result<bool, Stop> {
        let read = self.read_pack(pack).map(|held| {
            held.map(|held| parts.iter().all(|part| held.contains_key(&part.name.hash)))
        });
        match self.reach(read)? {
            None | Some(Some(true)) => Ok(true),
            Some(None) => Ok(false),
            Some(Some(false)) => {
                self.packs.bad.insert(pack);
                self.report.bad_packs.push(pack);
                Ok(false)
            }
        }
    }

    /// Names what only packs hold, where the small files after it do not lead there: a file that
    /// is lost or a damaged pack between hides nothing before it.
    pub fn look_into_packs(
        &mut self,
        targets: &mut Targets,
        authors: &mut Authors,
    ) -> Result<(), Stop> {
        let listing = self.store.list(&Name::top(Folder::Pack));
        let Some(listing) = self.reach(listing)? else {
            return Ok(());
        };
        let seats = listing.entries.iter().filter_map(|listed| {
            let seat = klassny_log::name::parse_seat_folder(listed.name.file());
            seat.filter(|_| listed.entry == Entry::Folder)
        });
        for seat in seats.collect::<Vec<_>>() {
            if self.key_of(seat, authors)?.is_none() {
                continue;
            }
            let packs = self.packs_of(seat).cloned();
            let packs = self.reach(packs)?.unwrap_or_default();
            let stored = self.replica.stored(seat);
            let stored: BTreeSet<SegmentName> =
                self.ask(stored)?.iter().map(|stored| stored.name).collect();
            let held: BTreeSet<u32> = stored.iter().map(|name| name.seq).collect();
            for pack in packs.into_keys() {
                let lacks =
                    numbers(pack.shard).is_some_and(|mut all| all.any(|n| !held.contains(&n)));
                if !lacks {
                    continue;
                }
                let named = self.segments_of(pack);
                let named = self.reach(named)?.flatten().unwrap_or_default();
                let names = named.into_iter().map(|(name, _)| name);
                let lacking: BTreeSet<_> = names
                    .filter(|name| !stored.contains(name) && !self.rests(name))
                    .collect();
                if !lacking.is_empty() {
                    targets.entry(seat).or_default().extend(lacking);
                }
            }
        }
        Ok(())
    }

    /// Writes packs of own full shards, verifies those of others where this device is a witness,
    /// and removes own small files that a verified pack has held for long enough.
    pub fn pack(&mut self, listings: &BTreeMap<SeatId, SeatListing>) -> Result<(), Stop> {
        let own = self.replica.own_seats();
        let own = self.ask(own)?;
        for own in own.iter().filter(|own| !own.forked) {
            self.write_packs(own.seat)?;
        }
        let is_witness = self.replica.is_witness();
        if self.ask(is_witness)? {
            self.verify_packs()?;
        }
        let words = self.replica.pack_words();
        let words = self.ask(words)?;
        let mine = |word: &PackWord| own.iter().any(|own| own.seat == word.seat);
        let rested = words.iter().filter(|word| word.rested && mine(word));
        for word in rested.take(PACKS_MAX).copied().collect::<Vec<_>>() {
            if let Some(listing) = listings.get(&word.seat) {
                self.clean_after(&word, listing)?;
            }
        }
        Ok(())
    }

    /// Writes what packs of an own seat are not there, or not whole.
    fn write_packs(&mut self, seat: SeatId) -> Result<(), Stop> {
        let stored = self.replica.stored(seat);
        let stored = self.ask(stored)?;
        let Some(last) = stored.last().filter(|last| last.name.seq >= SHARD) else {
            return Ok(());
        };
        let packs = self.packs_of(seat).cloned();
        let Some(packs) = self.reach(packs)? else {
            return Ok(());
        };
        let mut written = 0;
        for shard in 0..last.name.shard() {
            let Some(parts) = whole_shard(&stored, shard) else {
                continue;
            };
            let len: u64 = parts.iter().map(|part| part.len).sum();
            if len > PACK_MAX as u64 || self.refused.is_some() || written >= PACKS_MAX {
                continue;
            }
            let of_shard = packs.iter().filter(|(pack, _)| pack.shard == shard);
            let same = of_shard
                .filter(|(_, held)| **held == len)
                .map(|(pack, _)| *pack);
            let same: Vec<PackName> = same.collect();
            let reread = u64::from(shard) % REREAD_ONE_OF == self.moment.chance % REREAD_ONE_OF;
            let mut whole = !same.is_empty();
            if reread {
                whole = false;
                for pack in &same {
                    whole |= self.holds(*pack, &parts)?;
                }
            }
            if !whole {
                self.write_pack((seat, shard), &parts)?;
                written += 1;
            }
        }
        Ok(())
    }

    fn write_pack(&mut self, (seat, shard): (SeatId, u32), parts: &[&Stored]) -> Result<(), Stop> {
        let mut bytes = Vec::new();
        for part in parts {
            let read = self.replica.bytes(&part.name);
            let Some(read) = self.ask(read)? else {
                return Ok(());
            };
            bytes.extend_from_slice(&read);
        }
        let name = PackName {
            seat,
            shard,
            hash: short(blake3::hash(&bytes).as_bytes()),
        };
        kill_point("pack.due");
        let mut put = self.store.put_new(&Name::from(name), &bytes);
        if put
            .as_ref()
            .is_err_and(|error| error.class() == Class::Exists)
        {
            // A damaged copy of our own occupies the name.
            put = self
                .store
                .remove_own(&Name::from(name))
                .and_then(|()| self.store.put_new(&Name::from(name), &bytes));
        }
        if self.write(put)?.is_some() {
            kill_point("pack.put");
            self.packs.listed.remove(&seat);
            self.packs.bad.remove(&name);
        }
        Ok(())
    }

    /// Says of packs that they hold their shard, byte for byte as it is here.
    fn verify_packs(&mut self) -> Result<(), Stop> {
        let words = self.replica.pack_words();
        let words = self.ask(words)?;
        let seats = self.replica.known_seats();
        let seats = self.ask(seats)?;
        let mut verified = 0;
        for (seat, _) in seats.iter().filter(|(_, seq)| *seq >= u64::from(SHARD)) {
            let packs = self.packs_of(*seat).cloned();
            let packs = self.reach(packs)?.unwrap_or_default();
            let stored = self.replica.stored(*seat);
            let stored = self.ask(stored)?;
            for pack in packs.into_keys() {
                let said = words.iter().any(|word| {
                    let same = (word.seat, word.shard) == (pack.seat, pack.shard);
                    word.by_this_device && same && short(&word.pack) == pack.hash
                });
                if said || verified >= PACKS_MAX {
                    continue;
                }
                verified += 1;
                if let Some(hash) = self.verify_pack(pack, &stored)? {
                    kill_point("pack.verified");
                    let noted = self.replica.verified_pack(pack.seat, pack.shard, hash);
                    self.ask(noted)?;
                    kill_point("pack.noted");
                }
            }
        }
        Ok(())
    }

    /// The hash of a pack that holds exactly its shard as it is here, in the order of the chain.
    fn verify_pack(&mut self, pack: PackName, stored: &[Stored]) -> Result<Option<[u8; 32]>, Stop> {
        let Some(parts) = whole_shard(stored, pack.shard) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        for part in parts {
            let read = self.replica.bytes(&part.name);
            let Some(read) = self.ask(read)? else {
                return Ok(None);
            };
            bytes.extend_from_slice(&read);
        }
        let hash = *blake3::hash(&bytes).as_bytes();
        if short(&hash) != pack.hash {
            return Ok(None);
        }
        let there = self.store.get(&Name::from(pack), PACK_MAX as u64);
        let there = self.reach(there)?;
        Ok((there.as_deref() == Some(&bytes[..])).then_some(hash))
    }

    /// Removes own small files that stand in a verified pack, after reading the pack once more.
    fn clean_after(&mut self, word: &PackWord, listing: &SeatListing) -> Result<(), Stop> {
        let stored = self.replica.stored(word.seat);
        let stored = self.ask(stored)?;
        let shard: BTreeSet<SegmentName> = whole_shard(&stored, word.shard)
            .unwrap_or_default()
            .iter()
            .map(|part| part.name)
            .collect();
        let files = listing.files.keys();
        let files: Vec<SegmentName> = files
            .filter(|file| shard.contains(&original(**file)))
            .copied()
            .collect();
        if files.is_empty() {
            return Ok(());
        }
        let pack = PackName {
            seat: word.seat,
            shard: word.shard,
            hash: short(&word.pack),
        };
        if self.verify_pack(pack, &stored)? != Some(word.pack) {
            return Ok(());
        }
        kill_point("pack.clean_due");
        for file in files {
            let removed = self.store.remove_own(&Name::from(file));
            if self.write(removed)?.is_none() {
                return Ok(());
            }
            kill_point("pack.file_removed");
        }
        kill_point("pack.cleaned");
        Ok(())
    }
}

/// The segments of a shard where all are here and none twice: not of a chain with branches.
fn whole_shard(stored: &[Stored], shard: u32) -> Option<Vec<&Stored>> {
    let parts: Vec<&Stored> = stored
        .iter()
        .filter(|stored| stored.name.shard() == shard)
        .collect();
    let all = parts.iter().map(|part| part.name.seq).eq(numbers(shard)?);
    all.then_some(parts)
}

/// The numbers of the segments of a shard.
fn numbers(shard: u32) -> Option<std::ops::Range<u32>> {
    let first = shard.checked_mul(SHARD)?.max(1);
    Some(first..shard.checked_add(1)?.checked_mul(SHARD)?)
}

impl Name {
    /// The folder of a seat's packs.
    pub fn packs(seat: SeatId) -> Self {
        let folder = Self::top(Folder::Pack);
        let seat = Self::seat(seat);
        folder.join(seat.file()).unwrap_or(folder)
    }
}

impl From<PackName> for Name {
    fn from(name: PackName) -> Self {
        Self::of_log(name.to_string())
    }
}
