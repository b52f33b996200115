//! The state of the share, in words a teacher and an administrator can act on.

use crate::view::aside::AsidePart;
use crate::view::journal::Tip;
use crate::view::lesson::Place;
use crate::view::session::{ClockTrouble, ClockView};
use serde::Serialize;
use ts_rs::TS;

/// The status line of the bar: what every screen shows of the share.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ShareBrief {
    /// Whether the share can be reached, or what is wrong with it.
    pub link: ShareLink,
    /// Facts that are only on this machine.
    pub unsent: u32,
    /// Facts of today that were entered here.
    pub entered: u32,
    /// Of these, sent.
    pub sent: u32,
    /// Of these, confirmed by another machine.
    pub confirmed: u32,
    /// Conflicts the person can resolve.
    pub conflicts: u32,
    /// Records that do not count and wait for a decision: of the school for who decides, one's own
    /// for others.
    pub aside: u32,
    /// Lessons of today that lack something, for the rail.
    pub unfilled: u32,
    /// Remarks whose day has passed, for the rail.
    pub late_remarks: u32,
    /// Volumes that wait for the person, for the rail.
    pub volumes: u32,
    /// Requests for permits that wait for the person, for the rail.
    pub requests: u32,
    /// The clock, to set the window's clock right.
    pub clock: ClockView,
    /// What is wrong with the machine's clock; none for nothing.
    pub clock_trouble: Option<ClockTrouble>,
    /// Since when the school's records here may be old; none for fresh ones.
    pub stale_since: Option<String>,
    /// Why the program on this machine is too old; none where it is not.
    pub program_due: Option<ProgramDue>,
}

/// Why the program on this machine is to be updated (P10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ProgramDue {
    /// Whether new rules hold that it does not know: it then writes nothing.
    pub read_only: bool,
    /// Packets that a newer program made, kept unopened.
    pub packets: u32,
    /// Records of other packets that only a newer program understands.
    pub records: u32,
    /// The version to update to, as other machines run it; empty where none is newer.
    pub version: String,
}

/// Whether the share can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum ShareLink {
    /// No folder is set.
    None,
    /// Not tried yet since the start.
    Unknown,
    /// Reached.
    Online,
    /// A call is out and the server does not answer it; work goes on.
    NotAnswering {
        /// Since when.
        since: String,
    },
    /// Not reached since then; work goes on.
    Offline {
        /// Since when.
        since: String,
    },
    /// The folder is there and is not this school's.
    WrongFolder,
    /// The folder can be read and takes nothing.
    Refuses {
        /// Since when.
        since: String,
        /// Why.
        why: RefusesCode,
    },
}

/// Why a folder takes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RefusesCode {
    /// No room is left.
    Full,
    /// This account may only read there.
    ReadOnly,
}

/// The screen of the share.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ShareView {
    /// The status line.
    pub brief: ShareBrief,
    /// The folder.
    pub folder: String,
    /// The fingerprint of the school, in words.
    pub fingerprint: Vec<String>,
    /// When the share was last read through.
    pub read_at: Option<String>,
    /// When something was last put there.
    pub written_at: Option<String>,
    /// Machines of the school, this one first.
    pub devices: Vec<DeviceLine>,
    /// Facts of this machine that are not on the share: whose, and what they wait for (D2).
    pub waiting: Vec<WaitingLine>,
    /// Records of other machines that are known to be missing here.
    pub gaps: Vec<GapLine>,
    /// Facts that are here and do not count, those of an unfinished import left out.
    pub set_aside: u32,
    /// Packets kept unopened: a newer program made them.
    pub locked: u32,
    /// Packets kept unopened: the key was not given to this machine yet (P10).
    pub no_key: u32,
    /// Files of homework whose records are here and that have not come.
    pub files_missing: u32,
    /// Packets with personal cards, which this machine keeps and passes on without opening them:
    /// nobody who works with them has a seat here (D15).
    pub closed: u32,
    /// Conflicts the person may see.
    pub conflicts: Vec<ConflictLine>,
    /// What was received and could not be taken, and why.
    pub incidents: Vec<IncidentLine>,
    /// Machines that ask to join; for administrators.
    pub requests: Vec<JoinRequest>,
    /// Whether the person may let machines in.
    pub may_enrol: bool,
}

/// A machine of the school.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct DeviceLine {
    /// «АРМ 7».
    pub name: String,
    /// Whether it is this one.
    pub here: bool,
    /// When it was last heard of.
    pub last_seen: Option<String>,
    /// Segments of it that this machine holds.
    pub segments: u32,
    /// Whether something of it is known to be missing here.
    pub gap: bool,
}

/// A record that is known to exist and is not here.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct GapLine {
    /// «АРМ 7»; empty where the machine is not known.
    pub device: String,
    /// «Соколова И. В.»; empty for the machine itself.
    pub name: String,
    /// The number of the packet in its chain.
    pub number: u32,
    /// How many in a row are missing at least.
    pub count: u32,
}

/// What facts of this machine wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum WaitsFor {
    /// Their author must sign in here again.
    SignIn,
    /// The folder must be reached, or take records again.
    Share,
    /// The school's new key must be given to this machine (P10).
    Key,
}

/// Facts that are not on the share yet.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct WaitingLine {
    /// «Соколова И. В.»; empty for the machine itself.
    pub name: String,
    /// What they wait for.
    pub waits_for: WaitsFor,
    /// «АРМ 7»: this machine.
    pub device: String,
    /// How many.
    pub facts: u32,
    /// Since when.
    pub since: String,
}

/// A conflict.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ConflictLine {
    /// The lesson, to open it; none for a term mark.
    pub place: Option<Place>,
    /// The group.
    pub group: String,
    /// The term.
    pub term: String,
    /// The pupil; none for a topic or homework.
    pub pupil: Option<String>,
    /// «9Б, алгебра».
    pub about: String,
    /// What differs.
    pub part: AsidePart,
    /// «Петросян Ани»; empty for none.
    pub pupil_name: String,
    /// The records.
    pub tips: Vec<Tip>,
    /// Whether the person may resolve it.
    pub mine: bool,
}

/// Something received that could not be taken.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct IncidentLine {
    /// When it was seen.
    pub at: String,
    /// What.
    pub what: IncidentCode,
    /// The name of the file, or of the machine.
    pub subject: String,
    /// How many times.
    pub count: u32,
}

/// What can be wrong with something received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum IncidentCode {
    /// The file is damaged.
    Damaged,
    /// The file is of another school.
    Foreign,
    /// The author is not known yet.
    UnknownAuthor,
    /// Made by a newer program.
    Newer,
    /// Not allowed by the author's rights.
    NotAllowed,
    /// A predecessor is missing.
    Gap,
    /// The clock of the machine ran wrong.
    WrongClock,
    /// Two histories of one seat.
    Fork,
    /// A file or folder could not be read or written this time.
    NotReached,
    /// Files in the folder that are not of this program.
    Strangers,
    /// The journal of this machine failed, not the share.
    ReplicaFailed,
    /// Another machine that holds the same records shows another journal.
    Diverged,
}

/// A machine that asks to join.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct JoinRequest {
    /// The request.
    pub request: String,
    /// What the machine calls itself.
    pub name: String,
    /// When it asked.
    pub at: String,
    /// The six words it must show.
    pub words: Vec<String>,
}
