//! The gate before any parser: what a file is, and whether it is safe to open.
//!
//! It must run before calamine sees a file, must hand on only what it has looked through, and must
//! refuse with words a clerk understands.

mod archive;

use crate::problem::Words;

/// Bytes of the file itself.
pub(crate) const MAX_FILE: usize = 64 * 1024 * 1024;

/// What a file turned out to be.
#[derive(Debug, PartialEq)]
pub(crate) enum Kind {
    /// A workbook that passed every check.
    Workbook(Workbook),
    /// Text: a `.csv`.
    Text,
}

/// A workbook that may be parsed.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Workbook {
    /// The checked parts alone, packed again without compression.
    pub bytes: Vec<u8>,
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
        return archive::open(bytes).map(Kind::Workbook);
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
