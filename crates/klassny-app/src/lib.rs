//! What a person at a workstation can do: the whole contract with the window.

pub mod api;
pub mod import;
pub mod view;
