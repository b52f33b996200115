//! Who is expected to be away from a lesson of today: absent at the class's lesson before it, or
//! excused ahead. Shown in grey until the teacher says so; counts nowhere.

use super::frame::Frame;
use klassny_domain::attendance::{AbsenceReason, Presence};
use klassny_domain::ids::{GroupId, PupilId};
use klassny_domain::lesson::{Held, LessonPlace};
use klassny_store::{Error, Read};
use std::collections::{HashMap, HashSet};

/// The pupils expected to be away, by lesson of the group.
pub(crate) type Expected = HashMap<(LessonPlace, PupilId), AbsenceReason>;

/// Reads who is expected to be away from the group's lessons of today.
pub(crate) fn read(frame: &Frame<'_>, read: Read<'_>) -> Result<Expected, Error> {
    let today = frame.today();
    let places: Vec<LessonPlace> = frame.lessons().filter(|p| p.date == today).collect();
    let mut expected = Expected::new();
    if places.is_empty() {
        return Ok(expected);
    }
    let class = frame.card.class.class;
    let days = today..=today;
    let whole: HashSet<GroupId> = read
        .groups_of_class(class)?
        .into_iter()
        .filter(|group| group.subgroup == 0)
        .map(|group| group.group)
        .collect();
    let stated = read.attendance_of_class(class, &days)?;
    let held: Vec<LessonPlace> = read
        .records_of_class(class, &days)?
        .into_iter()
        .map(|record| record.value)
        .filter(|record| record.held == Held::Held && whole.contains(&record.place.group))
        .map(|record| record.place)
        .collect();
    let excuses: HashMap<(LessonPlace, PupilId), AbsenceReason> = read
        .excuses_of_class(class, &days)?
        .into_iter()
        .map(|excuse| {
            (
                (excuse.value.place, excuse.value.pupil),
                excuse.value.reason,
            )
        })
        .collect();
    let absent: HashSet<(LessonPlace, PupilId)> = stated
        .iter()
        .filter(|stated| stated.value.presence == Presence::Absent)
        .map(|stated| (stated.value.place, stated.value.pupil))
        .collect();
    for place in places {
        for (missed, pupil) in absent.iter().filter(|(missed, _)| missed.bell < place.bell) {
            // At a lesson of the whole class after that one the pupil was back.
            let back = held.iter().any(|at| {
                let between = missed.bell < at.bell && at.bell < place.bell;
                between && !absent.contains(&(*at, *pupil))
            });
            if !back {
                let reason = excuses.get(&(*missed, *pupil)).copied();
                expected.insert((place, *pupil), reason.unwrap_or(AbsenceReason::Unresolved));
            }
        }
        let ahead = excuses
            .iter()
            .filter(|((at, _), reason)| *at == place && **reason != AbsenceReason::Unresolved);
        expected.extend(ahead.map(|(cell, reason)| (*cell, *reason)));
    }
    // What the teacher has said of a pupil is said.
    for stated in &stated {
        expected.remove(&(stated.value.place, stated.value.pupil));
    }
    Ok(expected)
}
