//! The frame of the year from `school.toml`: profile, terms, breaks, weeks, bells, limits.

use super::Mapping;
use chrono::{Datelike, NaiveDate, NaiveTime};
use klassny_domain::change::Change;
use klassny_domain::ids::{BellId, SchoolId, YearId};
use klassny_domain::school::{
    AcademicYear, Bell, Break, BreakKind, Grades, LoadLimit, SchoolProfile, SchoolWeek, Term,
    TermKind, Workstation,
};
use klassny_exchange::{FolderPreview, SchoolFile, Source};
use std::sync::Arc;

/// The academic year of a folder; without `school.toml`, an empty one that nothing hangs on.
pub(super) fn year_of(preview: &FolderPreview, school: SchoolId) -> AcademicYear {
    let head = preview.school.as_ref().map(|file| &file.school);
    let starts_on = head.map_or(NaiveDate::MIN, |head| head.year_start);
    AcademicYear {
        year: AcademicYear::id_of(school, starts_on.year()),
        name: head.map(|head| head.year.clone()).unwrap_or_default(),
        starts_on,
        ends_on: head.map_or(NaiveDate::MAX, |head| head.year_end),
    }
}

impl Mapping<'_> {
    /// States the frame of the year.
    pub(super) fn frame(&mut self) {
        let Some(file) = self.preview.school.as_ref() else {
            return;
        };
        let source = Source {
            file: Arc::from("school.toml"),
            sheet: Arc::from(""),
            row: 1,
        };
        let year = self.year.clone();
        let mut changes = vec![Change::SchoolProfile(profile(file))];
        changes.push(Change::AcademicYear(year.clone()));
        changes.extend(terms(file, year.year));
        changes.extend(breaks(file, year.year));
        changes.extend(weeks(file, year.year));
        changes.extend(bells(file, &year));
        for (&grade, &hours) in &file.load_limit {
            let weeks = file.weeks.get(&grade).copied().unwrap_or_default();
            changes.push(Change::LoadLimit(LoadLimit {
                year: year.year,
                grade,
                hours,
                weeks,
            }));
        }
        for station in &file.workstations {
            let place = station.place.clone();
            changes.push(Change::Workstation(Workstation {
                number: station.n,
                place,
            }));
        }
        for change in changes {
            self.state(change, &source);
        }
    }
}

fn profile(file: &SchoolFile) -> SchoolProfile {
    let head = &file.school;
    let named = [
        ("Краткое наименование", &head.short_name),
        ("ИНН", &head.inn),
        ("КПП", &head.kpp),
        ("ОГРН", &head.ogrn),
        ("ОКТМО", &head.oktmo),
        ("Телефон", &head.phone),
        ("E-mail", &head.email),
        ("Сайт", &head.site),
    ];
    let addresses = file
        .addresses
        .iter()
        .map(|address| (format!("Адрес, {}", address.kind), &address.text));
    SchoolProfile {
        name: head.name.clone(),
        full_name: head.full_name.clone(),
        founder: head.founder.clone(),
        city: head.city.clone(),
        director: head.director.clone(),
        requisites: named
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .chain(addresses)
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.clone()))
            .collect(),
    }
}

fn terms(file: &SchoolFile, year: YearId) -> impl Iterator<Item = Change> {
    file.terms.iter().filter_map(move |term| {
        let kind = match term.kind.as_str() {
            "четверть" => TermKind::Quarter,
            "полугодие" => TermKind::HalfYear,
            "триместр" => TermKind::Trimester,
            _ => return None,
        };
        Some(Change::Term(Term {
            term: Term::id_of(year, kind, term.n),
            year,
            kind,
            number: term.n,
            grades: term.grades.iter().copied().collect(),
            starts_on: term.start,
            ends_on: term.end,
        }))
    })
}

fn breaks(file: &SchoolFile, year: YearId) -> impl Iterator<Item = Change> {
    let holidays = file.holidays.iter().map(move |holiday| Break {
        year,
        kind: BreakKind::Holidays,
        name: holiday.name.clone(),
        grades: holiday.grades.iter().copied().collect(),
        starts_on: holiday.start,
        ends_on: holiday.end,
        stands: true,
    });
    let public = file.public_holidays.iter().map(move |holiday| Break {
        year,
        kind: BreakKind::PublicHoliday,
        name: holiday.name.clone(),
        grades: Grades::ALL,
        starts_on: holiday.date,
        ends_on: holiday.date,
        stands: true,
    });
    holidays.chain(public).map(Change::Break)
}

fn weeks(file: &SchoolFile, year: YearId) -> Vec<Change> {
    [(&file.week.five_day, 5), (&file.week.six_day, 6)]
        .into_iter()
        .filter(|(grades, _)| !grades.is_empty())
        .map(|(grades, days)| {
            let grades = grades.iter().copied().collect();
            Change::SchoolWeek(SchoolWeek { year, grades, days })
        })
        .collect()
}

fn bells(file: &SchoolFile, year: &AcademicYear) -> Vec<Change> {
    file.bells
        .iter()
        .filter_map(|entry| {
            let grades = grades_of(&entry.grades)?;
            let (from, until) = season(&entry.period, year)?;
            let starts_at = NaiveTime::parse_from_str(&entry.start, "%H:%M").ok()?;
            let ends_at = NaiveTime::parse_from_str(&entry.end, "%H:%M").ok()?;
            let day = from.to_string();
            let mask = grades.bits().to_le_bytes();
            let parts: [&[u8]; 4] = [year.year.as_bytes(), &mask, day.as_bytes(), &[entry.lesson]];
            Some(Change::Bell(Bell {
                bell: BellId::derive(&parts),
                year: year.year,
                grades,
                from,
                until,
                number: entry.lesson,
                starts_at,
                ends_at,
            }))
        })
        .collect()
}

/// «2-11», «1».
fn grades_of(text: &str) -> Option<Grades> {
    let (first, last) = text.split_once(['-', '–']).unwrap_or((text, text));
    Some(Grades::range(
        first.trim().parse().ok()?,
        last.trim().parse().ok()?,
    ))
}

/// «сентябрь–октябрь» within the year; empty is all of it.
fn season(text: &str, year: &AcademicYear) -> Option<(NaiveDate, NaiveDate)> {
    if text.trim().is_empty() {
        return Some((year.starts_on, year.ends_on));
    }
    let (first, last) = text.split_once(['-', '–']).unwrap_or((text, text));
    let first = month_start(first, year)?;
    let last = month_start(last, year)?;
    let after = last.checked_add_months(chrono::Months::new(1))?;
    Some((
        first.max(year.starts_on),
        after.pred_opt()?.min(year.ends_on),
    ))
}

fn month_start(name: &str, year: &AcademicYear) -> Option<NaiveDate> {
    const MONTHS: [&str; 12] = [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ];
    let index = MONTHS
        .iter()
        .position(|month| *month == name.trim().to_lowercase())?;
    let month = u32::try_from(index).ok()? + 1;
    let calendar_year = year.starts_on.year() + i32::from(month < year.starts_on.month());
    NaiveDate::from_ymd_opt(calendar_year, month, 1)
}
