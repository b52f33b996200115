//! What an answer of an S3 server means for the exchange.
//!
//! Owns the table from answers to classes. Servers differ in status and words (a full bucket is 403
//! on one and 507 on another), so the words of the answer count first.

use klassny_share::error::{Class, Error, Operation};
use object_store::client::{HttpError, HttpErrorKind};
use std::error::Error as StdError;
use std::io;
use std::path::Path;

/// The longest part of a server's answer that is kept for people, characters.
const WORDS_MAX: usize = 300;

/// Names what a server answered about a file.
pub(crate) fn refused(operation: Operation, path: &Path, error: &object_store::Error) -> Error {
    let words: String = error.to_string().chars().take(WORDS_MAX).collect();
    let class = class_of(error);
    let kind = match class {
        Class::Missing => io::ErrorKind::NotFound,
        Class::Exists => io::ErrorKind::AlreadyExists,
        Class::Denied => io::ErrorKind::PermissionDenied,
        Class::Full => io::ErrorKind::StorageFull,
        Class::Busy => io::ErrorKind::ResourceBusy,
        Class::Offline => io::ErrorKind::HostUnreachable,
        Class::NotOurFolder | Class::Other => io::ErrorKind::Other,
    };
    Error::Io {
        class,
        operation,
        path: path.to_path_buf(),
        source: io::Error::new(kind, words),
    }
}

/// Names a call that took longer than it may.
pub(crate) fn too_late(operation: Operation, path: &Path) -> Error {
    Error::Io {
        class: Class::Offline,
        operation,
        path: path.to_path_buf(),
        source: io::ErrorKind::TimedOut.into(),
    }
}

/// Whether the server knows no put under a condition.
pub(crate) fn knows_no_condition(error: &object_store::Error) -> bool {
    let words = error.to_string();
    status(&words) == Some(501) || words.contains("NotImplemented")
}

fn class_of(error: &object_store::Error) -> Class {
    use object_store::Error as Answer;
    let words = error.to_string();
    if let Some(class) = by_words(&words) {
        return class;
    }
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "another library's open list"
    )]
    match error {
        Answer::NotFound { .. } => Class::Missing,
        Answer::AlreadyExists { .. } | Answer::Precondition { .. } => Class::Exists,
        Answer::PermissionDenied { .. } | Answer::Unauthenticated { .. } => Class::Denied,
        other if never_answered(other) => Class::Offline,
        _ => status(&words).map_or(Class::Other, by_status),
    }
}

/// Words that mean the same on every server, whatever the status beside them.
fn by_words(words: &str) -> Option<Class> {
    let any = |known: &[&str]| known.iter().any(|word| words.contains(word));
    if any(&[
        "QuotaExceeded",
        "StorageFull",
        "InsufficientStorage",
        "InsufficientCapacity",
    ]) {
        Some(Class::Full)
    } else if any(&["NoSuchBucket"]) {
        // A bucket that is not there is a share that is not there, never an empty one.
        Some(Class::Offline)
    } else if any(&["SlowDown", "OperationAborted"]) {
        Some(Class::Busy)
    } else {
        None
    }
}

const fn by_status(status: u16) -> Class {
    match status {
        404 => Class::Missing,
        401 | 403 => Class::Denied,
        409 | 412 => Class::Exists,
        429 => Class::Busy,
        507 => Class::Full,
        408 | 500..=599 => Class::Offline,
        _ => Class::Other,
    }
}

/// The status that an error's words tell of.
fn status(words: &str) -> Option<u16> {
    let (_, rest) = words.split_once("status code: ")?;
    rest.split(' ').next()?.parse().ok()
}

/// Whether no answer came: no connection, a broken one, a time that ran out.
fn never_answered(error: &object_store::Error) -> bool {
    let mut source: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = source {
        if let Some(http) = error.downcast_ref::<HttpError>() {
            return !matches!(http.kind(), HttpErrorKind::Decode);
        }
        source = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generic(words: &str) -> object_store::Error {
        object_store::Error::Generic {
            store: "S3",
            source: words.to_owned().into(),
        }
    }

    #[test]
    fn answers_fall_into_the_classes_of_the_write_path() {
        let said = |status: &str, body: &str| {
            generic(&format!(
                "Server returned non-2xx status code: {status}: {body}"
            ))
        };
        for (error, class) in [
            (said("507 Insufficient Storage", ""), Class::Full),
            (
                said("400 Bad Request", "<Code>XMinioStorageFull</Code>"),
                Class::Full,
            ),
            (
                said("503 Service Unavailable", "<Code>SlowDown</Code>"),
                Class::Busy,
            ),
            (said("429 Too Many Requests", ""), Class::Busy),
            (said("500 Internal Server Error", ""), Class::Offline),
            (said("502 Bad Gateway", ""), Class::Offline),
            (
                said("400 Bad Request", "<Code>InvalidArgument</Code>"),
                Class::Other,
            ),
            (generic("Received redirect without LOCATION"), Class::Other),
        ] {
            assert_eq!(class_of(&error), class, "{error}");
        }
    }

    #[test]
    fn the_words_of_an_answer_count_before_its_status() {
        let with = |words: &str| object_store::Error::PermissionDenied {
            path: "a".to_owned(),
            source: words.to_owned().into(),
        };
        assert_eq!(class_of(&with("<Code>QuotaExceeded</Code>")), Class::Full);
        assert_eq!(class_of(&with("<Code>AccessDenied</Code>")), Class::Denied);
        let gone = object_store::Error::NotFound {
            path: "a".to_owned(),
            source: "<Code>NoSuchBucket</Code>".into(),
        };
        assert_eq!(class_of(&gone), Class::Offline);
    }

    #[test]
    fn an_answer_is_cut_and_names_its_file() {
        let long = generic(&"x".repeat(10_000));
        let told = refused(Operation::Read, Path::new("s3/a"), &long).to_string();
        assert!(told.len() < 400 && told.contains("s3/a"), "{told}");
    }
}
