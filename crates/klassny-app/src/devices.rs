//! Workstations and their seats: who sits where, since when nothing was heard, what each runs; a
//! new name, the duty of a witness (P7, P11, D13).
//!
//! The director and deputies read; only an administrator's seat changes anything, and every
//! replica judges that again.

use crate::administrator::may_appoint;
use crate::api::{RenameDevice, SetWitness};
use crate::app::{App, lock};
use crate::cosign::Cosigns;
use crate::desk::{Person, parse_id, roles_of};
use crate::error::{AppError, Result};
use crate::people::full_name_order;
use crate::session::local_text;
use crate::view::devices::{DeviceCard, DevicesView, ProgramAge, ProgramView, SeatCard, SeatState};
use crate::view::text::ErrorCode;
use crate::workstation::Workstation;
use chrono::{NaiveDate, NaiveDateTime};
use klassny_domain::access::{DeviceEnrolment, DeviceProgram, SeatCertificate};
use klassny_domain::change::Change;
use klassny_domain::ids::{DeviceId, SeatId, StaffId};
use klassny_domain::refusal::Refusal;
use klassny_domain::roster::{Role, StaffMember};
use klassny_store::query::{Chain, Stamp};
use klassny_store::{Author, NewFact, Standing, Store};
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

/// Who may look at workstations and at the folder's setup.
const READERS: &[Role] = &[Role::Administrator, Role::Director, Role::Deputy];
const CHANGERS: &[Role] = &[Role::Administrator];
/// The longest name of a device, characters.
const NAME_MAX: usize = 40;

/// Refuses everybody but administrators, the director and deputies.
pub(crate) fn may_read(store: &Store, person: &Person, now: NaiveDateTime) -> Result<()> {
    let roles = roles_of(store, person, now)?;
    match READERS.iter().any(|role| roles.contains(role)) {
        true => Ok(()),
        false => Err(Refusal::NeedsRole { roles: READERS }.into()),
    }
}

/// Refuses everybody but administrators.
pub(crate) fn may_change(store: &Store, person: &Person) -> Result<()> {
    match store.is_administrator(person.seat)? {
        true => Ok(()),
        false => Err(Refusal::NeedsRole { roles: CHANGERS }.into()),
    }
}

impl App {
    /// All workstations with their seats.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for anybody but administrators, the director and deputies.
    pub fn devices(&self) -> Result<DevicesView> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        let store = &workstation.store;
        may_read(store, &person, self.local_now())?;
        let administrator = store.is_administrator(person.seat)?;
        let ground = Ground::read(&workstation, self.local_now().date())?;
        let cosigns = Cosigns::read(store, &person, self.local_now())?;
        let mut devices: Vec<DeviceCard> = ground
            .devices
            .iter()
            .map(|device| ground.card(device, (&person, &cosigns)))
            .collect();
        devices.sort_by(in_order);
        let unknown = lock(&self.sharing.last).unknown_authors.len();
        Ok(DevicesView {
            devices,
            requests: match administrator {
                true => self.requests()?,
                false => Vec::new(),
            },
            may_change: administrator,
            may_appoint: may_appoint(store, &person, self.local_now())?,
            version: self.env.program.version.to_owned(),
            rules: self.rules_view(&person)?,
            unknown_authors: u32::try_from(unknown).unwrap_or(u32::MAX),
        })
    }

    /// Gives a device another name and number.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`]; [`ErrorCode::NameTaken`] where another acting device has it.
    pub fn rename_device(&self, args: &RenameDevice) -> Result<DevicesView> {
        let name = args.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > NAME_MAX {
            return Err(AppError::bad_request("name"));
        }
        self.restate(&args.device, |device, others| {
            let taken = others.iter().any(|other| {
                let same_number = args.number > 0 && other.workstation == args.number;
                other.name.to_lowercase() == name.to_lowercase() || same_number
            });
            if taken {
                return Err(AppError::new(ErrorCode::NameTaken, "device"));
            }
            device.name = name;
            device.workstation = args.number;
            Ok(())
        })
    }

    /// Gives a device the duty of a witness, or takes it (P7).
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`].
    pub fn set_witness(&self, args: &SetWitness) -> Result<DevicesView> {
        self.restate(&args.device, |device, _| {
            device.witness = args.witness;
            Ok(())
        })
    }

    /// States a device anew, as it is but for what `change` does; the same again is not stated.
    fn restate(
        &self,
        device: &str,
        change: impl FnOnce(&mut DeviceEnrolment, &[DeviceEnrolment]) -> Result<()>,
    ) -> Result<DevicesView> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        let store = &workstation.store;
        may_change(store, &person)?;
        let device = parse_id(device, DeviceId::parse)?;
        let (mut others, ended) = store.read(|read| Ok((read.devices()?, read.revocations()?)))?;
        let ended: HashSet<SeatId> = ended.iter().map(|ended| ended.seat).collect();
        let before = others
            .iter()
            .find(|known| known.device == device)
            .filter(|known| !ended.contains(&known.seat))
            .cloned()
            .ok_or_else(|| AppError::not_found("device"))?;
        others.retain(|other| other.device != device && !ended.contains(&other.seat));
        let mut after = before.clone();
        change(&mut after, &others)?;
        if after != before {
            let author = Author { seat: person.seat };
            let fact = NewFact::from(Change::DeviceEnrolment(after));
            store.commit(author, self.now(), vec![fact])?;
            self.refresh_door()?;
        }
        self.devices()
    }

    /// Takes over the name that an administrator gave this machine.
    pub(crate) fn take_name(&self) -> Result<()> {
        let Some(workstation) = self.workstation_if_open() else {
            return Ok(());
        };
        let here = workstation.store.identity().device;
        let devices = workstation.store.read(|read| read.devices())?;
        let Some(device) = devices.into_iter().find(|device| device.device == here) else {
            return Ok(());
        };
        let mut profile = lock(&self.profile);
        let known = (&profile.settings.workstation, profile.settings.number);
        if known == (&device.name, device.workstation) {
            return Ok(());
        }
        profile.settings.workstation = device.name;
        profile.settings.number = device.workstation;
        profile.save()
    }
}

/// What the screen is made of, read once.
pub(crate) struct Ground {
    here: DeviceId,
    /// The version of the program here.
    version: &'static str,
    today: NaiveDate,
    pub(crate) devices: Vec<DeviceEnrolment>,
    pub(crate) seats: Vec<Standing<SeatCertificate>>,
    pub(crate) staff: HashMap<StaffId, StaffMember>,
    places: HashMap<u16, String>,
    programs: HashMap<DeviceId, DeviceProgram>,
    reasons: HashMap<SeatId, String>,
    chains: HashMap<SeatId, Chain>,
    stamps: HashMap<i64, Stamp>,
    administrators: HashSet<SeatId>,
    missing: HashMap<SeatId, u32>,
    waiting: HashMap<SeatId, u32>,
}

impl Ground {
    pub(crate) fn read(workstation: &Workstation, today: NaiveDate) -> Result<Self> {
        let store = &workstation.store;
        let version = workstation.env().program.version;
        let mut missing = HashMap::new();
        for head in store.missing()? {
            *missing.entry(head.seat).or_insert(0) += 1;
        }
        let waiting = store
            .outboxes()?
            .into_iter()
            .map(|outbox| (outbox.seat, count(outbox.unsealed + outbox.prepared)))
            .collect();
        let here = store.identity().device;
        let mut ground = store.read(|read| {
            let seats = read.seats_standing()?;
            let stamps = read.stamps(seats.iter().map(|seat| seat.fact_no))?;
            let staff = read.staff()?.into_iter();
            let places = read.workstations()?.into_iter();
            let programs = read.programs()?.into_iter();
            let reasons = read.revocations()?.into_iter();
            let chains = read.chains()?.into_iter();
            Ok(Self {
                here,
                version,
                today,
                devices: read.devices()?,
                seats,
                staff: staff.map(|person| (person.staff, person)).collect(),
                places: places.map(|place| (place.number, place.place)).collect(),
                programs: programs.map(|program| (program.device, program)).collect(),
                reasons: reasons.map(|ended| (ended.seat, ended.reason)).collect(),
                chains: chains.map(|chain| (chain.seat, chain)).collect(),
                stamps,
                administrators: HashSet::new(),
                missing,
                waiting,
            })
        })?;
        for seat in &ground.seats {
            if store.is_administrator(seat.value.seat)? {
                ground.administrators.insert(seat.value.seat);
            }
        }
        Ok(ground)
    }

    pub(crate) fn is_ended(&self, seat: SeatId) -> bool {
        self.reasons.contains_key(&seat)
    }

    pub(crate) fn is_administrator(&self, seat: SeatId) -> bool {
        self.administrators.contains(&seat)
    }

    pub(crate) fn state(&self, seat: SeatId) -> SeatState {
        let forked = self.chains.get(&seat).is_some_and(|chain| chain.forked);
        match (self.is_ended(seat), forked) {
            (true, _) => SeatState::Revoked,
            (false, true) => SeatState::Forked,
            (false, false) => SeatState::Acting,
        }
    }

    /// The person of a seat.
    pub(crate) fn staff_at(&self, seat: SeatId) -> Option<StaffId> {
        let mut seats = self.seats.iter();
        let found = seats.find(|known| known.value.seat == seat);
        found.map(|known| known.value.staff)
    }

    /// The machine's own seat, of a person's seat on it.
    pub(crate) fn machine_of(&self, seat: SeatId) -> Option<SeatId> {
        let mut seats = self.seats.iter().map(|known| &known.value);
        let device = seats.find(|known| known.seat == seat)?.device;
        let mut devices = self.devices.iter();
        devices
            .find(|known| known.device == device)
            .map(|it| it.seat)
    }

    /// The seats of a device, its own among them.
    pub(crate) fn seats_of(&self, device: DeviceId) -> Vec<SeatId> {
        let people = self.seats.iter().map(|seat| &seat.value);
        let people = people.filter(|seat| seat.device == device);
        let own = self.devices.iter().filter(|known| known.device == device);
        let own = own.map(|known| known.seat);
        people.map(|seat| seat.seat).chain(own).collect()
    }

    /// «Воробьёва А. Е.».
    pub(crate) fn initials(&self, staff: StaffId) -> String {
        let person = self.staff.get(&staff);
        person
            .map(|person| person.name.initials())
            .unwrap_or_default()
    }

    pub(crate) fn full_name(&self, staff: StaffId) -> String {
        let person = self.staff.get(&staff);
        person.map(|person| person.name.full()).unwrap_or_default()
    }

    /// When the newest of these chains was heard of.
    pub(crate) fn seen(&self, seats: impl IntoIterator<Item = SeatId>) -> Option<String> {
        let chains = seats.into_iter().filter_map(|seat| self.chains.get(&seat));
        chains
            .filter_map(|chain| chain.seen_ms)
            .max()
            .map(local_text)
    }

    pub(crate) fn opened_at(&self, seat: &Standing<SeatCertificate>) -> Option<String> {
        let stamp = self.stamps.get(&seat.fact_no);
        stamp.map(|stamp| local_text(stamp.entered_ms))
    }

    pub(crate) fn unseen(&self, seats: &[SeatId]) -> u32 {
        seats.iter().filter_map(|seat| self.missing.get(seat)).sum()
    }

    fn waits(&self, seats: &[SeatId]) -> u32 {
        seats.iter().filter_map(|seat| self.waiting.get(seat)).sum()
    }

    fn card(&self, device: &DeviceEnrolment, (person, cosigns): (&Person, &Cosigns)) -> DeviceCard {
        let of_device = || {
            self.seats
                .iter()
                .filter(|x| x.value.device == device.device)
        };
        let mut seats: Vec<SeatCard> = of_device()
            .map(|seat| self.seat(seat, (person, cosigns)))
            .collect();
        seats.sort_by_key(|seat| {
            let ended = seat.state == SeatState::Revoked;
            (ended, full_name_order(&seat.name))
        });
        let mut chains: Vec<SeatId> = of_device().map(|seat| seat.value.seat).collect();
        chains.push(device.seat);
        let forked = chains
            .iter()
            .any(|seat| self.state(*seat) == SeatState::Forked);
        DeviceCard {
            device: device.device.to_string(),
            name: device.name.clone(),
            number: device.workstation,
            place: self
                .places
                .get(&device.workstation)
                .cloned()
                .unwrap_or_default(),
            here: device.device == self.here,
            witness: device.witness,
            state: match (self.state(device.seat), forked) {
                (SeatState::Acting, true) => SeatState::Forked,
                (state, _) => state,
            },
            reason: self.reasons.get(&device.seat).cloned().unwrap_or_default(),
            last_seen: self.seen(chains.iter().copied()),
            program: self
                .programs
                .get(&device.device)
                .map(|stated| program(stated, self.version)),
            cosign: cosigns.of(self, device.seat),
            seats,
            unseen: self.unseen(&chains),
            waiting: self.waits(&chains),
        }
    }

    fn seat(
        &self,
        seat: &Standing<SeatCertificate>,
        (person, cosigns): (&Person, &Cosigns),
    ) -> SeatCard {
        let id = seat.value.seat;
        let member = self.staff.get(&seat.value.staff);
        let left = member.and_then(|member| member.left_on);
        SeatCard {
            seat: id.to_string(),
            staff: seat.value.staff.to_string(),
            name: self.full_name(seat.value.staff),
            position: member
                .map(|member| member.position.clone())
                .unwrap_or_default(),
            administrator: self.is_administrator(id),
            mine: id == person.seat,
            left: left.is_some_and(|left| left <= self.today),
            state: self.state(id),
            reason: self.reasons.get(&id).cloned().unwrap_or_default(),
            cosign: cosigns.of(self, id),
            opened_at: self.opened_at(seat),
            last_seen: self.seen([id]),
            unseen: self.unseen(&[id]),
            waiting: self.waits(&[id]),
        }
    }
}

/// Acting machines first, by number, those without one after them, each by name.
fn in_order(left: &DeviceCard, right: &DeviceCard) -> Ordering {
    let place = |card: &DeviceCard| {
        let ended = card.state == SeatState::Revoked;
        (
            ended,
            card.number == 0,
            card.number,
            full_name_order(&card.name),
        )
    };
    place(left).cmp(&place(right))
}

fn program(stated: &DeviceProgram, here: &str) -> ProgramView {
    ProgramView {
        version: stated.version.clone(),
        system: stated.system.clone(),
        age: match compare(&stated.version, here) {
            Ordering::Less => ProgramAge::Older,
            Ordering::Equal => ProgramAge::Same,
            Ordering::Greater => ProgramAge::Newer,
        },
    }
}

/// Compares versions number by number: 0.10.0 is newer than 0.9.1.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    let numbers = |text: &str| -> Vec<u64> {
        let digits = text.split(|c: char| !c.is_ascii_digit());
        digits.filter_map(|part| part.parse().ok()).collect()
    };
    numbers(left).cmp(&numbers(right))
}

fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert_eq!(compare("0.9.1", "0.10.0"), Ordering::Less);
        assert_eq!(compare("1.0.0", "0.10.0"), Ordering::Greater);
        assert_eq!(compare("0.1.0", "0.1.0"), Ordering::Equal);
    }
}
