//! Opening a profile without a window, and errors as sentences.

use anyhow::{Context as _, bail};
use klassny_app::App;
use klassny_app::error::AppError;
use klassny_app::view::text::ErrorCode;
use klassny_system::{KdfCost, VaultChoice, VaultError};
use std::io::BufRead as _;
use std::path::{Path, PathBuf};

/// How the command gets into a profile.
#[derive(Debug)]
pub struct Access {
    profile: Option<PathBuf>,
    password_file: Option<PathBuf>,
}

impl Access {
    /// Takes the words of the command line.
    pub fn new(profile: Option<&Path>, password_file: Option<&Path>) -> Self {
        Self {
            profile: profile.map(Path::to_path_buf),
            password_file: password_file.map(Path::to_path_buf),
        }
    }

    /// The folder of the profile.
    pub fn folder(&self) -> anyhow::Result<PathBuf> {
        self.profile
            .clone()
            .context("укажите профиль: --profile ПАПКА")
    }

    /// The password, from the file or from standard input: its first line.
    pub fn password(&self) -> anyhow::Result<String> {
        let line = match &self.password_file {
            Some(path) => std::fs::read_to_string(path)
                .with_context(|| format!("файл с паролем {} не читается", path.display()))?
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned(),
            None => {
                let mut line = String::new();
                std::io::stdin()
                    .lock()
                    .read_line(&mut line)
                    .context("пароль не прочитан")?;
                line.trim_end_matches(['\r', '\n']).to_owned()
            }
        };
        if line.is_empty() {
            bail!("пароль пуст: передайте его со стандартного ввода или в --password-file");
        }
        Ok(line)
    }

    /// Opens a profile and signs in the person who used it last.
    pub fn open_signed_in(&self, folder: &Path) -> anyhow::Result<App> {
        self.open_signed_in_with(folder, self.password()?)
    }

    /// The same with a password that was read before.
    pub fn open_signed_in_with(&self, folder: &Path, password: String) -> anyhow::Result<App> {
        let app = open(folder, KdfCost::SCHOOL)?;
        let state = app.app_state()?;
        let person = state
            .people
            .iter()
            .find(|person| person.way == klassny_app::view::session::SignInWay::Password)
            .context("в этом профиле ещё никто не входил")?;
        app.sign_in(klassny_app::api::SignIn {
            staff: person.staff.clone(),
            password,
        })?;
        Ok(app)
    }
}

/// Opens a profile: with the keyring where there is one, else with the file of the owner's that
/// the profile was made with.
pub fn open(folder: &Path, cost: KdfCost) -> anyhow::Result<App> {
    let env = klassny_system::env(folder, VaultChoice::Keyring, cost)
        .context("хранилище ключей этой машины не дало ключ профиля")?;
    opened(App::open(env, folder)?)
}

/// The program with all the ways to a share that it was built with.
#[cfg(feature = "s3")]
fn opened(app: App) -> anyhow::Result<App> {
    app.open_places_with(std::sync::Arc::new(klassny_s3::open_line));
    Ok(app)
}

/// The program with all the ways to a share that it was built with: a folder.
#[cfg(not(feature = "s3"))]
#[allow(clippy::unnecessary_wraps, reason = "with S3 it is the same shape")]
fn opened(app: App) -> anyhow::Result<App> {
    Ok(app)
}

/// Opens a profile for a new school: its secret goes to the keyring, and to a file where there is no
/// keyring or a file was asked for.
pub fn open_new(folder: &Path, key_file: bool) -> anyhow::Result<App> {
    let choice = match key_file {
        true => VaultChoice::File,
        false => VaultChoice::Keyring,
    };
    match klassny_system::env(folder, choice, KdfCost::SCHOOL) {
        Err(VaultError::NoService) => open_with_file(folder, KdfCost::SCHOOL),
        env => opened(App::open(env?, folder)?),
    }
}

/// Opens a profile whose secret stays in a file: the demo, and machines without a keyring.
pub fn open_with_file(folder: &Path, cost: KdfCost) -> anyhow::Result<App> {
    let env = klassny_system::env(folder, VaultChoice::File, cost)?;
    Ok(App::open(env, folder)?)
}

/// An error as a sentence: what happened, and what to do.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "the codes only a window meets share a sentence"
)]
pub fn sentence(error: &anyhow::Error) -> String {
    let Some(refused) = error.downcast_ref::<AppError>() else {
        return format!("{error:#}");
    };
    if let Some(rule) = &refused.refusal {
        let text = rule.russian();
        return format!("{} {} {}", text.what, text.why, text.what_to_do);
    }
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "the command words what a command can meet"
    )]
    let what = match refused.code {
        ErrorCode::WrongPassword => "Вход не удался: имя или пароль не подходят.",
        ErrorCode::WrongShare => "Это не общая папка школы: в ней нет school.jsg этой школы.",
        ErrorCode::ShareOffline => "Общая папка недоступна; введённое сохранено на этой машине.",
        ErrorCode::FolderNotEmpty => "В папке уже лежит что-то другое; выберите пустую папку.",
        ErrorCode::DiskFull => "На диске нет места; ничего не изменено.",
        ErrorCode::NotAllowed => "Это право другого человека или профиль открыт в другом окне.",
        ErrorCode::NotClosed => "Период ещё не закрыт для класса; сначала его закрывает завуч.",
        ErrorCode::NotAVolume => "Это не том этой школы или файл повреждён.",
        _ => "Не получилось; ничего не изменено.",
    };
    match refused.detail.as_str() {
        "" => what.to_owned(),
        detail => format!("{what} ({detail})"),
    }
}
