//! Sheets for families: what stands on them, over how many pages, and that the same give the same.

use crate::texts;
use klassny_paper::family::view::*;
use klassny_paper::render_sheets;
use klassny_paper::view::Signatory;
use lopdf::Document;

fn file(sheets: Vec<FamilySheet>) -> FamilyFile {
    FamilyFile {
        title: "Недельные выписки 12.10–16.10.2026, 5 «А»".into(),
        school: "ГБОУ школа № 1292 (учебная)".into(),
        class: "5 «А»".into(),
        year: "2026/2027".into(),
        teacher: "Ефремов Е. К.".into(),
        printed_on: "2026-10-19".parse().unwrap(),
        sheets,
    }
}

fn week(days: usize, homework: &str) -> FamilySheet {
    let lesson = |bell| ExtractLesson {
        bell,
        subject: "Русский язык".into(),
        marks: vec!["4, диктант".into(), "5, ответ".into()],
        absence: "Б".into(),
        homework: homework.into(),
    };
    FamilySheet::WeekExtract(WeekExtract {
        pupil: "Капустина-Медведева Святослава".into(),
        period: "12.10–16.10.2026".into(),
        days: (0..days)
            .map(|at| ExtractDay {
                day: format!("понедельник, {}.10", 12 + at),
                lessons: (1..=6).map(lesson).collect(),
            })
            .collect(),
        notes: vec![Note {
            of: "12.10, Русский язык".into(),
            text: "Отлично отвечала у доски".into(),
            by: "Лаврентьева В. П.".into(),
        }],
        missed: "Пропущено уроков: 6, из них по болезни 6.".into(),
    })
}

fn printed(sheets: Vec<FamilySheet>) -> (Vec<String>, usize) {
    let printed = render_sheets(&file(sheets), &mut |_| true)
        .unwrap()
        .unwrap();
    (texts(&printed.pdf), printed.pages)
}

#[test]
fn f30_a_week_has_its_days_marks_notes_and_lines_to_sign_on() {
    let (pages, count) = printed(vec![week(1, "упр. 41")]);
    assert_eq!(count, 1);
    for words in [
        "Недельная выписка из классного журнала",
        "Капустина-Медведева Святослава",
        "понедельник, 12.10",
        "4, диктант",
        "упр. 41",
        "Отлично отвечала у доски",
        "Классный руководитель",
        "страница 1 из 1",
        "распечатано 19.10.2026",
    ] {
        assert!(pages[0].contains(words), "{words}: {}", pages[0]);
    }
}

#[test]
fn f30_a_long_week_goes_on_over_pages_and_each_family_begins_on_its_own() {
    let long = "Прочитать параграф 12, ответить на вопросы 1–7 письменно, выучить правило";
    let (pages, count) = printed(vec![week(6, long), week(1, "упр. 41")]);
    assert!(count >= 3, "{count}");
    let last = pages.last().unwrap();
    assert!(
        last.contains("страница 1 из 1"),
        "the second family: {last}"
    );
    let head = pages.iter().filter(|page| page.contains("Задание на дом"));
    assert!(head.count() >= 2, "the head of the table stands again");
    // The lines to sign on stand with the family's last page, never alone on one.
    let signed = &pages[count - 2];
    assert!(signed.contains("расшифровка подписи"), "{signed}");
}

#[test]
fn the_same_sheets_give_the_same_bytes_printed_on_one_side() {
    let one = render_sheets(&file(vec![week(2, "")]), &mut |_| true)
        .unwrap()
        .unwrap();
    let two = render_sheets(&file(vec![week(2, "")]), &mut |_| true)
        .unwrap()
        .unwrap();
    assert_eq!(one, two);
    let document = Document::load_mem(&one.pdf).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(
        catalog.get(b"PageLayout").unwrap().as_name().unwrap(),
        b"SinglePage"
    );
    let metadata = document
        .dereference(catalog.get(b"Metadata").unwrap())
        .unwrap()
        .1;
    let xmp = String::from_utf8(metadata.as_stream().unwrap().content.clone()).unwrap();
    assert!(
        xmp.contains("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U"),
        "{xmp}"
    );
}

#[test]
fn a_print_that_is_told_to_stop_gives_nothing() {
    let sheets = vec![week(1, ""), week(1, "")];
    let mut asked = 0;
    let stopped = render_sheets(&file(sheets), &mut |at| {
        asked += 1;
        at == 0
    });
    assert_eq!((stopped.unwrap(), asked), (None, 2));
}

fn sign(post: &str) -> Signatory {
    Signatory {
        post: post.into(),
        name: String::new(),
    }
}

fn others() -> Vec<FamilySheet> {
    vec![
        FamilySheet::Forecast(Forecast {
            pupil: "Дубровский Платон".into(),
            term: "1 четверть".into(),
            ends_on: "24.10.2026".into(),
            rows: vec![ForecastRow {
                subject: "Математика".into(),
                average: "3,50".into(),
                marks: "4 из 5".into(),
                forecast: "4".into(),
                needed: "ещё отметок: 1".into(),
                missed: "2".into(),
            }],
            attention: "Отметок меньше нормы: Математика.".into(),
            missed: "Пропусков нет.".into(),
        }),
        FamilySheet::ReportCard(ReportCard {
            pupil: "Дубровский Платон Васильевич".into(),
            columns: vec!["1 четв.".into(), "2 четв.".into(), "Год".into()],
            rows: vec![(
                "Математика".into(),
                vec!["4".into(), String::new(), String::new()],
            )],
            missed: vec![(
                "Пропущено уроков".into(),
                vec!["2".into(), String::new(), "2".into()],
            )],
        }),
        FamilySheet::Report(ClassReport {
            title: "Отчёт классного руководителя".into(),
            term: "1 четверть".into(),
            figures: vec![("Успеваемость, %".into(), "96,4".into())],
            lists: vec![
                ("Отличники".into(), vec!["Белова Анна".into()]),
                ("Неуспевающие".into(), vec![]),
            ],
            subjects: vec![SubjectFigures {
                subject: "Математика".into(),
                teacher: "Шарова Я. В.".into(),
                counts: ["3", "10", "12", "1", "0"].map(Into::into),
                figures: ["96,2", "50,0", "55,1", "3,58"].map(Into::into),
            }],
            deputy: sign("Заместитель директора"),
            ..ClassReport::default()
        }),
        FamilySheet::Marks(MarksExtract {
            pupil: "Куликов Ярослав Петрович".into(),
            about: vec![("№ личного дела".into(), "К-12".into())],
            period: "1 четверть, с 01.09.2026 по 11.10.2026".into(),
            rows: vec![MarksRow {
                subject: "История".into(),
                teacher: "Берг М. А.".into(),
                marks: "07.09 контрольная работа: 4".into(),
                average: "4,00".into(),
                decided: String::new(),
            }],
            missed: "Пропусков нет.".into(),
            signatories: vec![sign("Классный руководитель"), sign("Директор")],
        }),
    ]
}

#[test]
fn f26_f29_f39_the_other_sheets_say_what_their_views_say() {
    let (pages, _) = printed(others());
    for (page, words) in [
        (0, "Прогноз успеваемости, 1 четверть"),
        (0, "ещё отметок: 1"),
        (1, "Табель успеваемости"),
        (1, "2 четв."),
        (2, "Белова Анна"),
        (2, "Неуспевающие"),
        (3, "07.09 контрольная работа: 4"),
        (3, "М. П."),
    ] {
        assert!(pages[page].contains(words), "{words}: {}", pages[page]);
    }
}
