//! Rows of given days against the timetable: control works, substitutions, slots of entry.
//!
//! Owns the checks of dates. It must never move anything to another day.

use super::doubt;
use crate::problem::{Problem, Source};
use crate::rows::Rows;
use crate::text::{ClassName, key};
use crate::words::weekday_name;
use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use klassny_domain::timetable::SubstitutionKind;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Doubts about rows of given days.
pub(super) fn check(rows: &Rows, problems: &mut Vec<Problem>) {
    weekdays(rows, problems);
    works(rows, problems);
    substitutions(rows, problems);
    substitution_totals(rows, problems);
    entry_slots(rows, problems);
    workstations(rows, problems);
}

fn weekdays(rows: &Rows, problems: &mut Vec<Problem>) {
    let works = rows.control_works.iter();
    let works = works.map(|row| (row.date, row.weekday, &row.source));
    let substitutions = rows.substitutions.iter();
    let substitutions = substitutions.map(|row| (row.date, row.weekday, &row.source));
    for (date, written, source) in works.chain(substitutions) {
        if let Some(written) = written.filter(|day| *day != date.weekday()) {
            let what = format!(
                "{} — {}, а написано «{}»",
                date.format("%d.%m.%Y"),
                weekday_name(date.weekday()),
                weekday_name(written)
            );
            problems.push(doubt(source, what, "проверьте дату"));
        }
    }
}

/// The subjects a class has at an hour: (class, weekday, lesson) → subject keys.
fn lessons(rows: &Rows) -> HashMap<(&ClassName, Weekday, u8), HashSet<String>> {
    let mut lessons: HashMap<_, HashSet<String>> = HashMap::new();
    for row in &rows.timetable {
        let subjects = lessons
            .entry((&row.class, row.weekday, row.lesson))
            .or_default();
        subjects.insert(key(&row.subject));
    }
    lessons
}

fn works(rows: &Rows, problems: &mut Vec<Problem>) {
    let lessons = lessons(rows);
    let mut days: HashMap<(&ClassName, NaiveDate), u32> = HashMap::new();
    for row in &rows.control_works {
        let day = row.date.format("%d.%m.%Y");
        if let Some(other) = days.insert((&row.class, row.date), row.source.row) {
            let what = format!(
                "у {} {day} уже есть контрольная работа (строка {other})",
                row.class
            );
            problems.push(doubt(
                &row.source,
                what,
                "у класса не больше одной работы в день",
            ));
        }
        let place = (&row.class, row.date.weekday(), row.lesson);
        let taught = lessons
            .get(&place)
            .is_some_and(|subjects| subjects.contains(&key(&row.subject)));
        if !lessons.is_empty() && !taught {
            let what = format!(
                "{} {day}, {} урок: по расписанию не {}",
                row.class, row.lesson, row.subject
            );
            problems.push(doubt(&row.source, what, "проверьте дату и номер урока"));
        }
    }
}

fn substitutions(rows: &Rows, problems: &mut Vec<Problem>) {
    let mut taught: HashSet<(&ClassName, Weekday, u8, u8, String, String)> = HashSet::new();
    for row in &rows.timetable {
        let (subject, teacher) = (key(&row.subject), key(&row.teacher));
        taught.insert((
            &row.class,
            row.weekday,
            row.lesson,
            row.subgroup,
            subject,
            teacher,
        ));
    }
    let mut absences: HashMap<String, Vec<(NaiveDate, NaiveDate)>> = HashMap::new();
    for absence in &rows.teacher_absences {
        let spans = absences.entry(key(&absence.teacher)).or_default();
        spans.push((absence.from, absence.to));
    }
    let mut seen: HashMap<(&ClassName, NaiveDate, u8, u8), &Source> = HashMap::new();
    for row in &rows.substitutions {
        let day = row.date.format("%d.%m.%Y");
        let (subject, absent) = (key(&row.subject), key(&row.absent));
        let lesson = (
            &row.class,
            row.date.weekday(),
            row.lesson,
            row.subgroup,
            subject,
            absent,
        );
        if !taught.is_empty() && !taught.contains(&lesson) {
            let what = format!(
                "{} {day}, {} урок: по расписанию это не урок «{}» учителя {}",
                row.class, row.lesson, row.subject, row.absent
            );
            problems.push(doubt(&row.source, what, "проверьте дату, урок и подгруппу"));
        }
        let place = (&row.class, row.date, row.lesson, row.subgroup);
        if let Some(other) = seen.insert(place, &row.source) {
            let what = format!("этот урок уже замещён в строке {}", other.row);
            problems.push(doubt(&row.source, what, "оставьте одну замену"));
        }
        let spans = absences.get(&key(&row.absent)).into_iter().flatten();
        let away = spans
            .into_iter()
            .any(|(from, to)| (*from..=*to).contains(&row.date));
        if !absences.is_empty() && !away {
            let what = format!("{} {day} не числится отсутствующим", row.absent);
            problems.push(doubt(
                &row.source,
                what,
                "добавьте отсутствие или исправьте дату",
            ));
        }
    }
}

fn substitution_totals(rows: &Rows, problems: &mut Vec<Problem>) {
    let mut sums: BTreeMap<(String, String), u32> = BTreeMap::new();
    for row in &rows.substitutions {
        if row.kind != SubstitutionKind::NotHeld
            && let Some(teacher) = &row.substitute
        {
            let month = row.date.format("%m.%Y").to_string();
            *sums.entry((month, key(teacher))).or_default() += u32::from(row.hours);
        }
    }
    for total in &rows.substitution_totals {
        let sum = sums.get(&(total.month.clone(), key(&total.teacher)));
        let sum = sum.copied().unwrap_or_default();
        if !rows.substitutions.is_empty() && sum != u32::from(total.hours) {
            let what = format!(
                "{} {}: в итоге {} ч, по заменам {sum} ч",
                total.month, total.teacher, total.hours
            );
            problems.push(doubt(
                &total.source,
                what,
                "итог не берётся; проверьте замены",
            ));
        }
    }
}

/// The spans of time someone or something is taken on each day of the week.
type Taken = HashMap<(Weekday, String), Vec<(NaiveTime, NaiveTime, String)>>;

fn overlap(
    taken: &Taken,
    day: Weekday,
    who: &str,
    from: NaiveTime,
    to: NaiveTime,
) -> Option<String> {
    let spans = taken.get(&(day, who.to_owned()))?;
    let met = spans
        .iter()
        .find(|(start, end, _)| from < *end && *start < to);
    met.map(|(_, _, what)| what.clone())
}

fn entry_slots(rows: &Rows, problems: &mut Vec<Problem>) {
    let mut lessons: Taken = HashMap::new();
    for row in &rows.timetable {
        if let (Some(from), Some(to)) = (row.starts_at, row.ends_at) {
            let spans = lessons.entry((row.weekday, key(&row.teacher))).or_default();
            spans.push((from, to, row.class.to_string()));
        }
    }
    let mut stations: Taken = HashMap::new();
    for row in &rows.entry_slots {
        let (from, to) = (row.starts_at, row.ends_at);
        let station = format!("{}", row.workstation);
        if to <= from {
            problems.push(doubt(
                &row.source,
                "время ввода кончается раньше начала",
                "исправьте время",
            ));
        }
        if let Some(other) = overlap(&stations, row.weekday, &station, from, to) {
            let what = format!("АРМ {station} в это время занят: {other}");
            problems.push(doubt(
                &row.source,
                what,
                "выберите другое время или другой АРМ",
            ));
        }
        if let Some(class) = overlap(&lessons, row.weekday, &key(&row.staff), from, to) {
            let what = format!("{} в это время ведёт урок в {class}", row.staff);
            problems.push(doubt(&row.source, what, "выберите другое время"));
        }
        let spans = stations.entry((row.weekday, station)).or_default();
        spans.push((from, to, row.staff.clone()));
    }
}

fn workstations(rows: &Rows, problems: &mut Vec<Problem>) {
    if rows.entry_slots.is_empty() {
        return;
    }
    for station in &rows.workstations {
        let slots = rows
            .entry_slots
            .iter()
            .filter(|slot| slot.workstation == station.number);
        let slots = slots.count();
        if station
            .slots
            .is_some_and(|written| usize::from(written) != slots)
        {
            let what = format!(
                "АРМ {}: слотов в расписании {slots}, а написано иначе",
                station.number
            );
            problems.push(doubt(&station.source, what, "проверьте расписание ввода"));
        }
    }
    let known: HashSet<u16> = rows
        .workstations
        .iter()
        .map(|station| station.number)
        .collect();
    for slot in &rows.entry_slots {
        if !known.is_empty() && !known.contains(&slot.workstation) {
            let what = format!("АРМ {} нет на листе «АРМ»", slot.workstation);
            problems.push(doubt(
                &slot.source,
                what,
                "добавьте АРМ или исправьте номер",
            ));
        }
    }
}
