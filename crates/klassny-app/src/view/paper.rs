//! Check and Paper: what stands in the way of closing a term, and the volume on its route.

use crate::view::journal::TermRef;
use crate::view::lesson::Place;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What preflight found for a class and term.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PreflightView {
    /// The class.
    pub class: String,
    /// «5А».
    pub class_name: String,
    /// The term.
    pub term: TermRef,
    /// When it was looked at.
    pub checked_at: String,
    /// What was found, what blocks first.
    pub findings: Vec<Finding>,
    /// Machines whose work may not have arrived (P7).
    pub waiting: Vec<WaitingSeat>,
    /// How the term stands.
    pub close: CloseState,
    /// Whether the person may close or reopen it.
    pub may_close: bool,
}

/// How the closing of an academic year stands (P7).
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct YearView {
    /// «2026/2027».
    pub name: String,
    /// Its last day of lessons.
    pub ends_on: String,
    /// Whether that day is not over.
    pub lasts: bool,
    /// Terms of classes that are not closed.
    pub open: Vec<OpenTerm>,
    /// Machines whose work may not have arrived.
    pub waiting: Vec<WaitingSeat>,
    /// How it stands.
    pub close: CloseState,
    /// Why it was closed although something was open; empty where nothing was.
    pub note: String,
    /// Whether the person may close or reopen it.
    pub may_close: bool,
}

/// A term of a class that is not closed.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct OpenTerm {
    /// The class.
    pub class: String,
    /// «5А».
    pub class_name: String,
    /// The term.
    pub term: TermRef,
}

/// The classes and terms the person may check or print.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ClassChoices {
    /// The classes in order.
    pub classes: Vec<ClassChoice>,
}

/// A class with its terms.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ClassChoice {
    /// The class.
    pub class: String,
    /// «5А».
    pub class_name: String,
    /// Its terms.
    pub terms: Vec<TermRef>,
}

/// How the closing of a term stands.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum CloseState {
    /// Open.
    Open,
    /// Closed.
    Closed {
        /// When.
        at: String,
        /// By whom.
        by: String,
        /// Facts that came late and wait for the deputy.
        late: u32,
    },
}

/// A fault found by a rule (rules.md «Preflight»).
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Finding {
    /// The rule.
    pub rule: FindingRule,
    /// Whether it blocks the closing.
    pub blocks: bool,
    /// «История»; empty where it is of the whole class.
    pub subject: String,
    /// 0 for the whole class.
    pub subgroup: u8,
    /// Who shall mend it: «Берг М. А.».
    pub teacher: String,
    /// The group, to open its spread.
    pub group: Option<String>,
    /// The lesson.
    pub place: Option<Place>,
    /// The pupil.
    pub pupil: Option<String>,
    /// «Емельянов Л.»; empty for none.
    pub pupil_name: String,
    /// What stands there: `Н/4`, `4`, `2 из 3`; empty for none.
    pub value: String,
    /// What should: `3`; empty for none.
    pub expected: String,
}

/// The rules of preflight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FindingRule {
    /// No topic.
    NoTopic,
    /// No homework.
    NoHomework,
    /// The lesson is not marked held.
    NotMarkedHeld,
    /// In the timetable without a record.
    NoRecord,
    /// A mark on a day without a lesson.
    MarkWithoutLesson,
    /// Absent and marked.
    AbsentAndMarked,
    /// Too many lessons without a mark.
    LongWithoutMark,
    /// Accumulation below the norm.
    AccumulationShort,
    /// No mark or one.
    HardlyAnyMarks,
    /// «2» after an absence.
    TwoAfterAbsence,
    /// «2» on the first lesson of the term.
    TwoOnFirstLesson,
    /// «2» on the last lesson of the term.
    TwoOnLastLesson,
    /// «2» not corrected within three lessons.
    TwoNotCorrected,
    /// Term mark off the average.
    TermMarkOffAverage,
    /// Term mark with too few marks.
    TermMarkFewMarks,
    /// No term mark.
    NoTermMark,
    /// Most lessons missed.
    MissedMost,
    /// An absence without a reason.
    AbsenceWithoutReason,
    /// Plan behind or ahead.
    PlanOff,
    /// A control work of the schedule is missing.
    ControlWorkMissing,
    /// A substitution without its record.
    SubstitutionWithoutRecord,
    /// The plan is not approved.
    PlanNotApproved,
    /// Corrected under a permit.
    CorrectedByPermit,
    /// Corrected without a permit.
    CorrectedWithoutPermit,
    /// Two records differ.
    Conflict,
    /// Entered after the term was closed.
    LateAfterClose,
}

/// A machine or person whose work may not have arrived.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct WaitingSeat {
    /// «Иванова А. П.»; empty for the machine itself.
    pub name: String,
    /// «АРМ 12».
    pub device: String,
    /// When it was last heard of.
    pub last_seen: Option<String>,
    /// Facts known to wait there; 0 for not known.
    pub waiting: u32,
}

/// The board of volumes of a term.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct BoardView {
    /// The terms to choose from; classes of 10–11 have half-years.
    pub terms: Vec<TermRef>,
    /// The term shown.
    pub term: Option<TermRef>,
    /// The classes in order.
    pub rows: Vec<BoardRow>,
}

/// A class on the board.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct BoardRow {
    /// The class.
    pub class: String,
    /// «5А».
    pub class_name: String,
    /// Whether the term is not the class's (half-years): nothing to print.
    pub other_terms: bool,
    /// Whether the class was read: before that `blocks` and `stale` say nothing.
    pub checked: bool,
    /// Blocking findings; 0 for none.
    pub blocks: u32,
    /// The day each step was done, in order of `RouteStep`; none for not yet.
    pub steps: Vec<Option<String>>,
    /// The step to do now; none when all are done or nothing can be.
    pub next: Option<RouteStep>,
    /// Sheets of the edition; none before it is printed.
    pub sheets: Option<u32>,
    /// Whether the journal changed after printing.
    pub stale: bool,
}

/// A step of the route of a volume; `Closed` is the closing of the term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RouteStep {
    /// Preflight found nothing that blocks.
    Preflighted,
    /// The term is closed.
    Closed,
    /// Printed.
    Printed,
    /// The deputy certified the transfer (F13).
    TransferCertified,
    /// Substitutes and the class teacher signed.
    TeachersSigned,
    /// The second check.
    Checked,
    /// The director signed F13.
    DirectorSigned,
    /// Numbered and laced by the clerk.
    Laced,
    /// Signed and sealed over the knot (F14).
    Sealed,
    /// In the register (F17).
    Registered,
}

/// The volume of a class and term.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct VolumeView {
    /// The class.
    pub class: String,
    /// «5А».
    pub class_name: String,
    /// The term.
    pub term: TermRef,
    /// The newest edition; none before the first print.
    pub edition: Option<EditionView>,
    /// The route, all steps in order.
    pub route: Vec<RouteLine>,
    /// Whether it may be printed now.
    pub may_print: bool,
    /// Why not, as a code; none where it may.
    pub not_print: Option<crate::view::text::ErrorCode>,
    /// Blocking findings of preflight.
    pub blocks: u32,
}

/// A printed edition.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct EditionView {
    /// 1, 2 …
    pub edition: u16,
    /// The day it was printed.
    pub printed_on: String,
    /// Who printed it.
    pub by: String,
    /// Sheets of paper.
    pub sheets: u32,
    /// Pages, in order.
    pub pages: Vec<PageRef>,
    /// The code, in groups: «4F9A 21C0 B7E3».
    pub code: String,
    /// The fingerprint, in words.
    pub words: Vec<String>,
    /// The file on this machine; empty where it is not here.
    pub file: String,
    /// Whether today's journal still says the same.
    pub agrees: bool,
    /// When that was checked.
    pub checked_at: String,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// A page of an edition.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PageRef {
    /// From 1.
    pub page: u32,
    /// The number of the sheet; none for covers.
    pub sheet: Option<u32>,
    /// «F3», «F13» …
    pub form: String,
    /// «Алгебра, сентябрь–октябрь».
    pub title: String,
}

/// A page to look at, as it was printed; every length is in hundredths of a millimetre from its
/// top left corner, and the page is A4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PageDrawing {
    /// The texts.
    pub texts: Vec<DrawnText>,
    /// The lines, one entry for a pen.
    pub strokes: Vec<Stroke>,
    /// Black boxes as an SVG path; empty where there are none.
    pub filled: String,
}

/// A text of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DrawnText {
    /// Its left end, or its lower one where it reads upwards.
    pub x: i32,
    /// Its baseline, or its lower end where it reads upwards.
    pub y: i32,
    /// The height of its type.
    pub size: i32,
    /// The family of its face.
    pub family: String,
    /// 400 or 700.
    pub weight: u16,
    /// Slanted.
    pub italic: bool,
    /// It reads upwards.
    pub upright: bool,
    /// The text.
    pub text: String,
}

/// The lines of one pen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Stroke {
    /// How wide the pen is.
    pub width: i32,
    /// From 0, black, to 255, white.
    pub grey: u8,
    /// The lines as an SVG path.
    pub path: String,
}

/// A line of the route.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct RouteLine {
    /// The step.
    pub step: RouteStep,
    /// The time it was done; none for not yet.
    pub done_at: Option<String>,
    /// By whom; empty for nobody.
    pub by: String,
    /// Words to it; empty for none.
    pub note: String,
    /// Whether it is the one to do now.
    pub next: bool,
    /// Whether the person may do it.
    pub mine: bool,
}

/// A difference between paper and journal.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Difference {
    /// The sheet; 0 where it is of the whole volume.
    pub sheet: u32,
    /// «История, 10.09, Емельянов Л.».
    pub place: String,
    /// What is printed; empty for nothing.
    pub printed: String,
    /// What the journal says now; empty for nothing.
    pub now: String,
    /// Who stated it last; empty for what is counted from many cells.
    pub by: String,
    /// When it was stated; none where nobody is named.
    pub at: Option<String>,
}

/// Whether a printed volume still agrees with the journal.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct VerifyView {
    /// The verdict.
    pub verdict: Verdict,
    /// «5А»; empty where the volume is not known.
    pub class_name: String,
    /// The term; none where the volume is not known.
    pub term: Option<TermRef>,
    /// The edition; 0 where the volume is not known.
    pub edition: u16,
    /// The day it was printed; none where the volume is not known.
    pub printed_on: Option<String>,
    /// Who printed it.
    pub by: String,
    /// When it was checked.
    pub checked_at: String,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// The verdict on a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Verdict {
    /// The paper and the journal say the same.
    Agrees,
    /// They differ.
    Differs,
    /// The file's bytes are not those that were printed.
    FileChanged,
    /// No volume has this code.
    Unknown,
}

/// What printing left.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Printed {
    /// The finished file.
    pub file: String,
    /// The volume as it stands now.
    pub volume: VolumeView,
}
