//! The plan of entry at work (R34–R36): whose time it is at this machine, who is let in outside it,
//! the plan as it is made and printed, and how it was kept.
//!
//! The door keeps what it must know before anybody has opened the replica; the rule itself is
//! [`klassny_domain::slots`].

mod bring_in;
mod gate;
mod let_in;
mod plan;
mod print;
mod report;

pub(crate) use gate::may_enter;

use crate::error::Result;
use crate::profile::{Door, DoorLetIn, DoorSlot, DoorTime};
use crate::view::session::{DuePerson, DueState, PersonChoice, SignInWay, SlotView};
use crate::view::slots::{NextSlot, SlotPolicyCode, SlotStanding};
use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use klassny_domain::ids::{StaffId, YearId};
use klassny_domain::regulation::{Rules, SlotPolicy};
use klassny_domain::roster::Role;
use klassny_domain::slots::{LetIn, NextTime, OwnTime, Standing, UNBOUND, Visit, WAIVERS};
use klassny_store::Store;

impl From<SlotPolicy> for SlotPolicyCode {
    fn from(policy: SlotPolicy) -> Self {
        match policy {
            SlotPolicy::Note => Self::Note,
            SlotPolicy::ReadOnly => Self::ReadOnly,
            SlotPolicy::NoSignIn => Self::NoSignIn,
        }
    }
}

impl From<SlotPolicyCode> for SlotPolicy {
    fn from(code: SlotPolicyCode) -> Self {
        match code {
            SlotPolicyCode::Note => Self::Note,
            SlotPolicyCode::ReadOnly => Self::ReadOnly,
            SlotPolicyCode::NoSignIn => Self::NoSignIn,
        }
    }
}

/// Writes down for the door the plan, the school's rule and who was let in.
pub(crate) fn write_down(
    door: &mut Door,
    store: &Store,
    (year, here, today): (Option<YearId>, u16, NaiveDate),
) -> Result<()> {
    let Some(year) = year else {
        return Ok(());
    };
    let ahead = today..=today.checked_add_days(Days::new(31)).unwrap_or(today);
    let (mut slots, regulation, waivers) = store.read(|read| {
        Ok((
            read.entry_slots(year)?,
            read.regulation(year)?,
            read.slot_waivers(&ahead)?,
        ))
    })?;
    let rules = regulation.and_then(|text| Rules::from_regulation(&text).ok());
    let entry = rules.unwrap_or_else(Rules::s4).entry;
    door.rule.policy = entry.slots.word().to_owned();
    door.rule.lock_minutes = entry.lock_minutes;
    door.rule.warn_minutes = entry.slot_warn_minutes;
    slots.sort_by_key(|slot| (slot.weekday.num_days_from_monday(), slot.starts_at));
    for slot in slots {
        let time = DoorSlot {
            weekday: slot.weekday.num_days_from_monday(),
            staff: slot.staff.to_string(),
            from: slot.starts_at,
            until: slot.ends_at,
        };
        match slot.workstation == here {
            true => door.plan.push(time),
            false => door.elsewhere.push(DoorTime {
                workstation: slot.workstation,
                slot: time,
            }),
        }
    }
    let standing = waivers.into_iter().map(|waiver| waiver.value);
    let here = standing.filter(|waiver| waiver.stands && waiver.workstation == here);
    door.let_in = here
        .map(|waiver| DoorLetIn {
            staff: waiver.staff.to_string(),
            day: waiver.day,
            from: waiver.from,
            until: waiver.until,
        })
        .collect();
    offices(door, store, today)
}

/// Whom of the people at the door no plan binds, and who lets others in.
fn offices(door: &mut Door, store: &Store, today: NaiveDate) -> Result<()> {
    let holders = |roles: &[Role]| -> Result<Vec<String>> {
        let mut holders = Vec::new();
        for role in roles {
            let staff = store.read(|read| read.staff_in_role(*role, today))?;
            holders.extend(staff.iter().map(|person| person.staff.to_string()));
        }
        Ok(holders)
    };
    let (unbound, waivers) = (holders(UNBOUND)?, holders(WAIVERS)?);
    for person in &mut door.people {
        person.unbound = unbound.contains(&person.staff);
        person.lets_in = waivers.contains(&person.staff);
    }
    Ok(())
}

/// The school's rule as the door has it.
pub(crate) fn policy_of(door: &Door) -> SlotPolicy {
    SlotPolicy::from_word(&door.rule.policy).unwrap_or(SlotPolicy::Note)
}

/// Everything that says how a person stands to the plan.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ground {
    unbound: bool,
    times: Vec<OwnTime>,
    let_in: Vec<LetIn>,
    workstation: u16,
}

impl Ground {
    /// What the door knows of a person at this machine.
    pub(crate) fn at_door(door: &Door, (number, staff): (u16, &str)) -> Self {
        let own = |slot: &&DoorSlot| slot.staff == staff;
        let here = door.plan.iter().filter(own).map(|slot| (number, slot));
        let elsewhere = door.elsewhere.iter().filter(|time| own(&&time.slot));
        let elsewhere = elsewhere.map(|time| (time.workstation, &time.slot));
        let times = here.chain(elsewhere).map(|(workstation, slot)| OwnTime {
            weekday: weekday_of(slot.weekday),
            workstation,
            from: slot.from,
            until: slot.until,
        });
        let let_in = door.let_in.iter().filter(|time| time.staff == staff);
        let mut people = door.people.iter();
        Self {
            unbound: people.any(|person| person.staff == staff && person.unbound),
            times: times.collect(),
            let_in: let_in
                .map(|time| LetIn {
                    day: time.day,
                    workstation: number,
                    from: time.from,
                    until: time.until,
                })
                .collect(),
            workstation: number,
        }
    }

    /// The person at an hour.
    pub(crate) fn visit(&self, now: NaiveDateTime) -> Visit<'_> {
        Visit {
            unbound: self.unbound,
            times: &self.times,
            let_in: &self.let_in,
            workstation: self.workstation,
            now,
        }
    }
}

fn weekday_of(days_from_monday: u32) -> Weekday {
    let number = u8::try_from(days_from_monday).unwrap_or_default();
    Weekday::try_from(number).unwrap_or(Weekday::Mon)
}

/// How a person stands to the plan at the door.
pub(crate) fn standing_of(
    door: &Door,
    person: (u16, &str),
    now: NaiveDateTime,
) -> (SlotStanding, Option<NextSlot>) {
    match Ground::at_door(door, person).visit(now).standing() {
        Standing::Unbound => (SlotStanding::Unbound, None),
        Standing::Within { .. } => (SlotStanding::Within, None),
        Standing::LetIn { .. } => (SlotStanding::LetIn, None),
        Standing::Outside { next } => (SlotStanding::Outside, next.map(next_view)),
    }
}

pub(crate) fn next_view(next: NextTime) -> NextSlot {
    NextSlot {
        day: next.day.to_string(),
        from: hour(next.from),
        until: hour(next.until),
        workstation: next.workstation,
    }
}

/// What a session shows of the plan.
#[derive(Clone, Debug)]
pub(crate) struct SlotPart {
    pub(crate) slot: Option<SlotView>,
    pub(crate) standing: SlotStanding,
    pub(crate) next_slot: Option<NextSlot>,
    pub(crate) read_only: bool,
    pub(crate) locks_at_end: bool,
}

/// The person's slot at this machine at this hour, or the time the person was let in for.
pub(crate) fn session_slot(
    door: &Door,
    (number, staff): (u16, StaffId),
    now: NaiveDateTime,
) -> SlotPart {
    let id = staff.to_string();
    let ground = Ground::at_door(door, (number, &id));
    let (standing, next_slot) = standing_of(door, (number, &id), now);
    let strict = policy_of(door) != SlotPolicy::Note;
    let slot = match ground.visit(now).standing() {
        Standing::LetIn { until } => Some(SlotView {
            from: hour(now.time()),
            until: hour(until),
            next: next_person(door, now, until),
            warn_minutes: door.rule.warn_minutes,
        }),
        Standing::Unbound | Standing::Within { .. } | Standing::Outside { .. } => {
            slot_of(door, staff, now)
        }
    };
    SlotPart {
        slot,
        read_only: strict && standing == SlotStanding::Outside,
        locks_at_end: strict && !ground.unbound,
        standing,
        next_slot,
    }
}

/// Whom the sign-in screen offers.
pub(crate) fn people_at(door: &Door, number: u16, now: NaiveDateTime) -> Vec<PersonChoice> {
    let choice = |person: &crate::profile::DoorPerson| {
        let mut invitations = door.invitations.iter();
        let invited = invitations.any(|invitation| invitation.staff == person.staff);
        let (standing, next_slot) = standing_of(door, (number, &person.staff), now);
        PersonChoice {
            staff: person.staff.clone(),
            name: person.name.clone(),
            about: person.about.clone(),
            way: match (person.seats.is_empty(), invited) {
                (false, _) => SignInWay::Password,
                (true, true) => SignInWay::Invitation,
                (true, false) => SignInWay::None,
            },
            lets_in: person.lets_in && !person.seats.is_empty(),
            standing,
            next_slot,
        }
    };
    let mut people: Vec<PersonChoice> = door.people.iter().map(choice).collect();
    // The sort is stable: within each way people stay in the order of their names.
    people.sort_by_key(|person| match person.way {
        SignInWay::Password => 0,
        SignInWay::Invitation => 1,
        SignInWay::None => 2,
    });
    people
}

/// Whose time it is at this machine now, but for the person who asks; empty for nobody's.
pub(crate) fn whose(door: &Door, staff: &str, now: NaiveDateTime) -> String {
    let mut others = of_day(door, now)
        .filter(|slot| slot.staff != staff && state(slot, now.time()) == DueState::Now);
    others.next().map_or_else(String::new, |slot| {
        person(door, &slot.staff, |person| initials(&person.name))
    })
}

/// Up to three people who may let somebody in, in initials.
pub(crate) fn who_lets_in(door: &Door) -> String {
    let names = door.people.iter().filter(|person| person.lets_in);
    let names: Vec<String> = names.take(3).map(|person| initials(&person.name)).collect();
    names.join(", ")
}

fn next_person(door: &Door, now: NaiveDateTime, until: NaiveTime) -> String {
    let mut after = of_day(door, now).filter(|slot| slot.from >= until);
    after.next().map_or_else(String::new, |next| {
        person(door, &next.staff, |person| initials(&person.name))
    })
}

/// Who is due at this machine today.
pub(crate) fn due(door: &Door, now: NaiveDateTime) -> Vec<DuePerson> {
    let known = |slot: &&DoorSlot| door.people.iter().any(|person| person.staff == slot.staff);
    of_day(door, now)
        .filter(known)
        .map(|slot| DuePerson {
            staff: slot.staff.clone(),
            name: person(door, &slot.staff, |person| person.name.clone()),
            about: person(door, &slot.staff, |person| person.about.clone()),
            from: hour(slot.from),
            until: hour(slot.until),
            state: state(slot, now.time()),
        })
        .collect()
}

/// The person's slot at this machine at this hour.
pub(crate) fn slot_of(door: &Door, staff: StaffId, now: NaiveDateTime) -> Option<SlotView> {
    let staff = staff.to_string();
    let mine = of_day(door, now)
        .find(|slot| slot.staff == staff && state(slot, now.time()) == DueState::Now)?;
    Some(SlotView {
        from: hour(mine.from),
        until: hour(mine.until),
        next: next_person(door, now, mine.until),
        warn_minutes: door.rule.warn_minutes,
    })
}

fn of_day(door: &Door, now: NaiveDateTime) -> impl Iterator<Item = &DoorSlot> {
    let today = now.date().weekday().num_days_from_monday();
    door.plan.iter().filter(move |slot| slot.weekday == today)
}

fn person(door: &Door, staff: &str, say: impl Fn(&crate::profile::DoorPerson) -> String) -> String {
    let found = door.people.iter().find(|person| person.staff == staff);
    found.map(say).unwrap_or_default()
}

fn state(slot: &DoorSlot, now: NaiveTime) -> DueState {
    if now < slot.from {
        DueState::Later
    } else if now < slot.until {
        DueState::Now
    } else {
        DueState::Past
    }
}

pub(crate) fn hour(time: NaiveTime) -> String {
    time.format("%-H:%M").to_string()
}

/// «Ким Регина Андреевна» is «Ким Р. А.».
fn initials(full: &str) -> String {
    let mut words = full.split_whitespace();
    let surname = words.next().unwrap_or_default().to_owned();
    words.fold(surname, |said, word| match word.chars().next() {
        Some(letter) => format!("{said} {letter}."),
        None => said,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::DoorPerson;

    fn door() -> Door {
        let person = |staff: StaffId, name: &str| DoorPerson {
            staff: staff.to_string(),
            name: name.to_owned(),
            about: String::new(),
            seats: Vec::new(),
            unbound: false,
            lets_in: false,
        };
        let slot = |staff: StaffId, from: &str, until: &str| DoorSlot {
            weekday: 4,
            staff: staff.to_string(),
            from: from.parse().unwrap(),
            until: until.parse().unwrap(),
        };
        let (one, other) = (StaffId::derive(&[b"one"]), StaffId::derive(&[b"other"]));
        Door {
            people: vec![
                person(one, "Берг Марк Александрович"),
                person(other, "Ким Регина Андреевна"),
            ],
            plan: vec![
                slot(one, "13:00:00", "13:20:00"),
                slot(other, "13:20:00", "13:40:00"),
            ],
            ..Door::default()
        }
    }

    fn at(text: &str) -> NaiveDateTime {
        format!("2026-10-23T{text}").parse().unwrap()
    }

    #[test]
    fn r34_the_door_says_whose_time_it_is_and_who_comes_next() {
        let door = door();
        let states = |text| {
            let due = due(&door, at(text));
            due.into_iter()
                .map(|person| person.state)
                .collect::<Vec<_>>()
        };
        assert_eq!(states("12:59:59"), [DueState::Later, DueState::Later]);
        assert_eq!(states("13:00:00"), [DueState::Now, DueState::Later]);
        assert_eq!(states("13:20:00"), [DueState::Past, DueState::Now]);
        let slot = slot_of(&door, StaffId::derive(&[b"one"]), at("13:19:00")).unwrap();
        assert_eq!(
            (slot.until.as_str(), slot.next.as_str()),
            ("13:20", "Ким Р. А.")
        );
        assert!(slot_of(&door, StaffId::derive(&[b"one"]), at("13:20:00")).is_none());
        let saturday = "2026-10-24T13:00:00".parse().unwrap();
        assert!(
            due(&door, saturday).is_empty(),
            "another weekday has another plan"
        );
    }
}
