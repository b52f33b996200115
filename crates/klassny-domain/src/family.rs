//! What a class teacher keeps of the families of a class (R62–R66, R69, R74–R76, R88, R143–R144):
//! what is agreed in writing, what was handed over or checked, letters and their answers, notes
//! from a lesson.
//!
//! Pure: what is due and until when follows from the calendar and the day.

use crate::calendar::Calendar;
use crate::ids::{ClassId, GuardianId, LetterId, PupilId};
use crate::lesson::LessonPlace;
use crate::school::Term;
use chrono::{Datelike as _, Days, Months, NaiveDate};

/// By which way something reaches a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactWay {
    /// In person.
    InPerson,
    /// Through the pupil.
    ThroughPupil,
    /// By phone.
    Phone,
    /// By e-mail.
    Email,
    /// By a short message.
    Message,
    /// By post.
    Post,
    /// Through the portal.
    Portal,
}

/// What makes an agreement of a family written (R66).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgreementBasis {
    /// A paper signed by hand.
    Written,
    /// An electronic signature.
    Signature,
}

/// What a guardian has signed: the form of information and the contact it goes to (R62, R66).
///
/// The form itself stands in [`Guardian`](crate::roster::Guardian); this is the paper behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InformationForm {
    /// The guardian.
    pub guardian: GuardianId,
    /// The pupil.
    pub pupil: PupilId,
    /// The day of the signature.
    pub signed_on: NaiveDate,
    /// By hand or electronic.
    pub basis: AgreementBasis,
    /// «заявление № 14 от 02.09.2026».
    pub document: String,
    /// The agreed way.
    pub way: ContactWay,
    /// The agreed number or address; empty where the way needs none.
    pub contact: String,
    /// `false` takes it back.
    pub stands: bool,
}

/// A remark, a praise or an appeal of a teacher about a pupil's lesson (R69).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParentNote {
    /// The lesson.
    pub place: LessonPlace,
    /// The pupil.
    pub pupil: PupilId,
    /// What is said; empty takes it back.
    pub text: String,
    /// «Отправить родителям».
    pub to_parents: bool,
}

impl ParentNote {
    /// The longest text, characters.
    pub const TEXT_MAX: usize = 500;
}

/// What a class teacher does for the families of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FamilyDutyKind {
    /// The data of the family were checked (R87, R88): each month.
    Checked,
    /// Недельная выписка (R62, F30): each week, to those who refused the electronic form.
    WeekExtract,
    /// Information about results (R63): each two weeks.
    Results,
    /// Прогноз (R64, F29): two weeks before the end of the term.
    Forecast,
    /// Табель.
    ReportCard,
    /// The preliminary report of the class teacher (R143, F26).
    PreliminaryReport,
    /// The final report of the class teacher (R144, F26).
    FinalReport,
    /// Выписка текущих отметок of a pupil who leaves (F39).
    MarksExtract,
}

impl FamilyDutyKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Checked,
        Self::WeekExtract,
        Self::Results,
        Self::Forecast,
        Self::ReportCard,
        Self::PreliminaryReport,
        Self::FinalReport,
        Self::MarksExtract,
    ];

    /// Whether it is about the class and not about one family.
    pub const fn is_of_class(self) -> bool {
        matches!(self, Self::PreliminaryReport | Self::FinalReport)
    }
}

/// Something that was done for a family, or for the class, of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyDuty {
    /// The class.
    pub class: ClassId,
    /// The pupil; none for what is of the class.
    pub pupil: Option<PupilId>,
    /// What.
    pub kind: FamilyDutyKind,
    /// The first day of the period it is about.
    pub from: NaiveDate,
    /// The last day of the period.
    pub until: NaiveDate,
    /// The day it was done.
    pub done_on: NaiveDate,
    /// By which way it was handed over.
    pub way: ContactWay,
    /// To whom, or a remark.
    pub note: String,
    /// `false` takes it back.
    pub done: bool,
}

/// Who wrote or called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterDirection {
    /// The family.
    Incoming,
    /// The school.
    Outgoing,
}

/// A letter, a call or a talk with a family, or an answer to a survey (R74–R76).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Random.
    pub letter: LetterId,
    /// The class.
    pub class: ClassId,
    /// The pupil.
    pub pupil: PupilId,
    /// Who wrote or called.
    pub direction: LetterDirection,
    /// How.
    pub way: ContactWay,
    /// The day.
    pub on: NaiveDate,
    /// What about.
    pub subject: String,
    /// What was said.
    pub text: String,
    /// Until when an answer is due; none where none is.
    pub answer_due: Option<NaiveDate>,
    /// What was answered; empty while nothing was.
    pub answer: String,
    /// When; none while nothing was answered.
    pub answered_on: Option<NaiveDate>,
    /// `false` takes it back.
    pub stands: bool,
}

impl Letter {
    /// The longest subject, characters.
    pub const SUBJECT_MAX: usize = 200;
    /// The longest text or answer, characters.
    pub const TEXT_MAX: usize = 1500;

    /// Whether an answer is due by now and not given.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.waits() && self.answer_due.is_some_and(|due| due < today)
    }

    /// Whether an answer is due and not given.
    pub fn waits(&self) -> bool {
        self.stands && self.answer_due.is_some() && self.answered_on.is_none()
    }
}

/// A period of the calendar and until when something of it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// What.
    pub kind: FamilyDutyKind,
    /// The first day of the period.
    pub from: NaiveDate,
    /// The last day of the period.
    pub until: NaiveDate,
    /// The last day it may be done in time.
    pub due_on: NaiveDate,
}

/// Weeks that a weekly extract is asked for afterwards; what is older helps nobody any more.
const WEEKS_BACK: u64 = 4;
/// Weeks of a fortnight (R63).
const FORTNIGHT: usize = 2;
/// Days before the end of a term by which forecast and preliminary report are due (R64, R143).
const BEFORE_END_DAYS: u64 = 14;
/// So many days before something is due it is announced.
const ANNOUNCED_DAYS: u64 = 7;

/// What of a class is asked for on a day, by kind and period, earliest first.
pub fn dues(calendar: &Calendar, grade: u8, today: NaiveDate) -> Vec<Due> {
    let mut found = Vec::new();
    let terms = calendar.terms_of(grade);
    // After the last day of a term its last week, fortnight and report are still to be given.
    if let Some(term) = terms.iter().rfind(|term| term.starts_on <= today) {
        found.extend(weekly(calendar, grade, term, today));
        found.extend(of_term(term, today));
    }
    found.extend(checks(calendar, today));
    found.sort_by_key(|due| (due.due_on, due.kind));
    found
}

fn weekly(calendar: &Calendar, grade: u8, term: &Term, today: NaiveDate) -> Vec<Due> {
    let weeks = calendar.weeks_of_term(grade, term);
    let oldest = today.checked_sub_days(Days::new(WEEKS_BACK * 7));
    let due_after = |day: NaiveDate| calendar.next_school_day(grade, day).unwrap_or(day);
    let recent = |until: NaiveDate| until < today && oldest.is_none_or(|oldest| oldest <= until);
    let of = |kind, from, until| Due {
        kind,
        from,
        until,
        due_on: due_after(until),
    };
    let single = weeks.iter().filter(|week| recent(week.last_day));
    let single = single.map(|w| of(FamilyDutyKind::WeekExtract, w.first_day, w.last_day));
    let pairs = weeks.chunks(FORTNIGHT).filter_map(|pair| {
        let (first, last) = (pair.first()?, pair.last()?);
        let due = of(FamilyDutyKind::Results, first.first_day, last.last_day);
        recent(last.last_day).then_some(due)
    });
    single.chain(pairs).collect()
}

fn of_term(term: &Term, today: NaiveDate) -> Vec<Due> {
    let before = |days| term.ends_on.checked_sub_days(Days::new(days));
    let early = before(BEFORE_END_DAYS).unwrap_or(term.ends_on);
    let due = |kind, due_on| Due {
        kind,
        from: term.starts_on,
        until: term.ends_on,
        due_on,
    };
    let announced = |due: &Due| {
        let from = due.due_on.checked_sub_days(Days::new(ANNOUNCED_DAYS));
        from.is_none_or(|from| from <= today)
    };
    let all = [
        due(FamilyDutyKind::Forecast, early),
        due(FamilyDutyKind::PreliminaryReport, early),
        due(FamilyDutyKind::FinalReport, term.ends_on),
    ];
    // A forecast of a term that is over says nothing.
    let over = today > term.ends_on;
    let late = |due: &Due| over && due.kind != FamilyDutyKind::FinalReport;
    all.into_iter()
        .filter(|due| announced(due) && !late(due))
        .collect()
}

/// The day of September by which lists and families are checked (R87).
const FIRST_CHECK_DAY: u32 = 15;

/// The last day of the check of a month: its last day, in the first month of the year the 15th
/// (R87, R88).
pub fn check_due(calendar: &Calendar, month: NaiveDate) -> NaiveDate {
    let (first, last) = month_of(month);
    match first == month_of(calendar.year().starts_on).0 {
        true => first.with_day(FIRST_CHECK_DAY).unwrap_or(last),
        false => last,
    }
}

/// The months of a check that are open: the one before, and this one in its last week.
fn checks(calendar: &Calendar, today: NaiveDate) -> Vec<Due> {
    let year = calendar.year();
    let this = month_of(today);
    let before = this.0.checked_sub_months(Months::new(1)).map(month_of);
    let months = before.into_iter().chain([this]);
    let due = |(from, until): (NaiveDate, NaiveDate)| Due {
        kind: FamilyDutyKind::Checked,
        from,
        until,
        due_on: check_due(calendar, from),
    };
    months
        .filter(|(from, until)| *until >= year.starts_on && *from <= year.ends_on)
        .map(due)
        .filter(|due| {
            let announced = due.due_on.checked_sub_days(Days::new(ANNOUNCED_DAYS));
            announced.is_none_or(|announced| announced <= today)
        })
        .collect()
}

/// The first and last day of the month of a day.
pub fn month_of(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
    (first, next.pred_opt().unwrap_or(first))
}

/// The period of a kind that a day lies in: the week, the fortnight, the month, the term.
pub fn period_of(
    calendar: &Calendar,
    (grade, kind): (u8, FamilyDutyKind),
    day: NaiveDate,
) -> Option<(NaiveDate, NaiveDate)> {
    let terms = calendar.terms_of(grade);
    let term = terms.into_iter().rfind(|term| term.starts_on <= day)?;
    let weeks = calendar.weeks_of_term(grade, term);
    let whole = (term.starts_on, term.ends_on);
    let last = weeks.iter().rposition(|week| week.first_day <= day);
    match kind {
        FamilyDutyKind::Checked => Some(month_of(day)),
        FamilyDutyKind::WeekExtract => {
            let week = weeks.get(last?)?;
            Some((week.first_day, week.last_day))
        }
        FamilyDutyKind::Results => {
            let pair = weeks.chunks(FORTNIGHT).nth(last? / FORTNIGHT)?;
            Some((pair.first()?.first_day, pair.last()?.last_day))
        }
        FamilyDutyKind::Forecast
        | FamilyDutyKind::ReportCard
        | FamilyDutyKind::PreliminaryReport
        | FamilyDutyKind::FinalReport
        | FamilyDutyKind::MarksExtract => Some(whole),
    }
}

#[cfg(test)]
mod tests;
