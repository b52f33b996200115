//! The exchange of signed segments through a plain folder on the school's file server.
//!
//! The only crate that touches the shared folder: its layout, the order in which a file is
//! published, what a failure of the network means, and what this workstation still lacks. It must
//! never take the absence of a file for a deletion, create the root of a share by itself, change
//! or remove what another seat wrote, or hold a lock of the replica while the share is asked.

pub mod blob;
pub mod check;
mod collect;
pub mod create;
pub mod error;
pub mod exchange;
pub mod faulty;
mod fetch;
pub mod folder;
pub mod guard;
pub mod join;
pub mod mem;
mod mend;
pub mod name;
mod pack;
mod pass;
pub mod plan;
mod publish;
pub mod replica;
pub mod setup;
pub mod share_fs;
pub mod status;
pub mod surroundings;
