//! Brings a school's files in: preview, then a batch of imported facts, and one of cards (D9).

use crate::app::App;
use crate::error::{AppError, Result};
use crate::import::{ImportPlan, ImportSettings, leave_standing, plan};
use crate::people::full_name_order;
use crate::view::text::ErrorCode;
use chrono::NaiveDate;
use klassny_domain::change::{BatchCommit, Change, Compartment};
use klassny_domain::ids::BatchId;
use klassny_exchange::read_folder;
use klassny_store::{Author, NewFact};
use std::collections::HashMap;
use std::path::Path;

/// What an import did, or would do.
#[derive(Debug)]
pub struct Imported {
    /// What was read, with its problems and counts.
    pub plan: ImportPlan,
    /// How many facts were new and were stated; the rest stood already.
    pub stated: usize,
}

impl App {
    /// Reads a folder and maps its rows, stating nothing: what is new in them, and what differs from
    /// what people entered by hand, which stays.
    ///
    /// # Errors
    /// Before anybody signed in, or where the folder cannot be read.
    pub fn preview_import(&self, folder: &Path, until: Option<NaiveDate>) -> Result<ImportPlan> {
        let workstation = self.workstation()?;
        let preview = read_folder(folder);
        let known = workstation.store.read(|read| read.staff())?;
        let settings = ImportSettings {
            school: workstation.store.identity().school,
            batch: BatchId::from_bytes(self.env.bytes()),
            until,
            files: hashes(folder)?,
            known_staff: known
                .into_iter()
                .map(|person| (full_name_order(&person.name.full()), person.staff))
                .collect(),
        };
        let mut plan = plan(&preview, &settings);
        leave_standing(&workstation.store, &mut plan, &settings.files)?;
        Ok(plan)
    }

    /// Brings a folder in: all of it, or nothing.
    ///
    /// # Errors
    /// As [`App::import_plan`].
    pub fn import_folder(&self, folder: &Path, until: Option<NaiveDate>) -> Result<Imported> {
        self.import_plan(self.preview_import(folder, until)?)
    }

    /// Brings in what a preview found: all of it, or nothing.
    ///
    /// # Errors
    /// [`ErrorCode::FileUnreadable`] where a file could not be read at all, with how many;
    /// [`ErrorCode::NotAllowed`] for anybody but a deputy; what the disk says.
    pub fn import_plan(&self, mut plan: ImportPlan) -> Result<Imported> {
        let refused = plan.refused().count();
        if refused > 0 {
            let files = format!("files: {refused}");
            return Err(AppError::new(ErrorCode::FileUnreadable, files));
        }
        let person = self.person()?;
        let workstation = self.workstation()?;
        let store = &workstation.store;
        let facts = std::mem::take(&mut plan.facts);
        let stated = facts.len();
        if stated > 0 {
            let facts = in_batches(facts, &summary(&plan))?;
            store.commit(Author { seat: person.seat }, self.now(), facts)?;
            store.release_memory()?;
            self.refresh_door()?;
        }
        Ok(Imported { plan, stated })
    }
}

/// The facts with those that count them. Personal cards are a batch of their own: where they stay
/// closed, all else of the import is complete (D9, D15).
pub(crate) fn in_batches(facts: Vec<NewFact>, summary: &str) -> Result<Vec<NewFact>> {
    let is_card = |fact: &NewFact| fact.change.compartment() == Compartment::Personal;
    let (mut cards, others): (Vec<_>, Vec<_>) = facts.into_iter().partition(is_card);
    for source in cards.iter_mut().filter_map(|card| card.import.as_mut()) {
        source.batch = BatchId::derive(&[source.batch.as_bytes(), b"cards"]);
    }
    let mut all = Vec::with_capacity(cards.len() + others.len() + 2);
    for part in [others, cards] {
        let Some(source) = part.first().and_then(|fact| fact.import.as_ref()) else {
            continue;
        };
        let count = u32::try_from(part.len())
            .map_err(|_| AppError::new(ErrorCode::BadRequest, "too many rows"))?;
        let commit = Change::BatchCommit(BatchCommit {
            batch: source.batch,
            count,
            summary: summary.to_owned(),
        });
        all.extend(part);
        all.push(NewFact::from(commit));
    }
    Ok(all)
}

fn summary(plan: &ImportPlan) -> String {
    plan.counts
        .iter()
        .map(|(name, count)| format!("{name}: {count}"))
        .collect::<Vec<_>>()
        .join("; ")
}

/// The first half of BLAKE3 of every file, by name.
fn hashes(folder: &Path) -> Result<HashMap<String, [u8; 16]>> {
    let mut hashes = HashMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder)
            .map_err(|error| AppError::new(ErrorCode::NotFound, format!("folder: {error}")))?;
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                let hash = klassny_log::short(blake3::hash(&bytes).as_bytes());
                hashes.insert(entry.file_name().to_string_lossy().into_owned(), hash);
            }
        }
    }
    Ok(hashes)
}
