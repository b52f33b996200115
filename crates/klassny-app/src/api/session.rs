//! What making, restoring and joining a school, and signing in, ask for.

use serde::Deserialize;
use ts_rs::TS;

/// What a new school is called, and its first administrator (F1, D13).
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct CreateSchool {
    /// The empty folder of the share.
    pub folder: String,
    /// «ГБОУ школа № 1292 (учебная)».
    pub name: String,
    /// «г. Примерск».
    pub city: String,
    /// The administrator's surname.
    pub surname: String,
    /// The administrator's given name.
    pub given: String,
    /// The administrator's patronymic; empty for none.
    pub patronymic: String,
    /// The administrator's password.
    pub password: String,
    /// What this machine is called: «АРМ 1».
    pub workstation: String,
}

/// The words of the root key, to be kept on a medium.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct SaveRoot {
    /// The 24 words.
    pub root_words: String,
    /// The file that the person chose.
    pub to: String,
}

/// A school of which one copy of the share is left (D14).
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct RestoreSchool {
    /// The folder with the copy.
    pub folder: String,
    /// The twenty-four words of the root's paper.
    pub words: String,
    /// The new administrator's surname.
    pub surname: String,
    /// The new administrator's given name.
    pub given: String,
    /// The new administrator's patronymic; empty for none.
    pub patronymic: String,
    /// The new administrator's password.
    pub password: String,
    /// What this machine is called: «АРМ 1».
    pub workstation: String,
}

/// The folder of a school, and what this machine is called.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct JoinSchool {
    /// The folder.
    pub folder: String,
    /// «АРМ 7»; empty keeps the name.
    pub workstation: String,
}

/// Who signs in.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct SignIn {
    /// The person.
    pub staff: String,
    /// The password.
    pub password: String,
}

/// Who signs in for the first time.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct FirstSignIn {
    /// The person.
    pub staff: String,
    /// The words, as typed: any case, any blanks between them.
    pub words: String,
    /// The new password.
    pub password: String,
}

/// The password of the person who locked the screen.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct Unlock {
    /// The password.
    pub password: String,
}

/// The demo's clock.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetDemoClock {
    /// The school's local time; never before the clock's.
    pub now: String,
}
