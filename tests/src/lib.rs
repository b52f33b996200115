//! Test kit: workstations of one school on real files, with a clock that stands where it is put.
//!
//! Nothing here sleeps, opens a network or looks at the home folder.

pub mod filework;
pub mod kills;
pub mod small;
#[cfg(target_os = "linux")]
pub mod watch;
pub mod workload;

use anyhow::Context as _;
use klassny_app::api::{CreateSchool, FirstSignIn, JoinAnswer, JoinSchool, SignIn, StaffArgs};
use klassny_app::view::session::{JoinState, SchoolCreated};
use klassny_app::{App, Clock, Env, Program};
use klassny_domain::change::EnteredAt;
use klassny_keys::{KdfCost, MemoryVault};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// 23.10.2026 09:50 in Moscow.
pub const START_MS: i64 = 1_792_738_200_000;
/// Everybody's password.
pub const PASSWORD: &str = "проверочный пароль";
/// The administrator of every world: the deputy for information technology of the sample school.
pub const FOUNDER: [&str; 3] = ["Воробьёва", "Александра", "Егоровна"];

/// A clock that moves when it is told to.
#[derive(Clone)]
pub struct HeldClock(Arc<AtomicI64>);

impl HeldClock {
    /// A clock that shows this instant, milliseconds of UTC since 1970.
    pub fn at(wall_ms: i64) -> Self {
        Self(Arc::new(AtomicI64::new(wall_ms)))
    }

    /// The instant it shows, milliseconds of UTC since 1970.
    pub fn ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Moves the clock on.
    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for HeldClock {
    fn now(&self) -> EnteredAt {
        let wall_ms = self.0.load(Ordering::Relaxed);
        EnteredAt {
            wall_ms,
            boot: 1,
            monotonic_ms: u64::try_from(wall_ms - START_MS).unwrap_or(0),
        }
    }
}

/// A school's share and its workstations, in a folder that goes with it.
pub struct World {
    dir: tempfile::TempDir,
    /// The clock of all workstations.
    pub clock: HeldClock,
    /// One keyring for all profiles, so that one can be opened again; each has names of its own.
    vault: Arc<MemoryVault>,
    seed: AtomicU64,
}

/// One workstation.
pub struct Station {
    /// The program.
    pub app: App,
    /// Its profile.
    pub profile: PathBuf,
}

impl World {
    /// An empty share and no workstation.
    pub fn new() -> anyhow::Result<Self> {
        let dir = tempfile::tempdir()?;
        std::fs::create_dir(dir.path().join("share"))?;
        let clock = HeldClock(Arc::new(AtomicI64::new(START_MS)));
        Ok(Self {
            dir,
            clock,
            vault: Arc::default(),
            seed: AtomicU64::new(1),
        })
    }

    /// The folder of the share.
    pub fn share(&self) -> PathBuf {
        self.dir.path().join("share")
    }

    /// The folder of everything.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// What a workstation takes from its machine: a held clock and bytes of a seeded stream.
    pub fn env(&self) -> Env {
        let seed = self.seed.fetch_add(1, Ordering::Relaxed);
        let drawn = AtomicU64::new(0);
        let random = move |bytes: &mut [u8]| {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&seed.to_le_bytes());
            hasher.update(&drawn.fetch_add(1, Ordering::Relaxed).to_le_bytes());
            hasher.finalize_xof().fill(bytes);
        };
        Env {
            clock: Arc::new(self.clock.clone()),
            random: Arc::new(random),
            vault: self.vault.clone(),
            cost: KdfCost::TESTS_ONLY,
            sleep: Arc::new(|_| {}),
            program: Program::THIS,
        }
    }

    /// A profile without a school.
    pub fn station(&self, name: &str) -> anyhow::Result<Station> {
        self.station_of(name, Program::THIS)
    }

    /// A profile, opened by a program of another age.
    pub fn station_of(&self, name: &str, program: Program) -> anyhow::Result<Station> {
        let profile = self.dir.path().join(name);
        let env = Env {
            program,
            ..self.env()
        };
        Ok(Station {
            app: App::open(env, &profile)?,
            profile,
        })
    }

    /// The workstation that creates the school.
    pub fn found(&self) -> anyhow::Result<Station> {
        let station = self.station("deputy")?;
        self.create_school(&station)?;
        Ok(station)
    }

    /// Creates the school; answers with the words of the root's paper, among others.
    pub fn create_school(&self, station: &Station) -> anyhow::Result<SchoolCreated> {
        let [surname, given, patronymic] = FOUNDER.map(str::to_owned);
        let created = station.app.create_school(CreateSchool {
            folder: self.share().to_string_lossy().into_owned(),
            name: "ГБОУ школа № 1292 (учебная)".to_owned(),
            city: "г. Примерск".to_owned(),
            surname,
            given,
            patronymic,
            password: PASSWORD.to_owned(),
            workstation: "АРМ 12".to_owned(),
        })?;
        Ok(created)
    }

    /// A workstation that asks to join and is let in by the six words.
    pub fn join(&self, by: &Station, name: &str, workstation: &str) -> anyhow::Result<Station> {
        self.join_with(by, self.station(name)?, workstation)
    }

    /// As [`Self::join`], for a profile that is open.
    pub fn join_with(
        &self,
        by: &Station,
        station: Station,
        workstation: &str,
    ) -> anyhow::Result<Station> {
        let asked = station.app.join_school(JoinSchool {
            folder: self.share().to_string_lossy().into_owned(),
            workstation: workstation.to_owned(),
        })?;
        let status = by.app.share_status()?;
        let request = status
            .requests
            .iter()
            .find(|request| request.words == asked.words)
            .context("the request is not seen")?;
        by.app.approve_request(&JoinAnswer {
            request: request.request.clone(),
        })?;
        anyhow::ensure!(
            station.app.join_status()?.state == JoinState::Done,
            "not let in"
        );
        station.app.sync_fully()?;
        Ok(station)
    }

    /// The words of a new invitation, and the id of its person.
    pub fn invite(&self, by: &Station, full_name: &str) -> anyhow::Result<(String, String)> {
        let people = by.app.people()?;
        let person = people
            .people
            .iter()
            .find(|person| person.name == full_name)
            .with_context(|| format!("nobody is called {full_name}"))?;
        let sheet = by.app.invite(StaffArgs {
            staff: person.staff.clone(),
        })?;
        Ok((person.staff.clone(), sheet.words.join(" ")))
    }
}

impl Station {
    /// Signs a person in with the words of an invitation.
    pub fn first_sign_in(&self, staff: &str, words: &str) -> klassny_app::Result<()> {
        let args = FirstSignIn {
            staff: staff.to_owned(),
            words: words.to_owned(),
            password: PASSWORD.to_owned(),
        };
        self.app.first_sign_in(args).map(|_| ())
    }

    /// Signs a person in with a password.
    pub fn sign_in(&self, staff: &str, password: &str) -> klassny_app::Result<()> {
        let args = SignIn {
            staff: staff.to_owned(),
            password: password.to_owned(),
        };
        self.app.sign_in(args).map(|_| ())
    }

    /// Whether the rows of the replica are those that its log gives.
    pub fn equals_its_log(&self) -> anyhow::Result<bool> {
        Ok(self
            .app
            .workstation()?
            .store
            .compare_with_rebuild()?
            .is_empty())
    }
}

/// The files of the sample school.
pub fn sample_school() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}
