//! The public face of the log: what is sealed opens, what is damaged does not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests stand outside #[test] functions"
)]

mod blobs;
mod golden;
mod hostile;
mod join;
mod ops;
mod samples;
mod segments;
