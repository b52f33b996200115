//! An S3 server of the test's own.

use anyhow::{Context as _, Result, ensure};
use klassny_s3::{Credentials, Place, S3Store};
use klassny_tests::watch::{Cleaner, TAG};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The key of the server: its name and its secret part, as a file of a school holds them.
pub const KEY: &str = "klassny\nnot-a-real-secret\n";
/// The bucket.
pub const BUCKET: &str = "journal";

/// A running server.
pub struct S3Server {
    program: PathBuf,
    dir: tempfile::TempDir,
    address: String,
    cleaner: Cleaner,
    child: Option<Child>,
}

impl S3Server {
    /// Starts a server with one empty bucket; `program` is `s3-server`.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn start(program: &Path) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("klassny-s3").tempdir()?;
        std::fs::create_dir(dir.path().join(BUCKET))?;
        let mut server = Self {
            program: program.to_path_buf(),
            dir,
            address: String::new(),
            cleaner: Cleaner::stand_by(&[])?,
            child: None,
        };
        server.run()?;
        Ok(server)
    }

    /// Starts the server again where it was killed, on the port it had.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn run(&mut self) -> Result<()> {
        let (key, secret) = KEY.trim().split_once('\n').context("a key")?;
        let mut server = Command::new(&self.program);
        server.arg(self.dir.path()).args([key, secret]);
        if let Some((_, port)) = self.address.rsplit_once(':') {
            server.arg(port);
        }
        let mut child = server
            .env(TAG, self.cleaner.tag())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("start {}", self.program.display()))?;
        let mut address = String::new();
        BufReader::new(child.stdout.take().context("its output")?).read_line(&mut address)?;
        ensure!(!address.trim().is_empty(), "the server does not listen");
        address.trim().clone_into(&mut self.address);
        self.child = Some(child);
        Ok(())
    }

    /// The folder of a prefix, as the server sees it.
    pub fn folder(&self, prefix: &str) -> PathBuf {
        self.dir.path().join(BUCKET).join(prefix)
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The line that a profile keeps for a share under a prefix.
    pub fn line(&self, prefix: &str) -> String {
        line(&self.address, BUCKET, prefix)
    }

    /// A share under a prefix.
    ///
    /// # Errors
    /// Where the system gives no sockets.
    pub fn store(&self, prefix: &str) -> Result<S3Store> {
        store(&self.line(prefix), KEY)
    }

    /// Stops the server in its tracks: it listens, and answers nothing.
    ///
    /// # Errors
    /// Where it is not running.
    pub fn freeze(&self) -> Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets it go on.
    ///
    /// # Errors
    /// Where it is not running.
    pub fn thaw(&self) -> Result<()> {
        self.signal(Signal::CONT)
    }

    /// Kills it.
    ///
    /// # Errors
    /// Where it is not running.
    pub fn kill(&mut self) -> Result<()> {
        self.signal(Signal::KILL)?;
        if let Some(mut child) = self.child.take() {
            child.wait()?;
        }
        Ok(())
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        let child = self.child.as_ref().context("the server is not running")?;
        let pid = Pid::from_raw(i32::try_from(child.id())?).context("its process")?;
        Ok(kill_process(pid, signal)?)
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

/// The line of a share on a server.
pub fn line(address: &str, bucket: &str, prefix: &str) -> String {
    format!("s3://{bucket}/{prefix}?endpoint=http://{address}&region=us-east-1")
}

/// A share by its line and key.
///
/// # Errors
/// Where the line is none.
pub fn store(line: &str, key: &str) -> Result<S3Store> {
    Ok(S3Store::open(
        Place::parse(line)?,
        &Credentials::parse(key)?,
    )?)
}
