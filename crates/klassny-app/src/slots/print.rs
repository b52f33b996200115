//! The plan of entry on paper (F32), and the report on keeping to it: PDF/A files of the profile.

use super::gate::span;
use super::plan::{PlanGround, READERS};
use super::report;
use crate::api::{PrintSlots, SlotWeek};
use crate::app::App;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::paper::paper_error;
use crate::spread::words::class_name;
use crate::view::slots::{PrintedFile, SlotKept, SlotReportPerson};
use chrono::{Datelike as _, NaiveDate, Weekday};
use klassny_domain::ids::StaffId;
use klassny_domain::regulation::SlotPolicy;
use klassny_domain::roster::Role;
use klassny_paper::slots::{
    SlotPlan, SlotReport, SlotRow, SlotStation, render_plan, render_report,
};
use klassny_paper::view::Signatory;
use std::collections::HashMap;
use std::path::Path;

impl App {
    /// Prints the plan: whole with a page for every door, or the page of one machine.
    ///
    /// # Errors
    /// For who neither makes nor checks the plan; for a machine without a time; a full disk.
    pub fn print_slots(&self, args: &PrintSlots) -> Result<PrintedFile> {
        let folder = self.path("prints");
        self.at_desk(|desk| plan(desk, args.workstation, &folder))
    }

    /// Prints the report of a week.
    ///
    /// # Errors
    /// As [`App::slot_report`]; a full disk.
    pub fn print_slot_report(&self, args: &SlotWeek) -> Result<PrintedFile> {
        let folder = self.path("prints");
        self.at_desk(|desk| week(desk, args, &folder))
    }
}

fn plan(desk: &Desk<'_>, only: Option<u16>, folder: &Path) -> Result<PrintedFile> {
    desk.require(READERS)?;
    let today = desk.now().date();
    let ground = PlanGround::read(desk)?;
    let stations = ground.stations(desk)?;
    let places: HashMap<u16, String> = stations
        .iter()
        .map(|station| (station.number, station.place.clone()))
        .collect();
    let place = |number: u16| places.get(&number).cloned().unwrap_or_default();
    let classes = led_classes(desk, today)?;
    let mut slots = ground.slots.clone();
    slots.sort_by_key(|slot| {
        let weekday = slot.weekday.num_days_from_monday();
        (weekday, slot.starts_at, slot.workstation)
    });
    let printed: Vec<SlotStation> = stations
        .iter()
        .filter(|station| station.slots > 0 && only.is_none_or(|only| only == station.number))
        .map(|station| SlotStation {
            number: station.number,
            place: station.place.clone(),
        })
        .collect();
    if printed.is_empty() {
        return Err(AppError::not_found("times of the machine"));
    }
    let profile = desk.store.read(|read| read.school_profile())?;
    let plan = SlotPlan {
        school: profile.unwrap_or_default().name,
        year: desk.year.name.clone(),
        on: today,
        rule: rule(desk.rules.entry.slots).to_owned(),
        whole: only.is_none(),
        stations: printed,
        rows: slots
            .iter()
            .map(|slot| SlotRow {
                day: day_name(slot.weekday).0.to_owned(),
                short_day: day_name(slot.weekday).1.to_owned(),
                time: span(slot.starts_at, slot.ends_at),
                station: slot.workstation,
                place: place(slot.workstation),
                teacher: ground.full(slot.staff),
                class: classes.get(&slot.staff).cloned().unwrap_or_default(),
            })
            .collect(),
        signatories: vec![
            signatory(desk, Role::Director, "Директор")?,
            signatory(
                desk,
                Role::DiaryKeeper,
                "Ответственный за электронный дневник",
            )?,
        ],
    };
    let pdf = render_plan(&plan).map_err(|error| paper_error(&error))?;
    let name = match only {
        Some(number) => format!("Расписание ввода, АРМ {number}, {today}.pdf"),
        None => format!("Расписание ввода, {today}.pdf"),
    };
    keep(folder, &name, &pdf)
}

/// The classes that people lead, in words: «9 «Б»».
fn led_classes(desk: &Desk<'_>, today: NaiveDate) -> Result<HashMap<StaffId, String>> {
    let year = desk.year_id();
    let classes = desk.store.read(|read| read.classes(year))?;
    let mut led: HashMap<StaffId, String> = HashMap::new();
    for class in classes {
        let leaders = desk.store.read(|read| read.class_teachers(class.class))?;
        for leader in leaders.iter().filter(|leader| leader.holds(today)) {
            let names = led.entry(leader.staff).or_default();
            if !names.is_empty() {
                names.push_str(", ");
            }
            names.push_str(&class_name(&class));
        }
    }
    Ok(led)
}

fn week(desk: &Desk<'_>, args: &SlotWeek, folder: &Path) -> Result<PrintedFile> {
    let view = report::view(desk, args)?;
    let profile = desk.store.read(|read| read.school_profile())?;
    let week = format!("с {} по {}", short(&view.monday), full(&view.saturday));
    let report = SlotReport {
        school: profile.unwrap_or_default().name,
        week,
        on: desk.now().date(),
        rule: format!(
            "Опоздание считается с {} мин. Составлено по записям журнала и часам рабочих мест.",
            view.late_minutes
        ),
        people: view.people.iter().map(counts).collect(),
        lines: view.people.iter().flat_map(deviations).collect(),
        signatory: signatory(desk, Role::Deputy, "Заместитель директора по УВР")?,
    };
    let pdf = render_report(&report).map_err(|error| paper_error(&error))?;
    let name = format!("Соблюдение расписания ввода, {}.pdf", view.monday);
    keep(folder, &name, &pdf)
}

fn counts(person: &SlotReportPerson) -> (String, [u32; 6]) {
    let totals = &person.totals;
    let planned = u32::try_from(person.slots.len()).unwrap_or(u32::MAX);
    let counts = [
        planned,
        totals.kept,
        totals.late,
        totals.missed,
        totals.outside,
        totals.let_in,
    ];
    (person.name.clone(), counts)
}

/// What was not as planned.
fn deviations(person: &SlotReportPerson) -> Vec<[String; 5]> {
    let line = |when: String, station: u16, what: String, by: String| {
        let station = match station {
            0 => "–".to_owned(),
            number => number.to_string(),
        };
        [person.name.clone(), when, station, what, by]
    };
    let slots = person.slots.iter().filter_map(|slot| {
        let what = match slot.kept {
            SlotKept::Kept | SlotKept::Ahead => return None,
            SlotKept::Late => format!(
                "опоздание {} мин, первая запись в {}",
                slot.minutes, slot.first
            ),
            SlotKept::Missed => "записей не было".to_owned(),
        };
        let when = format!("{}, {}–{}", short(&slot.day), slot.from, slot.until);
        let by = match slot.instead.is_empty() {
            true => String::new(),
            false => format!("уроки дня внёс: {}", slot.instead.join(", ")),
        };
        Some(line(when, slot.workstation, what, by))
    });
    let outside = person.outside.iter().map(|stay| {
        let when = format!("{}, {}–{}", short(&stay.day), stay.from, stay.until);
        let what = format!("вне своего времени, записей: {}", stay.count);
        let by = match stay.by.is_empty() && stay.reason.is_empty() {
            true => "без допуска".to_owned(),
            false => format!("впустил: {}. {}", stay.by, stay.reason),
        };
        line(when, stay.workstation, what, by)
    });
    slots.chain(outside).collect()
}

fn signatory(desk: &Desk<'_>, role: Role, post: &str) -> Result<Signatory> {
    let today = desk.now().date();
    let holders = desk.store.read(|read| read.staff_in_role(role, today))?;
    let own = holders
        .iter()
        .find(|person| person.staff == desk.person.staff);
    let person = own.or(holders.first());
    Ok(Signatory {
        post: post.to_owned(),
        name: person.map_or_else(String::new, |person| person.name.initials()),
    })
}

fn keep(folder: &Path, name: &str, pdf: &[u8]) -> Result<PrintedFile> {
    std::fs::create_dir_all(folder).map_err(|error| AppError::file("prints", &error))?;
    let path = folder.join(name);
    klassny_keys::file::replace(&path, pdf)
        .map_err(|error| AppError::file("print", &error.source))?;
    Ok(PrintedFile {
        file: path.display().to_string(),
    })
}

const fn rule(policy: SlotPolicy) -> &'static str {
    match policy {
        SlotPolicy::Note => "Работа вне своего времени возможна и видна в отчёте.",
        SlotPolicy::ReadOnly => "Вне своего времени журнал открыт только для чтения.",
        SlotPolicy::NoSignIn => "Вне своего времени вход закрыт.",
    }
}

/// The name of a day, whole and short.
const fn day_name(weekday: Weekday) -> (&'static str, &'static str) {
    match weekday {
        Weekday::Mon => ("Понедельник", "Пн"),
        Weekday::Tue => ("Вторник", "Вт"),
        Weekday::Wed => ("Среда", "Ср"),
        Weekday::Thu => ("Четверг", "Чт"),
        Weekday::Fri => ("Пятница", "Пт"),
        Weekday::Sat => ("Суббота", "Сб"),
        Weekday::Sun => ("Воскресенье", "Вс"),
    }
}

/// «23.10» of `2026-10-23`.
fn short(day: &str) -> String {
    let day: Option<NaiveDate> = day.parse().ok();
    day.map_or_else(String::new, |day| {
        format!("{:02}.{:02}", day.day(), day.month())
    })
}

fn full(day: &str) -> String {
    let day: Option<NaiveDate> = day.parse().ok();
    day.map_or_else(String::new, |day| day.format("%d.%m.%Y").to_string())
}
