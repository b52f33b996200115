//! What the screen of the plan of entry and the door ask for (R34–R36).

use crate::view::slots::SlotPolicyCode;
use serde::Deserialize;
use ts_rs::TS;

/// Lets a person in at this machine, by the password of who may (R36).
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct LetInHere {
    /// Who is let in.
    pub staff: String,
    /// Who lets in.
    pub by: String,
    /// The password of who lets in.
    pub password: String,
    /// Until when today: `17:30`.
    pub until: String,
    /// Why.
    pub reason: String,
}

/// Lets a person in at any machine, from the screen of the plan.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct LetIn {
    /// Who is let in.
    pub staff: String,
    /// At which machine.
    pub workstation: u16,
    /// On which day.
    pub day: String,
    /// From.
    pub from: String,
    /// To.
    pub until: String,
    /// Why.
    pub reason: String,
}

/// Takes it back.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct EndLetIn {
    /// `LetInLine::waiver`.
    pub waiver: String,
}

/// A time of the plan as it is to be.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetSlot {
    /// The time that is changed; none adds one.
    pub slot: Option<String>,
    /// The machine.
    pub workstation: u16,
    /// 1 Monday … 7 Sunday.
    pub weekday: u8,
    /// Whose.
    pub staff: String,
    /// `14:00`.
    pub from: String,
    /// `14:20`.
    pub until: String,
}

/// A time of the plan.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SlotArgs {
    /// The time.
    pub slot: String,
}

/// The school's rule for the plan of entry; the administrator signs it as a part of the regulation.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetSlotRule {
    /// What a machine does outside the plan.
    pub policy: SlotPolicyCode,
    /// Idle minutes after which it locks, 1–120.
    pub lock_minutes: u32,
    /// The warning comes so many minutes before the end.
    pub warn_minutes: u32,
    /// From so many minutes on, a slot was come to late.
    pub late_minutes: u32,
}

/// A file with the plan.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SlotsFile {
    /// The file.
    pub path: String,
    /// Whether times that the file does not have are taken back.
    pub replace: bool,
}

/// Which pages of the plan to print (F32).
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PrintSlots {
    /// One machine's page for its door; none for the whole plan and the page of every machine.
    pub workstation: Option<u16>,
}

/// Which week the report is about.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SlotWeek {
    /// Any day of the week; none for the clock's.
    pub date: Option<String>,
}
