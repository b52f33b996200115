//! What a volume states, as bytes that can be hashed, kept and compared years later.
//!
//! Owns the canonical encoding: sheets of `key → value` lines in words people read. It must
//! never depend on layout, on the edition or on who prints when; see [`crate::view::Printing`].

use crate::Error;
use crate::stated;
use crate::view::Volume;
use std::collections::BTreeMap;

/// The first bytes of the encoding; a new shape gets a new number.
const MAGIC: &[u8] = b"klassny volume content 1\n";

/// One sheet of content: a subject, the class list, the absences …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetContent {
    /// The name of the sheet: `Математика`, `Английский язык, 1 группа`.
    pub label: String,
    /// What it states, in the order of the journal; keys are unique, empty values are left out.
    pub lines: Vec<(String, String)>,
    /// BLAKE3 of the label and the lines.
    pub hash: [u8; 32],
}

/// Something two contents state differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The sheet: `Математика`.
    pub sheet: String,
    /// The place in it: `07.10, Дубровский П.`
    pub key: String,
    /// What the old content states; `None` where it states nothing.
    pub old: Option<String>,
    /// What the new content states.
    pub new: Option<String>,
}

/// The canonical bytes of all a volume states.
pub fn canonical(volume: &Volume) -> Vec<u8> {
    encode(&stated::sheets(volume))
}

/// BLAKE3 of [`canonical`]; the words of the fingerprint stand for it.
pub fn content_hash(volume: &Volume) -> [u8; 32] {
    *blake3::hash(&canonical(volume)).as_bytes()
}

/// Writes sheets as bytes: counts and lengths as little-endian `u32`, texts as UTF-8.
fn encode(sheets: &[SheetContent]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    put_count(&mut bytes, sheets.len());
    for sheet in sheets {
        bytes.extend(encode_sheet(&sheet.label, &sheet.lines));
    }
    bytes
}

fn encode_sheet(label: &str, lines: &[(String, String)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_text(&mut bytes, label);
    put_count(&mut bytes, lines.len());
    for (key, value) in lines {
        put_text(&mut bytes, key);
        put_text(&mut bytes, value);
    }
    bytes
}

fn put_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_count(bytes, text.len());
    bytes.extend(text.as_bytes());
}

/// Reads what [`canonical`] wrote.
pub fn decode(bytes: &[u8]) -> Result<Vec<SheetContent>, Error> {
    let mut rest = bytes.strip_prefix(MAGIC).ok_or(Error::Content)?;
    let sheets = take_count(&mut rest)?;
    let sheets = (0..sheets)
        .map(|_| {
            let label = take_text(&mut rest)?;
            let count = take_count(&mut rest)?;
            let lines = (0..count)
                .map(|_| Ok((take_text(&mut rest)?, take_text(&mut rest)?)))
                .collect::<Result<Vec<_>, Error>>()?;
            Ok(sheet_of(label, lines))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    if rest.is_empty() {
        Ok(sheets)
    } else {
        Err(Error::Content)
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8], Error> {
    let (taken, left) = rest.split_at_checked(count).ok_or(Error::Content)?;
    *rest = left;
    Ok(taken)
}

fn take_count(rest: &mut &[u8]) -> Result<usize, Error> {
    let bytes = take(rest, 4)?.try_into().map_err(|_| Error::Content)?;
    usize::try_from(u32::from_le_bytes(bytes)).map_err(|_| Error::Content)
}

fn take_text(rest: &mut &[u8]) -> Result<String, Error> {
    let length = take_count(rest)?;
    String::from_utf8(take(rest, length)?.to_vec()).map_err(|_| Error::Content)
}

/// A sheet with its hash.
pub(crate) fn sheet_of(label: String, lines: Vec<(String, String)>) -> SheetContent {
    let hash = *blake3::hash(&encode_sheet(&label, &lines)).as_bytes();
    SheetContent { label, lines, hash }
}

/// What two contents state differently, in the order of the new one, then what only the old has.
pub fn differences(old: &[SheetContent], new: &[SheetContent]) -> Vec<Difference> {
    let mut found = Vec::new();
    let olds: BTreeMap<&str, &SheetContent> = old
        .iter()
        .map(|sheet| (sheet.label.as_str(), sheet))
        .collect();
    let none = sheet_of(String::new(), Vec::new());
    for sheet in new {
        let before = olds.get(sheet.label.as_str()).copied().unwrap_or(&none);
        if before.hash != sheet.hash {
            compare(&sheet.label, before, sheet, &mut found);
        }
    }
    for sheet in old
        .iter()
        .filter(|sheet| new.iter().all(|other| other.label != sheet.label))
    {
        compare(&sheet.label, sheet, &none, &mut found);
    }
    if found.is_empty() && old != new {
        found.push(order_differs("Том"));
    }
    found
}

fn compare(label: &str, old: &SheetContent, new: &SheetContent, found: &mut Vec<Difference>) {
    let start = found.len();
    let olds: BTreeMap<&str, &str> = old.lines.iter().map(|(k, v)| (&**k, &**v)).collect();
    let news: BTreeMap<&str, &str> = new.lines.iter().map(|(k, v)| (&**k, &**v)).collect();
    let mut put = |key: &str, old: Option<&str>, new: Option<&str>| {
        found.push(Difference {
            sheet: label.to_owned(),
            key: key.to_owned(),
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
        });
    };
    for (key, value) in &new.lines {
        let before = olds.get(key.as_str()).copied();
        if before != Some(value.as_str()) {
            put(key, before, Some(value));
        }
    }
    for (key, value) in old
        .lines
        .iter()
        .filter(|(key, _)| !news.contains_key(key.as_str()))
    {
        put(key, Some(value), None);
    }
    if found.len() == start {
        found.push(order_differs(label));
    }
}

fn order_differs(sheet: &str) -> Difference {
    Difference {
        sheet: sheet.to_owned(),
        key: "порядок строк".to_owned(),
        old: None,
        new: None,
    }
}
