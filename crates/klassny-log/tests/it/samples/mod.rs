//! One fact of every kind, and of every shape a kind has: what the golden files hold.
//!
//! Never change a sample: its bytes are in tests/golden. Add another one.

mod journal;
mod school;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use klassny_domain::change::Change;
use klassny_domain::ids::*;
use klassny_domain::lesson::LessonPlace;
use klassny_domain::plan::PlanOf;
use klassny_domain::roster::{Group, PersonName, SchoolClass};
use klassny_domain::school::{Term, TermKind};
use klassny_domain::volume::VolumeEdition;

/// A day of September 2026.
pub fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, day).unwrap()
}

/// A lesson of a group.
pub fn place(group: GroupId, on: u32, bell: u8) -> LessonPlace {
    LessonPlace {
        group,
        date: day(on),
        bell,
        ordinal: 0,
    }
}

pub fn name(surname: &str) -> PersonName {
    PersonName {
        surname: surname.to_owned(),
        given: "Матвей".to_owned(),
        patronymic: "Ильич".to_owned(),
    }
}

pub fn at(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

pub fn instant() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_790_000_000_123).unwrap()
}

pub fn text(text: &str) -> String {
    text.to_owned()
}

pub fn pairs() -> Vec<(String, String)> {
    vec![
        (text("ИНН"), text("0012345678")),
        (text("ИНН"), text("«\"кавычки\"» \\ \u{0}")),
    ]
}

pub const YEAR: YearId = YearId::from_bytes([1; 16]);
pub const SUBJECT: SubjectId = SubjectId::from_bytes([4; 16]);
pub const STAFF: StaffId = StaffId::from_bytes([6; 16]);
pub const PUPIL: PupilId = PupilId::from_bytes([7; 16]);
pub const PLAN_OF: PlanOf = PlanOf {
    year: YEAR,
    subject: Some(SUBJECT),
    grade: 5,
};
pub const DEVICE: DeviceId = DeviceId::from_bytes([10; 16]);
pub const COURSE: CourseId = CourseId::from_bytes([12; 16]);

pub fn plan_id() -> PlanId {
    PLAN_OF.plan().unwrap()
}

pub fn term() -> TermId {
    Term::id_of(YEAR, TermKind::Quarter, 1)
}

pub fn class() -> ClassId {
    SchoolClass::id_of(YEAR, 5, "А")
}

pub fn group() -> GroupId {
    Group::id_of(class(), SUBJECT, 0)
}

pub fn volume() -> VolumeId {
    VolumeEdition::id_of(class(), term())
}

pub fn seat(id: u8) -> SeatId {
    SeatId::from_bytes([id; 16])
}

/// Facts of every kind; every enum with fields is there in every shape.
pub fn changes() -> Vec<Change> {
    [
        school::frame(),
        school::people(),
        school::courses(),
        school::pupils(),
        school::time(),
        school::plans(),
        journal::lessons(),
        journal::cells(),
        journal::control(),
        journal::paper(),
        journal::families(),
        journal::membership(),
    ]
    .concat()
}
