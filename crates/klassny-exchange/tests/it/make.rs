//! Workbooks, archives and folders made for a test.

use klassny_exchange::{FolderPreview, WorkbookPreview, read_folder, read_workbook};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Packs parts into an archive.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, packed).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook by hand: the XML of its only sheet, of its shared texts, and further parts.
pub fn book(sheet: &str, shared: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |id: u8, kind: &str, to: &str| {
        format!(r#"<Relationship Id="rId{id}" Type="{RELS}/{kind}" Target="{to}"/>"#)
    };
    let package = relation(1, "officeDocument", "xl/workbook.xml");
    let package = format!(r#"<Relationships xmlns="{PACKAGE}">{package}</Relationships>"#);
    let inner = relation(1, "worksheet", "worksheets/sheet1.xml")
        + &relation(2, "sharedStrings", "sharedStrings.xml");
    let inner = format!(r#"<Relationships xmlns="{PACKAGE}">{inner}</Relationships>"#);
    let workbook = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets><sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let sheet = format!(r#"<worksheet xmlns="{MAIN}">{sheet}</worksheet>"#);
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", inner.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
    ];
    parts.extend(more);
    archive(&parts)
}

/// The XML of a sheet of texts: rows of (column letters, text).
pub fn texts(rows: &[&[&str]]) -> String {
    let mut xml = String::from("<sheetData>");
    for (row, cells) in (1..).zip(rows) {
        xml.push_str(&format!(r#"<row r="{row}">"#));
        for (column, text) in ('A'..).zip(*cells) {
            xml.push_str(&format!(
                r#"<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#
            ));
        }
        xml.push_str("</row>");
    }
    xml + "</sheetData>"
}

/// The rows of classes every kind of test can use.
pub const CLASSES: [&[&str]; 3] = [
    &["Класс", "Численность", "Классный руководитель"],
    &["5А", "28", "Шарова Ярослава Васильевна"],
    &["5Б", "25", "Исмаилова Диана Эльдаровна"],
];

/// Reads a `.csv`.
pub fn csv(text: &str) -> WorkbookPreview {
    read_workbook(text.as_bytes(), "таблица.csv")
}

/// Reads a folder of `.csv` files.
pub fn folder(files: &[(&str, &str)]) -> FolderPreview {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let mut file = std::fs::File::create(folder.path().join(name)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }
    read_folder(folder.path())
}
