//! Term, year and final marks: the exact average, what it proposes, and what would change it.
//!
//! An average is an exact fraction; it is rounded only to be shown and to propose. The teacher
//! decides: nothing here gives a mark.

use crate::mark::{Grade, MarkValue};
use crate::refusal::Refusal;
use crate::regulation::{Assessment, Rules};

/// A mark of a term with its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeighedMark {
    /// The value.
    pub value: MarkValue,
    /// The weight in tenths; 10 is the usual one.
    pub weight_tenths: u16,
}

/// An exact average of grades: never made with a zero weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Average {
    sum: u64,
    weight: u64,
}

impl Average {
    /// The weighted average of the grades among the marks; none without any.
    pub fn of(marks: &[WeighedMark]) -> Option<Self> {
        let grades = || {
            marks
                .iter()
                .filter_map(|m| Some((m.value.grade()?, m.weight_tenths)))
        };
        let weight = grades().map(|(_, weight)| u64::from(weight)).sum();
        let sum = grades().map(|(grade, weight)| u64::from(grade) * u64::from(weight));
        let sum = sum.sum();
        (weight > 0).then_some(Self { sum, weight })
    }

    /// The plain average of grades.
    pub fn of_grades(grades: impl IntoIterator<Item = u8>) -> Option<Self> {
        let (sum, weight) = grades.into_iter().fold((0, 0), |(sum, count), grade| {
            (sum + u64::from(grade), count + 1)
        });
        (weight > 0).then_some(Self { sum, weight })
    }

    /// Hundredths, rounded half up: 396 for 3.96.
    pub fn hundredths(self) -> u64 {
        (self.sum * 200 + self.weight) / (2 * self.weight)
    }

    /// The average as people read it: «3,96».
    pub fn text(self) -> String {
        let hundredths = self.hundredths();
        format!("{},{:02}", hundredths / 100, hundredths % 100)
    }

    /// The grade it makes: up from so many hundredths, decided on the exact fraction.
    pub fn rounded(self, up_from_hundredths: u8) -> Option<Grade> {
        let (whole, rest) = (self.sum / self.weight, self.sum % self.weight);
        let up = rest * 100 >= u64::from(up_from_hundredths) * self.weight && rest > 0;
        Grade::new(u8::try_from(whole + u64::from(up)).ok()?)
    }

    fn with(self, grade: Grade, weight_tenths: u64) -> Self {
        Self {
            sum: self.sum + u64::from(grade.get()) * weight_tenths,
            weight: self.weight + weight_tenths,
        }
    }
}

/// What a term mark is proposed from.
#[derive(Clone, Copy, Debug)]
pub struct TermInput<'a> {
    /// The subject.
    pub subject: &'a str,
    /// With what it is assessed.
    pub assessment: Assessment,
    /// Marks of the term, brought ones among them.
    pub marks: &'a [WeighedMark],
    /// How many marks the term mark needs.
    pub need: u16,
    /// Whether a written work is among them, where the plan has any.
    pub has_written: bool,
    /// Held lessons while the pupil was on the list.
    pub lesson_count: u32,
    /// How many of them the pupil missed.
    pub missed_count: u32,
}

/// What a term mark is proposed to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The value; none where there is nothing to propose from.
    pub value: Option<MarkValue>,
    /// The average.
    pub average: Option<Average>,
    /// What the teacher should know before deciding.
    pub warnings: Vec<Warning>,
}

/// What a teacher should know before deciding a term mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Fewer marks than the norm (R52–R53).
    TooFewMarks {
        /// Marks there are.
        has: u16,
        /// Marks needed.
        needs: u16,
    },
    /// No written work among the marks (R54).
    NoWrittenWork,
    /// More lessons missed than the settable share.
    MissedTooMany {
        /// Lessons missed.
        missed: u32,
        /// Lessons held.
        held: u32,
    },
}

/// Proposes a term mark.
pub fn propose(rules: &Rules, term: &TermInput<'_>) -> Proposal {
    let average = Average::of(term.marks);
    let has = count_marks(term.marks);
    let too_few = has < term.need;
    let (part, whole) = rules.term.not_attested_share;
    let missed_too_many = u64::from(term.missed_count) * u64::from(whole)
        > u64::from(term.lesson_count) * u64::from(part);
    let mut warnings = Vec::new();
    if too_few {
        let needs = term.need;
        warnings.push(Warning::TooFewMarks { has, needs });
    }
    if !term.has_written && has > 0 {
        warnings.push(Warning::NoWrittenWork);
    }
    if missed_too_many {
        let (missed, held) = (term.missed_count, term.lesson_count);
        warnings.push(Warning::MissedTooMany { missed, held });
    }
    let value = match term.assessment {
        Assessment::None => None,
        _ if too_few && missed_too_many => Some(MarkValue::NotAttested),
        Assessment::Marks => average
            .and_then(|average| average.rounded(rules.rounding(term.subject)))
            .map(MarkValue::Grade),
        Assessment::PassFail => pass_or_fail(term.marks.iter().map(|mark| mark.value)),
    };
    Proposal {
        value,
        average,
        warnings,
    }
}

/// Whether a decision may stand: one that differs by a whole mark asks for a reason.
pub fn check_decision(proposal: &Proposal, given: MarkValue, reason: &str) -> Result<(), Refusal> {
    let few = |warning: &Warning| matches!(warning, Warning::TooFewMarks { .. });
    let attested_too_little = given == MarkValue::NotAttested && proposal.warnings.iter().any(few);
    match proposal.value {
        Some(proposed)
            if proposed != given
                && given != MarkValue::Exempt
                && !attested_too_little
                && reason.trim().is_empty() =>
        {
            Err(Refusal::DeviationWithoutReason { proposed, given })
        }
        Some(_) | None => Ok(()),
    }
}

/// The year mark of the terms' marks, all of which must be there; none until they are.
pub fn year_mark(rules: &Rules, subject: &str, terms: &[Option<MarkValue>]) -> Option<MarkValue> {
    let terms: Vec<MarkValue> = terms.iter().copied().collect::<Option<_>>()?;
    let counted: Vec<MarkValue> = terms
        .iter()
        .copied()
        .filter(|value| *value != MarkValue::Exempt)
        .collect();
    let attested: Vec<MarkValue> = counted
        .iter()
        .copied()
        .filter(|value| *value != MarkValue::NotAttested)
        .collect();
    if counted.is_empty() {
        return terms.first().copied();
    }
    let some_missing = attested.len() < counted.len();
    let enough = rules.term.year_from_half && attested.len() * 2 >= counted.len();
    if some_missing && !enough {
        return Some(MarkValue::NotAttested);
    }
    mean(rules, subject, &attested)
}

/// The final mark of grade 9: the mean of year and exam where examined, else the year's.
pub fn final_mark_of_grade_9(
    rules: &Rules,
    subject: &str,
    year: MarkValue,
    exam: Option<MarkValue>,
) -> Option<MarkValue> {
    match exam {
        Some(exam) => mean(rules, subject, &[year, exam]),
        None => Some(year),
    }
}

/// The final mark of grade 11: the mean of all half-year and year marks of grades 10 and 11.
pub fn final_mark_of_grade_11(
    rules: &Rules,
    subject: &str,
    half_years_and_years: &[MarkValue],
) -> Option<MarkValue> {
    mean(rules, subject, half_years_and_years)
}

/// What the next marks would do (R64).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The average now.
    pub average: Option<Average>,
    /// The term mark it makes now.
    pub grade: Option<Grade>,
    /// Marks missing to the norm.
    pub missing_marks: u16,
    /// What one more mark of usual weight makes: «2», «3», «4», «5».
    pub after_next: Vec<(Grade, Grade)>,
    /// How many «5» of usual weight make the next mark up; none where it is «5», or beyond ten.
    pub fives_to_rise: Option<u16>,
}

/// Forecasts a pupil's term mark.
pub fn forecast(rules: &Rules, term: &TermInput<'_>) -> Forecast {
    const USUAL_WEIGHT: u64 = 10;
    let up_from = rules.rounding(term.subject);
    let average = Average::of(term.marks);
    let now = average.unwrap_or(Average { sum: 0, weight: 0 });
    let rounded = |average: Average| average.rounded(up_from);
    let grade = average.and_then(rounded);
    let after = |next: Grade, times: u64| rounded(now.with(next, USUAL_WEIGHT * times));
    let next_grades = (2..=5).filter_map(Grade::new);
    let fives_to_rise = grade.zip(Grade::new(5)).and_then(|(grade, five)| {
        (1..=10u16).find(|times| after(five, u64::from(*times)) > Some(grade))
    });
    Forecast {
        average,
        grade,
        missing_marks: term.need.saturating_sub(count_marks(term.marks)),
        after_next: next_grades
            .filter_map(|next| Some((next, after(next, 1)?)))
            .collect(),
        fives_to_rise,
    }
}

/// How many marks count towards the norm: grades, зачёт and незачёт.
fn count_marks(marks: &[WeighedMark]) -> u16 {
    let counts =
        |mark: &&WeighedMark| !matches!(mark.value, MarkValue::NotAttested | MarkValue::Exempt);
    u16::try_from(marks.iter().filter(counts).count()).unwrap_or(u16::MAX)
}

/// The mean of marks of one scale; н/а among them makes н/а.
fn mean(rules: &Rules, subject: &str, marks: &[MarkValue]) -> Option<MarkValue> {
    if marks.contains(&MarkValue::NotAttested) {
        return Some(MarkValue::NotAttested);
    }
    match Average::of_grades(marks.iter().filter_map(|mark| mark.grade())) {
        Some(average) => average
            .rounded(rules.rounding(subject))
            .map(MarkValue::Grade),
        None => pass_or_fail(marks.iter().copied()),
    }
}

/// зачёт where more works were passed than failed; none without either.
fn pass_or_fail(marks: impl Iterator<Item = MarkValue>) -> Option<MarkValue> {
    let (passed, failed) = marks.fold((0, 0), |(passed, failed), mark| match mark {
        MarkValue::Pass => (passed + 1, failed),
        MarkValue::Fail => (passed, failed + 1),
        MarkValue::Grade(_) | MarkValue::NotAttested | MarkValue::Exempt => (passed, failed),
    });
    match (passed, failed) {
        (0, 0) => None,
        (passed, failed) if passed > failed => Some(MarkValue::Pass),
        (_, _) => Some(MarkValue::Fail),
    }
}

#[cfg(test)]
mod tests;
