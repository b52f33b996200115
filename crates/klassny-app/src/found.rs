//! The ways a machine comes to a school: it creates one, or joins one by six words (P11, D16).

use crate::api::{CreateSchool, JoinSchool};
use crate::app::{App, Joining, lock};
use crate::epochs::COMPARTMENTS;
use crate::error::{AppError, Result};
use crate::founder::Founder;
use crate::place::whole;
use crate::profile::SchoolRef;
use crate::view::session::{JoinState, JoinView, SchoolCreated};
use crate::view::text::ErrorCode;
use crate::workstation::{READS_ONLY, takes};
use klassny_domain::access::KeyEpoch;
use klassny_domain::change::{Change, Compartment};
use klassny_domain::ids::{DeviceId, SchoolId};
use klassny_domain::roster::{PersonName, Role, RoleGrant};
use klassny_domain::school::SchoolProfile;
use klassny_keys::{DeviceKeys, RootKey, Secret, file};
use klassny_log::join::{EpochKey, JoinAnswer, JoinRequest};
use klassny_log::{CompartmentKey, kill_point};
use klassny_share::folder::SegmentStore as _;
use klassny_share::{create, join};
use klassny_store::{Author, Identity, NewFact, OpenStore, Store};
use std::path::Path;

impl App {
    /// Creates a school in an empty folder; its first administrator is signed in after it.
    ///
    /// # Errors
    /// A folder that holds something else, a weak password, a full disk; nothing is left in the
    /// folder then but an empty skeleton.
    pub fn create_school(&self, args: CreateSchool) -> Result<SchoolCreated> {
        if lock(&self.profile).settings.school.is_some() {
            return Err(AppError::bad_request("a school is here already"));
        }
        if !klassny_keys::kdf::is_long_enough(&args.password) {
            return Err(AppError::new(ErrorCode::WeakPassword, ""));
        }
        let mut random = |bytes: &mut [u8]| (self.env.random)(bytes);
        let root = RootKey::random(&mut random);
        let device = DeviceKeys::random(&mut random);
        let root_key = root.sign_key().public();
        let identity = Identity {
            school: SchoolId::from_bytes(self.env.bytes()),
            root_key,
            device: DeviceId::derive(&[&device.sign.public()]),
            device_seat: device.sign.seat(),
        };
        let on_share = klassny_log::Identity {
            school: identity.school,
            root_key,
            created_ms: self.now().wall_ms,
        };
        let share = self.share_at(Path::new(&args.folder), identity.device_seat);
        create::check(&share, &on_share)?;
        let replica_key = Secret::random(&mut random);
        let store = self.replica_of_root(&replica_key, (&root, &device), identity)?;
        let name = name_of(&args);
        let staff = Founder::staff_of(identity.school, &name);
        let founder = Founder::new(staff, identity, &root, &mut random);
        store.put_certificate(&founder.certificate_bytes()?)?;
        let password = Secret::new(args.password.clone());
        self.keyslots().create(
            &founder.slot(&replica_key),
            &password,
            &self.os_secret,
            &mut random,
        )?;
        kill_point("found.slot_made");
        let facts = first_facts(&founder, name, (&args, &device), identity);
        let seat = founder.sign.seat();
        store.commit(Author { seat }, self.now(), facts)?;
        kill_point("found.stated");
        let workstation = self.start_workstation(store, replica_key, device)?;
        workstation.admit(founder.sign.clone());
        // Personal cards are sealed under a key that is given by need, from the first on (D15).
        workstation.look_after_keys(seat)?;
        // The school is there once the profile says so, and not before: a program that dies or is
        // refused until then creates it anew.
        let placed = self.refresh_door().and_then(|()| {
            create::create(&share, &on_share)?;
            self.keep_place(
                &args.folder,
                &args.workstation,
                Some(SchoolRef::of(identity)),
            )
        });
        if let Err(error) = placed {
            lock(&self.state).workstation = None;
            return Err(error);
        }
        self.begin_session(founder.certificate.staff, seat);
        Ok(SchoolCreated {
            root_words: root.words().into_iter().map(str::to_owned).collect(),
            fingerprint: fingerprint(&root_key),
            folder: args.folder,
            state: self.app_state()?,
        })
    }

    /// Asks to join the school of a folder; answers with the six words to compare.
    ///
    /// # Errors
    /// A folder that is not a school's share, or cannot be reached.
    pub fn join_school(&self, args: JoinSchool) -> Result<JoinView> {
        self.ask_to_join(&args, false)
    }

    /// Asks to join as a machine that only reads: a district's collector. It puts nothing on the
    /// share but this request, confirms nothing, and takes no key of the personal cards.
    ///
    /// # Errors
    /// As [`App::join_school`].
    pub fn join_to_read(&self, args: &JoinSchool) -> Result<JoinView> {
        self.ask_to_join(args, true)
    }

    fn ask_to_join(&self, args: &JoinSchool, reads_only: bool) -> Result<JoinView> {
        if lock(&self.profile).settings.school.is_some() {
            return Err(AppError::bad_request("a school is here already"));
        }
        let mut random = |bytes: &mut [u8]| (self.env.random)(bytes);
        let device = DeviceKeys::random(&mut random);
        let share = self.store_at(&args.folder, device.sign.seat())?;
        let identity = share.identity()?;
        let request = JoinRequest {
            sign_key: device.sign.public(),
            box_key: device.box_key.public(),
            nonce: self.env.bytes(),
            machine: args.workstation.clone(),
        };
        join::ask(&*share, &request)
            .map_err(|error| AppError::new(ErrorCode::ShareOffline, error.to_string()))?;
        kill_point("join.asked");
        self.keep_place(&args.folder, &args.workstation, None)?;
        lock(&self.state).joining = Some(Joining {
            device,
            request,
            identity,
            reads_only,
        });
        self.join_status()
    }

    /// How the request to join stands; an answer that holds is taken at once.
    ///
    /// # Errors
    /// Where nothing was asked, or the share cannot be reached.
    pub fn join_status(&self) -> Result<JoinView> {
        let (view, granted) = {
            let state = lock(&self.state);
            let joining = state.joining.as_ref();
            let joining = joining.ok_or_else(|| AppError::not_found("request to join"))?;
            (
                self.view_of(joining, JoinState::Waiting),
                self.granted(joining)?,
            )
        };
        let Some(answer) = granted else {
            return Ok(view);
        };
        self.take_answer(&answer)?;
        Ok(JoinView {
            state: JoinState::Done,
            ..view
        })
    }

    /// Takes the request to join back.
    ///
    /// # Errors
    /// Where the share cannot be reached.
    pub fn join_cancel(&self) -> Result<crate::view::session::AppState> {
        let joining = lock(&self.state).joining.take();
        if let Some(joining) = joining {
            let share = self.store_at(&self.folder(), joining.device.sign.seat())?;
            join::take_back(&*share, joining.request.device())?;
        }
        self.keep_place("", "", None)?;
        self.app_state()
    }

    pub(crate) fn join_view(&self) -> Option<JoinView> {
        let state = lock(&self.state);
        state
            .joining
            .as_ref()
            .map(|joining| self.view_of(joining, JoinState::Waiting))
    }

    fn view_of(&self, joining: &Joining, state: JoinState) -> JoinView {
        let identity = joining.identity;
        let words = joining.request.words(identity.school, &identity.root_key);
        JoinView {
            folder: self.folder(),
            school: fingerprint(&identity.root_key).join(" "),
            words: words.into_iter().map(str::to_owned).collect(),
            state,
        }
    }

    fn granted(&self, joining: &Joining) -> Result<Option<JoinAnswer>> {
        let share = self.store_at(&self.folder(), joining.device.sign.seat())?;
        let identity = joining.identity;
        let answers = join::answers(&*share, joining.request.device())?;
        Ok(answers.iter().find_map(|bytes| {
            JoinAnswer::parse(bytes, identity.school, &identity.root_key, &joining.request).ok()
        }))
    }

    /// Makes the replica of this machine with the keys of the answer.
    fn take_answer(&self, answer: &JoinAnswer) -> Result<()> {
        let Some(joining) = lock(&self.state).joining.take() else {
            return Ok(());
        };
        let identity = Identity {
            school: joining.identity.school,
            root_key: joining.identity.root_key,
            device: joining.request.device(),
            device_seat: joining.device.sign.seat(),
        };
        let mut random = |bytes: &mut [u8]| (self.env.random)(bytes);
        let replica_key = Secret::random(&mut random);
        let store = self.make_replica(&replica_key, &joining.device, identity)?;
        let keys = answer
            .open(identity.school, &joining.device.box_key)
            .map_err(|error| AppError::new(ErrorCode::WrongShare, error.to_string()))?;
        if joining.reads_only {
            store.put(READS_ONLY, &[1])?;
        }
        for key in keys
            .iter()
            .filter(|key| takes(joining.reads_only, key.compartment))
        {
            store.put_key(key.compartment, key.epoch, key.key.as_bytes())?;
        }
        kill_point("join.keys_kept");
        let certificate = klassny_log::encode_certificate(&answer.administrator)
            .map_err(|error| AppError::new(ErrorCode::WrongShare, error.to_string()))?;
        store.put_certificate(&certificate)?;
        // Until somebody has a slot here, the system's secret alone keeps the replica's key.
        let sealed = replica_key.expose().to_vec();
        {
            let mut profile = lock(&self.profile);
            profile.write_sealed("joined", &self.os_secret, self.env.bytes(), &sealed)?;
            kill_point("join.key_sealed");
            profile.settings.school = Some(SchoolRef::of(identity));
            profile.settings.number = answer.enrolment.workstation;
            profile.save()?;
        }
        kill_point("join.placed");
        self.start_workstation(store, replica_key, joining.device)?;
        Ok(())
    }

    /// Opens a replica that was joined and that nobody has a slot in yet, and completes what a
    /// program that died in the middle of joining or of a first sign-in left undone.
    pub(crate) fn resume_joined(&self) -> Result<()> {
        let kept = lock(&self.profile).read_sealed("joined", &self.os_secret)?;
        let Some(kept) = kept else { return Ok(()) };
        let key = <[u8; 32]>::try_from(kept)
            .map_err(|_| AppError::new(ErrorCode::ReplicaBroken, "joined"))?;
        let workstation = self.open_replica(&Secret::new(key))?;
        {
            let mut profile = lock(&self.profile);
            if profile.settings.school.is_none() {
                profile.settings.school = Some(SchoolRef::of(workstation.store.identity()));
                profile.save()?;
            }
        }
        self.refresh_door()?;
        let door = self.door()?;
        if door.people.iter().any(|person| !person.seats.is_empty()) {
            lock(&self.profile).remove("joined")?;
        }
        Ok(())
    }

    /// Makes the replica of this machine with the first keys, which the root gives.
    pub(crate) fn replica_of_root(
        &self,
        key: &Secret<[u8; 32]>,
        (root, device): (&RootKey, &DeviceKeys),
        identity: Identity,
    ) -> Result<Store> {
        let store = self.make_replica(key, device, identity)?;
        for compartment in COMPARTMENTS {
            let key = root.first_key(compartment);
            store.put_key(compartment, KeyEpoch::FIRST, key.as_bytes())?;
        }
        kill_point("found.keys_kept");
        Ok(store)
    }

    fn make_replica(
        &self,
        key: &Secret<[u8; 32]>,
        device: &DeviceKeys,
        identity: Identity,
    ) -> Result<Store> {
        self.set_aside_leftovers()?;
        let path = self.path("replica.db");
        let store = Store::create(
            &OpenStore {
                path: &path,
                key: key.expose(),
            },
            identity,
        )?;
        kill_point("found.replica_made");
        let wrapped = device
            .wrap(key, &mut |bytes| (self.env.random)(bytes))
            .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        file::replace(&self.path("device"), &wrapped)
            .map_err(|error| AppError::file("device", &error.source))?;
        kill_point("found.device_kept");
        Ok(store)
    }

    /// Puts away what a program that died while it created or joined a school left: no way into
    /// it was ever kept. It is renamed, not removed, in case the profile alone was lost.
    #[allow(
        clippy::disallowed_methods,
        reason = "a rename within the profile, of files that nobody has open"
    )]
    fn set_aside_leftovers(&self) -> Result<()> {
        let tag = klassny_log::hex(&self.env.bytes::<4>());
        for name in ["replica.db", "replica.db-wal", "replica.db-shm", "keyslots"] {
            let path = self.path(name);
            if path.exists() {
                std::fs::rename(&path, self.path(&format!("left-{tag}-{name}")))
                    .map_err(|error| AppError::file("set aside", &error))?;
            }
        }
        Ok(())
    }

    pub(crate) fn keep_place(
        &self,
        folder: &str,
        workstation: &str,
        school: Option<SchoolRef>,
    ) -> Result<()> {
        let mut profile = lock(&self.profile);
        profile.settings.folder = whole(folder)?;
        workstation.clone_into(&mut profile.settings.workstation);
        profile.settings.number = number_in(workstation);
        profile.settings.school = school;
        profile.save()
    }
}

/// The number in a workstation's name: «АРМ 7» is 7; 0 where it has none.
pub(crate) fn number_in(name: &str) -> u16 {
    let digits: String = name
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap_or_default()
}

/// The fingerprint of a school in words, for people to compare.
pub(crate) fn fingerprint(root_key: &[u8; 32]) -> Vec<String> {
    let hash = *blake3::hash(root_key).as_bytes();
    klassny_log::words::fingerprint(&hash, 4)
        .into_iter()
        .map(str::to_owned)
        .collect()
}

fn name_of(args: &CreateSchool) -> PersonName {
    PersonName {
        surname: args.surname.clone(),
        given: args.given.clone(),
        patronymic: args.patronymic.clone(),
    }
}

/// What the founder states first: who it is, this machine, the school's name, and the role of a
/// deputy, so that the school's files can be brought in.
fn first_facts(
    founder: &Founder,
    name: PersonName,
    (args, device): (&CreateSchool, &DeviceKeys),
    identity: Identity,
) -> Vec<NewFact> {
    let profile = SchoolProfile {
        name: args.name.clone(),
        full_name: args.name.clone(),
        city: args.city.clone(),
        ..SchoolProfile::default()
    };
    let role = RoleGrant {
        staff: founder.certificate.staff,
        role: Role::Deputy,
        from: chrono::NaiveDate::default(),
        until: None,
    };
    let seat = founder.seat_and_device(device, &args.workstation, identity);
    let rest = [
        founder.person(name),
        Change::RoleGrant(role),
        Change::SchoolProfile(profile),
    ];
    seat.into_iter().chain(rest).map(NewFact::from).collect()
}

/// The most keys that an answer to a request holds: 64 KiB are its limit.
const KEYS_MAX: usize = 500;

/// The keys that a new device is given at once: the first, which the log does not hold, and the
/// newest. What an answer has no room for comes by the log, wrapped as for anybody who lacks it.
///
/// Nobody sits at a new machine yet, so nobody there needs personal cards: their keys come by the
/// log, with the first person who does (D15).
pub(crate) fn epoch_keys(store: &Store) -> Result<Vec<EpochKey>> {
    let mut keys = store.keys()?;
    keys.retain(|(compartment, ..)| *compartment != Compartment::Personal);
    Ok(first_and_newest(keys))
}

fn first_and_newest(mut keys: Vec<(Compartment, u32, [u8; 32])>) -> Vec<EpochKey> {
    keys.sort_by_key(|(_, epoch, _)| (*epoch != KeyEpoch::FIRST, std::cmp::Reverse(*epoch)));
    keys.truncate(KEYS_MAX);
    let keys = keys.into_iter().map(|(compartment, epoch, key)| EpochKey {
        compartment,
        epoch,
        key: CompartmentKey::from_bytes(key),
    });
    keys.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P11: a school that has changed its keys for decades still lets machines in.
    #[test]
    fn an_answer_has_the_first_keys_and_the_newest_however_many_there_are() {
        let all = (1..=300).flat_map(|epoch| COMPARTMENTS.map(|it| (it, epoch, [1; 32])));
        let keys = first_and_newest(all.collect());
        assert_eq!(keys.len(), KEYS_MAX);
        let of = |epoch| keys.iter().filter(|key| key.epoch == epoch).count();
        assert_eq!((of(1), of(300), of(2)), (3, 3, 0));
        let wrapped = keys.iter().map(|key| {
            let mut random = |bytes: &mut [u8]| bytes.fill(7);
            key.wrap(SchoolId::from_bytes([1; 16]), &[9; 32], &mut random)
                .unwrap()
        });
        let bytes: usize = wrapped.map(|key| key.wrapped.len() + 16).sum();
        assert!(bytes < klassny_log::join::ANSWER_MAX - 2048, "{bytes}");
    }
}
