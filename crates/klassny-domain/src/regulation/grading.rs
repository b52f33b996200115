//! How a subject is graded in a class: by which terms, with marks or without, with homework or not.

use crate::russian::folded;
use crate::school::{Grades, TermKind};

/// With what a subject is assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assessment {
    /// Marks 1–5.
    Marks,
    /// зачёт / незачёт.
    PassFail,
    /// Nothing: grade 1, ОРКСЭ, electives (R60).
    None,
}

/// How a subject is graded in a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grading {
    /// The system of terms where it is not the grade's own (R61).
    pub terms: Option<TermKind>,
    /// With what it is assessed.
    pub assessment: Assessment,
    /// Whether homework is given.
    pub homework: bool,
}

impl Default for Grading {
    fn default() -> Self {
        Self {
            terms: None,
            assessment: Assessment::Marks,
            homework: true,
        }
    }
}

/// A row of the table of grading; what it does not say it leaves as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GradingRow {
    /// The class or grades.
    pub scope: GradingScope,
    /// The subject or family; none for all.
    pub subject: Option<String>,
    /// The system of terms.
    pub terms: Option<TermKind>,
    /// With what it is assessed.
    pub assessment: Option<Assessment>,
    /// Whether homework is given.
    pub homework: Option<bool>,
}

/// Whom a row of grading is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GradingScope {
    /// Some grades.
    Grades(Grades),
    /// One class: «5А».
    Class(String),
}

impl Default for GradingScope {
    fn default() -> Self {
        Self::Grades(Grades::ALL)
    }
}

impl GradingScope {
    pub(super) fn covers(&self, grade: u8, folded_class: &str) -> bool {
        match self {
            Self::Grades(grades) => grades.contains(grade),
            Self::Class(class) => folded(class) == folded_class,
        }
    }
}

impl GradingRow {
    pub(super) fn apply(&self, grading: Grading) -> Grading {
        Grading {
            terms: self.terms.or(grading.terms),
            assessment: self.assessment.unwrap_or(grading.assessment),
            homework: self.homework.unwrap_or(grading.homework),
        }
    }

    /// How wide the row is: a class is narrower than any grades.
    pub(super) fn breadth(&self) -> (bool, u32) {
        let grades = match &self.scope {
            GradingScope::Grades(grades) => grades.count(),
            GradingScope::Class(_) => 0,
        };
        (self.subject.is_none(), grades)
    }
}
