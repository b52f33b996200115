//! The gate before any parser: what a file is, and whether it is safe to open.
//!
//! Every entry of a workbook is inflated here once and its bytes are counted as they come; the
//! sizes an archive declares are never believed. It must run before calamine sees a file, and
//! must refuse with words a clerk understands.

use crate::problem::Words;
use std::collections::HashSet;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes of the file itself.
pub(crate) const MAX_FILE: usize = 64 * 1024 * 1024;
/// Entries of an archive.
const MAX_ENTRIES: usize = 2_000;
/// Bytes of all entries, inflated.
const MAX_INFLATED: u64 = 200 * 1024 * 1024;
/// Inflated bytes per packed byte, for entries beyond `RATIO_FROM`.
const MAX_RATIO: u64 = 100;
const RATIO_FROM: u64 = 1024 * 1024;
/// Bytes of the table of shared texts, which calamine holds whole.
const MAX_SHARED: u64 = 64 * 1024 * 1024;
/// Bytes between two tags: a cell's longest text with every letter escaped is far less.
const MAX_NODE: usize = 1024 * 1024;
/// Digits of a number that a parser may take as the length of a list.
const MAX_INDEX_DIGITS: usize = 6;

/// What a file turned out to be.
#[derive(Debug, PartialEq)]
pub(crate) enum Kind {
    /// A workbook that passed every check.
    Workbook(Workbook),
    /// Text: a `.csv`.
    Text,
}

/// What the gate noticed in a workbook.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Workbook {
    /// Some sheet has merged cells.
    pub has_merged: bool,
}

/// Checks the bytes of a file and says what it is, or why it is refused.
pub(crate) fn inspect(bytes: &[u8]) -> Result<Kind, Words> {
    if bytes.is_empty() {
        return refuse(
            "файл пуст",
            "сохраните таблицу ещё раз и возьмите новый файл",
        );
    }
    if bytes.len() > MAX_FILE {
        return refuse(
            "файл больше 64 МБ",
            "разделите таблицу на части или удалите из неё картинки",
        );
    }
    if bytes.starts_with(b"PK") {
        return archive(bytes).map(Kind::Workbook);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(compound(bytes));
    }
    if let Some(name) = foreign(bytes) {
        return refuse(
            format!("это не таблица, а {name}"),
            "возьмите файл .xlsx или .csv",
        );
    }
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if !utf16 && bytes.contains(&0) {
        return refuse(
            "файл неизвестного вида: это не .xlsx и не текст",
            "возьмите файл .xlsx или .csv",
        );
    }
    Ok(Kind::Text)
}

fn refuse<T>(what: impl Into<String>, what_to_do: &str) -> Result<T, Words> {
    Err(Words::new(what, what_to_do))
}

fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let signs: [(&[u8], &str); 9] = [
        (b"\x89PNG", "картинка PNG"),
        (b"\xff\xd8\xff", "фотография JPEG"),
        (b"GIF8", "картинка GIF"),
        (b"%PDF", "документ PDF"),
        (b"{\\rtf", "документ RTF"),
        (b"Rar!", "архив RAR"),
        (b"7z\xbc\xaf", "архив 7z"),
        (b"\x1f\x8b", "архив GZ"),
        (b"MZ", "программа"),
    ];
    let markup = bytes.iter().copied().find(|b| !b.is_ascii_whitespace()) == Some(b'<');
    let sign = signs.iter().find(|(sign, _)| bytes.starts_with(sign));
    let name = sign.map(|(_, name)| *name);
    name.or_else(|| markup.then_some("страница или документ XML"))
}

/// An old binary container: a workbook under a password, or `.xls`.
fn compound(bytes: &[u8]) -> Words {
    let wide = |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let encrypted = wide("EncryptedPackage");
    if bytes
        .windows(encrypted.len())
        .any(|window| window == encrypted)
    {
        return password();
    }
    Words::new(
        "это файл старого вида (.xls, .doc)",
        "откройте его в табличном редакторе и сохраните как «Книга Excel (.xlsx)»",
    )
}

fn password() -> Words {
    Words::new(
        "файл закрыт паролем",
        "откройте его в табличном редакторе, снимите пароль и сохраните снова",
    )
}

fn broken(how: impl std::fmt::Display) -> Words {
    Words::new(
        format!("файл повреждён или обрывается на середине ({how})"),
        "скопируйте файл заново или сохраните таблицу ещё раз",
    )
}

fn too_big(how: &str) -> Words {
    Words::new(
        format!("файл непомерно велик: {how}"),
        "проверьте, тот ли это файл; сохраните таблицу заново без лишних листов и картинок",
    )
}

fn archive(bytes: &[u8]) -> Result<Workbook, Words> {
    let entries = bytes.windows(4).filter(|window| window == b"PK\x01\x02");
    if entries.take(MAX_ENTRIES + 1).count() > MAX_ENTRIES {
        return Err(too_big("в архиве больше 2000 частей"));
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if zip.len() > MAX_ENTRIES {
        return Err(too_big("в архиве больше 2000 частей"));
    }
    let mut total = Counted {
        bytes: 0,
        of_file: bytes.len() as u64,
    };
    let mut names = HashSet::new();
    let mut workbook = Workbook::default();
    for at in 0..zip.len() {
        if zip.by_index_data(at).map_err(broken)?.encrypted() {
            return Err(password());
        }
        let entry = zip.by_index(at).map_err(broken)?;
        let name = entry
            .name()
            .map_err(broken)?
            .replace('\\', "/")
            .to_lowercase();
        let part = total.inflate(entry, &name)?;
        if name.ends_with(".xml") || name.ends_with(".rels") {
            part_is_safe(&name, &part)?;
            let merged = memory_has(&part, "mergeCell");
            workbook.has_merged |= name.contains("worksheets/") && merged;
        }
        if !names.insert(name) {
            return Err(broken("две части с одним именем"));
        }
    }
    known(&names).map(|()| workbook)
}

fn memory_has(part: &[u8], word: &str) -> bool {
    std::str::from_utf8(part).is_ok_and(|text| text.contains(word))
}

/// Tells a workbook from the other archives.
fn known(names: &HashSet<String>) -> Result<(), Words> {
    let has = |name: &str| names.contains(name);
    let foreign = match () {
        () if has("xl/workbook.xml") => return Ok(()),
        () if has("xl/workbook.bin") => "книга вида .xlsb",
        () if has("word/document.xml") => "документ Word",
        () if has("ppt/presentation.xml") => "презентация",
        () if has("content.xml") && has("mimetype") => "документ LibreOffice (.ods, .odt)",
        () => "архив без таблицы внутри",
    };
    refuse(
        format!("это не книга .xlsx, а {foreign}"),
        "откройте файл в табличном редакторе и сохраните как «Книга Excel (.xlsx)»",
    )
}

/// The bytes that came out of the archive so far.
struct Counted {
    bytes: u64,
    of_file: u64,
}

impl Counted {
    /// Inflates one entry, counting; keeps the bytes of the parts that are looked into.
    fn inflate<R: Read>(
        &mut self,
        mut entry: zip::read::ZipFile<'_, R>,
        name: &str,
    ) -> Result<Vec<u8>, Words> {
        let packed = entry.compressed_size().min(self.of_file);
        let declared = entry.size();
        let keep = name.ends_with(".xml") || name.ends_with(".rels");
        let shared = name.ends_with("sharedstrings.xml");
        let mut part = Vec::new();
        let mut counted: u64 = 0;
        let mut chunk = [0; 64 * 1024];
        loop {
            let read = entry.read(&mut chunk).map_err(broken)?;
            let Some(bytes) = chunk.get(..read).filter(|bytes| !bytes.is_empty()) else {
                break;
            };
            counted += bytes.len() as u64;
            self.bytes += bytes.len() as u64;
            if self.bytes > MAX_INFLATED {
                return Err(too_big("распакованным он занял бы больше 200 МБ"));
            }
            if counted > RATIO_FROM && counted > packed.saturating_mul(MAX_RATIO) {
                return Err(too_big("часть файла сжата более чем в 100 раз"));
            }
            if shared && counted > MAX_SHARED {
                return Err(too_big("тексты ячеек занимают больше 64 МБ"));
            }
            if keep {
                part.extend_from_slice(bytes);
            }
        }
        if counted != declared {
            return Err(broken("размер части не тот, что заявлен"));
        }
        Ok(part)
    }
}

/// Looks through the tags of an XML part for what could trick or exhaust a parser.
fn part_is_safe(name: &str, part: &[u8]) -> Result<(), Words> {
    let text = std::str::from_utf8(part).map_err(|_| broken("текст не в UTF-8"))?;
    let is_sheet = name.contains("worksheets/");
    for tag in text.split('<') {
        if tag.len() > MAX_NODE {
            return Err(too_big("в ячейке больше миллиона букв"));
        }
        if tag.starts_with('!') && !tag.starts_with("!--") && !tag.starts_with("![CDATA[") {
            return refuse(
                "в файле есть описание сущностей XML, так таблицы не сохраняют",
                "сохраните таблицу заново в табличном редакторе; не открывайте файл, если он от чужих",
            );
        }
        if is_sheet && is_tag(tag, "f") && has_long_number(tag, "si") {
            return Err(broken("номер общей формулы невозможен"));
        }
        if is_tag(tag, "sst") && has_long_number(tag, "uniqueCount") {
            return Err(broken("число текстов невозможно"));
        }
    }
    Ok(())
}

/// Whether the tag has this name, with any prefix.
fn is_tag(tag: &str, name: &str) -> bool {
    let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/');
    let full = end.and_then(|end| tag.get(..end)).unwrap_or(tag);
    full.rsplit(':').next() == Some(name)
}

/// Whether a number after an attribute's name is longer than any list may be.
fn has_long_number(tag: &str, attribute: &str) -> bool {
    tag.match_indices(attribute).any(|(at, found)| {
        let rest = tag.get(at + found.len()..).unwrap_or_default();
        let value = rest.trim_start_matches([' ', '\t', '\n', '\r', '=', '"', '\'', '+', '0']);
        value.chars().take_while(char::is_ascii_digit).count() > MAX_INDEX_DIGITS
    })
}
