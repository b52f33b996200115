//! What the crate promises at its public face.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may stop the test"
)]

mod blobs;
mod check;
mod conformance;
mod damage;
mod exchange;
mod fake;
mod hostile;
mod join;
mod kit;
mod machine;
mod packs;
mod rollback;
mod setup;
mod storm;
mod suite;
mod write_path;
