//! The folder of a demo: what in it is the demo's own, and the clearing of that alone.
//!
//! A demo leaves a marker. A folder of an older program has none and is taken for a demo where its
//! workstations say so: a profile of a demo has a clock of its own. Nothing else is ever removed.

use anyhow::{Context as _, bail};
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

/// The share and the workstations.
pub(super) const PARTS: [&str; 4] = ["share", "deputy", "teacher", "clerk"];
/// Where the copy of the fresh morning lies.
pub(super) const COPY: &str = "morning";
/// What a demo writes beside its folders.
const FILES: [&str; 3] = ["summary.json", "people.json", "day.json"];
/// Says that a demo made what lies here.
const MARKER: &str = "klassny-demo";
/// What stands in the marker, for whoever opens it.
const MARKER_TEXT: &str = "Эту папку заполнила команда klassny demo; она же её и очищает.\n";

/// A folder in which a demo may clear and write, and the locks of the profiles that stood there.
pub(super) struct Ground {
    out: PathBuf,
    locks: Vec<(PathBuf, File)>,
}

impl Ground {
    /// Takes a folder for a demo: an empty one, or one that an earlier demo made and nobody has open.
    ///
    /// # Errors
    /// Where something else lies there, or a profile is open; nothing is touched then.
    pub(super) fn take(out: &Path) -> anyhow::Result<Self> {
        if out.exists() && !out.is_dir() {
            bail!(
                "{} не папка: укажите для показа другую папку",
                out.display()
            );
        }
        let marked = out.join(MARKER).is_file();
        let profiles = profiles(out);
        if let Some(found) = strange(out, &profiles, marked) {
            bail!(
                "в папке {} уже лежит {found}, и это сделал не показ: ничего не тронуто. Укажите в \
                 --out пустую папку",
                out.display()
            );
        }
        let mut locks = Vec::new();
        for profile in profiles {
            let path = profile.join("lock");
            let Ok(lock) = OpenOptions::new().write(true).open(&path) else {
                continue;
            };
            if lock.try_lock().is_err() {
                bail!(
                    "профиль {} открыт в другой программе: ничего не тронуто. Закройте её окно и \
                     повторите",
                    profile.display()
                );
            }
            locks.push((profile, lock));
        }
        fs::create_dir_all(out)
            .with_context(|| format!("папка {} не создана: укажите другую папку", out.display()))?;
        klassny_keys::file::replace(&out.join(MARKER), MARKER_TEXT.as_bytes())?;
        Ok(Self {
            out: out.to_path_buf(),
            locks,
        })
    }

    /// Removes a folder of the demo; a profile stays locked until nothing of it is left.
    pub(super) fn clear(&mut self, part: &Path) -> anyhow::Result<()> {
        debug_assert!(part.starts_with(&self.out) && part != self.out);
        let failed = || format!("папка {} не очищена", part.display());
        if !part.exists() {
            return Ok(());
        }
        for (profile, _) in self.locks.iter().filter(|(at, _)| at.starts_with(part)) {
            empty(profile).with_context(failed)?;
        }
        self.locks.retain(|(profile, _)| !profile.starts_with(part));
        fs::remove_dir_all(part).with_context(failed)
    }
}

/// Removes all of a profile but its lock.
fn empty(profile: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(profile)? {
        let entry = entry?;
        if entry.file_name() == "lock" {
            continue;
        }
        match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path())?,
            false => fs::remove_file(entry.path())?,
        }
    }
    Ok(())
}

/// The folders of workstations that stand there, those of the copy included.
fn profiles(out: &Path) -> Vec<PathBuf> {
    let places = [out.to_path_buf(), out.join(COPY)];
    let stations = places
        .iter()
        .flat_map(|place| PARTS.iter().skip(1).map(|part| place.join(part)));
    stations.filter(|profile| profile.is_dir()).collect()
}

/// What lies under a name of the demo's and is not the demo's.
fn strange(out: &Path, profiles: &[PathBuf], marked: bool) -> Option<String> {
    let judged = profiles.iter().map(|profile| (profile, clock_of(profile)));
    let mut demos = 0_usize;
    for (profile, clock) in judged {
        let shown = || {
            let below = profile.strip_prefix(out).unwrap_or(profile);
            format!("«{}»", below.display())
        };
        match clock {
            ProfileClock::Demo => demos += 1,
            ProfileClock::Machine => return Some(format!("{} с настоящей школой", shown())),
            ProfileClock::None if marked => {}
            ProfileClock::None => return Some(shown()),
        }
    }
    if marked || demos > 0 {
        return None;
    }
    let names = PARTS.iter().chain([&COPY]).chain(&FILES);
    let mut taken = names.filter(|name| out.join(name).symlink_metadata().is_ok());
    taken.next().map(|name| format!("«{name}»"))
}

/// What a folder says of the clock of its profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ProfileClock {
    /// It is no profile, or one that a demo had only begun.
    None,
    /// The clock of a demo.
    Demo,
    /// A school on the clock of the machine.
    Machine,
}

fn clock_of(profile: &Path) -> ProfileClock {
    let bytes = fs::read(profile.join("profile.json")).unwrap_or_default();
    let Ok(settings) = serde_json::from_slice::<serde_json::Value>(&bytes) else {
        return ProfileClock::None;
    };
    let has = |name: &str| settings.get(name).is_some_and(|value| !value.is_null());
    match (has("demo_clock_ms"), has("school")) {
        (true, _) => ProfileClock::Demo,
        (false, true) => ProfileClock::Machine,
        (false, false) => ProfileClock::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::disallowed_methods, reason = "a file of a test")]
    fn put(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    const DEMO: &str = r#"{"vault_name":"profile-1","demo_clock_ms":5,"school":null}"#;

    #[test]
    fn an_empty_folder_becomes_a_demo_and_an_earlier_demo_is_cleared() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("new");
        drop(Ground::take(&out).unwrap());
        put(&out.join("share/school.jsg"), "x");
        put(&out.join("clerk/profile.json"), "{}");
        put(&out.join("volume-5a-1.pdf"), "kept");
        let mut ground = Ground::take(&out).unwrap();
        for part in PARTS {
            ground.clear(&out.join(part)).unwrap();
        }
        assert!(!out.join("share").exists() && !out.join("clerk").exists());
        assert!(out.join("volume-5a-1.pdf").exists());
    }

    #[test]
    fn a_demo_of_an_older_program_is_known_by_its_clock_and_cleared_with_its_lock_held() {
        let dir = tempfile::tempdir().unwrap();
        let deputy = dir.path().join("deputy");
        put(&deputy.join("profile.json"), DEMO);
        put(&deputy.join("keyslots/a"), "x");
        put(&deputy.join("lock"), "");
        put(&dir.path().join("share/school.jsg"), "x");
        let mut ground = Ground::take(dir.path()).unwrap();
        let other = File::open(deputy.join("lock")).unwrap();
        assert!(other.try_lock().is_err(), "nobody opens it meanwhile");
        ground.clear(&deputy).unwrap();
        assert!(!deputy.exists());
    }

    #[test]
    fn a_real_school_in_a_folder_of_a_demo_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        drop(Ground::take(dir.path()).unwrap());
        let real = r#"{"vault_name":"profile-1","demo_clock_ms":null,"school":{"school":"1"}}"#;
        put(&dir.path().join("teacher/profile.json"), real);
        assert!(Ground::take(dir.path()).is_err());
        assert!(dir.path().join("teacher/profile.json").exists());
    }
}
