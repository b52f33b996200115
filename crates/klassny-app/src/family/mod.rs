//! «Семьи»: guardians and what they signed, monthly checks, papers handed over, letters, notes.
//!
//! All but the notes are personal: they are shown and changed only where this machine opens
//! personal cards (D15). What is due until when is the domain's.

mod dues;
mod edit;
mod fill;
mod history;
mod letters;
mod note;
mod page;
mod period;
mod print;
mod report;
pub(crate) mod stand;

pub(crate) use dues::duties;
pub use edit::{check_families, hand_over, set_guardian, undo_family};
pub use history::family_history;
pub use letters::write_letter;
pub(crate) use note::note_of;
pub use note::set_note;
pub use page::families;
pub use print::print_families;

use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::paper;
use crate::view::text::ErrorCode;
use klassny_domain::change::Compartment;
use klassny_domain::ids::{ClassId, PupilId};
use klassny_domain::refusal::Refusal;
use klassny_domain::roster::Role;

/// Who reads the families of every class.
const READERS: &[Role] = &[
    Role::Deputy,
    Role::Director,
    Role::Clerk,
    Role::DiaryKeeper,
    Role::Administrator,
];
/// Who changes them besides the class teacher (rules.md «Rights»).
const EDITORS: &[Role] = &[Role::Clerk, Role::DiaryKeeper];
/// Who notes checks and what was handed over besides the class teacher.
const HANDERS: &[Role] = &[Role::Deputy, Role::Clerk];
/// Who reads and writes letters besides the class teacher.
const CORRESPONDENTS: &[Role] = &[Role::Deputy, Role::Director];

/// What a person may do with the families of a class.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Access {
    /// Whether the machine opens personal cards.
    pub opened: bool,
    pub edit: bool,
    pub hand: bool,
    pub letters: bool,
}

impl Access {
    /// Finds it.
    ///
    /// # Errors
    /// For who reads no families of the class.
    pub fn of(desk: &Desk<'_>, class: ClassId) -> Result<Self> {
        let leads = paper::leads(desk, class)?;
        if !leads && !paper::has_role(desk, READERS)? {
            return Err(Refusal::NotClassTeacher.into());
        }
        let opened = !desk.store.lacks_sealing_key(Compartment::Personal)?;
        Ok(Self {
            opened,
            edit: opened && (leads || paper::has_role(desk, EDITORS)?),
            hand: opened && (leads || paper::has_role(desk, HANDERS)?),
            letters: opened && (leads || paper::has_role(desk, CORRESPONDENTS)?),
        })
    }

    /// Refuses where the machine opens no personal cards, or the person may not.
    fn require(self, may: bool) -> Result<()> {
        match (self.opened, may) {
            (false, _) => Err(AppError::new(ErrorCode::CardsClosed, "personal")),
            (true, false) => Err(Refusal::NotClassTeacher.into()),
            (true, true) => Ok(()),
        }
    }
}

/// Refuses a pupil who was never on the list of the class.
fn require_listed(desk: &Desk<'_>, class: ClassId, pupils: &[PupilId]) -> Result<()> {
    let days = crate::spread::frame::year_days(desk);
    let listed = desk.store.read(|read| read.listed_in_class(class, &days))?;
    let known = |pupil: &PupilId| listed.iter().any(|row| row.pupil.pupil == *pupil);
    match pupils.iter().all(known) {
        true => Ok(()),
        false => Err(AppError::not_found("pupil of class")),
    }
}

/// A text that a person wrote, no longer than allowed.
fn text_of(text: &str, most: usize) -> Result<String> {
    let text = text.trim();
    match text.chars().count() > most {
        true => Err(AppError::new(ErrorCode::TextTooLong, most.to_string())),
        false => Ok(text.to_owned()),
    }
}
