//! The commands on a profile: sync, share, check, print.

use crate::Answer;
use crate::folder;
use crate::profile::Access;
use crate::share_words::trouble;
use anyhow::{Context as _, bail};
use klassny_exchange::ClassName;
use klassny_keys::Secret;
use serde_json::json;
use std::path::Path;

/// Exchanges with the share until nothing more is there.
pub fn sync(access: &Access) -> anyhow::Result<Answer> {
    let app = access.open_signed_in(&access.folder()?)?;
    let report = app.sync_fully()?;
    app.sign_out()?;
    if let Some(trouble) = trouble(report.share, &app.folder()) {
        bail!("{trouble}");
    }
    Ok(Answer {
        value: json!({
            "waiting": report.counts.waiting,
            "unconfirmed": report.counts.unconfirmed,
            "quarantined": report.counts.quarantined,
            "bad": report.bad.len(),
            "gaps": report.gaps.len(),
        }),
        text: format!(
            "Обмен окончен. Не отправлено: {}, не подтверждено: {}, отложено: {}.",
            report.counts.waiting, report.counts.unconfirmed, report.counts.quarantined
        ),
    })
}

/// Moves the exchange of a profile to another folder or place, and exchanges there.
pub fn share(
    access: &Access,
    place: &str,
    (key_file, begin): (Option<&Path>, bool),
) -> anyhow::Result<Answer> {
    let app = access.open_signed_in(&access.folder()?)?;
    if let Some(path) = key_file {
        let key = std::fs::read(path)
            .with_context(|| format!("файл с ключом {} не читается", path.display()))?;
        app.keep_share_key(&Secret::new(key))?;
    }
    let report = match begin {
        true => app.begin_share_at(place)?,
        false => {
            app.move_share_to(place)?;
            app.sync_fully()?
        }
    };
    app.sign_out()?;
    if !report.share.is_reached() {
        bail!("профиль перенесён, но {place} сейчас не отвечает: введённое уйдёт позже");
    }
    let begun = if begin {
        " Общая папка там начата."
    } else {
        ""
    };
    Ok(Answer {
        value: json!({ "share": place, "waiting": report.counts.waiting }),
        text: format!(
            "Обмен идёт через {place}.{begun} Не отправлено: {}.",
            report.counts.waiting
        ),
    })
}

/// Checks that the replica equals a rebuild of its log, that the share is whole, and, where the
/// person may read that, how the folder is set up.
pub fn check(access: &Access) -> anyhow::Result<Answer> {
    let app = access.open_signed_in(&access.folder()?)?;
    let workstation = app.workstation()?;
    let differences = workstation.store.compare_with_rebuild()?;
    let report = app.sync_fully()?;
    let setup = match app.folder_check() {
        Ok(setup) => Some(setup),
        Err(refused) if refused.refusal.is_some() => None,
        Err(error) => return Err(error.into()),
    };
    app.sign_out()?;
    let tables: Vec<&str> = differences.iter().map(|it| it.table.as_str()).collect();
    if !tables.is_empty() {
        bail!(
            "реплика расходится со своим журналом записей в таблицах: {}",
            tables.join(", ")
        );
    }
    if !(report.bad.is_empty() && report.gaps.is_empty() && report.bad_packs.is_empty()) {
        bail!(
            "на общей папке повреждено файлов: {}, недостаёт: {}",
            report.bad.len() + report.bad_packs.len(),
            report.gaps.len()
        );
    }
    if let Some(trouble) = trouble(report.share, &app.folder()) {
        bail!("реплика равна своему журналу записей, но общая папка не проверена: {trouble}");
    }
    // How the folder is set up is told and does not decide: the journal is whole all the same.
    let lines = setup.as_ref().map(folder::value);
    let bad = setup.as_ref().map_or(0, folder::bad_count);
    let told = setup.as_ref().map(folder::text).unwrap_or_default();
    Ok(Answer {
        value: json!({
            "replica": "equal", "bad": 0, "gaps": 0, "folder": lines, "folder_bad": bad,
        }),
        text: format!("{told}Реплика равна своему журналу записей; общая папка цела."),
    })
}

/// Makes the folder and tries to write there, before a volume of many seconds is drawn.
fn make_writable(out: &Path) -> anyhow::Result<()> {
    let refused = || {
        format!(
            "в папку {} не записать: укажите в --out другую",
            out.display()
        )
    };
    std::fs::create_dir_all(out).with_context(refused)?;
    let probe = out.join(".klassny-print");
    std::fs::File::create(&probe).with_context(refused)?;
    std::fs::remove_file(&probe).with_context(refused)
}

/// Prints the volume of one class, or of every class whose term is closed.
pub fn print(access: &Access, class: Option<&str>, term: u8, out: &Path) -> anyhow::Result<Answer> {
    make_writable(out)?;
    let app = access.open_signed_in(&access.folder()?)?;
    let classes = match class {
        // «5A» of a Latin keyboard is meant as «5А».
        Some(class) => {
            vec![ClassName::parse(class).map_or_else(|| class.to_owned(), |it| it.to_string())]
        }
        None => {
            let choices = app.at_desk(klassny_app::preflight::class_choices)?;
            choices
                .classes
                .into_iter()
                .map(|class| class.class_name)
                .collect()
        }
    };
    let mut printed = Vec::new();
    let mut refused = Vec::new();
    for name in classes {
        match app.at_desk(|desk| klassny_app::paper::print_class(desk, &name, term, out)) {
            Ok(volume) => printed.push((name, volume)),
            Err(error) if class.is_none() => {
                refused.push(format!("{name}: {}", crate::words::sentence(&error.into())));
            }
            Err(error) => return Err(error.into()),
        }
    }
    app.sign_out()?;
    if printed.is_empty() {
        bail!("не напечатано ни одного тома: {}", refused.join("; "));
    }
    let mut text: Vec<String> = printed
        .iter()
        .map(|(name, volume)| {
            format!(
                "{name}: {}, листов {}",
                volume.path.display(),
                volume.sheets
            )
        })
        .collect();
    text.extend(refused.iter().cloned());
    Ok(Answer {
        value: json!({
            "printed": printed.iter().map(|(name, volume)| json!({
                "class": name,
                "file": volume.path,
                "sheets": volume.sheets,
                "pages": volume.pages,
                "code": volume.code,
            })).collect::<Vec<_>>(),
            "refused": refused,
        }),
        text: text.join("\n"),
    })
}
