//! The end of a seat, or of a device with all its seats: a lost laptop (P7, D13).
//!
//! A revocation is a cut: what its author held of the seat stays, all else is quarantined when it
//! comes. So the share is read first, and what will happen is said before it is done. The keys of the
//! school change with it.

use crate::api::{RevocationArgs, Revoke};
use crate::app::App;
use crate::desk::{Person, parse_id};
use crate::devices::{Ground, may_change, may_read};
use crate::error::{AppError, Result};
use crate::people::full_name_order;
use crate::view::devices::{DevicesView, RevocationView};
use crate::view::text::ErrorCode;
use klassny_domain::access::{DeviceEnrolment, SeatRevocation, Voucher};
use klassny_domain::change::Change;
use klassny_domain::ids::{DeviceId, SeatId};
use klassny_keys::RootKey;
use klassny_log::sign_revocation;
use klassny_store::{Author, Identity, NewFact};

/// The seats that one revocation ends.
struct Ending {
    device: DeviceEnrolment,
    seats: Vec<SeatId>,
    needs_root: bool,
    mine: bool,
}

impl App {
    /// Says what a revocation would do.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for anybody but administrators, the director and deputies.
    pub fn revocation(&self, args: &RevocationArgs) -> Result<RevocationView> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        let store = &workstation.store;
        may_read(store, &person, self.local_now())?;
        let ground = Ground::read(&workstation, self.local_now().date())?;
        let ending = ending(&ground, &person, (&args.device, args.seat.as_deref()))?;
        let kept = store.read(|read| read.kept_of(&ending.seats))?;
        let mut people: Vec<String> = ground
            .seats
            .iter()
            .filter(|seat| ending.seats.contains(&seat.value.seat))
            .map(|seat| ground.full_name(seat.value.staff))
            .collect();
        people.sort_by_key(|name| full_name_order(name));
        people.dedup();
        Ok(RevocationView {
            device: args.device.clone(),
            seat: args.seat.clone(),
            device_name: ending.device.name,
            people,
            needs_root: ending.needs_root,
            mine: ending.mine,
            done: ending.seats.is_empty(),
            last_seen: ground.seen(ending.seats.iter().copied()),
            kept: u32::try_from(kept).unwrap_or(u32::MAX),
            unseen: ground.unseen(&ending.seats),
        })
    }

    /// Ends a seat, or a device with all its seats, after the share was read once more.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for anybody but an administrator, and for one's own seat;
    /// [`ErrorCode::WrongRoot`] where an administrator's seat needs the root's words (D13).
    pub fn revoke(&self, args: &Revoke) -> Result<DevicesView> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        let store = &workstation.store;
        may_change(store, &person)?;
        let reason = args.reason.trim();
        if reason.is_empty() {
            return Err(AppError::bad_request("reason"));
        }
        // What can still be fetched stays; a share that is away must not keep a lost laptop alive.
        if let Err(error) = self.sync_fully() {
            tracing::warn!(code = ?error.code, "the share was not read before a revocation");
        }
        workstation.seal_others(person.seat)?;
        let ground = Ground::read(&workstation, self.local_now().date())?;
        let ending = ending(&ground, &person, (&args.device, args.seat.as_deref()))?;
        if ending.seats.is_empty() {
            return Err(AppError::not_found("seat"));
        }
        if ending.mine {
            return Err(AppError::new(ErrorCode::NotAllowed, "own seat"));
        }
        let identity = store.identity();
        let root = match ending.needs_root {
            true => Some(root_of(&args.root_words, identity)?.sign_key()),
            false => None,
        };
        let ended = ending.seats.iter().map(|seat| {
            let root = root.as_ref().filter(|_| ground.is_administrator(*seat));
            NewFact::from(Change::SeatRevocation(SeatRevocation {
                seat: *seat,
                reason: reason.to_owned(),
                root: root.map(|root| sign_revocation(identity.school, *seat, root)),
            }))
        });
        // The keys change with it: what comes after is not readable with those on the machine.
        let facts = ended.chain(workstation.new_epochs(&ending.seats)?);
        let author = Author { seat: person.seat };
        store.commit(author, self.now(), facts.collect())?;
        self.refresh_door()?;
        self.sync_pass()?;
        self.devices()
    }
}

/// The key of the root's paper.
pub(crate) fn root_of(words: &str, identity: Identity) -> Result<RootKey> {
    let wrong = || AppError::new(ErrorCode::WrongRoot, "");
    let root = RootKey::from_words(words).map_err(|_| wrong())?;
    match root.sign_key().public() == identity.root_key {
        true => Ok(root),
        false => Err(wrong()),
    }
}

/// Which acting seats end: one or all of a device, and those handed over from them (D13).
fn ending(
    ground: &Ground,
    person: &Person,
    (device, seat): (&str, Option<&str>),
) -> Result<Ending> {
    let device = parse_id(device, DeviceId::parse)?;
    let device = ground.devices.iter().find(|known| known.device == device);
    let device = device.ok_or_else(|| AppError::not_found("device"))?.clone();
    let of_device = || {
        let seats = ground.seats.iter().map(|seat| &seat.value);
        seats.filter(|seat| seat.device == device.device)
    };
    let mut seats: Vec<SeatId> = match seat {
        Some(seat) => {
            let seat = parse_id(seat, SeatId::parse)?;
            let known = of_device().find(|known| known.seat == seat);
            vec![known.ok_or_else(|| AppError::not_found("seat"))?.seat]
        }
        None => of_device()
            .map(|seat| seat.seat)
            .chain([device.seat])
            .collect(),
    };
    let mut done = 0;
    while let Some(older) = seats.get(done).copied() {
        done += 1;
        for younger in &ground.seats {
            let handed =
                matches!(younger.value.voucher, Voucher::Seat { seat, .. } if seat == older);
            if handed && !seats.contains(&younger.value.seat) {
                seats.push(younger.value.seat);
            }
        }
    }
    seats.retain(|seat| !ground.is_ended(*seat));
    Ok(Ending {
        needs_root: seats.iter().any(|seat| ground.is_administrator(*seat)),
        mine: seats.contains(&person.seat),
        device,
        seats,
    })
}
