//! Ids of everything the journal names.
//!
//! Each is a newtype over 16 bytes. Ids of things that two workstations may make independently
//! (a lesson, a group, an assignment) are *derived* from what makes them the same thing, so that
//! they meet as one (sync.md D10). Never pass a bare byte array where an id is meant.

use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// Wraps bytes that are known to be an id of this kind.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes of the id.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// Derives the id from the parts that make the thing what it is.
            ///
            /// The kind of id and the length of every part enter the hash, so that neither two
            /// kinds nor two splits of the same text can collide.
            pub fn derive(parts: &[&[u8]]) -> Self {
                Self(derive(stringify!($name), parts))
            }

            /// Reads the 32 hexadecimal digits written by `Display`.
            pub fn parse(text: &str) -> Option<Self> {
                parse_hex(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
    )+};
}

ids! {
    /// The school, 128 random bits made once with its root key.
    SchoolId;
    /// An academic year (учебный год).
    YearId;
    /// A term (учебный период): quarter, half-year or trimester of some grades.
    TermId;
    /// A subject (предмет).
    SubjectId;
    /// A class (класс) of one academic year.
    ClassId;
    /// A teaching group: class × subject, or one subgroup of it, or a course.
    GroupId;
    /// A pupil (обучающийся), for all the years at the school.
    PupilId;
    /// A guardian (законный представитель).
    GuardianId;
    /// A staff member (работник).
    StaffId;
    /// An interval of a pupil on a class list.
    EnrolmentId;
    /// An order of the director (приказ).
    OrderId;
    /// A row of the timetable.
    TimetableSlotId;
    /// A substitution (замена).
    SubstitutionId;
    /// A bell: one lesson hour of some grades and season.
    BellId;
    /// A thematic plan (КТП).
    PlanId;
    /// A planned control work (график контрольных).
    ControlWorkId;
    /// A slot of time at a workstation (время ввода).
    EntrySlotId;
    /// Letting a person in outside the plan of entry (допуск вне времени ввода).
    WaiverId;
    /// A lesson, derived from group, date, bell and ordinal (D10).
    LessonId;
    /// An assignment (работа) of a lesson, derived from lesson and ordinal (D10).
    AssignmentId;
    /// A remark of the deputy (замечание).
    RemarkId;
    /// A permit to correct (разрешение на правку).
    PermitId;
    /// A request for a permit (запрос разрешения).
    PermitRequestId;
    /// A closing of a term for a class.
    CloseId;
    /// A deputy's decision on facts that do not count by themselves (принятие).
    AcceptanceId;
    /// A deputy's word that seals of a witness prove nothing.
    SealVoidId;
    /// A bound volume: class × term, or the summary volume of a year.
    VolumeId;
    /// An extra group: extended day, extra education, extracurricular course.
    CourseId;
    /// A batch of imported facts.
    BatchId;
    /// A machine's seat for a person, or the device's own seat.
    SeatId;
    /// A machine and its OS account.
    DeviceId;
    /// A printed, single-use invitation.
    InvitationId;
    /// A letter to or from a family.
    LetterId;
    /// A key of a compartment, named by what it is: made from the key itself, never chosen.
    KeyId;
}

fn derive(kind: &str, parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in [kind.as_bytes()].iter().chain(parts) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    id
}

fn parse_hex(text: &str) -> Option<[u8; 16]> {
    let text = text.as_bytes();
    if text.len() != 32 {
        return None;
    }
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        if pair.starts_with('+') {
            return None;
        }
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text() {
        let id = PupilId::derive(&[b"a", b"b"]);
        assert_eq!(PupilId::parse(&id.to_string()), Some(id));
        assert_eq!(PupilId::parse("zz"), None);
        assert_eq!(PupilId::parse(&"+1".repeat(16)), None);
    }

    #[test]
    fn kinds_and_splits_do_not_collide() {
        assert_ne!(
            PupilId::derive(&[b"ab"]).0,
            PupilId::derive(&[b"a", b"b"]).0
        );
        assert_ne!(PupilId::derive(&[b"a"]).0, StaffId::derive(&[b"a"]).0);
    }
}
