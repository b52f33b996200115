//! Drawing on pages: text, upright text, lines, rectangles, links. The only file that names
//! `printpdf`.
//!
//! Owns the change from millimetres down from the top left corner to PDF operators. It must
//! never decide where anything stands, and never draw a letter that a font lacks.

use crate::Error;
use crate::fonts::{Face, FaceTable, Fonts};
use crate::text::{MM_PER_PT, clean, width};
use printpdf as pdf;
use std::collections::{BTreeMap, BTreeSet};

/// Width and height of an A4 page, in mm.
pub(crate) const A4: (f32, f32) = (210.0, 297.0);

/// A face and a size in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Type(pub(crate) Face, pub(crate) f32);

/// The weight of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pen {
    /// Hatching of cells that have no meaning.
    Hatch,
    /// The rules of a table.
    Thin,
    /// Through a corrected value.
    Strike,
    /// A rule to write a signature on.
    Sign,
    /// Every fifth rule, the frame of a table.
    Strong,
    /// Where to cut.
    Cut,
}

impl Pen {
    /// Points and grey, 0 black.
    pub(crate) const fn look(self) -> (f32, f32) {
        match self {
            Self::Hatch => (0.2, 0.6),
            Self::Thin => (0.25, 0.4),
            Self::Strike => (0.35, 0.0),
            Self::Sign => (0.4, 0.0),
            Self::Strong => (0.7, 0.0),
            Self::Cut => (0.5, 0.4),
        }
    }
}

/// What is drawn on one page.
#[derive(Default)]
pub(crate) struct Page {
    texts: Vec<Run>,
    lines: BTreeMap<Pen, Vec<[f32; 4]>>,
    fills: Vec<[f32; 4]>,
    links: Vec<([f32; 4], usize)>,
}

struct Run {
    kind: Type,
    at: (f32, f32),
    upright: bool,
    text: String,
}

/// The faces to measure and draw with.
#[derive(Clone, Copy)]
pub(crate) struct Ink(pub(crate) &'static Fonts);

impl Ink {
    /// The table of a face.
    pub(crate) fn table(self, face: Face) -> Result<&'static FaceTable, Error> {
        self.0.table(face)
    }

    /// The width of a text, in mm.
    pub(crate) fn width(self, kind: Type, text: &str) -> f32 {
        self.0
            .table(kind.0)
            .map_or(0.0, |table| width(table, kind.1, &clean(text)))
    }

    /// The type made smaller until no word of the text needs to be broken.
    pub(crate) fn whole_words(self, kind: Type, text: &str, limit_mm: f32) -> Type {
        let mut fit = kind;
        let words = crate::text::words(&clean(text));
        let widest = |kind| {
            words
                .iter()
                .map(|word| self.width(kind, word))
                .fold(0.0, f32::max)
        };
        while fit.1 > 4.0 && widest(fit) > limit_mm {
            fit.1 -= 0.25;
        }
        fit
    }

    /// The lines of a text no wider than `limit_mm`.
    pub(crate) fn wrap(self, kind: Type, text: &str, limit_mm: f32) -> Vec<String> {
        self.0
            .table(kind.0)
            .map(|table| crate::text::wrap(table, kind.1, &clean(text), limit_mm))
            .unwrap_or_default()
    }
}

impl Page {
    /// Draws a text from its left end; `y` is the baseline.
    pub(crate) fn text(&mut self, kind: Type, x: f32, y: f32, text: &str) {
        self.run(kind, (x, y), text, false);
    }

    /// Draws a text around its middle.
    pub(crate) fn middle(&mut self, ink: Ink, kind: Type, at: (f32, f32), text: &str) {
        self.run(
            kind,
            (at.0 - ink.width(kind, text) / 2.0, at.1),
            text,
            false,
        );
    }

    /// Draws a text up to its right end.
    pub(crate) fn right(&mut self, ink: Ink, kind: Type, at: (f32, f32), text: &str) {
        self.run(kind, (at.0 - ink.width(kind, text), at.1), text, false);
    }

    /// Draws a text that reads upwards from its lower end; `x` is its baseline.
    pub(crate) fn upright(&mut self, kind: Type, x: f32, y: f32, text: &str) {
        self.run(kind, (x, y), text, true);
    }

    fn run(&mut self, kind: Type, at: (f32, f32), text: &str, upright: bool) {
        let text = clean(text);
        if !text.is_empty() {
            self.texts.push(Run {
                kind,
                at,
                upright,
                text,
            });
        }
    }

    /// Draws a line.
    pub(crate) fn line(&mut self, pen: Pen, from: (f32, f32), to: (f32, f32)) {
        self.lines
            .entry(pen)
            .or_default()
            .push([from.0, from.1, to.0, to.1]);
    }

    /// Draws a horizontal line.
    pub(crate) fn across(&mut self, pen: Pen, y: f32, from: f32, to: f32) {
        self.line(pen, (from, y), (to, y));
    }

    /// Draws a vertical line.
    pub(crate) fn down(&mut self, pen: Pen, x: f32, from: f32, to: f32) {
        self.line(pen, (x, from), (x, to));
    }

    /// Draws the frame of a rectangle.
    pub(crate) fn frame(&mut self, pen: Pen, [x, y, w, h]: [f32; 4]) {
        self.across(pen, y, x, x + w);
        self.across(pen, y + h, x, x + w);
        self.down(pen, x, y, y + h);
        self.down(pen, x + w, y, y + h);
    }

    /// Hatches a rectangle: cells that have no meaning.
    pub(crate) fn hatch(&mut self, [x, y, w, h]: [f32; 4]) {
        let step = 1.8;
        let mut offset = step;
        while offset < w + h {
            let (low, high) = ((offset - w).max(0.0), offset.min(h));
            self.line(
                Pen::Hatch,
                (x + offset - low, y + low),
                (x + offset - high, y + high),
            );
            offset += step;
        }
    }

    /// Fills a rectangle with black.
    pub(crate) fn fill(&mut self, rectangle: [f32; 4]) {
        self.fills.push(rectangle);
    }

    /// The texts with their type, their place and whether they read upwards.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (Type, (f32, f32), bool, &str)> {
        let texts = self.texts.iter();
        texts.map(|run| (run.kind, run.at, run.upright, run.text.as_str()))
    }

    /// The lines of each pen.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (Pen, &[[f32; 4]])> {
        let lines = self.lines.iter();
        lines.map(|(pen, lines)| (*pen, lines.as_slice()))
    }

    /// The black boxes: left, top, width, height.
    pub(crate) fn fills(&self) -> impl Iterator<Item = [f32; 4]> {
        self.fills.iter().copied()
    }

    /// Links a rectangle to a page, counted from 0.
    pub(crate) fn link(&mut self, rectangle: [f32; 4], page: usize) {
        self.links.push((rectangle, page));
    }
}

/// Makes the raw document of the pages; [`crate::finish`] makes it PDF/A.
pub(crate) fn document(ink: Ink, pages: &[Page]) -> Result<lopdf::Document, Error> {
    let mut document = pdf::PdfDocument::new("");
    for (face, letters) in letters(ink, pages)? {
        let font = font(ink, face, letters)?;
        document
            .resources
            .fonts
            .map
            .insert(font_id(face), pdf::PdfFont::new(font));
    }
    document.pages = pages.iter().map(page_of).collect();
    let options = pdf::PdfSaveOptions {
        subset_fonts: false,
        ..Default::default()
    };
    let mut warnings = Vec::new();
    Ok(pdf::serialize::to_lopdf_doc(
        &document,
        &options,
        &mut warnings,
    ))
}

/// The letters drawn in each face; a letter that the face lacks ends the work.
fn letters(ink: Ink, pages: &[Page]) -> Result<BTreeMap<Face, BTreeSet<char>>, Error> {
    let mut used: BTreeMap<Face, BTreeSet<char>> = BTreeMap::new();
    for run in pages.iter().flat_map(|page| &page.texts) {
        let table = ink.table(run.kind.0)?;
        if let Some(letter) = run.text.chars().find(|letter| !table.covers(*letter)) {
            return Err(Error::Glyph {
                letter,
                text: run.text.clone(),
            });
        }
        used.entry(run.kind.0).or_default().extend(run.text.chars());
    }
    Ok(used)
}

fn font_id(face: Face) -> pdf::FontId {
    pdf::FontId(face.tagged_name().to_owned())
}

fn font(ink: Ink, face: Face, letters: BTreeSet<char>) -> Result<pdf::ParsedFont, Error> {
    let table = ink.table(face)?;
    let subset = table.subset(letters.into_iter())?;
    let mut font = pdf::ParsedFont::with_glyph_data(
        subset.program,
        0,
        Some(face.tagged_name().to_owned()),
        subset
            .glyphs
            .iter()
            .map(|(letter, glyph, _)| (u32::from(*letter), *glyph))
            .collect(),
        subset
            .glyphs
            .iter()
            .map(|(_, glyph, advance)| (*glyph, *advance))
            .collect(),
        table.units_per_em,
        pdf::FontMetrics {
            ascent: table.ascender,
            descent: table.descender,
        },
    );
    let [x_min, y_min, x_max, y_max] = table.bounds;
    let slant = (-table.italic_angle).to_radians().tan();
    #[allow(clippy::cast_possible_truncation)] // The slant of a face is within ±1.
    let caret_slope_run = (slant * 1000.0).round() as i16;
    font.pdf_font_metrics = pdf::PdfFontMetricsStub {
        units_per_em: table.units_per_em,
        x_min,
        y_min,
        x_max,
        y_max,
        caret_slope_rise: 1000,
        caret_slope_run,
        us_weight_class: table.weight,
    };
    Ok(font)
}

/// A length in points, rounded to a hundredth.
fn points(mm: f32) -> pdf::Pt {
    pdf::Pt((mm / MM_PER_PT * 100.0).round() / 100.0)
}

fn point(x: f32, y: f32) -> pdf::Point {
    pdf::Point {
        x: points(x),
        y: points(A4.1 - y),
    }
}

fn page_of(page: &Page) -> pdf::PdfPage {
    let mut ops = Vec::new();
    fill_ops(page, &mut ops);
    line_ops(page, &mut ops);
    text_ops(page, &mut ops);
    for ([x, y, w, h], target) in &page.links {
        let rect = pdf::Rect {
            x: points(*x),
            y: points(A4.1 - y - h),
            width: points(*w),
            height: points(*h),
            mode: None,
            winding_order: None,
        };
        let to = pdf::Destination::Xyz {
            page: target + 1,
            left: None,
            top: None,
            zoom: None,
        };
        ops.push(pdf::Op::LinkAnnotation {
            link: pdf::LinkAnnotation::new(
                rect,
                pdf::Actions::Goto(to),
                Some(pdf::BorderArray::Solid([0.0; 3])),
                None,
                None,
            ),
        });
    }
    pdf::PdfPage::new(pdf::Mm(A4.0), pdf::Mm(A4.1), ops)
}

fn path(rings: Vec<Vec<pdf::Point>>, mode: pdf::PaintMode) -> pdf::Op {
    let ring = |points: Vec<pdf::Point>| pdf::PolygonRing {
        points: points
            .into_iter()
            .map(|p| pdf::LinePoint { p, bezier: false })
            .collect(),
    };
    let rings = rings.into_iter().map(ring).collect();
    let winding_order = pdf::WindingOrder::NonZero;
    pdf::Op::DrawPolygon {
        polygon: pdf::Polygon {
            rings,
            mode,
            winding_order,
        },
    }
}

fn fill_ops(page: &Page, ops: &mut Vec<pdf::Op>) {
    let corners = |[x, y, w, h]: &[f32; 4]| {
        vec![
            point(*x, *y),
            point(x + w, *y),
            point(x + w, y + h),
            point(*x, y + h),
        ]
    };
    if !page.fills.is_empty() {
        ops.push(path(
            page.fills.iter().map(corners).collect(),
            pdf::PaintMode::Fill,
        ));
    }
}

/// One path and one stroke for all lines of a pen.
fn line_ops(page: &Page, ops: &mut Vec<pdf::Op>) {
    for (pen, lines) in &page.lines {
        let (weight, grey) = pen.look();
        ops.push(pdf::Op::SetOutlineThickness {
            pt: pdf::Pt(weight),
        });
        let col = pdf::Color::Greyscale(pdf::Greyscale::new(grey, None));
        ops.push(pdf::Op::SetOutlineColor { col });
        let ends = |[x1, y1, x2, y2]: &[f32; 4]| vec![point(*x1, *y1), point(*x2, *y2)];
        ops.push(path(
            lines.iter().map(ends).collect(),
            pdf::PaintMode::Stroke,
        ));
    }
}

/// One text section for all texts; the font is named only where it changes.
fn text_ops(page: &Page, ops: &mut Vec<pdf::Op>) {
    ops.push(pdf::Op::StartTextSection);
    let mut last = None;
    for run in &page.texts {
        if last != Some(run.kind) {
            let font = pdf::PdfFontHandle::External(font_id(run.kind.0));
            ops.push(pdf::Op::SetFont {
                font,
                size: pdf::Pt(run.kind.1),
            });
            last = Some(run.kind);
        }
        let pdf::Point { x, y } = point(run.at.0, run.at.1);
        let turn = if run.upright {
            [0.0, 1.0, -1.0, 0.0]
        } else {
            [1.0, 0.0, 0.0, 1.0]
        };
        let [a, b, c, d] = turn;
        let matrix = pdf::TextMatrix::Raw([a, b, c, d, x.0, y.0]);
        ops.push(pdf::Op::SetTextMatrix { matrix });
        ops.push(pdf::Op::ShowText {
            items: vec![pdf::TextItem::Text(run.text.clone())],
        });
    }
    ops.push(pdf::Op::EndTextSection);
}
