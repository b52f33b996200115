//! The journal of an invented class 5 «А» as a volume: 29 pupils, 15 subject sheets, up to 39
//! lessons (`5a.tsv`, taken from the sample school of the project).

use chrono::NaiveDate;
use klassny_paper::view::*;

/// The volume of 5 «А», 1st quarter.
pub fn volume_5a() -> Volume {
    let mut volume = frame();
    for line in include_str!("5a.tsv").lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[0] {
            "P" => volume.pupils.push(pupil(&fields)),
            "S" => volume.subjects.push(SubjectPart {
                subject: fields[1].into(),
                subgroup: fields[2].into(),
                teacher: fields[3].into(),
                result_columns: vec!["1 четв.".into()],
                ..SubjectPart::default()
            }),
            "L" => volume
                .subjects
                .last_mut()
                .unwrap()
                .lessons
                .push(lesson(&fields)),
            "R" => volume.subjects.last_mut().unwrap().rows.push(row(&fields)),
            other => panic!("{other}"),
        }
    }
    finish(&mut volume);
    volume
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn signatory(post: &str, name: &str) -> Signatory {
    Signatory {
        post: post.into(),
        name: name.into(),
    }
}

fn frame() -> Volume {
    Volume {
        school_id: [0x4f; 16],
        volume_id: [0x9a; 16],
        school: School {
            founder: "Администрация Учебного района г. Примерска (вымышлена)".into(),
            name: "Государственное бюджетное общеобразовательное учреждение школа № 1292 (учебная)"
                .into(),
            short_name: "ГБОУ школа № 1292 (уч.)".into(),
            town: "г. Примерск".into(),
        },
        class: "5 «А»".into(),
        year: "2026/2027".into(),
        term: "1 четверть".into(),
        class_teacher: "Шарова Ярослава Васильевна".into(),
        case: Case {
            index: "02-14/34".into(),
            volume_no: 17,
            started: Some(day("2026-09-01")),
            finished: Some(day("2026-10-23")),
            retention: "5 лет, ст. 505".into(),
        },
        printing: Printing {
            edition: 1,
            by: "Мельникова О. П.".into(),
            on: day("2026-10-29"),
            words: "берёза маяк сапфир ковш лыжи тополь"
                .split(' ')
                .map(str::to_owned)
                .collect(),
            changes: vec![],
            signatories: Signatories {
                deputy: signatory("Заместитель директора по УВР", "Тетерина М. Е."),
                director: signatory("Директор", "Покровская Л. В."),
                clerk: signatory("Делопроизводитель", "Мельникова О. П."),
                second_check: Some(signatory("Руководитель ЭДО", "Воробьёва А. Е.")),
                substitutes: vec![
                    signatory("Замещавший учитель (математика)", "Миронова З. С."),
                    signatory("Замещавший учитель (история)", "Дурново Е. Ю."),
                ],
            },
        },
        remarks: Some(vec![Remark {
            on: day("2026-10-02"),
            text: "География, 24.09: не записана тема урока".into(),
            by: "Тетерина М. Е., заместитель директора по УВР".into(),
            due: Some(day("2026-10-09")),
            done: String::new(),
        }]),
        ..Volume::default()
    }
}

fn pupil(fields: &[&str]) -> Pupil {
    let guardian = |text: &str| {
        let parts: Vec<&str> = text.split('|').collect();
        Guardian {
            relation: parts[0].into(),
            name: parts[1].into(),
            workplace: String::new(),
            phone: parts[2].into(),
        }
    };
    let guardians = fields[9]
        .split(';')
        .filter(|text| !text.is_empty())
        .map(guardian)
        .collect();
    let mut pupil = Pupil {
        surname: fields[1].into(),
        given: fields[2].into(),
        patronymic: fields[3].into(),
        sex: fields[4].into(),
        born: Some(day(fields[5])),
        file_no: fields[6].into(),
        address: fields[7].into(),
        phone: fields[8].into(),
        guardians,
        ..Pupil::default()
    };
    match fields[1] {
        "Ефимов" => {
            pupil.joined = Some(Moved {
                on: day("2026-09-21"),
                order: "пр. 147-у от 21.09.2026".into(),
                place: "из гимназии № 6, г. Заречный-Учебный".into(),
            });
        }
        "Куликов" => {
            pupil.left = Some(Moved {
                on: day("2026-10-12"),
                order: "пр. 164-у от 12.10.2026".into(),
                place: "в школу-интернат № 1, г. Примерск".into(),
            });
        }
        _ => {}
    }
    pupil
}

fn lesson(fields: &[&str]) -> Lesson {
    Lesson {
        date: day(fields[1]),
        number: None,
        hours: 1,
        topic: fields[2].into(),
        homework: fields[3].into(),
        codes: vec![fields[4].into()],
        control: fields[5].into(),
        substitute: fields[6].into(),
        remark: fields[7].into(),
    }
}

fn row(fields: &[&str]) -> SubjectRow {
    let entry = |text: &str| Entry {
        text: text.replace('О', "оп"),
        corrections: vec![],
    };
    let cells = fields[2..fields.len() - 1].iter().enumerate();
    SubjectRow {
        pupil: fields[1].parse().unwrap(),
        cells: cells
            .filter(|(_, text)| !text.is_empty())
            .map(|(lesson, text)| LessonCell {
                lesson,
                entry: entry(text),
            })
            .collect(),
        results: vec![entry(fields[fields.len() - 1])],
        ..SubjectRow::default()
    }
}

/// Numbers of lessons, hours, absences, summary: what the application would count.
fn finish(volume: &mut Volume) {
    let movements: Vec<_> = volume
        .pupils
        .iter()
        .map(|pupil| (pupil.joined.clone(), pupil.left.clone()))
        .collect();
    for part in &mut volume.subjects {
        for (at, lesson) in part.lessons.iter_mut().enumerate() {
            lesson.number = Some(u16::try_from(at + 1).unwrap());
        }
        part.hours_given = u16::try_from(part.lessons.len()).unwrap();
        part.hours_planned = part.hours_given;
        for row in &mut part.rows {
            let (joined, left) = &movements[row.pupil];
            let order = |moved: &Option<Moved>| {
                moved.clone().map(|moved| Moved {
                    place: String::new(),
                    ..moved
                })
            };
            (row.joined, row.left) = (order(joined), order(left));
        }
    }
    correct(volume);
    absences(volume);
    summary(volume);
}

/// A permitted correction and an absence whose reason nobody gave, in mathematics.
fn correct(volume: &mut Volume) {
    let part = volume
        .subjects
        .iter_mut()
        .find(|part| part.subject == "Математика")
        .unwrap();
    let cell = |row: &mut SubjectRow, text: &str| {
        let at = row
            .cells
            .iter()
            .position(|cell| cell.entry.text == text)
            .unwrap();
        row.cells[at].entry.clone()
    };
    let entry = cell(&mut part.rows[4], "4");
    let correction = Correction {
        was: entry.text,
        now: "5".into(),
        on: day("2026-10-09"),
        by: "Шарова Я. В.".into(),
        permitted_by: "Тетерина М. Е.".into(),
        reason: "отметка перенесена не в ту строку".into(),
    };
    let found = part.rows[4]
        .cells
        .iter_mut()
        .find(|cell| cell.entry.text == "4")
        .unwrap();
    found.entry = Entry {
        text: "5".into(),
        corrections: vec![correction.clone()],
    };
    let other = part.rows[5]
        .cells
        .iter_mut()
        .find(|cell| cell.entry.text == "5");
    if let Some(other) = other {
        let was = Correction {
            was: "5".into(),
            now: "4".into(),
            ..correction
        };
        other.entry = Entry {
            text: "4".into(),
            corrections: vec![was],
        };
    }
    let absent = part.rows[0]
        .cells
        .iter_mut()
        .find(|cell| cell.entry.text == "Н")
        .unwrap();
    absent.entry.text = "н?".into();
}

fn absences(volume: &mut Volume) {
    let mut days: Vec<NaiveDate> = volume
        .subjects
        .iter()
        .flat_map(|part| part.lessons.iter().map(|lesson| lesson.date))
        .collect();
    days.sort();
    days.dedup();
    let mut rows = vec![AbsenceRow::default(); volume.pupils.len()];
    let mut by_day = vec![vec![(0u32, ' '); days.len()]; volume.pupils.len()];
    for part in &volume.subjects {
        for row in &part.rows {
            for cell in &row.cells {
                let date = part.lessons[cell.lesson].date;
                let at = days.iter().position(|day| *day == date).unwrap();
                let total = &mut rows[row.pupil].total;
                let letter = cell.entry.text.chars().next().unwrap();
                match letter {
                    'Б' => total.illness.lessons += 1,
                    'П' => total.excused += 1,
                    'Н' => total.unexcused += 1,
                    'н' => total.unresolved += 1,
                    'о' => {
                        total.late += 1;
                        continue;
                    }
                    _ => continue,
                }
                total.all.lessons += 1;
                by_day[row.pupil][at].0 += 1;
                by_day[row.pupil][at].1 = letter;
            }
        }
    }
    for (row, marks) in rows.iter_mut().zip(&by_day) {
        row.months = vec![Missed::default(); 2];
        for (at, (count, letter)) in marks
            .iter()
            .enumerate()
            .filter(|(_, (count, _))| *count > 0)
        {
            let letter = if *letter == 'н' {
                "н?".to_owned()
            } else {
                letter.to_string()
            };
            row.by_day.push((at, format!("{count}{letter}")));
            let month = usize::from(days[at] >= day("2026-10-01"));
            row.months[month].lessons += count;
            let whole = u32::from(*count >= 5);
            row.months[month].days += whole;
            row.total.all.days += whole;
            row.total.illness.days += if letter == "Б" { whole } else { 0 };
        }
    }
    let (total, total_months) = totals(&rows);
    let months = vec!["сентябрь".into(), "октябрь".into()];
    volume.absences = Absences {
        days,
        months,
        rows,
        total,
        total_months,
    };
}

fn totals(rows: &[AbsenceRow]) -> (AbsenceTotals, Vec<Missed>) {
    let sum = |pick: &dyn Fn(&AbsenceRow) -> u32| rows.iter().map(pick).sum::<u32>();
    let missed = |pick: &dyn Fn(&AbsenceRow) -> Missed| Missed {
        days: sum(&|row| pick(row).days),
        lessons: sum(&|row| pick(row).lessons),
    };
    let total = AbsenceTotals {
        all: missed(&|row| row.total.all),
        illness: missed(&|row| row.total.illness),
        excused: sum(&|row| row.total.excused),
        unexcused: sum(&|row| row.total.unexcused),
        unresolved: sum(&|row| row.total.unresolved),
        late: sum(&|row| row.total.late),
    };
    (
        total,
        vec![missed(&|row| row.months[0]), missed(&|row| row.months[1])],
    )
}

fn summary(volume: &mut Volume) {
    let mut subjects: Vec<String> = Vec::new();
    for part in &volume.subjects {
        if !subjects.contains(&part.subject) {
            subjects.push(part.subject.clone());
        }
    }
    let mut rows = vec![
        SummaryRow {
            results: vec![String::new(); subjects.len()],
            ..SummaryRow::default()
        };
        volume.pupils.len()
    ];
    for part in &volume.subjects {
        let at = subjects
            .iter()
            .position(|subject| *subject == part.subject)
            .unwrap();
        for row in &part.rows {
            rows[row.pupil].results[at] = row.results[0].text.clone();
        }
    }
    for (row, absence) in rows.iter_mut().zip(&volume.absences.rows) {
        row.missed = absence.total.all;
    }
    let share = |good: &[&str]| -> Vec<String> {
        (0..subjects.len())
            .map(|at| {
                let marks: Vec<&str> = rows
                    .iter()
                    .map(|row| row.results[at].as_str())
                    .filter(|mark| !mark.is_empty())
                    .collect();
                let count = marks.iter().filter(|mark| good.contains(mark)).count();
                (count * 100 / marks.len().max(1)).to_string()
            })
            .collect()
    };
    let figures = vec![
        FigureRow {
            title: "Качество, %".into(),
            values: share(&["4", "5"]),
        },
        FigureRow {
            title: "Успеваемость, %".into(),
            values: share(&["3", "4", "5"]),
        },
    ];
    let notes = vec!["На конец периода в классе 28 обучающихся; прибыл 1, выбыл 1.".into()];
    volume.summary = Summary {
        subjects,
        rows,
        figures,
        notes,
    };
}
