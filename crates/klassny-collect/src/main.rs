//! `klassny-collect`: enrols with schools, reads their stores, keeps the district's database.
//!
//! Ends with 0 when it is done, 1 when it was refused with the reason, 2 for wrong words. A school
//! that failed is a line of its own and does not change how the program ends.

use anyhow::{Context as _, Result, bail};
use clap::{Parser, Subcommand};
use klassny_collect::{Asked, Database, Home, Outcome, School, Vaults, collect, rebuild, sentence};
use klassny_keys::Secret;
use std::collections::BTreeMap;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

/// How often an answer to a request is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Сборщик района: читает хранилища школ, проверяет подписи и считает показатели без имён.
#[derive(Debug, Parser)]
#[command(name = "klassny-collect", version, about)]
struct Words {
    #[command(subcommand)]
    command: Command,
    /// Папка сборщика: в ней профиль каждой школы.
    #[arg(long, global = true)]
    home: Option<PathBuf>,
    /// Секрет профилей в файлах, а не в хранилище ключей: для сервера без него.
    #[arg(long, global = true)]
    secret_in_file: bool,
    /// Сколько школ читать одновременно.
    #[arg(long, global = true, default_value_t = 2)]
    workers: usize,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Попросить школу впустить сборщика: показывает шесть слов и ждёт.
    Join {
        /// Имя школы у района: строчные латинские буквы, цифры, дефис.
        name: String,
        /// Папка школы или s3://КОРЗИНА/ПАПКА?endpoint=https://СЕРВЕР.
        place: String,
        /// Файл с ключом хранилища S3: имя ключа и секретный ключ, две строки.
        #[arg(long)]
        key_file: Option<PathBuf>,
        /// Сколько минут ждать ответа.
        #[arg(long, default_value_t = 60)]
        minutes: u64,
    },
    /// Назвать школы, с которыми сборщик знаком.
    List,
    /// Читать школы и обновлять базу района.
    Run {
        /// Файл со строкой подключения PostgreSQL.
        #[arg(long)]
        database: PathBuf,
        /// Один круг, а не до остановки.
        #[arg(long)]
        once: bool,
        /// Сколько секунд между кругами.
        #[arg(long, default_value_t = 300)]
        every: u64,
    },
    /// Построить базу района заново из сегментов, которые уже здесь.
    Rebuild {
        /// Файл со строкой подключения PostgreSQL.
        #[arg(long)]
        database: PathBuf,
    },
    /// Убрать школу из базы района; её профиль остаётся в папке.
    Forget {
        /// Имя школы у района.
        name: String,
        /// Файл со строкой подключения PostgreSQL.
        #[arg(long)]
        database: PathBuf,
    },
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
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed terminal changes nothing about how the program ends.
            let _ = writeln!(std::io::stderr(), "{}", sentence(&error));
            ExitCode::from(1)
        }
    }
}

fn run(words: &Words) -> Result<()> {
    let home = words
        .home
        .as_deref()
        .context("укажите папку сборщика: --home ПАПКА")?;
    let vaults = match words.secret_in_file {
        true => Vaults::Files,
        false => Vaults::Keyring,
    };
    let home = Home::at(home, vaults);
    match &words.command {
        Command::Join {
            name,
            place,
            key_file,
            minutes,
        } => {
            let key = key_file.as_deref().map(read_key).transpose()?;
            join(&home.school(name)?, (place, key), *minutes)
        }
        Command::List => say(&home.names()?.join("\n")),
        Command::Run {
            database,
            once,
            every,
        } => {
            let mut database = connect(database)?;
            let mut schools = BTreeMap::new();
            loop {
                open_new(&home, &mut schools)?;
                tell(&collect(&schools, &mut database, words.workers)?)?;
                if *once {
                    return Ok(());
                }
                sleep(Duration::from_secs(*every));
            }
        }
        Command::Rebuild { database } => {
            let mut database = connect(database)?;
            let mut schools = BTreeMap::new();
            open_new(&home, &mut schools)?;
            tell(&rebuild(&schools, &mut database, words.workers)?)
        }
        Command::Forget { name, database } => match connect(database)?.forget(name)? {
            true => say(&format!("{name}: из базы убрана")),
            false => bail!("{name}: такой школы в базе нет"),
        },
    }
}

/// Asks, shows the six words, and waits until an administrator of the school has compared them.
fn join(
    school: &School,
    (place, key): (&str, Option<Secret<Vec<u8>>>),
    minutes: u64,
) -> Result<()> {
    let asked = school.ask(place, key)?;
    say(&format!(
        "Школа: {}\nШесть слов: {}\nАдминистратор школы сверяет их в «Рабочие места» и впускает сборщика.",
        asked.school,
        asked.words.join(" ")
    ))?;
    let tries = minutes * 60 / LOOK_EVERY.as_secs();
    for _ in 0..=tries {
        match school.answered() {
            Ok(Asked { done: true, .. }) => {
                return say(&format!("{}: сборщик впущен", school.name()));
            }
            Ok(_) => {}
            // The words stand while the program runs: a store that is away for a while is waited for.
            Err(error) => say(&sentence(&error))?,
        }
        sleep(LOOK_EVERY);
    }
    bail!("за {minutes} мин. ответа нет: запустите снова, слова будут новые")
}

/// Opens the schools that are not open yet: new ones, and those that did not open before.
fn open_new(home: &Home, schools: &mut BTreeMap<String, Result<School>>) -> Result<()> {
    for name in home.names()? {
        if !matches!(schools.get(&name), Some(Ok(_))) {
            let school = home.school(&name);
            schools.insert(name, school);
        }
    }
    if schools.is_empty() {
        bail!("в папке сборщика нет школ: начните с klassny-collect join");
    }
    Ok(())
}

fn connect(file: &Path) -> Result<Database> {
    let address = std::fs::read_to_string(file)
        .with_context(|| format!("файл {} не читается", file.display()))?;
    Database::connect(address.trim())
}

fn read_key(file: &Path) -> Result<Secret<Vec<u8>>> {
    let bytes = std::fs::read(file);
    bytes
        .map(Secret::new)
        .with_context(|| format!("файл с ключом {} не читается", file.display()))
}

fn tell(outcomes: &[Outcome]) -> Result<()> {
    let lines: Vec<String> = outcomes.iter().map(Outcome::line).collect();
    let whole = outcomes.iter().filter(|outcome| outcome.is_whole()).count();
    say(&format!(
        "{}\nЦелых школ: {whole} из {}",
        lines.join("\n"),
        outcomes.len()
    ))
}

fn say(text: &str) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}
