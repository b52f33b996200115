//! A PostgreSQL of the test's own: a data folder and a socket in a temporary folder.
//!
//! PostgreSQL refuses to run as root; where the test does, the account of Debian's package is used.

use anyhow::{Context as _, Result, ensure};
use klassny_tests::watch::{Cleaner, TAG};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The account of Debian's package.
const ACCOUNT: &str = "postgres";
/// How long a part may take on a busy machine.
const START: Duration = Duration::from_secs(60);

/// A running server.
pub struct Postgres {
    dir: tempfile::TempDir,
    cleaner: Cleaner,
    child: Option<Child>,
}

impl Postgres {
    /// Makes a data folder and starts a server on it.
    ///
    /// # Errors
    /// Where PostgreSQL is not installed or does not start.
    pub fn start() -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("klassny-pg").tempdir()?;
        // Another account must come through to its own folder.
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o711))?;
        let own = dir.path().join("own");
        std::fs::create_dir(&own)?;
        if is_root()? {
            let mut give = Command::new("chown");
            ensure!(
                give.arg(ACCOUNT).arg(&own).status()?.success(),
                "there is no account {ACCOUNT}: run `cargo xtask setup`"
            );
        }
        let mut server = Self {
            dir,
            cleaner: Cleaner::stand_by(&[])?,
            child: None,
        };
        let mut make = server.command("initdb")?;
        make.args(["-A", "trust", "-U", "klassny", "-E", "UTF8"])
            .args(["--locale", "C.UTF-8", "--no-sync", "-D"])
            .arg(server.data());
        let made = make.output().context("start initdb")?;
        let words = String::from_utf8_lossy(&made.stderr).into_owned();
        ensure!(made.status.success(), "initdb: {words}");
        server.run()?;
        Ok(server)
    }

    /// Starts the server, again where it was stopped.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn run(&mut self) -> Result<()> {
        let log = std::fs::File::create(self.dir.path().join("log"))?;
        let mut server = self.command("postgres")?;
        server
            .arg("-D")
            .arg(self.data())
            .arg("-k")
            .arg(self.dir.path().join("own"))
            .args(["-c", "listen_addresses=", "-c", "fsync=off"])
            .stdout(log.try_clone()?)
            .stderr(log);
        self.child = Some(server.spawn().context("start postgres")?);
        let until = Instant::now() + START;
        while postgres::Client::connect(&self.address(), postgres::NoTls).is_err() {
            let words = std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default();
            ensure!(Instant::now() < until, "it does not answer: {words}");
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// How to connect.
    pub fn address(&self) -> String {
        let socket = self.dir.path().join("own");
        format!("host={} user=klassny dbname=postgres", socket.display())
    }

    /// A connection.
    ///
    /// # Errors
    /// Where it does not answer.
    pub fn client(&self) -> Result<postgres::Client> {
        Ok(postgres::Client::connect(&self.address(), postgres::NoTls)?)
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("own/data")
    }

    /// A program of PostgreSQL, by an account that may run it.
    fn command(&self, program: &str) -> Result<Command> {
        let program = find(program)?;
        let mut command = match is_root()? {
            true => {
                let mut command = Command::new("setpriv");
                command
                    .args(["--reuid", ACCOUNT, "--regid", ACCOUNT, "--clear-groups"])
                    .args(["--pdeathsig", "TERM"])
                    .arg(program);
                command
            }
            false => Command::new(program),
        };
        command
            .current_dir("/")
            .env(TAG, self.cleaner.tag())
            .stdin(Stdio::null());
        Ok(command)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim() == "0")
}

/// A program of the newest PostgreSQL here: Debian keeps them out of `PATH`.
fn find(program: &str) -> Result<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| {
            entries
                .flatten()
                .map(|entry| entry.path().join("bin"))
                .collect()
        })
        .unwrap_or_default();
    folders.sort();
    folders.reverse();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    let found = folders.iter().map(|folder| folder.join(program));
    let found = found.into_iter().find(|file: &PathBuf| Path::is_file(file));
    found.with_context(|| format!("{program} is missing: run `cargo xtask setup`"))
}
