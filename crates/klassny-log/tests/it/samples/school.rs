//! The frame of the school, its people, plans and time.

use super::*;
use chrono::Weekday;
use klassny_domain::change::BatchCommit;
use klassny_domain::plan::{
    ControlWork, PlanApproval, PlanCorrection, PlanRow, PlanWord, ThematicPlan,
};
use klassny_domain::regulation::Regulation;
use klassny_domain::roster::*;
use klassny_domain::school::*;
use klassny_domain::slots::SlotWaiver;
use klassny_domain::timetable::{EntrySlot, Substitution, SubstitutionKind, TimetableSlot};
use klassny_domain::work_kind::WorkKind;

pub fn frame() -> Vec<Change> {
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
            term: term(),
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
    ]
}

pub fn people() -> Vec<Change> {
    vec![
        Change::Subject(Subject {
            subject: SUBJECT,
            name: text("Математика"),
            short: text("Матем."),
        }),
        Change::SchoolClass(SchoolClass {
            class: class(),
            year: YEAR,
            grade: 5,
            letter: text("А"),
        }),
        Change::Group(Group {
            group: group(),
            class: class(),
            subject: SUBJECT,
            subgroup: 0,
            week_hours_quarters: 20,
            division: String::new(),
        }),
        Change::GroupMember(GroupMember {
            group: group(),
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
            class: class(),
            staff: STAFF,
            from: day(1),
            until: None,
        }),
        Change::Load(Load {
            group: group(),
            staff: STAFF,
            from: day(1),
            until: None,
            room: text("205"),
        }),
    ]
}

pub fn courses() -> Vec<Change> {
    vec![
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
        Change::BatchCommit(BatchCommit {
            batch: BatchId::from_bytes([21; 16]),
            count: 1030,
            summary: text("Контингент.xlsx: 1030"),
        }),
    ]
}

pub fn pupils() -> Vec<Change> {
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
            class: class(),
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
            to_class: Some(class()),
            place: text("школа № 3"),
            reason: text("заявление"),
            effective_on: day(21),
            entered_on: Some(day(22)),
        }),
    ]
}

fn waiver() -> Change {
    Change::SlotWaiver(SlotWaiver {
        waiver: WaiverId::from_bytes([29; 16]),
        staff: STAFF,
        workstation: 7,
        day: day(5),
        from: at(16, 0),
        until: at(17, 30),
        reason: text("была на совещании"),
        stands: true,
    })
}

pub fn time() -> Vec<Change> {
    vec![
        Change::TimetableSlot(TimetableSlot {
            slot: TimetableSlotId::from_bytes([25; 16]),
            year: YEAR,
            group: group(),
            weekday: Weekday::Tue,
            bell: 2,
            staff: STAFF,
            room: text("205"),
            from: day(1),
            until: None,
        }),
        Change::Substitution(Substitution {
            substitution: Substitution::id_of(group(), day(8), 2),
            group: group(),
            date: day(8),
            bell: 2,
            absent: STAFF,
            reason: text("болезнь"),
            document: String::new(),
            kind: SubstitutionKind::OtherSubject,
            substitute: Some(STAFF),
            taught_group: Some(group()),
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
        waiver(),
    ]
}

pub fn plans() -> Vec<Change> {
    vec![
        Change::ThematicPlan(ThematicPlan {
            plan: plan_id(),
            year: YEAR,
            subject: Some(SUBJECT),
            grade: 5,
            title: text("Математика 5"),
            approved: false,
        }),
        Change::PlanRow(PlanRow {
            plan: plan_id(),
            of: PLAN_OF,
            number: 1,
            position: PlanRow::position_of(1),
            section: text("Натуральные числа"),
            topic: text("Ряд натуральных чисел"),
            hours: 1,
            kind: Some(WorkKind::Control),
            kind_text: text("КР"),
            homework: text("п. 1"),
        }),
        Change::ControlWork(ControlWork {
            work: ControlWorkId::from_bytes([27; 16]),
            class: class(),
            subject: SUBJECT,
            date: day(24),
            bell: 2,
            kind: WorkKind::AdministrativeControl,
            title: text("Входная"),
            staff: None,
            basis: text("План ВШК"),
        }),
        Change::PlanApproval(PlanApproval {
            plan: plan_id(),
            of: PLAN_OF,
            group: None,
            digest: [0xd1; 32],
            word: PlanWord::Sent,
            note: text("на 1 четверть"),
        }),
        Change::PlanApproval(PlanApproval {
            plan: plan_id(),
            of: PLAN_OF,
            group: Some(group()),
            digest: [0xd2; 32],
            word: PlanWord::Approved,
            note: String::new(),
        }),
        Change::PlanCorrection(PlanCorrection {
            plan: plan_id(),
            number: 1,
            group: group(),
            hours: 0,
            how: text("объединение тем"),
            reason: text("карантин"),
            stands: true,
        }),
    ]
}
