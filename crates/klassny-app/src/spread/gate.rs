//! Whether the person may write something of a lesson now: rights first, then the norms.
//!
//! Every rule stands in the domain; here it gets what it asks for.

use super::frame::Frame;
use super::ink::{InkCell, is_listed};
use super::tips::Seats;
use crate::error::Result;
use chrono::NaiveDate;
use klassny_domain::attendance::Presence;
use klassny_domain::change::Change;
use klassny_domain::ids::{PermitId, PupilId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::MarkValue;
use klassny_domain::norm::{
    Entry, Key, Keys, MarkCell, Openness, StandingMark, entry_openness, mark_openness,
};
use klassny_domain::rights::{self, Frame as RightsFrame, Grants, Stage};
use klassny_domain::roster::{ClassTeacher, RoleGrant};
use klassny_domain::term::{Permit, Remark};
use klassny_domain::work_kind::WorkKind;
use klassny_store::query::Listed;

/// What the person holds for a group.
pub(crate) struct Gate<'f> {
    frame: &'f Frame<'f>,
    roles: Vec<RoleGrant>,
    class_teachers: Vec<ClassTeacher>,
    permits: Vec<Permit>,
    remarks: Vec<Remark>,
}

impl<'f> Gate<'f> {
    /// Reads what the person holds.
    pub fn read(frame: &'f Frame<'f>) -> Result<Self> {
        let desk = frame.desk;
        let me = desk.person.staff;
        let (mut roles, class_teachers) = desk.store.read(|read| {
            let teachers = read.class_teachers(frame.card.class.class)?;
            Ok((read.role_grants(me)?, teachers))
        })?;
        // An administrator is one by the seat (D13), never by a grant.
        roles.retain(|grant| grant.role != klassny_domain::roster::Role::Administrator);
        if desk.store.is_administrator(desk.person.seat)? {
            roles.push(RoleGrant {
                staff: me,
                role: klassny_domain::roster::Role::Administrator,
                from: NaiveDate::MIN,
                until: None,
            });
        }
        let mine = |permit: &&Permit| permit.staff == me;
        Ok(Self {
            frame,
            roles,
            class_teachers,
            permits: frame.permits.iter().filter(mine).cloned().collect(),
            remarks: frame.remarks.clone(),
        })
    }

    /// Refuses what the person has no right to state.
    pub fn may_state(&self, change: &Change) -> Result<()> {
        let frame = self.frame;
        let grants = Grants {
            staff: frame.desk.person.staff,
            on: frame.today(),
            roles: &self.roles,
            loads: &frame.loads,
            class_teachers: &self.class_teachers,
            substitutions: &frame.substitutions,
            permits: &self.permits,
            frame: RightsFrame {
                groups: std::slice::from_ref(&frame.card.group),
                classes: std::slice::from_ref(&frame.card.class),
                reasons_by: frame.desk.rules.entry.reasons_by,
                ..RightsFrame::default()
            },
            stage: Stage::Entry,
        };
        Ok(rights::may_state(&grants, change)?)
    }

    /// Refuses an entry of a lesson that is no mark, where its rule does.
    pub fn may_enter(&self, place: LessonPlace, entry: Entry) -> Result<()> {
        let frame = self.frame;
        let at = frame.at(place, place.date);
        let (rules, calendar) = (&frame.desk.rules, &frame.desk.calendar);
        entry_openness(rules, calendar, &at, entry, &frame.moment()).accepted()?;
        Ok(())
    }

    /// Whether a mark may be written, and by what.
    pub fn mark(&self, asked: &AskedMark<'_>) -> Openness {
        let frame = self.frame;
        let standing = asked.standing;
        let from = standing.map_or(asked.written_on, |s| s.written_on);
        let cell = MarkCell {
            lesson: frame.at(asked.place, from.unwrap_or(asked.place.date)),
            assignment: (asked.ordinal, asked.kind),
            pupil: asked.pupil,
            listed: is_listed(asked.listed, asked.place),
            presence: asked.presence,
            standing,
            value: asked.value,
            written_on: asked.written_on,
            keys: Keys {
                permits: &self.permits,
                remarks: &self.remarks,
            },
        };
        let (rules, calendar) = (&frame.desk.rules, &frame.desk.calendar);
        mark_openness(rules, calendar, &cell, &frame.moment())
    }

    /// The permit or remark that a mark is written under; refuses where it may not be written.
    pub fn permit_for(&self, asked: &AskedMark<'_>) -> Result<Option<PermitId>> {
        match self.mark(asked).accepted()? {
            Openness::Open {
                by: Key::SameValue | Key::SlipOfTheHand,
                ..
            } => Ok(asked.standing_permit),
            Openness::Open { by, .. } => Ok(by.named()),
            Openness::Late { .. } | Openness::Closed(_) => Ok(None),
        }
    }
}

/// A mark that somebody asks to write.
pub(crate) struct AskedMark<'a> {
    /// The lesson.
    pub place: LessonPlace,
    /// The work.
    pub ordinal: u8,
    /// Its kind; none where there is no such work.
    pub kind: Option<WorkKind>,
    /// The pupil.
    pub pupil: PupilId,
    /// The pupil's intervals on the list.
    pub listed: &'a [Listed],
    /// Whether the pupil was there.
    pub presence: Presence,
    /// The mark that stands.
    pub standing: Option<StandingMark>,
    /// The permit the standing mark was written under.
    pub standing_permit: Option<PermitId>,
    /// The value; none clears.
    pub value: Option<MarkValue>,
    /// The day a missed work was written later.
    pub written_on: Option<NaiveDate>,
}

/// The mark that stands for a work, as the norms see it.
pub(crate) fn standing_mark(
    frame: &Frame<'_>,
    ink: &super::ink::Ink,
    seats: &Seats,
    (cell, ordinal): (&InkCell, u8),
) -> Option<StandingMark> {
    let mark = cell.mark(ordinal)?;
    let stamp = ink.stamps.get(&mark.fact_no)?;
    Some(StandingMark {
        value: mark.value.value?,
        written_on: mark.value.written_on,
        by: seats.staff(stamp.seat)?,
        at: frame.desk.local(stamp.entered_ms),
    })
}
