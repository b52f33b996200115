//! Totals of an exported journal against its own marks.
//!
//! Owns the rule of the export: the average of all marks, half up; fewer marks than the norm give
//! no grade. It must never change a total.

use super::{JournalPupil, JournalSheet};
use crate::problem::{Problem, Severity, Words};
use klassny_domain::mark::MarkValue;

/// Doubts about the totals of a sheet: a grade given on fewer marks than the norm, and a total
/// that is not the average half up. `week_hours_quarters` are the hours of the group a week, in
/// quarters of an hour: the norm is 3 marks at one hour or less, 5 at more.
pub fn journal_total_doubts(sheet: &JournalSheet, week_hours_quarters: u16) -> Vec<Problem> {
    let norm = if week_hours_quarters <= 4 { 3 } else { 5 };
    let pupils = sheet.pupils.iter();
    pupils.filter_map(|pupil| doubt(pupil, norm)).collect()
}

fn doubt(pupil: &JournalPupil, norm: usize) -> Option<Problem> {
    let total = pupil.total.as_ref()?;
    let grades = pupil.grades();
    let sum: u32 = grades.iter().map(|grade| u32::from(*grade)).sum();
    let count = u32::try_from(grades.len()).ok()?;
    let half_up = (count > 0).then(|| (2 * sum + count) / (2 * count));
    let words = match total.value? {
        MarkValue::Grade(grade) if grades.len() < norm => Words::new(
            format!(
                "{}: итог {} выставлен по {} отм. при норме {norm}",
                pupil.name,
                grade.get(),
                grades.len()
            ),
            "замените итог на «н/а» или дополните отметки",
        ),
        MarkValue::Grade(grade) if half_up != Some(u32::from(grade.get())) => Words::new(
            format!(
                "{}: итог {}, а среднее {:.2} даёт {}",
                pupil.name,
                grade.get(),
                f64::from(sum) / f64::from(count.max(1)),
                half_up.unwrap_or_default()
            ),
            "проверьте итог: он должен быть средним с округлением половины вверх",
        ),
        MarkValue::NotAttested if grades.len() >= norm => Words::new(
            format!(
                "{}: итог «н/а» при {} отм., норма {norm}",
                pupil.name,
                grades.len()
            ),
            "выставьте итог по отметкам",
        ),
        MarkValue::Grade(_)
        | MarkValue::NotAttested
        | MarkValue::Pass
        | MarkValue::Fail
        | MarkValue::Exempt => return None,
    };
    let mut problem = Problem::of_row(&pupil.source, words, Severity::Doubt);
    problem.column = Some(total.column.clone());
    Some(problem)
}
