//! Extra groups and thematic plans against their own numbers.
//!
//! Owns sizes of groups, numbering and hours of plans. It must never renumber a plan.

use super::doubt;
use crate::plan::PlanFile;
use crate::problem::Problem;
use crate::rows::Rows;
use crate::text::key;
use std::collections::{HashMap, HashSet};

/// Doubts about extra groups and plans.
pub(super) fn check(rows: &Rows, problems: &mut Vec<Problem>) {
    sizes(rows, problems);
    members(rows, problems);
    let staff: HashSet<String> = rows.staff.iter().map(|row| key(&row.name.full())).collect();
    for plan in &rows.plans {
        numbering(plan, problems);
        title(plan, &staff, problems);
    }
}

fn sizes(rows: &Rows, problems: &mut Vec<Problem>) {
    let mut listed: HashMap<String, usize> = HashMap::new();
    for member in &rows.course_members {
        *listed.entry(key(&member.course)).or_default() += 1;
    }
    let mut classes: HashMap<_, usize> = HashMap::new();
    for pupil in &rows.pupils {
        *classes.entry(&pupil.class).or_default() += 1;
    }
    for course in &rows.courses {
        // A course of a whole class has no list of its own.
        let counted = match (listed.get(&key(&course.name)), &course.class) {
            (Some(count), _) => *count,
            (None, Some(class)) if !classes.is_empty() => {
                classes.get(class).copied().unwrap_or_default()
            }
            (None, Some(_)) => continue,
            (None, None) if rows.course_members.is_empty() => continue,
            (None, None) => 0,
        };
        if course.size.is_some_and(|size| usize::from(size) != counted) {
            let what = format!(
                "«{}»: учащихся написано иначе, чем в составе ({counted})",
                course.name
            );
            problems.push(doubt(&course.source, what, "сверьте состав группы"));
        }
    }
}

fn members(rows: &Rows, problems: &mut Vec<Problem>) {
    let pupils: HashMap<&str, _> = rows
        .pupils
        .iter()
        .map(|pupil| (pupil.file_number.as_str(), pupil))
        .collect();
    let mut seen = HashSet::new();
    for member in &rows.course_members {
        if !seen.insert((key(&member.course), member.file_number.as_str())) {
            let what = format!(
                "ученик {} уже в группе «{}»",
                member.file_number, member.course
            );
            problems.push(doubt(&member.source, what, "удалите лишнюю строку"));
        }
        let Some(pupil) = pupils.get(member.file_number.as_str()) else {
            continue;
        };
        if pupil.class != member.class || key(&pupil.name.full()) != key(&member.name) {
            let what = format!(
                "личное дело {} в «Контингенте» — {}, {}",
                member.file_number,
                pupil.name.full(),
                pupil.class
            );
            problems.push(doubt(&member.source, what, "сверьте ФИО и класс"));
        }
    }
}

fn numbering(plan: &PlanFile, problems: &mut Vec<Problem>) {
    let wrong = (1..)
        .zip(&plan.rows)
        .find(|(number, row)| *number != row.number);
    if let Some((number, row)) = wrong {
        let what = format!("номер урока {}, а по порядку {number}", row.number);
        problems.push(doubt(&row.source, what, "проверьте нумерацию плана"));
    }
}

fn title(plan: &PlanFile, staff: &HashSet<String>, problems: &mut Vec<Problem>) {
    let Some(title) = &plan.title else {
        return;
    };
    let sum: u32 = plan.rows.iter().map(|row| u32::from(row.hours)).sum();
    if title
        .year_hours
        .is_some_and(|hours| u32::from(hours) != sum)
    {
        let what = format!("на титуле часов в год написано иначе, чем в строках плана ({sum})");
        problems.push(doubt(&title.source, what, "проверьте часы плана"));
    }
    for teacher in &title.teachers {
        if !staff.is_empty() && !staff.contains(&key(teacher)) {
            let what = format!("учителя «{teacher}» с титула нет в «Сотрудниках»");
            problems.push(doubt(&title.source, what, "сверьте ФИО"));
        }
    }
}
