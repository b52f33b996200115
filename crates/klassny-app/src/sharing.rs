//! The share as the program sees it: passes over the folder, the status line, machines that ask.

use crate::api::{JoinAnswer as Asked, JoinSchool};
use crate::app::{App, lock};
use crate::aside::open_count;
use crate::badges::Badges;
use crate::clock::{ClockWatch, LABEL_MS};
use crate::conflicts::open_conflicts;
use crate::desk::roles_of;
use crate::divergence::diverged;
use crate::error::{AppError, Result};
use crate::found::{epoch_keys, fingerprint, number_in};
use crate::health::{Health, link_of, note_published, published_ms};
use crate::session::local_text;
use crate::view::event::AppEvent;
use crate::view::share::{ConflictLine, JoinRequest, ShareBrief, ShareLink, ShareView};
use crate::view::text::ErrorCode;
use crate::workstation::Workstation;
use klassny_domain::access::{DeviceEnrolment, Voucher};
use klassny_domain::change::{Change, Compartment};
use klassny_domain::ids::{DeviceId, GroupId, SeatId, StaffId};
use klassny_domain::roster::Role;
use klassny_log::join::JoinAnswer;
use klassny_share::exchange::Exchange;
use klassny_share::folder::SegmentStore;
use klassny_share::guard::Sharer;
use klassny_share::join;
use klassny_share::plan::{Attention, Moment, next_pass_ms};
use klassny_share::status::{ShareState, SyncReport};
use klassny_store::{Author, EnteredSince, NewFact, Store};
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a call to the share may take before people are told that it does not answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// A pass that moves more segments than this has read much that nobody asks for at once.
const LONG_PASS: u32 = 64;

/// The store of the share, behind its thread.
type Guarded = Arc<Sharer<Arc<dyn SegmentStore>>>;

/// What is remembered of the share between passes.
#[derive(Default)]
pub(crate) struct Sharing {
    pub(crate) exchange: Mutex<Exchange>,
    folder: Mutex<Option<(PathBuf, Guarded)>>,
    pub(crate) last: Mutex<SyncReport>,
    /// Wall clock of the machine at which the next pass is due, ms.
    next_ms: Mutex<i64>,
    /// What is known of the machine's clock.
    pub(crate) clock: Mutex<ClockWatch>,
}

impl App {
    /// The share behind its own thread, so that a dead server blocks nobody.
    pub(crate) fn guarded(&self, seat: SeatId) -> Result<Guarded> {
        let folder = PathBuf::from(self.folder());
        let mut kept = lock(&self.sharing.folder);
        if let Some((path, sharer)) = kept.as_ref().filter(|(path, _)| *path == folder) {
            let _ = path;
            return Ok(Arc::clone(sharer));
        }
        let clock = Arc::clone(&self.env.clock);
        let share = self.store_at(&self.folder(), seat)?;
        let sharer = Sharer::start(share, PATIENCE, Arc::new(move || clock.now().wall_ms))
            .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        let sharer = Arc::new(sharer);
        *kept = Some((folder, Arc::clone(&sharer)));
        Ok(sharer)
    }

    /// Makes one pass over the share: publishes, collects, acknowledges, heals.
    ///
    /// # Errors
    /// Before the replica is open.
    pub fn sync_pass(&self) -> Result<SyncReport> {
        let workstation = self.workstation()?;
        self.keep_to_slot()?;
        let reads_only = workstation.reads_only()?;
        if !reads_only {
            workstation.tell_program()?;
        }
        let session = lock(&self.state).session.clone();
        if let Some(session) = session
            && let Err(error) = workstation.look_after_keys(session.person.seat)
        {
            tracing::warn!(code = ?error.code, "the school's keys were not looked after");
        }
        let sharer = self.guarded(workstation.store.identity().device_seat)?;
        let now_ms = self.env.clock.now().wall_ms;
        let pass = || {
            let moment = Moment {
                now_ms,
                chance: u64::from_le_bytes(self.env.bytes()),
            };
            lock(&self.sharing.exchange).pass(&*sharer, &*workstation, moment)
        };
        let mut report = pass();
        self.note_clock(report.share_clock_ms, report.behind > 0);
        if !reads_only && self.attest(&workstation, &report)? {
            // What was attested over this pass goes out with it.
            let before = report;
            report = pass();
            report.taken += before.taken;
            report.published += before.published;
            report.files_taken += before.files_taken;
            report.files_published += before.files_published;
        }
        let files = report.files_taken > 0 || report.files_published > 0;
        let news = report.taken > 0 || report.published > 0 || files;
        *lock(&self.sharing.last) = report.clone();
        if report.taken > LONG_PASS || report.published > LONG_PASS {
            workstation.store.release_memory()?;
        }
        if report.published > 0 {
            note_published(&workstation.store, now_ms)?;
        }
        if news {
            self.refresh_door()?;
            self.tell(&AppEvent::Journal { groups: Vec::new() });
            // The sign-in screen lists people and invitations, which may have come just now.
            if lock(&self.state).session.is_none() {
                let state = self.app_state()?;
                self.tell(&AppEvent::State { state });
            }
        }
        self.tell(&AppEvent::Status {
            brief: self.share_brief()?,
        });
        Ok(report)
    }

    /// States what this machine attests over a pass: its time, its state. Tells whether it did.
    fn attest(&self, workstation: &Workstation, report: &SyncReport) -> Result<bool> {
        if !report.share.is_reached() || report.more {
            return Ok(false);
        }
        // A witness whose clock is wrong says nothing.
        let ahead_ms = self.ahead_of_share_ms().unwrap_or_default();
        let knows_time = ahead_ms.saturating_abs() <= LABEL_MS;
        let sealed = knows_time && workstation.seal_time()?;
        Ok(self.watch_state(workstation, report)? || sealed)
    }

    /// Passes over the share until nothing more is there to take.
    ///
    /// # Errors
    /// Before the replica is open.
    pub fn sync_fully(&self) -> Result<SyncReport> {
        lock(&self.sharing.exchange).ask_for_everything();
        for _ in 0..1000 {
            let report = self.sync_pass()?;
            let quiet = report.taken == 0 && report.published == 0;
            if (quiet && !report.more) || !report.share.is_reached() {
                return Ok(report);
            }
        }
        Ok(lock(&self.sharing.last).clone())
    }

    /// Does what is due in the background; called about once a second.
    pub fn tick(&self, attention: Attention) {
        if self.workstation_if_open().is_none() {
            return;
        }
        if let Err(error) = self.keep_to_slot() {
            tracing::warn!(code = ?error.code, "the plan of entry was not kept to");
        }
        let now_ms = self.env.clock.now().wall_ms;
        if now_ms < *lock(&self.sharing.next_ms) {
            return;
        }
        let report = match self.sync_pass() {
            Ok(report) => report,
            Err(error) => {
                tracing::warn!(code = ?error.code, "a pass over the share failed");
                SyncReport::default()
            }
        };
        let chance = u64::from_le_bytes(self.env.bytes());
        let wait_ms = match report.more {
            true => 0,
            false => next_pass_ms(report.share, attention, report.failures, chance),
        };
        let wait_ms = i64::try_from(wait_ms).unwrap_or(i64::MAX);
        *lock(&self.sharing.next_ms) = now_ms.saturating_add(wait_ms);
    }

    /// The status line.
    ///
    /// # Errors
    /// What the disk says.
    pub fn share_brief(&self) -> Result<ShareBrief> {
        let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let mut unsent = 0;
        let (mut conflicts, mut aside) = (0, 0);
        let mut badges = Badges::default();
        let mut today = EnteredSince::default();
        if let Some(workstation) = self.workstation_if_open() {
            for outbox in workstation.store.outboxes()? {
                unsent += outbox.unsealed + outbox.prepared;
            }
            today = workstation.store.entered_since(self.midnight_ms())?;
            // Not held while the journal is read: others ask for it meanwhile.
            let session = lock(&self.state).session.clone();
            if let Some(session) = session {
                let roles = roles_of(&workstation.store, &session.person, self.local_now())?;
                let staff = session.person.staff;
                conflicts = conflicts_of(&workstation.store, (staff, &roles))?;
                aside = open_count(&workstation.store, (staff, &roles))?;
                badges = self.badges(&session)?;
            }
        }
        Ok(ShareBrief {
            link: self.link(),
            unsent: count(unsent),
            entered: count(today.entered),
            sent: count(today.sent),
            confirmed: count(today.confirmed),
            conflicts: count(conflicts),
            aside,
            unfilled: badges.unfilled,
            late_remarks: badges.late_remarks,
            volumes: badges.volumes,
            requests: badges.requests,
            clock: self.clock_view(),
            clock_trouble: self.clock_trouble()?,
            stale_since: self.stale_since_ms()?.map(local_text),
            program_due: self.program_due()?,
        })
    }

    /// An instant of the machine's clock as the window reads it: a demo profile has its own clock.
    pub(crate) fn machine_time(&self, at_ms: i64) -> String {
        local_text(at_ms.saturating_add(self.clock_offset_ms()))
    }

    fn link(&self) -> ShareLink {
        if self.folder().is_empty() {
            return ShareLink::None;
        }
        let state = self.state_now();
        link_of(state, |at_ms| self.machine_time(at_ms))
    }

    /// How the share stands: by a call that has been out for too long, else by the last pass.
    fn state_now(&self) -> ShareState {
        let sharer = lock(&self.sharing.folder).clone();
        let out = sharer.and_then(|(_, sharer)| sharer.watch().state(self.env.clock.now().wall_ms));
        out.unwrap_or_else(|| lock(&self.sharing.last).share)
    }

    /// The instant at which the day of the school's clock began, ms.
    fn midnight_ms(&self) -> i64 {
        let now = self.local_now();
        let since = now.signed_duration_since(now.date().and_time(chrono::NaiveTime::MIN));
        self.now().wall_ms.saturating_sub(since.num_milliseconds())
    }

    /// The screen of the share.
    ///
    /// # Errors
    /// What the disk says.
    pub fn share_status(&self) -> Result<ShareView> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        let store = &workstation.store;
        let may_enrol = store.is_administrator(person.seat)?;
        let report = lock(&self.sharing.last).clone();
        let time = |at_ms| self.machine_time(at_ms);
        let health = Health::read(store)?;
        let closed = store.keyless_count(Compartment::Personal)?;
        let needed = closed > 0 && workstation.needs(Compartment::Personal)?;
        let mut keyless = store.keyless_count(Compartment::Journal)?
            + store.keyless_count(Compartment::Control)?;
        let all_keyless = keyless + closed;
        if needed {
            keyless += closed;
        }
        let small = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(ShareView {
            brief: self.share_brief()?,
            folder: self.folder(),
            fingerprint: fingerprint(&store.identity().root_key),
            read_at: report.last_contact_ms.map(time),
            written_at: published_ms(store)?.map(time),
            devices: health.devices(store)?,
            waiting: health.waiting(store, |seat| workstation.may_seal(seat))?,
            gaps: health.gaps(store)?,
            set_aside: small(store.aside_count()?),
            locked: small(store.locked_count()?.saturating_sub(all_keyless)),
            no_key: small(keyless),
            files_missing: report.files_wanted,
            closed: small(if needed { 0 } else { closed }),
            conflicts: self.conflicts()?,
            incidents: [
                health.diverged(&diverged(store)?),
                health.incidents(&report, time),
            ]
            .concat(),
            requests: if may_enrol {
                self.requests()?
            } else {
                Vec::new()
            },
            may_enrol,
        })
    }

    /// The open conflicts; none before the school has an academic year.
    fn conflicts(&self) -> Result<Vec<ConflictLine>> {
        match self.at_desk(open_conflicts) {
            Err(error) if error.code == ErrorCode::NotFound => Ok(Vec::new()),
            found => found,
        }
    }

    /// Publishes and reads at once.
    ///
    /// # Errors
    /// Before anybody signed in.
    pub fn sync_now(&self) -> Result<ShareView> {
        self.sync_fully()?;
        self.share_status()
    }

    /// Sets another folder of the same school.
    ///
    /// # Errors
    /// [`ErrorCode::WrongShare`] where the folder is not this school's.
    pub fn set_share(&self, args: &JoinSchool) -> Result<ShareView> {
        self.move_share_to(&args.folder)?;
        self.sync_now()
    }

    /// The machines that ask to join.
    pub(crate) fn requests(&self) -> Result<Vec<JoinRequest>> {
        let workstation = self.workstation()?;
        let identity = workstation.store.identity();
        let sharer = self.guarded(identity.device_seat)?;
        let Ok(requests) = join::requests(&*sharer) else {
            return Ok(Vec::new());
        };
        let known = workstation.store.read(|read| read.devices())?;
        Ok(requests
            .found
            .into_iter()
            .filter(|request| known.iter().all(|device| device.device != request.device()))
            .map(|request| JoinRequest {
                request: request.device().to_string(),
                name: request.machine.clone(),
                at: join::asked_ms(&*sharer, request.device())
                    .map(|at_ms| self.machine_time(at_ms))
                    .unwrap_or_default(),
                words: request
                    .words(identity.school, &identity.root_key)
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            })
            .collect())
    }

    /// Lets a machine in, after its six words were compared.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for anybody but an administrator.
    pub fn approve_request(&self, args: &Asked) -> Result<ShareView> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        let store = &workstation.store;
        if !store.is_administrator(person.seat)? {
            return Err(AppError::new(ErrorCode::NotAllowed, "administrator"));
        }
        let identity = store.identity();
        let device =
            DeviceId::parse(&args.request).ok_or_else(|| AppError::bad_request("request"))?;
        let sharer = self.guarded(identity.device_seat)?;
        let requests = join::requests(&*sharer)?;
        let request = requests
            .found
            .into_iter()
            .find(|request| request.device() == device)
            .ok_or_else(|| AppError::not_found("request"))?;
        let enrolment = DeviceEnrolment {
            device,
            seat: klassny_log::seat_of(&request.sign_key),
            sign_key: request.sign_key,
            box_key: request.box_key,
            name: request.machine.clone(),
            workstation: number_in(&request.machine),
            witness: false,
        };
        let keys = epoch_keys(store)?
            .iter()
            .map(|key| {
                key.wrap(identity.school, &request.box_key, &mut |bytes| {
                    (workstation.env().random)(bytes);
                })
            })
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        let fact = NewFact::from(Change::DeviceEnrolment(enrolment.clone()));
        store.commit(Author { seat: person.seat }, self.now(), vec![fact])?;
        let administrator = store
            .certificates()?
            .iter()
            .filter_map(|bytes| klassny_log::decode_certificate(bytes).ok())
            .find(|known| known.seat == person.seat)
            .filter(|known| matches!(known.voucher, Voucher::Root { .. }))
            .ok_or_else(|| AppError::new(ErrorCode::NotAllowed, "certificate"))?;
        let answer = JoinAnswer {
            enrolment,
            keys,
            administrator,
        };
        let bytes = workstation
            .with_key(person.seat, |key| {
                answer.encode(identity.school, &request, key)
            })?
            .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        join::answer(&*sharer, device, &bytes)?;
        self.sync_now()
    }

    /// Sends a machine away.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for anybody but an administrator.
    pub fn refuse_request(&self, args: &Asked) -> Result<ShareView> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        if !workstation.store.is_administrator(person.seat)? {
            return Err(AppError::new(ErrorCode::NotAllowed, "administrator"));
        }
        let device =
            DeviceId::parse(&args.request).ok_or_else(|| AppError::bad_request("request"))?;
        let sharer = self.guarded(workstation.store.identity().device_seat)?;
        join::take_back(&*sharer, device)?;
        self.share_status()
    }
}

/// Records in conflict: of the groups a teacher has, of all for those who lead the school.
fn conflicts_of(store: &Store, (staff, roles): (StaffId, &[Role])) -> Result<u64> {
    let found = store.read(|read| read.conflicts())?;
    if found.is_empty() {
        return Ok(0);
    }
    if roles.contains(&Role::Deputy) || roles.contains(&Role::Director) {
        return Ok(found.values().sum());
    }
    let loads = store.read(|read| read.loads_of_staff(staff))?;
    let own: HashSet<GroupId> = loads.iter().map(|load| load.group).collect();
    Ok(own.iter().filter_map(|group| found.get(group)).sum())
}

impl From<klassny_share::error::Error> for AppError {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "to people all else is one thing"
    )]
    fn from(error: klassny_share::error::Error) -> Self {
        use klassny_share::error::Class;
        let code = match error.class() {
            Class::NotOurFolder => ErrorCode::WrongShare,
            Class::Full => ErrorCode::DiskFull,
            _ => ErrorCode::ShareOffline,
        };
        Self::new(code, error.to_string())
    }
}
