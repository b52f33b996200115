//! Questions about who stood on which list, and when.
//!
//! Must not number the rows of a page: where late joiners stand is the domain's rule.

use crate::error::Error;
use crate::project::Noun;
use crate::read::Read;
use crate::row::Columns;
use crate::sql::{select, statements};
use chrono::NaiveDate;
use klassny_domain::ids::{ClassId, GroupId, PupilId};
use klassny_domain::roster::{Enrolment, Group, GroupMember, Pupil};
use rusqlite::{Row, named_params};
use std::ops::RangeInclusive;

statements! {
    LISTED_IN_CLASS = include_str!("listed_in_class.sql");
    LISTED_IN_GROUP = include_str!("listed_in_group.sql");
    ENROLMENTS_OF_PUPIL = select!(Enrolment, "WHERE pupil_id = :pupil_id ORDER BY from_on, class_id");
    MEMBERS = select!(GroupMember, "WHERE group_id = :group_id ORDER BY from_on, pupil_id");
    GROUPS_OF_PUPIL = select!(Group, "WHERE class_id IN (
        SELECT class_id FROM enrolment
        WHERE pupil_id = :pupil_id AND from_on <= :to AND (until_on IS NULL OR until_on > :from)
    ) AND (subgroup = 0 OR register_key IN (
        SELECT group_id FROM group_member
        WHERE pupil_id = :pupil_id AND from_on <= :to AND (until_on IS NULL OR until_on > :from)
    )) ORDER BY class_id, subject_id, subgroup");
}

/// An interval of a pupil on a list. A returning pupil has several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The pupil.
    pub pupil: Pupil,
    /// The first day on the list.
    pub from: NaiveDate,
    /// The first day no longer on the list.
    pub until: Option<NaiveDate>,
    /// The order of joining, in words; empty where a subgroup was joined without one.
    pub order_in: String,
    /// The order of leaving, in words; empty while on the list.
    pub order_out: String,
    /// Where the pupil came from or went to, in words.
    pub note: String,
}

impl Listed {
    /// Whether the pupil is on the list on the day.
    pub fn is_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

impl Read<'_> {
    /// Pupils on the list of a class on any of the days, by the day they joined, then by name.
    pub fn listed_in_class(
        &self,
        class: ClassId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Listed>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! { ":class_id": class.as_bytes(), ":from": from, ":to": to };
        self.rows(LISTED_IN_CLASS, params, read_listed)
    }

    /// Pupils of a group on any of the days: the class list, or of a subgroup those named for it
    /// while they are on the class list. By the day they joined, then by name.
    pub fn listed_in_group(
        &self,
        group: GroupId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Listed>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! { ":group_id": group.as_bytes(), ":from": from, ":to": to };
        self.rows(LISTED_IN_GROUP, params, read_listed)
    }

    /// Every interval of a pupil on a class list.
    pub fn enrolments_of_pupil(&self, pupil: PupilId) -> Result<Vec<Enrolment>, Error> {
        self.all(
            ENROLMENTS_OF_PUPIL,
            named_params! { ":pupil_id": pupil.as_bytes() },
        )
    }

    /// Every interval stated for a subgroup, as it was stated.
    pub fn group_members(&self, group: GroupId) -> Result<Vec<GroupMember>, Error> {
        self.all(MEMBERS, named_params! { ":group_id": group.as_bytes() })
    }

    /// The groups a pupil was in on any of the days.
    pub fn groups_of_pupil(
        &self,
        pupil: PupilId,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<Group>, Error> {
        let (from, to) = (days.start().to_string(), days.end().to_string());
        let params = named_params! { ":pupil_id": pupil.as_bytes(), ":from": from, ":to": to };
        self.all(GROUPS_OF_PUPIL, params)
    }
}

fn read_listed(row: &Row<'_>) -> Result<Listed, Error> {
    Ok(Listed {
        pupil: Pupil::read(row)?,
        from: row.date("from_on")?,
        until: row.date_or_none("until_on")?,
        order_in: row.text("order_in")?,
        order_out: row.text("order_out")?,
        note: row.text("note")?,
    })
}
