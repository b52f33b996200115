//! What the tests of this crate share: a school, folders and stores, without clocks or sleep.

use klassny_domain::ids::{SchoolId, SeatId};
use klassny_log::{Identity, SeatKey};
use klassny_share::create::create;
use klassny_share::folder::SegmentStore;
use klassny_share::mem::MemStore;
use klassny_share::name::Name;
use klassny_share::replica::School;
use klassny_share::share_fs::ShareFs;
use std::path::Path;
use tempfile::TempDir;

pub const NOON_MS: i64 = 1_792_400_000_000;

/// The school's root key.
pub fn root() -> SeatKey {
    SeatKey::from_bytes(&[9; 32])
}

pub fn school() -> School {
    School {
        school: SchoolId::from_bytes([7; 16]),
        root_key: root().public(),
    }
}

pub fn identity() -> Identity {
    Identity {
        school: school().school,
        root_key: school().root_key,
        created_ms: NOON_MS,
    }
}

pub fn seat(number: u8) -> SeatId {
    SeatId::from_bytes([number; 16])
}

pub fn name(text: &str) -> Name {
    Name::parse(text).expect("a name of the share")
}

pub fn folder_at(root: &Path, device: u8) -> ShareFs {
    ShareFs::new(
        root.to_path_buf(),
        seat(device),
        u64::from(device) << 32,
        Box::new(|_| {}),
    )
}

/// A fresh share in a real folder.
pub fn real_share() -> (TempDir, ShareFs) {
    let dir = tempfile::tempdir().expect("a folder");
    let share = folder_at(dir.path(), 1);
    create(&share, &identity()).expect("a share");
    (dir, share)
}

/// A fresh share in memory.
pub fn memory_share() -> MemStore {
    let store = MemStore::new();
    store
        .put_new(&Name::identity(), &identity().encode())
        .expect("an identity");
    store
}
