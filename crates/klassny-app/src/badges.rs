//! What waits for the person, as the counts beside the names of screens: lessons to fill, remarks
//! whose day is over, volumes whose next step is the person's.
//!
//! Counted from the same rows as the screens. The status line asks often, so an answer is kept
//! while neither the log nor the tenth of an hour is another.

use crate::app::{App, Session, lock};
use crate::desk::Desk;
use crate::error::Result;
use crate::{paper, permit, today};
use klassny_domain::ids::StaffId;

/// Minutes for which an answer holds though nothing was entered: lessons begin and end.
const HOLDS_MINUTES: i64 = 6;

/// The counts of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Badges {
    /// Lessons that were and lack something.
    pub unfilled: u32,
    /// Remarks whose term is over.
    pub late_remarks: u32,
    /// Volumes that wait for this person.
    pub volumes: u32,
    /// Requests for permits that wait for this person.
    pub requests: u32,
}

/// The last answer and what it holds for: the person, the newest fact, the time.
pub(crate) type Kept = Option<((StaffId, i64, i64), Badges)>;

impl App {
    /// The counts of who is signed in; none before the school has a year.
    pub(crate) fn badges(&self, session: &Session) -> Result<Badges> {
        let Some(workstation) = self.workstation_if_open() else {
            return Ok(Badges::default());
        };
        let store = &workstation.store;
        let now = self.now();
        let span = HOLDS_MINUTES * 60_000;
        let staff = session.person.staff;
        let key = (staff, store.newest_fact()?, now.wall_ms.div_euclid(span));
        if let Some((of, badges)) = *lock(&self.badges)
            && of == key
        {
            return Ok(badges);
        }
        let undo = std::sync::Mutex::default();
        let Ok(desk) = Desk::new(store, session.person.clone(), now, &undo, &|_, _| {}) else {
            return Ok(Badges::default());
        };
        let badges = Badges {
            unfilled: today::unfilled_count(&desk)?,
            late_remarks: today::late_remarks(&desk)?,
            volumes: paper::waiting_for(&desk)?,
            requests: permit::waiting_count(&desk)?,
        };
        *lock(&self.badges) = Some((key, badges));
        Ok(badges)
    }
}
