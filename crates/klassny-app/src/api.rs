//! The contract with the window: every call, its arguments and its answer.
//!
//! [`Api`] is the one list. It is never made; it exists so that the compiler, ts-rs and the
//! reader see the same table. A call takes one JSON value and answers with one, or with an
//! [`ApiError`](crate::view::text::ApiError).
//!
//! Over the test bridge: `POST /call/<name>` with the arguments answers 200 with the view or 422
//! with the error; `GET /events?after=<n>` waits up to 25 s and answers an `EventBatch`.
//! In the window: `invoke("call", { name, args })`, and the event `klassny` with an `AppEvent`.
//! The window itself adds two commands that touch no data: `pick { what, name }`, `what` being
//! `folder`, `volume`, `attachment`, `table` or `save`, answers a path or null, `open_file { file }` shows a finished PDF in the system's viewer.

pub use self::cells::{ColumnAct, PresenceArg, SetAttendance, SetColumn, SetComment, SetMark};
pub use self::class::{ClassWeek, Excuse};
pub use self::devices::{
    ActivateRules, AppointAdministrator, Cosign, RenameDevice, RestoreSeals, RevocationArgs,
    Revoke, SeatNewsSeen, SetWitness, VoidSeals,
};
pub use self::family::{
    CheckFamilies, ClassArgs, ClassPupil, HandOver, PrintFamilies, PupilTerm, SetGuardian, SetNote,
    WriteLetter,
};
pub use self::files::{AttachFile, FileArgs, FileSource, SaveFile};
pub use self::permits::{AskPermit, DeclinePermit, GivePermit, PermitArgs, RequestArgs};
pub use self::plans::{
    CorrectPlan, CreatePlan, EditPlan, GiveParallel, PlanArgs, PlanEdit, PlanFileArgs, PlanRowArg,
    PlanWordArg, SayOfPlan, SubstitutionsArgs,
};
pub use self::session::{
    CreateSchool, FirstSignIn, JoinSchool, RestoreSchool, SaveRoot, SetDemoClock, SignIn, Unlock,
};
pub use self::slots::{
    EndLetIn, LetIn, LetInHere, PrintSlots, SetSlot, SetSlotRule, SlotArgs, SlotWeek, SlotsFile,
};
use crate::view::aside::AsideView;
use crate::view::away::AwayView;
use crate::view::class::{ClassFillingView, ClassWeekView};
use crate::view::debts::DebtsView;
use crate::view::devices::{DevicesView, RevocationView, SeatNews};
use crate::view::event::EventBatch;
use crate::view::family::{FamiliesView, FamilyHistory, FamilyPrinted};
use crate::view::folder::FolderCheckView;
use crate::view::journal::{CellView, JournalGroups, Saved, Spread, Undone};
use crate::view::late::LateView;
use crate::view::lesson::{
    AssignmentView, FileSaved, FilesSaved, FilesView, HeldView, HomeworkView, LessonView, Place,
    TopicsView,
};
use crate::view::paper::{
    BoardRow, BoardView, ClassChoices, PageDrawing, PreflightView, Printed, RouteStep, VerifyView,
    VolumeView, YearView,
};
use crate::view::people::{InvitationSheet, PeopleView};
use crate::view::permit::{PermitsView, PrintedForm};
use crate::view::plans::{PlanFileView, PlanView, PlansView};
use crate::view::pupil::{PupilTermView, PupilYearsView};
use crate::view::session::{AppState, JoinView, SchoolCreated, SchoolRestored};
use crate::view::share::{ShareBrief, ShareView};
use crate::view::slots::{PrintedFile, SlotPlanView, SlotReportView, SlotsPreview};
use crate::view::substitutions::SubstitutionsView;
use crate::view::text::ApiError;
use crate::view::today::{NextUnfilled, TodayView};
use serde::Deserialize;
use ts_rs::TS;

mod cells;
mod class;
mod devices;
mod family;
mod files;
mod permits;
mod plans;
mod session;
mod slots;

/// No arguments: `{}`.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[ts(export)]
pub struct Nothing {}

/// Every call: its arguments and its answer.
#[derive(TS)]
#[ts(export)]
pub struct Api {
    // Session.
    /// The state of the program; asked first, and by the sign-in screen when time passes.
    pub app_state: (Nothing, AppState),
    /// Creates a school in an empty folder and signs its first administrator in.
    pub create_school: (CreateSchool, SchoolCreated),
    /// Keeps the words of the root key on a medium.
    pub save_root: (SaveRoot, FileSaved),
    /// Restores a school from one copy of its share, by the words of its root.
    pub restore_school: (RestoreSchool, SchoolRestored),
    /// Asks to join the school of a folder; answers with six words.
    pub join_school: (JoinSchool, JoinView),
    /// How the request stands; `app_state` follows when it is done.
    pub join_status: (Nothing, JoinView),
    /// Takes the request back.
    pub join_cancel: (Nothing, AppState),
    /// Signs a person in with a password.
    pub sign_in: (SignIn, AppState),
    /// Signs a person in with the words of an invitation, and sets the password.
    pub first_sign_in: (FirstSignIn, AppState),
    /// Locks the screen; keys are kept.
    pub lock: (Nothing, AppState),
    /// Opens the locked screen for the same person.
    pub unlock: (Unlock, AppState),
    /// Seals what was entered, wipes the person's keys.
    pub sign_out: (Nothing, AppState),
    /// Sets the clock of the demo; refused on a real school.
    pub set_demo_clock: (SetDemoClock, AppState),
    // Today.
    /// The person's day.
    pub today: (Today, TodayView),
    /// The next lesson of the person that lacks something, after the given one.
    pub next_unfilled: (AfterLesson, NextUnfilled),
    // Journal.
    /// What the switcher offers.
    pub journal_groups: (Nothing, JournalGroups),
    /// The open spread.
    pub spread: (SpreadArgs, Spread),
    /// Who owes which work of the group.
    pub debts: (SpreadArgs, DebtsView),
    /// One cell under the glass.
    pub cell: (CellArgs, CellView),
    /// What the form of a lesson needs besides the spread.
    pub lesson: (LessonArgs, LessonView),
    /// The whole thematic plan of a group.
    pub topics_of_plan: (GroupArgs, TopicsView),
    /// Writes or clears a mark. With no such work yet: ordinal 0 makes an oral answer, one past
    /// the last makes a work of the first one's kind.
    pub set_mark: (SetMark, Saved),
    /// Writes the comment of a mark (F2).
    pub set_comment: (SetComment, Saved),
    /// Present, late, absent, and the reason.
    pub set_attendance: (SetAttendance, Saved),
    /// Empties a cell: marks, absence, lateness.
    pub clear_cell: (CellArgs, Saved),
    /// Does something to a whole column, as one act.
    pub set_column: (SetColumn, Saved),
    /// Held, topic, homework, works: what is given is stated, what is not stays.
    pub set_lesson: (SetLesson, Saved),
    /// The files of a lesson's homework.
    pub homework_files: (LessonArgs, FilesView),
    /// Attaches a file to it.
    pub attach_file: (AttachFile, FilesSaved),
    /// Takes a file from it.
    pub detach_file: (FileArgs, FilesSaved),
    /// Saves a copy of a file; nothing ever opens one.
    pub save_file: (SaveFile, FileSaved),
    /// Takes the last act of this session back.
    pub undo: (SpreadArgs, Undone),
    /// Does it again.
    pub redo: (SpreadArgs, Undone),
    /// Chooses one of the records of a conflict.
    pub resolve_conflict: (ResolveConflict, Saved),
    /// Decides or clears a term mark.
    pub set_term_mark: (SetTermMark, Saved),
    /// Takes every proposal without a warning that is not decided yet.
    pub accept_proposals: (SpreadArgs, Saved),
    /// A deputy opens a cell or a lesson to its teacher.
    pub give_permit: (GivePermit, Saved),
    /// A teacher asks for it from the closed cell or lesson.
    pub ask_permit: (AskPermit, Saved),
    /// Takes the request back.
    pub withdraw_request: (RequestArgs, Saved),
    /// Requests and permits: all for who answers, one's own for others.
    pub permits: (Nothing, PermitsView),
    /// A deputy declines a request.
    pub decline_permit: (DeclinePermit, PermitsView),
    /// A deputy takes an open permit back.
    pub take_back_permit: (PermitArgs, PermitsView),
    /// Prints the register of permits (F37).
    pub print_permits: (Nothing, PrintedForm),
    // Plans and substitutions.
    /// The thematic plans the person sees.
    pub plans: (Nothing, PlansView),
    /// One plan with its passage by a group.
    pub plan: (PlanArgs, PlanView),
    /// Makes a plan that is missing.
    pub create_plan: (CreatePlan, PlanView),
    /// Changes the rows of a plan.
    pub edit_plan: (EditPlan, PlanView),
    /// What a file would change of a plan.
    pub plan_file: (PlanFileArgs, PlanFileView),
    /// Takes its rows.
    pub take_plan_file: (PlanFileArgs, PlanView),
    /// Takes the last act on a plan back.
    pub undo_plan: (PlanArgs, PlanView),
    /// Does it again.
    pub redo_plan: (PlanArgs, PlanView),
    /// Sends a plan or a correction sheet, approves or returns it.
    pub say_of_plan: (SayOfPlan, PlanView),
    /// Corrects a row for a group.
    pub correct_plan: (CorrectPlan, PlanView),
    /// Prints the correction sheet of a group (F42).
    pub print_correction: (PlanArgs, PrintedForm),
    /// Topic and homework of a lesson for parallel lessons, as one act.
    pub give_parallel: (GiveParallel, Saved),
    /// A month of missed and substituted lessons.
    pub substitutions: (SubstitutionsArgs, SubstitutionsView),
    /// Prints it (F18).
    pub print_substitutions: (SubstitutionsArgs, PrintedForm),
    // The class.
    /// A week of a class with its absences.
    pub class_week: (ClassWeek, ClassWeekView),
    /// Gives the lessons that pupils miss, or will, their reason.
    pub excuse_absences: (Excuse, ClassWeekView),
    /// Takes the last reasons back.
    pub undo_excuse: (ClassWeek, ClassWeekView),
    /// How the journal of a class is filled.
    pub class_filling: (ClassTerm, ClassFillingView),
    // Families, and one pupil.
    /// The families of a class, what is due to them, what was handed over.
    pub families: (ClassArgs, FamiliesView),
    /// Writes the data of a guardian and what the guardian signed.
    pub set_guardian: (SetGuardian, FamiliesView),
    /// Notes that the data of families were checked.
    pub check_families: (CheckFamilies, FamiliesView),
    /// Notes that papers were handed over.
    pub hand_over: (HandOver, FamiliesView),
    /// Keeps a letter, a call or a talk, and what was answered.
    pub write_letter: (WriteLetter, FamiliesView),
    /// Takes the last of these acts back.
    pub undo_family: (ClassArgs, FamiliesView),
    /// What was said of a family before.
    pub family_history: (ClassPupil, FamilyHistory),
    /// Prints papers for families into a file; progress comes as events.
    pub print_families: (PrintFamilies, FamilyPrinted),
    /// Stops that; nothing is left of it.
    pub cancel_print: (Nothing, bool),
    /// Writes the note of a pupil's lesson, to the parents or not.
    pub set_note: (SetNote, Saved),
    /// A pupil's term over all subjects.
    pub pupil_term: (PupilTerm, PupilTermView),
    /// A pupil's decided marks over years and classes.
    pub pupil_years: (ClassPupil, PupilYearsView),
    // Check and paper.
    /// Classes and terms the person may check or print.
    pub class_choices: (Nothing, ClassChoices),
    /// What stands in the way of closing.
    pub preflight: (ClassTerm, PreflightView),
    /// Closes the term for a class.
    pub close_term: (CloseTerm, PreflightView),
    /// Opens it again.
    pub reopen_term: (ReopenTerm, PreflightView),
    /// How the closing of the year stands.
    pub year_view: (Nothing, YearView),
    /// Closes the year.
    pub close_year: (CloseYear, YearView),
    /// Opens it again.
    pub reopen_year: (ReopenYear, YearView),
    /// The board of volumes of a term.
    pub paper_board: (PaperBoard, BoardView),
    /// One row of it, with what takes reading the whole class: faults, and whether it is stale.
    pub board_row: (ClassTerm, BoardRow),
    /// One volume.
    pub paper_volume: (ClassTerm, VolumeView),
    /// One page of its newest edition.
    pub volume_page: (VolumePage, PageDrawing),
    /// Prints a new edition into a file; progress comes as events.
    pub print_volume: (ClassTerm, Printed),
    /// Does a step of the route, or takes it back.
    pub volume_step: (VolumeStepArgs, VolumeView),
    /// Whether a printed volume still agrees with the journal.
    pub verify: (Verify, VerifyView),
    // What does not count.
    /// What is kept without counting, and what was decided of it (P7, D12).
    pub aside: (Nothing, AsideView),
    /// Accepts facts: they count from now on.
    pub accept_aside: (AcceptAside, AsideView),
    /// Leaves facts as they are: read, and off the badge.
    pub leave_aside: (AsideFacts, AsideView),
    /// Takes decisions back.
    pub withdraw_aside: (AsideFacts, AsideView),
    /// What missed its norm by the evidence of the seals (P8, D11).
    pub late_entries: (Nothing, LateView),
    /// Says that a witness's seals of a day prove nothing.
    pub void_seals: (VoidSeals, LateView),
    /// Takes that back.
    pub restore_seals: (RestoreSeals, LateView),
    /// What others changed in the person's classes since the person was here last.
    pub while_away: (Nothing, AwayView),
    /// Keeps that the person has read it.
    pub away_read: (Nothing, AwayView),
    // Share and people.
    /// The status line.
    pub status: (Nothing, ShareBrief),
    /// Says that the person knows how wrong the machine's clock is.
    pub acknowledge_clock: (Nothing, ShareBrief),
    /// The screen of the share.
    pub share_status: (Nothing, ShareView),
    /// Publishes and reads at once.
    pub sync_now: (Nothing, ShareView),
    /// Sets another folder of the same school.
    pub set_share: (JoinSchool, ShareView),
    /// Lets a machine in, after its six words were compared.
    pub approve_request: (JoinAnswer, ShareView),
    /// Sends it away.
    pub refuse_request: (JoinAnswer, ShareView),
    /// Who may sign in.
    pub people: (Nothing, PeopleView),
    /// A new printed invitation; an older one of the person ends.
    pub invite: (StaffArgs, InvitationSheet),
    // Workstations and seats.
    /// All workstations with their seats; administrators, the director and deputies.
    pub devices: (Nothing, DevicesView),
    /// Another name and number of a device.
    pub rename_device: (RenameDevice, DevicesView),
    /// The duty of a witness.
    pub set_witness: (SetWitness, DevicesView),
    /// From which day new rules hold, or that they do not.
    pub activate_rules: (ActivateRules, DevicesView),
    /// What a revocation would do.
    pub revocation: (RevocationArgs, RevocationView),
    /// Ends a seat, or a device with all its seats.
    pub revoke: (Revoke, DevicesView),
    /// A second signature under a revocation; deputies and the director.
    pub cosign: (Cosign, DevicesView),
    /// Makes a person an administrator, by the words of the root.
    pub appoint_administrator: (AppointAdministrator, DevicesView),
    /// New seats in one's own name; for the director in anybody's. Asked after signing in.
    pub seat_news: (Nothing, SeatNews),
    /// They were seen.
    pub seat_news_seen: (SeatNewsSeen, SeatNews),
    /// The setup check of the folder.
    pub folder_check: (Nothing, FolderCheckView),
    // The plan of entry.
    /// Lets a person in at this machine, by the password of a deputy, the director or an
    /// administrator; asked at the door.
    pub let_in_here: (LetInHere, AppState),
    /// The plan of the week; deputies, administrators, the director.
    pub slot_plan: (Nothing, SlotPlanView),
    /// Adds a time, or changes one.
    pub set_slot: (SetSlot, SlotPlanView),
    /// Takes a time back.
    pub remove_slot: (SlotArgs, SlotPlanView),
    /// Takes the last act on the plan back.
    pub undo_slots: (Nothing, SlotPlanView),
    /// Does it again.
    pub redo_slots: (Nothing, SlotPlanView),
    /// What a machine does outside the plan; administrators.
    pub set_slot_rule: (SetSlotRule, SlotPlanView),
    /// Lets a person in at any machine.
    pub let_in: (LetIn, SlotPlanView),
    /// Takes that back.
    pub end_let_in: (EndLetIn, SlotPlanView),
    /// What a file would change in the plan.
    pub preview_slots: (SlotsFile, SlotsPreview),
    /// Brings the file in.
    pub import_slots: (SlotsFile, SlotPlanView),
    /// Prints the plan (F32).
    pub print_slots: (PrintSlots, PrintedFile),
    /// How a week of it was kept (R36).
    pub slot_report: (SlotWeek, SlotReportView),
    /// Prints that.
    pub print_slot_report: (SlotWeek, PrintedFile),
    // Only for the types.
    /// The answer to `GET /events`, and the error of every call.
    pub events: (Nothing, (EventBatch, ApiError)),
}

/// Which day.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct Today {
    /// The day; none for the clock's.
    pub date: Option<String>,
}

/// After which lesson to look.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct AfterLesson {
    /// The lesson; none to begin at the oldest.
    pub after: Option<Place>,
}

/// A group.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct GroupArgs {
    /// The group.
    pub group: String,
}

/// A group and a term.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SpreadArgs {
    /// The group.
    pub group: String,
    /// The term; none for the current one.
    pub term: Option<String>,
}

/// A lesson.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct LessonArgs {
    /// The lesson.
    pub place: Place,
}

/// A cell.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct CellArgs {
    /// The lesson.
    pub place: Place,
    /// The pupil.
    pub pupil: String,
}

/// What of a lesson is stated.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetLesson {
    /// The lesson.
    pub place: Place,
    /// Held or not.
    pub held: Option<HeldView>,
    /// The topic.
    pub topic: Option<TopicArg>,
    /// The homework.
    pub homework: Option<HomeworkView>,
    /// All works of the lesson; those not listed are taken back (refused where they have marks).
    pub assignments: Option<Vec<AssignmentView>>,
}

/// A topic: free words, or a row of the plan.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct TopicArg {
    /// The words; empty for none.
    pub text: String,
    /// The plan and the number of its row, where it was taken from there.
    pub plan: Option<String>,
    /// The number of the row.
    pub number: Option<u16>,
}

/// The record to keep.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ResolveConflict {
    /// The spread to answer for.
    pub group: String,
    /// Its term.
    pub term: String,
    /// `Tip::fact`.
    pub fact: String,
}

/// A term mark.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetTermMark {
    /// The group.
    pub group: String,
    /// The term of the mark.
    pub term: String,
    /// The pupil.
    pub pupil: String,
    /// `2`–`5`, `зач`, `незач`, `н/а`, `осв`; none clears.
    pub value: Option<String>,
    /// Why it differs from the proposal; empty where it does not.
    pub reason: String,
}

/// A class and a term.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ClassTerm {
    /// The class.
    pub class: String,
    /// The term.
    pub term: String,
}

/// Closes a term.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct CloseTerm {
    /// The class.
    pub class: String,
    /// The term.
    pub term: String,
    /// Close although preflight found something that blocks, with the reason; empty refuses then.
    pub despite: String,
}

/// Opens a term again.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ReopenTerm {
    /// The class.
    pub class: String,
    /// The term.
    pub term: String,
    /// Why.
    pub reason: String,
}

/// Closes the academic year.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct CloseYear {
    /// Close although terms are open or the year is not over, with the reason; empty refuses then.
    pub despite: String,
}

/// Opens the academic year again.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ReopenYear {
    /// Why.
    pub reason: String,
}

/// Which board.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PaperBoard {
    /// The term; none for the one to be printed now.
    pub term: Option<String>,
}

/// A page of a volume.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct VolumePage {
    /// The class.
    pub class: String,
    /// The term.
    pub term: String,
    /// From 1.
    pub page: u32,
}

/// A step of the route.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct VolumeStepArgs {
    /// The class.
    pub class: String,
    /// The term.
    pub term: String,
    /// The step.
    pub step: RouteStep,
    /// `false` takes it back.
    pub done: bool,
    /// Sheets counted, place on the shelf, reason of taking back.
    pub note: String,
}

/// What to verify.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct Verify {
    /// The code, the words, or the path of the file.
    pub what: String,
}

/// Facts to accept.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct AcceptAside {
    /// `AsideLine::fact` of each.
    pub facts: Vec<String>,
    /// Why.
    pub reason: String,
}

/// Facts of the list.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct AsideFacts {
    /// `AsideLine::fact` of each.
    pub facts: Vec<String>,
}

/// A request to join.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct JoinAnswer {
    /// The request.
    pub request: String,
}

/// A person.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct StaffArgs {
    /// The person.
    pub staff: String,
}
