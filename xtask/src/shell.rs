//! Running other programs: where, with what shown, and what is kept of their words.
//!
//! Owns every start of a process. It must never hide what a program printed: the words go to the
//! terminal as they come, and a copy of the runner's own closing lines is kept for the summary.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The folder of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// A command line that starts in the folder of the repository.
pub fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(resolve(program));
    command.args(args).current_dir(root());
    command
}

/// A call of the cargo that started us.
pub fn cargo(args: &[&str]) -> Command {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(args).current_dir(root());
    // rust-toolchain.toml decides again; what the outer cargo told us must not leak inwards.
    for (name, _) in std::env::vars() {
        if name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command and fails if it failed. Its words go straight to the terminal.
pub fn run(mut command: Command) -> Result<()> {
    let status = status(&mut command)?;
    if !status.success() {
        bail!("{} ended with {status}", words(&command));
    }
    Ok(())
}

/// Runs a command, shows its words and returns how it ended.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    announce(command);
    let mut child = start(command)?;
    let limit = Limit::on(&child);
    let status = child.wait()?;
    limit.lift()?;
    Ok(status)
}

/// Runs a command, shows its words as they come, and returns the lines `keep` asks for.
pub fn run_keeping(mut command: Command, keep: fn(&str) -> bool) -> Result<Vec<String>> {
    announce(&command);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = start(&mut command)?;
    let limit = Limit::on(&child);
    let out = copy(child.stdout.take(), std::io::stdout(), keep);
    let err = copy(child.stderr.take(), std::io::stderr(), keep);
    let status = child.wait()?;
    let mut kept = Vec::new();
    for reader in [out, err].into_iter().flatten() {
        kept.extend(reader.join().unwrap_or_default());
    }
    limit.lift()?;
    if !status.success() {
        let closing = kept.join("\n");
        bail!("{} ended with {status}\n{closing}", words(&command));
    }
    Ok(kept)
}

/// How long one command of CI may run: what hangs is ended and named, the other steps are run.
const LIMIT: Duration = Duration::from_secs(40 * 60);

fn start(command: &mut Command) -> Result<Child> {
    #[cfg(unix)]
    if in_ci() {
        // A group of its own, so that what it started is ended with it.
        std::os::unix::process::CommandExt::process_group(command, 0);
    }
    command
        .spawn()
        .with_context(|| format!("cannot start {}", words(command)))
}

fn in_ci() -> bool {
    std::env::var_os("CI").is_some()
}

/// Ends a command of CI that runs for too long, with all that it started.
struct Limit {
    lifted: Sender<()>,
    watch: Option<JoinHandle<bool>>,
}

impl Limit {
    fn on(child: &Child) -> Self {
        let (lifted, ended) = channel();
        let group = format!("-{}", child.id());
        let watch = (cfg!(unix) && in_ci()).then(|| {
            thread::spawn(move || {
                let hangs = ended.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout);
                if hangs {
                    let kill = Command::new("kill").args(["-KILL", "--", &group]).status();
                    eprintln!("ended after {} s: {kill:?}", LIMIT.as_secs());
                }
                hangs
            })
        });
        Self { lifted, watch }
    }

    fn lift(self) -> Result<()> {
        // The watch may have ended the command and be gone.
        self.lifted.send(()).ok();
        match self.watch.map(JoinHandle::join) {
            Some(Ok(true)) => bail!("it did not end in {} minutes", LIMIT.as_secs() / 60),
            Some(_) | None => Ok(()),
        }
    }
}

/// What a command prints to its standard output, trimmed.
pub fn output(mut command: Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", words(&command)))?;
    if !output.status.success() {
        bail!("{} ended with {}", words(&command), output.status);
    }
    Ok(String::from_utf8(output.stdout)?.trim_end().to_string())
}

/// Whether a program can be found on `PATH`.
pub fn have(program: &str) -> bool {
    find(program).is_some()
}

/// Where a program stands on `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd", ""]
    } else {
        &[""]
    };
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| {
            endings
                .iter()
                .map(move |ending| folder.join(format!("{program}{ending}")))
        })
        .find(|file| file.is_file())
}

// `npm` is a script on Windows, which `Command` finds only by its whole name.
fn resolve(program: &str) -> PathBuf {
    find(program).unwrap_or_else(|| PathBuf::from(program))
}

fn announce(command: &Command) {
    eprintln!("$ {}", words(command));
}

fn words(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_stem().unwrap_or(program.as_os_str());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

fn copy<R: Read + Send + 'static, W: Write + Send + 'static>(
    from: Option<R>,
    mut to: W,
    keep: fn(&str) -> bool,
) -> Option<thread::JoinHandle<Vec<String>>> {
    let from = from?;
    Some(thread::spawn(move || {
        let mut kept = Vec::new();
        let mut lines = BufReader::new(from);
        let mut line = Vec::new();
        while lines
            .read_until(b'\n', &mut line)
            .is_ok_and(|read| read > 0)
        {
            // A closed terminal must not stop the reading, or the program would block.
            to.write_all(&line).and_then(|()| to.flush()).ok();
            let text = plain(&String::from_utf8_lossy(&line));
            if keep(&text) {
                kept.push(text.trim().to_string());
            }
            line.clear();
        }
        kept
    }))
}

/// The line without the colours of a terminal.
fn plain(line: &str) -> String {
    let mut plain = String::new();
    let mut inside = false;
    for letter in line.chars() {
        match (inside, letter) {
            (false, '\u{1b}') => inside = true,
            (false, _) => plain.push(letter),
            (true, 'A'..='Z' | 'a'..='z') => inside = false,
            (true, _) => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_off_a_line() {
        assert_eq!(
            plain("\u{1b}[1m     Summary\u{1b}[0m [ 0.1s]"),
            "     Summary [ 0.1s]"
        );
    }

    #[test]
    fn a_failing_program_is_a_failure_with_its_kept_lines() {
        let error = run_keeping(cargo(&["no-such-command-of-cargo"]), |line| {
            line.contains("no such")
        });
        assert!(format!("{:#}", error.expect_err("it failed")).contains("no such"));
    }
}
