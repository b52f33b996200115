//! Files of homework (R27): attached, listed, saved as a copy, taken back. Never opened.
//!
//! Rules are the domain's; here a file is read whole before it is checked, encrypted before it is
//! kept, and kept before the fact that names it is stated. Its name is personal data: it stands in
//! facts and views alone, in no line of the log and in no error.

use crate::api::{AttachFile, FileArgs, FileSource, LessonArgs, SaveFile};
use crate::app::App;
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::journal::may_read;
use crate::spread::frame::{Frame, Which};
use crate::spread::gate::Gate;
use crate::spread::tips::Seats;
use crate::spread::words::parse_place;
use crate::spread::{Touched, known_lesson, saved};
use crate::view::lesson::{FileLine, FileSaved, FileState, FilesSaved, FilesView};
use crate::view::text::ErrorCode;
use crate::workstation::Workstation;
use klassny_domain::change::Change;
use klassny_domain::homework_file::{self, ENDINGS, HomeworkFile};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::norm::Entry;
use klassny_domain::refusal::Refusal;
use klassny_keys::file;
use klassny_log::{BLOB_FRAME, BlobError, BlobHeader, kill_point, open_blob, seal_blob};
use klassny_share::blob::fetch_blob;
use klassny_share::replica::WantedBlob;
use klassny_store::query::Stamp;
use klassny_store::{BlobPlace, NewFact, Saved, Standing};
use std::io;
use std::path::{Path, PathBuf};

/// How many names are tried where a file of the name is there already.
const COPIES_MAX: u32 = 99;

/// The files of a lesson's homework.
///
/// # Errors
/// Where there is no such lesson, or the person may not read it.
pub fn homework_files(
    desk: &Desk<'_>,
    workstation: &Workstation,
    args: &LessonArgs,
) -> Result<FilesView> {
    let place = parse_place(&args.place)?;
    let frame = Frame::read(desk, place.group, &Which::Of(place.date))?;
    may_read(desk, &frame.card)?;
    known_lesson(&frame, place)?;
    view(&frame, workstation, place)
}

/// Attaches a file to the homework of a lesson.
///
/// # Errors
/// The refusal of a rule; nothing is kept then.
pub fn attach_file(
    desk: &Desk<'_>,
    workstation: &Workstation,
    args: &AttachFile,
) -> Result<FilesSaved> {
    let place = parse_place(&args.place)?;
    let frame = Frame::read(desk, place.group, &Which::Of(place.date))?;
    known_lesson(&frame, place)?;
    // Asked before anything is read: the rights do not depend on which file it is.
    may_change(&frame, &of_nothing(place))?;
    let (name, bytes) = read_source(&args.source)?;
    let name = homework_file::check(&name, &bytes)?;
    let content = *blake3::hash(&bytes).as_bytes();
    let standing = desk.store.read(|read| read.homework_files(place))?;
    if standing.iter().any(|file| file.value.content == content) {
        return Err(Refusal::FileAttachedAlready.into());
    }
    if standing.len() >= HomeworkFile::COUNT_MAX {
        return Err(Refusal::TooManyFiles {
            most: HomeworkFile::COUNT_MAX,
        }
        .into());
    }
    let blob = keep(desk, workstation, &bytes)?;
    let stated = desk.commit(vec![NewFact::from(Change::HomeworkFile(HomeworkFile {
        place,
        content,
        blob,
        name,
        len: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        attached: true,
    }))]);
    kill_point("attach.stated");
    stated?;
    workstation.note_files();
    answer(desk, workstation, place)
}

/// Takes a file from the homework of a lesson. The file itself stays, for the history.
///
/// # Errors
/// The refusal of a rule.
pub fn detach_file(
    desk: &Desk<'_>,
    workstation: &Workstation,
    args: &FileArgs,
) -> Result<FilesSaved> {
    let place = parse_place(&args.place)?;
    let frame = Frame::read(desk, place.group, &Which::Of(place.date))?;
    let file = find(desk, place, &args.file)?;
    let taken = HomeworkFile {
        attached: false,
        ..file.value
    };
    may_change(&frame, &taken)?;
    desk.commit(vec![NewFact::from(Change::HomeworkFile(taken))])?;
    answer(desk, workstation, place)
}

impl App {
    /// Saves a copy of a file of homework where the person said.
    ///
    /// # Errors
    /// [`ErrorCode::FileNotHere`] while it has not come, [`ErrorCode::FileNoKey`] while its key has
    /// not, [`ErrorCode::FileDamaged`], [`ErrorCode::FileNotWritten`]; a file that breaks the rules
    /// for files is not saved.
    pub fn save_file(&self, args: &SaveFile) -> Result<FileSaved> {
        let file = self.at_desk(|desk| {
            let place = parse_place(&args.place)?;
            let frame = Frame::read(desk, place.group, &Which::Of(place.date))?;
            may_read(desk, &frame.card)?;
            find(desk, place, &args.file)
        })?;
        let workstation = self.workstation()?;
        let file = file.value;
        let bytes = match workstation.files()?.get(&file.blob)? {
            Some(bytes) => bytes,
            None => self.fetch_now(&workstation, &file)?,
        };
        let plain = open(&workstation, &file, &bytes)?;
        let name = homework_file::check(&file.name, &plain).map_err(|_| Refusal::FileNotSafe)?;
        let to = with_ending(Path::new(&args.to), &homework_file::ending(&name))?;
        file::replace(&to, &plain).map_err(|error| not_written(&error.source))?;
        Ok(FileSaved {
            path: to.display().to_string(),
        })
    }

    /// Reads a file from the share at once, for somebody who waits for it.
    fn fetch_now(&self, workstation: &Workstation, file: &HomeworkFile) -> Result<Vec<u8>> {
        let not_here = |why: &str| AppError::new(ErrorCode::FileNotHere, why);
        let sharer = self.guarded(workstation.store.identity().device_seat)?;
        let wanted = WantedBlob {
            hash: file.blob,
            len: blob_len(file),
        };
        let read = fetch_blob(&*sharer, &wanted).map_err(|_| not_here("share"))?;
        let bytes = read.map_err(|reason| not_here(reason.word()))?;
        workstation.keep_file(&file.blob, &bytes)?;
        Ok(bytes)
    }
}

/// What the homework has after a change.
fn answer(desk: &Desk<'_>, workstation: &Workstation, place: LessonPlace) -> Result<FilesSaved> {
    let which = Which::Of(place.date);
    let frame = Frame::read(desk, place.group, &which)?;
    let touched = Touched {
        lessons: Some(vec![place]),
        rows: Some(Vec::new()),
        cell: None,
    };
    Ok(FilesSaved {
        files: view(&frame, workstation, place)?,
        saved: saved(desk, &which, &touched, place.group)?,
    })
}

fn view(frame: &Frame<'_>, workstation: &Workstation, place: LessonPlace) -> Result<FilesView> {
    let desk = frame.desk;
    let standing = desk.store.read(|read| read.homework_files(place))?;
    let numbers: Vec<i64> = standing.iter().map(|file| file.fact_no).collect();
    let stamps = desk.store.read(|read| read.stamps(numbers))?;
    let seats = Seats::read(frame)?;
    let mut files = Vec::new();
    for file in &standing {
        let Some(stamp) = stamps.get(&file.fact_no) else {
            continue;
        };
        let said = seats.stamp(frame, (stamp.seat, stamp.entered_ms), None);
        files.push(FileLine {
            file: klassny_log::hex(&file.value.content),
            name: homework_file::clean_name(&file.value.name),
            len: file.value.len,
            state: state_of(desk, workstation, (file, stamp))?,
            stamp: said,
        });
    }
    Ok(FilesView {
        files,
        write: may_change(frame, &of_nothing(place)).is_ok(),
        most: HomeworkFile::COUNT_MAX,
        largest_megabytes: HomeworkFile::LEN_MAX / (1024 * 1024),
        endings: ENDINGS.map(str::to_owned).to_vec(),
    })
}

/// How safe a file is: only when another machine has read it too can it not be lost with this one.
fn state_of(
    desk: &Desk<'_>,
    workstation: &Workstation,
    (file, stamp): (&Standing<HomeworkFile>, &Stamp),
) -> Result<FileState> {
    let place = desk.store.blob_place(file.value.blob)?;
    let files = workstation.files()?;
    let is_held = desk.store.read(|read| read.is_file_held(file.value.blob))?;
    Ok(match place {
        BlobPlace::Dropped => FileState::OnShare,
        BlobPlace::Absent => FileState::NotCome,
        _ if !files.has(&file.value.blob, blob_len(&file.value)) => FileState::NotCome,
        BlobPlace::Waits => FileState::SavedHere,
        BlobPlace::Published | BlobPlace::Received => match stamp.saved {
            Saved::Here => FileState::SavedHere,
            Saved::Confirmed if is_held => FileState::Confirmed,
            Saved::Sent | Saved::Confirmed => FileState::Sent,
        },
    })
}

/// Refuses where the person may not change the homework of the lesson, or no longer.
fn may_change(frame: &Frame<'_>, file: &HomeworkFile) -> Result<()> {
    let gate = Gate::read(frame)?;
    gate.may_state(&Change::HomeworkFile(file.clone()))?;
    gate.may_enter(file.place, Entry::Homework)
}

const fn of_nothing(place: LessonPlace) -> HomeworkFile {
    HomeworkFile {
        place,
        content: [0; 32],
        blob: [0; 32],
        name: String::new(),
        len: 1,
        attached: true,
    }
}

fn find(desk: &Desk<'_>, place: LessonPlace, file: &str) -> Result<Standing<HomeworkFile>> {
    let content = parse_id(file, klassny_log::parse_hex::<32>)?;
    let standing = desk.store.read(|read| read.homework_files(place))?;
    let found = standing
        .into_iter()
        .find(|file| file.value.content == content);
    found.ok_or_else(|| AppError::not_found("file"))
}

const fn blob_len(file: &HomeworkFile) -> u64 {
    file.len as u64 + BLOB_FRAME as u64
}

/// The name and the bytes of what the person chose or dropped; no more than a file may have.
pub(crate) fn read_source(source: &FileSource) -> Result<(String, Vec<u8>)> {
    match source {
        FileSource::Path { path } => read_path(Path::new(path)),
        FileSource::Bytes { name, base64 } => {
            // Four letters stand for three bytes.
            homework_file::fits(base64.len() as u64 / 4 * 3)?;
            let bytes = data_encoding::BASE64
                .decode(base64.as_bytes())
                .map_err(|_| AppError::bad_request("base64"))?;
            Ok((name.clone(), bytes))
        }
    }
}

fn read_path(path: &Path) -> Result<(String, Vec<u8>)> {
    let unread =
        |error: &io::Error| AppError::new(ErrorCode::FileUnreadable, error.kind().to_string());
    let about = std::fs::metadata(path).map_err(|error| unread(&error))?;
    if !about.is_file() {
        return Err(AppError::new(ErrorCode::FileUnreadable, "no file"));
    }
    homework_file::fits(about.len())?;
    let read = file::read(path, u64::from(HomeworkFile::LEN_MAX) + 1);
    let bytes = read.map_err(|error| unread(&error.source))?;
    let bytes = bytes.ok_or_else(|| AppError::new(ErrorCode::FileUnreadable, "gone"))?;
    let name = path.file_name().unwrap_or_default();
    Ok((name.to_string_lossy().into_owned(), bytes))
}

/// Encrypts a file and keeps it beside the replica; answers with the hash that names it.
fn keep(desk: &Desk<'_>, workstation: &Workstation, bytes: &[u8]) -> Result<[u8; 32]> {
    let key = desk.store.blob_key()?;
    let key = key.ok_or_else(|| AppError::new(ErrorCode::FileNoKey, "attach"))?;
    let header = BlobHeader {
        school: desk.store.identity().school,
        key_epoch: key.epoch,
        key: key.id,
    };
    let sealed = seal_blob(&header, &key.key, bytes)
        .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
    kill_point("attach.sealed");
    workstation.files()?.put(&sealed.hash, &sealed.bytes)?;
    kill_point("attach.kept");
    let len = sealed.bytes.len() as u64;
    desk.store
        .put_blob(sealed.hash, len, desk.entered.wall_ms)?;
    kill_point("attach.noted");
    Ok(sealed.hash)
}

/// Decrypts a file and holds it against what its fact says.
fn open(workstation: &Workstation, file: &HomeworkFile, bytes: &[u8]) -> Result<Vec<u8>> {
    let damaged = |error: BlobError| AppError::new(ErrorCode::FileDamaged, error.to_string());
    let header = BlobHeader::parse(bytes).map_err(damaged)?;
    let store = &workstation.store;
    let key = store.key_of_blob(header.key)?;
    let key = key.ok_or_else(|| AppError::new(ErrorCode::FileNoKey, "save"))?;
    let plain = open_blob(bytes, store.identity().school, &key).map_err(damaged)?;
    match *blake3::hash(&plain).as_bytes() == file.content {
        true => Ok(plain.to_vec()),
        false => Err(AppError::new(ErrorCode::FileDamaged, "content")),
    }
}

/// The place to save to, with the ending of the file's kind: what is saved can be opened by the
/// program for it and by no other. A name that was not chosen replaces nothing.
fn with_ending(to: &Path, ending: &str) -> Result<PathBuf> {
    if !to.is_absolute() || to.file_name().is_none() {
        return Err(AppError::bad_request("path"));
    }
    let has = to.extension().and_then(|ending| ending.to_str());
    if has.is_some_and(|has| has.eq_ignore_ascii_case(ending)) {
        return Ok(to.to_path_buf());
    }
    let stem = to.file_name().unwrap_or_default().to_string_lossy();
    let named = |name: String| to.with_file_name(name);
    let free = (1..=COPIES_MAX)
        .map(|copy| match copy {
            1 => named(format!("{stem}.{ending}")),
            copy => named(format!("{stem} ({copy}).{ending}")),
        })
        .find(|path| std::fs::symlink_metadata(path).is_err());
    free.ok_or_else(|| AppError::new(ErrorCode::FileNotWritten, "names"))
}

fn not_written(error: &io::Error) -> AppError {
    let file = AppError::file("save", error);
    match file.code == ErrorCode::DiskFull {
        true => file,
        false => AppError::new(ErrorCode::FileNotWritten, error.kind().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r27_what_is_saved_keeps_the_ending_of_its_kind() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let saved = |name: &str| with_ending(&at(name), "pdf").unwrap();
        assert_eq!(saved("a.pdf"), at("a.pdf"));
        assert_eq!(saved("a.PDF"), at("a.PDF"));
        assert_eq!(saved("a.exe"), at("a.exe.pdf"));
        assert_eq!(saved("a"), at("a.pdf"));
        file::replace(&at("a.pdf"), b"other").unwrap();
        assert_eq!(saved("a"), at("a (2).pdf"), "nothing is replaced unasked");
        assert!(with_ending(Path::new("a.pdf"), "pdf").is_err());
        assert!(with_ending(Path::new("/"), "pdf").is_err());
    }

    #[test]
    fn r27_a_large_file_is_refused_before_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.pdf");
        let large = std::fs::File::create(&path).unwrap();
        large.set_len(1 << 40).unwrap();
        let refused = read_path(&path).unwrap_err();
        assert_eq!(refused.code, ErrorCode::FileRefused);
        assert_eq!(
            read_path(folder.path()).unwrap_err().code,
            ErrorCode::FileUnreadable
        );
        let gone = read_path(&folder.path().join("gone.pdf")).unwrap_err();
        assert_eq!(gone.code, ErrorCode::FileUnreadable);
        assert!(
            !gone.detail.contains("gone.pdf"),
            "names stay out of the log"
        );
    }
}
