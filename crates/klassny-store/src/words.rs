//! The words that stand in columns for the values of enums.
//!
//! They are the same as in the CHECKs of the migrations; a test writes every one.

use chrono::Weekday;
use klassny_domain::attendance::AbsenceReason;
use klassny_domain::family::{AgreementBasis, ContactWay, FamilyDutyKind, LetterDirection};
use klassny_domain::mark::{Grade, MarkValue};
use klassny_domain::plan::PlanWord;
use klassny_domain::roster::{CourseKind, ElectronicForm, MovementKind, Role, Sex, StudyForm};
use klassny_domain::school::{BreakKind, TermKind};
use klassny_domain::term::{AcceptanceState, RemarkState};
use klassny_domain::timetable::SubstitutionKind;
use klassny_domain::volume::VolumeStep;
use klassny_domain::work_kind::WorkKind;

/// A value of an enum that a column keeps as a word.
pub(crate) trait Word: Copy + Sized + 'static {
    /// The word.
    fn word(self) -> &'static str;

    /// The value of a word, where it is one.
    fn from_word(word: &str) -> Option<Self>;

    /// Every word, for the test that writes them all.
    #[cfg(test)]
    const WORDS: &'static [&'static str];
}

macro_rules! words {
    ($($type:ty { $($variant:ident = $word:literal),+ $(,)? })+) => {$(
        impl Word for $type {
            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }

            #[cfg(test)]
            const WORDS: &'static [&'static str] = &[$($word),+];
        }
    )+};
}

words! {
    TermKind { Quarter = "quarter", HalfYear = "half_year", Trimester = "trimester" }
    BreakKind { Holidays = "holidays", PublicHoliday = "public_holiday", Closure = "closure" }
    Sex { Male = "male", Female = "female" }
    StudyForm { FullTime = "full_time", Home = "home" }
    ElectronicForm { Unknown = "unknown", Agreed = "agreed", Refused = "refused" }
    ContactWay {
        InPerson = "in_person", ThroughPupil = "through_pupil", Phone = "phone", Email = "email",
        Message = "message", Post = "post", Portal = "portal",
    }
    AgreementBasis { Written = "written", Signature = "signature" }
    FamilyDutyKind {
        Checked = "checked", WeekExtract = "week_extract", Results = "results",
        Forecast = "forecast", ReportCard = "report_card",
        PreliminaryReport = "preliminary_report", FinalReport = "final_report",
        MarksExtract = "marks_extract",
    }
    LetterDirection { Incoming = "incoming", Outgoing = "outgoing" }
    MovementKind {
        Arrival = "arrival", Departure = "departure", Transfer = "transfer",
        HomeStudy = "home_study",
    }
    CourseKind {
        ExtendedDay = "extended_day", ExtraEducation = "extra_education",
        Extracurricular = "extracurricular",
    }
    Role {
        Teacher = "teacher", Deputy = "deputy", Director = "director", Clerk = "clerk",
        Administrator = "administrator", DiaryKeeper = "diary_keeper",
        MedicalWorker = "medical_worker", ExtraEducationHead = "extra_education_head",
        Educator = "educator", DocumentFlowHead = "document_flow_head",
        DataProtection = "data_protection", UnionChair = "union_chair",
    }
    Weekday {
        Mon = "mon", Tue = "tue", Wed = "wed", Thu = "thu", Fri = "fri", Sat = "sat", Sun = "sun",
    }
    SubstitutionKind {
        Substitute = "substitute", OtherSubject = "other_subject",
        JoinedGroups = "joined_groups", NotHeld = "not_held",
    }
    WorkKind {
        Oral = "oral", Written = "written", Independent = "independent", Check = "check",
        Control = "control", AdministrativeControl = "administrative_control",
        NationalCheck = "national_check", ControlDictation = "control_dictation",
        Dictation = "dictation", Exposition = "exposition", Composition = "composition",
        Practical = "practical", Laboratory = "laboratory", Test = "test", Credit = "credit",
        Exam = "exam", Project = "project", HomeTask = "home_task", Listening = "listening",
        Letter = "letter", Other = "other",
    }
    AbsenceReason {
        Unresolved = "unresolved", Illness = "illness", Excused = "excused",
        Unexcused = "unexcused",
    }
    PlanWord {
        Sent = "sent", Approved = "approved", Returned = "returned", Withdrawn = "withdrawn",
    }
    AcceptanceState {
        Accepted = "accepted", Left = "left", Withdrawn = "withdrawn",
    }
    RemarkState {
        Open = "open", Returned = "returned", Accepted = "accepted", Withdrawn = "withdrawn",
    }
    VolumeStep {
        Preflighted = "preflighted", Printed = "printed",
        TransferCertified = "transfer_certified", TeachersSigned = "teachers_signed",
        Checked = "checked", DirectorSigned = "director_signed", Laced = "laced",
        Sealed = "sealed", Registered = "registered",
    }
}

impl Word for MarkValue {
    fn word(self) -> &'static str {
        match self {
            // A grade is written as on paper.
            Self::Grade(_) => self.text(),
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotAttested => "not_attested",
            Self::Exempt => "exempt",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        match word {
            "pass" => Some(Self::Pass),
            "fail" => Some(Self::Fail),
            "not_attested" => Some(Self::NotAttested),
            "exempt" => Some(Self::Exempt),
            grade => grade.parse().ok().and_then(Grade::new).map(Self::Grade),
        }
    }

    #[cfg(test)]
    const WORDS: &'static [&'static str] = &[
        "1",
        "2",
        "3",
        "4",
        "5",
        "pass",
        "fail",
        "not_attested",
        "exempt",
    ];
}
