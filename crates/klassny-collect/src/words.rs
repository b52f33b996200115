//! An error as a sentence for whoever runs the collector: what happened, and what to do.

use klassny_app::AppError;
use klassny_app::view::text::ErrorCode;

/// The sentence of an error.
pub fn sentence(error: &anyhow::Error) -> String {
    let Some(refused) = error.downcast_ref::<AppError>() else {
        return format!("{error:#}");
    };
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "the codes only a window meets share a sentence"
    )]
    let what = match refused.code {
        ErrorCode::ShareOffline => {
            "Хранилище школы не открылось: проверьте адрес, ключ и сеть и повторите."
        }
        ErrorCode::WrongShare => {
            "Это не хранилище этой школы: в нём нет её school.jsg; возьмите адрес у школы."
        }
        ErrorCode::BadRequest => "Эта школа уже впустила сборщика: повторять не нужно.",
        ErrorCode::NotAllowed => {
            "Профиль этой школы открыт в другой программе: дождитесь её или остановите."
        }
        ErrorCode::ReplicaBroken => {
            "Профиль этой школы повреждён: уберите его папку и попросите школу впустить сборщика снова."
        }
        ErrorCode::DiskFull => "На диске сборщика нет места: освободите его и повторите.",
        _ => "Не получилось; ничего не изменено.",
    };
    match refused.detail.as_str() {
        "" => what.to_owned(),
        detail => format!("{what} ({detail})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_core_becomes_a_sentence_with_what_to_do() {
        let away = AppError::new(ErrorCode::ShareOffline, "timed out");
        let said = sentence(&away.into());
        assert!(
            said.contains("повторите") && said.contains("(timed out)"),
            "{said}"
        );
        let plain = anyhow::anyhow!("нет файла").context("не читается");
        assert_eq!(sentence(&plain), "не читается: нет файла");
    }
}
