//! Rows of people and classes: pupils, guardians, staff, classes.
//!
//! Owns the columns of «Контингент», «Прибывшие», «Сотрудники» and «Классы». It must never decide
//! who a person is: numbers and names stay as written.

use crate::fields::{Line, Table};
use crate::header::{Column, may, may_or, must, must_or};
use crate::problem::{Problem, Severity, Source, Words};
use crate::text::ClassName;
use crate::words;
use chrono::NaiveDate;
use klassny_domain::roster::{ElectronicForm, PersonName, Sex, StudyForm};

/// A pupil (R84).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PupilRow {
    /// Where it stands.
    pub source: Source,
    /// Класс.
    pub class: ClassName,
    /// № личного дела, text.
    pub file_number: String,
    /// Фамилия, имя, отчество.
    pub name: PersonName,
    /// Пол.
    pub sex: Sex,
    /// Дата рождения.
    pub born_on: Option<NaiveDate>,
    /// СНИЛС; empty for none, as every text below.
    pub snils: String,
    /// Адрес.
    pub address: String,
    /// Телефон.
    pub phone: String,
    /// Форма обучения; none where the cell is empty.
    pub study_form: Option<StudyForm>,
    /// Физкультурная группа, in words.
    pub health_group: String,
    /// UID of the portal (R121).
    pub uid: String,
    /// Дата зачисления.
    pub enrolled_on: Option<NaiveDate>,
    /// Приказ о зачислении: «№ 145-у от 25.06.2026».
    pub enrolment_order: String,
    /// Примечание.
    pub note: String,
}

/// A guardian of a pupil (R62); stands in the pupil's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardianRow {
    /// Where it stands: the pupil's row.
    pub source: Source,
    /// The pupil's № личного дела.
    pub file_number: String,
    /// 1 or 2.
    pub ordinal: u8,
    /// ФИО as written.
    pub name: String,
    /// Степень родства.
    pub kinship: String,
    /// Телефон.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// Электронная форма; an empty cell is not said.
    pub electronic: ElectronicForm,
}

/// A staff member (R85–R86).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffRow {
    /// Where it stands.
    pub source: Source,
    /// Табельный номер, text.
    pub personnel_number: String,
    /// Фамилия, имя, отчество.
    pub name: PersonName,
    /// Пол.
    pub sex: Option<Sex>,
    /// Должность.
    pub position: String,
    /// Предметы.
    pub subjects: Vec<String>,
    /// Категория.
    pub category: String,
    /// Дата аттестации.
    pub attested_on: Option<NaiveDate>,
    /// Приказ об аттестации.
    pub attestation_order: String,
    /// Образование.
    pub education: String,
    /// Стаж общий, years.
    pub years_total: Option<u8>,
    /// Стаж педагогический, years.
    pub years_teaching: Option<u8>,
    /// Повышение квалификации.
    pub training: String,
    /// ИНН, text.
    pub inn: String,
    /// СНИЛС, text.
    pub snils: String,
    /// Дата рождения.
    pub born_on: Option<NaiveDate>,
    /// Дата приёма.
    pub hired_on: Option<NaiveDate>,
    /// Приказ о приёме.
    pub hiring_order: String,
    /// Часов в неделю, in quarters of an hour.
    pub week_hours_quarters: Option<u16>,
    /// Классное руководство.
    pub class_teacher_of: Option<ClassName>,
    /// Кабинет.
    pub room: String,
    /// Телефон.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// UID of the portal.
    pub uid: String,
}

/// A class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassRow {
    /// Where it stands.
    pub source: Source,
    /// Класс.
    pub class: ClassName,
    /// Численность.
    pub size: Option<u16>,
    /// Мальчиков.
    pub boys: Option<u16>,
    /// Девочек.
    pub girls: Option<u16>,
    /// Классный руководитель, ФИО.
    pub class_teacher: String,
    /// Кабинет.
    pub room: String,
    /// Учебная неделя, days.
    pub week_days: Option<u8>,
    /// Профиль.
    pub profile: String,
}

pub(crate) const PUPIL: &[Column] = &[
    may_or("№", &["№ п/п"]),
    must("Класс"),
    must_or("№ личного дела", &["Номер личного дела", "Личное дело"]),
    must("Фамилия"),
    must("Имя"),
    may("Отчество"),
    must("Пол"),
    may("Дата рождения"),
    may("СНИЛС"),
    may_or("Адрес", &["Адрес проживания"]),
    may("Телефон"),
    may("Родитель 1: ФИО"),
    may("Родитель 1: степень родства"),
    may("Родитель 1: телефон"),
    may("Родитель 1: e-mail"),
    may("Родитель 1: электронная форма"),
    may("Родитель 2: ФИО"),
    may("Родитель 2: степень родства"),
    may("Родитель 2: телефон"),
    may("Родитель 2: e-mail"),
    may("Родитель 2: электронная форма"),
    may("Форма обучения"),
    may_or("Физкультурная группа", &["Группа здоровья для физкультуры"]),
    may("UID"),
    may("Дата зачисления"),
    may("Приказ о зачислении"),
    may("Примечание"),
];

pub(crate) const STAFF: &[Column] = &[
    may_or("№", &["№ п/п"]),
    must_or("Таб. №", &["Табельный номер", "Табельный №"]),
    must("Фамилия"),
    must("Имя"),
    may("Отчество"),
    may("Пол"),
    must("Должность"),
    may("Предметы"),
    may("Категория"),
    may("Дата аттестации"),
    may("Приказ об аттестации"),
    may("Образование"),
    may_or("Стаж общий, лет", &["Стаж общий", "Общий стаж"]),
    may_or(
        "Стаж педагогический, лет",
        &["Стаж педагогический", "Педагогический стаж"],
    ),
    may("Повышение квалификации"),
    may("ИНН"),
    may("СНИЛС"),
    may("Дата рождения"),
    may_or("Дата приёма", &["Дата приёма на работу"]),
    may_or("Приказ о приёме", &["Приказ о приёме на работу"]),
    may("Часов в неделю"),
    may("Классное руководство"),
    may("Кабинет"),
    may("Телефон"),
    may("E-mail"),
    may("UID"),
];

pub(crate) const CLASS: &[Column] = &[
    must("Класс"),
    may("Параллель"),
    may_or("Литера", &["Буква"]),
    must_or("Численность", &["Учащихся", "Количество учащихся"]),
    may("Мальчиков"),
    may("Девочек"),
    must("Классный руководитель"),
    may("Кабинет"),
    may("Учебная неделя"),
    may("Профиль"),
];

/// Reads pupils and, from the same rows, their guardians.
pub(crate) fn pupils(
    table: &Table<'_>,
    problems: &mut Vec<Problem>,
) -> (Vec<PupilRow>, Vec<GuardianRow>) {
    let mut guardians = Vec::new();
    let pupils = table.read(problems, |line| {
        let pupil = pupil(line)?;
        guardians.extend((1..=2).filter_map(|ordinal| guardian(line, &pupil, ordinal)));
        Some(pupil)
    });
    (pupils, guardians)
}

fn pupil(line: &mut Line<'_>) -> Option<PupilRow> {
    let class = line.must_class("Класс");
    let file_number = line.must_id("№ личного дела");
    let surname = line.must_text("Фамилия");
    let given = line.must_text("Имя");
    let sex = line.must_word("Пол", "М или Ж", words::sex);
    let study_form = line.may_word("Форма обучения", "«очная» или «на дому»", words::study_form);
    Some(PupilRow {
        source: line.source(),
        class: class?,
        file_number: file_number?,
        name: PersonName {
            surname: surname?,
            given: given?,
            patronymic: line.text("Отчество"),
        },
        sex: sex?,
        born_on: line.may_date("Дата рождения"),
        snils: line.id("СНИЛС"),
        address: line.text("Адрес"),
        phone: line.text("Телефон"),
        study_form,
        health_group: line.text("Физкультурная группа"),
        uid: line.id("UID"),
        enrolled_on: line.may_date("Дата зачисления"),
        enrolment_order: line.text("Приказ о зачислении"),
        note: line.text("Примечание"),
    })
}

fn guardian(line: &mut Line<'_>, pupil: &PupilRow, ordinal: u8) -> Option<GuardianRow> {
    let title = |what: &str| format!("Родитель {ordinal}: {what}");
    let name = line.text(&title("ФИО"));
    let kinship = line.text(&title("степень родства"));
    let phone = line.text(&title("телефон"));
    let email = line.text(&title("e-mail"));
    let electronic = title("электронная форма");
    let said = line.may_word(
        &electronic,
        "«согласие» или «отказ»",
        words::electronic_form,
    );
    if name.is_empty() {
        if !(kinship.is_empty() && phone.is_empty() && email.is_empty() && said.is_none()) {
            let words = Words::new(
                format!("сведения о родителе {ordinal} без ФИО не взяты"),
                "впишите ФИО родителя или очистите его ячейки",
            );
            line.tell(Some(&title("ФИО")), words, Severity::Refused);
        }
        return None;
    }
    Some(GuardianRow {
        source: pupil.source.clone(),
        file_number: pupil.file_number.clone(),
        ordinal,
        name,
        kinship,
        phone,
        email,
        electronic: said.unwrap_or(ElectronicForm::Unknown),
    })
}

/// Reads one staff member.
pub(crate) fn staff(line: &mut Line<'_>) -> Option<StaffRow> {
    let personnel_number = line.must_id("Таб. №");
    let surname = line.must_text("Фамилия");
    let given = line.must_text("Имя");
    let position = line.must_text("Должность");
    Some(StaffRow {
        source: line.source(),
        personnel_number: personnel_number?,
        name: PersonName {
            surname: surname?,
            given: given?,
            patronymic: line.text("Отчество"),
        },
        sex: line.may_word("Пол", "М или Ж", words::sex),
        position: position?,
        subjects: line.names("Предметы", &[',', ';']),
        category: line.text("Категория"),
        attested_on: line.may_date("Дата аттестации"),
        attestation_order: line.text("Приказ об аттестации"),
        education: line.text("Образование"),
        years_total: line.may_count("Стаж общий, лет"),
        years_teaching: line.may_count("Стаж педагогический, лет"),
        training: line.text("Повышение квалификации"),
        inn: line.id("ИНН"),
        snils: line.id("СНИЛС"),
        born_on: line.may_date("Дата рождения"),
        hired_on: line.may_date("Дата приёма"),
        hiring_order: line.text("Приказ о приёме"),
        week_hours_quarters: line.may_hours("Часов в неделю"),
        class_teacher_of: line.may_class("Классное руководство"),
        room: line.text("Кабинет"),
        phone: line.text("Телефон"),
        email: line.text("E-mail"),
        uid: line.id("UID"),
    })
}

/// Reads one class.
pub(crate) fn class(line: &mut Line<'_>) -> Option<ClassRow> {
    let class = line.must_class("Класс");
    Some(ClassRow {
        source: line.source(),
        class: class?,
        size: line.may_count("Численность"),
        boys: line.may_count("Мальчиков"),
        girls: line.may_count("Девочек"),
        class_teacher: line.text("Классный руководитель"),
        room: line.text("Кабинет"),
        week_days: line.may_count("Учебная неделя"),
        profile: line.text("Профиль"),
    })
}
