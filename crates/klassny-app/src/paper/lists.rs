//! Forms of one table: whose paper they are, who signs, and the file they become.
//!
//! Must not choose their rows: each form is filled where its rows are known.

use super::kept::Waiting;
use super::paper_error;
use crate::desk::Desk;
use crate::error::Result;
use crate::view::permit::PrintedForm;
use klassny_domain::roster::Role;
use klassny_paper::List;
use klassny_paper::view::Signatory;
use std::path::Path;

/// The short name of the school.
pub(crate) fn school(desk: &Desk<'_>) -> Result<String> {
    let profile = desk.store.read(|read| read.school_profile())?;
    Ok(profile.map(|profile| profile.name).unwrap_or_default())
}

/// Who holds a role today with the post of the form: the person who prints before others; a line
/// to write on where nobody does, or several.
pub(crate) fn signatory(desk: &Desk<'_>, role: Role, post: &str) -> Result<Signatory> {
    let today = desk.now().date();
    let holders = desk.store.read(|read| read.staff_in_role(role, today))?;
    let own = holders
        .iter()
        .find(|holder| holder.staff == desk.person.staff);
    let only = holders.first().filter(|_| holders.len() == 1);
    let name = own.or(only).map(|holder| holder.name.initials());
    Ok(Signatory {
        post: post.to_owned(),
        name: name.unwrap_or_default(),
    })
}

/// Who prints.
pub(crate) fn printed_by(desk: &Desk<'_>) -> Result<String> {
    let me = desk.person.staff;
    let person = desk.store.read(|read| read.staff_member(me))?;
    Ok(person
        .map(|person| person.name.initials())
        .unwrap_or_default())
}

/// Lays a list out and gives the file its name in a folder.
pub(crate) fn print(list: &List, folder: &Path, name: &str) -> Result<PrintedForm> {
    let printed = klassny_paper::list(list).map_err(|error| paper_error(&error))?;
    let path = folder.join(name);
    let waiting = Waiting::write(folder, &path, &printed.pdf)?;
    waiting.name()?;
    Ok(PrintedForm {
        file: path.display().to_string(),
        pages: u32::try_from(printed.pages).unwrap_or(u32::MAX),
    })
}
