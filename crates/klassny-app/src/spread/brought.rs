//! Marks that a pupil brings along from another class or subgroup within a term (R57).
//!
//! Asks the replica only for pupils who joined within the term: there are few.

use super::column::is_counted;
use super::frame::Frame;
use super::ink::Ink;
use klassny_domain::ids::{GroupId, PupilId};
use klassny_domain::roster::Group;
use klassny_domain::term_mark::WeighedMark;
use klassny_store::{Error, Read};
use std::collections::{HashMap, HashSet};

/// Subgroups of a subject that a class may have.
const SUBGROUPS: u8 = 4;

/// Marks of the same subject in the groups a pupil was in before, by pupil.
pub(crate) fn read(
    frame: &Frame<'_>,
    ink: &Ink,
    read: Read<'_>,
) -> Result<HashMap<PupilId, Vec<WeighedMark>>, Error> {
    let mut brought = HashMap::new();
    for row in &ink.pupils {
        let Some(first) = row.first() else { continue };
        if first.from <= frame.term.starts_on {
            continue;
        }
        let pupil = first.pupil.pupil;
        let others = other_groups(frame, read, pupil)?;
        let marks = read.marks_of_pupil(pupil, &frame.days())?;
        let mut weights = HashMap::new();
        let mut weighed = Vec::new();
        for mark in marks.into_iter().map(|mark| mark.value) {
            let Some(value) = mark.value.filter(|value| is_counted(*value)) else {
                continue;
            };
            if !others.contains(&mark.place.group) || mark.place.date >= first.from {
                continue;
            }
            let lesson = match weights.entry(mark.place) {
                std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::hash_map::Entry::Vacant(new) => {
                    new.insert(read.lesson(mark.place)?.assignments)
                }
            };
            let work = lesson.iter().find(|w| w.value.ordinal == mark.ordinal);
            weighed.push(WeighedMark {
                value,
                weight_tenths: work.map_or(10, |work| work.value.weight_tenths),
            });
        }
        brought.insert(pupil, weighed);
    }
    Ok(brought)
}

/// The other groups of the subject in all classes the pupil was in.
fn other_groups(
    frame: &Frame<'_>,
    read: Read<'_>,
    pupil: PupilId,
) -> Result<HashSet<GroupId>, Error> {
    let subject = frame.card.subject.subject;
    let enrolments = read.enrolments_of_pupil(pupil)?.into_iter();
    let groups = enrolments.flat_map(|enrolment| {
        (0..=SUBGROUPS).map(move |subgroup| Group::id_of(enrolment.class, subject, subgroup))
    });
    Ok(groups.filter(|group| *group != frame.group()).collect())
}
