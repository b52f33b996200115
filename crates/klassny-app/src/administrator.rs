//! A further administrator, made by the words of the root at the machine where the person sits (D13).
//!
//! Only the root makes administrators. The person sets the password; the new seat is told to the
//! person's other seats and to the director, as every new seat is.

use crate::api::AppointAdministrator;
use crate::app::App;
use crate::desk::{Person, roles_of};
use crate::error::{AppError, Result};
use crate::founder::Founder;
use crate::revocation::root_of;
use crate::session::parse_staff;
use crate::view::devices::DevicesView;
use crate::view::text::ErrorCode;
use chrono::NaiveDateTime;
use klassny_domain::change::Change;
use klassny_domain::refusal::Refusal;
use klassny_domain::roster::Role;
use klassny_keys::Secret;
use klassny_log::kill_point;
use klassny_store::{Author, NewFact, Store};

/// Who may lead a person to it: the words of the root decide, and these keep them.
const APPOINTERS: &[Role] = &[Role::Director, Role::Administrator];

/// Whether a person may lead another to become an administrator.
pub(crate) fn may_appoint(store: &Store, person: &Person, now: NaiveDateTime) -> Result<bool> {
    let roles = roles_of(store, person, now)?;
    Ok(APPOINTERS.iter().any(|role| roles.contains(role)))
}

impl App {
    /// Makes a person an administrator, with a seat on this machine.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for anybody but the director and administrators;
    /// [`ErrorCode::WrongRoot`], [`ErrorCode::WeakPassword`]; [`ErrorCode::NotFound`] for somebody
    /// who does not work here; [`ErrorCode::NameTaken`] for an administrator of this machine.
    pub fn appoint_administrator(&self, args: AppointAdministrator) -> Result<DevicesView> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        let store = &workstation.store;
        let now = self.local_now();
        if !may_appoint(store, &person, now)? {
            return Err(Refusal::NeedsRole { roles: APPOINTERS }.into());
        }
        if !klassny_keys::kdf::is_long_enough(&args.password) {
            return Err(AppError::new(ErrorCode::WeakPassword, ""));
        }
        let staff = parse_staff(&args.staff)?;
        let member = store.read(|read| read.staff_member(staff))?;
        let works = |left: Option<chrono::NaiveDate>| left.is_none_or(|left| now.date() < left);
        if !member.is_some_and(|member| works(member.left_on)) {
            return Err(AppError::not_found("staff"));
        }
        let identity = store.identity();
        let root = root_of(&args.root_words, identity)?;
        for seat in store.read(|read| read.seats_of_staff(staff))? {
            let ended = store.read(|read| read.revocations())?;
            let acts = ended.iter().all(|ended| ended.seat != seat.seat);
            if acts && seat.device == identity.device && store.is_administrator(seat.seat)? {
                return Err(AppError::new(ErrorCode::NameTaken, "administrator"));
            }
        }
        let mut random = |bytes: &mut [u8]| (self.env.random)(bytes);
        let made = Founder::new(staff, identity, &root, &mut random);
        store.put_certificate(&made.certificate_bytes()?)?;
        let password = Secret::new(args.password);
        let slot = made.slot(&workstation.replica_key);
        self.keyslots()
            .create(&slot, &password, &self.os_secret, &mut random)?;
        kill_point("administrator.slot_made");
        let seat = made.sign.seat();
        let fact = NewFact::from(Change::SeatCertificate(made.certificate.clone()));
        store.commit(Author { seat }, self.now(), vec![fact])?;
        kill_point("administrator.stated");
        // The person has not signed in: what the seat states first is sealed, and its key goes.
        workstation.admit(made.sign);
        workstation.dismiss(seat)?;
        self.refresh_door()?;
        self.sync_pass()?;
        self.devices()
    }
}
