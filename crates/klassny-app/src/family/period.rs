//! The periods that papers for families are about, and whom each is for.

use crate::desk::Desk;
use crate::error::{AppError, Result};
use chrono::NaiveDate;
use klassny_domain::family::{Due, FamilyDuty, FamilyDutyKind, dues, period_of};
use klassny_domain::ids::PupilId;
use klassny_domain::roster::{ElectronicForm, Guardian};
use klassny_store::query::Listed;
use std::collections::HashSet;

/// The papers in the order they are offered.
pub(super) const PAPERS: [FamilyDutyKind; 7] = [
    FamilyDutyKind::WeekExtract,
    FamilyDutyKind::Results,
    FamilyDutyKind::Forecast,
    FamilyDutyKind::ReportCard,
    FamilyDutyKind::PreliminaryReport,
    FamilyDutyKind::FinalReport,
    FamilyDutyKind::MarksExtract,
];

/// The first and the last day.
pub(super) type Period = (NaiveDate, NaiveDate);

/// The period of a kind that a day lies in.
///
/// # Errors
/// Where the year has none.
pub(super) fn period(
    desk: &Desk<'_>,
    (grade, kind): (u8, FamilyDutyKind),
    day: NaiveDate,
) -> Result<Period> {
    period_of(&desk.calendar, (grade, kind), day).ok_or_else(|| AppError::not_found("period"))
}

/// The periods of a kind in the year so far, oldest first.
pub(super) fn periods(desk: &Desk<'_>, grade: u8, kind: FamilyDutyKind) -> Vec<Period> {
    let today = desk.now().date();
    let year = desk.calendar.year();
    let mut found: Vec<Period> = Vec::new();
    let mut day = year.starts_on;
    while day <= today.min(year.ends_on) {
        if let Some(period) = period_of(&desk.calendar, (grade, kind), day)
            && found.last() != Some(&period)
        {
            found.push(period);
        }
        let Some(next) = day.succ_opt() else { break };
        day = next;
    }
    found
}

/// Whom the papers of a class are for.
pub(super) struct Addressees {
    pub listed: Vec<Listed>,
    refused: HashSet<PupilId>,
}

impl Addressees {
    pub fn new(listed: Vec<Listed>, guardians: &[Guardian]) -> Self {
        let refused = guardians.iter();
        let refused = refused.filter(|g| g.electronic == ElectronicForm::Refused);
        Self {
            listed,
            refused: refused.map(|guardian| guardian.pupil).collect(),
        }
    }

    /// Whether a guardian of the pupil refused the electronic form.
    pub fn on_paper(&self, pupil: PupilId) -> bool {
        self.refused.contains(&pupil)
    }

    /// The pupils a paper of a period is for, in the order of the list, each once.
    pub fn of(&self, kind: FamilyDutyKind, (from, until): Period) -> Vec<PupilId> {
        let mut found: Vec<PupilId> = Vec::new();
        for row in &self.listed {
            let pupil = row.pupil.pupil;
            let there = row.from <= until && row.until.is_none_or(|left| from < left);
            let left = row.until.is_some_and(|left| from < left && left <= until);
            let stays = row.until.is_none_or(|left| left > until);
            let wanted = match kind {
                FamilyDutyKind::WeekExtract => there && self.on_paper(pupil),
                // Who gets an extract each week is told of results by it.
                FamilyDutyKind::Results => there && !self.on_paper(pupil),
                FamilyDutyKind::Checked | FamilyDutyKind::Forecast | FamilyDutyKind::ReportCard => {
                    there && stays
                }
                FamilyDutyKind::MarksExtract => left,
                FamilyDutyKind::PreliminaryReport | FamilyDutyKind::FinalReport => false,
            };
            if wanted && !found.contains(&pupil) {
                found.push(pupil);
            }
        }
        found
    }
}

/// Whether what was done is what is due: the same period, and of checks any later one too, for data
/// that were right in October need no word about September.
pub(super) fn settles(duty: &FamilyDuty, due: &Due) -> bool {
    let later = due.kind == FamilyDutyKind::Checked && duty.from > due.from;
    duty.kind == due.kind && (duty.from == due.from || later)
}

/// What of a class is due, and of whom it is still to be done.
pub(super) struct Open {
    pub due: Due,
    /// Empty for what is of the class.
    pub pupils: Vec<PupilId>,
}

/// What is due today and not done.
pub(super) fn open(
    desk: &Desk<'_>,
    grade: u8,
    (whom, done): (&Addressees, &[FamilyDuty]),
) -> Vec<Open> {
    let asked = dues(&desk.calendar, grade, desk.now().date());
    let mut found = Vec::new();
    for due in asked {
        let is_done = |pupil: Option<PupilId>| {
            done.iter()
                .any(|duty| duty.pupil == pupil && settles(duty, &due))
        };
        let mut pupils = whom.of(due.kind, (due.from, due.until));
        pupils.retain(|pupil| !is_done(Some(*pupil)));
        let of_class = due.kind.is_of_class() && !is_done(None);
        if of_class || !pupils.is_empty() {
            found.push(Open { due, pupils });
        }
    }
    found
}
