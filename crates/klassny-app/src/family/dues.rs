//! What a class teacher owes to the families of the class, for Today.

use super::Access;
use super::period::{Addressees, Open, open};
use crate::desk::Desk;
use crate::error::Result;
use crate::spread::frame::year_days;
use crate::spread::words::{class_title, small};
use crate::view::today::{DutyCode, DutyLine};
use klassny_domain::family::{FamilyDuty, FamilyDutyKind, Letter};
use klassny_domain::ids::PupilId;
use klassny_domain::roster::SchoolClass;

/// Names shown in a line.
const NAMES_MAX: usize = 3;

/// What is due in a class the person leads.
///
/// # Errors
/// What the disk says.
pub(crate) fn duties(desk: &Desk<'_>, class: &SchoolClass) -> Result<Vec<DutyLine>> {
    if !Access::of(desk, class.class)?.opened {
        return Ok(Vec::new());
    }
    let days = year_days(desk);
    let id = class.class;
    let (listed, guardians, done, letters) = desk.store.read(|read| {
        Ok((
            read.listed_in_class(id, &days)?,
            read.guardians_of_class(id)?,
            read.family_duties(id, &days)?,
            read.letters(id)?,
        ))
    })?;
    let done: Vec<FamilyDuty> = done.into_iter().map(|duty| duty.value).collect();
    let whom = Addressees::new(listed, &guardians);
    let mut lines: Vec<DutyLine> = Vec::new();
    for open in open(desk, class.grade, (&whom, &done)) {
        let duty = code_of(open.due.kind);
        let names = names(&whom, &open.pupils);
        match lines.iter_mut().find(|line| line.duty == duty) {
            // Several weeks of one kind are one line, with the day of the first.
            Some(line) => line.count = line.count.saturating_add(count_of(&open)),
            None => lines.push(line(class, (duty, &open), names)),
        }
    }
    let waiting: Vec<&Letter> = letters
        .iter()
        .map(|letter| &letter.value)
        .filter(|letter| letter.class == id && letter.waits())
        .collect();
    let pupils: Vec<PupilId> = waiting.iter().map(|letter| letter.pupil).collect();
    if let Some(due_on) = waiting.iter().filter_map(|letter| letter.answer_due).min() {
        lines.push(DutyLine {
            duty: DutyCode::FamilyAnswers,
            about: class_title(class),
            count: small(waiting.len()),
            names: names(&whom, &pupils),
            place: None,
            term: String::new(),
            class: Some(id.to_string()),
            due_on: Some(due_on.to_string()),
        });
    }
    Ok(lines)
}

fn line(class: &SchoolClass, (duty, open): (DutyCode, &Open), names: Vec<String>) -> DutyLine {
    DutyLine {
        duty,
        about: class_title(class),
        count: count_of(open),
        names,
        place: None,
        term: String::new(),
        class: Some(class.class.to_string()),
        due_on: Some(open.due.due_on.to_string()),
    }
}

fn count_of(open: &Open) -> u16 {
    small(open.pupils.len()).max(1)
}

fn names(whom: &Addressees, pupils: &[PupilId]) -> Vec<String> {
    let known = pupils.iter().filter_map(|pupil| {
        let row = whom.listed.iter().find(|row| row.pupil.pupil == *pupil)?;
        Some(row.pupil.name.short())
    });
    known.take(NAMES_MAX).collect()
}

const fn code_of(kind: FamilyDutyKind) -> DutyCode {
    match kind {
        FamilyDutyKind::Checked => DutyCode::FamilyCheck,
        FamilyDutyKind::WeekExtract => DutyCode::WeekExtract,
        FamilyDutyKind::Results => DutyCode::FamilyResults,
        FamilyDutyKind::Forecast => DutyCode::Forecast,
        FamilyDutyKind::ReportCard | FamilyDutyKind::MarksExtract => DutyCode::ReportCard,
        FamilyDutyKind::PreliminaryReport => DutyCode::PreliminaryReport,
        FamilyDutyKind::FinalReport => DutyCode::FinalReport,
    }
}
