//! Questions about printed volumes and their route.
//!
//! Lists never read what was printed, only its hashes; one edition at a time is read whole.

use crate::error::Error;
use crate::read::{Read, Standing};
use crate::row::Columns;
use crate::sql::{select, statements};
use chrono::NaiveDate;
use klassny_domain::ids::{ClassId, TermId, VolumeId};
use klassny_domain::volume::{VolumeEdition, VolumeRouteStep};
use rusqlite::{Row, named_params};

statements! {
    EDITIONS = include_str!("editions.sql");
    EDITION = select!(VolumeEdition, "WHERE volume_id = :volume_id AND edition = :edition");
    STEPS = select!(VolumeRouteStep, "WHERE volume_id = :volume_id ORDER BY edition, fact_no");
    ALL_STEPS = select!(VolumeRouteStep, "ORDER BY volume_id, edition, fact_no");
}

/// An edition without what was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionHead {
    /// The volume.
    pub volume: VolumeId,
    /// The class.
    pub class: ClassId,
    /// The term.
    pub term: TermId,
    /// 1, 2 …
    pub edition: u16,
    /// BLAKE3 of the canonical data.
    pub content_hash: [u8; 32],
    /// BLAKE3 of the finished PDF.
    pub file_hash: [u8; 32],
    /// How many sheets of paper are numbered in it.
    pub sheet_count: u32,
    /// The day it was printed.
    pub printed_on: NaiveDate,
    /// The number of its fact in this replica, for who printed it.
    pub fact_no: i64,
}

impl Read<'_> {
    /// Every edition ever printed, volume by volume, without what was printed.
    pub fn editions(&self) -> Result<Vec<EditionHead>, Error> {
        self.rows(
            EDITIONS,
            named_params! { ":volume_id": None::<[u8; 16]> },
            read_head,
        )
    }

    /// The editions of a volume, first to last, without what was printed.
    pub fn editions_of(&self, volume: VolumeId) -> Result<Vec<EditionHead>, Error> {
        self.rows(
            EDITIONS,
            named_params! { ":volume_id": volume.as_bytes() },
            read_head,
        )
    }

    /// An edition with what was printed.
    pub fn edition(&self, volume: VolumeId, edition: u16) -> Result<Option<VolumeEdition>, Error> {
        let params = named_params! { ":volume_id": volume.as_bytes(), ":edition": edition };
        self.one(EDITION, params)
    }

    /// The route of a volume: the newest word on each step of each edition.
    pub fn route_steps(&self, volume: VolumeId) -> Result<Vec<Standing<VolumeRouteStep>>, Error> {
        self.standing(STEPS, named_params! { ":volume_id": volume.as_bytes() })
    }

    /// The routes of all volumes, for the board.
    pub fn all_route_steps(&self) -> Result<Vec<Standing<VolumeRouteStep>>, Error> {
        self.standing(ALL_STEPS, &[])
    }
}

fn read_head(row: &Row<'_>) -> Result<EditionHead, Error> {
    Ok(EditionHead {
        volume: row.id("volume_id")?,
        class: row.id("class_id")?,
        term: row.id("term_id")?,
        edition: row.number("edition")?,
        content_hash: row.bytes("content_hash")?,
        file_hash: row.bytes("file_hash")?,
        sheet_count: row.number("sheet_count")?,
        printed_on: row.date("printed_on")?,
        fact_no: row.raw("fact_no")?,
    })
}
