//! Keys of a workstation: passwords, keyslots, the vault of the system, invitations, the root.
//!
//! Owns everything that is local and secret. It must never put a secret into a message, a log line
//! or the share; randomness and time come in as arguments. What this crate keeps stays on the
//! machine, so its files are not part of the log's format.

pub mod device;
pub mod file;
pub mod invitation;
pub mod kdf;
pub mod keyslots;
pub mod root;
pub mod secret;
mod slot;
pub mod vault;

pub use device::DeviceKeys;
pub use invitation::{InvitationKeys, open_with_invitation, seal_to_invitation};
pub use kdf::KdfCost;
pub use keyslots::{Attempt, KeyslotError, Keyslots, SlotKeys};
pub use root::RootKey;
pub use secret::Secret;
pub use vault::{FileVault, MemoryVault, OsVault, Vault, VaultError};
