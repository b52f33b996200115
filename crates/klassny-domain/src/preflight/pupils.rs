//! Findings of pupils: cells, accumulation, term and year marks.

use super::{Check, CheckStage, FindingKind, Found, SheetCell, SheetPupil};
use crate::accumulation::{Accumulation, PupilLesson, PupilTerm, accumulation};
use crate::attendance::{AbsenceReason, Presence};
use crate::lesson::LessonPlace;
use crate::mark::MarkValue;
use crate::regulation::Assessment;
use crate::russian;
use crate::term_mark::{Proposal, TermInput, Warning, WeighedMark, propose, year_mark};
use chrono::NaiveDate;

pub(super) fn check(check: &Check<'_>, found: &mut Found<'_>) {
    let sheet = check.sheet;
    let grading = check.rules.grading(sheet.grade, sheet.class, sheet.subject);
    for pupil in sheet.pupils {
        cells(check, pupil, found);
        if grading.assessment == Assessment::None {
            continue;
        }
        twos(check, pupil, found);
        let last_day = match check.stage {
            CheckStage::During => check.today,
            CheckStage::TermEnd => sheet.term.ends_on,
        };
        // Who has left gets no term mark, and no more marks are due.
        if pupil.is_listed(last_day) {
            let stands = stands(check, pupil);
            counts(check, pupil, &stands, found);
            if check.stage == CheckStage::TermEnd {
                term(check, pupil, (&stands, grading.assessment), found);
            }
        }
    }
}

impl SheetPupil {
    fn is_listed(&self, date: NaiveDate) -> bool {
        let mut listed = self.listed.iter();
        listed.any(|(from, until)| *from <= date && until.is_none_or(|until| date < until))
    }

    fn cell(&self, place: LessonPlace) -> Option<&SheetCell> {
        self.cells.iter().find(|cell| cell.place == place)
    }

    fn missed(&self, place: LessonPlace) -> bool {
        self.cell(place)
            .is_some_and(|cell| cell.presence == Presence::Absent)
    }
}

fn cells(check: &Check<'_>, pupil: &SheetPupil, found: &mut Found<'_>) {
    for cell in pupil.cells.iter().filter(|c| c.place.date <= check.today) {
        let at = (Some(cell.place), Some(pupil.pupil));
        let date = russian::date(cell.place.date);
        let absent = cell.presence == Presence::Absent;
        let held = check.given().any(|lesson| lesson.place == cell.place);
        if !cell.marks.is_empty() && !held {
            let text = format!("{date}: отметка есть, урока нет");
            found.add(FindingKind::MarkWithoutLesson, at, text);
        }
        if absent && cell.marks.iter().any(|mark| mark.written_on.is_none()) {
            let text = format!("{date}: неявка и отметка в одной клетке, дня написания нет");
            found.add(FindingKind::AbsentAndMarked, at, text);
        }
        if absent && cell.reason == AbsenceReason::Unresolved {
            let text = format!("{date}: причина пропуска не указана");
            found.add(FindingKind::AbsenceWithoutReason, at, text);
        }
        if cell.marks.iter().any(|mark| mark.corrected) {
            let text = format!("{date}: отметка исправлена по разрешению");
            found.add(FindingKind::Corrected, at, text);
        }
    }
}

/// «2» where practice forbids or regrets one.
fn twos(check: &Check<'_>, pupil: &SheetPupil, found: &mut Found<'_>) {
    let lessons: Vec<LessonPlace> = check
        .given()
        .map(|lesson| lesson.place)
        .filter(|place| pupil.is_listed(place.date))
        .collect();
    let first = check.given().next().map(|lesson| lesson.place);
    let last = check.given().last().map(|lesson| lesson.place);
    let mut previous = None;
    for (index, place) in lessons.iter().enumerate() {
        let before = previous.replace(*place);
        let Some(cell) = pupil.cell(*place).filter(|cell| has_two(cell)) else {
            continue;
        };
        let at = (Some(cell.place), Some(pupil.pupil));
        let date = russian::date(place.date);
        if before.is_some_and(|before| pupil.missed(before)) {
            let text = format!("{date}: «2» на первом уроке после пропуска");
            found.add(FindingKind::TwoAfterAbsence, at, text);
        }
        let ended = check.stage == CheckStage::TermEnd && last == Some(*place);
        if first == Some(*place) || ended {
            let text = format!("{date}: «2» на первом или последнем уроке периода");
            found.add(FindingKind::TwoAtEdge, at, text);
        }
        let within = check.rules.check.two_lessons;
        let mut next = lessons.iter().skip(index + 1);
        let attended = next.by_ref().filter(|place| !pupil.missed(**place));
        let attended: Vec<&LessonPlace> = attended.take(within).collect();
        let better = |place: &&LessonPlace| pupil.cell(**place).is_some_and(has_better);
        if attended.len() == within && !attended.iter().any(better) {
            let lessons = russian::count(within as u64, russian::LESSON);
            let text = format!("{date}: «2» не исправлена за {lessons}");
            found.add(FindingKind::TwoNotCorrected, at, text);
        }
    }
}

fn has_two(cell: &SheetCell) -> bool {
    let grades = || cell.marks.iter().filter_map(|mark| mark.mark.value.grade());
    grades().any(|grade| grade <= 2)
}

fn has_better(cell: &SheetCell) -> bool {
    let mut grades = cell.marks.iter().filter_map(|mark| mark.mark.value.grade());
    grades.any(|grade| grade > 2)
}

/// How the pupil's marks stand on the day of the check.
fn stands(check: &Check<'_>, pupil: &SheetPupil) -> Accumulation {
    let sheet = check.sheet;
    let lessons: Vec<PupilLesson> = check
        .given()
        .map(|lesson| {
            let cell = pupil.cell(lesson.place);
            let marks = cell.map_or(&[][..], |cell| &cell.marks);
            let counted = || marks.iter().filter(|mark| is_counted(mark.mark.value));
            let written = counted().filter(|mark| mark.kind.is_written()).count();
            PupilLesson {
                date: lesson.place.date,
                missed: pupil.missed(lesson.place),
                mark_count: small(counted().count()),
                written_count: small(written),
            }
        })
        .collect();
    let has_works = |works: &[crate::work_kind::WorkKind]| works.iter().any(|k| k.is_written());
    let term = PupilTerm {
        grade: sheet.grade,
        term: sheet.term,
        week_hours_quarters: sheet.week_hours_quarters,
        listed: &pupil.listed,
        lessons: &lessons,
        brought_count: small(pupil.brought.iter().filter(|m| is_counted(m.value)).count()),
        plan_has_written: check.given().any(|lesson| has_works(&lesson.works)),
    };
    accumulation(check.rules, check.calendar, &term, check.today)
}

fn is_counted(value: MarkValue) -> bool {
    !matches!(value, MarkValue::NotAttested | MarkValue::Exempt)
}

fn small(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

fn counts(check: &Check<'_>, pupil: &SheetPupil, stands: &Accumulation, found: &mut Found<'_>) {
    let at = (None, Some(pupil.pupil));
    let needs = match check.stage {
        CheckStage::During => stands.needs_now,
        CheckStage::TermEnd => stands.needs_by_end,
    };
    if stands.has < needs {
        let (kind, word) = match stands.has {
            0 => (FindingKind::NoMarks, "нет ни одной отметки".to_owned()),
            1 => (FindingKind::OneMark, "одна отметка".to_owned()),
            has => (
                FindingKind::BelowNorm,
                russian::count(u64::from(has), russian::MARK),
            ),
        };
        let value = format!("{} из {needs}", stands.has);
        let text = format!("{word} при норме {needs}");
        found.add_value(kind, at, text, (value, String::new()));
    }
    if stands.is_reported {
        let lessons = russian::count(u64::from(stands.unmarked_lessons), russian::LESSON);
        let text = format!("{lessons} подряд без отметки");
        found.add(FindingKind::LongWithoutMark, at, text);
    }
}

fn term(
    check: &Check<'_>,
    pupil: &SheetPupil,
    (stands, assessment): (&Accumulation, Assessment),
    found: &mut Found<'_>,
) {
    let at = (None, Some(pupil.pupil));
    let proposal = proposal(check, pupil, (stands, assessment));
    for warning in &proposal.warnings {
        if let Warning::MissedTooMany { missed, held } = warning {
            let text = format!("пропущено {missed} из {held} уроков");
            let value = format!("{missed} из {held}");
            found.add_value(FindingKind::MissedTooMany, at, text, (value, String::new()));
        }
    }
    match &pupil.term_mark {
        None => found.add(FindingKind::NoTermMark, at, "нет отметки за период"),
        Some((given, reason)) => term_mark(&proposal, (*given, reason), (pupil, stands), found),
    }
    if let Some((given, terms)) = &pupil.year {
        let proposed = year_mark(check.rules, check.sheet.subject, terms);
        if proposed.is_some_and(|proposed| proposed != *given) {
            let proposed = proposed.map_or("", MarkValue::text);
            let text = format!("за год «{}», по периодам «{proposed}»", given.text());
            let values = (given.text().to_owned(), proposed.to_owned());
            found.add_value(FindingKind::YearMarkOffTerms, at, text, values);
        }
    }
}

fn term_mark(
    proposal: &Proposal,
    (given, reason): (MarkValue, &str),
    (pupil, stands): (&SheetPupil, &Accumulation),
    found: &mut Found<'_>,
) {
    let at = (None, Some(pupil.pupil));
    let too_few = stands.has < stands.needs_by_end;
    if too_few && is_counted(given) {
        let marks = russian::count(u64::from(stands.has), russian::MARK);
        let text = format!(
            "за период «{}»: {marks} при норме {}",
            given.text(),
            stands.needs_by_end
        );
        let value = format!("{} из {}", stands.has, stands.needs_by_end);
        found.add_value(
            FindingKind::TermMarkTooFew,
            at,
            text,
            (value, String::new()),
        );
    }
    let unattested_for_few = given == MarkValue::NotAttested && too_few;
    let proposed = proposal.value.filter(|proposed| *proposed != given);
    if let Some(proposed) = proposed
        && given != MarkValue::Exempt
        && !unattested_for_few
    {
        let average = proposal.average.map_or("–".to_owned(), |a| a.text());
        let because = match reason.trim() {
            "" => "причина не указана".to_owned(),
            reason => format!("причина: {reason}"),
        };
        let (given, proposed) = (given.text(), proposed.text());
        let text =
            format!("за период «{given}», по среднему {average} выходит «{proposed}»; {because}");
        let values = (given.to_owned(), proposed.to_owned());
        found.add_value(FindingKind::TermMarkOffAverage, at, text, values);
    }
}

fn proposal(
    check: &Check<'_>,
    pupil: &SheetPupil,
    (stands, assessment): (&Accumulation, Assessment),
) -> Proposal {
    let own = pupil.cells.iter().flat_map(|cell| cell.marks.iter());
    let marks: Vec<WeighedMark> = own
        .map(|mark| mark.mark)
        .chain(pupil.brought.iter().copied())
        .collect();
    let listed = || check.given().filter(|l| pupil.is_listed(l.place.date));
    let missed = listed().filter(|lesson| pupil.missed(lesson.place)).count();
    let term = TermInput {
        subject: check.sheet.subject,
        assessment,
        marks: &marks,
        need: stands.needs_by_end,
        has_written: stands.has_written,
        lesson_count: u32::from(small(listed().count())),
        missed_count: u32::from(small(missed)),
    };
    propose(check.rules, &term)
}
