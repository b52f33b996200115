//! The school of the sample files, founded by its deputy on the last day of the first quarter.

use klassny_app::api::{ClassTerm, CreateSchool, FirstSignIn, SignIn, StaffArgs};
use klassny_app::desk::Desk;
use klassny_app::{App, Clock, Env, Program};
use klassny_domain::change::EnteredAt;
use klassny_domain::ids::{PupilId, StaffId};
use klassny_domain::lesson::LessonPlace;
use klassny_keys::{KdfCost, MemoryVault};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

const PASSWORD: &str = "три лихих коня";
/// 24.10.2026, 12:00 in Moscow.
const NOW_MS: i64 = 1_792_832_400_000;

/// The files of the sample school.
pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data")
}

/// A clock that goes on by a second at every look.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> EnteredAt {
        let wall_ms = self.0.fetch_add(1000, Ordering::SeqCst);
        EnteredAt {
            wall_ms,
            boot: 1,
            monotonic_ms: wall_ms.unsigned_abs(),
        }
    }
}

pub struct World {
    dir: tempfile::TempDir,
    app: App,
    clock: Arc<Ticking>,
}

impl World {
    pub fn found() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(Ticking(AtomicI64::new(NOW_MS)));
        let counter = AtomicU64::new(1);
        let env = Env {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random: Arc::new(move |bytes| {
                let at = counter.fetch_add(1, Ordering::SeqCst);
                let mut hasher = blake3::Hasher::new();
                hasher.update(&at.to_le_bytes());
                hasher.finalize_xof().fill(bytes);
            }),
            vault: Arc::new(MemoryVault::default()),
            cost: KdfCost::TESTS_ONLY,
            sleep: Arc::new(|_| {}),
            program: Program::THIS,
        };
        let share = dir.path().join("share");
        std::fs::create_dir(&share).unwrap();
        let app = App::open(env, &dir.path().join("profile")).unwrap();
        app.create_school(CreateSchool {
            folder: share.display().to_string(),
            name: "ГБОУ школа № 1292 (учебная)".to_owned(),
            city: "г. Примерск".to_owned(),
            surname: "Тетерина".to_owned(),
            given: "Мария".to_owned(),
            patronymic: "Евгеньевна".to_owned(),
            password: PASSWORD.to_owned(),
            workstation: "АРМ 1".to_owned(),
        })
        .unwrap();
        let until = "2026-10-24".parse().unwrap();
        app.import_folder(&data(), Some(until)).unwrap();
        Self { dir, app, clock }
    }

    pub fn out(&self) -> PathBuf {
        self.dir.path().join("out")
    }

    pub fn now_ms(&self) -> i64 {
        self.clock.0.load(Ordering::SeqCst)
    }

    pub fn at_desk<T>(&self, work: impl FnOnce(&Desk<'_>) -> T) -> T {
        self.app.at_desk(|desk| Ok(work(desk))).unwrap()
    }

    pub fn class_term(&self, class: &str, number: u8) -> ClassTerm {
        let choices = self.at_desk(|desk| klassny_app::preflight::class_choices(desk).unwrap());
        let mut classes = choices.classes.iter();
        let class = classes.find(|known| known.class_name == class).unwrap();
        let term = class.terms.iter().find(|term| term.number == number);
        ClassTerm {
            class: class.class.clone(),
            term: term.unwrap().term.clone(),
        }
    }

    pub fn staff(&self, name: &str) -> StaffId {
        self.at_desk(|desk| {
            let staff = desk.store.read(|read| read.staff()).unwrap();
            let mut staff = staff.iter().filter(|person| person.name.full() == name);
            staff.next().unwrap().staff
        })
    }

    pub fn sign_in_as(&self, staff: StaffId) {
        let sheet = self
            .app
            .invite(StaffArgs {
                staff: staff.to_string(),
            })
            .unwrap();
        self.app
            .first_sign_in(FirstSignIn {
                staff: staff.to_string(),
                words: sheet.words.join(" "),
                password: PASSWORD.to_owned(),
            })
            .unwrap();
    }

    pub fn sign_in_as_founder(&self) {
        let staff = self.staff("Тетерина Мария Евгеньевна").to_string();
        let password = PASSWORD.to_owned();
        self.app.sign_in(SignIn { staff, password }).unwrap();
    }

    /// The first grade of a pupil in a subject: the lesson, the pupil and the grade.
    pub fn a_grade(&self, class: &str, subject: &str, surname: &str) -> (LessonPlace, PupilId, u8) {
        self.at_desk(|desk| {
            let days = desk.year.starts_on..=desk.year.ends_on;
            desk.store
                .read(|read| {
                    let groups = read.groups_of_year(desk.year_id())?;
                    let group = groups
                        .iter()
                        .find(|card| {
                            let name = format!("{}{}", card.class.grade, card.class.letter);
                            name == class && card.subject.name == subject
                        })
                        .unwrap();
                    let listed = read.listed_in_group(group.group.group, &days)?;
                    let pupil = listed.iter().find(|row| row.pupil.name.surname == surname);
                    let pupil = pupil.unwrap().pupil.pupil;
                    let marks = read.marks(group.group.group, &days)?;
                    let mut own = marks.iter().map(|mark| &mark.value);
                    let mark = own
                        .find(|mark| mark.pupil == pupil && mark.ordinal == 0)
                        .unwrap();
                    Ok((mark.place, pupil, mark.value.unwrap().grade().unwrap()))
                })
                .unwrap()
        })
    }
}
