//! The second signature under a revocation (P7): a deputy or the director says whether it stands.
//!
//! A revocation holds at once, for a lost machine cannot wait. One that is refused holds no more, and
//! what had come meanwhile counts again; every replica judges that.

use crate::api::Cosign;
use crate::app::App;
use crate::desk::{Person, parse_id, roles_of};
use crate::devices::Ground;
use crate::error::{AppError, Result};
use crate::session::local_text;
use crate::view::devices::{CosignState, CosignView, DevicesView};
use crate::view::text::ErrorCode;
use klassny_domain::access::{RevocationCosign, SeatRevocation};
use klassny_domain::change::Change;
use klassny_domain::ids::{DeviceId, SeatId, StaffId};
use klassny_domain::refusal::Refusal;
use klassny_domain::roster::Role;
use klassny_store::query::Stamp;
use klassny_store::{Author, NewFact, Standing, Store};
use std::collections::HashMap;

/// Who puts the second signature.
const SIGNERS: &[Role] = &[Role::Deputy, Role::Director];

/// Every revocation without the root's signature, and what was said of it.
pub(crate) struct Cosigns {
    revocations: Vec<Standing<SeatRevocation>>,
    said: HashMap<SeatId, Standing<RevocationCosign>>,
    stamps: HashMap<i64, Stamp>,
    /// The person who looks, where the person may sign.
    signer: Option<StaffId>,
}

impl Cosigns {
    /// Reads them for a person.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn read(store: &Store, person: &Person, now: chrono::NaiveDateTime) -> Result<Self> {
        let roles = roles_of(store, person, now)?;
        let may_sign = SIGNERS.iter().any(|role| roles.contains(role));
        Ok(store.read(|read| {
            let mut revocations = read.revocations_standing()?;
            revocations.retain(|revocation| revocation.value.root.is_none());
            let said = read.cosigns()?;
            let facts = revocations.iter().map(|it| it.fact_no);
            let facts: Vec<i64> = facts.chain(said.iter().map(|it| it.fact_no)).collect();
            Ok(Self {
                stamps: read.stamps(facts)?,
                said: said.into_iter().map(|it| (it.value.seat, it)).collect(),
                revocations,
                signer: may_sign.then_some(person.staff),
            })
        })?)
    }

    /// How the second signature under the revocation of a seat stands; none where the seat was not
    /// revoked, or by the root.
    pub(crate) fn of(&self, ground: &Ground, seat: SeatId) -> Option<CosignView> {
        let mut revocations = self.revocations.iter();
        let revocation = revocations.find(|it| it.value.seat == seat)?;
        let by = |fact_no: i64| {
            let stamp = self.stamps.get(&fact_no)?;
            ground.staff_at(stamp.seat)
        };
        let revoked_by = by(revocation.fact_no);
        let said = self.said.get(&seat);
        Some(CosignView {
            state: match said.map(|said| said.value.agrees) {
                None => CosignState::Waiting,
                Some(true) => CosignState::Agreed,
                Some(false) => CosignState::Refused,
            },
            revoked_by: revoked_by.map_or_else(String::new, |staff| ground.initials(staff)),
            by: said
                .and_then(|said| by(said.fact_no))
                .map_or_else(String::new, |staff| ground.initials(staff)),
            at: said
                .and_then(|said| self.stamps.get(&said.fact_no))
                .map(|stamp| local_text(stamp.entered_ms)),
            reason: said.map_or_else(String::new, |said| said.value.reason.clone()),
            may_sign: self.signer.is_some() && self.signer != revoked_by,
        })
    }

    /// How many revocations wait for the person's signature; that of a machine with all its seats
    /// is one.
    pub(crate) fn waiting(&self, ground: &Ground) -> u32 {
        let waits = |seat: SeatId| {
            let view = self.of(ground, seat);
            view.is_some_and(|view| view.may_sign && view.state == CosignState::Waiting)
        };
        let counts = |seat: SeatId| {
            let machine = ground.machine_of(seat);
            waits(seat) && machine.is_none_or(|own| own == seat || !waits(own))
        };
        let seats = self.revocations.iter().map(|it| it.value.seat);
        u32::try_from(seats.filter(|seat| counts(*seat)).count()).unwrap_or(u32::MAX)
    }
}

impl App {
    /// Says whether the revocation of a seat, or of a device with all its seats, stands.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for anybody but a deputy or the director, and for who revoked;
    /// [`ErrorCode::NeedsReason`] where it is refused without one; [`ErrorCode::NotFound`] where
    /// nothing was revoked.
    pub fn cosign(&self, args: &Cosign) -> Result<DevicesView> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        let store = &workstation.store;
        let now = self.local_now();
        let reason = args.reason.trim();
        if !args.agrees && reason.is_empty() {
            return Err(AppError::new(ErrorCode::NeedsReason, "cosign"));
        }
        // What is signed stands in a segment before the signature does.
        workstation.seal_others(person.seat)?;
        let ground = Ground::read(&workstation, now.date())?;
        let cosigns = Cosigns::read(store, &person, now)?;
        if cosigns.signer.is_none() {
            return Err(Refusal::NeedsRole { roles: SIGNERS }.into());
        }
        let device = parse_id(&args.device, DeviceId::parse)?;
        let seats = ground.seats_of(device);
        let seats = match &args.seat {
            Some(seat) => vec![parse_id(seat, SeatId::parse)?],
            None => seats,
        };
        let mut facts = Vec::new();
        for seat in seats {
            let Some(view) = cosigns.of(&ground, seat) else {
                continue;
            };
            if !view.may_sign {
                return Err(AppError::new(ErrorCode::NotAllowed, "second signature"));
            }
            facts.push(NewFact::from(Change::RevocationCosign(RevocationCosign {
                seat,
                agrees: args.agrees,
                reason: if args.agrees { "" } else { reason }.to_owned(),
            })));
        }
        if facts.is_empty() {
            return Err(AppError::not_found("revocation"));
        }
        store.commit(Author { seat: person.seat }, self.now(), facts)?;
        self.refresh_door()?;
        self.sync_pass()?;
        self.devices()
    }
}
