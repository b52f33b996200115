//! Workstations and seats: who may see and change them, a lost laptop, a seat in another's name.

use klassny_app::api::{RenameDevice, RevocationArgs, Revoke, SeatNewsSeen, SetWitness, Unlock};
use klassny_app::view::devices::{DeviceCard, ProgramAge, SeatState, SeatWay};
use klassny_app::view::folder::{FolderCode, FolderVerdict};
use klassny_app::view::session::{Screen, SignInWay};
use klassny_app::view::text::ErrorCode;
use klassny_domain::access::{DeviceProgram, SeatCertificate, Voucher};
use klassny_domain::change::Change;
use klassny_domain::ids::{PupilId, SeatId, StaffId};
use klassny_domain::roster::{PersonName, Pupil, Role, RoleGrant, Sex, StaffMember};
use klassny_keys::RootKey;
use klassny_log::{BoxKey, SeatKey, sign_statement};
use klassny_store::{Author, NewFact};
use klassny_tests::{PASSWORD, Station, World};

/// Staff of the story: the clerk writes pupils, the director reads everything.
pub(crate) const CLERK: &str = "Ким Регина Андреевна";
pub(crate) const DIRECTOR: &str = "Орлова Татьяна Николаевна";
pub(crate) const TEACHER: &str = "Соколова Ирина Викторовна";

pub(crate) fn staff_id(name: &str) -> StaffId {
    StaffId::derive(&[name.as_bytes()])
}

/// A station with a school whose administrator is signed in, and three people besides.
fn founded(world: &World) -> Station {
    peopled(world.found().unwrap())
}

/// Three people besides the administrator who is signed in on a station.
pub(crate) fn peopled(admin: Station) -> Station {
    let mut facts = Vec::new();
    for (name, role) in [
        (CLERK, Role::Clerk),
        (DIRECTOR, Role::Director),
        (TEACHER, Role::Teacher),
    ] {
        let mut parts = name.split(' ').map(str::to_owned);
        let mut part = || parts.next().unwrap();
        let name_of = PersonName {
            surname: part(),
            given: part(),
            patronymic: part(),
        };
        facts.push(Change::StaffMember(StaffMember {
            staff: staff_id(name),
            personnel_number: String::new(),
            name: name_of,
            position: String::new(),
            hired_on: None,
            left_on: None,
        }));
        facts.push(Change::RoleGrant(RoleGrant {
            staff: staff_id(name),
            role,
            from: chrono::NaiveDate::default(),
            until: None,
        }));
    }
    state(&admin, facts);
    admin
}

pub(crate) fn state(by: &Station, facts: Vec<Change>) {
    let author = Author {
        seat: by.app.person().unwrap().seat,
    };
    let facts = facts.into_iter().map(NewFact::from).collect();
    let workstation = by.app.workstation().unwrap();
    workstation
        .store
        .commit(author, by.app.now(), facts)
        .unwrap();
}

pub(crate) fn pupil(number: u8) -> Change {
    Change::Pupil(Pupil {
        pupil: PupilId::from_bytes([number; 16]),
        file_number: number.to_string(),
        name: PersonName::default(),
        sex: Sex::Female,
        born_on: None,
    })
}

pub(crate) fn pupils(on: &Station) -> usize {
    let workstation = on.app.workstation().unwrap();
    workstation.store.read(|read| read.pupils()).unwrap().len()
}

/// Lets a machine in and opens a seat of a person on it.
pub(crate) fn seated(world: &World, by: &Station, machine: (&str, &str), who: &str) -> Station {
    let station = world.join(by, machine.0, machine.1).unwrap();
    let (staff, words) = world.invite(by, who).unwrap();
    meet(&[by, &station]);
    station.first_sign_in(&staff, &words).unwrap();
    meet(&[&station, by]);
    station
}

pub(crate) fn meet(stations: &[&Station]) {
    for station in stations.iter().chain(stations) {
        station.app.sync_fully().unwrap();
    }
}

pub(crate) fn card(on: &Station, name: &str) -> DeviceCard {
    let devices = on.app.devices().unwrap().devices;
    devices.into_iter().find(|card| card.name == name).unwrap()
}

pub(crate) fn whole(card: &DeviceCard, root_words: &str) -> Revoke {
    Revoke {
        device: card.device.clone(),
        seat: None,
        reason: "Ноутбук утерян".to_owned(),
        root_words: root_words.to_owned(),
    }
}

/// R83, R152: the administrator keeps the workstations, the director and deputies read, a teacher
/// does not.
#[test]
fn r83_r152_an_administrator_names_machines_and_gives_the_duty_others_only_read() {
    let world = World::new().unwrap();
    let admin = founded(&world);
    let director = seated(&world, &admin, ("director", "АРМ 3"), DIRECTOR);
    let teacher = seated(&world, &admin, ("teacher", "Ноутбук"), TEACHER);
    meet(&[&admin, &director, &teacher]);

    let view = director.app.devices().unwrap();
    let names: Vec<&str> = view.devices.iter().map(|card| card.name.as_str()).collect();
    assert_eq!(
        names,
        ["АРМ 3", "АРМ 12", "Ноутбук"],
        "by number, then by name"
    );
    assert!(!view.may_change && view.requests.is_empty());
    assert!(view.devices.iter().all(|card| card.last_seen.is_some()));
    let screens = |on: &Station| on.app.app_state().unwrap().session.unwrap().screens;
    assert!(screens(&director).contains(&Screen::Devices));
    assert!(!screens(&teacher).contains(&Screen::Devices));
    let refused = teacher.app.devices().unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAllowed);

    let rename = |name: &str, number| RenameDevice {
        device: card(&admin, "Ноутбук").device,
        name: name.to_owned(),
        number,
    };
    let by_director = director.app.rename_device(&rename("АРМ 9", 9)).unwrap_err();
    assert_eq!(by_director.code, ErrorCode::NotAllowed);
    for taken in [rename("арм 3", 9), rename("АРМ 9", 12)] {
        let refused = admin.app.rename_device(&taken).unwrap_err();
        assert_eq!(refused.code, ErrorCode::NameTaken);
    }
    admin.app.rename_device(&rename("  АРМ   9 ", 9)).unwrap();
    let duty = SetWitness {
        device: card(&admin, "АРМ 9").device,
        witness: true,
    };
    assert!(director.app.set_witness(&duty).is_err());
    admin.app.set_witness(&duty).unwrap();
    meet(&[&admin, &teacher, &director]);

    assert!(card(&director, "АРМ 9").witness);
    let here = teacher.app.app_state().unwrap().workstation;
    assert_eq!((here.name.as_str(), here.number), ("АРМ 9", Some(9)));
    for station in [&admin, &director, &teacher] {
        assert!(station.equals_its_log().unwrap());
    }
}

/// P10: a machine says once which program it runs, and again when that changes.
#[test]
fn r152_the_screen_says_whose_program_is_older() {
    let world = World::new().unwrap();
    let admin = founded(&world);
    let clerk = seated(&world, &admin, ("clerk", "АРМ 4"), CLERK);
    let program = card(&admin, "АРМ 4").program.unwrap();
    assert_eq!(program.age, ProgramAge::Same);
    assert_eq!(program.version, env!("CARGO_PKG_VERSION"));
    let stated = |on: &Station| {
        let workstation = on.app.workstation().unwrap();
        let register = Change::DeviceProgram(DeviceProgram {
            device: workstation.store.identity().device,
            version: String::new(),
            system: String::new(),
            format: 1,
            ruleset: 1,
        });
        let history = workstation.store.history(register.register()).unwrap();
        history.entries.len()
    };
    meet(&[&clerk, &admin, &clerk]);
    assert_eq!(stated(&clerk), 1, "said once");

    let workstation = clerk.app.workstation().unwrap();
    let identity = workstation.store.identity();
    let older = |version: &str| {
        NewFact::from(Change::DeviceProgram(DeviceProgram {
            device: identity.device,
            version: version.to_owned(),
            system: "linux".to_owned(),
            format: 1,
            ruleset: 1,
        }))
    };
    let author = Author {
        seat: identity.device_seat,
    };
    let store = &workstation.store;
    store
        .commit(author, clerk.app.now(), vec![older("0.0.9")])
        .unwrap();
    meet(&[&clerk, &admin]);
    let program = card(&admin, "АРМ 4").program.unwrap();
    assert_eq!(
        (program.age, program.version.as_str()),
        (ProgramAge::Older, "0.0.9")
    );

    // A machine speaks of itself alone.
    let other = admin.app.workstation().unwrap();
    let author = Author {
        seat: other.store.identity().device_seat,
    };
    let refused = other
        .store
        .commit(author, admin.app.now(), vec![older("9.9.9")]);
    assert!(refused.is_err());
}

/// D13: an administrator who opens a machine in another's name is seen by that person and by the
/// director, and by nobody else.
#[test]
fn r83_r151_a_seat_opened_in_anothers_name_is_told_to_that_person_and_the_director() {
    let world = World::new().unwrap();
    let admin = founded(&world);
    let teacher = seated(&world, &admin, ("teacher", "АРМ 7"), TEACHER);
    let director = seated(&world, &admin, ("director", "АРМ 3"), DIRECTOR);
    let clerk = seated(&world, &admin, ("clerk", "АРМ 4"), CLERK);
    meet(&[&admin, &teacher, &director, &clerk]);
    for (station, seen) in [(&teacher, 0), (&director, 1), (&clerk, 0)] {
        let news = station.app.seat_news().unwrap();
        assert_eq!(news.seats.len(), seen, "only what came after the own seat");
        let mark = SeatNewsSeen { mark: news.mark };
        let news = station.app.seat_news_seen(&mark).unwrap();
        assert!(news.seats.is_empty());
    }

    // The administrator prints an invitation of the teacher and keeps it.
    teacher.app.lock().unwrap();
    let rogue = seated(&world, &admin, ("rogue", "Ноутбук"), TEACHER);
    meet(&[&rogue, &teacher, &director, &clerk]);
    teacher
        .app
        .unlock(Unlock {
            password: PASSWORD.to_owned(),
        })
        .unwrap();
    for (station, mine) in [(&teacher, true), (&director, false)] {
        let news = station.app.seat_news().unwrap();
        let [seat] = &news.seats[..] else {
            panic!("{news:?}")
        };
        assert_eq!((seat.mine, seat.name.as_str()), (mine, TEACHER));
        assert_eq!(
            (seat.device.as_str(), seat.way),
            ("Ноутбук", SeatWay::Invitation)
        );
        assert_eq!(seat.invited_by, "Воробьёва А. Е.");
        assert_eq!(seat.let_in_by, "Воробьёва А. Е.");
    }
    assert!(clerk.app.seat_news().unwrap().seats.is_empty());
    let helpers = teacher.app.seat_news().unwrap().helpers;
    assert_eq!(helpers, [klassny_tests::FOUNDER.join(" ")], "whom to tell");
    assert!(
        rogue.app.seat_news().unwrap().seats.is_empty(),
        "the older seats are no news"
    );

    let mark = teacher.app.seat_news().unwrap().mark;
    teacher.app.seat_news_seen(&SeatNewsSeen { mark }).unwrap();
    assert!(teacher.app.seat_news().unwrap().seats.is_empty());
    assert_eq!(
        director.app.seat_news().unwrap().seats.len(),
        1,
        "each has own marks"
    );
}

/// P7: a lost laptop. What the school held stays, what comes later is quarantined everywhere, its
/// door is closed, the person works on elsewhere.
#[test]
fn r130_r156_a_lost_laptop_is_revoked_and_what_it_sends_later_is_quarantined() {
    let world = World::new().unwrap();
    let admin = founded(&world);
    let laptop = seated(&world, &admin, ("laptop", "Ноутбук"), CLERK);
    let other = world.join(&admin, "other", "АРМ 4").unwrap();
    state(&laptop, vec![pupil(1)]);
    meet(&[&laptop, &admin, &other]);
    assert_eq!(pupils(&admin), 1);

    // It writes on while the share is away from it.
    std::fs::rename(world.share(), world.dir().join("away")).unwrap();
    state(&laptop, vec![pupil(2)]);
    laptop.app.sync_fully().unwrap();
    std::fs::rename(world.dir().join("away"), world.share()).unwrap();

    let lost = card(&admin, "Ноутбук");
    let args = RevocationArgs {
        device: lost.device.clone(),
        seat: None,
    };
    let told = admin.app.revocation(&args).unwrap();
    assert_eq!(told.people, [CLERK]);
    assert!(!told.needs_root && !told.mine && !told.done);
    assert!(
        told.kept >= 3,
        "the pupil, the certificate, the program: {}",
        told.kept
    );
    let doubtful = |on: &Station| {
        on.app
            .workstation()
            .unwrap()
            .store
            .doubtful_count()
            .unwrap()
    };
    let before = doubtful(&admin);
    let view = admin.app.revoke(&whole(&lost, "")).unwrap();
    let last = view.devices.last().unwrap();
    assert_eq!(
        (last.name.as_str(), last.state),
        ("Ноутбук", SeatState::Revoked)
    );
    assert_eq!(last.reason, "Ноутбук утерян");
    assert!(
        last.seats
            .iter()
            .all(|seat| seat.state == SeatState::Revoked)
    );
    assert!(admin.app.revocation(&args).unwrap().done);
    assert_eq!(
        admin.app.revoke(&whole(&lost, "")).unwrap_err().code,
        ErrorCode::NotFound
    );

    // The thief plugs it in.
    meet(&[&laptop, &admin, &other]);
    for station in [&admin, &other] {
        assert_eq!(
            pupils(station),
            1,
            "what was held stays, what came later does not count"
        );
        assert!(station.equals_its_log().unwrap());
    }
    assert!(doubtful(&admin) > before, "and it is kept and counted");
    the_door_is_closed(&laptop);
    works_on_elsewhere(&world, &admin, &other);
}

/// By a new invitation the person works on at another machine.
fn works_on_elsewhere(world: &World, admin: &Station, other: &Station) {
    let (staff, words) = world.invite(admin, CLERK).unwrap();
    meet(&[admin, other]);
    other.first_sign_in(&staff, &words).unwrap();
    state(other, vec![pupil(4)]);
    meet(&[other, admin]);
    assert_eq!(pupils(admin), 2);
}

/// Nothing more is entered on a revoked machine, and nobody signs in there with a password.
fn the_door_is_closed(laptop: &Station) {
    let refused = laptop.app.workstation().unwrap().store.commit(
        Author {
            seat: laptop.app.person().unwrap().seat,
        },
        laptop.app.now(),
        vec![NewFact::from(pupil(3))],
    );
    assert!(refused.is_err(), "nothing more is entered there");
    laptop.app.sign_out().unwrap();
    let closed = laptop.sign_in(&staff_id(CLERK).to_string(), PASSWORD);
    assert_eq!(closed.unwrap_err().code, ErrorCode::WrongPassword);
    let people = laptop.app.app_state().unwrap().people;
    assert!(
        people
            .iter()
            .all(|person| person.way != SignInWay::Password)
    );
}

/// Another administrator gets a seat on a machine, by the words of the root's paper.
fn second_administrator(other: &Station, words: &str) {
    let root = RootKey::from_words(words).unwrap();
    let workstation = other.app.workstation().unwrap();
    let identity = workstation.store.identity();
    let second = SeatKey::from_bytes(&[77; 32]);
    let mut seat = SeatCertificate {
        seat: second.seat(),
        staff: staff_id(TEACHER),
        device: identity.device,
        sign_key: second.public(),
        box_key: BoxKey::from_bytes(&[78; 32]).public(),
        voucher: Voucher::Root { signature: [0; 64] },
    };
    let signature = sign_statement(identity.school, &seat, &root.sign_key());
    seat.voucher = Voucher::Root { signature };
    let author = Author {
        seat: identity.device_seat,
    };
    let fact = NewFact::from(Change::SeatCertificate(seat));
    workstation
        .store
        .commit(author, other.app.now(), vec![fact])
        .unwrap();
}

/// D13: administrators end each other by the root's words alone, and nobody ends the own seat.
#[test]
fn r83_r156_an_administrators_seat_ends_by_the_root_alone_and_nobody_ends_the_own() {
    let world = World::new().unwrap();
    let station = world.station("deputy").unwrap();
    let created = world.create_school(&station).unwrap();
    let other = world.join(&station, "other", "АРМ 2").unwrap();
    second_administrator(&other, &created.root_words.join(" "));
    meet(&[&other, &station]);

    let own = card(&station, "АРМ 12");
    let told = |device: &str| {
        let args = RevocationArgs {
            device: device.to_owned(),
            seat: None,
        };
        station.app.revocation(&args).unwrap()
    };
    assert!(told(&own.device).mine && told(&own.device).needs_root);
    let words = created.root_words.join(" ");
    let refused = station.app.revoke(&whole(&own, &words)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAllowed);

    let theirs = card(&station, "АРМ 2");
    assert!(told(&theirs.device).needs_root);
    let of_another = RootKey::random(&mut |bytes| bytes.fill(5))
        .words()
        .join(" ");
    for wrong in ["", "не те слова", &of_another] {
        let refused = station.app.revoke(&whole(&theirs, wrong)).unwrap_err();
        assert_eq!(refused.code, ErrorCode::WrongRoot);
    }
    // Past the window: every replica judges it again.
    let bare = Change::SeatRevocation(klassny_domain::access::SeatRevocation {
        seat: SeatId::parse(&theirs.seats[0].seat).unwrap(),
        reason: "Спор".to_owned(),
        root: None,
    });
    let store = &station.app.workstation().unwrap().store;
    let author = Author {
        seat: station.app.person().unwrap().seat,
    };
    assert!(
        store
            .commit(author, station.app.now(), vec![NewFact::from(bare)])
            .is_err()
    );
    assert_eq!(card(&station, "АРМ 2").state, SeatState::Acting);

    station.app.revoke(&whole(&theirs, &words)).unwrap();
    meet(&[&station, &other]);
    let ended = card(&station, "АРМ 2");
    assert_eq!(ended.state, SeatState::Revoked);
    assert_eq!(ended.seats[0].state, SeatState::Revoked);
}

/// The setup check as the window asks it: of this school's folder, and of one that is away.
#[test]
fn r130_r156_the_setup_of_the_folder_is_checked_by_those_who_keep_it() {
    let world = World::new().unwrap();
    let admin = founded(&world);
    let check = admin.app.folder_check().unwrap();
    assert_eq!(check.folder, world.share().to_string_lossy());
    assert!(check.school.contains("1292") && !check.checked_at.is_empty());
    let line = |code| check.lines.iter().find(|line| line.what == code);
    assert!(line(FolderCode::Ours).is_some());
    assert!(line(FolderCode::MayWrite).is_some());
    assert!(line(FolderCode::Room).is_some_and(|line| line.amount > 0));
    // The clock of the stories stands in the year it was put to, not where the disk's is.
    let clock = line(FolderCode::Clock).unwrap();
    let far = clock.amount.unsigned_abs() > 600;
    assert_eq!(clock.verdict == FolderVerdict::Bad, far, "{clock:?}");
    let left = std::fs::read_dir(world.share().join("tmp"))
        .unwrap()
        .count();
    assert_eq!(left, 0);

    std::fs::rename(world.share(), world.dir().join("away")).unwrap();
    let check = admin.app.folder_check().unwrap();
    let last = check.lines.last().unwrap();
    assert_eq!(last.verdict, FolderVerdict::Bad);
    std::fs::rename(world.dir().join("away"), world.share()).unwrap();

    let teacher = seated(&world, &admin, ("teacher", "АРМ 7"), TEACHER);
    let refused = teacher.app.folder_check().unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAllowed);
}
