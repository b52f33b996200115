//! What went wrong, for people: a code the window has words for, and the reason of a rule.

use crate::view::text::{ApiError, ErrorCode, Refusal as RefusalView};
use klassny_domain::refusal::{Refusal, RefusalText};
use thiserror::Error;

/// Why a use case did not do what it was asked for. Nothing was changed.
#[derive(Debug, Error)]
#[error("{code:?}: {detail}")]
pub struct AppError {
    /// What happened.
    pub code: ErrorCode,
    /// Ids and numbers; never a name, a mark or a password.
    pub detail: String,
    /// The rule that refused.
    pub refusal: Option<Box<Refusal>>,
    /// Who can help by name, where the rule names an office: «Орлова Т. Н.».
    pub helper: String,
    /// Seconds to wait before the next try.
    pub retry_after_s: Option<u32>,
}

/// The result of a use case.
pub type Result<T> = std::result::Result<T, AppError>;

impl AppError {
    /// An error of a code, with ids and numbers for the log.
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            refusal: None,
            helper: String::new(),
            retry_after_s: None,
        }
    }

    /// Nothing of this id is here.
    pub fn not_found(what: &'static str) -> Self {
        Self::new(ErrorCode::NotFound, what)
    }

    /// The arguments do not make sense.
    pub fn bad_request(what: &'static str) -> Self {
        Self::new(ErrorCode::BadRequest, what)
    }

    /// The error as the window gets it; `log_id` is the number of its line in the log.
    pub fn to_api(&self, log_id: String) -> ApiError {
        let view = |text: RefusalText| RefusalView {
            what: text.what,
            why: text.why,
            who_helps: match self.helper.as_str() {
                "" => text.who_helps,
                name => format!("{}: {name}", text.who_helps),
            },
            what_to_do: text.what_to_do,
        };
        let refused = self.refusal.as_ref();
        ApiError {
            code: self.code,
            detail: self.detail.clone(),
            log_id,
            refusal: refused.map(|refusal| view(refusal.russian())),
            refusal_en: refused.map(|refusal| view(refusal.english())),
            retry_after_s: self.retry_after_s,
        }
    }
}

impl AppError {
    /// A file of this machine could not be read or written: a full disk has words of its own. The
    /// path stays out of the detail, which is logged: it holds the name of an account.
    pub(crate) fn file(what: &'static str, error: &std::io::Error) -> Self {
        if klassny_keys::file::is_full(error) {
            return Self::new(ErrorCode::DiskFull, what);
        }
        Self::new(ErrorCode::Internal, format!("{what}: {}", error.kind()))
    }
}

/// Goes on where only the room on the disk was missing: nobody is kept in or out by that. What was
/// to be written is written at the next occasion.
///
/// # Errors
/// Any other.
pub(crate) fn unless_full(done: Result<()>) -> Result<()> {
    match done {
        Err(error) if error.code == ErrorCode::DiskFull => {
            tracing::warn!(what = %error.detail, "no room on the disk");
            Ok(())
        }
        done => done,
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        let mut error = Self::new(code_of(&refusal), "");
        error.refusal = Some(Box::new(refusal));
        error
    }
}

impl From<klassny_store::Error> for AppError {
    #[allow(clippy::wildcard_enum_match_arm, reason = "the store's list is open")]
    fn from(error: klassny_store::Error) -> Self {
        use klassny_store::Error;
        match error {
            Error::Refused(refusal) => (*refusal).into(),
            Error::NotAllowed(why) => Self::new(ErrorCode::NotAllowed, why),
            Error::DiskFull => Self::new(ErrorCode::DiskFull, "replica"),
            Error::OldProgram { ruleset } => Self::new(ErrorCode::OldProgram, ruleset.to_string()),
            Error::WrongKey | Error::Newer(_) | Error::Damaged(_) | Error::Migration(_) => {
                Self::new(ErrorCode::ReplicaBroken, error.to_string())
            }
            error => Self::new(ErrorCode::Internal, error.to_string()),
        }
    }
}

fn code_of(refusal: &Refusal) -> ErrorCode {
    match refusal {
        Refusal::NormPassed { .. }
        | Refusal::CorrectionForbidden { .. }
        | Refusal::TermClosed { .. }
        | Refusal::YearClosed
        | Refusal::LessonNotStarted { .. }
        | Refusal::WrittenDayOutside { .. }
        | Refusal::RecordCannotBeUnsaid
        | Refusal::PlanRowGiven { .. }
        | Refusal::PlanApproved => ErrorCode::Closed,
        Refusal::NothingToPermit
        | Refusal::RequestWaits { .. }
        | Refusal::PlanVersionSettled
        | Refusal::PlanEmpty => ErrorCode::NothingToDo,
        Refusal::RequestSettled => ErrorCode::ChangedMeanwhile,
        Refusal::PermitEndsBeforeNow => ErrorCode::WrongDays,
        Refusal::LessonNotHeld { .. } | Refusal::LessonNotRecorded => ErrorCode::LessonNotHeld,
        Refusal::NoMarksInFirstGrade
        | Refusal::SubjectWithoutMarks
        | Refusal::OtherScale { .. }
        | Refusal::NoAssignment
        | Refusal::HomeworkSwitchedOff => ErrorCode::NoMarksHere,
        Refusal::AbsentAtOralAnswer
        | Refusal::AbsentWithoutWrittenDay
        | Refusal::WrittenLaterThoughPresent => ErrorCode::AbsentAndMarked,
        Refusal::FileEmpty
        | Refusal::FileTooLarge { .. }
        | Refusal::TooManyFiles { .. }
        | Refusal::FileAttachedAlready
        | Refusal::FileKindNotAllowed { .. }
        | Refusal::FileMayHoldPrograms { .. }
        | Refusal::FileNotWhatItSays { .. }
        | Refusal::FileNotSafe => ErrorCode::FileRefused,
        Refusal::PupilNotOnList { .. } => ErrorCode::NotOnList,
        Refusal::OutsideSlot { .. } => ErrorCode::OutsideSlot,
        Refusal::SlotTaken { .. } | Refusal::SlotTooShort { .. } => ErrorCode::SlotNotTaken,
        Refusal::DeviationWithoutReason { .. } | Refusal::DecisionWithoutReason => {
            ErrorCode::NeedsReason
        }
        Refusal::NotTeacherOfLesson { .. }
        | Refusal::AdministratorKeepsNoMarks
        | Refusal::NotClassTeacher
        | Refusal::NeedsRole { .. }
        | Refusal::ImportNeedsRole { .. }
        | Refusal::NotImportable
        | Refusal::NotTeacherOfGroup
        | Refusal::RequestOfAnother
        | Refusal::NotAddresseeOfRemark => ErrorCode::NotAllowed,
    }
}
