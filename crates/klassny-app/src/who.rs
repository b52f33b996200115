//! Names of people and machines behind facts, for lists that span many groups.
//!
//! Must not read marks.

use crate::desk::Desk;
use crate::error::Result;
use crate::spread::words::instant;
use crate::view::journal::Stamp;
use klassny_domain::change::ImportSource;
use klassny_domain::ids::{DeviceId, GroupId, PupilId, SeatId, StaffId};
use klassny_domain::roster::PersonName;
use klassny_store::query::GroupCard;
use std::collections::HashMap;

/// Seats, people, devices; groups and pupils as they are asked for.
pub(crate) struct Who<'d> {
    desk: &'d Desk<'d>,
    seats: HashMap<SeatId, (StaffId, DeviceId)>,
    devices: HashMap<DeviceId, String>,
    staff: HashMap<StaffId, PersonName>,
    groups: HashMap<GroupId, Option<GroupCard>>,
    pupils: HashMap<PupilId, String>,
}

impl<'d> Who<'d> {
    pub fn read(desk: &'d Desk<'d>) -> Result<Self> {
        let (seats, devices, staff) = desk
            .store
            .read(|read| Ok((read.seats()?, read.devices()?, read.staff()?)))?;
        Ok(Self {
            desk,
            seats: seats
                .into_iter()
                .map(|seat| (seat.seat, (seat.staff, seat.device)))
                .collect(),
            devices: devices.into_iter().map(|d| (d.device, d.name)).collect(),
            staff: staff.into_iter().map(|s| (s.staff, s.name)).collect(),
            groups: HashMap::new(),
            pupils: HashMap::new(),
        })
    }

    /// The person of a seat.
    pub fn staff_of(&self, seat: SeatId) -> Option<StaffId> {
        self.seats.get(&seat).map(|(staff, _)| *staff)
    }

    /// «Соколова И. В.»; empty where nobody is known.
    pub fn initials(&self, staff: Option<StaffId>) -> String {
        let name = staff.and_then(|staff| self.staff.get(&staff));
        name.map(PersonName::initials).unwrap_or_default()
    }

    /// Who stated something, when and where.
    pub fn stamp(&self, (seat, at_ms): (SeatId, i64), import: Option<&ImportSource>) -> Stamp {
        let device = self.seats.get(&seat).map(|(_, device)| device);
        let device = device.and_then(|device| self.devices.get(device));
        let on = match import {
            Some(import) => format!("{}, {}", import.sheet, import.cell),
            None => device.cloned().unwrap_or_default(),
        };
        let named = import.and_then(|import| import.teacher);
        Stamp {
            by: self.initials(named.or_else(|| self.staff_of(seat))),
            at: instant(self.desk.local(at_ms)),
            on,
        }
    }

    /// A group with its class and subject.
    pub fn group(&mut self, group: GroupId) -> Result<Option<&GroupCard>> {
        if !self.groups.contains_key(&group) {
            let card = self.desk.store.read(|read| read.group(group))?;
            self.groups.insert(group, card);
        }
        Ok(self.groups.get(&group).and_then(Option::as_ref))
    }

    /// «Петросян Ани»; empty where nobody is known.
    pub fn pupil(&mut self, pupil: PupilId) -> Result<String> {
        if let Some(name) = self.pupils.get(&pupil) {
            return Ok(name.clone());
        }
        let found = self.desk.store.read(|read| read.pupil(pupil))?;
        let name = found.map(|found| found.name.short()).unwrap_or_default();
        self.pupils.insert(pupil, name.clone());
        Ok(name)
    }
}
