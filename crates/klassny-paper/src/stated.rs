//! What each form of a volume states, as lines in words people read.
//!
//! Owns the keys: `07.10, Дубровский П.` must mean one cell, today and years later. It must never
//! depend on layout, on the edition or on who prints when; see [`crate::view::Printing`].

use crate::content::{SheetContent, sheet_of};
use crate::view::{
    AbsenceTotals, Absences, Correction, Entry, Lesson, Missed, Moved, Pupil, SubjectPart, Summary,
    Volume,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The content of a volume, sheet by sheet, in the order of forms.md.
pub fn sheets(volume: &Volume) -> Vec<SheetContent> {
    let names = Names::of(&volume.pupils);
    let mut sheets = vec![cover(volume)];
    sheets.extend(volume.inventory.as_ref().map(|lines| {
        let mut sheet = Lines::default();
        for (at, line) in lines.iter().enumerate() {
            let key = format!("{}", at + 1);
            sheet.put(key.clone(), &line.heading);
            sheet.put(format!("{key}: индекс"), &line.index);
            sheet.put(format!("{key}: дата"), &date(line.date));
            sheet.put(format!("{key}: листы"), &line.sheets);
            sheet.put(format!("{key}: примечание"), &line.note);
        }
        sheet.end("Внутренняя опись")
    }));
    sheets.push(pupils(volume, &names));
    sheets.extend(volume.subjects.iter().map(|part| subject(part, &names)));
    sheets.push(absences(&volume.absences, &names));
    sheets.push(summary(&volume.summary, &names));
    sheets.extend(volume.remarks.as_ref().map(|remarks| {
        let mut sheet = Lines::default();
        for remark in remarks {
            let key = date(Some(remark.on));
            sheet.put(key.clone(), &remark.text);
            sheet.put(format!("{key}: проверил"), &remark.by);
            sheet.put(format!("{key}: срок"), &date(remark.due));
            sheet.put(format!("{key}: выполнено"), &remark.done);
        }
        sheet.end("Замечания")
    }));
    distinct_labels(&mut sheets);
    sheets
}

/// The name of a subject's sheet.
pub(crate) fn subject_label(part: &SubjectPart) -> String {
    match part.subgroup.as_str() {
        "" => part.subject.clone(),
        subgroup => format!("{}, {subgroup}", part.subject),
    }
}

/// Collects the lines of a sheet; a key that is there already gets a number.
#[derive(Default)]
struct Lines {
    lines: Vec<(String, String)>,
    used: BTreeSet<String>,
}

impl Lines {
    fn put(&mut self, key: String, value: &str) {
        if value.is_empty() {
            return;
        }
        let mut unique = key.clone();
        let mut times = 1;
        while !self.used.insert(unique.clone()) {
            times += 1;
            unique = format!("{key} ({times})");
        }
        self.lines.push((unique, value.to_owned()));
    }

    fn put_moved(&mut self, key: &str, moved: Option<&Moved>) {
        if let Some(moved) = moved {
            let parts = [
                date(Some(moved.on)),
                moved.order.clone(),
                moved.place.clone(),
            ];
            self.put(key.to_owned(), &joined(&parts));
        }
    }

    fn put_entry(&mut self, key: &str, entry: &Entry) {
        let blank = entry.text.is_empty() && !entry.corrections.is_empty();
        self.put(key.to_owned(), if blank { "—" } else { &entry.text });
        for correction in &entry.corrections {
            self.put(format!("{key}: исправление"), &corrected(correction));
        }
    }

    fn end(self, label: &str) -> SheetContent {
        sheet_of(label.to_owned(), self.lines)
    }
}

fn corrected(correction: &Correction) -> String {
    joined(&[
        format!("«{}» на «{}»", correction.was, correction.now),
        date(Some(correction.on)),
        correction.by.clone(),
        format!("разрешение: {}", correction.permitted_by),
        correction.reason.clone(),
    ])
}

fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}

fn date(on: Option<NaiveDate>) -> String {
    on.map(|on| on.format("%d.%m.%Y").to_string())
        .unwrap_or_default()
}

fn distinct_labels(sheets: &mut [SheetContent]) {
    let mut used: BTreeMap<String, u32> = BTreeMap::new();
    for sheet in sheets {
        let times = used.entry(sheet.label.clone()).or_default();
        *times += 1;
        if *times > 1 {
            let label = format!("{} ({times})", sheet.label);
            *sheet = sheet_of(label, std::mem::take(&mut sheet.lines));
        }
    }
}

/// The names that keys call pupils by: `Дубровский П.`, in full where two would be the same.
pub(crate) struct Names(Vec<String>);

impl Names {
    /// Names the rows of a class list.
    pub(crate) fn of(pupils: &[Pupil]) -> Self {
        let count = |name: &dyn Fn(&Pupil) -> String, of: &str| {
            pupils.iter().filter(|pupil| name(pupil) == of).count()
        };
        let names = pupils.iter().enumerate().map(|(at, pupil)| {
            let (short, full) = (short_name(pupil), full_name(pupil));
            if count(&short_name, &short) == 1 {
                short
            } else if count(&full_name, &full) == 1 {
                full
            } else {
                format!("{full}, № {}", at + 1)
            }
        });
        Self(names.collect())
    }

    /// The name of a row; a row that is not on the list has none.
    pub(crate) fn get(&self, pupil: usize) -> &str {
        self.0.get(pupil).map_or("?", String::as_str)
    }
}

fn short_name(pupil: &Pupil) -> String {
    match pupil.given.chars().next() {
        Some(letter) => format!("{} {letter}.", pupil.surname),
        None => pupil.surname.clone(),
    }
}

fn full_name(pupil: &Pupil) -> String {
    format!("{} {}", pupil.surname, pupil.given)
}

fn cover(volume: &Volume) -> SheetContent {
    let mut sheet = Lines::default();
    let case = &volume.case;
    for (key, value) in [
        ("учредитель", &volume.school.founder),
        ("школа", &volume.school.name),
        ("краткое наименование", &volume.school.short_name),
        ("город", &volume.school.town),
        ("класс", &volume.class),
        ("учебный год", &volume.year),
        ("период", &volume.term),
        ("классный руководитель", &volume.class_teacher),
        ("индекс дела", &case.index),
        ("том", &case.volume_no.to_string()),
        ("начато", &date(case.started)),
        ("окончено", &date(case.finished)),
        ("срок хранения", &case.retention),
    ] {
        sheet.put(key.to_owned(), value);
    }
    sheet.end("Обложка")
}

fn pupils(volume: &Volume, names: &Names) -> SheetContent {
    let mut sheet = Lines::default();
    for (at, pupil) in volume.pupils.iter().enumerate() {
        let name = names.get(at);
        let full = format!("{} {} {}", pupil.surname, pupil.given, pupil.patronymic);
        sheet.put(name.to_owned(), full.trim());
        sheet.put(format!("{name}: пол"), &pupil.sex);
        sheet.put(format!("{name}: дата рождения"), &date(pupil.born));
        sheet.put(format!("{name}: личное дело"), &pupil.file_no);
        sheet.put(format!("{name}: адрес"), &pupil.address);
        sheet.put(format!("{name}: телефон"), &pupil.phone);
        for guardian in &pupil.guardians {
            let parts = [&guardian.name, &guardian.workplace, &guardian.phone].map(String::clone);
            sheet.put(format!("{name}: {}", guardian.relation), &joined(&parts));
        }
        sheet.put_moved(&format!("{name}: прибытие"), pupil.joined.as_ref());
        sheet.put_moved(&format!("{name}: выбытие"), pupil.left.as_ref());
        sheet.put(format!("{name}: примечание"), &pupil.note);
    }
    sheet.end("Общие сведения")
}

fn subject(part: &SubjectPart, names: &Names) -> SheetContent {
    let mut sheet = Lines::default();
    sheet.put("учитель".to_owned(), &part.teacher);
    sheet.put("часов по плану".to_owned(), &part.hours_planned.to_string());
    sheet.put("часов проведено".to_owned(), &part.hours_given.to_string());
    sheet.put("примечание".to_owned(), &part.note);
    let days = lesson_keys(&part.lessons);
    for (lesson, day) in part.lessons.iter().zip(&days) {
        put_lesson(&mut sheet, lesson, day);
    }
    for row in &part.rows {
        let name = names.get(row.pupil);
        sheet.put(format!("{name}: № по списку"), &(row.pupil + 1).to_string());
        sheet.put_moved(&format!("{name}: прибытие"), row.joined.as_ref());
        sheet.put_moved(&format!("{name}: выбытие"), row.left.as_ref());
        for cell in &row.cells {
            let day = days.get(cell.lesson).map_or("?", String::as_str);
            sheet.put_entry(&format!("{day}, {name}"), &cell.entry);
        }
        for (column, result) in part.result_columns.iter().zip(&row.results) {
            sheet.put_entry(&format!("{column}, {name}"), result);
        }
        sheet.put(
            format!("{name}: среднее"),
            row.average.as_deref().unwrap_or_default(),
        );
    }
    sheet.end(&subject_label(part))
}

/// `07.10`, and `07.10 (2)` for the second lesson of a day.
pub(crate) fn lesson_keys(lessons: &[Lesson]) -> Vec<String> {
    let mut used: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    let key = |lesson: &Lesson| {
        let times = used.entry(lesson.date).or_default();
        *times += 1;
        let day = lesson.date.format("%d.%m");
        if *times > 1 {
            format!("{day} ({times})")
        } else {
            day.to_string()
        }
    };
    lessons.iter().map(key).collect()
}

fn put_lesson(sheet: &mut Lines, lesson: &Lesson, day: &str) {
    // The hours of a lesson are always stated, so no lesson can vanish unseen.
    sheet.put(format!("{day}: часов"), &lesson.hours.to_string());
    let number = lesson
        .number
        .map(|number| number.to_string())
        .unwrap_or_default();
    sheet.put(format!("{day}: № урока"), &number);
    sheet.put(format!("{day}: тема"), &lesson.topic);
    sheet.put(format!("{day}: вид контроля"), &lesson.control);
    sheet.put(format!("{day}: работы"), &lesson.codes.join(", "));
    sheet.put(format!("{day}: домашнее задание"), &lesson.homework);
    sheet.put(format!("{day}: провёл"), &lesson.substitute);
    sheet.put(format!("{day}: примечание"), &lesson.remark);
}

fn absences(absences: &Absences, names: &Names) -> SheetContent {
    let mut sheet = Lines::default();
    let put_totals = |sheet: &mut Lines, who: &str, months: &[Missed], total: &AbsenceTotals| {
        for (month, missed) in absences.months.iter().zip(months) {
            sheet.put(format!("{who}, {month}"), &days_and_lessons(missed));
        }
        sheet.put(format!("{who}, всего"), &days_and_lessons(&total.all));
        sheet.put(
            format!("{who}, по болезни"),
            &days_and_lessons(&total.illness),
        );
        sheet.put(
            format!("{who}, по уважительной причине"),
            &total.excused.to_string(),
        );
        sheet.put(
            format!("{who}, без уважительной причины"),
            &total.unexcused.to_string(),
        );
        sheet.put(
            format!("{who}, причина не выяснена"),
            &total.unresolved.to_string(),
        );
        sheet.put(format!("{who}, опозданий"), &total.late.to_string());
    };
    let days: Vec<String> = absences
        .days
        .iter()
        .map(|day| day.format("%d.%m").to_string())
        .collect();
    sheet.put("учебные дни".to_owned(), &joined(&days));
    for (at, row) in absences.rows.iter().enumerate() {
        let name = names.get(at);
        for (day, text) in &row.by_day {
            let day = days.get(*day).map_or("?", String::as_str);
            sheet.put(format!("{day}, {name}"), text);
        }
        put_totals(&mut sheet, name, &row.months, &row.total);
    }
    put_totals(&mut sheet, "Класс", &absences.total_months, &absences.total);
    sheet.end("Пропуски")
}

fn days_and_lessons(missed: &Missed) -> String {
    format!("дней {}, уроков {}", missed.days, missed.lessons)
}

fn summary(summary: &Summary, names: &Names) -> SheetContent {
    let mut sheet = Lines::default();
    for (at, row) in summary.rows.iter().enumerate() {
        let name = names.get(at);
        for (subject, result) in summary.subjects.iter().zip(&row.results) {
            sheet.put(format!("{subject}, {name}"), result);
        }
        sheet.put(format!("{name}: пропуски"), &days_and_lessons(&row.missed));
        sheet.put(format!("{name}: примечание"), &row.note);
    }
    for figure in &summary.figures {
        for (subject, value) in summary.subjects.iter().zip(&figure.values) {
            sheet.put(format!("{}, {subject}", figure.title), value);
        }
    }
    for (at, note) in summary.notes.iter().enumerate() {
        sheet.put(format!("итог {}", at + 1), note);
    }
    sheet.end("Сводная ведомость")
}
