//! A new school for an import: what is asked before anything is made, and what is told once.

use super::Wanted;
use crate::Refused;
use crate::profile::{Access, open_new};
use crate::words::sentence;
use anyhow::{Context as _, bail};
use klassny_app::App;
use klassny_app::api::CreateSchool;
use klassny_exchange::{FolderPreview, StaffRow};
use serde_json::{Value, json};
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Words of a line, where the words of the root stand on a terminal or in a file.
const WORDS_IN_LINE: usize = 6;

/// What a person must be told of a school that was just made.
pub(super) struct Created {
    words: Vec<String>,
    /// Where the words were written; else they are said.
    written: Option<PathBuf>,
    secret_file: Option<PathBuf>,
}

/// Creates a school of the folder's `school.toml`; its first administrator is the deputy for
/// information technology of the staff list, else the director. Whatever can be refused is refused
/// before the first file is made.
pub(super) fn create(
    access: &Access,
    read: &FolderPreview,
    (school, wanted): (&Path, &Wanted<'_>),
) -> anyhow::Result<(App, Created)> {
    let head = read
        .school
        .as_ref()
        .context("в папке нет school.toml: школу не создать; положите его рядом с таблицами")?;
    let founder = founder(&read.rows.staff)?;
    let password = access.password()?;
    if !klassny_keys::kdf::is_long_enough(&password) {
        bail!("пароль слишком прост: нужно не меньше 10 знаков или трёх слов; ничего не создано");
    }
    let paper = wanted.root_words.map(new_paper).transpose()?;
    let made = make((school, wanted.key_file), head_of(head), founder, password);
    let (app, words) = match made {
        Ok(made) => made,
        Err(error) => {
            if let Some(path) = wanted.root_words {
                fs::remove_file(path).ok();
            }
            return Err(error);
        }
    };
    let written = match (paper, wanted.root_words) {
        (Some(paper), Some(path)) => write(paper, &words).ok().map(|()| path.to_path_buf()),
        _ => None,
    };
    let profile = school.join("profile");
    let created = Created {
        words,
        written,
        secret_file: klassny_system::keeps_file(&profile).then_some(profile),
    };
    Ok((app, created))
}

fn founder(staff: &[StaffRow]) -> anyhow::Result<&StaffRow> {
    let of = |fits: &dyn Fn(&str) -> bool| staff.iter().find(|row| fits(&row.position));
    of(&|position| position.contains("ИКТ"))
        .or_else(|| of(&|position| position.starts_with("Директор")))
        .context(
            "в файле сотрудников нет ни заместителя по ИКТ, ни директора: впишите должность,              первым администратором школы станет этот человек",
        )
}

/// The school's name and city.
fn head_of(file: &klassny_exchange::SchoolFile) -> (String, String) {
    (file.school.name.clone(), file.school.city.clone())
}

fn make(
    (school, key_file): (&Path, bool),
    (name, city): (String, String),
    founder: &StaffRow,
    password: String,
) -> anyhow::Result<(App, Vec<String>)> {
    let share = school.join("share");
    fs::create_dir_all(&share).with_context(|| {
        format!(
            "папка {} не создана: укажите в --school место, где можно писать",
            share.display()
        )
    })?;
    let app = open_new(&school.join("profile"), key_file)?;
    let created = app.create_school(CreateSchool {
        folder: share.to_string_lossy().into_owned(),
        name,
        city,
        surname: founder.name.surname.clone(),
        given: founder.name.given.clone(),
        patronymic: founder.name.patronymic.clone(),
        password,
        workstation: "АРМ 1".to_owned(),
    })?;
    Ok((app, created.root_words))
}

/// A file that was not there, which its owner alone may read.
fn new_paper(path: &Path) -> anyhow::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).with_context(|| {
        format!(
            "файл для слов {} не создан: укажите в --root-words новый файл",
            path.display()
        )
    })
}

fn write(mut paper: File, words: &[String]) -> std::io::Result<()> {
    paper.write_all(lines(words).as_bytes())?;
    paper.sync_all()
}

fn lines(words: &[String]) -> String {
    words
        .chunks(WORDS_IN_LINE)
        .map(|line| format!("{}\n", line.join(" ")))
        .collect()
}

impl Created {
    /// Says it at once: what comes after it may fail.
    #[allow(clippy::print_stdout, reason = "this is what a command is for")]
    pub(super) fn say(&self, json: bool) {
        if json {
            return;
        }
        match &self.written {
            Some(path) => println!(
                "Школа создана. Слова её корневого ключа записаны в {}: перепишите их на бумагу, \
                 положите в сейф директора и сотрите файл.",
                path.display()
            ),
            None => println!(
                "Школа создана. Слова её корневого ключа показываются один раз:\n\n{}\nПерепишите \
                 их на бумагу и положите в сейф директора: если пропадут все машины, школу \
                 восстановят только они. Кто их знает, распоряжается школой.\n",
                lines(&self.words)
            ),
        }
        println!(
            "{}",
            match &self.secret_file {
                Some(profile) => format!(
                    "Секрет этого места лежит в файле профиля {}, читать его может только владелец: \
                     связка ключей системы не найдена или не взята. Держите профиль на \
                     зашифрованном диске.",
                    profile.display()
                ),
                None => "Секрет этого места хранит связка ключей учётной записи.".to_owned(),
            }
        );
    }

    /// Puts it into the answer for programs.
    pub(super) fn put(&self, value: &mut Value) {
        let Some(fields) = value.as_object_mut() else {
            return;
        };
        match &self.written {
            Some(path) => fields.insert("root_words_file".to_owned(), json!(path)),
            None => fields.insert("root_words".to_owned(), json!(self.words)),
        };
        let kept = match self.secret_file {
            Some(_) => "file",
            None => "keyring",
        };
        fields.insert("secret_in".to_owned(), kept.into());
    }

    /// A refusal of the import does not swallow the words of the school that stands.
    pub(super) fn with_refusal(&self, error: &anyhow::Error) -> anyhow::Error {
        let known = error.downcast_ref::<Refused>();
        let mut value = known.map_or_else(|| json!({}), |it| it.value.clone());
        self.put(&mut value);
        let text = format!(
            "Школа создана, но файлы не загружены: {} Повторите ту же команду.",
            sentence(error)
        );
        Refused { value, text }.into()
    }
}
