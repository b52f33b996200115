//! Files that are broken, foreign or made to do harm: refused with what and what to do, nothing
//! half imported, never a panic.

use crate::facts;
use crate::make::{CLASSES, archive, book, texts};
use klassny_exchange::{Severity, read_workbook};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Asserts that a file gives no row and one refusal whose words hold `what`.
pub fn assert_refused(bytes: &[u8], what: &str) {
    let preview = read_workbook(bytes, "файл.xlsx");
    assert_eq!(preview.rows.count(), 0);
    assert!(preview.sheets.is_empty());
    let [problem] = preview.problems.as_slice() else {
        panic!("{:#?}", preview.problems);
    };
    assert_eq!(problem.severity, Severity::Refused);
    assert_eq!(&*problem.file, "файл.xlsx");
    assert!(problem.what.contains(what), "{}", problem.what);
    assert!(!problem.what_to_do.is_empty());
}

/// A good workbook of two classes.
pub fn classes() -> Vec<u8> {
    book(&texts(&CLASSES), "<sst></sst>", &[])
}

#[test]
fn the_workbook_made_by_hand_is_good() {
    let preview = read_workbook(&classes(), "файл.xlsx");
    assert!(preview.problems.is_empty(), "{:#?}", preview.problems);
    assert_eq!(preview.rows.classes.len(), 2);
}

#[test]
fn an_empty_file_is_refused() {
    assert_refused(b"", "файл пуст");
    assert_refused(b" \r\n \r\n", "ни одной заполненной ячейки");
    assert_refused(
        &book("<sheetData/>", "<sst></sst>", &[]),
        "ни одной заполненной",
    );
    assert_refused(&[0; 1000], "неизвестного вида");
}

#[test]
fn a_truncated_file_is_refused_wherever_it_breaks_off() {
    let whole = std::fs::read(facts::folder().join("Учебный_план.xlsx")).unwrap();
    assert!(read_workbook(&whole, "файл.xlsx").problems.is_empty());
    for cut in (4..whole.len())
        .step_by(97)
        .chain(whole.len() - 30..whole.len())
    {
        let preview = read_workbook(&whole[..cut], "файл.xlsx");
        assert_eq!(preview.rows.count(), 0, "{cut}");
        assert_eq!(preview.problems.len(), 1, "{cut}");
        assert_eq!(preview.problems[0].severity, Severity::Refused);
    }
}

#[test]
fn a_foreign_file_is_named_and_refused() {
    let word = archive(&[
        ("word/document.xml", b"<w/>"),
        ("[Content_Types].xml", b"<t/>"),
    ]);
    assert_refused(&word, "документ Word");
    assert_refused(&archive(&[("photo.jpg", b"jpg")]), "архив без таблицы");
    let open = archive(&[("mimetype", b"ods"), ("content.xml", b"<c/>")]);
    assert_refused(&open, "LibreOffice");
    assert_refused(b"\x89PNG\r\n\x1a\n\0\0", "картинка PNG");
    assert_refused(b"%PDF-1.7\n", "документ PDF");
    assert_refused(b"  <html><body>", "страница или документ XML");
    let mut old = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    old.resize(4096, 0);
    assert_refused(&old, "старого вида");
}

#[test]
fn a_file_under_a_password_is_refused_as_such() {
    let mut compound = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    compound.resize(1024, 0);
    compound.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    compound.resize(8192, 0);
    assert_refused(&compound, "закрыт паролем");
    // The flag of encryption, in the local and in the central header of every entry.
    let mut zip = classes();
    for at in 0..zip.len() - 8 {
        match &zip[at..at + 4] {
            b"PK\x03\x04" => zip[at + 6] |= 1,
            b"PK\x01\x02" => zip[at + 8] |= 1,
            _ => {}
        }
    }
    assert_refused(&zip, "закрыт паролем");
}

#[test]
fn an_archive_of_too_many_entries_is_refused() {
    let names: Vec<String> = (0..2001).map(|number| format!("xl/{number}.bin")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_refused(&archive(&parts), "больше 2000 частей");
}

#[test]
fn a_bomb_is_refused_by_its_ratio() {
    let zeros = vec![0; 20 * 1024 * 1024];
    assert_refused(
        &book(&texts(&CLASSES), "<sst/>", &[("xl/a.bin", &zeros)]),
        "более чем в 100 раз",
    );
}

#[test]
fn a_bomb_of_many_small_parts_is_refused_by_its_sum() {
    let part = archive(&[("part", &vec![0; 1024 * 1024])]);
    let mut part = ZipArchive::new(Cursor::new(part)).unwrap();
    let mut bomb = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..201 {
        let packed = part.by_index_raw(0).unwrap();
        bomb.raw_copy_file_rename(packed, format!("xl/{number}.bin"))
            .unwrap();
    }
    assert_refused(&bomb.finish().unwrap().into_inner(), "больше 200 МБ");
}

#[test]
fn a_declared_size_of_zero_is_not_believed() {
    let mut zip = classes();
    for at in 0..zip.len() - 30 {
        match &zip[at..at + 4] {
            b"PK\x03\x04" => zip[at + 22..at + 26].fill(0),
            b"PK\x01\x02" => zip[at + 24..at + 28].fill(0),
            _ => {}
        }
    }
    assert_refused(&zip, "повреждён");
}

#[test]
fn two_parts_of_one_name_are_refused() {
    let twin = book(
        &texts(&CLASSES),
        "<sst/>",
        &[("xl/Worksheets/SHEET1.xml", b"<w/>")],
    );
    assert_refused(&twin, "повреждён");
}

#[test]
fn entities_are_refused_before_a_parser_sees_them() {
    let laughs = r#"<!DOCTYPE l [<!ENTITY a "ха"><!ENTITY b "&a;&a;&a;&a;">]>"#;
    let data = texts(&CLASSES);
    assert_refused(
        &book(&format!("{laughs}{data}"), "<sst/>", &[]),
        "описание сущностей",
    );
    let outside = r#"<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst/>"#;
    assert_refused(&book(&data, outside, &[]), "описание сущностей");
    let wide: &[u8] = b"\xff\xfe<\0!\0D\0";
    let named: &[u8] = br#"<?xml version="1.0" encoding="utf-16"?><t/>"#;
    for part in [wide, named] {
        let book = book(&data, "<sst/>", &[("xl/theme.xml", part)]);
        assert_refused(&book, "не в UTF-8");
    }
}

#[test]
fn numbers_that_make_a_parser_ask_for_memory_are_refused() {
    let data = texts(&CLASSES);
    let counts = r#"<sst uniqueCount="99999999999999"></sst>"#;
    assert_refused(&book(&data, counts, &[]), "число текстов");
    let formula = r#"<sheetData><row r="1"><c r="A1"><f t="shared" si="9999999999">1</f><v>1</v></c></row></sheetData>"#;
    assert_refused(&book(formula, "<sst/>", &[]), "номер общей формулы");
}

#[test]
fn a_parser_cannot_be_led_to_a_part_that_was_not_looked_through() {
    let hidden: &[u8] = br#"<worksheet><sheetData><row><c><f t="shared" si="9999999999"/></c></row></sheetData></worksheet>"#;
    let hidden = [("xl/worksheets/sheet1.bin", hidden)];
    let book = book(&texts(&CLASSES), "<sst/>", &hidden);
    let mut zip = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut led = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if name.ends_with("workbook.xml.rels") {
            text = text.replace("sheet1.xml", "sheet1.bin");
        }
        led.start_file(name, SimpleFileOptions::default()).unwrap();
        led.write_all(text.as_bytes()).unwrap();
    }
    assert_refused(&led.finish().unwrap().into_inner(), "повреждена");
}

#[test]
fn a_cell_outside_the_limits_is_refused() {
    for cell in [
        "XFD1",
        "A1048576",
        "KO1",
        "A100001",
        "AAAAAAAAAAAA1",
        "A99999999999",
    ] {
        let sheet = format!(r#"<sheetData><row><c r="{cell}"><v>1</v></c></row></sheetData>"#);
        let preview = read_workbook(&book(&sheet, "<sst/>", &[]), "файл.xlsx");
        assert_eq!(preview.rows.count(), 0);
        assert_eq!(preview.problems.len(), 1, "{cell}");
        assert_eq!(preview.problems[0].severity, Severity::Refused);
    }
    let empty =
        r#"<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row></sheetData>"#;
    let preview = read_workbook(&book(empty, "<sst/>", &[]), "файл.xlsx");
    assert!(preview.problems[0].refuses_file());
    assert!(preview.problems[1].what.contains("лист не узнан"));
}

#[test]
fn a_shared_text_used_many_times_cannot_fill_the_memory() {
    let text = "я".repeat(16_000);
    let shared = format!("<sst><si><t>{text}</t></si></sst>");
    let mut sheet = String::from("<sheetData>");
    for row in 1..=3000 {
        sheet.push_str(&format!(
            r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#
        ));
    }
    sheet.push_str("</sheetData>");
    assert_refused(&book(&sheet, &shared, &[]), "больше 64 МБ");
}

#[test]
fn a_text_longer_than_a_cell_and_a_giant_tag_are_refused() {
    let text = "я".repeat(70_000);
    assert_refused(&book(&texts(&[&[&text]]), "<sst/>", &[]), "длиннее 32 767");
    // Not of one letter: that would be refused as a bomb.
    let giant: String = (0..300_000).map(|number| format!("{number} ")).collect();
    assert_refused(&book(&texts(&[&[&giant]]), "<sst/>", &[]), "миллиона букв");
}

#[test]
fn a_flood_of_merged_cells_is_refused() {
    let rows: Vec<&[&str]> = vec![&["Класс"]; 100];
    let merged = r#"<mergeCell ref="A1:KN100"/>"#.repeat(200);
    let sheet = format!("{}<mergeCells>{merged}</mergeCells>", texts(&rows));
    assert_refused(&book(&sheet, "<sst/>", &[]), "объединённых ячеек");
}

#[test]
fn a_cell_past_the_numbers_of_the_parser_is_refused_and_lands_in_no_other_row() {
    for place in ["A4294967298", "AAAAAAAAAA2"] {
        let data = texts(&CLASSES).replace("\"A2\"", &format!("\"{place}\""));
        assert!(data.contains(place));
        assert_refused(&book(&data, "<sst/>", &[]), "повреждена");
    }
}
