//! Missed days and lessons (F6) and the summary sheet of the term (F7).

use super::ground::{Ground, GroupGround};
use chrono::{Datelike as _, NaiveDate};
use klassny_domain::attendance::{AbsenceReason, Presence};
use klassny_domain::figures::{Figures, figures};
use klassny_domain::ids::SubjectId;
use klassny_domain::lesson::Held;
use klassny_domain::mark::MarkValue;
use klassny_domain::regulation::Assessment;
use klassny_paper::view::{
    AbsenceRow, AbsenceTotals, Absences, FigureRow, Missed, Summary, SummaryRow,
};
use klassny_store::query::Listed;
use std::collections::BTreeMap;

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

/// What a pupil had on one day.
#[derive(Default)]
struct Day {
    held: u32,
    missed: Vec<AbsenceReason>,
    late: u32,
}

/// The absences of the class.
pub(super) fn absences(ground: &Ground) -> Absences {
    let days = ground.frame.school_days();
    let mut months: Vec<(i32, u32)> = days.iter().map(|day| (day.year(), day.month())).collect();
    months.dedup();
    let mut rows = Vec::with_capacity(ground.listed.len());
    let mut total = AbsenceTotals::default();
    let mut total_months = vec![Missed::default(); months.len()];
    for listed in &ground.listed {
        let row = row(&days, &months, &days_of(ground, listed));
        add_totals(&mut total, &row.total);
        for (sum, month) in total_months.iter_mut().zip(&row.months) {
            add(sum, *month);
        }
        rows.push(row);
    }
    Absences {
        months: months.iter().map(|(_, month)| month_name(*month)).collect(),
        days,
        rows,
        total,
        total_months,
    }
}

fn month_name(month: u32) -> String {
    let index = usize::try_from(month).unwrap_or(0).wrapping_sub(1);
    MONTHS.get(index).copied().unwrap_or_default().to_owned()
}

/// The pupil's days with lessons, over all groups the pupil was in.
fn days_of(ground: &Ground, listed: &Listed) -> BTreeMap<NaiveDate, Day> {
    let pupil = listed.pupil.pupil;
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    for group in &ground.groups {
        for place in &group.lessons {
            if !listed.is_on(place.date) || !group.has(pupil, place.date) {
                continue;
            }
            let record = group.parts.get(place).and_then(|part| part.record.as_ref());
            let held = record.is_none_or(|record| record.value.held == Held::Held);
            let cell = group.cells.get(&(*place, pupil));
            let day = days.entry(place.date).or_default();
            day.held += u32::from(held);
            match cell.map(|cell| (cell.presence, cell.reason)) {
                Some((Presence::Absent, reason)) => day.missed.push(reason),
                Some((Presence::Late { .. }, _)) => day.late += 1,
                Some((Presence::Present, _)) | None => {}
            }
        }
    }
    days
}

fn row(
    school_days: &[NaiveDate],
    months: &[(i32, u32)],
    days: &BTreeMap<NaiveDate, Day>,
) -> AbsenceRow {
    let mut row = AbsenceRow {
        months: vec![Missed::default(); months.len()],
        ..AbsenceRow::default()
    };
    for (date, day) in days {
        row.total.late += day.late;
        if day.missed.is_empty() {
            continue;
        }
        let missed = missed_of(day, |_| true);
        let of_month = months
            .iter()
            .position(|m| *m == (date.year(), date.month()));
        if let Some(month) = of_month.and_then(|at| row.months.get_mut(at)) {
            add(month, missed);
        }
        add(&mut row.total.all, missed);
        let ill = |reason| reason == AbsenceReason::Illness;
        add(&mut row.total.illness, missed_of(day, ill));
        let count = |wanted| missed_of(day, |reason| reason == wanted).lessons;
        row.total.excused += count(AbsenceReason::Excused);
        row.total.unexcused += count(AbsenceReason::Unexcused);
        row.total.unresolved += count(AbsenceReason::Unresolved);
        if let Ok(at) = school_days.binary_search(date) {
            row.by_day.push((at, day_text(day)));
        }
    }
    row
}

/// Lessons missed for reasons, and the day where all its lessons were.
fn missed_of(day: &Day, wanted: impl Fn(AbsenceReason) -> bool) -> Missed {
    let lessons = day.missed.iter().filter(|reason| wanted(**reason)).count();
    let lessons = u32::try_from(lessons).unwrap_or(u32::MAX);
    Missed {
        days: u32::from(day.held > 0 && lessons >= day.held),
        lessons,
    }
}

/// «6Б»: lessons missed and their reason; the number alone where the reasons differ.
fn day_text(day: &Day) -> String {
    let first = day.missed.first().copied();
    let same = day.missed.iter().all(|reason| Some(*reason) == first);
    let letter = first.filter(|_| same).map(AbsenceReason::printed);
    format!("{}{}", day.missed.len(), letter.unwrap_or_default())
}

fn add(sum: &mut Missed, more: Missed) {
    sum.days += more.days;
    sum.lessons += more.lessons;
}

fn add_totals(sum: &mut AbsenceTotals, more: &AbsenceTotals) {
    add(&mut sum.all, more.all);
    add(&mut sum.illness, more.illness);
    sum.excused += more.excused;
    sum.unexcused += more.unexcused;
    sum.unresolved += more.unresolved;
    sum.late += more.late;
}

/// The summary sheet of the term: subjects that give a term mark, subgroups together.
pub(super) fn summary(ground: &Ground) -> Summary {
    let mut subjects: Vec<(SubjectId, String)> = Vec::new();
    for group in ground.groups.iter().filter(|group| gives_marks(group)) {
        let subject = &group.subject;
        if !subjects.iter().any(|(known, _)| *known == subject.subject) {
            subjects.push((subject.subject, subject.name.clone()));
        }
    }
    let mut rows = Vec::with_capacity(ground.listed.len());
    let mut marks: Vec<Vec<Option<MarkValue>>> = Vec::new();
    for listed in &ground.listed {
        let own: Vec<Option<MarkValue>> = subjects
            .iter()
            .map(|(subject, _)| term_mark(ground, *subject, listed))
            .collect();
        let missed = days_of(ground, listed)
            .values()
            .fold(Missed::default(), |mut sum, day| {
                add(&mut sum, missed_of(day, |_| true));
                sum
            });
        rows.push(SummaryRow {
            results: own
                .iter()
                .map(|mark| mark.map(MarkValue::text).unwrap_or_default().to_owned())
                .collect(),
            missed,
            note: listed
                .until
                .filter(|until| *until <= ground.frame.term.ends_on)
                .map(|until| until.format("выбыл(а) %d.%m.%Y").to_string())
                .unwrap_or_default(),
        });
        marks.push(own);
    }
    Summary {
        figures: figure_rows(subjects.len(), &marks),
        notes: notes(&marks),
        subjects: subjects.into_iter().map(|(_, name)| name).collect(),
        rows,
    }
}

fn gives_marks(group: &GroupGround) -> bool {
    group.grading.assessment != Assessment::None
        && group.marked_term.is_some()
        && !group.lessons.is_empty()
}

fn term_mark(ground: &Ground, subject: SubjectId, listed: &Listed) -> Option<MarkValue> {
    let last = ground
        .listed
        .iter()
        .rfind(|row| row.pupil.pupil == listed.pupil.pupil)?;
    if last.from != listed.from {
        return None;
    }
    let mut groups = ground.groups.iter();
    groups.find_map(|group| {
        let mark = group.term_marks.get(&listed.pupil.pupil);
        mark.filter(|_| group.subject.subject == subject)?.value
    })
}

fn figure_rows(subjects: usize, marks: &[Vec<Option<MarkValue>>]) -> Vec<FigureRow> {
    let of_subject: Vec<Figures> = (0..subjects)
        .map(|at| {
            let own = marks
                .iter()
                .filter_map(|row| row.get(at).copied().flatten());
            let own: Vec<[MarkValue; 1]> = own.map(|mark| [mark]).collect();
            figures(own.iter().map(|mark| mark.as_slice()))
        })
        .collect();
    let row = |title: &str, value: &dyn Fn(&Figures) -> String| FigureRow {
        title: title.to_owned(),
        values: of_subject.iter().map(value).collect(),
    };
    vec![
        row("Успеваемость, %", &|figures| {
            figures.success.percent()
        }),
        row("Качество, %", &|figures| figures.quality.percent()),
        row("СОУ, %", &|figures| figures.learning.percent()),
        row("Средний балл", &Figures::mean_text),
    ]
}

fn notes(marks: &[Vec<Option<MarkValue>>]) -> Vec<String> {
    let pupils: Vec<Vec<MarkValue>> = marks
        .iter()
        .map(|row| row.iter().copied().flatten().collect())
        .collect();
    let class = figures(pupils.iter().map(Vec::as_slice));
    if class.success.whole == 0 {
        return Vec::new();
    }
    vec![format!(
        "Класс: аттестовано {}, успеваемость {} %, качество {} %, средний балл {}.",
        class.success.whole,
        class.success.percent(),
        class.quality.percent(),
        class.mean_text()
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r38_a_day_that_nobody_clarified_prints_as_a_question() {
        let day = |missed: &[AbsenceReason]| Day {
            held: 6,
            missed: missed.to_vec(),
            late: 0,
        };
        let (ill, open) = (AbsenceReason::Illness, AbsenceReason::Unresolved);
        assert_eq!(day_text(&day(&[open, open])), "2н?");
        assert_eq!(day_text(&day(&[ill])), "1Б");
        assert_eq!(day_text(&day(&[ill, open])), "2", "reasons differ");
    }
}
