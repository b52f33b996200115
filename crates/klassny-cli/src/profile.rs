//! Opening a profile without a window.

use anyhow::{Context as _, bail};
use klassny_app::App;
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
        let (bytes, from) = match &self.password_file {
            Some(path) => (
                std::fs::read(path).with_context(|| {
                    format!(
                        "файл с паролем {} не читается: проверьте путь",
                        path.display()
                    )
                })?,
                format!("файл с паролем {}", path.display()),
            ),
            None => {
                let mut line = Vec::new();
                let input = std::io::stdin();
                let read = input.lock().read_until(b'\n', &mut line);
                read.context("пароль не прочитан")?;
                (line, "пароль".to_owned())
            }
        };
        let line = first_line(&bytes)
            .with_context(|| format!("{from} не в кодировке UTF-8: сохраните его в ней"))?;
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
        if !folder.join("profile.json").exists() {
            bail!(
                "профиля {} нет: укажите в --profile папку профиля",
                folder.display()
            );
        }
        let app = open(folder, KdfCost::SCHOOL)?;
        let state = app.app_state()?;
        let person = state
            .people
            .iter()
            .find(|person| person.way == klassny_app::view::session::SignInWay::Password)
            .context("в этом профиле ещё никто не входил: войдите в окне программы хотя бы раз")?;
        app.sign_in(klassny_app::api::SignIn {
            staff: person.staff.clone(),
            password,
        })?;
        Ok(app)
    }
}

/// The first line of a text as editors of any system write it: with a mark of its encoding or
/// without. Nothing where it is not UTF-8.
fn first_line(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).ok()?;
    Some(text.lines().next().unwrap_or_default().to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_first_line_whatever_editor_wrote_it() {
        for file in ["пароль", "пароль\r\nещё", "\u{feff}пароль\n"] {
            assert_eq!(first_line(file.as_bytes()).as_deref(), Some("пароль"));
        }
        assert_eq!(first_line(b"\xFF\xFE\x3f\x04"), None, "UTF-16");
    }
}
