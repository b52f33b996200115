//! Russian words the rules need: dates, hours, and nouns that agree with a number.
//!
//! Owns forms only, never sentences of a screen; sentences of refusals stand in `refusal.rs`.

use crate::roster::Role;
use crate::school::TermKind;
use chrono::{NaiveDate, NaiveDateTime};

/// A noun in the three forms that go with numbers: 1 день, 3 дня, 5 дней.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noun(
    /// With 1: «день».
    pub &'static str,
    /// With 2, 3, 4: «дня».
    pub &'static str,
    /// With 5 and more: «дней».
    pub &'static str,
);

/// «день».
pub const DAY: Noun = Noun("день", "дня", "дней");
/// «школьный день».
pub const SCHOOL_DAY: Noun = Noun("учебный день", "учебных дня", "учебных дней");
/// «час».
pub const HOUR: Noun = Noun("час", "часа", "часов");
/// «минута», as «через» has it.
pub const MINUTE: Noun = Noun("минуту", "минуты", "минут");
/// «урок».
pub const LESSON: Noun = Noun("урок", "урока", "уроков");
/// «отметка».
pub const MARK: Noun = Noun("отметка", "отметки", "отметок");
/// «ученик».
pub const PUPIL: Noun = Noun("ученик", "ученика", "учеников");

impl Noun {
    /// The form that goes with a number.
    pub const fn form(self, count: u64) -> &'static str {
        match (count % 10, count % 100) {
            (_, 11..=14) => self.2,
            (1, _) => self.0,
            (2..=4, _) => self.1,
            _ => self.2,
        }
    }
}

/// A number with its noun: «5 дней».
pub fn count(number: u64, noun: Noun) -> String {
    format!("{number} {}", noun.form(number))
}

/// A date: «10.09.2026».
pub fn date(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

/// A date and hour: «10.09.2026, 23:59».
pub fn moment(at: NaiveDateTime) -> String {
    at.format("%d.%m.%Y, %H:%M").to_string()
}

/// Words joined as a sentence has them: «а», «а или б», «а, б или в».
pub fn any_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} или {last}", first.join(", ")),
    }
}

/// A role as people name it: «делопроизводитель».
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Teacher => "учитель",
        Role::Deputy => "заместитель директора по УВР",
        Role::Director => "директор",
        Role::Clerk => "делопроизводитель",
        Role::Administrator => "администратор АИС",
        Role::DiaryKeeper => "ответственный за электронный дневник",
        Role::MedicalWorker => "медицинский работник",
        Role::ExtraEducationHead => "руководитель ОДОД",
        Role::Educator => "воспитатель или педагог дополнительного образования",
        Role::DocumentFlowHead => "руководитель электронного документооборота",
        Role::DataProtection => "ответственный за персональные данные",
        Role::UnionChair => "председатель методического объединения",
    }
}

/// A term as people name it: «1 четверть».
pub fn term(number: u8, kind: TermKind) -> String {
    let kind = match kind {
        TermKind::Quarter => "четверть",
        TermKind::HalfYear => "полугодие",
        TermKind::Trimester => "триместр",
    };
    format!("{number} {kind}")
}

/// A text for comparing names: trimmed, lower case, one space between words, «ё» as «е».
pub fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase().replace('ё', "е")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_agrees_with_its_number() {
        for (number, expected) in [
            (0, "0 дней"),
            (1, "1 день"),
            (3, "3 дня"),
            (5, "5 дней"),
            (11, "11 дней"),
            (14, "14 дней"),
            (21, "21 день"),
            (22, "22 дня"),
            (112, "112 дней"),
            (101, "101 день"),
        ] {
            assert_eq!(count(number, DAY), expected);
        }
    }

    #[test]
    fn dates_and_lists_are_written_as_people_write_them() {
        let day = crate::sample::day("2026-09-01");
        assert_eq!(date(day), "01.09.2026");
        assert_eq!(
            moment(crate::calendar::end_of_day(day)),
            "01.09.2026, 23:59"
        );
        assert_eq!(any_of(&["а", "б", "в"]), "а, б или в");
        assert_eq!(any_of(&["а"]), "а");
        assert_eq!(folded("  Счёт  И Учёт "), "счет и учет");
    }
}
