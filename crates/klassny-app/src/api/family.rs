//! What «Семьи», the papers for families and a pupil's own pages ask for.

use crate::view::family::{AgreementView, DirectionCode, FamilyKind, FormCode, WayCode};
use crate::view::lesson::Place;
use serde::Deserialize;
use ts_rs::TS;

/// A class.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ClassArgs {
    /// The class.
    pub class: String,
}

/// A pupil of a class.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ClassPupil {
    /// The class.
    pub class: String,
    /// The pupil.
    pub pupil: String,
}

/// The data of a guardian.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetGuardian {
    /// The class.
    pub class: String,
    /// The pupil.
    pub pupil: String,
    /// The guardian; none makes another one.
    pub guardian: Option<String>,
    /// ФИО.
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
}

/// Whose data were checked.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct CheckFamilies {
    /// The class.
    pub class: String,
    /// The pupils.
    pub pupils: Vec<String>,
    /// The first day of the month.
    pub month: String,
    /// `false` takes it back.
    pub done: bool,
}

/// What was handed over to whom.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct HandOver {
    /// The class.
    pub class: String,
    /// What.
    pub kind: FamilyKind,
    /// A day of its period.
    pub from: String,
    /// The pupils; empty for a report of the class.
    pub pupils: Vec<String>,
    /// The day.
    pub on: String,
    /// How.
    pub way: WayCode,
    /// To whom.
    pub note: String,
    /// `false` takes it back.
    pub done: bool,
}

/// A letter, a call or a talk.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct WriteLetter {
    /// The class.
    pub class: String,
    /// The pupil.
    pub pupil: String,
    /// The letter; none keeps a new one.
    pub letter: Option<String>,
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
    /// `false` takes it back.
    pub stands: bool,
}

/// Which papers to print.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PrintFamilies {
    /// The class.
    pub class: String,
    /// What.
    pub kind: FamilyKind,
    /// A day of the period.
    pub from: String,
    /// The pupils; empty for all it is for.
    pub pupils: Vec<String>,
}

/// A note of a lesson about a pupil (R69).
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetNote {
    /// The lesson.
    pub place: Place,
    /// The pupil.
    pub pupil: String,
    /// The words; empty takes it back.
    pub text: String,
    /// «Отправить родителям».
    pub to_parents: bool,
}

/// A pupil's term.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PupilTerm {
    /// The class.
    pub class: String,
    /// The pupil.
    pub pupil: String,
    /// The term; none for the clock's.
    pub term: Option<String>,
}
