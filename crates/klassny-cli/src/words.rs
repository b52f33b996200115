//! Errors as sentences: what happened, where, and what to do. Every code has one of its own.

use klassny_app::error::AppError;
use klassny_app::view::text::ErrorCode;
use klassny_system::VaultError;

/// An error as a sentence.
pub fn sentence(error: &anyhow::Error) -> String {
    if let Some(refused) = error.downcast_ref::<AppError>() {
        return of_app(refused);
    }
    if let Some(vault) = error.downcast_ref::<VaultError>() {
        return of_vault(vault);
    }
    format!("{error:#}")
}

fn of_app(refused: &AppError) -> String {
    if let Some(rule) = &refused.refusal {
        let text = rule.russian();
        return format!("{} {} {}", text.what, text.why, text.what_to_do);
    }
    if let Some(seconds) = refused.retry_after_s {
        return format!(
            "Подождите {seconds} с и повторите: после неверных паролей вход закрыт на это время, \
             пароль не проверялся."
        );
    }
    if let Some(known) = of_detail(refused) {
        return known;
    }
    let what = of_code(refused.code);
    match refused.detail.as_str() {
        "" => what.to_owned(),
        detail => format!("{what} ({detail})"),
    }
}

/// What a code alone does not tell apart and a person at a command meets.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "the sentence of the code says the rest"
)]
fn of_detail(refused: &AppError) -> Option<String> {
    let detail = refused.detail.as_str();
    let says = |part| detail.contains(part);
    Some(match refused.code {
        ErrorCode::NotAllowed if says("open in another program") => {
            "Профиль открыт в другой программе: закройте её окно и повторите.".to_owned()
        }
        ErrorCode::NotFound if detail == "class" => {
            "Такого класса в этом учебном году нет: проверьте цифру и букву, например 5А."
                .to_owned()
        }
        ErrorCode::NotFound if detail == "term" => {
            "Такого периода у этого класса нет: в 1–9 классах четверти 1–4, в 10–11 полугодия 1–2."
                .to_owned()
        }
        ErrorCode::ReplicaBroken if detail == "profile.json" => {
            "Файл profile.json этого профиля повреждён: верните его из копии профиля или заведите \
             место заново, журнал придёт из общей папки."
                .to_owned()
        }
        ErrorCode::ReplicaBroken if says("newer") => {
            "Журнал на этой машине записан более новой программой: обновите программу.".to_owned()
        }
        ErrorCode::ReplicaBroken if says("no replica") => {
            "В профиле нет файла журнала replica.db: верните его из копии профиля или заведите \
             место заново, журнал придёт из общей папки."
                .to_owned()
        }
        ErrorCode::NotAVolume if detail == "folder" => {
            "Это папка, а не файл тома: укажите файл .pdf, код листа или шесть слов.".to_owned()
        }
        ErrorCode::NotAVolume if detail == "empty" => {
            "Файл пуст, сверять нечего: возьмите напечатанный файл из копии.".to_owned()
        }
        ErrorCode::Mistyped => format!(
            "Набрано с ошибкой, ничего не сверено: {}. Наберите ещё раз с листа.",
            slip(detail)
        ),
        _ => return None,
    })
}

/// What was typed wrongly: «в коде 20 знаков, набрано 19».
fn slip(detail: &str) -> String {
    match detail.split_once(' ') {
        Some(("letters", count)) => format!("в коде 20 знаков, набрано {count}"),
        Some(("letter", letter)) => format!("знака «{letter}» в кодах не бывает"),
        Some(("word", at)) => format!("слова под номером {at} нет в списке слов"),
        Some(("words", count)) => format!("слов шесть, набрано {count}"),
        _ => "контрольный знак кода не сходится".to_owned(),
    }
}

fn of_vault(error: &VaultError) -> String {
    let what = match error {
        VaultError::NoService => "на этой машине нет связки ключей системы",
        VaultError::Locked(_) => "связка ключей системы закрыта",
        VaultError::Foreign => "под именем профиля в связке ключей лежит что-то другое",
        VaultError::Gone => "в связке ключей нет секрета этого профиля",
        VaultError::NotKept => "связка ключей не сохранила секрет",
        VaultError::TooOpen(_) => "файл с секретом профиля могут читать другие",
        VaultError::Name => "имя профиля для связки ключей не годится",
        VaultError::Failed(_) => "связка ключей отказала",
        VaultError::File(_) => "файл с секретом профиля не читается",
    };
    format!(
        "Секрет профиля не получен: {what}. Войдите в систему той учётной записью, которая завела \
         профиль, откройте её связку ключей и повторите. ({error})"
    )
}

#[rustfmt::skip]
const fn of_code(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::WrongPassword => "Вход не удался: имя или пароль не подходят; проверьте раскладку и повторите.",
        ErrorCode::InvitationEnded => "Приглашение использовано, просрочено или отозвано: попросите администратора о новом.",
        ErrorCode::WeakPassword => "Пароль слишком прост: нужно не меньше 10 знаков или трёх слов.",
        ErrorCode::NeedsShare => "Приглашение ещё не дошло до этой машины: подключите общую папку и повторите.",
        ErrorCode::NotSignedIn => "Никто не вошёл: войдите и повторите.",
        ErrorCode::NotAllowed => "Это право другого человека: сделать это может тот, у кого есть нужная роль.",
        ErrorCode::OutsideSlot => "Сейчас не время этого человека по расписанию ввода: повторите в своё время.",
        ErrorCode::Closed => "Запись закрыта: попросите разрешение у завуча.",
        ErrorCode::LessonNotHeld => "Урок не отмечен как проведённый: сначала отметьте его.",
        ErrorCode::AbsentAndMarked => "У ученика в этой клетке и пропуск, и устная отметка: оставьте одно.",
        ErrorCode::NotOnList => "В этот день ученика нет в списке класса: проверьте движение.",
        ErrorCode::NoMarksHere => "Здесь отметок не ставят: выберите другой предмет или класс.",
        ErrorCode::NeedsReason => "Нужна причина: напишите её и повторите.",
        ErrorCode::ChangedMeanwhile => "Это только что изменил кто-то другой: посмотрите заново и повторите.",
        ErrorCode::PreflightBlocks => "Проверка нашла то, что не даёт закрыть период: исправьте названное.",
        ErrorCode::NotClosed => "Период ещё не закрыт для класса; сначала его закрывает завуч.",
        ErrorCode::NotFound => "Того, что названо, в журнале нет: проверьте имя и повторите.",
        ErrorCode::BadRequest => "Так это сделать нельзя; ничего не изменено. Проверьте слова команды.",
        ErrorCode::WrongShare => "Это не общая папка этой школы: проверьте путь и файл school.jsg в ней.",
        ErrorCode::ShareOffline => "Общая папка недоступна; введённое сохранено на этой машине. Проверьте сеть и повторите.",
        ErrorCode::FolderNotEmpty => "В папке уже лежит что-то другое; выберите пустую папку.",
        ErrorCode::DiskFull => "На диске нет места; ничего не изменено. Освободите место и повторите.",
        ErrorCode::NotAVolume => "Это не том этой школы или файл повреждён: возьмите напечатанный файл.",
        ErrorCode::Mistyped => "Набрано с ошибкой, ничего не сверено: наберите ещё раз с листа.",
        ErrorCode::NothingToDo => "Менять нечего: всё уже так.",
        ErrorCode::NoRoomToShift => "Последней отметке столбца некуда сдвинуться: освободите строку.",
        ErrorCode::CardsClosed => "На этой машине личные карточки закрыты: откройте их на другой.",
        ErrorCode::RefusalUnsigned => "Для отказа от электронной формы нужно подписанное заявление: внесите его.",
        ErrorCode::TextTooLong => "Текст слишком длинный: сократите его.",
        ErrorCode::NoAddressees => "В этом периоде эта бумага никому не нужна: выберите другой период.",
        ErrorCode::NoAbsences => "Нет пропуска и нет урока, к которому отнести причину: проверьте дни.",
        ErrorCode::WrongDays => "Дни стоят не по порядку или их слишком много: исправьте их.",
        ErrorCode::FileRefused => "Файл к заданию не принят: проверьте его вид и размер.",
        ErrorCode::FileUnreadable => "Файл не читается: закройте его в других программах и проверьте, что он цел.",
        ErrorCode::FileNotHere => "Файл задания ещё не дошёл до этой машины: повторите после обмена.",
        ErrorCode::FileNoKey => "Ключ к файлам ещё не дошёл до этой машины: повторите после обмена.",
        ErrorCode::FileDamaged => "Файл задания повреждён: попросите приложить его заново.",
        ErrorCode::FileNotWritten => "Копия не записана: выберите папку, в которую можно писать.",
        ErrorCode::NameTaken => "Такое имя или номер уже у другого места: выберите другое.",
        ErrorCode::WrongRoot => "Это не слова корневого ключа этой школы: перечитайте бумагу из сейфа.",
        ErrorCode::ReplicaBroken => "Журнал на этой машине повреждён: верните профиль из копии или заведите место заново, журнал придёт из общей папки.",
        ErrorCode::ClockWrong => "Часы этой машины неверны больше чем на сутки: поправьте их и повторите.",
        ErrorCode::OldProgram => "Действуют правила, которых эта программа не знает: обновите её, чтобы писать.",
        ErrorCode::RulesNotKnown => "Не на всех машинах программа знает новые правила: сначала обновите её там.",
        ErrorCode::SlotNotTaken => "Время ввода не записано: выберите время, которое ни с чьим не пересекается.",
        ErrorCode::Internal => "Не получилось, сбой программы или системы; ничего не изменено. Повторите, а если не пройдёт, передайте подробности сопровождающему.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_a_sentence_of_its_own_that_says_what_to_do() {
        let said: BTreeSet<&str> = ErrorCode::ALL.map(of_code).into_iter().collect();
        assert_eq!(said.len(), ErrorCode::ALL.len());
        let no_advice: Vec<_> = said
            .iter()
            .filter(|it| !it.contains([':', ';']) && !it.contains("Повторите"))
            .collect();
        assert!(no_advice.is_empty(), "{no_advice:?}");
        // The list is whole: it is that of the window.
        let bindings = include_str!("../../../ui/src/bindings/ErrorCode.ts");
        assert_eq!(bindings.matches(" | ").count() + 1, ErrorCode::ALL.len());
    }

    #[test]
    fn refusals_that_a_command_meets_are_told_apart() {
        let app = |code, detail: &str| of_app(&AppError::new(code, detail));
        let broken = ErrorCode::ReplicaBroken;
        let told: BTreeSet<String> = [
            app(ErrorCode::NotFound, "class"),
            app(ErrorCode::NotFound, "term"),
            app(broken, "profile.json"),
            app(broken, "the replica is newer than this program: 9"),
            app(broken, "replica is damaged: there is no replica here"),
            app(broken, "the replica's key does not open it"),
            app(
                ErrorCode::NotAllowed,
                "the profile is open in another program",
            ),
            app(ErrorCode::NotAVolume, "empty"),
            app(ErrorCode::Mistyped, "word 3"),
        ]
        .into();
        assert_eq!(told.len(), 9, "{told:#?}");
        let mut wait = AppError::new(ErrorCode::WrongPassword, "");
        wait.retry_after_s = Some(7);
        assert!(of_app(&wait).contains("Подождите 7 с"));
    }
}
