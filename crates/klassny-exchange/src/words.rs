//! The closed lists of Russian words in the files: sex, weekday, kinds.
//!
//! Owns which words mean which value of the domain. It must never take a word it does not know.

use crate::text::{clean, key};
use chrono::Weekday;
use klassny_domain::roster::{CourseKind, ElectronicForm, MovementKind, Sex, StudyForm};
use klassny_domain::timetable::SubstitutionKind;
use klassny_domain::work_kind::WorkKind;

/// М, Ж.
pub(crate) fn sex(text: &str) -> Option<Sex> {
    match key(text).as_str() {
        "м" | "муж" | "мужской" => Some(Sex::Male),
        "ж" | "жен" | "женский" => Some(Sex::Female),
        _ => None,
    }
}

/// Очная, на дому.
pub(crate) fn study_form(text: &str) -> Option<StudyForm> {
    match key(text).as_str() {
        "очная" | "очно" => Some(StudyForm::FullTime),
        "на дому" | "надомная" | "надомное обучение" | "обучение на дому" => {
            Some(StudyForm::Home)
        }
        _ => None,
    }
}

/// Согласие, отказ; an empty cell is not said.
pub(crate) fn electronic_form(text: &str) -> Option<ElectronicForm> {
    match key(text).as_str() {
        "" | "не указано" => Some(ElectronicForm::Unknown),
        "согласие" | "да" | "согласен" | "согласна" => {
            Some(ElectronicForm::Agreed)
        }
        "отказ" | "нет" => Some(ElectronicForm::Refused),
        _ => None,
    }
}

/// The days of the week in full and in two letters.
pub(crate) fn weekday(text: &str) -> Option<Weekday> {
    match key(text).as_str() {
        "понедельник" | "пн" => Some(Weekday::Mon),
        "вторник" | "вт" => Some(Weekday::Tue),
        "среда" | "ср" => Some(Weekday::Wed),
        "четверг" | "чт" => Some(Weekday::Thu),
        "пятница" | "пт" => Some(Weekday::Fri),
        "суббота" | "сб" => Some(Weekday::Sat),
        "воскресенье" | "вс" => Some(Weekday::Sun),
        _ => None,
    }
}

/// The Russian name of a day of the week, in lower case.
pub(crate) const fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "понедельник",
        Weekday::Tue => "вторник",
        Weekday::Wed => "среда",
        Weekday::Thu => "четверг",
        Weekday::Fri => "пятница",
        Weekday::Sat => "суббота",
        Weekday::Sun => "воскресенье",
    }
}

/// The number of a month named in Russian.
pub(crate) fn month(text: &str) -> Option<u32> {
    let months = [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ];
    let text = key(text);
    let word = text.split(' ').next()?;
    let at = months.iter().position(|month| *month == word)?;
    u32::try_from(at + 1).ok()
}

/// The kinds of movement.
pub(crate) fn movement(text: &str) -> Option<MovementKind> {
    match key(text).as_str() {
        "зачисление" => Some(MovementKind::Arrival),
        "отчисление" | "выбытие" => Some(MovementKind::Departure),
        "перевод в другой класс" | "перевод" => {
            Some(MovementKind::Transfer)
        }
        "обучение на дому" | "на дому" => Some(MovementKind::HomeStudy),
        _ => None,
    }
}

/// The kinds of substitution.
pub(crate) fn substitution(text: &str) -> Option<SubstitutionKind> {
    match key(text).as_str() {
        "замена" => Some(SubstitutionKind::Substitute),
        "замена другим предметом" => Some(SubstitutionKind::OtherSubject),
        "объединение подгрупп" | "объединение групп" => {
            Some(SubstitutionKind::JoinedGroups)
        }
        "урок не проведен" | "не проведен" => {
            Some(SubstitutionKind::NotHeld)
        }
        _ => None,
    }
}

/// The kinds of extra groups.
pub(crate) fn course(text: &str) -> Option<CourseKind> {
    match key(text).as_str() {
        "гпд" => Some(CourseKind::ExtendedDay),
        "одод" => Some(CourseKind::ExtraEducation),
        "внеурочная" | "внеурочная деятельность" => {
            Some(CourseKind::Extracurricular)
        }
        _ => None,
    }
}

/// Да, нет.
pub(crate) fn yes_no(text: &str) -> Option<bool> {
    match key(text).as_str() {
        "да" | "+" => Some(true),
        "нет" | "-" => Some(false),
        _ => None,
    }
}

/// The kind of work by its code (letter case counts: ПР is practical, Пр a project) or by its
/// name; a word of no kind is [`WorkKind::Other`] and the caller keeps the word.
pub(crate) fn work_kind(text: &str) -> WorkKind {
    let text = clean(text);
    let by_code = WorkKind::ALL.into_iter().find(|kind| kind.code() == text);
    let name = key(&text);
    let by_name = || {
        WorkKind::ALL
            .into_iter()
            .find(|kind| key(kind.name()) == name)
    };
    let by_custom = || match name.as_str() {
        "зачет" => Some(WorkKind::Credit),
        "ак р" | "акр" => Some(WorkKind::AdministrativeControl),
        "кр" => Some(WorkKind::Control),
        "ср" => Some(WorkKind::Independent),
        "лр" => Some(WorkKind::Laboratory),
        "впр" => Some(WorkKind::NationalCheck),
        _ => None,
    };
    by_code
        .or_else(by_name)
        .or_else(by_custom)
        .unwrap_or(WorkKind::Other)
}

/// Whether a word that is of no named kind is one the plans use for games and contests.
pub(crate) fn is_named_activity(text: &str) -> bool {
    matches!(
        key(text).as_str(),
        "игра"
            | "квест"
            | "соревнование"
            | "викторина"
            | "экскурсия"
            | "другое задание"
            | "др"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_work_are_known_by_code_and_by_name() {
        for (text, kind) in [
            ("КР", WorkKind::Control),
            ("АК/Р", WorkKind::AdministrativeControl),
            ("Контрольная работа", WorkKind::Control),
            ("Контрольный диктант", WorkKind::ControlDictation),
            ("Д", WorkKind::ControlDictation),
            ("ПР", WorkKind::Practical),
            ("Пр", WorkKind::Project),
            ("Проект", WorkKind::Project),
            ("Устный ответ", WorkKind::Oral),
            ("Зачёт", WorkKind::Credit),
            ("Зачет", WorkKind::Credit),
            ("Квест", WorkKind::Other),
        ] {
            assert_eq!(work_kind(text), kind, "{text}");
        }
    }

    #[test]
    fn a_word_outside_a_closed_list_is_not_taken() {
        assert_eq!(sex("девочка?"), None);
        assert_eq!(weekday("Понедельник "), Some(Weekday::Mon));
        assert_eq!(weekday("день"), None);
        assert_eq!(
            substitution("Урок не проведён"),
            Some(SubstitutionKind::NotHeld)
        );
        assert_eq!(month("Сентябрь 2026"), Some(9));
    }
}
