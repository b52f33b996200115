//! The encrypted bytes of files of homework on this machine: a folder beside the replica (R27).
//!
//! A file is what stands on the share, byte for byte, so that this machine can put it back there.
//! It stands under its hash and is believed only where its bytes have it. The folder is not in the
//! replica: ten megabytes in a transaction would hold up the marks behind them.

use crate::error::{AppError, Result};
use crate::view::text::ErrorCode;
use klassny_keys::file;
use klassny_log::BLOB_MAX;
use std::io;
use std::path::{Path, PathBuf};

/// A folder of encrypted files.
pub struct FileStore {
    folder: PathBuf,
}

impl FileStore {
    /// A folder, which is made with the first file.
    pub const fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, hash: &[u8; 32]) -> PathBuf {
        let name = klassny_log::hex(hash);
        let shard = name.get(..2).unwrap_or_default();
        self.folder.join(shard).join(&name)
    }

    /// Writes a file and reads it back; a crash leaves all of it or nothing.
    ///
    /// # Errors
    /// What the disk says; nothing counts then.
    pub fn put(&self, hash: &[u8; 32], bytes: &[u8]) -> Result<()> {
        if self.get(hash)?.is_some() {
            return Ok(());
        }
        let path = self.path(hash);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| AppError::file("files", &error))?;
        }
        file::replace(&path, bytes).map_err(|error| AppError::file("files", &error.source))?;
        match self.get(hash)? {
            Some(_) => Ok(()),
            None => Err(AppError::new(ErrorCode::Internal, "a file was not kept")),
        }
    }

    /// Reads a file; none where it is not here or is damaged.
    ///
    /// # Errors
    /// What the disk says.
    pub fn get(&self, hash: &[u8; 32]) -> Result<Option<Vec<u8>>> {
        let read = match file::read(&self.path(hash), BLOB_MAX as u64) {
            Err(error) if error.source.kind() == io::ErrorKind::FileTooLarge => return Ok(None),
            read => read.map_err(|error| AppError::file("files", &error.source))?,
        };
        Ok(read.filter(|bytes| blake3::hash(bytes).as_bytes() == hash))
    }

    /// Whether a file of this length is here; its bytes are not read.
    pub fn has(&self, hash: &[u8; 32], len: u64) -> bool {
        std::fs::metadata(self.path(hash)).is_ok_and(|about| about.is_file() && about.len() == len)
    }

    /// Removes a file that is kept no more.
    ///
    /// # Errors
    /// What the disk says.
    pub fn remove(&self, hash: &[u8; 32]) -> Result<()> {
        file::remove(&self.path(hash)).map_err(|error| AppError::file("files", &error.source))
    }

    /// Removes what no row of the replica tells of: a program died before it could. Asked once, at
    /// the start, when nobody attaches anything.
    ///
    /// # Errors
    /// What the disk says, or `is_known`; nothing more is removed then.
    pub fn sweep(&self, is_known: impl Fn([u8; 32]) -> Result<bool>) -> Result<()> {
        for folder in entries(&self.folder)? {
            for path in entries(&folder)? {
                let name = path.file_name().and_then(|name| name.to_str());
                let hash = name.and_then(klassny_log::parse_hex::<32>);
                let known = match hash {
                    Some(hash) => is_known(hash)?,
                    None => false,
                };
                if !known {
                    file::remove(&path).map_err(|error| AppError::file("files", &error.source))?;
                }
            }
        }
        Ok(())
    }
}

/// What stands in a folder; a folder that is not there is empty.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let listed = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(Vec::new()),
        listed => listed,
    };
    let paths = listed.and_then(|listed| {
        listed
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<PathBuf>>>()
    });
    paths.map_err(|error| AppError::file("files", &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(bytes: &[u8]) -> [u8; 32] {
        *blake3::hash(bytes).as_bytes()
    }

    #[test]
    fn a_file_is_here_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let files = FileStore::at(folder.path().join("files"));
        let (bytes, name) = (b"encrypted".to_vec(), hash(b"encrypted"));
        assert_eq!(files.get(&name).unwrap(), None);
        files.put(&name, &bytes).unwrap();
        files.put(&name, &bytes).unwrap();
        assert_eq!(files.get(&name).unwrap(), Some(bytes.clone()));
        assert!(files.has(&name, 9) && !files.has(&name, 8));

        file::replace(&files.path(&name), b"encrypteD").unwrap();
        assert_eq!(files.get(&name).unwrap(), None, "rot is noticed");
        files.put(&name, &bytes).unwrap();
        assert_eq!(files.get(&name).unwrap(), Some(bytes), "and mended");
        files.remove(&name).unwrap();
        files.remove(&name).unwrap();
        assert_eq!(files.get(&name).unwrap(), None);
        assert!(files.put(&name, b"of another name").is_err());
    }

    #[test]
    fn what_no_row_tells_of_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let files = FileStore::at(folder.path().join("files"));
        files.sweep(|_| Ok(false)).unwrap();
        let (one, two) = (hash(b"one"), hash(b"two"));
        files.put(&one, b"one").unwrap();
        files.put(&two, b"two").unwrap();
        let torn = files.path(&one).with_file_name(".new-torn");
        file::replace(&torn, b"o").unwrap();
        files.sweep(|hash| Ok(hash == one)).unwrap();
        assert!(files.has(&one, 3) && !files.has(&two, 3) && !torn.exists());
        let failed = files.sweep(|_| Err(AppError::bad_request("replica")));
        assert!(
            failed.is_err() && files.has(&one, 3),
            "in doubt nothing is removed"
        );
    }
}
