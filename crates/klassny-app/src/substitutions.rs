//! The journal of missed and substituted lessons: every substitution with what became of the
//! lesson, totals by teacher, and the printed form (F18, R6, R33).
//!
//! Must not decide who may give a lesson: the deputy did, and the substitute records it.

use crate::api::SubstitutionsArgs;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::paper::{has_role, lists};
use crate::spread::words::{class_name, parse_day, place_view};
use crate::view::permit::PrintedForm;
use crate::view::substitutions::{
    SubstitutedLesson, SubstitutionCode, SubstitutionRecord, SubstitutionTotal, SubstitutionsView,
};
use crate::who::Who;
use chrono::{Datelike, Months, NaiveDate};
use klassny_domain::ids::StaffId;
use klassny_domain::lesson::{Held, LessonPlace};
use klassny_domain::roster::Role;
use klassny_domain::russian;
use klassny_domain::timetable::{Substitution, SubstitutionKind};
use klassny_paper::{List, ListForm};
use klassny_store::query::LessonParts;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;

/// Who sees the lessons of the whole school and prints them.
const READERS: &[Role] = &[Role::Deputy, Role::Director, Role::Clerk];

/// A month of missed and substituted lessons: of the school, or those of the person.
///
/// # Errors
/// What the disk says.
pub fn substitutions(desk: &Desk<'_>, args: &SubstitutionsArgs) -> Result<SubstitutionsView> {
    let days = month(desk, args)?;
    let all = has_role(desk, READERS)?;
    let me = desk.person.staff;
    let stated = desk.store.read(|read| match all {
        true => read.substitutions(&days),
        false => read.substitutions_of_staff(me, &days),
    })?;
    let mut who = Who::read(desk)?;
    let mut lessons = Vec::new();
    for substitution in &stated {
        lessons.push(lesson(desk, &mut who, substitution)?);
    }
    Ok(SubstitutionsView {
        first: days.start().to_string(),
        last: days.end().to_string(),
        totals: totals(&stated, &who),
        lessons,
        all,
        may_print: all,
    })
}

/// Prints a month of missed and substituted lessons into a folder.
///
/// # Errors
/// Where the person may not; a full disk.
pub fn print_substitutions(
    desk: &Desk<'_>,
    args: &SubstitutionsArgs,
    folder: &Path,
) -> Result<PrintedForm> {
    desk.require(READERS)?;
    let days = month(desk, args)?;
    let view = substitutions(desk, args)?;
    let (first, last) = (*days.start(), *days.end());
    let period = format!("{}–{}", russian::date(first), russian::date(last));
    let list = List {
        form: ListForm::Substitutions,
        school: lists::school(desk)?,
        title: "Журнал учёта пропущенных и замещённых уроков".to_owned(),
        about: vec![format!("{}; {} учебный год", period, desk.year.name)],
        rows: view.lessons.iter().map(row).collect(),
        under: under(&view),
        signatories: vec![lists::signatory(
            desk,
            Role::Deputy,
            "Заместитель директора",
        )?],
        on: desk.now().date(),
        by: lists::printed_by(desk)?,
    };
    let name = format!("Замены {}.pdf", first.format("%m.%Y"));
    lists::print(&list, folder, &name)
}

fn month(desk: &Desk<'_>, args: &SubstitutionsArgs) -> Result<RangeInclusive<NaiveDate>> {
    let day = match &args.month {
        Some(day) => parse_day(day)?,
        None => desk.now().date(),
    };
    let first = day.with_day(1);
    let last = first
        .and_then(|first| first.checked_add_months(Months::new(1)))
        .and_then(|next| next.pred_opt());
    match (first, last) {
        (Some(first), Some(last)) => Ok(first..=last),
        (_, _) => Err(AppError::bad_request("month")),
    }
}

/// The lesson that was given, by its page: another subject's stands on the page of that subject.
fn page(substitution: &Substitution) -> LessonPlace {
    let taught = substitution.taught_group;
    let group = match substitution.kind {
        SubstitutionKind::OtherSubject => taught.unwrap_or(substitution.group),
        SubstitutionKind::Substitute
        | SubstitutionKind::JoinedGroups
        | SubstitutionKind::NotHeld => substitution.group,
    };
    LessonPlace {
        group,
        date: substitution.date,
        bell: substitution.bell,
        ordinal: 0,
    }
}

fn lesson(
    desk: &Desk<'_>,
    who: &mut Who<'_>,
    substitution: &Substitution,
) -> Result<SubstitutedLesson> {
    let place = page(substitution);
    let part = desk.store.read(|read| read.lesson(place))?;
    let taught = match place.group == substitution.group {
        true => String::new(),
        false => who
            .group(place.group)?
            .map(|card| card.subject.name.clone())
            .unwrap_or_default(),
    };
    let card = who.group(substitution.group)?;
    let (class, subject, grade) = match card {
        Some(card) => (
            class_name(&card.class),
            card.subject.name.clone(),
            card.class.grade,
        ),
        None => (String::new(), String::new(), 0),
    };
    let term = desk.calendar.term_of(grade, place.date);
    let topic = part.topic.as_ref().map(|topic| topic.value.text.clone());
    let ahead = desk.now() < desk.calendar.lesson_start(grade, place.date, place.bell);
    Ok(SubstitutedLesson {
        place: place_view(place),
        term: term.map(|term| term.term.to_string()).unwrap_or_default(),
        class_name: class,
        subject,
        absent: who.initials(Some(substitution.absent)),
        reason: substitution.reason.clone(),
        document: substitution.document.clone(),
        kind: match substitution.kind {
            SubstitutionKind::Substitute => SubstitutionCode::Substitute,
            SubstitutionKind::OtherSubject => SubstitutionCode::OtherSubject,
            SubstitutionKind::JoinedGroups => SubstitutionCode::JoinedGroups,
            SubstitutionKind::NotHeld => SubstitutionCode::NotHeld,
        },
        substitute: who.initials(substitution.substitute),
        taught,
        topic: topic.unwrap_or_default(),
        hours: substitution.hours,
        paid: substitution.paid,
        record: record(substitution, &part, ahead),
    })
}

fn record(substitution: &Substitution, part: &LessonParts, ahead: bool) -> SubstitutionRecord {
    let record = part.record.as_ref().map(|record| &record.value);
    match record {
        _ if substitution.kind == SubstitutionKind::NotHeld => SubstitutionRecord::NotHeld,
        Some(record) if record.held != Held::Held => SubstitutionRecord::NotHeld,
        Some(record) if Some(record.taught_by) == substitution.substitute => {
            SubstitutionRecord::Made
        }
        Some(_) => SubstitutionRecord::OfAnother,
        None if ahead => SubstitutionRecord::Ahead,
        None => SubstitutionRecord::Missing,
    }
}

fn totals(stated: &[Substitution], who: &Who<'_>) -> Vec<SubstitutionTotal> {
    let mut of: BTreeMap<StaffId, (u16, u16, u16)> = BTreeMap::new();
    for substitution in stated {
        let hours = u16::from(substitution.hours);
        of.entry(substitution.absent).or_default().0 += hours;
        let given = substitution
            .substitute
            .filter(|_| substitution.kind != SubstitutionKind::NotHeld);
        if let Some(staff) = given {
            let of = of.entry(staff).or_default();
            of.1 += hours;
            of.2 += hours * u16::from(substitution.paid);
        }
    }
    let mut totals: Vec<SubstitutionTotal> = of
        .into_iter()
        .map(|(staff, (missed, given, paid))| SubstitutionTotal {
            staff: who.initials(Some(staff)),
            missed,
            given,
            paid,
        })
        .collect();
    totals.sort_by(|a, b| a.staff.cmp(&b.staff));
    totals
}

fn row(lesson: &SubstitutedLesson) -> Vec<String> {
    let day = lesson.place.date.parse::<NaiveDate>();
    let why = [lesson.reason.as_str(), lesson.document.as_str()];
    let why: Vec<&str> = why.into_iter().filter(|text| !text.is_empty()).collect();
    let given = match (lesson.kind, lesson.record) {
        (SubstitutionCode::NotHeld, _) | (_, SubstitutionRecord::NotHeld) => {
            "урок не проведён".to_owned()
        }
        (SubstitutionCode::OtherSubject, _) => {
            format!("{}\n{}", lesson.substitute, lesson.taught)
        }
        (SubstitutionCode::JoinedGroups, _) => {
            format!("{}\nобъединение групп", lesson.substitute)
        }
        (SubstitutionCode::Substitute, _) => lesson.substitute.clone(),
    };
    vec![
        day.map(|day| day.format("%d.%m").to_string())
            .unwrap_or_default(),
        lesson.place.bell.to_string(),
        lesson.class_name.clone(),
        lesson.subject.clone(),
        lesson.absent.clone(),
        why.join("\n"),
        given,
        lesson.topic.clone(),
        lesson.hours.to_string(),
        String::new(),
        match lesson.paid {
            true => "да".to_owned(),
            false => String::new(),
        },
    ]
}

fn under(view: &SubstitutionsView) -> Vec<String> {
    let hours: u16 = view
        .lessons
        .iter()
        .map(|lesson| u16::from(lesson.hours))
        .sum();
    let mut lines = vec![format!(
        "Всего уроков: {}, часов: {hours}.",
        view.lessons.len()
    )];
    lines.extend(view.totals.iter().map(|total| {
        format!(
            "{}: пропущено {} ч, замещено {} ч, из них к оплате {} ч.",
            total.staff, total.missed, total.given, total.paid
        )
    }));
    lines
}
