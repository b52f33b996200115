//! The setup check of the folder as `klassny check` prints it: a sentence a line, and what to do.
//!
//! The window has the same lines in its own text tables, in two languages.

use klassny_app::view::folder::{FolderCheckView, FolderCode, FolderLine, FolderVerdict};
use serde_json::{Value, json};

/// The lines for programs.
pub fn value(check: &FolderCheckView) -> Value {
    let lines = check.lines.iter().map(|line| {
        json!({
            "what": line.what,
            "verdict": line.verdict,
            "amount": line.amount,
            "part": line.part,
            "detail": line.detail,
        })
    });
    Value::Array(lines.collect())
}

/// The lines for people, the worst first.
pub fn text(check: &FolderCheckView) -> String {
    let mut lines: Vec<&FolderLine> = check.lines.iter().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.verdict));
    let mut text = format!("Папка {}:\n", check.folder);
    for line in lines {
        let mark = match line.verdict {
            FolderVerdict::Ok => "верно     ",
            FolderVerdict::Look => "посмотреть",
            FolderVerdict::Bad => "ПЛОХО     ",
        };
        let (what, todo) = words(line);
        let todo = match (line.verdict, todo) {
            (FolderVerdict::Ok, _) | (_, "") => String::new(),
            (FolderVerdict::Look | FolderVerdict::Bad, todo) => format!(" {todo}"),
        };
        text.push_str(&format!("  {mark}  {what}{todo}\n"));
    }
    text
}

/// How many lines are bad.
pub fn bad_count(check: &FolderCheckView) -> usize {
    let bad = |line: &&FolderLine| line.verdict == FolderVerdict::Bad;
    check.lines.iter().filter(bad).count()
}

/// What was found, and what to do where it is not in order.
fn words(line: &FolderLine) -> (String, &'static str) {
    let (amount, part, detail) = (line.amount, line.part, line.detail.as_str());
    match line.what {
        FolderCode::Ours
        | FolderCode::NotOurs
        | FolderCode::Away
        | FolderCode::PlaceServer
        | FolderCode::PlaceLocal
        | FolderCode::PlaceFragile
        | FolderCode::PlaceMirrored
        | FolderCode::PlaceNotTold => of_place(line.what, detail),
        FolderCode::MayWrite
        | FolderCode::MayNotWrite
        | FolderCode::MayNotRename
        | FolderCode::MayNotRemove
        | FolderCode::Altered
        | FolderCode::OthersKept
        | FolderCode::OthersMayGo
        | FolderCode::OneAccount
        | FolderCode::RightsNotTold => of_rights(line.what, detail),
        FolderCode::NoLocalCopy
        | FolderCode::LocalCopy
        | FolderCode::LocalCopyNotTold
        | FolderCode::OnePlace
        | FolderCode::SeveralPlaces
        | FolderCode::Copies
        | FolderCode::NoStrangers
        | FolderCode::Strangers => of_copies(line.what, amount, detail),
        FolderCode::Room
        | FolderCode::RoomNotTold
        | FolderCode::Clock
        | FolderCode::ClockNotTold
        | FolderCode::Speed => of_numbers(line.what, amount, part),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "`words` sorts the codes")]
fn of_place(what: FolderCode, detail: &str) -> (String, &'static str) {
    match what {
        FolderCode::Ours => ("Это папка нашей школы.".to_owned(), ""),
        FolderCode::NotOurs => (
            "В папке нет журнала этой школы.".to_owned(),
            "Подключите папку, где лежит school.jsg; ничего не создавайте и не удаляйте.",
        ),
        FolderCode::Away => (
            format!("Папка не отвечает: {detail}"),
            "Проверьте сеть и сервер; введённое цело здесь и уйдёт само.",
        ),
        FolderCode::PlaceServer => (format!("Папка на сервере ({detail})."), ""),
        FolderCode::PlaceLocal => (
            format!("Это диск самой этой машины ({detail})."),
            "Верно, только если она и есть сервер.",
        ),
        FolderCode::PlaceFragile => (
            format!("Файлы здесь не живут долго ({detail})."),
            "Перенесите папку на файловый сервер.",
        ),
        FolderCode::PlaceMirrored => (
            format!("Папку показывает программа, которая держит копию ({detail})."),
            "Нужен один настоящий файловый сервер.",
        ),
        _ => ("Файловая система не названа.".to_owned(), ""),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "`words` sorts the codes")]
fn of_rights(what: FolderCode, detail: &str) -> (String, &'static str) {
    match what {
        FolderCode::MayWrite => (
            "Файлы создаются, читаются, переименовываются, удаляются.".to_owned(),
            "",
        ),
        FolderCode::MayNotWrite => (
            format!("Создать файл нельзя: {detail}"),
            "Дайте сотрудникам право создавать файлы и папки.",
        ),
        FolderCode::MayNotRename => (
            format!("Свой файл нельзя переименовать: {detail}"),
            "Владельцу файла нужно право изменять свои файлы.",
        ),
        FolderCode::MayNotRemove => (
            format!("Свой файл нельзя удалить: {detail}"),
            "Владельцу файла нужно право изменять свои файлы.",
        ),
        FolderCode::Altered => (
            "Прочитано не то, что записано.".to_owned(),
            "Проверьте диск сервера, антивирус и подключение.",
        ),
        FolderCode::OthersKept => (format!("Чужие файлы удалить нельзя ({detail})."), ""),
        FolderCode::OthersMayGo => (
            format!("Чужие файлы можно удалить ({detail})."),
            "Журнал восстановит их, но лучше запретить: README, «The folder on the file server».",
        ),
        FolderCode::OneAccount => (
            format!("Все машины под одной учётной записью ({detail})."),
            "Лучше запись на каждого сотрудника.",
        ),
        _ => (
            format!("Можно ли удалить чужие файлы, не видно ({detail})."),
            "Сверьте права на сервере: README, «The folder on the file server».",
        ),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "`words` sorts the codes")]
fn of_copies(what: FolderCode, amount: i32, detail: &str) -> (String, &'static str) {
    match what {
        FolderCode::NoLocalCopy => ("Признаков автономных файлов нет.".to_owned(), ""),
        FolderCode::LocalCopy => (
            format!("Машина читает свою копию папки, а не сервер ({detail})."),
            "Выключите автономные файлы: CachingMode None, в Linux cache=strict.",
        ),
        FolderCode::LocalCopyNotTold => (
            "Включены ли автономные файлы, не видно.".to_owned(),
            "Проверьте: «Всегда доступно автономно» снято, на сервере CachingMode None.",
        ),
        FolderCode::OnePlace => ("Признаков второй копии папки нет.".to_owned(), ""),
        FolderCode::SeveralPlaces => (
            format!("Похоже, папок несколько («{detail}»)."),
            "Нужна одна папка на одном сервере: без DFS-R, OneDrive и перемещаемых профилей.",
        ),
        FolderCode::Copies => (
            format!("Файлов с именами копий: {amount} («{detail}»)."),
            "Найдите программу, которая зеркалит папку, и выключите её.",
        ),
        FolderCode::Strangers => (
            format!("Посторонних файлов: {amount} («{detail}»)."),
            "Пусть в папке лежит только журнал.",
        ),
        _ => ("Ничего лишнего в папке нет.".to_owned(), ""),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "`words` sorts the codes")]
fn of_numbers(what: FolderCode, amount: i32, part: u32) -> (String, &'static str) {
    match what {
        FolderCode::Room => (
            format!("Свободно {amount} МБ ({part} %)."),
            "Освободите место на сервере.",
        ),
        FolderCode::RoomNotTold => (
            "Сколько свободно, не видно.".to_owned(),
            "Посмотрите на сервере: нужно не меньше 5 ГБ.",
        ),
        FolderCode::Clock => (
            format!("Часы сервера против здешних: {amount:+} с."),
            "Включите сверку времени на сервере и здесь.",
        ),
        FolderCode::Speed => (
            format!("Список папки {amount} мс, запись файла {part} мс."),
            "Исключите папку из антивируса сервера, проверьте сеть.",
        ),
        _ => ("Времени файлов сервер не даёт.".to_owned(), ""),
    }
}
