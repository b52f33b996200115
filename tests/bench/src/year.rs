//! A whole year of the sample school: every lesson of the timetable with its topic, homework, work,
//! marks and absences, and the marks of the terms. The same on every run.
//!
//! Stated as imported facts, a batch a class, and sealed and published as any import is.

use crate::figures::{Row, timed};
use crate::school::School;
use anyhow::{Context as _, Result};
use chrono::{Datelike as _, NaiveDate};
use klassny_app::App;
use klassny_domain::attendance::{Attendance, Presence};
use klassny_domain::calendar::Calendar;
use klassny_domain::change::{BatchCommit, Change, ImportSource};
use klassny_domain::ids::{BatchId, PupilId};
use klassny_domain::lesson::{
    Assignment, Held, Homework, HomeworkText, LessonPlace, LessonRecord, LessonTopic,
};
use klassny_domain::mark::{Grade, Mark, MarkValue};
use klassny_domain::roster::SchoolClass;
use klassny_domain::term::{FinalKind, FinalMark};
use klassny_domain::timetable::TimetableSlot;
use klassny_domain::work_kind::WorkKind;
use klassny_store::query::{GroupCard, Listed};
use klassny_store::{Author, NewFact, Store};
use std::ops::RangeInclusive;

/// Of a hundred cells of a lesson so many have a mark.
const MARKED: u64 = 18;
/// And so many an absence.
const ABSENT: u64 = 5;

/// States the year, a batch a class.
pub fn state(app: &App) -> Result<()> {
    let workstation = app.workstation()?;
    let store = &workstation.store;
    let seat = app.person()?.seat;
    let first = NaiveDate::from_ymd_opt(2026, 9, 1).context("a day")?;
    let calendar = store.read(|read| {
        let year = read.year_on(first)?.map(|year| year.year);
        year.map(|year| read.calendar(year)).transpose()
    })?;
    let calendar = calendar.flatten().context("no calendar")?;
    let year = calendar.year_id();
    let (groups, classes) =
        store.read(|read| Ok((read.groups_of_year(year)?, read.classes(year)?)))?;
    for class in classes {
        let batch = BatchId::derive(&[b"bench", class.class.as_bytes()]);
        let mut facts = Vec::new();
        for group in groups
            .iter()
            .filter(|group| group.class.class == class.class)
        {
            of_group(store, &calendar, group, &mut facts)?;
        }
        let mut facts: Vec<NewFact> = facts
            .into_iter()
            .map(|change| imported(change, batch, &class))
            .collect();
        let commit = BatchCommit {
            batch,
            count: u32::try_from(facts.len())?,
            summary: format!("{}{}", class.grade, class.letter),
        };
        facts.push(NewFact::from(Change::BatchCommit(commit)));
        let count = facts.len();
        let (done, took) = timed(|| store.commit(Author { seat }, app.now(), facts));
        done?;
        let (done, sealed) = timed(|| app.sync_fully());
        done?;
        let (grade, letter) = (class.grade, &class.letter);
        eprintln!("bench: {grade}{letter}: {count} facts, commit {took:.1?}, publish {sealed:.1?}");
    }
    Ok(())
}

fn imported(change: Change, batch: BatchId, class: &SchoolClass) -> NewFact {
    let import = ImportSource {
        batch,
        file: [7; 16],
        sheet: format!("{}{}", class.grade, class.letter),
        cell: "D12".to_owned(),
        teacher: None,
    };
    NewFact {
        change,
        import: Some(import),
        permit: None,
    }
}

fn of_group(
    store: &Store,
    calendar: &Calendar,
    group: &GroupCard,
    facts: &mut Vec<Change>,
) -> Result<()> {
    let days = calendar.year().starts_on..=calendar.year().ends_on;
    let id = group.group.group;
    let (slots, pupils) = store.read(|read| {
        Ok((
            read.slots_of_group(id, &days)?,
            read.listed_in_group(id, &days)?,
        ))
    })?;
    if slots.is_empty() {
        return Ok(());
    }
    let grade = group.class.grade;
    for date in days.start().iter_days().take_while(|day| day <= days.end()) {
        if !calendar.is_school_day(grade, date) {
            continue;
        }
        for slot in slots.iter().filter(|slot| slot.weekday == date.weekday()) {
            of_lesson(slot, date, (&group.subject.name, grade), &pupils, facts);
        }
    }
    of_terms(calendar, group, &pupils, &days, facts);
    Ok(())
}

fn of_lesson(
    slot: &TimetableSlot,
    date: NaiveDate,
    (subject, grade): (&str, u8),
    pupils: &[Listed],
    facts: &mut Vec<Change>,
) {
    let place = LessonPlace {
        group: slot.group,
        date,
        bell: slot.bell,
        ordinal: 0,
    };
    let number = date.format("%d.%m");
    facts.push(Change::LessonRecord(LessonRecord {
        place,
        held: Held::Held,
        taught_by: slot.staff,
        hours: 1,
    }));
    facts.push(Change::LessonTopic(LessonTopic {
        place,
        text: format!("{subject}: тема урока {number}, повторение и решение задач"),
        plan_row: None,
    }));
    let homework = format!("§ {}, упражнения {number}", 1 + date.ordinal() / 7);
    facts.push(Change::Homework(Homework {
        place,
        text: HomeworkText::Set(homework),
        due_on: None,
    }));
    let marks = grade > 1;
    if marks {
        facts.push(Change::Assignment(Assignment {
            place,
            ordinal: 0,
            kind: Some(WorkKind::Oral),
            weight_tenths: 10,
            title: String::new(),
        }));
    }
    for listed in pupils.iter().filter(|listed| listed.is_on(date)) {
        of_pupil(place, listed.pupil.pupil, marks, facts);
    }
}

fn of_pupil(place: LessonPlace, pupil: PupilId, marks: bool, facts: &mut Vec<Change>) {
    let drawn = draw(&[place.lesson().as_bytes(), pupil.as_bytes()]);
    match drawn % 100 {
        0..ABSENT => facts.push(Change::Attendance(Attendance {
            place,
            pupil,
            presence: Presence::Absent,
        })),
        x if marks && x < ABSENT + MARKED => facts.push(Change::Mark(Mark {
            place,
            ordinal: 0,
            pupil,
            value: grade_of(drawn / 100),
            written_on: None,
            comment: String::new(),
        })),
        _ => {}
    }
}

fn of_terms(
    calendar: &Calendar,
    group: &GroupCard,
    pupils: &[Listed],
    days: &RangeInclusive<NaiveDate>,
    facts: &mut Vec<Change>,
) {
    let grade = group.class.grade;
    if grade == 1 {
        return;
    }
    let terms = calendar.terms_of(grade).into_iter().map(|term| {
        let kind = FinalKind::Term(term.term);
        (kind, term.ends_on)
    });
    for (kind, end) in terms.chain([(FinalKind::Year, *days.end())]) {
        for listed in pupils.iter().filter(|listed| listed.is_on(end)) {
            let pupil = listed.pupil.pupil;
            let drawn = draw(&[end.to_string().as_bytes(), pupil.as_bytes()]);
            facts.push(Change::FinalMark(FinalMark {
                group: group.group.group,
                pupil,
                kind,
                value: grade_of(drawn),
                reason: String::new(),
            }));
        }
    }
}

fn grade_of(drawn: u64) -> Option<MarkValue> {
    let value = [3, 4, 4, 4, 5, 5, 2, 3, 4, 5];
    let index = usize::try_from(drawn % 10).unwrap_or_default();
    let value = value.get(index).copied().unwrap_or(4);
    Grade::new(value).map(MarkValue::Grade)
}

/// A number that is the same for the same parts.
fn draw(parts: &[&[u8]]) -> u64 {
    let bytes = *BatchId::derive(parts).as_bytes();
    u64::from_le_bytes(bytes.first_chunk().copied().unwrap_or_default())
}

/// Makes every row of the year anew from the log.
pub fn rebuild(school: &School) -> Result<Vec<Row>> {
    let workstation = school.deputy.workstation()?;
    let (done, took) = timed(|| workstation.store.rebuild());
    done?;
    Ok(vec![Row {
        what: "rebuild of the year's rows from the log".to_owned(),
        ours: format!("{:.1} s", took.as_secs_f64()),
        peer: "—".to_owned(),
        ratio: None,
        wanted: "< 60 s",
    }])
}
