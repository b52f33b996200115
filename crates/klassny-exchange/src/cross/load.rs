//! The load against the curriculum, the timetable, the totals and the staff list.
//!
//! Owns the sums of hours. It must never correct an hour.

use super::{doubt, hours};
use crate::load::LoadRow;
use crate::problem::{Problem, Source};
use crate::rows::Rows;
use crate::text::{ClassName, key};
use std::collections::{BTreeMap, HashMap};

/// Class, key of the subject and subgroup.
pub(super) type Group = (ClassName, String, u8);
/// Hours by subgroup, and the first row they came from.
type Sums<'a> = (HashMap<u8, u32>, &'a LoadRow);

pub(super) fn group(row: &LoadRow) -> Group {
    (row.class.clone(), key(&row.subject), row.subgroup)
}

/// Doubts about the load.
pub(super) fn check(rows: &Rows, problems: &mut Vec<Problem>) {
    if rows.load.is_empty() {
        return;
    }
    with_timetable(rows, problems);
    with_curriculum(rows, problems);
    with_totals(rows, problems);
    with_staff(rows, problems);
}

/// Every group's hours of a teacher against the teacher's lessons with it.
fn with_timetable(rows: &Rows, problems: &mut Vec<Problem>) {
    if rows.timetable.is_empty() {
        return;
    }
    let mut lessons: HashMap<(Group, String), (u32, &Source)> = HashMap::new();
    for row in &rows.timetable {
        let group = (row.class.clone(), key(&row.subject), row.subgroup);
        let lesson = lessons.entry((group, key(&row.teacher)));
        lesson.or_insert((0, &row.source)).0 += 1;
    }
    for row in &rows.load {
        let found = lessons.remove(&(group(row), key(&row.teacher)));
        let count = found.map_or(0, |(count, _)| count);
        // Half an hour a week is a lesson every other week: the timetable rounds it up.
        if count != u32::from(row.week_hours_quarters).div_ceil(4) {
            let what = format!(
                "{} {}: в нагрузке {} ч в неделю, в расписании уроков {count}",
                row.class,
                row.subject,
                hours(row.week_hours_quarters.into())
            );
            problems.push(doubt(&row.source, what, "сверьте нагрузку с расписанием"));
        }
    }
    let mut left: Vec<_> = lessons.into_iter().collect();
    left.sort_by_key(|(_, (_, source))| *source);
    for (((class, _, _), _), (count, source)) in left {
        let what = format!(
            "{class}: уроков в расписании {count}, а в нагрузке такого учителя с этим предметом и подгруппой нет"
        );
        problems.push(doubt(
            source,
            what,
            "добавьте строку нагрузки или исправьте расписание",
        ));
    }
}

/// A class's hours in a subject (one subgroup of several) against the plan.
fn with_curriculum(rows: &Rows, problems: &mut Vec<Problem>) {
    if rows.curriculum.is_empty() {
        return;
    }
    let mut loaded: BTreeMap<(ClassName, String), Sums<'_>> = BTreeMap::new();
    for row in &rows.load {
        let entry = loaded.entry((row.class.clone(), key(&row.subject)));
        let sums = &mut entry.or_insert_with(|| (HashMap::new(), row)).0;
        *sums.entry(row.subgroup).or_default() += u32::from(row.week_hours_quarters);
    }
    let plan = rows.curriculum.iter();
    let plan: Vec<_> = plan.map(|row| (key(&row.subject), row)).collect();
    for ((class, subject), (sums, row)) in loaded {
        let planned = plan.iter().filter(|(planned, row)| {
            let own = row.class.as_ref().is_none_or(|own| *own == class);
            own && row.grade == class.grade && *planned == subject
        });
        let planned: u32 = planned
            .map(|(_, row)| u32::from(row.week_hours_quarters))
            .sum();
        let sum = sums.values().copied().max().unwrap_or_default();
        if planned != sum || sums.values().any(|other| *other != sum) {
            let what = format!(
                "{class} {}: в учебном плане {} ч, в нагрузке {} ч",
                row.subject,
                hours(planned),
                hours(sum)
            );
            problems.push(doubt(
                &row.source,
                what,
                "сверьте нагрузку с учебным планом",
            ));
        }
    }
}

/// Hours by the key of a name.
fn sums<'a>(rows: impl Iterator<Item = (&'a str, u16)>) -> HashMap<String, u32> {
    let mut sums = HashMap::new();
    for (name, quarters) in rows {
        *sums.entry(key(name)).or_default() += u32::from(quarters);
    }
    sums
}

fn by_teacher(rows: &Rows) -> HashMap<String, u32> {
    let load = rows.load.iter();
    sums(load.map(|row| (row.teacher.as_str(), row.week_hours_quarters)))
}

/// The printed totals by teacher and by class.
fn with_totals(rows: &Rows, problems: &mut Vec<Problem>) {
    const DO: &str = "свод не берётся; проверьте строки нагрузки";
    let loaded = by_teacher(rows);
    let home = rows.home_study.iter();
    let home = sums(home.map(|row| (row.teacher.as_str(), row.week_hours_quarters)));
    for total in &rows.teacher_totals {
        let of = |sums: &HashMap<String, u32>| sums.get(&key(&total.teacher)).copied();
        let (sum, home) = (of(&loaded).unwrap_or(0), of(&home).unwrap_or(0));
        let written = u32::from(total.week_hours_quarters);
        let written_home = u32::from(total.home_hours_quarters);
        if (sum, home) != (written, written_home) {
            let what = format!(
                "{}: в своде {} ч и {} ч на дому, по строкам {} ч и {} ч",
                total.teacher,
                hours(written),
                hours(written_home),
                hours(sum),
                hours(home)
            );
            problems.push(doubt(&total.source, what, DO));
        }
    }
    for total in &rows.class_totals {
        let own = rows.load.iter().filter(|row| row.class == total.class);
        let sum: u32 = own.map(|row| u32::from(row.week_hours_quarters)).sum();
        let written = u32::from(total.teacher_hours_quarters);
        if sum != written {
            let what = format!(
                "{}: в своде {} учительских часов, по строкам {}",
                total.class,
                hours(written),
                hours(sum)
            );
            problems.push(doubt(&total.source, what, DO));
        }
    }
}

/// Personnel numbers of the load and weekly hours of the staff list.
fn with_staff(rows: &Rows, problems: &mut Vec<Problem>) {
    let mut numbers: HashMap<String, Vec<&str>> = HashMap::new();
    for staff in &rows.staff {
        let own = numbers.entry(key(&staff.name.full())).or_default();
        own.push(&staff.personnel_number);
    }
    for row in &rows.load {
        let number = row.personnel_number.as_str();
        let own = numbers.get(&key(&row.teacher));
        if !number.is_empty() && own.is_some_and(|own| !own.contains(&number)) {
            let what = format!(
                "у «{}» в «Сотрудниках» другой табельный номер, чем {number}",
                row.teacher
            );
            problems.push(doubt(&row.source, what, "сверьте табельный номер"));
        }
    }
    let loaded = by_teacher(rows);
    for staff in &rows.staff {
        let name = staff.name.full();
        let sum = loaded.get(&key(&name)).copied().unwrap_or(0);
        let written = u32::from(staff.week_hours_quarters.unwrap_or_default());
        if written != sum {
            let what = format!(
                "{name}: в «Сотрудниках» {} ч в неделю, в нагрузке {} ч",
                hours(written),
                hours(sum)
            );
            problems.push(doubt(&staff.source, what, "сверьте часы"));
        }
    }
}
