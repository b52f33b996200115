//! Questions about single rows and cells of a spread, asked after each key a teacher presses.
//!
//! Must stay narrow: each reads one pupil or one fact, never a whole group.

use crate::error::Error;
use crate::project::Noun;
use crate::read::{Read, Standing};
use crate::row::Columns;
use crate::sql::{select, statements};
use chrono::NaiveDate;
use klassny_domain::attendance::{AbsenceExcuse, Attendance};
use klassny_domain::change::Change;
use klassny_domain::ids::{GroupId, PermitId, PlanId, PupilId, SeatId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::Mark;
use klassny_log::Op;
use rusqlite::named_params;
use std::collections::HashMap;
use std::ops::RangeInclusive;

statements! {
    MARKS_OF_ROW = select!(Mark, "WHERE group_id = :group_id AND date BETWEEN :from AND :to
        AND pupil_id = :pupil_id");
    ATTENDANCE_OF_ROW = select!(Attendance, "WHERE group_id = :group_id
        AND date BETWEEN :from AND :to AND pupil_id = :pupil_id");
    EXCUSES_OF_ROW = select!(AbsenceExcuse, "WHERE group_id = :group_id
        AND date BETWEEN :from AND :to AND pupil_id = :pupil_id");
    HELD_BEFORE = "SELECT COUNT(*) AS held FROM lesson_record WHERE group_id = :group_id
        AND date >= :from AND date < :to AND not_held_reason IS NULL";
    ROWS_BEFORE = "SELECT plan_number FROM lesson_topic WHERE group_id = :group_id
        AND date >= :from AND date < :to AND plan_id = :plan_id
        ORDER BY date, bell, lesson_ordinal";
    PERMITTED = "SELECT fact.fact_no, fact.payload FROM json_each(:facts) AS wanted
        JOIN log_fact AS fact ON fact.fact_no = wanted.value
        WHERE fact.batch_id IS NULL AND length(fact.base) + length(fact.base_local) > 0";
    UNPERMITTED = "SELECT fact.fact_no, fact.entered_ms, fact.payload FROM fact_state
        JOIN log_fact AS fact USING (fact_no)
        WHERE fact_state.state = 'unpermitted' AND fact.kind = 74";
    FACT = "SELECT seat_id, payload FROM log_fact WHERE fact_no = :fact";
}

/// What stands in the row of one pupil on the spread of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PupilRow {
    /// Marks.
    pub marks: Vec<Standing<Mark>>,
    /// Presence.
    pub attendance: Vec<Standing<Attendance>>,
    /// Reasons of absences.
    pub excuses: Vec<Standing<AbsenceExcuse>>,
}

/// A mark that was changed without a permit and does not count (D12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnpermittedMark {
    /// What somebody wanted to stand.
    pub mark: Mark,
    /// The number of its fact.
    pub fact_no: i64,
    /// When it was entered, ms of UTC.
    pub entered_ms: i64,
}

impl Read<'_> {
    /// What stands in the row of a pupil on the spread of a group for the days.
    pub fn pupil_row(
        &self,
        group: GroupId,
        pupil: PupilId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<PupilRow, Error> {
        Ok(PupilRow {
            marks: self.of_row(MARKS_OF_ROW, (group, pupil), days)?,
            attendance: self.of_row(ATTENDANCE_OF_ROW, (group, pupil), days)?,
            excuses: self.of_row(EXCUSES_OF_ROW, (group, pupil), days)?,
        })
    }

    /// How many lessons of a group were held from one day until another, the latter not in.
    pub fn held_before(
        &self,
        group: GroupId,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<u16, Error> {
        let (from, to) = (from.to_string(), to.to_string());
        let params = named_params! { ":group_id": group.as_bytes(), ":from": from, ":to": to };
        let counts = self.rows(HELD_BEFORE, params, |row| row.raw::<u16>("held"))?;
        Ok(counts.into_iter().next().unwrap_or(0))
    }

    /// The number of the row of a plan that the last topic of the days was taken from; the last
    /// day is not in.
    pub fn plan_numbers_before(
        &self,
        group: GroupId,
        plan: PlanId,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<u16>, Error> {
        let (from, to) = (from.to_string(), to.to_string());
        let params = named_params! {
            ":group_id": group.as_bytes(), ":plan_id": plan.as_bytes(), ":from": from, ":to": to,
        };
        self.rows(ROWS_BEFORE, params, |row| row.raw::<u16>("plan_number"))
    }

    /// Of these facts those that replaced others under a permit, with the permit (R50).
    pub fn permits_of_facts(
        &self,
        facts: impl IntoIterator<Item = i64>,
    ) -> Result<HashMap<i64, PermitId>, Error> {
        let facts = serde_json::Value::from_iter(facts).to_string();
        let found = self.rows(PERMITTED, named_params! { ":facts": facts }, |row| {
            let payload: Vec<u8> = row.raw("payload")?;
            let op = klassny_log::decode_fact(&payload)?;
            Ok((row.raw::<i64>("fact_no")?, op.permit))
        })?;
        let named = found.into_iter();
        Ok(named
            .filter_map(|(fact, permit)| Some((fact, permit?)))
            .collect())
    }

    /// Marks of a group changed without a permit (D12); there are few of the whole school.
    pub fn unpermitted_marks(&self, group: GroupId) -> Result<Vec<UnpermittedMark>, Error> {
        let all = self.rows(UNPERMITTED, &[], |row| {
            let payload: Vec<u8> = row.raw("payload")?;
            let Change::Mark(mark) = klassny_log::decode_fact(&payload)?.change else {
                return Ok(None);
            };
            Ok(Some(UnpermittedMark {
                mark,
                fact_no: row.raw("fact_no")?,
                entered_ms: row.raw("entered_ms")?,
            }))
        })?;
        let of_group = |mark: &UnpermittedMark| {
            let place: LessonPlace = mark.mark.place;
            place.group == group
        };
        Ok(all.into_iter().flatten().filter(of_group).collect())
    }

    /// A fact by its number in this replica: the seat it was stated from, and what it states.
    pub fn fact(&self, fact_no: i64) -> Result<Option<(SeatId, Op)>, Error> {
        let facts = self.rows(FACT, named_params! { ":fact": fact_no }, |row| {
            let payload: Vec<u8> = row.raw("payload")?;
            Ok((row.id("seat_id")?, klassny_log::decode_fact(&payload)?))
        })?;
        Ok(facts.into_iter().next())
    }

    fn of_row<T: Noun>(
        &self,
        sql: &'static str,
        (group, pupil): (GroupId, PupilId),
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Standing<T>>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! {
            ":group_id": group.as_bytes(), ":pupil_id": pupil.as_bytes(), ":from": from, ":to": to,
        };
        self.standing(sql, params)
    }
}
