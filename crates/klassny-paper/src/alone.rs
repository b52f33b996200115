//! A paper that is no part of a volume: its pages with school, title and page numbers, as PDF/A-2u.
//!
//! Owns head, foot and file. It must never know what the table on a page is about.

use crate::Error;
use crate::canvas::{self, A4, Ink, Page, Pen, Type};
use crate::finish::{self, Bookmark, Facts};
use crate::fonts::Face;
use chrono::NaiveDate;

/// The left edge of the type area, mm.
pub(crate) const LEFT: f32 = 20.0;
/// Its width, mm.
pub(crate) const WIDTH: f32 = A4.0 - LEFT - 12.0;
/// Where the lowest row ends, mm.
pub(crate) const BOTTOM: f32 = 276.0;

/// What stands over and under every page.
#[derive(Clone, Debug)]
pub(crate) struct About {
    /// The school.
    pub(crate) school: String,
    /// The title of the file.
    pub(crate) title: String,
    /// The day of printing.
    pub(crate) on: NaiveDate,
}

/// Writes school, title and a line under it; returns the y under them.
pub(crate) fn head(page: &mut Page, ink: Ink, about: &About, (title, line): (&str, &str)) -> f32 {
    let mut y = 16.0;
    page.text(Type(Face::Sans, 8.5), LEFT, y, &about.school);
    y += 8.0;
    let kind = Type(Face::SerifBold, 15.0);
    for text in ink.wrap(kind, title, WIDTH) {
        page.text(kind, LEFT, y, &text);
        y += 6.2;
    }
    let kind = Type(Face::Sans, 9.0);
    for text in ink.wrap(kind, line, WIDTH) {
        page.text(kind, LEFT, y, &text);
        y += 4.2;
    }
    y + 1.5
}

/// What names a paper that is no part of a volume: all its texts and where they stand.
pub(crate) fn id_of(pages: &[Page]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for (_, (x, y), _, text) in pages.iter().flat_map(Page::texts) {
        hasher.update(&x.to_le_bytes()).update(&y.to_le_bytes());
        hasher.update(text.as_bytes());
    }
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    id
}

/// The name of a paper in letters.
pub(crate) fn code_of(id: &[u8; 16]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Numbers the pages and makes the file; `sections` are the pages on which a part begins.
pub(crate) fn file(
    ink: Ink,
    mut pages: Vec<Page>,
    about: &About,
    sections: &[(String, usize)],
) -> Result<Vec<u8>, Error> {
    let count = pages.len();
    let printed = format!("Напечатано {}", about.on.format("%d.%m.%Y"));
    let small = Type(Face::Sans, 7.5);
    for (at, page) in pages.iter_mut().enumerate() {
        page.across(Pen::Thin, 281.0, LEFT, LEFT + WIDTH);
        page.text(small, LEFT, 285.0, &printed);
        let number = format!("стр. {} из {count}", at + 1);
        page.right(ink, small, (LEFT + WIDTH, 285.0), &number);
    }
    let id = id_of(&pages);
    let document = canvas::document(ink, &pages)?;
    let outline: Vec<Bookmark> = sections
        .iter()
        .map(|(title, page)| Bookmark {
            title: title.clone(),
            page: *page,
            under: Vec::new(),
        })
        .collect();
    let facts = Facts {
        code: code_of(&id),
        title: about.title.clone(),
        author: about.school.clone(),
        on: about.on,
        id,
        labels: (1..=count).map(|number| number.to_string()).collect(),
        reading: finish::Reading::Sheets,
    };
    finish::finish(document, &facts, &outline)
}
