//! Letting a person in outside the plan with a reason (R36): at the machine by the password of who
//! may, or from the screen of the plan on another machine.

use crate::api::{EndLetIn, LetIn, LetInHere};
use crate::app::{App, lock};
use crate::desk::{Desk, Person, parse_id, roles_of};
use crate::error::{AppError, Result};
use crate::session::parse_staff;
use crate::view::session::AppState;
use crate::view::slots::SlotPlanView;
use crate::view::text::ErrorCode;
use crate::workstation::Workstation;
use chrono::{NaiveDate, NaiveTime, Timelike as _};
use klassny_domain::change::Change;
use klassny_domain::ids::{StaffId, WaiverId};
use klassny_domain::refusal::Refusal;
use klassny_domain::slots::plan::{SHORTEST_MINUTES, is_sound};
use klassny_domain::slots::{SlotWaiver, WAIVERS};
use klassny_store::{Author, NewFact};

/// The longest reason, characters.
const REASON_MAX: usize = 300;

impl App {
    /// Lets a person in at this machine until an hour of today. The one who lets in gives the
    /// password here and is signed out again at once.
    ///
    /// # Errors
    /// [`ErrorCode::WrongPassword`]; [`ErrorCode::NotAllowed`] for who may not;
    /// [`ErrorCode::NeedsReason`]; a time that is over.
    pub fn let_in_here(&self, args: LetInHere) -> Result<AppState> {
        let (staff, by) = (parse_staff(&args.staff)?, parse_staff(&args.by)?);
        let now = self.local_now();
        let waiver = SlotWaiver {
            waiver: WaiverId::from_bytes(self.env.bytes()),
            staff,
            workstation: lock(&self.profile).settings.number,
            day: now.date(),
            from: whole_minute(now.time()),
            until: parse_hour(&args.until)?,
            reason: reason(&args.reason)?,
            stands: true,
        };
        sound(&waiver)?;
        let keys = self.open_slot(&args.by, args.password)?;
        let workstation = self.open_replica(&keys.replica)?;
        let person = Person {
            staff: by,
            seat: keys.sign.seat(),
            since_ms: self.now().wall_ms,
        };
        // Who has the screen locked here keeps the keys (D2).
        let stays = workstation.may_seal(person.seat);
        workstation.admit(keys.sign);
        let stated = self.state_waiver(&workstation, &person, waiver);
        if !stays {
            workstation.dismiss(person.seat)?;
        }
        stated?;
        self.refresh_door()?;
        self.app_state()
    }

    fn state_waiver(&self, here: &Workstation, by: &Person, waiver: SlotWaiver) -> Result<()> {
        let roles = roles_of(&here.store, by, self.local_now())?;
        if !WAIVERS.iter().any(|role| roles.contains(role)) {
            return Err(Refusal::NeedsRole { roles: WAIVERS }.into());
        }
        known(&here.store, waiver.staff)?;
        here.seal_others(by.seat)?;
        let author = Author { seat: by.seat };
        let fact = NewFact::from(Change::SlotWaiver(waiver));
        here.store.commit(author, self.now(), vec![fact])?;
        Ok(())
    }

    /// Lets a person in at any machine on a day.
    ///
    /// # Errors
    /// As [`App::let_in_here`].
    pub fn let_in(&self, args: &LetIn) -> Result<SlotPlanView> {
        let staff = parse_staff(&args.staff)?;
        let day = NaiveDate::parse_from_str(&args.day, "%Y-%m-%d")
            .map_err(|_| AppError::bad_request("day"))?;
        let waiver = SlotWaiver {
            waiver: WaiverId::from_bytes(self.env.bytes()),
            staff,
            workstation: args.workstation,
            day,
            from: parse_hour(&args.from)?,
            until: parse_hour(&args.until)?,
            reason: reason(&args.reason)?,
            stands: true,
        };
        sound(&waiver)?;
        if day < self.local_now().date() {
            return Err(AppError::new(ErrorCode::WrongDays, "let in before today"));
        }
        self.at_desk(|desk| {
            desk.require(WAIVERS)?;
            known(desk.store, staff)?;
            desk.commit(vec![Change::SlotWaiver(waiver).into()])?;
            Ok(())
        })?;
        self.refresh_door()?;
        self.slot_plan()
    }

    /// Takes it back: from now on the person is outside again.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`]; [`ErrorCode::NotFound`] where nobody was let in so.
    pub fn end_let_in(&self, args: &EndLetIn) -> Result<SlotPlanView> {
        let waiver = parse_id(&args.waiver, WaiverId::parse)?;
        self.at_desk(|desk| {
            desk.require(WAIVERS)?;
            let known = find(desk, waiver)?;
            let back = SlotWaiver {
                stands: false,
                ..known
            };
            desk.commit(vec![Change::SlotWaiver(back).into()])?;
            Ok(())
        })?;
        self.refresh_door()?;
        self.slot_plan()
    }
}

fn find(desk: &Desk<'_>, wanted: WaiverId) -> Result<SlotWaiver> {
    let year = &desk.year;
    let days = year.starts_on..=year.ends_on.max(desk.now().date());
    let all = desk.store.read(|read| read.slot_waivers(&days))?;
    let mut all = all.into_iter().map(|standing| standing.value);
    all.find(|waiver| waiver.waiver == wanted && waiver.stands)
        .ok_or_else(|| AppError::not_found("waiver"))
}

fn known(store: &klassny_store::Store, staff: StaffId) -> Result<()> {
    let member = store.read(|read| read.staff_member(staff))?;
    member
        .map(|_| ())
        .ok_or_else(|| AppError::not_found("person"))
}

fn reason(text: &str) -> Result<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() {
        0 => Err(AppError::new(ErrorCode::NeedsReason, "let in")),
        1..=REASON_MAX => Ok(text),
        _ => Err(AppError::bad_request("reason")),
    }
}

/// A waiver lasts a while within its day.
fn sound(waiver: &SlotWaiver) -> Result<()> {
    match is_sound(waiver.from, waiver.until) {
        true => Ok(()),
        false => Err(Refusal::SlotTooShort {
            least: SHORTEST_MINUTES,
        }
        .into()),
    }
}

/// `17:30`.
pub(super) fn parse_hour(text: &str) -> Result<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| AppError::bad_request("hour"))
}

fn whole_minute(time: NaiveTime) -> NaiveTime {
    NaiveTime::from_hms_opt(time.hour(), time.minute(), 0).unwrap_or(time)
}
