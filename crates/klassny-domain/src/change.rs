//! Every fact a workstation may state, and the register each fact writes.
//!
//! A register holds one value that people see. A fact names the facts it replaces (its *base*);
//! facts of a register that no valid fact replaces are its *tips*. One tip is the value; several
//! are a conflict, shown alike on every replica and resolved only by a fact that names them all
//! (sync.md P6). The table of registers stands in `docs/log-format.md`.

use crate::access::{
    Ack, DeviceEnrolment, DeviceProgram, Invitation, KeyEpoch, RevocationCosign, RulesetActivation,
    SeatCertificate, SeatRevocation,
};
use crate::attendance::{AbsenceExcuse, Attendance};
use crate::family::{FamilyDuty, InformationForm, Letter, ParentNote};
use crate::homework_file::HomeworkFile;
use crate::ids::{BatchId, PermitId, StaffId};
use crate::lesson::{Assignment, Homework, LessonRecord, LessonTopic};
use crate::mark::Mark;
use crate::permit::{PermitDecline, PermitRequest};
use crate::plan::{ControlWork, PlanApproval, PlanCorrection, PlanRow, PlanWord, ThematicPlan};
use crate::regulation::Regulation;
use crate::roster::{
    ClassTeacher, Course, CourseMember, Enrolment, Group, GroupMember, Guardian, Load, Movement,
    Pupil, PupilCard, RoleGrant, SchoolClass, StaffCard, StaffMember, Subject,
};
use crate::school::{
    AcademicYear, Bell, Break, LoadLimit, SchoolProfile, SchoolWeek, Term, Workstation,
};
use crate::slots::SlotWaiver;
use crate::term::{
    Acceptance, FinalMark, Permit, Remark, TermClose, TermReopen, YearClose, YearReopen,
};
use crate::timetable::{EntrySlot, Substitution, TimetableSlot};
use crate::volume::{VolumeEdition, VolumeRouteStep};
use crate::witness::{FileHeld, PackVerified, Seal, SealVoid, StateDigest};

/// One fact of school life, of the school's frame or of its membership.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "each variant holds the documented struct of its name"
)]
pub enum Change {
    // The frame of the school.
    SchoolProfile(SchoolProfile),
    AcademicYear(AcademicYear),
    Term(Term),
    Break(Break),
    SchoolWeek(SchoolWeek),
    Bell(Bell),
    LoadLimit(LoadLimit),
    Workstation(Workstation),
    Regulation(Regulation),
    // People and groups.
    Subject(Subject),
    SchoolClass(SchoolClass),
    Group(Group),
    GroupMember(GroupMember),
    StaffMember(StaffMember),
    StaffCard(StaffCard),
    RoleGrant(RoleGrant),
    ClassTeacher(ClassTeacher),
    Load(Load),
    Pupil(Pupil),
    PupilCard(PupilCard),
    Guardian(Guardian),
    Enrolment(Enrolment),
    Movement(Movement),
    Course(Course),
    CourseMember(CourseMember),
    // Plans and time.
    TimetableSlot(TimetableSlot),
    Substitution(Substitution),
    EntrySlot(EntrySlot),
    SlotWaiver(SlotWaiver),
    ThematicPlan(ThematicPlan),
    PlanRow(PlanRow),
    ControlWork(ControlWork),
    PlanApproval(PlanApproval),
    PlanCorrection(PlanCorrection),
    // The journal.
    LessonRecord(LessonRecord),
    LessonTopic(LessonTopic),
    Homework(Homework),
    HomeworkFile(HomeworkFile),
    Assignment(Assignment),
    Mark(Mark),
    Attendance(Attendance),
    AbsenceExcuse(AbsenceExcuse),
    FinalMark(FinalMark),
    // Control by deputies.
    TermClose(TermClose),
    TermReopen(TermReopen),
    YearClose(YearClose),
    YearReopen(YearReopen),
    Permit(Permit),
    Remark(Remark),
    Acceptance(Acceptance),
    PermitRequest(PermitRequest),
    PermitDecline(PermitDecline),
    // Paper.
    VolumeEdition(VolumeEdition),
    VolumeRouteStep(VolumeRouteStep),
    // Families.
    InformationForm(InformationForm),
    ParentNote(ParentNote),
    FamilyDuty(FamilyDuty),
    Letter(Letter),
    // Membership.
    DeviceEnrolment(DeviceEnrolment),
    SeatCertificate(SeatCertificate),
    Invitation(Invitation),
    SeatRevocation(SeatRevocation),
    Ack(Ack),
    DeviceProgram(DeviceProgram),
    FileHeld(FileHeld),
    RevocationCosign(RevocationCosign),
    KeyEpoch(KeyEpoch),
    RulesetActivation(RulesetActivation),
    // What devices attest.
    Seal(Seal),
    SealVoid(SealVoid),
    StateDigest(StateDigest),
    PackVerified(PackVerified),
    // Import.
    BatchCommit(BatchCommit),
}

/// Says that a batch of imported facts is complete (D9): until it is, none of them applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchCommit {
    /// The batch.
    pub batch: BatchId,
    /// How many facts it holds, this one not counted.
    pub count: u32,
    /// What was imported, for people: file names and counts, never names of people.
    pub summary: String,
}

/// Where an imported fact comes from (D9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportSource {
    /// The batch.
    pub batch: BatchId,
    /// BLAKE3 of the file, first 16 bytes.
    pub file: [u8; 16],
    /// The sheet.
    pub sheet: String,
    /// The cell, as a spreadsheet names it: «D12».
    pub cell: String,
    /// The teacher the file names.
    pub teacher: Option<StaffId>,
}

/// The claims of a workstation's clocks at the moment of entry (D4, P8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EnteredAt {
    /// Wall clock, milliseconds of UTC since 1970.
    pub wall_ms: i64,
    /// Which start of the machine the monotonic clock counts from.
    pub boot: u64,
    /// Monotonic clock, milliseconds since that start.
    pub monotonic_ms: u64,
}

/// The id of a sealed fact: its segment's first 16 bytes of hash, and its index in it (P3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId {
    /// The first 16 bytes of the segment's BLAKE3.
    pub segment: [u8; 16],
    /// The index in the segment.
    pub index: u16,
}

/// A fact with its context, as a sealed segment holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What is stated.
    pub change: Change,
    /// The facts of the register that this one replaces.
    pub base: Vec<FactId>,
    /// When it was entered, as the workstation's clocks claim.
    pub entered: EnteredAt,
    /// Where it was imported from, if it was.
    pub import: Option<ImportSource>,
    /// The permit a correction was made under, if any (R50).
    pub permit: Option<PermitId>,
}

/// Which of the three encrypted compartments a fact travels in (P3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compartment {
    /// The journal.
    Journal,
    /// Personal cards of pupils, guardians and staff.
    Personal,
    /// What gives or takes rights.
    Control,
}

impl Change {
    /// The compartment the fact travels in.
    #[rustfmt::skip]
    pub const fn compartment(&self) -> Compartment {
        match self {
            Self::PupilCard(_) | Self::Guardian(_) | Self::StaffCard(_) | Self::InformationForm(_)
            | Self::FamilyDuty(_) | Self::Letter(_) => Compartment::Personal,
            Self::StaffMember(_) | Self::RoleGrant(_) | Self::ClassTeacher(_) | Self::Load(_)
            | Self::Substitution(_) | Self::SlotWaiver(_) | Self::TermClose(_)
            | Self::TermReopen(_) | Self::YearClose(_) | Self::YearReopen(_) | Self::Permit(_)
            | Self::Remark(_) | Self::Acceptance(_) | Self::PermitDecline(_)
            | Self::PlanApproval(_) | Self::Regulation(_) | Self::DeviceEnrolment(_)
            | Self::SeatCertificate(_) | Self::Invitation(_) | Self::SeatRevocation(_)
            | Self::RevocationCosign(_) | Self::KeyEpoch(_) | Self::RulesetActivation(_)
            | Self::SealVoid(_) => Compartment::Control,
            Self::SchoolProfile(_) | Self::AcademicYear(_) | Self::Term(_) | Self::Break(_)
            | Self::SchoolWeek(_) | Self::Bell(_) | Self::LoadLimit(_) | Self::Workstation(_)
            | Self::Subject(_) | Self::SchoolClass(_) | Self::Group(_) | Self::GroupMember(_)
            | Self::Pupil(_) | Self::Enrolment(_) | Self::Movement(_) | Self::Course(_)
            | Self::CourseMember(_) | Self::TimetableSlot(_) | Self::EntrySlot(_)
            | Self::ThematicPlan(_) | Self::PlanRow(_) | Self::ControlWork(_)
            | Self::PlanCorrection(_) | Self::PermitRequest(_) | Self::LessonRecord(_)
            | Self::LessonTopic(_) | Self::Homework(_) | Self::HomeworkFile(_)
            | Self::Assignment(_) | Self::Mark(_) | Self::Attendance(_) | Self::AbsenceExcuse(_)
            | Self::FinalMark(_) | Self::VolumeEdition(_) | Self::VolumeRouteStep(_)
            | Self::ParentNote(_) | Self::Ack(_) | Self::DeviceProgram(_) | Self::FileHeld(_)
            | Self::Seal(_) | Self::StateDigest(_) | Self::PackVerified(_)
            | Self::BatchCommit(_) => Compartment::Journal,
        }
    }

    /// The key of the register that the fact writes: 16 bytes, derived from the kind of fact and
    /// what it is about. Two facts with the same key compete for one value.
    pub fn register(&self) -> Register {
        let (kind, key) = self.register_parts();
        let parts: Vec<&[u8]> = key.iter().map(Vec::as_slice).collect();
        Register::derive(kind, &parts)
    }

    /// What the registers of families are about; nothing for other kinds.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "`register_parts` names every kind"
    )]
    fn family_parts(&self) -> Vec<Vec<u8>> {
        match self {
            Self::InformationForm(x) => vec![b(x.guardian.as_bytes())],
            Self::ParentNote(x) => vec![b(x.place.lesson().as_bytes()), b(x.pupil.as_bytes())],
            Self::FamilyDuty(x) => vec![
                b(x.class.as_bytes()),
                x.pupil.map(|pupil| b(pupil.as_bytes())).unwrap_or_default(),
                vec![x.kind as u8],
                day(x.from),
            ],
            Self::Letter(x) => vec![b(x.letter.as_bytes())],
            _ => Vec::new(),
        }
    }

    #[rustfmt::skip]
    fn register_parts(&self) -> (Kind, Vec<Vec<u8>>) {
        match self {
            Self::SchoolProfile(_) => (Kind::SchoolProfile, vec![]),
            Self::AcademicYear(x) => (Kind::AcademicYear, vec![b(x.year.as_bytes())]),
            Self::Term(x) => (Kind::Term, vec![b(x.term.as_bytes())]),
            Self::Break(x) => (Kind::Break, vec![b(x.year.as_bytes()), vec![x.kind as u8], b(&x.name), day(x.starts_on)]),
            Self::SchoolWeek(x) => (Kind::SchoolWeek, vec![b(x.year.as_bytes()), b(x.grades.bits().to_le_bytes())]),
            Self::Bell(x) => (Kind::Bell, vec![b(x.bell.as_bytes())]),
            Self::LoadLimit(x) => (Kind::LoadLimit, vec![b(x.year.as_bytes()), vec![x.grade]]),
            Self::Workstation(x) => (Kind::Workstation, vec![b(x.number.to_le_bytes())]),
            Self::Regulation(x) => (Kind::Regulation, vec![b(x.year.as_bytes())]),
            Self::Subject(x) => (Kind::Subject, vec![b(x.subject.as_bytes())]),
            Self::SchoolClass(x) => (Kind::SchoolClass, vec![b(x.class.as_bytes())]),
            Self::Group(x) => (Kind::Group, vec![b(x.group.as_bytes())]),
            Self::GroupMember(x) => (Kind::GroupMember, vec![b(x.group.as_bytes()), b(x.pupil.as_bytes()), day(x.from)]),
            Self::StaffMember(x) => (Kind::StaffMember, vec![b(x.staff.as_bytes())]),
            Self::StaffCard(x) => (Kind::StaffCard, vec![b(x.staff.as_bytes())]),
            Self::RoleGrant(x) => (Kind::RoleGrant, vec![b(x.staff.as_bytes()), vec![x.role as u8], day(x.from)]),
            Self::ClassTeacher(x) => (Kind::ClassTeacher, vec![b(x.class.as_bytes()), b(x.staff.as_bytes()), day(x.from)]),
            Self::Load(x) => (Kind::Load, vec![b(x.group.as_bytes()), b(x.staff.as_bytes()), day(x.from)]),
            Self::Pupil(Pupil { pupil, .. }) | Self::PupilCard(PupilCard { pupil, .. }) => (self.kind(), vec![b(pupil.as_bytes())]),
            Self::Guardian(x) => (Kind::Guardian, vec![b(x.guardian.as_bytes())]),
            Self::Enrolment(x) => (Kind::Enrolment, vec![b(x.enrolment.as_bytes())]),
            Self::Movement(x) => (Kind::Movement, vec![b(x.order.as_bytes())]),
            Self::Course(x) => (Kind::Course, vec![b(x.course.as_bytes())]),
            Self::CourseMember(x) => (Kind::CourseMember, vec![b(x.course.as_bytes()), b(x.pupil.as_bytes())]),
            Self::TimetableSlot(x) => (Kind::TimetableSlot, vec![b(x.slot.as_bytes())]),
            Self::Substitution(x) => (Kind::Substitution, vec![b(x.substitution.as_bytes())]),
            Self::EntrySlot(x) => (Kind::EntrySlot, vec![b(x.slot.as_bytes())]),
            Self::SlotWaiver(x) => (Kind::SlotWaiver, vec![b(x.waiver.as_bytes())]),
            Self::ThematicPlan(x) => (Kind::ThematicPlan, vec![b(x.plan.as_bytes())]),
            Self::PlanRow(x) => (Kind::PlanRow, vec![b(x.plan.as_bytes()), b(x.number.to_le_bytes())]),
            Self::ControlWork(x) => (Kind::ControlWork, vec![b(x.work.as_bytes())]),
            Self::PlanApproval(x) => (Kind::PlanApproval, vec![b(x.plan.as_bytes()), x.group.map(|group| b(group.as_bytes())).unwrap_or_default(), vec![u8::from(x.word == PlanWord::Sent)]]),
            Self::PlanCorrection(x) => (Kind::PlanCorrection, vec![b(x.plan.as_bytes()), b(x.number.to_le_bytes()), b(x.group.as_bytes())]),
            Self::LessonRecord(x) => (Kind::LessonRecord, vec![b(x.place.lesson().as_bytes())]),
            Self::LessonTopic(x) => (Kind::LessonTopic, vec![b(x.place.lesson().as_bytes())]),
            Self::Homework(x) => (Kind::Homework, vec![b(x.place.lesson().as_bytes())]),
            Self::HomeworkFile(x) => (Kind::HomeworkFile, vec![b(x.place.lesson().as_bytes()), b(x.content)]),
            Self::Assignment(x) => (Kind::Assignment, vec![b(x.place.assignment(x.ordinal).as_bytes())]),
            Self::Mark(x) => (Kind::Mark, vec![b(x.place.assignment(x.ordinal).as_bytes()), b(x.pupil.as_bytes())]),
            Self::Attendance(x) => (Kind::Attendance, vec![b(x.place.lesson().as_bytes()), b(x.pupil.as_bytes())]),
            Self::AbsenceExcuse(x) => (Kind::AbsenceExcuse, vec![b(x.place.lesson().as_bytes()), b(x.pupil.as_bytes())]),
            Self::FinalMark(x) => (Kind::FinalMark, vec![b(x.group.as_bytes()), b(x.pupil.as_bytes()), final_kind(x.kind)]),
            Self::Permit(x) => (Kind::Permit, vec![b(x.permit.as_bytes())]),
            Self::Remark(x) => (Kind::Remark, vec![b(x.remark.as_bytes())]),
            Self::Acceptance(x) => (Kind::Acceptance, vec![b(x.acceptance.as_bytes())]),
            Self::VolumeEdition(x) => (Kind::VolumeEdition, vec![b(x.volume.as_bytes()), b(x.edition.to_le_bytes())]),
            Self::VolumeRouteStep(x) => (Kind::VolumeRouteStep, vec![b(x.volume.as_bytes()), b(x.edition.to_le_bytes()), vec![x.step as u8]]),
            Self::TermClose(TermClose { close, .. }) | Self::TermReopen(TermReopen { close, .. })
            | Self::YearClose(YearClose { close, .. }) | Self::YearReopen(YearReopen { close, .. }) => (self.kind(), vec![b(close.as_bytes())]),
            Self::PermitRequest(PermitRequest { request, .. }) | Self::PermitDecline(PermitDecline { request, .. }) => (self.kind(), vec![b(request.as_bytes())]),
            Self::InformationForm(_) | Self::ParentNote(_) | Self::FamilyDuty(_) | Self::Letter(_) => (self.kind(), self.family_parts()),
            Self::DeviceEnrolment(x) => (Kind::DeviceEnrolment, vec![b(x.device.as_bytes())]),
            Self::SeatCertificate(x) => (Kind::SeatCertificate, vec![b(x.seat.as_bytes())]),
            Self::Invitation(x) => (Kind::Invitation, vec![b(x.invitation.as_bytes())]),
            Self::SeatRevocation(x) => (Kind::SeatRevocation, vec![b(x.seat.as_bytes())]),
            Self::Ack(x) => (Kind::Ack, vec![b(x.device.as_bytes())]),
            Self::DeviceProgram(x) => (Kind::DeviceProgram, vec![b(x.device.as_bytes())]),
            Self::FileHeld(x) => (Kind::FileHeld, vec![b(x.device.as_bytes()), b(x.blob)]),
            Self::RevocationCosign(x) => (Kind::RevocationCosign, vec![b(x.seat.as_bytes())]),
            Self::KeyEpoch(x) => (Kind::KeyEpoch, vec![b(x.key.as_bytes())]),
            Self::RulesetActivation(x) => (Kind::RulesetActivation, vec![b(x.ruleset.to_le_bytes())]),
            Self::Seal(x) => (Kind::Seal, vec![b(x.device.as_bytes()), b(x.at.timestamp_millis().to_le_bytes())]),
            Self::SealVoid(x) => (Kind::SealVoid, vec![b(x.void.as_bytes())]),
            Self::StateDigest(x) => (Kind::StateDigest, vec![b(x.device.as_bytes())]),
            Self::PackVerified(x) => (Kind::PackVerified, vec![b(x.device.as_bytes()), b(x.seat.as_bytes()), b(x.shard.to_le_bytes())]),
            Self::BatchCommit(x) => (Kind::BatchCommit, vec![b(x.batch.as_bytes())]),
        }
    }
}

fn b<T: AsRef<[u8]>>(bytes: T) -> Vec<u8> {
    bytes.as_ref().to_vec()
}

fn day(date: chrono::NaiveDate) -> Vec<u8> {
    date.to_string().into_bytes()
}

fn final_kind(kind: crate::term::FinalKind) -> Vec<u8> {
    use crate::term::FinalKind;
    match kind {
        FinalKind::Term(term) => [&[0], &term.as_bytes()[..]].concat(),
        FinalKind::Year => vec![1],
        FinalKind::Exam => vec![2],
        FinalKind::Final => vec![3],
    }
}

/// The key of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Register {
    /// Which kind of fact writes it.
    pub kind: Kind,
    /// What the facts are about, hashed.
    pub key: [u8; 16],
}

impl Register {
    fn derive(kind: Kind, parts: &[&[u8]]) -> Self {
        // One part of 16 bytes is an id and needs no hash; its kind stands beside it.
        let key = match parts {
            [id] => <[u8; 16]>::try_from(*id).ok(),
            [] | [_, _, ..] => None,
        };
        let key = key.unwrap_or_else(|| *crate::ids::BatchId::derive(parts).as_bytes());
        Self { kind, key }
    }
}

macro_rules! kinds {
    ($($name:ident = $number:literal,)+) => {
        /// The kind of a fact; its number is part of the log format and never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        #[allow(missing_docs, reason = "named as the variants of Change")]
        pub enum Kind { $($name = $number,)+ }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The number in the log format.
            pub const fn number(self) -> u16 {
                self as u16
            }

            /// The kind of a number, where it is known to this program.
            pub fn from_number(number: u16) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.number() == number)
            }
        }

        impl Change {
            /// The kind of the fact.
            pub const fn kind(&self) -> Kind {
                match self { $(Self::$name(_) => Kind::$name,)+ }
            }
        }
    };
}

kinds! {
    SchoolProfile = 1, AcademicYear = 2, Term = 3, Break = 4, SchoolWeek = 5, Bell = 6,
    LoadLimit = 7, Workstation = 8, Regulation = 9,
    Subject = 20, SchoolClass = 21, Group = 22, GroupMember = 23, StaffMember = 24,
    StaffCard = 25, RoleGrant = 26, ClassTeacher = 27, Load = 28, Pupil = 29, PupilCard = 30,
    Guardian = 31, Enrolment = 32, Movement = 33, Course = 34, CourseMember = 35,
    TimetableSlot = 50, Substitution = 51, EntrySlot = 52, ThematicPlan = 53, PlanRow = 54,
    ControlWork = 55, SlotWaiver = 57, PlanApproval = 59, PlanCorrection = 60,
    LessonRecord = 70, LessonTopic = 71, Homework = 72, Assignment = 73, Mark = 74,
    Attendance = 75, AbsenceExcuse = 76, FinalMark = 77, HomeworkFile = 78,
    TermClose = 90, TermReopen = 91, Permit = 92, Remark = 93, Acceptance = 94,
    YearClose = 97, YearReopen = 98,
    PermitRequest = 95, PermitDecline = 96,
    VolumeEdition = 100, VolumeRouteStep = 101,
    InformationForm = 110, ParentNote = 111, FamilyDuty = 112, Letter = 113,
    DeviceEnrolment = 120, SeatCertificate = 121, Invitation = 122, SeatRevocation = 123,
    Ack = 124, DeviceProgram = 125, FileHeld = 126, RevocationCosign = 127,
    KeyEpoch = 130, RulesetActivation = 131,
    Seal = 135, SealVoid = 136, StateDigest = 137, PackVerified = 138,
    BatchCommit = 140,
}
