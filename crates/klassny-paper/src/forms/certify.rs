//! The forms that make paper a document: F13 certification of the transfer, F14 sticker over the
//! knot, F15 inner inventory, F16 certifying sheet.
//!
//! Owns their wording, which follows the rules of archives. Numbers stand in figures and words.

use crate::Error;
use crate::book::{self, BOTTOM, Side, TOP, WIDTH};
use crate::canvas::{Ink, Page, Pen, Type};
use crate::fonts::Face;
use crate::forms::remarks::RUNNING;
use crate::forms::{date, signature};
use crate::propis::{Case, DOCUMENT, Gender, SHEET, counted, form, number_words};
use crate::split::split_heights;
use crate::table::{Column, Table};
use crate::view::{InventoryLine, Signatory, Volume};

/// Surname and initials of a full name: `Шарова Я. В.`
pub(crate) fn initials(full: &str) -> String {
    let mut words = full.split_whitespace();
    let surname = words.next().unwrap_or_default();
    let initials = words
        .filter_map(|word| word.chars().next())
        .map(|letter| format!(" {letter}."));
    std::iter::once(surname.to_owned())
        .chain(initials)
        .collect()
}

/// Writes a paragraph and returns the baseline after it.
fn paragraph(page: &mut Page, ink: Ink, [x, y, w]: [f32; 3], text: &str) -> f32 {
    let mut y = y;
    // Numbers stay with what they count: 5 «А», 1 четверть, 2026/2027 учебный.
    let mut glued = String::new();
    for word in text.split(' ') {
        let number = glued.ends_with(|last: char| last.is_ascii_digit());
        if !glued.is_empty() {
            glued.push(if number { '\u{a0}' } else { ' ' });
        }
        glued.push_str(word);
    }
    for line in ink.wrap(RUNNING, &glued, w) {
        page.text(RUNNING, x, y, &line);
        y += 5.6;
    }
    y
}

/// F13: the transfer of data certified by the deputy, then teachers, then the director.
pub(crate) fn transfer(
    ink: Ink,
    side: Side,
    volume: &Volume,
    sheets: u16,
    hash: &[u8; 32],
) -> Page {
    let mut page = Page::default();
    let left = book::head(
        &mut page,
        ink,
        side,
        volume,
        "Лист заверения переноса данных",
    );
    let says = format!(
        "Правильность переноса данных электронного классного журнала {} класса за период \
         «{}» {} учебного года в настоящий том на {} подтверждаю.",
        volume.class,
        volume.term,
        volume.year,
        counted(u32::from(sheets), &SHEET, Case::Prepositional),
    );
    let mut y = paragraph(&mut page, ink, [left, TOP + 18.0, WIDTH], &says);
    let signatories = &volume.printing.signatories;
    y = signature(&mut page, ink, (left, y), WIDTH, &signatories.deputy) + 2.0;
    y = paragraph(
        &mut page,
        ink,
        [left, y + 6.0, WIDTH],
        "С записями ознакомлены:",
    );
    let class_teacher = Signatory {
        post: "Классный руководитель".to_owned(),
        name: initials(&volume.class_teacher),
    };
    y -= 3.0;
    y = signature(&mut page, ink, (left, y), WIDTH, &class_teacher);
    y = substitutes(&mut page, ink, (left, y), &signatories.substitutes);
    if let Some(second) = &signatories.second_check {
        y = paragraph(
            &mut page,
            ink,
            [left, y + 8.0, WIDTH],
            "Повторно проверено:",
        ) - 3.0;
        y = signature(&mut page, ink, (left, y), WIDTH, second);
    }
    y = paragraph(&mut page, ink, [left, y + 8.0, WIDTH], "Заверяю:") - 3.0;
    y = signature(&mut page, ink, (left, y), WIDTH, &signatories.director);
    page.text(RUNNING, left + 60.0, y + 8.0, "М. П.");
    fingerprint(&mut page, ink, volume, left, hash);
    page
}

/// Those who gave lessons instead of others: under each other, and side by side where they are many.
fn substitutes(page: &mut Page, ink: Ink, (left, top): (f32, f32), who: &[Signatory]) -> f32 {
    const UNDER_EACH_OTHER: usize = 5;
    const GAP: f32 = 8.0;
    if who.len() <= UNDER_EACH_OTHER {
        return who
            .iter()
            .fold(top, |y, who| signature(page, ink, (left, y), WIDTH, who));
    }
    let half = (WIDTH - GAP) / 2.0;
    who.chunks(2).fold(top, |y, pair| {
        let sides = pair.iter().zip([left, left + half + GAP]);
        sides.fold(y, |under, (who, x)| {
            signature(page, ink, (x, y), half, who).max(under)
        })
    })
}

/// What anyone can check against the electronic original.
fn fingerprint(page: &mut Page, ink: Ink, volume: &Volume, left: f32, hash: &[u8; 32]) {
    let small = Type(Face::Sans, 8.0);
    let hex: Vec<String> = hash
        .chunks(4)
        .map(|chunk| chunk.iter().map(|byte| format!("{byte:02x}")).collect())
        .collect();
    let printing = &volume.printing;
    let mut lines = vec![format!(
        "Издание {}, распечатано {}, {}",
        printing.edition,
        date(Some(printing.on)),
        printing.by
    )];
    if !printing.words.is_empty() {
        lines.push(format!("Слова отпечатка: {}", printing.words.join(" ")));
    }
    lines.push(format!("Отпечаток содержания (BLAKE3): {}", hex.join(" ")));
    lines.push(
        "Код внизу каждой страницы можно набрать или снять в программе: она ответит, какие данные \
         он называет и говорит ли журнал сегодня то же самое."
            .to_owned(),
    );
    let lines: Vec<String> = lines
        .iter()
        .flat_map(|line| ink.wrap(small, line, WIDTH - 6.0))
        .collect();
    let tall = lines.len() as f32 * 4.0 + 4.0;
    let top = BOTTOM - tall;
    page.frame(Pen::Thin, [left, top, WIDTH, tall]);
    for (at, line) in lines.iter().enumerate() {
        page.text(small, left + 3.0, top + 5.0 + at as f32 * 4.0, line);
    }
}

/// F14: the sticker, to be cut out and glued over the knot on the back of the last sheet.
pub(crate) fn sticker(ink: Ink, volume: &Volume, sheets: u16) -> Page {
    let mut page = Page::default();
    let left = Side::Recto.left();
    let title = "Наклейка на оборот последнего листа";
    book::head(&mut page, ink, Side::Recto, volume, title);
    let small = Type(Face::Sans, 8.5);
    let says = "Вырезать по линии и наклеить на узел, концы нити оставить свободными. Печать \
        ставится на наклейку с заходом на лист.";
    let mut y = TOP + 14.0;
    for line in ink.wrap(small, says, WIDTH) {
        page.text(small, left, y, &line);
        y += 4.4;
    }
    let (w, h) = (118.0, 84.0);
    let (x, top) = (left + (WIDTH - w) / 2.0, 60.0);
    cut_marks(&mut page, [x, top, w, h]);
    page.frame(Pen::Strong, [x + 3.0, top + 3.0, w - 6.0, h - 6.0]);
    let inner = x + 8.0;
    let count = counted(u32::from(sheets), &SHEET, Case::Nominative);
    let says = format!(
        "В настоящем журнале {} класса, {}, {} учебный год, пронумеровано, прошнуровано и \
         скреплено печатью {count}.",
        volume.class, volume.term, volume.year
    );
    let y = paragraph(&mut page, ink, [inner, top + 14.0, w - 16.0], &says);
    let director = &volume.printing.signatories.director;
    signature(&mut page, ink, (inner, y + 3.0), w - 16.0, director);
    page.text(RUNNING, inner + 34.0, top + h - 8.0, "М. П.");
    page
}

fn cut_marks(page: &mut Page, [x, y, w, h]: [f32; 4]) {
    let dash = 3.0;
    let mut at = 0.0;
    while at < w {
        for edge in [y, y + h] {
            page.across(Pen::Cut, edge, x + at, x + (at + dash / 2.0).min(w));
        }
        at += dash;
    }
    at = 0.0;
    while at < h {
        for edge in [x, x + w] {
            page.down(Pen::Cut, edge, y + at, y + (at + dash / 2.0).min(h));
        }
        at += dash;
    }
}

const INVENTORY: [Column; 6] = [
    Column::figures("№ п/п", 12.0),
    Column::figures("Индекс документа", 28.0),
    Column::figures("Дата документа", 24.0),
    Column::text("Заголовок документа", 66.0),
    Column::figures("Номера листов", 22.0),
    Column::text("Примечание", 28.0),
];

/// F15: the inner inventory of the case, as many pages as it needs.
pub(crate) fn inventory(
    ink: Ink,
    volume: &Volume,
    lines: &[InventoryLine],
    sheets: u16,
) -> Result<Vec<Page>, Error> {
    let table = Table {
        ink,
        columns: &INVENTORY,
    };
    let rows: Vec<Vec<String>> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let all = format!("1–{sheets}");
            let numbers = if line.sheets.is_empty() {
                all
            } else {
                line.sheets.clone()
            };
            let (index, heading) = (line.index.clone(), line.heading.clone());
            vec![
                (at + 1).to_string(),
                index,
                date(line.date),
                heading,
                numbers,
                line.note.clone(),
            ]
        })
        .collect();
    let heights: Vec<f32> = rows.iter().map(|row| table.height(row).max(7.0)).collect();
    let (top, room) = (TOP + 26.0, 150.0);
    if heights.iter().any(|height| *height > room) {
        return Err(Error::TooLarge("внутренняя опись".to_owned()));
    }
    let mut parts = split_heights(&heights, room);
    if parts.is_empty() {
        parts.push(0..0);
    }
    let count = parts.len();
    let left = Side::Recto.left();
    let middle = left + WIDTH / 2.0;
    let draw = |(at, part): (usize, std::ops::Range<usize>)| {
        let mut page = Page::default();
        page.middle(
            ink,
            Type(Face::SerifBold, 15.0),
            (middle, TOP + 10.0),
            "Внутренняя опись",
        );
        let (index, volume_no) = (index_or_line(volume), volume.case.volume_no);
        let of = format!("документов дела № {index}, том {volume_no}");
        page.middle(ink, Type(Face::Serif, 11.0), (middle, TOP + 17.0), &of);
        let bottom = table.draw(&mut page, (left, top), (&rows, &heights), part);
        if at + 1 == count {
            inventory_end(
                &mut page,
                ink,
                volume,
                [left, bottom + 10.0],
                (rows.len(), count),
            );
        }
        page
    };
    Ok(parts.into_iter().enumerate().map(draw).collect())
}

fn inventory_end(
    page: &mut Page,
    ink: Ink,
    volume: &Volume,
    [left, y]: [f32; 2],
    (documents, sheets): (usize, usize),
) {
    let number = |count: usize| u32::try_from(count).unwrap_or_default();
    let documents = counted(number(documents), &DOCUMENT, Case::Nominative);
    let y = paragraph(page, ink, [left, y, WIDTH], &format!("Итого {documents}."));
    let sheets = number(sheets);
    let words = number_words(sheets, Gender::Masculine, Case::Nominative);
    let says = format!("Количество листов внутренней описи: {sheets} ({words}).");
    let y = paragraph(page, ink, [left, y, WIDTH], &says);
    signature(
        page,
        ink,
        (left, y + 6.0),
        WIDTH,
        &volume.printing.signatories.clerk,
    );
}

/// The index of the case; a line to write it on where the school has not named it.
fn index_or_line(volume: &Volume) -> &str {
    match volume.case.index.as_str() {
        "" => "__________",
        index => index,
    }
}

const STATE: [Column; 2] = [
    Column::text(
        "Особенности физического состояния и формирования дела",
        130.0,
    ),
    Column::text("Номера листов", 50.0),
];

/// F16: the certifying sheet of the case.
pub(crate) fn certifying(ink: Ink, volume: &Volume, sheets: u16, inventory: u16) -> Page {
    let mut page = Page::default();
    let left = Side::Recto.left();
    let middle = left + WIDTH / 2.0;
    let title = format!("ЛИСТ-ЗАВЕРИТЕЛЬ ДЕЛА № {}", index_or_line(volume));
    page.middle(
        ink,
        Type(Face::SerifBold, 15.0),
        (middle, TOP + 12.0),
        &title,
    );
    let of = format!(
        "том {}, классный журнал {} класса, {}, {} учебный год",
        volume.case.volume_no, volume.class, volume.term, volume.year
    );
    page.middle(ink, Type(Face::Serif, 11.0), (middle, TOP + 19.0), &of);
    let (sheets, inventory) = (u32::from(sheets), u32::from(inventory));
    let says = format!(
        "В деле подшито и пронумеровано {}, в том числе:",
        counted(sheets, &SHEET, Case::Nominative)
    );
    let mut y = paragraph(&mut page, ink, [left, TOP + 36.0, WIDTH], &says) + 3.0;
    for what in ["литерные номера листов", "пропущенные номера листов"]
    {
        page.text(RUNNING, left + 8.0, y, what);
        page.across(Pen::Sign, y + 0.8, left + 66.0, left + WIDTH);
        y += 8.0;
    }
    let words = number_words(inventory, Gender::Masculine, Case::Nominative);
    let form = form(inventory, &SHEET, Case::Nominative);
    let says = format!("+ {form} внутренней описи: {inventory} ({words})");
    y = paragraph(&mut page, ink, [left + 8.0, y, WIDTH - 8.0], &says) + 5.0;
    let table = Table {
        ink,
        columns: &STATE,
    };
    let rows = vec![vec![String::new(); 2]; 9];
    let bottom = table.draw(&mut page, (left, y), (&rows, &[9.0; 9]), 0..9);
    signature(
        &mut page,
        ink,
        (left, bottom + 10.0),
        WIDTH,
        &volume.printing.signatories.clerk,
    );
    page
}
