//! The secret of the system: 32 bytes that a copied disk does not carry (D3).
//!
//! Kept in the keyring of the account; where there is none, in a file of the owner's that somebody
//! chose on purpose. A vault keeps nothing else: Windows takes 2,560 bytes at most.

use crate::file::{self, FileError};
use crate::secret::Secret;
use keyring_core::{CredentialStore, Entry, Error as StoreError};
use klassny_log::{Random, hex, parse_hex};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Under which name the program is known to the keyring.
const SERVICE: &str = "klassny";

/// Why the secret of the system cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The system has no keyring service; known for the life of the program, so start it again
    /// after starting the service, or choose the file vault.
    #[error("the system has no keyring service")]
    NoService,
    /// The keyring is there and locked.
    #[error("the keyring is locked: {0}")]
    Locked(#[source] StoreError),
    /// What is kept there is not a secret of this program.
    #[error("the keyring holds something else under this name")]
    Foreign,
    /// The profile had a secret and the vault shows none. A keyring that was never unlocked since
    /// sign-in shows none either; if it is gone, slots come back only through invitations.
    #[error("the vault shows no secret of this profile: unlock the keyring and try again")]
    Gone,
    /// The vault did not keep what it was given.
    #[error("the vault did not keep the secret")]
    NotKept,
    /// Others may read the file.
    #[error("others may read {path}", path = .0.display())]
    TooOpen(PathBuf),
    /// A profile is named with lower-case letters, digits and hyphens.
    #[error("a profile cannot be named so")]
    Name,
    /// The keyring failed.
    #[error("the keyring failed: {0}")]
    Failed(#[source] StoreError),
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// A place that keeps one secret for each profile.
pub trait Vault: Send + Sync {
    /// The secret of a profile; nothing where there is none.
    ///
    /// A keyring that was never unlocked may say that there is none (seen on GNOME's).
    fn read(&self, profile: &str) -> Result<Option<Secret<[u8; 32]>>, VaultError>;
    /// Keeps the secret of a profile.
    fn write(&self, profile: &str, secret: &Secret<[u8; 32]>) -> Result<(), VaultError>;
    /// Forgets the secret of a profile.
    fn remove(&self, profile: &str) -> Result<(), VaultError>;
}

/// The secret of a profile that has slots already; it must be there.
pub fn existing(vault: &dyn Vault, profile: &str) -> Result<Secret<[u8; 32]>, VaultError> {
    vault.read(profile)?.ok_or(VaultError::Gone)
}

/// The secret of a profile without slots: the one there is, or a new one, read back once written.
pub fn first(
    vault: &dyn Vault,
    profile: &str,
    random: Random<'_>,
) -> Result<Secret<[u8; 32]>, VaultError> {
    if let Some(secret) = vault.read(profile)? {
        return Ok(secret);
    }
    let secret = Secret::random(random);
    vault.write(profile, &secret)?;
    if vault.read(profile)?.as_ref() != Some(&secret) {
        return Err(VaultError::NotKept);
    }
    Ok(secret)
}

fn checked(profile: &str) -> Result<&str, VaultError> {
    let named = !profile.is_empty()
        && profile.len() <= 64
        && profile
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    if named {
        Ok(profile)
    } else {
        Err(VaultError::Name)
    }
}

/// The keyring of the account: Credential Manager, Keychain, Secret Service.
#[derive(Debug)]
pub struct OsVault(Arc<CredentialStore>);

impl OsVault {
    /// The keyring of this system.
    pub fn system() -> Result<Self, VaultError> {
        if keyring::Entry::store_status().is_err() {
            return Err(VaultError::NoService);
        }
        keyring_core::get_default_store()
            .map(Self)
            .ok_or(VaultError::NoService)
    }

    /// A given store of credentials.
    pub const fn of(store: Arc<CredentialStore>) -> Self {
        Self(store)
    }

    fn entry(&self, profile: &str) -> Result<Entry, VaultError> {
        self.0
            .build(SERVICE, checked(profile)?, None)
            .map_err(refusal)
    }
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "the enumeration is open for new errors"
)]
fn refusal(error: StoreError) -> VaultError {
    match error {
        StoreError::NoDefaultStore => VaultError::NoService,
        StoreError::NoStorageAccess(_) => VaultError::Locked(error),
        StoreError::BadEncoding(_) | StoreError::BadDataFormat(..) => VaultError::Foreign,
        other => VaultError::Failed(other),
    }
}

impl Vault for OsVault {
    fn read(&self, profile: &str) -> Result<Option<Secret<[u8; 32]>>, VaultError> {
        let bytes = match self.entry(profile)?.get_secret() {
            Ok(bytes) => Secret::new(bytes),
            Err(StoreError::NoEntry) => return Ok(None),
            Err(error) => return Err(refusal(error)),
        };
        let secret = bytes
            .expose()
            .as_slice()
            .try_into()
            .map_err(|_| VaultError::Foreign)?;
        Ok(Some(Secret::new(secret)))
    }

    fn write(&self, profile: &str, secret: &Secret<[u8; 32]>) -> Result<(), VaultError> {
        self.entry(profile)?
            .set_secret(secret.expose())
            .map_err(refusal)
    }

    fn remove(&self, profile: &str) -> Result<(), VaultError> {
        match self.entry(profile)?.delete_credential() {
            Ok(()) | Err(StoreError::NoEntry) => Ok(()),
            Err(error) => Err(refusal(error)),
        }
    }
}

/// A file of the owner's, 0600, in the profile's folder: for machines without a keyring. It guards
/// against a copied keyslot file, not against a copied disk; somebody must choose it knowingly.
#[derive(Clone, Debug)]
pub struct FileVault {
    folder: PathBuf,
}

impl FileVault {
    /// The vault in this folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
        }
    }

    fn path(&self, profile: &str) -> Result<PathBuf, VaultError> {
        Ok(self.folder.join(format!("{}.secret", checked(profile)?)))
    }
}

impl Vault for FileVault {
    fn read(&self, profile: &str) -> Result<Option<Secret<[u8; 32]>>, VaultError> {
        let path = self.path(profile)?;
        let Some(bytes) = file::read(&path, 256)? else {
            return Ok(None);
        };
        if others_may_read(&path) {
            return Err(VaultError::TooOpen(path));
        }
        let bytes = Secret::new(bytes);
        let text = std::str::from_utf8(bytes.expose()).map_err(|_| VaultError::Foreign)?;
        Ok(Some(Secret::new(
            parse_hex(text.trim_end()).ok_or(VaultError::Foreign)?,
        )))
    }

    fn write(&self, profile: &str, secret: &Secret<[u8; 32]>) -> Result<(), VaultError> {
        let text = Secret::new(hex(secret.expose()) + "\n");
        Ok(file::replace(
            &self.path(profile)?,
            text.expose().as_bytes(),
        )?)
    }

    fn remove(&self, profile: &str) -> Result<(), VaultError> {
        Ok(file::remove(&self.path(profile)?)?)
    }
}

#[cfg(unix)]
fn others_may_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

/// On Windows the profile's folder is the owner's by its access list.
#[cfg(not(unix))]
const fn others_may_read(_path: &Path) -> bool {
    false
}

/// A vault that lives as long as the program: for tests and demonstrations.
#[derive(Debug, Default)]
pub struct MemoryVault(Mutex<HashMap<String, Secret<[u8; 32]>>>);

impl Vault for MemoryVault {
    fn read(&self, profile: &str) -> Result<Option<Secret<[u8; 32]>>, VaultError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(kept.get(checked(profile)?).cloned())
    }

    fn write(&self, profile: &str, secret: &Secret<[u8; 32]>) -> Result<(), VaultError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(checked(profile)?.to_owned(), secret.clone());
        Ok(())
    }

    fn remove(&self, profile: &str) -> Result<(), VaultError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(checked(profile)?);
        Ok(())
    }
}
