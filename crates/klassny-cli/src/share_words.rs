//! How the share stands, in one sentence that says what to do; nothing where it is in order.

use klassny_share::error::Stranger;
use klassny_share::status::{Refusal, ShareState};
use std::path::Path;

/// What is wrong with the share of a profile.
pub fn trouble(state: ShareState, place: &str) -> Option<String> {
    let is_folder = !place.contains("://");
    let kept = "введённое сохранено здесь и уйдёт позже";
    Some(match state {
        ShareState::Online => return None,
        _ if place.is_empty() => {
            "у профиля нет общей папки: укажите её, klassny share ПАПКА".to_owned()
        }
        ShareState::NotOurFolder { .. } | ShareState::Offline { .. } | ShareState::Unknown
            if is_folder && !Path::new(place).is_dir() =>
        {
            format!(
                "общей папки {place} нет: проверьте сеть и подключение; если её перенесли или \
                 переименовали, укажите новое место, klassny share ПАПКА. Пока {kept}"
            )
        }
        ShareState::NotOurFolder { found, .. } => wrong_folder(found, place, kept),
        ShareState::Offline { .. } | ShareState::Unknown => {
            format!("{place} недоступно: проверьте сеть и доступ и повторите; {kept}")
        }
        ShareState::NotAnswering { .. } => format!(
            "сервер с {place} не отвечает: подождите и повторите, иначе проверьте сервер; {kept}"
        ),
        ShareState::Refuses { why, .. } => {
            let why = match why {
                Refusal::Full => "на сервере нет места: освободите его",
                Refusal::Denied => {
                    "этой учётной записи нельзя туда писать: дайте ей право на изменение"
                }
            };
            format!("{place} читается, но ничего не принимает: {why}; {kept}")
        }
    })
}

fn wrong_folder(found: Stranger, place: &str, kept: &str) -> String {
    let (what, what_to_do) = match found {
        Stranger::NoIdentity => (
            "в ней нет файла school.jsg",
            "проверьте, что подключена та самая папка; если её очистили, верните её из копии",
        ),
        Stranger::Unreadable => (
            "файл school.jsg в ней повреждён",
            "верните его из копии папки",
        ),
        Stranger::OtherSchool => (
            "это общая папка другой школы",
            "укажите свою, klassny share ПАПКА",
        ),
        Stranger::ForeignFiles => (
            "в ней лежат посторонние файлы",
            "укажите другую, klassny share ПАПКА",
        ),
    };
    format!("папка {place} не общая папка этой школы: {what}; {what_to_do}. Пока {kept}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_state_but_the_good_one_has_a_sentence_of_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().to_string_lossy().into_owned();
        let since_ms = 1;
        let strangers = [
            Stranger::NoIdentity,
            Stranger::Unreadable,
            Stranger::OtherSchool,
            Stranger::ForeignFiles,
        ]
        .map(|found| ShareState::NotOurFolder { since_ms, found });
        let refusals =
            [Refusal::Full, Refusal::Denied].map(|why| ShareState::Refuses { since_ms, why });
        let away = [
            ShareState::Offline { since_ms },
            ShareState::NotAnswering { since_ms },
        ];
        let states = strangers.into_iter().chain(refusals).chain(away);
        let mut said: BTreeSet<String> = states.map(|it| trouble(it, &place).unwrap()).collect();
        said.insert(trouble(ShareState::Offline { since_ms }, "/nowhere/at/all").unwrap());
        assert_eq!(said.len(), 9, "{said:#?}");
        assert_eq!(trouble(ShareState::Online, &place), None);
    }
}
