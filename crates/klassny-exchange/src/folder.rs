//! The two doors: a folder of files, and the bytes of one file.
//!
//! Owns which files are read and in what order. A file is read whole or refused whole; it must
//! never write anything, and never follow a link out of the folder.

use crate::guard::{self, Kind};
use crate::problem::{Problem, Severity, Words};
use crate::recognise::take_all;
use crate::rows::{Rows, SheetReport};
use crate::school::SchoolFile;
use crate::sheet::Sheet;
use crate::{cross, csv_file, xlsx};
use std::path::Path;
use std::sync::Arc;

/// Folders inside folders that are read.
const MAX_DEPTH: u8 = 3;
/// Files that are read.
const MAX_FILES: usize = 500;

/// What one file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkbookPreview {
    /// Its rows.
    pub rows: Rows,
    /// What each sheet turned out to be.
    pub sheets: Vec<SheetReport>,
    /// What was refused or is doubtful.
    pub problems: Vec<Problem>,
}

/// What a folder holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FolderPreview {
    /// `school.toml`, where it is there and readable.
    pub school: Option<SchoolFile>,
    /// The rows of all files.
    pub rows: Rows,
    /// What each sheet of each file turned out to be, with its count of rows.
    pub sheets: Vec<SheetReport>,
    /// Files passed over because they are no tables: notes, pictures of folders, locks of editors.
    pub passed_over: Vec<Arc<str>>,
    /// What was refused or is doubtful: first what was found in a file by itself.
    pub problems: Vec<Problem>,
    /// How many of the problems were found in a file by itself; the others came of comparing files.
    pub found_in_files: usize,
}

/// Reads one `.xlsx` or `.csv`, recognised by its bytes and headers; `name` only names it.
pub fn read_workbook(bytes: &[u8], name: &str) -> WorkbookPreview {
    let file: Arc<str> = name.into();
    let mut preview = WorkbookPreview::default();
    let sheets = match sheets(bytes, &file) {
        Ok(sheets) => sheets,
        Err(words) => {
            let refused = Problem::of_file(&file, words, Severity::Refused);
            preview.problems.push(refused);
            return preview;
        }
    };
    preview.sheets = take_all(&sheets, &mut preview.rows, &mut preview.problems);
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        let words = Words::new(
            "в таблице нет ни одной заполненной ячейки",
            "проверьте, тот ли это файл",
        );
        let refused = Problem::of_file(&file, words, Severity::Refused);
        preview.problems.push(refused);
    } else if preview.sheets.is_empty() {
        // Not one sheet too many, but a file of something else.
        let words = Words::new(
            "в файле нет ни одной известной таблицы, файл не прочитан",
            "сверьте заголовки столбцов с образцом; если файл не нужен, уберите его из папки",
        );
        let refused = Problem::of_file(&file, words, Severity::Refused);
        if !preview.problems.iter().any(Problem::refuses_file) {
            preview.problems.insert(0, refused);
        }
    }
    preview
}

fn sheets(bytes: &[u8], file: &Arc<str>) -> Result<Vec<Sheet>, Words> {
    match guard::inspect(bytes)? {
        Kind::Workbook(workbook) => xlsx::sheets(&workbook, file),
        Kind::Text => csv_file::sheet(bytes, file).map(|sheet| vec![sheet]),
    }
}

/// Reads `school.toml` and every table in a folder and the folders inside it.
pub fn read_folder(folder: &Path) -> FolderPreview {
    let mut preview = FolderPreview::default();
    let mut listing = Listing::default();
    listing.list(folder, "", MAX_DEPTH, &mut preview);
    if listing.seen > MAX_FILES {
        let words = Words::new(
            format!("в папке больше {MAX_FILES} файлов, папка не прочитана"),
            "положите файлы для переноса в отдельную папку",
        );
        let refused = Problem::of_file(&"".into(), words, Severity::Refused);
        preview.problems.push(refused);
        preview.found_in_files = preview.problems.len();
        return preview;
    }
    listing.files.sort();
    for name in listing.files {
        one_file(folder, &name, &mut preview);
    }
    if preview.school.is_none() && preview.sheets.is_empty() && preview.problems.is_empty() {
        let words = Words::new(
            "в папке нет ни одного файла школы",
            "укажите папку, в которой лежат таблицы .xlsx или .csv и school.toml",
        );
        let refused = Problem::of_file(&"".into(), words, Severity::Refused);
        preview.problems.push(refused);
    }
    preview.found_in_files = preview.problems.len();
    let found = cross::check(&mut preview.rows, preview.school.as_ref());
    preview.problems.extend(found);
    preview
}

/// Reads one file of tables, whose rows may point at what the school has already: what they point at
/// is not checked here.
pub fn read_one_file(path: &Path) -> FolderPreview {
    let mut preview = FolderPreview::default();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path.parent().unwrap_or(Path::new(""));
    one_file(folder, &name, &mut preview);
    preview
}

fn one_file(folder: &Path, name: &str, preview: &mut FolderPreview) {
    let file: Arc<str> = name.into();
    let lower = name.to_lowercase();
    let last = lower.rsplit('/').next().unwrap_or_default();
    let is_school = last == "school.toml";
    let is_table = [".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv"]
        .iter()
        .any(|end| last.ends_with(end));
    if last.starts_with('~') || last.starts_with('.') || !(is_school || is_table) {
        preview.passed_over.push(file);
        return;
    }
    let bytes = match read_file(&folder.join(name)) {
        Ok(bytes) => bytes,
        Err(words) => {
            let refused = Problem::of_file(&file, words, Severity::Refused);
            preview.problems.push(refused);
            return;
        }
    };
    if !is_school {
        let workbook = read_workbook(&bytes, name);
        preview.rows.append(workbook.rows);
        preview.sheets.extend(workbook.sheets);
        preview.problems.extend(workbook.problems);
        return;
    }
    match SchoolFile::read(&bytes) {
        Ok(school) => preview.school = Some(school),
        Err(words) => {
            let refused = Problem::of_file(&file, words, Severity::Refused);
            preview.problems.push(refused);
        }
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, Words> {
    const DO: &str = "закройте файл в других программах и проверьте, что он открывается";
    let size = std::fs::metadata(path).map(|about| about.len());
    let size = size.map_err(|error| Words::new(format!("файл не открылся ({error})"), DO))?;
    if usize::try_from(size).map_or(true, |size| size > guard::MAX_FILE) {
        return Err(Words::new(
            "файл больше 64 МБ",
            "разделите таблицу на части или удалите из неё картинки",
        ));
    }
    std::fs::read(path).map_err(|error| Words::new(format!("файл не прочитался ({error})"), DO))
}

/// The files of a folder.
#[derive(Default)]
struct Listing {
    files: Vec<String>,
    seen: usize,
}

impl Listing {
    /// Lists a folder and, down to a depth, the folders in it; stops when there are too many.
    fn list(&mut self, folder: &Path, prefix: &str, depth: u8, preview: &mut FolderPreview) {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let words = Words::new(
                    format!("папка не открылась ({error})"),
                    "проверьте, что папка на месте и доступна",
                );
                let refused = Problem::of_file(&prefix.into(), words, Severity::Refused);
                preview.problems.push(refused);
                return;
            }
        };
        for entry in entries.flatten() {
            self.seen += 1;
            if self.seen > MAX_FILES {
                return;
            }
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            // A link may lead out of the folder: it is named, not followed.
            match entry.file_type() {
                Ok(kind) if kind.is_file() => self.files.push(name),
                Ok(kind) if kind.is_dir() && depth > 1 => {
                    self.list(&entry.path(), &format!("{name}/"), depth - 1, preview);
                }
                Ok(_) | Err(_) => preview.passed_over.push(name.into()),
            }
        }
    }
}
