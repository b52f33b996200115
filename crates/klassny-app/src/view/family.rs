//! «Семьи»: a class's families, what is due to them, what was handed over, letters and notes.

use crate::view::journal::Stamp;
use crate::view::lesson::Place;
use klassny_domain::family::{AgreementBasis, ContactWay, FamilyDutyKind, LetterDirection};
use klassny_domain::roster::ElectronicForm;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// By which way something reaches a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
#[allow(missing_docs, reason = "documented at the domain's ContactWay")]
pub enum WayCode {
    InPerson,
    ThroughPupil,
    Phone,
    Email,
    Message,
    Post,
    Portal,
}

/// The form of information of a guardian (R62).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FormCode {
    /// Not said.
    Unknown,
    /// Electronic.
    Agreed,
    /// On paper.
    Refused,
}

/// What is kept of duties and papers for families.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
#[allow(missing_docs, reason = "documented at the domain's FamilyDutyKind")]
pub enum FamilyKind {
    Checked,
    WeekExtract,
    Results,
    Forecast,
    ReportCard,
    PreliminaryReport,
    FinalReport,
    MarksExtract,
}

/// How an agreement was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BasisCode {
    /// By hand.
    Written,
    /// Electronically.
    Signature,
}

/// Who wrote or called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DirectionCode {
    /// The family.
    Incoming,
    /// The school.
    Outgoing,
}

macro_rules! both_ways {
    ($($code:ident = $domain:ident { $($variant:ident)+ })+) => {$(
        impl From<$domain> for $code {
            fn from(value: $domain) -> Self {
                match value { $($domain::$variant => Self::$variant,)+ }
            }
        }
        impl From<$code> for $domain {
            fn from(code: $code) -> Self {
                match code { $($code::$variant => Self::$variant,)+ }
            }
        }
    )+};
}

both_ways! {
    WayCode = ContactWay { InPerson ThroughPupil Phone Email Message Post Portal }
    FormCode = ElectronicForm { Unknown Agreed Refused }
    FamilyKind = FamilyDutyKind {
        Checked WeekExtract Results Forecast ReportCard PreliminaryReport FinalReport MarksExtract
    }
    BasisCode = AgreementBasis { Written Signature }
    DirectionCode = LetterDirection { Incoming Outgoing }
}

/// The families of a class.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FamiliesView {
    /// The class.
    pub class: String,
    /// «5А».
    pub class_name: String,
    /// Whether this machine opens personal cards; where not, nothing else is told.
    pub opened: bool,
    /// Whether the person may change families.
    pub may_edit: bool,
    /// Whether the person may note checks and what was handed over.
    pub may_hand: bool,
    /// Whether the person reads and writes letters.
    pub letters: bool,
    /// The month that is checked: its first day.
    pub month: String,
    /// The last day of the check of the month.
    pub check_due: String,
    /// The pupils on the list.
    pub rows: Vec<FamilyRow>,
    /// The papers that can be printed, with their periods.
    pub papers: Vec<PaperKind>,
    /// Whether the last act of the session was of these families.
    pub can_undo: bool,
}

/// A pupil's family.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FamilyRow {
    /// The pupil.
    pub pupil: String,
    /// The number on the list.
    pub number: u16,
    /// «Алексеева Мария».
    pub name: String,
    /// Whether the pupil has left.
    pub left: bool,
    /// The pupil's own phone.
    pub phone: String,
    /// The address.
    pub address: String,
    /// The guardians.
    pub guardians: Vec<GuardianView>,
    /// Whether a weekly extract on paper is due: a guardian refused the electronic form (R62).
    pub paper: bool,
    /// When the data were checked last, and by whom.
    pub checked: Option<CheckedView>,
    /// Whether the check of the month before is missing (R88).
    pub overdue: bool,
    /// What was handed over, newest first.
    pub handed: Vec<HandedView>,
    /// Letters, newest first; empty for who does not read them.
    pub letters: Vec<LetterView>,
    /// Notes of teachers to the family, newest first (R69).
    pub notes: Vec<NoteView>,
}

/// A guardian.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct GuardianView {
    /// The guardian.
    pub guardian: String,
    /// The name as written.
    pub name: String,
    /// The kinship.
    pub kinship: String,
    /// The phone.
    pub phone: String,
    /// The e-mail.
    pub email: String,
    /// The form of information.
    pub form: FormCode,
    /// What was signed; none where nothing was.
    pub signed: Option<AgreementView>,
    /// Who changed it last, when and where.
    pub stamp: Option<Stamp>,
}

/// What a guardian signed (R62, R66).
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AgreementView {
    /// The day.
    pub signed_on: String,
    /// By hand or electronically.
    pub basis: BasisCode,
    /// What: «заявление № 14».
    pub document: String,
    /// The agreed way.
    pub way: WayCode,
    /// The agreed number or address.
    pub contact: String,
}

/// A check of a family's data.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct CheckedView {
    /// The first day of the month.
    pub month: String,
    /// The day it was done.
    pub on: String,
    /// Who did it.
    pub by: String,
    /// Whether it is the month shown.
    pub this_month: bool,
}

/// Something that was handed over.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct HandedView {
    /// What.
    pub kind: FamilyKind,
    /// The first day of its period.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The day it was handed over.
    pub on: String,
    /// How.
    pub way: WayCode,
    /// To whom.
    pub note: String,
    /// Who noted it.
    pub by: String,
}

/// A letter, a call, a talk.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct LetterView {
    /// The letter.
    pub letter: String,
    /// Who wrote or called.
    pub direction: DirectionCode,
    /// How.
    pub way: WayCode,
    /// The day.
    pub on: String,
    /// What about.
    pub subject: String,
    /// What was said.
    pub text: String,
    /// Until when an answer is due.
    pub answer_due: Option<String>,
    /// What was answered.
    pub answer: String,
    /// When.
    pub answered_on: Option<String>,
    /// Whether the answer is overdue.
    pub overdue: bool,
    /// Who kept it.
    pub by: String,
}

/// A note of a teacher.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct NoteView {
    /// The lesson.
    pub place: Place,
    /// The subject.
    pub subject: String,
    /// The words.
    pub text: String,
    /// Whether it goes to the family.
    pub to_parents: bool,
    /// Who wrote it.
    pub by: String,
}

/// What a teacher says of a pupil at a lesson.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct NoteLine {
    /// The words.
    pub text: String,
    /// Whether it goes to the family.
    pub to_parents: bool,
    /// Who wrote it.
    pub by: String,
}

/// A paper for families and its periods, oldest first.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PaperKind {
    /// What.
    pub kind: FamilyKind,
    /// Its periods.
    pub periods: Vec<PaperPeriod>,
    /// The index of the period that is due, or else of the newest.
    pub current: u16,
}

/// A period of a paper.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PaperPeriod {
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The last day it may be handed over in time; none where nothing asks for it.
    pub due_on: Option<String>,
    /// The pupils it is for; empty for a report of the class.
    pub pupils: Vec<String>,
    /// Of them those it was handed to.
    pub handed: u16,
    /// When a report of the class was handed over.
    pub report: Option<HandedView>,
}

/// A file of papers.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FamilyPrinted {
    /// Where it is; none where the work was cancelled.
    pub file: Option<String>,
    /// Pages.
    pub pages: u32,
    /// Sheets, one a family.
    pub sheets: u16,
    /// The pupils whose sheets it has; empty for a report of the class.
    pub pupils: Vec<String>,
}

/// What was said of a family before, newest first.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FamilyHistory {
    /// The lines.
    pub lines: Vec<FamilyHistoryLine>,
}

/// A change of a family's data.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FamilyHistoryLine {
    /// Whom it is about: the guardian's name.
    pub about: String,
    /// What was stated, part by part.
    pub text: String,
    /// Who, when and where.
    pub stamp: Stamp,
    /// Whether it is what stands now.
    pub stands: bool,
}
