//! The school's calendar: which days are school days, which term a day is in, when bells ring.
//!
//! Everything is in the school's local time; an instant becomes local through the school's fixed
//! offset from UTC, given as an argument. Never reads a clock.

use crate::ids::{TermId, YearId};
use crate::school::{AcademicYear, Bell, Break, BreakKind, SchoolWeek, Term, TermKind};
use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, Utc, Weekday};

/// The calendar of one academic year.
#[derive(Clone, Debug)]
pub struct Calendar {
    year: AcademicYear,
    terms: Vec<Term>,
    breaks: Vec<Break>,
    weeks: Vec<SchoolWeek>,
    bells: Vec<Bell>,
}

/// A calendar week of a term with at least one school day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermWeek {
    /// 1, 2 … within the term.
    pub number: u8,
    /// The first school day of the week.
    pub first_day: NaiveDate,
    /// The last school day of the week.
    pub last_day: NaiveDate,
    /// How many school days it has.
    pub day_count: u8,
    /// Whether no school day of the week fell to a holiday, a closure or the term's edge.
    pub full: bool,
}

/// The school-local time of an instant, by the school's fixed offset from UTC.
pub fn to_local(instant: DateTime<Utc>, offset: FixedOffset) -> NaiveDateTime {
    instant.with_timezone(&offset).naive_local()
}

/// The last second of a day, shown as 23:59: norms of whole days end with it.
pub fn end_of_day(date: NaiveDate) -> NaiveDateTime {
    date.and_hms_opt(23, 59, 59).unwrap_or_default()
}

impl Calendar {
    /// Builds the calendar of a year; facts of other years and breaks taken back are left out.
    pub fn new(
        year: &AcademicYear,
        terms: &[Term],
        breaks: &[Break],
        weeks: &[SchoolWeek],
        bells: &[Bell],
    ) -> Self {
        let id = year.year;
        let mut terms: Vec<Term> = terms.iter().filter(|t| t.year == id).cloned().collect();
        terms.sort_by_key(|term| (term.starts_on, term.ends_on, term.number));
        let mut bells: Vec<Bell> = bells.iter().filter(|b| b.year == id).cloned().collect();
        bells.sort_by_key(|bell| (bell.number, bell.from, bell.grades.count()));
        let breaks = breaks.iter().filter(|b| b.year == id && b.stands);
        Self {
            year: year.clone(),
            terms,
            breaks: breaks.cloned().collect(),
            weeks: weeks.iter().filter(|w| w.year == id).cloned().collect(),
            bells,
        }
    }

    /// The calendar as it was known ahead: without days that quarantine or frost took.
    pub fn without_closures(&self) -> Self {
        let mut ahead = self.clone();
        ahead
            .breaks
            .retain(|known| known.kind != BreakKind::Closure);
        ahead
    }

    /// The academic year of the calendar.
    pub fn year(&self) -> &AcademicYear {
        &self.year
    }

    /// The id of the academic year.
    pub fn year_id(&self) -> YearId {
        self.year.year
    }

    /// Whether the grade has lessons on the day.
    pub fn is_school_day(&self, grade: u8, date: NaiveDate) -> bool {
        self.in_school_week(grade, date)
            && self.in_a_term(grade, date)
            && self.break_on(grade, date).is_none()
    }

    /// The first school day of the grade after the day; none after the last of the year.
    pub fn next_school_day(&self, grade: u8, date: NaiveDate) -> Option<NaiveDate> {
        self.school_day_from(grade, date.succ_opt()?)
    }

    /// The day itself where it is a school day of the grade, else the next one.
    pub fn school_day_from(&self, grade: u8, date: NaiveDate) -> Option<NaiveDate> {
        let from = date.max(self.first_day());
        days(from, self.last_day()).find(|day| self.is_school_day(grade, *day))
    }

    /// How many school days the grade has from one day to another, both in.
    pub fn school_days_between(&self, grade: u8, from: NaiveDate, to: NaiveDate) -> usize {
        self.school_days(grade, from, to).count()
    }

    /// The school days of the grade from one day to another, both in.
    pub fn school_days(
        &self,
        grade: u8,
        from: NaiveDate,
        to: NaiveDate,
    ) -> impl Iterator<Item = NaiveDate> + '_ {
        let (from, to) = (from.max(self.first_day()), to.min(self.last_day()));
        days(from, to).filter(move |day| self.is_school_day(grade, *day))
    }

    /// The day of the `count`-th school day after the given day; the last school day where the
    /// year has fewer left, and the day itself where it has none.
    pub fn after_school_days(&self, grade: u8, date: NaiveDate, count: usize) -> NaiveDate {
        let Some(next) = date.succ_opt() else {
            return date;
        };
        let left = self.school_days(grade, next, self.last_day());
        left.take(count).last().unwrap_or(date)
    }

    /// The break the day falls into for the grade, if any.
    pub fn break_on(&self, grade: u8, date: NaiveDate) -> Option<&Break> {
        self.breaks
            .iter()
            .find(|b| b.grades.contains(grade) && b.starts_on <= date && date <= b.ends_on)
    }

    /// Whether norms pause for the grade on the day: quarantine, frost.
    pub fn norms_pause(&self, grade: u8, date: NaiveDate) -> bool {
        self.breaks.iter().any(|b| {
            b.kind == BreakKind::Closure
                && b.grades.contains(grade)
                && b.starts_on <= date
                && date <= b.ends_on
        })
    }

    /// Whether the grade had holidays between two days; single public holidays are none.
    pub fn holidays_between(&self, grade: u8, from: NaiveDate, to: NaiveDate) -> bool {
        self.breaks.iter().any(|b| {
            let between = b.starts_on < to && from < b.ends_on;
            b.kind == BreakKind::Holidays && b.grades.contains(grade) && between
        })
    }

    /// The kind of term the grade's year is divided into (R61): the finest one it has.
    pub fn main_kind(&self, grade: u8) -> Option<TermKind> {
        [TermKind::Quarter, TermKind::Trimester, TermKind::HalfYear]
            .into_iter()
            .find(|kind| !self.terms_of_kind(grade, *kind).is_empty())
    }

    /// The terms of the grade in order, of its main kind.
    pub fn terms_of(&self, grade: u8) -> Vec<&Term> {
        self.main_kind(grade)
            .map(|kind| self.terms_of_kind(grade, kind))
            .unwrap_or_default()
    }

    /// The terms of the grade of one kind, in order: for subjects graded by another system.
    pub fn terms_of_kind(&self, grade: u8, kind: TermKind) -> Vec<&Term> {
        self.terms
            .iter()
            .filter(|term| term.kind == kind && term.grades.contains(grade))
            .collect()
    }

    /// The term of the grade's main kind that the day is in; none in holidays between terms.
    pub fn term_of(&self, grade: u8, date: NaiveDate) -> Option<&Term> {
        self.term_of_kind(grade, self.main_kind(grade)?, date)
    }

    /// The term of a kind that the day is in.
    pub fn term_of_kind(&self, grade: u8, kind: TermKind, date: NaiveDate) -> Option<&Term> {
        self.terms_of_kind(grade, kind)
            .into_iter()
            .find(|term| term.starts_on <= date && date <= term.ends_on)
    }

    /// The term of an id.
    pub fn term(&self, term: TermId) -> Option<&Term> {
        self.terms.iter().find(|t| t.term == term)
    }

    /// The weeks of a term in which the grade has a school day, numbered from 1.
    pub fn weeks_of_term(&self, grade: u8, term: &Term) -> Vec<TermWeek> {
        let mut weeks: Vec<TermWeek> = Vec::new();
        for day in self.school_days(grade, term.starts_on, term.ends_on) {
            match weeks.last_mut() {
                Some(week) if week.first_day.iso_week() == day.iso_week() => {
                    week.last_day = day;
                    week.day_count += 1;
                    week.full = week.day_count >= self.week_length(grade);
                }
                Some(_) | None => weeks.push(TermWeek {
                    number: u8::try_from(weeks.len() + 1).unwrap_or(u8::MAX),
                    first_day: day,
                    last_day: day,
                    day_count: 1,
                    full: self.week_length(grade) == 1,
                }),
            }
        }
        weeks
    }

    /// The number of the term's week the day is in: the last one begun by that day.
    pub fn week_number(&self, grade: u8, term: &Term, date: NaiveDate) -> Option<u8> {
        self.weeks_of_term(grade, term)
            .into_iter()
            .rfind(|week| week.first_day <= date)
            .map(|week| week.number)
    }

    /// How many days of the week the grade has lessons on: 5 or 6.
    pub fn week_length(&self, grade: u8) -> u8 {
        self.weeks
            .iter()
            .filter(|week| week.grades.contains(grade))
            .min_by_key(|week| week.grades.count())
            .map_or(5, |week| week.days)
    }

    /// The bells that ring for the grade on the day, in order.
    pub fn bells_of(&self, grade: u8, date: NaiveDate) -> Vec<&Bell> {
        let mut bells: Vec<&Bell> = Vec::new();
        for bell in &self.bells {
            if !bell.grades.contains(grade) || date < bell.from || bell.until < date {
                continue;
            }
            // Of two bells of one number the one that came later rings: a shortened day.
            match bells.last_mut() {
                Some(last) if last.number == bell.number => {
                    if bell.from > last.from {
                        *last = bell;
                    }
                }
                Some(_) | None => bells.push(bell),
            }
        }
        bells
    }

    /// The bell of a number.
    pub fn bell(&self, grade: u8, date: NaiveDate, number: u8) -> Option<&Bell> {
        self.bells_of(grade, date)
            .into_iter()
            .find(|bell| bell.number == number)
    }

    /// When the lesson of a number starts; midnight where no such bell rings.
    pub fn lesson_start(&self, grade: u8, date: NaiveDate, number: u8) -> NaiveDateTime {
        let bell = self.bell(grade, date, number);
        bell.map_or_else(
            || date.and_time(chrono::NaiveTime::MIN),
            |bell| date.and_time(bell.starts_at),
        )
    }

    /// When the lesson of a number ends; the end of the day where no such bell rings.
    pub fn lesson_end(&self, grade: u8, date: NaiveDate, number: u8) -> NaiveDateTime {
        let bell = self.bell(grade, date, number);
        bell.map_or_else(|| end_of_day(date), |bell| date.and_time(bell.ends_at))
    }

    fn in_school_week(&self, grade: u8, date: NaiveDate) -> bool {
        let weekday = date.weekday();
        weekday != Weekday::Sun
            && weekday.num_days_from_monday() < u32::from(self.week_length(grade))
    }

    fn in_a_term(&self, grade: u8, date: NaiveDate) -> bool {
        self.terms.iter().any(|term| {
            term.grades.contains(grade) && term.starts_on <= date && date <= term.ends_on
        })
    }

    fn first_day(&self) -> NaiveDate {
        self.year.starts_on
    }

    /// The last day any grade may have lessons on; a year may end later for some grades.
    fn last_day(&self) -> NaiveDate {
        let terms = self.terms.iter().map(|term| term.ends_on);
        terms.fold(self.year.ends_on, NaiveDate::max)
    }
}

/// The days from one to another, both in.
fn days(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let count = u64::try_from((to - from).num_days() + 1).unwrap_or(0);
    (0..count).filter_map(move |day| from.checked_add_days(Days::new(day)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{calendar, day};

    #[test]
    fn r61_school_days_of_each_term_are_those_of_the_sample_school() {
        let calendar = calendar();
        let count = |grade, term: usize| {
            let terms = calendar.terms_of(grade);
            calendar.school_days_between(grade, terms[term].starts_on, terms[term].ends_on)
        };
        for (term, expected) in [39, 41, 53, 36].into_iter().enumerate() {
            assert_eq!(count(5, term), expected, "quarter {}", term + 1);
        }
        assert_eq!((count(10, 0), count(11, 1)), (96, 105));
    }

    #[test]
    fn r61_school_days_of_the_year_are_those_of_the_sample_school() {
        let calendar = calendar();
        let year =
            |grade| calendar.school_days_between(grade, day("2026-09-01"), day("2027-08-31"));
        assert_eq!(year(1), 164);
        assert!((2..=8).all(|grade| year(grade) == 169));
        assert!((9..=11).all(|grade| year(grade) == 201));
    }

    #[test]
    fn r61_grades_1_to_9_have_quarters_and_10_to_11_half_years() {
        let calendar = calendar();
        assert_eq!(calendar.main_kind(9), Some(TermKind::Quarter));
        assert_eq!(calendar.main_kind(10), Some(TermKind::HalfYear));
        assert_eq!(calendar.terms_of(9).len(), 4);
        let number = |grade, date| calendar.term_of(grade, day(date)).map(|term| term.number);
        assert_eq!(number(5, "2026-10-24"), Some(1));
        assert_eq!(number(5, "2026-10-28"), None);
        assert_eq!(number(11, "2026-10-28"), Some(1));
    }

    #[test]
    fn holidays_weekends_and_other_grades_breaks_are_told_apart() {
        let calendar = calendar();
        for (grade, date, expected) in [
            (5, "2026-09-01", true),
            (5, "2026-09-05", false),
            (9, "2026-09-05", true),
            (9, "2026-09-06", false),
            (5, "2026-10-26", false),
            (5, "2026-11-04", false),
            (1, "2027-02-15", false),
            (2, "2027-02-15", true),
            (5, "2027-05-03", false),
            (5, "2027-05-27", false),
            (5, "2026-08-31", false),
        ] {
            assert_eq!(
                calendar.is_school_day(grade, day(date)),
                expected,
                "{grade} {date}"
            );
        }
    }

    #[test]
    fn the_next_school_day_jumps_over_weekends_and_holidays() {
        let calendar = calendar();
        let next = |grade, date| calendar.next_school_day(grade, day(date));
        assert_eq!(next(5, "2026-09-04"), Some(day("2026-09-07")));
        assert_eq!(next(9, "2026-09-04"), Some(day("2026-09-05")));
        assert_eq!(next(5, "2026-10-23"), Some(day("2026-11-03")));
        assert_eq!(next(5, "2027-05-26"), None);
        assert_eq!(
            calendar.after_school_days(5, day("2026-09-03"), 5),
            day("2026-09-10")
        );
    }

    #[test]
    fn weeks_of_a_term_are_numbered_by_weeks_with_school_days() {
        let calendar = calendar();
        let term = calendar.terms_of(5)[0].clone();
        let weeks = calendar.weeks_of_term(5, &term);
        assert_eq!(weeks.len(), 8);
        assert!(!weeks[0].full && weeks[1].full);
        assert_eq!(calendar.week_number(5, &term, day("2026-09-13")), Some(2));
        assert_eq!(calendar.week_number(5, &term, day("2026-09-14")), Some(3));
        // Autumn holidays fall into a half-year and count no week.
        let half = calendar.terms_of(10)[0].clone();
        let week = |date| calendar.week_number(10, &half, day(date));
        assert_eq!((week("2026-10-24"), week("2026-11-03")), (Some(8), Some(9)));
    }

    #[test]
    fn bells_follow_the_grade_the_season_and_a_shortened_day() {
        let mut calendar = calendar();
        let first_grade = |calendar: &Calendar, date| calendar.bells_of(1, day(date)).len();
        assert_eq!(first_grade(&calendar, "2026-09-10"), 3);
        assert_eq!(first_grade(&calendar, "2026-11-10"), 4);
        assert_eq!(first_grade(&calendar, "2027-01-12"), 5);
        assert_eq!(calendar.bells_of(5, day("2026-09-10")).len(), 9);
        let end = |calendar: &Calendar| calendar.lesson_end(5, day("2026-12-30"), 6);
        assert_eq!(end(&calendar).to_string(), "2026-12-30 14:40:00");
        let mut short = calendar.bell(5, day("2026-12-30"), 6).unwrap().clone();
        short.from = day("2026-12-30");
        short.until = short.from;
        short.ends_at = "13:00:00".parse().unwrap();
        calendar.bells.push(short);
        calendar.bells.sort_by_key(|bell| (bell.number, bell.from));
        assert_eq!(end(&calendar).to_string(), "2026-12-30 13:00:00");
        assert_eq!(calendar.bells_of(5, day("2026-12-30")).len(), 9);
    }

    #[test]
    fn r58_holidays_between_lessons_are_known_and_public_holidays_are_none() {
        let calendar = calendar();
        let between = |from, to| calendar.holidays_between(5, day(from), day(to));
        assert!(between("2026-10-23", "2026-11-03"));
        assert!(between("2027-02-12", "2027-04-05"));
        assert!(!between("2026-11-03", "2026-11-05"), "4 November");
        assert!(!between("2026-09-04", "2026-09-07"));
        assert!(
            !between("2027-02-12", "2027-02-22"),
            "holidays of grade 1 only"
        );
    }

    #[test]
    fn a_closure_takes_the_school_day_away_and_pauses_norms() {
        let mut calendar = calendar();
        calendar.breaks.push(Break {
            year: calendar.year_id(),
            kind: BreakKind::Closure,
            name: "карантин".into(),
            grades: crate::school::Grades::range(5, 5),
            starts_on: day("2026-12-01"),
            ends_on: day("2026-12-07"),
            stands: true,
        });
        assert!(!calendar.is_school_day(5, day("2026-12-02")));
        assert!(calendar.norms_pause(5, day("2026-12-02")));
        assert!(!calendar.norms_pause(6, day("2026-12-02")));
        assert!(
            !calendar.norms_pause(5, day("2026-11-04")),
            "a holiday is no closure"
        );
    }

    #[test]
    fn an_instant_becomes_local_by_the_schools_offset() {
        let moscow = FixedOffset::east_opt(3 * 3600).unwrap();
        let instant = "2026-09-10T20:59:30Z".parse().unwrap();
        assert_eq!(to_local(instant, moscow).to_string(), "2026-09-10 23:59:30");
    }
}
