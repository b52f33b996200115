//! Whose seats count: from the root key outward (D2, D3, D13).
//!
//! Administrators come from the root alone, and nobody but an administrator ends a seat; so who
//! they are and what they ended is known before anybody else is certified.

use super::fact::ControlFact;
use super::{Authority, SeatOwner, closed_over};
use crate::error::{Context, Error};
use crate::frontier::Frontier;
use crate::open::Identity;
use klassny_domain::access::{DeviceEnrolment, Invitation, SeatCertificate, Voucher};
use klassny_domain::change::Change;
use klassny_domain::ids::{InvitationId, SeatId};
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

impl Authority {
    /// Certifies seats from the root outward until nothing new is certified.
    pub(super) fn certify(
        &mut self,
        conn: &Connection,
        facts: &[ControlFact],
        (identity, refused): (Identity, &HashSet<SeatId>),
    ) -> Result<(), Error> {
        self.take_administrators(conn, facts, identity)?;
        self.take_revocations(conn, facts, refused)?;
        for fact in facts {
            if let Change::DeviceEnrolment(device) = &fact.change
                && self.may_let_in(conn, fact)?
            {
                self.take_device(device);
                self.take_duty(conn, (fact, device))?;
            }
        }
        let vouched = self.candidates(conn, facts, identity)?;
        loop {
            let before = self.seats.len();
            for candidate in &vouched {
                self.take_seat(candidate, identity);
            }
            if self.seats.len() == before {
                return Ok(());
            }
        }
    }

    fn take_administrators(
        &mut self,
        conn: &Connection,
        facts: &[ControlFact],
        identity: Identity,
    ) -> Result<(), Error> {
        let mut select = conn
            .prepare_cached(
                "SELECT seat_id, certificate FROM log_head WHERE certificate IS NOT NULL",
            )
            .context("read seats")?;
        let mut rows = select.query([]).context("read seats")?;
        while let Some(row) = rows.next().context("read seats")? {
            let seat = SeatId::from_bytes(row.get("seat_id").context("read seats")?);
            let bytes: Vec<u8> = row.get("certificate").context("read seats")?;
            let Ok(certificate) = klassny_log::decode_certificate(&bytes) else {
                continue;
            };
            if certificate.seat == seat && vouched_by_root(&certificate, identity) {
                self.take_owner(&certificate, true);
            }
        }
        for fact in facts {
            if let Change::SeatCertificate(certificate) = &fact.change
                && vouched_by_root(certificate, identity)
            {
                self.take_owner(certificate, true);
            }
        }
        Ok(())
    }

    /// Only the root ends an administrator's seat, whoever carries its signature; an administrator
    /// who still is one ends all others (D13), those left out whose end a deputy refused (P7).
    fn take_revocations(
        &mut self,
        conn: &Connection,
        facts: &[ControlFact],
        refused: &HashSet<SeatId>,
    ) -> Result<(), Error> {
        let mut others = Vec::new();
        for fact in facts {
            let Change::SeatRevocation(x) = &fact.change else {
                continue;
            };
            if !self.is_administrator(x.seat) {
                if !refused.contains(&x.seat) || self.is_by_root(x) {
                    others.push((fact, x.seat));
                }
            } else if self.may_admit(true, &fact.change).is_ok() {
                let frontier = closed_over(conn, fact)?;
                self.revocations.entry(x.seat).or_default().push(frontier);
            }
        }
        for (fact, seat) in others {
            if self.may_let_in(conn, fact)? {
                let frontier = closed_over(conn, fact)?;
                self.revocations.entry(seat).or_default().push(frontier);
            }
        }
        Ok(())
    }

    /// Whether an administrator states it, before the seat was ended.
    fn may_let_in(&self, conn: &Connection, fact: &ControlFact) -> Result<bool, Error> {
        Ok(self.is_administrator(fact.seat) && !self.is_cut(conn, fact)?)
    }

    fn take_owner(&mut self, certificate: &SeatCertificate, administrator: bool) {
        let owner = SeatOwner::Person {
            staff: certificate.staff,
            administrator,
        };
        self.seats.entry(certificate.seat).or_insert(owner);
        self.keys.insert(certificate.seat, certificate.sign_key);
        self.device_of.insert(certificate.seat, certificate.device);
    }

    /// The first enrolment of a device stands: its id and its seat are made of the same keys.
    fn take_device(&mut self, device: &DeviceEnrolment) {
        if self.devices.contains_key(&device.device) {
            return;
        }
        self.seats.entry(device.seat).or_insert(SeatOwner::Device);
        self.keys.insert(device.seat, device.sign_key);
        self.device_of.insert(device.seat, device.device);
        self.devices.insert(device.device, device.seat);
    }

    /// The certificates that the seat of an enrolled device countersigned, with the invitation
    /// each rests on, as it stood under the certificate.
    fn candidates<'a>(
        &self,
        conn: &Connection,
        facts: &'a [ControlFact],
        identity: Identity,
    ) -> Result<Vec<Candidate<'a>>, Error> {
        let mut invitations: HashMap<InvitationId, Vec<(&ControlFact, &Invitation)>> =
            HashMap::new();
        let mut spent: HashMap<InvitationId, SeatId> = HashMap::new();
        let mut found = Vec::new();
        for fact in facts {
            match &fact.change {
                Change::Invitation(x) if self.may_let_in(conn, fact)? => {
                    invitations.entry(x.invitation).or_default().push((fact, x));
                }
                Change::SeatCertificate(x)
                    if self.devices.get(&x.device) == Some(&fact.seat)
                        && !self.is_cut(conn, fact)? =>
                {
                    let by = match x.voucher {
                        Voucher::Root { .. } => continue,
                        Voucher::Seat { seat, .. } => By::Seat(seat),
                        Voucher::Invitation { invitation, .. } => {
                            let known = invitations.get(&invitation);
                            let known = known.map_or(&[][..], Vec::as_slice);
                            match self.open_invitation(conn, fact, x, known)? {
                                Some(key) if vouched_by(x, &key, identity) => {
                                    let first = *spent.entry(invitation).or_insert(x.seat);
                                    if first != x.seat {
                                        continue;
                                    }
                                    By::Invitation
                                }
                                Some(_) | None => continue,
                            }
                        }
                    };
                    found.push(Candidate { certificate: x, by });
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// The key of an invitation that was open for a certificate: taking it back closes it only for
    /// what came after.
    fn open_invitation(
        &self,
        conn: &Connection,
        fact: &ControlFact,
        certificate: &SeatCertificate,
        known: &[(&ControlFact, &Invitation)],
    ) -> Result<Option<[u8; 32]>, Error> {
        let frontier = Frontier::load(conn, fact.control_no)?;
        let standing = fact.standing(&frontier);
        let mut key = None;
        for (stated, invitation) in known {
            match invitation.stands {
                true if invitation.staff == certificate.staff => key = Some(invitation.sign_key),
                true => {}
                false if self.precedes(conn, stated, standing)? => return Ok(None),
                false => {}
            }
        }
        Ok(key)
    }

    fn is_cut(&self, conn: &Connection, fact: &ControlFact) -> Result<bool, Error> {
        let revocations = self.revocations_of(fact.seat);
        let Some(place) = fact.place() else {
            return Ok(!revocations.is_empty());
        };
        for frontier in revocations {
            if !self.is_under(conn, place, frontier)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn take_seat(&mut self, candidate: &Candidate<'_>, identity: Identity) {
        let certificate = candidate.certificate;
        if self.seats.contains_key(&certificate.seat) {
            return;
        }
        if let By::Seat(older) = candidate.by {
            let of_person = self.staff_of(older) == Some(certificate.staff);
            let key = self.keys.get(&older).filter(|_| of_person);
            if !key.is_some_and(|key| vouched_by(certificate, key, identity)) {
                return;
            }
            self.older.insert(certificate.seat, older);
        }
        self.take_owner(certificate, false);
    }
}

/// A certificate that may count, and what it rests on.
struct Candidate<'a> {
    certificate: &'a SeatCertificate,
    by: By,
}

enum By {
    /// An invitation whose signature was checked.
    Invitation,
    /// Another seat of the person.
    Seat(SeatId),
}

fn vouched_by_root(seat: &SeatCertificate, identity: Identity) -> bool {
    matches!(seat.voucher, Voucher::Root { .. }) && vouched_by(seat, &identity.root_key, identity)
}

fn vouched_by(seat: &SeatCertificate, key: &[u8; 32], identity: Identity) -> bool {
    klassny_log::verify_voucher(identity.school, seat, key).is_ok()
}
