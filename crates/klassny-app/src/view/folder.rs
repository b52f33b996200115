//! The setup check of the folder on the file server: a line each question.

use serde::Serialize;
use ts_rs::TS;

/// The check.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FolderCheckView {
    /// The folder.
    pub folder: String,
    /// The school, for the printed instruction.
    pub school: String,
    /// When it was looked at.
    pub checked_at: String,
    /// The lines, in the order people should read them.
    pub lines: Vec<FolderLine>,
}

/// A line of it.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FolderLine {
    /// What was found.
    pub what: FolderCode,
    /// How it stands.
    pub verdict: FolderVerdict,
    /// The number of the finding: MB, seconds, ms or files; 0 where it has none.
    pub amount: i32,
    /// The second number: per cent or ms; 0 where it has none.
    pub part: u32,
    /// A name or what the system said; empty where there is none.
    pub detail: String,
}

/// How a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FolderVerdict {
    /// In order.
    Ok,
    /// Somebody should look; work goes on.
    Look,
    /// The exchange will fail or go astray.
    Bad,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FolderCode {
    /// The share of this school.
    Ours,
    /// Something else stands there.
    NotOurs,
    /// It does not answer.
    Away,
    /// A folder of a file server; `detail` names its file system.
    PlaceServer,
    /// A disk of this machine.
    PlaceLocal,
    /// A place that forgets.
    PlaceFragile,
    /// A copy that a program keeps.
    PlaceMirrored,
    /// The system does not say.
    PlaceNotTold,
    /// Files are created, renamed, removed.
    MayWrite,
    /// Not created.
    MayNotWrite,
    /// Not renamed.
    MayNotRename,
    /// Own ones not removed.
    MayNotRemove,
    /// Read back other than written.
    Altered,
    /// Files of other machines are safe from this account; `detail` has the bits.
    OthersKept,
    /// This account may remove them.
    OthersMayGo,
    /// All machines come under one account.
    OneAccount,
    /// The system does not tell.
    RightsNotTold,
    /// No sign of offline files.
    NoLocalCopy,
    /// A sign of them: `detail`.
    LocalCopy,
    /// Windows does not tell.
    LocalCopyNotTold,
    /// Free space: `amount` MB, `part` per cent.
    Room,
    /// The system does not tell.
    RoomNotTold,
    /// The server's clock is `amount` seconds ahead.
    Clock,
    /// The server gave no time.
    ClockNotTold,
    /// No sign of a second copy.
    OnePlace,
    /// A sign of one: `detail`.
    SeveralPlaces,
    /// `amount` files with names of copies, `detail` one of them.
    Copies,
    /// Nothing foreign.
    NoStrangers,
    /// `amount` foreign files, `detail` one of them.
    Strangers,
    /// `amount` ms to list, `part` ms to put.
    Speed,
}
