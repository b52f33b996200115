//! `school.toml` against the tables.
//!
//! Owns the checks of counts and limits the school file states. The file stands; tables are shown.

use super::doubt;
use crate::problem::{Problem, Severity, Words};
use crate::rows::Rows;
use crate::school::SchoolFile;
use crate::text::key;

/// Doubts about the school file.
pub(super) fn check(rows: &Rows, school: Option<&SchoolFile>, problems: &mut Vec<Problem>) {
    let Some(school) = school else {
        return;
    };
    let mut tell = |what: String, what_to_do: &str| {
        let words = Words::new(what, what_to_do);
        problems.push(Problem::of_file(
            &"school.toml".into(),
            words,
            Severity::Doubt,
        ));
    };
    for (title, written, counted) in [
        ("учеников", school.school.pupils_on_start, rows.pupils.len()),
        ("классов", school.school.classes, rows.classes.len()),
    ] {
        let same = written.is_none_or(|written| usize::try_from(written) == Ok(counted));
        if counted > 0 && !same {
            tell(
                format!("{title} написано иначе, чем в таблицах ({counted})"),
                "сверьте числа",
            );
        }
    }
    let director = key(&school.school.director);
    let known = rows
        .staff
        .iter()
        .any(|person| key(&person.name.full()) == director);
    if !rows.staff.is_empty() && !known {
        let what = format!("директора «{}» нет в «Сотрудниках»", school.school.director);
        tell(what, "сверьте ФИО");
    }
    for limit in &rows.load_limits {
        let hours = school
            .load_limit
            .get(&limit.grade)
            .map(|hours| u16::from(*hours) * 4);
        let weeks = school.weeks.get(&limit.grade).copied();
        let same_hours = hours.is_none_or(|hours| hours == limit.limit_hours_quarters);
        let same_weeks = weeks.is_none() || limit.weeks.is_none() || weeks == limit.weeks;
        if !same_hours || !same_weeks {
            let what = format!(
                "{} параллель: предел или недели не те, что в school.toml",
                limit.grade
            );
            problems.push(doubt(
                &limit.source,
                what,
                "сверьте предельную нагрузку и недели",
            ));
        }
    }
}
