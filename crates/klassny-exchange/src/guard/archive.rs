//! The archive of a workbook: inflated once, counted, looked through, packed again.
//!
//! The sizes an archive declares are never believed: bytes are counted as they come. Only parts
//! that passed go into the new archive, so the parser cannot be led to one that did not.

use super::{Workbook, broken, password, refuse, too_big};
use crate::problem::Words;
use std::collections::HashSet;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Entries of an archive.
const MAX_ENTRIES: usize = 2_000;
/// Bytes of all entries, inflated.
const MAX_INFLATED: u64 = 200 * 1024 * 1024;
/// Inflated bytes per packed byte, for entries beyond `RATIO_FROM`.
const MAX_RATIO: u64 = 100;
const RATIO_FROM: u64 = 1024 * 1024;
/// Bytes of the table of shared texts, which the parser holds whole.
const MAX_SHARED: u64 = 64 * 1024 * 1024;
/// Bytes between two tags: a cell's longest text with every letter escaped is far less.
const MAX_NODE: usize = 1024 * 1024;
/// Digits of a number that a parser may take as the length of a list.
const MAX_INDEX_DIGITS: usize = 6;

/// Checks an archive and packs what a parser may see.
pub(super) fn open(bytes: &[u8]) -> Result<Workbook, Words> {
    let entries = bytes.windows(4).filter(|window| window == b"PK\x01\x02");
    if entries.take(MAX_ENTRIES + 1).count() > MAX_ENTRIES {
        return Err(too_big("в архиве больше 2000 частей"));
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut checked = ZipWriter::new(Cursor::new(Vec::new()));
    let mut total = Counted {
        bytes: 0,
        of_file: bytes.len() as u64,
    };
    let mut names = HashSet::new();
    let mut has_merged = false;
    for at in 0..zip.len() {
        if zip.by_index_data(at).map_err(broken)?.encrypted() {
            return Err(password());
        }
        let entry = zip.by_index(at).map_err(broken)?;
        let name = entry.name().map_err(broken)?.replace('\\', "/");
        let lower = name.to_lowercase();
        let part = total.inflate(entry, &lower)?;
        if is_parsed(&lower) {
            has_merged |= look_through(&part)?;
            put(&mut checked, &name, &part).map_err(broken)?;
        }
        if !names.insert(lower) {
            return Err(broken("две части с одним именем"));
        }
    }
    known(&names)?;
    let bytes = checked.finish().map_err(broken)?.into_inner();
    Ok(Workbook { bytes, has_merged })
}

/// Whether the parser reads parts of this name.
fn is_parsed(name: &str) -> bool {
    let place = ["xl/", "_rels/"]
        .iter()
        .any(|start| name.starts_with(start));
    let markup = name.ends_with(".xml") || name.ends_with(".rels");
    name == "[content_types].xml" || (place && markup)
}

fn put(
    checked: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    part: &[u8],
) -> zip::result::ZipResult<()> {
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    checked.start_file(name, plain)?;
    checked.write_all(part)?;
    Ok(())
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
        let keep = is_parsed(name);
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

/// Looks through the tags of a part for what could trick or exhaust a parser, and says whether it
/// merges cells.
fn look_through(part: &[u8]) -> Result<bool, Words> {
    let text = std::str::from_utf8(part).map_err(|_| broken("текст не в UTF-8"))?;
    let mut merges = false;
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
        match local_name(tag) {
            "?xml" if !is_utf8(tag) => return Err(broken("текст не в UTF-8")),
            "f" if has_long_number(tag, "si") => {
                return Err(broken("номер общей формулы невозможен"));
            }
            "sst" if has_long_number(tag, "uniqueCount") => {
                return Err(broken("число текстов невозможно"));
            }
            "mergeCell" => merges = true,
            _ => {}
        }
    }
    Ok(merges)
}

/// Whether the declaration of a part names UTF-8 or no encoding.
fn is_utf8(declaration: &str) -> bool {
    let lower = declaration.to_lowercase();
    !lower.contains("encoding") || lower.contains("utf-8") || lower.contains("utf8")
}

/// The name of a tag without its prefix.
fn local_name(tag: &str) -> &str {
    let end = tag.find([' ', '>', '/', '\t', '\n', '\r']);
    let full = end.and_then(|end| tag.get(..end)).unwrap_or(tag);
    full.rsplit(':').next().unwrap_or(full)
}

/// Whether a number after an attribute's name is longer than any list may be.
fn has_long_number(tag: &str, attribute: &str) -> bool {
    tag.match_indices(attribute).any(|(at, found)| {
        let rest = tag.get(at + found.len()..).unwrap_or_default();
        let value = rest.trim_start_matches([' ', '\t', '\n', '\r', '=', '"', '\'', '+', '0']);
        value.chars().take_while(char::is_ascii_digit).count() > MAX_INDEX_DIGITS
    })
}
