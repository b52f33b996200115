//! What a person at a workstation can do: the whole contract with the window.

pub mod api;
pub mod desk;
pub mod error;
pub mod import;
pub mod undo;
pub mod view;
