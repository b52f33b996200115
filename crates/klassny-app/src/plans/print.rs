//! The correction sheet of a plan for a group as a printed form (F42).

use super::view::{Walked, sheet, walked};
use super::{Book, readable};
use crate::api::PlanArgs;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::paper::lists;
use crate::spread::words::{class_name, parse_group};
use crate::view::permit::PrintedForm;
use crate::view::plans::{PlanStateCode, PlanStatus};
use crate::view::text::ErrorCode;
use crate::who::Who;
use chrono::{NaiveDate, NaiveDateTime};
use klassny_domain::roster::Role;
use klassny_domain::russian;
use klassny_paper::view::Signatory;
use klassny_paper::{List, ListForm};
use std::path::Path;

/// Prints the correction sheet of a group into a folder.
///
/// # Errors
/// Where the group has no corrections, or the person may not read the plan; a full disk.
pub fn print_correction(desk: &Desk<'_>, args: &PlanArgs, folder: &Path) -> Result<PrintedForm> {
    let book = Book::of_id(desk, &args.plan)?;
    let group = args.group.as_deref().map(parse_group).transpose()?;
    let cards = readable(desk, book.of_what())?;
    let mut cards = cards.into_iter();
    let card = cards.find(|card| Some(card.group.group) == group);
    let card = card.ok_or_else(|| AppError::not_found("group"))?;
    let known = walked(desk, &book, vec![card])?;
    let shown = known.first().ok_or_else(|| AppError::not_found("group"))?;
    let who = Who::read(desk)?;
    let status = sheet(desk, &book, shown, &who)?;
    let status = status.ok_or_else(|| AppError::new(ErrorCode::NothingToDo, "sheet"))?;
    let class = class_name(&shown.card.class);
    let subject = &shown.card.subject.name;
    let subgroup = match shown.card.group.subgroup {
        0 => String::new(),
        number => format!(", подгруппа {number}"),
    };
    let teacher = who.initials(shown.teacher);
    let today = desk.now().date();
    let list = List {
        form: ListForm::PlanCorrection,
        school: lists::school(desk)?,
        title: "Лист корректировки календарно-тематического плана".to_owned(),
        about: vec![
            format!(
                "{}, класс {class}{subgroup}, {} учебный год",
                subject, desk.year.name
            ),
            format!("Учитель: {teacher}"),
        ],
        rows: rows(&book, shown),
        under: under(shown, &status),
        signatories: vec![
            Signatory {
                post: "Учитель".to_owned(),
                name: teacher,
            },
            lists::signatory(desk, Role::Deputy, "Заместитель директора")?,
        ],
        on: today,
        by: lists::printed_by(desk)?,
    };
    let subgroup = subgroup.replace(',', "");
    let day = russian::date(today);
    let name = format!("Корректировка КТП {class} {subject}{subgroup} {day}.pdf");
    lists::print(&list, folder, &name)
}

/// A line for each row that is corrected, that was left out, or that was given on another day.
fn rows(book: &Book, shown: &Walked) -> Vec<Vec<String>> {
    let day = |day: Option<NaiveDate>| day.map(russian::date).unwrap_or_default();
    let passed = book.rows.iter().zip(&shown.passed.passage.rows).zip(1..);
    let mut lines = Vec::new();
    for ((row, passed), number) in passed {
        let mut corrections = shown.used.corrections.iter();
        let correction = corrections.find(|known| known.stands && known.number == row.number);
        let Some(correction) = correction else {
            continue;
        };
        let given = passed.given.iter().map(|place| russian::date(place.date));
        let fact: Vec<String> = match passed.given.is_empty() {
            false => given.collect(),
            true => vec![day(passed.expected_on)],
        };
        lines.push(vec![
            u32::to_string(&number),
            row.topic.clone(),
            row.hours.max(1).to_string(),
            day(passed.planned_on),
            fact.join("\n"),
            correction.hours.to_string(),
            correction.how.clone(),
            correction.reason.clone(),
        ]);
    }
    lines
}

fn under(shown: &Walked, status: &PlanStatus) -> Vec<String> {
    let passage = &shown.passed.passage;
    let hours = format!(
        "По плану с учётом корректировки: {} ч, дано: {} ч, осталось: {} ч; уроков осталось: {}.",
        passage.hours,
        passage.hours_given,
        passage.hours_left(),
        passage.lessons_left
    );
    let approved = match (status.state, &status.decided) {
        (PlanStateCode::Approved, Some(by)) => {
            let on = by.at.parse::<NaiveDateTime>();
            let on = on.map(|at| russian::date(at.date())).unwrap_or_default();
            format!("Утверждён в программе: {}, {on}.", by.by)
        }
        _ => "Не утверждён.".to_owned(),
    };
    vec![hours, approved]
}
