//! The share on an S3-compatible store: the same six calls, the same bytes, no folder.
//!
//! Owns everything that is asynchronous about it: the core calls and waits, and never for longer
//! than [`CALL_MAX`]. A prefix of a bucket is a share. There is no rename: a file is put under its
//! name at once, only where nothing stands (`If-None-Match`), and read back. A server that knows no
//! such condition is served too: names hold hashes, so whoever writes second writes the same bytes.

mod class;
mod pages;
mod place;
mod sign;
mod store;

pub use place::{Credentials, Place, PlaceError, SCHEME};
pub use store::{CALL_MAX, OpenError, S3Store, open_line};
