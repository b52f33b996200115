//! People: who may sign in, and the printed invitations (F31).

use crate::view::session::SignInWay;
use crate::view::text::RoleCode;
use serde::Serialize;
use ts_rs::TS;

/// The accounts of the school.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PeopleView {
    /// Everybody, by name.
    pub people: Vec<PersonLine>,
}

/// A person of the school.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PersonLine {
    /// The person.
    pub staff: String,
    /// «Соколова Ирина Викторовна».
    pub name: String,
    /// The position.
    pub position: String,
    /// The roles.
    pub roles: Vec<RoleCode>,
    /// Machines on which the person has a seat.
    pub devices: Vec<String>,
    /// How the person gets in at this machine.
    pub way: SignInWay,
    /// The instant an open invitation ends; none without one.
    pub invited_until: Option<String>,
}

/// A printed invitation: single use, shown once, kept nowhere (D3).
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct InvitationSheet {
    /// «Соколова Ирина Викторовна».
    pub name: String,
    /// The position.
    pub position: String,
    /// The school.
    pub school: String,
    /// The words, in order.
    pub words: Vec<String>,
    /// The instant it ends.
    pub expires_at: String,
}
