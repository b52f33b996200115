//! `klassny verify`: whether a printed volume is genuine, and whether the journal still says so.

use crate::profile::Access;
use crate::{Answer, Refused};
use anyhow::bail;
use klassny_app::api::Verify;
use klassny_app::verify::verify as ask;
use klassny_app::view::paper::{Difference, Verdict, VerifyView};
use std::path::{Path, PathBuf};

/// Looks the volume up in the given profile, else in the account's own and in those above the file,
/// until one knows it.
pub fn verify(access: &Access, what: &str) -> anyhow::Result<Answer> {
    let file = Path::new(what);
    let looks_like_file = file.components().count() > 1 || file.extension().is_some();
    if file.is_dir() {
        bail!("{what} — папка, а не файл тома: укажите файл, код листа или шесть слов");
    }
    if looks_like_file && !file.is_file() {
        bail!("файла {what} нет: укажите файл тома, код листа или шесть слов");
    }
    let profiles = match access.folder() {
        Ok(folder) => vec![folder],
        Err(_) => profiles_for(file),
    };
    if profiles.is_empty() {
        bail!("профиль не найден: укажите его, --profile ПАПКА");
    }
    let password = access.password()?;
    let (mut unknown, mut refused) = (None, None);
    for folder in profiles {
        match verify_in(access, &folder, &password, what) {
            Ok(view) if view.verdict == Verdict::Unknown => unknown = Some(view),
            Ok(view) => return answer(&view),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    match (unknown, refused) {
        (Some(view), _) => answer(&view),
        (None, Some(error)) => Err(error),
        (None, None) => bail!("профиль не найден: укажите его, --profile ПАПКА"),
    }
}

fn verify_in(
    access: &Access,
    folder: &Path,
    password: &str,
    what: &str,
) -> anyhow::Result<VerifyView> {
    let app = access.open_signed_in_with(folder, password.to_owned())?;
    let what = what.to_owned();
    let view = app.at_desk(|desk| ask(desk, &Verify { what }))?;
    app.sign_out()?;
    Ok(view)
}

/// The account's own profile, then those in the folders above the file, the nearest first.
fn profiles_for(file: &Path) -> Vec<PathBuf> {
    let whole = file.canonicalize().ok();
    let above = whole.iter().flat_map(|file| file.ancestors().skip(1));
    let above = above.flat_map(|folder| {
        ["", "profile", "deputy", "clerk"]
            .iter()
            .map(|name| folder.join(name))
    });
    let all = klassny_system::own_profile().into_iter().chain(above);
    all.filter(|folder| folder.join("profile.json").exists())
        .collect()
}

fn answer(view: &VerifyView) -> anyhow::Result<Answer> {
    let value = serde_json::to_value(view)?;
    let mut lines = vec![
        match view.verdict {
            Verdict::Agrees => "Том подлинный, журнал сегодня говорит то же.",
            Verdict::Differs => "Том подлинный, но журнал с тех пор изменился.",
            Verdict::FileChanged => {
                "Файл изменён после печати: это не те байты, что были напечатаны."
            }
            Verdict::Unknown => "Такого тома эта школа не печатала.",
        }
        .to_owned(),
    ];
    if let Some(term) = &view.term {
        let day = view.printed_on.as_deref().unwrap_or_default();
        lines.push(format!(
            "{}, период {}, издание {}, печать {day}, {}",
            view.class_name, term.number, view.edition, view.by
        ));
    }
    lines.extend(view.differences.iter().map(difference));
    let text = lines.join("\n");
    match view.verdict {
        Verdict::Agrees | Verdict::Differs => Ok(Answer { value, text }),
        Verdict::FileChanged | Verdict::Unknown => Err(Refused { value, text }.into()),
    }
}

/// «лист 12: История, 10.09, Емельянов Л.: на бумаге 4, в журнале 5 (Берг М. А., 2026-10-24 12:01)».
fn difference(one: &Difference) -> String {
    let or_nothing = |text: &str| match text {
        "" => "пусто".to_owned(),
        text => text.to_owned(),
    };
    let sheet = match one.sheet {
        0 => "весь том".to_owned(),
        sheet => format!("лист {sheet}"),
    };
    let at = one.at.as_deref().unwrap_or_default().replace('T', " ");
    let who = match one.by.as_str() {
        "" => String::new(),
        by => format!(" ({by}, {at})"),
    };
    let (printed, now) = (or_nothing(&one.printed), or_nothing(&one.now));
    format!(
        "{sheet}: {}: на бумаге {printed}, в журнале {now}{who}",
        one.place
    )
}
