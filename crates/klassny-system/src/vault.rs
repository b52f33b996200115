//! Which vault keeps the secret of the system for a profile (D3).
//!
//! A profile that has a file keeps it: the choice was made when the profile was. The file is the
//! weaker protection and is taken only when a person or a script said so.

use klassny_keys::{FileVault, OsVault, Vault, VaultError};
use std::path::Path;
use std::sync::Arc;

/// Where a new profile keeps the secret of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VaultChoice {
    /// In the keyring of the account.
    Keyring,
    /// In a file of the profile that only the account can read.
    File,
}

/// The vault of a profile.
///
/// # Errors
/// [`VaultError::NoService`] where the keyring is wanted and the machine has none.
pub(crate) fn vault(profile: &Path, choice: VaultChoice) -> Result<Arc<dyn Vault>, VaultError> {
    if choice == VaultChoice::File || keeps_file(profile) {
        return Ok(Arc::new(FileVault::in_folder(profile)));
    }
    Ok(Arc::new(OsVault::system()?))
}

/// Whether a profile keeps the secret of the system in a file of its own.
pub fn keeps_file(profile: &Path) -> bool {
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
        assert!(!keeps_file(profile.path()));
        let secret = Secret::new([7; 32]);
        let file = vault(profile.path(), VaultChoice::File).unwrap();
        file.write("profile-1", &secret).unwrap();
        let later = vault(profile.path(), VaultChoice::Keyring).unwrap();
        assert_eq!(later.read("profile-1").unwrap(), Some(secret));
    }
}
