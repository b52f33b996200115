//! The school's regulation: the numbers of every rule, as a versioned table (rules.md).
//!
//! `Regulation` is the signed fact; `Rules` is what the rules read. No rule keeps a number of its
//! own: a number that a school may change stands here, with the value of a preset.

mod grading;
mod norm_row;
mod presets;
mod settings;

pub use grading::{Assessment, Grading, GradingRow, GradingScope};
pub use norm_row::{Closes, Family, NormRow};
pub use settings::RegulationError;

use crate::ids::YearId;
use crate::preflight::FindingKind;
use crate::rights::ReasonsBy;
use crate::russian::folded;
use crate::work_kind::WorkKind;
use chrono::{FixedOffset, Offset, Utc};
use std::collections::BTreeSet;

/// The regulation of a year, as the administrator signed it: a preset and what differs from it.
///
/// Settings are written as text pairs, so that an older program keeps what it does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regulation {
    /// The academic year.
    pub year: YearId,
    /// The preset it starts from: `s4` or `paragraph`.
    pub preset: String,
    /// What differs, key and value.
    pub settings: Vec<(String, String)>,
}

impl Regulation {
    /// The same regulation with one setting said otherwise.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.settings.retain(|(known, _)| known != key);
        self.settings.push((key.to_owned(), value.to_owned()));
        self
    }
}

impl SlotPolicy {
    /// The word of the setting `entry/slots`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::ReadOnly => "read-only",
            Self::NoSignIn => "no-sign-in",
        }
    }

    /// The policy of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Note, Self::ReadOnly, Self::NoSignIn];
        all.into_iter().find(|policy| policy.word() == word)
    }
}

/// The numbers of every rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Norms of marks (R40–R47).
    pub norms: Vec<NormRow>,
    /// Named groups of subjects.
    pub families: Vec<Family>,
    /// System of terms, assessment and homework per class and subject.
    pub grading: Vec<GradingRow>,
    /// Norms of entries that are not marks, and corrections.
    pub entry: EntryRules,
    /// Накопляемость (R52–R58).
    pub accumulation: AccumulationRules,
    /// Term, year and final marks.
    pub term: TermRules,
    /// The check before printing.
    pub check: CheckRules,
    /// Keys this program does not know; kept in the fact, without effect here.
    pub unknown: Vec<String>,
}

/// Norms of entries that are not marks, and corrections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRules {
    /// How long the author may undo a slip of the hand, minutes (R50).
    pub slip_minutes: u32,
    /// When homework closes (R24).
    pub homework: HomeworkCloses,
    /// School days after the return to give the reason of an absence.
    pub absence_reason_days: usize,
    /// Hours to enter exam and final results after they are known (R65).
    pub final_hours: u32,
    /// Whether a norm that ends on a day without school moves to the next school day.
    pub norm_moves: bool,
    /// Who gives reasons of absence (R20 against R38).
    pub reasons_by: ReasonsBy,
    /// Whether a paper journal is kept beside (R32).
    pub paper_journal: bool,
    /// What a workstation does outside its plan of entry (R34–R36).
    pub slots: SlotPolicy,
    /// Idle minutes after which a workstation locks.
    pub lock_minutes: u32,
    /// The warning comes so many minutes before the end of a slot.
    pub slot_warn_minutes: u32,
    /// From so many minutes after its begin a slot counts as come to late (R36).
    pub slot_late_minutes: u32,
    /// The school's offset from UTC, minutes.
    pub utc_offset_minutes: i32,
}

/// When homework closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HomeworkCloses {
    /// So many minutes after the class's last lesson of the day (R24).
    AfterLastLesson {
        /// Minutes.
        minutes: u32,
    },
    /// At the end of the lesson's day (R13, R16).
    EndOfDay,
}

/// What a workstation does outside its plan of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotPolicy {
    /// Work goes on; the report on keeping to the plan shows it.
    Note,
    /// The journal can be read only.
    ReadOnly,
    /// Nobody signs in.
    NoSignIn,
}

/// How many marks a pupil should have, and when (R52–R58).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccumulationRules {
    /// Marks a term mark needs, by hours a week: `(from hours, marks)`, ascending (R52–R53).
    pub term_need: Vec<(u16, u16)>,
    /// Weeks of a term that count nothing, by hours a week (R55).
    pub grace_weeks: Vec<(u16, u16)>,
    /// The two weeks of a term after which a pupil must have some marks (R56).
    pub early_weeks: [u16; 2],
    /// Marks after these weeks, by hours a week: `(from hours, [marks, marks])` (R56).
    pub early_need: Vec<(u16, [u16; 2])>,
    /// Attended lessons in a row without a mark that make a pupil due (R58).
    pub due_lessons: u16,
    /// Lessons after holidays that do not count (R58).
    pub free_after_holidays: u16,
    /// Lessons in a row without a mark from which a fault is reported.
    pub reported_lessons: u16,
}

/// Term, year and final marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermRules {
    /// Hundredths from which an average is rounded up.
    pub rounding: u8,
    /// The same for single subjects or families.
    pub rounding_of: Vec<(String, u8)>,
    /// More than this share of lessons missed, with too few marks, proposes н/а.
    pub not_attested_share: (u32, u32),
    /// Whether н/а terms are left out of the year if at least half of the terms are attested.
    pub year_from_half: bool,
}

/// The check before printing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRules {
    /// Findings that stop a volume.
    pub blocking: BTreeSet<FindingKind>,
    /// Lessons within which a «2» is to be corrected.
    pub two_lessons: usize,
    /// Hours a plan may be behind or ahead without a finding.
    pub plan_hours: u32,
}

impl Rules {
    /// The rules of a regulation: its preset with its settings applied.
    pub fn from_regulation(regulation: &Regulation) -> Result<Self, RegulationError> {
        let mut rules = Self::preset(&regulation.preset)
            .ok_or_else(|| RegulationError::UnknownPreset(regulation.preset.clone()))?;
        for (key, value) in &regulation.settings {
            settings::apply(&mut rules, key, value)?;
        }
        Ok(rules)
    }

    /// The rules of a preset: `s4` or `paragraph`.
    pub fn preset(name: &str) -> Option<Self> {
        match name {
            "s4" => Some(presets::s4()),
            "paragraph" => Some(presets::paragraph()),
            _ => None,
        }
    }

    /// «Регламент S4»: order № 134 of the gymnasium, А4 4.2г over А2 2.4.
    pub fn s4() -> Self {
        presets::s4()
    }

    /// «Параграф S1/S3»: the day's lessons on the day, by the teacher.
    pub fn paragraph() -> Self {
        presets::paragraph()
    }

    /// The row of the norm of a work: kind before subject before grades; of two equally specific
    /// rows the one with narrower grades. None: no norm but the term's end.
    pub fn norm(&self, kind: WorkKind, subject: &str, grade: u8) -> Option<&NormRow> {
        self.norms_by_precedence(kind, subject, grade)
            .into_iter()
            .next()
    }

    /// All rows that fit a work, the most specific first.
    pub fn norms_by_precedence(&self, kind: WorkKind, subject: &str, grade: u8) -> Vec<&NormRow> {
        let mut rows: Vec<&NormRow> = self
            .norms
            .iter()
            .filter(|row| row.kinds.contains(&kind) && row.grades.contains(grade))
            .filter(|row| row.subjects.is_empty() || self.named(&row.subjects, subject))
            .collect();
        rows.sort_by_key(|row| row.breadth());
        rows
    }

    /// Whether a list of subjects and families names the subject.
    pub fn named(&self, names: &[String], subject: &str) -> bool {
        let subject = folded(subject);
        names.iter().any(|name| self.is_of(&folded(name), &subject))
    }

    /// How a subject is graded in a class: its system of terms, assessment and homework.
    pub fn grading(&self, grade: u8, class: &str, subject: &str) -> Grading {
        let class = folded(class);
        let mut rows: Vec<&GradingRow> = self
            .grading
            .iter()
            .filter(|row| row.scope.covers(grade, &class))
            .filter(|row| {
                row.subject
                    .as_ref()
                    .is_none_or(|name| self.named(std::slice::from_ref(name), subject))
            })
            .collect();
        // The most specific row speaks last; of equals the later one.
        rows.sort_by_key(|row| std::cmp::Reverse(row.breadth()));
        rows.iter()
            .fold(Grading::default(), |grading, row| row.apply(grading))
    }

    /// Hundredths from which an average of the subject is rounded up.
    pub fn rounding(&self, subject: &str) -> u8 {
        self.term
            .rounding_of
            .iter()
            .rfind(|(name, _)| self.named(std::slice::from_ref(name), subject))
            .map_or(self.term.rounding, |(_, hundredths)| *hundredths)
    }

    fn is_of(&self, name: &str, subject: &str) -> bool {
        let family = self.families.iter().find(|f| folded(&f.name) == *name);
        name == subject || family.is_some_and(|f| f.subjects.iter().any(|s| folded(s) == *subject))
    }
}

impl EntryRules {
    /// The school's offset from UTC; UTC where the setting is no offset at all.
    pub fn offset(&self) -> FixedOffset {
        let seconds = self.utc_offset_minutes.saturating_mul(60);
        FixedOffset::east_opt(seconds).unwrap_or(Utc.fix())
    }
}

impl AccumulationRules {
    /// Marks a term mark needs at so many quarters of an hour a week (R52–R53).
    pub fn term_need(&self, week_hours_quarters: u16) -> u16 {
        step(&self.term_need, week_hours_quarters).unwrap_or(0)
    }

    /// Weeks of a term that count nothing (R55).
    pub fn grace_weeks(&self, week_hours_quarters: u16) -> u16 {
        step(&self.grace_weeks, week_hours_quarters).unwrap_or(0)
    }

    /// Marks after the first and after the second of the early weeks (R56).
    pub fn early_need(&self, week_hours_quarters: u16) -> [u16; 2] {
        step(&self.early_need, week_hours_quarters).unwrap_or([0, 0])
    }
}

/// The value of the last step begun; fewer hours than the first step fall into it.
fn step<T: Copy>(steps: &[(u16, T)], week_hours_quarters: u16) -> Option<T> {
    let begun = steps
        .iter()
        .rfind(|(hours, _)| hours.saturating_mul(4) <= week_hours_quarters);
    begun.or(steps.first()).map(|(_, value)| *value)
}

#[cfg(test)]
mod tests;
