//! How a pupil's term stands on the ground of a class: marks, average, accumulation, forecast.
//!
//! The same rules as in the spread, on what the volume is printed from.

use crate::paper::ground::{Ground, GroupGround};
use crate::spread::column::is_counted;
use crate::spread::words::small;
use chrono::NaiveDate;
use klassny_domain::accumulation::{Accumulation, PupilLesson, PupilTerm, accumulation};
use klassny_domain::attendance::Presence;
use klassny_domain::ids::PupilId;
use klassny_domain::lesson::{Held, LessonPlace};
use klassny_domain::mark::MarkValue;
use klassny_domain::regulation::Assessment;
use klassny_domain::term_mark::{Forecast, Proposal, TermInput, WeighedMark, forecast, propose};
use klassny_domain::work_kind::WorkKind;
use std::collections::BTreeSet;

/// How a pupil's term stands in a group.
pub(crate) struct GroupStand {
    pub accumulation: Accumulation,
    pub proposal: Proposal,
    pub forecast: Forecast,
    /// The decided mark; none while nobody decided.
    pub decided: Option<MarkValue>,
    /// Lessons missed.
    pub missed: u16,
}

/// What is counted of a pupil in a group.
struct Counted {
    marks: Vec<WeighedMark>,
    lessons: Vec<PupilLesson>,
    lesson_count: u32,
    missed_count: u32,
    /// Whether a held lesson had a written work.
    written: bool,
}

impl Counted {
    fn of(group: &GroupGround, pupil: PupilId, today: NaiveDate) -> Self {
        let mut counted = Self {
            marks: Vec::new(),
            lessons: Vec::new(),
            lesson_count: 0,
            missed_count: 0,
            written: false,
        };
        for (place, part) in &group.parts {
            let held = part.record.as_ref();
            let held = held.is_some_and(|record| record.value.held == Held::Held);
            let cell = group.cells.get(&(*place, pupil));
            let own = cell.map(|cell| cell.marks.as_slice()).unwrap_or_default();
            counted.marks.extend(own.iter().map(|mark| WeighedMark {
                value: mark.value,
                weight_tenths: mark.weight_tenths,
            }));
            if !held || place.date > today {
                continue;
            }
            let absent = cell.is_some_and(|cell| cell.presence == Presence::Absent);
            let works = || part.assignments.iter().filter_map(|work| work.value.kind);
            counted.written |= works().any(WorkKind::is_written);
            if group.has(pupil, place.date) {
                counted.lesson_count += 1;
                counted.missed_count += u32::from(absent);
            }
            let marks = || own.iter().filter(|mark| is_counted(mark.value));
            counted.lessons.push(PupilLesson {
                date: place.date,
                missed: absent,
                mark_count: small(marks().count()),
                written_count: small(marks().filter(|mark| mark.kind.is_written()).count()),
            });
        }
        counted
    }
}

/// Finds it; none where the pupil was never in the group, or the group takes no marks.
pub(crate) fn stand_of(
    ground: &Ground,
    group: &GroupGround,
    (pupil, today): (PupilId, NaiveDate),
) -> Option<GroupStand> {
    let frame = &ground.frame;
    if group.grading.assessment == Assessment::None {
        return None;
    }
    let own = group.listed.iter().filter(|row| row.pupil.pupil == pupil);
    let listed: Vec<(NaiveDate, Option<NaiveDate>)> =
        own.map(|row| (row.from, row.until)).collect();
    if listed.is_empty() {
        return None;
    }
    let none = Vec::new();
    let brought = group.brought.get(&pupil).unwrap_or(&none);
    let counted = Counted::of(group, pupil, today);
    let term = PupilTerm {
        grade: frame.class.grade,
        term: &frame.term,
        week_hours_quarters: group.group.week_hours_quarters,
        listed: &listed,
        lessons: &counted.lessons,
        brought_count: small(brought.iter().filter(|m| is_counted(m.value)).count()),
        plan_has_written: counted.written,
    };
    let at = today.min(frame.term.ends_on);
    let accumulation = accumulation(&frame.rules, &frame.calendar, &term, at);
    let marks: Vec<WeighedMark> = [brought.as_slice(), &counted.marks].concat();
    let input = TermInput {
        subject: &group.subject.name,
        assessment: group.grading.assessment,
        marks: &marks,
        need: accumulation.needs_by_end,
        has_written: accumulation.has_written,
        lesson_count: counted.lesson_count,
        missed_count: counted.missed_count,
    };
    Some(GroupStand {
        proposal: propose(&frame.rules, &input),
        forecast: forecast(&frame.rules, &input),
        accumulation,
        decided: group.term_marks.get(&pupil).and_then(|mark| mark.value),
        missed: u16::try_from(counted.missed_count).unwrap_or(u16::MAX),
    })
}

/// The lessons of a group by the timetable and by what was stated.
pub(crate) fn lessons_of(group: &GroupGround) -> BTreeSet<LessonPlace> {
    let known = group.expected.iter().chain(&group.lessons);
    known.copied().collect()
}

/// Lessons missed by reason, and those come late to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct MissedLessons {
    pub all: u16,
    pub illness: u16,
    pub excused: u16,
    pub unexcused: u16,
    pub unresolved: u16,
    pub late: u16,
}

impl MissedLessons {
    /// Of a pupil from one day to another, over all groups.
    pub fn of(ground: &Ground, pupil: PupilId, (from, until): (NaiveDate, NaiveDate)) -> Self {
        use klassny_domain::attendance::AbsenceReason;
        let mut missed = Self::default();
        let cells = ground.groups.iter().flat_map(|group| &group.cells);
        let own = cells.filter(|((place, whose), _)| {
            *whose == pupil && from <= place.date && place.date <= until
        });
        for (_, cell) in own {
            match cell.presence {
                Presence::Present => {}
                Presence::Late { .. } => missed.late += 1,
                Presence::Absent => {
                    missed.all += 1;
                    match cell.reason {
                        AbsenceReason::Illness => missed.illness += 1,
                        AbsenceReason::Excused => missed.excused += 1,
                        AbsenceReason::Unexcused => missed.unexcused += 1,
                        AbsenceReason::Unresolved => missed.unresolved += 1,
                    }
                }
            }
        }
        missed
    }

    /// In words: «Пропущено уроков: 5, из них по болезни 3, без уважительной причины 2.».
    pub fn words(self) -> String {
        let mut parts = Vec::new();
        let reasons = [
            (self.illness, "по болезни"),
            (self.excused, "по уважительной причине"),
            (self.unexcused, "без уважительной причины"),
            (self.unresolved, "причина не выяснена"),
        ];
        if self.all > 0 {
            let of = reasons.iter().filter(|(count, _)| *count > 0);
            let of: Vec<String> = of
                .map(|(count, why)| format!("{why}\u{a0}{count}"))
                .collect();
            parts.push(format!(
                "Пропущено уроков:\u{a0}{}, из них {}",
                self.all,
                of.join(", ")
            ));
        } else {
            parts.push("Пропусков нет".to_owned());
        }
        if self.late > 0 {
            parts.push(format!("опозданий\u{a0}{}", self.late));
        }
        format!("{}.", parts.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missed_lessons_are_said_with_their_reasons() {
        assert_eq!(MissedLessons::default().words(), "Пропусков нет.");
        let missed = MissedLessons {
            all: 5,
            illness: 3,
            unexcused: 2,
            late: 1,
            ..MissedLessons::default()
        };
        assert_eq!(
            missed.words().replace('\u{a0}', " "),
            "Пропущено уроков: 5, из них по болезни 3, без уважительной причины 2; опозданий 1."
        );
    }
}
