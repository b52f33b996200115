//! The pages of one sheet: margins, head, foot, and tables that go on over pages.
//!
//! Sheets are printed on one side and filed by the left edge. It must never cut a text, and never
//! leave the lines to sign on alone on a page.

use crate::Error;
use crate::canvas::{A4, Ink, Page, Pen, Type};
use crate::family::view::FamilyFile;
use crate::fonts::Face;
use crate::forms::signature;
use crate::table::Table;
use crate::text::MM_PER_PT;
use crate::view::Signatory;

/// The left margin, to file the sheet by.
pub(super) const LEFT: f32 = 20.0;
/// The width of the type area, in mm.
pub(super) const WIDTH: f32 = A4.0 - LEFT - 12.0;
const TOP: f32 = 14.0;
const BOTTOM: f32 = 281.0;
/// What a line to sign on takes, in mm.
const SIGNATURE: f32 = 14.0;

/// The type of running text.
pub(super) const RUNNING: Type = Type(Face::Serif, 10.5);
const SMALL: Type = Type(Face::Sans, 8.0);
const LABEL: Type = Type(Face::SansBold, 8.5);

/// Where a strong rule stands under a row, counted from 0.
pub(super) type Strong<'a> = &'a dyn Fn(usize) -> bool;

/// A sheet while it is laid out.
pub(super) struct Sheet<'f> {
    ink: Ink,
    file: &'f FamilyFile,
    pages: Vec<Page>,
    page: Page,
    y: f32,
}

impl<'f> Sheet<'f> {
    pub(super) fn new(ink: Ink, file: &'f FamilyFile) -> Self {
        let mut sheet = Self {
            ink,
            file,
            pages: Vec::new(),
            page: Page::default(),
            y: TOP,
        };
        sheet.letterhead();
        sheet
    }

    pub(super) const fn ink(&self) -> Ink {
        self.ink
    }

    pub(super) const fn file(&self) -> &'f FamilyFile {
        self.file
    }

    /// The school at the left, the class and year at the right.
    fn letterhead(&mut self) {
        let (page, ink) = (&mut self.page, self.ink);
        let of = format!("{}, {} учебный год", self.file.class, self.file.year);
        let right = LEFT + WIDTH;
        let room = WIDTH - ink.width(SMALL, &of) - 6.0;
        page.right(ink, SMALL, (right, TOP), &of);
        let mut y = TOP;
        for line in ink.wrap(SMALL, &self.file.school, room) {
            page.text(SMALL, LEFT, y, &line);
            y += 3.6;
        }
        page.across(Pen::Thin, y - 1.6, LEFT, right);
        self.y = y + 3.0;
    }

    /// What the sheet is, whose, and of when.
    pub(super) fn title(&mut self, title: &str, whose: &str, period: &str) {
        let (page, ink) = (&mut self.page, self.ink);
        let kind = Type(Face::SerifBold, 14.0);
        self.y += 5.0;
        for line in ink.wrap(kind, title, WIDTH) {
            page.text(kind, LEFT, self.y, &line);
            self.y += 6.2;
        }
        let name = Type(Face::Serif, 12.0);
        if !whose.is_empty() {
            page.text(name, LEFT, self.y, whose);
        }
        let at = match (whose.is_empty(), ink.width(name, whose) + 8.0) {
            (false, used) if used + ink.width(RUNNING, period) > WIDTH => {
                self.y += 5.2;
                page.text(RUNNING, LEFT, self.y, period);
                self.y += 5.6;
                return;
            }
            (true, _) => LEFT,
            (false, _) => LEFT + WIDTH - ink.width(RUNNING, period),
        };
        page.text(RUNNING, at, self.y, period);
        self.y += 5.6;
    }

    /// A new page where there is no room for so much, in mm.
    pub(super) fn need(&mut self, room: f32) {
        if self.y + room > BOTTOM {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.pages.push(std::mem::take(&mut self.page));
        self.y = TOP;
        self.letterhead();
    }

    /// Running text.
    pub(super) fn paragraph(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        for line in self.ink.wrap(RUNNING, text, WIDTH) {
            self.need(5.0);
            self.y += 4.6;
            self.page.text(RUNNING, LEFT, self.y, &line);
        }
        self.y += 2.0;
    }

    /// A small heading over what follows.
    pub(super) fn heading(&mut self, text: &str) {
        self.need(20.0);
        self.y += 5.4;
        self.page.text(LABEL, LEFT, self.y, text);
        self.y += 1.8;
    }

    /// Names and values, one under another.
    pub(super) fn pairs(&mut self, pairs: &[(String, String)]) {
        let widest = pairs.iter().map(|(name, _)| self.ink.width(SMALL, name));
        let values = LEFT + widest.fold(0.0, f32::max).min(WIDTH * 0.6) + 4.0;
        for (name, value) in pairs {
            self.need(5.0);
            // A line that goes on with the list before stands close to it.
            self.y += if name.is_empty() { 4.6 } else { 5.2 };
            self.page.text(SMALL, LEFT, self.y, name);
            for (at, line) in self
                .ink
                .wrap(RUNNING, value, LEFT + WIDTH - values)
                .iter()
                .enumerate()
            {
                if at > 0 {
                    self.need(5.0);
                    self.y += 4.6;
                }
                self.page.text(RUNNING, values, self.y, line);
            }
        }
        self.y += 3.0;
    }

    /// A table that goes on over pages, its head on each of them.
    pub(super) fn table(
        &mut self,
        table: &Table<'_>,
        rows: &[Vec<String>],
        strong: Strong<'_>,
    ) -> Result<(), Error> {
        const HEAD: f32 = 12.0;
        let heights: Vec<f32> = rows.iter().map(|row| table.height(row)).collect();
        if heights.iter().any(|height| *height > BOTTOM - 60.0) {
            return Err(Error::TooLarge(self.file.title.clone()));
        }
        let mut at = 0;
        while at < rows.len() {
            self.need(HEAD + heights.get(at).copied().unwrap_or_default());
            let top = self.y + 1.0;
            let mut y = table.head(&mut self.page, (LEFT, top));
            while let (Some(row), Some(height)) = (rows.get(at), heights.get(at)) {
                if y + height > BOTTOM {
                    break;
                }
                table.row(&mut self.page, (LEFT, y), *height, row);
                y += height;
                let pen = match strong(at) {
                    true => Pen::Strong,
                    false => Pen::Thin,
                };
                self.page.across(pen, y, LEFT, LEFT + table.width());
                at += 1;
            }
            self.page.across(Pen::Strong, y, LEFT, LEFT + table.width());
            table.uprights(&mut self.page, LEFT, top, y);
            self.y = y + 2.0;
            if at < rows.len() {
                self.turn();
            }
        }
        Ok(())
    }

    /// Lines to sign on, together on one page.
    pub(super) fn signatures(&mut self, who: &[Signatory]) {
        self.need(who.len() as f32 * SIGNATURE + 4.0);
        self.y += 4.0;
        for one in who {
            let (page, ink) = (&mut self.page, self.ink);
            self.y = signature(page, ink, (LEFT, self.y), WIDTH, one) + 2.0;
        }
    }

    /// The class teacher signs, and one of the family that it was read.
    pub(super) fn signed_and_read(&mut self) {
        let post = |post: &str, name: &str| Signatory {
            post: post.to_owned(),
            name: name.to_owned(),
        };
        self.signatures(&[
            post("Классный руководитель", &self.file.teacher.clone()),
            post("Ознакомлен(а), родитель (законный представитель)", ""),
        ]);
    }

    /// Leaves a mark for the stamp beside the last line.
    pub(super) fn stamp(&mut self) {
        self.need(10.0);
        self.y += 4.0;
        self.page.text(SMALL, LEFT, self.y, "М. П.");
        self.y += 4.0;
    }

    /// The pages with their feet.
    pub(super) fn finish(mut self) -> Vec<Page> {
        self.pages.push(self.page);
        let count = self.pages.len();
        let printed = self.file.printed_on.format("%d.%m.%Y");
        for (at, page) in self.pages.iter_mut().enumerate() {
            let (ink, right) = (self.ink, LEFT + WIDTH);
            page.across(Pen::Thin, 285.0, LEFT, right);
            let source = format!("Из электронного классного журнала, распечатано {printed}");
            page.text(SMALL, LEFT, 285.0 + 8.0 * MM_PER_PT + 1.2, &source);
            let number = format!("страница {} из {count}", at + 1);
            page.right(ink, SMALL, (right, 285.0 + 8.0 * MM_PER_PT + 1.2), &number);
        }
        self.pages
    }
}
