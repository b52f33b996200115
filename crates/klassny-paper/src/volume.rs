//! A whole volume: its forms in the order of forms.md, numbered, coded, finished.
//!
//! Owns that order and the counting of sheets. It must never know what a form looks like.

use crate::Error;
use crate::book::{self, Body, Leaf, Side};
use crate::canvas::{self, Ink, Page};
use crate::code::PageCode;
use crate::code::Place;
use crate::content;
use crate::drawing::{Drawing, drawing};
use crate::finish::{self, Bookmark, Facts, Reading};
use crate::fonts::Fonts;
use crate::forms::contents::{self, Chapter};
use crate::forms::subject::{self, Spread, Subject};
use crate::forms::{absences, certify, cover, pupils, remarks, summary};
use crate::stated::{self, Names};
use crate::view::{SubjectPart, Volume};

/// A printed volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The PDF/A-2u file.
    pub pdf: Vec<u8>,
    /// Every page of the file in order.
    pub pages: Vec<PrintedPage>,
    /// Every page as a screen shows it, in the same order.
    pub drawings: Vec<Drawing>,
    /// The number of counted sheets.
    pub sheets: u16,
    /// The canonical content, see [`crate::canonical`].
    pub content: Vec<u8>,
    /// BLAKE3 of the content.
    pub content_hash: [u8; 32],
    /// The hash of each sheet of content, in order.
    pub sheet_hashes: Vec<[u8; 32]>,
    /// The title of each part and the index of the page it begins on, in order.
    pub titles: Vec<(String, usize)>,
}

/// A page of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintedPage {
    /// Where it stands; `None` for the blank back of a sheet that is not counted.
    pub place: Option<Place>,
    /// The index of the content sheet it shows; `None` where it shows none or all of them.
    pub sheet: Option<usize>,
}

/// Prints a volume.
pub fn render(volume: &Volume) -> Result<Printed, Error> {
    check(volume)?;
    let ink = Ink(Fonts::get()?);
    let sheets = stated::sheets(volume);
    let bytes = content::canonical(volume);
    let hash = *blake3::hash(&bytes).as_bytes();
    let Layout {
        mut body,
        chapters,
        spreads,
        plan,
        ..
    } = body(volume, ink, &hash)?;
    let counted = body.sheets();
    let front = front(volume, ink, counted)?;
    let places: Vec<Place> = body.leaves.iter().map(|leaf| leaf.place).collect();
    let listed = plan.draw(ink, volume, (&chapters, &places), (front.len(), counted));
    for (leaf, page) in body.leaves.iter_mut().zip(listed) {
        leaf.page = page;
    }
    body.turn_to(ink, Side::Recto);
    let inventory = u16::try_from(front.len() / 2)
        .unwrap_or(1)
        .saturating_sub(1);
    let outline = outline(&chapters, &spreads, front.len(), body.leaves.len());
    let mut leaves: Vec<Leaf> = front.into_iter().chain(body.leaves).collect();
    leaves.extend(book::single(
        certify::sticker(ink, volume, counted),
        Place::Sticker,
        None,
    ));
    let last = certify::certifying(ink, volume, counted, inventory);
    leaves.extend(book::single(last, Place::Certifying, None));
    for leaf in &mut leaves {
        let own = leaf.sheet.and_then(|sheet| sheets.get(sheet));
        book::foot(leaf, ink, volume, own.map_or(&hash, |sheet| &sheet.hash))?;
    }
    Ok(Printed {
        titles: titles(&outline),
        pages: leaves.iter().map(Leaf::printed).collect(),
        drawings: leaves.iter().map(|leaf| drawing(&leaf.page)).collect(),
        pdf: pdf(volume, ink, leaves, &outline, &hash)?,
        sheets: counted,
        content: bytes,
        content_hash: hash,
        sheet_hashes: sheets.into_iter().map(|sheet| sheet.hash).collect(),
    })
}

/// Every row must name what is there: a stray row would print nowhere.
fn check(volume: &Volume) -> Result<(), Error> {
    for part in &volume.subjects {
        for row in &part.rows {
            let pupil = row.pupil < volume.pupils.len();
            let lessons = row
                .cells
                .iter()
                .all(|cell| cell.lesson < part.lessons.len());
            let results = row.results.len() <= part.result_columns.len();
            if !(pupil && lessons && results) {
                return Err(Error::Reference(stated::subject_label(part)));
            }
        }
    }
    let (all, absences) = (volume.pupils.len(), &volume.absences);
    let days = absences.rows.iter().flat_map(|row| &row.by_day);
    if absences.rows.len() > all || days.into_iter().any(|(day, _)| *day >= absences.days.len()) {
        return Err(Error::Reference("Пропуски".to_owned()));
    }
    if volume.summary.rows.len() > all {
        return Err(Error::Reference("Сводная ведомость".to_owned()));
    }
    Ok(())
}

/// The titles of forms that every volume has.
const PUPILS: &str = "Общие сведения об обучающихся";
const ABSENCES: &str = "Сведения о пропущенных уроках";
const SUMMARY: &str = "Сводная ведомость учёта успеваемости";
const REMARKS: &str = "Замечания по ведению журнала";
const CHANGES: &str = "Отличия издания";
const TRANSFER: &str = "Лист заверения переноса данных";

/// The lines of the contents, in the order of the pages.
fn lines(volume: &Volume) -> Vec<(String, String)> {
    let form = |title: &str| (title.to_owned(), String::new());
    let subject = |part: &SubjectPart| (stated::subject_label(part), part.teacher.clone());
    let mut lines = vec![form(PUPILS)];
    lines.extend(volume.subjects.iter().map(subject));
    lines.extend([form(ABSENCES), form(SUMMARY)]);
    lines.extend(volume.remarks.iter().map(|_| form(REMARKS)));
    if !volume.printing.changes.is_empty() {
        lines.push(form(CHANGES));
    }
    lines.push(form(TRANSFER));
    lines
}

/// Lays out the counted sheets; the pages of the contents stay blank until all is known.
fn body(volume: &Volume, ink: Ink, hash: &[u8; 32]) -> Result<Layout, Error> {
    let names = Names::of(&volume.pupils);
    let plan = contents::Plan::of(ink, &lines(volume));
    let mut body = Body::default();
    for _ in 0..plan.pages() {
        body.push(Page::default(), None);
    }
    let mut laid = Layout {
        body,
        chapters: Vec::new(),
        spreads: Vec::new(),
        plan,
        ink,
    };
    let mut sheet = 1 + usize::from(volume.inventory.is_some());
    laid.chapter(PUPILS, "", Some(Side::Verso), |body| {
        pupils::draw(body, ink, volume, sheet)
    })?;
    for part in &volume.subjects {
        sheet += 1;
        laid.subject(volume, part, &names, sheet)?;
    }
    laid.chapter(ABSENCES, "", Some(Side::Verso), |body| {
        absences::draw(body, ink, volume, sheet + 1)
    })?;
    laid.chapter(SUMMARY, "", None, |body| {
        summary::draw(body, ink, volume, sheet + 2)
    })?;
    if let Some(list) = &volume.remarks {
        laid.chapter(REMARKS, "", None, |body| {
            remarks::draw(body, ink, volume, list, sheet + 3)
        })?;
    }
    if !volume.printing.changes.is_empty() {
        laid.chapter(CHANGES, "", None, |body| {
            remarks::changes(body, ink, volume)
        })?;
    }
    laid.chapter(TRANSFER, "", Some(Side::Recto), |body| {
        // The number of sheets it certifies includes its own.
        let sheets = body.sheets() + 1;
        let page = certify::transfer(ink, body.next_side(), volume, sheets, hash);
        body.push(page, None);
        Ok(())
    })?;
    Ok(laid)
}

/// The counted sheets as they are laid out.
struct Layout {
    body: Body,
    chapters: Vec<Chapter>,
    /// The spreads of each chapter, where it has several.
    spreads: Vec<Vec<Bookmark>>,
    plan: contents::Plan,
    ink: Ink,
}

impl Layout {
    fn chapter(
        &mut self,
        title: &str,
        teacher: &str,
        side: Option<Side>,
        draw: impl FnOnce(&mut Body) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if let Some(side) = side {
            self.body.turn_to(self.ink, side);
        }
        let first = self.body.leaves.len();
        draw(&mut self.body)?;
        let (title, teacher) = (title.to_owned(), teacher.to_owned());
        self.chapters.push(Chapter {
            title,
            teacher,
            first,
            end: self.body.leaves.len(),
        });
        self.spreads.push(Vec::new());
        Ok(())
    }

    fn subject(
        &mut self,
        volume: &Volume,
        part: &SubjectPart,
        names: &Names,
        sheet: usize,
    ) -> Result<(), Error> {
        let (subject, spreads) = Subject::plan(volume, part, self.ink, names)?;
        let title = stated::subject_label(part);
        self.chapter(&title, &part.teacher, Some(Side::Verso), |body| {
            subject::draw(body, &subject, &spreads, sheet)
        })?;
        let first = self.chapters.last().map_or(0, |chapter| chapter.first);
        let mark = |(at, spread): (usize, &Spread)| {
            let lessons = part.lessons.get(spread.lessons.clone()).unwrap_or_default();
            let day = |lesson: &crate::view::Lesson| lesson.date.format("%d.%m").to_string();
            let (from, to) = (lessons.first().map(day)?, lessons.last().map(day)?);
            let page = first + at * 2;
            Some(Bookmark {
                title: format!("{from}–{to}"),
                page,
                under: Vec::new(),
            })
        };
        if let (Some(under), true) = (self.spreads.last_mut(), spreads.len() > 1) {
            *under = spreads.iter().enumerate().filter_map(mark).collect();
        }
        Ok(())
    }
}

/// The cover and the inner inventory.
fn front(volume: &Volume, ink: Ink, sheets: u16) -> Result<Vec<Leaf>, Error> {
    let mut front = Vec::new();
    front.extend(book::single(
        cover::page(ink, volume, sheets),
        Place::Cover,
        Some(0),
    ));
    if let Some(lines) = &volume.inventory {
        for (at, page) in certify::inventory(ink, volume, lines, sheets)?
            .into_iter()
            .enumerate()
        {
            let place = Place::Inventory(u16::try_from(at + 1).unwrap_or(u16::MAX));
            front.extend(book::single(page, place, Some(1)));
        }
    }
    Ok(front)
}

/// The outline as a list; a spread of a subject is named with it.
fn titles(outline: &[Bookmark]) -> Vec<(String, usize)> {
    let mut titles = Vec::new();
    for entry in outline {
        if entry.under.is_empty() {
            titles.push((entry.title.clone(), entry.page));
        }
        let spreads = entry.under.iter();
        titles.extend(spreads.map(|spread| {
            let title = format!("{}, {}", entry.title, spread.title);
            (title, spread.page)
        }));
    }
    titles
}

fn outline(
    chapters: &[Chapter],
    spreads: &[Vec<Bookmark>],
    before: usize,
    counted: usize,
) -> Vec<Bookmark> {
    let leaf = |title: &str, page: usize| Bookmark {
        title: title.to_owned(),
        page,
        under: vec![],
    };
    let mut outline = vec![leaf("Обложка", 0)];
    if before > 2 {
        outline.push(leaf("Внутренняя опись", 2));
    }
    outline.push(leaf("Оглавление", before));
    for (chapter, spreads) in chapters.iter().zip(spreads) {
        let under = spreads
            .iter()
            .map(|spread| leaf(&spread.title, before + spread.page));
        let mut entry = leaf(&chapter.title, before + chapter.first);
        entry.under = under.collect();
        outline.push(entry);
    }
    outline.push(leaf("Наклейка", before + counted));
    outline.push(leaf("Лист-заверитель дела", before + counted + 2));
    outline
}

fn pdf(
    volume: &Volume,
    ink: Ink,
    leaves: Vec<Leaf>,
    outline: &[Bookmark],
    hash: &[u8; 32],
) -> Result<Vec<u8>, Error> {
    let labels = leaves.iter().map(Leaf::label).collect();
    let pages: Vec<Page> = leaves.into_iter().map(|leaf| leaf.page).collect();
    let document = canvas::document(ink, &pages)?;
    let printing = &volume.printing;
    let mut id = blake3::Hasher::new();
    id.update(hash);
    id.update(&printing.edition.to_le_bytes());
    id.update(printing.on.to_string().as_bytes());
    id.update(printing.by.as_bytes());
    let mut first = [0; 16];
    id.finalize_xof().fill(&mut first);
    let code = PageCode::new(
        &volume.school_id,
        &volume.volume_id,
        printing.edition,
        Place::Cover,
        hash,
    )
    .ok_or_else(|| Error::TooLarge(format!("издание {}", printing.edition)))?;
    let facts = Facts {
        code: code.to_string(),
        title: format!(
            "Классный журнал {} класса, {}, {} учебный год",
            volume.class, volume.term, volume.year
        ),
        author: volume.school.short_name.clone(),
        on: printing.on,
        id: first,
        labels,
        reading: Reading::Book,
    };
    finish::finish(document, &facts, outline)
}

impl Leaf {
    /// How readers name the page: as its sheet is cited.
    fn label(&self) -> String {
        if self.footed {
            self.place.to_string()
        } else {
            String::new()
        }
    }

    fn printed(&self) -> PrintedPage {
        PrintedPage {
            place: self.footed.then_some(self.place),
            sheet: self.sheet,
        }
    }
}
