//! Rows of what devices attest: seals and their voids, digests, packs, files held.
//!
//! Must not judge what a seal proves; `seals` reads that from the log.

use super::noun;
use crate::row::Columns;
use crate::tips::{decode_ids, encode_ids};
use klassny_domain::witness::{FileHeld, PackVerified, Seal, SealVoid, StateDigest};

noun! {
    Seal in "seal";
    write |x| {
        device_id: x.device.as_bytes(),
        sealed_at: x.at.timestamp_millis(),
        follows: x.follows,
    }
    read |row| Self {
        device: row.id("device_id")?,
        at: row.instant("sealed_at")?,
        follows: row.raw("follows")?,
    }
}

noun! {
    SealVoid in "seal_void";
    write |x| {
        seals: encode_ids(&x.seals),
        reason: x.reason,
        stands: x.stands,
    }
    read |row| Self {
        void: row.id("register_key")?,
        seals: decode_ids(&row.raw::<Vec<u8>>("seals")?),
        reason: row.text("reason")?,
        stands: row.flag("stands")?,
    }
}

noun! {
    StateDigest in "state_digest";
    write |x| {
        segments: x.segments,
        projection: x.projection,
        journal: x.journal,
        personal: x.personal,
        control: x.control,
        table_sums: x.tables,
    }
    read |row| Self {
        device: row.id("register_key")?,
        segments: row.bytes("segments")?,
        projection: row.number("projection")?,
        journal: row.bytes("journal")?,
        personal: row.raw("personal")?,
        control: row.bytes("control")?,
        tables: row.raw("table_sums")?,
    }
}

noun! {
    FileHeld in "file_held";
    write |x| {
        device_id: x.device.as_bytes(),
        blob: x.blob,
    }
    read |row| Self {
        device: row.id("device_id")?,
        blob: row.bytes("blob")?,
    }
}

noun! {
    PackVerified in "pack_verified";
    write |x| {
        device_id: x.device.as_bytes(),
        seat_id: x.seat.as_bytes(),
        shard: x.shard,
        pack: x.pack,
    }
    read |row| Self {
        device: row.id("device_id")?,
        seat: row.id("seat_id")?,
        shard: row.number("shard")?,
        pack: row.bytes("pack")?,
    }
}
