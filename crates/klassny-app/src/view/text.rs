//! Codes that the window turns into words, and the one shape of an error.
//!
//! Every code has a sentence in `ui/src/text`; a code without one does not compile there.

use klassny_domain::attendance::AbsenceReason;
use klassny_domain::roster::Role;
use klassny_domain::work_kind::WorkKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a call did not do what it was asked for. Nothing was changed.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ApiError {
    /// What happened, as a code.
    pub code: ErrorCode,
    /// Ids and numbers for the log and for support; never a name, a mark or a password.
    pub detail: String,
    /// The number of the line in the log.
    pub log_id: String,
    /// The reason and the person who can help, where a rule of the journal refused.
    pub refusal: Option<Refusal>,
    /// The same in English.
    pub refusal_en: Option<Refusal>,
    /// Seconds to wait before the next try; wrong passwords only.
    pub retry_after_s: Option<u32>,
}

/// The refusal of a rule, in sentences made from the regulation.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Refusal {
    /// What was refused: «Отметка не поставлена».
    pub what: String,
    /// The rule and its numbers: «Контрольная по математике закрылась 15.12 в 23:59».
    pub why: String,
    /// Who can help: «Заместитель по УВР Орлова Т. Н.»; empty for nobody.
    pub who_helps: String,
    /// What to do now: «Попросите разрешение: старая отметка останется видна».
    pub what_to_do: String,
}

/// Everything that can go wrong, as people distinguish it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ErrorCode {
    /// The password or the words did not fit; `retry_after_s` says how long to wait.
    WrongPassword,
    /// The printed invitation is used up, expired or taken back.
    InvitationEnded,
    /// The new password is too short or too plain.
    WeakPassword,
    /// The invitation's replica key is not on this machine: the share must be read first.
    NeedsShare,
    /// Nobody is signed in, or the screen is locked.
    NotSignedIn,
    /// The person's roles do not allow the act.
    NotAllowed,
    /// Outside the person's slot, and the school's rule is read only or no sign-in.
    OutsideSlot,
    /// The cell, the lesson record or the term is closed (R40–51).
    Closed,
    /// A mark needs a lesson marked as held.
    LessonNotHeld,
    /// An oral mark and an absence in one cell.
    AbsentAndMarked,
    /// The pupil is not on the list on that day.
    NotOnList,
    /// The group takes no marks (grade 1, electives).
    NoMarksHere,
    /// A decision that differs from the proposal by a whole mark needs a reason.
    NeedsReason,
    /// Somebody changed the same thing a moment ago; the fresh view comes with an event.
    ChangedMeanwhile,
    /// Preflight found something that blocks.
    PreflightBlocks,
    /// The volume would be printed from an open or stale journal.
    NotClosed,
    /// What was asked for does not exist (any more).
    NotFound,
    /// The arguments do not make sense: a fault of the window.
    BadRequest,
    /// The folder is not this school's share, or holds no `school.jsg`.
    WrongShare,
    /// The folder cannot be reached.
    ShareOffline,
    /// The folder holds something else already.
    FolderNotEmpty,
    /// The disk is full.
    DiskFull,
    /// The file is not a volume of this school, or is damaged.
    NotAVolume,
    /// The code or the words of a page were typed wrongly: nothing was looked up.
    Mistyped,
    /// Every cell says already what was asked for.
    NothingToDo,
    /// The last mark of the column has no row to move to.
    NoRoomToShift,
    /// This machine opens no personal cards (D15): families are not shown and not changed here.
    CardsClosed,
    /// A refusal of the electronic form needs the paper that was signed (R62).
    RefusalUnsigned,
    /// The text is longer than allowed; the detail is how many characters are.
    TextTooLong,
    /// The paper is for nobody in this period.
    NoAddressees,
    /// There is no absence, and no lesson ahead, that the reason could be given to.
    NoAbsences,
    /// The days are in the wrong order, or more than one act may take.
    WrongDays,
    /// A file of homework is not attached or not saved: its kind, its size, what is in it (R27).
    FileRefused,
    /// The chosen file cannot be read.
    FileUnreadable,
    /// The file of homework has not come to this machine, and the folder does not have it now.
    FileNotHere,
    /// The key for files, or of this file, has not come to this machine.
    FileNoKey,
    /// The file of homework is damaged.
    FileDamaged,
    /// The copy could not be written to where it was to be saved.
    FileNotWritten,
    /// Another workstation has this name or number.
    NameTaken,
    /// The words are not those of the school's root paper.
    WrongRoot,
    /// The replica on this machine is damaged or was made by a newer program.
    ReplicaBroken,
    /// The machine's clock is off by more than a day, and the person has not said that they know;
    /// the detail is by how many minutes.
    ClockWrong,
    /// The rules that hold are not known to this program: it reads and prints, and writes nothing.
    OldProgram,
    /// Not every machine runs a program that knows the new rules.
    RulesNotKnown,
    /// A time does not fit into the plan of entry: it overlaps, or is too short (R34).
    SlotNotTaken,
    /// A fault of the program; `log_id` names it.
    Internal,
}

impl ErrorCode {
    /// Every code, for those who must have words for each.
    pub const ALL: [Self; 46] = [
        Self::WrongPassword,
        Self::InvitationEnded,
        Self::WeakPassword,
        Self::NeedsShare,
        Self::NotSignedIn,
        Self::NotAllowed,
        Self::OutsideSlot,
        Self::Closed,
        Self::LessonNotHeld,
        Self::AbsentAndMarked,
        Self::NotOnList,
        Self::NoMarksHere,
        Self::NeedsReason,
        Self::ChangedMeanwhile,
        Self::PreflightBlocks,
        Self::NotClosed,
        Self::NotFound,
        Self::BadRequest,
        Self::WrongShare,
        Self::ShareOffline,
        Self::FolderNotEmpty,
        Self::DiskFull,
        Self::NotAVolume,
        Self::Mistyped,
        Self::NothingToDo,
        Self::NoRoomToShift,
        Self::CardsClosed,
        Self::RefusalUnsigned,
        Self::TextTooLong,
        Self::NoAddressees,
        Self::NoAbsences,
        Self::WrongDays,
        Self::FileRefused,
        Self::FileUnreadable,
        Self::FileNotHere,
        Self::FileNoKey,
        Self::FileDamaged,
        Self::FileNotWritten,
        Self::NameTaken,
        Self::WrongRoot,
        Self::ReplicaBroken,
        Self::ClockWrong,
        Self::OldProgram,
        Self::RulesNotKnown,
        Self::SlotNotTaken,
        Self::Internal,
    ];
}

/// A kind of work (вид контроля).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
#[allow(
    missing_docs,
    reason = "documented at klassny_domain::work_kind::WorkKind"
)]
pub enum WorkKindCode {
    Oral,
    Written,
    Independent,
    Check,
    Control,
    AdministrativeControl,
    NationalCheck,
    ControlDictation,
    Dictation,
    Exposition,
    Composition,
    Practical,
    Laboratory,
    Test,
    Credit,
    Exam,
    Project,
    HomeTask,
    Listening,
    Letter,
    Other,
}

macro_rules! same_names {
    ($here:ident, $domain:ident: $($name:ident),+ $(,)?) => {
        impl From<$domain> for $here {
            fn from(value: $domain) -> Self {
                match value { $($domain::$name => Self::$name),+ }
            }
        }
        impl From<$here> for $domain {
            fn from(value: $here) -> Self {
                match value { $($here::$name => Self::$name),+ }
            }
        }
    };
}

same_names!(WorkKindCode, WorkKind: Oral, Written, Independent, Check, Control,
    AdministrativeControl, NationalCheck, ControlDictation, Dictation, Exposition, Composition,
    Practical, Laboratory, Test, Credit, Exam, Project, HomeTask, Listening, Letter, Other);

/// Why a pupil was absent: `н` `Б` `П` `Н`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
#[allow(
    missing_docs,
    reason = "documented at klassny_domain::attendance::AbsenceReason"
)]
pub enum AbsenceCode {
    Unresolved,
    Illness,
    Excused,
    Unexcused,
}

same_names!(AbsenceCode, AbsenceReason: Unresolved, Illness, Excused, Unexcused);

/// What a person does at the school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
#[allow(missing_docs, reason = "documented at klassny_domain::roster::Role")]
pub enum RoleCode {
    Teacher,
    Deputy,
    Director,
    Clerk,
    Administrator,
    DiaryKeeper,
    MedicalWorker,
    ExtraEducationHead,
    Educator,
    DocumentFlowHead,
    DataProtection,
    UnionChair,
}

same_names!(RoleCode, Role: Teacher, Deputy, Director, Clerk, Administrator, DiaryKeeper,
    MedicalWorker, ExtraEducationHead, Educator, DocumentFlowHead, DataProtection, UnionChair);

/// How far a saved change has travelled (sync.md P4, D7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Delivery {
    /// Сохранено здесь.
    SavedHere,
    /// Сохранено здесь другим человеком и ждёт его входа (D2).
    WaitsForSignIn,
    /// Отправлено.
    Sent,
    /// Подтверждено другой машиной.
    Confirmed,
    /// Перенесено из файла (D9).
    Imported,
}

/// Whether something kept its norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LatenessCode {
    /// In time, or nobody can say otherwise.
    InTime,
    /// «внесено поздно».
    EnteredLate,
    /// «доставлено поздно, внесено вовремя по часам АРМ».
    DeliveredLate,
}

impl From<klassny_domain::norm::Lateness> for LatenessCode {
    fn from(lateness: klassny_domain::norm::Lateness) -> Self {
        use klassny_domain::norm::Lateness;
        match lateness {
            Lateness::InTime => Self::InTime,
            Lateness::EnteredLate => Self::EnteredLate,
            Lateness::DeliveredLate => Self::DeliveredLate,
        }
    }
}
