//! Which machines need which compartment: personal cards open only where somebody works with them
//! (D15).
//!
//! The journal and the control log open everywhere. The personal compartment is given to machines
//! on which an administrator, the director, a deputy, the clerk, the keeper of the diary or a class
//! teacher has a seat that acts; every other machine keeps and passes on what it cannot read.

use crate::error::Result;
use chrono::NaiveDate;
use klassny_domain::change::Compartment;
use klassny_domain::ids::{DeviceId, SeatId, StaffId};
use klassny_domain::roster::Role;
use klassny_store::Store;
use std::collections::HashSet;

/// Whose work needs personal cards, besides class teachers' and administrators'.
const PERSONAL: [Role; 4] = [Role::Director, Role::Deputy, Role::Clerk, Role::DiaryKeeper];

/// The machines that need the personal compartment.
pub(crate) struct Needs {
    personal: HashSet<DeviceId>,
}

impl Needs {
    /// Finds them as of a day; the seats that are about to end count as ended.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn read(store: &Store, on: NaiveDate, ending: &[SeatId]) -> Result<Self> {
        let (seats, ended, roles, leaders) = store.read(|read| {
            Ok((
                read.seats()?,
                read.revocations()?,
                read.all_role_grants()?,
                read.all_class_teachers()?,
            ))
        })?;
        let mut ended: HashSet<SeatId> = ended.iter().map(|ended| ended.seat).collect();
        ended.extend(ending);
        let lasts = |until: Option<NaiveDate>| until.is_none_or(|until| on < until);
        let holders = roles
            .iter()
            .filter(|grant| PERSONAL.contains(&grant.role) && lasts(grant.until))
            .map(|grant| grant.staff);
        let leaders = leaders.iter().filter(|leader| lasts(leader.until));
        let people: HashSet<StaffId> = holders.chain(leaders.map(|leader| leader.staff)).collect();
        let mut personal = HashSet::new();
        for seat in seats.iter().filter(|seat| !ended.contains(&seat.seat)) {
            if people.contains(&seat.staff) || store.is_administrator(seat.seat)? {
                personal.insert(seat.device);
            }
        }
        Ok(Self { personal })
    }

    /// Whether a machine needs a compartment.
    pub(crate) fn has(&self, compartment: Compartment, device: DeviceId) -> bool {
        match compartment {
            Compartment::Journal | Compartment::Control => true,
            Compartment::Personal => {
                self.personal.contains(&device)
                    || klassny_log::mutant("every_machine_has_every_key")
            }
        }
    }
}
