//! Sign-in: what the program is, whose time it is, who is working; and the ways in.

use crate::view::share::ShareBrief;
use crate::view::slots::{NextSlot, SlotPolicyCode, SlotStanding};
use crate::view::text::RoleCode;
use serde::Serialize;
use ts_rs::TS;

/// The state of the program: the first thing the window asks and what every way in returns.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct AppState {
    /// Where the program stands.
    pub stage: Stage,
    /// The version of the program.
    pub version: String,
    /// The clock of the program.
    pub clock: ClockView,
    /// This machine.
    pub workstation: WorkstationView,
    /// The school; none before one is created or joined.
    pub school: Option<SchoolCard>,
    /// The plan of entry of this machine today, in order of time (R34).
    pub plan: Vec<DuePerson>,
    /// Everybody who may sign in here, by name: those with a seat on this machine, then those
    /// with an open invitation, then the rest.
    pub people: Vec<PersonChoice>,
    /// Who is signed in; present while locked, too.
    pub session: Option<SessionView>,
    /// A request to join that waits for an administrator.
    pub join: Option<JoinView>,
    /// The share in short.
    pub share: ShareBrief,
    /// The time of the newest fact on this machine.
    pub journal_as_of: Option<String>,
    /// After so many idle minutes the window calls `lock`.
    pub lock_after_minutes: u32,
    /// What this machine does outside the plan of entry.
    pub slot_policy: SlotPolicyCode,
}

/// Where the program stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Stage {
    /// No school yet: create one or join one.
    NoSchool,
    /// A school, and nobody signed in.
    SignedOut,
    /// Somebody signed in, the screen locked; keys are kept (D2).
    Locked,
    /// At work.
    Open,
}

/// The clock of the program.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ClockView {
    /// The school's local time now; the window ticks on by itself.
    pub now: String,
    /// Whether this is the demo's own clock, which the window must show.
    pub demo: bool,
}

/// How far the machine's clock is off, by the share's clock and the seals (P8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ClockTrouble {
    /// How grave it is.
    pub level: ClockLevel,
    /// Whether it is ahead; else behind.
    pub ahead: bool,
    /// By how many minutes.
    pub minutes: u32,
    /// Whether the person at work has said that they know.
    pub acknowledged: bool,
}

/// How grave a wrong clock is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ClockLevel {
    /// Off by more than two minutes.
    Warn,
    /// By more than ten: times are shown by the seals.
    Label,
    /// By more than a day: to be acknowledged before marks are entered.
    Ask,
}

/// This machine.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct WorkstationView {
    /// Its name: «АРМ 7».
    pub name: String,
    /// Its number in the plan of entry; none where it has none.
    pub number: Option<u16>,
    /// Where it stands: «каб. 214».
    pub place: String,
}

/// The school, as the cover shows it.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SchoolCard {
    /// «ГБОУ школа № 1292 (учебная)».
    pub name: String,
    /// «г. Примерск».
    pub city: String,
    /// «2026/2027»; empty before a year is imported.
    pub year: String,
    /// Whom to ask about a forgotten password: the administrators' names.
    pub helpers: Vec<String>,
}

/// A person of today's plan of entry at this machine.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct DuePerson {
    /// The person.
    pub staff: String,
    /// «Соколова Ирина Викторовна».
    pub name: String,
    /// «алгебра, геометрия: 7–11 классы», or the position.
    pub about: String,
    /// «14:00».
    pub from: String,
    /// «15:40».
    pub until: String,
    /// How the slot stands.
    pub state: DueState,
}

/// How a slot stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DueState {
    /// Over.
    Past,
    /// Now.
    Now,
    /// Later today.
    Later,
}

/// Somebody to choose at sign-in.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PersonChoice {
    /// The person.
    pub staff: String,
    /// «Соколова Ирина Викторовна».
    pub name: String,
    /// The position.
    pub about: String,
    /// How the person gets in here.
    pub way: SignInWay,
    /// How the person stands to the plan of this machine now (R34).
    pub standing: SlotStanding,
    /// The person's next time, where it is not now.
    pub next_slot: Option<NextSlot>,
    /// Whether the person has a seat here and may let others in outside the plan.
    pub lets_in: bool,
}

/// How a person gets in on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SignInWay {
    /// With a password: the person has a seat here.
    Password,
    /// With the words of a printed invitation.
    Invitation,
    /// Not at all yet: an administrator must print an invitation.
    None,
}

/// Who is signed in and what the person may open.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SessionView {
    /// The person.
    pub staff: String,
    /// «Соколова И. В.».
    pub name: String,
    /// «Соколова Ирина Викторовна».
    pub full_name: String,
    /// The roles of today.
    pub roles: Vec<RoleCode>,
    /// The screens of the person, in the order of the rail.
    pub screens: Vec<Screen>,
    /// The person's slot at this machine now, or the time the person was let in for.
    pub slot: Option<SlotView>,
    /// How the person stands to the plan of this machine now.
    pub standing: SlotStanding,
    /// The person's next time, where it is not now.
    pub next_slot: Option<NextSlot>,
    /// Whether the journal can only be read now: it is not the person's time.
    pub read_only: bool,
    /// Whether the screen locks as the slot ends.
    pub locks_at_end: bool,
}

/// A screen of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Screen {
    /// Сегодня.
    Today,
    /// Журнал.
    Journal,
    /// Урок.
    Lesson,
    /// Класс: absences with reasons, filling.
    Class,
    /// Планы: thematic plans.
    Plans,
    /// Проверка.
    Check,
    /// Бумага.
    Paper,
    /// Обмен: the share and its state.
    Share,
    /// Люди: invitations and machines.
    People,
    /// Отложенные: what is kept without counting.
    Aside,
    /// Рабочие места: workstations, seats, the setup of the folder.
    Devices,
    /// План ввода: who enters when at which machine.
    Slots,
}

/// A slot of the plan of entry.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SlotView {
    /// «14:00».
    pub from: String,
    /// «15:40».
    pub until: String,
    /// Who comes next: «Ким Р. А.»; empty for nobody.
    pub next: String,
    /// The warning comes so many minutes before the end.
    pub warn_minutes: u32,
}

/// What `create_school` leaves to be printed and put away (D14).
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SchoolCreated {
    /// The words of the root key, in order. Shown once, kept nowhere.
    pub root_words: Vec<String>,
    /// The fingerprint of the school, in words.
    pub fingerprint: Vec<String>,
    /// The folder of the share.
    pub folder: String,
    /// The state after it: the first administrator is signed in.
    pub state: AppState,
}

/// A file of homework that a restored copy of the share does not have.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct MissingFile {
    /// «9Б».
    pub class_name: String,
    /// The subject.
    pub subject: String,
    /// The day of the lesson.
    pub date: String,
    /// Its name.
    pub name: String,
}

/// What `restore_school` brought back (D14).
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SchoolRestored {
    /// Segments that were read.
    pub segments: u32,
    /// Segments that no key opens.
    pub unread: u32,
    /// Segments that others name and that are not in the folder.
    pub missing: u32,
    /// Files of homework that are here.
    pub files: u32,
    /// Files of homework that the copy does not have.
    pub files_missing: Vec<MissingFile>,
    /// The state after it: the new administrator is signed in.
    pub state: AppState,
}

/// A request of this machine to join a school (P11, D16).
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct JoinView {
    /// The folder.
    pub folder: String,
    /// The name of the school in it.
    pub school: String,
    /// The six words to read to the administrator.
    pub words: Vec<String>,
    /// How it stands.
    pub state: JoinState,
}

/// How a request to join stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum JoinState {
    /// The administrator has not answered.
    Waiting,
    /// Let in; the journal is being read.
    Reading,
    /// Let in, and the journal read.
    Done,
}
