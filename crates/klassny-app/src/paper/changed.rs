//! Who changed what differs from a print, and when: the newest fact of the cell.
//!
//! Asks for the facts of those cells only that differ.

use super::ground::Ground;
use super::{Act, act};
use crate::error::Result;
use klassny_domain::ids::PupilId;
use klassny_domain::lesson::LessonPlace;
use klassny_domain::term::FinalKind;
use klassny_paper::view::Volume;
use klassny_paper::{SubjectCell, cell_of};
use klassny_store::query::LessonParts;
use klassny_store::{Error, Read, Store};

/// Who stated last what now stands in the place of a line of the content; none for what is counted
/// from many cells, as hours and totals.
pub(crate) fn changed(
    store: &Store,
    (ground, today): (&Ground, &Volume),
    (sheet, key): (&str, &str),
) -> Result<Option<Act>> {
    let Some(cell) = cell_of(today, sheet, key) else {
        return Ok(None);
    };
    Ok(store.read(|read| {
        let mut newest: Option<Act> = None;
        for fact_no in facts(read, ground, cell)? {
            let stated = act(read, fact_no)?;
            let newer = |act: &Act| newest.as_ref().is_none_or(|known| known.at_ms < act.at_ms);
            if let Some(stated) = stated.filter(newer) {
                newest = Some(stated);
            }
        }
        Ok(newest)
    })?)
}

fn facts(
    read: Read<'_>,
    ground: &Ground,
    cell: SubjectCell,
) -> std::result::Result<Vec<i64>, Error> {
    // The pages of a volume are those of the groups that have lessons, in their order.
    let mut printed = ground.groups.iter().filter(|it| !it.lessons.is_empty());
    let Some(group) = printed.nth(cell.subject) else {
        return Ok(Vec::new());
    };
    let pupil = cell.pupil.and_then(|row| ground.listed.get(row));
    let pupil = pupil.map(|row| row.pupil.pupil);
    let place = cell.lesson.and_then(|at| group.lessons.get(at));
    match (place, pupil) {
        (Some(place), None) => Ok(group.parts.get(place).map(of_lesson).unwrap_or_default()),
        (Some(place), Some(pupil)) => of_cell(read, *place, pupil),
        (None, Some(pupil)) => {
            let kind = FinalKind::Term(ground.frame.term.term);
            let marks = read.final_marks_of_group(group.group.group)?;
            let own = marks
                .iter()
                .filter(|mark| mark.value.pupil == pupil && mark.value.kind == kind);
            Ok(own.map(|mark| mark.fact_no).collect())
        }
        (None, None) => Ok(Vec::new()),
    }
}

fn of_lesson(part: &LessonParts) -> Vec<i64> {
    let stated = [
        part.record.as_ref().map(|it| it.fact_no),
        part.topic.as_ref().map(|it| it.fact_no),
        part.homework.as_ref().map(|it| it.fact_no),
    ];
    let works = part.assignments.iter().map(|work| work.fact_no);
    stated.into_iter().flatten().chain(works).collect()
}

fn of_cell(
    read: Read<'_>,
    place: LessonPlace,
    pupil: PupilId,
) -> std::result::Result<Vec<i64>, Error> {
    let there = read.spread(place.group, &(place.date..=place.date))?;
    let here = |at: LessonPlace, whose: PupilId| at == place && whose == pupil;
    let marks = there.marks.iter();
    let marks = marks.filter(|it| here(it.value.place, it.value.pupil));
    let presence = there.attendance.iter();
    let presence = presence.filter(|it| here(it.value.place, it.value.pupil));
    let excuses = there.excuses.iter();
    let excuses = excuses.filter(|it| here(it.value.place, it.value.pupil));
    Ok(marks
        .map(|it| it.fact_no)
        .chain(presence.map(|it| it.fact_no))
        .chain(excuses.map(|it| it.fact_no))
        .collect())
}
