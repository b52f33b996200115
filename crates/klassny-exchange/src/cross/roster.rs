//! People and classes against each other: twins, sizes, class teachers.
//!
//! Owns what makes two rows the same person: the number. It must never merge two people.

use super::{doubt, refusal};
use crate::problem::Problem;
use crate::roster::{ClassRow, PupilRow, StaffRow};
use crate::rows::Rows;
use crate::text::key;
use klassny_domain::roster::Sex;
use std::collections::{HashMap, HashSet};

/// Refuses the second row with a number that must be one person's or one class's.
pub(super) fn refuse_twins(rows: &mut Rows, problems: &mut Vec<Problem>) {
    let mut seen = HashMap::new();
    let mut twins = HashSet::new();
    for pupils in [&mut rows.pupils, &mut rows.arrivals] {
        pupils.retain(|pupil| {
            let Some(first) = seen.get(&pupil.file_number) else {
                seen.insert(pupil.file_number.clone(), pupil.source.clone());
                return true;
            };
            let what = format!(
                "личное дело {} уже стоит в строке {} файла {}, строка не взята",
                pupil.file_number, first.row, first.file
            );
            problems.push(refusal(&pupil.source, what, "исправьте номер личного дела"));
            twins.insert(pupil.source.clone());
            false
        });
    }
    rows.guardians
        .retain(|guardian| !twins.contains(&guardian.source));
    rows.arrival_guardians
        .retain(|guardian| !twins.contains(&guardian.source));
    let mut seen = HashSet::new();
    rows.staff.retain(|staff| {
        let first = seen.insert(staff.personnel_number.clone());
        if !first {
            let what = format!(
                "табельный номер {} уже занят, строка не взята",
                staff.personnel_number
            );
            problems.push(refusal(&staff.source, what, "исправьте табельный номер"));
        }
        first
    });
    let mut seen = HashSet::new();
    rows.classes.retain(|class| {
        let first = seen.insert(class.class.clone());
        if !first {
            let what = format!("класс {} стоит второй раз, строка не взята", class.class);
            problems.push(refusal(&class.source, what, "удалите лишнюю строку"));
        }
        first
    });
}

/// Doubts about people and classes.
pub(super) fn check(rows: &Rows, problems: &mut Vec<Problem>) {
    same_text(&rows.pupils, "СНИЛС", |pupil| &pupil.snils, problems);
    same_text(&rows.pupils, "UID", |pupil| &pupil.uid, problems);
    namesakes(&rows.pupils, problems);
    staff_namesakes(&rows.staff, problems);
    for class in &rows.classes {
        if !rows.pupils.is_empty() {
            size(class, &rows.pupils, problems);
        }
        if !rows.staff.is_empty() {
            teacher(class, &rows.staff, problems);
        }
    }
}

fn same_text(
    pupils: &[PupilRow],
    title: &str,
    text: impl Fn(&PupilRow) -> &String,
    problems: &mut Vec<Problem>,
) {
    let mut seen = HashMap::new();
    for pupil in pupils.iter().filter(|pupil| !text(pupil).is_empty()) {
        if let Some(row) = seen.insert(text(pupil), pupil.source.row) {
            let what = format!("{title} {} тот же, что в строке {row}", text(pupil));
            problems.push(doubt(&pupil.source, what, "сверьте номер с документом"));
        }
    }
}

fn namesakes(pupils: &[PupilRow], problems: &mut Vec<Problem>) {
    let mut seen = HashMap::new();
    for pupil in pupils.iter().filter(|pupil| pupil.born_on.is_some()) {
        let same = (key(&pupil.name.full()), pupil.born_on);
        if let Some(row) = seen.insert(same, pupil.source.row) {
            let what = format!(
                "ФИО и дата рождения те же, что в строке {row}: возможно, один ребёнок записан дважды"
            );
            problems.push(doubt(
                &pupil.source,
                what,
                "если это один ребёнок, удалите лишнюю строку",
            ));
        }
    }
}

fn staff_namesakes(staff: &[StaffRow], problems: &mut Vec<Problem>) {
    let mut seen = HashMap::new();
    for person in staff {
        if let Some(row) = seen.insert(key(&person.name.full()), person.source.row) {
            let what = format!(
                "полный тёзка работника из строки {row}: в нагрузке и расписании их не различить по ФИО"
            );
            problems.push(doubt(
                &person.source,
                what,
                "впишите табельный номер везде, где он есть",
            ));
        }
    }
}

fn size(class: &ClassRow, pupils: &[PupilRow], problems: &mut Vec<Problem>) {
    let of_class = || pupils.iter().filter(|pupil| pupil.class == class.class);
    let of = |sex: Sex| of_class().filter(move |pupil| pupil.sex == sex).count();
    for (title, written, counted) in [
        ("Численность", class.size, of_class().count()),
        ("Мальчиков", class.boys, of(Sex::Male)),
        ("Девочек", class.girls, of(Sex::Female)),
    ] {
        let differs = written.is_some_and(|written| usize::from(written) != counted);
        if let (true, Some(written)) = (differs, written) {
            let what = format!(
                "{}: «{title}» {written}, а в «Контингенте» {counted}",
                class.class
            );
            problems.push(doubt(&class.source, what, "сверьте список класса"));
        }
    }
}

fn teacher(class: &ClassRow, staff: &[StaffRow], problems: &mut Vec<Problem>) {
    let name = key(&class.class_teacher);
    let person = staff.iter().find(|person| key(&person.name.full()) == name);
    let what = match person {
        None => format!(
            "классного руководителя «{}» нет в «Сотрудниках»",
            class.class_teacher
        ),
        Some(person) if person.class_teacher_of.as_ref() != Some(&class.class) => format!(
            "классный руководитель {} — {}, а в «Сотрудниках» у него другое классное руководство",
            class.class, class.class_teacher
        ),
        Some(_) => return,
    };
    problems.push(doubt(
        &class.source,
        what,
        "сверьте классное руководство в обоих листах",
    ));
}
