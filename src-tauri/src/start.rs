//! Opens the core of a profile, and tells a person why it cannot be opened.
//!
//! The only texts of the shell: before the core is open the page has nobody to ask. Russian, then
//! English, since nobody has chosen a language yet.

use klassny_app::view::text::ErrorCode;
use klassny_app::{App, AppError};
use klassny_system::{KdfCost, VaultChoice, VaultError};
use std::path::Path;
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt as _, MessageDialogButtons, MessageDialogKind};

/// Why the core of a profile is not open.
#[derive(Debug)]
pub enum NotOpen {
    /// The machine has no keyring, and nobody has chosen a file instead.
    NoKeyring,
    /// The keyring is there and does not give the secret.
    Keyring(VaultError),
    /// The core refused.
    Core(AppError),
}

/// Opens the core of a profile.
pub fn open_core(profile: &Path, choice: VaultChoice) -> Result<App, NotOpen> {
    let env = klassny_system::env(profile, choice, KdfCost::SCHOOL).map_err(|error| {
        if matches!(error, VaultError::NoService) {
            NotOpen::NoKeyring
        } else {
            NotOpen::Keyring(error)
        }
    })?;
    App::open(env, profile).map_err(NotOpen::Core)
}

/// Asks whether a file may stand in for the keyring that this machine does not have (D3).
pub fn ask_for_file(handle: &AppHandle, answer: impl FnOnce(bool) + Send + 'static) {
    let yes_or_no = MessageDialogButtons::OkCancelCustom(
        "Хранить в файле · Use a file".into(),
        "Закрыть · Close".into(),
    );
    let text = "На этой машине нет хранилища ключей (Secret Service). Программа может хранить свой \
        ключ в файле, который читает только эта учётная запись. Тогда украденный диск защищает \
        один пароль. Лучше установить gnome-keyring или KWallet и войти снова.\n\n\
        This machine has no keyring. The program can keep its key in a file that only this \
        account reads; a stolen disk is then protected by the password alone.";
    let dialog = handle
        .dialog()
        .message(text)
        .title("Классный")
        .buttons(yes_or_no);
    dialog.kind(MessageDialogKind::Warning).show(answer);
}

/// Says why the program does not start, and ends it.
pub fn refuse(handle: &AppHandle, reason: &NotOpen) {
    let text = format!("{}\n\n{}", words(reason), detail(reason));
    let ending = handle.clone();
    let dialog = handle.dialog().message(text).title("Классный");
    dialog
        .kind(MessageDialogKind::Error)
        .show(move |_| ending.exit(1));
}

fn words(reason: &NotOpen) -> &'static str {
    let NotOpen::Core(error) = reason else {
        return "Хранилище ключей этой машины не отвечает или закрыто. Данные целы. Войдите в \
            систему заново и запустите программу ещё раз.\n\n\
            The keyring is locked or does not answer. Nothing is lost: sign in to the system again.";
    };
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "three need words of their own"
    )]
    match error.code {
        ErrorCode::NotAllowed => {
            "Программа на этом профиле уже открыта. Найдите её окно.\n\n\
            The program is already open on this profile. Look for its window."
        }
        ErrorCode::ReplicaBroken => {
            "Журнал на этой машине повреждён или создан более новой программой. Отправленное цело \
            на сервере школы. Позовите администратора: машину подключают заново или обновляют.\n\n\
            The journal on this machine is damaged or newer than the program. What was sent is safe \
            on the share. Call the administrator."
        }
        ErrorCode::DiskFull => {
            "На диске нет места. Данные целы. Освободите место и запустите программу ещё раз.\n\n\
            The disk is full. Nothing is lost: make room and start again."
        }
        _ => {
            "Не удалось открыть журнал на этой машине. Данные не тронуты. Запустите программу ещё \
            раз; если не поможет, покажите это администратору.\n\n\
            The journal on this machine could not be opened. Nothing was changed. Try again, or \
            show this to the administrator."
        }
    }
}

fn detail(reason: &NotOpen) -> String {
    match reason {
        NotOpen::NoKeyring => String::new(),
        NotOpen::Keyring(error) => error.to_string(),
        NotOpen::Core(error) => error.to_string(),
    }
}
