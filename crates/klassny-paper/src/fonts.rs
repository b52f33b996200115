//! The faces of the printed volume: their files, widths, coverage and subsets.
//!
//! Owns everything that is known of a font. It must never substitute a glyph: a letter that a
//! face lacks is an error that names the text (forms.md, PDF/A-2u 6.2.11).

use crate::Error;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A face the volume is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Face {
    /// Running text of the certifying forms.
    Serif,
    /// Titles.
    SerifBold,
    /// Tables.
    Sans,
    /// Heads, dates, results.
    SansBold,
    /// Notes.
    SansItalic,
    /// Dense cells.
    Narrow,
    /// Dense heads.
    NarrowBold,
}

impl Face {
    /// Every face, in the order of their declaration.
    pub(crate) const ALL: [Self; 7] = [
        Self::Serif,
        Self::SerifBold,
        Self::Sans,
        Self::SansBold,
        Self::SansItalic,
        Self::Narrow,
        Self::NarrowBold,
    ];

    /// The PostScript name with the tag of a subset, which PDF/A wants to begin with six capitals.
    pub(crate) const fn tagged_name(self) -> &'static str {
        match self {
            Self::Serif => "KLSNAA+PTSerif-Regular",
            Self::SerifBold => "KLSNAB+PTSerif-Bold",
            Self::Sans => "KLSNAC+PTSans-Regular",
            Self::SansBold => "KLSNAD+PTSans-Bold",
            Self::SansItalic => "KLSNAE+PTSans-Italic",
            Self::Narrow => "KLSNAF+PTSans-Narrow",
            Self::NarrowBold => "KLSNAG+PTSans-NarrowBold",
        }
    }

    const fn file(self) -> &'static [u8] {
        match self {
            Self::Serif => include_bytes!("../fonts/PTSerif-Regular.ttf"),
            Self::SerifBold => include_bytes!("../fonts/PTSerif-Bold.ttf"),
            Self::Sans => include_bytes!("../fonts/PTSans-Regular.ttf"),
            Self::SansBold => include_bytes!("../fonts/PTSans-Bold.ttf"),
            Self::SansItalic => include_bytes!("../fonts/PTSans-Italic.ttf"),
            Self::Narrow => include_bytes!("../fonts/PTSansNarrow-Regular.ttf"),
            Self::NarrowBold => include_bytes!("../fonts/PTSansNarrow-Bold.ttf"),
        }
    }
}

/// What is known of one face.
pub(crate) struct FaceTable {
    face: Face,
    /// Font units in an em.
    pub(crate) units_per_em: u16,
    /// Above the baseline, in font units.
    pub(crate) ascender: i16,
    /// Below the baseline, negative, in font units.
    pub(crate) descender: i16,
    /// The box of all glyphs, in font units: left, bottom, right, top.
    pub(crate) bounds: [i16; 4],
    /// The weight, 100–900.
    pub(crate) weight: u16,
    /// Degrees counter-clockwise from upright.
    pub(crate) italic_angle: f32,
    /// Sorted by letter.
    glyphs: Vec<(char, Glyph)>,
    /// The glyphs of the first letters of Unicode, up to the end of Cyrillic, by their number.
    near: Vec<Option<Glyph>>,
}

#[derive(Clone, Copy)]
struct Glyph {
    id: u16,
    advance: u16,
}

/// A face reduced to the letters a document uses.
pub(crate) struct Subset {
    /// The font program.
    pub(crate) program: Vec<u8>,
    /// `(letter, glyph in the program, advance in font units)`.
    pub(crate) glyphs: Vec<(char, u16, u16)>,
}

/// All faces, parsed once in a process.
pub(crate) struct Fonts(Vec<FaceTable>);

impl Fonts {
    /// The parsed faces.
    pub(crate) fn get() -> Result<&'static Self, Error> {
        static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
        FONTS
            .get_or_init(|| {
                Face::ALL
                    .iter()
                    .map(|face| parse(*face))
                    .collect::<Option<_>>()
                    .map(Self)
            })
            .as_ref()
            .ok_or(Error::Font)
    }

    /// The table of a face.
    pub(crate) fn table(&self, face: Face) -> Result<&FaceTable, Error> {
        self.0
            .iter()
            .find(|table| table.face == face)
            .ok_or(Error::Font)
    }

    /// The first letter that some face cannot draw.
    pub(crate) fn first_missing(&self, text: &str) -> Option<char> {
        text.chars()
            .find(|letter| self.0.iter().any(|table| !table.covers(*letter)))
    }
}

/// The end of the Cyrillic block.
const NEAR: usize = 0x530;

impl FaceTable {
    fn glyph(&self, letter: char) -> Option<Glyph> {
        let number = u32::from(letter) as usize;
        if number < NEAR {
            return self.near.get(number).copied().flatten();
        }
        let at = self
            .glyphs
            .binary_search_by_key(&letter, |(letter, _)| *letter)
            .ok()?;
        self.glyphs.get(at).map(|(_, glyph)| *glyph)
    }

    /// The width of a text in ems. A letter the face lacks counts nothing here; drawing refuses it.
    pub(crate) fn ems(&self, text: &str) -> f32 {
        let units: u32 = text
            .chars()
            .filter_map(|letter| self.glyph(letter))
            .map(|glyph| u32::from(glyph.advance))
            .sum();
        units as f32 / f32::from(self.units_per_em)
    }

    /// Whether the face can draw the letter.
    pub(crate) fn covers(&self, letter: char) -> bool {
        self.glyph(letter).is_some()
    }

    /// The face reduced to the given letters, in their order.
    pub(crate) fn subset(&self, letters: impl Iterator<Item = char>) -> Result<Subset, Error> {
        let mut remapper = subsetter::GlyphRemapper::new();
        let glyphs = letters
            .filter_map(|letter| self.glyph(letter).map(|glyph| (letter, glyph)))
            .map(|(letter, glyph)| (letter, remapper.remap(glyph.id), glyph.advance))
            .collect();
        let program = subsetter::subset(self.face.file(), 0, &remapper).map_err(|_| Error::Font)?;
        Ok(Subset { program, glyphs })
    }
}

fn parse(face: Face) -> Option<FaceTable> {
    let font = ttf_parser::Face::parse(face.file(), 0).ok()?;
    let mut glyphs = BTreeMap::new();
    for table in font
        .tables()
        .cmap?
        .subtables
        .into_iter()
        .filter(|table| table.is_unicode())
    {
        table.codepoints(|code| {
            let letter = char::from_u32(code);
            let id = table.glyph_index(code).filter(|id| id.0 != 0);
            if let Some((letter, id)) = letter.zip(id) {
                let advance = font.glyph_hor_advance(id).unwrap_or_default();
                glyphs.insert(letter, Glyph { id: id.0, advance });
            }
        });
    }
    let mut near = vec![None; NEAR];
    for (letter, glyph) in &glyphs {
        if let Some(place) = near.get_mut(u32::from(*letter) as usize) {
            *place = Some(*glyph);
        }
    }
    let bounds = font.global_bounding_box();
    Some(FaceTable {
        face,
        units_per_em: font.units_per_em(),
        ascender: font.ascender(),
        descender: font.descender(),
        bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max],
        weight: font.weight().to_number(),
        italic_angle: font.italic_angle(),
        glyphs: glyphs.into_iter().collect(),
        near,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_tabular_in_every_face() {
        let fonts = Fonts::get().unwrap();
        for face in Face::ALL {
            let table = fonts.table(face).unwrap();
            let widths: Vec<f32> = (0..10).map(|digit| table.ems(&digit.to_string())).collect();
            assert!(
                widths.windows(2).all(|pair| pair[0] == pair[1]),
                "{face:?} {widths:?}"
            );
        }
    }

    #[test]
    fn every_face_draws_what_schools_write() {
        let fonts = Fonts::get().unwrap();
        let text = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя\
            ABCXYZabcxyz0123456789 «»„“—–-№§%()[]+=/*.,:;!?°²³½·×÷±√≤≥≠≈•…\u{a0}";
        assert_eq!(fonts.first_missing(text), None);
        for letter in "→∠△π⊥∥∅₽′″α−¼✓↔⁰⁴\u{301}".chars() {
            let missing: Vec<Face> = Face::ALL
                .into_iter()
                .filter(|f| !fonts.table(*f).unwrap().covers(letter))
                .collect();
            println!("{letter} {:?}", missing);
        }
    }
}
