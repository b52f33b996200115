//! The command `klassny`: import, sync, print, verify, check and the demo, for schedules and people.
//!
//! Ends with 0 when it is done, 1 when it was refused with the reason, 2 for wrong words. With
//! `--json` the answer is one JSON value on standard output.

mod commands;
mod demo;
mod folder;
mod import;
mod profile;
mod share_words;
mod verify;
mod words;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand};
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;

/// Электронный классный журнал: работа без окна.
#[derive(Debug, Parser)]
#[command(name = "klassny", version, about)]
struct Words {
    #[command(subcommand)]
    command: Command,
    /// Ответ одним значением JSON.
    #[arg(long, global = true)]
    json: bool,
    /// Папка профиля.
    #[arg(long, global = true)]
    profile: Option<PathBuf>,
    /// Файл с паролем; без него пароль читается со стандартного ввода.
    #[arg(long, global = true)]
    password_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Весь основной ход работы на учебной школе.
    Demo {
        /// Куда положить тома, файловую папку и сводку.
        #[arg(long)]
        out: PathBuf,
        /// Данные учебной школы.
        #[arg(long)]
        data: Option<PathBuf>,
        /// Только поставить школу на утро 23.10, ничего не вносить: для окон.
        #[arg(long)]
        set_up: bool,
    },
    /// Загрузить файлы школы.
    Import {
        /// Папка с файлами.
        folder: PathBuf,
        /// Папка школы: общая папка и профиль этого места. Без неё файлы идут в школу из --profile.
        #[arg(long)]
        school: Option<PathBuf>,
        /// Только показать, что будет загружено.
        #[arg(long)]
        preview: bool,
        /// Последний день уроков и движения, дд.мм.гггг или гггг-мм-дд.
        #[arg(long)]
        until: Option<String>,
        /// Секрет новой школы держать в файле профиля, а не в связке ключей системы.
        #[arg(long)]
        key_file: bool,
        /// Куда записать 24 слова корневого ключа новой школы; такого файла ещё не должно быть.
        #[arg(long)]
        root_words: Option<PathBuf>,
    },
    /// Обменяться с общей папкой.
    Sync,
    /// Перенести обмен этого профиля в другую папку или в хранилище S3.
    Share {
        /// Папка или s3://КОРЗИНА/ПАПКА?endpoint=https://СЕРВЕР&region=ИМЯ.
        place: String,
        /// Файл с ключом хранилища: имя ключа и секретный ключ, две строки.
        #[arg(long)]
        key_file: Option<PathBuf>,
        /// Начать там новую общую папку этой школы и положить в неё всё, что есть здесь.
        #[arg(long)]
        begin: bool,
    },
    /// Напечатать тома закрытого периода в файлы.
    Print {
        /// Класс: 5А.
        #[arg(long, required_unless_present = "all")]
        class: Option<String>,
        /// Все классы.
        #[arg(long, conflicts_with = "class")]
        all: bool,
        /// Номер четверти или полугодия.
        #[arg(long)]
        term: u8,
        /// Папка для файлов.
        #[arg(long)]
        out: PathBuf,
    },
    /// Сверить том с журналом: файл тома, код листа или шесть слов.
    Verify {
        /// Файл, код или слова.
        what: String,
    },
    /// Проверить реплику, общую папку и её настройку.
    Check,
}

fn main() -> ExitCode {
    let words = match Words::try_parse() {
        Ok(words) => words,
        Err(error) => {
            let asked = !error.use_stderr();
            let _ = error.print();
            return ExitCode::from(if asked { 0 } else { 2 });
        }
    };
    if let Command::Import { school: None, .. } = words.command
        && words.profile.is_none()
    {
        let missing = "укажите --school ПАПКА или --profile ПАПКА";
        let error = Words::command().error(ErrorKind::MissingRequiredArgument, missing);
        let _ = error.print();
        return ExitCode::from(2);
    }
    match run(&words) {
        Ok(answer) => {
            print(&answer, words.json);
            ExitCode::SUCCESS
        }
        Err(error) => {
            refuse(&error, words.json);
            ExitCode::from(1)
        }
    }
}

/// What a command answers: for programs, and for people.
struct Answer {
    value: Value,
    text: String,
}

/// A refusal that has more to tell to programs than its sentence.
#[derive(Debug)]
struct Refused {
    value: Value,
    text: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Refused {}

fn run(words: &Words) -> anyhow::Result<Answer> {
    let access = profile::Access::new(words.profile.as_deref(), words.password_file.as_deref());
    match &words.command {
        Command::Demo {
            out,
            data,
            set_up: false,
        } => demo::run(out, data.as_deref()),
        Command::Demo { out, data, .. } => demo::set_up_only(out, data.as_deref()),
        Command::Import {
            folder,
            school,
            preview,
            until,
            key_file,
            root_words,
        } => {
            let wanted = import::Wanted {
                folder,
                school: school.as_deref(),
                preview: *preview,
                until: until.as_deref(),
                key_file: *key_file,
                root_words: root_words.as_deref(),
                json: words.json,
            };
            import::import(&access, &wanted)
        }
        Command::Sync => commands::sync(&access),
        Command::Share {
            place,
            key_file,
            begin,
        } => commands::share(&access, place, (key_file.as_deref(), *begin)),
        Command::Print {
            class, term, out, ..
        } => commands::print(&access, class.as_deref(), *term, out),
        Command::Verify { what } => verify::verify(&access, what),
        Command::Check => commands::check(&access),
    }
}

#[allow(clippy::print_stdout, reason = "this is what a command is for")]
fn print(answer: &Answer, json: bool) {
    match json {
        true => println!("{}", answer.value),
        false => println!("{}", answer.text),
    }
}

#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is what a command is for"
)]
fn refuse(error: &anyhow::Error, json: bool) {
    let sentence = words::sentence(error);
    match json {
        true => {
            let known = error.downcast_ref::<Refused>();
            let mut value = known.map_or_else(|| serde_json::json!({}), |it| it.value.clone());
            if let Some(fields) = value.as_object_mut() {
                fields.insert("refused".to_owned(), sentence.into());
                let refused = error.downcast_ref::<klassny_app::AppError>();
                if let Some(seconds) = refused.and_then(|it| it.retry_after_s) {
                    fields.insert("retry_after_s".to_owned(), seconds.into());
                }
            }
            println!("{value}");
        }
        false => eprintln!("{sentence}"),
    }
}
