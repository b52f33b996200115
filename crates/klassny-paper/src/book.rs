//! The volume as a row of pages: sides, sheet numbers, heads and feet.
//!
//! Owns the parity of pages and the numbering of sheets: right pages are odd, a sheet has one
//! number at the top right of its front. It must never know what a form says.

use crate::canvas::{A4, Ink, Page, Pen, Type};
use crate::code::{PageCode, Place};
use crate::fonts::Face;
use crate::view::Volume;
use crate::{Error, qr};

/// The binding margin, in mm; the outer one is half of it (forms.md).
const BINDING: f32 = 20.0;
/// The outer margin, in mm.
const OUTER: f32 = 10.0;
/// The width of the type area, in mm.
pub(crate) const WIDTH: f32 = A4.0 - BINDING - OUTER;
/// Where the body of a page begins and ends, in mm from the top.
pub(crate) const TOP: f32 = 13.0;
/// The last line a body may use.
pub(crate) const BOTTOM: f32 = 271.0;

/// The side of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The front, a right page.
    Recto,
    /// The back, a left page.
    Verso,
}

impl Side {
    /// Where the type area begins, in mm from the left edge.
    pub(crate) const fn left(self) -> f32 {
        match self {
            Self::Recto => BINDING,
            Self::Verso => OUTER,
        }
    }
}

/// A page with what is said of it at its foot.
pub(crate) struct Leaf {
    /// What is drawn.
    pub(crate) page: Page,
    /// Where it stands.
    pub(crate) place: Place,
    /// The index of the content sheet it shows; `None` for the whole volume.
    pub(crate) sheet: Option<usize>,
    /// Blank backs of sheets that are not counted carry no foot.
    pub(crate) footed: bool,
}

/// The counted sheets of a volume while they are laid out.
#[derive(Default)]
pub(crate) struct Body {
    pub(crate) leaves: Vec<Leaf>,
}

impl Body {
    /// The side the next page will stand on.
    pub(crate) const fn next_side(&self) -> Side {
        if self.leaves.len().is_multiple_of(2) {
            Side::Recto
        } else {
            Side::Verso
        }
    }

    /// The place the next page will have.
    pub(crate) fn next_place(&self) -> Place {
        let sheet = u16::try_from(self.leaves.len() / 2 + 1).unwrap_or(u16::MAX / 4);
        match self.next_side() {
            Side::Recto => Place::Recto(sheet),
            Side::Verso => Place::Verso(sheet),
        }
    }

    /// Adds the next page.
    pub(crate) fn push(&mut self, page: Page, sheet: Option<usize>) {
        let place = self.next_place();
        self.leaves.push(Leaf {
            page,
            place,
            sheet,
            footed: true,
        });
    }

    /// Leaves a page blank, saying so, if the next page is not on that side.
    pub(crate) fn turn_to(&mut self, ink: Ink, side: Side) {
        if self.next_side() != side {
            let left = self.next_side().left();
            let mut page = Page::default();
            let note = "Страница намеренно оставлена пустой";
            page.middle(
                ink,
                Type(Face::SansItalic, 8.0),
                (left + WIDTH / 2.0, 140.0),
                note,
            );
            self.push(page, None);
        }
    }

    /// The number of counted sheets.
    pub(crate) fn sheets(&self) -> u16 {
        u16::try_from(self.leaves.len().div_ceil(2)).unwrap_or(u16::MAX)
    }
}

/// A sheet that is not counted with the volume: its front, and a blank back.
pub(crate) fn single(page: Page, place: Place, sheet: Option<usize>) -> [Leaf; 2] {
    let back = Leaf {
        page: Page::default(),
        place,
        sheet: None,
        footed: false,
    };
    [
        Leaf {
            page,
            place,
            sheet,
            footed: true,
        },
        back,
    ]
}

/// Writes title and class over a page; returns the left edge of its type area.
pub(crate) fn head(page: &mut Page, ink: Ink, side: Side, volume: &Volume, title: &str) -> f32 {
    let left = side.left();
    let of = format!("{}, {}, {}", volume.class, volume.term, volume.year);
    let small = Type(Face::Sans, 8.0);
    let room = WIDTH - ink.width(small, &of) - 6.0;
    let mut size = 14.0;
    let mut lines = ink.wrap(Type(Face::SerifBold, size), title, room);
    while size > 5.0 && lines.len() > if size > 9.0 { 1 } else { 2 } {
        size -= 0.5;
        lines = ink.wrap(Type(Face::SerifBold, size), title, room);
    }
    let mut y = TOP + 5.0 - (lines.len().saturating_sub(1)) as f32 * 3.6;
    for line in &lines {
        page.text(Type(Face::SerifBold, size), left, y, line);
        y += 3.6;
    }
    // The corner belongs to the number of the sheet.
    page.right(ink, small, (left + WIDTH, TOP + 5.0), &of);
    left
}

/// Writes the sheet number at the top of fronts and the code at the foot of every page.
pub(crate) fn foot(
    leaf: &mut Leaf,
    ink: Ink,
    volume: &Volume,
    hash: &[u8; 32],
) -> Result<(), Error> {
    if !leaf.footed {
        return Ok(());
    }
    let printing = &volume.printing;
    let code = PageCode::new(
        &volume.school_id,
        &volume.volume_id,
        printing.edition,
        leaf.place,
        hash,
    )
    .ok_or_else(|| Error::TooLarge(format!("издание {}, {}", printing.edition, leaf.place)))?
    .to_string();
    let side = if matches!(leaf.place, Place::Verso(_)) {
        Side::Verso
    } else {
        Side::Recto
    };
    let (left, right) = (side.left(), side.left() + WIDTH);
    let page = &mut leaf.page;
    let corner = match leaf.place {
        Place::Recto(sheet) => sheet.to_string(),
        Place::Inventory(sheet) => format!("оп. {sheet}"),
        Place::Cover | Place::Verso(_) | Place::Sticker | Place::Certifying => String::new(),
    };
    page.right(ink, Type(Face::SerifBold, 12.0), (right, 10.5), &corner);
    page.across(Pen::Thin, 273.5, left, right);
    let size = qr::draw(page, &code, side, (left, right), 275.5)?;
    let words = printing.words.join(" ");
    let place = leaf.place.to_string();
    let edition = format!(
        "том {}, издание {}, {place}",
        volume.case.volume_no, printing.edition
    );
    let lines = [
        (Type(Face::SansBold, 8.5), words.as_str(), 278.3),
        (Type(Face::Sans, 8.5), code.as_str(), 282.3),
        (Type(Face::Sans, 7.0), edition.as_str(), 286.0),
    ];
    for (kind, text, y) in lines {
        match side {
            Side::Recto => page.right(ink, kind, (right - size - 2.5, y), text),
            Side::Verso => page.text(kind, left + size + 2.5, y, text),
        }
    }
    Ok(())
}
