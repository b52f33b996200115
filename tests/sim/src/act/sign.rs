//! Who may sign in where: invitations, first sign-ins, new machines.

use super::people::is_refusal;
use crate::check::{Failure, Kind};
use crate::device::{Device, Making};
use crate::school;
use crate::step::Act;
use crate::world::{Outcome, World};
use anyhow::{Context as _, Result};
use chrono::{TimeZone as _, Utc};
use klassny_app::AppError;
use klassny_domain::access::{DeviceEnrolment, Invitation, SeatCertificate, Voucher};
use klassny_domain::change::{Change, Compartment};
use klassny_domain::ids::DeviceId;
use klassny_keys::{DeviceKeys, InvitationKeys};
use klassny_log::{BoxKey, SeatKey, sign_statement};
use klassny_store::{Author, Identity, NewFact};
use std::sync::Arc;

/// A key that a machine is given: compartment, number, key.
pub type Given = (Compartment, u32, [u8; 32]);

/// No more machines than this, clones among them.
const DEVICES_MAX: usize = 8;

impl World {
    /// Signs a person in: with a keyslot, or with an invitation that the device knows. Tells
    /// whether that was possible.
    pub fn admit(&mut self, device: usize, staff: u8) -> Result<bool> {
        let here = self.device_mut(device);
        if here.present.contains(&staff) {
            return Ok(true);
        }
        if let Some(key) = here.slots.get(&staff).cloned() {
            here.station.admit(key);
            here.present.push(staff);
            return Ok(true);
        }
        self.first_sign_in(device, staff)
    }

    /// Signs a person out, which seals what the person entered.
    pub fn sign_out(&mut self, device: usize, staff: u8) -> Result<Outcome> {
        let here = self.device_mut(device);
        let seat = here.seat(staff);
        let (true, Some(seat)) = (here.present.contains(&staff), seat) else {
            return Ok(Outcome::Idle);
        };
        here.station.dismiss(seat)?;
        here.present.retain(|there| *there != staff);
        Ok(Outcome::Entered)
    }

    fn first_sign_in(&mut self, device: usize, staff: u8) -> Result<bool> {
        let here = self.device(device);
        let now_ms = here.clock.wall_ms();
        let person = school::staff(staff);
        let known = here.store().read(|read| {
            let seats = read.seats()?;
            Ok(read
                .invitations()?
                .into_iter()
                .map(|standing| standing.value)
                .filter(|invitation| invitation.staff == person && invitation.stands)
                .filter(|invitation| now_ms <= invitation.expires_at.timestamp_millis())
                .map(|invitation| invitation.invitation)
                .filter(|id| {
                    !seats.iter().any(|seat| {
                        matches!(seat.voucher, Voucher::Invitation { invitation, .. } if invitation == *id)
                    })
                })
                .collect::<Vec<_>>())
        })?;
        let words = self
            .book
            .invitations
            .iter()
            .rev()
            .find(|(whose, words)| *whose == staff && known.contains(&words.id()));
        let Some((_, words)) = words.cloned() else {
            return Ok(false);
        };
        let before = here.store().last_fact_no()?;
        let (key, certificate) = certificate(here, staff, |seat| {
            let signature = sign_statement(school::school(), seat, &words.sign);
            let invitation = words.id();
            Voucher::Invitation {
                invitation,
                signature,
            }
        });
        let author = Author {
            seat: here.store().identity().device_seat,
        };
        let fact = NewFact::from(Change::SeatCertificate(certificate));
        let vouched = here.store().commit(author, here.station.now(), vec![fact]);
        match vouched.map_err(AppError::from) {
            Ok(_) => {}
            // The machine has not read yet that it was let in, or that it is no more.
            Err(error) if is_refusal(&error) => return Ok(false),
            Err(error) => return Err(Failure::ends(Kind::Broken, error.to_string())),
        }
        self.note_entered(device, staff, before, Act::Invite(staff))?;
        self.book.seats.insert(key.seat(), staff);
        // The paper is torn up.
        self.book
            .invitations
            .retain(|(_, known)| known.id() != words.id());
        let here = self.device_mut(device);
        here.station.admit(key.clone());
        here.slots.insert(staff, key);
        here.present.push(staff);
        Ok(true)
    }

    /// An administrator prints an invitation.
    pub fn invite(&mut self, device: usize, by: u8, whom: u8) -> Result<Outcome> {
        let whom = whom % school::STAFF;
        if !self.admit(device, by)? {
            return Ok(Outcome::Idle);
        }
        let here = self.device(device);
        let words = InvitationKeys::random(school::school(), &mut |bytes| {
            (here.station.env().random)(bytes);
        });
        let ends = Utc.timestamp_millis_opt(school::START_MS + 100_000_000_000);
        let invitation = Invitation {
            invitation: words.id(),
            staff: school::staff(whom),
            sign_key: words.sign.public(),
            box_key: words.box_key.public(),
            expires_at: ends.single().context("an instant")?,
            stands: true,
        };
        let outcome = self.state(device, by, vec![Change::Invitation(invitation)])?;
        if outcome == Outcome::Entered {
            self.book.invitations.push((whom, words));
        }
        Ok(outcome)
    }

    /// A person states changes without a desk, as the screens of the administrator do.
    pub fn state(&mut self, device: usize, staff: u8, changes: Vec<Change>) -> Result<Outcome> {
        let here = self.device(device);
        let seat = here.seat(staff).context("a seat")?;
        let before = here.store().last_fact_no()?;
        here.station.seal_others(seat)?;
        let facts = changes.into_iter().map(NewFact::from).collect();
        let done = here
            .store()
            .commit(Author { seat }, here.station.now(), facts);
        self.note_entered(device, staff, before, Act::Enrol)?;
        match done.map_err(AppError::from) {
            Ok(_) => Ok(Outcome::Entered),
            Err(error) if is_refusal(&error) => {
                self.refusal = format!("{error} {:?}", error.refusal);
                Ok(Outcome::Refused)
            }
            Err(error) => {
                let text = format!("{}: {error}", school::name(staff));
                Err(Failure::ends(Kind::Broken, text))
            }
        }
    }

    /// An administrator lets the next machine in; it starts empty.
    pub fn enrol_next(&mut self, device: usize, by: u8) -> Result<Outcome> {
        if self.devices.len() >= DEVICES_MAX || !self.admit(device, by)? {
            return Ok(Outcome::Idle);
        }
        let number = self.devices.len();
        let keys = self.fresh_keys();
        let enrolment = enrolment(&keys, number);
        let outcome = self.state(device, by, vec![Change::DeviceEnrolment(enrolment)])?;
        if outcome != Outcome::Entered {
            return Ok(outcome);
        }
        // The answer to the request carries the certificate of the administrator who let it in.
        let seat = self.device(device).seat(by).context("a seat")?;
        let certificate = self.device(device).store().certificate_of(seat)?;
        let mut given = self.device(device).store().keys()?;
        // Those of personal cards come by the log, with somebody who works with them (D15).
        given.retain(|(compartment, ..)| *compartment != Compartment::Personal);
        self.join(keys, (certificate, given))?;
        Ok(Outcome::Entered)
    }

    /// Starts a machine with an empty replica, the keys of the school and what vouches for the
    /// administrator who let it in.
    pub fn join(
        &mut self,
        keys: DeviceKeys,
        (certificate, given): (Option<Vec<u8>>, Vec<Given>),
    ) -> Result<()> {
        let identity = Identity {
            school: school::school(),
            root_key: self.root.public(),
            device: DeviceId::derive(&[&keys.sign.public()]),
            device_seat: keys.sign.seat(),
        };
        let number = self.devices.len();
        let store = self.new_store(identity, number)?;
        for (compartment, epoch, key) in given {
            store.put_key(compartment, epoch, &key)?;
        }
        if let Some(bytes) = certificate {
            store.put_certificate(&bytes)?;
        }
        let making = Making {
            number,
            store,
            keys,
            seed: self.chance.next(),
            now_ms: self.now_ms,
            disk: self.disk.clone(),
            mends: self.mends,
        };
        let boot = self.next_boot();
        self.book.devices.insert(identity.device_seat);
        let device = Device::start(making, Arc::clone(&self.share), boot)?;
        device.wire.set_faults(self.faults_of_wires);
        self.devices.push(device);
        Ok(())
    }
}

/// The enrolment of a machine.
pub fn enrolment(keys: &DeviceKeys, number: usize) -> DeviceEnrolment {
    DeviceEnrolment {
        device: DeviceId::derive(&[&keys.sign.public()]),
        seat: keys.sign.seat(),
        sign_key: keys.sign.public(),
        box_key: keys.box_key.public(),
        name: format!("АРМ {number}"),
        workstation: u16::try_from(number).unwrap_or(0),
        witness: false,
    }
}

/// A new seat of a person on a device, and what vouches for it.
pub fn certificate(
    device: &Device,
    staff: u8,
    vouch: impl FnOnce(&SeatCertificate) -> Voucher,
) -> (SeatKey, SeatCertificate) {
    let mut random = |bytes: &mut [u8]| (device.station.env().random)(bytes);
    let key = SeatKey::random(&mut random);
    let box_key = BoxKey::random(&mut random);
    let mut certificate = SeatCertificate {
        seat: key.seat(),
        staff: school::staff(staff),
        device: device.store().identity().device,
        sign_key: key.public(),
        box_key: box_key.public(),
        voucher: Voucher::Root { signature: [0; 64] },
    };
    certificate.voucher = vouch(&certificate);
    (key, certificate)
}
