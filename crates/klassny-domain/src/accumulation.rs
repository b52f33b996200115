//! Накопляемость: how many marks a pupil has, needs now and needs by the end (R52–R58).
//!
//! Pure counting over one pupil's lessons of one subject and term; today comes in as an argument.

use crate::calendar::Calendar;
use crate::ids::PupilId;
use crate::regulation::Rules;
use crate::school::Term;
use chrono::NaiveDate;

/// A lesson of the group that was held, for one pupil.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PupilLesson {
    /// The day.
    pub date: NaiveDate,
    /// Whether the pupil missed it.
    pub missed: bool,
    /// Marks of the pupil in its column.
    pub mark_count: u16,
    /// How many of them are for written works (R54).
    pub written_count: u16,
}

/// A pupil's term in a subject.
#[derive(Clone, Copy, Debug)]
pub struct PupilTerm<'a> {
    /// The grade.
    pub grade: u8,
    /// The term.
    pub term: &'a Term,
    /// Hours a week, in quarters of an hour.
    pub week_hours_quarters: u16,
    /// The days on the list: first day, and first day no longer on it.
    pub listed: &'a [(NaiveDate, Option<NaiveDate>)],
    /// The held lessons of the group in this term, in order.
    pub lessons: &'a [PupilLesson],
    /// Marks brought from another class or school in this term.
    pub brought_count: u16,
    /// Whether the plan of the term has written works.
    pub plan_has_written: bool,
}

/// How a pupil stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accumulation {
    /// Marks of the term, brought ones among them.
    pub has: u16,
    /// Marks needed by now (R55–R57).
    pub needs_now: u16,
    /// Marks the term mark needs (R52–R53), for the days on the list.
    pub needs_by_end: u16,
    /// Whether a written work is among the marks, where the plan has any (R54).
    pub has_written: bool,
    /// Since when a mark is due; none where none is.
    pub due_since: Option<NaiveDate>,
    /// Attended lessons in a row without a mark, up to the last one.
    pub unmarked_lessons: u16,
    /// Whether they are so many that a fault is reported.
    pub is_reported: bool,
}

/// How a pupil stands at the end of a day.
pub fn accumulation(
    rules: &Rules,
    calendar: &Calendar,
    pupil: &PupilTerm<'_>,
    today: NaiveDate,
) -> Accumulation {
    let table = &rules.accumulation;
    let lessons = || pupil.lessons.iter().filter(|lesson| lesson.date <= today);
    let own: u16 = lessons().map(|lesson| lesson.mark_count).sum();
    let written: u16 = lessons().map(|lesson| lesson.written_count).sum();
    let has = own.saturating_add(pupil.brought_count);
    let need = table.term_need(pupil.week_hours_quarters);
    let (unmarked_lessons, unmarked_since) = unmarked(rules, calendar, pupil, today);
    let (needs_now, behind_since) = pace(rules, calendar, pupil, (has, today));
    let due = [unmarked_since, behind_since];
    Accumulation {
        has,
        needs_now,
        needs_by_end: needs_by_end(calendar, pupil, need),
        has_written: written > 0 || !pupil.plan_has_written,
        due_since: due.into_iter().flatten().min(),
        unmarked_lessons,
        is_reported: unmarked_lessons >= table.reported_lessons,
    }
}

/// A pupil in the question «Кого спросить».
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The pupil.
    pub pupil: PupilId,
    /// How the pupil stands.
    pub accumulation: Accumulation,
    /// The day of the last mark.
    pub last_marked_on: Option<NaiveDate>,
}

/// «Кого спросить»: the pupils due, the longest first; one asked at the last lesson comes last.
pub fn asking_order(pupils: &[Asked], last_lesson: Option<NaiveDate>) -> Vec<PupilId> {
    let mut due: Vec<(bool, NaiveDate, PupilId)> = pupils
        .iter()
        .filter_map(|asked| {
            let just_asked = last_lesson.is_some() && asked.last_marked_on >= last_lesson;
            let since = asked.accumulation.due_since?;
            Some((just_asked, since, asked.pupil))
        })
        .collect();
    // A stable sort: of equals the order of the list.
    due.sort_by_key(|(just_asked, since, _)| (*just_asked, *since));
    due.into_iter().map(|(_, _, pupil)| pupil).collect()
}

impl PupilTerm<'_> {
    fn is_listed(&self, date: NaiveDate) -> bool {
        let mut listed = self.listed.iter();
        listed.any(|(from, until)| *from <= date && until.is_none_or(|until| date < until))
    }
}

/// Attended lessons in a row without a mark, and since when they make the pupil due (R58).
fn unmarked(
    rules: &Rules,
    calendar: &Calendar,
    pupil: &PupilTerm<'_>,
    today: NaiveDate,
) -> (u16, Option<NaiveDate>) {
    let table = &rules.accumulation;
    let mut row = 0;
    let mut since = None;
    let mut after_holidays = 0;
    let mut previous: Option<NaiveDate> = None;
    for lesson in pupil.lessons.iter().filter(|lesson| lesson.date <= today) {
        // A term begins after holidays too.
        if previous.is_none_or(|day| calendar.holidays_between(pupil.grade, day, lesson.date)) {
            after_holidays = 0;
        }
        previous = Some(lesson.date);
        after_holidays += 1;
        if lesson.mark_count > 0 || lesson.missed || !pupil.is_listed(lesson.date) {
            (row, since) = (0, None);
        } else if after_holidays > table.free_after_holidays {
            row += 1;
            if row == table.due_lessons {
                since = Some(lesson.date);
            }
        }
    }
    (row, since)
}

/// Marks needed by today, and the end of the week since which they are too few (R55–R57).
fn pace(
    rules: &Rules,
    calendar: &Calendar,
    pupil: &PupilTerm<'_>,
    (has, today): (u16, NaiveDate),
) -> (u16, Option<NaiveDate>) {
    let weeks = calendar.weeks_of_term(pupil.grade, pupil.term);
    let last_full = weeks.iter().rfind(|week| week.full);
    let last_full = last_full.map_or(weeks.len(), |week| usize::from(week.number));
    let held = pupil.lessons.iter().filter(|l| l.date <= today).count();
    let attended = pupil.lessons.iter().filter(|l| l.date <= today);
    let attended = attended.filter(|l| !l.missed && pupil.is_listed(l.date));
    let share = (attended.count(), held.max(1));
    let mut needed = (0, None);
    for week in weeks.iter().filter(|week| week.last_day <= today) {
        let need = need_after(rules, pupil, (usize::from(week.number), last_full));
        let need = part_of(need, share);
        if need > has && needed.1.is_none() {
            needed.1 = Some(week.last_day);
        }
        needed.0 = need;
    }
    needed
}

/// Marks needed after a week of the term: the early table, then linear to the term's need.
fn need_after(rules: &Rules, pupil: &PupilTerm<'_>, (week, last_full): (usize, usize)) -> u16 {
    let table = &rules.accumulation;
    let need = table.term_need(pupil.week_hours_quarters);
    let [third, fourth] = table.early_need(pupil.week_hours_quarters);
    let grace = usize::from(table.grace_weeks(pupil.week_hours_quarters));
    let [first, second] = table.early_weeks.map(usize::from);
    let early = if week < grace || week < first {
        0
    } else if week < second {
        third
    } else if week == second {
        fourth
    } else if week >= last_full {
        need
    } else {
        let rise = usize::from(need.saturating_sub(fourth)) * (week - second);
        fourth + u16::try_from(rise / (last_full - second)).unwrap_or(0)
    };
    early.min(need)
}

/// The term's need for the days on the list; at least one mark.
fn needs_by_end(calendar: &Calendar, pupil: &PupilTerm<'_>, need: u16) -> u16 {
    let term = pupil.term;
    let days = || calendar.school_days(pupil.grade, term.starts_on, term.ends_on);
    let listed = days().filter(|day| pupil.is_listed(*day)).count();
    match listed {
        0 => 0,
        listed => part_of(need, (listed, days().count().max(1))).max(need.min(1)),
    }
}

/// A part of a number, rounded half up.
fn part_of(number: u16, (part, whole): (usize, usize)) -> u16 {
    let rounded = (2 * usize::from(number) * part + whole) / (2 * whole);
    u16::try_from(rounded).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{calendar, day};

    const ALL_TERM: &[(NaiveDate, Option<NaiveDate>)] = &[(NaiveDate::MIN, None)];

    /// Lessons on every school day of the first quarter, one letter each: `.` no mark, `5` a mark,
    /// `Б` missed.
    fn lessons(text: &str) -> Vec<PupilLesson> {
        let calendar = calendar();
        let days = calendar.school_days(5, day("2026-09-01"), day("2026-10-24"));
        days.zip(text.chars())
            .map(|(date, cell)| PupilLesson {
                date,
                missed: cell == 'Б',
                mark_count: u16::from(cell == '5'),
                written_count: 0,
            })
            .collect()
    }

    fn stand(text: &str, hours: u16, today: &str) -> Accumulation {
        let calendar = calendar();
        let lessons = lessons(text);
        let pupil = PupilTerm {
            grade: 5,
            term: calendar.terms_of(5)[0],
            week_hours_quarters: hours * 4,
            listed: ALL_TERM,
            lessons: &lessons,
            brought_count: 0,
            plan_has_written: true,
        };
        accumulation(&Rules::s4(), &calendar, &pupil, day(today))
    }

    #[test]
    fn r52_r55_r56_the_need_grows_with_the_weeks_and_hours() {
        // Weeks of the first quarter end on 4, 11, 18, 25 September, 2, 9, 16 and 23 October.
        let text = ".".repeat(39);
        for (hours, today, expected) in [
            (1, "2026-09-17", 0),
            (1, "2026-09-18", 1),
            (1, "2026-09-25", 2),
            (1, "2026-10-23", 3),
            (2, "2026-09-11", 0),
            (2, "2026-09-18", 1),
            (2, "2026-10-02", 2),
            (2, "2026-10-23", 5),
            (3, "2026-09-18", 2),
            (4, "2026-09-25", 3),
            (5, "2026-09-18", 3),
            (5, "2026-09-25", 4),
            (5, "2026-10-23", 5),
        ] {
            let needs = stand(&text, hours, today).needs_now;
            assert_eq!(needs, expected, "{hours} h, {today}");
        }
    }

    #[test]
    fn r55_r56_the_early_weeks_and_the_rise_after_them_are_the_regulations() {
        let calendar = calendar();
        let lessons = lessons(&".".repeat(39));
        let pupil = PupilTerm {
            grade: 5,
            term: calendar.terms_of(5)[0],
            week_hours_quarters: 8,
            listed: ALL_TERM,
            lessons: &lessons,
            brought_count: 0,
            plan_has_written: true,
        };
        let mut rules = Rules::s4();
        let needs = |rules: &Rules, today| accumulation(rules, &calendar, &pupil, day(today));
        let weeks = [
            "2026-09-11",
            "2026-09-18",
            "2026-09-25",
            "2026-10-02",
            "2026-10-16",
        ];
        let usual = weeks.map(|today| needs(&rules, today).needs_now);
        assert_eq!(usual, [0, 1, 2, 2, 4]);
        rules.accumulation.early_weeks = [2, 3];
        let earlier = weeks.map(|today| needs(&rules, today).needs_now);
        assert_eq!(earlier, [1, 2, 2, 3, 4]);
        rules.accumulation.grace_weeks = vec![(1, 4)];
        let graced = weeks.map(|today| needs(&rules, today).needs_now);
        assert_eq!(graced, [0, 0, 2, 3, 4]);
    }

    #[test]
    fn r52_r53_a_term_mark_needs_three_or_five() {
        let needs = |hours| stand("", hours, "2026-10-23").needs_by_end;
        assert_eq!((needs(1), needs(2), needs(5)), (3, 5, 5));
    }

    #[test]
    fn r57_missed_lessons_and_days_before_the_list_are_out_of_the_count() {
        let half = ["Б".repeat(20), ".".repeat(19)].concat();
        let ill = stand(&half, 2, "2026-10-23");
        assert_eq!((ill.needs_now, ill.needs_by_end), (2, 5));
        let calendar = calendar();
        let lessons = lessons(&".".repeat(39));
        let late_joiner = PupilTerm {
            grade: 5,
            term: calendar.terms_of(5)[0],
            week_hours_quarters: 20,
            listed: &[(day("2026-09-21"), None)],
            lessons: &lessons,
            brought_count: 2,
            plan_has_written: false,
        };
        let stands = accumulation(&Rules::s4(), &calendar, &late_joiner, day("2026-10-23"));
        assert_eq!(
            (stands.has, stands.needs_now, stands.needs_by_end),
            (2, 3, 3)
        );
        assert!(stands.has_written);
    }

    #[test]
    fn r58_two_attended_lessons_without_a_mark_make_a_pupil_due() {
        for (text, expected, row) in [
            // The first two lessons after holidays do not count.
            ("..", None, 0),
            ("...", None, 1),
            ("....", Some("2026-09-04"), 2),
            ("......", Some("2026-09-04"), 4),
            ("....5", None, 0),
            ("...Б.", None, 1),
            ("...Б..", Some("2026-09-08"), 2),
        ] {
            let stands = stand(text, 2, "2026-09-11");
            assert_eq!(stands.due_since, expected.map(day), "{text}");
            assert_eq!(stands.unmarked_lessons, row, "{text}");
        }
        assert!(stand("......", 2, "2026-09-11").is_reported);
        assert!(!stand(".....", 2, "2026-09-11").is_reported);
    }

    #[test]
    fn r56_a_pupil_behind_the_pace_is_due_since_the_end_of_that_week() {
        let asked_at_first_only = ["5", &"Б.".repeat(12)].concat();
        let stands = stand(&asked_at_first_only, 5, "2026-09-30");
        assert!(stands.has < stands.needs_now);
        assert_eq!(stands.due_since, Some(day("2026-09-18")));
    }

    #[test]
    fn the_longest_due_is_asked_first_and_one_just_asked_last() {
        let pupil = |n| PupilId::from_bytes([n; 16]);
        let asked = |n, since: Option<&str>, last: Option<&str>| Asked {
            pupil: pupil(n),
            accumulation: Accumulation {
                due_since: since.map(day),
                ..stand("", 2, "2026-09-30")
            },
            last_marked_on: last.map(day),
        };
        let pupils = [
            asked(1, Some("2026-09-18"), Some("2026-09-30")),
            asked(2, Some("2026-09-29"), None),
            asked(3, None, None),
            asked(4, Some("2026-09-25"), Some("2026-09-10")),
        ];
        let order = asking_order(&pupils, Some(day("2026-09-30")));
        assert_eq!(order, [pupil(4), pupil(2), pupil(1)]);
    }
}
