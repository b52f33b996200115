//! Vaults: the keyring's own mock store, the file, the memory.

use keyring_core::{Error as StoreError, mock};
use klassny_keys::vault::{existing, first};
use klassny_keys::{FileVault, MemoryVault, OsVault, Secret, Vault, VaultError};

fn keeps_one_secret_a_profile(vault: &dyn Vault) {
    assert!(matches!(existing(vault, "school"), Err(VaultError::Gone)));
    let secret = first(vault, "school", &mut |bytes| bytes.fill(7)).unwrap();
    assert_eq!(secret, Secret::new([7; 32]));
    let again = first(vault, "school", &mut |bytes| bytes.fill(8)).unwrap();
    assert_eq!(again, secret);
    assert_eq!(existing(vault, "school").unwrap(), secret);
    assert!(vault.read("demo").unwrap().is_none());
    vault.write("demo", &Secret::new([9; 32])).unwrap();
    vault.remove("school").unwrap();
    vault.remove("school").unwrap();
    assert!(vault.read("school").unwrap().is_none());
    assert!(vault.read("demo").unwrap().is_some());
    for name in ["", "Школа", "a/b", "../x", "A"] {
        assert!(matches!(vault.read(name), Err(VaultError::Name)), "{name}");
    }
}

#[test]
fn every_vault_keeps_one_secret_a_profile() {
    let folder = tempfile::tempdir().unwrap();
    keeps_one_secret_a_profile(&MemoryVault::default());
    keeps_one_secret_a_profile(&FileVault::in_folder(folder.path()));
    keeps_one_secret_a_profile(&OsVault::of(mock::Store::new().unwrap()));
}

/// The next call on the profile's credential in a mock store fails.
fn failing(error: StoreError) -> OsVault {
    let store = mock::Store::new().unwrap();
    let vault = OsVault::of(store.clone());
    let entry = keyring_core::api::CredentialStoreApi::build(&*store, "klassny", "school", None);
    let entry = entry.unwrap();
    entry
        .as_any()
        .downcast_ref::<mock::Cred>()
        .unwrap()
        .set_error(error);
    vault
}

#[test]
fn a_keyring_that_fails_says_how() {
    let locked = || StoreError::NoStorageAccess("locked".into());
    assert!(matches!(
        failing(locked()).read("school"),
        Err(VaultError::Locked(_))
    ));
    let write = failing(locked()).write("school", &Secret::new([1; 32]));
    assert!(matches!(write, Err(VaultError::Locked(_))));
    let none = failing(StoreError::NoDefaultStore).read("school");
    assert!(matches!(none, Err(VaultError::NoService)));
    let broken = failing(StoreError::PlatformFailure("dbus".into())).read("school");
    assert!(matches!(broken, Err(VaultError::Failed(_))));
    let empty = failing(StoreError::NoEntry).read("school");
    assert!(empty.unwrap().is_none());
}

#[test]
fn something_else_under_the_name_is_not_overwritten() {
    let store = mock::Store::new().unwrap();
    let entry = keyring_core::api::CredentialStoreApi::build(&*store, "klassny", "school", None);
    entry.unwrap().set_secret(b"short").unwrap();
    let vault = OsVault::of(store);
    let read = first(&vault, "school", &mut |bytes| bytes.fill(7));
    assert!(matches!(read, Err(VaultError::Foreign)));
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let vault = FileVault::in_folder(folder.path());
    first(&vault, "school", &mut |bytes| bytes.fill(7)).unwrap();
    let path = folder.path().join("school.secret");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(vault.read("school"), Err(VaultError::TooOpen(_))));
}

/// A vault that forgets, as a keyring that was never unlocked does.
struct Forgetful;

impl Vault for Forgetful {
    fn read(&self, _profile: &str) -> Result<Option<Secret<[u8; 32]>>, VaultError> {
        Ok(None)
    }
    fn write(&self, _profile: &str, _secret: &Secret<[u8; 32]>) -> Result<(), VaultError> {
        Ok(())
    }
    fn remove(&self, _profile: &str) -> Result<(), VaultError> {
        Ok(())
    }
}

#[test]
fn a_vault_that_does_not_keep_is_found_out_before_a_slot_is_made() {
    let kept = first(&Forgetful, "school", &mut |bytes| bytes.fill(7));
    assert!(matches!(kept, Err(VaultError::NotKept)));
}
