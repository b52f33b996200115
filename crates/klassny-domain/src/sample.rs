//! The sample school's calendar for tests, as `school.toml` of the sample data has it.

use crate::calendar::Calendar;
use crate::ids::{SchoolId, YearId};
use crate::school::{AcademicYear, Bell, Break, BreakKind, Grades, SchoolWeek, Term, TermKind};
use chrono::NaiveDate;

/// Reads a date of a test.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// The id of the sample year.
pub fn year_id() -> YearId {
    AcademicYear::id_of(SchoolId::from_bytes([7; 16]), 2026)
}

/// The calendar of 2026/2027.
pub fn calendar() -> Calendar {
    let year = AcademicYear {
        year: year_id(),
        name: "2026/2027".into(),
        starts_on: day("2026-09-01"),
        ends_on: day("2027-05-26"),
    };
    let week = |first, last, days| SchoolWeek {
        year: year_id(),
        grades: Grades::range(first, last),
        days,
    };
    let weeks = [week(1, 8, 5), week(9, 11, 6)];
    Calendar::new(&year, &terms(), &breaks(), &weeks, &bells())
}

fn terms() -> Vec<Term> {
    let quarters = Grades::range(1, 9);
    let half_years = Grades::range(10, 11);
    [
        (TermKind::Quarter, quarters, 1, "2026-09-01", "2026-10-24"),
        (TermKind::Quarter, quarters, 2, "2026-11-03", "2026-12-30"),
        (TermKind::Quarter, quarters, 3, "2027-01-11", "2027-03-26"),
        (TermKind::Quarter, quarters, 4, "2027-04-05", "2027-05-26"),
        (
            TermKind::HalfYear,
            half_years,
            1,
            "2026-09-01",
            "2026-12-30",
        ),
        (
            TermKind::HalfYear,
            half_years,
            2,
            "2027-01-11",
            "2027-05-26",
        ),
    ]
    .into_iter()
    .map(|(kind, grades, number, starts_on, ends_on)| Term {
        term: Term::id_of(year_id(), kind, number),
        year: year_id(),
        kind,
        number,
        grades,
        starts_on: day(starts_on),
        ends_on: day(ends_on),
    })
    .collect()
}

fn breaks() -> Vec<Break> {
    let first = Grades::range(1, 1);
    let (holidays, public) = (BreakKind::Holidays, BreakKind::PublicHoliday);
    [
        (holidays, Grades::ALL, "2026-10-25", "2026-11-02"),
        (holidays, Grades::ALL, "2026-12-31", "2027-01-10"),
        (holidays, Grades::ALL, "2027-03-27", "2027-04-04"),
        (holidays, Grades::ALL, "2027-05-27", "2027-08-31"),
        (holidays, first, "2027-02-13", "2027-02-21"),
        (public, Grades::ALL, "2026-11-04", "2026-11-04"),
        (public, Grades::ALL, "2027-02-23", "2027-02-23"),
        (public, Grades::ALL, "2027-03-08", "2027-03-08"),
        (public, Grades::ALL, "2027-05-01", "2027-05-01"),
        (public, Grades::ALL, "2027-05-03", "2027-05-03"),
        (public, Grades::ALL, "2027-05-09", "2027-05-10"),
    ]
    .into_iter()
    .map(|(kind, grades, starts_on, ends_on)| Break {
        year: year_id(),
        kind,
        name: String::new(),
        grades,
        starts_on: day(starts_on),
        ends_on: day(ends_on),
        stands: true,
    })
    .collect()
}

fn bells() -> Vec<Bell> {
    let hours = [
        ("09:00", "09:45"),
        ("09:55", "10:40"),
        ("11:00", "11:45"),
        ("12:05", "12:50"),
        ("13:00", "13:45"),
        ("13:55", "14:40"),
        ("14:50", "15:35"),
        ("15:45", "16:30"),
        ("16:40", "17:25"),
    ];
    let seasons = [
        ("2026-09-01", "2026-10-31", 3, 35),
        ("2026-11-01", "2026-12-31", 4, 35),
        ("2027-01-01", "2027-05-31", 5, 40),
    ];
    let mut bells = Vec::new();
    for (index, (start, end)) in hours.into_iter().enumerate() {
        let number = u8::try_from(index + 1).expect("small");
        let year = ("2026-09-01", "2027-08-31");
        bells.push(bell(Grades::range(2, 11), year, number, (start, end)));
        for (from, until, count, minutes) in seasons {
            if number <= count {
                let mut short = bell(Grades::range(1, 1), (from, until), number, (start, end));
                short.ends_at = short.starts_at + chrono::Duration::minutes(minutes);
                bells.push(short);
            }
        }
    }
    bells
}

fn bell(grades: Grades, season: (&str, &str), number: u8, hours: (&str, &str)) -> Bell {
    let time = |text: &str| format!("{text}:00").parse().expect("a time");
    Bell {
        bell: crate::ids::BellId::derive(&[
            &grades.bits().to_le_bytes(),
            season.0.as_bytes(),
            &[number],
        ]),
        year: year_id(),
        grades,
        from: day(season.0),
        until: day(season.1),
        number,
        starts_at: time(hours.0),
        ends_at: time(hours.1),
    }
}
