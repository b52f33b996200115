//! When each norm ends. Days are calendar days ending at 23:59; they pause in closures.

use super::LessonAt;
use crate::calendar::{Calendar, end_of_day};
use crate::regulation::{Closes, HomeworkCloses, NormRow, Rules};
use crate::work_kind::WorkKind;
use chrono::{Duration, NaiveDate, NaiveDateTime};

/// The end of a norm and the row it follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last minute in which the entry is in time, local.
    pub closes_at: NaiveDateTime,
    /// The row of the regulation.
    pub row: NormRow,
}

/// When the cell of a work closes (R40–R47); none where the regulation has no norm for it. A work
/// written on a later day has its norm from that day, and `next_lesson` counts from it too.
pub fn deadline_of_mark(
    rules: &Rules,
    calendar: &Calendar,
    lesson: &LessonAt<'_>,
    kind: WorkKind,
    written_on: Option<NaiveDate>,
) -> Option<Deadline> {
    let from = written_on.unwrap_or(lesson.place.date);
    let rows = rules.norms_by_precedence(kind, lesson.subject, lesson.grade);
    rows.into_iter().find_map(|row| {
        let closes_at = match row.closes {
            Closes::Days(days) => days_later(rules, calendar, lesson.grade, (from, days)),
            // Where no lesson follows, the next row speaks.
            Closes::NextLesson => lesson.next_lesson?,
        };
        Some(Deadline {
            closes_at,
            row: row.clone(),
        })
    })
}

/// When the record of a lesson and its absences close: the end of its day (R13–R15, R19–R21).
pub fn deadline_of_record(lesson: &LessonAt<'_>) -> NaiveDateTime {
    end_of_day(lesson.place.date)
}

/// When the homework of a lesson closes: an hour after the class's last lesson (R24).
pub fn deadline_of_homework(
    rules: &Rules,
    calendar: &Calendar,
    lesson: &LessonAt<'_>,
) -> NaiveDateTime {
    let date = lesson.place.date;
    match rules.entry.homework {
        HomeworkCloses::EndOfDay => end_of_day(date),
        HomeworkCloses::AfterLastLesson { minutes } => {
            let last = lesson.last_bell.max(lesson.place.bell);
            let ends_at = calendar.lesson_end(lesson.grade, date, last);
            let closes_at = ends_at + Duration::minutes(i64::from(minutes));
            closes_at.min(end_of_day(date))
        }
    }
}

/// When the reason of an absence closes: so many school days after the return; none while the
/// pupil has not returned.
pub fn deadline_of_absence_reason(
    rules: &Rules,
    calendar: &Calendar,
    grade: u8,
    returned_on: Option<NaiveDate>,
) -> Option<NaiveDateTime> {
    let days = rules.entry.absence_reason_days;
    returned_on.map(|day| end_of_day(calendar.after_school_days(grade, day, days)))
}

/// When exam and final results close: so many hours after they are known (R65).
pub fn deadline_of_final(rules: &Rules, known_at: NaiveDateTime) -> NaiveDateTime {
    known_at + Duration::hours(i64::from(rules.entry.final_hours))
}

fn days_later(
    rules: &Rules,
    calendar: &Calendar,
    grade: u8,
    (from, days): (NaiveDate, u16),
) -> NaiveDateTime {
    let mut day = from;
    let mut left = days;
    while left > 0 {
        let Some(next) = day.succ_opt() else { break };
        day = next;
        // A closure is finite, but a mistaken one may never end.
        let paused = calendar.norms_pause(grade, day) && day <= calendar.year().ends_on;
        left -= u16::from(!paused);
    }
    let moved = match rules.entry.norm_moves {
        true => calendar.school_day_from(grade, day).unwrap_or(day),
        false => day,
    };
    end_of_day(moved)
}
