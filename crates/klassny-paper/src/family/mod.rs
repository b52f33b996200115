//! Sheets for families and of the class teacher: F26, F29, F30, F39, the two-weekly information
//! and the report card, one after another in one PDF/A-2u file.
//!
//! Owns what these sheets share: heads, feet, tables that go on over pages, lines to sign on. What
//! stands on a sheet is its view's ([`view`]); nothing here is counted or judged, and the same
//! views give the same bytes.

mod extract;
mod forecast;
mod layout;
mod marks;
mod report;
mod report_card;
mod results;
pub mod view;

use crate::Error;
use crate::alone;
use crate::canvas::{self, Ink, Page};
use crate::finish::{self, Bookmark, Facts, Reading};
use crate::fonts::Fonts;
use layout::Sheet;
use view::{FamilyFile, FamilySheet};

/// A file of sheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyPrint {
    /// The PDF/A-2u file.
    pub pdf: Vec<u8>,
    /// The number of pages.
    pub pages: usize,
}

/// Whether the work goes on; asked before each sheet with the number of those that are done.
pub type GoesOn<'a> = &'a mut dyn FnMut(usize) -> bool;

/// Lays out all sheets; none where it was told not to go on.
///
/// # Errors
/// A text that no font draws, or that no page holds.
pub fn render_sheets(file: &FamilyFile, goes_on: GoesOn<'_>) -> Result<Option<FamilyPrint>, Error> {
    let ink = Ink(Fonts::get()?);
    let mut pages: Vec<Page> = Vec::new();
    let mut outline = Vec::new();
    let mut labels = Vec::new();
    for (at, sheet) in file.sheets.iter().enumerate() {
        if !goes_on(at) {
            return Ok(None);
        }
        let (of, drawn) = draw(ink, file, sheet)?;
        outline.push(Bookmark {
            title: of.clone(),
            page: pages.len(),
            under: Vec::new(),
        });
        labels.extend((1..=drawn.len()).map(|page| format!("{of}, {page}")));
        pages.extend(drawn);
    }
    let id = alone::id_of(&pages);
    let facts = Facts {
        code: alone::code_of(&id),
        title: file.title.clone(),
        author: file.school.clone(),
        on: file.printed_on,
        id,
        labels,
        reading: Reading::Sheets,
    };
    let count = pages.len();
    let document = canvas::document(ink, &pages)?;
    Ok(Some(FamilyPrint {
        pdf: finish::finish(document, &facts, &outline)?,
        pages: count,
    }))
}

/// The pages of a sheet, and whose it is.
fn draw(ink: Ink, file: &FamilyFile, sheet: &FamilySheet) -> Result<(String, Vec<Page>), Error> {
    let mut drawn = Sheet::new(ink, file);
    let of = match sheet {
        FamilySheet::WeekExtract(x) => extract::draw(&mut drawn, x).map(|()| x.pupil.clone()),
        FamilySheet::Results(x) => results::draw(&mut drawn, x).map(|()| x.pupil.clone()),
        FamilySheet::Forecast(x) => forecast::draw(&mut drawn, x).map(|()| x.pupil.clone()),
        FamilySheet::ReportCard(x) => report_card::draw(&mut drawn, x).map(|()| x.pupil.clone()),
        FamilySheet::Report(x) => report::draw(&mut drawn, x).map(|()| x.title.clone()),
        FamilySheet::Marks(x) => marks::draw(&mut drawn, x).map(|()| x.pupil.clone()),
    }?;
    Ok((of, drawn.finish()))
}
