//! Arguments of the calls about workstations and seats.

use serde::Deserialize;
use ts_rs::TS;

/// A new name of a device.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct RenameDevice {
    /// The device.
    pub device: String,
    /// «АРМ 7»; no other acting device may have it.
    pub name: String,
    /// Its number in the plan of entry; 0 for none.
    pub number: u16,
}

/// Gives or takes the duty of a witness.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetWitness {
    /// The device.
    pub device: String,
    /// Whether it has the duty.
    pub witness: bool,
}

/// From which day new rules hold.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ActivateRules {
    /// The set of rules.
    pub ruleset: u16,
    /// The first day; none takes back what was said before.
    pub from: Option<String>,
}

/// What is to be revoked.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct RevocationArgs {
    /// The device.
    pub device: String,
    /// One seat of it; none for the device with all its seats.
    pub seat: Option<String>,
}

/// Revokes a seat, or a device with all its seats.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct Revoke {
    /// The device.
    pub device: String,
    /// One seat of it; none for the device with all its seats.
    pub seat: Option<String>,
    /// Why, for everybody who looks later.
    pub reason: String,
    /// The words of the root's paper, where an administrator's seat is among them; else empty.
    pub root_words: String,
}

/// A second signature under a revocation.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct Cosign {
    /// The device.
    pub device: String,
    /// One seat of it; none for the device with all its seats.
    pub seat: Option<String>,
    /// Whether the revocation stands.
    pub agrees: bool,
    /// Why it does not; empty where it does.
    pub reason: String,
}

/// Makes a person an administrator, with a seat on this machine.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct AppointAdministrator {
    /// The person.
    pub staff: String,
    /// The password that the person will sign in with here.
    pub password: String,
    /// The words of the root's paper.
    pub root_words: String,
}

/// Up to where the person has seen the new seats.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SeatNewsSeen {
    /// The mark that came with them.
    pub mark: String,
}

/// A witness's seals of a day that prove nothing.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct VoidSeals {
    /// The witness.
    pub device: String,
    /// The day, by the witness's clock.
    pub day: String,
    /// Why.
    pub reason: String,
}

/// A witness's seals of a day that prove again.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct RestoreSeals {
    /// The witness.
    pub device: String,
    /// The day, by the witness's clock.
    pub day: String,
}
