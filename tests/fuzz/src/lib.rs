//! Everything that reads bytes of strangers, one function each: it must answer, and never panic.
//!
//! `cargo xtask fuzz` gives these functions to libFuzzer; `tests/corpus.rs` runs them in every test
//! run on the committed corpus and on seeded mutations of it. What is accepted must be written and
//! read again to the same meaning.

use klassny_domain::homework_file;
use klassny_domain::ids::SchoolId;
use klassny_exchange::{Severity, WorkbookPreview, read_workbook};
use klassny_log::join::JoinRequest;
use klassny_log::{
    BlobHeader, CompartmentKey, Envelope, FactOrUnknown, Header, Identity, open_blob, seal_blob,
};
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A function that takes the bytes of a stranger.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Target); 12] = [
    ("segment", segment),
    ("header", header),
    ("op", op),
    ("pack", pack),
    ("blob", blob),
    ("attachment", attachment),
    ("join_request", join_request),
    ("certificate", certificate),
    ("identity", identity),
    ("xlsx", xlsx),
    ("csv", csv),
    ("zip", zip),
];

/// The school and the key of the golden files.
pub const SCHOOL: SchoolId = SchoolId::from_bytes([9; 16]);
const SECRET: [u8; 32] = [4; 32];

/// The longest input of a spreadsheet's target, bytes: a greater one only takes longer.
pub const SHEET_MAX: usize = 256 * 1024;
/// The most rows that so little input may become.
const ROWS_MAX: usize = 2 * SHEET_MAX;

/// A file under the name of a segment, read as a receiver reads it.
pub fn segment(bytes: &[u8]) {
    let Ok(envelope) = Envelope::parse(bytes) else {
        return;
    };
    assert!(bytes.len() <= klassny_log::FILE_MAX && envelope.bytes() == bytes);
    let Some(key) = envelope.header().sign_key else {
        return;
    };
    let school = envelope.header().school;
    let Ok(verified) = envelope.verify(school, &key) else {
        return;
    };
    let Ok(ops) = verified.open(&CompartmentKey::from_bytes(SECRET)) else {
        return;
    };
    assert_eq!(ops.len(), verified.header().n_ops as usize);
    for read in ops {
        if let FactOrUnknown::Unknown(unknown) = read {
            assert!(unknown.bytes.len() <= klassny_log::CONTENT_MAX);
        }
    }
}

/// The clear header of a segment.
pub fn header(bytes: &[u8]) {
    if bytes.len() > klassny_log::HEADER_MAX {
        return;
    }
    let Ok(header) = Header::decode(bytes) else {
        return;
    };
    let again = header.encode().expect("what was read can be written");
    assert_eq!(Header::decode(&again), Ok(header));
}

/// One op of a segment.
pub fn op(bytes: &[u8]) {
    if bytes.len() > klassny_log::CONTENT_MAX {
        return;
    }
    // Reads any bytes, and keeps what it does not understand.
    let kept = FactOrUnknown::read(bytes, [7; 16], 3);
    let Ok(op) = klassny_log::decode_fact(bytes) else {
        assert!(matches!(kept, FactOrUnknown::Unknown(_)));
        return;
    };
    let again = klassny_log::encode_fact(&op).expect("what was read can be written");
    assert_eq!(klassny_log::decode_fact(&again), Ok(op));
}

/// A file of `join/` that asks to be let in.
pub fn join_request(bytes: &[u8]) {
    let Ok(request) = JoinRequest::parse(bytes) else {
        return;
    };
    assert!(bytes.len() <= klassny_log::join::REQUEST_MAX);
    assert_eq!(request.words(SCHOOL, &[1; 32]).len(), 6);
    let again = request.encode().expect("what was read can be written");
    assert_eq!(JoinRequest::parse(&again), Ok(request));
}

/// The certificate in the first segment of an administrator.
pub fn certificate(bytes: &[u8]) {
    let Ok(seat) = klassny_log::decode_certificate(bytes) else {
        return;
    };
    assert!(klassny_log::verify_voucher(SCHOOL, &seat, &[5; 32]).is_err());
    let again = klassny_log::encode_certificate(&seat).expect("what was read can be written");
    assert_eq!(klassny_log::decode_certificate(&again), Ok(seat));
}

/// A file under the name of a pack.
pub fn pack(bytes: &[u8]) {
    let Ok(parts) = klassny_log::split_pack(bytes) else {
        return;
    };
    assert!(bytes.len() <= klassny_log::PACK_MAX && parts.len() <= klassny_log::SHARD as usize);
    assert_eq!(parts.concat(), bytes);
    for part in parts {
        assert!(part.len() <= klassny_log::FILE_MAX);
        segment(part);
    }
}

/// A file under the name of a file of homework.
pub fn blob(bytes: &[u8]) {
    let key = CompartmentKey::from_bytes(SECRET);
    let Ok(header) = BlobHeader::parse(bytes) else {
        assert!(open_blob(bytes, SCHOOL, &key).is_err());
        return;
    };
    assert!(bytes.len() <= klassny_log::BLOB_MAX);
    if let Ok(file) = open_blob(bytes, header.school, &key) {
        // One file under one key is one blob.
        let again = seal_blob(&header, &key, &file).expect("what was read can be written");
        assert_eq!(again.bytes, bytes);
    }
}

/// A file that is attached: its name up to the first end of a line, then its bytes.
pub fn attachment(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (name, file) = bytes.split_at(end.unwrap_or(bytes.len()));
    let name = String::from_utf8_lossy(name);
    let clean = homework_file::clean_name(&name);
    assert_eq!(homework_file::clean_name(&clean), clean);
    assert!(!clean.is_empty() && !clean.contains(['/', '\\', '\0', ':']));
    if let Ok(name) = homework_file::check(&name, file.get(1..).unwrap_or_default()) {
        assert_eq!(name, clean);
        assert!(homework_file::ENDINGS.contains(&homework_file::ending(&name).as_str()));
    }
}

/// The identity file of a share, and the same bytes as a name below its root.
pub fn identity(bytes: &[u8]) {
    if let Some(identity) = Identity::parse(bytes) {
        assert!(bytes.len() <= klassny_log::IDENTITY_MAX);
        assert_eq!(Identity::parse(&identity.encode()), Some(identity));
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    use klassny_log::name::{BeaconName, BlobName, JoinName, SegmentName, TempName};
    // A name has one spelling: what is read is written to the same text.
    let names = [
        SegmentName::parse(text).map(|name| name.to_string()),
        BeaconName::parse(text).map(|name| name.to_string()),
        BlobName::parse(text).map(|name| name.to_string()),
        JoinName::parse(text).map(|name| name.to_string()),
        TempName::parse(text).map(|name| name.to_string()),
    ];
    for name in names.into_iter().flatten() {
        assert_eq!(name, text);
    }
}

/// The XML of a sheet, in a workbook that is well made but for it.
pub fn xlsx(bytes: &[u8]) {
    if bytes.len() <= SHEET_MAX {
        check(&read_workbook(&book(bytes), "файл.xlsx"));
    }
}

/// A table of text.
pub fn csv(bytes: &[u8]) {
    // An archive is the work of `zip`.
    if bytes.len() <= SHEET_MAX && !bytes.starts_with(b"PK") {
        check(&read_workbook(bytes, "файл.csv"));
    }
}

/// Lets the fuzzer's hook pass over panics of calamine: the reader of workbooks catches them and
/// refuses the file.
pub fn forgive_calamine() {
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location();
        if !place.is_some_and(|at| at.file().contains("calamine-")) {
            abort(panic);
        }
    }));
}

/// The archive of a workbook.
pub fn zip(bytes: &[u8]) {
    if bytes.len() <= SHEET_MAX {
        check(&read_workbook(bytes, "файл.xlsx"));
    }
}

/// A file gives rows or says why not; so little cannot become much.
fn check(preview: &WorkbookPreview) {
    let refused = |severity| severity == Severity::Refused;
    let all_refused = preview.problems.iter().any(|one| refused(one.severity));
    assert!(preview.rows.count() <= ROWS_MAX);
    assert!(
        preview.rows.count() > 0 || !preview.sheets.is_empty() || all_refused,
        "nothing read and nothing said"
    );
    for problem in &preview.problems {
        assert!(!problem.what.is_empty() && !problem.what_to_do.is_empty());
    }
}

/// A workbook of one sheet, its parts not compressed: a mutation reaches the parser of sheets.
pub fn book(sheet: &[u8]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |id: u8, kind: &str, to: &str| {
        format!(r#"<Relationship Id="rId{id}" Type="{RELS}/{kind}" Target="{to}"/>"#)
    };
    let relations =
        |inside: String| format!(r#"<Relationships xmlns="{PACKAGE}">{inside}</Relationships>"#);
    let workbook = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets><sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let package = relations(relation(1, "officeDocument", "xl/workbook.xml"));
    let inner = relations(
        relation(1, "worksheet", "worksheets/sheet1.xml")
            + &relation(2, "sharedStrings", "sharedStrings.xml"),
    );
    let open = format!(r#"<worksheet xmlns="{MAIN}">"#);
    let sheet = [open.as_bytes(), sheet, b"</worksheet>"].concat();
    let parts: [(&str, &[u8]); 6] = [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", inner.as_bytes()),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", b"<sst></sst>"),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(name, options).expect("a part");
        zip.write_all(bytes).expect("a part");
    }
    zip.finish().expect("an archive").into_inner()
}
