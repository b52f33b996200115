//! The school and the frame of its year: terms, holidays, weeks, bells, workstations.

use crate::ids::{BellId, SchoolId, TermId, YearId};
use chrono::{NaiveDate, NaiveTime};

/// What the school calls itself on paper (F1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchoolProfile {
    /// «ГБОУ школа № 1292 (учебная)».
    pub name: String,
    /// The full name for title pages.
    pub full_name: String,
    /// Учредитель.
    pub founder: String,
    /// «г. Примерск».
    pub city: String,
    /// The director's full name.
    pub director: String,
    /// Further requisites in order: «ИНН» → «…».
    pub requisites: Vec<(String, String)>,
}

/// An academic year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcademicYear {
    /// Derived from the school and the first calendar year.
    pub year: YearId,
    /// «2026/2027».
    pub name: String,
    /// The first day of lessons.
    pub starts_on: NaiveDate,
    /// The last day of lessons.
    pub ends_on: NaiveDate,
}

impl AcademicYear {
    /// The id of the year that starts in the autumn of a calendar year.
    pub fn id_of(school: SchoolId, first_calendar_year: i32) -> YearId {
        YearId::derive(&[school.as_bytes(), &first_calendar_year.to_le_bytes()])
    }
}

/// How a year is divided (R61).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermKind {
    /// Четверть.
    Quarter,
    /// Полугодие.
    HalfYear,
    /// Триместр.
    Trimester,
}

/// A set of grades 1–11.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grades(u16);

impl Grades {
    /// All grades, 1–11.
    pub const ALL: Self = Self(0b1111_1111_1110);

    /// The grades from `first` to `last`, both in; numbers outside 1–11 are left out.
    pub fn range(first: u8, last: u8) -> Self {
        (first..=last).collect()
    }

    /// Whether the grade is in.
    pub const fn contains(self, grade: u8) -> bool {
        grade <= 11 && self.0 & (1 << grade) != 0
    }

    /// How many grades are in.
    pub const fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// The grades in order.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (1..=11).filter(move |grade| self.contains(*grade))
    }

    /// The set as a bit mask: bit n is grade n.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The set of a bit mask; other bits than 1–11 are dropped.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits & Self::ALL.0)
    }
}

impl FromIterator<u8> for Grades {
    fn from_iter<I: IntoIterator<Item = u8>>(grades: I) -> Self {
        Self(
            grades
                .into_iter()
                .filter(|grade| (1..=11).contains(grade))
                .fold(0, |bits, grade| bits | 1 << grade),
        )
    }
}

/// A term of some grades.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Derived from year, kind, number.
    pub term: TermId,
    /// The academic year.
    pub year: YearId,
    /// Quarter, half-year or trimester.
    pub kind: TermKind,
    /// 1, 2, 3, 4.
    pub number: u8,
    /// The grades it is for.
    pub grades: Grades,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
}

impl Term {
    /// The id of a term.
    pub fn id_of(year: YearId, kind: TermKind, number: u8) -> TermId {
        let kind = match kind {
            TermKind::Quarter => b'q',
            TermKind::HalfYear => b'h',
            TermKind::Trimester => b't',
        };
        TermId::derive(&[year.as_bytes(), &[kind, number]])
    }
}

/// Why there are no lessons on some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BreakKind {
    /// Каникулы.
    Holidays,
    /// Праздничный день.
    PublicHoliday,
    /// Карантин, мороз: norms pause.
    Closure,
}

/// Days without lessons for some grades.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The academic year.
    pub year: YearId,
    /// Holidays, a public holiday or a closure.
    pub kind: BreakKind,
    /// Its name.
    pub name: String,
    /// The grades it is for.
    pub grades: Grades,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// `false` takes the break back.
    pub stands: bool,
}

/// The days of the week on which some grades have lessons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolWeek {
    /// The academic year.
    pub year: YearId,
    /// The grades.
    pub grades: Grades,
    /// 5 or 6.
    pub days: u8,
}

/// One lesson hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bell {
    /// Derived from year, grades, first day and number.
    pub bell: BellId,
    /// The academic year.
    pub year: YearId,
    /// The grades it rings for.
    pub grades: Grades,
    /// The first day it rings.
    pub from: NaiveDate,
    /// The last day it rings.
    pub until: NaiveDate,
    /// The number of the lesson; 0 is before the first.
    pub number: u8,
    /// Start of the lesson.
    pub starts_at: NaiveTime,
    /// End of the lesson.
    pub ends_at: NaiveTime,
}

/// The greatest weekly load of a grade (R94).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadLimit {
    /// The academic year.
    pub year: YearId,
    /// The grade.
    pub grade: u8,
    /// Hours a week.
    pub hours: u8,
    /// Study weeks a year.
    pub weeks: u8,
}

/// A workstation (АРМ) of the plan of entry (R34).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workstation {
    /// Its number on the door.
    pub number: u16,
    /// Where it stands.
    pub place: String,
}
