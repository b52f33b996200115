//! A school of one class for tests: a deputy who is the administrator, two teachers, six pupils,
//! two subjects, a timetable, a plan and a quarter; on one machine, or on two.

mod facts;
mod forged;
pub mod orders;
mod seals;

use chrono::{Days, NaiveDate, NaiveDateTime, Weekday};
use klassny_app::AppError;
use klassny_app::api::{SetAttendance, SetLesson, SetMark, SpreadArgs, TopicArg};
use klassny_app::desk::{Desk, Person};
use klassny_app::undo::UndoStack;
use klassny_app::view::journal::{Cell, Spread, SpreadRow};
use klassny_app::view::lesson::{AssignmentView, HeldView, HomeworkView, Place};
use klassny_app::view::text::WorkKindCode;
use klassny_domain::access::{DeviceEnrolment, Invitation, SeatCertificate, Voucher};
use klassny_domain::change::{Change, Compartment, EnteredAt};
use klassny_domain::ids::{
    DeviceId, GroupId, InvitationId, PupilId, SchoolId, StaffId, SubjectId, TermId, YearId,
};
use klassny_domain::roster::{Group, SchoolClass};
use klassny_domain::school::{AcademicYear, Term, TermKind};
use klassny_log::{BoxKey, Envelope, SeatKey, encode_certificate, sign_statement};
use klassny_store::{Author, Identity, NewFact, OpenStore, Sealed, Sealing, Store};
use std::cell::{Cell as Clock, RefCell};
use std::collections::HashMap;
use std::sync::Mutex;

pub const DEPUTY: &str = "Орлова";
pub const TEACHER: &str = "Соколова";
pub const HISTORIAN: &str = "Ким";
pub const QUARTER_END: &str = "2026-10-24";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn school_id() -> SchoolId {
    SchoolId::from_bytes([7; 16])
}

pub fn year() -> YearId {
    AcademicYear::id_of(school_id(), 2026)
}

pub fn quarter() -> TermId {
    Term::id_of(year(), TermKind::Quarter, 1)
}

pub fn staff(surname: &str) -> StaffId {
    StaffId::derive(&[surname.as_bytes()])
}

pub fn pupil(number: usize) -> PupilId {
    PupilId::derive(&[&[u8::try_from(number).unwrap()]])
}

pub fn subject(name: &str) -> SubjectId {
    SubjectId::derive(&[name.as_bytes()])
}

pub fn class(grade: u8) -> klassny_domain::ids::ClassId {
    SchoolClass::id_of(year(), grade, "Б")
}

pub fn group(grade: u8, name: &str) -> GroupId {
    Group::id_of(class(grade), subject(name), 0)
}

pub fn algebra() -> GroupId {
    group(9, "Алгебра")
}

/// A lesson of algebra.
pub fn place(date: &str) -> Place {
    let wednesday = chrono::Datelike::weekday(&day(date)) == Weekday::Wed;
    let bell = 1 + u8::from(wednesday);
    Place {
        group: algebra().to_string(),
        date: date.to_owned(),
        bell,
        ordinal: 0,
    }
}

/// A machine of the school.
pub struct Machine {
    pub store: Store,
    device: SeatKey,
    seats: HashMap<&'static str, SeatKey>,
    undo: HashMap<&'static str, Mutex<UndoStack>>,
    now: Clock<NaiveDateTime>,
    ticks: Clock<u64>,
    nonce: Clock<u64>,
    /// What the share's clock is said to show where this machine seals.
    pub share_clock_ms: Clock<Option<i64>>,
    segments: RefCell<Vec<(Vec<u8>, [u8; 32])>>,
    _dir: tempfile::TempDir,
}

fn root() -> SeatKey {
    SeatKey::from_bytes(&[1; 32])
}

fn moment(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

fn certificate(
    key: &SeatKey,
    (surname, device): (&str, &SeatKey),
    (by, voucher): (&SeatKey, &dyn Fn([u8; 64]) -> Voucher),
) -> SeatCertificate {
    let mut seat = SeatCertificate {
        seat: key.seat(),
        staff: staff(surname),
        device: DeviceId::derive(&[&device.public()]),
        sign_key: key.public(),
        box_key: BoxKey::from_bytes(&[9; 32]).public(),
        voucher: voucher([0; 64]),
    };
    seat.voucher = voucher(sign_statement(school_id(), &seat, by));
    seat
}

/// The certificate by the root of another administrator's seat on the first machine.
pub fn seat_by_root(surname: &str, key: &SeatKey) -> SeatCertificate {
    let vouch = |signature| Voucher::Root { signature };
    let device = SeatKey::from_bytes(&[2; 32]);
    certificate(key, (surname, &device), (&root(), &vouch))
}

fn enrolment(device: &SeatKey, number: u16) -> Change {
    Change::DeviceEnrolment(DeviceEnrolment {
        device: DeviceId::derive(&[&device.public()]),
        seat: device.seat(),
        sign_key: device.public(),
        box_key: BoxKey::from_bytes(&[8; 32]).public(),
        name: format!("АРМ {number}"),
        workstation: number,
        witness: false,
    })
}

impl Machine {
    fn empty(device: SeatKey) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let identity = Identity {
            school: school_id(),
            root_key: root().public(),
            device: DeviceId::derive(&[&device.public()]),
            device_seat: device.seat(),
        };
        let path = dir.path().join("replica.db");
        let open = OpenStore {
            path: &path,
            key: &[3; 32],
        };
        let store = Store::create(&open, identity).unwrap();
        let compartments = [
            Compartment::Journal,
            Compartment::Personal,
            Compartment::Control,
        ];
        for (compartment, byte) in compartments.into_iter().zip(20..) {
            store.put_key(compartment, 1, &[byte; 32]).unwrap();
        }
        Self {
            store,
            device,
            seats: HashMap::new(),
            undo: [DEPUTY, TEACHER, HISTORIAN]
                .map(|who| (who, Mutex::new(UndoStack::default())))
                .into(),
            now: Clock::new(moment("2026-08-31T10:00")),
            ticks: Clock::new(0),
            nonce: Clock::new(1),
            share_clock_ms: Clock::new(None),
            segments: RefCell::default(),
            _dir: dir,
        }
    }

    /// The first machine of the school, with all its people and the timetable.
    pub fn new() -> Self {
        let mut machine = Self::empty(SeatKey::from_bytes(&[2; 32]));
        let admin = SeatKey::from_bytes(&[4; 32]);
        let vouch = |signature| Voucher::Root { signature };
        let certified = certificate(&admin, (DEPUTY, &machine.device), (&root(), &vouch));
        let bytes = encode_certificate(&certified).unwrap();
        machine.store.put_certificate(&bytes).unwrap();
        machine.seats.insert(DEPUTY, admin);
        let mut facts = vec![
            Change::SeatCertificate(certified),
            enrolment(&machine.device, 7),
        ];
        facts.extend(facts::people());
        machine.state(DEPUTY, facts);
        machine.state(DEPUTY, facts::frame());
        machine.state(DEPUTY, facts::teaching());
        for (who, byte) in [(TEACHER, 5), (HISTORIAN, 6)] {
            machine.invite(who, byte);
        }
        machine
    }

    fn invite(&mut self, who: &'static str, byte: u8) {
        let words = SeatKey::from_bytes(&[byte + 100; 32]);
        let invitation = InvitationId::derive(&[&words.public()]);
        let ends = moment("2030-01-01T00:00").and_utc();
        self.state(
            DEPUTY,
            vec![Change::Invitation(Invitation {
                invitation,
                staff: staff(who),
                sign_key: words.public(),
                box_key: BoxKey::from_bytes(&[9; 32]).public(),
                expires_at: ends,
                stands: true,
            })],
        );
        let key = SeatKey::from_bytes(&[byte; 32]);
        let vouch = |signature| Voucher::Invitation {
            invitation,
            signature,
        };
        let seat = certificate(&key, (who, &self.device), (&words, &vouch));
        self.state_by(&self.device, vec![Change::SeatCertificate(seat)]);
        self.seats.insert(who, key);
    }

    /// A second machine on which the teacher has a seat too; both know of each other.
    pub fn second(&self) -> Self {
        let mut other = Self::empty(SeatKey::from_bytes(&[12; 32]));
        other.nonce.set(1 << 32);
        self.state(DEPUTY, vec![enrolment(&other.device, 12)]);
        other.now.set(self.now.get());
        other.seats.insert(TEACHER, SeatKey::from_bytes(&[15; 32]));
        for bytes in self.store.certificates().unwrap() {
            other.store.put_certificate(&bytes).unwrap();
        }
        self.send_to(&other);
        let older = &self.seats[TEACHER];
        let vouch = |signature| Voucher::Seat {
            seat: older.seat(),
            signature,
        };
        let seat = certificate(
            &other.seats[TEACHER],
            (TEACHER, &other.device),
            (older, &vouch),
        );
        other.state_by(&other.device, vec![Change::SeatCertificate(seat)]);
        other.send_to(self);
        other
    }

    /// Seals all that waits, as the thread of the share does after some seconds.
    pub fn seal_all(&self) -> &Self {
        let keys: Vec<&SeatKey> = self.seats.values().chain([&self.device]).collect();
        let mut moved = true;
        while moved {
            moved = keys.iter().any(|key| self.sealed(key).is_some());
        }
        self
    }

    /// Seals everything and gives it to another machine.
    pub fn send_to(&self, other: &Self) {
        self.seal_all();
        for (bytes, key) in self.segments.borrow().iter() {
            let segment = Envelope::parse(bytes).unwrap();
            let verified = segment.verify(school_id(), key).unwrap();
            other
                .store
                .receive(&verified, *key, other.wall_ms())
                .unwrap();
        }
    }

    /// Seals what a person stated and leaves it off the share: the server is away.
    pub fn prepare(&self, who: &str) {
        while let Sealed::Segment { .. } = self.next_batch(&self.seats[who]) {}
    }

    fn sealed(&self, key: &SeatKey) -> Option<()> {
        match self.next_batch(key) {
            Sealed::Segment { head, bytes } => {
                self.store.note_published(head.hash).unwrap();
                self.segments.borrow_mut().push((bytes, key.public()));
                Some(())
            }
            Sealed::Nothing | Sealed::NoKey | Sealed::WaitsFor(_) => None,
        }
    }

    /// What becomes of the next batch of a person, which stays off the share.
    pub fn next(&self, who: &str) -> Sealed {
        self.next_batch(&self.seats[who])
    }

    fn next_batch(&self, key: &SeatKey) -> Sealed {
        let sealing = Sealing {
            key,
            now: self.entered(),
            share_clock_ms: self.share_clock_ms.get(),
            year: 2026,
            certificate: self.store.certificate_of(key.seat()).unwrap(),
            nonce: self.next_nonce(),
        };
        self.store.seal(&sealing).unwrap()
    }

    /// Never the same twice in a school.
    fn next_nonce(&self) -> [u8; 24] {
        let number = self.nonce.get() + 1;
        self.nonce.set(number);
        let mut nonce = [0; 24];
        nonce[..8].copy_from_slice(&number.to_le_bytes());
        nonce
    }

    /// The seat of a person on this machine.
    pub fn seat(&self, who: &str) -> klassny_domain::ids::SeatId {
        self.seats[who].seat()
    }

    /// Sets the clock, the school's local time.
    pub fn at(&self, text: &str) -> &Self {
        self.now.set(moment(text));
        self
    }

    fn wall_ms(&self) -> i64 {
        self.now.get().and_utc().timestamp_millis() - 3 * 3_600_000
    }

    fn entered(&self) -> EnteredAt {
        let tick = self.ticks.get() + 1;
        self.ticks.set(tick);
        EnteredAt {
            wall_ms: self.wall_ms(),
            boot: 1,
            monotonic_ms: tick,
        }
    }

    /// States facts as a person.
    pub fn state(&self, who: &'static str, facts: Vec<Change>) {
        self.state_by(&self.seats[who], facts);
    }

    fn state_by(&self, key: &SeatKey, facts: Vec<Change>) {
        let author = Author { seat: key.seat() };
        let facts = facts.into_iter().map(NewFact::from).collect();
        self.store.commit(author, self.entered(), facts).unwrap();
        // Rights count for other people's seats once they are sealed.
        while self.sealed(key).is_some() {}
    }

    /// A person at work.
    pub fn desk(&self, who: &'static str) -> Desk<'_> {
        let person = Person {
            staff: staff(who),
            seat: self.seats[who].seat(),
            since_ms: 0,
        };
        Desk::new(
            &self.store,
            person,
            self.entered(),
            &self.undo[who],
            &|_, _| {},
        )
        .unwrap()
    }

    pub fn spread(&self) -> Spread {
        klassny_app::spread::spread(&self.desk(TEACHER), &algebra_spread()).unwrap()
    }

    pub fn row(&self, number: usize) -> SpreadRow {
        let id = pupil(number).to_string();
        let rows = self.spread().rows;
        rows.into_iter().find(|row| row.pupil == id).unwrap()
    }

    pub fn cell(&self, date: &str, number: usize) -> Cell {
        let at = place(date);
        let spread = self.spread();
        let column = spread.lessons.iter().position(|lesson| lesson.place == at);
        let id = pupil(number).to_string();
        let row = spread.rows.into_iter().find(|row| row.pupil == id).unwrap();
        row.cells[column.unwrap()].clone()
    }

    /// Marks a lesson of algebra as held, with works.
    pub fn hold(&self, date: &str, works: &[WorkKindCode]) {
        let works = works.iter().zip(0..).map(|(kind, ordinal)| AssignmentView {
            ordinal,
            kind: *kind,
            weight_tenths: 10,
            title: String::new(),
        });
        let args = SetLesson {
            place: place(date),
            held: Some(HeldView::Held),
            topic: Some(TopicArg {
                text: "Неравенства".to_owned(),
                plan: None,
                number: None,
            }),
            homework: Some(HomeworkView::NotSet),
            assignments: Some(works.collect()),
        };
        klassny_app::marks::set_lesson(&self.desk(TEACHER), &args).unwrap();
    }

    /// Tries to write a mark as the teacher.
    pub fn mark(&self, date: &str, number: usize, value: &str) -> Result<(), AppError> {
        self.mark_of(date, (number, 0), value, None)
    }

    pub fn mark_of(
        &self,
        date: &str,
        (number, ordinal): (usize, u8),
        value: &str,
        written_on: Option<&str>,
    ) -> Result<(), AppError> {
        let args = set_mark(date, (number, ordinal), value, written_on);
        klassny_app::marks::set_mark(&self.desk(TEACHER), &args).map(|_| ())
    }

    pub fn absent(&self, date: &str, number: usize) -> Result<(), AppError> {
        use klassny_app::api::PresenceArg;
        use klassny_app::view::text::AbsenceCode;
        let args = SetAttendance {
            place: place(date),
            pupil: pupil(number).to_string(),
            presence: PresenceArg::Absent {
                reason: AbsenceCode::Unresolved,
            },
        };
        klassny_app::marks::set_attendance(&self.desk(TEACHER), &args).map(|_| ())
    }
}

pub fn set_mark(
    date: &str,
    (number, ordinal): (usize, u8),
    value: &str,
    written_on: Option<&str>,
) -> SetMark {
    SetMark {
        place: place(date),
        pupil: pupil(number).to_string(),
        ordinal,
        value: (!value.is_empty()).then(|| value.to_owned()),
        written_on: written_on.map(str::to_owned),
    }
}

pub fn algebra_spread() -> SpreadArgs {
    SpreadArgs {
        group: algebra().to_string(),
        term: Some(quarter().to_string()),
    }
}

/// The days of algebra from one to another, both in.
pub fn lessons(from: &str, to: &str) -> Vec<String> {
    let mut date = day(from);
    let mut found = Vec::new();
    while date <= day(to) {
        if matches!(
            chrono::Datelike::weekday(&date),
            Weekday::Mon | Weekday::Wed | Weekday::Fri
        ) {
            found.push(date.to_string());
        }
        date = date.checked_add_days(Days::new(1)).unwrap();
    }
    found
}
