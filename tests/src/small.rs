//! A small school on real profiles, for tests that open it hundreds of times: one class that is
//! taught, one whose quarter is closed, a founder who is deputy, clerk and teacher.
//!
//! Two machines, `a` and `b`; the founder has a seat on both. Nothing here reads the machine's
//! clock: the time is an argument, so that a thousand runs lie within one school day.

use crate::{FOUNDER, HeldClock, PASSWORD, START_MS, Station};
use anyhow::Context as _;
use chrono::{NaiveDate, NaiveTime, Weekday};
use klassny_app::api::{
    CloseTerm, CreateSchool, FirstSignIn, JoinAnswer, JoinSchool, RestoreSchool, StaffArgs,
};
use klassny_app::view::session::JoinState;
use klassny_app::{App, Env};
use klassny_domain::change::Change;
use klassny_domain::ids::{
    BellId, ClassId, EnrolmentId, GroupId, PupilId, SchoolId, StaffId, SubjectId, TermId,
    TimetableSlotId, YearId,
};
use klassny_domain::roster::{
    Enrolment, Group, Load, PersonName, Pupil, Role, RoleGrant, SchoolClass, Sex, StaffMember,
    Subject,
};
use klassny_domain::school::{AcademicYear, Bell, Grades, SchoolWeek, Term, TermKind};
use klassny_domain::timetable::TimetableSlot;
use klassny_store::{Author, NewFact};
use klassny_system::{KdfCost, VaultChoice};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// 15:00 of the day: its lessons are over, their norms are not.
pub const AFTERNOON_MS: i64 = START_MS + (5 * 60 + 10) * 60_000;
/// Pupils of the class that is taught.
const PUPILS: u16 = 24;

/// What the tests must know of the school to write in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scene {
    /// The founder.
    pub staff: String,
    /// The lesson that machine `a` writes.
    pub place: Value,
    /// The lesson that machine `b` writes.
    pub other: Value,
    /// The pupils of both.
    pub pupils: Vec<String>,
    /// The class whose quarter is closed, and the quarter.
    pub volume: Value,
    /// The words of the root's paper.
    pub words: String,
}

/// Opens a profile with a clock that stands.
///
/// # Errors
/// Where another program has it open, or the disk refuses.
pub fn open(profile: &Path, clock: &HeldClock) -> anyhow::Result<Station> {
    let env = klassny_system::env(profile, VaultChoice::File, KdfCost::TESTS_ONLY)?;
    let env = Env {
        clock: Arc::new(clock.clone()),
        ..env
    };
    Ok(Station {
        app: App::open(env, profile)?,
        profile: profile.to_path_buf(),
    })
}

/// Makes the school in a folder: `share`, `a`, `b` and `scene.json`.
///
/// # Errors
/// What the core says.
pub fn make(dir: &Path, share: &Path, clock: &HeldClock) -> anyhow::Result<Scene> {
    std::fs::create_dir_all(share)?;
    let a = open(&dir.join("a"), clock)?;
    let created = a.app.create_school(school(share))?;
    let session = a.app.app_state()?.session.context("nobody is signed in")?;
    let scene = Scene {
        words: created.root_words.join(" "),
        ..state(&a, &session.staff)?
    };
    a.app.sync_fully()?;
    let b = open(&dir.join("b"), clock)?;
    join(&a, &b, share)?;
    seat(&a, &b, &session.staff)?;
    exchange(&[&a, &b], clock)?;
    std::fs::write(dir.join("scene.json"), serde_json::to_vec(&scene)?)?;
    Ok(scene)
}

/// What the founder says of the school.
pub fn school(share: &Path) -> CreateSchool {
    let [surname, given, patronymic] = FOUNDER.map(str::to_owned);
    CreateSchool {
        folder: share.to_string_lossy().into_owned(),
        name: "ГБОУ школа № 1292 (учебная)".to_owned(),
        city: "г. Примерск".to_owned(),
        surname,
        given,
        patronymic,
        password: PASSWORD.to_owned(),
        workstation: "АРМ 12".to_owned(),
    }
}

/// Restores the school of a folder: its founder comes in again.
///
/// # Errors
/// What the core says.
pub fn restore(machine: &Station, share: &Path, words: &str) -> anyhow::Result<()> {
    let [surname, given, patronymic] = FOUNDER.map(str::to_owned);
    machine.app.restore_school(RestoreSchool {
        folder: share.to_string_lossy().into_owned(),
        words: words.to_owned(),
        surname,
        given,
        patronymic,
        password: PASSWORD.to_owned(),
        workstation: "АРМ 9".to_owned(),
    })?;
    Ok(())
}

/// Somebody else who works at the school; stated where the log does not know them.
///
/// # Errors
/// What the core says.
pub fn colleague(station: &Station) -> anyhow::Result<String> {
    let staff = StaffId::derive(&[b"colleague"]);
    let workstation = station.app.workstation()?;
    let known = workstation.store.read(|read| read.staff_member(staff))?;
    if known.is_none() {
        let person = Change::StaffMember(StaffMember {
            staff,
            personnel_number: String::new(),
            name: PersonName {
                surname: "Зимин".to_owned(),
                given: "Павел".to_owned(),
                patronymic: "Олегович".to_owned(),
            },
            position: String::new(),
            hired_on: None,
            left_on: None,
        });
        let author = Author {
            seat: station.app.person()?.seat,
        };
        let now = station.app.now();
        workstation
            .store
            .commit(author, now, vec![NewFact::from(person)])?;
    }
    Ok(staff.to_string())
}

/// Lets a machine in, unless it is in already.
///
/// # Errors
/// What the core says.
pub fn join(by: &Station, machine: &Station, share: &Path) -> anyhow::Result<()> {
    if machine.app.workstation().is_ok() {
        return Ok(());
    }
    let asked = machine.app.join_school(JoinSchool {
        folder: share.to_string_lossy().into_owned(),
        workstation: "АРМ 3".to_owned(),
    })?;
    let status = by.app.share_status()?;
    let request = status
        .requests
        .iter()
        .find(|request| request.words == asked.words)
        .context("the request is not seen")?;
    by.app.approve_request(&JoinAnswer {
        request: request.request.clone(),
    })?;
    let state = machine.app.join_status()?.state;
    anyhow::ensure!(state == JoinState::Done, "not let in");
    machine.app.sync_fully()?;
    Ok(())
}

/// Gives the founder a seat on a machine that was let in.
///
/// # Errors
/// What the core says.
pub fn seat(by: &Station, machine: &Station, staff: &str) -> anyhow::Result<()> {
    let staff = staff.to_owned();
    let sheet = by.app.invite(StaffArgs {
        staff: staff.clone(),
    })?;
    by.app.sync_fully()?;
    machine.app.sync_fully()?;
    machine.app.first_sign_in(FirstSignIn {
        staff,
        words: sheet.words.join(" "),
        password: PASSWORD.to_owned(),
    })?;
    Ok(())
}

/// Lets machines exchange until nothing is on its way, acknowledgements included.
///
/// # Errors
/// What the core says.
pub fn exchange(stations: &[&Station], clock: &HeldClock) -> anyhow::Result<()> {
    for _ in 0..4 {
        for station in stations {
            station.app.sync_fully()?;
        }
        clock.advance(61_000);
    }
    Ok(())
}

/// States the school's people, calendar and load, and closes the quarter of the other class.
fn state(station: &Station, founder: &str) -> anyhow::Result<Scene> {
    let workstation = station.app.workstation()?;
    let founder = StaffId::parse(founder).context("the founder's id")?;
    let school = workstation.store.identity().school;
    let frame = Frame::new(school, founder);
    let seat = station.app.person()?.seat;
    for facts in [frame.people(), frame.calendar(), frame.teaching()] {
        let facts = facts.into_iter().map(NewFact::from).collect();
        let author = Author { seat };
        workstation.store.commit(author, workstation.now(), facts)?;
    }
    let place = |date: &str, bell: u8| json!({ "group": frame.group(9).to_string(), "date": date, "bell": bell, "ordinal": 0 });
    let (place, other) = (place("2026-10-23", 1), place("2026-10-21", 2));
    for lesson in [&place, &other] {
        let args = set_topic(lesson, "Неравенства");
        let done = station.app.call("set_lesson", args);
        done.map_err(|error| anyhow::anyhow!("set_lesson: {error:?}"))?;
    }
    let (class, term) = (frame.class(1).to_string(), frame.quarter(1).to_string());
    let close = CloseTerm {
        class: class.clone(),
        term: term.clone(),
        despite: "для проверки".to_owned(),
    };
    station
        .app
        .at_desk(|desk| klassny_app::closing::close_term(desk, &close))?;
    Ok(Scene {
        staff: founder.to_string(),
        place,
        other,
        pupils: (1..=PUPILS)
            .map(|number| pupil(number).to_string())
            .collect(),
        volume: json!({ "class": class, "term": term }),
        words: String::new(),
    })
}

/// A lesson that was held, with a topic.
pub fn set_topic(place: &Value, topic: &str) -> Value {
    json!({
        "place": place, "held": { "state": "held" }, "assignments": null, "homework": null,
        "topic": { "text": topic, "plan": null, "number": null },
    })
}

fn pupil(number: u16) -> PupilId {
    PupilId::derive(&[&number.to_le_bytes()])
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// The ids and the facts of the school.
struct Frame {
    year: YearId,
    founder: StaffId,
}

impl Frame {
    fn new(school: SchoolId, founder: StaffId) -> Self {
        let year = AcademicYear::id_of(school, 2026);
        Self { year, founder }
    }

    fn class(&self, grade: u8) -> ClassId {
        SchoolClass::id_of(self.year, grade, "Б")
    }

    fn subject() -> SubjectId {
        SubjectId::derive(&[b"algebra"])
    }

    fn group(&self, grade: u8) -> GroupId {
        Group::id_of(self.class(grade), Self::subject(), 0)
    }

    fn quarter(&self, number: u8) -> TermId {
        Term::id_of(self.year, TermKind::Quarter, number)
    }

    fn people(&self) -> Vec<Change> {
        let roles = [Role::Clerk, Role::Teacher];
        let roles = roles.map(|role| {
            Change::RoleGrant(RoleGrant {
                staff: self.founder,
                role,
                from: day(2020, 9, 1),
                until: None,
            })
        });
        roles.to_vec()
    }

    fn calendar(&self) -> Vec<Change> {
        let mut facts = vec![
            Change::AcademicYear(AcademicYear {
                year: self.year,
                name: "2026/2027".to_owned(),
                starts_on: day(2026, 9, 1),
                ends_on: day(2027, 5, 26),
            }),
            Change::SchoolWeek(SchoolWeek {
                year: self.year,
                grades: Grades::ALL,
                days: 5,
            }),
            Change::Term(Term {
                term: self.quarter(1),
                year: self.year,
                kind: TermKind::Quarter,
                number: 1,
                grades: Grades::ALL,
                starts_on: day(2026, 9, 1),
                ends_on: day(2026, 10, 24),
            }),
        ];
        facts.extend((1..=3u8).map(|number| {
            let hour = u32::from(number) + 8;
            Change::Bell(Bell {
                bell: BellId::derive(&[&[number]]),
                year: self.year,
                grades: Grades::ALL,
                from: day(2026, 9, 1),
                until: day(2027, 5, 31),
                number,
                starts_at: NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default(),
                ends_at: NaiveTime::from_hms_opt(hour, 45, 0).unwrap_or_default(),
            })
        }));
        facts.extend([1, 9].map(|grade| {
            Change::SchoolClass(SchoolClass {
                class: self.class(grade),
                year: self.year,
                grade,
                letter: "Б".to_owned(),
            })
        }));
        facts
    }

    fn teaching(&self) -> Vec<Change> {
        let group = self.group(9);
        let mut facts = vec![
            Change::Subject(Subject {
                subject: Self::subject(),
                name: "Алгебра".to_owned(),
                short: "Алгебра".to_owned(),
            }),
            Change::Group(Group {
                group,
                class: self.class(9),
                subject: Self::subject(),
                subgroup: 0,
                week_hours_quarters: 8,
                division: String::new(),
            }),
            Change::Load(Load {
                group,
                staff: self.founder,
                from: day(2026, 9, 1),
                until: None,
                room: "214".to_owned(),
            }),
        ];
        for (weekday, bell) in [(Weekday::Wed, 2), (Weekday::Fri, 1)] {
            facts.push(Change::TimetableSlot(TimetableSlot {
                slot: TimetableSlotId::derive(&[group.as_bytes(), &[bell]]),
                year: self.year,
                group,
                weekday,
                bell,
                staff: self.founder,
                room: "214".to_owned(),
                from: day(2026, 9, 1),
                until: None,
            }));
        }
        for number in 1..=PUPILS {
            facts.extend(self.pupil(number, self.class(9)));
        }
        facts.extend(self.pupil(PUPILS + 1, self.class(1)));
        facts
    }

    fn pupil(&self, number: u16, class: ClassId) -> [Change; 2] {
        let name = PersonName {
            surname: format!("Ученик{number}"),
            given: "Матвей".to_owned(),
            patronymic: String::new(),
        };
        [
            Change::Pupil(Pupil {
                pupil: pupil(number),
                file_number: format!("Б-{number}"),
                name,
                sex: Sex::Male,
                born_on: None,
            }),
            Change::Enrolment(Enrolment {
                enrolment: EnrolmentId::derive(&[pupil(number).as_bytes()]),
                pupil: pupil(number),
                class,
                from: day(2026, 9, 1),
                until: None,
                order_in: "№ 1-у".to_owned(),
                order_out: String::new(),
                note: String::new(),
            }),
        ]
    }
}
