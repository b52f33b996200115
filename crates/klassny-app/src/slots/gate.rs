//! The gate: who comes in at this hour, who enters, and the lock at the end of a slot (R34–R36).

use super::{Ground, hour, policy_of, who_lets_in, whose};
use crate::app::{App, lock};
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::view::event::AppEvent;
use chrono::{Datelike as _, TimeDelta};
use klassny_domain::ids::StaffId;
use klassny_domain::regulation::SlotPolicy;
use klassny_domain::roster::Role;
use klassny_domain::slots::{Deed, GRACE_SECONDS, LetIn, OwnTime, Standing, is_bound};
use klassny_keys::Secret;

impl App {
    /// Lets a person whose password was right through the door, or not. The door's own file
    /// decides; where it says no, the replica is opened and the share read once, for somebody may
    /// have let the person in from another machine.
    pub(crate) fn let_through(&self, staff: StaffId, replica: &Secret<[u8; 32]>) -> Result<()> {
        let Err(refused) = self.ask_door(staff) else {
            return Ok(());
        };
        self.open_replica(replica)?;
        if self.sync_pass().is_err() {
            return Err(refused);
        }
        self.refresh_door()?;
        self.ask_door(staff)
    }

    /// What the door says of a person who wants to come in.
    fn ask_door(&self, staff: StaffId) -> Result<()> {
        let door = self.door()?;
        let number = lock(&self.profile).settings.number;
        let id = staff.to_string();
        let now = self.local_now();
        let ground = Ground::at_door(&door, (number, &id));
        let verdict =
            ground
                .visit(now)
                .may(policy_of(&door), Deed::SignIn, &whose(&door, &id, now));
        verdict.map_err(|refusal| with_helper(refusal.into(), who_lets_in(&door)))
    }

    /// Locks the screen once the person's slot is over, under a rule that wants it. The window
    /// locks a moment earlier and keeps what was typed; this holds for a window that does not.
    pub(crate) fn keep_to_slot(&self) -> Result<()> {
        let session = lock(&self.state).session.clone();
        let Some(session) = session.filter(|session| !session.locked) else {
            return Ok(());
        };
        let door = self.door()?;
        let policy = policy_of(&door);
        if policy == SlotPolicy::Note {
            return Ok(());
        }
        let number = lock(&self.profile).settings.number;
        let now = self.local_now();
        let ground = Ground::at_door(&door, (number, &session.person.staff.to_string()));
        let grace = TimeDelta::seconds(GRACE_SECONDS);
        let (ends, locks) = match ground.visit(now).standing() {
            Standing::Unbound => (None, false),
            Standing::Within { until } | Standing::LetIn { until } => {
                (Some(now.date().and_time(until)), false)
            }
            Standing::Outside { .. } => match session.slot_ends {
                Some(ends) if ends <= now && now < ends + grace => (Some(ends), false),
                Some(ends) => (None, policy == SlotPolicy::NoSignIn || ends <= now),
                None => (None, policy == SlotPolicy::NoSignIn),
            },
        };
        if let Some(session) = &mut lock(&self.state).session {
            session.slot_ends = ends;
        }
        if locks {
            let state = self.lock()?;
            self.tell(&AppEvent::State { state });
        }
        Ok(())
    }
}

/// Whether the person at the desk may enter something at this machine now.
///
/// # Errors
/// [`ErrorCode::OutsideSlot`](crate::view::text::ErrorCode::OutsideSlot), with when the person's
/// time is, whose it is now and who lets in.
pub(crate) fn may_enter(desk: &Desk<'_>) -> Result<()> {
    let policy = desk.rules.entry.slots;
    if policy == SlotPolicy::Note || !is_bound(&desk.roles()?) {
        return Ok(());
    }
    let now = desk.now();
    let (year, today, me) = (desk.year_id(), now.date(), desk.person.staff);
    let (plan, waivers, devices, deputies) = desk.store.read(|read| {
        Ok((
            read.entry_slots(year)?,
            read.slot_waivers(&(today..=today))?,
            read.devices()?,
            read.staff_in_role(Role::Deputy, today)?,
        ))
    })?;
    let here = desk.store.identity().device;
    let here = devices.iter().find(|device| device.device == here);
    let workstation = here.map_or(0, |device| device.workstation);
    let own = plan.iter().filter(|slot| slot.staff == me);
    let waivers = waivers.into_iter().map(|waiver| waiver.value);
    let ground = Ground {
        unbound: false,
        times: own
            .map(|slot| OwnTime {
                weekday: slot.weekday,
                workstation: slot.workstation,
                from: slot.starts_at,
                until: slot.ends_at,
            })
            .collect(),
        let_in: waivers
            .filter(|waiver| waiver.stands && waiver.staff == me)
            .map(|waiver| LetIn {
                day: waiver.day,
                workstation: waiver.workstation,
                from: waiver.from,
                until: waiver.until,
            })
            .collect(),
        workstation,
    };
    let other = plan.iter().find(|slot| {
        slot.workstation == workstation
            && slot.staff != me
            && slot.weekday == today.weekday()
            && slot.starts_at <= now.time()
            && now.time() < slot.ends_at
    });
    let whose = match other {
        Some(slot) => desk.store.read(|read| read.staff_member(slot.staff))?,
        None => None,
    };
    let whose = whose.map_or_else(String::new, |person| person.name.initials());
    let verdict = ground.visit(now).may(policy, Deed::Enter, &whose);
    let names: Vec<String> = deputies.iter().take(3).map(|d| d.name.initials()).collect();
    verdict.map_err(|refusal| with_helper(refusal.into(), names.join(", ")))
}

fn with_helper(error: AppError, helper: String) -> AppError {
    AppError { helper, ..error }
}

/// «14:00–15:40».
pub(super) fn span(from: chrono::NaiveTime, until: chrono::NaiveTime) -> String {
    format!("{}–{}", hour(from), hour(until))
}
