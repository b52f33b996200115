//! The printed volume of one class and one term as PDF/A-2u (forms.md, R131–R136), forms of one
//! table, and papers that are no part of a volume: the plan of entry (F32), papers for families.
//!
//! Owns the layout of every form of the volume, the canonical bytes of what it states and the
//! codes on its pages. It must never read a clock, a file or the journal: [`view::Volume`] comes
//! in, a PDF and its hashes go out, and the same volume always gives the same bytes.

mod alone;
mod book;
mod canvas;
mod cell;
pub mod code;
pub mod content;
mod drawing;
pub mod family;
mod finish;
mod fonts;
mod forms;
mod icc;
mod list;
pub mod propis;
mod qr;
pub mod slots;
mod split;
mod stated;
mod table;
mod text;
pub mod view;
mod volume;

pub use cell::{SubjectCell, cell_of};
pub use code::{CodeError, PageCode, Place};
pub use content::{Difference, SheetContent, canonical, content_hash, decode, differences};
pub use drawing::{Drawing, DrawnText, Stroke};
pub use family::{FamilyPrint, render_sheets};
pub use finish::GENERATOR;
pub use list::{List, ListForm, PrintedList, list};
pub use stated::sheets;
pub use volume::{Printed, PrintedPage, render};

/// Why a volume cannot be printed or its content cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A text has a letter that the fonts cannot draw; the text must be changed.
    #[error("the fonts have no {letter:?}, which stands in {text:?}")]
    Glyph {
        /// The letter.
        letter: char,
        /// The text it stands in.
        text: String,
    },
    /// A row names a pupil or a lesson that the volume does not have.
    #[error("{0} names a row that is not there")]
    Reference(String),
    /// A text, a list or a number has no room on a page; says which.
    #[error("{0}: more than a page can hold")]
    TooLarge(String),
    /// Bytes are not the canonical content of a volume.
    #[error("the bytes are no content of a volume")]
    Content,
    /// A built-in font cannot be read or reduced: a fault of the program.
    #[error("a built-in font cannot be used")]
    Font,
    /// The PDF library refused its own document: a fault of the program.
    #[error("the document cannot be written")]
    Document,
}

impl From<lopdf::Error> for Error {
    fn from(_: lopdf::Error) -> Self {
        Self::Document
    }
}

/// The first letter of a text that no volume can print; entry and preflight ask this early.
pub fn unprintable(text: &str) -> Option<char> {
    let fonts = fonts::Fonts::get().ok()?;
    fonts.first_missing(&text::clean(text))
}
