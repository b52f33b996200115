//! What every use case of a signed-in person works with: the replica, the person, the clock, the
//! frame of the year. Made anew for each call, so nothing in it is older than the call.

use crate::error::{AppError, Result};
use crate::undo::UndoStack;
use crate::view::text::ErrorCode;
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use klassny_domain::calendar::{Calendar, to_local};
use klassny_domain::change::{Change, EnteredAt};
use klassny_domain::ids::{SeatId, StaffId, YearId};
use klassny_domain::norm::Moment;
use klassny_domain::regulation::Rules;
use klassny_domain::roster::Role;
use klassny_domain::school::AcademicYear;
use klassny_store::{Author, NewFact, Store};
use std::sync::{Mutex, PoisonError};

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub staff: StaffId,
    /// The person's seat on this machine.
    pub seat: SeatId,
    /// Since when, ms: undo ends with the session.
    pub since_ms: i64,
}

/// A signed-in person at work.
pub struct Desk<'a> {
    /// The replica.
    pub store: &'a Store,
    /// Who works.
    pub person: Person,
    /// The clocks now.
    pub entered: EnteredAt,
    /// The academic year of today, or the newest one.
    pub year: AcademicYear,
    /// Its calendar.
    pub calendar: Calendar,
    /// Its regulation.
    pub rules: Rules,
    /// What the person did in this session and may take back.
    pub undo: &'a Mutex<UndoStack>,
    /// Tells how far long work has come: done, total.
    pub progress: &'a (dyn Fn(u32, u32) + Sync),
}

impl<'a> Desk<'a> {
    /// Reads the frame of the year for a call.
    ///
    /// # Errors
    /// Where the school has no academic year yet, or the disk fails.
    pub fn new(
        store: &'a Store,
        person: Person,
        entered: EnteredAt,
        undo: &'a Mutex<UndoStack>,
        progress: &'a (dyn Fn(u32, u32) + Sync),
    ) -> Result<Self> {
        let (year, calendar, rules) = store.read(|read| {
            let rules_before = Rules::s4();
            let today = local(entered.wall_ms, &rules_before).date();
            let year = match read.year_on(today)? {
                Some(year) => Some(year),
                None => read.years()?.pop(),
            };
            let Some(year) = year else {
                return Ok((None, None, rules_before));
            };
            let regulation = read.regulation(year.year)?;
            let rules = regulation.and_then(|text| Rules::from_regulation(&text).ok());
            let calendar = read.calendar(year.year)?;
            Ok((Some(year), calendar, rules.unwrap_or(rules_before)))
        })?;
        let year = year.ok_or_else(|| AppError::not_found("academic year"))?;
        let calendar = calendar.ok_or_else(|| AppError::not_found("calendar"))?;
        Ok(Self {
            store,
            person,
            entered,
            year,
            calendar,
            rules,
            undo,
            progress,
        })
    }

    /// The school's local time.
    pub fn now(&self) -> NaiveDateTime {
        local(self.entered.wall_ms, &self.rules)
    }

    /// The local time of an instant.
    pub fn local(&self, at_ms: i64) -> NaiveDateTime {
        local(at_ms, &self.rules)
    }

    /// The school's offset from UTC.
    pub fn offset(&self) -> FixedOffset {
        self.rules.entry.offset()
    }

    /// Who enters and when, as the norms ask.
    pub fn moment(&self) -> Moment {
        Moment {
            staff: self.person.staff,
            now: self.now(),
            session_since: self.local(self.person.since_ms),
            offset: self.offset(),
        }
    }

    /// The academic year of the call.
    pub const fn year_id(&self) -> YearId {
        self.year.year
    }

    /// The roles of the person today; an administrator's comes from the seat (D13).
    ///
    /// # Errors
    /// What the disk says.
    pub fn roles(&self) -> Result<Vec<Role>> {
        roles_of(self.store, &self.person, self.now())
    }

    /// Refuses unless the person has one of these roles today.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`].
    pub fn require(&self, wanted: &'static [Role]) -> Result<()> {
        let roles = self.roles()?;
        match wanted.iter().any(|role| roles.contains(role)) {
            true => Ok(()),
            false => Err(klassny_domain::refusal::Refusal::NeedsRole { roles: wanted }.into()),
        }
    }

    /// Keeps facts as one act of the person that undo can take back; all or none.
    ///
    /// # Errors
    /// The refusal of a rule, [`ErrorCode::OutsideSlot`] among them, or what the disk says; nothing
    /// is kept then.
    pub fn commit(&self, facts: Vec<NewFact>) -> Result<Vec<i64>> {
        crate::slots::may_enter(self)?;
        // That a batch is complete is no value of the school's, so there is nothing to take back.
        let changes: Vec<Change> = facts
            .iter()
            .map(|fact| fact.change.clone())
            .filter(|change| !matches!(change, Change::BatchCommit(_)))
            .collect();
        let before = changes
            .iter()
            .map(|change| self.store.current(change.register()))
            .collect::<std::result::Result<Vec<Option<Change>>, _>>()?;
        let numbers = self.store.commit(
            Author {
                seat: self.person.seat,
            },
            self.entered,
            facts,
        )?;
        self.undo
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(before, changes, self.entered.wall_ms);
        Ok(numbers)
    }
}

/// The roles of a person today.
pub(crate) fn roles_of(store: &Store, person: &Person, now: NaiveDateTime) -> Result<Vec<Role>> {
    let administrator = store.is_administrator(person.seat)?;
    let mut roles = store.read(|read| read.roles_on(person.staff, now.date()))?;
    roles.retain(|role| *role != Role::Administrator);
    if administrator {
        roles.push(Role::Administrator);
    }
    Ok(roles)
}

/// The local time of an instant by a school's rules.
pub(crate) fn local(at_ms: i64, rules: &Rules) -> NaiveDateTime {
    let instant = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
    to_local(instant, rules.entry.offset())
}

/// Reads an id that the window sent.
///
/// # Errors
/// [`ErrorCode::BadRequest`] where the text is no id.
pub fn parse_id<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
    parse(text).ok_or_else(|| AppError::new(ErrorCode::BadRequest, "id"))
}
