//! Fills the class teacher's preliminary and final report (R143–R144, F26).

use super::stand::{MissedLessons, stand_of};
use crate::paper::ground::Ground;
use crate::paper::volume::term_title;
use chrono::NaiveDate;
use klassny_domain::family::FamilyDutyKind;
use klassny_domain::figures::{Figures, figures};
use klassny_domain::ids::{PupilId, SubjectId};
use klassny_domain::mark::MarkValue;
use klassny_paper::family::view::{ClassReport, SubjectFigures};
use klassny_paper::view::Signatory;
use klassny_store::query::Listed;

/// The first lists are of names without more.
const NAMES_ALONE: usize = 2;

/// A subject of the class, and who teaches it.
struct Subject {
    subject: SubjectId,
    name: String,
    teacher: String,
}

/// A pupil's marks, one for each subject; none where nothing is decided or foreseen.
struct Row<'g> {
    listed: &'g Listed,
    marks: Vec<Option<MarkValue>>,
}

pub(super) fn report(
    ground: &Ground,
    kind: FamilyDutyKind,
    (today, deputy): (NaiveDate, Signatory),
) -> ClassReport {
    let preliminary = kind == FamilyDutyKind::PreliminaryReport;
    let frame = &ground.frame;
    let subjects = subjects(ground);
    let at = today.min(frame.term.ends_on);
    let there: Vec<&Listed> = pupils(ground, at);
    let rows: Vec<Row<'_>> = there
        .into_iter()
        .map(|listed| Row {
            marks: subjects
                .iter()
                .map(|subject| mark(ground, subject, (listed.pupil.pupil, today, preliminary)))
                .collect(),
            listed,
        })
        .collect();
    let pupils: Vec<Vec<MarkValue>> = rows
        .iter()
        .map(|row| row.marks.iter().copied().flatten().collect())
        .collect();
    let class = figures(pupils.iter().map(Vec::as_slice));
    ClassReport {
        title: match preliminary {
            true => "Предварительный отчёт классного руководителя".to_owned(),
            false => "Отчёт классного руководителя".to_owned(),
        },
        term: term_title(frame.term.kind, frame.term.number),
        remark: match preliminary {
            true => "Где итоговая отметка ещё не выставлена, взята предлагаемая по текущим \
                     отметкам."
                .to_owned(),
            false => undecided(&rows, subjects.len()),
        },
        figures: class_figures(ground, (&rows, &class), at),
        lists: lists(&rows, &subjects),
        subjects: subject_rows(&rows, subjects),
        deputy,
    }
}

/// The pupils on the list on a day, each once.
fn pupils(ground: &Ground, day: NaiveDate) -> Vec<&Listed> {
    ground.listed.iter().filter(|row| row.is_on(day)).collect()
}

fn subjects(ground: &Ground) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    for group in &ground.groups {
        let assessed = group.grading.assessment != klassny_domain::regulation::Assessment::None;
        if !assessed || group.marked_term.is_none() || group.lessons.is_empty() {
            continue;
        }
        let teacher = ground.initials(group.teacher(&ground.frame.term));
        match subjects
            .iter_mut()
            .find(|known| known.subject == group.subject.subject)
        {
            // Subgroups stand together, with both their teachers.
            Some(known) if !known.teacher.contains(&teacher) => {
                known.teacher = format!("{}, {teacher}", known.teacher);
            }
            Some(_) => {}
            None => subjects.push(Subject {
                subject: group.subject.subject,
                name: group.subject.name.clone(),
                teacher,
            }),
        }
    }
    subjects
}

fn mark(
    ground: &Ground,
    subject: &Subject,
    (pupil, today, preliminary): (PupilId, NaiveDate, bool),
) -> Option<MarkValue> {
    let own = ground.groups.iter();
    let own = own.filter(|group| {
        let of_subject = group.subject.subject == subject.subject;
        of_subject && group.listed.iter().any(|row| row.pupil.pupil == pupil)
    });
    let mut stands = own.filter_map(|group| stand_of(ground, group, (pupil, today)));
    stands.find_map(|stand| match preliminary {
        true => stand.decided.or(stand.proposal.value),
        false => stand.decided,
    })
}

fn undecided(rows: &[Row<'_>], subjects: usize) -> String {
    let open = rows.iter().flat_map(|row| &row.marks);
    let open = open.filter(|mark| mark.is_none()).count();
    match open {
        0 => String::new(),
        open => format!(
            "Не выставлено итоговых отметок: {open} из {}.",
            rows.len() * subjects
        ),
    }
}

fn class_figures(
    ground: &Ground,
    (rows, class): (&[Row<'_>], &Figures),
    at: NaiveDate,
) -> Vec<(String, String)> {
    let term = &ground.frame.term;
    let days = term.starts_on..=term.ends_on;
    let listed = || ground.listed.iter();
    let begun = listed().filter(|row| row.is_on(term.starts_on)).count();
    let joined = listed().filter(|row| row.from > term.starts_on && days.contains(&row.from));
    let left = listed().filter(|row| row.until.is_some_and(|day| days.contains(&day)));
    let mut missed = MissedLessons::default();
    for row in rows {
        let own = MissedLessons::of(ground, row.listed.pupil.pupil, (term.starts_on, at));
        missed.all = missed.all.saturating_add(own.all);
        missed.illness = missed.illness.saturating_add(own.illness);
        missed.excused = missed.excused.saturating_add(own.excused);
        missed.unexcused = missed.unexcused.saturating_add(own.unexcused);
        missed.unresolved = missed.unresolved.saturating_add(own.unresolved);
    }
    let open = match missed.unresolved {
        0 => String::new(),
        count => format!(", причина не выяснена {count}"),
    };
    let pair = |name: &str, value: String| (name.to_owned(), value);
    vec![
        pair(
            "Обучающихся",
            format!(
                "на начало {begun}, прибыло {}, выбыло {}, сейчас {}",
                joined.count(),
                left.count(),
                rows.len()
            ),
        ),
        pair("Аттестовано", class.success.whole.to_string()),
        pair("Успеваемость, %", class.success.percent()),
        pair("Качество, %", class.quality.percent()),
        pair("СОУ, %", class.learning.percent()),
        pair("Средний балл", class.mean_text()),
        pair(
            "Пропущено уроков",
            format!(
                "{}, по болезни {}, по уважительной причине {}, без уважительной {}{open}",
                missed.all, missed.illness, missed.excused, missed.unexcused
            ),
        ),
    ]
}

/// Whom the deputy looks for: «отличники», «хорошисты», with one 4 or 3, those who fail, н/а.
fn lists(rows: &[Row<'_>], subjects: &[Subject]) -> Vec<(String, Vec<String>)> {
    let mut lists: Vec<(String, Vec<String>)> = [
        "Отличники",
        "Учатся на «4» и «5»",
        "С одной «4»",
        "С одной «3»",
        "Неуспевающие",
        "Не аттестованы",
    ]
    .map(|title| (title.to_owned(), Vec::new()))
    .into();
    for row in rows {
        let name = row.listed.pupil.name.short();
        for (at, text) in kinds_of(row, subjects) {
            if let Some((_, list)) = lists.get_mut(at) {
                list.push(match text.as_str() {
                    "" => name.clone(),
                    text => format!("{name}: {text}"),
                });
            }
        }
    }
    // Names alone run on; a name with its subject has a line of its own.
    for (_, list) in lists
        .iter_mut()
        .take(NAMES_ALONE)
        .filter(|(_, list)| !list.is_empty())
    {
        *list = vec![list.join(", ")];
    }
    lists
}

/// The lists a pupil stands on, with what is said there.
fn kinds_of(row: &Row<'_>, subjects: &[Subject]) -> Vec<(usize, String)> {
    let named = |wanted: &dyn Fn(MarkValue) -> bool| -> Vec<String> {
        let marks = row.marks.iter().zip(subjects);
        marks
            .filter(|(mark, _)| mark.is_some_and(wanted))
            .map(|(_, subject)| format!("{} ({})", subject.name, subject.teacher))
            .collect()
    };
    let is = |grade: u8| move |mark: MarkValue| mark.grade() == Some(grade);
    let fails =
        named(&|mark| mark.grade().is_some_and(|grade| grade <= 2) || mark == MarkValue::Fail);
    let not_attested = named(&|mark| mark == MarkValue::NotAttested);
    let (fours, threes) = (named(&is(4)), named(&is(3)));
    let graded = row
        .marks
        .iter()
        .flatten()
        .any(|mark| mark.grade().is_some());
    let mut found = Vec::new();
    if !fails.is_empty() {
        found.push((4, fails.join("; ")));
    }
    if !not_attested.is_empty() {
        found.push((5, not_attested.join("; ")));
    }
    if !found.is_empty() || !graded {
        return found;
    }
    match (fours.len(), threes.len()) {
        (0, 0) => found.push((0, String::new())),
        (1, 0) => found.extend([(1, String::new()), (2, fours.join("; "))]),
        (_, 0) => found.push((1, String::new())),
        (_, 1) => found.push((3, threes.join("; "))),
        (_, _) => {}
    }
    found
}

fn subject_rows(rows: &[Row<'_>], subjects: Vec<Subject>) -> Vec<SubjectFigures> {
    let lines = subjects.into_iter().enumerate().map(|(at, subject)| {
        let own = rows
            .iter()
            .filter_map(|row| row.marks.get(at).copied().flatten());
        let own: Vec<[MarkValue; 1]> = own.map(|mark| [mark]).collect();
        let of_subject = figures(own.iter().map(<[MarkValue; 1]>::as_slice));
        let count = |wanted: &dyn Fn(MarkValue) -> bool| {
            let found = own.iter().filter(|[mark]| wanted(*mark)).count();
            found.to_string()
        };
        SubjectFigures {
            subject: subject.name,
            teacher: subject.teacher,
            counts: [
                count(&|mark| mark.grade() == Some(5)),
                count(&|mark| mark.grade() == Some(4)),
                count(&|mark| mark.grade() == Some(3)),
                count(&|mark| mark.grade().is_some_and(|grade| grade <= 2)),
                count(&|mark| mark == MarkValue::NotAttested),
            ],
            figures: [
                of_subject.success.percent(),
                of_subject.quality.percent(),
                of_subject.learning.percent(),
                of_subject.mean_text(),
            ],
        }
    });
    lines.collect()
}
