//! One fact of every kind, and of every shape a kind has, for the tests of this crate.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};
use klassny_domain::access::{
    Ack, DeviceEnrolment, Head, Invitation, SeatCertificate, SeatRevocation, Voucher,
};
use klassny_domain::attendance::{AbsenceExcuse, AbsenceReason, Attendance, Presence};
use klassny_domain::change::{BatchCommit, Change};
use klassny_domain::ids::*;
use klassny_domain::lesson::{
    Assignment, Held, Homework, HomeworkText, LessonPlace, LessonRecord, LessonTopic,
};
use klassny_domain::mark::{Grade, Mark, MarkValue};
use klassny_domain::plan::{ControlWork, PlanRow, ThematicPlan};
use klassny_domain::regulation::Regulation;
use klassny_domain::roster::*;
use klassny_domain::school::*;
use klassny_domain::term::{
    FinalKind, FinalMark, Permit, PermitScope, Remark, RemarkState, TermClose, TermReopen,
};
use klassny_domain::timetable::{EntrySlot, Substitution, SubstitutionKind, TimetableSlot};
use klassny_domain::volume::{VolumeEdition, VolumeRouteStep, VolumeStep};
use klassny_domain::work_kind::WorkKind;

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

pub(crate) fn name(surname: &str) -> PersonName {
    PersonName {
        surname: surname.to_owned(),
        given: "Матвей".to_owned(),
        patronymic: "Ильич".to_owned(),
    }
}

fn at(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn instant() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_790_000_000_123).unwrap()
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn pairs() -> Vec<(String, String)> {
    vec![
        (text("ИНН"), text("0012345678")),
        (text("ИНН"), text("«\"кавычки\"» \\ \u{0}")),
    ]
}

/// Facts of every kind; every enum with fields is there in every shape.
pub(crate) fn changes() -> Vec<Change> {
    [
        frame(),
        people(),
        pupils(),
        time(),
        lessons(),
        cells(),
        control(),
        paper(),
        membership(),
    ]
    .concat()
}

pub(crate) const YEAR: YearId = YearId::from_bytes([1; 16]);
pub(crate) const TERM: TermId = TermId::from_bytes([2; 16]);
pub(crate) const CLASS: ClassId = ClassId::from_bytes([3; 16]);
pub(crate) const SUBJECT: SubjectId = SubjectId::from_bytes([4; 16]);
pub(crate) const GROUP: GroupId = GroupId::from_bytes([5; 16]);
pub(crate) const STAFF: StaffId = StaffId::from_bytes([6; 16]);
pub(crate) const PUPIL: PupilId = PupilId::from_bytes([7; 16]);
const PLAN: PlanId = PlanId::from_bytes([8; 16]);
const VOLUME: VolumeId = VolumeId::from_bytes([9; 16]);
const DEVICE: DeviceId = DeviceId::from_bytes([10; 16]);
const SEAT: SeatId = SeatId::from_bytes([11; 16]);
const COURSE: CourseId = CourseId::from_bytes([12; 16]);

fn frame() -> Vec<Change> {
    vec![
        Change::SchoolProfile(SchoolProfile {
            name: text("ГБОУ школа № 1292 (учебная)"),
            full_name: text("Государственное учреждение"),
            founder: text("Комитет"),
            city: text("г. Примерск"),
            director: text("Покровская Любовь Витальевна"),
            requisites: pairs(),
        }),
        Change::AcademicYear(AcademicYear {
            year: YEAR,
            name: text("2026/2027"),
            starts_on: day(1),
            ends_on: NaiveDate::from_ymd_opt(2027, 5, 26).unwrap(),
        }),
        Change::Term(Term {
            term: TERM,
            year: YEAR,
            kind: TermKind::Quarter,
            number: 1,
            grades: Grades::range(1, 9),
            starts_on: day(1),
            ends_on: NaiveDate::from_ymd_opt(2026, 10, 24).unwrap(),
        }),
        Change::Break(Break {
            year: YEAR,
            kind: BreakKind::Closure,
            name: text("Карантин"),
            grades: Grades::range(5, 5),
            starts_on: day(14),
            ends_on: day(18),
            stands: true,
        }),
        Change::SchoolWeek(SchoolWeek {
            year: YEAR,
            grades: Grades::range(1, 8),
            days: 5,
        }),
        Change::Bell(Bell {
            bell: BellId::from_bytes([20; 16]),
            year: YEAR,
            grades: Grades::ALL,
            from: day(1),
            until: day(30),
            number: 0,
            starts_at: at(8, 20),
            ends_at: at(8, 50),
        }),
        Change::LoadLimit(LoadLimit {
            year: YEAR,
            grade: 5,
            hours: 29,
            weeks: 34,
        }),
        Change::Workstation(Workstation {
            number: 7,
            place: text("каб. 205"),
        }),
        Change::Regulation(Regulation {
            year: YEAR,
            preset: text("s4"),
            settings: pairs(),
        }),
        Change::BatchCommit(BatchCommit {
            batch: BatchId::from_bytes([21; 16]),
            count: 1030,
            summary: text("Контингент.xlsx: 1030"),
        }),
    ]
}

fn people() -> Vec<Change> {
    vec![
        Change::Subject(Subject {
            subject: SUBJECT,
            name: text("Математика"),
            short: text("Матем."),
        }),
        Change::SchoolClass(SchoolClass {
            class: CLASS,
            year: YEAR,
            grade: 5,
            letter: text("А"),
        }),
        Change::Group(Group {
            group: GROUP,
            class: CLASS,
            subject: SUBJECT,
            subgroup: 0,
            week_hours_quarters: 20,
            division: String::new(),
        }),
        Change::GroupMember(GroupMember {
            group: GROUP,
            pupil: PUPIL,
            from: day(1),
            until: Some(day(20)),
        }),
        Change::StaffMember(StaffMember {
            staff: STAFF,
            personnel_number: text("0012"),
            name: name("Соколова"),
            position: text("учитель"),
            hired_on: Some(day(1)),
            left_on: None,
        }),
        Change::StaffCard(StaffCard {
            staff: STAFF,
            fields: pairs(),
        }),
        Change::RoleGrant(RoleGrant {
            staff: STAFF,
            role: Role::Teacher,
            from: day(1),
            until: None,
        }),
        Change::ClassTeacher(ClassTeacher {
            class: CLASS,
            staff: STAFF,
            from: day(1),
            until: None,
        }),
        Change::Load(Load {
            group: GROUP,
            staff: STAFF,
            from: day(1),
            until: None,
            room: text("205"),
        }),
        Change::Course(Course {
            course: COURSE,
            year: YEAR,
            kind: CourseKind::ExtendedDay,
            name: text("ГПД-1"),
            program: String::new(),
            leader: Some(STAFF),
            schedule: text("13:30–18:00"),
            room: text("101"),
            year_hours: 0,
        }),
        Change::CourseMember(CourseMember {
            course: COURSE,
            pupil: PUPIL,
            listed: true,
        }),
    ]
}

fn pupils() -> Vec<Change> {
    vec![
        Change::Pupil(Pupil {
            pupil: PUPIL,
            file_number: text("К-0041"),
            name: name("Карпов"),
            sex: Sex::Male,
            born_on: NaiveDate::from_ymd_opt(2015, 3, 9),
        }),
        Change::PupilCard(PupilCard {
            pupil: PUPIL,
            snils: text("900-000-000 00"),
            address: text("г. Примерск"),
            phone: String::new(),
            study_form: StudyForm::FullTime,
            health_group: text("основная"),
            uid: text("001"),
            note: String::new(),
        }),
        Change::Guardian(Guardian {
            guardian: GuardianId::from_bytes([22; 16]),
            pupil: PUPIL,
            ordinal: 1,
            name: text("Карпова Ольга"),
            kinship: text("мать"),
            phone: String::new(),
            email: String::new(),
            electronic: ElectronicForm::Refused,
        }),
        Change::Enrolment(Enrolment {
            enrolment: EnrolmentId::from_bytes([23; 16]),
            pupil: PUPIL,
            class: CLASS,
            from: day(1),
            until: None,
            order_in: text("№ 1-у от 01.09.2026"),
            order_out: String::new(),
            note: String::new(),
        }),
        Change::Movement(Movement {
            order: OrderId::from_bytes([24; 16]),
            number: text("147-у"),
            ordered_on: day(20),
            kind: MovementKind::Arrival,
            pupil: PUPIL,
            from_class: None,
            to_class: Some(CLASS),
            place: text("школа № 3"),
            reason: text("заявление"),
            effective_on: day(21),
            entered_on: Some(day(22)),
        }),
    ]
}

fn time() -> Vec<Change> {
    vec![
        Change::TimetableSlot(TimetableSlot {
            slot: TimetableSlotId::from_bytes([25; 16]),
            year: YEAR,
            group: GROUP,
            weekday: Weekday::Tue,
            bell: 2,
            staff: STAFF,
            room: text("205"),
            from: day(1),
            until: None,
        }),
        Change::Substitution(Substitution {
            substitution: Substitution::id_of(GROUP, day(8), 2),
            group: GROUP,
            date: day(8),
            bell: 2,
            absent: STAFF,
            reason: text("болезнь"),
            document: String::new(),
            kind: SubstitutionKind::OtherSubject,
            substitute: Some(STAFF),
            taught_group: Some(GROUP),
            hours: 1,
            paid: true,
        }),
        Change::EntrySlot(EntrySlot {
            slot: EntrySlotId::from_bytes([26; 16]),
            year: YEAR,
            weekday: Weekday::Mon,
            workstation: 7,
            staff: STAFF,
            starts_at: at(14, 0),
            ends_at: at(14, 20),
            stands: true,
        }),
        Change::ThematicPlan(ThematicPlan {
            plan: PLAN,
            year: YEAR,
            subject: Some(SUBJECT),
            grade: 5,
            title: text("Математика 5"),
            approved: false,
        }),
        Change::PlanRow(PlanRow {
            plan: PLAN,
            number: 1,
            section: text("Натуральные числа"),
            topic: text("Ряд натуральных чисел"),
            hours: 1,
            kind: Some(WorkKind::Control),
            kind_text: text("КР"),
            homework: text("п. 1"),
        }),
        Change::ControlWork(ControlWork {
            work: ControlWorkId::from_bytes([27; 16]),
            class: CLASS,
            subject: SUBJECT,
            date: day(24),
            bell: 2,
            kind: WorkKind::AdministrativeControl,
            title: text("Входная"),
            staff: None,
            basis: text("План ВШК"),
        }),
    ]
}

fn lessons() -> Vec<Change> {
    let (held, not_held, next) = (place(GROUP, 1, 2), place(GROUP, 2, 3), place(GROUP, 3, 1));
    let homework = |place, text, due_on| {
        Change::Homework(Homework {
            place,
            text,
            due_on,
        })
    };
    vec![
        Change::LessonRecord(LessonRecord {
            place: held,
            held: Held::Held,
            taught_by: STAFF,
            hours: 1,
        }),
        Change::LessonRecord(LessonRecord {
            place: not_held,
            held: Held::NotHeld {
                reason: text("мороз"),
            },
            taught_by: STAFF,
            hours: 1,
        }),
        Change::LessonTopic(LessonTopic {
            place: held,
            text: text("Ряд натуральных чисел"),
            plan_row: Some((PLAN, 1)),
        }),
        Change::LessonTopic(LessonTopic {
            place: not_held,
            text: String::new(),
            plan_row: None,
        }),
        homework(held, HomeworkText::Set(text("№ 12, 13")), Some(day(2))),
        homework(not_held, HomeworkText::NotSet, None),
        homework(next, HomeworkText::Missing, None),
        Change::Assignment(Assignment {
            place: held,
            ordinal: 0,
            kind: Some(WorkKind::Oral),
            weight_tenths: 10,
            title: String::new(),
        }),
        Change::Assignment(Assignment {
            place: held,
            ordinal: 1,
            kind: None,
            weight_tenths: 15,
            title: text("Взята обратно"),
        }),
    ]
}

fn cells() -> Vec<Change> {
    let place = place(GROUP, 1, 2);
    let values = (1..=5)
        .map(|grade| Grade::new(grade).map(MarkValue::Grade))
        .chain(
            [
                MarkValue::Pass,
                MarkValue::Fail,
                MarkValue::NotAttested,
                MarkValue::Exempt,
            ]
            .map(Some),
        )
        .chain([None]);
    let marks = values.zip(0..).map(|(value, ordinal)| {
        Change::Mark(Mark {
            place,
            ordinal,
            pupil: PUPIL,
            value,
            written_on: (ordinal == 3).then(|| day(9)),
            comment: text(if ordinal == 4 { "Молодец!" } else { "" }),
        })
    });
    let presences = [
        Presence::Present,
        Presence::Late { minutes: 7 },
        Presence::Absent,
    ];
    let attendance = presences.into_iter().zip(1..).map(|(presence, bell)| {
        Change::Attendance(Attendance {
            place: LessonPlace { bell, ..place },
            pupil: PUPIL,
            presence,
        })
    });
    let finals = [
        FinalKind::Term(TERM),
        FinalKind::Year,
        FinalKind::Exam,
        FinalKind::Final,
    ]
    .map(|kind| {
        Change::FinalMark(FinalMark {
            group: GROUP,
            pupil: PUPIL,
            kind,
            value: Some(MarkValue::NotAttested),
            reason: text("решение педсовета"),
        })
    });
    let excuse = Change::AbsenceExcuse(AbsenceExcuse {
        place,
        pupil: PUPIL,
        reason: AbsenceReason::Illness,
        document: text("справка № 5"),
    });
    marks
        .chain(attendance)
        .chain(finals)
        .chain([excuse])
        .collect()
}

fn control() -> Vec<Change> {
    let place = place(GROUP, 1, 2);
    let scopes = [
        PermitScope::Lesson(place),
        PermitScope::Cell(place, 1, PUPIL),
        PermitScope::Group(GROUP, day(1), day(5)),
    ];
    let permits = scopes.into_iter().zip(30..).map(|(scope, id)| {
        Change::Permit(Permit {
            permit: PermitId::from_bytes([id; 16]),
            staff: STAFF,
            scope,
            reason: text("болезнь"),
            ends_at: instant(),
            stands: true,
        })
    });
    let remarks = [(None, None), (Some(place), Some(PUPIL))]
        .into_iter()
        .zip(40..);
    let remarks = remarks.map(|((lesson, pupil), id)| {
        Change::Remark(Remark {
            remark: RemarkId::from_bytes([id; 16]),
            group: GROUP,
            lesson,
            pupil,
            staff: STAFF,
            text: text("Нет темы урока"),
            due_on: day(25),
            state: RemarkState::Open,
        })
    });
    let close = TermClose::id_of(CLASS, TERM, 1);
    let closings = [
        Change::TermClose(TermClose {
            close,
            class: CLASS,
            term: TERM,
            ordinal: 1,
        }),
        Change::TermReopen(TermReopen {
            close,
            reason: text("ошибка переноса"),
        }),
    ];
    permits.chain(remarks).chain(closings).collect()
}

fn paper() -> Vec<Change> {
    vec![
        Change::VolumeEdition(VolumeEdition {
            volume: VOLUME,
            class: CLASS,
            term: TERM,
            edition: 1,
            content_hash: [50; 32],
            file_hash: [51; 32],
            sheet_hashes: vec![[52; 32], [53; 32]],
            content: vec![0, 1, 2, 255],
            printed_on: day(30),
        }),
        Change::VolumeRouteStep(VolumeRouteStep {
            volume: VOLUME,
            edition: 1,
            step: VolumeStep::Printed,
            done: true,
            note: text("42 листа"),
        }),
    ]
}

fn membership() -> Vec<Change> {
    let vouchers = [
        Voucher::Root {
            signature: [60; 64],
        },
        Voucher::Invitation {
            invitation: InvitationId::from_bytes([61; 16]),
            signature: [62; 64],
        },
        Voucher::Seat {
            seat: SEAT,
            signature: [63; 64],
        },
    ];
    let seats = vouchers.into_iter().zip(70..).map(|(voucher, id)| {
        Change::SeatCertificate(SeatCertificate {
            seat: SeatId::from_bytes([id; 16]),
            staff: STAFF,
            device: DEVICE,
            sign_key: [64; 32],
            box_key: [65; 32],
            voucher,
        })
    });
    let others = [
        Change::DeviceEnrolment(DeviceEnrolment {
            device: DEVICE,
            seat: SEAT,
            sign_key: [66; 32],
            box_key: [67; 32],
            name: text("АРМ 7"),
            workstation: 7,
            witness: true,
        }),
        Change::Invitation(Invitation {
            invitation: InvitationId::from_bytes([61; 16]),
            staff: STAFF,
            sign_key: [68; 32],
            box_key: [69; 32],
            expires_at: instant(),
            stands: true,
        }),
        Change::SeatRevocation(SeatRevocation {
            seat: SEAT,
            reason: text("ключ утерян"),
        }),
        Change::Ack(Ack {
            device: DEVICE,
            heads: vec![
                Head {
                    seat: SEAT,
                    seq: u64::MAX,
                    hash: [1; 32],
                },
                Head {
                    seat: SEAT,
                    seq: 1,
                    hash: [2; 32],
                },
            ],
        }),
    ];
    seats.chain(others).collect()
}
