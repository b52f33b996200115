//! The register of permits as a printed form (F37).

use super::{READERS, permits};
use crate::desk::Desk;
use crate::error::Result;
use crate::paper::lists;
use crate::view::permit::{PermitCode, PermitLine, PrintedForm};
use chrono::{NaiveDate, NaiveDateTime};
use klassny_domain::roster::Role;
use klassny_domain::russian;
use klassny_paper::{List, ListForm};
use std::path::Path;

/// Prints the register of permits of the year into a folder.
///
/// # Errors
/// Where the person neither gives permits nor leads the school; a full disk.
pub fn print_permits(desk: &Desk<'_>, folder: &Path) -> Result<PrintedForm> {
    desk.require(READERS)?;
    let view = permits(desk)?;
    let (first, last) = (desk.year.starts_on, desk.now().date());
    let mut lines: Vec<PermitLine> = [view.waiting, view.open, view.past].concat();
    lines.retain(|line| day_of(line).is_none_or(|day| first <= day && day <= last));
    lines.sort_by_key(|line| {
        line.asked
            .as_ref()
            .or(line.answered.as_ref())
            .map(|s| s.at.clone())
    });
    let given = lines.iter().filter(|line| line.permit.is_some()).count();
    let declined = |line: &&PermitLine| line.state == PermitCode::Declined;
    let declined = lines.iter().filter(declined).count();
    let used: u32 = lines.iter().map(|line| u32::from(line.used)).sum();
    let list = List {
        form: ListForm::Permits,
        school: lists::school(desk)?,
        title: "Реестр разрешений на правку журнала".to_owned(),
        about: vec![format!(
            "{} учебный год, на {}",
            desk.year.name,
            russian::date(last)
        )],
        rows: lines.iter().zip(1..).map(row).collect(),
        under: vec![format!(
            "Разрешений: {given}, отказов: {declined}. Отметок исправлено и действует: {used}."
        )],
        signatories: vec![lists::signatory(
            desk,
            Role::Deputy,
            "Заместитель директора",
        )?],
        on: last,
        by: lists::printed_by(desk)?,
    };
    let name = format!(
        "Разрешения на правку {} на {}.pdf",
        desk.year.name.replace('/', "-"),
        russian::date(last)
    );
    lists::print(&list, folder, &name)
}

/// The day of asking, or of giving.
fn day_of(line: &PermitLine) -> Option<NaiveDate> {
    let stamp = line.asked.as_ref().or(line.answered.as_ref())?;
    stamp.at.parse::<NaiveDateTime>().ok().map(|at| at.date())
}

fn row((line, number): (&PermitLine, u32)) -> Vec<String> {
    let moment = |text: &str| {
        let at = text.parse::<NaiveDateTime>().ok();
        at.map(|at| at.format("%d.%m.%Y %H:%M").to_string())
            .unwrap_or_default()
    };
    let asked = line.asked.as_ref().or(line.answered.as_ref());
    let asked = asked.map(|stamp| moment(&stamp.at)).unwrap_or_default();
    let answered = line.answered.as_ref().map(|stamp| stamp.by.clone());
    let until = line.until.as_deref().map(moment);
    vec![
        number.to_string(),
        format!("{asked}\n{}", line.staff),
        what(line),
        until.unwrap_or_default(),
        line.reason.clone(),
        answered.unwrap_or_default(),
        outcome(line),
        line.code.clone(),
    ]
}

/// «9Б, алгебра, 14.09, 2-й урок; Карпов Матвей: 5 вместо 4».
fn what(line: &PermitLine) -> String {
    let day = |text: &str| {
        let day = text.parse::<NaiveDate>().ok();
        day.map(russian::date).unwrap_or_default()
    };
    let place = match (&line.place, &line.days) {
        (Some(place), _) => format!("{}, {}-й урок", day(&place.date), place.bell),
        (None, Some((from, to))) => format!("{}–{}", day(from), day(to)),
        (None, None) => String::new(),
    };
    let whose = match line.pupil_name.as_str() {
        "" => "весь урок".to_owned(),
        name => name.to_owned(),
    };
    let wanted = match line.wanted.as_str() {
        "" => String::new(),
        wanted => format!(": {wanted}"),
    };
    let subject = line.subject.to_lowercase();
    format!("{}, {subject}, {place}\n{whose}{wanted}", line.class_name)
}

fn outcome(line: &PermitLine) -> String {
    let used = match line.used {
        0 => String::new(),
        used => format!("; исправлено: {used}"),
    };
    match line.state {
        PermitCode::Waiting => "ждёт ответа".to_owned(),
        PermitCode::Open => format!("действует{used}"),
        PermitCode::Expired => format!("срок вышел{used}"),
        PermitCode::TakenBack => format!("отозвано{used}"),
        PermitCode::Declined => format!("отказано: {}", line.answer),
        PermitCode::Withdrawn => "запрос отозван".to_owned(),
    }
}
