//! Marks (отметка, R48–R49): a value for a pupil's assignment.

use crate::ids::PupilId;
use crate::lesson::LessonPlace;
use chrono::NaiveDate;

/// The value of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkValue {
    /// A grade from 1 to 5.
    Grade(Grade),
    /// зачёт.
    Pass,
    /// незачёт.
    Fail,
    /// н/а, not attested.
    NotAttested,
    /// осв, exempt.
    Exempt,
}

/// A grade from 1 to 5; no other number can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade(u8);

impl Grade {
    /// Makes a grade, or nothing where the number is not 1–5.
    pub const fn new(value: u8) -> Option<Self> {
        match value {
            1..=5 => Some(Self(value)),
            0 | 6.. => None,
        }
    }

    /// The number, 1–5.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl MarkValue {
    /// The text in a cell and on paper: `5`, `зач`, `незач`, `н/а`, `осв`.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Grade(Grade(1)) => "1",
            Self::Grade(Grade(2)) => "2",
            Self::Grade(Grade(3)) => "3",
            Self::Grade(Grade(4)) => "4",
            Self::Grade(Grade(_)) => "5",
            Self::Pass => "зач",
            Self::Fail => "незач",
            Self::NotAttested => "н/а",
            Self::Exempt => "осв",
        }
    }

    /// Reads what `text` writes, in either letter case.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "зач" | "зачёт" | "зачет" => Some(Self::Pass),
            "незач" | "незачёт" | "незачет" => Some(Self::Fail),
            "н/а" => Some(Self::NotAttested),
            "осв" => Some(Self::Exempt),
            text => text.parse().ok().and_then(Grade::new).map(Self::Grade),
        }
    }

    /// The grade, where the value is one.
    pub const fn grade(self) -> Option<u8> {
        match self {
            Self::Grade(grade) => Some(grade.get()),
            Self::Pass | Self::Fail | Self::NotAttested | Self::Exempt => None,
        }
    }
}

/// What a pupil got for an assignment; no value clears the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The lesson in whose column the mark stands (R48).
    pub place: LessonPlace,
    /// Which assignment of the lesson.
    pub ordinal: u8,
    /// The pupil.
    pub pupil: PupilId,
    /// The mark, or nothing for an emptied cell.
    pub value: Option<MarkValue>,
    /// The day a missed work was written later; the norm then runs from it (`Б/4`).
    pub written_on: Option<NaiveDate>,
    /// The teacher's comment to the pupil's family (R69); empty for none.
    pub comment: String,
}
