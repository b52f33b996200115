//! The printed volume of 5А, read back by another program, against the school's own files: every
//! mark, absence, name, topic and homework stands where the exported journal has it.

use crate::readback::{self, Lesson, Marks, Word};
use klassny_domain::attendance::{AbsenceReason, Presence};
use klassny_exchange::{JournalCell, JournalSheet, read_folder};
use std::collections::BTreeMap;
use std::path::Path;

/// What the readable pages of one subject say together.
struct Subject {
    title: String,
    marks: Vec<Marks>,
    lessons: Vec<Lesson>,
}

/// Reads the spreads one after another; a spread whose title is new begins a subject.
fn subjects(pages: &[Vec<Word>]) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    for pair in pages.windows(2) {
        let (left, right) = (&pair[0], &pair[1]);
        if !readback::title(right).starts_with("Учитель:") {
            continue;
        }
        let title = readback::title(left);
        if subjects.last().is_none_or(|last| last.title != title) {
            subjects.push(Subject {
                title,
                marks: Vec::new(),
                lessons: Vec::new(),
            });
        }
        let subject = subjects.last_mut().unwrap();
        subject.marks.push(readback::marks(left));
        subject.lessons.extend(readback::lessons(right));
    }
    subjects
}

/// What the file says, as the paper words it.
fn printed(cell: &JournalCell) -> String {
    let presence = match (cell.presence, cell.reason) {
        (None | Some(Presence::Present), _) => "",
        (Some(Presence::Late { .. }), _) => "оп",
        (Some(Presence::Absent), Some(AbsenceReason::Illness)) => "Б",
        (Some(Presence::Absent), Some(AbsenceReason::Excused)) => "П",
        (Some(Presence::Absent), Some(AbsenceReason::Unexcused)) => "Н",
        (Some(Presence::Absent), Some(AbsenceReason::Unresolved) | None) => "н?",
    };
    let presence = std::iter::once(presence).filter(|text| !text.is_empty());
    let all: Vec<&str> = presence
        .chain(cell.marks.iter().map(|mark| mark.text()))
        .collect();
    all.join("/")
}

/// Without what a line break of paper may change.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .collect()
}

/// How many numbered sheets the volume's certifying sheet states (F16).
pub fn sheets_of(file: &Path) -> u32 {
    let pages = readback::pages(file);
    let words: Vec<&str> = pages
        .iter()
        .flatten()
        .map(|word| word.text.as_str())
        .collect();
    let mut stated = words.windows(2).filter(|pair| pair[0] == "пронумеровано");
    stated.next_back().expect("the certifying sheet")[1]
        .parse()
        .unwrap()
}

pub fn agree(file: &Path, data: &Path) {
    let pages = readback::pages(file);
    let subjects = subjects(&pages);
    let preview = read_folder(data);
    let sheets = &preview.rows.journal;
    assert_eq!(subjects.len(), sheets.len());
    let mut grades = 0;
    for sheet in sheets {
        let facts = facts_of(data, sheet);
        let wanted = match sheet.subgroup {
            0 => facts.subject.clone(),
            number => format!("{}, {number} группа", facts.subject),
        };
        let subject = subjects.iter().find(|subject| subject.title == wanted);
        let subject = subject.unwrap_or_else(|| panic!("{wanted}: no such pages"));
        grades += marks_agree(sheet, subject, &facts);
        lessons_agree(sheet, subject);
    }
    assert_eq!(grades, 2268, "the marks of the quarter, by facts.json");
    every_name_is_whole(&pages, data);
}

struct Facts {
    subject: String,
    grades: usize,
}

fn facts_of(data: &Path, sheet: &JournalSheet) -> Facts {
    let facts = std::fs::read_to_string(data.join("facts.json")).unwrap();
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    let subjects = facts["журнал_5А"]["по_предметам"].as_object().unwrap();
    let of = &subjects[&*sheet.source.sheet];
    Facts {
        subject: of["предмет"].as_str().unwrap().to_owned(),
        grades: usize::try_from(of["отметок"].as_u64().unwrap()).unwrap(),
    }
}

/// «По плану 39 ч» of every subject, by the title of its pages.
pub fn hours_by_plan(file: &Path) -> BTreeMap<String, u16> {
    let pages = readback::pages(file);
    let mut hours = BTreeMap::new();
    for pair in pages.windows(2) {
        let words: Vec<&str> = pair[1].iter().map(|word| word.text.as_str()).collect();
        for said in words.windows(4) {
            if let ["По", "плану", number, "ч,"] = said {
                hours.insert(readback::title(&pair[0]), number.parse().unwrap());
            }
        }
    }
    hours
}

/// Compares every cell; returns how many grades the pages of the subject have.
fn marks_agree(sheet: &JournalSheet, subject: &Subject, facts: &Facts) -> usize {
    let days: Vec<u32> = subject
        .marks
        .iter()
        .flat_map(|page| page.days.clone())
        .collect();
    let wanted: Vec<u32> = sheet
        .lessons
        .iter()
        .map(|lesson| day(lesson.date))
        .collect();
    assert_eq!(days, wanted, "{}", subject.title);
    let mut grades = 0;
    for (row, pupil) in sheet.pupils.iter().enumerate() {
        let (surname, given) = pupil.name.rsplit_once(' ').unwrap();
        let start = format!("{surname} {}", given.trim_end_matches('.'));
        for page in &subject.marks {
            assert_eq!(page.names.len(), sheet.pupils.len(), "{}", subject.title);
            assert!(
                page.names[row].starts_with(&start),
                "{}: {start}",
                subject.title
            );
        }
        let cells = subject.marks.iter().flat_map(|page| &page.cells[row]);
        let cells: Vec<&String> = cells.collect();
        let wanted: Vec<String> = pupil.cells.iter().map(printed).collect();
        assert_eq!(
            cells,
            wanted.iter().collect::<Vec<_>>(),
            "{}, {start}",
            subject.title
        );
        let of_cell = |cell: &&String| {
            cell.split('/')
                .filter(|part| part.parse::<u8>().is_ok())
                .count()
        };
        grades += cells.iter().map(of_cell).sum::<usize>();
        let result = &subject.marks.last().unwrap().results[row];
        let total = pupil.total.as_ref().map_or("", |total| total.text.as_str());
        assert_eq!(result, total, "{}, {start}", subject.title);
    }
    assert_eq!(grades, facts.grades, "{}", subject.title);
    grades
}

fn day(date: chrono::NaiveDate) -> u32 {
    chrono::Datelike::day(&date)
}

fn lessons_agree(sheet: &JournalSheet, subject: &Subject) {
    assert_eq!(
        subject.lessons.len(),
        sheet.lessons.len(),
        "{}",
        subject.title
    );
    for ((number, wanted), read) in (1..).zip(&sheet.lessons).zip(&subject.lessons) {
        let at = format!("{}, {}", subject.title, wanted.date);
        assert_eq!(read.date, wanted.date.format("%d.%m").to_string(), "{at}");
        assert_eq!(read.number, number.to_string(), "{at}");
        assert!(
            bare(&read.topic).starts_with(&bare(&wanted.topic)),
            "{at}: {}",
            read.topic
        );
        assert_eq!(bare(&read.homework), bare(&wanted.homework), "{at}");
    }
}

fn every_name_is_whole(pages: &[Vec<Word>], data: &Path) {
    let about = "Общие сведения об обучающихся";
    let pages = pages.iter().filter(|page| readback::title(page) == about);
    let words = pages.flat_map(|page| page.iter().map(|word| word.text.as_str()));
    let text = words.collect::<Vec<_>>().join(" ");
    let preview = read_folder(data);
    let listed = preview
        .rows
        .pupils
        .iter()
        .filter(|row| row.class.to_string() == "5А");
    let mut names = 0;
    for row in listed {
        assert!(text.contains(&row.name.full()), "{}", row.name.full());
        names += 1;
    }
    assert_eq!(names, 28);
}
