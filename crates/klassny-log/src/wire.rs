//! How a value of the domain is written into a protobuf field and read back, with every check.
//!
//! Owns the trait `Wire` and its scalar cases. The same checks hold in both directions, so that
//! this program cannot write what it would refuse to read. It must never guess: a value that does
//! not fit is an error that names its field.

use crate::error::OpError;
use crate::header::{compartment_number, compartment_of};
use crate::v1;
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, Timelike as _, Utc, Weekday};
use klassny_domain::access::Head;
use klassny_domain::change::{Compartment, FactId};
use klassny_domain::ids::*;
use klassny_domain::mark::{Grade, MarkValue};
use klassny_domain::school::Grades;

/// The longest text of a field, bytes of UTF-8.
pub const TEXT_MAX: usize = 4 * 1024;
/// The longest content of a printed volume, bytes.
pub const CONTENT_MAX: usize = 512 * 1024;
/// The longest list of a field.
pub const LIST_MAX: usize = 1024;
/// Days from the Common Era of 1900-01-01 and 2199-12-31: no date of a school lies beyond.
const DAYS: std::ops::RangeInclusive<i32> = 693_596..=803_168;
/// Milliseconds of UTC between 1900 and 2200.
const INSTANTS: std::ops::Range<i64> = -2_208_988_800_000..7_258_118_400_000;

/// A value that a protobuf field of type `W` can hold.
pub(crate) trait Wire<W>: Sized {
    /// Writes the value; refuses what `get` would refuse.
    fn put(&self, field: &'static str) -> Result<W, OpError>;
    /// Reads the value; `field` names it in errors.
    fn get(wire: W, field: &'static str) -> Result<Self, OpError>;
}

macro_rules! id {
    ($($name:ident)+) => {$(
        impl Wire<Vec<u8>> for $name {
            fn put(&self, _field: &'static str) -> Result<Vec<u8>, OpError> {
                Ok(self.as_bytes().to_vec())
            }
            fn get(wire: Vec<u8>, field: &'static str) -> Result<Self, OpError> {
                Ok(Self::from_bytes(Wire::get(wire, field)?))
            }
        }
    )+};
}

id! {
    SchoolId YearId TermId SubjectId ClassId GroupId PupilId GuardianId StaffId EnrolmentId OrderId
    TimetableSlotId SubstitutionId BellId PlanId ControlWorkId EntrySlotId RemarkId PermitId PermitRequestId
    CloseId VolumeId CourseId BatchId SeatId DeviceId InvitationId AcceptanceId KeyId
    SealVoidId LetterId WaiverId
}

/// 16 bytes of the segment's hash and the index, little-endian.
impl Wire<Vec<u8>> for FactId {
    fn put(&self, _field: &'static str) -> Result<Vec<u8>, OpError> {
        Ok([&self.segment[..], &self.index.to_le_bytes()].concat())
    }
    fn get(wire: Vec<u8>, field: &'static str) -> Result<Self, OpError> {
        let wrong = OpError::Length {
            field,
            wanted: 18,
            got: wire.len(),
        };
        let (segment, index) = wire.split_first_chunk::<16>().ok_or(wrong.clone())?;
        Ok(Self {
            segment: *segment,
            index: u16::from_le_bytes(index.try_into().map_err(|_| wrong)?),
        })
    }
}

impl<const N: usize> Wire<Vec<u8>> for [u8; N] {
    fn put(&self, _field: &'static str) -> Result<Vec<u8>, OpError> {
        Ok(self.to_vec())
    }
    fn get(wire: Vec<u8>, field: &'static str) -> Result<Self, OpError> {
        let got = wire.len();
        wire.try_into().map_err(|_| OpError::Length {
            field,
            wanted: N,
            got,
        })
    }
}

fn fits(field: &'static str, max: usize, got: usize) -> Result<(), OpError> {
    if got > max {
        return Err(OpError::TooLong { field, max, got });
    }
    Ok(())
}

impl Wire<String> for String {
    fn put(&self, field: &'static str) -> Result<String, OpError> {
        fits(field, TEXT_MAX, self.len())?;
        Ok(self.clone())
    }
    fn get(wire: String, field: &'static str) -> Result<Self, OpError> {
        fits(field, TEXT_MAX, wire.len())?;
        Ok(wire)
    }
}

impl Wire<Vec<u8>> for Vec<u8> {
    fn put(&self, field: &'static str) -> Result<Vec<u8>, OpError> {
        fits(field, CONTENT_MAX, self.len())?;
        Ok(self.clone())
    }
    fn get(wire: Vec<u8>, field: &'static str) -> Result<Self, OpError> {
        fits(field, CONTENT_MAX, wire.len())?;
        Ok(wire)
    }
}

impl<W, T: Wire<W>> Wire<Vec<W>> for Vec<T> {
    fn put(&self, field: &'static str) -> Result<Vec<W>, OpError> {
        fits(field, LIST_MAX, self.len())?;
        self.iter().map(|item| item.put(field)).collect()
    }
    fn get(wire: Vec<W>, field: &'static str) -> Result<Self, OpError> {
        fits(field, LIST_MAX, wire.len())?;
        wire.into_iter().map(|item| T::get(item, field)).collect()
    }
}

impl<W, T: Wire<W>> Wire<Option<W>> for Option<T> {
    fn put(&self, field: &'static str) -> Result<Option<W>, OpError> {
        self.as_ref().map(|value| value.put(field)).transpose()
    }
    fn get(wire: Option<W>, field: &'static str) -> Result<Self, OpError> {
        wire.map(|wire| T::get(wire, field)).transpose()
    }
}

impl Wire<bool> for bool {
    fn put(&self, _field: &'static str) -> Result<bool, OpError> {
        Ok(*self)
    }
    fn get(wire: bool, _field: &'static str) -> Result<Self, OpError> {
        Ok(wire)
    }
}

macro_rules! number {
    ($($small:ty => $wire:ty)+) => {$(
        impl Wire<$wire> for $small {
            fn put(&self, _field: &'static str) -> Result<$wire, OpError> {
                Ok(<$wire>::from(*self))
            }
            fn get(wire: $wire, field: &'static str) -> Result<Self, OpError> {
                Self::try_from(wire)
                    .map_err(|_| OpError::Range { field, value: i64::try_from(wire).unwrap_or(i64::MAX) })
            }
        }
    )+};
}

number! { u8 => u32  u16 => u32  u32 => u32  u64 => u64  i64 => i64 }

impl Wire<i32> for NaiveDate {
    fn put(&self, field: &'static str) -> Result<i32, OpError> {
        let days = self.num_days_from_ce();
        if !DAYS.contains(&days) {
            return Err(OpError::Range {
                field,
                value: days.into(),
            });
        }
        Ok(days)
    }
    fn get(wire: i32, field: &'static str) -> Result<Self, OpError> {
        Some(wire)
            .filter(|days| DAYS.contains(days))
            .and_then(Self::from_num_days_from_ce_opt)
            .ok_or(OpError::Range {
                field,
                value: wire.into(),
            })
    }
}

impl Wire<u32> for NaiveTime {
    fn put(&self, field: &'static str) -> Result<u32, OpError> {
        if self.second() != 0 || self.nanosecond() != 0 {
            return Err(OpError::NotWhole { field });
        }
        Ok(self.hour() * 60 + self.minute())
    }
    fn get(wire: u32, field: &'static str) -> Result<Self, OpError> {
        Self::from_hms_opt(wire / 60, wire % 60, 0).ok_or(OpError::Range {
            field,
            value: wire.into(),
        })
    }
}

impl Wire<i64> for DateTime<Utc> {
    fn put(&self, field: &'static str) -> Result<i64, OpError> {
        let value = self.timestamp_millis();
        if !self.timestamp_subsec_nanos().is_multiple_of(1_000_000) {
            return Err(OpError::NotWhole { field });
        }
        if !INSTANTS.contains(&value) {
            return Err(OpError::Range { field, value });
        }
        Ok(value)
    }
    fn get(wire: i64, field: &'static str) -> Result<Self, OpError> {
        Some(wire)
            .filter(|instant| INSTANTS.contains(instant))
            .and_then(Self::from_timestamp_millis)
            .ok_or(OpError::Range { field, value: wire })
    }
}

impl Wire<u32> for Grades {
    fn put(&self, _field: &'static str) -> Result<u32, OpError> {
        Ok(self.bits().into())
    }
    fn get(wire: u32, field: &'static str) -> Result<Self, OpError> {
        u16::try_from(wire)
            .ok()
            .map(Self::from_bits)
            .filter(|grades| u32::from(grades.bits()) == wire)
            .ok_or(OpError::Range {
                field,
                value: wire.into(),
            })
    }
}

impl Wire<u32> for MarkValue {
    fn put(&self, _field: &'static str) -> Result<u32, OpError> {
        Ok(match self {
            Self::Grade(grade) => grade.get().into(),
            Self::Pass => 11,
            Self::Fail => 12,
            Self::NotAttested => 13,
            Self::Exempt => 14,
        })
    }
    fn get(wire: u32, field: &'static str) -> Result<Self, OpError> {
        match wire {
            11 => Ok(Self::Pass),
            12 => Ok(Self::Fail),
            13 => Ok(Self::NotAttested),
            14 => Ok(Self::Exempt),
            code => u8::try_from(code)
                .ok()
                .and_then(Grade::new)
                .map(Self::Grade)
                .ok_or(OpError::Code { field, code }),
        }
    }
}

impl Wire<u32> for Weekday {
    fn put(&self, _field: &'static str) -> Result<u32, OpError> {
        Ok(self.number_from_monday())
    }
    fn get(wire: u32, field: &'static str) -> Result<Self, OpError> {
        wire.checked_sub(1)
            .and_then(|day| u8::try_from(day).ok())
            .and_then(|day| Self::try_from(day).ok())
            .ok_or(OpError::Code { field, code: wire })
    }
}

/// The number of the compartment, as headers have it.
impl Wire<u32> for Compartment {
    fn put(&self, _field: &'static str) -> Result<u32, OpError> {
        Ok(compartment_number(*self))
    }
    fn get(wire: u32, field: &'static str) -> Result<Self, OpError> {
        compartment_of(wire).ok_or(OpError::Code { field, code: wire })
    }
}

macro_rules! codes {
    ($($home:ident::$name:ident { $($variant:ident = $code:literal,)+ })+) => {
        $(impl Wire<u32> for $home::$name {
            fn put(&self, _field: &'static str) -> Result<u32, OpError> {
                Ok(match self { $(Self::$variant => $code,)+ })
            }
            fn get(wire: u32, field: &'static str) -> Result<Self, OpError> {
                match wire {
                    $($code => Ok(Self::$variant),)+
                    code => Err(OpError::Code { field, code }),
                }
            }
        })+

        /// Every code, for the check of the documents.
        #[cfg(test)]
        pub(crate) const CODES: &[(&str, &[(u32, &str)])] =
            &[$((stringify!($name), &[$(($code, stringify!($variant)),)+]),)+];
    };
}

use klassny_domain::{
    attendance, family, plan, roster, school, term, timetable, volume, work_kind,
};

codes! {
    school::TermKind { Quarter = 1, HalfYear = 2, Trimester = 3, }
    school::BreakKind { Holidays = 1, PublicHoliday = 2, Closure = 3, }
    roster::Sex { Male = 1, Female = 2, }
    roster::Role {
        Teacher = 1, Deputy = 2, Director = 3, Clerk = 4, Administrator = 5, DiaryKeeper = 6,
        MedicalWorker = 7, ExtraEducationHead = 8, Educator = 9, DocumentFlowHead = 10,
        DataProtection = 11, UnionChair = 12,
    }
    roster::StudyForm { FullTime = 1, Home = 2, }
    roster::ElectronicForm { Unknown = 1, Agreed = 2, Refused = 3, }
    family::ContactWay {
        InPerson = 1, ThroughPupil = 2, Phone = 3, Email = 4, Message = 5, Post = 6, Portal = 7,
    }
    family::AgreementBasis { Written = 1, Signature = 2, }
    family::FamilyDutyKind {
        Checked = 1, WeekExtract = 2, Results = 3, Forecast = 4, ReportCard = 5,
        PreliminaryReport = 6, FinalReport = 7, MarksExtract = 8,
    }
    family::LetterDirection { Incoming = 1, Outgoing = 2, }
    roster::MovementKind { Arrival = 1, Departure = 2, Transfer = 3, HomeStudy = 4, }
    roster::CourseKind { ExtendedDay = 1, ExtraEducation = 2, Extracurricular = 3, }
    timetable::SubstitutionKind { Substitute = 1, OtherSubject = 2, JoinedGroups = 3, NotHeld = 4, }
    work_kind::WorkKind {
        Oral = 1, Written = 2, Independent = 3, Check = 4, Control = 5, AdministrativeControl = 6,
        NationalCheck = 7, ControlDictation = 8, Dictation = 9, Exposition = 10, Composition = 11,
        Practical = 12, Laboratory = 13, Test = 14, Credit = 15, Exam = 16, Project = 17,
        HomeTask = 18, Listening = 19, Letter = 20, Other = 21,
    }
    plan::PlanWord { Sent = 1, Approved = 2, Returned = 3, Withdrawn = 4, }
    attendance::AbsenceReason { Unresolved = 1, Illness = 2, Excused = 3, Unexcused = 4, }
    term::RemarkState { Open = 1, Returned = 2, Accepted = 3, Withdrawn = 4, }
    term::AcceptanceState { Accepted = 1, Left = 2, Withdrawn = 3, }
    volume::VolumeStep {
        Preflighted = 1, Printed = 2, TransferCertified = 3, TeachersSigned = 4, Checked = 5,
        DirectorSigned = 6, Laced = 7, Sealed = 8, Registered = 9,
    }
}

/// Writes a frontier: sorted, each head once.
pub(crate) fn put_heads(heads: &[Head], field: &'static str) -> Result<Vec<v1::Head>, OpError> {
    let mut heads = heads.to_vec();
    heads.sort_unstable();
    heads.dedup();
    heads.put(field)
}

/// Reads a frontier; heads out of order or twice are refused.
pub(crate) fn get_heads(wire: Vec<v1::Head>, field: &'static str) -> Result<Vec<Head>, OpError> {
    let heads = Vec::<Head>::get(wire, field)?;
    if !heads.is_sorted_by(|a, b| a < b) {
        return Err(OpError::NotSorted { field });
    }
    Ok(heads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use klassny_domain::work_kind::WorkKind;

    #[test]
    fn no_code_stands_twice_and_none_is_zero() {
        for (name, codes) in CODES {
            let numbers: Vec<u32> = codes.iter().map(|(code, _)| *code).collect();
            assert!(
                numbers.is_sorted_by(|a, b| a < b) && numbers[0] == 1,
                "{name}"
            );
        }
    }

    #[test]
    fn every_kind_of_work_and_role_survives_its_code() {
        for kind in WorkKind::ALL {
            assert_eq!(WorkKind::get(kind.put("").unwrap(), ""), Ok(kind));
        }
        for role in roster::Role::ALL {
            assert_eq!(roster::Role::get(role.put("").unwrap(), ""), Ok(role));
        }
        let error = OpError::Code {
            field: "kind",
            code: 22,
        };
        assert_eq!(WorkKind::get(22, "kind"), Err(error));
    }

    #[test]
    fn numbers_dates_and_times_out_of_range_are_refused() {
        assert!(u8::get(256_u32, "").is_err());
        assert!(NaiveDate::get(693_595, "").is_err());
        assert_eq!(
            NaiveDate::get(693_596, "").unwrap().to_string(),
            "1900-01-01"
        );
        assert_eq!(
            NaiveDate::get(803_168, "").unwrap().to_string(),
            "2199-12-31"
        );
        assert!(NaiveDate::get(803_169, "").is_err());
        assert!(NaiveTime::get(1440, "").is_err());
        assert_eq!(NaiveTime::get(1439, "").unwrap().to_string(), "23:59:00");
        assert!(DateTime::<Utc>::get(7_258_118_400_000, "").is_err());
        assert_eq!(DateTime::<Utc>::get(-1, "").unwrap().timestamp_millis(), -1);
        for value in [0, 6, 10, 15] {
            assert!(MarkValue::get(value, "").is_err(), "{value}");
        }
        assert!(Weekday::get(0, "").is_err() && Weekday::get(8, "").is_err());
        assert!(Grades::get(1, "").is_err() && Grades::get(1 << 12, "").is_err());
        assert!(<[u8; 16]>::get(vec![0; 15], "").is_err());
    }
}
