//! The plan of entry at work (R34–R36): who is bound by it, whose time it is at a machine, and who
//! may let somebody in outside it.
//!
//! Pure: asked at the door before anything is open, and again at every entry. A verdict here is
//! never judged on receipt: the hour is the machine's claim, and the report shows it.

pub mod plan;
pub mod report;

use crate::ids::{StaffId, WaiverId};
use crate::refusal::Refusal;
use crate::regulation::SlotPolicy;
use crate::roster::Role;
use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

/// Who may let a person in outside the plan.
pub const WAIVERS: &[Role] = &[Role::Deputy, Role::Director, Role::Administrator];

/// Whom no plan binds, whatever stands in it: they look after the journal at any hour.
pub const UNBOUND: &[Role] = &[
    Role::Administrator,
    Role::Deputy,
    Role::Director,
    Role::Clerk,
];

/// After the end of a slot so long the last thing typed in it is still taken, seconds.
pub const GRACE_SECONDS: i64 = 60;

/// A person let in at a machine outside the plan, with the reason (R34, R36).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotWaiver {
    /// Made at random.
    pub waiver: WaiverId,
    /// Who is let in.
    pub staff: StaffId,
    /// At which machine.
    pub workstation: u16,
    /// On which day.
    pub day: NaiveDate,
    /// From.
    pub from: NaiveTime,
    /// To.
    pub until: NaiveTime,
    /// Why.
    pub reason: String,
    /// `false` takes it back.
    pub stands: bool,
}

/// A time of the person in the plan of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnTime {
    /// The day of the week.
    pub weekday: Weekday,
    /// The machine.
    pub workstation: u16,
    /// From.
    pub from: NaiveTime,
    /// To.
    pub until: NaiveTime,
}

/// A time the person was let in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetIn {
    /// The day.
    pub day: NaiveDate,
    /// The machine.
    pub workstation: u16,
    /// From.
    pub from: NaiveTime,
    /// To.
    pub until: NaiveTime,
}

/// A person at a machine, at an hour.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    /// Whether the person holds one of the roles that no plan binds.
    pub unbound: bool,
    /// All times of the person in the plan, at any machine.
    pub times: &'a [OwnTime],
    /// What the person was let in for; other days and machines may be among it.
    pub let_in: &'a [LetIn],
    /// The machine's number in the plan.
    pub workstation: u16,
    /// The school's local time.
    pub now: NaiveDateTime,
}

/// How a person stands to the plan at a machine, at an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The plan has no time of the person, or the person's office is not bound by it.
    Unbound,
    /// It is the person's time here.
    Within {
        /// Until when.
        until: NaiveTime,
    },
    /// It is not, and somebody let the person in.
    LetIn {
        /// Until when.
        until: NaiveTime,
    },
    /// It is not the person's time here.
    Outside {
        /// The next time ahead, at any machine.
        next: Option<NextTime>,
    },
}

/// The next time of a person by the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextTime {
    /// The day.
    pub day: NaiveDate,
    /// The machine.
    pub workstation: u16,
    /// From.
    pub from: NaiveTime,
    /// To.
    pub until: NaiveTime,
}

/// What is asked for at the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// To sign in, or to open the locked screen.
    SignIn,
    /// To enter something.
    Enter,
}

/// Whether a person with these roles is bound by the plan of entry.
pub fn is_bound(roles: &[Role]) -> bool {
    !roles.iter().any(|role| UNBOUND.contains(role))
}

impl Visit<'_> {
    /// How the person stands to the plan.
    pub fn standing(&self) -> Standing {
        if self.unbound || self.times.is_empty() {
            return Standing::Unbound;
        }
        let (day, hour) = (self.now.date(), self.now.time());
        let own = self.times.iter().filter(|time| {
            time.workstation == self.workstation
                && time.weekday == day.weekday()
                && time.from <= hour
                && hour < time.until
        });
        if let Some(until) = own.map(|time| time.until).max() {
            return Standing::Within { until };
        }
        let let_in = self.let_in.iter().filter(|time| {
            time.workstation == self.workstation
                && time.day == day
                && time.from <= hour
                && hour < time.until
        });
        match let_in.map(|time| time.until).max() {
            Some(until) => Standing::LetIn { until },
            None => Standing::Outside { next: self.next() },
        }
    }

    /// Whether the school's rule lets the person do it now. `whose` is whose time it is here.
    ///
    /// # Errors
    /// [`Refusal::OutsideSlot`], with when the person's time is, whose it is now and who may help.
    pub fn may(&self, policy: SlotPolicy, deed: Deed, whose: &str) -> Result<(), Refusal> {
        let strict = match (policy, deed) {
            (SlotPolicy::Note, _) | (SlotPolicy::ReadOnly, Deed::SignIn) => false,
            (SlotPolicy::ReadOnly, Deed::Enter) | (SlotPolicy::NoSignIn, _) => true,
        };
        // What was typed as the slot ended is not lost for a few seconds.
        let before = Self {
            now: self.now - TimeDelta::seconds(GRACE_SECONDS),
            ..*self
        };
        let ended_now = deed == Deed::Enter
            && before.now.date() == self.now.date()
            && !matches!(before.standing(), Standing::Outside { .. });
        match self.standing() {
            Standing::Outside { next } if strict && !ended_now => Err(Refusal::OutsideSlot {
                sign_in: deed == Deed::SignIn,
                next,
                whose: whose.to_owned(),
            }),
            Standing::Outside { .. }
            | Standing::Unbound
            | Standing::Within { .. }
            | Standing::LetIn { .. } => Ok(()),
        }
    }

    /// The next time of the person within a week, today's later ones first.
    fn next(&self) -> Option<NextTime> {
        let (today, hour) = (self.now.date(), self.now.time());
        let of_day = |days: u64| {
            let day = today.checked_add_days(Days::new(days))?;
            let times = self.times.iter().filter(|time| {
                let ahead = days > 0 || time.from > hour || self.elsewhere_now(time);
                time.weekday == day.weekday() && ahead
            });
            let first = times.min_by_key(|time| (time.from, time.workstation))?;
            Some(NextTime {
                day,
                workstation: first.workstation,
                from: first.from,
                until: first.until,
            })
        };
        (0..=7).find_map(of_day)
    }

    /// Whether it is the person's time now, at another machine.
    fn elsewhere_now(&self, time: &OwnTime) -> bool {
        let hour = self.now.time();
        time.workstation != self.workstation && time.from <= hour && hour < time.until
    }
}

#[cfg(test)]
mod tests;
