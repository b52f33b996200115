//! The sample journal with its nine planted faults, and every finding on small sheets.

use super::*;
use crate::ids::{GroupId, SubstitutionId};
use crate::mark::Grade;
use crate::sample::{calendar, day};
use crate::timetable::SubstitutionKind;

const GROUP: GroupId = GroupId::from_bytes([1; 16]);
const IVANOVA: StaffId = StaffId::from_bytes([2; 16]);
const PETROV: StaffId = StaffId::from_bytes([3; 16]);
const JOURNAL: &str = include_str!("../../testdata/journal_5a.txt");

struct Page {
    name: String,
    hours: u16,
    lessons: Vec<SheetLesson>,
    surnames: Vec<String>,
    pupils: Vec<SheetPupil>,
}

fn parts(line: &str) -> [&str; 3] {
    let parts: Vec<&str> = line.split(" | ").collect();
    parts.try_into().expect("three parts")
}

/// Reads a page: a head `name | hours | lessons` and lines `pupil | cells | term mark`.
fn page(head: &str, lines: &[&str]) -> Page {
    let [name, hours, days] = parts(head);
    let mut lessons: Vec<SheetLesson> = Vec::new();
    for text in days.split(' ') {
        let (dd, mm) = (&text[..2], &text[3..5]);
        let date = day(&format!("2026-{mm}-{dd}"));
        let same_day = lessons.iter().filter(|lesson| lesson.place.date == date);
        let bell = u8::try_from(same_day.count() + 1).unwrap();
        let homework = match text.contains("-д") {
            true => HomeworkText::Missing,
            false => HomeworkText::Set("§ 1".into()),
        };
        lessons.push(SheetLesson {
            place: LessonPlace {
                group: GROUP,
                date,
                bell,
                ordinal: 0,
            },
            held: Some(Held::Held),
            taught_by: Some(IVANOVA),
            topic: if text.contains("-т") { "" } else { "Тема" }.into(),
            homework,
            works: Vec::new(),
        });
    }
    let pupils = lines
        .iter()
        .zip(1..)
        .map(|(line, number)| pupil(line, number, &lessons));
    Page {
        name: name.trim_start_matches("= ").into(),
        hours: hours.parse().unwrap(),
        pupils: pupils.collect(),
        surnames: lines.iter().map(|line| parts(line)[0].to_owned()).collect(),
        lessons,
    }
}

fn pupil(line: &str, number: u8, lessons: &[SheetLesson]) -> SheetPupil {
    let [surname, cells, term_mark] = parts(line);
    let listed = match surname {
        "Ефимов А." => (day("2026-09-21"), None),
        "Куликов Я." => (day("2026-09-01"), Some(day("2026-10-12"))),
        _ => (day("2026-09-01"), None),
    };
    let cells = lessons.iter().zip(cells.split(' '));
    SheetPupil {
        pupil: PupilId::from_bytes([number; 16]),
        listed: vec![listed],
        cells: cells
            .filter(|(_, text)| *text != ".")
            .map(|(lesson, text)| cell(lesson.place, text))
            .collect(),
        brought: Vec::new(),
        term_mark: MarkValue::parse(term_mark).map(|value| (value, String::new())),
        year: None,
    }
}

/// A cell as the journal writes it: `4`, `4/5`, `Н`, `Н/4`, `О`, `н` unresolved, `4!` corrected.
fn cell(place: LessonPlace, text: &str) -> SheetCell {
    let mut cell = SheetCell {
        place,
        presence: Presence::Present,
        reason: AbsenceReason::Unresolved,
        marks: Vec::new(),
    };
    for part in text.split('/') {
        let reason = match part {
            "Б" => Some(AbsenceReason::Illness),
            "П" => Some(AbsenceReason::Excused),
            "Н" => Some(AbsenceReason::Unexcused),
            "н" => Some(AbsenceReason::Unresolved),
            _ => None,
        };
        if let Some(reason) = reason {
            (cell.presence, cell.reason) = (Presence::Absent, reason);
        } else if part == "О" {
            cell.presence = Presence::Late { minutes: 0 };
        } else {
            let value = MarkValue::parse(part.trim_end_matches('!')).expect(part);
            cell.marks.push(SheetMark {
                kind: WorkKind::Oral,
                mark: WeighedMark {
                    value,
                    weight_tenths: 10,
                },
                written_on: None,
                corrected: part.ends_with('!'),
            });
        }
    }
    cell
}

fn journal() -> Vec<Page> {
    let lines: Vec<&str> = JOURNAL
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    let heads = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.starts_with('='));
    heads
        .map(|(at, head)| {
            let pupils: Vec<&str> = lines[at + 1..]
                .iter()
                .take_while(|l| !l.starts_with('='))
                .copied()
                .collect();
            page(head, &pupils)
        })
        .collect()
}

fn sheet<'a>(page: &'a Page, term: &'a Term) -> Sheet<'a> {
    Sheet {
        group: GROUP,
        grade: 5,
        class: "5А",
        subject: page.name.split(" (").next().unwrap_or_default(),
        week_hours_quarters: page.hours * 4,
        term,
        lessons: &page.lessons,
        expected: &[],
        pupils: &page.pupils,
        plan: Some(SheetPlan {
            approved: true,
            hours_given: 39,
            hours_due: 39,
        }),
        control_works: &[],
        substitutions: &[],
    }
}

fn at_end(page: &Page) -> Vec<Finding> {
    let calendar = calendar();
    let sheet = sheet(page, calendar.terms_of(5)[0]);
    check(
        &Rules::s4(),
        &calendar,
        &sheet,
        CheckStage::TermEnd,
        day("2026-10-24"),
    )
}

#[test]
fn r110_the_nine_planted_faults_of_the_sample_journal_are_found_and_nothing_else_of_their_kinds() {
    use FindingKind::{AbsentAndMarked, NoHomework, NoTopic, TermMarkOffAverage, TermMarkTooFew};
    let planted = [
        AbsentAndMarked,
        NoTopic,
        NoHomework,
        TermMarkOffAverage,
        TermMarkTooFew,
    ];
    let mut found = Vec::new();
    for page in journal() {
        for finding in at_end(&page) {
            if planted.contains(&finding.kind) {
                let pupil = finding
                    .pupil
                    .map(|pupil| usize::from(pupil.as_bytes()[0]) - 1);
                let pupil = pupil.map_or("", |index| &page.surnames[index]);
                let date = finding
                    .lesson
                    .map(|place| place.date.format("%d.%m").to_string());
                let date = date.unwrap_or_default();
                found.push(format!(
                    "{} {date} {pupil} {}",
                    page.name,
                    finding.kind.code()
                ));
            }
        }
    }
    found.sort();
    let mut expected = [
        "История 10.09 Емельянов Л. absent-and-marked",
        "География 24.09  no-topic",
        "Музыка 06.10  no-topic",
        "Биология 21.09  no-homework",
        "ИЗО 05.10  no-homework",
        "Русский язык 29.09  no-homework",
        "Математика  Максимов П. term-mark-off-average",
        "Биология  Щербаков Н. term-mark-too-few",
        "Английский язык (1 гр.)  Колобов С. term-mark-too-few",
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn every_term_mark_of_the_sample_journal_but_the_planted_one_is_what_the_average_proposes() {
    let named = |page: &Page| {
        page.surnames
            .iter()
            .position(|name| name == "Дубровский П.")
    };
    let mut seen = Vec::new();
    for page in journal() {
        let Some(pupil) = named(&page).map(|index| &page.pupils[index]) else {
            continue;
        };
        let marks: Vec<WeighedMark> = pupil
            .cells
            .iter()
            .flat_map(|cell| &cell.marks)
            .map(|mark| mark.mark)
            .collect();
        let average = crate::term_mark::Average::of(&marks).unwrap();
        let proposed = average.rounded(50).map(MarkValue::Grade);
        assert_eq!(
            proposed,
            pupil.term_mark.as_ref().map(|(value, _)| *value),
            "{}",
            page.name
        );
        seen.push(format!("{} {}", marks.len(), average.text()));
    }
    let facts = [
        "14 3,29", "8 4,50", "9 3,89", "8 3,50", "3 4,00", "9 4,00", "3 4,00", "3 3,33", "3 5,00",
        "3 4,67", "6 4,50", "8 4,25",
    ];
    assert_eq!(seen, facts);
}

const HEAD: &str = "= История | 3 | 02.09 03.09 04.09 09.09 10.09 11.09 16.09 17.09 18.09 23.09";

fn kinds(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.kind.code()).collect()
}

#[test]
fn r52_r58_r110_each_fault_of_a_pupil_is_found_in_its_cell() {
    for (line, expected) in [
        ("А | . 4 5 . 4 5 . 4 . 5 | 5", &[][..]),
        ("А | . 4 5 . н 5 . 4 5 5 | 5", &["absence-without-reason"]),
        ("А | . 4 5 . 4! 5 . 4 . 5 | 5", &["corrected"]),
        ("А | . 4 5 Б 2 4 . 4 . 5 | 4", &["two-after-absence"]),
        ("А | 2 4 5 . 4 4 . 4 . 5 | 4", &["two-at-edge"]),
        ("А | . 4 5 . 4 4 . 4 . 2 | 4", &["two-at-edge"]),
        ("А | . 4 5 2 . . . 4 . 5 | 4", &["two-not-corrected"]),
        ("А | . 4 5 2 . Б . . 4 5 | 4", &["two-not-corrected"]),
        ("А | . 4 5 2 . . 3 4 . 5 | 4", &[]),
        ("А | . 4 5 4 4 5 . . . . | 4", &["long-without-mark"]),
        (
            "А | . 4 5 4 4 5 . . . . | .",
            &["long-without-mark", "no-term-mark"],
        ),
        ("А | . 4 5 4 4 5 5 . . . | 4", &["term-mark-off-average"]),
        (
            "А | . . . . . . . . . . | н/а",
            &["no-marks", "long-without-mark"],
        ),
        (
            "А | . . . . . . . . . 4 | 4",
            &["one-mark", "term-mark-too-few"],
        ),
        (
            "А | Б Б Б Б Б Б Б 4 . 4 | н/а",
            &["below-norm", "missed-too-many"],
        ),
        (
            "А | Б Б Б Б Б Б Б 4 . 4 | осв",
            &["below-norm", "missed-too-many"],
        ),
    ] {
        assert_eq!(kinds(&at_end(&page(HEAD, &[line]))), expected, "{line}");
    }
}

#[test]
fn r56_during_the_term_only_the_marks_needed_by_now_are_asked_for() {
    let calendar = calendar();
    let page = page(HEAD, &["А | . 4 . . . . Б . . . | ."]);
    let sheet = sheet(&page, calendar.terms_of(5)[0]);
    let on = |date| {
        let found = check(
            &Rules::s4(),
            &calendar,
            &sheet,
            CheckStage::During,
            day(date),
        );
        kinds(&found)
    };
    assert_eq!(on("2026-09-10"), [""; 0]);
    assert_eq!(on("2026-09-11"), ["long-without-mark"]);
    assert_eq!(on("2026-09-18"), ["one-mark"]);
}

fn substitution(date: &str, kind: SubstitutionKind, substitute: Option<StaffId>) -> Substitution {
    Substitution {
        substitution: SubstitutionId::from_bytes([1; 16]),
        group: GROUP,
        date: day(date),
        bell: 1,
        absent: IVANOVA,
        reason: String::new(),
        document: String::new(),
        kind,
        substitute,
        taught_group: None,
        hours: 1,
        paid: true,
    }
}

#[test]
fn r15_r31_r33_r110_each_fault_of_a_lesson_is_found() {
    let calendar = calendar();
    let mut page = page(HEAD, &["А | . 4 5 . 4 5 . 4 . 5 | 5"]);
    let place = page.lessons[0].place;
    page.lessons[0].held = None;
    page.lessons[1].held = Some(Held::NotHeld {
        reason: "мороз".into(),
    });
    page.lessons[1].topic.clear();
    page.lessons[2].homework = HomeworkText::NotSet;
    let unrecorded = LessonPlace {
        date: day("2026-09-24"),
        ..place
    };
    let mut later = place;
    later.date = day("2026-10-26");
    let expected = [place, unrecorded, later];
    let substitutions = [
        substitution("2026-09-04", SubstitutionKind::Substitute, Some(PETROV)),
        substitution("2026-09-09", SubstitutionKind::Substitute, Some(IVANOVA)),
        substitution("2026-09-03", SubstitutionKind::NotHeld, None),
        substitution("2026-09-10", SubstitutionKind::OtherSubject, Some(PETROV)),
    ];
    let control_works = [
        (day("2026-09-11"), WorkKind::Control),
        (day("2026-10-26"), WorkKind::Control),
    ];
    let sheet = Sheet {
        expected: &expected,
        substitutions: &substitutions,
        control_works: &control_works,
        plan: Some(SheetPlan {
            approved: false,
            hours_given: 7,
            hours_due: 10,
        }),
        ..sheet(&page, calendar.terms_of(5)[0])
    };
    let found = check(
        &Rules::s4(),
        &calendar,
        &sheet,
        CheckStage::During,
        day("2026-09-24"),
    );
    let texts = found.iter().map(|finding| finding.text.as_str());
    assert_eq!(
        texts.collect::<Vec<_>>(),
        [
            "02.09.2026: не отмечено, что урок проведён",
            "24.09.2026, 1-й урок: по расписанию есть, записи нет",
            "04.09.2026, 1-й урок: замена не записана",
            "10.09.2026, 1-й урок: замена не записана",
            "11.09.2026: нет работы «контрольная работа»",
            "Календарно-тематический план не утверждён",
            "Отставание от плана: 3 часа",
            "03.09.2026: отметка есть, урока нет",
        ]
    );
    assert_eq!(found[0].lesson, Some(place));
    // A substitution without a column names its day too.
    let days = found.iter().filter_map(|finding| finding.lesson);
    let days: Vec<String> = days
        .map(|place| place.date.to_string()[5..].into())
        .collect();
    assert_eq!(days.join(" "), "09-02 09-24 09-04 09-10 09-11 09-03");
    let blocks = found.iter().map(|finding| u8::from(finding.blocks));
    assert_eq!(blocks.collect::<Vec<_>>(), [1, 1, 1, 1, 0, 0, 0, 1]);
}

#[test]
fn r16_r60_a_subject_without_marks_or_homework_is_asked_for_neither() {
    let calendar = calendar();
    let page = page("= Математика | 4 | 02.09-д 03.09-т", &["А | . . | ."]);
    let sheet = Sheet {
        grade: 1,
        class: "1А",
        ..sheet(&page, calendar.terms_of(1)[0])
    };
    let found = check(
        &Rules::s4(),
        &calendar,
        &sheet,
        CheckStage::TermEnd,
        day("2026-10-24"),
    );
    assert_eq!(kinds(&found), ["no-topic"]);
}

#[test]
fn r48_a_work_written_later_is_no_fault_and_a_year_mark_off_the_terms_is() {
    let mut page = page(HEAD, &["А | . 4 5 . Н/4 5 . 4 . 5 | 5"]);
    page.pupils[0].cells[2].marks[0].written_on = Some(day("2026-09-16"));
    let grade = |value| Grade::new(value).map(MarkValue::Grade);
    let terms = vec![grade(4), grade(4), grade(4), grade(5)];
    page.pupils[0].year = grade(5).map(|year| (year, terms));
    let found = at_end(&page);
    assert_eq!(kinds(&found), ["year-mark-off-terms"]);
    assert_eq!(found[0].text, "за год «5», по периодам «4»");
}

#[test]
fn the_natural_findings_of_the_sample_journal_are_few() {
    let findings: Vec<Finding> = journal().iter().flat_map(at_end).collect();
    let count = |kind| {
        findings
            .iter()
            .filter(|finding| finding.kind == kind)
            .count()
    };
    for (kind, expected) in [
        (FindingKind::NoMarks, 3),
        (FindingKind::OneMark, 1),
        (FindingKind::BelowNorm, 7),
        (FindingKind::MissedTooMany, 1),
        (FindingKind::LongWithoutMark, 38),
        (FindingKind::TwoAfterAbsence, 1),
        (FindingKind::TwoAtEdge, 2),
        (FindingKind::TwoNotCorrected, 12),
        (FindingKind::NoTermMark, 0),
    ] {
        assert_eq!(count(kind), expected, "{}", kind.code());
    }
}
