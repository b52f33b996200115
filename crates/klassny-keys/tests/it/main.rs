//! The public face of the keys: what opens with its password, and what does not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests stand outside #[test] functions"
)]

mod keyslots;
mod vaults;
