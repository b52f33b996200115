//! Files of homework (R27): which may be attached, how many, and under which names.
//!
//! Pure: bytes come in as an argument. The program never opens a file of homework; it is only
//! saved, so everything here keeps what is saved from being a program, or from being named like one.

use crate::lesson::LessonPlace;
use crate::refusal::Refusal;

/// A file attached to the homework of a lesson, or taken from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeworkFile {
    /// The lesson at which the homework was given.
    pub place: LessonPlace,
    /// BLAKE3 of the file as people see it: one file is attached once.
    pub content: [u8; 32],
    /// BLAKE3 of its encrypted bytes: under which name they stand on the share.
    pub blob: [u8; 32],
    /// Its name for people; cleaned again wherever it is used.
    pub name: String,
    /// Its length, bytes.
    pub len: u32,
    /// `false` takes it from the homework.
    pub attached: bool,
}

impl HomeworkFile {
    /// The longest file, bytes.
    pub const LEN_MAX: u32 = 10 * 1024 * 1024;
    /// The most files of one homework.
    pub const COUNT_MAX: usize = 10;
}

/// The longest name, characters.
const NAME_MAX: usize = 100;
/// The longest name, bytes: file systems count them.
const NAME_BYTES_MAX: usize = 200;
/// A file whose name says nothing.
const NAMELESS: &str = "файл";
/// The longest ending that is one.
const ENDING_MAX: usize = 5;

/// The endings that may be attached, for the dialog that chooses a file.
pub const ENDINGS: [&str; 13] = [
    "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "png", "jpg", "jpeg", "gif", "webp",
];
/// Documents that may hold programs which nobody sees: another form of the same document is asked.
const OLD_DOCUMENTS: [&str; 13] = [
    "doc", "dot", "docm", "dotm", "xls", "xlsm", "xlsb", "xltm", "ppt", "pptm", "potm", "ppsm",
    "rtf",
];
/// What stands in the clear in an office document that holds a program or another file.
const PROGRAM_PARTS: [&str; 7] = [
    "vbaproject",
    "macrosheets/",
    "activex/",
    "oleobject",
    "script-lc.xml",
    "script-lb.xml",
    "scripts/",
];
/// Names that mean devices to Windows, whatever their ending.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// The ending of a name in lower case, without the dot; empty for none.
pub fn ending(name: &str) -> String {
    let (_, ending) = split(name);
    ending.to_lowercase()
}

/// Checks what a person is about to attach, and gives the name it will have.
///
/// # Errors
/// The refusal that says what is wrong with the file.
pub fn check(name: &str, bytes: &[u8]) -> Result<String, Refusal> {
    let name = clean_name(name);
    let ending = ending(&name);
    if bytes.is_empty() {
        return Err(Refusal::FileEmpty);
    }
    fits(bytes.len() as u64)?;
    if OLD_DOCUMENTS.contains(&ending.as_str()) {
        return Err(Refusal::FileMayHoldPrograms { ending });
    }
    if !ENDINGS.contains(&ending.as_str()) {
        return Err(Refusal::FileKindNotAllowed { ending });
    }
    if !is_what_it_says(&ending, bytes) {
        return Err(Refusal::FileNotWhatItSays { ending });
    }
    if is_package(bytes) && PROGRAM_PARTS.iter().any(|part| holds(bytes, part)) {
        return Err(Refusal::FileMayHoldPrograms { ending });
    }
    Ok(name)
}

/// Refuses a length beyond the limit: asked before a file is read.
///
/// # Errors
/// [`Refusal::FileTooLarge`].
pub fn fits(len: u64) -> Result<(), Refusal> {
    match len > u64::from(HomeworkFile::LEN_MAX) {
        true => Err(Refusal::FileTooLarge {
            megabytes: HomeworkFile::LEN_MAX / (1024 * 1024),
        }),
        false => Ok(()),
    }
}

/// A name that is one file in one folder on every system: no path, nothing invisible, no device.
///
/// Cleaning a clean name changes nothing.
pub fn clean_name(given: &str) -> String {
    let mut name = cleaned(given);
    // A long name that is cut may end in what looks like an ending.
    loop {
        let again = cleaned(&name);
        if again == name {
            return name;
        }
        name = again;
    }
}

fn cleaned(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen = last.chars().filter_map(|letter| match letter {
        letter if letter.is_whitespace() => Some(' '),
        letter if is_unseen(letter) => None,
        '<' | '>' | ':' | '"' | '|' | '?' | '*' => Some('_'),
        letter => Some(letter),
    });
    let seen: String = seen.collect();
    let words: Vec<&str> = seen.split(' ').filter(|word| !word.is_empty()).collect();
    let seen = words.join(" ");
    let (stem, ending) = split(seen.trim_end_matches(['.', ' ']));
    let mut stem = trimmed(stem).to_owned();
    if stem.is_empty() {
        NAMELESS.clone_into(&mut stem);
    }
    if is_device(&stem) {
        stem.insert(0, '_');
    }
    let dotted = match ending {
        "" => String::new(),
        ending => format!(".{ending}"),
    };
    while stem.chars().count() + dotted.chars().count() > NAME_MAX
        || stem.len() + dotted.len() > NAME_BYTES_MAX
    {
        stem.pop();
    }
    format!("{}{dotted}", trimmed(&stem))
}

/// The name before its ending, and the ending.
fn split(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, ending))
            if (1..=ENDING_MAX).contains(&ending.len())
                && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            (stem, ending)
        }
        Some(_) | None => (name, ""),
    }
}

fn trimmed(stem: &str) -> &str {
    stem.trim_matches(['.', ' '])
}

/// Control characters, and those that turn the direction of writing or show nothing.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Windows means a device by such a name with any ending behind its first dot.
fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default();
    let first = first.trim_end_matches(' ').to_uppercase();
    let numbered = first
        .strip_prefix("COM")
        .or_else(|| first.strip_prefix("LPT"));
    let one = numbered.map(|rest| rest.chars().collect::<Vec<char>>());
    DEVICES.contains(&first.as_str())
        || matches!(one.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
}

/// Whether the first bytes are of the kind that the ending names.
fn is_what_it_says(ending: &str, bytes: &[u8]) -> bool {
    let office =
        |folder| is_package(bytes) && holds(bytes, "[content_types].xml") && holds(bytes, folder);
    let open = |kind: &str| {
        let said = format!("mimetypeapplication/vnd.oasis.opendocument.{kind}");
        is_package(bytes)
            && bytes
                .get(30..)
                .is_some_and(|rest| rest.starts_with(said.as_bytes()))
    };
    match ending {
        "pdf" => bytes.starts_with(b"%PDF-"),
        "docx" => office("word/"),
        "xlsx" => office("xl/"),
        "pptx" => office("ppt/"),
        "odt" => open("text"),
        "ods" => open("spreadsheet"),
        "odp" => open("presentation"),
        "png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "jpg" | "jpeg" => bytes.starts_with(b"\xff\xd8\xff"),
        "gif" => bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
        "webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        "txt" => is_text(bytes),
        _ => false,
    }
}

/// Office documents are archives of the ZIP form.
fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Text in any encoding of one byte or UTF-8: nothing but letters, blanks and ends of lines.
fn is_text(bytes: &[u8]) -> bool {
    let program = bytes.starts_with(b"MZ") || bytes.starts_with(b"#!");
    let fine =
        |byte: &u8| *byte >= 0x20 && *byte != 0x7f || matches!(byte, b'\t' | b'\r' | b'\n' | 0x0c);
    !program && bytes.iter().all(fine)
}

/// Whether bytes hold a word, whatever the case of its letters. Names of parts stand uncompressed
/// in an archive.
fn holds(bytes: &[u8], word: &str) -> bool {
    let word = word.as_bytes();
    let Some(first) = word.first() else {
        return true;
    };
    let pair = [first.to_ascii_lowercase(), first.to_ascii_uppercase()];
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| pair.contains(byte)) {
        rest = rest.get(at..).unwrap_or_default();
        let here = rest.get(..word.len());
        if here.is_some_and(|here| here.eq_ignore_ascii_case(word)) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests;
