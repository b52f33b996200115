//! What a volume states, as bytes that can be hashed, kept and compared years later.
//!
//! Owns the canonical encoding: sheets of `key → value` lines in words people read. It must
//! never depend on layout, on the edition or on who prints when; see [`crate::view::Printing`].

use crate::Error;
use crate::view::{
    AbsenceTotals, Absences, Correction, Entry, Lesson, Missed, Moved, Pupil, SubjectPart, Summary,
    Volume,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The first bytes of the encoding; a new shape gets a new number.
const MAGIC: &[u8] = b"klassny volume content 1\n";

/// One sheet of content: a subject, the class list, the absences …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetContent {
    /// The name of the sheet: `Математика`, `Английский язык, 1 группа`.
    pub label: String,
    /// What it states, in the order of the journal; keys are unique, empty values are left out.
    pub lines: Vec<(String, String)>,
    /// BLAKE3 of the label and the lines.
    pub hash: [u8; 32],
}

/// Something two contents state differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The sheet: `Математика`.
    pub sheet: String,
    /// The place in it: `07.10, Дубровский П.`
    pub key: String,
    /// What the old content states; `None` where it states nothing.
    pub old: Option<String>,
    /// What the new content states.
    pub new: Option<String>,
}

/// The canonical bytes of all a volume states.
pub fn canonical(volume: &Volume) -> Vec<u8> {
    encode(&sheets(volume))
}

/// BLAKE3 of [`canonical`]; the words of the fingerprint stand for it.
pub fn content_hash(volume: &Volume) -> [u8; 32] {
    *blake3::hash(&canonical(volume)).as_bytes()
}

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

/// Writes sheets as bytes: counts and lengths as little-endian `u32`, texts as UTF-8.
fn encode(sheets: &[SheetContent]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    put_count(&mut bytes, sheets.len());
    for sheet in sheets {
        bytes.extend(encode_sheet(&sheet.label, &sheet.lines));
    }
    bytes
}

fn encode_sheet(label: &str, lines: &[(String, String)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_text(&mut bytes, label);
    put_count(&mut bytes, lines.len());
    for (key, value) in lines {
        put_text(&mut bytes, key);
        put_text(&mut bytes, value);
    }
    bytes
}

fn put_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_count(bytes, text.len());
    bytes.extend(text.as_bytes());
}

/// Reads what [`canonical`] wrote.
pub fn decode(bytes: &[u8]) -> Result<Vec<SheetContent>, Error> {
    let mut rest = bytes.strip_prefix(MAGIC).ok_or(Error::Content)?;
    let sheets = take_count(&mut rest)?;
    let sheets = (0..sheets)
        .map(|_| {
            let label = take_text(&mut rest)?;
            let count = take_count(&mut rest)?;
            let lines = (0..count)
                .map(|_| Ok((take_text(&mut rest)?, take_text(&mut rest)?)))
                .collect::<Result<Vec<_>, Error>>()?;
            Ok(sheet_of(label, lines))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    if rest.is_empty() {
        Ok(sheets)
    } else {
        Err(Error::Content)
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8], Error> {
    let (taken, left) = rest.split_at_checked(count).ok_or(Error::Content)?;
    *rest = left;
    Ok(taken)
}

fn take_count(rest: &mut &[u8]) -> Result<usize, Error> {
    let bytes = take(rest, 4)?.try_into().map_err(|_| Error::Content)?;
    usize::try_from(u32::from_le_bytes(bytes)).map_err(|_| Error::Content)
}

fn take_text(rest: &mut &[u8]) -> Result<String, Error> {
    let length = take_count(rest)?;
    String::from_utf8(take(rest, length)?.to_vec()).map_err(|_| Error::Content)
}

fn sheet_of(label: String, lines: Vec<(String, String)>) -> SheetContent {
    let hash = *blake3::hash(&encode_sheet(&label, &lines)).as_bytes();
    SheetContent { label, lines, hash }
}

/// What two contents state differently, in the order of the new one, then what only the old has.
pub fn differences(old: &[SheetContent], new: &[SheetContent]) -> Vec<Difference> {
    let mut found = Vec::new();
    let olds: BTreeMap<&str, &SheetContent> = old
        .iter()
        .map(|sheet| (sheet.label.as_str(), sheet))
        .collect();
    let none = sheet_of(String::new(), Vec::new());
    for sheet in new {
        let before = olds.get(sheet.label.as_str()).copied().unwrap_or(&none);
        if before.hash != sheet.hash {
            compare(&sheet.label, before, sheet, &mut found);
        }
    }
    for sheet in old
        .iter()
        .filter(|sheet| new.iter().all(|other| other.label != sheet.label))
    {
        compare(&sheet.label, sheet, &none, &mut found);
    }
    if found.is_empty() && old != new {
        found.push(order_differs("Том"));
    }
    found
}

fn compare(label: &str, old: &SheetContent, new: &SheetContent, found: &mut Vec<Difference>) {
    let start = found.len();
    let olds: BTreeMap<&str, &str> = old.lines.iter().map(|(k, v)| (&**k, &**v)).collect();
    let news: BTreeMap<&str, &str> = new.lines.iter().map(|(k, v)| (&**k, &**v)).collect();
    let mut put = |key: &str, old: Option<&str>, new: Option<&str>| {
        found.push(Difference {
            sheet: label.to_owned(),
            key: key.to_owned(),
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
        });
    };
    for (key, value) in &new.lines {
        let before = olds.get(key.as_str()).copied();
        if before != Some(value.as_str()) {
            put(key, before, Some(value));
        }
    }
    for (key, value) in old
        .lines
        .iter()
        .filter(|(key, _)| !news.contains_key(key.as_str()))
    {
        put(key, Some(value), None);
    }
    if found.len() == start {
        found.push(order_differs(label));
    }
}

fn order_differs(sheet: &str) -> Difference {
    Difference {
        sheet: sheet.to_owned(),
        key: "порядок строк".to_owned(),
        old: None,
        new: None,
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
