//! One fact of every kind, and of every shape a kind has, for the tests of this crate.

mod frame;
mod journal;

use chrono::{DateTime, NaiveDate, Utc};
use klassny_domain::change::Change;
use klassny_domain::ids::*;
use klassny_domain::lesson::LessonPlace;
use klassny_domain::roster::PersonName;

pub(crate) const YEAR: YearId = YearId::from_bytes([1; 16]);
pub(crate) const TERM: TermId = TermId::from_bytes([2; 16]);
pub(crate) const CLASS: ClassId = ClassId::from_bytes([3; 16]);
pub(crate) const SUBJECT: SubjectId = SubjectId::from_bytes([4; 16]);
pub(crate) const GROUP: GroupId = GroupId::from_bytes([5; 16]);
pub(crate) const STAFF: StaffId = StaffId::from_bytes([6; 16]);
pub(crate) const PUPIL: PupilId = PupilId::from_bytes([7; 16]);
pub(super) const PLAN: PlanId = PlanId::from_bytes([8; 16]);
pub(super) const VOLUME: VolumeId = VolumeId::from_bytes([9; 16]);
pub(super) const DEVICE: DeviceId = DeviceId::from_bytes([10; 16]);
pub(super) const SEAT: SeatId = SeatId::from_bytes([11; 16]);
pub(super) const COURSE: CourseId = CourseId::from_bytes([12; 16]);

/// Facts of every kind; every enum with fields is there in every shape.
pub(crate) fn changes() -> Vec<Change> {
    [frame::changes(), journal::changes()].concat()
}

/// A day of September 2026.
pub(crate) fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, day).unwrap()
}

/// A lesson of a group.
pub(crate) fn place(group: GroupId, on: u32, bell: u8) -> LessonPlace {
    LessonPlace {
        group,
        date: day(on),
        bell,
        ordinal: 0,
    }
}

/// A name with the surname.
pub(crate) fn name(surname: &str) -> PersonName {
    PersonName {
        surname: text(surname),
        given: text("Матвей"),
        patronymic: text("Ильич"),
    }
}

fn instant() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_790_000_000_123).unwrap()
}

fn text(text: &str) -> String {
    text.to_owned()
}
