//! One pupil: a term over all subjects, from the spread and from «Класс», and all years (R11).
//!
//! Who teaches the pupil sees the subjects taught; the class teacher and who checks classes see all.

use crate::api::{ClassPupil, PupilTerm};
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::family::stand::{MissedLessons, stand_of};
use crate::journal::may_read;
use crate::paper::ground::{Frame, Ground, GroupGround};
use crate::paper::{self, closing, term_ref};
use crate::spread::words::{class_name, parse_pupil, place_view};
use crate::view::pupil::{
    PupilCell, PupilColumn, PupilMissed, PupilSubject, PupilTermView, PupilYear, PupilYearRow,
    PupilYearsView,
};
use klassny_domain::attendance::Presence;
use klassny_domain::calendar::Calendar;
use klassny_domain::ids::{ClassId, PupilId, SubjectId, TermId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::MarkValue;
use klassny_domain::regulation::Assessment;
use klassny_domain::roster::{Enrolment, Role, SchoolClass};
use klassny_domain::term::{FinalKind, FinalMark};
use klassny_store::query::GroupCard;
use std::collections::BTreeMap;

/// Who sees every subject of any pupil.
const READERS: &[Role] = &[
    Role::Deputy,
    Role::Director,
    Role::Clerk,
    Role::DocumentFlowHead,
    Role::DiaryKeeper,
];

fn sees_all(desk: &Desk<'_>, class: ClassId) -> Result<bool> {
    Ok(paper::leads(desk, class)? || paper::has_role(desk, READERS)?)
}

/// A pupil's term over all subjects.
///
/// # Errors
/// For who reads no journal of the class; a pupil, class or term that is not there.
pub fn pupil_term(desk: &Desk<'_>, args: &PupilTerm) -> Result<PupilTermView> {
    let class = parse_id(&args.class, ClassId::parse)?;
    let pupil = parse_pupil(&args.pupil)?;
    let known = desk.store.read(|read| read.class(class))?;
    let grade = known.ok_or_else(|| AppError::not_found("class"))?.grade;
    let today = desk.now().date();
    let terms = desk.calendar.terms_of(grade);
    let asked = args.term.as_deref();
    let term = match asked.map(|id| parse_id(id, TermId::parse)).transpose()? {
        Some(id) => terms.iter().find(|term| term.term == id),
        None => terms.iter().rfind(|term| term.starts_on <= today),
    };
    let term = term
        .or(terms.first())
        .ok_or_else(|| AppError::not_found("term"))?;
    let frame = Frame::read(desk.store, class, term.term)?;
    let ground = Ground::read(desk.store, frame)?;
    let listed = ground.listed.iter().find(|row| row.pupil.pupil == pupil);
    let name = listed.ok_or_else(|| AppError::not_found("pupil of class"))?;
    let all = sees_all(desk, class)?;
    let (mut rows, mut partly) = (Vec::new(), false);
    for group in of_pupil(&ground, pupil) {
        match all || reads(desk, group.group.group)? {
            true => rows.push(subject(desk, &ground, (group, pupil))),
            false => partly = true,
        }
    }
    if rows.is_empty() && partly {
        return Err(klassny_domain::refusal::Refusal::NotTeacherOfGroup.into());
    }
    let mut views = Vec::new();
    for term in &terms {
        let closed = closing(desk.store, class, term.term)?.is_some();
        views.push(term_ref(term, today, closed));
    }
    let shown = views.iter().find(|view| view.term == term.term.to_string());
    let missed = match all {
        true => MissedLessons::of(&ground, pupil, (term.starts_on, term.ends_on)),
        false => MissedLessons::default(),
    };
    Ok(PupilTermView {
        pupil: pupil.to_string(),
        name: name.pupil.name.full(),
        class_name: ground.frame.class_name.clone(),
        term: shown
            .cloned()
            .unwrap_or_else(|| term_ref(term, today, false)),
        terms: views,
        rows,
        partly,
        missed: missed_view(missed),
        years: all,
    })
}

fn missed_view(missed: MissedLessons) -> PupilMissed {
    PupilMissed {
        all: missed.all,
        illness: missed.illness,
        excused: missed.excused,
        unexcused: missed.unexcused,
        unresolved: missed.unresolved,
        late: missed.late,
    }
}

fn reads(desk: &Desk<'_>, group: klassny_domain::ids::GroupId) -> Result<bool> {
    let card = desk.store.read(|read| read.group(group))?;
    Ok(card.is_some_and(|card| may_read(desk, &card).is_ok()))
}

fn of_pupil(ground: &Ground, pupil: PupilId) -> impl Iterator<Item = &GroupGround> {
    let groups = ground.groups.iter();
    groups.filter(move |group| group.listed.iter().any(|row| row.pupil.pupil == pupil))
}

fn subject(
    desk: &Desk<'_>,
    ground: &Ground,
    (group, pupil): (&GroupGround, PupilId),
) -> PupilSubject {
    let today = desk.now().date();
    let mut cells: BTreeMap<LessonPlace, PupilCell> = BTreeMap::new();
    for ((place, whose), ink) in &group.cells {
        let text = ink.text();
        if *whose == pupil && !text.is_empty() {
            let cell = PupilCell {
                place: place_view(*place),
                text,
                absent: ink.presence == Presence::Absent,
            };
            cells.insert(*place, cell);
        }
    }
    let stand = stand_of(ground, group, (pupil, today));
    let stand = stand.as_ref();
    let average = stand.and_then(|stand| stand.forecast.average);
    let text = |value: Option<MarkValue>| value.map(MarkValue::text).unwrap_or_default().to_owned();
    let brought = group.brought.get(&pupil);
    let mut cells: Vec<PupilCell> = cells.into_values().collect();
    cells.sort_by(|a, b| (&a.place.date, a.place.bell).cmp(&(&b.place.date, b.place.bell)));
    PupilSubject {
        group: group.group.group.to_string(),
        subject: group.subject.name.clone(),
        subgroup: group.group.subgroup,
        teacher: ground.initials(
            group
                .teacher_on(today)
                .or(group.teacher(&ground.frame.term)),
        ),
        cells,
        brought: brought
            .map(|marks| {
                marks
                    .iter()
                    .map(|mark| mark.value.text().to_owned())
                    .collect()
            })
            .unwrap_or_default(),
        average: average.map(|average| average.text()).unwrap_or_default(),
        has: stand.map_or(0, |stand| stand.accumulation.has),
        needs: stand.map_or(0, |stand| stand.accumulation.needs_by_end),
        proposed: text(stand.and_then(|stand| stand.proposal.value)),
        decided: text(stand.and_then(|stand| stand.decided)),
        no_marks: group.grading.assessment == Assessment::None,
    }
}

/// The decided marks of a pupil over all years and classes there ever were.
///
/// # Errors
/// For who neither leads the class nor checks classes.
pub fn pupil_years(desk: &Desk<'_>, args: &ClassPupil) -> Result<PupilYearsView> {
    let class = parse_id(&args.class, ClassId::parse)?;
    let pupil = parse_pupil(&args.pupil)?;
    if !sees_all(desk, class)? {
        return Err(klassny_domain::refusal::Refusal::NotClassTeacher.into());
    }
    let (person, enrolments, finals) = desk.store.read(|read| {
        Ok((
            read.pupil(pupil)?,
            read.enrolments_of_pupil(pupil)?,
            read.final_marks_of_pupil(pupil)?,
        ))
    })?;
    let person = person.ok_or_else(|| AppError::not_found("pupil"))?;
    // Who leads one class reads nobody else's pupils by naming that class.
    if !enrolments.iter().any(|row| row.class == class) {
        return Err(AppError::not_found("pupil of class"));
    }
    let mut marks: Vec<(GroupCard, FinalMark)> = Vec::new();
    for mark in finals.into_iter().map(|mark| mark.value) {
        if let Some(card) = desk.store.read(|read| read.group(mark.group))? {
            marks.push((card, mark));
        }
    }
    let mut years: Vec<(chrono::NaiveDate, PupilYear)> = Vec::new();
    for enrolment in enrolments {
        let found = desk.store.read(|read| {
            let Some(class) = read.class(enrolment.class)? else {
                return Ok(None);
            };
            let calendar = read.calendar(class.year)?;
            Ok(calendar.map(|calendar| (class, calendar)))
        })?;
        if let Some((class, calendar)) = found {
            let year = year((&class, &calendar), &enrolment, &marks);
            years.push((enrolment.from, year));
        }
    }
    years.sort_by_key(|(from, _)| std::cmp::Reverse(*from));
    Ok(PupilYearsView {
        name: person.name.full(),
        years: years.into_iter().map(|(_, year)| year).collect(),
    })
}

fn year(
    (class, calendar): (&SchoolClass, &Calendar),
    enrolment: &Enrolment,
    marks: &[(GroupCard, FinalMark)],
) -> PupilYear {
    let own: Vec<&(GroupCard, FinalMark)> = marks
        .iter()
        .filter(|(card, mark)| card.class.class == class.class && mark.value.is_some())
        .collect();
    let mut columns: Vec<(u8, chrono::NaiveDate, FinalKind)> = Vec::new();
    for (_, mark) in &own {
        let column = match mark.kind {
            FinalKind::Term(term) => match calendar.term(term) {
                Some(term) => (0, term.ends_on, mark.kind),
                None => continue,
            },
            FinalKind::Year => (1, calendar.year().ends_on, mark.kind),
            FinalKind::Exam => (2, calendar.year().ends_on, mark.kind),
            FinalKind::Final => (3, calendar.year().ends_on, mark.kind),
        };
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns.sort();
    let mut subjects: Vec<(SubjectId, String)> = Vec::new();
    for (card, _) in &own {
        if !subjects.iter().any(|(id, _)| *id == card.subject.subject) {
            subjects.push((card.subject.subject, card.subject.name.clone()));
        }
    }
    subjects.sort_by_cached_key(|(_, name)| klassny_domain::russian::folded(name));
    let cell = |subject: SubjectId, kind: FinalKind| {
        let mark = own
            .iter()
            .find(|(card, mark)| card.subject.subject == subject && mark.kind == kind);
        let value = mark.and_then(|(_, mark)| mark.value);
        value.map(MarkValue::text).unwrap_or_default().to_owned()
    };
    PupilYear {
        year: calendar.year().name.clone(),
        class_name: class_name(class),
        from: enrolment.from.to_string(),
        until: enrolment.until.map(|day| day.to_string()),
        rows: subjects
            .iter()
            .map(|(subject, name)| PupilYearRow {
                subject: name.clone(),
                cells: columns
                    .iter()
                    .map(|(_, _, kind)| cell(*subject, *kind))
                    .collect(),
            })
            .collect(),
        columns: columns
            .iter()
            .map(|(_, _, kind)| column_view(calendar, *kind))
            .collect(),
    }
}

fn column_view(calendar: &Calendar, kind: FinalKind) -> PupilColumn {
    match kind {
        FinalKind::Term(term) => {
            calendar
                .term(term)
                .map_or(PupilColumn::Year, |term| PupilColumn::Term {
                    kind: term.kind.into(),
                    number: term.number,
                })
        }
        FinalKind::Year => PupilColumn::Year,
        FinalKind::Exam => PupilColumn::Exam,
        FinalKind::Final => PupilColumn::Final,
    }
}
