//! What this machine keeps of the editions it printed: the file, its pages and how they look.
//! The log carries none of it.
//!
//! A print ends in three steps: the file waits beside its name and its pages are kept, the journal
//! is told of the edition, the file gets its name. A program that ends between the last two leaves
//! the file waiting; whoever asks for the edition next gives it its name.

use super::page;
use super::print::pack;
use crate::error::{AppError, Result};
use crate::view::paper::{DrawnText, PageDrawing, Stroke};
use crate::view::text::ErrorCode;
use klassny_domain::ids::VolumeId;
use klassny_domain::volume::VolumeEdition;
use klassny_paper::view::Volume;
use klassny_paper::{Drawing, Printed};
use klassny_store::Store;
use klassny_store::query::EditionHead;
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The greatest drawing of all pages of a volume that is read back, bytes.
const DRAWN_MAX: usize = 256 << 20;

/// An edition that this machine printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptPrint {
    pub file: String,
    /// BLAKE3 of the file: a print whose edition was never stated stands for no other.
    pub file_hash: [u8; 32],
    pub pages: Vec<KeptPage>,
}

/// A page of a kept print.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptPage {
    pub sheet: Option<u32>,
    pub form: String,
    pub title: String,
}

/// A file that goes away again unless its edition is stated.
pub(crate) struct Waiting<'p> {
    path: &'p Path,
    part: PathBuf,
}

impl<'p> Waiting<'p> {
    /// Writes the file beside its name.
    pub(crate) fn write(folder: &Path, path: &'p Path, bytes: &[u8]) -> Result<Self> {
        let part = part_of(path);
        let waiting = Self { path, part };
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::File::create(&waiting.part))
            .and_then(|mut file| {
                file.write_all(bytes)?;
                file.sync_all()
            })
            .map_err(|error| AppError::file("print", &error))?;
        Ok(waiting)
    }

    /// Gives the file its name, once the journal knows its edition.
    pub(crate) fn name(self) -> Result<()> {
        name(&self.part, self.path)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        // Once it is named nothing is there; a part that stays is replaced by the next print.
        drop(std::fs::remove_file(&self.part));
    }
}

fn part_of(path: &Path) -> PathBuf {
    path.with_extension("pdf.part")
}

#[allow(
    clippy::disallowed_methods,
    reason = "a rename within one folder, of a file that was flushed"
)]
fn name(part: &Path, path: &Path) -> Result<()> {
    std::fs::rename(part, path).map_err(|error| AppError::file("print", &error))
}

/// Keeps the pages of a print, before the journal is told of its edition.
pub(super) fn keep(
    store: &Store,
    edition: &VolumeEdition,
    path: &Path,
    printed: &Printed,
    volume: &Volume,
) -> Result<()> {
    let drawings: Vec<PageDrawing> = printed.drawings.iter().map(shown).collect();
    let kept = KeptPrint {
        file: path.display().to_string(),
        file_hash: edition.file_hash,
        pages: page::kept_pages(printed, volume),
    };
    store.put(
        &drawn_name(&edition.volume, edition.edition),
        &pack(&json(&drawings)?)?,
    )?;
    store.put(&name_of(&edition.volume, edition.edition), &json(&kept)?)?;
    Ok(())
}

/// What this machine knows of an edition; none where another machine printed it.
///
/// # Errors
/// The store's, and a file that waits for its name and cannot be given it.
pub(crate) fn kept(store: &Store, head: &EditionHead) -> Result<Option<KeptPrint>> {
    let bytes = store.get(&name_of(&head.volume, head.edition))?;
    let kept: Option<KeptPrint> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let kept = kept.filter(|kept| kept.file_hash == head.file_hash);
    if let Some(kept) = &kept {
        name_what_waits(Path::new(&kept.file), &head.file_hash)?;
    }
    Ok(kept)
}

/// A page of an edition as a screen shows it, counted from 1.
pub(super) fn drawn(store: &Store, head: &EditionHead, page: u32) -> Result<Option<PageDrawing>> {
    let Some(bytes) = store.get(&drawn_name(&head.volume, head.edition))? else {
        return Ok(None);
    };
    let json = zstd::bulk::decompress(&bytes, DRAWN_MAX).map_err(|error| broken(&error))?;
    let pages: Vec<PageDrawing> = serde_json::from_slice(&json).map_err(|error| broken(&error))?;
    let at = usize::try_from(page).unwrap_or(usize::MAX).checked_sub(1);
    Ok(at.and_then(|at| pages.into_iter().nth(at)))
}

fn name_what_waits(path: &Path, file_hash: &[u8; 32]) -> Result<()> {
    let part = part_of(path);
    if path.exists() {
        return Ok(());
    }
    match std::fs::read(&part) {
        Ok(bytes) if blake3::hash(&bytes).as_bytes() == file_hash => name(&part, path),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn shown(drawing: &Drawing) -> PageDrawing {
    let texts = drawing.texts.iter().map(|text| DrawnText {
        x: text.x,
        y: text.y,
        size: text.size,
        family: text.family.to_owned(),
        weight: text.weight,
        italic: text.italic,
        upright: text.upright,
        text: text.text.clone(),
    });
    let strokes = drawing.strokes.iter().map(|stroke| Stroke {
        width: stroke.width,
        grey: stroke.grey,
        path: stroke.path.clone(),
    });
    PageDrawing {
        texts: texts.collect(),
        strokes: strokes.collect(),
        filled: drawing.filled.clone(),
    }
}

fn json<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| broken(&error))
}

fn broken(error: &dyn std::fmt::Display) -> AppError {
    AppError::new(ErrorCode::Internal, format!("pages: {error}"))
}

fn name_of(volume: &VolumeId, edition: u16) -> String {
    format!("print:{volume}:{edition}")
}

fn drawn_name(volume: &VolumeId, edition: u16) -> String {
    format!("print:{volume}:{edition}:drawn")
}
