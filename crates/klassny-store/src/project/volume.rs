//! Rows of printed volumes and of their route.
//!
//! Must not look into the content of an edition.

use super::noun;
use crate::error::Error;
use crate::row::{Columns, damaged};
use crate::words::Word;
use klassny_domain::volume::{VolumeEdition, VolumeRouteStep};
use rusqlite::Row;

noun! {
    VolumeEdition in "volume_edition";
    write |x| {
        volume_id: x.volume.as_bytes(),
        class_id: x.class.as_bytes(),
        term_id: x.term.as_bytes(),
        edition: x.edition,
        content_hash: x.content_hash,
        file_hash: x.file_hash,
        sheet_hashes: x.sheet_hashes.concat(),
        content: x.content,
        printed_on: x.printed_on.to_string(),
        sheet_count: x.sheet_count,
    }
    read |row| Self {
        volume: row.id("volume_id")?,
        class: row.id("class_id")?,
        term: row.id("term_id")?,
        edition: row.number("edition")?,
        content_hash: row.bytes("content_hash")?,
        file_hash: row.bytes("file_hash")?,
        sheet_hashes: read_sheet_hashes(row)?,
        content: row.raw("content")?,
        printed_on: row.date("printed_on")?,
        sheet_count: row.number("sheet_count")?,
    }
}

noun! {
    VolumeRouteStep in "volume_route_step";
    write |x| {
        volume_id: x.volume.as_bytes(),
        edition: x.edition,
        step: x.step.word(),
        done: x.done,
        note: x.note,
    }
    read |row| Self {
        volume: row.id("volume_id")?,
        edition: row.number("edition")?,
        step: row.word("step")?,
        done: row.flag("done")?,
        note: row.text("note")?,
    }
}

fn read_sheet_hashes(row: &Row<'_>) -> Result<Vec<[u8; 32]>, Error> {
    match row.raw::<Vec<u8>>("sheet_hashes")?.as_chunks() {
        (hashes, []) => Ok(hashes.to_vec()),
        _ => Err(damaged("sheet_hashes")),
    }
}
