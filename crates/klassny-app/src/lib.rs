//! What a person at a workstation can do: the whole contract with the window.

pub mod api;
pub mod app;
pub mod aside;
pub mod bring_in;
mod call;
pub mod cell;
pub mod closing;
pub mod desk;
pub mod env;
pub mod error;
mod found;
pub mod import;
pub mod journal;
pub mod lesson;
pub mod marks;
pub mod paper;
mod people;
pub mod permit;
pub mod preflight;
mod profile;
mod session;
mod sharing;
mod slots;
pub mod spread;
pub mod take_back;
pub mod term_marks;
pub mod today;
pub mod undo;
pub mod verify;
pub mod view;
mod who;
pub mod workstation;

pub use app::App;
pub use env::{Clock, Env};
pub use error::{AppError, Result};
pub use klassny_share::plan::Attention;
