//! Names on the share (sync.md P2, D1): what a name says is all that is believed of a listing.
//!
//! Names are lower-case ASCII and at most 80 characters below the root. Parsing is strict: one
//! thing has one name, and a name that is not exactly one of these is not ours.

use crate::segment::short;
use data_encoding::{BitOrder, Encoding, Specification};
use klassny_domain::access::Head;
use klassny_domain::ids::{DeviceId, SeatId};
use std::fmt;
use std::sync::LazyLock;

/// The identity file at the root.
pub const IDENTITY: &str = "school.jsg";
/// The folder of beacons.
pub const BEACONS: &str = "beacon";
/// The folder of segments, one folder a seat in it, one folder a shard of 256 in that.
pub const SEGMENTS: &str = "seg";
/// The folder of packs, one folder a seat in it.
pub const PACKS: &str = "pack";
/// The folder of requests to join and their answers.
pub const JOINS: &str = "join";
/// The folder of encrypted files of homework, one folder for each first two characters in it.
pub const BLOBS: &str = "blob";
/// The folder of files being written.
pub const TEMPS: &str = "tmp";
/// The greatest number of a sibling put beside a name that bad bytes occupy (D1).
pub const COPY_MAX: u8 = 9;

/// Base32 in lower case without `i`, `l`, `o`, `u`; 16 bytes give 26 characters, the last two
/// bits of which are zero.
#[allow(
    clippy::expect_used,
    reason = "a constant, proved by every test of names"
)]
static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("0123456789abcdefghjkmnpqrstvwxyz");
    specification.bit_order = BitOrder::MostSignificantFirst;
    specification.encoding().expect("32 distinct symbols")
});

/// The 26 characters of 16 bytes.
pub fn base32(bytes: &[u8; 16]) -> String {
    BASE32.encode(bytes)
}

/// The 16 bytes of 26 characters.
pub fn parse_base32(text: &str) -> Option<[u8; 16]> {
    BASE32.decode(text.as_bytes()).ok()?.try_into().ok()
}

fn parse_seat(text: &str) -> Option<SeatId> {
    parse_base32(text).map(SeatId::from_bytes)
}

/// Exactly `digits` lower-case hexadecimal digits.
fn parse_hex(text: &str, digits: usize) -> Option<u32> {
    let strict = text.len() == digits
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    strict.then(|| u32::from_str_radix(text, 16).ok()).flatten()
}

/// The path of a segment: `seg/<seat26>/<shard6>/<seq8>-<hash26>[.r1].seg`.
///
/// `seq8` is the sequence number in hexadecimal, `shard6` its first six digits (seq / 256);
/// `hash26` is the first 16 bytes of BLAKE3 of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentName {
    /// The seat.
    pub seat: SeatId,
    /// The sequence number, from 1.
    pub seq: u32,
    /// The first 16 bytes of BLAKE3 of the file.
    pub hash: [u8; 16],
    /// 0, or the number of a sibling beside a name that bad bytes occupy.
    pub copy: u8,
}

impl SegmentName {
    /// The name of a head; nothing where its number does not fit a name.
    pub fn of(head: &Head) -> Option<Self> {
        let seq = u32::try_from(head.seq).ok().filter(|seq| *seq > 0)?;
        Some(Self {
            seat: head.seat,
            seq,
            hash: short(&head.hash),
            copy: 0,
        })
    }

    /// The shard: seq / 256.
    pub const fn shard(&self) -> u32 {
        self.seq >> 8
    }

    /// Reads the path from the root of the share.
    pub fn parse(path: &str) -> Option<Self> {
        let mut parts = path.split('/');
        let (root, seat) = (parts.next()?, parts.next()?);
        let (shard, file) = (parts.next()?, parts.next()?);
        if root != SEGMENTS || parts.next().is_some() {
            return None;
        }
        let name = Self::parse_file(parse_seat(seat)?, file)?;
        (parse_hex(shard, 6)? == name.shard()).then_some(name)
    }

    /// Reads the name of a file in a shard's folder of a seat.
    pub fn parse_file(seat: SeatId, file: &str) -> Option<Self> {
        let stem = file.strip_suffix(".seg")?;
        let (stem, copy) = match stem.split_once(".r") {
            Some((stem, copy)) => {
                let copy = parse_hex(copy, 1).and_then(|copy| u8::try_from(copy).ok())?;
                (
                    stem,
                    Some(copy).filter(|copy| (1..=COPY_MAX).contains(copy))?,
                )
            }
            None => (stem, 0),
        };
        let (seq, hash) = stem.split_once('-')?;
        let seq = parse_hex(seq, 8).filter(|seq| *seq > 0)?;
        Some(Self {
            seat,
            seq,
            hash: parse_base32(hash)?,
            copy,
        })
    }
}

impl fmt::Display for SegmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folder = shard_folder(self.seat, self.shard());
        write!(f, "{folder}/{:08x}-{}", self.seq, base32(&self.hash))?;
        match self.copy {
            0 => f.write_str(".seg"),
            copy => write!(f, ".r{copy}.seg"),
        }
    }
}

/// The folder of a seat's segments: `seg/<seat26>`.
pub fn seat_folder(seat: SeatId) -> String {
    format!("{SEGMENTS}/{}", base32(seat.as_bytes()))
}

/// The seat of a folder's name below `seg` or `pack`.
pub fn parse_seat_folder(name: &str) -> Option<SeatId> {
    parse_seat(name)
}

/// The folder of a shard: `seg/<seat26>/<shard6>`.
pub fn shard_folder(seat: SeatId, shard: u32) -> String {
    format!("{}/{shard:06x}", seat_folder(seat))
}

/// The shard of a folder's name below a seat's folder.
pub fn parse_shard_folder(name: &str) -> Option<u32> {
    parse_hex(name, 6)
}

/// A beacon: `beacon/<seat26>.<seq8>-<hash26>`, an empty file whose name is the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BeaconName {
    /// The seat.
    pub seat: SeatId,
    /// The sequence number of its head.
    pub seq: u32,
    /// The first 16 bytes of the head's BLAKE3.
    pub hash: [u8; 16],
}

impl BeaconName {
    /// Reads the path from the root of the share.
    pub fn parse(path: &str) -> Option<Self> {
        Self::parse_file(path.strip_prefix(BEACONS)?.strip_prefix('/')?)
    }

    /// Reads the name of a file in the folder of beacons.
    pub fn parse_file(file: &str) -> Option<Self> {
        let (seat, head) = file.split_once('.')?;
        let (seq, hash) = head.split_once('-')?;
        let seq = parse_hex(seq, 8).filter(|seq| *seq > 0)?;
        Some(Self {
            seat: parse_seat(seat)?,
            seq,
            hash: parse_base32(hash)?,
        })
    }

    /// The segment that the beacon points at.
    pub const fn segment(&self) -> SegmentName {
        SegmentName {
            seat: self.seat,
            seq: self.seq,
            hash: self.hash,
            copy: 0,
        }
    }
}

impl From<SegmentName> for BeaconName {
    fn from(name: SegmentName) -> Self {
        Self {
            seat: name.seat,
            seq: name.seq,
            hash: name.hash,
        }
    }
}

impl fmt::Display for BeaconName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seat = base32(self.seat.as_bytes());
        write!(
            f,
            "{BEACONS}/{seat}.{:08x}-{}",
            self.seq,
            base32(&self.hash)
        )
    }
}

/// A pack: `pack/<seat26>/<shard6>-<hash26>.pack`, the segments of a shard one after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackName {
    /// The seat.
    pub seat: SeatId,
    /// The shard.
    pub shard: u32,
    /// The first 16 bytes of BLAKE3 of the file.
    pub hash: [u8; 16],
}

impl PackName {
    /// Reads the path from the root of the share.
    pub fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix(PACKS)?.strip_prefix('/')?;
        let (seat, file) = rest.split_once('/')?;
        let (shard, hash) = file.strip_suffix(".pack")?.split_once('-')?;
        Some(Self {
            seat: parse_seat(seat)?,
            shard: parse_hex(shard, 6)?,
            hash: parse_base32(hash)?,
        })
    }
}

impl fmt::Display for PackName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seat = base32(self.seat.as_bytes());
        write!(
            f,
            "{PACKS}/{seat}/{:06x}-{}.pack",
            self.shard,
            base32(&self.hash)
        )
    }
}

/// A blob: `blob/<2>/<hash52>[.r1]`, an encrypted file of homework under the name of its hash.
///
/// The folder is the first two of the 52 characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobName {
    /// BLAKE3 of the file.
    pub hash: [u8; 32],
    /// 0, or the number of a sibling beside a name that bad bytes occupy.
    pub copy: u8,
}

impl BlobName {
    /// Reads the path from the root of the share.
    pub fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix(BLOBS)?.strip_prefix('/')?;
        let (folder, file) = rest.split_once('/')?;
        let (stem, copy) = match file.split_once(".r") {
            Some((stem, copy)) => {
                let copy = parse_hex(copy, 1).and_then(|copy| u8::try_from(copy).ok())?;
                let copy = Some(copy).filter(|copy| (1..=COPY_MAX).contains(copy))?;
                (stem, copy)
            }
            None => (file, 0),
        };
        let hash = BASE32.decode(stem.as_bytes()).ok()?.try_into().ok()?;
        stem.starts_with(folder)
            .then_some(Self { hash, copy })
            .filter(|_| folder.len() == 2)
    }
}

impl fmt::Display for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stem = BASE32.encode(&self.hash);
        let folder = stem.get(..2).unwrap_or_default();
        write!(f, "{BLOBS}/{folder}/{stem}")?;
        match self.copy {
            0 => Ok(()),
            copy => write!(f, ".r{copy}"),
        }
    }
}

/// A request to join, or its answer: `join/<id26>.req`, `join/<id26>-<hash26>.ans`.
///
/// The answer's hash is the first 16 bytes of BLAKE3 of the file, so that nobody can take its name
/// with other bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JoinName {
    /// What the new device asks.
    Request(DeviceId),
    /// What an administrator answered, and the first 16 bytes of the file's BLAKE3.
    Answer(DeviceId, [u8; 16]),
}

impl JoinName {
    /// Reads the path from the root of the share.
    pub fn parse(path: &str) -> Option<Self> {
        let file = path.strip_prefix(JOINS)?.strip_prefix('/')?;
        if let Some(id) = file.strip_suffix(".req") {
            return parse_device(id).map(Self::Request);
        }
        let (id, hash) = file.strip_suffix(".ans")?.split_once('-')?;
        Some(Self::Answer(parse_device(id)?, parse_base32(hash)?))
    }
}

fn parse_device(text: &str) -> Option<DeviceId> {
    parse_base32(text).map(DeviceId::from_bytes)
}

impl fmt::Display for JoinName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(id) => write!(f, "{JOINS}/{}.req", base32(id.as_bytes())),
            Self::Answer(id, hash) => {
                write!(f, "{JOINS}/{}-{}.ans", base32(id.as_bytes()), base32(hash))
            }
        }
    }
}

/// A file being written: `tmp/<seat26>-<rand16>.tmp`, 16 characters of base32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TempName {
    /// The seat that writes it, and alone may remove it.
    pub seat: SeatId,
    /// Ten random bytes.
    pub random: [u8; 10],
}

impl TempName {
    /// Reads the path from the root of the share.
    pub fn parse(path: &str) -> Option<Self> {
        let file = path.strip_prefix(TEMPS)?.strip_prefix('/')?;
        let (seat, random) = file.strip_suffix(".tmp")?.split_once('-')?;
        let random = BASE32.decode(random.as_bytes()).ok()?.try_into().ok()?;
        Some(Self {
            seat: parse_seat(seat)?,
            random,
        })
    }
}

impl fmt::Display for TempName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seat = base32(self.seat.as_bytes());
        write!(f, "{TEMPS}/{seat}-{}.tmp", BASE32.encode(&self.random))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(copy: u8) -> SegmentName {
        let seat = SeatId::from_bytes([0xff; 16]);
        SegmentName {
            seat,
            seq: 0xffff_fffe,
            hash: [0xa5; 16],
            copy,
        }
    }

    #[test]
    fn every_name_survives_its_text_and_fits_80_characters() {
        for copy in [0, 1, 9] {
            let text = name(copy).to_string();
            assert!(text.len() <= 80, "{text}");
            assert_eq!(SegmentName::parse(&text), Some(name(copy)));
        }
        let beacon = BeaconName::from(name(0));
        assert_eq!(BeaconName::parse(&beacon.to_string()), Some(beacon));
        assert_eq!(beacon.segment(), name(0));
        let pack = PackName {
            seat: beacon.seat,
            shard: 0xff_ffff,
            hash: [3; 16],
        };
        assert_eq!(PackName::parse(&pack.to_string()), Some(pack));
        for copy in [0, 9] {
            let blob = BlobName {
                hash: [0xa5; 32],
                copy,
            };
            let text = blob.to_string();
            assert!(text.len() <= 80, "{text}");
            assert_eq!(BlobName::parse(&text), Some(blob));
            assert_eq!(BlobName::parse(&text.replace("blob/m", "blob/n")), None);
            assert_eq!(BlobName::parse(&text.to_uppercase()), None);
        }
        let temp = TempName {
            seat: beacon.seat,
            random: [7; 10],
        };
        assert_eq!(TempName::parse(&temp.to_string()), Some(temp));
        let id = DeviceId::from_bytes([9; 16]);
        for join in [JoinName::Request(id), JoinName::Answer(id, [8; 16])] {
            assert_eq!(JoinName::parse(&join.to_string()), Some(join));
        }
    }

    #[test]
    fn a_name_that_differs_in_anything_is_not_ours() {
        let good = name(0).to_string();
        assert!(SegmentName::parse(&good.to_uppercase()).is_none());
        for (from, to) in [
            ("seg/", "seg//"),
            ("seg/", "Seg/"),
            (".seg", ".seg "),
            (".seg", ".r0.seg"),
            (".seg", ".ra.seg"),
            (".seg", ".r10.seg"),
            (".seg", ".SEG"),
            (".seg", " (1).seg"),
            ("fffffe-", "+ffffe-"),
            ("fffffffe", "00000000"),
            ("/ffffff/", "/fffffe/"),
            ("/", "\\"),
        ] {
            let bad = good.replace(from, to);
            assert_ne!(bad, good);
            assert_eq!(SegmentName::parse(&bad), None, "{bad}");
        }
        // The two spare bits of the last character must be zero.
        let last = good.replace(".seg", "");
        let spare = format!("{}1.seg", &last[..last.len() - 1]);
        assert_eq!(SegmentName::parse(&spare), None);
    }

    #[test]
    fn names_sort_as_their_numbers() {
        let mut names: Vec<_> = [300, 1, 255, 256, 70_000]
            .map(|seq| SegmentName { seq, ..name(0) }.to_string())
            .to_vec();
        names.sort();
        let seqs: Vec<_> = names
            .iter()
            .filter_map(|n| SegmentName::parse(n))
            .map(|n| n.seq)
            .collect();
        assert_eq!(seqs, [1, 255, 256, 300, 70_000]);
    }
}
