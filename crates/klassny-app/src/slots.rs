//! Whose time it is at this machine (R34): the plan of entry as the door keeps it, so that the
//! sign-in screen shows it before anybody has opened the replica.

use crate::error::Result;
use crate::profile::{Door, DoorSlot};
use crate::view::session::{DuePerson, DueState, SlotView};
use chrono::{Datelike as _, NaiveDateTime, NaiveTime};
use klassny_domain::ids::{StaffId, YearId};
use klassny_store::Store;

/// The warning comes so many minutes before the end of a slot.
const WARN_MINUTES: u32 = 5;

/// The plan of a machine through the week.
pub(crate) fn of_machine(store: &Store, year: YearId, workstation: u16) -> Result<Vec<DoorSlot>> {
    let mut slots = store.read(|read| read.entry_slots(year))?;
    slots.retain(|slot| slot.workstation == workstation);
    slots.sort_by_key(|slot| (slot.weekday.num_days_from_monday(), slot.starts_at));
    let slots = slots.into_iter().map(|slot| DoorSlot {
        weekday: slot.weekday.num_days_from_monday(),
        staff: slot.staff.to_string(),
        from: slot.starts_at,
        until: slot.ends_at,
    });
    Ok(slots.collect())
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
    let next = of_day(door, now).find(|slot| slot.from >= mine.until);
    Some(SlotView {
        from: hour(mine.from),
        until: hour(mine.until),
        next: next.map_or_else(String::new, |next| {
            person(door, &next.staff, |person| initials(&person.name))
        }),
        warn_minutes: WARN_MINUTES,
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

fn hour(time: NaiveTime) -> String {
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
