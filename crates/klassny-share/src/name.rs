//! Paths below the root of a share (sync.md P2, D1).
//!
//! Owns the one type that the six calls take, so that no call can leave the root. What a path
//! says is read by `klassny_log::name`. No name holds anything about a person.

use klassny_domain::ids::SeatId;
use klassny_log::name::{BEACONS, BLOBS, IDENTITY, JOINS, PACKS, SEGMENTS, TEMPS};
pub use klassny_log::name::{
    BeaconName, BlobName, COPY_MAX, JoinName, PackName, SegmentName, TempName,
};
use std::fmt;

/// The longest name below the root, characters.
pub const LEN_MAX: usize = 80;

/// A path below the root of a share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// Accepts a path of lower-case ASCII letters, digits, `.`, `-` and single `/`.
    ///
    /// No part is empty or begins or ends with a dot, so that no name means another folder, a
    /// hidden file or a device.
    pub fn parse(text: &str) -> Option<Self> {
        let fine = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
        let part_fine = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && !part.ends_with('.')
                && part.bytes().all(fine)
        };
        let ok = text.len() <= LEN_MAX && text.split('/').all(part_fine);
        ok.then(|| Self(text.to_owned()))
    }

    /// The text of the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part of the name.
    pub fn file(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The folder the name stands in; `None` directly below the root.
    pub fn folder(&self) -> Option<Self> {
        let (folder, _) = self.0.rsplit_once('/')?;
        Some(Self(folder.to_owned()))
    }

    /// A name inside this folder.
    pub fn join(&self, part: &str) -> Option<Self> {
        Self::parse(&format!("{}/{part}", self.0))
    }

    /// The identity file.
    pub fn identity() -> Self {
        Self(IDENTITY.to_owned())
    }

    /// A folder of the share's first level.
    pub fn top(folder: Folder) -> Self {
        Self(folder.as_str().to_owned())
    }

    /// The folder of a seat's segments.
    pub fn seat(seat: SeatId) -> Self {
        Self(klassny_log::name::seat_folder(seat))
    }

    /// A name as the log writes it.
    pub(crate) const fn of_log(text: String) -> Self {
        Self(text)
    }

    /// The folder of one shard of a seat's segments.
    pub fn shard(seat: SeatId, shard: u32) -> Self {
        Self(klassny_log::name::shard_folder(seat, shard))
    }
}

impl From<SegmentName> for Name {
    fn from(name: SegmentName) -> Self {
        Self(name.to_string())
    }
}

impl From<BeaconName> for Name {
    fn from(name: BeaconName) -> Self {
        Self(name.to_string())
    }
}

impl From<BlobName> for Name {
    fn from(name: BlobName) -> Self {
        Self(name.to_string())
    }
}

impl From<JoinName> for Name {
    fn from(name: JoinName) -> Self {
        Self(name.to_string())
    }
}

impl From<TempName> for Name {
    fn from(name: TempName) -> Self {
        Self(name.to_string())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The folders of the share's first level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Folder {
    /// Zero-byte files whose names are the heads of all chains.
    Beacon,
    /// Segments.
    Segment,
    /// 256 segments in one file.
    Pack,
    /// Encrypted files of homework.
    Blob,
    /// Requests to join and their answers.
    Join,
    /// Files that are being written.
    Temporary,
}

impl Folder {
    /// Every folder.
    pub const ALL: [Self; 6] = [
        Self::Beacon,
        Self::Segment,
        Self::Pack,
        Self::Blob,
        Self::Join,
        Self::Temporary,
    ];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Beacon => BEACONS,
            Self::Segment => SEGMENTS,
            Self::Pack => PACKS,
            Self::Blob => BLOBS,
            Self::Join => JOINS,
            Self::Temporary => TEMPS,
        }
    }
}

/// Tells whether bytes are the ones a name wants.
pub fn fits(name: &SegmentName, bytes: &[u8]) -> bool {
    klassny_log::short(blake3::hash(bytes).as_bytes()) == name.hash
        || klassny_log::mutant("no_hash_check")
}

/// The name as its author gives it, without the number of a repaired sibling.
pub const fn original(name: SegmentName) -> SegmentName {
    SegmentName { copy: 0, ..name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leaves_the_root() {
        for bad in [
            "", "/", "/etc", "a//b", "../x", "a/../b", ".", "a/.", ".hidden", "a.", "A", "a b",
            "с", "a\\b", "c:x", "a/b/", "con\0", "a_b",
        ] {
            assert_eq!(Name::parse(bad), None, "{bad:?}");
        }
        assert!(Name::parse(&"a".repeat(81)).is_none());
        assert!(Name::parse("seg/x-1/000001.seg").is_some());
    }

    #[test]
    fn every_name_of_the_log_is_a_path_of_the_share() {
        let seat = SeatId::from_bytes([0xff; 16]);
        let segment = SegmentName {
            seat,
            seq: u32::MAX,
            hash: [0xa5; 16],
            copy: 9,
        };
        let names = [
            Name::from(segment),
            Name::from(BeaconName::from(segment)),
            Name::from(TempName {
                seat,
                random: [0xff; 10],
            }),
            Name::shard(seat, segment.shard()),
            Name::from(BlobName {
                hash: [0xa5; 32],
                copy: 9,
            }),
            Name::identity(),
        ];
        for name in names {
            assert_eq!(Name::parse(name.as_str()).as_ref(), Some(&name));
        }
    }
}
