//! The words of a refusal in English; row texts and reasons of people stay as they were written.

use super::{Refusal, RefusalText};
use crate::roster::Role;
use crate::school::TermKind;
use crate::slots::NextTime;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

const DIRECTOR: &str = "Director";
const DEPUTY: &str = "Deputy head";
const ADMINISTRATOR: &str = "Administrator";
const YOURSELF: &str = "You";
const LETS_IN: &str = "Deputy head, the director or an administrator";
const NO_SLOT: &str = "The time of entry was not written.";
const NO_MARK: &str = "The mark was not written.";
const NO_ENTRY: &str = "The entry was not written.";
const NO_FILE: &str = "The file was not brought in.";
const NOT_ATTACHED: &str = "The file was not attached.";
const NO_FINAL: &str = "The final mark was not changed.";
const ASK_PERMIT: &str = "Ask for a permit: name the class, subject, day of the lesson and the \
                          reason. All that was entered before is kept.";

impl Refusal {
    /// The words of the refusal in English.
    pub fn english(&self) -> RefusalText {
        let (what, who_helps, what_to_do) = self.english_words();
        let roles = if let Self::NeedsRole { roles } | Self::ImportNeedsRole { roles } = self {
            any_of(roles)
        } else {
            who_helps.to_owned()
        };
        RefusalText {
            what: what.to_owned(),
            why: self.english_why(),
            who_helps: roles,
            what_to_do: what_to_do.to_owned(),
        }
    }

    /// What happened, who helps, what to do.
    #[rustfmt::skip]
    const fn english_words(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NormPassed { .. } => (NO_MARK, DEPUTY, ASK_PERMIT),
            Self::CorrectionForbidden { .. } => ("The mark was not changed.", DEPUTY, ASK_PERMIT),
            Self::YearClosed => (NO_ENTRY, DIRECTOR, "Ask the director to open the year again and say why. What was closed is kept."),
            Self::TermClosed { .. } => (NO_ENTRY, DEPUTY, "Ask to open the term again and say why. What was closed is kept."),
            Self::LessonNotStarted { .. } => (NO_ENTRY, YOURSELF, "Topic and homework may be entered ahead; marks and absences from the start of the lesson."),
            Self::LessonNotHeld { .. } => (NO_ENTRY, DEPUTY, "If the lesson was held, mend its record; if it was on another day, ask for a permit to move the whole lesson."),
            Self::LessonNotRecorded => (NO_MARK, YOURSELF, "Mark the lesson as held and write the mark again."),
            Self::RecordCannotBeUnsaid => ("The record of the lesson was not taken back.", YOURSELF, "If there was no lesson, mark it as not held with the reason; if it was on another day, ask the deputy head for a permit to move it."),
            Self::NoMarksInFirstGrade => (NO_MARK, DEPUTY, "Write the pupil's progress in the comment to the lesson."),
            Self::SubjectWithoutMarks => (NO_MARK, ADMINISTRATOR, "If marks are needed, ask to change the regulation for the class and subject."),
            Self::OtherScale { .. } => (NO_MARK, ADMINISTRATOR, "Write a mark of the subject's scale; the scale is changed in the regulation."),
            Self::NoAssignment => (NO_MARK, YOURSELF, "Name the kind of work above the column."),
            Self::AbsentAtOralAnswer => (NO_MARK, YOURSELF, "If the pupil was there, mend the absence; if the work is written, name its kind and the day it was written."),
            Self::AbsentWithoutWrittenDay => (NO_MARK, YOURSELF, "Name the day the pupil wrote the work: the absence stays and the mark counts."),
            Self::WrittenLaterThoughPresent => (NO_MARK, YOURSELF, "Take the day of writing away or mend the presence."),
            Self::WrittenDayOutside { .. } => (NO_MARK, YOURSELF, "Mend the day the work was written."),
            Self::PupilNotOnList { .. } => (NO_ENTRY, "Clerk", "Check the date; if the order of arrival or transfer is missing, tell the clerk."),
            Self::HomeworkSwitchedOff => ("The homework was not written.", ADMINISTRATOR, "If homework is needed, ask to change the regulation for the class and subject."),
            Self::FileEmpty => (NOT_ATTACHED, YOURSELF, "Check that it is the right file and that it was saved."),
            Self::FileTooLarge { .. } => (NOT_ATTACHED, YOURSELF, "Make it smaller: save it as PDF, make the pictures smaller or split it."),
            Self::TooManyFiles { .. } => (NOT_ATTACHED, YOURSELF, "Remove a file that is not needed, or join several into one document."),
            Self::FileAttachedAlready => (NOT_ATTACHED, YOURSELF, "It need not be attached twice; if you have changed it, save it and choose it again."),
            Self::FileKindNotAllowed { .. } => (NOT_ATTACHED, YOURSELF, "Save the task as PDF, DOCX, XLSX, PPTX, ODT, TXT or a picture and attach it again."),
            Self::FileMayHoldPrograms { .. } => (NOT_ATTACHED, YOURSELF, "Save the document without macros and embedded files as PDF, DOCX, XLSX or PPTX and attach it again."),
            Self::FileNotWhatItSays { .. } => (NOT_ATTACHED, YOURSELF, "Open the file and save it again under the same name, without a password; renaming is not enough."),
            Self::FileNotSafe => ("The file was not saved.", "The teacher who attached the file", "Ask to have it attached again; if the teacher did not attach it, tell the administrator."),
            Self::DeviationWithoutReason { .. } => (NO_FINAL, YOURSELF, "Write the reason: the deputy head will see it."),
            Self::NotTeacherOfLesson { .. } => (NO_ENTRY, DEPUTY, "If you stood in for a colleague, ask to enter the substitution."),
            Self::NotTeacherOfGroup => (NO_ENTRY, DEPUTY, "If the group is yours now, ask to enter the load."),
            Self::AdministratorKeepsNoMarks => (NO_ENTRY, "Teacher of the group", "Hand the entry to the teacher of the group or the substitute."),
            Self::NotClassTeacher => (NO_ENTRY, DEPUTY, "Hand it to the class teacher; if you stand in, ask to be named for these days."),
            Self::NeedsRole { .. } => (NO_ENTRY, "", "Ask this person; if you need the right, the administrator gives the role."),
            Self::ImportNeedsRole { .. } => (NO_FILE, "", "Hand the file to this person."),
            Self::NotImportable => (NO_FILE, DEPUTY, "Enter these records in the program."),
            Self::PlanApproved => ("The plan was not changed.", DEPUTY, "Ask to take the approval back or to enter a correction sheet."),
            Self::DecisionWithoutReason => (NO_FINAL, YOURSELF, "Write the number and date of the minutes as the reason."),
            Self::NotAddresseeOfRemark => ("The return slip was not handed in.", DEPUTY, "Check under whose name you work."),
            Self::RequestOfAnother => ("The request was not changed.", "Who asked", "Ask for a permit under your own name."),
            Self::NothingToPermit => ("The request was not sent.", YOURSELF, "Read under the cell why it is closed and what to do."),
            Self::RequestWaits { .. } => ("The second request was not sent.", DEPUTY, "Wait for the answer; if you ask for something else, take the first request back."),
            Self::RequestSettled => ("The answer was not written.", YOURSELF, "See what was decided; if something else is needed, take the permit back or ask again."),
            Self::PermitEndsBeforeNow => ("The permit was not given.", YOURSELF, "Name an hour that has not come yet."),
            Self::PlanVersionSettled => ("The plan was not sent.", DEPUTY, "Mend the plan and send the new version."),
            Self::PlanEmpty => ("The plan was not sent.", YOURSELF, "Add rows to the plan or bring it in from a file."),
            Self::PlanRowGiven { .. } => ("The row of the plan was neither removed nor moved.", YOURSELF, "Mend the topic in the lesson or enter a correction; lessons given stay as they are."),
            Self::OutsideSlot { sign_in: true, .. } => ("The door is closed now: this is not your time of entry.", LETS_IN, "Come in your time, or ask to be let in with a reason. All that was entered before is kept."),
            Self::OutsideSlot { .. } => ("The entry was not written: now you can only read.", LETS_IN, "Enter it in your time, or ask to be let in with a reason. What you typed stays on the screen."),
            Self::SlotTaken { .. } => (NO_SLOT, YOURSELF, "Choose another time or another workstation."),
            Self::SlotTooShort { .. } => (NO_SLOT, YOURSELF, "Mend its begin or its end."),
        }
    }

    /// Why.
    #[rustfmt::skip]
    fn english_why(&self) -> String {
        match self {
            Self::NormPassed { closed_at, row } => format!("The norm passed on {}. Row of the regulation: {row}.", moment(*closed_at)),
            Self::CorrectionForbidden { value, entered_at, undo_minutes } => format!(
                "The mark «{}» was entered on {}; marks may not be corrected. Its author takes a slip back within {undo_minutes} minutes and before the norm ends.",
                value.text(), moment(*entered_at),
            ),
            Self::YearClosed => "The academic year of the class is closed.".to_owned(),
            Self::TermClosed { number, kind } => format!("The term is closed for the class: {} {number}.", term(*kind)),
            Self::LessonNotStarted { starts_at } => format!("The lesson starts on {}.", moment(*starts_at)),
            Self::LessonNotHeld { reason } if reason.is_empty() => "The lesson is recorded as not held.".to_owned(),
            Self::LessonNotHeld { reason } => format!("The lesson is recorded as not held: {reason}."),
            Self::LessonNotRecorded => "It is not recorded yet that the lesson was held.".to_owned(),
            Self::RecordCannotBeUnsaid => "This is the first record of the lesson: it was held or it was not, and that stays in the journal.".to_owned(),
            Self::NoMarksInFirstGrade => "Grade 1 takes no marks.".to_owned(),
            Self::SubjectWithoutMarks => "By the regulation this subject takes no marks in this class.".to_owned(),
            Self::OtherScale { pass_fail: true } => "The subject is assessed as «зачёт» and «незачёт».".to_owned(),
            Self::OtherScale { pass_fail: false } => "The subject is assessed with marks from 1 to 5.".to_owned(),
            Self::NoAssignment => "A mark is given only for a work with its kind.".to_owned(),
            Self::AbsentAtOralAnswer => "The pupil was absent and cannot have answered aloud.".to_owned(),
            Self::AbsentWithoutWrittenDay => "The pupil was absent.".to_owned(),
            Self::WrittenLaterThoughPresent => "The pupil was there; a day of writing is named only for a work missed.".to_owned(),
            Self::WrittenDayOutside { earliest, latest } => format!("The day of writing may be from {} to {}.", date(*earliest), date(*latest)),
            Self::PupilNotOnList { date: day } => format!("On {} the pupil is not on the list of the group.", date(*day)),
            Self::HomeworkSwitchedOff => "By the regulation this class has no homework in this subject.".to_owned(),
            Self::FileEmpty => "There is nothing in the file.".to_owned(),
            Self::FileTooLarge { megabytes } => format!("The file is larger than {megabytes} MB."),
            Self::TooManyFiles { most } => format!("A homework has at most {most} files."),
            Self::FileAttachedAlready => "This file is attached to the homework already.".to_owned(),
            Self::FileKindNotAllowed { ending } if ending.is_empty() => "The name of the file does not say what it is.".to_owned(),
            Self::FileKindNotAllowed { ending } => format!("Files \".{ending}\" are not attached: such a file may be a program."),
            Self::FileMayHoldPrograms { ending } => format!("A document \".{ending}\" may hold macros or embedded files that nobody sees."),
            Self::FileNotWhatItSays { ending } => format!("The content of the file does not look like \".{ending}\"."),
            Self::FileNotSafe => "The content of the file is not what its name says, or it may hold a program.".to_owned(),
            Self::DeviationWithoutReason { proposed, given } => format!("The average gives «{}», «{}» was put.", proposed.text(), given.text()),
            Self::NotTeacherOfLesson { date: day } => format!("By load and substitutions you do not give this lesson on {}.", date(*day)),
            Self::NotTeacherOfGroup => "By load you do not teach this group.".to_owned(),
            Self::AdministratorKeepsNoMarks => "An administrator keeps the program and the accounts, not the journal.".to_owned(),
            Self::NotClassTeacher => "Reasons of absences and family data are the class teacher's.".to_owned(),
            Self::NeedsRole { roles } => format!("Not everybody has this right; who has it: {}.", any_of(roles)),
            Self::ImportNeedsRole { roles } => format!("Who brings such data in from a file: {}.", any_of(roles)),
            Self::NotImportable => "Such records are made in the program only: who enters them answers for them.".to_owned(),
            Self::PlanApproved => "The thematic plan is approved.".to_owned(),
            Self::DecisionWithoutReason => "A decision of the council is entered with its number and date.".to_owned(),
            Self::OutsideSlot { next, whose, .. } => outside(*next, whose),
            Self::SlotTaken { machine: true, by, from, until } => format!("From {} to {} the workstation is {by}'s.", clock(*from), clock(*until)),
            Self::SlotTaken { by, from, until, .. } => format!("From {} to {} this person is at workstation {by}.", clock(*from), clock(*until)),
            Self::SlotTooShort { least } => format!("A time of entry lasts {least} minutes at least and ends on the same day."),
            Self::NotAddresseeOfRemark => "The slip is handed in by the addressee of the remark, who changes neither its text nor its term.".to_owned(),
            Self::RequestOfAnother => "The request is another person's.".to_owned(),
            Self::NothingToPermit => "The cell is open, or it is closed for a reason that no permit lifts.".to_owned(),
            Self::RequestWaits { asked_at } => format!("The same was asked on {} and waits for the deputy head.", moment(*asked_at)),
            Self::RequestSettled => "The request was answered already, or who asked took it back.".to_owned(),
            Self::PermitEndsBeforeNow => "The hour at which the permit ends has passed already.".to_owned(),
            Self::PlanVersionSettled => "This version of the plan was sent already, and nothing has changed since.".to_owned(),
            Self::PlanEmpty => "There is no row in the plan.".to_owned(),
            Self::PlanRowGiven { number, date: day } => format!("Row {number} was given on {}.", date(*day)),
        }
    }
}

fn outside(next: Option<NextTime>, whose: &str) -> String {
    let own = next.map_or_else(
        || "The plan has no time of yours this week.".to_owned(),
        |next| {
            format!(
                "Your time: {}, {} to {}, workstation {}.",
                next.day.format("%a %d.%m"),
                clock(next.from),
                clock(next.until),
                next.workstation,
            )
        },
    );
    match whose {
        "" => own,
        whose => format!(
            "{own} Whose time it is here now: {}.",
            whose.trim_end_matches('.')
        ),
    }
}

fn clock(time: NaiveTime) -> String {
    time.format("%-H:%M").to_string()
}

fn moment(at: NaiveDateTime) -> String {
    at.format("%d.%m.%Y, %H:%M").to_string()
}

fn date(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

const fn term(kind: TermKind) -> &'static str {
    match kind {
        TermKind::Quarter => "quarter",
        TermKind::HalfYear => "half-year",
        TermKind::Trimester => "trimester",
    }
}

fn any_of(roles: &[Role]) -> String {
    let names: Vec<&str> = roles.iter().map(|held| role(*held)).collect();
    names.join(" or ")
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::Teacher => "teacher",
        Role::Deputy => "deputy head",
        Role::Director => "director",
        Role::Clerk => "clerk",
        Role::Administrator => "administrator",
        Role::DiaryKeeper => "responsible for the diary",
        Role::MedicalWorker => "medical worker",
        Role::ExtraEducationHead => "head of extra education",
        Role::Educator => "educator",
        Role::DocumentFlowHead => "head of electronic document flow",
        Role::DataProtection => "responsible for personal data",
        Role::UnionChair => "chair of a methodical union",
    }
}
