//! Which vault keeps the secret of the system for a profile (D3).
//!
//! The keyring, unless the profile has a file already. The file is a weaker protection and is
//! taken only when a person or a script said so.

use klassny_keys::{FileVault, OsVault, Vault, VaultError};
use std::path::Path;
use std::sync::Arc;

/// What to do on a machine without a keyring service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutKeyring {
    /// Say so: a person has to choose.
    Refuse,
    /// Keep the secret in a file of the profile that only the account can read.
    UseFile,
}

/// The vault of a profile.
///
/// # Errors
/// [`VaultError::NoService`] where there is no keyring and no file was chosen.
pub fn vault(profile: &Path, without: WithoutKeyring) -> Result<Arc<dyn Vault>, VaultError> {
    if has_file(profile) {
        return Ok(Arc::new(FileVault::in_folder(profile)));
    }
    match (OsVault::system(), without) {
        (Ok(keyring), _) => Ok(Arc::new(keyring)),
        (Err(VaultError::NoService), WithoutKeyring::UseFile) => {
            Ok(Arc::new(FileVault::in_folder(profile)))
        }
        (Err(error), _) => Err(error),
    }
}

fn has_file(profile: &Path) -> bool {
    std::fs::read_dir(profile).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "secret")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use klassny_keys::Secret;

    #[test]
    fn a_file_once_chosen_stays_the_choice() {
        let profile = tempfile::tempdir().unwrap();
        assert!(!has_file(profile.path()));
        let secret = Secret::new([7; 32]);
        FileVault::in_folder(profile.path())
            .write("profile-1", &secret)
            .unwrap();
        let vault = vault(profile.path(), WithoutKeyring::Refuse).unwrap();
        assert_eq!(vault.read("profile-1").unwrap(), Some(secret));
    }
}
