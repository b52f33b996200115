//! Files of homework as the exchange asks for them: which go out, which are wanted, which are here
//! (R27).

use crate::error::{AppError, Result};
use crate::file_store::FileStore;
use crate::view::text::ErrorCode;
use crate::workstation::Workstation;
use klassny_domain::change::Change;
use klassny_domain::witness::FileHeld;
use klassny_share::replica::{HeldBlob, WantedBlob};
use klassny_store::{Author, BlobPlace, Error, NewFact};
use std::sync::atomic::Ordering;

/// How much of other machines' files is kept here, bytes. What is beyond is read from the share
/// when somebody wants it.
const KEPT_MAX: u64 = 2 * 1024 * 1024 * 1024;

impl Workstation {
    /// Gives the machine a folder for files of homework, and removes from it what a program that
    /// died has left there.
    #[must_use]
    pub fn with_files(mut self, files: FileStore) -> Self {
        let swept = files.sweep(|hash| {
            let place = self.store.blob_place(hash)?;
            Ok(!matches!(place, BlobPlace::Absent | BlobPlace::Dropped))
        });
        if let Err(error) = swept {
            tracing::warn!(code = ?error.code, "the folder of files was not swept");
        }
        self.files = Some(files);
        self
    }

    /// The folder of files of homework.
    ///
    /// # Errors
    /// On a machine without one.
    pub fn files(&self) -> Result<&FileStore> {
        let none = || AppError::new(ErrorCode::Internal, "no folder of files");
        self.files.as_ref().ok_or_else(none)
    }

    /// Notes that facts may name files that are not here.
    pub(crate) fn note_files(&self) {
        self.files_due.store(true, Ordering::Relaxed);
        self.files_unsaid.store(true, Ordering::Relaxed);
    }

    /// Keeps the bytes of a file that was read from the share, and gives up the oldest of those
    /// beyond the bound.
    pub(crate) fn keep_file(&self, hash: &[u8; 32], bytes: &[u8]) -> Result<()> {
        let files = self.files()?;
        files.put(hash, bytes)?;
        let kept = (*hash, bytes.len() as u64);
        for over in self.store.keep_blob(kept, KEPT_MAX, self.now().wall_ms)? {
            files.remove(&over)?;
        }
        self.note_files();
        Ok(())
    }

    pub(crate) fn files_to_publish(&self) -> Result<Vec<HeldBlob>> {
        Ok(shared(self.store.blobs_to_publish()?))
    }

    pub(crate) fn files_held(&self) -> Result<Vec<HeldBlob>> {
        Ok(shared(self.store.blobs_held()?))
    }

    /// Asked in every pass, so the journal is searched only where something came since.
    pub(crate) fn files_wanted(&self) -> Result<Vec<WantedBlob>> {
        if self.files.is_none() || !self.files_due.swap(false, Ordering::Relaxed) {
            return Ok(Vec::new());
        }
        let wanted = self.store.blobs_wanted()?;
        self.files_due
            .fetch_or(!wanted.is_empty(), Ordering::Relaxed);
        let wanted = wanted.into_iter().map(|blob| WantedBlob {
            hash: blob.hash,
            len: blob.len,
        });
        Ok(wanted.collect())
    }

    /// Nothing before the enrolment of this device is here: its word would not count yet.
    pub(crate) fn files_unsaid(&self) -> Result<Vec<[u8; 32]>> {
        let own = self.store.identity().device_seat;
        if !self.files_unsaid.swap(false, Ordering::Relaxed) {
            return Ok(Vec::new());
        }
        let unsaid = self.store.blobs_unsaid()?;
        self.files_unsaid
            .fetch_or(!unsaid.is_empty(), Ordering::Relaxed);
        match self.store.seat_key(own)? {
            Some(_) => Ok(unsaid.iter().map(|blob| blob.hash).collect()),
            None => Ok(Vec::new()),
        }
    }

    /// States that this device holds files.
    pub(crate) fn say_files_held(&self, hashes: &[[u8; 32]]) -> Result<()> {
        let identity = self.store.identity();
        let author = Author {
            seat: identity.device_seat,
        };
        let facts = hashes.iter().map(|blob| {
            NewFact::from(Change::FileHeld(FileHeld {
                device: identity.device,
                blob: *blob,
            }))
        });
        match self.store.commit(author, self.now(), facts.collect()) {
            // A machine that was taken out says nothing any more.
            Ok(_) | Err(Error::Refused(_) | Error::NotAllowed(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

fn shared(blobs: Vec<klassny_store::HeldBlob>) -> Vec<HeldBlob> {
    let shared = blobs.into_iter().map(|blob| HeldBlob {
        hash: blob.hash,
        len: blob.len,
        own: blob.own,
    });
    shared.collect()
}
