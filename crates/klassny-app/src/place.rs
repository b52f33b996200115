//! Where the share of a profile is: a folder, or a place that another part of the program opens.
//!
//! A place of the second kind is one line with a scheme (`s3://…`); the core knows no network and
//! is given who opens it. The key to such a place is sealed in the profile under the secret of the
//! system, never part of the line.

use crate::app::{App, lock};
use crate::error::{AppError, Result};
use crate::view::text::ErrorCode;
use klassny_domain::ids::SeatId;
use klassny_keys::Secret;
use klassny_share::create::{create, create_in};
use klassny_share::folder::SegmentStore;
use klassny_share::share_fs::ShareFs;
use klassny_share::status::SyncReport;
use std::path::Path;
use std::sync::Arc;

/// The file of the profile that holds the key to the place.
const KEY_FILE: &str = "share-key";
/// What tells a place from a folder.
const SCHEME: &str = "://";

/// Opens a place that is no folder; it is given the key that the profile keeps.
pub type Opener = Arc<dyn Fn(&str, Option<&[u8]>) -> Opened + Send + Sync>;
/// A store, or why it was not opened.
pub type Opened = std::result::Result<Arc<dyn SegmentStore>, OpenError>;

/// Why a place was not opened: a sentence that says what to do.
pub type OpenError = String;

impl App {
    /// Lets the program open places that are no folders.
    pub fn open_places_with(&self, opener: Opener) {
        *lock(&self.opener) = Some(opener);
    }

    /// Keeps the key to the place of the share, sealed under the secret of the system.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep_share_key(&self, key: &Secret<Vec<u8>>) -> Result<()> {
        lock(&self.profile).write_sealed(KEY_FILE, &self.os_secret, self.env.bytes(), key.expose())
    }

    /// Begins a share of this school at a place that has none, moves the exchange there and puts
    /// everything that is here.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for anybody but an administrator; [`ErrorCode::WrongShare`] where
    /// something stands there already.
    pub fn begin_share_at(&self, place: &str) -> Result<SyncReport> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        if !workstation.store.is_administrator(person.seat)? {
            return Err(AppError::new(ErrorCode::NotAllowed, "administrator"));
        }
        let identity = workstation.store.identity();
        let on_share = klassny_log::Identity {
            school: identity.school,
            root_key: identity.root_key,
            created_ms: self.now().wall_ms,
        };
        // A store has only names; in a folder the places for them are made too.
        match place.contains(SCHEME) {
            true => create_in(&*self.store_at(place, identity.device_seat)?, &on_share)?,
            false => create(
                &self.share_at(Path::new(&whole(place)?), identity.device_seat),
                &on_share,
            )?,
        }
        self.move_share_to(place)?;
        // What others wrote is put once it was missing twice, so that machines do not all run.
        let mut report = self.sync_fully()?;
        for _ in 0..2 {
            report = self.sync_fully()?;
        }
        Ok(report)
    }

    /// Moves the exchange to another folder or place of the same school.
    ///
    /// # Errors
    /// [`ErrorCode::WrongShare`] where it is another school's.
    pub fn move_share_to(&self, place: &str) -> Result<()> {
        let place = whole(place)?;
        let identity = self.workstation()?.store.identity();
        let found = self.store_at(&place, identity.device_seat)?.identity()?;
        if found.school != identity.school || found.root_key != identity.root_key {
            return Err(AppError::new(ErrorCode::WrongShare, "another school"));
        }
        let mut profile = lock(&self.profile);
        profile.settings.folder = place;
        profile.save()
    }

    /// The share in a folder, asked directly: for the few acts that only a folder knows.
    pub(crate) fn share_at(&self, folder: &Path, seat: SeatId) -> ShareFs {
        let sleep = Arc::clone(&self.env.sleep);
        let tag = u64::from_le_bytes(self.env.bytes());
        ShareFs::new(
            folder.to_path_buf(),
            seat,
            tag,
            Box::new(move |time| sleep(time)),
        )
    }

    /// The share of a folder or a place, asked directly: for the few acts that join a school.
    pub(crate) fn store_at(&self, place: &str, seat: SeatId) -> Result<Arc<dyn SegmentStore>> {
        if !place.contains(SCHEME) {
            return Ok(Arc::new(self.share_at(Path::new(place), seat)));
        }
        let refused = |why: String| AppError::new(ErrorCode::ShareOffline, why);
        let opener = lock(&self.opener).clone();
        let opener = opener.ok_or_else(|| {
            refused(format!(
                "эта программа не умеет открывать {place}: нужна команда klassny с S3"
            ))
        })?;
        let key = lock(&self.profile).read_sealed(KEY_FILE, &self.os_secret)?;
        let key = key.map(Secret::new);
        let bytes = key.as_ref().map(|key| key.expose().as_slice());
        opener(place, bytes).map_err(refused)
    }
}

/// The place as a profile keeps it: a folder by its whole path, since the program is started
/// elsewhere the next time.
pub(crate) fn whole(place: &str) -> Result<String> {
    if place.is_empty() || place.contains(SCHEME) {
        return Ok(place.to_owned());
    }
    let path = std::path::absolute(place).map_err(|error| AppError::file("folder", &error))?;
    Ok(path.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_kept_by_its_whole_path_and_a_place_as_it_is() {
        let kept = whole("s/share").unwrap();
        assert!(
            Path::new(&kept).is_absolute() && kept.ends_with("share"),
            "{kept}"
        );
        assert_eq!(whole(&kept).unwrap(), kept);
        let place = "s3://journal/school?region=ru-1";
        assert_eq!(whole(place).unwrap(), place);
        assert_eq!(whole("").unwrap(), "", "no folder yet");
    }
}
