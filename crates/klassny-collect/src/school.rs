//! One school as the collector has it: a profile, the store it is read from, passes over it.

use anyhow::{Context as _, Result, bail};
use klassny_app::App;
use klassny_app::api::JoinSchool;
use klassny_app::view::session::JoinState;
use klassny_domain::ids::SchoolId;
use klassny_keys::Secret;
use klassny_share::replica::Replica as _;
use klassny_share::status::SyncReport;
use klassny_store::Store;
use klassny_system::{KdfCost, VaultChoice};
use std::path::Path;
use std::sync::Arc;

/// How the window of a school's administrator names this machine.
pub const SHOWN: &str = "Сборщик района";

/// Where the secret that opens the profiles is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vaults {
    /// In the keyring of the account.
    Keyring,
    /// In a file of each profile that this account alone can read: a server without a keyring.
    Files,
}

/// What a machine that asks to join shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The school's fingerprint.
    pub school: String,
    /// The six words to compare.
    pub words: Vec<String>,
    /// Whether it was let in.
    pub done: bool,
}

/// One school.
pub struct School {
    name: String,
    app: App,
}

impl School {
    pub(crate) fn open(name: &str, profile: &Path, vaults: Vaults) -> Result<Self> {
        let choice = match vaults {
            Vaults::Keyring => VaultChoice::Keyring,
            Vaults::Files => VaultChoice::File,
        };
        let env = klassny_system::env(profile, choice, KdfCost::SCHOOL)
            .context("хранилище ключей не отвечает: запустите его или добавьте --secret-in-file")?;
        let app = App::open(env, profile)?;
        app.open_places_with(Arc::new(klassny_s3::open_line));
        let name = name.to_owned();
        Ok(Self { name, app })
    }

    /// The name the district gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Asks a school to let this machine in, by its folder or its place in S3; a key goes with a
    /// place.
    ///
    /// # Errors
    /// A store that is not a school's, or cannot be reached.
    pub fn ask(&self, place: &str, key: Option<Secret<Vec<u8>>>) -> Result<Asked> {
        if let Some(key) = key {
            self.app.keep_share_key(&key)?;
        }
        let asked = self.app.join_to_read(&JoinSchool {
            folder: place.to_owned(),
            workstation: SHOWN.to_owned(),
        })?;
        Ok(seen(asked))
    }

    /// Looks for the answer.
    ///
    /// # Errors
    /// Where nothing was asked, or the store cannot be reached.
    pub fn answered(&self) -> Result<Asked> {
        Ok(seen(self.app.join_status()?))
    }

    /// Verifies and takes everything that is new on the store.
    ///
    /// # Errors
    /// Before the school has let this machine in, or what the disk says. A store that is away is no
    /// error: the report says so.
    pub fn take(&self) -> Result<SyncReport> {
        let workstation = self.app.workstation().ok();
        let workstation =
            workstation.context("школа ещё не впустила сборщика: klassny-collect join")?;
        if !workstation.reads_only()? {
            bail!("это профиль рабочего места, а не сборщика");
        }
        loop {
            let report = self.app.sync_pass()?;
            let done = report.taken == 0 && !report.more;
            if done || !report.share.is_reached() {
                workstation.store.release_memory()?;
                return Ok(report);
            }
        }
    }

    /// Asks the replica something.
    ///
    /// # Errors
    /// Before the school has let this machine in, or whatever the question answers with.
    pub fn with_store<T>(&self, ask: impl FnOnce(&Store) -> Result<T>) -> Result<T> {
        ask(&self.app.workstation()?.store)
    }

    /// Which school it is.
    ///
    /// # Errors
    /// Before the school has let this machine in.
    pub fn id(&self) -> Result<SchoolId> {
        Ok(self.app.workstation()?.store.identity().school)
    }

    /// Whether the school has taken this machine out.
    ///
    /// # Errors
    /// Before the school has let this machine in, or what the disk says.
    pub fn is_ended(&self) -> Result<bool> {
        self.with_store(|store| {
            let own = store.identity().device_seat;
            let ended = store.read(|read| read.revocations())?;
            Ok(ended.iter().any(|ended| ended.seat == own))
        })
    }

    /// How many segments are here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn segments(&self) -> Result<u64> {
        let workstation = self.app.workstation()?;
        let mut count = 0;
        for (seat, _) in workstation.known_seats()? {
            count += workstation.stored(seat)?.len() as u64;
        }
        Ok(count)
    }

    /// The wall clock, milliseconds of UTC since 1970.
    pub fn now_ms(&self) -> i64 {
        self.app.now().wall_ms
    }
}

fn seen(view: klassny_app::view::session::JoinView) -> Asked {
    Asked {
        school: view.school,
        words: view.words,
        done: view.state == JoinState::Done,
    }
}
