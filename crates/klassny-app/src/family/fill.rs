//! Fills the sheets of a pupil: week, fortnight, forecast, report card, extract of marks.
//!
//! Reads the same ground as the volume, so that no family is told anything else than it says.

use super::stand::{MissedLessons, lessons_of, stand_of};
use crate::desk::Desk;
use crate::error::Result;
use crate::paper::ground::{Ground, GroupGround};
use crate::paper::volume::term_title;
use chrono::{Datelike as _, NaiveDate};
use klassny_domain::ids::PupilId;
use klassny_domain::lesson::{Held, HomeworkText, LessonPlace};
use klassny_domain::mark::MarkValue;
use klassny_domain::regulation::Assessment;
use klassny_domain::russian::{self, Noun};
use klassny_domain::school::{Term, TermKind};
use klassny_domain::term::{FinalKind, FinalMark};
use klassny_paper::family::view::{
    ExtractDay, ExtractLesson, Forecast, ForecastRow, MarksExtract, MarksRow, Note, ReportCard,
    ResultRow, Results, WeekExtract,
};
use klassny_paper::view::Signatory;
use klassny_store::Standing;

/// A pupil and the days a sheet is about.
#[derive(Clone, Copy)]
pub(super) struct About<'g> {
    pub desk: &'g Desk<'g>,
    pub ground: &'g Ground,
    pub pupil: PupilId,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub today: NaiveDate,
}

impl About<'_> {
    /// «Алексеева Мария»; empty for who is not on the list.
    fn short(&self) -> String {
        let mut listed = self.ground.listed.iter();
        let own = listed.find(|row| row.pupil.pupil == self.pupil);
        own.map(|row| row.pupil.name.short()).unwrap_or_default()
    }

    fn full(&self) -> String {
        let mut listed = self.ground.listed.iter();
        let own = listed.find(|row| row.pupil.pupil == self.pupil);
        own.map(|row| row.pupil.name.full()).unwrap_or_default()
    }

    fn groups(&self) -> impl Iterator<Item = &GroupGround> {
        let own = self.ground.groups.iter();
        own.filter(|group| group.listed.iter().any(|row| row.pupil.pupil == self.pupil))
    }

    fn missed(&self) -> MissedLessons {
        MissedLessons::of(self.ground, self.pupil, (self.from, self.until))
    }

    /// `12.10–16.10.2026`.
    fn period(&self) -> String {
        format!(
            "{}–{}",
            self.from.format("%d.%m"),
            russian::date(self.until)
        )
    }

    /// What teachers say to the family (R69).
    fn notes(&self) -> Result<Vec<Note>> {
        let days = self.from..=self.until;
        let mut notes = Vec::new();
        for group in self.groups() {
            let id = group.group.group;
            let own = self.desk.store.read(|read| read.parent_notes(id, &days))?;
            let own = own.into_iter();
            for note in own.filter(|n| n.value.pupil == self.pupil && n.value.to_parents) {
                let fact = note.fact_no;
                let by = self.desk.store.read(|read| crate::paper::act(read, fact))?;
                let on = note.value.place.date;
                notes.push((
                    on,
                    Note {
                        of: format!("{}, {}", on.format("%d.%m"), subject_name(group)),
                        text: plain(&note.value.text),
                        by: by.map(|act| act.by).unwrap_or_default(),
                    },
                ));
            }
        }
        notes.sort_by_key(|(on, _)| *on);
        Ok(notes.into_iter().map(|(_, note)| note).collect())
    }
}

/// «Английский язык».
fn subject_name(group: &GroupGround) -> String {
    group.subject.name.clone()
}

/// A text without the letters that no font draws.
pub(super) fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    while let Some(letter) = klassny_paper::unprintable(&text) {
        text = text.replace(letter, "?");
    }
    text
}

/// «пятёрка».
const FIVE: Noun = Noun("пятёрка", "пятёрки", "пятёрок");

const WEEKDAYS: [&str; 7] = [
    "понедельник",
    "вторник",
    "среда",
    "четверг",
    "пятница",
    "суббота",
    "воскресенье",
];

pub(super) fn week(about: &About<'_>) -> Result<WeekExtract> {
    let mut lessons: Vec<(LessonPlace, &GroupGround)> = Vec::new();
    for group in about.groups() {
        let own = lessons_of(group).into_iter();
        let own = own.filter(|place| {
            let there = group.has(about.pupil, place.date);
            about.from <= place.date && place.date <= about.until && there
        });
        lessons.extend(own.map(|place| (place, group)));
    }
    lessons.sort_by_key(|(place, _)| (place.date, place.bell, place.ordinal));
    let mut days: Vec<(NaiveDate, ExtractDay)> = Vec::new();
    for (place, group) in lessons {
        if days.last().map(|(date, _)| *date) != Some(place.date) {
            let weekday = place.date.weekday().num_days_from_monday() as usize;
            let weekday = WEEKDAYS.get(weekday).copied().unwrap_or_default();
            let day = format!("{weekday}, {}", place.date.format("%d.%m"));
            days.push((
                place.date,
                ExtractDay {
                    day,
                    lessons: Vec::new(),
                },
            ));
        }
        if let Some((_, day)) = days.last_mut() {
            day.lessons.push(lesson(group, place, about.pupil));
        }
    }
    Ok(WeekExtract {
        pupil: about.short(),
        period: about.period(),
        days: days.into_iter().map(|(_, day)| day).collect(),
        notes: about.notes()?,
        missed: about.missed().words(),
    })
}

fn lesson(group: &GroupGround, place: LessonPlace, pupil: PupilId) -> ExtractLesson {
    let part = group.parts.get(&place);
    let record = part.and_then(|part| part.record.as_ref());
    let not_held = match record.map(|record| &record.value.held) {
        Some(Held::NotHeld { reason }) => Some(format!("урок не проведён: {reason}")),
        Some(Held::Held) | None => None,
    };
    let homework = part.and_then(|part| part.homework.as_ref());
    let homework = match homework.map(|homework| &homework.value.text) {
        Some(HomeworkText::Set(text)) => text.clone(),
        Some(HomeworkText::NotSet) => "не задано".to_owned(),
        Some(HomeworkText::Missing) | None => String::new(),
    };
    let cell = group
        .cells
        .get(&(place, pupil))
        .cloned()
        .unwrap_or_default();
    let marks = cell.marks.iter();
    let marks = marks.map(|mark| format!("{}, {}", mark.value.text(), mark.kind.name()));
    ExtractLesson {
        bell: place.bell,
        subject: subject_name(group),
        marks: marks.collect(),
        absence: absence(&cell),
        homework: plain(&not_held.unwrap_or(homework)),
    }
}

/// `Б`, `н?`, `оп`: what the cell says of presence.
fn absence(cell: &crate::paper::ground::Ink) -> String {
    let alone = crate::paper::ground::Ink {
        marks: Vec::new(),
        ..cell.clone()
    };
    alone.text()
}

pub(super) fn results(about: &About<'_>) -> Result<Results> {
    let mut rows = Vec::new();
    for group in about.groups() {
        let stand = stand_of(about.ground, group, (about.pupil, about.today));
        let Some(stand) = stand else { continue };
        let average = stand.forecast.average;
        rows.push(ResultRow {
            subject: subject_name(group),
            marks: marks_of(group, about, |cell, place| {
                format!("{}\u{a0}({})", texts(cell), place.date.format("%d.%m"))
            })
            .join(", "),
            average: average.map(|average| average.text()).unwrap_or_default(),
            missed: number(missed_in(group, about)),
        });
    }
    Ok(Results {
        pupil: about.short(),
        period: format!("за {}", about.period()),
        rows,
        notes: about.notes()?,
        missed: about.missed().words(),
    })
}

/// `4/3`: the marks of a cell.
fn texts(cell: &crate::paper::ground::Ink) -> String {
    let marks = cell.marks.iter().map(|mark| mark.value.text());
    marks.collect::<Vec<_>>().join("/")
}

/// The cells with marks of the period, in order.
fn marks_of(
    group: &GroupGround,
    about: &About<'_>,
    text: impl Fn(&crate::paper::ground::Ink, LessonPlace) -> String,
) -> Vec<String> {
    let mut cells: Vec<(LessonPlace, String)> = group
        .cells
        .iter()
        .filter(|((place, whose), cell)| {
            *whose == about.pupil
                && about.from <= place.date
                && place.date <= about.until
                && !cell.marks.is_empty()
        })
        .map(|((place, _), cell)| (*place, text(cell, *place)))
        .collect();
    cells.sort();
    cells.into_iter().map(|(_, text)| text).collect()
}

fn missed_in(group: &GroupGround, about: &About<'_>) -> u16 {
    let own = group.cells.iter().filter(|((place, whose), cell)| {
        *whose == about.pupil
            && about.from <= place.date
            && place.date <= about.until
            && cell.presence == klassny_domain::attendance::Presence::Absent
    });
    u16::try_from(own.count()).unwrap_or(u16::MAX)
}

/// Nothing for nought.
fn number(count: u16) -> String {
    match count {
        0 => String::new(),
        count => count.to_string(),
    }
}

pub(super) fn forecast(about: &About<'_>) -> Forecast {
    let frame = &about.ground.frame;
    let mut rows = Vec::new();
    let (mut weak, mut few) = (Vec::new(), Vec::new());
    for group in about.groups().filter(|group| group.marked_term.is_some()) {
        let stand = stand_of(about.ground, group, (about.pupil, about.today));
        let Some(stand) = stand else { continue };
        let value = stand.decided.or(stand.proposal.value);
        let (has, needs) = (stand.accumulation.has, stand.accumulation.needs_by_end);
        if value.is_some_and(is_debt) {
            weak.push(subject_name(group));
        } else if has < needs {
            few.push(subject_name(group));
        }
        let average = stand.forecast.average;
        rows.push(ForecastRow {
            subject: subject_name(group),
            average: average.map(|average| average.text()).unwrap_or_default(),
            marks: format!("{has} из {needs}"),
            forecast: value.map(MarkValue::text).unwrap_or("–").to_owned(),
            needed: needed(&stand),
            missed: number(stand.missed),
        });
    }
    Forecast {
        pupil: about.short(),
        term: term_title(frame.term.kind, frame.term.number),
        ends_on: russian::date(frame.term.ends_on),
        rows,
        attention: attention(&weak, &few),
        missed: about.missed().words(),
    }
}

const fn is_debt(value: MarkValue) -> bool {
    match value {
        MarkValue::Grade(grade) => grade.get() <= 2,
        MarkValue::Fail | MarkValue::NotAttested => true,
        MarkValue::Pass | MarkValue::Exempt => false,
    }
}

fn attention(weak: &[String], few: &[String]) -> String {
    let mut parts = Vec::new();
    if !weak.is_empty() {
        parts.push(format!(
            "Период может закончиться неудовлетворительно или без аттестации: {}.",
            weak.join(", ")
        ));
    }
    if !few.is_empty() {
        parts.push(format!("Отметок меньше нормы: {}.", few.join(", ")));
    }
    parts.join(" ")
}

/// What is needed, in words.
fn needed(stand: &super::stand::GroupStand) -> String {
    let forecast = &stand.forecast;
    let mut parts = Vec::new();
    if forecast.missing_marks > 0 {
        parts.push(format!("ещё отметок: {}", forecast.missing_marks));
    }
    if let (Some(fives), Some(grade)) = (forecast.fives_to_rise, forecast.grade) {
        let next = grade.get() + 1;
        let fives = russian::count(fives.into(), FIVE);
        parts.push(format!("до «{next}»: {fives} подряд"));
    }
    parts.join("; ")
}

/// The decided marks of the year by term, with what was missed in each term so far.
pub(super) fn report_card(
    about: &About<'_>,
    finals: &[Standing<FinalMark>],
    grounds: &[(Term, Ground)],
) -> ReportCard {
    let frame = &about.ground.frame;
    let terms = frame.calendar.terms_of(frame.class.grade);
    let mut columns: Vec<String> = terms.iter().map(|term| short_title(term)).collect();
    columns.push("Год".to_owned());
    let mut rows = Vec::new();
    let graded = about
        .groups()
        .filter(|group| group.grading.assessment != Assessment::None);
    for group in graded {
        let own = || {
            finals
                .iter()
                .map(|mark| &mark.value)
                .filter(|mark| mark.pupil == about.pupil && mark.group == group.group.group)
        };
        let of_kind = |kind: FinalKind| {
            let mark = own().find(|mark| mark.kind == kind);
            mark.and_then(|mark| mark.value)
        };
        // A subject with a system of its own stands in the column its term ends in.
        let mut cells: Vec<String> = terms
            .iter()
            .map(|column| {
                let ends = terms_ending_in(about, column);
                let value = ends
                    .into_iter()
                    .find_map(|term| of_kind(FinalKind::Term(term.term)));
                value.map(MarkValue::text).unwrap_or_default().to_owned()
            })
            .collect();
        let year = of_kind(FinalKind::Year);
        cells.push(year.map(MarkValue::text).unwrap_or_default().to_owned());
        rows.push((subject_name(group), cells));
    }
    ReportCard {
        pupil: about.full(),
        missed: missed_rows(about, &terms, grounds),
        columns,
        rows,
    }
}

/// The terms of every system that end within a column's.
fn terms_ending_in<'a>(about: &'a About<'_>, column: &Term) -> Vec<&'a Term> {
    let frame = &about.ground.frame;
    let kinds = [TermKind::Quarter, TermKind::HalfYear, TermKind::Trimester];
    let all = kinds
        .into_iter()
        .flat_map(|kind| frame.calendar.terms_of_kind(frame.class.grade, kind));
    let ends =
        all.filter(|term| column.starts_on <= term.ends_on && term.ends_on <= column.ends_on);
    ends.collect()
}

fn missed_rows(
    about: &About<'_>,
    terms: &[&Term],
    grounds: &[(Term, Ground)],
) -> Vec<(String, Vec<String>)> {
    let of = |term: &Term| {
        let known = grounds.iter().find(|(known, _)| known.term == term.term);
        known.map(|(term, ground)| {
            MissedLessons::of(ground, about.pupil, (term.starts_on, term.ends_on))
        })
    };
    let all: Vec<Option<MissedLessons>> = terms.iter().map(|term| of(term)).collect();
    let row = |name: &str, count: fn(&MissedLessons) -> u16| {
        let cells = all.iter().map(|missed| missed.as_ref().map(count));
        let cells: Vec<Option<u16>> = cells.collect();
        let sum: u16 = cells.iter().flatten().sum();
        let mut texts: Vec<String> = cells
            .iter()
            .map(|count| count.map(|count| count.to_string()).unwrap_or_default())
            .collect();
        texts.push(sum.to_string());
        (name.to_owned(), texts)
    };
    vec![
        row("Пропущено уроков", |missed| missed.all),
        row("из них по болезни", |missed| missed.illness),
        row("Опозданий", |missed| missed.late),
    ]
}

/// «1 четв.», «I полугодие».
fn short_title(term: &Term) -> String {
    match term.kind {
        TermKind::Quarter => format!("{} четв.", term.number),
        TermKind::HalfYear | TermKind::Trimester => term_title(term.kind, term.number),
    }
}

/// The current marks of a pupil who leaves.
pub(super) fn marks(
    about: &About<'_>,
    finals: &[Standing<FinalMark>],
    signatories: &[Signatory],
) -> MarksExtract {
    let frame = &about.ground.frame;
    let mut listed = about.ground.listed.iter();
    let row = listed.rfind(|row| row.pupil.pupil == about.pupil);
    let last = row.and_then(|row| row.until).and_then(|day| day.pred_opt());
    let last = last.unwrap_or(about.today).min(about.until);
    let mut known = Vec::new();
    if let Some(row) = row {
        let born = row.pupil.born_on.map(russian::date);
        known.push(("Дата рождения".to_owned(), born.unwrap_or_default()));
        known.push(("№ личного дела".to_owned(), row.pupil.file_number.clone()));
        known.push(("Приказ о выбытии".to_owned(), row.order_out.clone()));
        known.push(("Куда выбыл(а)".to_owned(), row.note.clone()));
    }
    known.retain(|(_, value)| !value.is_empty());
    let mut rows = Vec::new();
    for group in about.groups() {
        let stand = stand_of(about.ground, group, (about.pupil, about.today));
        let Some(stand) = stand else { continue };
        let average = stand.forecast.average;
        rows.push(MarksRow {
            subject: subject_name(group),
            teacher: about
                .ground
                .initials(group.teacher_on(last).or(group.teacher(&frame.term))),
            marks: marks_of(group, about, |cell, place| {
                let kinds = cell
                    .marks
                    .iter()
                    .map(|mark| format!("{}:\u{a0}{}", mark.kind.name(), mark.value.text()));
                let kinds: Vec<String> = kinds.collect();
                format!("{} {}", place.date.format("%d.%m"), kinds.join(", "))
            })
            .join("; "),
            average: average.map(|average| average.text()).unwrap_or_default(),
            decided: decided(about, group, finals),
        });
    }
    MarksExtract {
        pupil: about.full(),
        about: known,
        period: format!(
            "{}, с {} по {}",
            term_title(frame.term.kind, frame.term.number),
            russian::date(row.map_or(about.from, |row| row.from.max(about.from))),
            russian::date(last)
        ),
        rows,
        missed: about.missed().words(),
        signatories: signatories.to_vec(),
    }
}

/// Decided marks of earlier terms: «1 четв. 4».
fn decided(about: &About<'_>, group: &GroupGround, finals: &[Standing<FinalMark>]) -> String {
    let mut found = Vec::new();
    for mark in finals.iter().map(|mark| &mark.value) {
        let own = mark.pupil == about.pupil && mark.group == group.group.group;
        let (FinalKind::Term(term), Some(value), true) = (mark.kind, mark.value, own) else {
            continue;
        };
        if let Some(term) = about.ground.frame.calendar.term(term) {
            found.push((
                term.ends_on,
                format!("{} {}", short_title(term), value.text()),
            ));
        }
    }
    found.sort();
    let texts = found.into_iter().map(|(_, text)| text);
    texts.collect::<Vec<_>>().join("\n")
}
