//! The program's own log: what it did, in ids and codes.
//!
//! Never a name, a mark or a password: who writes a line answers for that. A file a day, two weeks
//! of them, in the profile.

use std::path::Path;
use tracing_appender::rolling::{InitError, RollingFileAppender, Rotation};

/// How many days of the log are kept.
const DAYS: usize = 14;

/// Begins to write the log of a profile, in its folder `log`. Each line reaches the system at
/// once: there are few, and the last ones before an end matter most.
///
/// # Errors
/// Where the folder cannot be made.
pub fn log_into(profile: &Path) -> Result<(), InitError> {
    let folder = profile.join("log");
    // The appender makes it too, but complains on the terminal before it does.
    std::fs::create_dir_all(&folder).ok();
    let files = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)?;
    let lines = tracing_subscriber::fmt()
        .with_writer(files)
        .with_ansi(false)
        .with_target(false)
        .with_max_level(tracing::Level::INFO)
        .finish();
    // A second start in one process keeps the first log.
    tracing::subscriber::set_global_default(lines).ok();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_in_the_file_as_soon_as_it_is_said() {
        let profile = tempfile::tempdir().unwrap();
        log_into(profile.path()).unwrap();
        tracing::info!(call = "set_mark", log_id = "1a2b3c4d", "refused");
        let file = std::fs::read_dir(profile.path().join("log"))
            .unwrap()
            .next()
            .unwrap();
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(
            text.contains("refused") && text.contains("1a2b3c4d"),
            "{text}"
        );
    }
}
