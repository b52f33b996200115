//! Keys of the school: after a machine is lost, for a machine that was let in beside it, and when
//! nothing is left but one copy of the folder and the words of the root (P10, P11, D14).

use crate::devices::{CLERK, card, meet, peopled, pupil, pupils, seated, state, whole};
use crate::files_under;
use klassny_app::api::{RestoreSchool, SetWitness};
use klassny_app::view::session::SchoolRestored;
use klassny_app::view::share::WaitsFor;
use klassny_app::view::text::ErrorCode;
use klassny_domain::access::{KeyEpoch, KeyWrap};
use klassny_domain::change::{Change, Compartment, Kind};
use klassny_domain::ids::{KeyId, PupilId};
use klassny_domain::roster::{PupilCard, StudyForm};
use klassny_domain::school::Workstation;
use klassny_log::{CompartmentKey, Envelope, FactOrUnknown};
use klassny_store::Digest;
use klassny_tests::{FOUNDER, PASSWORD, Station, World};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A second administrator: whoever has the words of the root.
const SECOND: [&str; 3] = ["Зимин", "Павел", "Олегович"];

fn restore(folder: &Path, words: &str, name: [&str; 3], workstation: &str) -> RestoreSchool {
    let [surname, given, patronymic] = name.map(str::to_owned);
    RestoreSchool {
        folder: folder.to_string_lossy().into_owned(),
        words: words.to_owned(),
        surname,
        given,
        patronymic,
        password: PASSWORD.to_owned(),
        workstation: workstation.to_owned(),
    }
}

fn restored(
    world: &World,
    profile: &str,
    args: RestoreSchool,
) -> klassny_app::Result<(Station, SchoolRestored)> {
    let station = world.station(profile).unwrap();
    let answer = station.app.restore_school(args)?;
    Ok((station, answer))
}

/// The school of the other stories, and the words of its root.
pub(crate) fn founded_with_words(world: &World) -> (Station, String) {
    let station = world.station("deputy").unwrap();
    let words = world.create_school(&station).unwrap().root_words.join(" ");
    (peopled(station), words)
}

/// Does something while the share is away from everybody.
fn unplugged<T>(world: &World, act: impl FnOnce() -> T) -> T {
    std::fs::rename(world.share(), world.dir().join("away")).unwrap();
    let done = act();
    std::fs::rename(world.dir().join("away"), world.share()).unwrap();
    done
}

pub(crate) fn segments(folder: &Path) -> BTreeSet<PathBuf> {
    files_under(&folder.join("seg")).into_iter().collect()
}

/// The keys that seal something: the first of cards does not, and only the creator has it (D15).
pub(crate) fn keys(of: &Station) -> Vec<(Compartment, u32, [u8; 32])> {
    let mut keys = of.app.workstation().unwrap().store.keys().unwrap();
    keys.retain(|key| (key.0, key.1) != (Compartment::Personal, 1));
    keys
}

pub(crate) fn locked(on: &Station) -> u64 {
    on.app.workstation().unwrap().store.locked_count().unwrap()
}

/// What keys open: the kinds of facts in the segments of files, and how many stay closed. A station
/// that knows all authors tells whose each is.
pub(crate) fn opened_with(
    known: &Station,
    keys: &[(Compartment, u32, [u8; 32])],
    files: &[PathBuf],
) -> (BTreeSet<Kind>, usize) {
    let store = &known.app.workstation().unwrap().store;
    let school = store.identity().school;
    let (mut kinds, mut closed) = (BTreeSet::new(), 0);
    for file in files {
        let envelope = Envelope::parse(&std::fs::read(file).unwrap()).unwrap();
        let sign_key = store.seat_key(envelope.header().seat).unwrap().unwrap();
        let segment = envelope.verify(school, &sign_key).unwrap();
        let open = |key: &[u8; 32]| segment.open(&CompartmentKey::from_bytes(*key)).ok();
        let read = keys.iter().find_map(|(_, _, key)| open(key));
        closed += usize::from(read.is_none());
        kinds.extend(read.iter().flatten().filter_map(|read| match read {
            FactOrUnknown::Fact(fact) => Some(fact.change.kind()),
            FactOrUnknown::Unknown(_) => None,
        }));
    }
    (kinds, closed)
}

/// P11: the cut and the new keys come together. What is sealed afterwards opens with no key that
/// was on the machine; the machine still hears that it is out, and what was read stays read.
#[test]
fn r156_p11_what_is_sealed_after_a_revocation_opens_with_no_key_of_the_lost_machine() {
    let world = World::new().unwrap();
    let (admin, _) = founded_with_words(&world);
    let laptop = seated(&world, &admin, ("laptop", "Ноутбук"), CLERK);
    let other = world.join(&admin, "other", "АРМ 4").unwrap();
    state(&laptop, vec![pupil(1)]);
    meet(&[&laptop, &admin, &other]);
    let stolen = keys(&laptop);
    let before = segments(&world.share());

    admin
        .app
        .revoke(&whole(&card(&admin, "Ноутбук"), ""))
        .unwrap();
    let (staff, words) = world.invite(&admin, CLERK).unwrap();
    meet(&[&admin, &other]);
    other.first_sign_in(&staff, &words).unwrap();
    state(&other, vec![pupil(2), card_of(2)]);
    meet(&[&other, &admin]);
    assert_eq!(pupils(&admin), 2, "those who stay read on");
    assert_eq!(keys(&admin), keys(&other));
    assert_eq!(keys(&admin).len(), 6, "a second key of each compartment");

    // The thief comes back with the replica and the password of its files.
    meet(&[&laptop]);
    assert_eq!(keys(&laptop), stolen, "nothing is wrapped to it");
    assert!(locked(&laptop) > 0);
    assert_eq!(pupils(&laptop), 1, "what was there stays readable there");
    let after: Vec<PathBuf> = segments(&world.share())
        .difference(&before)
        .cloned()
        .collect();
    let (opened, closed) = opened_with(&admin, &stolen, &after);
    let heard = BTreeSet::from([Kind::SeatRevocation, Kind::KeyEpoch]);
    assert_eq!(
        opened, heard,
        "only that it is out, and keys that it cannot open"
    );
    assert!(closed >= 4, "{closed} of {} are closed", after.len());
    let (all, none) = opened_with(&admin, &keys(&admin), &after);
    assert_eq!(none, 0);
    assert!(all.contains(&Kind::Pupil) && all.contains(&Kind::PupilCard));
    for station in [&admin, &other, &laptop] {
        assert!(station.equals_its_log().unwrap());
    }
}

/// P10: a machine let in by one administrator while another changes the keys holds what it cannot
/// read, seals nothing that a lost machine could read, says so, and is given the keys later.
#[test]
fn p10_a_machine_let_in_beside_a_revocation_waits_for_its_keys_and_is_given_them() {
    let world = World::new().unwrap();
    let (admin, words) = founded_with_words(&world);
    world.join(&admin, "laptop", "Ноутбук").unwrap();
    let args = restore(&world.share(), &words, SECOND, "АРМ 2");
    let (second, _) = restored(&world, "second", args).unwrap();
    meet(&[&admin, &second]);

    // One takes the laptop out while the other lets a machine in; neither knows of it.
    let lost = card(&admin, "Ноутбук");
    unplugged(&world, || admin.app.revoke(&whole(&lost, "")).unwrap());
    let late = world.join(&second, "late", "АРМ 5").unwrap();
    let (staff, invited) = world.invite(&second, CLERK).unwrap();
    meet(&[&second, &late]);
    late.first_sign_in(&staff, &invited).unwrap();
    late.app.sync_fully().unwrap();
    let held = keys(&late);

    // The new keys arrive, wrapped to all but the late one; nobody has seen it yet.
    second.app.sign_out().unwrap();
    state(&admin, vec![room(1)]);
    admin.app.sync_pass().unwrap();
    late.app.sync_fully().unwrap();
    assert_eq!((keys(&late), rooms(&late)), (held, 0));
    let view = late.app.share_status().unwrap();
    assert!(
        view.no_key > 0 && view.locked == 0,
        "held, counted and shown"
    );
    state(&late, vec![pupil(2)]);
    let report = late.app.sync_fully().unwrap();
    assert!(report.replica_errors.is_empty(), "{report:?}");
    let view = late.app.share_status().unwrap();
    assert!(view.brief.unsent > 0);
    assert!(
        view.waiting
            .iter()
            .any(|line| line.waits_for == WaitsFor::Key)
    );

    // The next administrator's program that sees both gives it the keys.
    assert_eq!(segments_held(&late), segments_held(&admin), "opened or not");
    meet(&[&admin, &late, &admin]);
    assert_eq!(keys(&late), keys(&admin));
    assert_eq!((locked(&late), rooms(&late), pupils(&admin)), (0, 1, 1));
    assert!(late.app.share_status().unwrap().waiting.is_empty());
    meet(&[&second, &late, &admin]);
    for station in [&admin, &second, &late] {
        assert!(station.equals_its_log().unwrap());
        assert_eq!(digest(station), digest(&admin));
        assert_eq!(segments_held(station), segments_held(&admin));
    }
}

/// What a machine compares before it compares what is shown: which segments it holds.
fn segments_held(of: &Station) -> [u8; 32] {
    let store = &of.app.workstation().unwrap().store;
    store.segments_digest().unwrap()
}

/// Two administrators take out a machine each, not knowing of the other: both new keys have one
/// number, and one of the lost machines holds the one that everybody chooses. It is changed again.
#[test]
fn p11_two_revocations_side_by_side_leave_a_key_that_neither_lost_machine_has() {
    let world = World::new().unwrap();
    let (admin, words) = founded_with_words(&world);
    let lost = [("first", "Ноутбук 21"), ("last", "Ноутбук 22")]
        .map(|(profile, name)| (world.join(&admin, profile, name).unwrap(), name));
    let stays = world.join(&admin, "stays", "АРМ 5").unwrap();
    let args = restore(&world.share(), &words, SECOND, "АРМ 2");
    let (second, _) = restored(&world, "second", args).unwrap();
    meet(&[&admin, &second]);
    for (by, (_, name)) in [&admin, &second].into_iter().zip(&lost) {
        let lost = card(by, name);
        unplugged(&world, || by.app.revoke(&whole(&lost, "")).unwrap());
    }
    // Each lost machine hears of the other's end first, and takes the key that came with it.
    admin.app.sync_pass().unwrap();
    lost[1].0.app.sync_fully().unwrap();
    second.app.sync_pass().unwrap();
    lost[0].0.app.sync_fully().unwrap();
    let epochs = |of: &Station| keys(of).iter().map(|key| key.1).max();
    for (machine, name) in &lost {
        assert_eq!(
            epochs(machine),
            Some(2),
            "{name} has a key of the new number"
        );
    }

    meet(&[&admin, &second, &stays, &admin]);
    let before = segments(&world.share());
    state(&admin, vec![room(1)]);
    state(&second, vec![room(2)]);
    meet(&[&admin, &second, &stays]);
    assert_eq!(keys(&admin), keys(&second));
    let mut held = keys(&admin);
    held.retain(|key| key.0 != Compartment::Personal);
    assert_eq!(keys(&stays), held, "nobody sits there");
    for station in [&admin, &second, &stays] {
        assert_eq!((rooms(station), locked(station)), (2, 0));
        assert!(station.equals_its_log().unwrap());
        assert_eq!(digest(station), digest(&admin));
    }
    let after: Vec<PathBuf> = segments(&world.share())
        .difference(&before)
        .cloned()
        .collect();
    for (machine, name) in &lost {
        meet(&[machine]);
        let (opened, closed) = opened_with(&admin, &keys(machine), &after);
        assert!(
            !opened.contains(&Kind::Workstation) && closed >= 2,
            "{name}: {opened:?}"
        );
    }
}

/// P11: an administrator with a program of their own states a key that nobody has, under the
/// greatest number there is. It seals nothing: the school writes on, and can change its keys.
#[test]
fn p11_a_key_with_a_made_up_number_stops_nobody_and_no_later_key() {
    let world = World::new().unwrap();
    let (admin, words) = founded_with_words(&world);
    admin.app.sync_fully().unwrap();
    let args = restore(&world.share(), &words, SECOND, "АРМ 2");
    let (second, _) = restored(&world, "second", args).unwrap();
    let clerk = seated(&world, &admin, ("clerk", "АРМ 4"), CLERK);
    meet(&[&admin, &second, &clerk]);
    let compartments = [
        Compartment::Journal,
        Compartment::Personal,
        Compartment::Control,
    ];
    let made_up = compartments.map(|compartment| {
        Change::KeyEpoch(KeyEpoch {
            key: KeyId::from_bytes([0xff - compartment as u8; 16]),
            compartment,
            epoch: u32::MAX,
            recovery: [7; KeyWrap::LEN],
            wraps: Vec::new(),
        })
    });
    state(&second, made_up.to_vec());
    meet(&[&second, &admin, &clerk]);
    state(&clerk, vec![pupil(1)]);
    meet(&[&clerk, &admin]);
    assert_eq!(pupils(&admin), 1, "the school writes on");

    let held = keys(&admin).len();
    let gone = whole(&card(&admin, "АРМ 2"), &words);
    admin.app.revoke(&gone).unwrap();
    meet(&[&admin, &clerk, &admin]);
    state(&clerk, vec![pupil(2)]);
    meet(&[&clerk, &admin]);
    assert_eq!((pupils(&admin), keys(&admin).len()), (2, held + 3));
    assert_eq!(keys(&clerk), keys(&admin));
    meet(&[&second]);
    assert!(locked(&second) > 0, "and can end whoever stated it");
    for station in [&admin, &clerk] {
        assert!(station.equals_its_log().unwrap());
    }
}

pub(crate) fn digest(of: &Station) -> Digest {
    of.app.workstation().unwrap().store.digest().unwrap()
}

fn copy(from: &Path, to: &Path) {
    for file in files_under(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(&file, target).unwrap();
    }
}

/// The tables in which a school that was just restored differs: the machine that came, what it
/// was given and what it attests.
const WENT_ON: [&str; 5] = [
    "device_enrolment",
    "device_program",
    "key_epoch",
    "seat_certificate",
    "state_digest",
];

/// D14: every machine is gone. A copy of the folder and the words of the paper bring the journal
/// back as it was, through every key there ever was, and the school goes on.
#[test]
fn r130_d14_a_school_is_restored_from_one_medium_and_the_words_of_its_root() {
    let world = World::new().unwrap();
    let medium = world.dir().join("medium");
    let (words, was) = lived(&world, &medium);
    let args = restore(&medium, &words, FOUNDER, "АРМ 1");
    let (restored, answer) = restored(&world, "new", args).unwrap();
    assert_eq!((answer.unread, answer.missing), (0, 0));
    assert!(answer.segments > 10);
    let is = digest(&restored);
    let differs: BTreeSet<&str> = was.differences(&is).into_iter().collect();
    assert_eq!(differs, BTreeSet::from(WENT_ON), "all else is as it was");
    assert!(restored.equals_its_log().unwrap());

    // It goes on: another machine is let in, people come in, and old machines can be ended.
    goes_on(&world, &restored, &medium);
}

/// A school that has changed its keys twice, copied to a medium; then everything is lost.
fn lived(world: &World, medium: &Path) -> (String, Digest) {
    let (admin, words) = founded_with_words(world);
    let clerk = seated(world, &admin, ("clerk", "АРМ 4"), CLERK);
    for (number, name) in [(1, "Ноутбук 21"), (2, "Ноутбук 22")] {
        world.join(&admin, name, name).unwrap();
        meet(&[&clerk, &admin]);
        state(&clerk, vec![pupil(number), card_of(number)]);
        meet(&[&clerk, &admin]);
        admin.app.revoke(&whole(&card(&admin, name), "")).unwrap();
    }
    meet(&[&admin, &clerk]);
    state(&clerk, vec![pupil(3), card_of(3)]);
    meet(&[&clerk, &admin, &clerk]);
    let newest = |of: Compartment| {
        let keys = keys(&admin).into_iter().filter(|key| key.0 == of);
        keys.map(|key| key.1).max()
    };
    assert_eq!(newest(Compartment::Journal), Some(3));
    assert_eq!(
        newest(Compartment::Personal),
        Some(4),
        "the first sealed nothing"
    );
    assert_eq!(digest(&clerk), digest(&admin));
    copy(&world.share(), medium);
    let was = digest(&admin);
    drop((admin, clerk));
    std::fs::remove_dir_all(world.share()).unwrap();
    for profile in ["deputy", "clerk"] {
        std::fs::remove_dir_all(world.dir().join(profile)).unwrap();
    }
    (words, was)
}

/// A school whose administrator's first shard stands in its pack alone, a key of which is no more
/// the first; then everything but the folder is lost. Gives the words, the tables and the number
/// of rooms.
fn packed_and_lost(world: &World) -> (String, Digest, usize) {
    let (admin, words) = founded_with_words(world);
    let clerk = seated(world, &admin, ("clerk", "АРМ 4"), CLERK);
    world.join(&admin, "laptop", "Ноутбук").unwrap();
    let args = SetWitness {
        device: card(&admin, "АРМ 4").device,
        witness: true,
    };
    admin.app.set_witness(&args).unwrap();
    meet(&[&admin, &clerk]);
    admin
        .app
        .revoke(&whole(&card(&admin, "Ноутбук"), ""))
        .unwrap();
    let seat = admin.app.person().unwrap().seat;
    for number in 1..=FULL {
        state(&admin, vec![room(number)]);
        admin.app.workstation().unwrap().seal_all(seat).unwrap();
    }
    meet(&[&admin, &clerk, &admin]);
    let shard = world.share().join(klassny_log::name::shard_folder(seat, 0));
    assert_eq!(files_under(&shard).len(), 255);
    world.clock.advance(15 * 86_400_000);
    meet(&[&admin, &clerk, &admin]);
    assert_eq!(files_under(&shard).len(), 0, "the pack stands alone");
    assert_eq!(digest(&clerk), digest(&admin));
    let was = (words, digest(&admin), rooms(&admin));
    drop((admin, clerk));
    for profile in ["deputy", "clerk", "laptop"] {
        std::fs::remove_dir_all(world.dir().join(profile)).unwrap();
    }
    was
}

/// Rooms, each in a segment of its own: more than a shard holds.
const FULL: u16 = 260;

/// D14, P9: a school whose files were cleaned up after packing is restored like any other.
#[test]
fn r130_d14_a_school_is_restored_from_packs() {
    let world = World::new().unwrap();
    let (words, was, _) = packed_and_lost(&world);
    let args = restore(&world.share(), &words, FOUNDER, "АРМ 1");
    let (restored, answer) = restored(&world, "new", args).unwrap();
    assert_eq!((answer.unread, answer.missing), (0, 0));
    let is = digest(&restored);
    let differs: BTreeSet<&str> = was.differences(&is).into_iter().collect();
    assert_eq!(differs, BTreeSet::from(WENT_ON), "all else is as it was");
    assert!(restored.equals_its_log().unwrap());
}

/// D14, P5: files that the medium lost right after a pack cost these files, not the pack, and are
/// counted.
#[test]
fn r130_d14_files_lost_after_a_pack_do_not_hide_the_pack_from_who_restores() {
    let world = World::new().unwrap();
    let (words, _, before) = packed_and_lost(&world);
    for number in ["/00000100-", "/00000101-"] {
        let files = segments(&world.share());
        let is_lost = |path: &&PathBuf| path.to_string_lossy().contains(number);
        std::fs::remove_file(files.iter().find(is_lost).unwrap()).unwrap();
    }
    let args = restore(&world.share(), &words, FOUNDER, "АРМ 1");
    let (restored, answer) = restored(&world, "new", args).unwrap();
    assert_eq!((answer.unread, answer.missing), (0, 2));
    assert_eq!(rooms(&restored), before - 2);
    assert!(restored.equals_its_log().unwrap());
}

fn goes_on(world: &World, restored: &Station, medium: &Path) {
    std::fs::rename(medium, world.share()).unwrap();
    let folder = klassny_app::api::JoinSchool {
        folder: world.share().to_string_lossy().into_owned(),
        workstation: String::new(),
    };
    restored.app.set_share(&folder).unwrap();
    let clerk = seated(world, restored, ("again", "АРМ 9"), CLERK);
    state(&clerk, vec![pupil(4)]);
    meet(&[&clerk, restored]);
    assert_eq!((pupils(restored), pupils(&clerk)), (4, 4));
    assert_eq!(keys(restored), keys(&clerk));
    let old = whole(&card(restored, "АРМ 4"), "");
    restored.app.revoke(&old).unwrap();
    meet(&[restored, &clerk, restored]);
    assert_eq!(digest(restored), digest(&clerk));
    assert!(clerk.equals_its_log().unwrap());
    // The door stays: the next start asks for the password.
    restored.app.sign_out().unwrap();
    let founder = restored.app.app_state().unwrap().people;
    let founder = founder
        .iter()
        .find(|person| person.name == FOUNDER.join(" "));
    restored.sign_in(&founder.unwrap().staff, PASSWORD).unwrap();
}

/// D14: words that are no root's or another school's, and a folder that is no school's, are refused
/// before anything is made; the right words then still work.
#[test]
fn r130_d14_wrong_words_and_wrong_folders_are_refused_and_leave_nothing() {
    let (world, elsewhere) = (World::new().unwrap(), World::new().unwrap());
    let (admin, words) = founded_with_words(&world);
    let _ = elsewhere.env();
    let (_, other_words) = founded_with_words(&elsewhere);
    admin.app.sync_fully().unwrap();
    let empty = world.dir().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let bare = bare_copy(&world);
    let station = world.station("new").unwrap();
    let before = files_under(&world.share());
    let short = words.rsplit_once(' ').unwrap().0.to_owned();
    let share = world.share();
    for (folder, words, code) in [
        (&share, other_words.as_str(), ErrorCode::WrongRoot),
        (&share, short.as_str(), ErrorCode::WrongRoot),
        (&share, "", ErrorCode::WrongRoot),
        (&empty, words.as_str(), ErrorCode::WrongShare),
    ] {
        let args = restore(folder, words, SECOND, "АРМ 1");
        let refused = station
            .app
            .restore_school(args)
            .err()
            .map(|error| error.code);
        assert_eq!(refused, Some(code));
    }
    let mut weak = restore(&share, &words, SECOND, "АРМ 1");
    weak.password = "123".to_owned();
    let refused = station
        .app
        .restore_school(weak)
        .err()
        .map(|error| error.code);
    assert_eq!(refused, Some(ErrorCode::WeakPassword));
    assert_eq!(
        files_under(&share),
        before,
        "nothing is written to the folder"
    );
    assert!(files_under(&empty).is_empty());
    assert!(!station.profile.join("replica.db").exists());

    let args = restore(&bare, &words, SECOND, "АРМ 1");
    let refused = station.app.restore_school(args).err();
    assert_eq!(refused.map(|error| error.code), Some(ErrorCode::NotFound));
    assert_eq!(
        files_under(&bare).len(),
        1,
        "an empty copy restores nothing"
    );
    station
        .app
        .restore_school(restore(&share, &words, SECOND, "АРМ 1"))
        .unwrap();
    let again = station
        .app
        .restore_school(restore(&share, &words, SECOND, "АРМ 1"));
    assert_eq!(
        again.err().map(|error| error.code),
        Some(ErrorCode::BadRequest)
    );
    meet(&[&station, &admin]);
    assert_eq!(
        digest(&station),
        digest(&admin),
        "and the old machines go on beside it"
    );
}

/// A folder with the identity of the school and nothing beside it.
fn bare_copy(world: &World) -> PathBuf {
    let bare = world.dir().join("bare");
    std::fs::create_dir(&bare).unwrap();
    std::fs::copy(world.share().join("school.jsg"), bare.join("school.jsg")).unwrap();
    bare
}

/// What an administrator may state of the journal.
pub(crate) fn room(number: u16) -> Change {
    Change::Workstation(Workstation {
        number,
        place: "Учительская".to_owned(),
    })
}

pub(crate) fn rooms(on: &Station) -> usize {
    let workstation = on.app.workstation().unwrap();
    let rooms = workstation.store.read(|read| read.workstations());
    rooms.unwrap().len()
}

pub(crate) fn card_of(number: u8) -> Change {
    Change::PupilCard(PupilCard {
        pupil: PupilId::from_bytes([number; 16]),
        snils: format!("000-000-000 0{number}"),
        address: String::new(),
        phone: String::new(),
        study_form: StudyForm::FullTime,
        health_group: String::new(),
        uid: String::new(),
        note: String::new(),
    })
}
