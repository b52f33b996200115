//! People and teaching groups: staff, roles, pupils, guardians, classes, groups, load, movement.

use crate::ids::{
    ClassId, CourseId, EnrolmentId, GroupId, GuardianId, OrderId, PupilId, StaffId, SubjectId,
    YearId,
};
use chrono::NaiveDate;

/// Surname, given name and patronymic.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName {
    /// Фамилия.
    pub surname: String,
    /// Имя.
    pub given: String,
    /// Отчество; empty where there is none.
    pub patronymic: String,
}

impl PersonName {
    /// «Карпов Матвей», as the journal lists pupils.
    pub fn short(&self) -> String {
        format!("{} {}", self.surname, self.given).trim().to_owned()
    }

    /// «Соколова И. В.», as the journal names staff.
    pub fn initials(&self) -> String {
        let initial = |name: &str| {
            name.chars()
                .next()
                .map(|c| format!(" {c}."))
                .unwrap_or_default()
        };
        format!(
            "{}{}{}",
            self.surname,
            initial(&self.given),
            initial(&self.patronymic)
        )
    }

    /// «Соколова Ирина Викторовна».
    pub fn full(&self) -> String {
        [&self.surname, &self.given, &self.patronymic]
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Sex, as birth certificates have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// М.
    Male,
    /// Ж.
    Female,
}

/// What a person does at the school (R151–R154). One person may hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Учитель.
    Teacher,
    /// Заместитель директора по УВР.
    Deputy,
    /// Директор.
    Director,
    /// Делопроизводитель.
    Clerk,
    /// Администратор АИС.
    Administrator,
    /// Ответственный за электронный дневник.
    DiaryKeeper,
    /// Медицинский работник.
    MedicalWorker,
    /// Руководитель ОДОД.
    ExtraEducationHead,
    /// Воспитатель ГПД, педагог ОДОД, руководитель курса.
    Educator,
    /// Руководитель электронного документооборота.
    DocumentFlowHead,
    /// Ответственный за персональные данные.
    DataProtection,
    /// Председатель методического объединения.
    UnionChair,
}

impl Role {
    /// Every role, in the order they are listed to people.
    pub const ALL: [Self; 12] = [
        Self::Director,
        Self::Deputy,
        Self::Teacher,
        Self::Clerk,
        Self::Administrator,
        Self::DiaryKeeper,
        Self::MedicalWorker,
        Self::ExtraEducationHead,
        Self::Educator,
        Self::DocumentFlowHead,
        Self::DataProtection,
        Self::UnionChair,
    ];
}

/// A subject of the curriculum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Derived from the year-independent name.
    pub subject: SubjectId,
    /// «Математика».
    pub name: String,
    /// The short name in grids: «Матем.».
    pub short: String,
}

/// A class of an academic year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolClass {
    /// Derived from year, grade and letter.
    pub class: ClassId,
    /// The academic year.
    pub year: YearId,
    /// 1–11.
    pub grade: u8,
    /// «А».
    pub letter: String,
}

impl SchoolClass {
    /// The id of a class.
    pub fn id_of(year: YearId, grade: u8, letter: &str) -> ClassId {
        ClassId::derive(&[year.as_bytes(), &[grade], letter.as_bytes()])
    }
}

/// A teaching group: a class in a subject, whole or one of its subgroups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Derived from class, subject and subgroup number.
    pub group: GroupId,
    /// The class.
    pub class: ClassId,
    /// The subject.
    pub subject: SubjectId,
    /// 0 for the whole class, 1, 2 … for subgroups.
    pub subgroup: u8,
    /// Hours a week of the curriculum, in quarters of an hour (20 = 5 hours).
    pub week_hours_quarters: u16,
    /// How the class is divided, in words: «по алфавиту», «мальчики».
    pub division: String,
}

impl Group {
    /// The id of a group.
    pub fn id_of(class: ClassId, subject: SubjectId, subgroup: u8) -> GroupId {
        GroupId::derive(&[class.as_bytes(), subject.as_bytes(), &[subgroup]])
    }
}

/// A pupil of a subgroup for an interval of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMember {
    /// The subgroup.
    pub group: GroupId,
    /// The pupil.
    pub pupil: PupilId,
    /// The first day.
    pub from: NaiveDate,
    /// The first day no longer in the group.
    pub until: Option<NaiveDate>,
}

/// A staff member (R85–R86). What other staff may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Derived from the personnel number.
    pub staff: StaffId,
    /// Табельный номер, text: leading zeros matter.
    pub personnel_number: String,
    /// The name.
    pub name: PersonName,
    /// Должность.
    pub position: String,
    /// The first working day.
    pub hired_on: Option<NaiveDate>,
    /// The day after the last working day.
    pub left_on: Option<NaiveDate>,
}

/// The personal card of a staff member (compartment 2, R85–R86).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffCard {
    /// The person.
    pub staff: StaffId,
    /// Named fields in the order of the personal card: «ИНН» → «…».
    pub fields: Vec<(String, String)>,
}

/// A role of a staff member for an interval of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleGrant {
    /// The person.
    pub staff: StaffId,
    /// The role.
    pub role: Role,
    /// The first day.
    pub from: NaiveDate,
    /// The first day without the role.
    pub until: Option<NaiveDate>,
}

/// The class teacher of a class for an interval of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassTeacher {
    /// The class.
    pub class: ClassId,
    /// The person.
    pub staff: StaffId,
    /// The first day.
    pub from: NaiveDate,
    /// The first day no longer class teacher.
    pub until: Option<NaiveDate>,
}

impl ClassTeacher {
    /// Whether the person leads the class on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// A teacher's load: who teaches a group on which lesson dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// The group.
    pub group: GroupId,
    /// The teacher.
    pub staff: StaffId,
    /// The first lesson date.
    pub from: NaiveDate,
    /// The first lesson date no longer taught.
    pub until: Option<NaiveDate>,
    /// Кабинет; empty where there is none.
    pub room: String,
}

/// Form of study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StudyForm {
    /// Очная.
    FullTime,
    /// На дому.
    Home,
}

/// A pupil: what every teacher of the pupil may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pupil {
    /// Derived from the number of the personal file, or random.
    pub pupil: PupilId,
    /// № личного дела, text.
    pub file_number: String,
    /// The name.
    pub name: PersonName,
    /// Sex.
    pub sex: Sex,
    /// Date of birth.
    pub born_on: Option<NaiveDate>,
}

/// The personal card of a pupil (compartment 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PupilCard {
    /// The pupil.
    pub pupil: PupilId,
    /// СНИЛС; empty for none.
    pub snils: String,
    /// Адрес.
    pub address: String,
    /// Телефон.
    pub phone: String,
    /// Form of study.
    pub study_form: StudyForm,
    /// Физкультурная группа, in words.
    pub health_group: String,
    /// UID of the portal (R121).
    pub uid: String,
    /// Примечание.
    pub note: String,
}

/// Whether a guardian takes the electronic form of information (R62).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElectronicForm {
    /// Not said.
    Unknown,
    /// Согласие.
    Agreed,
    /// Отказ: a print-out each week.
    Refused,
}

/// A guardian of a pupil (compartment 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardian {
    /// Derived from the pupil and the ordinal.
    pub guardian: GuardianId,
    /// The pupil.
    pub pupil: PupilId,
    /// 1, 2 …
    pub ordinal: u8,
    /// ФИО as written.
    pub name: String,
    /// Степень родства.
    pub kinship: String,
    /// Телефон.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// Form of information.
    pub electronic: ElectronicForm,
}

/// An interval of a pupil on the list of a class. A returning pupil is a second interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// Derived from pupil, class and first day.
    pub enrolment: EnrolmentId,
    /// The pupil.
    pub pupil: PupilId,
    /// The class.
    pub class: ClassId,
    /// The first day on the list.
    pub from: NaiveDate,
    /// The first day no longer on the list.
    pub until: Option<NaiveDate>,
    /// The order that put the pupil on the list, in words: «№ 147-у от 21.09.2026».
    pub order_in: String,
    /// The order that took the pupil off the list; empty while on it.
    pub order_out: String,
    /// Where the pupil came from or went to, in words.
    pub note: String,
}

/// The kind of a movement of pupils (R84).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MovementKind {
    /// Зачисление.
    Arrival,
    /// Отчисление.
    Departure,
    /// Перевод в другой класс.
    Transfer,
    /// Обучение на дому.
    HomeStudy,
}

/// A movement of a pupil by an order (R84, F36).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Derived from the order's number, date and the pupil.
    pub order: OrderId,
    /// Номер приказа.
    pub number: String,
    /// Дата приказа.
    pub ordered_on: NaiveDate,
    /// Arrival, departure, transfer, home study.
    pub kind: MovementKind,
    /// The pupil.
    pub pupil: PupilId,
    /// The class left.
    pub from_class: Option<ClassId>,
    /// The class joined.
    pub to_class: Option<ClassId>,
    /// Откуда / куда.
    pub place: String,
    /// Основание.
    pub reason: String,
    /// The day from which it holds.
    pub effective_on: NaiveDate,
    /// The day it was entered into the information system.
    pub entered_on: Option<NaiveDate>,
}

/// The kind of an extra group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CourseKind {
    /// ГПД.
    ExtendedDay,
    /// ОДОД.
    ExtraEducation,
    /// Внеурочная деятельность.
    Extracurricular,
}

/// An extra group: extended day, extra education, extracurricular course (R2–R4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Derived from year, kind and name.
    pub course: CourseId,
    /// The academic year.
    pub year: YearId,
    /// Its kind.
    pub kind: CourseKind,
    /// Its name: «ГПД-1», «Робо-1», «Разговоры о важном, 5А».
    pub name: String,
    /// Программа or направление.
    pub program: String,
    /// The leader.
    pub leader: Option<StaffId>,
    /// When it meets, in words.
    pub schedule: String,
    /// Where it meets.
    pub room: String,
    /// Hours a year, 0 where not said.
    pub year_hours: u16,
}

/// A pupil of an extra group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseMember {
    /// The group.
    pub course: CourseId,
    /// The pupil.
    pub pupil: PupilId,
    /// Whether the pupil is in the group; `false` takes the pupil off the list.
    pub listed: bool,
}
