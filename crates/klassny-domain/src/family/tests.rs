//! What is due of a class and until when, on days of the sample year.

use super::*;
use crate::sample::{calendar, day};

/// What is asked of a class of grade 5 on a day: kind, first day, until when.
fn asked(on: &str) -> Vec<(FamilyDutyKind, String, String)> {
    dues(&calendar(), 5, day(on))
        .into_iter()
        .map(|due| (due.kind, due.from.to_string(), due.due_on.to_string()))
        .collect()
}

fn of(kind: FamilyDutyKind, on: &str) -> Vec<(String, String)> {
    let asked = asked(on).into_iter().filter(|(known, ..)| *known == kind);
    asked.map(|(_, from, due)| (from, due)).collect()
}

fn pair(from: &str, due: &str) -> (String, String) {
    (from.to_owned(), due.to_owned())
}

#[test]
fn r62_a_week_is_due_on_the_first_school_day_after_it() {
    let week = FamilyDutyKind::WeekExtract;
    assert_eq!(of(week, "2026-09-04"), []);
    assert_eq!(
        of(week, "2026-09-07"),
        [pair("2026-09-01", "2026-09-07")],
        "the first week was four days"
    );
    let asked = of(week, "2026-09-28");
    assert_eq!(asked.first(), Some(&pair("2026-09-01", "2026-09-07")));
    assert_eq!(asked.len(), 4);
    assert!(!of(week, "2026-10-05").contains(&pair("2026-09-01", "2026-09-07")));
    // The last week of a term is given after the holidays.
    assert!(of(week, "2026-10-26").contains(&pair("2026-10-19", "2026-11-03")));
}

#[test]
fn r63_results_are_due_after_every_second_week() {
    let results = FamilyDutyKind::Results;
    assert_eq!(of(results, "2026-09-11"), []);
    assert_eq!(
        of(results, "2026-09-14"),
        [pair("2026-09-01", "2026-09-14")]
    );
    assert_eq!(of(results, "2026-09-28").len(), 2);
}

#[test]
fn r64_r143_forecast_and_report_are_due_two_weeks_before_the_end() {
    let forecast = FamilyDutyKind::Forecast;
    assert_eq!(of(forecast, "2026-10-02"), []);
    let due = [pair("2026-09-01", "2026-10-10")];
    assert_eq!(of(forecast, "2026-10-03"), due);
    assert_eq!(of(FamilyDutyKind::PreliminaryReport, "2026-10-20"), due);
    assert_eq!(of(forecast, "2026-10-26"), [], "the term is over");
}

#[test]
fn r144_the_final_report_is_due_at_the_end_and_stays_due_after_it() {
    let last = FamilyDutyKind::FinalReport;
    assert_eq!(of(last, "2026-10-16"), []);
    let due = [pair("2026-09-01", "2026-10-24")];
    assert_eq!(of(last, "2026-10-17"), due);
    assert_eq!(of(last, "2026-10-30"), due);
    assert_eq!(of(last, "2026-11-03"), [], "the next term has begun");
}

#[test]
fn r87_r88_families_are_checked_by_the_middle_of_september_and_then_each_month() {
    let check = FamilyDutyKind::Checked;
    assert_eq!(of(check, "2026-09-07"), []);
    let first = pair("2026-09-01", "2026-09-15");
    assert_eq!(of(check, "2026-09-08"), std::slice::from_ref(&first));
    assert_eq!(
        of(check, "2026-10-02"),
        std::slice::from_ref(&first),
        "the month before is overdue"
    );
    let october = pair("2026-10-01", "2026-10-31");
    assert_eq!(of(check, "2026-10-24"), [first, october.clone()]);
    assert_eq!(of(check, "2026-11-02"), [october]);
    assert_eq!(month_of(day("2027-02-14")).1, day("2027-02-28"));
}

#[test]
fn a_day_lies_in_one_period_of_each_kind() {
    let of = |kind, on| period_of(&calendar(), (5, kind), day(on)).unwrap();
    let week = of(FamilyDutyKind::WeekExtract, "2026-10-14");
    assert_eq!(week, (day("2026-10-12"), day("2026-10-16")));
    let pair = of(FamilyDutyKind::Results, "2026-10-14");
    assert_eq!(pair.0, day("2026-10-12"));
    let term = of(FamilyDutyKind::ReportCard, "2026-10-28");
    assert_eq!(term, (day("2026-09-01"), day("2026-10-24")));
}

#[test]
fn r74_an_answer_is_overdue_after_its_day_until_it_is_given() {
    let letter = Letter {
        letter: LetterId::from_bytes([1; 16]),
        class: ClassId::from_bytes([2; 16]),
        pupil: PupilId::from_bytes([3; 16]),
        direction: LetterDirection::Incoming,
        way: ContactWay::Email,
        on: day("2026-10-01"),
        subject: "Питание".into(),
        text: String::new(),
        answer_due: Some(day("2026-10-06")),
        answer: String::new(),
        answered_on: None,
        stands: true,
    };
    assert!(!letter.is_overdue(day("2026-10-06")));
    assert!(letter.is_overdue(day("2026-10-07")));
    let answered = Letter {
        answered_on: Some(day("2026-10-08")),
        ..letter.clone()
    };
    assert!(!answered.is_overdue(day("2026-10-09")) && letter.waits());
}
