//! «Сверка»: whether a printed volume still says what the journal says (R134).
//!
//! A volume is known by a code of any page, by its six words, or by the file itself. Reads only.

use crate::api::Verify;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::paper::changed::changed;
use crate::paper::ground::{Frame, Ground};
use crate::paper::kept::kept;
use crate::paper::print::{WORDS, unpack, words};
use crate::paper::{act, closing, local_time, term_ref, time, volume};
use crate::view::paper::{Difference, Verdict, VerifyView};
use crate::view::text::ErrorCode;
use chrono::NaiveDateTime;
use klassny_log::words::recognise;
use klassny_paper::{CodeError, PageCode};
use klassny_store::Store;
use klassny_store::query::EditionHead;
use std::path::Path;

/// What stands before the code in the file's own description.
const MARK: &[u8] = b"<dc:identifier>";
/// Letters of a printed code with its dashes.
const CODE_LENGTH: usize = 24;

/// Whether a printed volume still agrees with the journal.
///
/// # Errors
/// [`ErrorCode::Mistyped`] for what is no code and no six words, [`ErrorCode::NotAVolume`] for an
/// empty file or a folder, what the disk says; an unknown volume is an answer.
pub fn verify(desk: &Desk<'_>, args: &Verify) -> Result<VerifyView> {
    verify_at(desk.store, &args.what, desk.now())
}

/// The same without anybody signed in: a code, six words, or the path of a file.
///
/// # Errors
/// As [`verify`].
pub fn verify_at(store: &Store, what: &str, now: NaiveDateTime) -> Result<VerifyView> {
    let what = what.trim();
    let path = Path::new(what);
    if path.is_dir() {
        return Err(AppError::new(ErrorCode::NotAVolume, "folder"));
    }
    if path.is_file() {
        let bytes = std::fs::read(path)
            .map_err(|error| AppError::new(ErrorCode::FileUnreadable, error.kind().to_string()))?;
        return verify_file(store, &bytes, now);
    }
    let head = match typed(what)? {
        Typed::Code(code) => by_code(store, &code)?,
        Typed::Words(words) => by_words(store, &words)?,
    };
    match head {
        Some(head) => compared(store, &head, now),
        None => Ok(unknown(now)),
    }
}

/// What stands on a page and was typed.
enum Typed {
    Code(PageCode),
    Words(Vec<&'static str>),
}

/// A code or six words of the list; what is neither was typed wrongly, and says nothing of a volume.
fn typed(text: &str) -> Result<Typed> {
    let wrong = |detail: String| AppError::new(ErrorCode::Mistyped, detail);
    let error = match PageCode::parse(text) {
        Ok(code) => return Ok(Typed::Code(code)),
        Err(error) => error,
    };
    let words = recognise(text);
    let looks_like_words = words.len() > 1 && !text.chars().any(|letter| letter.is_ascii_digit());
    if error == CodeError::Check || !looks_like_words {
        return Err(wrong(match error {
            CodeError::Length(letters) => format!("letters {letters}"),
            CodeError::Letter(letter) => format!("letter {letter}"),
            CodeError::Check => "check".to_owned(),
        }));
    }
    if let Some(at) = words.iter().position(Option::is_none) {
        return Err(wrong(format!("word {}", at + 1)));
    }
    match words.len() == WORDS {
        true => Ok(Typed::Words(words.into_iter().flatten().collect())),
        false => Err(wrong(format!("words {}", words.len()))),
    }
}

/// The bytes of a file: those that were printed, or those of a volume that somebody changed.
///
/// # Errors
/// As [`verify`].
pub fn verify_file(store: &Store, bytes: &[u8], now: NaiveDateTime) -> Result<VerifyView> {
    if bytes.is_empty() {
        return Err(AppError::new(ErrorCode::NotAVolume, "empty"));
    }
    let hash = *blake3::hash(bytes).as_bytes();
    let editions = store.read(|read| read.editions())?;
    if let Some(head) = editions.iter().find(|head| head.file_hash == hash) {
        return compared(store, head, now);
    }
    let named = match code_in(bytes) {
        Some(code) => by_code(store, &code)?,
        None => None,
    };
    match named {
        Some(head) => Ok(VerifyView {
            verdict: Verdict::FileChanged,
            ..compared(store, &head, now)?
        }),
        None => Ok(unknown(now)),
    }
}

/// The code that the file's own description names.
fn code_in(bytes: &[u8]) -> Option<PageCode> {
    let at = bytes.windows(MARK.len()).position(|part| part == MARK)?;
    let code = bytes.get(at + MARK.len()..at + MARK.len() + CODE_LENGTH)?;
    PageCode::parse(std::str::from_utf8(code).ok()?).ok()
}

/// The edition that a code of any of its pages names.
fn by_code(store: &Store, code: &PageCode) -> Result<Option<EditionHead>> {
    if !code.is_of_school(store.identity().school.as_bytes()) {
        return Ok(None);
    }
    let editions = store.read(|read| read.editions())?;
    for head in editions {
        if head.edition != code.edition || !code.is_of_volume(head.volume.as_bytes()) {
            continue;
        }
        // A page carries the hash of its own sheet; pages of no sheet that of the whole.
        let edition = store.read(|read| read.edition(head.volume, head.edition))?;
        let sheets = edition.map(|edition| edition.sheet_hashes);
        let mut sheets = sheets.iter().flatten();
        if code.is_of_content(&head.content_hash) || sheets.any(|hash| code.is_of_content(hash)) {
            return Ok(Some(head));
        }
    }
    Ok(None)
}

/// The newest edition that six words stand for.
fn by_words(store: &Store, typed: &[&str]) -> Result<Option<EditionHead>> {
    let editions = store.read(|read| read.editions())?;
    let mut editions = editions.into_iter();
    Ok(editions.rfind(|head| words(&head.content_hash) == typed))
}

fn compared(store: &Store, head: &EditionHead, now: NaiveDateTime) -> Result<VerifyView> {
    let frame = Frame::read(store, head.class, head.term)?;
    let ground = Ground::read(store, frame)?;
    let differences = differences(store, &ground, head)?;
    let closed = closing(store, head.class, head.term)?.is_some();
    let printed = store.read(|read| act(read, head.fact_no))?;
    Ok(VerifyView {
        verdict: match differences.is_empty() {
            true => Verdict::Agrees,
            false => Verdict::Differs,
        },
        class_name: ground.frame.class_name.clone(),
        term: Some(term_ref(&ground.frame.term, now.date(), closed)),
        edition: head.edition,
        printed_on: Some(head.printed_on.to_string()),
        by: printed.map(|act| act.by).unwrap_or_default(),
        checked_at: time(now),
        differences,
    })
}

fn unknown(now: NaiveDateTime) -> VerifyView {
    VerifyView {
        verdict: Verdict::Unknown,
        class_name: String::new(),
        term: None,
        edition: 0,
        printed_on: None,
        by: String::new(),
        checked_at: time(now),
        differences: Vec::new(),
    }
}

/// What an edition says otherwise than the journal says now, cell by cell.
pub(crate) fn differences(
    store: &Store,
    ground: &Ground,
    head: &EditionHead,
) -> Result<Vec<Difference>> {
    let today = volume::fill_from(store, ground)?;
    if klassny_paper::content_hash(&today) == head.content_hash {
        return Ok(Vec::new());
    }
    let edition = store.read(|read| read.edition(head.volume, head.edition))?;
    let content = edition.map(|edition| edition.content).unwrap_or_default();
    let old = unpack(&content)?;
    let kept = kept(store, head)?;
    let sheet_of = |label: &str| {
        let pages = kept.as_ref().map(|kept| kept.pages.as_slice());
        let mut pages = pages.unwrap_or_default().iter();
        let page = pages.find(|page| page.title.starts_with(label));
        page.and_then(|page| page.sheet).unwrap_or(0)
    };
    let found = klassny_paper::differences(&old, &klassny_paper::sheets(&today));
    let offset = ground.frame.rules.entry.offset();
    let lines = found.into_iter().map(|found| {
        let changed = changed(store, (ground, &today), (&found.sheet, &found.key))?;
        let at = changed
            .as_ref()
            .and_then(|act| local_time(act.at_ms, offset));
        Ok(Difference {
            sheet: sheet_of(&found.sheet),
            place: format!("{}, {}", found.sheet, found.key),
            printed: found.old.unwrap_or_default(),
            now: found.new.unwrap_or_default(),
            by: changed.map(|act| act.by).unwrap_or_default(),
            at: at.map(time),
        })
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        match typed(text) {
            Ok(Typed::Code(_)) => "code".to_owned(),
            Ok(Typed::Words(words)) => format!("{} words", words.len()),
            Err(error) => {
                assert_eq!(error.code, ErrorCode::Mistyped);
                error.detail
            }
        }
    }

    #[test]
    fn r134_what_was_typed_wrongly_is_told_from_an_unknown_volume() {
        let hash = [7; 32];
        let place = klassny_paper::Place::Cover;
        let code = PageCode::new(&[1; 16], &[2; 16], 1, place, &hash).unwrap();
        let code = code.to_string();
        assert_eq!(told(&code), "code");
        let last = if code.ends_with('7') { "8" } else { "7" };
        let slip = format!("{}{last}", &code[..code.len() - 1]);
        assert_eq!(told(&slip), "check");
        assert_eq!(told(&code[..code.len() - 1]), "letters 19");
        let list = words(&hash);
        assert_eq!(told(&list.join(" ")), "6 words");
        assert_eq!(told(&list[..5].join(" ")), "words 5");
        let strange = format!("{} ъъъъъ", list[..5].join(" "));
        assert_eq!(told(&strange), "word 6");
        assert!(!told("").is_empty());
    }
}
