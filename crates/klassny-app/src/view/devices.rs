//! Workstations and seats for the administrator; the director and deputies read them (D13, P7, P11).

use crate::view::share::JoinRequest;
use serde::Serialize;
use ts_rs::TS;

/// All workstations of the school.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct DevicesView {
    /// Workstations: acting ones by number and name, then the revoked.
    pub devices: Vec<DeviceCard>,
    /// Machines that ask to join; for administrators.
    pub requests: Vec<JoinRequest>,
    /// Whether the person may change anything here.
    pub may_change: bool,
    /// The version of the program on this machine.
    pub version: String,
    /// Chains on the share whose author is not known here (D16).
    pub unknown_authors: u32,
    /// Whether the person may lead another to become an administrator here, by the root's words.
    pub may_appoint: bool,
    /// New rules of the journal that are to come into force, or could; none for neither.
    pub rules: Option<RulesView>,
}

/// New rules of the journal, which every machine must know before they hold (P10).
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct RulesView {
    /// The set of rules.
    pub ruleset: u16,
    /// The first day it holds, where an administrator has said it.
    pub from: Option<String>,
    /// Acting machines whose program does not know it.
    pub lacking: Vec<String>,
    /// The version of the program that does: «0.2.0».
    pub version: String,
    /// Whether the person may say from which day it holds, or take that back.
    pub may_change: bool,
}

/// A workstation with its seats.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct DeviceCard {
    /// The device.
    pub device: String,
    /// «АРМ 7».
    pub name: String,
    /// Its number in the plan of entry; 0 for none.
    pub number: u16,
    /// Where it stands by the plan: «каб. 214»; empty where nobody said.
    pub place: String,
    /// Whether it is this machine.
    pub here: bool,
    /// Whether it has the duty of a witness.
    pub witness: bool,
    /// How it stands.
    pub state: SeatState,
    /// Why it was revoked; empty where it was not.
    pub reason: String,
    /// When something of it was last sealed, as far as it is known here.
    pub last_seen: Option<String>,
    /// What it runs; none before it said so.
    pub program: Option<ProgramView>,
    /// The second signature under its revocation; none where it was not revoked, or by the root.
    pub cosign: Option<CosignView>,
    /// Its seats of people, by name.
    pub seats: Vec<SeatCard>,
    /// Segments of it that are known to exist and are not here.
    pub unseen: u32,
    /// Facts of it that wait here to be sent; this machine only.
    pub waiting: u32,
}

/// The program of a workstation.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ProgramView {
    /// «0.1.0».
    pub version: String,
    /// `linux`, `macos`, `windows`.
    pub system: String,
    /// Beside the program of this machine.
    pub age: ProgramAge,
}

/// How old a program is beside this machine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ProgramAge {
    /// Older: to be updated.
    Older,
    /// The same.
    Same,
    /// Newer: this machine is to be updated.
    Newer,
}

/// A seat of a person.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SeatCard {
    /// The seat.
    pub seat: String,
    /// The person.
    pub staff: String,
    /// «Соколова Ирина Викторовна».
    pub name: String,
    /// The position.
    pub position: String,
    /// Whether it is an administrator's, which only the root key ends.
    pub administrator: bool,
    /// Whether it is the one that is signed in now.
    pub mine: bool,
    /// Whether its person has left the school.
    pub left: bool,
    /// How it stands.
    pub state: SeatState,
    /// Why it was revoked; empty where it was not.
    pub reason: String,
    /// The second signature under its revocation; none where it was not revoked, or by the root.
    pub cosign: Option<CosignView>,
    /// When it was opened, by the clock of its machine.
    pub opened_at: Option<String>,
    /// When something of it was last sealed, as far as it is known here.
    pub last_seen: Option<String>,
    /// Segments of it that are known to exist and are not here.
    pub unseen: u32,
    /// Facts of it that wait on this machine.
    pub waiting: u32,
}

/// The second signature under a revocation (P7).
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct CosignView {
    /// Whether it is there, and what it says.
    pub state: CosignState,
    /// Who revoked: «Воробьёва А. Е.».
    pub revoked_by: String,
    /// Who signed; empty before anybody did.
    pub by: String,
    /// When, by the clock of the workstation.
    pub at: Option<String>,
    /// Why the revocation does not stand.
    pub reason: String,
    /// Whether the person may sign: a deputy or the director who did not revoke.
    pub may_sign: bool,
}

/// What the second signature under a revocation says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CosignState {
    /// Nobody signed; the revocation holds meanwhile.
    Waiting,
    /// It stands.
    Agreed,
    /// It does not, and holds no more.
    Refused,
}

/// How a seat stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SeatState {
    /// It works.
    Acting,
    /// It was ended: what it wrote later is quarantined.
    Revoked,
    /// Two machines wrote under it: a restored or cloned disk (P10).
    Forked,
}

/// What a revocation would do, said before it is done.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct RevocationView {
    /// The device.
    pub device: String,
    /// One seat of it; none for the device with all its seats.
    pub seat: Option<String>,
    /// «АРМ 7».
    pub device_name: String,
    /// Whose seats end, by name; seats handed over from them among these (D13).
    pub people: Vec<String>,
    /// Whether an administrator's seat is among them: the root's words are needed.
    pub needs_root: bool,
    /// Whether the person's own seat is among them: another administrator must do it.
    pub mine: bool,
    /// Whether nothing is left to revoke.
    pub done: bool,
    /// When something of it was last sealed, as far as it is known here.
    pub last_seen: Option<String>,
    /// Facts that are here and stay.
    pub kept: u32,
    /// Segments that are known to exist, are not here, and will be quarantined when they come.
    pub unseen: u32,
}

/// Seats that were opened since the person looked last (D13).
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SeatNews {
    /// The seats, oldest first.
    pub seats: Vec<NewSeat>,
    /// Up to where these go; `seat_news_seen` takes it back.
    pub mark: String,
    /// Whom to tell if something is wrong: the administrators' names.
    pub helpers: Vec<String>,
    /// Revocations that wait for the person's signature.
    pub unsigned: u32,
}

/// A new seat.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct NewSeat {
    /// Whether it is in the name of the person who is told.
    pub mine: bool,
    /// Whose it is: «Соколова Ирина Викторовна».
    pub name: String,
    /// «АРМ 7».
    pub device: String,
    /// When, by the clock of that machine.
    pub opened_at: Option<String>,
    /// What opened it.
    pub way: SeatWay,
    /// Who printed the invitation: «Воробьёва А. Е.»; empty where none was.
    pub invited_by: String,
    /// Who let the machine in: «Воробьёва А. Е.»; empty where it is not known.
    pub let_in_by: String,
    /// How it stands.
    pub state: SeatState,
}

/// What opened a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SeatWay {
    /// The root key of the school.
    Root,
    /// A printed invitation.
    Invitation,
    /// Another seat of the same person.
    Seat,
}
