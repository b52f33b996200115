//! Guards for tests that start servers and mount file systems: nothing may hang, nothing may stay.
//!
//! Both hold however the test ends, by a panic or by SIGKILL too. A process is ended only where it
//! carries the tag that its test gave it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// The variable that marks the processes of a test, and of their children.
pub const TAG: &str = "KLASSNY_TEST";

/// Ends the whole test when it takes too long.
pub struct Deadline {
    _done: Sender<()>,
}

impl Deadline {
    /// A test that is not over by then is stuck, and killed with a word.
    pub fn seconds(seconds: u64, what: &'static str) -> Self {
        let (done, over) = channel::<()>();
        std::thread::spawn(move || {
            if over.recv_timeout(Duration::from_secs(seconds)) == Err(RecvTimeoutError::Timeout) {
                eprintln!("{what}: stuck for {seconds} s, ended by its own watchdog");
                crate::kills::die();
            }
        });
        Self { _done: done }
    }
}

/// Ends tagged processes and takes mounts away, when dropped or when this process is gone.
pub struct Cleaner {
    tag: String,
    shell: Child,
}

/// Waits until the test lets go of its end, then clears away what it left.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
tag=$1; shift
cat >/dev/null
for round in 1 2 3; do
  for file in $(grep -lsxz "KLASSNY_TEST=$tag" /proc/[0-9]*/environ); do
    pid=${file#/proc/}; pid=${pid%/environ}
    kill -CONT "$pid"; kill -KILL "$pid"
  done
done 2>/dev/null
for mount in "$@"; do
  if grep -qs " $mount " /proc/mounts; then
    umount -l "$mount" || fusermount3 -uz "$mount" || sudo -n umount -l "$mount"
  fi
done 2>/dev/null
"#;

impl Cleaner {
    /// Stands by for these mounts, and for the processes that are given its tag.
    ///
    /// # Errors
    /// Where no shell can be started.
    pub fn stand_by(mounts: &[&Path]) -> anyhow::Result<Self> {
        let tag = format!("{}-{:p}", std::process::id(), mounts);
        let shell = Command::new("setsid")
            .args(["sh", "-c", SCRIPT, "cleaner", &tag])
            .args(mounts)
            .env_remove(TAG)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self { tag, shell })
    }

    /// What to put into [`TAG`] of a process that is to end with the test.
    pub fn tag(&self) -> &str {
        &self.tag
    }
}

impl Drop for Cleaner {
    fn drop(&mut self) {
        if let Some(mut input) = self.shell.stdin.take() {
            input.flush().ok();
        }
        self.shell.wait().ok();
    }
}
