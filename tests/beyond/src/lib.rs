//! Servers for what lies beyond one share: an S3 store and PostgreSQL, each a process of the test's
//! own on loopback or a socket of its folder, without root, ended with the test.

#![cfg(target_os = "linux")]

pub mod database;
pub mod s3;
