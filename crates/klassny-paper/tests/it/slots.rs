//! F32 and the report on keeping to the plan: whole on paper, one page for each door, and the same
//! bytes for the same plan.

use chrono::NaiveDate;
use klassny_paper::slots::{
    SlotPlan, SlotReport, SlotRow, SlotStation, render_plan, render_report,
};
use klassny_paper::view::Signatory;
use lopdf::Document;

fn plan(rows: usize) -> SlotPlan {
    let row = |at: usize| SlotRow {
        day: ["Понедельник", "Вторник", "Среда"][at * 3 / rows].to_owned(),
        short_day: ["Пн", "Вт", "Ср"][at * 3 / rows].to_owned(),
        time: format!("14:{:02}–15:00", at % 60),
        station: if at.is_multiple_of(2) { 7 } else { 8 },
        place: "каб. 214".to_owned(),
        teacher: format!("Соколова Ирина Викторовна {at}"),
        class: "9 «Б»".to_owned(),
    };
    SlotPlan {
        school: "ГБОУ школа № 1292 (учебная)".to_owned(),
        year: "2026/2027".to_owned(),
        on: NaiveDate::from_ymd_opt(2026, 10, 23).unwrap(),
        rule: "Вне своего времени журнал открыт только для чтения.".to_owned(),
        whole: true,
        stations: [7, 8]
            .map(|number| SlotStation {
                number,
                place: "каб. 214".to_owned(),
            })
            .to_vec(),
        rows: (0..rows).map(row).collect(),
        signatories: vec![Signatory {
            post: "Директор".to_owned(),
            name: "Покровская Л. В.".to_owned(),
        }],
    }
}

fn pages(pdf: &[u8]) -> usize {
    Document::load_mem(pdf).unwrap().get_pages().len()
}

#[test]
fn r34_the_plan_of_entry_is_printed_whole_and_a_page_for_every_door() {
    // 45 times at a machine are more than large letters hold: its page is in two halves.
    let plan = plan(90);
    let pdf = render_plan(&plan).unwrap();
    assert_eq!(
        pdf,
        render_plan(&plan).unwrap(),
        "the same plan, the same bytes"
    );
    let whole = pages(&pdf) - 2;
    assert!((2..5).contains(&whole), "{whole}");
    let door = SlotPlan {
        whole: false,
        stations: vec![SlotStation {
            number: 7,
            place: "каб. 214".to_owned(),
        }],
        ..plan
    };
    assert_eq!(pages(&render_plan(&door).unwrap()), 1);
    let catalog = Document::load_mem(&pdf).unwrap();
    let catalog = catalog.catalog().unwrap();
    assert!(catalog.get(b"OutputIntents").is_ok(), "PDF/A");
    // An empty plan is a page that says so, not a fault.
    let empty = SlotPlan {
        rows: Vec::new(),
        ..door
    };
    assert_eq!(pages(&render_plan(&empty).unwrap()), 1);
}

#[test]
fn r36_the_report_is_printed_with_its_deviations_and_a_place_to_sign() {
    let line = |at: usize| {
        [
            format!("Соколова И. В. {at}"),
            "пт 23.10, 14:00–14:20".to_owned(),
            "7".to_owned(),
            "не пришла".to_owned(),
            "внесла Ким Р. А.".to_owned(),
        ]
    };
    let report = SlotReport {
        school: "ГБОУ школа № 1292 (учебная)".to_owned(),
        week: "с 19.10 по 24.10.2026".to_owned(),
        on: NaiveDate::from_ymd_opt(2026, 10, 24).unwrap(),
        rule: "Опоздание считается с 10 минут.".to_owned(),
        people: vec![("Соколова Ирина Викторовна".to_owned(), [5, 3, 1, 1, 0, 2])],
        lines: (0..70).map(line).collect(),
        signatory: Signatory {
            post: "Заместитель директора по УВР".to_owned(),
            name: "Тетерина М. Е.".to_owned(),
        },
    };
    let pdf = render_report(&report).unwrap();
    assert!(pages(&pdf) >= 3, "{}", pages(&pdf));
    let quiet = SlotReport {
        lines: Vec::new(),
        ..report
    };
    assert_eq!(pages(&render_report(&quiet).unwrap()), 2);
}
