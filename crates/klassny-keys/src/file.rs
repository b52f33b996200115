//! Files of the profile: replaced whole or not at all, readable by their owner only.

use klassny_log::kill_point;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// What went wrong with which file.
#[derive(Debug, thiserror::Error)]
#[error("cannot {operation} {path}: {source}", path = path.display())]
pub struct FileError {
    /// What was tried: `read`, `replace`, `remove`.
    pub operation: &'static str,
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

impl FileError {
    /// Whether there is no room for it on the disk.
    pub fn is_full(&self) -> bool {
        is_full(&self.source)
    }

    fn of(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self {
            operation,
            path,
            source,
        }
    }
}

/// Whether there is no room: a full disk, a quota, a limit on the size of files.
pub fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    [StorageFull, QuotaExceeded, FileTooLarge].contains(&error.kind())
}

/// Writes a file so that a crash leaves either the old bytes or the new: a temporary file in the
/// same folder, flushed to the disk, renamed over. On Unix only the owner may read it.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let write = || {
        // `tempfile` creates with mode 0600.
        let mut temp = tempfile::Builder::new()
            .prefix(".new-")
            .tempfile_in(folder)?;
        kill_point("file.created");
        temp.write_all(bytes)?;
        kill_point("file.written");
        temp.as_file().sync_all()?;
        kill_point("file.flushed");
        temp.persist(path).map_err(|error| error.error)?;
        kill_point("file.renamed");
        sync_folder(folder)
    };
    write().map_err(FileError::of("replace", path))
}

/// Makes a rename durable; Windows needs nothing here.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// Reads a file of at most `max` bytes; nothing where there is none.
pub fn read(path: &Path, max: u64) -> Result<Option<Vec<u8>>, FileError> {
    let read = || {
        let mut bytes = Vec::new();
        File::open(path)?.take(max + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > max {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "longer than it can be",
            ));
        }
        Ok(bytes)
    };
    match read() {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::of("read", path)(error)),
    }
}

/// Removes a file; a file that is not there is removed already.
pub fn remove(path: &Path) -> Result<(), FileError> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(FileError::of("remove", path)(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slots");
        assert!(read(&path, 10).unwrap().is_none());
        replace(&path, b"old").unwrap();
        replace(&path, b"newer").unwrap();
        assert_eq!(read(&path, 10).unwrap().unwrap(), b"newer");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(read(&path, 4).is_err());
        remove(&path).unwrap();
        remove(&path).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_a_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slots");
        replace(&path, b"x").unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn an_error_names_the_operation_and_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing").join("slots");
        let text = replace(&path, b"x").unwrap_err().to_string();
        assert!(
            text.starts_with("cannot replace ") && text.contains("slots"),
            "{text}"
        );
    }
}
