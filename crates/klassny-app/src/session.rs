//! Sign-in, lock and sign-out, and the state of the program that the window asks first (D2, D3).

use crate::api::{FirstSignIn, SetDemoClock, SignIn, Unlock};
use crate::app::{App, Session, lock};
use crate::desk::{Person, roles_of};
use crate::error::{AppError, Result, unless_full};
use crate::people::{full_name_order, position_of};
use crate::profile::{Door, DoorInvitation, DoorPerson};
use crate::slots;
use crate::view::session::{
    AppState, ClockView, SchoolCard, Screen, SessionView, Stage, WorkstationView,
};
use crate::view::text::{ErrorCode, RoleCode};
use crate::workstation::Workstation;
use chrono::{NaiveDate, NaiveDateTime};
use klassny_domain::access::{Invitation, SeatCertificate, SeatRevocation, Voucher};
use klassny_domain::change::Change;
use klassny_domain::ids::{DeviceId, InvitationId, SeatId, StaffId};
use klassny_domain::regulation::Rules;
use klassny_domain::roster::{Role, StaffMember};
use klassny_keys::{
    Attempt, InvitationKeys, KeyslotError, Secret, SlotKeys, open_with_invitation,
    seal_to_invitation,
};
use klassny_log::{BoxKey, SeatKey, kill_point, sign_statement};
use klassny_store::{Author, NewFact};

impl App {
    /// Signs a person in with a password.
    ///
    /// # Errors
    /// [`ErrorCode::WrongPassword`] with the seconds to wait; which part was wrong is not told;
    /// [`ErrorCode::OutsideSlot`] where the school's rule keeps the person out at this hour.
    pub fn sign_in(&self, args: SignIn) -> Result<AppState> {
        let staff = parse_staff(&args.staff)?;
        let keys = self.open_slot(&args.staff, args.password)?;
        self.let_through(staff, &keys.replica)?;
        let workstation = self.open_replica(&keys.replica)?;
        kill_point("enter.opened");
        self.leave()?;
        let seat = keys.sign.seat();
        workstation.admit(keys.sign);
        unless_full(self.start_session(staff, seat))?;
        unless_full(self.refresh_door())?;
        self.app_state()
    }

    /// Signs a person in with the words of a printed invitation, and sets the password (F31).
    ///
    /// # Errors
    /// [`ErrorCode::InvitationEnded`], [`ErrorCode::WeakPassword`], [`ErrorCode::NeedsShare`],
    /// [`ErrorCode::OutsideSlot`].
    pub fn first_sign_in(&self, args: FirstSignIn) -> Result<AppState> {
        let staff = parse_staff(&args.staff)?;
        if !klassny_keys::kdf::is_long_enough(&args.password) {
            return Err(AppError::new(ErrorCode::WeakPassword, ""));
        }
        let identity = {
            let profile = lock(&self.profile);
            let school = profile.settings.school.as_ref();
            school
                .ok_or_else(|| AppError::not_found("school"))?
                .identity()?
        };
        let wrong = || AppError::new(ErrorCode::WrongPassword, "");
        let words =
            InvitationKeys::from_words(identity.school, &args.words).map_err(|_| wrong())?;
        let invitation = words.id();
        let door = self.door()?;
        let known = door
            .invitations
            .iter()
            .find(|known| known.invitation == invitation.to_string() && known.staff == args.staff);
        let Some(known) = known else {
            return Err(match self.workstation_if_open() {
                Some(_) => wrong(),
                None => AppError::new(ErrorCode::NeedsShare, ""),
            });
        };
        let sealed = parse_hex_bytes(&known.sealed).ok_or_else(wrong)?;
        let replica_key =
            open_with_invitation(&words, identity.device, &sealed).map_err(|_| wrong())?;
        self.let_through(staff, &replica_key)?;
        let workstation = self.open_replica(&replica_key)?;
        self.check_invitation(invitation, staff)?;
        let mut random = |bytes: &mut [u8]| (self.env.random)(bytes);
        let sign = SeatKey::random(&mut random);
        let box_key = BoxKey::random(&mut random);
        let mut certificate = SeatCertificate {
            seat: sign.seat(),
            staff,
            device: identity.device,
            sign_key: sign.public(),
            box_key: box_key.public(),
            voucher: Voucher::Invitation {
                invitation,
                signature: [0; 64],
            },
        };
        let signature = sign_statement(identity.school, &certificate, &words.sign);
        certificate.voucher = Voucher::Invitation {
            invitation,
            signature,
        };
        let keys = SlotKeys {
            replica: replica_key,
            sign: sign.clone(),
            box_key,
        };
        let password = Secret::new(args.password);
        self.keyslots()
            .create(&keys, &password, &self.os_secret, &mut random)?;
        self.certify(&workstation, certificate)?;
        self.leave()?;
        workstation.admit(sign.clone());
        self.start_session(staff, sign.seat())?;
        self.refresh_door()?;
        self.app_state()
    }

    /// States the certificate of a seat that was just made here, and lets its person stand at the
    /// door before the other way into the replica is taken away.
    fn certify(&self, workstation: &Workstation, certificate: SeatCertificate) -> Result<()> {
        let author = Author {
            seat: workstation.store.identity().device_seat,
        };
        let fact = NewFact::from(Change::SeatCertificate(certificate));
        kill_point("first.slot_made");
        workstation.store.commit(author, self.now(), vec![fact])?;
        kill_point("first.certified");
        self.refresh_door()?;
        lock(&self.profile).remove("joined")?;
        kill_point("first.forgotten");
        Ok(())
    }

    /// Locks the screen; keys are kept, so sealing and the share go on (D2).
    ///
    /// # Errors
    /// What the disk says.
    pub fn lock(&self) -> Result<AppState> {
        unless_full(self.note_seen())?;
        if let Some(session) = &mut lock(&self.state).session {
            session.locked = true;
        }
        self.app_state()
    }

    /// Opens the locked screen for the same person.
    ///
    /// # Errors
    /// [`ErrorCode::WrongPassword`], [`ErrorCode::OutsideSlot`].
    pub fn unlock(&self, args: Unlock) -> Result<AppState> {
        let session = lock(&self.state).session.clone();
        let session = session.ok_or_else(|| AppError::new(ErrorCode::NotSignedIn, ""))?;
        let staff = session.person.staff;
        let keys = self.open_slot(&staff.to_string(), args.password)?;
        self.let_through(staff, &keys.replica)?;
        if let Some(session) = &mut lock(&self.state).session {
            session.locked = false;
        }
        self.app_state()
    }

    /// Seals what was entered, then wipes the person's keys (D2). On a full disk it waits unsealed
    /// for the person's next sign-in.
    ///
    /// # Errors
    /// What else the disk says; the person stays signed in then.
    pub fn sign_out(&self) -> Result<AppState> {
        self.leave()?;
        self.app_state()
    }

    /// Sets the clock of a demo profile, never back.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] on a real school.
    pub fn set_demo_clock(&self, args: SetDemoClock) -> Result<AppState> {
        if lock(&self.profile).settings.demo_clock_ms.is_none() {
            return Err(AppError::new(ErrorCode::NotAllowed, "not a demo"));
        }
        let wanted = parse_local(&args.now)?;
        let offset = Rules::s4().entry.offset();
        let wanted = wanted
            .and_local_timezone(offset)
            .single()
            .ok_or_else(|| AppError::bad_request("time"))?
            .timestamp_millis();
        if wanted < self.now().wall_ms {
            return Err(AppError::bad_request("the clock never goes back"));
        }
        self.start_demo_clock(wanted)?;
        self.keep_to_slot()?;
        self.app_state()
    }

    pub(crate) fn open_slot(&self, staff: &str, password: String) -> Result<SlotKeys> {
        let door = self.door()?;
        let wrong = || AppError::new(ErrorCode::WrongPassword, "");
        let person = door
            .people
            .iter()
            .find(|person| person.staff == staff)
            .ok_or_else(wrong)?;
        let seat = person
            .seats
            .last()
            .and_then(|seat| SeatId::parse(seat))
            .ok_or_else(wrong)?;
        let password = Secret::new(password);
        let attempt = Attempt {
            seat,
            password: &password,
            os_secret: &self.os_secret,
            // The machine's own clock: the demo's may stand still.
            now_ms: self.env.clock.now().wall_ms,
        };
        Ok(self.keyslots().open(&attempt)?)
    }

    fn check_invitation(&self, invitation: InvitationId, staff: StaffId) -> Result<()> {
        let workstation = self.workstation()?;
        let now_ms = self.now().wall_ms;
        let ended = || AppError::new(ErrorCode::InvitationEnded, "");
        workstation
            .store
            .read(|read| {
                let known = read.invitation(invitation)?;
                let used = read
                    .seats()?
                    .iter()
                    .any(|seat| is_voucher(&seat.voucher, invitation));
                Ok(known
                    .filter(|known| known.stands && known.staff == staff && !used)
                    .filter(|known| now_ms <= known.expires_at.timestamp_millis())
                    .map(|_| ()))
            })?
            .ok_or_else(ended)
    }

    pub(crate) fn begin_session(&self, staff: StaffId, seat: SeatId) {
        let since_ms = self.now().wall_ms;
        let person = Person {
            staff,
            seat,
            since_ms,
        };
        lock(&self.state).session = Some(Session {
            person,
            locked: false,
            slot_ends: None,
        });
        self.forget_undo();
    }

    /// Ends the session that is on, if one is.
    fn leave(&self) -> Result<()> {
        unless_full(self.note_seen())?;
        let session = lock(&self.state).session.clone();
        if let (Some(session), Some(workstation)) = (session, self.workstation_if_open()) {
            workstation.dismiss(session.person.seat)?;
        }
        lock(&self.state).session = None;
        self.forget_undo();
        Ok(())
    }

    /// Writes down for the sign-in screen who may come in, and seals the replica's key to every
    /// open invitation, so that a first sign-in works with the share unplugged (D3).
    pub(crate) fn refresh_door(&self) -> Result<()> {
        let Some(workstation) = self.workstation_if_open() else {
            return Ok(());
        };
        self.take_name()?;
        let store = &workstation.store;
        let device = store.identity().device;
        let today = self.local_now().date();
        let here = lock(&self.profile).settings.number;
        let (profile, staff, seats, invitations, year, helpers, ended) = store.read(|read| {
            Ok((
                read.school_profile()?.unwrap_or_default(),
                read.staff()?,
                read.seats()?,
                read.invitations()?,
                read.year_on(today)?,
                read.staff_in_role(Role::Administrator, today)?,
                read.revocations()?,
            ))
        })?;
        let year_id = year.as_ref().map(|year| year.year);
        let mut door = Door {
            school: profile.name,
            city: profile.city,
            year: year.map(|year| year.name).unwrap_or_default(),
            helpers: helpers.iter().map(|person| person.name.full()).collect(),
            as_of_ms: store.newest_ms()?,
            ..Door::default()
        };
        door.people = at_the_door(&staff, &standing(&seats, &ended), device, today);
        slots::write_down(&mut door, store, (year_id, here, today))?;
        let before = self.door()?;
        for invitation in invitations.iter().map(|standing| &standing.value) {
            let used = seats
                .iter()
                .any(|seat| is_voucher(&seat.voucher, invitation.invitation));
            let expires_ms = invitation.expires_at.timestamp_millis();
            if used || !invitation.stands || expires_ms < self.now().wall_ms {
                continue;
            }
            let sealed = sealed_before(&before, invitation.invitation);
            door.invitations.push(match sealed {
                Some(sealed) => sealed,
                None => self.seal_for(&workstation, invitation)?,
            });
        }
        if door == before {
            Ok(())
        } else {
            self.write_door(&door)?;
            kill_point("door.written");
            Ok(())
        }
    }

    /// Seals the replica's key to an open invitation.
    fn seal_for(&self, here: &Workstation, invitation: &Invitation) -> Result<DoorInvitation> {
        let sealed = seal_to_invitation(
            &invitation.box_key,
            here.store.identity().device,
            &here.replica_key,
            &mut |bytes| (self.env.random)(bytes),
        )
        .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        Ok(DoorInvitation {
            invitation: invitation.invitation.to_string(),
            staff: invitation.staff.to_string(),
            sealed: hex_bytes(&sealed),
            expires_ms: invitation.expires_at.timestamp_millis(),
        })
    }

    /// The school's local time.
    pub(crate) fn local_now(&self) -> NaiveDateTime {
        local(self.now().wall_ms)
    }

    /// The state of the program.
    ///
    /// # Errors
    /// What the disk says.
    pub fn app_state(&self) -> Result<AppState> {
        let settings = lock(&self.profile).settings.clone();
        let session = lock(&self.state).session.clone();
        let stage = match (&settings.school, &session) {
            (None, _) => Stage::NoSchool,
            (Some(_), None) => Stage::SignedOut,
            (Some(_), Some(session)) if session.locked => Stage::Locked,
            (Some(_), Some(_)) => Stage::Open,
        };
        let door = self.door()?;
        Ok(AppState {
            stage,
            version: self.env.program.version.to_owned(),
            clock: self.clock_view(),
            workstation: WorkstationView {
                place: self.place_of(settings.number)?,
                name: settings.workstation,
                number: Some(settings.number).filter(|number| *number > 0),
            },
            plan: slots::due(&door, self.local_now()),
            people: slots::people_at(&door, settings.number, self.local_now()),
            session: session
                .map(|session| self.session_view(&session.person, (&door, settings.number)))
                .transpose()?,
            join: self.join_view(),
            share: self.share_brief()?,
            journal_as_of: door.as_of_ms.map(local_text),
            lock_after_minutes: door.rule.lock_minutes,
            slot_policy: slots::policy_of(&door).into(),
            school: settings.school.map(|_| SchoolCard {
                name: door.school,
                city: door.city,
                year: door.year,
                helpers: door.helpers,
            }),
        })
    }

    pub(crate) fn clock_view(&self) -> ClockView {
        ClockView {
            now: self.local_now().format("%Y-%m-%dT%H:%M:%S").to_string(),
            demo: lock(&self.profile).settings.demo_clock_ms.is_some(),
        }
    }

    fn place_of(&self, number: u16) -> Result<String> {
        let Some(workstation) = self.workstation_if_open() else {
            return Ok(String::new());
        };
        let stations = workstation.store.read(|read| read.workstations())?;
        let here = stations
            .into_iter()
            .find(|station| station.number == number);
        Ok(here.map(|station| station.place).unwrap_or_default())
    }

    fn session_view(&self, person: &Person, (door, number): (&Door, u16)) -> Result<SessionView> {
        let workstation = self.workstation()?;
        let now = self.local_now();
        let roles = roles_of(&workstation.store, person, now)?;
        let (member, led) = workstation.store.read(|read| {
            let led = read.classes_led_by(person.staff)?;
            Ok((read.staff_member(person.staff)?, led))
        })?;
        let has_class = led.iter().any(|led| led.holds(now.date()));
        let name = member.map(|member| member.name).unwrap_or_default();
        let seen = slots::session_slot(door, (number, person.staff), now);
        Ok(SessionView {
            staff: person.staff.to_string(),
            name: name.initials(),
            full_name: name.full(),
            screens: screens(&roles, has_class),
            roles: roles.into_iter().map(RoleCode::from).collect(),
            slot: seen.slot,
            standing: seen.standing,
            next_slot: seen.next_slot,
            read_only: seen.read_only,
            locks_at_end: seen.locks_at_end,
        })
    }
}

/// The school's local time of an instant of the school's clock, ms.
pub(crate) fn local(at_ms: i64) -> NaiveDateTime {
    let instant = chrono::DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
    klassny_domain::calendar::to_local(instant, Rules::s4().entry.offset())
}

/// An instant of the school's clock as the window reads it.
pub(crate) fn local_text(at_ms: i64) -> String {
    local(at_ms).format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// What was sealed to an invitation before.
fn sealed_before(door: &Door, invitation: InvitationId) -> Option<DoorInvitation> {
    let id = invitation.to_string();
    let mut known = door.invitations.iter();
    known.find(|known| known.invitation == id).cloned()
}

/// Seats that were not taken away: one that was opens nothing more, a new invitation does.
fn standing(seats: &[SeatCertificate], ended: &[SeatRevocation]) -> Vec<SeatCertificate> {
    let is_ended = |seat: SeatId| ended.iter().any(|ended| ended.seat == seat);
    let standing = seats.iter().filter(|seat| !is_ended(seat.seat));
    standing.cloned().collect()
}

/// Everybody who works here today, by name, with the seats each has on this machine.
fn at_the_door(
    staff: &[StaffMember],
    seats: &[SeatCertificate],
    device: DeviceId,
    today: NaiveDate,
) -> Vec<DoorPerson> {
    let here = staff
        .iter()
        .filter(|person| person.left_on.is_none_or(|left| today < left));
    let mut people: Vec<DoorPerson> = here
        .map(|person| DoorPerson {
            staff: person.staff.to_string(),
            name: person.name.full(),
            about: position_of(person),
            seats: seats
                .iter()
                .filter(|seat| seat.staff == person.staff && seat.device == device)
                .map(|seat| seat.seat.to_string())
                .collect(),
            unbound: false,
            lets_in: false,
        })
        .collect();
    people.sort_by_key(|person| full_name_order(&person.name));
    people
}

fn screens(roles: &[Role], has_class: bool) -> Vec<Screen> {
    let any = |wanted: &[Role]| roles.iter().any(|role| wanted.contains(role));
    let teaches = any(&[Role::Teacher]);
    let leads = any(&[Role::Deputy, Role::Director]);
    let mut screens = Vec::new();
    let mut add = |condition: bool, screen| {
        if condition {
            screens.push(screen);
        }
    };
    add(teaches, Screen::Today);
    add(teaches || leads || has_class, Screen::Journal);
    add(teaches, Screen::Lesson);
    let classes = leads || has_class;
    add(classes, Screen::Class);
    add(teaches || leads, Screen::Plans);
    add(leads, Screen::Check);
    add(
        leads || any(&[Role::Clerk, Role::DocumentFlowHead]),
        Screen::Paper,
    );
    // A clerk begins with paper.
    add(!classes && any(&[Role::Clerk]), Screen::Class);
    add(true, Screen::Share);
    add(any(&[Role::Administrator]), Screen::People);
    add(teaches || leads, Screen::Aside);
    add(leads || any(&[Role::Administrator]), Screen::Devices);
    let plans = any(&[Role::Administrator, Role::DiaryKeeper]);
    add(leads || plans, Screen::Slots);
    screens
}

fn is_voucher(voucher: &Voucher, wanted: InvitationId) -> bool {
    matches!(voucher, Voucher::Invitation { invitation, .. } if *invitation == wanted)
}

pub(crate) fn parse_staff(text: &str) -> Result<StaffId> {
    StaffId::parse(text).ok_or_else(|| AppError::bad_request("person"))
}

fn parse_local(text: &str) -> Result<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"))
        .map_err(|_| AppError::bad_request("time"))
}

fn hex_bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_hex_bytes(text: &str) -> Option<Vec<u8>> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

impl From<KeyslotError> for AppError {
    fn from(error: KeyslotError) -> Self {
        match error {
            KeyslotError::Refused => Self::new(ErrorCode::WrongPassword, ""),
            KeyslotError::Wait(ms) => {
                let seconds = u32::try_from(ms.div_ceil(1000)).unwrap_or(u32::MAX);
                let retry_after_s = Some(seconds);
                Self {
                    retry_after_s,
                    ..Self::new(ErrorCode::WrongPassword, "")
                }
            }
            KeyslotError::WeakPassword => Self::new(ErrorCode::WeakPassword, ""),
            KeyslotError::Exists => Self::new(ErrorCode::BadRequest, "slot"),
            KeyslotError::Cost | KeyslotError::Damaged => {
                Self::new(ErrorCode::ReplicaBroken, error.to_string())
            }
            KeyslotError::File(error) => Self::file("keyslot", &error.source),
        }
    }
}
