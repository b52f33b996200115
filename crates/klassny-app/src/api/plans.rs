//! Arguments of the calls about thematic plans (R29–R30).

use crate::api::FileSource;
use crate::view::lesson::Place;
use crate::view::text::WorkKindCode;
use serde::Deserialize;
use ts_rs::TS;

/// A plan, and the group whose passage is shown.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PlanArgs {
    /// The plan.
    pub plan: String,
    /// The group; none for the person's own, or the first.
    pub group: Option<String>,
}

/// A plan to be made.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct CreatePlan {
    /// The subject.
    pub subject: String,
    /// The grade.
    pub grade: u8,
}

/// A change of the rows of a plan.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct EditPlan {
    /// The plan.
    pub plan: String,
    /// The group whose passage is shown.
    pub group: Option<String>,
    /// What is done.
    pub edit: PlanEdit,
}

/// What is done to the rows of a plan.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case")]
#[ts(export)]
pub enum PlanEdit {
    /// Puts a new row in.
    Insert {
        /// After which row; none for the beginning.
        after: Option<u16>,
        /// What it says.
        row: PlanRowArg,
    },
    /// Writes a row anew.
    Set {
        /// The row.
        number: u16,
        /// What it says.
        row: PlanRowArg,
    },
    /// Takes a row out.
    Remove {
        /// The row.
        number: u16,
    },
    /// Puts a row elsewhere.
    Move {
        /// The row.
        number: u16,
        /// After which row; none for the beginning.
        after: Option<u16>,
    },
}

/// What a row of a plan says.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PlanRowArg {
    /// Раздел.
    pub section: String,
    /// Тема.
    pub topic: String,
    /// Часы.
    pub hours: u8,
    /// Вид контроля.
    pub kind: Option<WorkKindCode>,
    /// Домашнее задание.
    pub homework: String,
}

/// A file with the rows of a plan.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct PlanFileArgs {
    /// The plan.
    pub plan: String,
    /// The group whose passage is shown.
    pub group: Option<String>,
    /// The file.
    pub source: FileSource,
}

/// A word on a plan, or on the correction sheet of a group.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SayOfPlan {
    /// The plan.
    pub plan: String,
    /// The group whose passage is shown.
    pub group: Option<String>,
    /// Whether it is about the correction sheet of the group.
    pub sheet: bool,
    /// What is said.
    pub word: PlanWordArg,
    /// In words; needed where it is returned.
    pub note: String,
}

/// What is said of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PlanWordArg {
    /// It is sent for approval.
    Sent,
    /// It is approved.
    Approved,
    /// It is returned.
    Returned,
    /// The decision is taken back.
    Withdrawn,
}

/// A correction of a row for a group.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct CorrectPlan {
    /// The plan.
    pub plan: String,
    /// The group.
    pub group: String,
    /// The row.
    pub number: u16,
    /// The hours from now on.
    pub hours: u8,
    /// Способ корректировки.
    pub how: String,
    /// Причина.
    pub reason: String,
    /// `false` takes the correction back.
    pub stands: bool,
}

/// Topic and homework of a lesson for parallel lessons too.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct GiveParallel {
    /// The lesson whose topic and homework are given.
    pub place: Place,
    /// The lessons that take them.
    pub to: Vec<Place>,
    /// Whether the topic is given.
    pub topic: bool,
    /// Whether the homework is given.
    pub homework: bool,
}

/// A month of substitutions.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SubstitutionsArgs {
    /// Any day of the month; none for the clock's.
    pub month: Option<String>,
}
