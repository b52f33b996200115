//! A real Samba of the test's own, and real clients of it: no root, no service of the machine.
//!
//! The server listens on loopback at a free port, keeps everything in a temporary folder, and
//! knows one account: the one the test runs as. A client is GNOME's, mounted by FUSE in a session
//! of its own; the kernel's own client is not in the kernels that containers and CI run on.
//! Everything ends with the test, however that ends (`watch`).

use anyhow::{Context as _, bail, ensure};
use klassny_tests::watch::{Cleaner, TAG};
use rustix::process::{Pid, Signal, kill_process};
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PASSWORD: &str = "pw123";
/// How long a part may take to start on a busy machine.
const START: Duration = Duration::from_secs(60);

/// A running server.
pub struct Server {
    dir: PathBuf,
    port: u16,
    account: String,
    cleaner: Cleaner,
    smbd: Option<Child>,
    _home: tempfile::TempDir,
}

/// Where the mounts of two clients stand.
const MOUNTS: [&str; 2] = ["mount-a", "mount-b"];

impl Server {
    /// Starts Samba with the shares `journal`, `readonly` and `small`, each a folder of [`Self::folder`].
    pub fn start() -> anyhow::Result<Self> {
        for program in ["smbd", "smbpasswd", "gio", "dbus-run-session"] {
            ensure!(
                find(program).is_some(),
                "{program} is missing: run `cargo xtask setup`"
            );
        }
        let home = tempfile::Builder::new().prefix("klassny-smb").tempdir()?;
        let dir = home.path().to_path_buf();
        for folder in [
            "private", "lock", "state", "cache", "run", "log", "journal", "small",
        ] {
            std::fs::create_dir(dir.join(folder))?;
        }
        let mounts = MOUNTS.map(|name| dir.join(name));
        for mount in &mounts {
            std::fs::create_dir(mount)?;
        }
        let mounts: Vec<&Path> = mounts.iter().map(PathBuf::as_path).collect();
        let cleaner = Cleaner::stand_by(&mounts)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let account = said(Command::new("id").arg("-un"))?;
        std::fs::write(dir.join("smb.conf"), conf(&dir, port, &account))?;
        let mut server = Self {
            dir,
            port,
            account,
            cleaner,
            smbd: None,
            _home: home,
        };
        server.set_password()?;
        server.run()?;
        Ok(server)
    }

    /// The folder of a share, as the server sees it.
    pub fn folder(&self, share: &str) -> PathBuf {
        self.dir.join(share)
    }

    /// Starts the server again where it was killed.
    pub fn run(&mut self) -> anyhow::Result<()> {
        let log = std::fs::File::create(self.dir.join("log/smbd.out"))?;
        let mut smbd = Command::new(find("smbd").context("smbd")?);
        smbd.arg("-s").arg(self.dir.join("smb.conf"));
        smbd.args(["--foreground", "--no-process-group"])
            .env(TAG, self.cleaner.tag())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        self.smbd = Some(smbd.spawn()?);
        let until = Instant::now() + START;
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            ensure!(
                Instant::now() < until,
                "smbd does not listen: {}",
                self.words()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn words(&self) -> String {
        std::fs::read_to_string(self.dir.join("log/smbd.out")).unwrap_or_default()
    }

    fn set_password(&self) -> anyhow::Result<()> {
        let mut set = Command::new(find("smbpasswd").context("smbpasswd")?);
        set.arg("-c").arg(self.dir.join("smb.conf"));
        set.args(["-s", "-a", &self.account]);
        let mut set = set
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut input = set.stdin.take().context("no input")?;
        write!(input, "{PASSWORD}\n{PASSWORD}\n")?;
        drop(input);
        ensure!(set.wait()?.success(), "the account is not taken");
        Ok(())
    }

    /// Stops every process of the server in its tracks: it listens, and answers nothing.
    pub fn freeze(&self) -> anyhow::Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets it go on.
    pub fn thaw(&self) -> anyhow::Result<()> {
        self.signal(Signal::CONT)
    }

    /// Kills every process of the server.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.signal(Signal::KILL)?;
        if let Some(mut smbd) = self.smbd.take() {
            smbd.wait()?;
        }
        Ok(())
    }

    /// The server's own processes: those with the tag of this test whose program is smbd.
    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let tag = format!("{TAG}={}", self.cleaner.tag());
        let mut told = 0;
        for entry in std::fs::read_dir("/proc")?.flatten() {
            let Some(pid) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
            else {
                continue;
            };
            let environment = std::fs::read(entry.path().join("environ")).unwrap_or_default();
            let ours = environment
                .split(|byte| *byte == 0)
                .any(|word| word == tag.as_bytes());
            let program = std::fs::read_link(entry.path().join("exe")).unwrap_or_default();
            let is_server = program.file_name().is_some_and(|name| {
                let name = name.to_string_lossy();
                name.starts_with("smbd") || name.starts_with("samba")
            });
            if let (true, true, Some(pid)) = (ours, is_server, Pid::from_raw(pid)) {
                told += u32::from(kill_process(pid, signal).is_ok());
            }
        }
        ensure!(told > 0, "no process of the server was found");
        Ok(())
    }

    /// Mounts shares by a client; gives the folder of each.
    pub fn mount(&self, client: usize, shares: &[&str]) -> anyhow::Result<Client> {
        let at = self.dir.join(MOUNTS[client]);
        let home = self.dir.join(format!("home-{client}"));
        let runtime = self.dir.join(format!("runtime-{client}"));
        for folder in [&home, &runtime] {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::set_permissions(&runtime, std::fs::Permissions::from_mode(0o700))?;
        let words = self.dir.join(format!("log/client-{client}"));
        let log = std::fs::File::create(&words)?;
        let mut session = Command::new("dbus-run-session");
        session
            .args(["--", "sh", "-c", SESSION, "session"])
            .args([at.as_os_str(), self.account.as_ref(), PASSWORD.as_ref()])
            .args(shares.iter().map(|share| self.url(share)))
            .env("HOME", &home)
            .env("XDG_RUNTIME_DIR", &runtime)
            .env("GVFS_REMOTE_VOLUME_MONITOR_IGNORE", "1")
            .env("GIO_USE_VOLUME_MONITOR", "unix")
            .env(TAG, self.cleaner.tag())
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log);
        let session = session.spawn()?;
        let folders = shares.iter().map(|share| {
            at.join(format!(
                "smb-share:port={},server=127.0.0.1,share={share}",
                self.port
            ))
        });
        let client = Client {
            session,
            folders: folders.collect(),
        };
        let until = Instant::now() + START;
        while !client
            .folders
            .iter()
            .all(|folder| std::fs::read_dir(folder).is_ok())
        {
            if Instant::now() > until {
                bail!(
                    "the client does not mount: {}",
                    std::fs::read_to_string(&words)?
                );
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(client)
    }

    fn url(&self, share: &str) -> String {
        format!("smb://127.0.0.1:{}/{share}", self.port)
    }
}

/// One session of a client: a bus, its daemon, its mount; ends when its input ends.
const SESSION: &str = r#"
at=$1; account=$2; password=$3; shift 3
gvfsd=/usr/libexec; [ -x $gvfsd/gvfsd ] || gvfsd=/usr/lib/gvfs
$gvfsd/gvfsd --no-fuse & sleep 0.3
$gvfsd/gvfsd-fuse "$at" -f & sleep 0.3
for url in "$@"; do
  printf '%s\nWORKGROUP\n%s\n' "$account" "$password" | timeout 50 gio mount "$url"
done
cat >/dev/null
"#;

/// A mounted client.
pub struct Client {
    session: Child,
    /// The folder of each share that was asked for.
    pub folders: Vec<PathBuf>,
}

impl Drop for Client {
    fn drop(&mut self) {
        // The session ends with its input; what does not is ended by the server's cleaner.
        drop(self.session.stdin.take());
        self.session.kill().ok();
        self.session.wait().ok();
    }
}

fn said(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// What README.md tells an administrator of Samba to write, in folders of the test's own.
fn conf(dir: &Path, port: u16, account: &str) -> String {
    let dir = dir.display();
    format!(
        "[global]
  server role = standalone server
  workgroup = WORKGROUP
  netbios name = KLASSNY
  interfaces = 127.0.0.1/8
  bind interfaces only = yes
  smb ports = {port}
  disable netbios = yes
  private dir = {dir}/private
  lock directory = {dir}/lock
  state directory = {dir}/state
  cache directory = {dir}/cache
  pid directory = {dir}/run
  ncalrpc dir = {dir}/run/ncalrpc
  log file = {dir}/log/log.%m
  log level = 1
  passdb backend = tdbsam:{dir}/private/passdb.tdb
  server min protocol = SMB2_02
  load printers = no
  printing = bsd
  printcap name = /dev/null
  disable spoolss = yes
  unix charset = UTF-8
[journal]
  path = {dir}/journal
  valid users = {account}
  read only = no
  csc policy = disable
  smb encrypt = required
  strict sync = yes
  force create mode = 0640
  force directory mode = 3770
[readonly]
  path = {dir}/journal
  valid users = {account}
  read only = yes
[small]
  path = {dir}/small
  valid users = {account}
  read only = no
"
    )
}
