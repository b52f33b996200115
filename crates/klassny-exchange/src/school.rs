//! `school.toml`: the school's requisites and the frame of its year.
//!
//! Owns the shape of that file. It must refuse a file with a word it does not know.

use crate::problem::Words;
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// The whole file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolFile {
    /// Requisites.
    pub school: SchoolHead,
    /// Addresses, in order.
    #[serde(default)]
    pub addresses: Vec<Address>,
    /// Which grades study five and which six days.
    pub week: WeekDays,
    /// Grade → the greatest load, hours a week.
    #[serde(default, deserialize_with = "by_grade")]
    pub load_limit: BTreeMap<u8, u8>,
    /// Grade → study weeks a year.
    #[serde(default, deserialize_with = "by_grade")]
    pub weeks: BTreeMap<u8, u8>,
    /// Bells.
    #[serde(default)]
    pub bells: Vec<BellEntry>,
    /// Terms.
    #[serde(default)]
    pub terms: Vec<TermEntry>,
    /// Holidays.
    #[serde(default)]
    pub holidays: Vec<HolidayEntry>,
    /// Public holidays.
    #[serde(default)]
    pub public_holidays: Vec<PublicHoliday>,
    /// Workstations.
    #[serde(default)]
    pub workstations: Vec<WorkstationEntry>,
}

/// The school's requisites (F1).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolHead {
    /// «ГБОУ школа № 1292 (учебная)».
    pub name: String,
    /// The full name.
    pub full_name: String,
    /// The short name.
    #[serde(default)]
    pub short_name: String,
    /// Учредитель.
    #[serde(default)]
    pub founder: String,
    /// «г. Примерск».
    #[serde(default)]
    pub city: String,
    /// «2026/2027».
    pub year: String,
    /// The first day of lessons.
    #[serde(deserialize_with = "day")]
    pub year_start: NaiveDate,
    /// The last day of lessons.
    #[serde(deserialize_with = "day")]
    pub year_end: NaiveDate,
    /// The director's full name.
    pub director: String,
    /// ИНН, text.
    #[serde(default)]
    pub inn: String,
    /// КПП, text.
    #[serde(default)]
    pub kpp: String,
    /// ОГРН, text.
    #[serde(default)]
    pub ogrn: String,
    /// ОКТМО, text.
    #[serde(default)]
    pub oktmo: String,
    /// Телефон.
    #[serde(default)]
    pub phone: String,
    /// E-mail.
    #[serde(default)]
    pub email: String,
    /// Сайт.
    #[serde(default)]
    pub site: String,
    /// «М.П.».
    #[serde(default)]
    pub seal_place: String,
    /// Pupils at the start of the year, for a check.
    pub pupils_on_start: Option<u32>,
    /// Classes, for a check.
    pub classes: Option<u32>,
    /// Shifts.
    pub shifts: Option<u8>,
}

/// An address.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// «юридический».
    pub kind: String,
    /// The address.
    pub text: String,
}

/// Which grades study how many days.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeekDays {
    /// Grades of five days.
    #[serde(default)]
    pub five_day: Vec<u8>,
    /// Grades of six days.
    #[serde(default)]
    pub six_day: Vec<u8>,
}

/// A bell.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BellEntry {
    /// Grades: `2-11`, `1`.
    #[serde(rename = "for")]
    pub grades: String,
    /// Months of the year it rings in, in words: «сентябрь–октябрь»; empty for the whole year.
    #[serde(default)]
    pub period: String,
    /// The number of the lesson.
    pub lesson: u8,
    /// `09:00`.
    pub start: String,
    /// `09:45`.
    pub end: String,
}

/// A term.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermEntry {
    /// «четверть», «полугодие», «триместр».
    pub kind: String,
    /// Grades.
    pub grades: Vec<u8>,
    /// Its number.
    pub n: u8,
    /// The first day.
    #[serde(deserialize_with = "day")]
    pub start: NaiveDate,
    /// The last day.
    #[serde(deserialize_with = "day")]
    pub end: NaiveDate,
}

/// Holidays of some grades.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayEntry {
    /// «осенние».
    pub name: String,
    /// Grades.
    pub grades: Vec<u8>,
    /// The first day.
    #[serde(deserialize_with = "day")]
    pub start: NaiveDate,
    /// The last day.
    #[serde(deserialize_with = "day")]
    pub end: NaiveDate,
}

/// A public holiday.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicHoliday {
    /// The day.
    #[serde(deserialize_with = "day")]
    pub date: NaiveDate,
    /// «День народного единства».
    pub name: String,
}

/// A workstation (АРМ).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkstationEntry {
    /// Its number.
    pub n: u16,
    /// Where it stands.
    pub place: String,
}

impl SchoolFile {
    /// Reads the file, or says what is wrong with it.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Words> {
        const DO: &str = "исправьте файл school.toml по образцу и прочитайте папку снова";
        let text = std::str::from_utf8(bytes).map_err(|_| Words::new("текст не в UTF-8", DO))?;
        let text = text.trim_start_matches('\u{feff}');
        toml::from_str(text).map_err(|error| {
            let line = error.span().and_then(|span| text.get(..span.start));
            let line = line.map_or(1, |before| before.matches('\n').count() + 1);
            Words::new(format!("строка {line}: {}", error.message()), DO)
        })
    }
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    let written = toml::value::Datetime::deserialize(from)?;
    let date = written.date.filter(|_| written.time.is_none());
    date.and_then(|date| {
        NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
    })
    .ok_or_else(|| serde::de::Error::custom("ожидается дата вида 2026-09-01"))
}

fn by_grade<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<u8, u8>, D::Error> {
    let written = BTreeMap::<String, u8>::deserialize(from)?;
    let grade = |(grade, value): (String, u8)| match grade.parse() {
        Ok(grade @ 1..=11) => Ok((grade, value)),
        Ok(_) | Err(_) => Err(serde::de::Error::custom(format!("нет класса «{grade}»"))),
    };
    written.into_iter().map(grade).collect()
}
