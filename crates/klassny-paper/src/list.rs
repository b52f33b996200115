//! Forms that are one table with a head and signatures, on sheets of their own: the register of
//! permits (F37), missed and substituted lessons (F18), the correction sheet of a plan (F42).
//!
//! Owns their columns. It must never read a clock or choose a row: [`List`] comes in, a PDF/A-2u
//! goes out, and the same list always gives the same bytes.

use crate::Error;
use crate::alone;
use crate::book::{BOTTOM, Side, TOP, WIDTH};
use crate::canvas::{self, Ink, Page, Pen, Type};
use crate::finish::{self, Facts};
use crate::fonts::{Face, Fonts};
use crate::forms::signature;
use crate::split::split_heights;
use crate::table::{Column, Table};
use crate::text::MM_PER_PT;
use crate::view::Signatory;
use chrono::NaiveDate;

/// A form of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListForm {
    /// F37: № · when and who · what · until when · why · who gave it · outcome · code.
    Permits,
    /// F18: date · lesson · class · subject · missed by · why, document · given by · topic ·
    /// hours · signature · to be paid.
    Substitutions,
    /// F42: № · topic · hours · by plan · given or due · hours now · how · why.
    PlanCorrection,
}

/// What such a form states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Which form.
    pub form: ListForm,
    /// The short name of the school.
    pub school: String,
    /// The title: «Реестр разрешений на правку журнала».
    pub title: String,
    /// What stands under it, a line each: the year, the class, the plan.
    pub about: Vec<String>,
    /// The rows, as many cells as the form has columns.
    pub rows: Vec<Vec<String>>,
    /// What stands under the table, a line each: totals, what is stated of the sheet.
    pub under: Vec<String>,
    /// Who signs.
    pub signatories: Vec<Signatory>,
    /// The day of printing.
    pub on: NaiveDate,
    /// Who prints.
    pub by: String,
}

/// A printed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedList {
    /// The PDF/A-2u file.
    pub pdf: Vec<u8>,
    /// The number of its pages.
    pub pages: usize,
}

const NARROW: Type = Type(Face::Narrow, 8.0);

const PERMITS: [Column<'static>; 8] = [
    Column::figures("№", 7.0),
    Column::text("Когда, кто просит", 31.0).in_type(NARROW),
    Column::text("Что открыто", 40.0).in_type(NARROW),
    Column::figures("До какого часа", 17.0).in_type(NARROW),
    Column::text("Причина", 29.0).in_type(NARROW),
    Column::text("Кто ответил", 22.0).in_type(NARROW),
    Column::text("Исход", 20.0).in_type(NARROW),
    Column::figures("Код", 14.0).in_type(NARROW),
];
const SUBSTITUTIONS: [Column<'static>; 11] = [
    Column::figures("Дата", 14.0).in_type(NARROW),
    Column::figures("№ урока", 8.5).in_type(NARROW),
    Column::figures("Класс", 10.0).in_type(NARROW),
    Column::text("Предмет", 21.0).in_type(NARROW),
    Column::text("Кто пропустил", 20.0).in_type(NARROW),
    Column::text("Причина, документ", 21.0).in_type(NARROW),
    Column::text("Кто заменил", 22.0).in_type(NARROW),
    Column::text("Тема", 28.0).in_type(NARROW),
    Column::figures("Часов", 9.0).in_type(NARROW),
    Column::text("Подпись", 14.5).in_type(NARROW),
    Column::figures("К оплате", 12.0).in_type(NARROW),
];
const CORRECTION: [Column<'static>; 8] = [
    Column::figures("№", 8.0),
    Column::text("Тема", 47.0).in_type(NARROW),
    Column::figures("Часов по плану", 12.0).in_type(NARROW),
    Column::figures("Дата по плану", 17.0).in_type(NARROW),
    Column::figures("Дата по факту", 17.0).in_type(NARROW),
    Column::figures("Часов дано", 12.0).in_type(NARROW),
    Column::text("Способ корректировки", 33.0).in_type(NARROW),
    Column::text("Причина", 34.0).in_type(NARROW),
];

impl ListForm {
    const fn columns(self) -> &'static [Column<'static>] {
        match self {
            Self::Permits => &PERMITS,
            Self::Substitutions => &SUBSTITUTIONS,
            Self::PlanCorrection => &CORRECTION,
        }
    }

    /// How many cells a row has.
    pub const fn cells(self) -> usize {
        self.columns().len()
    }
}

/// The height of the head of a table, in mm.
const HEAD: f32 = 13.0;
/// The height of a place for a signature, in mm.
const SIGNATURE: f32 = 15.0;
const LEFT: f32 = Side::Recto.left();
const LINE: Type = Type(Face::Sans, 9.0);
const TITLE: Type = Type(Face::SerifBold, 14.0);
/// Where the foot of a page stands, in mm from the top.
const FOOT: f32 = 284.0;

/// Lays a list out as PDF/A-2u.
///
/// # Errors
/// A letter that no font has, or a row that no page holds.
pub fn list(list: &List) -> Result<PrintedList, Error> {
    let ink = Ink(Fonts::get()?);
    let table = Table {
        ink,
        columns: list.form.columns(),
    };
    let heights: Vec<f32> = list.rows.iter().map(|row| table.height(row)).collect();
    let first = heading(&mut Page::default(), ink, list);
    let room = BOTTOM - first - HEAD;
    if heights.iter().any(|height| *height > room) {
        return Err(Error::TooLarge(list.title.clone()));
    }
    let mut parts = split_heights(&heights, room);
    if parts.is_empty() {
        parts.push(0..0);
    }
    let mut pages = Vec::new();
    for part in parts {
        let mut page = Page::default();
        let top = heading(&mut page, ink, list);
        let rows = (list.rows.as_slice(), heights.as_slice());
        let bottom = table.draw(&mut page, (LEFT, top), rows, part);
        pages.push((page, bottom));
    }
    close(&mut pages, ink, list);
    let count = pages.len();
    let pages: Vec<Page> = pages
        .into_iter()
        .enumerate()
        .map(|(at, (mut page, _))| {
            foot(&mut page, ink, list, (at + 1, count));
            page
        })
        .collect();
    let document = canvas::document(ink, &pages)?;
    let id = alone::id_of(&pages);
    let facts = Facts {
        code: alone::code_of(&id),
        title: list.title.clone(),
        author: list.school.clone(),
        on: list.on,
        id,
        labels: (1..=count).map(|page| page.to_string()).collect(),
        reading: finish::Reading::Sheets,
    };
    Ok(PrintedList {
        pdf: finish::finish(document, &facts, &[])?,
        pages: count,
    })
}

/// Draws school, title and what stands under it; returns the y under them.
fn heading(page: &mut Page, ink: Ink, list: &List) -> f32 {
    page.text(Type(Face::Sans, 8.0), LEFT, TOP, &list.school);
    let mut y = TOP + 8.0;
    for line in ink.wrap(TITLE, &list.title, WIDTH) {
        page.text(TITLE, LEFT, y, &line);
        y += TITLE.1 * MM_PER_PT * 1.2;
    }
    for text in &list.about {
        for line in ink.wrap(LINE, text, WIDTH) {
            page.text(LINE, LEFT, y, &line);
            y += LINE.1 * MM_PER_PT * 1.3;
        }
    }
    y + 1.0
}

/// Writes what stands under the table, on a page of its own where the last has no room.
fn close(pages: &mut Vec<(Page, f32)>, ink: Ink, list: &List) {
    let lines: Vec<String> = list
        .under
        .iter()
        .flat_map(|text| ink.wrap(LINE, text, WIDTH))
        .collect();
    let step = LINE.1 * MM_PER_PT * 1.35;
    let signed = list.signatories.len() as f32 * SIGNATURE;
    let needed = 5.0 + lines.len() as f32 * step + signed;
    let full = pages
        .last()
        .is_none_or(|(_, bottom)| bottom + needed > BOTTOM);
    if full {
        let mut page = Page::default();
        let top = heading(&mut page, ink, list);
        pages.push((page, top));
    }
    let Some((page, bottom)) = pages.last_mut() else {
        return;
    };
    let mut y = *bottom + 6.0;
    for line in &lines {
        page.text(LINE, LEFT, y, line);
        y += step;
    }
    y += 2.0;
    for who in &list.signatories {
        y = signature(page, ink, (LEFT, y), WIDTH, who) + 3.0;
    }
}

fn foot(page: &mut Page, ink: Ink, list: &List, (at, count): (usize, usize)) {
    let small = Type(Face::Sans, 7.5);
    let right = LEFT + WIDTH;
    page.across(Pen::Thin, FOOT - 4.5, LEFT, right);
    let printed = format!("Напечатано {}, {}", list.on.format("%d.%m.%Y"), list.by);
    page.text(small, LEFT, FOOT, &printed);
    let number = format!("Страница {at} из {count}");
    page.right(ink, small, (right, FOOT), &number);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(form: ListForm, rows: usize) -> List {
        List {
            form,
            school: "ГБОУ школа № 1292".into(),
            title: "Реестр разрешений на правку журнала".into(),
            about: vec!["2026/2027 учебный год".into()],
            rows: (0..rows)
                .map(|row| vec![format!("строка {row}"); form.cells()])
                .collect(),
            under: vec!["Всего: 3".into()],
            signatories: vec![Signatory {
                post: "Заместитель директора".into(),
                name: "Орлова Т. Н.".into(),
            }],
            on: NaiveDate::from_ymd_opt(2026, 9, 15).unwrap_or_default(),
            by: "Орлова Т. Н.".into(),
        }
    }

    #[test]
    fn a_form_of_one_table_fills_the_width_of_its_sheet() {
        for form in [
            ListForm::Permits,
            ListForm::Substitutions,
            ListForm::PlanCorrection,
        ] {
            let width: f32 = form.columns().iter().map(|column| column.width).sum();
            assert!((width - WIDTH).abs() < 0.01, "{form:?}: {width}");
        }
    }

    #[test]
    fn f37_the_same_list_gives_the_same_bytes_and_long_ones_go_on() {
        let (none, long) = (of(ListForm::Permits, 0), of(ListForm::Permits, 120));
        assert_eq!(list(&none).unwrap().pages, 1);
        let printed = list(&long).unwrap();
        assert!(printed.pages > 2, "{}", printed.pages);
        assert_eq!(list(&long).unwrap(), printed);
        assert_ne!(list(&of(ListForm::Permits, 119)).unwrap().pdf, printed.pdf);
        assert!(printed.pdf.starts_with(b"%PDF-1.7"));
    }

    #[test]
    fn a_row_that_no_page_holds_is_an_error_and_is_not_cut() {
        let mut tall = of(ListForm::Permits, 1);
        tall.rows[0][4] = "слово ".repeat(2000);
        assert!(matches!(list(&tall), Err(Error::TooLarge(_))));
    }
}
