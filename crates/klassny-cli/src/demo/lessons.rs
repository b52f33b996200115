//! The lessons of 23.10.2026 of 5А, entered live by their teachers and compared with the file.

use super::{PASSWORD, Station, first_sign_in};
use anyhow::{Context as _, ensure};
use chrono::NaiveDate;
use klassny_app::api::{PresenceArg, SetAttendance, SetLesson, SetMark, SetTermMark, SignIn};
use klassny_app::api::{SpreadArgs, TopicArg};
use klassny_app::view::journal::{Spread, SpreadRow};
use klassny_app::view::lesson::{AssignmentView, HeldView, HomeworkView};
use klassny_app::view::text::{AbsenceCode, ErrorCode, WorkKindCode};
use klassny_app::{AppError, journal, marks, spread, term_marks};
use klassny_domain::attendance::Presence;
use klassny_domain::work_kind::WorkKind;
use klassny_exchange::{FolderPreview, JournalLesson, JournalPupil, JournalSheet, read_folder};
use std::collections::BTreeSet;
use std::path::Path;

/// What was entered live.
#[derive(Debug, Default)]
pub struct Live {
    /// Lessons.
    pub lessons: usize,
    /// Marks.
    pub marks: usize,
    /// Absences and late comings.
    pub absences: usize,
    /// Marks of the term.
    pub term_marks: usize,
    /// Cells of the live lessons that stand in the journal as in the file.
    pub equal_cells: usize,
}

/// Every teacher of 5А signs in at the teachers' workstation and enters the day, then the term.
pub fn enter(deputy: &Station, station: &Station, data: &Path) -> anyhow::Result<Live> {
    let preview = read_folder(data);
    let day = NaiveDate::from_ymd_opt(2026, 10, 23).context("a day")?;
    let mut live = Live::default();
    let mut seated = BTreeSet::new();
    for sheet in preview.rows.journal.iter() {
        if seated.insert(sheet.teacher.clone()) {
            first_sign_in(deputy, station, &sheet.teacher)?;
        } else {
            sign_in(station, &sheet.teacher)?;
        }
        let group = group_of(station, sheet)?;
        let columns = sheet
            .lessons
            .iter()
            .enumerate()
            .filter(|(_, lesson)| lesson.date == day);
        for (index, lesson) in columns {
            enter_lesson(station, &preview, (sheet, index, lesson), &group, &mut live)
                .with_context(|| format!("{}, {day}", sheet.subject))?;
        }
        enter_term(station, sheet, &group, &mut live)
            .with_context(|| format!("{}, четверть", sheet.subject))?;
        station.app.sign_out()?;
    }
    Ok(live)
}

/// Gives every teacher of 5А a seat at the teachers' workstation; returns their names.
pub fn seat_teachers(
    deputy: &Station,
    station: &Station,
    data: &Path,
) -> anyhow::Result<Vec<String>> {
    let preview = read_folder(data);
    let teachers: BTreeSet<_> = preview
        .rows
        .journal
        .iter()
        .map(|sheet| sheet.teacher.clone())
        .collect();
    for teacher in &teachers {
        first_sign_in(deputy, station, teacher)?;
        station.app.sign_out()?;
    }
    Ok(teachers.into_iter().collect())
}

fn sign_in(station: &Station, full_name: &str) -> anyhow::Result<()> {
    let state = station.app.app_state()?;
    let person = state.people.iter().find(|person| person.name == full_name);
    let staff = person.context("учителя нет в списке")?.staff.clone();
    station.app.sign_in(SignIn {
        staff,
        password: PASSWORD.to_owned(),
    })?;
    Ok(())
}

fn group_of(station: &Station, sheet: &JournalSheet) -> anyhow::Result<String> {
    let groups = station.app.at_desk(journal::journal_groups)?;
    let class = sheet.class.to_string();
    groups
        .groups
        .iter()
        .find(|group| {
            group.own
                && group.class_name == class
                && group.subgroup == sheet.subgroup
                && group.subject == full_subject(&sheet.subject)
        })
        .map(|group| group.group.clone())
        .with_context(|| format!("{}: группы нет у учителя", sheet.subject))
}

/// The name of the plan for a subject as an exported journal calls it.
pub fn full_subject(short: &str) -> &str {
    match short.trim() {
        "ИЗО" => "Изобразительное искусство",
        "Труд" => "Труд (технология)",
        "Физ. культура" => "Физическая культура",
        other => other,
    }
}

/// The kind of a lesson's work: that of the schedule of control works, else an oral answer.
pub fn kind_of(preview: &FolderPreview, sheet: &JournalSheet, lesson: &JournalLesson) -> WorkKind {
    let subject = full_subject(&sheet.subject);
    let rows = &preview.rows.control_works;
    rows.iter()
        .find(|row| row.date == lesson.date && row.class == sheet.class && row.subject == subject)
        .map_or(WorkKind::Oral, |row| row.kind)
}

fn open(station: &Station, group: &str) -> anyhow::Result<Spread> {
    let args = SpreadArgs {
        group: group.to_owned(),
        term: None,
    };
    Ok(station.app.at_desk(|desk| spread::spread(desk, &args))?)
}

fn enter_lesson(
    station: &Station,
    preview: &FolderPreview,
    (sheet, index, lesson): (&JournalSheet, usize, &JournalLesson),
    group: &str,
    live: &mut Live,
) -> anyhow::Result<()> {
    let before = open(station, group)?;
    let day = lesson.date.to_string();
    let place = before
        .lessons
        .iter()
        .filter(|column| column.place.date == day)
        .nth(usize::from(lesson.ordinal_in_day))
        .context("урока нет в расписании")?
        .place
        .clone();
    let kind = kind_of(preview, sheet, lesson);
    let cells = sheet
        .pupils
        .iter()
        .filter_map(|pupil| pupil.cells.get(index));
    let works = cells.map(|cell| cell.marks.len()).max().unwrap_or_default();
    let homework = match lesson.homework.as_str() {
        "" => HomeworkView::NotSet,
        text => HomeworkView::Set {
            text: text.to_owned(),
            due_on: None,
        },
    };
    let stated = SetLesson {
        place: place.clone(),
        held: Some(HeldView::Held),
        topic: Some(TopicArg {
            text: lesson.topic.clone(),
            plan: None,
            number: None,
        }),
        homework: Some(homework),
        assignments: Some(
            (0_u8..)
                .take(works)
                .map(|ordinal| AssignmentView {
                    ordinal,
                    kind: WorkKindCode::from(kind),
                    weight_tenths: 10,
                    title: String::new(),
                })
                .collect(),
        ),
    };
    station
        .app
        .at_desk(|desk| marks::set_lesson(desk, &stated))?;
    live.lessons += 1;
    for pupil in &sheet.pupils {
        let Some(cell) = pupil.cells.get(index) else {
            continue;
        };
        let Some(row) = row_of(&before, pupil) else {
            continue;
        };
        if let Some(presence) = cell.presence {
            let presence = match presence {
                Presence::Present => PresenceArg::Present,
                Presence::Late { minutes } => PresenceArg::Late { minutes },
                Presence::Absent => PresenceArg::Absent {
                    reason: AbsenceCode::Unresolved,
                },
            };
            let args = SetAttendance {
                place: place.clone(),
                pupil: row.pupil.clone(),
                presence,
            };
            station
                .app
                .at_desk(|desk| marks::set_attendance(desk, &args))?;
            live.absences += 1;
        }
        for (ordinal, value) in (0_u8..).zip(&cell.marks) {
            let args = SetMark {
                place: place.clone(),
                pupil: row.pupil.clone(),
                ordinal,
                value: Some(value.text().to_owned()),
                written_on: None,
            };
            station.app.at_desk(|desk| marks::set_mark(desk, &args))?;
            live.marks += 1;
        }
    }
    live.equal_cells += compare(&open(station, group)?, (sheet, index), &place.date, lesson)?;
    Ok(())
}

/// Counts the cells that stand as in the file; one that does not ends the demo.
fn compare(
    spread: &Spread,
    (sheet, index): (&JournalSheet, usize),
    day: &str,
    lesson: &JournalLesson,
) -> anyhow::Result<usize> {
    let column = spread
        .lessons
        .iter()
        .enumerate()
        .filter(|(_, column)| column.place.date == day)
        .nth(usize::from(lesson.ordinal_in_day))
        .map(|(at, _)| at)
        .context("урок пропал")?;
    let mut equal = 0;
    for pupil in &sheet.pupils {
        let (Some(row), Some(wanted)) = (row_of(spread, pupil), pupil.cells.get(index)) else {
            continue;
        };
        let Some(cell) = row.cells.get(column) else {
            continue;
        };
        let marks: Vec<&str> = cell.marks.iter().map(|mark| mark.text.as_str()).collect();
        let wanted_marks: Vec<&str> = wanted.marks.iter().map(|mark| mark.text()).collect();
        let absent = wanted.presence == Some(Presence::Absent);
        ensure!(
            marks == wanted_marks && cell.absence.is_some() == absent,
            "строка {} расходится с файлом: {marks:?} вместо {wanted_marks:?}",
            pupil.number.unwrap_or_default()
        );
        equal += 1;
    }
    Ok(equal)
}

/// The marks of the term, as the file has them; one off its proposal needs a reason.
fn enter_term(
    station: &Station,
    sheet: &JournalSheet,
    group: &str,
    live: &mut Live,
) -> anyhow::Result<()> {
    let spread = open(station, group)?;
    for pupil in &sheet.pupils {
        let value = pupil.total.as_ref().and_then(|total| total.value);
        let (Some(value), Some(row)) = (value, row_of(&spread, pupil)) else {
            continue;
        };
        let mut args = SetTermMark {
            group: group.to_owned(),
            term: spread.term.term.clone(),
            pupil: row.pupil.clone(),
            value: Some(value.text().to_owned()),
            reason: String::new(),
        };
        let decided = station
            .app
            .at_desk(|desk| term_marks::set_term_mark(desk, &args));
        if let Err(AppError {
            code: ErrorCode::NeedsReason,
            ..
        }) = decided
        {
            args.reason = "решение учителя, как в журнале школы".to_owned();
            station
                .app
                .at_desk(|desk| term_marks::set_term_mark(desk, &args))?;
        } else {
            decided?;
        }
        live.term_marks += 1;
    }
    Ok(())
}

/// The row of the pupil whom the file calls «Фамилия И.».
fn row_of<'s>(spread: &'s Spread, pupil: &JournalPupil) -> Option<&'s SpreadRow> {
    let wanted = pupil
        .name
        .trim_end_matches('.')
        .to_lowercase()
        .replace('ё', "е");
    spread.rows.iter().find(|row| {
        row.name
            .to_lowercase()
            .replace('ё', "е")
            .starts_with(&wanted)
    })
}
