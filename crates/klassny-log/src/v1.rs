//! Version 1 of the log's messages: every protobuf message, its fields, their tags and types.
//!
//! Frozen once shipped: a tag is never given to another field, a type never changes; a new field
//! gets a new tag and older programs skip it. `docs/log-format.md` is checked against this file.

use crate::error::OpError;
use crate::wire::Wire;

/// The structs of the domain, under their own names beside the messages of the same name.
pub(crate) mod d {
    pub(crate) use klassny_domain::access::*;
    pub(crate) use klassny_domain::attendance::*;
    pub(crate) use klassny_domain::change::*;
    pub(crate) use klassny_domain::family::*;
    pub(crate) use klassny_domain::homework_file::*;
    pub(crate) use klassny_domain::lesson::*;
    pub(crate) use klassny_domain::mark::*;
    pub(crate) use klassny_domain::permit::*;
    pub(crate) use klassny_domain::plan::*;
    pub(crate) use klassny_domain::regulation::*;
    pub(crate) use klassny_domain::roster::*;
    pub(crate) use klassny_domain::school::*;
    pub(crate) use klassny_domain::slots::*;
    pub(crate) use klassny_domain::term::*;
    pub(crate) use klassny_domain::timetable::*;
    pub(crate) use klassny_domain::volume::*;
    pub(crate) use klassny_domain::witness::*;
}

/// Builds one `prost` message; a shape is a protobuf type, `[opt T]`, `[one M]` or `[many T]`.
macro_rules! message {
    (@ $name:ident [$($done:tt)*]) => {
        #[derive(Clone, PartialEq, prost::Message)]
        pub(crate) struct $name { $($done)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident string $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(string, tag = $tag)] pub $field: String,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident bytes $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(bytes = "vec", tag = $tag)] pub $field: Vec<u8>,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident bool $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(bool, tag = $tag)] pub $field: bool,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident uint32 $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(uint32, tag = $tag)] pub $field: u32,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident uint64 $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(uint64, tag = $tag)] pub $field: u64,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident fixed64 $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(fixed64, tag = $tag)] pub $field: u64,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident sint32 $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(sint32, tag = $tag)] pub $field: i32,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident sint64 $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(sint64, tag = $tag)] pub $field: i64,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident [opt string] $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(string, optional, tag = $tag)] pub $field: Option<String>,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident [opt bytes] $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(bytes = "vec", optional, tag = $tag)] pub $field: Option<Vec<u8>>,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident [opt uint32] $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(uint32, optional, tag = $tag)] pub $field: Option<u32>,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident [opt sint32] $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(sint32, optional, tag = $tag)] pub $field: Option<i32>,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident [opt sint64] $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(sint64, optional, tag = $tag)] pub $field: Option<i64>,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident [opt $m:ident] $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(message, optional, tag = $tag)] pub $field: Option<$m>,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident [one $m:ident] $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(message, optional, tag = $tag)] pub $field: Option<$m>,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident [many bytes] $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(bytes = "vec", repeated, tag = $tag)] pub $field: Vec<Vec<u8>>,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident [many uint32] $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(uint32, repeated, tag = $tag)] pub $field: Vec<u32>,] $($rest)* }
    };
    (@ $name:ident [$($done:tt)*] $tag:tt $field:ident [many $m:ident] $($rest:tt)*) => {
        message! { @ $name [$($done)* #[prost(message, repeated, tag = $tag)] pub $field: Vec<$m>,] $($rest)* }
    };
}

/// Messages whose conversion is written by hand (`shapes.rs`, `header.rs`, `op.rs` …).
macro_rules! messages {
    ($schema:ident: $($name:ident { $($tag:tt $field:ident: $shape:tt,)* })*) => {
        $(message! { @ $name [] $($tag $field $shape)* })*

        /// Name, tag and shape of every field, for the check of the documents.
        #[cfg(test)]
        pub(crate) const $schema: &[(&str, &[(u32, &str, &str)])] =
            &[$((stringify!($name), &[$(($tag, stringify!($field), stringify!($shape)),)*]),)*];
    };
}

/// Messages that mirror the struct of the domain of the same name, field by field.
macro_rules! mirrors {
    ($schema:ident: $($name:ident { $($tag:tt $field:ident: $shape:tt,)* })*) => {
        messages! { $schema: $($name { $($tag $field: $shape,)* })* }
        $(
            impl Wire<$name> for d::$name {
                fn put(&self, _field: &'static str) -> Result<$name, OpError> {
                    Ok($name { $($field: self.$field.put(
                        concat!(stringify!($name), ".", stringify!($field)),
                    )?,)* })
                }
                fn get(wire: $name, _field: &'static str) -> Result<Self, OpError> {
                    Ok(Self { $($field: Wire::get(
                        wire.$field,
                        concat!(stringify!($name), ".", stringify!($field)),
                    )?,)* })
                }
            }

            impl Wire<Option<$name>> for d::$name {
                fn put(&self, field: &'static str) -> Result<Option<$name>, OpError> {
                    self.put(field).map(Some)
                }
                fn get(wire: Option<$name>, field: &'static str) -> Result<Self, OpError> {
                    Self::get(wire.ok_or(OpError::Missing { field })?, field)
                }
            }
        )*
    };
}

messages! { SHAPES:
    Header {
        1 suite: uint32, 2 fmt: uint32, 3 min_reader: uint32, 4 ruleset: uint32, 5 school: bytes,
        6 seat: bytes, 7 seq: uint64, 8 prev: bytes, 9 prev_control: [opt bytes], 10 lamport: uint64,
        11 wall_ms: sint64, 12 boot: fixed64, 13 mono_ms: uint64, 14 share_clock_ms: [opt sint64],
        15 year: uint32, 16 compartment: uint32, 17 key_epoch: uint32, 18 n_ops: uint32,
        19 control_frontier: [many Head], 20 data_frontier_delta: [many Head],
        21 sign_key: [opt bytes], 22 certificate: [opt bytes], 23 key: [opt bytes],
    }
    Ops { 1 op: [many bytes], }
    Context {
        10 entered: [one EnteredAt], 11 base: [many bytes], 12 base_here: [many uint32],
        13 import: [opt ImportSource], 14 permit: [opt bytes],
    }
    EnteredAt { 1 wall_ms: sint64, 2 boot: fixed64, 3 monotonic_ms: uint64, }
    Pair { 1 name: string, 2 value: string, }
    PlanRowRef { 1 plan: bytes, 2 number: uint32, }
    Presence { 1 code: uint32, 2 minutes: uint32, }
    HomeworkText { 1 code: uint32, 2 text: string, }
    FinalKind { 1 code: uint32, 2 term: [opt bytes], }
    PermitScope {
        1 code: uint32, 2 place: [opt LessonPlace], 3 ordinal: uint32, 4 pupil: [opt bytes],
        5 group: [opt bytes], 6 from: [opt sint32], 7 until: [opt sint32],
    }
    Voucher { 1 code: uint32, 2 by: [opt bytes], 3 signature: bytes, }
    JoinRequest { 1 sign_key: bytes, 2 box_key: bytes, 3 nonce: bytes, 4 machine: string, }
    WrappedKey { 1 compartment: uint32, 2 epoch: uint32, 3 wrapped: bytes, }
    JoinGrant {
        1 school: bytes, 2 request: bytes, 3 enrolment: [one DeviceEnrolment],
        4 keys: [many WrappedKey], 5 administrator: [one SeatCertificate],
    }
    JoinAnswer { 1 grant: bytes, 2 signature: bytes, }
}

mirrors! { MIRRORS:
    ImportSource { 1 batch: bytes, 2 file: bytes, 3 sheet: string, 4 cell: string, 5 teacher: [opt bytes], }
    LessonPlace { 1 group: bytes, 2 date: sint32, 3 bell: uint32, 4 ordinal: uint32, }
    PersonName { 1 surname: string, 2 given: string, 3 patronymic: string, }
    Head { 1 seat: bytes, 2 seq: uint64, 3 hash: bytes, }
    KeyWrap { 1 device: bytes, 2 wrapped: bytes, }

    SchoolProfile {
        1 name: string, 2 full_name: string, 3 founder: string, 4 city: string, 5 director: string,
        6 requisites: [many Pair],
    }
    AcademicYear { 1 year: bytes, 2 name: string, 3 starts_on: sint32, 4 ends_on: sint32, }
    Term {
        1 term: bytes, 2 year: bytes, 3 kind: uint32, 4 number: uint32, 5 grades: uint32,
        6 starts_on: sint32, 7 ends_on: sint32,
    }
    Break {
        1 year: bytes, 2 kind: uint32, 3 name: string, 4 grades: uint32, 5 starts_on: sint32,
        6 ends_on: sint32, 7 stands: bool,
    }
    SchoolWeek { 1 year: bytes, 2 grades: uint32, 3 days: uint32, }
    Bell {
        1 bell: bytes, 2 year: bytes, 3 grades: uint32, 4 from: sint32, 5 until: sint32,
        6 number: uint32, 7 starts_at: uint32, 8 ends_at: uint32,
    }
    LoadLimit { 1 year: bytes, 2 grade: uint32, 3 hours: uint32, 4 weeks: uint32, }
    Workstation { 1 number: uint32, 2 place: string, }
    Regulation { 1 year: bytes, 2 preset: string, 3 settings: [many Pair], }

    Subject { 1 subject: bytes, 2 name: string, 3 short: string, }
    SchoolClass { 1 class: bytes, 2 year: bytes, 3 grade: uint32, 4 letter: string, }
    Group {
        1 group: bytes, 2 class: bytes, 3 subject: bytes, 4 subgroup: uint32,
        5 week_hours_quarters: uint32, 6 division: string,
    }
    GroupMember { 1 group: bytes, 2 pupil: bytes, 3 from: sint32, 4 until: [opt sint32], }
    StaffMember {
        1 staff: bytes, 2 personnel_number: string, 3 name: [one PersonName], 4 position: string,
        5 hired_on: [opt sint32], 6 left_on: [opt sint32],
    }
    StaffCard { 1 staff: bytes, 2 fields: [many Pair], }
    RoleGrant { 1 staff: bytes, 2 role: uint32, 3 from: sint32, 4 until: [opt sint32], }
    ClassTeacher { 1 class: bytes, 2 staff: bytes, 3 from: sint32, 4 until: [opt sint32], }
    Load { 1 group: bytes, 2 staff: bytes, 3 from: sint32, 4 until: [opt sint32], 5 room: string, }
    Pupil {
        1 pupil: bytes, 2 file_number: string, 3 name: [one PersonName], 4 sex: uint32,
        5 born_on: [opt sint32],
    }
    PupilCard {
        1 pupil: bytes, 2 snils: string, 3 address: string, 4 phone: string, 5 study_form: uint32,
        6 health_group: string, 7 uid: string, 8 note: string,
    }
    Guardian {
        1 guardian: bytes, 2 pupil: bytes, 3 ordinal: uint32, 4 name: string, 5 kinship: string,
        6 phone: string, 7 email: string, 8 electronic: uint32,
    }
    Enrolment {
        1 enrolment: bytes, 2 pupil: bytes, 3 class: bytes, 4 from: sint32, 5 until: [opt sint32],
        6 order_in: string, 7 order_out: string, 8 note: string,
    }
    Movement {
        1 order: bytes, 2 number: string, 3 ordered_on: sint32, 4 kind: uint32, 5 pupil: bytes,
        6 from_class: [opt bytes], 7 to_class: [opt bytes], 8 place: string, 9 reason: string,
        10 effective_on: sint32, 11 entered_on: [opt sint32],
    }
    Course {
        1 course: bytes, 2 year: bytes, 3 kind: uint32, 4 name: string, 5 program: string,
        6 leader: [opt bytes], 7 schedule: string, 8 room: string, 9 year_hours: uint32,
    }
    CourseMember { 1 course: bytes, 2 pupil: bytes, 3 listed: bool, }

    TimetableSlot {
        1 slot: bytes, 2 year: bytes, 3 group: bytes, 4 weekday: uint32, 5 bell: uint32,
        6 staff: bytes, 7 room: string, 8 from: sint32, 9 until: [opt sint32],
    }
    Substitution {
        1 substitution: bytes, 2 group: bytes, 3 date: sint32, 4 bell: uint32, 5 absent: bytes,
        6 reason: string, 7 document: string, 8 kind: uint32, 9 substitute: [opt bytes],
        10 taught_group: [opt bytes], 11 hours: uint32, 12 paid: bool,
    }
    EntrySlot {
        1 slot: bytes, 2 year: bytes, 3 weekday: uint32, 4 workstation: uint32, 5 staff: bytes,
        6 starts_at: uint32, 7 ends_at: uint32, 8 stands: bool,
    }
    SlotWaiver {
        1 waiver: bytes, 2 staff: bytes, 3 workstation: uint32, 4 day: sint32, 5 from: uint32,
        6 until: uint32, 7 reason: string, 8 stands: bool,
    }
    ThematicPlan {
        1 plan: bytes, 2 year: bytes, 3 subject: [opt bytes], 4 grade: uint32, 5 title: string,
        6 approved: bool,
    }
    PlanRow {
        1 plan: bytes, 2 number: uint32, 3 section: string, 4 topic: string, 5 hours: uint32,
        6 kind: [opt uint32], 7 kind_text: string, 8 homework: string, 9 of: [one PlanOf],
        10 position: uint32,
    }
    PlanOf { 1 year: bytes, 2 subject: [opt bytes], 3 grade: uint32, }
    PlanApproval {
        1 plan: bytes, 2 of: [one PlanOf], 3 group: [opt bytes], 4 digest: bytes, 5 word: uint32,
        6 note: string,
    }
    PlanCorrection {
        1 plan: bytes, 2 number: uint32, 3 group: bytes, 4 hours: uint32, 5 how: string,
        6 reason: string, 7 stands: bool,
    }
    ControlWork {
        1 work: bytes, 2 class: bytes, 3 subject: bytes, 4 date: sint32, 5 bell: uint32,
        6 kind: uint32, 7 title: string, 8 staff: [opt bytes], 9 basis: string,
    }

    LessonRecord { 1 place: [one LessonPlace], 2 held: [opt string], 3 taught_by: bytes, 4 hours: uint32, }
    LessonTopic { 1 place: [one LessonPlace], 2 text: string, 3 plan_row: [opt PlanRowRef], }
    Homework { 1 place: [one LessonPlace], 2 text: [one HomeworkText], 3 due_on: [opt sint32], }
    HomeworkFile {
        1 place: [one LessonPlace], 2 content: bytes, 3 blob: bytes, 4 name: string, 5 len: uint32,
        6 attached: bool,
    }
    Assignment {
        1 place: [one LessonPlace], 2 ordinal: uint32, 3 kind: [opt uint32], 4 weight_tenths: uint32,
        5 title: string,
    }
    Mark {
        1 place: [one LessonPlace], 2 ordinal: uint32, 3 pupil: bytes, 4 value: [opt uint32],
        5 written_on: [opt sint32], 6 comment: string,
    }
    Attendance { 1 place: [one LessonPlace], 2 pupil: bytes, 3 presence: [one Presence], }
    AbsenceExcuse { 1 place: [one LessonPlace], 2 pupil: bytes, 3 reason: uint32, 4 document: string, }
    FinalMark {
        1 group: bytes, 2 pupil: bytes, 3 kind: [one FinalKind], 4 value: [opt uint32], 5 reason: string,
    }

    TermClose { 1 close: bytes, 2 class: bytes, 3 term: bytes, 4 ordinal: uint32, }
    TermReopen { 1 close: bytes, 2 reason: string, }
    YearClose { 1 close: bytes, 2 year: bytes, 3 ordinal: uint32, 4 note: string, }
    YearReopen { 1 close: bytes, 2 reason: string, }
    Permit {
        1 permit: bytes, 2 staff: bytes, 3 scope: [one PermitScope], 4 reason: string,
        5 ends_at: sint64, 6 stands: bool, 7 request: [opt bytes],
    }
    PermitRequest {
        1 request: bytes, 2 staff: bytes, 3 place: [one LessonPlace], 4 ordinal: uint32,
        5 pupil: [opt bytes], 6 wanted: string, 7 reason: string, 8 stands: bool,
    }
    PermitDecline { 1 request: bytes, 2 reason: string, 3 stands: bool, }
    Remark {
        1 remark: bytes, 2 group: bytes, 3 lesson: [opt LessonPlace], 4 pupil: [opt bytes],
        5 staff: bytes, 6 text: string, 7 due_on: sint32, 8 state: uint32,
    }
    Acceptance { 1 acceptance: bytes, 2 facts: [many bytes], 3 state: uint32, 4 reason: string, }

    VolumeEdition {
        1 volume: bytes, 2 class: bytes, 3 term: bytes, 4 edition: uint32, 5 content_hash: bytes,
        6 file_hash: bytes, 7 sheet_hashes: [many bytes], 8 content: bytes, 9 printed_on: sint32,
        10 sheet_count: uint32,
    }
    VolumeRouteStep { 1 volume: bytes, 2 edition: uint32, 3 step: uint32, 4 done: bool, 5 note: string, }

    InformationForm {
        1 guardian: bytes, 2 pupil: bytes, 3 signed_on: sint32, 4 basis: uint32, 5 document: string,
        6 way: uint32, 7 contact: string, 8 stands: bool,
    }
    ParentNote { 1 place: [one LessonPlace], 2 pupil: bytes, 3 text: string, 4 to_parents: bool, }
    FamilyDuty {
        1 class: bytes, 2 pupil: [opt bytes], 3 kind: uint32, 4 from: sint32, 5 until: sint32,
        6 done_on: sint32, 7 way: uint32, 8 note: string, 9 done: bool,
    }
    Letter {
        1 letter: bytes, 2 class: bytes, 3 pupil: bytes, 4 direction: uint32, 5 way: uint32,
        6 on: sint32, 7 subject: string, 8 text: string, 9 answer_due: [opt sint32],
        10 answer: string, 11 answered_on: [opt sint32], 12 stands: bool,
    }

    DeviceEnrolment {
        1 device: bytes, 2 seat: bytes, 3 sign_key: bytes, 4 box_key: bytes, 5 name: string,
        6 workstation: uint32, 7 witness: bool,
    }
    SeatCertificate {
        1 seat: bytes, 2 staff: bytes, 3 device: bytes, 4 sign_key: bytes, 5 box_key: bytes,
        6 voucher: [one Voucher],
    }
    Invitation {
        1 invitation: bytes, 2 staff: bytes, 3 sign_key: bytes, 4 box_key: bytes,
        5 expires_at: sint64, 6 stands: bool,
    }
    SeatRevocation { 1 seat: bytes, 2 reason: string, 3 root: [opt bytes], }
    Ack { 1 device: bytes, 2 heads: [many Head], }
    DeviceProgram {
        1 device: bytes, 2 version: string, 3 system: string, 4 format: uint32, 5 ruleset: uint32,
    }
    RevocationCosign { 1 seat: bytes, 2 agrees: bool, 3 reason: string, }
    KeyEpoch {
        1 key: bytes, 2 compartment: uint32, 3 epoch: uint32, 4 recovery: bytes, 5 wraps: [many KeyWrap],
    }
    RulesetActivation { 1 ruleset: uint32, 2 from: sint32, 3 stands: bool, }
    Seal { 1 device: bytes, 2 at: sint64, 3 follows: [opt bytes], }
    SealVoid { 1 void: bytes, 2 seals: [many bytes], 3 reason: string, 4 stands: bool, }
    StateDigest {
        1 device: bytes, 2 segments: bytes, 3 projection: uint32, 4 journal: bytes,
        5 personal: [opt bytes], 6 control: bytes, 7 tables: bytes,
    }
    FileHeld { 1 device: bytes, 2 blob: bytes, }
    PackVerified { 1 device: bytes, 2 seat: bytes, 3 shard: uint32, 4 pack: bytes, }
    BatchCommit { 1 batch: bytes, 2 count: uint32, 3 summary: string, }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::CODES;

    const PAGE: &str = include_str!("../../../docs/log-format.md");

    #[test]
    fn no_tag_stands_twice_in_a_message() {
        for (message, fields) in SHAPES.iter().chain(MIRRORS) {
            let mut tags: Vec<_> = fields.iter().map(|(tag, ..)| tag).collect();
            tags.sort_unstable();
            tags.dedup();
            assert_eq!(tags.len(), fields.len(), "{message}");
        }
    }

    /// A shape as the tables of the page write it.
    fn written(shape: &str) -> String {
        let Some((how, what)) = shape.trim_matches(['[', ']']).split_once(' ') else {
            return shape.to_owned();
        };
        let sign = match how {
            "one" => "",
            "opt" => "?",
            "many" => "*",
            _ => panic!("{shape}"),
        };
        format!("{what}{sign}")
    }

    #[test]
    fn the_page_has_every_field_of_every_message() {
        for (message, fields) in SHAPES.iter().chain(MIRRORS) {
            let (_, section) = PAGE
                .split_once(&format!("\n**{message}**\n\n"))
                .expect(message);
            let mut rows = section.lines().skip(2);
            for (tag, field, shape) in *fields {
                let row = rows.next().unwrap();
                let start = format!("| {tag} | {field} | {} | ", written(shape));
                assert!(row.starts_with(&start), "{message}: {row}, not {start}");
                assert!(row.len() > start.len() + 2, "{message}: {row} says nothing");
            }
            assert_eq!(
                rows.next(),
                Some(""),
                "{message} has more fields on the page"
            );
        }
    }

    #[test]
    fn the_page_has_every_code() {
        for (name, codes) in CODES {
            let codes: Vec<_> = codes
                .iter()
                .map(|(code, what)| format!("{code} {what}"))
                .collect();
            let line = format!("\n- {name}: {}\n", codes.join(", "));
            assert!(PAGE.contains(&line), "{line}");
        }
    }

    #[test]
    fn the_page_has_the_register_and_merge_rule_of_every_kind() {
        let row = |kind: &d::Kind| {
            let start = format!("\n| {} | {kind:?} | ", kind.number());
            let (_, rest) = PAGE.split_once(&start).unwrap_or_else(|| panic!("{start}"));
            rest.lines().next().unwrap().to_owned()
        };
        for kind in d::Kind::ALL {
            let row = row(kind);
            let cells: Vec<_> = row.trim_end_matches(" |").split(" | ").collect();
            assert_eq!(cells.len(), 3, "{kind:?}: {row}");
            assert!(
                ["journal", "personal", "control"].contains(&cells[0]),
                "{row}"
            );
            assert!(cells.iter().all(|cell| !cell.trim().is_empty()), "{row}");
        }
    }
}
