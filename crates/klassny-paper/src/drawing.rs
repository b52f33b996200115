//! A page for a screen: the same texts, lines and black boxes as the file has, in plain figures.
//!
//! Owns the change from millimetres to hundredths of them. It must never draw what the file has
//! not, and never lay anything out.

use crate::canvas::{Page, Pen};
use crate::fonts::Face;
use crate::text::MM_PER_PT;
use std::fmt::Write as _;

/// A drawn page; every length is in hundredths of a millimetre from the top left corner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// The texts, in the order they were drawn.
    pub texts: Vec<DrawnText>,
    /// The lines, one entry for a pen.
    pub strokes: Vec<Stroke>,
    /// Black boxes as an SVG path; empty where there are none.
    pub filled: String,
}

/// A text of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnText {
    /// Its left end, or its lower one where it reads upwards.
    pub x: i32,
    /// Its baseline, or its lower end where it reads upwards.
    pub y: i32,
    /// The height of its type.
    pub size: i32,
    /// The family of its face, «PT Sans Narrow».
    pub family: &'static str,
    /// 400 or 700.
    pub weight: u16,
    /// Slanted.
    pub italic: bool,
    /// It reads upwards.
    pub upright: bool,
    /// The text.
    pub text: String,
}

/// The lines of one pen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stroke {
    /// How wide the pen is.
    pub width: i32,
    /// From 0, black, to 255, white.
    pub grey: u8,
    /// The lines as an SVG path.
    pub path: String,
}

/// A page as it can be shown on a screen.
pub(crate) fn drawing(page: &Page) -> Drawing {
    let texts = page.texts().map(|(kind, (x, y), upright, text)| {
        let (family, weight, italic) = look(kind.0);
        DrawnText {
            x: hundredths(x),
            y: hundredths(y),
            size: hundredths(kind.1 * MM_PER_PT),
            family,
            weight,
            italic,
            upright,
            text: text.to_owned(),
        }
    });
    let strokes = page.lines().map(|(pen, lines)| stroke(pen, lines));
    let mut filled = String::new();
    for [x, y, w, h] in page.fills().map(|sides| sides.map(hundredths)) {
        // Writing into a String cannot fail.
        _ = write!(filled, "M{x} {y}h{w}v{h}h-{w}z");
    }
    Drawing {
        texts: texts.collect(),
        strokes: strokes.collect(),
        filled,
    }
}

fn stroke(pen: Pen, lines: &[[f32; 4]]) -> Stroke {
    let (weight, grey) = pen.look();
    let mut path = String::new();
    for [x1, y1, x2, y2] in lines.iter().map(|ends| ends.map(hundredths)) {
        // Writing into a String cannot fail.
        _ = write!(path, "M{x1} {y1}L{x2} {y2}");
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A pen's grey is 0–1.
    let grey = (grey * 255.0).round() as u8;
    Stroke {
        width: hundredths(weight * MM_PER_PT),
        grey,
        path,
    }
}

/// The family, the weight and the slant a face is known by on a screen.
const fn look(face: Face) -> (&'static str, u16, bool) {
    match face {
        Face::Serif => ("PT Serif", 400, false),
        Face::SerifBold => ("PT Serif", 700, false),
        Face::Sans => ("PT Sans", 400, false),
        Face::SansBold => ("PT Sans", 700, false),
        Face::SansItalic => ("PT Sans", 400, true),
        Face::Narrow => ("PT Sans Narrow", 400, false),
        Face::NarrowBold => ("PT Sans Narrow", 700, false),
    }
}

#[allow(clippy::cast_possible_truncation)] // A page is 21,000 by 29,700.
fn hundredths(mm: f32) -> i32 {
    (mm * 100.0).round() as i32
}
